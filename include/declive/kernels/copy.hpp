// out(i, j) = in(i, j), of elements that may be copied byte by byte.
#ifndef DECLIVE_KERNELS_COPY_HPP
#define DECLIVE_KERNELS_COPY_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include "map.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

// The register of 16 bytes that every machine has.
#if DECLIVE_X86
template <class T>
using Base = sse2::Vec<T>;
#elif DECLIVE_NEON
template <class T>
using Base = neon::Vec<T>;
#endif

// Bytes that registers of 32 bytes copy faster than memcpy: 400 take 4.9 ns instead of 5.7, 4,000 34 instead of 40 to
// 49. Below that the call counts, beyond L2 memcpy knows better.
inline constexpr std::size_t copy_least = 256, copy_most = 256 << 10;

#if DECLIVE_X86

// n floats, at least 8. The last register ends with the array: elements written twice do no harm. (A template, so that
// only who copies compiles it.)
template <class V>
DECLIVE_KERNEL_FOR(avx2)
void copy_in_registers(const float* in, Index n, float* out) {
  constexpr Index size = V::size;
  Index i = 0;
  for (; i + 4 * size <= n; i += 4 * size) {
    const typename V::reg p = V::load(in + i), q = V::load(in + i + size), r = V::load(in + i + 2 * size),
                          s = V::load(in + i + 3 * size);
    V::store(out + i, p);
    V::store(out + i + size, q);
    V::store(out + i + 2 * size, r);
    V::store(out + i + 3 * size, s);
  }
  for (; i < n; i += size) {
    const Index at = i + size <= n ? i : n - size;
    V::store(out + at, V::load(in + at));
  }
}
#endif

/// n elements one after the other; `in` and `out` may overlap.
template <class T>
DECLIVE_INLINE inline void copy_flat(const T* in, Index n, T* out) {
  static_assert(std::is_trivially_copyable_v<T>);
  const std::size_t bytes = static_cast<std::size_t>(n) * sizeof(T);
#if DECLIVE_X86
  const std::uintptr_t to = reinterpret_cast<std::uintptr_t>(out), from = reinterpret_cast<std::uintptr_t>(in);
  if (bytes >= copy_least && to - from >= bytes && from - to >= bytes) {
    if (bytes >= std::size_t{stream_least})
      return copy_streamed(reinterpret_cast<const char*>(in), bytes, reinterpret_cast<char*>(out));
    if constexpr (sizeof(T) % sizeof(float) == 0 && alignof(T) % alignof(float) == 0)
      if (bytes <= copy_most && active_isa() >= Isa::avx2)
        return copy_in_registers<avx2::Vec<float>>(reinterpret_cast<const float*>(in),
                                                   static_cast<Index>(bytes / sizeof(float)),
                                                   reinterpret_cast<float*>(out));
  }
#endif
  if (n > 0) std::memmove(static_cast<void*>(out), in, bytes);
}

// `bytes` at once: as a constant a move, not a call.
template <std::size_t bytes>
DECLIVE_INLINE inline void copy_bytes(const char* in, char* out) {
  std::memcpy(out, in, bytes);
}
// The first and the last `bytes` of a row, which may share some.
template <std::size_t bytes>
DECLIVE_INLINE inline void copy_both_ends(std::size_t n, const char* in, char* out) {
  copy_bytes<bytes>(in, out);
  copy_bytes<bytes>(in + n - bytes, out + n - bytes);
}

// Rows of n bytes, few of them, without a call for each: with the array 5 rows of 5 floats take 19 ns instead of 30.
DECLIVE_NOINLINE inline void copy_short_rows(Index rows, std::size_t n, const char* in, Index in_step, char* out,
                                             Index out_step) {
  if (n == 0) return;  // there may be no memory to go through
  for (; rows > 0; --rows, in += in_step, out += out_step) {
    if (n >= 32) {
      for (std::size_t i = 0; i + 32 < n; i += 32) {
        copy_bytes<32>(in + i, out + i);
        DECLIVE_FORGET(i);  // or GCC makes a call of memcpy of the loop
      }
      copy_bytes<32>(in + n - 32, out + n - 32);
    } else if (n >= 16) {
      copy_both_ends<16>(n, in, out);
    } else if (n >= 8) {
      copy_both_ends<8>(n, in, out);
    } else if (n >= 4) {
      copy_both_ends<4>(n, in, out);
    } else {
      for (std::size_t i = 0; i < n; ++i) out[i] = in[i];
    }
  }
}

