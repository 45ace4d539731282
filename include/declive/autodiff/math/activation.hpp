// The activation functions of neural networks, with PyTorch's names and PyTorch's derivatives at the kinks.
#ifndef DECLIVE_AUTODIFF_MATH_ACTIVATION_HPP
#define DECLIVE_AUTODIFF_MATH_ACTIVATION_HPP

#include "exponential.hpp"
#include "piecewise.hpp"
#include "special.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

// The derivative of gelu, P(x) + x p(x). Where that cancels it is, from left to right, exp(-x^2 / 2) times a polynomial,
// a polynomial, and one times x - r, near its zero r = -0.75.... They are Chebyshev series, cut where the terms are 1e-21
// (made with mpmath).
template <class T>
T slope_of_gelu(const T& x) {
  using S = scalar_t<T>;
  static constexpr auto tail =
      series<S>({-1.020997333363016290137825L, 4.357446077784452113670893e-1L, 1.007751579109581252965598e-2L,
                 2.609823159204031724144208e-3L, 6.435685520960641844343112e-4L, 1.519127143852971566728948e-4L,
                 3.446991637283616332034291e-5L, 7.544529263441261393250551e-6L, 1.597424345303903476900126e-6L,
                 3.2799265929796988892207e-7L, 6.544452555112004164285812e-8L, 1.271287667495431954331207e-8L,
                 2.407998168783708890812855e-9L, 4.448752531248192596555893e-10L, 8.044360672106072231841025e-11L,
                 1.49721529000479237281665e-11L, 2.598938314699772913510977e-12L});
  static constexpr auto left =
      series<S>({-1.049480098287409312713272e-1L, -9.919810656509697339685806e-2L, 5.00042127223565385240849e-2L,
                 1.055391266155424650978249e-1L, 4.281288723996347780943173e-2L, -7.92534851265188479212716e-3L,
                 -1.084587627965590328077036e-2L, -1.668705145185976498552885e-3L, 1.122356037331342121863563e-3L,
                 4.373419041001366449736845e-4L, -4.167840787715554005975681e-5L, -5.015550622787853392455818e-5L,
                 -3.947089459604708322295628e-6L, 3.58121563643296146890644e-6L, 7.698305677267467747540019e-7L,
                 -1.600319491235135118839394e-7L, -6.91742027471266909817441e-8L, 2.733620566616920715374459e-9L,
                 4.116504398696634157291725e-9L});
  static constexpr auto around_zero =
      series<S>({4.078800197931813165916749e-1L,  3.892487095370712991616945e-1L,  2.19498536321337414640262e-3L,
                 -1.097267591388162153207774e-1L, -2.039907267962745647694818e-2L, 1.760456409921170928571519e-2L,
                 5.410826455878604115556261e-3L,  -1.855434819485541723101266e-3L, -8.319875127057768771660358e-4L,
                 1.321451137462687778382443e-4L,  9.174364289622912370691195e-5L,  -5.491530613630064849907543e-6L,
                 -7.899510769295288036977402e-6L, -4.807834148787707597025971e-8L, 5.563446586205985181966423e-7L,
                 3.179379394810156907251723e-8L,  -3.298063922406189927523682e-8L, -3.347365747636145191980345e-9L,
                 1.672968109426836570906926e-9L,  2.220709029603157703458691e-10L, -6.910613643597962766699217e-11L});
  if (x > S(-3.5) && x < S(-0.25)) {
    if (x < S(-2.25)) return exp_of_square(x, S(0.5), tail(x + S(2.875)));
    if (x < S(-1.375)) return left(x + S(1.8125));
    return minus(x, {-0x1.80ead2p-1F, 0x1.a03fd4p-27F, -0x1.eec18cp-52F}, 1.021307105806725069107e-23L) *
           around_zero(x + S(0.8125));
  }
  return exp_of_square(x, S(0.5), one_over_sqrt_2pi<T> * x, normal_cdf(x));
}

// The derivative u (1 + x + u) / (1 + u)^2 of silu for x < 0, u = exp(x); round its zero r = -1.27... a polynomial times
// x - r likewise. In the tail, where u may be a denormal number, it is x u, with u as a square.
template <class T>
T slope_of_silu(const T& x) {
  using S = scalar_t<T>;
  static constexpr auto around_zero =
      series<S>({2.31295818003988732626596e-1L,    1.49684975953362281220993e-1L,    1.439444616907850776749553e-2L,
                 -1.760358869379250057610604e-2L,  -6.445212389899363520616383e-3L,  5.927353230715826315829853e-4L,
                 9.053790068035402729515721e-4L,   1.468740348502364246193206e-4L,   -6.602322740173750895162702e-5L,
                 -3.120291109365047473129497e-5L,  -1.387731705868974649133573e-7L,  3.238050930458654115657953e-6L,
                 7.483362111070242432759781e-7L,   -1.624942352213126312819738e-7L,  -1.123139338706680407561826e-7L,
                 -8.790645637230867988080064e-9L,  9.245883188963349636536914e-9L,   2.922066787852857610374072e-9L,
                 -2.676372074520387487311368e-10L, -3.417212086920776820937818e-10L, -4.492840835513079371303404e-11L,
                 2.100307227921880711750958e-11L,  6.476740906482489268131926e-12L});
  if (x > -2 && x < S(-0.375)) {
    return minus(x, {-0x1.474974p+0F, 0x1.bdf6fap-27F, 0x1.03945ap-53F}, 7.021703633367595973848e-25L) *
           around_zero(x + S(1.1875));
  }
  if (x < -edge_of_exp<S>) {
    const T root = exp(x / 2);
    return strong_product(1 + x, root) * root;
  }
  const T u = exp(x);
  return ((1 + x) + u) * u / (1 + u * (2 + u));
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// sigmoid(x) = 1 / (1 + exp(-x)); its derivative is u / (1 + u)^2 with u = exp(-|x|), which is not 0 where 1 - sigmoid
/// is.
template <detail::Number X>
DECLIVE_INLINE inline auto sigmoid(const X& x) {
  if constexpr (is_dual<X>) {
    const auto& a = x.value;
    const auto u = exp(a < 0 ? a : -a);
    return chain(sigmoid(a), u / (1 + u * (2 + u)), x);
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
/// normal density p(x) = exp(-x^2 / 2) / sqrt(2 pi).
template <detail::Number X>
DECLIVE_INLINE inline auto gelu(const X& x) {
  if constexpr (is_dual<X>) {
    return chain(gelu(x.value), detail::slope_of_gelu(x.value), x);
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
    if (!(a < 0)) return chain(silu(a), sigmoid(a) * (1 + detail::strong_product(a, sigmoid(-a))), x);
    return chain(silu(a), detail::slope_of_silu(a), x);
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
