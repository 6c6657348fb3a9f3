#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fsverity.h>
#include <linux/kcmp.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/vfs.h>
#include <sys/wait.h>

static const uint32_t cloning[] = {
    (uint32_t)FICLONE, (uint32_t)FICLONERANGE, (uint32_t)FIDEDUPERANGE,
    // Of older file systems, and by the kernel for all: allocate, free, write zeros (struct space_resv).
    (uint32_t)_IOC(_IOC_WRITE, 'X', 40, 48), (uint32_t)_IOC(_IOC_WRITE, 'X', 41, 48),
    (uint32_t)_IOC(_IOC_WRITE, 'X', 42, 48), (uint32_t)_IOC(_IOC_WRITE, 'X', 43, 48),
    (uint32_t)_IOC(_IOC_WRITE, 'X', 57, 48),
    // Extents that change places: ext4 (a range of one file, a file and the boot loader's), xfs, f2fs.
    (uint32_t)_IOC(_IOC_READ | _IOC_WRITE, 'f', 15, 40), (uint32_t)_IOC(_IOC_NONE, 'f', 17, 0),
    (uint32_t)_IOC(_IOC_READ | _IOC_WRITE, 'X', 109, 192), (uint32_t)_IOC(_IOC_WRITE, 'X', 129, 40),
    (uint32_t)_IOC(_IOC_WRITE, 'X', 131, 88), (uint32_t)_IOC(_IOC_READ | _IOC_WRITE, 0xf5, 9, 32),
    // What was written since a transaction began: f2fs. What is compressed already: btrfs.
    (uint32_t)_IOC(_IOC_NONE, 0xf5, 2, 0), (uint32_t)_IOC(_IOC_WRITE, 0x94, 64, 128),
    0,
};

// Subvolumes and snapshots, made and removed: btrfs, the first and the second form of each.
static const uint32_t naming[] = {
    (uint32_t)_IOC(_IOC_WRITE, 0x94, 14, 4096), (uint32_t)_IOC(_IOC_WRITE, 0x94, 24, 4096),
    (uint32_t)_IOC(_IOC_WRITE, 0x94, 1, 4096), (uint32_t)_IOC(_IOC_WRITE, 0x94, 23, 4096),
    (uint32_t)_IOC(_IOC_WRITE, 0x94, 15, 4096), (uint32_t)_IOC(_IOC_WRITE, 0x94, 63, 4096),
    0,
};

static const uint32_t altering[] = {
    (uint32_t)FS_IOC_SETFLAGS, (uint32_t)FS_IOC32_SETFLAGS, (uint32_t)FS_IOC_FSSETXATTR,
    (uint32_t)FS_IOC_ENABLE_VERITY, 0,
};

// Of these the descriptor's file alone gets new bytes.
static const uint32_t of_one_file[] = {
    (uint32_t)FICLONE, (uint32_t)FICLONERANGE, (uint32_t)_IOC(_IOC_WRITE, 'X', 40, 48),
    (uint32_t)_IOC(_IOC_WRITE, 'X', 41, 48), (uint32_t)_IOC(_IOC_WRITE, 'X', 42, 48),
    (uint32_t)_IOC(_IOC_WRITE, 'X', 43, 48), (uint32_t)_IOC(_IOC_WRITE, 'X', 57, 48), 0,
};

const uint32_t *rb_one_file_requests(void) {
    return of_one_file;
}

const uint32_t *rb_cloning_requests(void) {
    return cloning;
}

const uint32_t *rb_altering_requests(void) {
    return altering;
}

const uint32_t *rb_naming_requests(void) {
    return naming;
}

long rb_ptrace(int request, pid_t process, unsigned long address, unsigned long data) {
    // The C library's wrapper, for requests that read a word, returns what the kernel has put elsewhere.
    return syscall(SYS_ptrace, (long)request, (long)process, address, data);
}

pid_t rb_stopped_process(void) {
    siginfo_t info = {0};
    // It stays to be waited for.
    return waitid(P_ALL, 0, &info, WSTOPPED | WNOHANG | WNOWAIT | __WALL) == 0 ? info.si_pid : 0;
}

ssize_t rb_read_memory(pid_t process, uint64_t address, void *to, size_t count) {
    const struct iovec local = {to, count};
    const struct iovec remote = {(void *)(uintptr_t)address, count};
    // The sixth argument goes by memory, where an int would leave its upper half to chance.
    return syscall(SYS_process_vm_readv, (long)process, &local, 1L, &remote, 1L, 0L);
}

int rb_open_in_root(int root, const char *path) {
    const struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT};
    return (int)syscall(SYS_openat2, (long)root, path, &how, sizeof how);
}

int rb_shares_memory(pid_t one, pid_t other) {
    const long order = syscall(SYS_kcmp, (long)one, (long)other, (long)KCMP_VM, 0L, 0L);
    return order < 0 ? -1 : order == 0;
}

enum rb_layering rb_layering_of(const char *path) {
    struct statfs status;
    if (statfs(path, &status) != 0) return rb_plain;
    switch ((unsigned long)status.f_type) {
    case OVERLAYFS_SUPER_MAGIC: case ECRYPTFS_SUPER_MAGIC: return rb_layered;
    case FUSE_SUPER_MAGIC: return rb_unreliable;
    default: return rb_plain;
    }
}

static int refuse(struct rb_trace_report *report, const char *call) {
    report->error = errno;
    snprintf(report->call, sizeof report->call, "%s", call);
    return -1;
}

int rb_submit_to_trace(int go, const struct rb_filter *filter, struct rb_trace_report *report) {
    char byte;
    ssize_t count;
    while ((count = read(go, &byte, 1)) < 0 && errno == EINTR) {}
    // Nobody is left who could trace.
    if (count != 1) _exit(128 + SIGKILL);
    close(go);
    // Without it only a privileged process may filter its own calls.
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return refuse(report, "prctl");
    const struct sock_fprog program = {
        .len = filter->count, .filter = (struct sock_filter *)filter->instructions,
    };
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0) return refuse(report, "seccomp");
    return 0;
}

static _Noreturn void become(
    const struct rb_program *program, int output, int go, const struct rb_filter *filter,
    struct rb_trace_report *report
) {
    if (setpgid(0, 0) != 0) refuse(report, "setpgid"), _exit(127);
    if (dup2(program->input, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0) refuse(report, "dup2"), _exit(127);
    struct sigaction standard = {.sa_handler = SIG_DFL};
    for (int signal = 1; signal < NSIG; signal++) sigaction(signal, &standard, NULL);
    const uint64_t none = 0;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, sizeof none);
    if (rb_submit_to_trace(go, filter, report) != 0) _exit(127);
    rb_try_places(program);
    refuse(report, "execve");
    _exit(127);
}

pid_t rb_start_traced(
    const struct rb_program *program, int output, int go, const struct rb_filter *filter,
    struct rb_trace_report *report
) {
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child != 0) return child;
    // The parent may have died before the request was made; then nobody will send the signal.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || getppid() != parent) _exit(128 + SIGKILL);
    become(program, output, go, filter, report);
}
