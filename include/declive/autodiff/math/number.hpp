// What the functions of math/ share: the numbers they take, and the types and constants they calculate with.
#ifndef DECLIVE_AUTODIFF_MATH_NUMBER_HPP
#define DECLIVE_AUTODIFF_MATH_NUMBER_HPP

#include <cmath>

#include "../dual.hpp"

namespace declive::detail {

/// A dual or a plain number: what every function of math/ takes.
template <class X>
concept Number = is_dual<X> || std::is_arithmetic_v<X>;

// The type of f(a, b, ...): the common one; double for integers.
template <class... X>
struct NumberOf;
template <class X>
struct NumberOf<X> {
  using type = std::conditional_t<std::is_integral_v<X>, double, X>;
};
template <class A, class B, class... Rest>
struct NumberOf<A, B, Rest...> : NumberOf<meeting_t<A, B>, Rest...> {};
template <class... X>
using number_t = typename NumberOf<X...>::type;

template <class T>
inline constexpr scalar_t<T> infinity = std::numeric_limits<scalar_t<T>>::infinity();
template <class T>
inline constexpr scalar_t<T> not_a_number = std::numeric_limits<scalar_t<T>>::quiet_NaN();

// Numbers of the literature in 36 digits, enough for a long double of 113 bits.
template <class T>
inline constexpr scalar_t<T> ln_2 = static_cast<scalar_t<T>>(0.693147180559945309417232121458176568L);
template <class T>
inline constexpr scalar_t<T> log2_e = static_cast<scalar_t<T>>(1.44269504088896340735992468100189214L);
template <class T>
inline constexpr scalar_t<T> log10_e = static_cast<scalar_t<T>>(0.434294481903251827651128918916605082L);
template <class T>
inline constexpr scalar_t<T> pi = static_cast<scalar_t<T>>(3.14159265358979323846264338327950288L);
template <class T>
inline constexpr scalar_t<T> two_over_sqrt_pi = static_cast<scalar_t<T>>(1.12837916709551257389615890312154517L);
template <class T>
inline constexpr scalar_t<T> one_over_sqrt_2pi = static_cast<scalar_t<T>>(0.398942280401432677939946059934381868L);

// Below -edge exp(x) may be a denormal number, or 0.
template <class T>
inline constexpr scalar_t<T> edge_of_exp =
    static_cast<scalar_t<T>>(-std::numeric_limits<scalar_t<T>>::min_exponent) * scalar_t<T>(0.6875);

// c_0 + c_1 x + c_2 x^2 + ..., by Horner's rule.
template <class S, std::size_t count>
struct Series {
  S c[count];
  template <class T>
  DECLIVE_INLINE constexpr T operator()(const T& x) const {
    T sum = c[count - 1];
    for (std::size_t k = count - 1; k-- > 0;) sum = sum * x + c[k];
    return sum;
  }
};

}  // namespace declive::detail

namespace declive::detail::inline DECLIVE_ABI {

// A plain x beyond which 1 + x^2 is x^2, and 1 + x is x, in floating point; x^2 does not overflow below it.
template <class T>
DECLIVE_INLINE constexpr bool is_huge(const T& x) {
  constexpr scalar_t<T> edge = 1 / std::numeric_limits<scalar_t<T>>::epsilon();
  return primal(x) > edge || primal(x) < -edge;
}

// The one with coefficients of the literature, rounded to S.
template <class S, std::size_t count>
constexpr Series<S, count> series(const long double (&coefficients)[count]) {
  Series<S, count> p{};
  for (std::size_t k = 0; k < count; ++k) p.c[k] = static_cast<S>(coefficients[k]);
  return p;
}

// x - r for an r that is the sum of three floats, the first of them the nearest to r, and a rest: exact near r but for
// the last subtraction.
template <class T>
constexpr T minus(const T& x, const float (&r)[3], long double rest) {
  using S = scalar_t<T>;
  return ((x - static_cast<S>(r[0])) - static_cast<S>(r[1])) - static_cast<S>(r[2]) - static_cast<S>(rest);
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
