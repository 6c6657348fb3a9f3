// libxxhash as Swift sees it. On x86-64 the library compiles its baseline for SSE2; the dispatching
// entry points pick AVX2 or AVX-512 at run time and are about twice as fast, so they are the ones used.
#ifndef RACEBENCH_CXXHASH_SHIM_H
#define RACEBENCH_CXXHASH_SHIM_H

#include <xxhash.h>

#if defined(__x86_64__)
#define XXH_DISPATCH_DISABLE_REPLACE
#include <xxh_x86dispatch.h>
static inline XXH128_hash_t rb_xxh3_128(const void *bytes, size_t count) {
    return XXH3_128bits_dispatch(bytes, count);
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
