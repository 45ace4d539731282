// Writing past the caches, with x86's non-temporal stores: a line that is written as a whole need not be read from memory
// before, a third of the traffic of c = a + b. From memory that is 34 GB/s where stores through the caches reach 20 to 28, a
// copy 54 instead of 33 to 44. Who reads the result next has to fetch it from memory, so it is for what would not stay
// in the caches.
#ifndef DECLIVE_KERNELS_STREAM_HPP
#define DECLIVE_KERNELS_STREAM_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../error.hpp"

namespace declive::kernels {

/// Outputs of so many bytes are written past the caches. With an L3 of 32 MB that is where c = a + b with a sum of c behind
/// it takes the same time both ways; alone it is faster from 6 MB on. (To ask for L3's size would cost the compiler 1 % of
/// every unit.)
inline constexpr Index stream_least = Index{16} << 20;
/// What is written at once.
inline constexpr Index stream_chunk = 2048;

}  // namespace declive::kernels

#if DECLIVE_X86

namespace declive::kernels::inline DECLIVE_ABI {

/// A chunk from `in` to `out`, which is on a boundary of 64 bytes, past the caches. Meanwhile a chunk each at `next` and
/// `other`, whatever is there, is fetched into L1. stream_end() comes before other threads may read.
DECLIVE_NOINLINE inline void stream(const void* in, void* out, const void* next, const void* other) {
  typedef long long Word __attribute__((may_alias, aligned(1)));
  typedef long long AlignedWord __attribute__((may_alias));
  const Word* from = static_cast<const Word*>(in);
  AlignedWord* to = static_cast<AlignedWord*>(out);
  for (Index i = 0; i < stream_chunk; i += 64) {
    __builtin_prefetch(static_cast<const char*>(next) + i);
    __builtin_prefetch(static_cast<const char*>(other) + i);
    for (int k = 0; k < 8; ++k, ++from, ++to) {
#if defined(__clang__)
      __builtin_nontemporal_store(static_cast<long long>(*from), to);
#else
      __builtin_ia32_movnti64(to, *from);
#endif
    }
  }
}
DECLIVE_INLINE inline void stream_end() { __builtin_ia32_sfence(); }

/// n bytes from `in` to `out`, which do not overlap.
DECLIVE_NOINLINE inline void copy_streamed(const char* in, std::size_t n, char* out) {
  std::size_t done = -reinterpret_cast<std::uintptr_t>(out) % 64;
  std::memcpy(out, in, done);
  for (; done + stream_chunk <= n; done += stream_chunk)
    stream(in + done, out + done, in + done + 2 * stream_chunk, in + done + 2 * stream_chunk);
  std::memcpy(out + done, in + done, n - done);
  stream_end();
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif

#endif
