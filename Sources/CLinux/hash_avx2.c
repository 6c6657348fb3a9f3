// XXH3-128 for processors that have AVX2 and not AVX-512. Debian's libxxhash is compiled with -O2 by a gcc whose loop for
// AVX2 loads each stripe twice (six loads for 64 bytes, where four do), which is what bounds processors that start two
// loads a cycle. This is the library's own code, from its header, as this project's compiler makes it.
#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#define XXH_INLINE_ALL
// XXH_AVX2, which the header defines only later.
#define XXH_VECTOR 2
#include <xxhash.h>

XXH128_hash_t rb_xxh3_128_avx2(const void *bytes, size_t count) {
    return XXH3_128bits(bytes, count);
}

#pragma clang attribute pop

int rb_has_avx2(void) {
    return __builtin_cpu_supports("avx2") != 0;
}

int rb_prefers_avx2(void) {
    return rb_has_avx2() && !__builtin_cpu_supports("avx512f");
}
#endif
