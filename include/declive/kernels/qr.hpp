// A = Q R of float and double by Householder reflectors: the contract, and the blocks on the product.
//
// A is m x n, its rows contiguous and a_rs apart; on and above its diagonal R takes its place, what stands below means
// nothing afterwards. The k = min(m, n) reflectors H_j = I - tau_j v_j v_j^T, with A = H_0 H_1 ... R, stand in rows of
// their own, so that dot products and sums run along contiguous memory: a panel of up to 32 columns is copied into
// rows, and what stands right of it gets its reflectors at once, by two products.
//
//   I - V T V^T = H_0 H_1 ... of a panel, T^-1 = the strict upper triangle of V^T V, with 1 / tau_j on the diagonal
//
// so T times a matrix is a triangular solve and T itself is never made (C. Puglisi, Modification of the Householder
// method based on the compact WY representation, 1992; T. Joffrain et al., Accumulating Householder transformations,
// revisited, 2006). tau_j = 0, H_j = I, is a diagonal of infinity there and does what it should.
#ifndef DECLIVE_KERNELS_QR_HPP
#define DECLIVE_KERNELS_QR_HPP

#include <limits>

#include "triangular.hpp"

namespace declive::kernels {

/// The most columns of a panel: what one call of the triangular solve takes.
inline constexpr Index qr_width = triangular_block;

/// Sums of squares between `least` and `most` have neither overflowed nor lost bits; numbers whose squares may are
/// multiplied by `up` or `down` first.
template <class T>
struct SquareRange;
template <>
struct SquareRange<float> {
  static constexpr float least = 0x1p-98f, most = 0x1p+120f, up = 0x1p+100f, down = 0x1p-70f;
};
template <>
struct SquareRange<double> {
  static constexpr double least = 0x1p-960, most = 0x1p+1000, up = 0x1p+600, down = 0x1p-600;
};

/// The memory of a factorization. Row j of w is column j of the panels: v_j from the panel's first row on, with zeros
/// above its 1 and behind row m; w_s is a multiple of 64 bytes. `inner` has the negative T^-1 of each panel, qr_width
/// elements a row.
template <class T>
struct QrFactors {
  Index m, n;
  T* a;
  Index a_rs;
  T* w;
  Index w_s;
  T* tau;
  T* inner;
};

}  // namespace declive::kernels

#define DECLIVE_KERNEL_FILE "qr.inl"
#include "for_each_isa.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

namespace dispatch {
// The reflectors of m x n, whose columns are rows of w; what is above the diagonal goes to r, with its diagonal.
template <class T>
inline void qr_panel(Index m, Index n, T* w, Index w_s, T* tau, T* r, Index r_rs) {
  DECLIVE_DISPATCH(qr_panel(m, n, w, w_s, tau, r, r_rs));
}
// Each of `rows` rows of x, as a column of m elements, is multiplied by n reflectors, the first one first or
// (backwards) last; rows of x are w_s apart, too. Where x is triangular, by H_j only from row j on, because those
// before have zeros where v_j has none.
template <class T>
inline void reflect(Index m, Index n, bool backwards, const T* w, Index w_s, const T* tau, Index rows, T* x,
                    bool triangular) {
  DECLIVE_DISPATCH(reflect(m, n, backwards, w, w_s, tau, rows, x, triangular));
}
}  // namespace dispatch

template <class T>
constexpr Index qr_row(Index m) {
  return round_up(m > 0 ? m : 1, 64 / static_cast<Index>(sizeof(T)));
}

/// Rows of x out of the columns of m elements at a, element (i, j) at a[i rs + j], with zeros behind.
template <class T>
void columns_to_rows(Index m, Index rows, const T* a, Index rs, T* x, Index x_s) {
  transpose(m, rows, a, rs, Index{1}, x, x_s, Index{1});
  for (Index j = 0; j < rows; ++j)
    for (Index i = m; i < qr_row<T>(m); ++i) x[j * x_s + i] = T(0);
}

// C = (I - V T V^T) C, or with T^T, for reflectors [j, j + count): C has the rows of the panel, m of them, and n
// columns.
template <class T>
void reflect_block(const QrFactors<T>& f, Index j, Index count, bool transposed, Index m, Index n, T* c, Index c_rs) {
  if (n <= 0) return;
  const T* const v = f.w + j * f.w_s;
  const T* const inner = f.inner + j * qr_width;
  T* const product = static_cast<T*>(workspace<3>().take(static_cast<std::size_t>(count * n) * sizeof(T)));
  gemm<T>(count, n, m, T(1), v, f.w_s, Index{1}, c, c_rs, Index{1}, T(0), product, n, Index{1});
  if (transposed)
    solve_lower<T>(count, n, inner, Index{1}, qr_width, false, product, n);
  else
    solve_lower<T>(count, n, inner + (count - 1) * (qr_width + 1), -qr_width, Index{-1}, false,
                   product + (count - 1) * n, -n);
  gemm<T>(m, n, count, T(1), v, Index{1}, f.w_s, product, n, Index{1}, T(1), c, c_rs, Index{1});
}

