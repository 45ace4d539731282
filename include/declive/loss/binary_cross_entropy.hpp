// The cross-entropy of two classes, from the probability of one of them or from its logit.
#ifndef DECLIVE_LOSS_BINARY_CROSS_ENTROPY_HPP
#define DECLIVE_LOSS_BINARY_CROSS_ENTROPY_HPP

#include "elementwise.hpp"
#include "logarithm.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

struct BinaryCrossEntropy {
  static constexpr bool by_row = false;
  template <class T, class Y>
  DECLIVE_INLINE static T term(const T& x, const Y& c, const T& log_x, const T& log_rest) {
    DECLIVE_UNFUSED
    return -(weighted_log<T>(c, x, log_x) + weighted_log<T>(Y(Y(1) - c), T(T(1) - x), log_rest));
  }
  template <class T, class P, class Y>
  DECLIVE_INLINE T value(const P& p, const Y& y) const {
    const T x = static_cast<T>(p);
    return term<T>(x, loss_operand<T>(y), log_of(x), log1p_of(T(-x)));
  }
  template <class T, class P, class Y>
  DECLIVE_INLINE T slope(const P& p, const Y& y) const {
    DECLIVE_UNFUSED
    const T x = static_cast<T>(p), rest = T(1) - x;
    const auto c = loss_operand<T>(y);
    using C = decltype(c);
    return c == C(0) ? T(T(1) / rest) : c == C(1) ? T(T(-1) / x) : T((x - c) / (x * rest));
  }
  template <class T>
  struct Rest {
    using contraction_free = void;
    DECLIVE_INLINE T operator()(const T& x) const { return T(1) - x; }
  };
  template <class T>
  struct Term {
    using contraction_free = void;
    DECLIVE_INLINE T operator()(const T& x, const T& c, const T& log_x, const T& log_u) const {
      return term<T>(x, c, log_x, log1p_from(T(-x), log_u));
    }
  };
  template <class T>
  void values(Index n, const T* p, const T* y, T* out) const {
    Rest<T> rest;
    Term<T> of;
    T logs[std::size_t{log_chunk}];
    for_each_log_chunk(n, [&](Index count, Index at) {
      kernels::map_flat(rest, count, logs, p + at);
      kernels::apply<kernels::Function::log>(static_cast<const T*>(logs), logs, count);
      kernels::apply<kernels::Function::log>(p + at, out + at, count);
      kernels::map_flat(of, count, out + at, p + at, y + at, static_cast<const T*>(out + at),
                        static_cast<const T*>(logs));
    });
  }
};

