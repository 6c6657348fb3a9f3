// The physical limit of a race, measured on the machine at hand: as many bare loops as a race has readers, beside the
// same writer. No bookkeeping: each loop hashes the file and counts its rounds in a line of its own.
//
//   cc -O3 -march=native -o bare-race bare-race.c && ./bare-race DIRECTORY BYTES READERS SWAPS SIGNER_MS read|mapped
//
// The writer stages: it writes a copy in pieces of 32 KiB beside the target, keeps a processor busy for as long as the
// signer takes, gives the copy the target's mode and renames it. Prints one JSON object with the reads/s of all loops together.
#define _GNU_SOURCE
#define XXH_INLINE_ALL
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

enum { BLOCK = 256 * 1024, PIECE = 32 * 1024, LINE = 128 };

// The word that tells loops to go on, and each loop's count: one pair of cache lines for each.
struct line {
    _Alignas(LINE) atomic_ulong value;
};

static volatile unsigned long long sink;

static void fail(const char *what) {
    perror(what);
    exit(71);
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void read_once(const char *path) {
    static XXH3_state_t *hasher;
    static char *block;
    if (!hasher) hasher = XXH3_createState(), block = aligned_alloc(4096, BLOCK);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) fail("open");
    XXH3_128bits_reset(hasher);
    ssize_t n;
    while ((n = read(fd, block, BLOCK)) > 0) XXH3_128bits_update(hasher, block, (size_t)n);
    sink = XXH3_128bits_digest(hasher).low64;
    close(fd);
}

static void map_once(const char *path) {
    static void *mapping;
    static size_t length;
    static ino_t inode;
    struct stat info;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info)) fail("open");
    if (!mapping || inode != info.st_ino || length != (size_t)info.st_size) {
        if (mapping) munmap(mapping, length);
        length = (size_t)info.st_size;
        inode = info.st_ino;
        mapping = mmap(NULL, length, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, 0);
        if (mapping == MAP_FAILED) fail("mmap");
    }
    close(fd);
    sink = XXH3_128bits(mapping, length).low64;
}

static void write_file(const char *path, const char *bytes, size_t count) {
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) fail("open");
    for (size_t done = 0; done < count;) {
        const size_t left = count - done;
        const ssize_t n = write(fd, bytes + done, left < PIECE ? left : PIECE);
        if (n < 0) fail("write");
        done += (size_t)n;
    }
    if (fchmod(fd, 0755) || close(fd)) fail("close");
}

int main(int argc, char **argv) {
    if (argc != 7) {
        fprintf(stderr, "usage: bare-race DIRECTORY BYTES READERS SWAPS SIGNER_MS read|mapped\n");
        return 64;
    }
    const size_t bytes = strtoul(argv[2], NULL, 10);
    const int readers = atoi(argv[3]), swaps = atoi(argv[4]);
    const double signer = atof(argv[5]) / 1000;
    void (*once)(const char *) = strcmp(argv[6], "mapped") == 0 ? map_once : read_once;
    char target[4096], staging[4096];
    snprintf(target, sizeof target, "%s/bare-target", argv[1]);
    snprintf(staging, sizeof staging, "%s/bare-staging", argv[1]);
    struct line *lines = mmap(
        NULL, ((size_t)readers + 1) * sizeof *lines, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    // Two contents of different bytes and lengths, as racebench makes them.
    char *contents[2] = {malloc(bytes), malloc(bytes)};
    const size_t lengths[2] = {bytes, bytes - bytes / 20};
    if (lines == MAP_FAILED || !contents[0] || !contents[1]) fail("memory");
    for (size_t i = 0; i < bytes; i++) contents[0][i] = (char)rand(), contents[1][i] = (char)~contents[0][i];
    write_file(target, contents[0], lengths[0]);
    for (int i = 0; i < readers; i++) {
        if (fork() != 0) continue;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        // One round before the start, as racebench's readers have it: all are there.
        once(target);
        atomic_fetch_add(&lines[0].value, 1);
        while (atomic_load_explicit(&lines[0].value, memory_order_relaxed) < (unsigned long)readers + 1) {}
        while (atomic_load_explicit(&lines[0].value, memory_order_relaxed) == (unsigned long)readers + 1) {
            once(target);
            atomic_store_explicit(
                &lines[i + 1].value, atomic_load_explicit(&lines[i + 1].value, memory_order_relaxed) + 1,
                memory_order_relaxed);
        }
        _exit(0);
    }
    while (atomic_load(&lines[0].value) < (unsigned long)readers) usleep(100);
    const double start = now();
    atomic_fetch_add(&lines[0].value, 1);
    for (int swap = 1; swap <= swaps; swap++) {
        write_file(staging, contents[swap % 2], lengths[swap % 2]);
        for (const double end = now() + signer; now() < end;) {}
        if (rename(staging, target)) fail("rename");
    }
    atomic_fetch_add(&lines[0].value, 1);
    unsigned long reads = 0;
    for (int i = 0; i < readers; i++) reads += atomic_load(&lines[i + 1].value);
    const double elapsed = now() - start;
    while (wait(NULL) > 0) {}
    unlink(target);
    printf("{\"readsPerSecond\":%.1f}\n", (double)reads / elapsed);
    return 0;
}
