// Starting a program without copying this process: the child runs in its parent's memory, on its stack, until
// it becomes the program, while the parent's thread waits. So the child calls nothing that allocates or locks.
#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

// The kernel's own sets and calls: the C library's leave out two signals that it keeps for itself.
typedef uint64_t kernel_set;
enum { last_signal = 64 };

static void set_mask(const kernel_set *mask, kernel_set *former) {
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, mask, former, sizeof *mask);
}

// What the child leaves in the parent's memory for it to read.
struct report {
    const char *call;
    int error;
};

static _Noreturn void fail(volatile struct report *report, const char *call) {
    report->error = errno;
    report->call = call;
    _exit(127);
}

// The same file under a descriptor that the standard ones do not overwrite.
static int aside(int descriptor, volatile struct report *report) {
    if (descriptor > 2) return descriptor;
    int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    if (moved < 0) fail(report, "fcntl");
    return moved;
}

// Nobody may be served by a handler here, nor the program ignore what this process does.
static void reset_dispositions(void) {
    // More than a `struct sigaction` of the kernel's takes; all zero it means SIG_DFL.
    static const unsigned long standard[8];
    for (int signal = 1; signal <= last_signal; signal++)
        syscall(SYS_rt_sigaction, signal, standard, NULL, sizeof(kernel_set));
}

// As execvp(3) has it: a place without the program is passed over, one that refuses it is remembered.
void rb_try_places(const struct rb_program *program) {
    int refused = 0;
    for (char *const *place = program->places; *place; place++) {
        execve(*place, program->arguments, program->environment);
        if (errno == EACCES) refused = 1;
        else if (errno != ENOENT && errno != ENOTDIR && errno != ESTALE && errno != ENODEV && errno != ETIMEDOUT)
            return;
    }
    if (refused) errno = EACCES;
}

static __attribute__((noinline)) _Noreturn void become(
    const struct rb_program *program, int output, int errors, pid_t parent, volatile struct report *report
) {
    // The parent may have died before the request was made; then nobody will send the signal.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) fail(report, "prctl");
    if (getppid() != parent) _exit(128 + SIGKILL);
    if (setpgid(0, 0) != 0) fail(report, "setpgid");
    int input = aside(program->input, report);
    output = aside(output, report);
    errors = aside(errors, report);
    if (dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(errors, 2) < 0) fail(report, "dup2");
    reset_dispositions();
    const kernel_set none = 0;
    set_mask(&none, NULL);
    rb_try_places(program);
    fail(report, "execve");
}

pid_t rb_spawn(const struct rb_program *program, int output, int errors, const char **call) {
    volatile struct report report = {NULL, 0};
    const pid_t parent = getpid();
    const kernel_set all = ~(kernel_set)0;
    kernel_set former;
    // No handler may run in the child, for it would do so in this process's memory.
    set_mask(&all, &former);
    const pid_t child = vfork();
    if (child == 0) become(program, output, errors, parent, &report);
    if (child < 0) {
        report.error = errno;
        report.call = "vfork";
    } else if (report.error != 0) {
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
    }
    set_mask(&former, NULL);
    if (report.error == 0) return child;
    *call = report.call;
    errno = report.error;
    return -1;
}

int rb_await_end(pid_t process, int *status) {
    siginfo_t info;
    if (waitid(P_PID, (id_t)process, &info, WEXITED | WNOWAIT) != 0) return -1;
    *status = info.si_code == CLD_EXITED ? info.si_status << 8 : info.si_status;
    return 0;
}

void rb_continue_stopped(pid_t process) {
  for (;;) {
    siginfo_t info;
    info.si_pid = 0;
    const idtype_t which = process > 0 ? P_PID : P_PGID;
    const id_t id = (id_t)(process > 0 ? process : getpgrp());
    if (waitid(which, id, &info, WSTOPPED | WNOHANG) != 0 || info.si_pid == 0) return;
    kill(info.si_pid, SIGCONT);
  }
}
