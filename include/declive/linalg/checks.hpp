// What factorizations ask of a matrix: a square shape, finite elements, symmetry.
#ifndef DECLIVE_LINALG_CHECKS_HPP
#define DECLIVE_LINALG_CHECKS_HPP

#include <cstdio>

#include "reductions.hpp"

namespace declive::detail {

// The element type of a factorization: integers become double, as in NumPy.
template <class T>
using factor_scalar_t = std::conditional_t<std::is_integral_v<T>, double, T>;

}  // namespace declive::detail

namespace declive::detail::inline DECLIVE_ABI {

template <class A>
constexpr void check_square(const char* operation, const A& a, const Site& site) {
  static_assert(extents_agree(Like<A>::rows, Like<A>::cols), "declive: this needs a square matrix");
  if (a.rows() != a.cols()) raise_shape(operation, a.dims(), "the matrix is not square", site);
}

// x - i y of x + i y; a real number is its own.
template <class T>
DECLIVE_INLINE constexpr T conjugate(const T& x) {
  if constexpr (is_complex<T>)
    return T(x.real(), -x.imag());
  else
    return x;
}
template <class T>
DECLIVE_INLINE constexpr real_t<T> real_part(const T& x) {
  if constexpr (is_complex<T>)
    return x.real();
  else
    return x;
}

template <class T>
constexpr bool has_finite_parts(const T& x) {
  if constexpr (is_complex<T>)
    return has_finite_parts(x.real()) && has_finite_parts(x.imag());
  else if constexpr (std::is_floating_point_v<T>)
    return magnitude(x) <= (std::numeric_limits<T>::max)();
  else
    return true;
}

// A number in a message, complex ones as "(re, im)".
template <class T>
DECLIVE_COLD inline std::string number_text(const T& x) {
  if constexpr (is_complex<T>) {
    return text("(", number_text(x.real()), ", ", number_text(x.imag()), ")");
  } else if constexpr (std::is_floating_point_v<T>) {
    char digits[40];
    std::snprintf(digits, sizeof(digits), "%.9Lg", static_cast<long double>(x));
    return digits;
  } else {
    return "(not a plain number)";
  }
}

// check_finite for few elements, or where there is a bad one: cold, for it is seldom called.
template <class T, Index R, Index C>
DECLIVE_COLD void check_each_finite(const char* operation, const MatrixView<T, R, C>& a, const Site& site) {
  using U = std::remove_const_t<T>;
  for (Index i = 0; i < a.rows(); ++i)
    for (Index j = 0; j < a.cols(); ++j)
      if (!has_finite_parts(a(i, j)))
        raise_value(operation, text(a.dims(), ": element (", i, ", ", j, ") is ", number_text<U>(a(i, j))), site);
}

// Throws ValueError, which names the first element that is NaN or infinite.
template <class T, Index R, Index C>
void check_finite(const char* operation, const MatrixView<T, R, C>& a, const Site& site) {
  using U = std::remove_const_t<T>;
  if constexpr (has_kernels<U>) {
    if (a.size() >= 32 && is_contiguous(a)) {
      bool has_nan = false;
      const U most = kernels::find_extreme<kernels::Extreme::magnitude, U>(a.data(), a.size(), has_nan);
      if (!has_nan && most <= (std::numeric_limits<U>::max)()) return;
    }
  }
  check_each_finite(operation, a, site);
}

// Throws ValueError unless |a_ij - conj(a_ji)| <= 100 n eps max |a| everywhere (what is left of rounding errors in
// products such as B A B^T); it names the two elements that differ most. The elements are finite.
template <class T, Index R, Index C>
void check_symmetric(const char* operation, const MatrixView<T, R, C>& a, const Site& site) {
  using U = std::remove_const_t<T>;
  using M = decltype(magnitude(a(0, 0)));
  const Index n = a.rows(), tile = 16;
  M most(0), worst(0);
  Index row = 0, col = 0;
  // Tile and mirrored tile are read together, which keeps both in the cache.
  for (Index p = 0; p < n; p += tile)
    for (Index q = 0; q <= p; q += tile)
      for (Index i = p; i < n && i < p + tile; ++i)
        for (Index j = q; j <= i && j < q + tile; ++j) {
          const U x = a(i, j), y = conjugate(U(a(j, i)));
          const M size = magnitude(x), off = magnitude(static_cast<U>(x - y));
          if (size > most) most = size;
          if (off > worst) {
            worst = off;
            row = i;
            col = j;
          }
        }
  const M tolerance = most * (static_cast<M>(100 * n) * std::numeric_limits<M>::epsilon());
  if (worst > tolerance)
    raise_value(operation,
                text(a.dims(), ": the matrix is not ", is_complex<U> ? "Hermitian" : "symmetric", ": elements (", row,
                     ", ", col, ") and (", col, ", ", row, ") are ", number_text<U>(a(row, col)), " and ",
                     number_text<U>(a(col, row)), ", ", number_text(worst), " apart"),
                site);
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