/// See above.
template <class T>
void qr(const QrFactors<T>& f) {
  const Index k = f.m < f.n ? f.m : f.n;
  if (f.n <= qr_width) {  // nothing right of the panel
    columns_to_rows(f.m, f.n, static_cast<const T*>(f.a), f.a_rs, f.w, f.w_s);
    return dispatch::qr_panel(f.m, f.n, f.w, f.w_s, f.tau, f.a, f.a_rs);
  }
  for (Index j = 0; j < k; j += qr_width) {
    const Index count = k - j < qr_width ? k - j : qr_width, m = f.m - j;
    T* const corner = f.a + j * (f.a_rs + 1);
    T* const v = f.w + j * f.w_s;
    T* const inner = f.inner + j * qr_width;
    columns_to_rows(m, count, static_cast<const T*>(corner), f.a_rs, v, f.w_s);
    dispatch::qr_panel(m, count, v, f.w_s, f.tau + j, corner, f.a_rs);
    gemm<T>(count, count, m, T(1), v, f.w_s, Index{1}, v, Index{1}, f.w_s, T(0), inner, qr_width, Index{1});
    for (Index i = 0; i < count; ++i) {
      for (Index p = i + 1; p < count; ++p) inner[i * qr_width + p] = -inner[i * qr_width + p];
      inner[i * (qr_width + 1)] = f.tau[j + i] == T(0) ? -std::numeric_limits<T>::infinity() : T(-1) / f.tau[j + i];
    }
    reflect_block(f, j, count, true, m, f.n - j - count, corner + count, f.a_rs);
  }
}

// Room for as many columns as are reflected at a time.
template <class T>
T* qr_columns(const QrFactors<T>& f, Index n) {
  const Index most = n < qr_width ? n : qr_width;
  return static_cast<T*>(workspace<3>().take(static_cast<std::size_t>(most * f.w_s) * sizeof(T)));
}

/// C = Q^T C for m x n with contiguous rows.
template <class T>
void qr_multiply_transposed(const QrFactors<T>& f, Index n, T* c, Index c_rs) {
  const Index k = f.m < f.n ? f.m : f.n;
  if (f.n <= qr_width) {
    T* const x = qr_columns(f, n);
    for (Index j = 0; j < n; j += qr_width) {
      const Index cols = n - j < qr_width ? n - j : qr_width;
      columns_to_rows(f.m, cols, static_cast<const T*>(c + j), c_rs, x, f.w_s);
      dispatch::reflect(f.m, k, false, static_cast<const T*>(f.w), f.w_s, static_cast<const T*>(f.tau), cols, x, false);
      transpose(cols, f.m, static_cast<const T*>(x), f.w_s, Index{1}, c + j, c_rs, Index{1});
    }
    return;
  }
  for (Index j = 0; j < k; j += qr_width)
    reflect_block(f, j, k - j < qr_width ? k - j : qr_width, true, f.m - j, n, c + j * c_rs, c_rs);
}

/// The first `cols` columns of Q, m x cols, min(m, n) <= cols <= m, with contiguous rows.
template <class T>
void qr_form(const QrFactors<T>& f, Index cols, T* q, Index q_rs) {
  const Index k = f.m < f.n ? f.m : f.n;
  if (f.n <= qr_width) {
    T* const x = qr_columns(f, cols);
    for (Index j = 0; j < cols; j += qr_width) {
      const Index some = cols - j < qr_width ? cols - j : qr_width;
      for (Index i = 0; i < some * f.w_s; ++i) x[i] = T(0);
      for (Index i = 0; i < some; ++i) x[i * f.w_s + j + i] = T(1);
      dispatch::reflect(f.m, k, true, static_cast<const T*>(f.w), f.w_s, static_cast<const T*>(f.tau), some, x, j == 0);
      transpose(some, f.m, static_cast<const T*>(x), f.w_s, Index{1}, q + j, q_rs, Index{1});
    }
    return;
  }
  for (Index i = 0; i < f.m; ++i)
    for (Index j = 0; j < cols; ++j) q[i * q_rs + j] = T(i == j ? 1 : 0);
  // From the last panel back: what stands above and left of it is still that of the identity.
  for (Index j = (k - 1) / qr_width * qr_width; j >= 0; j -= qr_width)
    reflect_block(f, j, k - j < qr_width ? k - j : qr_width, false, f.m - j, cols - j, q + j * (q_rs + 1), q_rs);
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
