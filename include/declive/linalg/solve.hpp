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

// Not where so much cancelled that pivoting would have been better, or a product left the range.
template <class T>
DECLIVE_INLINE inline bool is_safe_determinant(const T& determinant, const T& terms) {
  using Limits = std::numeric_limits<T>;
  const T size = std::fabs(determinant);
  return size * T(16) >= terms && size > (Limits::min)() / Limits::epsilon() && size < (Limits::max)() / T(16);
}

// Of the elements a, row after row.
template <class T>
DECLIVE_INLINE inline Adjugate<T, 2> adjugate(const T (&a)[4]) {
  const T p = a[0] * a[3], q = a[1] * a[2];
  return {{a[3], -a[1], -a[2], a[0]}, p - q, is_safe_determinant<T>(p - q, std::fabs(p) + std::fabs(q))};
}
template <class T>
DECLIVE_INLINE inline Adjugate<T, 3> adjugate(const T (&a)[9]) {
  const T b00 = a[4] * a[8] - a[5] * a[7], b10 = a[5] * a[6] - a[3] * a[8], b20 = a[3] * a[7] - a[4] * a[6];
  const T p = a[0] * b00, q = a[1] * b10, r = a[2] * b20, determinant = p + q + r;
  return {{b00, a[2] * a[7] - a[1] * a[8], a[1] * a[5] - a[2] * a[4],  //
           b10, a[0] * a[8] - a[2] * a[6], a[2] * a[3] - a[0] * a[5],  //
           b20, a[1] * a[6] - a[0] * a[7], a[0] * a[4] - a[1] * a[3]},
          determinant,
          is_safe_determinant<T>(determinant, std::fabs(p) + std::fabs(q) + std::fabs(r))};
}
template <class T, class A>
DECLIVE_INLINE inline auto adjugate_of(const A& a) {
  constexpr Index n = Like<A>::rows;
  const auto v = view(a);
  T elements[std::size_t{n * n}];
  DECLIVE_UNROLL
  for (Index i = 0; i < n; ++i) {
    DECLIVE_UNROLL
    for (Index j = 0; j < n; ++j)
      elements[i * n + j] = static_cast<T>(v.data()[i * v.row_stride() + j * v.col_stride()]);
  }
  return adjugate(elements);
}

// Not inlined, so that what is written out can be.
template <class T, class A, class B>
DECLIVE_NOINLINE auto solve_by_lu(const A& a, const B& b, const Site& site) {
  return lu_of<T>("solve", a, site).solve_for("solve", b, site);
}
template <class T, class Result, class A>
DECLIVE_NOINLINE Result inverse_by_lu(const A& a, const Site& site) {
  return lu_of<T>("inverse", a, site).solve_for("inverse", Result::identity(a.rows()), site);
}
template <class T, class A>
DECLIVE_NOINLINE T determinant_by_lu(const A& a, const Site& site) {
  return lu_of<T>("determinant", a, site).determinant(site);
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// The solution X of A X = B for a square A (n x n) and B of n rows, a vector or an n x k matrix: X has B's shape.
/// 2/3 n^3 + 2 n^2 k operations by lu(A), which one should keep for several right sides. (A + E) X = B holds for an E of the
/// order of eps ||A||. Integers become double. Throws ShapeError, and ValueError if an element of A is NaN or infinite or if
/// a pivot is exactly 0. An A that is singular but for rounding errors gives huge numbers: cond(A) tells.
template <MatrixLike A, ArrayLike B>
DECLIVE_INLINE inline auto solve(const A& a, const B& b, Site site = Site::here()) {
  using T = detail::quotient_t<A, B>;
  detail::check_square("solve", a, site);
  detail::check_right_side("solve", a, b, site);
  if constexpr (detail::is_direct<A, T>) {
    constexpr Index n = detail::Like<A>::rows;
    const auto inverse = detail::adjugate_of<T>(a);
    if (inverse.good) {
      const T factor = T(1) / inverse.determinant;
      auto x = detail::copied<detail::solution_t<T, A, B>>(b);
      const auto v = detail::matrix_view(x);
      for (Index j = 0; j < v.cols(); ++j) {
        T* const column = v.data() + j * v.col_stride();
        T sums[std::size_t{n}];
        DECLIVE_UNROLL
        for (Index i = 0; i < n; ++i) {
          sums[i] = inverse.elements[i * n] * column[0];
          DECLIVE_UNROLL
          for (Index p = 1; p < n; ++p) sums[i] += inverse.elements[i * n + p] * column[p * v.row_stride()];
        }
        DECLIVE_UNROLL
        for (Index i = 0; i < n; ++i) column[i * v.row_stride()] = sums[i] * factor;
      }
      return x;
    }
  }
  return detail::solve_by_lu<T>(a, b, site);
}

/// A^-1 for a square A (n x n), 2 n^3 operations. solve(A, B) takes less than inverse(A) * B and is more accurate. Throws as
/// solve.
template <MatrixLike A>
DECLIVE_INLINE inline auto inverse(const A& a, Site site = Site::here()) {
  using T = detail::factor_scalar_t<value_type_t<A>>;
  using Result = Matrix<T, detail::Like<A>::rows, detail::Like<A>::cols>;
  detail::check_square("inverse", a, site);
  if constexpr (detail::is_direct<A, T>) {
    constexpr Index n = detail::Like<A>::rows;
    const auto inverse = detail::adjugate_of<T>(a);
    if (inverse.good) {
      const T factor = T(1) / inverse.determinant;
      Result out(n, n, uninitialized);
      DECLIVE_UNROLL
      for (Index k = 0; k < n * n; ++k) out.data()[k] = inverse.elements[k] * factor;
      return out;
    }
  }
  return detail::inverse_by_lu<T, Result>(a, site);
}

/// det A for a square A; 1 of no rows. By lu(A), whose rounding errors may make it small where it should be 0, or written
/// out. Integers become double. It overflows and underflows as products do. Throws ShapeError, and ValueError if an element
/// is NaN or infinite.
template <MatrixLike A>
DECLIVE_INLINE inline auto determinant(const A& a, Site site = Site::here()) {
  using T = detail::factor_scalar_t<value_type_t<A>>;
  detail::check_square("determinant", a, site);
  if constexpr (detail::is_direct<A, T>) {
    const auto direct = detail::adjugate_of<T>(a);
    if (std::fabs(direct.determinant) <= (std::numeric_limits<T>::max)()) return direct.determinant;
  }
  return detail::determinant_by_lu<T>(a, site);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
