// Householder reflectors, one by one and in blocks: what qr and the eigenvalue and singular value problems are made of.
//
//   H = I - tau v v^H, v(0) = 1, with H^H x = beta e_1 for a given x and a real beta (LAPACK's larfg). tau = 0 is
//   H = I; else 1 <= Re tau <= 2.
//   H_0 H_1 ... H_(k-1) = I - V T V^T for real ones, where the columns of V are their vectors and T is upper triangular
//   (compact WY: R. Schreiber, C. Van Loan, A storage-efficient WY representation for products of Householder
//   transformations, 1989). So k reflectors are applied by three matrix products.
//
// Vectors are stored whole: the 1 at the top, and in V the zeros above it. No argument overlaps another.
#ifndef DECLIVE_LINALG_HOUSEHOLDER_HPP
#define DECLIVE_LINALG_HOUSEHOLDER_HPP

#include "checks.hpp"
#include "products.hpp"

namespace declive::detail {

/// tau and beta of a reflector.
template <class T>
struct Reflector {
  T tau;
  real_t<T> beta;
};

}  // namespace declive::detail

namespace declive::detail::inline DECLIVE_ABI {

// C = A B + beta C for views that share no memory.
template <class A, class B, class C>
DECLIVE_INLINE inline void multiply_add(const A& a, const B& b, const value_type_t<C>& beta, const C& c) {
  using T = value_type_t<C>;
  if constexpr (has_product_kernel<A, B, C>)
    gemm_apart(T(1), a, b, beta, c);
  else
    kernels::reference::gemm<T>(c.rows(), c.cols(), a.cols(), T(1), a.data(), a.row_stride(), a.col_stride(), b.data(),
                                b.row_stride(), b.col_stride(), beta, c.data(), c.row_stride(), c.col_stride());
}

/// The reflector of x, n >= 1 elements x_s apart, which become its v. Neither overflows nor underflows before beta
/// does. NaN and infinity in x make NaNs.
template <class T>
Reflector<T> make_reflector(Index n, T* x, Index x_s) {
  using R = real_t<T>;
  const MatrixView<T> all(x, n, 1, x_s, 1);
  const MatrixView<T> tail(n > 1 ? x + x_s : x, n - 1, 1, x_s, 1);
  const auto scale_all = [&](const R& factor) {
    for (Index i = 0; i < n; ++i) x[i * x_s] = static_cast<T>(x[i * x_s] * factor);
  };
  R below = euclidean(tail), unit(1);
  if constexpr (is_complex<T>) {
    if (below == R(0)) below = magnitude(x[0].imag());
  }
  const R head = real_part(x[0]);
  if (below == R(0)) {
    x[0] = T(1);
    return {T(0), head};
  }
  R length = euclidean(all);
  if constexpr (std::is_floating_point_v<R>) {
    using Limits = std::numeric_limits<R>;
    constexpr R small = (Limits::min)() / Limits::epsilon();
    if (length < small)
      unit = small;
    else if (length > (Limits::max)() / 8)
      unit = R(16);
    if (unit != R(1)) {  // powers of two: nothing is rounded, but what is subnormal beside the largest
      scale_all(R(1) / unit);
      length = euclidean(all);
    }
  }
  const T alpha = x[0];
  const R beta = real_part(alpha) < R(0) ? length : -length;
  const T distance = static_cast<T>(alpha - beta);
  for (Index i = 1; i < n; ++i) x[i * x_s] = static_cast<T>(x[i * x_s] / distance);
  x[0] = T(1);
  return {static_cast<T>(static_cast<T>(beta - alpha) / beta), static_cast<R>(beta * unit)};
}

/// C = (I - tau v v^H) C. v has m elements v_s apart, C is m x n, work has room for n.
template <class T>
void apply_reflector_left(const T* v, Index v_s, const T& tau, const MatrixView<T>& c, T* work) {
  if (tau == T(0) || c.empty()) return;
  const Index m = c.rows(), n = c.cols();
  if constexpr (is_complex<T>) {
    for (Index j = 0; j < n; ++j) {
      T sum(0);
      for (Index i = 0; i < m; ++i) sum += conjugate(v[i * v_s]) * c(i, j);
      work[j] = tau * sum;
    }
    for (Index i = 0; i < m; ++i)
      for (Index j = 0; j < n; ++j) c(i, j) -= v[i * v_s] * work[j];
  } else {
    const MatrixView<const T> column(v, m, 1, v_s, 1);
    const MatrixView<T> row(work, 1, n, n, 1);
    multiply_add(column.transposed(), MatrixView<const T>(c), T(0), row);
    for (Index j = 0; j < n; ++j) work[j] = static_cast<T>(-tau * work[j]);
    multiply_add(column, MatrixView<const T>(row), T(1), c);
  }
}

/// C = C (I - tau v v^H). v has n elements v_s apart, C is m x n, work has room for m.
template <class T>
void apply_reflector_right(const T* v, Index v_s, const T& tau, const MatrixView<T>& c, T* work) {
  if constexpr (!is_complex<T>) {
    apply_reflector_left(v, v_s, tau, MatrixView<T>(c.transposed()), work);
  } else {
    if (tau == T(0) || c.empty()) return;
    for (Index i = 0; i < c.rows(); ++i) {
      T sum(0);
      for (Index j = 0; j < c.cols(); ++j) sum += c(i, j) * v[j * v_s];
      sum *= tau;
      for (Index j = 0; j < c.cols(); ++j) c(i, j) -= sum * conjugate(v[j * v_s]);
    }
  }
}

/// T (k x k, upper triangular, zeros below) of the real reflectors whose vectors are the columns of V (m x k):
///   T_jj = tau_j,  T_(0..j, j) = -tau_j T_(0..j, 0..j) (V^T v_j)_(0..j)
template <class T>
void block_factor(const MatrixView<const T>& v, const T* tau, const MatrixView<T>& t) {
  const Index k = v.cols();
  multiply_add(v.transposed(), v, T(0), t);
  // Column after row of V^T V, of which the upper half is used up as T takes its place.
  for (Index j = 0; j < k; ++j) {
    for (Index i = 0; i < j; ++i) {
      T sum(0);
      for (Index p = i; p < j; ++p) sum = static_cast<T>(sum + t(i, p) * t(p, j));
      t(i, j) = static_cast<T>(-tau[j] * sum);
    }
    t(j, j) = tau[j];
    for (Index i = j + 1; i < k; ++i) t(i, j) = T(0);
  }
}

/// C = (I - V op(T) V^T) C, op(T) = T or T^T: the product of the reflectors, or its transpose, times C. V is m x k, T k
/// x k, C m x n, work 2 k x n.
template <class T>
void apply_block_left(const MatrixView<const T>& v, const MatrixView<const T>& t, bool transposed,
                      const MatrixView<T>& c, const MatrixView<T>& work) {
  const Index k = v.cols();
  if (k == 0 || c.empty()) return;
  const MatrixView<T> w = work.block(0, 0, k, c.cols()), tw = work.block(k, 0, k, c.cols());
  multiply_add(v.transposed(), MatrixView<const T>(c), T(0), w);
  multiply_add(transposed ? t.transposed() : t, MatrixView<const T>(w), T(0), tw);
  map_in_place(Negate{}, tw);
  multiply_add(v, MatrixView<const T>(tw), T(1), c);
}

/// C = C (I - V op(T) V^T). V is n x k, T k x k, C m x n, work m x 2 k.
template <class T>
void apply_block_right(const MatrixView<const T>& v, const MatrixView<const T>& t, bool transposed,
                       const MatrixView<T>& c, const MatrixView<T>& work) {
  const Index k = v.cols();
  if (k == 0 || c.empty()) return;
  const MatrixView<T> w = work.block(0, 0, c.rows(), k), wt = work.block(0, k, c.rows(), k);
  multiply_add(MatrixView<const T>(c), v, T(0), w);
  multiply_add(MatrixView<const T>(w), transposed ? t.transposed() : t, T(0), wt);
  map_in_place(Negate{}, wt);
  multiply_add(MatrixView<const T>(wt), v.transposed(), T(1), c);
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
