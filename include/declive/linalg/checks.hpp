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
    if (is_contiguous(a)) {
      const U* const data = a.data();
      bool good = true;
      if (a.size() >= 64) {
        bool has_nan = false;
        const U most = kernels::find_extreme<kernels::Extreme::magnitude, U>(data, a.size(), has_nan);
        good = !has_nan && has_finite_parts(most);
      } else {
        for (Index k = 0; k < a.size(); ++k) good = good && has_finite_parts(data[k]);
      }
      if (good) return;
    }
  }
  check_each_finite(operation, a, site);
}

// f(i, j) for all j < i, and j = i: a tile and its mirrored tile after the other, which keeps both in the cache; until
// it returns false.
template <class F>
DECLIVE_INLINE inline bool for_each_pair(Index n, F f) {
  constexpr Index tile = 16;
  for (Index p = 0; p < n; p += tile)
    for (Index q = 0; q <= p; q += tile)
      for (Index i = p; i < n && i < p + tile; ++i)
        for (Index j = q; j <= i && j < q + tile; ++j)
          if (!f(i, j)) return false;
  return true;
}

// The pair of elements that differ most from a symmetric matrix's.
template <class T, class M>
DECLIVE_NOINLINE void check_nearly_symmetric(const char* operation, const MatrixView<const T>& a, const M& tolerance,
                                             const Site& site) {
  check_finite(operation, a, site);
  M most(0), worst(0);
  const auto off = [&](Index i, Index j) { return magnitude(static_cast<T>(a(i, j) - conjugate(a(j, i)))); };
  for_each_pair(a.rows(), [&](Index i, Index j) {
    most = (std::max)(most, magnitude(a(i, j)));
    worst = (std::max)(worst, off(i, j));
    return true;
  });
  if (!(worst > most * tolerance)) return;
  for_each_pair(a.rows(), [&](Index i, Index j) {
    if (off(i, j) != worst) return true;
    raise_value(operation,
                text(a.dims(), ": the matrix is not ", is_complex<T> ? "Hermitian" : "symmetric", ": elements (", i,
                     ", ", j, ") and (", j, ", ", i, ") are ", number_text<T>(a(i, j)), " and ",
                     number_text<T>(a(j, i)), ", ", number_text(worst), " apart"),
                site);
  });
}

// Throws ValueError unless |a_ij - conj(a_ji)| <= 100 n eps max |a| everywhere (what is left of rounding errors in
// products such as B A B^T); it names the two elements that differ most, or one that is not finite. Infinities that are
// equal pass.
template <class T, Index R, Index C>
void check_symmetric(const char* operation, const MatrixView<T, R, C>& a, const Site& site) {
  using U = std::remove_const_t<T>;
  using M = decltype(magnitude(a(0, 0)));
  const Index n = a.rows(), rs = a.row_stride(), cs = a.col_stride();
  const U* const data = a.data();
  bool equal = true;
  if (n <= 16) {  // a single tile; looking at all of them takes less time than leaving early
    for (Index i = 0; i < n; ++i) {
      const U *row = data + i * rs, *column = data + i * cs;
      for (Index j = 0; j <= i; ++j, row += cs, column += rs) equal = equal & (*row == conjugate(*column));
    }
  } else {
    equal =
        for_each_pair(n, [=](Index i, Index j) { return data[i * rs + j * cs] == conjugate(data[j * rs + i * cs]); });
  }
  if (!equal)
    check_nearly_symmetric<U>(operation, a, static_cast<M>(100 * n) * std::numeric_limits<M>::epsilon(), site);
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
