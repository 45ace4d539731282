// Error and gamma functions, and the normal distribution.
#ifndef DECLIVE_AUTODIFF_MATH_SPECIAL_HPP
#define DECLIVE_AUTODIFF_MATH_SPECIAL_HPP

#include <cstdint>

#include "exponential.hpp"
#include "trigonometric.hpp"

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

// digamma on [1, 2]: (x - r) times a polynomial in t = 2 x - 3, r = 1.46... being digamma's zero. The polynomial is the
// Chebyshev series of digamma(x) / (x - r), cut where its terms are 1e-22 (made with mpmath).
template <class T>
T digamma_near_zero(const T& x) {
  using S = scalar_t<T>;
  static constexpr auto terms =
      series<S>({9.510558760318328797110643e-1L,   -2.118137106407302481125776e-1L,  6.01356210601967284949384e-2L,
                 -1.855061538173966534175248e-2L,  5.93679527830716610223679e-3L,    -1.935066664741036765759118e-3L,
                 6.368880302863891224548953e-4L,   -2.107484128132951143004026e-4L,  6.995018920916274764844573e-5L,
                 -2.32582330713700742521622e-5L,   7.741229115104596705998805e-6L,   -2.578131940945963726297378e-6L,
                 8.589252649249163950085267e-7L,   -2.862184323456748531670503e-7L,  9.53882156905164549399239e-8L,
                 -3.17927164091513832729649e-8L,   1.059689041176240274622515e-8L,   -3.53166078580818107536059e-9L,
                 1.177137289336964289762875e-9L,   -3.931700135559008141908324e-10L, 1.311215154163615539134822e-10L,
                 -4.279653709799874478409824e-11L, 1.421062511006918932453274e-11L,  -5.456555532191866300786536e-12L,
                 1.848655345253160735407895e-12L,  -2.419794992278684720085619e-13L, 7.112205946960838222524317e-14L,
                 -1.388576729206502312197813e-13L, 4.764841625627423605440026e-14L});
  return minus(x, {0x1.762d86p+0F, 0x1.ab5f20p-27F, -0x1.23cac6p-53F}, -6.183280593481596238236e-24L) *
         terms(2 * x - 3);
}

// digamma for x >= 12: log x - 1 / (2 x) - sum of B_2k / (2 k x^2k) (Abramowitz and Stegun 6.3.18); the first term left
// out is below 1e-21 there.
template <class T>
T digamma_of_large(const T& x) {
  using S = scalar_t<T>;
  static constexpr auto terms = series<S>({1 / 12.0L, -1 / 120.0L, 1 / 252.0L, -1 / 240.0L, 1 / 132.0L, -691 / 32760.0L,
                                           1 / 12.0L, -3617 / 8160.0L, 43867 / 14364.0L, -174611 / 6600.0L,
                                           77683 / 276.0L, -236364091 / 65520.0L, 657931 / 12.0L});
  const T reciprocal = 1 / x, square = reciprocal * reciprocal;
  return log(x) - reciprocal / 2 - terms(square) * square;
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// digamma(x) = d/dx log Gamma(x). Within 4 ulp for x > 0; for x < 0 within 10 ulp of pi / tan(pi x), which is large
/// but near digamma's zeros. -inf at +0, +inf at -0, NaN at negative whole numbers. Of a dual the same steps are
/// differentiated: its partials are the trigamma function, nested ones the polygammas.
template <detail::Number X>
detail::number_t<X> digamma(const X& x) {
  using R = detail::number_t<X>;
  using S = scalar_t<R>;
  R z = static_cast<R>(x);
  const S value = primal(z);
  if (value != value || value == detail::infinity<R>) return z;
  if (value == 0) return -1 / z;
  if (value < 0) {
    // digamma(1 - x) - pi / tan(pi x); the tangent is that of the exact distance from a whole number.
    const R rest = z - std::round(value);
    if (rest == 0 || value == -detail::infinity<R>) return R(detail::not_a_number<R>);
    return digamma(1 - z) - detail::pi<R> / tan(detail::pi<R> * rest);
  }
  // digamma(x + 1) = digamma(x) + 1 / x, to [1, 2] or to 12, whichever is nearer.
  if (value < 1) return detail::digamma_near_zero(z + 1) - 1 / z;
  R sum = 0;
  if (value < 7) {
    while (z > 2) {
      z -= 1;
      sum += 1 / z;
    }
    return sum + detail::digamma_near_zero(z);
  }
  while (z < 12) {
    sum += 1 / z;
    z += 1;
  }
  return detail::digamma_of_large(z) - sum;
}

/// lgamma(a + b e) = log |Gamma(a)| + digamma(a) b e
template <detail::Number X>
auto lgamma(const X& x) {
  if constexpr (is_dual<X>)
    return chain(lgamma(x.value), digamma(x.value), x);
  else
    return std::lgamma(static_cast<detail::number_t<X>>(x));
}

/// tgamma(a + b e) = Gamma(a) + Gamma(a) digamma(a) b e
template <detail::Number X>
auto tgamma(const X& x) {
  if constexpr (is_dual<X>) {
    const auto value = tgamma(x.value);
    return chain(value, value * digamma(x.value), x);
  } else {
    return std::tgamma(static_cast<detail::number_t<X>>(x));
  }
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
