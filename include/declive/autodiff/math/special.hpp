// Error and gamma functions (digamma.hpp has the derivative of log Gamma), and the normal distribution.
#ifndef DECLIVE_AUTODIFF_MATH_SPECIAL_HPP
#define DECLIVE_AUTODIFF_MATH_SPECIAL_HPP

#include <cstdint>

#include "digamma.hpp"
#include "exponential.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

// start + c exp(-factor x^2) for factor = 1 or 1/2. x^2 rounded would be off by x^2 eps / 2, which exp makes a relative
// error: 300 ulp at x = 26. Therefore x^2 = h^2 + (x - h) (x + h), with an h of so few digits that h^2 is exact. What exp
// would round as a denormal number is taken as a square, so that c multiplies no such rounding.
template <class T, class C>
inline T exp_of_square(const T& x, scalar_t<T> factor, const C& c, const T& start = T(0)) {
  using S = scalar_t<T>;
  const S value = primal(x), edge = 256;  // 2^8: no exp(-x^2 / 2) is larger than 0 beyond
  if (value > edge || value < -edge) return start;
  constexpr S grid = static_cast<S>(std::uint64_t{1} << (std::numeric_limits<S>::digits / 2 - 8));
  const S h = std::floor(value * grid + S(0.5)) / grid, square = factor * h * h;
  const T rest = expm1(-factor * ((x - h) * (x + h)));
  if (square < edge_of_exp<S>) {
    const T product = c * std::exp(-square);
    return product + (product * rest + start);
  }
  const S root = std::exp(-square / 2);
  return (c * root) * (root + root * rest) + start;
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// erf(a + b e) = erf(a) + 2 / sqrt(pi) exp(-a^2) b e
template <detail::Number X>
auto erf(const X& x) {
  if constexpr (is_dual<X>)
    return chain(erf(x.value), detail::exp_of_square(x.value, 1, detail::two_over_sqrt_pi<X>), x);
  else
    return std::erf(static_cast<detail::number_t<X>>(x));
}

/// erfc(a + b e) = erfc(a) - 2 / sqrt(pi) exp(-a^2) b e
template <detail::Number X>
auto erfc(const X& x) {
  if constexpr (is_dual<X>)
    return chain(erfc(x.value), detail::exp_of_square(x.value, 1, -detail::two_over_sqrt_pi<X>), x);
  else
    return std::erfc(static_cast<detail::number_t<X>>(x));
}

}  // namespace DECLIVE_ABI

namespace detail::inline DECLIVE_ABI {

// The normal distribution function P(x) = erfc(z) / 2, z = -x / sqrt(2). In the tail the rounding of z, d = exact - z,
// counts z^2 times: it is x^2 / 2 - z^2 over 2 z, with exact squares, and erfc(z + d) = erfc(z) - 2 / sqrt(pi)
// exp(-z^2) d.
template <class T>
T normal_cdf(const T& x) {
  using S = scalar_t<T>;
  const T z = x * static_cast<S>(-0.707106781186547524400844362104849039L);
  const T tail = erfc(z);
  const S a = primal(x), b = primal(z);
  if (!(a < -1 && a > -256)) return tail / 2;
  const S a2 = a * a, b2 = b * b;
  const S d = ((a2 / 2 - b2) + (std::fma(a, a, -a2) / 2 - std::fma(b, b, -b2))) / (2 * b);
  return (tail - exp_of_square(z, 1, two_over_sqrt_pi<T> * d)) / 2;
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// lgamma(a + b e) = log |Gamma(a)| + digamma(a) b e
template <detail::Number X>
auto lgamma(const X& x) {
  if constexpr (is_dual<X>)
    return chain(lgamma(x.value), digamma(x.value), x);
  else
    return std::lgamma(static_cast<detail::number_t<X>>(x));
}

/// tgamma(a + b e) = Gamma(a) + Gamma(a) digamma(a) b e; where Gamma(a) is a denormal number, or 0 for being less, with
/// Gamma(a + 16) / (a (a + 1) ... (a + 15)) for it.
template <detail::Number X>
auto tgamma(const X& x) {
  if constexpr (is_dual<X>) {
    const auto& a = x.value;
    const auto value = tgamma(a);
    auto slope = value * digamma(a);
    if (std::fabs(primal(value)) < (std::numeric_limits<scalar_t<X>>::min)()) {
      slope = tgamma(a + 16) * digamma(a);
      auto product = a;
      for (scalar_t<X> k = 1; k < 16; ++k) product *= a + k;
      slope /= product;
    }
    return chain(value, slope, x);
  } else {
    return std::tgamma(static_cast<detail::number_t<X>>(x));
  }
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
