/* What the hostile programs share. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* Status 99 is of no updater here: a case that meets it was not run as it was meant. */
static long must(long result, const char *what) {
  if (result == -1) {
    perror(what);
    exit(99);
  }
  return result;
}

static char *slurp(const char *path, size_t *size) {
  int file = must(open(path, O_RDONLY | O_CLOEXEC), path);
  struct stat status;
  must(fstat(file, &status), "fstat");
  char *bytes = malloc(status.st_size + 1);
  size_t got = 0;
  while (got < (size_t)status.st_size) {
    ssize_t count = must(read(file, bytes + got, status.st_size - got), "read");
    if (count == 0) break;
    got += count;
  }
  close(file);
  *size = got;
  return bytes;
}

/* Goes on after a short write, as a program must. */
static void put(int file, const char *bytes, size_t size, off_t offset) {
  for (size_t done = 0; done < size;)
    done += must(pwrite(file, bytes + done, size - done, offset + done), "pwrite");
}

/* Writes a whole file that is not the target. */
static void make(const char *path, const char *bytes, size_t size, mode_t mode) {
  int file = must(open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode), path);
  put(file, bytes, size, 0);
  must(fsync(file), "fsync");
  close(file);
}

static char *beside(const char *target, const char *suffix) {
  char *path;
  if (asprintf(&path, "%s%s", target, suffix) < 0) exit(99);
  return path;
}
