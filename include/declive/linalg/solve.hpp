// Systems of linear equations, the inverse, the determinant: by LU, and written out for fixed 2 x 2 and 3 x 3 matrices.
#ifndef DECLIVE_LINALG_SOLVE_HPP
#define DECLIVE_LINALG_SOLVE_HPP

#include "lu.hpp"

namespace declive {

namespace detail {

// Matrices whose inverse and determinant are written out.
template <class A, class T>
inline constexpr bool is_direct = std::is_floating_point_v<T>&& Like<A>::rows == Like<A>::cols &&
                                  (Like<A>::rows == 2 || Like<A>::rows == 3);

/// The adjugate of a 2 x 2 or 3 x 3 matrix, row after row, its determinant, and whether that is all right: no product
/// overflowed or underflowed, and not so much cancelled in the determinant that pivoting would have been better.
template <class T, Index N>
struct Adjugate {
  T elements[static_cast<std::size_t>(N * N)];
  T determinant;
  bool good;
};

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

template <class T>
DECLIVE_INLINE constexpr bool is_safe_determinant(const T& determinant, const T& terms) {
  using Limits = std::numeric_limits<T>;
  return magnitude(determinant) * T(16) >= terms && terms > (Limits::min)() / Limits::epsilon() &&
         terms <= (Limits::max)();
}

template <class T>
DECLIVE_INLINE constexpr Adjugate<T, 2> adjugate(const MatrixView<const T, 2, 2>& a) {
  const T p = a(0, 0) * a(1, 1), q = a(0, 1) * a(1, 0);
  return {{a(1, 1), -a(0, 1), -a(1, 0), a(0, 0)}, p - q, is_safe_determinant<T>(p - q, magnitude(p) + magnitude(q))};
}
template <class T>
DECLIVE_INLINE constexpr Adjugate<T, 3> adjugate(const MatrixView<const T, 3, 3>& a) {
  const T b00 = a(1, 1) * a(2, 2) - a(1, 2) * a(2, 1), b10 = a(1, 2) * a(2, 0) - a(1, 0) * a(2, 2),
          b20 = a(1, 0) * a(2, 1) - a(1, 1) * a(2, 0);
  const T p = a(0, 0) * b00, q = a(0, 1) * b10, r = a(0, 2) * b20, determinant = p + q + r;
  return {{b00, a(0, 2) * a(2, 1) - a(0, 1) * a(2, 2), a(0, 1) * a(1, 2) - a(0, 2) * a(1, 1), b10,
           a(0, 0) * a(2, 2) - a(0, 2) * a(2, 0), a(0, 2) * a(1, 0) - a(0, 0) * a(1, 2), b20,
           a(0, 1) * a(2, 0) - a(0, 0) * a(2, 1), a(0, 0) * a(1, 1) - a(0, 1) * a(1, 0)},
          determinant,
          is_safe_determinant<T>(determinant, magnitude(p) + magnitude(q) + magnitude(r))};
}

template <class T, class A, class B>
auto solve_by_lu(const char* operation, const A& a, const B& b, const Site& site) {
  return lu_of<T>(operation, a, site).solve_for(operation, b, site);
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// The solution X of A X = B for a square A (n x n) and B of n rows, a vector or an n x k matrix: X has B's shape.
/// 2/3 n^3 + 2 n^2 k operations by lu(A), which one should keep for several right sides. (A + E) X = B holds for an E of the
/// order of eps ||A||. Integers become double. Throws ShapeError, and ValueError if an element of A is NaN or infinite or if
/// a pivot is exactly 0. An A that is singular but for rounding errors gives huge numbers: cond(A) tells.
template <MatrixLike A, ArrayLike B>
auto solve(const A& a, const B& b, Site site = Site::here()) {
  using T = detail::quotient_t<A, B>;
  detail::check_square("solve", a, site);
  detail::check_right_side("solve", a, b, site);
  if constexpr (detail::is_direct<A, T>) {
    constexpr Index n = detail::Like<A>::rows;
    const Matrix<T, n, n> m(a);
    const auto inverse = detail::adjugate<T>(detail::view(m));
    if (inverse.good) {
      auto x = detail::copied<detail::solution_t<T, A, B>>(b);
      const auto v = detail::matrix_view(x);
      for (Index j = 0; j < v.cols(); ++j) {
        T sums[std::size_t{n}];
        for (Index i = 0; i < n; ++i) {
          sums[i] = inverse.elements[i * n] * v(0, j);
          for (Index p = 1; p < n; ++p) sums[i] += inverse.elements[i * n + p] * v(p, j);
        }
        for (Index i = 0; i < n; ++i) v(i, j) = sums[i] / inverse.determinant;
      }
      return x;
    }
  }
  return detail::solve_by_lu<T>("solve", a, b, site);
}

/// A^-1 for a square A (n x n), 2 n^3 operations. solve(A, B) takes less than inverse(A) * B and is more accurate. Throws as
/// solve.
template <MatrixLike A>
auto inverse(const A& a, Site site = Site::here()) {
  using T = detail::factor_scalar_t<value_type_t<A>>;
  using Result = Matrix<T, detail::Like<A>::rows, detail::Like<A>::cols>;
  detail::check_square("inverse", a, site);
  if constexpr (detail::is_direct<A, T>) {
    constexpr Index n = detail::Like<A>::rows;
    const Result m(a);
    const auto inverse = detail::adjugate<T>(detail::view(m));
    if (inverse.good) {
      Result out;
      for (Index k = 0; k < n * n; ++k) out.data()[k] = inverse.elements[k] / inverse.determinant;
      return out;
    }
  }
  return detail::solve_by_lu<T>("inverse", a, Result::identity(a.rows()), site);
}

/// det A for a square A; 1 of no rows. By lu(A), whose rounding errors may make it small where it should be 0, or written
/// out. Integers become double. It overflows and underflows as products do. Throws ShapeError, and ValueError if an element
/// is NaN or infinite.
template <MatrixLike A>
auto determinant(const A& a, Site site = Site::here()) {
  using T = detail::factor_scalar_t<value_type_t<A>>;
  detail::check_square("determinant", a, site);
  if constexpr (detail::is_direct<A, T>) {
    const Matrix<T, detail::Like<A>::rows, detail::Like<A>::cols> m(a);
    const auto direct = detail::adjugate<T>(detail::view(m));
    if (direct.good) return direct.determinant;
  }
  return detail::lu_of<T>("determinant", a, site).determinant(site);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
