/* Plays with names: names WAY SOURCE TARGET. */
#include "hostile.h"
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/xattr.h>

static char *bytes, *target, *staged;
static size_t size;

static void stage(void) { make(staged, bytes, size, 0755); }
static void move(const char *from, const char *to, unsigned flags) {
  must(syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags), "renameat2");
}
static char *parent(const char *path) {
  char *copy = strdup(path);
  *strrchr(copy, '/') = 0;
  return copy;
}
static int temporary(void) {
  int file = must(open(parent(target), O_TMPFILE | O_RDWR, 0755), "O_TMPFILE");
  put(file, bytes, size, 0);
  return file;
}
static void name(int file, const char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  must(linkat(AT_FDCWD, link, AT_FDCWD, path, AT_SYMLINK_FOLLOW), "linkat");
}

int main(int count, char **words) {
  if (count != 4) return 99;
  const char *way = words[1];
  bytes = slurp(words[2], &size);
  target = words[3];
  if (asprintf(&staged, "%s.%d", target, getpid()) < 0) return 99;
  umask(0);
  if (!strcmp(way, "rename")) { stage(); must(rename(staged, target), "rename"); }
  else if (!strcmp(way, "exchange")) { stage(); move(staged, target, RENAME_EXCHANGE); must(unlink(staged), "unlink"); }
  else if (!strcmp(way, "exchange-left")) { stage(); move(staged, target, RENAME_EXCHANGE); }
  else if (!strcmp(way, "exchange-twice")) {
    stage();
    for (int turn = 0; turn < 3; turn++) move(staged, target, RENAME_EXCHANGE);
    must(unlink(staged), "unlink");
  }
  else if (!strcmp(way, "no-replace")) {
    stage();
    if (syscall(SYS_renameat2, AT_FDCWD, staged, AT_FDCWD, target, RENAME_NOREPLACE) != -1) return 98;
    must(rename(staged, target), "rename");
  }
  else if (!strcmp(way, "no-replace-gap")) { stage(); must(unlink(target), "unlink"); move(staged, target, RENAME_NOREPLACE); }
  else if (!strcmp(way, "whiteout")) { stage(); move(staged, target, RENAME_WHITEOUT); must(unlink(staged), "unlink"); }
  else if (!strcmp(way, "whiteout-target")) {
    char *away = beside(target, ".away");
    stage();
    move(target, away, RENAME_WHITEOUT);
    must(rename(staged, target), "rename");
    must(unlink(away), "unlink");
  }
  else if (!strcmp(way, "link-unlink")) { stage(); must(unlink(target), "unlink"); must(link(staged, target), "link"); must(unlink(staged), "unlink"); }
  else if (!strcmp(way, "tmpfile")) { name(temporary(), staged); must(rename(staged, target), "rename"); }
  else if (!strcmp(way, "tmpfile-open")) {
    /* The published file is written once more, through the descriptor that made it. */
    int file = temporary();
    name(file, staged);
    must(rename(staged, target), "rename");
    put(file, "!", 1, 10);
    put(file, bytes, size, 0);
  }
  else if (!strcmp(way, "tmpfile-gap")) { int file = temporary(); must(unlink(target), "unlink"); name(file, target); }
  else if (!strcmp(way, "late-chmod")) {
    make(staged, bytes, size, 0600);
    must(rename(staged, target), "rename");
    must(chmod(target, 0755), "chmod");
  }
  else if (!strcmp(way, "late-xattr")) { stage(); must(rename(staged, target), "rename"); must(setxattr(target, "user.late", "1", 1, 0), "setxattr"); }
  else if (!strcmp(way, "directory-exchange")) {
    char *old = parent(target), *new = beside(old, ".new"), *file;
    must(mkdir(new, 0755), "mkdir");
    if (asprintf(&file, "%s%s", new, strrchr(target, '/')) < 0) return 99;
    make(file, bytes, size, 0755);
    move(new, old, RENAME_EXCHANGE);
    must(unlink(file), "unlink");
    must(rmdir(new), "rmdir");
  }
  else if (!strcmp(way, "directory-gap")) {
    char *old = parent(target), *new = beside(old, ".new"), *away = beside(old, ".away"), *file;
    must(mkdir(new, 0755), "mkdir");
    if (asprintf(&file, "%s%s", new, strrchr(target, '/')) < 0) return 99;
    make(file, bytes, size, 0755);
    must(rename(old, away), "rename");
    must(rename(new, old), "rename");
    if (asprintf(&file, "%s%s", away, strrchr(target, '/')) < 0) return 99;
    must(unlink(file), "unlink");
    must(rmdir(away), "rmdir");
  }
  else if (!strcmp(way, "lease")) {
    /* Who reads the published file waits for the holder, which is the updater itself. */
    stage();
    int file = must(open(staged, O_RDWR), staged);
    must(fcntl(file, F_SETLEASE, F_WRLCK), "F_SETLEASE");
    signal(SIGIO, SIG_IGN);
    must(rename(staged, target), "rename");
  }
  else if (!strcmp(way, "locked")) {
    int lock = must(open(target, O_RDONLY), target);
    must(flock(lock, LOCK_EX), "flock");
    stage();
    must(rename(staged, target), "rename");
  }
  else if (!strcmp(way, "private-mapping")) {
    int file = must(open(target, O_RDWR), target);
    char *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
    must((long)memory, "mmap");
    memset(memory, 'x', 4096);
    close(file);
    stage();
    must(rename(staged, target), "rename");
  }
  else if (!strcmp(way, "mapped-stage")) {
    /* Filled by stores, unmapped and closed before it is published. */
    int file = must(open(staged, O_RDWR | O_CREAT | O_EXCL, 0755), staged);
    must(ftruncate(file, size), "ftruncate");
    char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    must((long)memory, "mmap");
    memcpy(memory, bytes, size);
    must(munmap(memory, size), "munmap");
    must(fsync(file), "fsync");
    close(file);
    must(rename(staged, target), "rename");
  }
  else if (!strcmp(way, "mapped-published")) {
    int file = must(open(staged, O_RDWR | O_CREAT | O_EXCL, 0755), staged);
    put(file, bytes, size, 0);
    char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    must((long)memory, "mmap");
    must(rename(staged, target), "rename");
    memory[100] ^= 1;
    memory[100] ^= 1;
  }
  else if (!strcmp(way, "busy-reader")) {
    /* Only reads of the target, by descriptors and mappings: nothing of it is a change. */
    int file = must(open(target, O_RDONLY), target);
    char *memory = mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 0);
    must((long)memory, "mmap");
    posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    stage();
    must(rename(staged, target), "rename");
  }
  else return 99;
  return 0;
}
