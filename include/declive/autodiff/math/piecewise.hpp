// Functions with kinks: absolute value, sign, extremes, remainder; and the combinations fma and lerp.
#ifndef DECLIVE_AUTODIFF_MATH_PIECEWISE_HPP
#define DECLIVE_AUTODIFF_MATH_PIECEWISE_HPP

#include "number.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

// +1, -1, or x itself if it is zero or NaN.
template <class T>
DECLIVE_INLINE constexpr T sign(const T& x) {
  return x > 0 ? T(1) : x < 0 ? T(-1) : T(primal(x));
}

// One of two duals as the result: the larger if `first`, or their mean where the values are equal, which has the value
// of either and the mean of the derivatives.
template <class R>
DECLIVE_INLINE constexpr R either(bool first, bool second, const typename R::value_type& value, const R& x,
                                  const R& y) {
  using S = scalar_t<R>;
  return chain(value, first ? (second ? S(0.5) : S(1)) : S(0), x, second ? (first ? S(0.5) : S(1)) : S(0), y);
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// |a + b e| = |a| + sign(a) b e; at a = 0 the derivative is 0, the subgradient of least norm.
template <detail::Number X>
DECLIVE_INLINE inline auto fabs(const X& x) {
  if constexpr (is_dual<X>)
    return chain(fabs(x.value), detail::sign(x.value), x);
  else
    return std::fabs(static_cast<detail::number_t<X>>(x));
}
template <detail::Number X>
DECLIVE_INLINE inline auto abs(const X& x) {
  if constexpr (std::is_integral_v<X>)
    return x < X(0) ? static_cast<X>(-x) : x;
  else
    return fabs(x);
}

/// copysign(x, y) = +-|x| with y's sign: by x the derivative is sign(x) sign(y), at x = 0 it is 0; by y it is 0.
template <detail::Number X, detail::Number Y>
DECLIVE_INLINE inline auto copysign(const X& x, const Y& y) {
  using R = detail::number_t<X, Y>;
  if constexpr (!is_dual<R>) {
    return std::copysign(static_cast<R>(x), static_cast<R>(y));
  } else if constexpr (!std::is_same_v<X, R> || !std::is_same_v<Y, R>) {
    return copysign(static_cast<R>(x), static_cast<R>(y));
  } else {
    const auto value = copysign(x.value, y.value);
    return chain(value, detail::sign(x.value) * detail::sign(copysign(scalar_t<R>(1), primal(y))), x);
  }
}

/// The larger of x and y with its derivative; at a tie the mean of both derivatives, NaN if there is one. (fmax ignores
/// a NaN.) Constant expressions, as std::max is.
template <detail::Number X, detail::Number Y>
DECLIVE_INLINE constexpr auto(max)(const X& x, const Y& y) {
  using R = detail::meeting_t<X, Y>;
  const R a = static_cast<R>(x), b = static_cast<R>(y);
  if constexpr (is_dual<R>) {
    if (a == a && b == b) return detail::either<R>(a >= b, b >= a, (max)(a.value, b.value), a, b);
    return a + b;
  } else {
    return a > b ? a : b > a ? b : a == b ? a : static_cast<R>(a + b);
  }
}
/// The smaller of x and y, likewise.
template <detail::Number X, detail::Number Y>
DECLIVE_INLINE constexpr auto(min)(const X& x, const Y& y) {
  using R = detail::meeting_t<X, Y>;
  const R a = static_cast<R>(x), b = static_cast<R>(y);
  if constexpr (is_dual<R>) {
    if (a == a && b == b) return detail::either<R>(a <= b, b <= a, (min)(a.value, b.value), a, b);
    return a + b;
  } else {
    return a < b ? a : b < a ? b : a == b ? a : static_cast<R>(a + b);
  }
}
/// min(max(x, low), high): between the bounds the derivative of x, beyond them that of the bound.
template <detail::Number X, detail::Number L, detail::Number H>
DECLIVE_INLINE constexpr auto clamp(const X& x, const L& low, const H& high) {
  return (min)((max)(x, low), high);
}

/// As max and min, but of a number and NaN the number.
template <detail::Number X, detail::Number Y>
DECLIVE_INLINE inline auto fmax(const X& x, const Y& y) {
  using R = detail::number_t<X, Y>;
  if constexpr (!is_dual<R>) {
    return std::fmax(static_cast<R>(x), static_cast<R>(y));
  } else {
    const R a = static_cast<R>(x), b = static_cast<R>(y);
    return detail::either<R>(!(a < b) && a == a, !(b < a) && b == b, fmax(a.value, b.value), a, b);
  }
}
template <detail::Number X, detail::Number Y>
DECLIVE_INLINE inline auto fmin(const X& x, const Y& y) {
  using R = detail::number_t<X, Y>;
  if constexpr (!is_dual<R>) {
    return std::fmin(static_cast<R>(x), static_cast<R>(y));
  } else {
    const R a = static_cast<R>(x), b = static_cast<R>(y);
    return detail::either<R>(!(a > b) && a == a, !(b > a) && b == b, fmin(a.value, b.value), a, b);
  }
}

/// fdim(x, y) = max(x - y, 0): dx - dy where x > y, else 0.
template <detail::Number X, detail::Number Y>
DECLIVE_INLINE inline auto fdim(const X& x, const Y& y) {
  using R = detail::number_t<X, Y>;
  if constexpr (!is_dual<R>) {
    return std::fdim(static_cast<R>(x), static_cast<R>(y));
  } else {
    const R a = static_cast<R>(x), b = static_cast<R>(y);
    const auto value = fdim(a.value, b.value);
    const scalar_t<R> slope = a > b ? scalar_t<R>(1) : a <= b ? scalar_t<R>(0) : detail::not_a_number<R>;
    return chain(value, slope, a, -slope, b);
  }
}

/// fmod(x, y) = x - n y with n = trunc(x / y): dx - n dy, also where it jumps.
template <detail::Number X, detail::Number Y>
DECLIVE_INLINE inline auto fmod(const X& x, const Y& y) {
  using R = detail::number_t<X, Y>;
  if constexpr (!is_dual<R>) {
    return std::fmod(static_cast<R>(x), static_cast<R>(y));
  } else {
    const R a = static_cast<R>(x), b = static_cast<R>(y);
    const auto value = fmod(a.value, b.value);
    // From the remainder: x / y may be rounded up to the next whole number.
    const scalar_t<R> n = std::round((primal(a) - primal(value)) / primal(b));
    return chain(value, value == value ? scalar_t<R>(1) : detail::not_a_number<R>, a, -n, b);
  }
}

/// fma(x, y, z) = x y + z, rounded once: y dx + x dy + dz.
template <detail::Number X, detail::Number Y, detail::Number Z>
DECLIVE_INLINE inline auto fma(const X& x, const Y& y, const Z& z) {
  using R = detail::number_t<X, Y, Z>;
  if constexpr (!is_dual<R>) {
    return std::fma(static_cast<R>(x), static_cast<R>(y), static_cast<R>(z));
  } else {
    const R a = static_cast<R>(x), b = static_cast<R>(y), c = static_cast<R>(z);
    return chain(fma(a.value, b.value, c.value), b.value, a, a.value, b, scalar_t<R>(1), c);
  }
}

/// lerp(a, b, t) = a + t (b - a): (1 - t) da + t db + (b - a) dt.
template <detail::Number A, detail::Number B, detail::Number S>
DECLIVE_INLINE inline auto lerp(const A& a, const B& b, const S& t) {
  using R = detail::number_t<A, B, S>;
  if constexpr (!is_dual<R>) {
    return std::lerp(static_cast<R>(a), static_cast<R>(b), static_cast<R>(t));
  } else {
    const R x = static_cast<R>(a), y = static_cast<R>(b), s = static_cast<R>(t);
    return chain(lerp(x.value, y.value, s.value), 1 - s.value, x, s.value, y, y.value - x.value, s);
  }
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
