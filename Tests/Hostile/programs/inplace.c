/* Writes the new content over the old one: inplace WAY SOURCE TARGET. Ways end in the same bytes. */
#include "hostile.h"
#include <linux/aio_abi.h>
#include <linux/falloc.h>
#include <linux/fs.h>
#include <pthread.h>

static char *bytes;
static size_t size;
static int file;

static void by_copy_file_range(int source) {
  for (off_t from = 0, to = 0; (size_t)to < size;)
    must(copy_file_range(source, &from, file, &to, size - to, 0), "copy_file_range");
}
static void by_sendfile(int source) {
  for (size_t done = 0; done < size;) done += must(sendfile(file, source, NULL, size - done), "sendfile");
}
static void by_pipe(int source) {
  int ends[2];
  must(pipe(ends), "pipe");
  for (size_t done = 0; done < size;) {
    ssize_t count;
    if (source >= 0) {
      count = must(splice(source, NULL, ends[1], NULL, 4096, 0), "splice in");
    } else {
      struct iovec part = {bytes + done, size - done < 4096 ? size - done : 4096};
      count = must(vmsplice(ends[1], &part, 1, 0), "vmsplice");
    }
    for (ssize_t left = count; left > 0;)
      left -= must(splice(ends[0], NULL, file, NULL, left, 0), "splice out");
    done += count;
  }
}
static void by_vectors(int way) {
  for (size_t done = 0; done < size;) {
    size_t half = (size - done) / 2;
    struct iovec parts[2] = {{bytes + done, half}, {bytes + done + half, size - done - half}};
    done += way == 0   ? must(writev(file, parts, 2), "writev")
            : way == 1 ? must(pwritev(file, parts, 2, done), "pwritev")
                       : must(pwritev2(file, parts, 2, done, RWF_DSYNC), "pwritev2");
  }
}
static void by_aio(void) {
  aio_context_t context = 0;
  if (syscall(SYS_io_setup, 1, &context) == 0) {
    struct iocb block = {0}, *blocks[1] = {&block};
    block.aio_fildes = file;
    block.aio_lio_opcode = IOCB_CMD_PWRITE;
    block.aio_buf = (uintptr_t)bytes;
    block.aio_nbytes = size;
    must(syscall(SYS_io_submit, context, 1, blocks), "io_submit");
    struct io_event event;
    must(syscall(SYS_io_getevents, context, 1, 1, &event, NULL), "io_getevents");
  } else {
    put(file, bytes, size, 0);
  }
}
static char *mapping(void) {
  must(ftruncate(file, size), "ftruncate");
  char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  must((long)memory, "mmap");
  return memory;
}
static void *second_half(void *unused) {
  put(file, bytes + size / 2, size - size / 2, size / 2);
  return NULL;
}
static void by_other_process(void) {
  char *memory = mapping();
  pid_t child = must(fork(), "fork");
  if (child == 0) {
    pause();
    _exit(0);
  }
  struct iovec from = {bytes, size}, to = {memory, size};
  must(process_vm_writev(child, &from, 1, &to, 1, 0), "process_vm_writev");
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
}
static void by_proc_mem(void) {
  char *memory = mapping();
  int self = must(open("/proc/self/mem", O_RDWR), "/proc/self/mem");
  for (size_t done = 0; done < size;)
    done += must(pwrite(self, bytes + done, size - done, (off_t)(uintptr_t)memory + done), "pwrite");
}

