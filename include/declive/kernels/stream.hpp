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
/// `other`, whatever is there, is fetched into L1. stream_end() comes before other threads may read. (In assembler, as
/// it is compiled in every unit with elementwise work. {x|y} is x in AT&T's syntax and y in Intel's.)
DECLIVE_INLINE inline void stream(const void* in, void* out, const void* next, const void* other) {
  const char* const end = static_cast<const char*>(in) + stream_chunk;
  __asm__ volatile(
      "1:\n\t"
      "{prefetcht0 (%2)|prefetcht0 [%2]}\n\t"
      "{prefetcht0 (%3)|prefetcht0 [%3]}\n\t"
      ".irp at, 0, 8, 16, 24, 32, 40, 48, 56\n\t"
      "{mov \\at(%0), %%rax|mov rax, [%0 + \\at]}\n\t"
      "{movnti %%rax, \\at(%1)|movnti [%1 + \\at], rax}\n\t"
      ".endr\n\t"
      "{add $64, %0|add %0, 64}\n\t"
      "{add $64, %1|add %1, 64}\n\t"
      "{add $64, %2|add %2, 64}\n\t"
      "{add $64, %3|add %3, 64}\n\t"
      "{cmp %4, %0|cmp %0, %4}\n\t"
      "jb 1b"
      : "+r"(in), "+r"(out), "+r"(next), "+r"(other)
      : "r"(end)
      : "rax", "cc", "memory");
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
