// Numbers of twice the digits of T, for the few places where a difference leaves nothing of the usual ones.
#ifndef DECLIVE_AUTODIFF_MATH_TWOFOLD_HPP
#define DECLIVE_AUTODIFF_MATH_TWOFOLD_HPP

#include "number.hpp"

namespace declive::detail::inline DECLIVE_ABI {

/// The exact sum of two numbers, the first of which is high, that sum rounded. + - * / are within some units of
/// (epsilon / 2)^2. (T. J. Dekker, Numer. Math. 18, 1971; M. Joldes, J.-M. Muller, V. Popescu, ACM TOMS 44(2), 2017,
/// algorithms 6, 12 and 17.) With -ffast-math they are no better than T.
template <class T>
struct Twofold {
  T high, low;

  DECLIVE_INLINE constexpr Twofold(T x, T rest = 0) : high(x), low(rest) {}

  /// |a| >= |b|
  DECLIVE_INLINE static Twofold ordered_sum(T a, T b) {
    const T sum = a + b;
    return {sum, b - (sum - a)};
  }
  DECLIVE_INLINE static Twofold sum(T a, T b) {
    const T sum = a + b, of_b = sum - a;
    return {sum, (a - (sum - of_b)) + (b - of_b)};
  }

  DECLIVE_INLINE friend Twofold operator-(const Twofold& a) { return {-a.high, -a.low}; }
  DECLIVE_INLINE friend Twofold operator+(const Twofold& a, const Twofold& b) {
    const Twofold s = sum(a.high, b.high), t = sum(a.low, b.low), u = ordered_sum(s.high, s.low + t.high);
    return ordered_sum(u.high, t.low + u.low);
  }
  DECLIVE_INLINE friend Twofold operator-(const Twofold& a, const Twofold& b) { return a + -b; }
  DECLIVE_INLINE friend Twofold operator*(const Twofold& a, const Twofold& b) {
    const T product = a.high * b.high, rest = std::fma(a.high, b.high, -product);
    return ordered_sum(product, rest + (a.high * b.low + a.low * b.high));
  }
  DECLIVE_INLINE friend Twofold operator/(const Twofold& a, const Twofold& b) {
    const T quotient = a.high / b.high;
    return ordered_sum(quotient, (a - b * quotient).high / b.high);
  }
};

// All digits of an integer below 2^48.
template <class T>
Twofold<T> exactly(double x) {
  const T high = static_cast<T>(x);
  return {high, static_cast<T>(x - static_cast<double>(high))};
}

// A number of the literature in pieces of 24 bits.
template <class T>
Twofold<T> twofold(const float (&pieces)[6]) {
  Twofold<T> x = static_cast<T>(pieces[5]);
  for (int k = 4; k >= 0; --k) x = static_cast<T>(pieces[k]) + x;
  return x;
}

// log x for x > 0: of the power of two, and 2 artanh s for a mantissa (1 + s) / (1 - s), |s| < 0.172, by its continued
// fraction s / (1 - s^2 / (3 - 4 s^2 / (5 - ...))) (Abramowitz and Stegun 4.1.39), of which 20 terms leave 1e-42.
template <class T>
Twofold<T> log_in_two_parts(const Twofold<T>& x) {
  int exponent = 0;
  if (std::frexp(x.high, &exponent) < T(0.7071)) --exponent;
  const Twofold<T> mantissa(std::ldexp(x.high, -exponent), std::ldexp(x.low, -exponent));
  const Twofold<T> s = (mantissa - T(1)) / (mantissa + T(1)), square = s * s;
  Twofold<T> fraction = T(41);
  for (int k = 20; k > 0; --k) fraction = T(2 * k - 1) - T(k * k) * square / fraction;
  const Twofold<T> log_2 =
      twofold<T>({0x1.62e43p-1F, -0x1.05c61p-29F, -0x1.950d88p-54F, 0x1.d9cc02p-79F, -0x1.a12a18p-109F, 0x1.e68p-137F});
  return T(exponent) * log_2 + T(2) * s / fraction;
}

// pi / tan(pi x) for 0 < |x| <= 1/2, by u / tan u = 1 - u^2 / (3 - u^2 / (5 - ...)) (4.3.94), of which 20 terms leave 1e-40.
template <class T>
Twofold<T> pi_over_tan_of_pi(const Twofold<T>& x) {
  const Twofold<T> pi = twofold<T>(
      {0x1.921fb6p+1F, -0x1.777a5cp-24F, -0x1.ee59dap-49F, 0x1.98a2ep-76F, 0x1.b839a2p-103F, 0x1.48127p-129F});
  const Twofold<T> u = pi * x, square = u * u;
  Twofold<T> fraction = T(41);
  for (int k = 20; k > 0; --k) fraction = T(2 * k - 1) - square / fraction;
  return fraction / x;
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