struct BinaryCrossEntropyWithLogits {
  static constexpr bool by_row = false;
  // With a = |z|: a (1 - y) or a y, whichever has a z of the wrong sign, and log(1 + e^-a).
  template <class T, class P, class Y>
  DECLIVE_INLINE static T term(const P& z, const Y& y, const T& rest) {
    DECLIVE_UNFUSED
    const bool negative = z < P(0);
    const Y c = negative ? y : Y(Y(1) - y);
    const T a = negative ? T(-z) : T(z);
    return c == Y(0) ? rest : T(c * a + rest);
  }
  template <class T, class P, class Y>
  T value(const P& p, const Y& y) const {
    using std::exp;
    const T z = static_cast<T>(p);
    return term<T>(z, std::remove_cvref_t<decltype(loss_operand<T>(y))>(loss_operand<T>(y)),
                   log1p_of(T(exp(z < T(0) ? z : T(-z)))));
  }
  template <class T, class P, class Y>
  T slope(const P& p, const Y& y) const {
    return FunctionOf<kernels::Function::sigmoid>{}(static_cast<T>(p)) - loss_operand<T>(y);
  }
  template <class T>
  struct MinusMagnitude {
    using contraction_free = void;
    DECLIVE_INLINE T operator()(const T& x) const { return x < T(0) ? x : -x; }
  };
  template <class T>
  struct OnePlus {
    using contraction_free = void;
    DECLIVE_INLINE T operator()(const T& x) const { return T(1) + x; }
  };
  template <class T>
  struct Term {
    using contraction_free = void;
    DECLIVE_INLINE T operator()(const T& x, const T& c, const T& e, const T& log_u) const {
      return term<T>(x, c, log1p_from(e, log_u));
    }
  };
  template <class T>
  void values(Index n, const T* z, const T* y, T* out) const {
    MinusMagnitude<T> minus_magnitude;
    OnePlus<T> one_plus;
    Term<T> of;
    T e[std::size_t{log_chunk}];
    for_each_log_chunk(n, [&](Index count, Index at) {
      kernels::map_flat(minus_magnitude, count, e, z + at);
      kernels::apply<kernels::Function::exp>(static_cast<const T*>(e), e, count);
      kernels::map_flat(one_plus, count, out + at, static_cast<const T*>(e));
      kernels::apply<kernels::Function::log>(static_cast<const T*>(out + at), out + at, count);
      kernels::map_flat(of, count, out + at, z + at, y + at, static_cast<const T*>(e), static_cast<const T*>(out + at));
    });
  }
  template <class T>
  struct Slope {
    using contraction_free = void;
    T factor;
    DECLIVE_INLINE T operator()(const T& p, const T& c) const { return (p - c) * factor; }
  };
  template <class T>
  void slopes(Index n, const T* z, const T* y, T factor, T* out) const {
    Slope<T> slope{factor};
    T p[std::size_t{log_chunk}];
    for_each_log_chunk(n, [&](Index count, Index at) {
      kernels::apply<kernels::Function::sigmoid>(z + at, p, count);
      kernels::map_flat(slope, count, out + at, static_cast<const T*>(p), y + at);
    });
  }
};

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// The mean over all elements of -(y ln p + (1 - y) ln(1 - p)); by reduction the sum, or the array of the terms. The
/// prediction holds probabilities in [0, 1], the target values in [0, 1], mostly 0 and 1. Nothing is clamped (PyTorch cuts
/// the logarithms at -100): p = 0 costs +inf where y > 0 and nothing where y = 0; a p outside [0, 1] or NaN gives NaN.
/// Throws ShapeError.
template <ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto binary_cross_entropy(const P& prediction, const Y& target, R reduction = {}, Site site = Site::here()) {
  return detail::loss_value("binary_cross_entropy", detail::BinaryCrossEntropy{}, prediction, target, reduction, site);
}
/// Its derivative by the prediction: (p - y) / (p (1 - p)), its limits 1 / (1 - p) and -1 / p where y is 0 or 1; / n for
/// the mean.
template <ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto binary_cross_entropy_gradient(const P& prediction, const Y& target, R reduction = {}, Site site = Site::here()) {
  return detail::loss_gradient("binary_cross_entropy_gradient", detail::BinaryCrossEntropy{}, prediction, target,
                               reduction, site);
}
/// Both in one pass: writes the gradient into `gradient`, which may be the prediction itself, and returns the loss.
template <ArrayLike G, ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto binary_cross_entropy_value_and_gradient_into(G&& gradient, const P& prediction, const Y& target, R reduction = {},
                                                  Site site = Site::here()) {
  return detail::loss_gradient_into<true>("binary_cross_entropy_value_and_gradient_into", detail::BinaryCrossEntropy{},
                                          gradient, prediction, target, reduction, site);
}
/// The same of the probability sigmoid(z), from the logits z: max(z, 0) - z y + ln(1 + e^-|z|), which neither overflows nor
/// loses digits. Throws ShapeError.
template <ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto binary_cross_entropy_with_logits(const P& logits, const Y& target, R reduction = {}, Site site = Site::here()) {
  return detail::loss_value("binary_cross_entropy_with_logits", detail::BinaryCrossEntropyWithLogits{}, logits, target,
                            reduction, site);
}
/// Its derivative by the logits: sigmoid(z) - y, / n for the mean.
template <ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto binary_cross_entropy_with_logits_gradient(const P& logits, const Y& target, R reduction = {},
                                               Site site = Site::here()) {
  return detail::loss_gradient("binary_cross_entropy_with_logits_gradient", detail::BinaryCrossEntropyWithLogits{},
                               logits, target, reduction, site);
}
/// Both in one pass: writes the gradient into `gradient`, which may be the logit itself, and returns the loss.
template <ArrayLike G, ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto binary_cross_entropy_with_logits_value_and_gradient_into(G&& gradient, const P& logits, const Y& target,
                                                              R reduction = {}, Site site = Site::here()) {
  return detail::loss_gradient_into<true>("binary_cross_entropy_with_logits_value_and_gradient_into",
                                          detail::BinaryCrossEntropyWithLogits{}, gradient, logits, target, reduction,
                                          site);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
