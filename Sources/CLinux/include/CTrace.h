// Tracing: variadic calls, calls without a wrapper, and what runs between fork and exec, where no Swift may.
#ifndef RACEBENCH_CTRACE_H
#define RACEBENCH_CTRACE_H

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/ptrace.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/user.h>

/// How seccomp(2) calls this machine's own architecture.
static const uint32_t rb_native_architecture =
#if defined(__x86_64__)
    AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
    AUDIT_ARCH_AARCH64;
#else
#error "racebench traces x86-64 and AArch64"
#endif

/// Requests of ioctl(2) that change a file's content, others that change what it is, and others that change which
/// names there are in a directory: each ended by a zero.
const uint32_t *rb_cloning_requests(void);
const uint32_t *rb_altering_requests(void);
const uint32_t *rb_naming_requests(void);
/// Those of the first list that change the descriptor's file alone.
const uint32_t *rb_one_file_requests(void);

/// A request of ptrace(2). -1 with errno set where it fails.
long rb_ptrace(int request, pid_t process, unsigned long address, unsigned long data);

/// One of those who are traced or children, and have stopped so that nobody has heard of it yet; 0 where there is none.
pid_t rb_stopped_process(void);

/// Reads another process's memory, as far as it is there. The number of bytes, or -1 with errno set.
ssize_t rb_read_memory(pid_t process, uint64_t address, void *to, size_t count);

/// Opens (O_PATH) where a path leads below a root directory, links included; -1 with errno set.
int rb_open_in_root(int root, const char *path);

/// Whether two processes have the same memory, not copies of it (kcmp(2)); -1 where the kernel does not tell.
int rb_shares_memory(pid_t one, pid_t other);

/// Whether the numbers of a file system's files say which file it is.
enum rb_layering {
    rb_plain,
    /// Its files are another file system's, which gives them other numbers.
    rb_layered,
    /// A program makes the numbers up (FUSE).
    rb_unreliable,
};
enum rb_layering rb_layering_of(const char *path);

/// What seccomp(2) is to hand to the tracer.
struct rb_filter {
    const struct sock_filter *instructions;
    unsigned short count;
};

/// What a process that is to be traced says where it cannot get as far as its program.
struct rb_trace_report {
    int error;
    /// What failed, with a zero at the end.
    char call[32];
};

struct rb_program;
/// Forks a process that leads a group of its own, waits until a byte or an end comes from `go`, asks for the filter and
/// becomes the program. Whoever is to trace it seizes it before. Returns its process ID, or -1 with errno set.
/// `report` lies in memory that both share.
pid_t rb_start_traced(
    const struct rb_program *program, int output, int go, const struct rb_filter *filter,
    struct rb_trace_report *report
);
/// The same for a process that has been forked already, and goes on by itself: 0, or -1 with `report` filled in.
int rb_submit_to_trace(int go, const struct rb_filter *filter, struct rb_trace_report *report);
/// The failed call's name.
static inline const char *rb_trace_report_call(const struct rb_trace_report *report) {
    return report->call;
}

/// The registers of a process that stands at a call: what is the machine's own of tracing is in registers_*.c.
struct rb_registers {
    struct user_regs_struct all;
    /// What it asks the kernel for; kept apart where the registers do not hold it.
    long number;
};
/// Reads them. 0, or -1 with errno set.
int rb_get_registers(pid_t process, struct rb_registers *registers);
/// Writes them. 0, or -1 with errno set.
int rb_set_registers(pid_t process, const struct rb_registers *registers);
/// Puts a value in the place of an argument, 0 to 5.
void rb_set_argument(struct rb_registers *registers, int place, uint64_t value);
/// Puts a value in the place of the result: for a call that is skipped, since its number is -1.
void rb_set_result(struct rb_registers *registers, int64_t value);
/// Puts the call's number and its arguments back, and leaves the result alone.
void rb_restore_call(struct rb_registers *registers, const struct rb_registers *original);
/// Opens a file only to hold it, whatever may be done with it; its macro is not imported.
static const int rb_o_path = 010000000;
/// Makes a file without a name; the same.
static const int rb_o_tmpfile = 020000000;
/// Writes around the page cache; the same.
static const int rb_o_direct =
#if defined(__aarch64__)
    0200000;
#else
    040000;
#endif

#endif
