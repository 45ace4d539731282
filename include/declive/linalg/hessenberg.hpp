// The reduction of a matrix to Hessenberg form, zero below the first subdiagonal, by Householder reflections: the first
// half of the way to its eigenvalues (G. Golub, C. Van Loan, Matrix Computations, 7.4).
#ifndef DECLIVE_LINALG_HESSENBERG_HPP
#define DECLIVE_LINALG_HESSENBERG_HPP

#include <cmath>

#include "products.hpp"
#include "reductions.hpp"

namespace declive::detail::inline DECLIVE_ABI {

/// Makes of x the v of a reflection I - t v v^T that takes x to (end, 0, ..., 0), v[0] = 1. Returns t; 0 if x is that
/// already.
template <class T>
T reflection(const VectorView<T>& x, T& end) {
  const Index n = x.size();
  end = x[0];
  const T rest = n > 1 ? norm(x.slice(1, n - 1)) : T(0);
  if (rest == T(0)) return T(0);
  const T length = std::hypot(x[0], rest);
  end = x[0] > T(0) ? -length : length;
  const T t = (end - x[0]) / end, first = x[0] - end;
  x[0] = 1;
  for (Index i = 1; i < n; ++i) x[i] /= first;
  return t;
}

/// H = Q^T A Q in place of the n x n matrix a, which is triangular outside rows and columns [low, high). qt is
/// the identity, which becomes Q^T, or empty. 10/3 n^3 flops, and 4/3 n^3 for Q: two products with a vector and one update of rank two a
/// column.
template <class T>
void reduce_to_hessenberg(const MatrixView<T>& a, Index low, Index high, const MatrixView<T>& qt) {
  const Index n = a.rows(), columns = high - low - 2;
  if (columns <= 0) return;
  Vector<T> t(columns);
  // Side by side: t u beside t v (rows of a), v above w (columns of a); v begins at row and column k + 1.
  Matrix<T> left(2, n), right(2, n);
  for (Index k = low; k < high - 2; ++k) {
    const Index first = k + 1, m = high - first;
    for (Index i = 0; i < n; ++i) left(1, i) = i < first || i >= high ? T(0) : a(i, k);
    const auto v = left.row(1).slice(first, m);
    T end;
    const T factor = t[k - low] = reflection(v, end);
    a(first, k) = end;
    for (Index i = 1; i < m; ++i) a(first + i, k) = v[i];  // kept for Q below the subdiagonal
    if (factor == T(0)) continue;
    // (I - t v v^T) A (I - t v v^T) = A - (t u) v^T - (t v) (w - t s v)^T with u = A v, w = A^T v, s = v . u.
    const auto u = left.row(0).slice(0, high), w = right.row(1).slice(first, n - first);
    for (Index j = first; j < n; ++j) right(0, j) = j < high ? left(1, j) : T(0);
    matmul_into(u, a.block(0, first, high, m), v);
    matmul_into(w, v, a.block(first, first, m, n - first));
    const T s = dot(v, u.slice(first, m));
    for (Index j = first; j < high; ++j) right(1, j) -= factor * s * right(0, j);
    for (Index i = 0; i < high; ++i) {
      left(0, i) *= factor;
      left(1, i) *= factor;
    }
    gemm(T(-1), left.block(0, 0, 2, high).transposed(), right.block(0, first, 2, n - first), T(1),
         a.block(0, first, high, n - first));
  }

  if (!qt.empty()) {
    // Q = P_low ... P_(high - 3), from the last: Q^T (I - t v v^T) within the block that is not yet the identity's.
    for (Index k = high - 3; k >= low; --k) {
      const Index first = k + 1, m = high - first;
      const auto v = left.row(0).slice(0, m), u = right.row(0).slice(0, m);
      v[0] = t[k - low];
      for (Index i = 1; i < m; ++i) v[i] = a(first + i, k) * t[k - low];
      const auto block = qt.block(first, first, m, m);
      matmul_into(u, block, v);
      v[0] = 1;
      for (Index i = 1; i < m; ++i) v[i] = a(first + i, k);
      gemm(T(-1), u.as_column(), v.as_row(), T(1), block);
    }
  }
  for (Index i = low + 2; i < high; ++i)
    for (Index j = low; j < i - 1; ++j) a(i, j) = T(0);
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
