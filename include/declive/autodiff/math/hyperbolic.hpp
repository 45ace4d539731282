// The hyperbola: sinh, cosh, tanh and their inverses.
#ifndef DECLIVE_AUTODIFF_MATH_HYPERBOLIC_HPP
#define DECLIVE_AUTODIFF_MATH_HYPERBOLIC_HPP

#include "exponential.hpp"
#include "power.hpp"

namespace declive {

inline namespace DECLIVE_ABI {

template <detail::Number X>
DECLIVE_INLINE inline auto cosh(const X& x);

/// sinh(a + b e) = sinh(a) + cosh(a) b e
template <detail::Number X>
DECLIVE_INLINE inline auto sinh(const X& x) {
  if constexpr (is_dual<X>)
    return chain(sinh(x.value), cosh(x.value), x);
  else
    return std::sinh(static_cast<detail::number_t<X>>(x));
}

/// cosh(a + b e) = cosh(a) + sinh(a) b e
template <detail::Number X>
DECLIVE_INLINE inline auto cosh(const X& x) {
  if constexpr (is_dual<X>)
    return chain(cosh(x.value), sinh(x.value), x);
  else
    return std::cosh(static_cast<detail::number_t<X>>(x));
}

/// tanh(a + b e) = tanh(a) + b / cosh(a)^2 e. That is 1 - tanh(a)^2 for small a; elsewhere 4 u / (1 + u)^2 with
/// u = exp(-2 |a|), since from a = 19 on tanh(a) is 1.
template <detail::Number X>
DECLIVE_INLINE inline auto tanh(const X& x) {
  if constexpr (is_dual<X>) {
    const auto& a = x.value;
    auto value = tanh(a), slope = 1 - value * value;
    if (!(primal(a) < scalar_t<X>(0.5) && primal(a) > scalar_t<X>(-0.5))) {
      const auto u = exp(a < 0 ? 2 * a : -2 * a);
      slope = 4 * u / (1 + u * (2 + u));
    }
    return chain(value, slope, x);
  } else {
    return std::tanh(static_cast<detail::number_t<X>>(x));
  }
}

/// asinh(a + b e) = asinh(a) + b / sqrt(1 + a^2) e
template <detail::Number X>
DECLIVE_INLINE inline auto asinh(const X& x) {
  if constexpr (is_dual<X>) {
    const auto& a = x.value;
    return chain(asinh(a), detail::is_huge(a) ? (a < 0 ? -1 / a : 1 / a) : 1 / sqrt(1 + a * a), x);
  } else {
    return std::asinh(static_cast<detail::number_t<X>>(x));
  }
}

/// acosh(a + b e) = acosh(a) + b / (sqrt(a - 1) sqrt(a + 1)) e; infinite at 1, below NaN.
template <detail::Number X>
DECLIVE_INLINE inline auto acosh(const X& x) {
  if constexpr (is_dual<X>)
    return chain(acosh(x.value), 1 / (sqrt(x.value - 1) * sqrt(x.value + 1)), x);
  else
    return std::acosh(static_cast<detail::number_t<X>>(x));
}

/// atanh(a + b e) = atanh(a) + b / ((1 - a) (1 + a)) e; infinite at +-1, beyond NaN.
template <detail::Number X>
DECLIVE_INLINE inline auto atanh(const X& x) {
  if constexpr (is_dual<X>) {
    using T = typename X::value_type;
    const T& a = x.value;
    const bool inside = a >= -1 && a <= 1;
    return chain(atanh(a), inside ? 1 / ((1 - a) * (1 + a)) : T(detail::not_a_number<T>), x);
  } else {
    return std::atanh(static_cast<detail::number_t<X>>(x));
  }
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
