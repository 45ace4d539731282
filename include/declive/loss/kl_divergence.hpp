// The Kullback-Leibler divergence of probabilities.
#ifndef DECLIVE_LOSS_KL_DIVERGENCE_HPP
#define DECLIVE_LOSS_KL_DIVERGENCE_HPP

#include "cross_entropy.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

struct KlDivergence {
  static constexpr bool by_row = true;
  template <class T, class C>
  DECLIVE_INLINE static T term(const T& x, const C& c, const T& log_x, const C& log_c) {
    return c == C(0) ? x < T(0) ? log_x : T(x * T(0)) : T(c * (log_c - log_x));
  }
  template <class T, class P, class Y>
  DECLIVE_INLINE T value(const P& p, const Y& y) const {
    const T x = static_cast<T>(p);
    const auto c = loss_operand<T>(y);
    return term<T>(x, c, log_of(x), log_of(c));
  }
  template <class T, class P, class Y>
  DECLIVE_INLINE T slope(const P& p, const Y& y) const {
    return CrossEntropy{}.template slope<T>(p, y);
  }
  template <class T>
  struct Term {
    using contraction_free = void;
    DECLIVE_INLINE T operator()(const T& x, const T& c, const T& log_x, const T& log_c) const {
      return term<T>(x, c, log_x, log_c);
    }
  };
  template <class T>
  void values(Index n, const T* p, const T* y, T* out) const {
    Term<T> of;
    T log_y[std::size_t{log_chunk}];
    for_each_log_chunk(n, [&](Index count, Index at) {
      kernels::apply<kernels::Function::log>(y + at, log_y, count);
      kernels::apply<kernels::Function::log>(p + at, out + at, count);
      kernels::map_flat(of, count, out + at, p + at, y + at, static_cast<const T*>(out + at),
                        static_cast<const T*>(log_y));
    });
  }
};

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// KL(y || p) = sum_j y_j ln(y_j / p_j) over the classes of a sample: a vector is one sample, a matrix has one a row. The
/// mean over the samples (PyTorch's batchmean); by reduction the sum, or a divergence for each row. Both hold
/// probabilities (PyTorch's kl_div takes the logarithm of the prediction), as in cross_entropy. Throws ShapeError.
template <ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto kl_divergence(const P& prediction, const Y& target, R reduction = {}, Site site = Site::here()) {
  return detail::loss_value("kl_divergence", detail::KlDivergence{}, prediction, target, reduction, site);
}
/// Its derivative by the prediction: -y_j / p_j, divided by the number of samples for the mean; 0 where y_j = 0.
template <ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto kl_divergence_gradient(const P& prediction, const Y& target, R reduction = {}, Site site = Site::here()) {
  return detail::loss_gradient("kl_divergence_gradient", detail::KlDivergence{}, prediction, target, reduction, site);
}
/// Both in one pass: writes the gradient into `gradient`, which may be the prediction itself, and returns the loss.
template <ArrayLike G, ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto kl_divergence_value_and_gradient_into(G&& gradient, const P& prediction, const Y& target, R reduction = {},
                                           Site site = Site::here()) {
  return detail::loss_gradient_into<true>("kl_divergence_value_and_gradient_into", detail::KlDivergence{}, gradient,
                                          prediction, target, reduction, site);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
