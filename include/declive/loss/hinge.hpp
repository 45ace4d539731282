// The hinge loss of support vector machines.
#ifndef DECLIVE_LOSS_HINGE_HPP
#define DECLIVE_LOSS_HINGE_HPP

#include "elementwise.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

struct HingeError {
  static constexpr bool by_row = false;
  template <class T, class P, class Y>
  DECLIVE_INLINE T value(const P& p, const Y& y) const {
    DECLIVE_UNFUSED
    const T m = T(1) - loss_operand<T>(y) * loss_operand<T>(p);
    return m > T(0) ? m : m <= T(0) ? T(0) : m;  // NaN is itself
  }
  template <class T, class P, class Y>
  DECLIVE_INLINE T slope(const P& p, const Y& y) const {
    DECLIVE_UNFUSED
    const T m = T(1) - loss_operand<T>(y) * loss_operand<T>(p);
    return m > T(0) ? T(-loss_operand<T>(y)) : m <= T(0) ? T(0) : m;
  }
};

// A target that is neither -1 nor 1 would be a loss of something else.
template <class Y>
HingeError hinge_error(const char* operation, const Y& target, const Site& site) {
  const auto y = matrix_view(target);
  for (Index k = 0; k < y.size(); ++k)
    if (!(element(y, k) == 1 || element(y, k) == -1))
      raise_value(operation, text("the target's element ", k, " is neither -1 nor 1"), site);
  return {};
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// The mean over all elements of max(0, 1 - y_i p_i) for scores p and targets y of -1 and 1; by reduction the sum, or the
/// array of the terms. Throws ShapeError, and ValueError if a target is neither -1 nor 1.
template <ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto hinge(const P& prediction, const Y& target, R reduction = {}, Site site = Site::here()) {
  return detail::loss_value("hinge", detail::hinge_error("hinge", target, site), prediction, target, reduction, site);
}
/// Its derivative by the prediction: -y_i / n where y_i p_i < 1, else 0, also at the kink; without the n for sum and none.
template <ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto hinge_gradient(const P& prediction, const Y& target, R reduction = {}, Site site = Site::here()) {
  return detail::loss_gradient("hinge_gradient", detail::hinge_error("hinge_gradient", target, site), prediction,
                               target, reduction, site);
}
/// Both in one pass: writes the gradient into `gradient`, which may be the prediction itself, and returns the loss.
template <ArrayLike G, ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto hinge_value_and_gradient_into(G&& gradient, const P& prediction, const Y& target, R reduction = {},
                                   Site site = Site::here()) {
  return detail::loss_gradient_into<true>("hinge_value_and_gradient_into",
                                          detail::hinge_error("hinge_value_and_gradient_into", target, site), gradient,
                                          prediction, target, reduction, site);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
