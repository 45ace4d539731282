// The eigenvalues of a real symmetric tridiagonal matrix, and the rotations that lead to its vectors: the QL algorithm
// with implicit shifts (A. Dubrulle, R. Martin, J. Wilkinson, The implicit QL algorithm, Numerische Mathematik 12, 1968).
#ifndef DECLIVE_LINALG_IMPLICIT_QL_HPP
#define DECLIVE_LINALG_IMPLICIT_QL_HPP

#include <cmath>
#include <limits>

#include "../concepts.hpp"
#include "../kernels/rotate.hpp"

namespace declive::detail {

// Sweeps that one eigenvalue may take. Two are usual, and more than a few are not known.
inline constexpr Index most_ql_sweeps = 60;

}  // namespace declive::detail

namespace declive::detail::inline DECLIVE_ABI {

// sqrt(x^2 + y^2), where squares may leave the range.
template <class T>
inline T length_of(T x, T y) {
  const T squares = x * x + y * y;
  if (squares > (std::numeric_limits<T>::min)() / std::numeric_limits<T>::epsilon() &&
      squares < (std::numeric_limits<T>::max)())
    return std::sqrt(squares);
  return std::hypot(x, y);
}

/// The largest element of the tridiagonal matrix.
template <class T>
T tridiagonal_size(Index n, const T* d, const T* e) {
  T most(0);
  for (Index i = 0; i < n; ++i) {
    most = std::fmax(most, std::fabs(d[i]));
    if (i + 1 < n) most = std::fmax(most, std::fabs(e[i]));
  }
  return most;
}

/// The matrix with the diagonal d[0 .. n) and e[0 .. n - 1) beside it becomes diagonal: d are its eigenvalues, in no
/// order; e has n elements and is lost. rotate(last, count) is called once a sweep, for the rotations k = 0, ..., count -
/// 1 of the rows last - k and last - k - 1 of V^T by c[k], s[k]: as in kernels::rotate_rows, upwards. Returns n, or the
/// number of eigenvalues that were found before one took too many sweeps. What is dropped is eps beside its neighbours on
/// the diagonal, or the square root of the smallest number beside `size`, that of the matrix of which this is a block.
template <class T, class Rotate>
Index implicit_ql(Index n, T* d, T* e, T size, T* c, T* s, Rotate&& rotate) {
  using Limits = std::numeric_limits<T>;
  const T floor = size * std::sqrt((Limits::min)());
  for (Index l = 0; l < n; ++l) {
    for (Index sweep = 0;; ++sweep) {
      Index m = l;
      while (m + 1 < n && !(std::fabs(e[m]) <= Limits::epsilon() * (std::fabs(d[m]) + std::fabs(d[m + 1])) + floor))
        ++m;
      if (m == l) break;
      if (sweep == most_ql_sweeps) return l;
      T g = (d[l + 1] - d[l]) / (T(2) * e[l]);
      g = d[m] - d[l] + e[l] / (g + std::copysign(length_of(g, T(1)), g));
      T sin(1), cos(1), p(0);
      Index i = m - 1;
      for (; i >= l; --i) {
        const T f = sin * e[i], b = cos * e[i];
        const T r = length_of(f, g);
        e[i + 1] = r;
        if (r == T(0)) {  // the matrix falls apart here
          d[i + 1] -= p;
          e[m] = T(0);
          break;
        }
        sin = f / r;
        cos = g / r;
        g = d[i + 1] - p;
        const T t = (d[i] - g) * sin + T(2) * cos * b;
        p = sin * t;
        d[i + 1] = g + p;
        g = cos * t - b;
        c[m - 1 - i] = cos;
        s[m - 1 - i] = sin;
      }
      rotate(m, m - 1 - i);
      if (i >= l) continue;
      d[l] -= p;
      e[l] = g;
      e[m] = T(0);
    }
  }
  return n;
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
