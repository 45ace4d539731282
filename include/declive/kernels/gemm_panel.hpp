// A panel of a product: all rows of A times at most two registers of columns of B, tile after tile; and the products that
// are small enough to be nothing but panels in place.
#ifndef DECLIVE_KERNELS_GEMM_PANEL_HPP
#define DECLIVE_KERNELS_GEMM_PANEL_HPP

#include "column.hpp"
#include "gemv.hpp"
#include "microkernel.hpp"
#include "transpose.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

/// Element (i, j) at data[i rs + j cs].
template <class T>
struct GemmMatrix {
  T* data;
  Index rs, cs;
  T* at(Index i, Index j) const { return data + i * rs + j * cs; }
  GemmMatrix transposed() const { return {data, cs, rs}; }
};

// Whether a last column is cheaper alone than in a panel of more: measured.
template <class T>
DECLIVE_INLINE inline bool parts_column(const GemmKernels<T>& kernels, Index m, Index k, Index a_cs) {
  return a_cs == 1 && m * k > (sizeof(T) == sizeof(float) ? 1200 : 5000) && has_column(kernels, m);
}
// The width of the next panel where n columns are left: all of at most NR, else NR. In place one register, if else less
// than one would be left: a panel of up to two does the rest in one pass, without a mask.
template <class T>
DECLIVE_INLINE inline Index gemm_panel_width(const GemmKernels<T>& kernels, Index n, bool padded, bool column) {
  const Index nr = 2 * kernels.lanes;
  if (n <= nr) return n;
  return padded || n >= nr + kernels.lanes || (column && n == nr + 1) ? nr : kernels.lanes;
}
// The tile of a panel so wide.
template <class T>
DECLIVE_INLINE inline GemmTile<T> panel_tile(const GemmKernels<T>& kernels, Index width) {
  if (width > kernels.lanes) return width - kernels.lanes <= kernels.narrow_lanes ? kernels.half : kernels.two;
  return width <= kernels.narrow_lanes ? kernels.narrow : kernels.one;
}

// All rows of A times a panel of B, C by rows, in groups of rows as even as possible: 13 rows are 7 and 6, not 12 and 1.
template <class T>
DECLIVE_INLINE inline void gemm_panel_direct(const GemmKernels<T>& kernels, Index m, Index n, Index k, const T* a,
                                             Index a_rs, Index a_cs, const T* b, Index b_rs, T beta, T* c, Index c_rs) {
  const bool wide = n > kernels.lanes;
  const GemmTile<T> tile = panel_tile(kernels, n);
  const Index last = wide ? n - kernels.lanes : n, most = wide ? kernels.rows : kernels.thin_rows;
  Index groups = 1, each = m, more = 0;
  if (m > most) {
    groups = (m + most - 1) / most;
    each = m / groups;
    more = m - each * groups;
  }
  for (Index g = 0; g < groups; ++g) {
    const Index rows = each + (g < more ? 1 : 0);
    tile(rows, k, a, a_rs, a_cs, b, b_rs, beta, c, c_rs, last);
    a += rows * a_rs;
    c += rows * c_rs;
  }
}

// The same where C is not stored by rows, or the sums are multiplied by alpha: through a buffer, as many rows at a time
// as it holds.
template <class T>
DECLIVE_NOINLINE void gemm_panel_buffered(const GemmKernels<T>& kernels, Index m, Index n, Index k, T alpha,
                                          GemmMatrix<const T> a, const T* b, Index b_rs, T beta, GemmMatrix<T> c) {
  constexpr Index line = 64 / static_cast<Index>(sizeof(T)), most = 96 * line;
  alignas(64) T sums[std::size_t{most}];
  const Index width = n > line ? 2 * line : n > line / 2 ? line : line / 2;
  const Index part = even_part(m, most / width, most_tile_rows);
  const T factor = alpha == T(1) ? beta : T(0);
  for (Index i = 0; i < m; i += part) {
    const Index rows = m - i < part ? m - i : part;
    T* const to = c.at(i, 0);
    if (factor != T(0)) transpose(n, rows, static_cast<const T*>(to), c.cs, c.rs, sums, width, Index{1});
    gemm_panel_direct(kernels, rows, n, k, a.at(i, 0), a.rs, a.cs, b, b_rs, factor, sums, width);
    if (alpha == T(1))
      transpose(rows, n, static_cast<const T*>(sums), width, Index{1}, to, c.cs, c.rs);
    else
      for (Index r = 0; r < rows; ++r)
        update(n, alpha, static_cast<const T*>(sums + r * width), beta, to + r * c.rs, c.cs);
  }
}

