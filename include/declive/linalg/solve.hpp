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

/// The adjugate of a 2 x 2 or 3 x 3 matrix, row after row, its determinant, and whether that is all right: `in_range`
/// where no product overflowed or lost digits that count, `good` if also not so much cancelled that pivoting would have
/// been better. Of 3 x 3 the minors cancel as well where two rows are nearly parallel: there the determinant is compared
/// with the product of the rows' lengths.
template <class T, Index N>
struct Adjugate {
  T elements[static_cast<std::size_t>(N * N)];
  T determinant;
  bool in_range, good;
};

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

// What has lost digits to underflow is off by the smallest normal number: nothing beside numbers above this.
template <class T>
inline constexpr T far_from_underflow = 16 * (std::numeric_limits<T>::min)() / std::numeric_limits<T>::epsilon();

// Whether terms that are products with numbers up to `factor` add up, without their signs, to what is in range.
template <class T>
DECLIVE_INLINE inline bool is_in_range(const T& terms, const T& factor) {
  return terms > (factor + T(1)) * far_from_underflow<T> && terms < (std::numeric_limits<T>::max)() / T(16);
}

// Of the elements a, row after row.
template <class T>
DECLIVE_INLINE inline Adjugate<T, 2> adjugate(const T (&a)[4]) {
  const T p = a[0] * a[3], q = a[1] * a[2], determinant = p - q, terms = std::fabs(p) + std::fabs(q);
  const bool in_range = is_in_range<T>(terms, T(0));
  return {{a[3], -a[1], -a[2], a[0]}, determinant, in_range, in_range && std::fabs(determinant) * T(16) >= terms};
}
template <class T>
DECLIVE_INLINE inline Adjugate<T, 3> adjugate(const T (&a)[9]) {
  const T b00 = a[4] * a[8] - a[5] * a[7], b10 = a[5] * a[6] - a[3] * a[8], b20 = a[3] * a[7] - a[4] * a[6];
  const T p = a[0] * b00, q = a[1] * b10, r = a[2] * b20, determinant = p + q + r;
  const T terms = std::fabs(p) + std::fabs(q) + std::fabs(r);
  const T first = std::fabs(a[0]) + std::fabs(a[1]) + std::fabs(a[2]);
  const T others =
      (std::fabs(a[3]) + std::fabs(a[4]) + std::fabs(a[5])) * (std::fabs(a[6]) + std::fabs(a[7]) + std::fabs(a[8]));
  const bool in_range = is_in_range<T>(terms, first);
  return {{b00, a[2] * a[7] - a[1] * a[8], a[1] * a[5] - a[2] * a[4],  //
           b10, a[0] * a[8] - a[2] * a[6], a[2] * a[3] - a[0] * a[5],  //
           b20, a[1] * a[6] - a[0] * a[7], a[0] * a[4] - a[1] * a[3]},
          determinant,
          in_range,
          in_range && std::fabs(determinant) * T(128) >= first * others};
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
/// 2/3 n^3 + 2 n^2 k operations by lu(A), which one should keep for several right sides. (A + E) X = B holds for an E
/// of the order of eps ||A||. Integers become double. Throws ShapeError, and ValueError if an element of A is NaN or
/// infinite or if a pivot is exactly 0 or overflows. An A that is singular but for rounding errors gives huge numbers:
/// cond(A) tells.
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
        T sums[std::size_t{n}], total(0);
        DECLIVE_UNROLL
        for (Index i = 0; i < n; ++i) {
          sums[i] = inverse.elements[i * n] * column[0];
          DECLIVE_UNROLL
          for (Index p = 1; p < n; ++p) sums[i] += inverse.elements[i * n + p] * column[p * v.row_stride()];
          total += std::fabs(sums[i]);
        }
        if (!detail::is_in_range(total, T(0))) return detail::solve_by_lu<T>(a, b, site);
        DECLIVE_UNROLL
        for (Index i = 0; i < n; ++i) column[i * v.row_stride()] = sums[i] * factor;
      }
      return x;
    }
  }
  return detail::solve_by_lu<T>(a, b, site);
}

/// A^-1 for a square A (n x n), 2 n^3 operations. solve(A, B) takes less than inverse(A) * B and is more accurate.
/// Throws as solve.
template <MatrixLike A>
DECLIVE_INLINE inline auto inverse(const A& a, Site site = Site::here()) {
  using T = detail::factor_scalar_t<value_type_t<A>>;
  using Result = Matrix<T, detail::Like<A>::rows, detail::Like<A>::cols>;
  detail::check_square("inverse", a, site);
  if constexpr (detail::is_direct<A, T>) {
    constexpr Index n = detail::Like<A>::rows;
    const auto inverse = detail::adjugate_of<T>(a);
    // The elements that do not stand in the determinant may have left the range.
    T others(0);
    if constexpr (n == 3)
      others = (inverse.elements[1] + inverse.elements[2]) + (inverse.elements[4] + inverse.elements[5]) +
               (inverse.elements[7] + inverse.elements[8]);
    if (inverse.good && others - others == T(0)) {
      const T factor = T(1) / inverse.determinant;
      Result out(n, n, uninitialized);
      DECLIVE_UNROLL
      for (Index k = 0; k < n * n; ++k) out.data()[k] = inverse.elements[k] * factor;
      return out;
    }
  }
  return detail::inverse_by_lu<T, Result>(a, site);
}

/// det A for a square A; 1 of no rows. By lu(A), whose rounding errors may make it small where it should be 0, or
/// written out. Integers become double. The product of the pivots leaves the range only where det A does. Throws
/// ShapeError, and ValueError if an element is NaN or infinite.
template <MatrixLike A>
DECLIVE_INLINE inline auto determinant(const A& a, Site site = Site::here()) {
  using T = detail::factor_scalar_t<value_type_t<A>>;
  detail::check_square("determinant", a, site);
  if constexpr (detail::is_direct<A, T>) {
    const auto direct = detail::adjugate_of<T>(a);
    if (direct.in_range) return direct.determinant;
  }
  return detail::determinant_by_lu<T>(a, site);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