int main(int count, char **words) {
  if (count != 4) return 99;
  const char *way = words[1];
  bytes = slurp(words[2], &size);
  int source = must(open(words[2], O_RDONLY), words[2]);
  int flags = !strcmp(way, "o-trunc") ? O_TRUNC : !strcmp(way, "direct") ? O_DIRECT
            : !strcmp(way, "o-sync") ? O_SYNC : 0;
  file = must(open(words[3], O_RDWR | flags), words[3]);
  if (!strcmp(way, "write")) for (size_t n = 0; n < size;) n += must(write(file, bytes + n, size - n), "write");
  else if (!strcmp(way, "pwrite") || !strcmp(way, "o-trunc") || !strcmp(way, "o-sync")) put(file, bytes, size, 0);
  else if (!strcmp(way, "backwards")) for (size_t n = size; n > 0; n -= n % 512 ? n % 512 : 512) {
    size_t part = n % 512 ? n % 512 : 512;
    put(file, bytes + n - part, part, n - part);
  }
  else if (!strcmp(way, "writev")) by_vectors(0);
  else if (!strcmp(way, "pwritev")) by_vectors(1);
  else if (!strcmp(way, "pwritev2")) by_vectors(2);
  else if (!strcmp(way, "copy-file-range")) by_copy_file_range(source);
  else if (!strcmp(way, "sendfile")) by_sendfile(source);
  else if (!strcmp(way, "splice")) by_pipe(source);
  else if (!strcmp(way, "vmsplice")) by_pipe(-1);
  else if (!strcmp(way, "clone")) must(ioctl(file, FICLONE, source), "FICLONE");
  else if (!strcmp(way, "clone-range")) {
    struct file_clone_range range = {source, 0, 0, 0};
    must(ioctl(file, FICLONERANGE, &range), "FICLONERANGE");
  }
  else if (!strcmp(way, "punch")) {
    must(fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 8192), "fallocate");
    put(file, bytes, size, 0);
  }
  else if (!strcmp(way, "zero")) {
    must(fallocate(file, FALLOC_FL_ZERO_RANGE, 4096, 8192), "fallocate");
    put(file, bytes, size, 0);
  }
  else if (!strcmp(way, "collapse")) {
    must(fallocate(file, FALLOC_FL_COLLAPSE_RANGE, 0, 4096), "fallocate");
    put(file, bytes, size, 0);
  }
  else if (!strcmp(way, "insert")) {
    must(fallocate(file, FALLOC_FL_INSERT_RANGE, 4096, 4096), "fallocate");
    must(ftruncate(file, size), "ftruncate");
    put(file, bytes, size, 0);
  }
  else if (!strcmp(way, "truncate")) {
    must(truncate(words[3], 100), "truncate");
    put(file, bytes, size, 0);
  }
  else if (!strcmp(way, "aio")) by_aio();
  else if (!strcmp(way, "direct")) {
    char *aligned = aligned_alloc(4096, 20480);
    memcpy(aligned, bytes, 20480);
    for (size_t n = 0; n < 20480;) n += must(pwrite(file, aligned + n, 20480 - n, n), "pwrite direct");
  }
  else if (!strcmp(way, "stores")) memcpy(mapping(), bytes, size);
  else if (!strcmp(way, "stores-unmapped")) {
    char *memory = mapping();
    close(file);
    memcpy(memory, bytes, size);
    munmap(memory, size);
  }
  else if (!strcmp(way, "stores-protected")) {
    must(ftruncate(file, size), "ftruncate");
    char *memory = mmap(NULL, size, PROT_READ, MAP_SHARED, file, 0);
    must(mprotect(memory, size, PROT_READ | PROT_WRITE), "mprotect");
    memcpy(memory, bytes, size);
  }
  else if (!strcmp(way, "stores-moved")) {
    char *memory = mremap(mapping(), size, size + 8192, MREMAP_MAYMOVE);
    must((long)memory, "mremap");
    memcpy(memory, bytes, size);
  }
  else if (!strcmp(way, "remove")) {
    char *memory = mapping();
    must(madvise(memory, 8192, MADV_REMOVE), "MADV_REMOVE");
    put(file, bytes, size, 0);
  }
  else if (!strcmp(way, "vm-writev")) by_other_process();
  else if (!strcmp(way, "proc-mem")) by_proc_mem();
  else if (!strcmp(way, "read-into")) {
    char *memory = mapping();
    for (size_t n = 0; n < size;) n += must(pread(source, memory + n, size - n, n), "pread");
  }
  else if (!strcmp(way, "threads")) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, second_half, NULL)) return 99;
    put(file, bytes, size / 2, 0);
    pthread_join(thread, NULL);
  }
  else return 99;
  if (strcmp(way, "insert")) must(ftruncate(file, size), "ftruncate");
  return 0;
}