// All rows of A times a panel of B of at most NR columns whose rows are b_rs apart and, where the tile asks for it,
// padded.
template <class T>
DECLIVE_INLINE inline void gemm_panel(const GemmKernels<T>& kernels, Index m, Index n, Index k, T alpha,
                                      GemmMatrix<const T> a, const T* b, Index b_rs, T beta, GemmMatrix<T> c) {
  if (n == 1 && a.cs == 1 && has_column(kernels, m))
    gemm_column(kernels, m, k, alpha, a.data, a.rs, b, b_rs, beta, c.data, c.rs);
  else if (c.cs == 1 && alpha == T(1))
    gemm_panel_direct(kernels, m, n, k, a.data, a.rs, a.cs, b, b_rs, beta, c.data, c.rs);
  else
    gemm_panel_buffered(kernels, m, n, k, alpha, a, b, b_rs, beta, c);
}

// Products so small that even the plan and the task count (150 cycles, as much as a tile of 12 x 2 x 6), where masks are
// free, alpha is 1 and B and C are stored by rows.
template <class T>
DECLIVE_NOINLINE void gemm_small(const GemmKernels<T>& kernels, Index m, Index n, Index k, const T* a, Index a_rs,
                                 Index a_cs, const T* b, Index b_rs, T beta, T* c, Index c_rs) {
  const Index lanes = kernels.lanes;
  const bool column = parts_column(kernels, m, k, a_cs);
  while (n > 0) {
    if (m == 1 && n >= 4 * lanes) {
      kernels.row(1, k, a, a_rs, a_cs, b, b_rs, beta, c, c_rs, lanes);
      n -= 4 * lanes, b += 4 * lanes, c += 4 * lanes;
      continue;
    }
    const Index width = gemm_panel_width(kernels, n, false, column);
    const Index most = width > lanes ? kernels.rows : kernels.thin_rows;
    if (width == 1 && a_cs == 1 && has_column(kernels, m)) {
      gemm_column(kernels, m, k, T(1), a, a_rs, b, b_rs, beta, c, c_rs);
    } else {
      const bool wide = width > lanes;
      const GemmTile<T> tile = panel_tile(kernels, width);
      // As in gemm_panel_direct; the numbers fit 32 bits, whose division is faster.
      unsigned groups = 1, each = static_cast<unsigned>(m), more = 0;
      if (m > most) {
        groups = (each + static_cast<unsigned>(most) - 1) / static_cast<unsigned>(most);
        more = each % groups;
        each /= groups;
      }
      const T* rows_of_a = a;
      T* rows_of_c = c;
      for (unsigned g = 0; g < groups; ++g) {
        const Index rows = each + (g < more ? 1 : 0);
        tile(rows, k, rows_of_a, a_rs, a_cs, b, b_rs, beta, rows_of_c, c_rs, wide ? width - lanes : width);
        rows_of_a += rows * a_rs;
        rows_of_c += rows * c_rs;
      }
    }
    n -= width, b += width, c += width;
  }
}
template <class T>
DECLIVE_INLINE inline bool is_small(const GemmKernels<T>& kernels, Index m, Index n, Index k) {
  return kernels.free_masks && m <= 128 && n < 128 && k <= 128;
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
