// out(j, i) = in(i, j), out of place and in place, in tiles, so that the cache lines of both sides are used whole.
// Tiles of float and double go through registers of 128 bits, which every x86-64 and aarch64 has: wider ones need as
// many shuffles an element, and the memory is the limit.
#ifndef DECLIVE_KERNELS_TRANSPOSE_HPP
#define DECLIVE_KERNELS_TRANSPOSE_HPP

#include <cstddef>
#include <utility>

#include "simd.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

/// The side of a tile: 64 bytes, a cache line.
template <class T>
inline constexpr Index transpose_tile = sizeof(T) < 64 ? 64 / static_cast<Index>(sizeof(T)) : 1;

/// The side of a block that is transposed in registers; 1: none.
template <class T>
inline constexpr Index transpose_block = 1;

/// A block whose rows are contiguous, in_rs and out_rs apart.
template <class T>
void transpose_in_registers(const T*, Index, T*, Index) = delete;

#if DECLIVE_X86
template <>
inline constexpr Index transpose_block<float> = 4;
template <>
inline constexpr Index transpose_block<double> = 2;
DECLIVE_INLINE inline void transpose_in_registers(const float* in, Index in_rs, float* out, Index out_rs) {
  const __m128 a = _mm_loadu_ps(in), b = _mm_loadu_ps(in + in_rs), c = _mm_loadu_ps(in + 2 * in_rs),
               d = _mm_loadu_ps(in + 3 * in_rs);
  const __m128 ab0 = _mm_unpacklo_ps(a, b), ab2 = _mm_unpackhi_ps(a, b), cd0 = _mm_unpacklo_ps(c, d),
               cd2 = _mm_unpackhi_ps(c, d);
  _mm_storeu_ps(out, _mm_movelh_ps(ab0, cd0));
  _mm_storeu_ps(out + out_rs, _mm_movehl_ps(cd0, ab0));
  _mm_storeu_ps(out + 2 * out_rs, _mm_movelh_ps(ab2, cd2));
  _mm_storeu_ps(out + 3 * out_rs, _mm_movehl_ps(cd2, ab2));
}
DECLIVE_INLINE inline void transpose_in_registers(const double* in, Index in_rs, double* out, Index out_rs) {
  const __m128d a = _mm_loadu_pd(in), b = _mm_loadu_pd(in + in_rs);
  _mm_storeu_pd(out, _mm_unpacklo_pd(a, b));
  _mm_storeu_pd(out + out_rs, _mm_unpackhi_pd(a, b));
}
#elif DECLIVE_NEON
template <>
inline constexpr Index transpose_block<float> = 4;
template <>
inline constexpr Index transpose_block<double> = 2;
DECLIVE_INLINE inline void transpose_in_registers(const float* in, Index in_rs, float* out, Index out_rs) {
  const float32x4_t a = vld1q_f32(in), b = vld1q_f32(in + in_rs), c = vld1q_f32(in + 2 * in_rs),
                    d = vld1q_f32(in + 3 * in_rs);
  const float32x4_t ac0 = vzip1q_f32(a, c), ac2 = vzip2q_f32(a, c), bd0 = vzip1q_f32(b, d), bd2 = vzip2q_f32(b, d);
  vst1q_f32(out, vzip1q_f32(ac0, bd0));
  vst1q_f32(out + out_rs, vzip2q_f32(ac0, bd0));
  vst1q_f32(out + 2 * out_rs, vzip1q_f32(ac2, bd2));
  vst1q_f32(out + 3 * out_rs, vzip2q_f32(ac2, bd2));
}
DECLIVE_INLINE inline void transpose_in_registers(const double* in, Index in_rs, double* out, Index out_rs) {
  const float64x2_t a = vld1q_f64(in), b = vld1q_f64(in + in_rs);
  vst1q_f64(out, vzip1q_f64(a, b));
  vst1q_f64(out + out_rs, vzip2q_f64(a, b));
}
#endif

// The rows x cols corner of a tile.
template <class T>
void transpose_corner(Index rows, Index cols, const T* in, Index in_rs, Index in_cs, T* out, Index out_rs,
                      Index out_cs) {
  constexpr Index block = transpose_block<T>;
  Index i = 0;
  if constexpr (block > 1) {
    if (in_cs == 1 && out_cs == 1) {
      for (; i + block <= rows; i += block) {
        Index j = 0;
        for (; j + block <= cols; j += block)
          transpose_in_registers(in + i * in_rs + j, in_rs, out + j * out_rs + i, out_rs);
        for (; j < cols; ++j)
          for (Index l = i; l < i + block; ++l) out[j * out_rs + l] = in[l * in_rs + j];
      }
    }
  }
  for (Index j = 0; j < cols; ++j)
    for (Index l = i; l < rows; ++l) out[j * out_rs + l * out_cs] = in[l * in_rs + j * in_cs];
}

/// `in` is rows x cols with element (i, j) at i in_rs + j in_cs, `out` is cols x rows; they do not overlap.
template <class T>
void transpose(Index rows, Index cols, const T* in, Index in_rs, Index in_cs, T* out, Index out_rs, Index out_cs) {
  if (in_cs != 1 && in_rs == 1 && out_rs == 1)  // both by columns: the same of their transposes
    return transpose(cols, rows, in, in_cs, in_rs, out, out_cs, out_rs);
  constexpr Index tile = transpose_tile<T>;
  for (Index i = 0; i < rows; i += tile)
    for (Index j = 0; j < cols; j += tile)
      transpose_corner(rows - i < tile ? rows - i : tile, cols - j < tile ? cols - j : tile, in + i * in_rs + j * in_cs,
                       in_rs, in_cs, out + j * out_rs + i * out_cs, out_rs, out_cs);
}

/// Exchanges (i, j) and (j, i) of an n x n matrix.
template <class T>
void transpose_square(Index n, T* a, Index rs, Index cs) {
  if (cs != 1) std::swap(rs, cs);
  constexpr Index tile = transpose_tile<T>;
  for (Index i0 = 0; i0 < n; i0 += tile) {
    const Index rows = n - i0 < tile ? n - i0 : tile;
    for (Index i = i0; i < i0 + rows; ++i)
      for (Index j = i + 1; j < i0 + rows; ++j) std::swap(a[i * rs + j * cs], a[j * rs + i * cs]);
    for (Index j0 = i0 + tile; j0 < n; j0 += tile) {
      T *upper = a + i0 * rs + j0 * cs, *lower = a + j0 * rs + i0 * cs;
      if constexpr (transpose_block < T >> 1) {
        if (cs == 1) {
          const Index cols = n - j0 < tile ? n - j0 : tile;
          T kept[std::size_t{tile * tile}];
          transpose_corner(rows, cols, static_cast<const T*>(upper), rs, cs, kept, tile, Index{1});
          transpose_corner(cols, rows, static_cast<const T*>(lower), rs, cs, upper, rs, cs);
          for (Index j = 0; j < cols; ++j)
            for (Index i = 0; i < rows; ++i) lower[j * rs + i] = kept[j * tile + i];
          continue;
        }
      }
      for (Index i = 0; i < rows; ++i)
        for (Index j = 0; j < tile && j0 + j < n; ++j) std::swap(upper[i * rs + j * cs], lower[j * rs + i * cs]);
    }
  }
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
