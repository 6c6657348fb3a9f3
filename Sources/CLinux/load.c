// Loading a library in a process of its own, so that whatever it does there ends that process alone. The child does
// nothing but C: it was forked from a process of a single thread, and no Swift runs in it.
#define _GNU_SOURCE
#include "CLinux.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

// What keeps the loader from opening any file; the target has nothing to do with it.
static const int shortages[] = {EMFILE, ENFILE};

// The errno behind the loader's words where they are about opening a file, and either the file is the target or the
// reason is a shortage; else 0. It gives no number, and the path may be there again when asked.
static int open_error(const char *text, const char *path) {
    static const char failed[] = ": cannot open shared object file: ";
    const char *place = strstr(text, failed);
    if (!place) return 0;
    const char *reason = place + sizeof failed - 1;
    for (size_t i = 0; i < sizeof shortages / sizeof *shortages; i++)
        if (strcmp(reason, strerror(shortages[i])) == 0) return shortages[i];
    const int is_target = (size_t)(place - text) == strlen(path) && strncmp(text, path, strlen(path)) == 0;
    return is_target && strcmp(reason, strerror(ENOENT)) == 0 ? ENOENT : 0;
}

static _Noreturn void refuse(struct rb_load_report *report, const char *path) {
    const char *text = dlerror();
    if (!text) text = "refused without a word";
    report->error = open_error(text, path);
    // Most texts begin with the path.
    const size_t length = strlen(path);
    if (strncmp(text, path, length) == 0 && strncmp(text + length, ": ", 2) == 0) text += length + 2;
    snprintf(report->text, sizeof report->text, "%s", text);
    report->stage = RB_LOAD_REFUSED;
    _exit(1);
}

// No handler of the parent's may run here, and the library gets the signals that a program would get.
static void reset_signals(void) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    for (int signal = 1; signal < NSIG; signal++) sigaction(signal, &standard, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void load(
    const char *path, const char *symbol, int nothing, struct rb_hidden hidden, pid_t parent,
    struct rb_load_report *report
) {
    // The parent may have died before the request was made; then nobody will send the signal.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || getppid() != parent) _exit(128 + SIGKILL);
    setpgid(0, 0);
    for (int descriptor = 0; descriptor <= 2; descriptor++) dup2(nothing, descriptor);
    reset_signals();
    rb_leave_no_core();
    // A library that is cut or torn may store anywhere; not where the race keeps its books.
    if (hidden.count > 0 && munmap(hidden.base, hidden.count) != 0) _exit(128 + SIGKILL);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) refuse(report, path);
    if (symbol) {
        int (*function)(void) = (int (*)(void))dlsym(library, symbol);
        if (!function) refuse(report, path);
        report->stage = RB_LOAD_CALLING;
        snprintf(report->text, sizeof report->text, "returned %d", function());
    } else {
        strcpy(report->text, "loaded");
    }
    report->stage = RB_LOAD_DONE;
    _exit(0);
}

pid_t rb_load(
    const char *path, const char *symbol, int nothing, struct rb_hidden hidden, struct rb_load_report *report
) {
    report->stage = RB_LOAD_LOADING;
    report->error = 0;
    report->text[0] = 0;
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child == 0) load(path, symbol, nothing, hidden, parent, report);
    return child;
}

void rb_leave_no_core(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_CORE, &limit) != 0) return;
    // 1 and not 0: to the kernel that means none even where cores are piped to a program (core(5)).
    limit.rlim_cur = limit.rlim_max < 1 ? limit.rlim_max : 1;
    setrlimit(RLIMIT_CORE, &limit);
}
