// out(j, i) = in(i, j), out of place and in place: in tiles, so that the cache lines of both sides are used whole, and
// in blocks of tiles, so that the pages are.
#ifndef DECLIVE_KERNELS_TRANSPOSE_HPP
#define DECLIVE_KERNELS_TRANSPOSE_HPP

#include <cstddef>
#include <type_traits>
#include <utility>

#include "blocking.hpp"

#define DECLIVE_KERNEL_FILE "transpose.inl"
#include "for_each_isa.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

namespace dispatch {
template <class T>
inline void transpose_rows(Index rows, Index cols, const T* in, Index in_rs, T* out, Index out_rs) {
  DECLIVE_DISPATCH_NARROW(transpose_rows(rows, cols, in, in_rs, out, out_rs));
}
}  // namespace dispatch

/// The side of a tile: 64 bytes, a cache line.
template <class T>
inline constexpr Index transpose_tile = sizeof(T) < 64 ? 64 / static_cast<Index>(sizeof(T)) : 1;

template <class T>
inline constexpr bool transposes_in_registers = std::is_same_v<T, float> || std::is_same_v<T, double>;

// A tile, or a corner of one.
template <class T>
void transpose_corner(Index rows, Index cols, const T* in, Index in_rs, Index in_cs, T* out, Index out_rs,
                      Index out_cs) {
  for (Index j = 0; j < cols; ++j)
    for (Index i = 0; i < rows; ++i) out[j * out_rs + i * out_cs] = in[i * in_rs + j * in_cs];
}

/// `in` is rows x cols with element (i, j) at i in_rs + j in_cs, `out` is cols x rows; they do not overlap.
template <class T>
void transpose(Index rows, Index cols, const T* in, Index in_rs, Index in_cs, T* out, Index out_rs, Index out_cs) {
  if (in_cs != 1 && in_rs == 1 && out_rs == 1)  // both by columns: the same of their transposes
    return transpose(cols, rows, in, in_cs, in_rs, out, out_cs, out_rs);
  constexpr Index tile = transpose_tile<T>, block = 4 * tile;
  for (Index i0 = 0; i0 < rows; i0 += block)
    for (Index j0 = 0; j0 < cols; j0 += block) {
      const Index down = rows - i0 < block ? rows - i0 : block, across = cols - j0 < block ? cols - j0 : block;
      const T* from = in + i0 * in_rs + j0 * in_cs;
      T* to = out + j0 * out_rs + i0 * out_cs;
      if constexpr (transposes_in_registers<T>) {
        if (in_cs == 1 && out_cs == 1) {
          dispatch::transpose_rows(down, across, from, in_rs, to, out_rs);
          continue;
        }
      }
      for (Index i = 0; i < down; i += tile)
        for (Index j = 0; j < across; j += tile)
          transpose_corner(down - i < tile ? down - i : tile, across - j < tile ? across - j : tile,
                           from + i * in_rs + j * in_cs, in_rs, in_cs, to + j * out_rs + i * out_cs, out_rs, out_cs);
    }
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
      if constexpr (transposes_in_registers<T>) {
        if (cs == 1) {
          const Index cols = n - j0 < tile ? n - j0 : tile;
          T kept[std::size_t{tile * tile}];
          dispatch::transpose_rows(rows, cols, static_cast<const T*>(upper), rs, kept, tile);
          dispatch::transpose_rows(cols, rows, static_cast<const T*>(lower), rs, upper, rs);
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
