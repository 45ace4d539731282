// Rounding to whole numbers, and questions about a value.
#ifndef DECLIVE_AUTODIFF_MATH_ROUNDING_HPP
#define DECLIVE_AUTODIFF_MATH_ROUNDING_HPP

#include "number.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

// A step: the derivative is 0, also at the jumps, whose one-sided derivatives are 0 too. NaN stays NaN in both parts.
template <class D>
DECLIVE_INLINE inline D step(const typename D::value_type& value, const D& x) {
  return chain(value, value == value ? scalar_t<D>(0) : not_a_number<D>, x);
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// floor(a + b e) = floor(a)
template <detail::Number X>
DECLIVE_INLINE inline auto floor(const X& x) {
  if constexpr (is_dual<X>)
    return detail::step(floor(x.value), x);
  else
    return std::floor(static_cast<detail::number_t<X>>(x));
}

/// ceil(a + b e) = ceil(a)
template <detail::Number X>
DECLIVE_INLINE inline auto ceil(const X& x) {
  if constexpr (is_dual<X>)
    return detail::step(ceil(x.value), x);
  else
    return std::ceil(static_cast<detail::number_t<X>>(x));
}

/// round(a + b e) = round(a): halves go away from zero.
template <detail::Number X>
DECLIVE_INLINE inline auto round(const X& x) {
  if constexpr (is_dual<X>)
    return detail::step(round(x.value), x);
  else
    return std::round(static_cast<detail::number_t<X>>(x));
}

/// trunc(a + b e) = trunc(a): towards zero.
template <detail::Number X>
DECLIVE_INLINE inline auto trunc(const X& x) {
  if constexpr (is_dual<X>)
    return detail::step(trunc(x.value), x);
  else
    return std::trunc(static_cast<detail::number_t<X>>(x));
}

/// The answers for the value; its derivatives are not looked at.
template <detail::Number X>
DECLIVE_INLINE inline bool isnan(const X& x) {
  return std::isnan(static_cast<detail::number_t<scalar_t<X>>>(primal(x)));
}
template <detail::Number X>
DECLIVE_INLINE inline bool isinf(const X& x) {
  return std::isinf(static_cast<detail::number_t<scalar_t<X>>>(primal(x)));
}
template <detail::Number X>
DECLIVE_INLINE inline bool isfinite(const X& x) {
  return std::isfinite(static_cast<detail::number_t<scalar_t<X>>>(primal(x)));
}
template <detail::Number X>
DECLIVE_INLINE inline bool signbit(const X& x) {
  return std::signbit(static_cast<detail::number_t<scalar_t<X>>>(primal(x)));
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
