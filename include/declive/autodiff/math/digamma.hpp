// The digamma function, the derivative of log Gamma.
#ifndef DECLIVE_AUTODIFF_MATH_DIGAMMA_HPP
#define DECLIVE_AUTODIFF_MATH_DIGAMMA_HPP

#include "exponential.hpp"
#include "trigonometric.hpp"
#include "twofold.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

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

// digamma(1 - x) - pi / tan(pi x) for x < 0 in twice the digits: digamma(z + 1) = digamma(z) + 1 / z to z >= 40, where
// of the sum over B_2k / (2k x^2k) what is left out is below 1e-41.
template <class S>
DECLIVE_NOINLINE S digamma_in_two_parts(S x) {
  static constexpr double bernoulli[][2] = {{1, 12},
                                            {-1, 120},
                                            {1, 252},
                                            {-1, 240},
                                            {1, 132},
                                            {-691, 32760},
                                            {1, 12},
                                            {-3617, 8160},
                                            {43867, 14364},
                                            {-174611, 6600},
                                            {77683, 276},
                                            {-236364091, 65520},
                                            {657931, 12},
                                            {-3392780147, 3480},
                                            {1723168255201, 85932}};
  using Number = Twofold<S>;
  Number z = Number(1) - x, sum = pi_over_tan_of_pi<S>(x - std::round(x));
  for (; z.high < 40; z = z + S(1)) sum = sum + S(1) / z;
  const Number reciprocal = S(1) / z, square = reciprocal * reciprocal;
  Number series = 0;
  for (int k = 14; k >= 0; --k) series = (series + exactly<S>(bernoulli[k][0]) / exactly<S>(bernoulli[k][1])) * square;
  return (log_in_two_parts(z) - reciprocal / S(2) - series - sum).high;
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// digamma(x) = d/dx log Gamma(x). Within 4 ulp for x > 0, 10 ulp for x < 0, also near its zeros -0.504, -1.573, ...
/// (for 50 times the time there). -inf at +0, +inf at -0, NaN at negative whole numbers. Of a dual the same steps are
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
    const R tangent = detail::pi<R> / tan(detail::pi<R> * rest);
    R difference = digamma(1 - z) - tangent;
    if (std::fabs(primal(difference)) < std::fmax(S(1), std::fabs(primal(tangent)) / 4))
      detail::set_plain_value(difference, detail::digamma_in_two_parts(value));
    return difference;
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

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
