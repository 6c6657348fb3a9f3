// libxxhash as Swift sees it. On x86-64 the library compiles its baseline for SSE2; the dispatching
// entry points pick AVX2 or AVX-512 at run time and are about twice as fast, so they are the ones used.
#ifndef RACEBENCH_CXXHASH_SHIM_H
#define RACEBENCH_CXXHASH_SHIM_H

#include <xxhash.h>

#if defined(__x86_64__)
#define XXH_DISPATCH_DISABLE_REPLACE
#include <xxh_x86dispatch.h>

/// The same, compiled by this project for AVX2 (CLinux/hash_avx2.c); only for processors that have it.
XXH128_hash_t rb_xxh3_128_avx2(const void *bytes, size_t count);
/// Whether this processor has AVX2.
int rb_has_avx2(void);
/// Whether that is the fastest way here.
int rb_prefers_avx2(void);

static inline XXH128_hash_t rb_xxh3_128(const void *bytes, size_t count) {
    // Asked once: 0 for not yet, 1 for the library's own choice, 2 for AVX2. Threads that ask at once find the same.
    static int choice;
    if (!choice) choice = rb_prefers_avx2() ? 2 : 1;
    return choice == 2 ? rb_xxh3_128_avx2(bytes, count) : XXH3_128bits_dispatch(bytes, count);
}
static inline XXH_errorcode rb_xxh3_128_update(XXH3_state_t *state, const void *bytes, size_t count) {
    return XXH3_128bits_update_dispatch(state, bytes, count);
}
#else
static inline XXH128_hash_t rb_xxh3_128(const void *bytes, size_t count) {
    return XXH3_128bits(bytes, count);
}
static inline XXH_errorcode rb_xxh3_128_update(XXH3_state_t *state, const void *bytes, size_t count) {
    return XXH3_128bits_update(state, bytes, count);
}
#endif

#endif
