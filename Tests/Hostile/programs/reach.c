/* Reaches the target's file by another way than its name, and writes the new content over it: reach WAY SOURCE TARGET. */
#include "hostile.h"

static char *bytes, *target;
static size_t size;

static void over(int file) {
  put(file, bytes, size, 0);
  must(ftruncate(file, size), "ftruncate");
}
static int opened(void) { return must(open(target, O_RDWR), target); }

static void pass_on(int socket, int file) {
  char room[CMSG_SPACE(sizeof(int))] = {0}, byte = 'x';
  struct iovec part = {&byte, 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(header), &file, sizeof file);
  must(sendmsg(socket, &message, 0), "sendmsg");
}
static int take(int socket) {
  char room[CMSG_SPACE(sizeof(int))], byte;
  struct iovec part = {&byte, 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
  must(recvmsg(socket, &message, 0), "recvmsg");
  int file;
  memcpy(&file, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof file);
  return file;
}
static void wait_for(pid_t child) {
  int status;
  must(waitpid(child, &status, 0), "waitpid");
  if (status) exit(99);
}
/* The child has the old file, the parent publishes a new one first where `late`; then the child writes. */
static void by_rights(int late) {
  int ends[2];
  must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), "socketpair");
  pid_t child = must(fork(), "fork");
  if (child == 0) {
    int file = take(ends[1]);
    char byte;
    if (late) must(read(ends[1], &byte, 1), "read");
    over(file);
    _exit(0);
  }
  int file = opened();
  pass_on(ends[0], file);
  close(file);
  if (late) {
    make(beside(target, ".new"), bytes, size, 0755);
    must(rename(beside(target, ".new"), target), "rename");
    must(write(ends[0], "x", 1), "write");
  }
  wait_for(child);
}
static void by_pidfd(void) {
  int ready[2], go[2];
  char byte;
  must(pipe(ready), "pipe");
  must(pipe(go), "pipe");
  pid_t child = must(fork(), "fork");
  if (child == 0) {
    if (dup2(opened(), 77) != 77) _exit(99);
    write(ready[1], "x", 1);
    close(go[1]);
    read(go[0], &byte, 1);
    _exit(0);
  }
  must(read(ready[0], &byte, 1), "read");
  int process = must(syscall(SYS_pidfd_open, child, 0), "pidfd_open");
  over(must(syscall(SYS_pidfd_getfd, process, 77, 0), "pidfd_getfd"));
  close(go[1]);
  wait_for(child);
}
static void by_proc(int other) {
  char path[64];
  int look = must(open(target, other ? O_PATH : O_RDONLY), target);
  snprintf(path, sizeof path, "/proc/self/fd/%d", look);
  over(must(open(path, O_RDWR), path));
}
static void by_handle(void) {
  char room[sizeof(struct file_handle) + 128];
  struct file_handle *handle = (struct file_handle *)room;
  handle->handle_bytes = 128;
  int mount, top = must(open(".", O_RDONLY | O_DIRECTORY), ".");
  char *copy = strdup(target), *slash = strrchr(copy, '/');
  *slash = 0;
  top = must(open(copy, O_RDONLY | O_DIRECTORY), copy);
  must(name_to_handle_at(AT_FDCWD, target, handle, &mount, 0), "name_to_handle_at");
  over(must(open_by_handle_at(top, handle, O_RDWR), "open_by_handle_at"));
}
static void by_magic_link_of_other(void) {
  char path[64];
  int ready[2];
  char byte;
  must(pipe(ready), "pipe");
  pid_t child = must(fork(), "fork");
  if (child == 0) {
    dup2(must(open(target, O_RDONLY), target), 77);
    write(ready[1], "x", 1);
    pause();
    _exit(0);
  }
  must(read(ready[0], &byte, 1), "read");
  snprintf(path, sizeof path, "/proc/%d/fd/77", child);
  over(must(open(path, O_RDWR), path));
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
}

int main(int count, char **words) {
  if (count != 4) return 99;
  const char *way = words[1];
  bytes = slurp(words[2], &size);
  target = words[3];
  if (!strcmp(way, "rights")) by_rights(0);
  else if (!strcmp(way, "rights-late")) by_rights(1);
  else if (!strcmp(way, "pidfd")) by_pidfd();
  else if (!strcmp(way, "proc-self")) by_proc(0);
  else if (!strcmp(way, "o-path")) by_proc(1);
  else if (!strcmp(way, "proc-other")) by_magic_link_of_other();
  else if (!strcmp(way, "handle")) by_handle();
  else if (!strcmp(way, "hard-link")) {
    must(link(target, beside(target, ".link")), "link");
    over(must(open(beside(target, ".link"), O_RDWR), "open"));
    must(unlink(beside(target, ".link")), "unlink");
  }
  else if (!strcmp(way, "chdir")) {
    char *slash = strrchr(target, '/');
    *slash = 0;
    must(chdir(target), "chdir");
    over(must(open(slash + 1, O_RDWR), slash + 1));
  }
  else if (!strcmp(way, "chroot")) {
    char *slash = strrchr(target, '/');
    *slash = 0;
    must(chroot(target), "chroot");
    *slash = '/';
    over(must(open(slash, O_RDWR), slash));
  }
  else if (!strcmp(way, "openat2")) {
    uint64_t how[3] = {O_RDWR, 0, 0};
    over(must(syscall(SYS_openat2, AT_FDCWD, target, how, sizeof how), "openat2"));
  }
  else if (!strcmp(way, "dup")) over(must(fcntl(dup(opened()), F_DUPFD, 200), "fcntl"));
  else if (!strcmp(way, "old-then-patch")) {
    /* Publishes well, then cuts the file that readers have open: a mapped reader dies of SIGBUS. */
    int old = opened();
    make(beside(target, ".new"), bytes, size, 0755);
    must(rename(beside(target, ".new"), target), "rename");
    must(ftruncate(old, 0), "ftruncate");
  }
  else return 99;
  return 0;
}
