#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <linux/futex.h>
#include <linux/openat2.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

int rb_futex_wait(const uint32_t *word, uint32_t expected) {
    return syscall(SYS_futex, word, FUTEX_WAIT, expected, NULL, NULL, 0) == 0 ? 0 : errno;
}

void rb_futex_wake(const uint32_t *word) {
    syscall(SYS_futex, word, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0);
}

int rb_become_subreaper(void) {
    return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0 ? 0 : errno;
}

int rb_die_with_parent(void) {
    return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 ? 0 : errno;
}

void rb_set_process_name(const char *name) {
    prctl(PR_SET_NAME, name, 0, 0, 0);
}

int rb_pidfd_open(pid_t pid) {
    return (int)syscall(SYS_pidfd_open, pid, 0);
}

int rb_ignores_signal(int signal) {
    struct sigaction action;
    return sigaction(signal, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

int rb_pipe(int ends[2]) {
    return pipe2(ends, O_CLOEXEC);
}

int rb_open_directory(int parent, const char *name) {
    struct open_how how = {
        .flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
        .resolve = RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS,
    };
    int descriptor = (int)syscall(SYS_openat2, parent, name, &how, sizeof how);
    if (descriptor >= 0 || (errno != ENOSYS && errno != EPERM)) return descriptor;
    // A kernel before 5.6, or a filter that does not know the call: device numbers tell all but bind mounts.
    descriptor = openat(parent, name, (int)how.flags);
    struct stat outside, inside;
    if (descriptor < 0 || fstat(parent, &outside) != 0 || fstat(descriptor, &inside) != 0) return descriptor;
    if (outside.st_dev == inside.st_dev) return descriptor;
    close(descriptor);
    errno = EXDEV;
    return -1;
}

int rb_processor_count(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
    // More processors than the fixed set has room for.
    return (int)sysconf(_SC_NPROCESSORS_ONLN);
}

ssize_t rb_copy_file_range(int from, int to, size_t count) {
    return copy_file_range(from, NULL, to, NULL, count, 0);
}

int rb_exchange(const char *left, const char *right) {
    // Through syscall(2), because musl has no wrapper.
    return syscall(SYS_renameat2, AT_FDCWD, left, AT_FDCWD, right, 1 << 1 /* RENAME_EXCHANGE */) == 0 ? 0 : errno;
}
