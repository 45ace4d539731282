// The circle: sin, cos, tan and their inverses.
#ifndef DECLIVE_AUTODIFF_MATH_TRIGONOMETRIC_HPP
#define DECLIVE_AUTODIFF_MATH_TRIGONOMETRIC_HPP

#include "power.hpp"

namespace declive {

inline namespace DECLIVE_ABI {

template <detail::Number X>
DECLIVE_INLINE inline auto cos(const X& x);

/// sin(a + b e) = sin(a) + cos(a) b e
template <detail::Number X>
DECLIVE_INLINE inline auto sin(const X& x) {
  if constexpr (is_dual<X>)
    return chain(sin(x.value), cos(x.value), x);
  else
    return std::sin(static_cast<detail::number_t<X>>(x));
}

/// cos(a + b e) = cos(a) - sin(a) b e
template <detail::Number X>
DECLIVE_INLINE inline auto cos(const X& x) {
  if constexpr (is_dual<X>)
    return chain(cos(x.value), -sin(x.value), x);
  else
    return std::cos(static_cast<detail::number_t<X>>(x));
}

/// tan(a + b e) = tan(a) + (1 + tan(a)^2) b e
template <detail::Number X>
DECLIVE_INLINE inline auto tan(const X& x) {
  if constexpr (is_dual<X>) {
    const auto t = tan(x.value);
    return chain(t, 1 + t * t, x);
  } else {
    return std::tan(static_cast<detail::number_t<X>>(x));
  }
}

/// asin(a + b e) = asin(a) + b / sqrt(1 - a^2) e, the root of (1 - a) (1 + a), which is exact near 1; infinite at +-1.
template <detail::Number X>
DECLIVE_INLINE inline auto asin(const X& x) {
  if constexpr (is_dual<X>)
    return chain(asin(x.value), 1 / sqrt((1 - x.value) * (1 + x.value)), x);
  else
    return std::asin(static_cast<detail::number_t<X>>(x));
}

/// acos(a + b e) = acos(a) - b / sqrt(1 - a^2) e
template <detail::Number X>
DECLIVE_INLINE inline auto acos(const X& x) {
  if constexpr (is_dual<X>)
    return chain(acos(x.value), -1 / sqrt((1 - x.value) * (1 + x.value)), x);
  else
    return std::acos(static_cast<detail::number_t<X>>(x));
}

/// atan(a + b e) = atan(a) + b / (1 + a^2) e
template <detail::Number X>
DECLIVE_INLINE inline auto atan(const X& x) {
  if constexpr (is_dual<X>) {
    const auto& a = x.value;
    return chain(atan(a), detail::is_huge(a) ? (1 / a) / a : 1 / (1 + a * a), x);
  } else {
    return std::atan(static_cast<detail::number_t<X>>(x));
  }
}

/// atan2(y, x), the angle of the point (x, y): x / (x^2 + y^2) dy - y / (x^2 + y^2) dx. Divided through by the larger
/// of |x| and |y|, so that no square overflows or underflows (R. Smith, 1962); at infinity 0, at (0, 0) NaN.
template <detail::Number Y, detail::Number X>
DECLIVE_INLINE inline auto atan2(const Y& y, const X& x) {
  using R = detail::number_t<Y, X>;
  if constexpr (!is_dual<R>) {
    return std::atan2(static_cast<R>(y), static_cast<R>(x));
  } else if constexpr (!std::is_same_v<Y, R> || !std::is_same_v<X, R>) {
    return atan2(static_cast<R>(y), static_cast<R>(x));
  } else {
    using T = typename R::value_type;
    const T &a = y.value, &b = x.value;
    T by_y, by_x;
    const scalar_t<R> high = std::fabs(primal(a)), right = std::fabs(primal(b));
    const scalar_t<R> quarter = (std::numeric_limits<scalar_t<R>>::max)() / 4;
    const scalar_t<R> scale = high > quarter || right > quarter ? scalar_t<R>(0.25) : scalar_t<R>(1);
    if ((high == detail::infinity<R> || right == detail::infinity<R>)&&high == high && right == right) {
      by_y = by_x = T(0);
    } else if (right >= high) {
      const T ratio = a / b, sum = scale * b + scale * a * ratio;
      by_y = scale / sum;
      by_x = -(scale * ratio) / sum;
    } else {
      const T ratio = b / a, sum = scale * a + scale * b * ratio;
      by_y = scale * ratio / sum;
      by_x = -scale / sum;
    }
    return chain(atan2(a, b), by_y, y, by_x, x);
  }
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
