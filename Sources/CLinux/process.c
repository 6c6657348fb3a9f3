#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <linux/futex.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
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

// What openat2(2) gives for a name of one or more parts below a directory. -1 with ENOSYS where it is not known; a
// filter that does not know it may say EPERM.
static int open_below(int parent, const char *name, int flags) {
    struct open_how how = {
        .flags = (uint64_t)(flags | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC),
        .resolve = RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH,
    };
    return (int)syscall(SYS_openat2, parent, name, &how, sizeof how);
}

int64_t rb_mount_id(int descriptor) {
    struct statx all;
    // STATX_MNT_ID, Linux 5.8; its macro is not in every header.
    if (statx(descriptor, "", AT_EMPTY_PATH, 0x1000, &all) == 0 && (all.stx_mask & 0x1000)) return (int64_t)all.stx_mnt_id;
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/self/fdinfo/%d", descriptor);
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -1;
    const ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count <= 0) return -1;
    text[count] = 0;
    const char *line = strstr(text, "mnt_id:");
    long long number = -1;
    return line && sscanf(line, "mnt_id: %lld", &number) == 1 ? number : -1;
}

// Whether both are known to lie on one mount.
static int shares_mount(int one, int other) {
    const int64_t mount = rb_mount_id(one);
    struct stat left, right;
    return mount >= 0 && mount == rb_mount_id(other) && fstat(one, &left) == 0 && fstat(other, &right) == 0
        && left.st_dev == right.st_dev;
}

int rb_open_directory_compared(int parent, const char *name, int flags) {
    char part[256];
    int at = parent;
    for (;;) {
        const size_t length = strcspn(name, "/");
        const char *rest = name + length + strspn(name + length, "/");
        const int is_last = *rest == 0;
        if (length >= sizeof part) { errno = ENAMETOOLONG; break; }
        memcpy(part, name, length);
        part[length] = 0;
        if (length == 0 || strcmp(part, "..") == 0) { errno = EXDEV; break; }
        const int next = openat(at, part, (is_last ? flags : O_PATH) | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (next < 0) break;
        // Opening goes onto what is mounted over a directory, so this tells.
        if (!shares_mount(at, next)) {
            close(next);
            errno = EXDEV;
            break;
        }
        if (at != parent) close(at);
        if (is_last) return next;
        at = next;
        name = rest;
    }
    const int number = errno;
    if (at != parent) close(at);
    errno = number;
    return -1;
}

int rb_open_directory(int parent, const char *name, int flags) {
    const int descriptor = open_below(parent, name, flags);
    if (descriptor >= 0 || (errno != ENOSYS && errno != EPERM)) return descriptor;
    // A kernel before 5.6, or a filter.
    return rb_open_directory_compared(parent, name, flags);
}

int rb_open_through(int file, int directory, int flags) {
    struct {
        struct file_handle head;
        unsigned char bytes[MAX_HANDLE_SZ];
    } handle = {.head.handle_bytes = MAX_HANDLE_SZ};
    int mount;
    if (name_to_handle_at(file, "", &handle.head, &mount, AT_EMPTY_PATH) != 0) return -1;
    const int descriptor = open_by_handle_at(directory, &handle.head, flags | O_CLOEXEC);
    struct stat given, opened;
    if (descriptor < 0) return -1;
    // Another file system may understand the handle in its own way.
    if (fstat(file, &given) == 0 && fstat(descriptor, &opened) == 0 && given.st_dev == opened.st_dev
        && given.st_ino == opened.st_ino)
        return descriptor;
    close(descriptor);
    errno = EXDEV;
    return -1;
}

int rb_allow_directory(int parent, const char *name) {
    const int descriptor = rb_open_directory(parent, name, O_PATH);
    if (descriptor < 0) return -1;
    char path[64];
    // fchmod(2) takes no descriptor that O_PATH has opened; this name is of the very file.
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    const int result = chmod(path, S_IRWXU);
    const int number = errno;
    close(descriptor);
    errno = number;
    return result;
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
