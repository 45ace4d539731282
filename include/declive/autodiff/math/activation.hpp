// The activation functions of neural networks, with PyTorch's names and PyTorch's derivatives at the kinks.
#ifndef DECLIVE_AUTODIFF_MATH_ACTIVATION_HPP
#define DECLIVE_AUTODIFF_MATH_ACTIVATION_HPP

#include "exponential.hpp"
#include "piecewise.hpp"
#include "special.hpp"

namespace declive {

inline namespace DECLIVE_ABI {

/// sigmoid(x) = 1 / (1 + exp(-x)); its derivative is u / (1 + u)^2 with u = exp(-|x|), which is not 0 where 1 - sigmoid
/// is.
template <detail::Number X>
DECLIVE_INLINE inline auto sigmoid(const X& x) {
  if constexpr (is_dual<X>) {
    const auto& a = x.value;
    const auto u = exp(a < 0 ? a : -a), sum = 1 + u;
    return chain(sigmoid(a), u / (sum * sum), x);
  } else {
    const detail::number_t<X> a = static_cast<detail::number_t<X>>(x);
    if (a < 0) {
      const auto u = std::exp(a);
      return u / (1 + u);
    }
    return 1 / (1 + std::exp(-a));
  }
}

/// softplus(x) = log(1 + exp(x)), without overflow; its derivative is sigmoid(x).
template <detail::Number X>
DECLIVE_INLINE inline auto softplus(const X& x) {
  if constexpr (is_dual<X>) {
    return chain(softplus(x.value), sigmoid(x.value), x);
  } else {
    const detail::number_t<X> a = static_cast<detail::number_t<X>>(x);
    return a > 0 ? a + std::log1p(std::exp(-a)) : std::log1p(std::exp(a));
  }
}

/// relu(x) = max(x, 0); at 0 the derivative is 0.
template <detail::Number X>
DECLIVE_INLINE constexpr detail::number_t<X> relu(const X& x) {
  using R = detail::number_t<X>;
  return x <= 0 ? R(0) : static_cast<R>(x);
}

/// x for x > 0, else slope x.
template <detail::Number X>
DECLIVE_INLINE constexpr detail::number_t<X> leaky_relu(
    const X& x, scalar_t<detail::number_t<X>> slope = static_cast<scalar_t<detail::number_t<X>>>(0.01L)) {
  using R = detail::number_t<X>;
  return x > 0 ? static_cast<R>(x) : slope * static_cast<R>(x);
}

/// gelu(x) = x P(x) with the normal distribution P(x) = erfc(-x / sqrt 2) / 2; its derivative is P(x) + x p(x) with the
/// normal density p.
template <detail::Number X>
DECLIVE_INLINE inline auto gelu(const X& x) {
  if constexpr (is_dual<X>) {
    const auto& a = x.value;
    return chain(gelu(a), detail::normal_cdf(a) + detail::strong_product(a, detail::normal_density(a)), x);
  } else {
    const detail::number_t<X> a = static_cast<detail::number_t<X>>(x);
    return detail::strong_product(a, detail::normal_cdf(a));
  }
}

/// silu(x) = x sigmoid(x); its derivative is s (1 + x (1 - s)) with s = sigmoid(x), for x < 0 written with u = exp(x):
/// u (1 + x + u) / (1 + u)^2.
template <detail::Number X>
DECLIVE_INLINE inline auto silu(const X& x) {
  if constexpr (is_dual<X>) {
    using T = typename X::value_type;
    const T& a = x.value;
    T slope;
    if (a < 0) {
      const T u = exp(a), sum = 1 + u;
      slope = detail::strong_product((1 + a) + u, u) / (sum * sum);
    } else {
      slope = sigmoid(a) * (1 + detail::strong_product(a, sigmoid(-a)));
    }
    return chain(silu(a), slope, x);
  } else {
    const detail::number_t<X> a = static_cast<detail::number_t<X>>(x);
    return detail::strong_product(a, sigmoid(a));
  }
}

/// softsign(x) = x / (1 + |x|); its derivative is 1 / (1 + |x|)^2.
template <detail::Number X>
DECLIVE_INLINE inline auto softsign(const X& x) {
  if constexpr (is_dual<X>) {
    const auto sum = 1 + abs(x.value);
    return chain(softsign(x.value), 1 / sum / sum, x);
  } else {
    const detail::number_t<X> a = static_cast<detail::number_t<X>>(x);
    return std::isinf(a) ? std::copysign(detail::number_t<X>(1), a) : a / (1 + std::fabs(a));
  }
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
