// What Swift cannot import: variadic calls, calls without a libc wrapper, and the jump out of SIGBUS.
// The system headers stand here too where the Glibc module leaves them out.
#ifndef RACEBENCH_CLINUX_H
#define RACEBENCH_CLINUX_H

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <xxhash.h>

#include "CTrace.h"

/// Sleeps while `*word` is `expected`, until woken; `word` may lie in memory shared between processes.
/// Returns 0, or an errno (EAGAIN: the word had another value; EINTR).
int rb_futex_wait(const uint32_t *word, uint32_t expected);
/// Wakes all processes that sleep on `word`.
void rb_futex_wake(const uint32_t *word);

/// Makes this process the one that orphans among its descendants are handed to. Returns 0 or an errno.
int rb_become_subreaper(void);
/// Has the kernel kill this process by SIGKILL when its parent dies. Returns 0 or an errno.
int rb_die_with_parent(void);
/// Names this process for `ps` and /proc (15 bytes are kept).
void rb_set_process_name(const char *name);

/// A descriptor that becomes readable when process `pid` ends, never inherited by a program. -1 with errno set.
int rb_pidfd_open(pid_t pid);

/// A program that is ready to be started; nothing of it may change while it is. Arrays end in a null pointer.
struct rb_program {
    /// The paths at which it may lie, tried in this order.
    char *const *places;
    /// What it is called with, its name first.
    char *const *arguments;
    /// NAME=VALUE.
    char *const *environment;
    /// The descriptor that becomes its standard input.
    int input;
};
/// Starts a program as the leader of a process group of its own, with no signal blocked or ignored, and with
/// `output` and `errors` for standard output and standard error. The kernel kills it by SIGKILL when the calling
/// thread ends. Returns its process ID, or -1 with errno set and `*call` naming what failed: execve where there
/// is no such program, or none that can be run. Allocates nothing.
pid_t rb_spawn(const struct rb_program *program, int output, int errors, const char **call);
/// Becomes the program. Returns with errno set where it is at none of its places, or cannot be run.
void rb_try_places(const struct rb_program *program);
/// Waits until a child has ended, and leaves it to be reaped. Its wait status, but for the bit that says that there
/// is a core file, in `*status`. 0, or -1 with errno set.
int rb_await_end(pid_t process, int *status);
/// Has a child that was stopped by a signal go on; all of them in the caller's own group if `process` is 0.
void rb_continue_stopped(pid_t process);

/// How far the loading of a library came.
enum rb_load_stage { RB_LOAD_LOADING, RB_LOAD_CALLING, RB_LOAD_DONE, RB_LOAD_REFUSED };
/// What a process that loads a library leaves in shared memory for its parent to read.
struct rb_load_report {
    /// One of `rb_load_stage`.
    uint32_t stage;
    /// Where it was refused: ENOENT if there is no file at the path itself, EMFILE or ENFILE if no file at all could
    /// be opened; else 0.
    int error;
    /// What the symbol returned, or what the loader said, without the path in front.
    char text[4088];
};
/// Memory that a loaded library shall not reach; nothing where `count` is 0.
struct rb_hidden {
    void *base;
    size_t count;
};
/// Loads the library at `path`, which holds a slash, in a forked process that leads a group of its own, and calls
/// `symbol` there as `int (*)(void)` unless that is null. `nothing` becomes its standard input, output and error.
/// The kernel kills it by SIGKILL when the calling thread ends. Only for processes of a single thread. Returns its
/// process ID, or -1 with errno set. `report` lies in memory that both share; `hidden` is unmapped there before.
pid_t rb_load(
    const char *path, const char *symbol, int nothing, struct rb_hidden hidden, struct rb_load_report *report
);
/// The report's text, ended by a zero.
static inline const char *rb_load_text(const struct rb_load_report *report) {
    return report->text;
}
/// Has this process and what it starts leave no core files, nor hand them to a program.
void rb_leave_no_core(void);

/// A pipe whose ends are not inherited by programs: ends[0] to read, ends[1] to write. 0, or -1 with errno set.
int rb_pipe(int ends[2]);

/// Opens a directory below another one, through no symbolic link and onto no other mount, from the first part of the
/// name on: EXDEV for that, bind mounts of the same file system included. `flags` says what for: O_RDONLY or
/// `rb_o_path`. Never inherited by a program. -1 with errno set.
int rb_open_directory(int parent, const char *name, int flags);
/// The same without openat2(2), by comparing mounts: EXDEV also where they cannot be told.
int rb_open_directory_compared(int parent, const char *name, int flags);
/// Gives its owner all rights to a directory that `rb_open_directory` would open. 0, or -1 with errno set.
int rb_allow_directory(int parent, const char *name);
/// Opens the file of a descriptor once more, by way of the mount that `directory` lies on, which is open to be read.
/// Asks for CAP_DAC_READ_SEARCH (open_by_handle_at(2)) and for one file system. -1 with errno set.
int rb_open_through(int file, int directory, int flags);
/// The number of the mount that an open file lies on; -1 where it cannot be told.
int64_t rb_mount_id(int descriptor);

/// The number of processors that this process may run on.
int rb_processor_count(void);

/// copy_file_range(2) at both files' positions. -1 with errno set.
ssize_t rb_copy_file_range(int from, int to, size_t count);

/// Whether this process ignores the signal, as one that nohup or a shell's `&` has started may.
int rb_ignores_signal(int signal);

/// Swaps the two names' files in one step. Returns 0 or an errno.
int rb_exchange(const char *left, const char *right);

/// From now on SIGBUS in one of the guarded functions below makes that function return -1.
/// SIGBUS anywhere else kills, as ever. Returns 0 or an errno.
int rb_guard_bus_errors(void);
/// Hashes mapped bytes by XXH3-128. Returns 0, or -1 where the mapping's file had no such bytes any more.
int rb_guarded_hash(const void *bytes, size_t count, XXH128_hash_t *digest);
/// Copies mapped bytes. Returns 0, or -1 where the mapping's file had no such bytes any more.
int rb_guarded_copy(void *to, const void *from, size_t count);

#endif
