/* Writes the new content over the old one from another process or thread than the first: tree WAY SOURCE TARGET. */
#include "hostile.h"
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>

static char *bytes, *target, stack[1 << 16] __attribute__((aligned(16)));
static size_t size;
static char *memory;

static int over(void *unused) {
  int file = must(open(target, O_RDWR), target);
  put(file, bytes, size, 0);
  must(ftruncate(file, size), "ftruncate");
  close(file);
  return 0;
}
static int over_and_exit(void *unused) { over(NULL); _exit(0); }
static int map_and_exit(void *unused) {
  int file = must(open(target, O_RDWR), target);
  must(ftruncate(file, size), "ftruncate");
  memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  _exit(memory == MAP_FAILED);
}
static void publish(void) {
  make(beside(target, ".new"), bytes, size, 0755);
  must(rename(beside(target, ".new"), target), "rename");
}
static void by_clone(int flags, int (*what)(void *)) {
  pid_t child = must(clone(what, stack + sizeof stack, flags | SIGCHLD, NULL), "clone");
  int status;
  must(waitpid(child, &status, __WALL), "waitpid");
  if (status) exit(99);
}
static void filter(unsigned action, unsigned call) {
  struct sock_filter rows[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1), BPF_STMT(BPF_RET | BPF_K, action),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  struct sock_fprog program = {sizeof rows / sizeof *rows, rows};
  must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs");
  must(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), "seccomp");
}
static long old_call(long number, long a, long b, long c) {
  long result;
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c) : "memory", "r8", "r9", "r10", "r11");
  return result;
}
static void by_old_calls(void) {
  char *low = mmap((void *)0x10000000, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  memcpy(low, target, strlen(target) + 1);
  memcpy(low + 8192, bytes, size);
  long file = old_call(5, (long)low, O_RDWR, 0);
  if (file < 0) exit(99);
  for (size_t done = 0; done < size;) {
    long count = old_call(4, file, (long)low + 8192 + done, size - done);
    if (count <= 0) exit(99);
    done += count;
  }
  if (old_call(93, file, size, 0) < 0) exit(99);
}
static void daemon_of(int early) {
  int ends[2];
  char byte;
  must(pipe(ends), "pipe");
  pid_t child = must(fork(), "fork");
  if (child == 0) {
    setsid();
    if (fork()) _exit(0);
    close(ends[0]);
    if (!early) close(ends[1]);
    over(NULL);
    _exit(0);
  }
  close(ends[1]);
  must(waitpid(child, NULL, 0), "waitpid");
  /* Ends when all writers have: or at once, so that the daemon writes after its parent's end. */
  while (read(ends[0], &byte, 1) > 0) {}
}
static void *thread(void *unused) { over(NULL); return NULL; }

int main(int count, char **words) {
  if (count != 4) return 99;
  const char *way = words[1];
  bytes = slurp(words[2], &size);
  target = words[3];
  if (!strcmp(way, "vfork")) { pid_t child = vfork(); if (child == 0) { over(NULL); _exit(0); } waitpid(child, NULL, 0); }
  else if (!strcmp(way, "clone-vm")) by_clone(CLONE_VM, over_and_exit);
  else if (!strcmp(way, "clone-files")) by_clone(CLONE_FILES | CLONE_FS, over_and_exit);
  else if (!strcmp(way, "clone-vm-map")) {
    /* The mapping outlives the process that made it, since the memory is shared. */
    by_clone(CLONE_VM, map_and_exit);
    memcpy(memory, bytes, size);
  }
  else if (!strcmp(way, "vfork-map")) {
    if (vfork() == 0) map_and_exit(NULL);
    memcpy(memory, bytes, size);
  }
  else if (!strcmp(way, "fork-map")) {
    int file = must(open(target, O_RDWR), target);
    must(ftruncate(file, size), "ftruncate");
    memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    pid_t child = must(fork(), "fork");
    if (child == 0) { memcpy(memory, bytes, size); _exit(0); }
    waitpid(child, NULL, 0);
  }
  else if (!strcmp(way, "untraced")) by_clone(CLONE_UNTRACED, over_and_exit);
  else if (!strcmp(way, "untraced-vm")) by_clone(CLONE_UNTRACED | CLONE_VM, over_and_exit);
  else if (!strcmp(way, "clone3") || !strcmp(way, "clone3-untraced")) {
    struct clone_args args = {.exit_signal = SIGCHLD, .flags = way[6] ? CLONE_UNTRACED : 0};
    pid_t child = must(syscall(SYS_clone3, &args, sizeof args), "clone3");
    if (child == 0) over_and_exit(NULL);
    waitpid(child, NULL, 0);
  }
  else if (!strcmp(way, "user-namespace")) by_clone(CLONE_NEWUSER, over_and_exit);
  else if (!strcmp(way, "pid-namespace")) by_clone(CLONE_NEWPID | CLONE_NEWNS, over_and_exit);
  else if (!strcmp(way, "thread")) { pthread_t t; if (pthread_create(&t, NULL, thread, NULL)) return 99; pthread_join(t, NULL); }
  else if (!strcmp(way, "last-thread")) { pthread_t t; if (pthread_create(&t, NULL, thread, NULL)) return 99; pthread_exit(NULL); }
  else if (!strcmp(way, "daemon")) daemon_of(1);
  else if (!strcmp(way, "orphan")) daemon_of(0);
  else if (!strcmp(way, "undumpable")) { must(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "prctl"); over(NULL); }
  else if (!strcmp(way, "undumpable-staged")) { must(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "prctl"); publish(); }
  else if (!strcmp(way, "plain")) over(NULL);
  else if (!strcmp(way, "staged")) publish();
  else if (!strcmp(way, "old-calls")) by_old_calls();
  else if (!strcmp(way, "traced")) { filter(SECCOMP_RET_TRACE | 7, SYS_sync_file_range); syscall(SYS_sync_file_range, -1, 0, 0, 0); publish(); }
  else if (!strcmp(way, "refusing")) { filter(SECCOMP_RET_ERRNO | ENOSYS, SYS_copy_file_range); over(NULL); }
  else if (!strcmp(way, "refusing-staged")) { filter(SECCOMP_RET_ERRNO | ENOSYS, SYS_copy_file_range); publish(); }
  else if (!strcmp(way, "killed-by-filter")) { filter(SECCOMP_RET_KILL_PROCESS, SYS_sync_file_range); over(NULL); syscall(SYS_sync_file_range, 0, 0, 0, 0); }
  else if (!strcmp(way, "io-uring")) {
    char parameters[120] = {0};
    if (syscall(SYS_io_uring_setup, 1, parameters) != -1 || errno != ENOSYS) return 98;
    over(NULL);
  }
  else if (!strcmp(way, "io-uring-staged")) {
    char parameters[120] = {0};
    if (syscall(SYS_io_uring_setup, 1, parameters) != -1 || errno != ENOSYS) return 98;
    publish();
  }
  else if (!strcmp(way, "traces-child")) {
    pid_t child = must(fork(), "fork");
    if (child == 0) {
      /* Refused under a tracer; goes on all the same. */
      syscall(SYS_ptrace, 0, 0, 0, 0);
      over(NULL);
      _exit(0);
    }
    waitpid(child, NULL, 0);
  }
  else return 99;
  return 0;
}
