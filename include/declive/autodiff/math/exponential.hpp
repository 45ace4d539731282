// Exponentials and logarithms.
#ifndef DECLIVE_AUTODIFF_MATH_EXPONENTIAL_HPP
#define DECLIVE_AUTODIFF_MATH_EXPONENTIAL_HPP

#include "number.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

// c / x for the logarithms: also +inf at -0, where log is -inf as at +0, and NaN where log is.
template <class T>
DECLIVE_INLINE constexpr T slope_of_log(const T& x, scalar_t<T> c = 1) {
  if (x > 0) return c / x;
  return x == 0 ? T(infinity<T>) : T(not_a_number<T>);
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// exp(a + b e) = exp(a) + exp(a) b e
template <detail::Number X>
DECLIVE_INLINE inline auto exp(const X& x) {
  if constexpr (is_dual<X>) {
    const auto value = exp(x.value);
    return chain(value, value, x);
  } else {
    return std::exp(static_cast<detail::number_t<X>>(x));
  }
}

/// 2^(a + b e) = 2^a + ln 2 2^a b e
template <detail::Number X>
DECLIVE_INLINE inline auto exp2(const X& x) {
  if constexpr (is_dual<X>) {
    const auto value = exp2(x.value);
    return chain(value, detail::ln_2<X> * value, x);
  } else {
    return std::exp2(static_cast<detail::number_t<X>>(x));
  }
}

/// expm1(a + b e) = (exp(a) - 1) + exp(a) b e; exp(a) anew, since at a = -40 nothing of it is left in the value.
template <detail::Number X>
DECLIVE_INLINE inline auto expm1(const X& x) {
  if constexpr (is_dual<X>)
    return chain(expm1(x.value), exp(x.value), x);
  else
    return std::expm1(static_cast<detail::number_t<X>>(x));
}

/// log(a + b e) = log(a) + b / a e; at a = 0: -inf + inf b e, below NaN.
template <detail::Number X>
DECLIVE_INLINE inline auto log(const X& x) {
  if constexpr (is_dual<X>)
    return chain(log(x.value), detail::slope_of_log(x.value), x);
  else
    return std::log(static_cast<detail::number_t<X>>(x));
}

/// log2(a + b e) = log2(a) + log2(e) b / a e, with 2.718... for the e in log2(e)
template <detail::Number X>
DECLIVE_INLINE inline auto log2(const X& x) {
  if constexpr (is_dual<X>)
    return chain(log2(x.value), detail::slope_of_log(x.value, detail::log2_e<X>), x);
  else
    return std::log2(static_cast<detail::number_t<X>>(x));
}

/// log10(a + b e) = log10(a) + log10(e) b / a e, with 2.718... for the e in log10(e)
template <detail::Number X>
DECLIVE_INLINE inline auto log10(const X& x) {
  if constexpr (is_dual<X>)
    return chain(log10(x.value), detail::slope_of_log(x.value, detail::log10_e<X>), x);
  else
    return std::log10(static_cast<detail::number_t<X>>(x));
}

/// log1p(a + b e) = log(1 + a) + b / (1 + a) e; at a = -1: -inf + inf b e, below NaN.
template <detail::Number X>
DECLIVE_INLINE inline auto log1p(const X& x) {
  if constexpr (is_dual<X>)
    return chain(log1p(x.value), detail::slope_of_log(1 + x.value), x);
  else
    return std::log1p(static_cast<detail::number_t<X>>(x));
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
