// A file that is cut while it is mapped answers reads behind its new end by SIGBUS. The jump out of the
// handler stays inside one C function, so that it crosses no Swift frame.
#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <string.h>

#include "../CXXHash/shim.h"

// One guard a thread: the kernel delivers SIGBUS to the thread whose access it was.
static _Thread_local sigjmp_buf escape;
static _Thread_local volatile sig_atomic_t armed;

static void leap(int signal) {
    if (armed) siglongjmp(escape, 1);
    // Not ours: on return the same access faults again and kills as it would have without a handler.
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigaction(signal, &standard, NULL);
}

// Fences: the compiler must not move the access out of the stretch in which it is guarded.
static void arm(void) {
    armed = 1;
    atomic_signal_fence(memory_order_seq_cst);
}

static void disarm(void) {
    atomic_signal_fence(memory_order_seq_cst);
    armed = 0;
}

int rb_guard_bus_errors(void) {
    // SA_NODEFER: the jump leaves the handler without the kernel's return, which would unblock the signal.
    struct sigaction action = {.sa_handler = leap, .sa_flags = SA_NODEFER};
    return sigaction(SIGBUS, &action, NULL) == 0 ? 0 : errno;
}

int rb_guarded_hash(const void *bytes, size_t count, XXH128_hash_t *digest) {
    if (sigsetjmp(escape, 0)) {
        armed = 0;
        return -1;
    }
    arm();
    *digest = rb_xxh3_128(bytes, count);
    disarm();
    return 0;
}

int rb_guarded_copy(void *to, const void *from, size_t count) {
    if (sigsetjmp(escape, 0)) {
        armed = 0;
        return -1;
    }
    arm();
    memcpy(to, from, count);
    disarm();
    return 0;
}
