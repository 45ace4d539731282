// out(j, i) = in(i, j), out of place and in place, in tiles, so that the cache lines of both sides are used whole.
#ifndef DECLIVE_KERNELS_TRANSPOSE_HPP
#define DECLIVE_KERNELS_TRANSPOSE_HPP

#include <utility>

#include "../error.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

inline constexpr Index transpose_tile = 16;

/// `in` is rows x cols with element (i, j) at i in_rs + j in_cs, `out` is cols x rows; they do not overlap.
template <class T>
void transpose(Index rows, Index cols, const T* in, Index in_rs, Index in_cs, T* out, Index out_rs, Index out_cs) {
  for (Index i0 = 0; i0 < rows; i0 += transpose_tile)
    for (Index j0 = 0; j0 < cols; j0 += transpose_tile)
      for (Index j = j0; j < cols && j < j0 + transpose_tile; ++j)
        for (Index i = i0; i < rows && i < i0 + transpose_tile; ++i)
          out[j * out_rs + i * out_cs] = in[i * in_rs + j * in_cs];
}

/// Exchanges (i, j) and (j, i) of an n x n matrix.
template <class T>
void transpose_square(Index n, T* a, Index rs, Index cs) {
  for (Index i0 = 0; i0 < n; i0 += transpose_tile)
    for (Index j0 = i0; j0 < n; j0 += transpose_tile)
      for (Index i = i0; i < n && i < i0 + transpose_tile; ++i)
        for (Index j = j0 > i ? j0 : i + 1; j < n && j < j0 + transpose_tile; ++j)
          std::swap(a[i * rs + j * cs], a[j * rs + i * cs]);
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
