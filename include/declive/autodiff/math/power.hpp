// Powers and roots: sqrt, cbrt, hypot, pow.
#ifndef DECLIVE_AUTODIFF_MATH_POWER_HPP
#define DECLIVE_AUTODIFF_MATH_POWER_HPP

#include "exponential.hpp"

namespace declive {

inline namespace DECLIVE_ABI {

/// sqrt(a + b e) = sqrt(a) + b / (2 sqrt(a)) e; at a = 0: 0 + inf b e, below NaN.
template <detail::Number X>
DECLIVE_INLINE inline auto sqrt(const X& x) {
  if constexpr (is_dual<X>) {
    const auto root = sqrt(x.value);
    return chain(root, scalar_t<X>(0.5) / (root + 0), x);  // + 0: the root of -0 is -0
  } else {
    return std::sqrt(static_cast<detail::number_t<X>>(x));
  }
}

/// cbrt(a + b e) = r + b / (3 r^2) e with r = cbrt(a); at a = 0: 0 + inf b e.
template <detail::Number X>
DECLIVE_INLINE inline auto cbrt(const X& x) {
  if constexpr (is_dual<X>) {
    const auto& a = x.value;
    const auto root = cbrt(a);
    auto slope = 1 / (3 * root * root);
    // The C library's root may be off by 4 ulp (glibc's is). r (1 + d) with d = (a / r^3 - 1) / 3 is better, and
    // r (1 + d) / a / 3 the slope.
    if (a != 0 && std::isfinite(primal(a))) slope = (root / a) * (1 + (a / root / root / root - 1) / 3) / 3;
    return chain(root, slope, x);
  } else {
    return std::cbrt(static_cast<detail::number_t<X>>(x));
  }
}

}  // namespace DECLIVE_ABI

namespace detail::inline DECLIVE_ABI {

// A power of two that brings a length into the range where x / h is neither rounded as a denormal nor infinite.
template <class T>
DECLIVE_INLINE inline T scale_of_length(const T& h) {
  using Limits = std::numeric_limits<T>;
  if (h < (Limits::min)() / Limits::epsilon()) return 1 / Limits::epsilon();
  return h > (Limits::max)() / 4 ? T(0.125) : T(1);
}

// dh / dx = x / h, where h is the length of a vector of which x is a component.
template <class T>
DECLIVE_INLINE inline T slope_of_length(const T& x, const T& h) {
  if (h == 0) return T(0);
  if (std::isinf(primal(h))) {
    if (std::isinf(primal(x))) return T(std::copysign(scalar_t<T>(1), primal(x)));
    return x == x ? T(0) : x;
  }
  return x / h;
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// h = hypot(x, y) = sqrt(x^2 + y^2): dh = (x dx + y dy) / h, without overflow or underflow; at the origin 0 (the
/// subgradient of least norm), at infinity the unit vector of the infinite axis.
template <detail::Number X, detail::Number Y>
DECLIVE_INLINE inline auto hypot(const X& x, const Y& y) {
  using R = detail::number_t<X, Y>;
  if constexpr (!is_dual<R>) {
    return std::hypot(static_cast<R>(x), static_cast<R>(y));
  } else if constexpr (!std::is_same_v<X, R> || !std::is_same_v<Y, R>) {
    return hypot(static_cast<R>(x), static_cast<R>(y));
  } else {
    const auto h = hypot(x.value, y.value);
    const scalar_t<R> scale = detail::scale_of_length(primal(h));
    if (scale == 1) return chain(h, detail::slope_of_length(x.value, h), x, detail::slope_of_length(y.value, h), y);
    const auto a = x.value * scale, b = y.value * scale, length = hypot(a, b);
    return chain(h, detail::slope_of_length(a, length), x, detail::slope_of_length(b, length), y);
  }
}
/// h = sqrt(x^2 + y^2 + z^2), likewise.
template <detail::Number X, detail::Number Y, detail::Number Z>
DECLIVE_INLINE inline auto hypot(const X& x, const Y& y, const Z& z) {
  using R = detail::number_t<X, Y, Z>;
  if constexpr (!is_dual<R>) {
    return std::hypot(static_cast<R>(x), static_cast<R>(y), static_cast<R>(z));
  } else if constexpr (!std::is_same_v<X, R> || !std::is_same_v<Y, R> || !std::is_same_v<Z, R>) {
    return hypot(static_cast<R>(x), static_cast<R>(y), static_cast<R>(z));
  } else {
    const auto h = hypot(x.value, y.value, z.value);
    const scalar_t<R> scale = detail::scale_of_length(primal(h));
    const auto a = x.value * scale, b = y.value * scale, c = z.value * scale;
    const auto length = scale == 1 ? h : hypot(a, b, c);
    return chain(h, detail::slope_of_length(a, length), x, detail::slope_of_length(b, length), y,
                 detail::slope_of_length(c, length), z);
  }
}

}  // namespace DECLIVE_ABI

inline namespace DECLIVE_ABI {

template <detail::Number X, detail::Number Y>
DECLIVE_INLINE inline auto pow(const X& x, const Y& y);

}  // namespace DECLIVE_ABI

namespace detail::inline DECLIVE_ABI {

template <class T>
DECLIVE_INLINE constexpr bool is_normal(const T& x) {
  using Limits = std::numeric_limits<T>;
  const T size = x < 0 ? -x : x;
  return size >= (Limits::min)() && size <= (Limits::max)();
}

// d(x^p)/dx = p x^(p - 1), as p x^p / x where these are normal numbers: p - 1 may be rounded, and x^(p - 1) multiplies
// the error by log x. A tiny p times a power may not be normal where p / x is. Where the power is rounded as a denormal
// number, or overflows, the slope is made of two roots: from p = 1/2 on those of x^(p - 1), as p - 1 is exact there.
template <class T, class P>
inline T slope_of_base(const T& x, const P& p, const T& power) {
  if (is_zero(p)) return T(0);
  const auto base = primal(x), value = primal(power);
  if (value != value) return power;
  if (base != 0 && is_normal(value)) {
    const T product = p * power, quotient = p / x;
    if (is_normal(primal(product))) return product / x;
    if (is_normal(primal(quotient))) return quotient * power;
  } else if (base != 0 && std::isfinite(base) && std::isfinite(primal(p))) {
    const bool is_exact = p >= scalar_t<T>(0.5);
    const T size = base < 0 ? T(-x) : x, root = pow(size, (is_exact ? p - 1 : p) / 2), part = strong_product(p, root);
    return (is_exact ? part : T(part / size)) * (std::signbit(value) != (base < 0) ? T(-root) : root);
  }
  return strong_product(p, pow(x, p - 1));
}

// d(x^p)/dp = log(x) x^p; 0 for 0^0. A power that is rounded as a denormal number, or overflows, is taken as a square.
template <class T>
inline T slope_of_exponent(const T& x, const T& p, const T& power) {
  if (x == 0 && p >= 0) return T(0);
  if (x > 0 && !is_normal(primal(power)) && std::isfinite(primal(x)) && std::isfinite(primal(p))) {
    const T root = pow(x, p / 2);
    return log(x) * root * root;
  }
  return strong_product(log(x), power);
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// z = x^y: dz = y x^(y - 1) dx + log(x) z dy. A constant exponent (a plain number, or dy = 0) needs no logarithm, so
/// x may be negative there: (-2)^3 has the derivative 12; with dy != 0 it is NaN. x^0 is 1 with the derivative 0, also
/// for x = 0, inf, NaN; 0^y has the derivative 0 by y for y >= 0.
template <detail::Number X, detail::Number Y>
DECLIVE_INLINE inline auto pow(const X& x, const Y& y) {
  using R = detail::number_t<X, Y>;
  if constexpr (!is_dual<R>) {
    return std::pow(static_cast<R>(x), static_cast<R>(y));
  } else {
    using T = typename R::value_type;
    if constexpr (detail::is_constant_to<R, Y>) {
      const R base = static_cast<R>(x);
      const auto exponent = static_cast<detail::number_t<Y, scalar_t<R>>>(y);
      const T power = pow(base.value, exponent);
      return chain(power, detail::slope_of_base(base.value, exponent, power), base);
    } else if constexpr (detail::is_constant_to<R, X>) {
      const R exponent = static_cast<R>(y);
      const T base = static_cast<T>(x), power = pow(base, exponent.value);
      return chain(power, detail::slope_of_exponent(base, exponent.value, power), exponent);
    } else {
      const R base = static_cast<R>(x), exponent = static_cast<R>(y);
      const T power = pow(base.value, exponent.value);
      return chain(power, detail::slope_of_base(base.value, exponent.value, power), base,
                   detail::slope_of_exponent(base.value, exponent.value, power), exponent);
    }
  }
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