// in_rs = 1 and out_cs = 1: 16 bytes square in registers, in strips of 32 columns, so that the cache lines of both sides
// are used whole. The registers that every machine has: kernels/transpose.hpp, a quarter faster from 4,000 elements on, would
// cost every unit that copies a view a tenth of a second of the compiler's.
template <class V, class T>
DECLIVE_NOINLINE void copy_turned(Index rows, Index cols, const T* in, Index in_cs, T* out, Index out_rs) {
  constexpr Index side = V::depth, strip = 32;
  static_assert(side == V::size);
  for (Index j0 = 0; j0 < cols; j0 += strip) {
    const Index end = cols - j0 < strip ? cols : j0 + strip;
    Index i = 0;
    for (; i + side <= rows; i += side) {
      const T* from = in + i + j0 * in_cs;
      T* to = out + i * out_rs + j0;
      Index j = j0;
      for (; j + side <= end; j += side, from += side * in_cs, to += side) {
        const typename V::Columns c = V::columns(from, in_cs);
        V::store(to, c.c0);
        V::store(to + out_rs, c.c1);
        if constexpr (side == 4) {
          V::store(to + 2 * out_rs, c.c2);
          V::store(to + 3 * out_rs, c.c3);
        }
      }
      for (; j < end; ++j, from += in_cs, ++to)
        for (Index q = 0; q < side; ++q) to[q * out_rs] = from[q];
    }
    for (; i < rows; ++i)
      for (Index j = j0; j < end; ++j) out[i * out_rs + j] = in[i + j * in_cs];
  }
}

/// rows x cols elements, (i, j) at i rs + j cs; `in` and `out` are disjoint.
template <class T>
DECLIVE_NOINLINE void copy(Index rows, Index cols, const T* in, Index in_rs, Index in_cs, T* out, Index out_rs,
                           Index out_cs) {
  if ((cols == 1 && rows > 1) || (out_cs != 1 && out_rs == 1)) {
    std::swap(rows, cols);
    std::swap(in_rs, in_cs);
    std::swap(out_rs, out_cs);
  }
  if (out_cs == 1 && in_cs == 1) {
    if (out_rs == cols && in_rs == cols) return copy_flat(in, rows * cols, out);
    const std::size_t bytes = static_cast<std::size_t>(cols) * sizeof(T);
    if (bytes < copy_least)
      return copy_short_rows(rows, bytes, reinterpret_cast<const char*>(in), in_rs * static_cast<Index>(sizeof(T)),
                             reinterpret_cast<char*>(out), out_rs * static_cast<Index>(sizeof(T)));
    for (Index i = 0; i < rows; ++i) copy_flat(in + i * in_rs, cols, out + i * out_rs);
    return;
  }
  if (out_cs == 1 && in_cs == 0 && cols > 0) {
    for (Index i = 0; i < rows; ++i) loops::fill(out + i * out_rs, cols, in[i * in_rs]);
    return;
  }
#if DECLIVE_X86 || DECLIVE_NEON
  if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>)
    if (out_cs == 1 && in_rs == 1) return copy_turned<Base<T>>(rows, cols, in, in_cs, out, out_rs);
#endif
  constexpr Index strip = 32;
  for (Index j0 = 0; j0 < cols; j0 += strip)
    for (Index i = 0; i < rows; ++i)
      for (Index j = j0; j < cols && j < j0 + strip; ++j) out[i * out_rs + j * out_cs] = in[i * in_rs + j * in_cs];
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
