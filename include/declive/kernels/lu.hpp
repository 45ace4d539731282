// P A = L U of float and double with partial pivoting: the contract, and the recursion over columns.
//
// A is m x n, its rows contiguous and a_rs apart. In its place come U, and below the diagonal L without its ones.
// pivots[k] >= k is the row that was exchanged with row k in step k, 0 <= k < min(m, n): the one with the largest
// magnitude in column k, the first of equals. A column of zeros gives a zero in U, and the steps go on. Every element
// is a_ij - l_i0 u_0j - l_i1 u_1j - ..., subtracted by fma in that order, then divided by the pivot below the diagonal:
// the bits do not depend on the blocks.
//
// S. Toledo, Locality of reference in LU decomposition with partial pivoting, 1997: halves of the columns, so that
// nearly all work is products of large inner size. The panels at the bottom are factored in a copy by columns, in which
// a column takes all that stands before it at once (nothing is stored twice), while the rows of U are made from A's own.
#ifndef DECLIVE_KERNELS_LU_HPP
#define DECLIVE_KERNELS_LU_HPP

#include "triangular.hpp"

namespace declive::kernels {

/// The most columns of a panel.
inline constexpr Index lu_width = 16;

}  // namespace declive::kernels

#define DECLIVE_KERNEL_FILE "lu.inl"
#include "for_each_isa.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

namespace dispatch {
// A panel of n columns at a: m rows, of which `before` elements stand before a and `width` belong together, which are
// exchanged as a whole. w has the panel's columns, w_s apart, a multiple of 64 bytes, with zeros behind row m.
template <class T>
inline void lu_panel(Index m, Index n, T* a, Index a_rs, Index before, Index width, Index* pivots, T* w, Index w_s) {
  DECLIVE_DISPATCH(lu_panel(m, n, a, a_rs, before, width, pivots, w, w_s));
}
}  // namespace dispatch

// Columns [first, first + n) of rows [first, m), n <= m - first; the rows are exchanged over their whole width.
template <class T>
void lu_columns(Index m, Index width, T* a, Index a_rs, Index first, Index n, Index* pivots) {
  T* const corner = a + first * (a_rs + 1);
  if (n <= lu_width) {
    const Index rows = m - first, w_s = round_up(rows, 64 / static_cast<Index>(sizeof(T)));
    T* const w = static_cast<T*>(workspace<3>().take(static_cast<std::size_t>(n * w_s) * sizeof(T)));
    transpose(rows, n, static_cast<const T*>(corner), a_rs, Index{1}, w, w_s, Index{1});
    for (Index j = 0; j < n; ++j)
      for (Index i = rows; i < w_s; ++i) w[j * w_s + i] = T(0);
    dispatch::lu_panel(rows, n, corner, a_rs, first, width, pivots + first, w, w_s);
    transpose(n, rows, static_cast<const T*>(w), w_s, Index{1}, corner, a_rs, Index{1});
    for (Index k = first; k < first + n; ++k) pivots[k] += first;
    return;
  }
  const Index left = round_up(n / 2, lu_width), right = n - left, below = m - first - left;
  lu_columns(m, width, a, a_rs, first, left, pivots);
  solve_lower<T>(left, right, corner, a_rs, Index{1}, true, corner + left, a_rs);
  subtract_product<T>(below, right, left, corner + left * a_rs, a_rs, Index{1}, corner + left, a_rs,
                      corner + left * (a_rs + 1), a_rs);
  lu_columns(m, width, a, a_rs, first + left, right, pivots);
}

/// See above.
template <class T>
void lu(Index m, Index n, T* a, Index a_rs, Index* pivots) {
  if (m <= 0 || n <= 0) return;
  const Index square = m < n ? m : n;
  lu_columns(m, n, a, a_rs, Index{0}, square, pivots);
  if (n > m) solve_lower<T>(m, n - m, a, a_rs, Index{1}, true, a + m, a_rs);
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
