// Singular values and vectors of small matrices, and of those of any element type, by one-sided Jacobi rotations.
//
// Columns are rotated in pairs until all are orthogonal: A V = W, W^H W diagonal; the values are the columns' lengths.
// A rotation by theta makes p and q orthogonal where cot 2 theta = (|q|^2 - |p|^2) / (2 |p . q|). It converges
// quadratically, and for a few columns it is faster than the way through a bidiagonal matrix. (M. Hestenes, Inversion
// of matrices by biorthogonalization and related results, 1958; LAPACK's gesvj.)
#ifndef DECLIVE_LINALG_JACOBI_SVD_HPP
#define DECLIVE_LINALG_JACOBI_SVD_HPP

#include "checks.hpp"

namespace declive::detail::inline DECLIVE_ABI {

template <class T>
DECLIVE_INLINE constexpr real_t<T> square_of(const T& x) {
  if constexpr (is_complex<T>)
    return x.real() * x.real() + x.imag() * x.imag();
  else
    return x * x;
}

// x <- c x - s y, y <- s x + c y.
template <class T>
DECLIVE_INLINE inline void rotate_pair(Index n, T* x, T* y, const real_t<T>& c, const real_t<T>& s) {
  for (Index i = 0; i < n; ++i) {
    const T old = x[i];
    x[i] = c * old - s * y[i];
    y[i] = s * old + c * y[i];
  }
}

/// Rows [done, all) of x (all x m, all <= m) become orthonormal, to each other and to the rows before them, which are
/// so already. From the unit vectors, the one that is farthest from the space so far.
template <class T>
void complete_basis(Index m, Index done, Index all, T* x) {
  using R = real_t<T>;
  using std::sqrt;
  for (; done < all; ++done) {
    Index best = 0;
    R least(2);
    for (Index k = 0; k < m; ++k) {
      R inside(0);
      for (Index r = 0; r < done; ++r) inside += square_of(x[r * m + k]);
      if (inside < least) {
        least = inside;
        best = k;
      }
    }
    T* const row = x + done * m;
    for (Index k = 0; k < m; ++k) row[k] = k == best ? T(1) : T(0);
    for (int twice = 0; twice < 2; ++twice) {  // twice is enough (W. Kahan)
      for (Index r = 0; r < done; ++r) {
        T inside(0);
        for (Index k = 0; k < m; ++k) inside += conjugate(x[r * m + k]) * row[k];
        for (Index k = 0; k < m; ++k) row[k] -= inside * x[r * m + k];
      }
      R length(0);
      for (Index k = 0; k < m; ++k) length += square_of(row[k]);
      const R scale = R(1) / sqrt(length);
      for (Index k = 0; k < m; ++k) row[k] = scale * row[k];
    }
  }
}

/// A = U S V^H of m x n, m >= n, about 1 in size: row p of w is column p of A and becomes column p of U, row p of v (n
/// x n) becomes column p of V, s falls. w has `all` rows, n <= all <= m, which become orthonormal; s has room for 2 n.
/// The sizes are M and N where those are known. Returns whether it converged.
template <Index M, Index N, class T>
bool jacobi_svd(Index rows, Index cols, Index all, T* w, T* v, real_t<T>* s) {
  using R = real_t<T>;
  using std::sqrt;
  constexpr R eps = std::numeric_limits<R>::epsilon(), nothing = eps * eps * eps * eps;
  const Index m = M == dynamic ? rows : M, n = N == dynamic ? cols : N;
  const R tolerance = static_cast<R>(m) * eps * eps;
  for (Index p = 0; p < n; ++p)
    for (Index q = 0; q < n; ++q) v[p * n + q] = p == q ? T(1) : T(0);
  R* const squares = s + n;
  bool turned = true;
  for (int sweep = 0; turned; ++sweep) {
    if (sweep == 60) return false;
    turned = false;
    for (Index p = 0; p < n; ++p) {
      squares[p] = R(0);
      for (Index i = 0; i < m; ++i) squares[p] += square_of(w[p * m + i]);
    }
    for (Index p = 0; p + 1 < n; ++p)
      for (Index q = p + 1; q < n; ++q) {
        T *const x = w + p * m, *const y = w + q * m;
        T product(0);
        for (Index i = 0; i < m; ++i) product += conjugate(x[i]) * y[i];
        R inner;
        if constexpr (is_complex<T>)
          inner = magnitude(product);
        else
          inner = product;
        // |x . y|^2 <= tolerance |x|^2 |y|^2, in an order in which nothing underflows.
        if (squares[p] <= nothing || squares[q] <= nothing || inner * (inner / squares[p]) <= tolerance * squares[q])
          continue;
        turned = true;
        if constexpr (is_complex<T>) {  // with this phase the product becomes real
          const T phase = conjugate(product) / inner;
          for (Index i = 0; i < m; ++i) y[i] *= phase;
          for (Index i = 0; i < n; ++i) v[q * n + i] *= phase;
        }
        const R cot = (squares[q] - squares[p]) / (R(2) * inner);
        const R t = (cot < R(0) ? R(-1) : R(1)) / (magnitude(cot) + sqrt(R(1) + cot * cot));
        const R c = R(1) / sqrt(R(1) + t * t);
        rotate_pair(m, x, y, c, c * t);
        rotate_pair(n, v + p * n, v + q * n, c, c * t);
        squares[p] -= t * inner;
        squares[q] += t * inner;
      }
  }
  for (Index p = 0; p < n; ++p) s[p] = sqrt(squares[p]);  // as the last sweep found them
  Index rank = 0;
  for (Index p = 0; p < n; ++p) {
    Index most = p;
    for (Index q = p + 1; q < n; ++q)
      if (s[q] > s[most]) most = q;
    if (most != p) {
      std::swap(s[p], s[most]);
      for (Index i = 0; i < m; ++i) std::swap(w[p * m + i], w[most * m + i]);
      for (Index i = 0; i < n; ++i) std::swap(v[p * n + i], v[most * n + i]);
    }
    if (s[p] * s[p] <= nothing) continue;
    const R scale = R(1) / s[p];
    for (Index i = 0; i < m; ++i) w[p * m + i] = scale * w[p * m + i];
    rank = p + 1;
  }
  complete_basis(m, rank, all, w);
  return true;
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
