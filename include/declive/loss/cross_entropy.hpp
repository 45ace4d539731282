// The cross-entropy of probabilities. From logits: softmax_cross_entropy.hpp, which is exact where this overflows.
#ifndef DECLIVE_LOSS_CROSS_ENTROPY_HPP
#define DECLIVE_LOSS_CROSS_ENTROPY_HPP

#include "elementwise.hpp"
#include "logarithm.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

struct CrossEntropy {
  static constexpr bool by_row = true;
  template <class T, class P, class Y>
  DECLIVE_INLINE T value(const P& p, const Y& y) const {
    const T x = static_cast<T>(p);
    return -weighted_log<T>(loss_operand<T>(y), x, log_of(x));
  }
  template <class T, class P, class Y>
  DECLIVE_INLINE T slope(const P& p, const Y& y) const {
    const T x = static_cast<T>(p);
    const auto c = loss_operand<T>(y);
    return c == decltype(c)(0) ? T(x * T(0)) : T(-c / x);
  }
  template <class T>
  struct Term {
    using contraction_free = void;
    DECLIVE_INLINE T operator()(const T& x, const T& c, const T& log_x) const { return -weighted_log(c, x, log_x); }
  };
  template <class T>
  void values(Index n, const T* p, const T* y, T* out) const {
    Term<T> term;
    kernels::apply<kernels::Function::log>(p, out, n);
    kernels::map_flat(term, n, out, p, y, static_cast<const T*>(out));
  }
};

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// L = - sum_j y_j ln p_j over the classes of a sample: a vector is one sample, a matrix has one a row. The mean over the
/// samples; by reduction the sum, or a loss for each row. The prediction holds probabilities in [0, 1], which are neither
/// checked nor clamped nor normalised: a term with y = 0 is 0, one with y > 0 and p = 0 is +inf, a negative or NaN
/// probability gives NaN. The target has the same shape: one-hot or soft rows. Throws ShapeError.
template <ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto cross_entropy(const P& prediction, const Y& target, R reduction = {}, Site site = Site::here()) {
  return detail::loss_value("cross_entropy", detail::CrossEntropy{}, prediction, target, reduction, site);
}
/// Its derivative by the prediction: -y_j / p_j, divided by the number of samples for the mean; 0 where y_j = 0.
template <ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto cross_entropy_gradient(const P& prediction, const Y& target, R reduction = {}, Site site = Site::here()) {
  return detail::loss_gradient("cross_entropy_gradient", detail::CrossEntropy{}, prediction, target, reduction, site);
}
/// Both in one pass: writes the gradient into `gradient`, which may be the prediction itself, and returns the loss.
template <ArrayLike G, ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto cross_entropy_value_and_gradient_into(G&& gradient, const P& prediction, const Y& target, R reduction = {},
                                           Site site = Site::here()) {
  return detail::loss_gradient_into<true>("cross_entropy_value_and_gradient_into", detail::CrossEntropy{}, gradient,
                                          prediction, target, reduction, site);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
