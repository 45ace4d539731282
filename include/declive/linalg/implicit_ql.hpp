// The eigenvalues of a real symmetric tridiagonal matrix, and the rotations that lead to its vectors: the QL algorithm
// with implicit shifts, upwards or downwards (A. Dubrulle, R. Martin, J. Wilkinson, The implicit QL algorithm, Numerische Mathematik 12, 1968).
#ifndef DECLIVE_LINALG_IMPLICIT_QL_HPP
#define DECLIVE_LINALG_IMPLICIT_QL_HPP

#include <cmath>
#include <limits>

#include "../concepts.hpp"
#include "../kernels/rotate.hpp"

namespace declive::detail {

// Sweeps that n eigenvalues may take are n times this; two times is usual.
inline constexpr Index most_ql_sweeps = 30;

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

/// One sweep over the block of m + 1 rows whose k-th diagonal element is d[k step] and whose k-th one beside it is e[k
/// step], k < m: m rotations c[j], s[j] of the rows m - j and m - j - 1. Returns how many were made: fewer where the
/// matrix fell apart on the way, which the next look at it will see.
template <class T>
Index ql_sweep(Index m, T* d, T* e, Index step, T* c, T* s) {
  const T half = (d[step] - d[0]) / T(2);
  T g = d[m * step] - d[0] + e[0] * (e[0] / (half + std::copysign(length_of(half, e[0]), half)));
  T sin(1), cos(1), p(0);
  for (Index k = m - 1; k >= 0; --k) {
    T *const here = d + k * step, *const next = here + step;
    const T f = sin * e[k * step], b = cos * e[k * step], r = length_of(f, g);
    if (k < m - 1) e[(k + 1) * step] = r;
    if (r == T(0)) {
      *next -= p;
      return m - 1 - k;
    }
    sin = f / r;
    cos = g / r;
    g = *next - p;
    const T t = (*here - g) * sin + T(2) * cos * b;
    p = sin * t;
    *next = g + p;
    g = cos * t - b;
    c[m - 1 - k] = cos;
    s[m - 1 - k] = sin;
  }
  d[0] -= p;
  e[0] = g;
  return m;
}

/// The same without rotations, where their squares are enough: e2 holds the squares of what stands beside the diagonal (W.
/// Kahan, K. Pal, J. Wilkinson; B. Parlett, The Symmetric Eigenvalue Problem, 8.15). Without a square root a step of the
/// loop takes two thirds of the time.
template <class T>
void root_free_sweep(Index m, T* d, T* e2, Index step) {
  const T half = (d[step] - d[0]) / T(2);
  const T shift = d[0] - e2[0] / (half + std::copysign(std::sqrt(half * half + e2[0]), half));
  T cos2(1), sin2(0), gamma = d[m * step] - shift, p = gamma * gamma;
  for (Index k = m - 1; k >= 0; --k) {
    T *const here = d + k * step, *const next = here + step;
    const T b = e2[k * step], r = p + b;
    if (k < m - 1) e2[(k + 1) * step] = sin2 * r;
    const T last = cos2, old = gamma;
    cos2 = p / r;
    sin2 = b / r;
    gamma = cos2 * (*here - shift) - sin2 * old;
    *next = old + (*here - gamma);
    p = cos2 != T(0) ? gamma * gamma / cos2 : last * b;
  }
  e2[0] = sin2 * p;
  d[0] = shift + gamma;
}

/// Drives sweeps until the matrix is diagonal. negligible(i) says whether what stands beside d[i] and d[i + 1] may be
/// dropped, which drop(i) does; sweep(first, m, step) works on the block of m + 1 rows first, first + step, ..., from the
/// end of a block with the larger diagonal element to the other. Returns n, or the number of eigenvalues that were found
/// in 30 n sweeps.
template <class T, class Negligible, class Drop, class Sweep>
Index run_sweeps(Index n, const T* d, Negligible&& negligible, Drop&& drop, Sweep&& sweep) {
  Index left = most_ql_sweeps * n, block_end = -1;
  bool upwards = true;
  for (Index l = 0; l < n;) {
    Index m = l;
    while (m + 1 < n && !negligible(m)) ++m;
    if (m + 1 < n) drop(m);
    if (m == l) {
      ++l;
      block_end = -1;
      continue;
    }
    if (left-- == 0) return l;
    if (m != block_end) upwards = std::fabs(d[l]) <= std::fabs(d[m]);
    block_end = m;
    sweep(upwards ? l : m, m - l, upwards ? Index{1} : Index{-1});
  }
  return n;
}

/// The matrix with the diagonal d[0 .. n) and e[0 .. n - 1) beside it becomes diagonal: d are its eigenvalues, in no
/// order; e is lost. rotate(row, step, count) is called once a sweep, for the rotations k = 0, ..., count - 1 of the rows
/// row + k step and row + (k + 1) step of V^T by c[k], s[k], as in kernels::rotate_rows; step is 1 or -1. Returns n, or
/// the number of eigenvalues that were found before the sweeps were used up. What is dropped is eps beside its neighbours
/// on the diagonal, or the square root of the smallest number beside `size`, that of the matrix of which this is a block.
template <class T, class Rotate>
Index implicit_ql(Index n, T* d, T* e, T size, T* c, T* s, Rotate&& rotate) {
  using Limits = std::numeric_limits<T>;
  const T floor = size * std::sqrt((Limits::min)());
  return run_sweeps(
      n, static_cast<const T*>(d),
      [&](Index i) { return std::fabs(e[i]) <= Limits::epsilon() * (std::fabs(d[i]) + std::fabs(d[i + 1])) + floor; },
      [&](Index i) { e[i] = T(0); },
      [&](Index first, Index m, Index step) {
        T* const beside = step > 0 ? e + first : e + first - 1;
        rotate(first + m * step, -step, ql_sweep(m, d + first, beside, step, c, s));
      });
}

/// The eigenvalues alone, in the same way.
template <class T>
Index root_free_ql(Index n, T* d, T* e, T size) {
  using Limits = std::numeric_limits<T>;
  const T floor = size * size * ((Limits::min)() / Limits::epsilon());
  for (Index i = 0; i + 1 < n; ++i) e[i] *= e[i];
  return run_sweeps(
      n, static_cast<const T*>(d),
      [&](Index i) {
        const T small = Limits::epsilon() * (std::fabs(d[i]) + std::fabs(d[i + 1]));
        return e[i] <= small * small + floor;
      },
      [&](Index i) { e[i] = T(0); },
      [&](Index first, Index m, Index step) {
        root_free_sweep(m, d + first, step > 0 ? e + first : e + first - 1, step);
      });
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
