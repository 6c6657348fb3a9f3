// How often per second ONE process can run a program and wait for its end, with nothing else to do: no output is read,
// no group is made, no time limit is kept.
//
//   cc -O3 -march=native -o spawn spawn.c && ./spawn PROGRAM [seconds=2]
//
// Prints one JSON object with the runs per second, by the name that races have for looks.
#define _GNU_SOURCE
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
    if (argc < 2) { fprintf(stderr, "usage: spawn PROGRAM [seconds]\n"); return 64; }
    double seconds = argc > 2 ? atof(argv[2]) : 2, start = now(), elapsed;
    char *arguments[] = {argv[1], NULL};
    long runs = 0;
    do {
        pid_t process;
        int status;
        if (posix_spawn(&process, argv[1], NULL, NULL, arguments, environ)) return 69;
        if (waitpid(process, &status, 0) != process || status) return 70;
        runs++;
        elapsed = now() - start;
    } while (elapsed < seconds);
    printf("{\"readsPerSecond\":%.1f}\n", (double)runs / elapsed);
}
