// Equality: exact, and with a tolerance.
#ifndef DECLIVE_LINALG_COMPARE_HPP
#define DECLIVE_LINALG_COMPARE_HPP

#include <cmath>

#include "reductions.hpp"

namespace declive {

/// How far two numbers may be apart for all_close: |a - b| <= atol + rtol |b|. NumPy's defaults.
struct Tolerance {
  double rtol = 1e-5;
  double atol = 1e-8;
  bool equal_nan = false;  ///< whether NaN equals NaN
};

namespace detail::inline DECLIVE_ABI {

// a == b; of integers with and without a sign by value, where C++ would find -1 equal to the largest unsigned.
template <class A, class B>
constexpr bool is_equal(const A& a, const B& b) {
  if constexpr (std::is_integral_v<A> && std::is_integral_v<B>) {
    if constexpr (std::is_signed_v<A> && !std::is_signed_v<B>)
      if (a < A(0)) return false;
    if constexpr (std::is_signed_v<B> && !std::is_signed_v<A>)
      if (b < B(0)) return false;
  }
  return promoted<A, B>(a) == promoted<B, A>(b);
}

template <class A, class B>
bool is_close(const A& a, const B& b, const Tolerance& tolerance) {
  if constexpr (requires { all_close(a, b, tolerance); }) {  // elements of several parts, as duals are
    return all_close(a, b, tolerance);
  } else if constexpr (is_complex<A> || is_complex<B>) {
    if (a == b) return true;
    if (a != a || b != b) return tolerance.equal_nan && a != a && b != b;
    const auto difference = magnitude(promoted<A, B>(a) - promoted<B, A>(b)), reach = magnitude(b);
    using R = decltype(difference + reach);
    return reach <= (std::numeric_limits<R>::max)() &&
           difference <= static_cast<R>(tolerance.atol) + static_cast<R>(tolerance.rtol) * reach;
  } else {
    // At least double, so that float's differences and the tolerance are not rounded again; long double has room for
    // integers of 64 bits.
    constexpr bool is_long = std::is_same_v<A, long double> || std::is_same_v<B, long double> ||
                             (std::is_integral_v<A> && sizeof(A) > 4) || (std::is_integral_v<B> && sizeof(B) > 4);
    using R = std::conditional_t<is_long, long double, double>;
    const R x = static_cast<R>(a), y = static_cast<R>(b);
    if (x == y) return true;
    if (x != x || y != y) return tolerance.equal_nan && x != x && y != y;
    const R infinity = std::numeric_limits<R>::infinity();
    if (x == infinity || x == -infinity || y == infinity || y == -infinity) return false;
    return std::fabs(x - y) <= static_cast<R>(tolerance.atol) + static_cast<R>(tolerance.rtol) * std::fabs(y);
  }
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// Whether the shapes and all elements are equal; NaN equals nothing.
template <ArrayLike X, ArrayLike Y>
  requires(detail::Like<X>::rank == detail::Like<Y>::rank)
constexpr bool operator==(const X& x, const Y& y) {
  if (x.dims() != y.dims()) return false;
  const auto a = detail::matrix_view(x);
  const auto b = detail::matrix_view(y);
  for (Index i = 0; i < a.rows(); ++i)
    for (Index j = 0; j < a.cols(); ++j)
      if (!detail::is_equal(a(i, j), b(i, j))) return false;
  return true;
}

/// Whether |a - b| <= atol + rtol |b| for every pair of elements (numpy.allclose): infinities are close if equal, NaN
/// is close to nothing unless equal_nan. Throws ShapeError if the shapes differ.
template <ArrayLike X, ArrayLike Y>
bool all_close(const X& x, const Y& y, Tolerance tolerance = {}, Site site = Site::here()) {
  detail::check_same_shape("all_close", "and", x, y, site);
  const auto a = detail::matrix_view(x);
  const auto b = detail::matrix_view(y);
  for (Index i = 0; i < a.rows(); ++i)
    for (Index j = 0; j < a.cols(); ++j)
      if (!detail::is_close(a(i, j), b(i, j), tolerance)) return false;
  return true;
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
