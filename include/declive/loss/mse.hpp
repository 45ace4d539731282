// The mean squared error.
#ifndef DECLIVE_LOSS_MSE_HPP
#define DECLIVE_LOSS_MSE_HPP

#include "elementwise.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

struct SquaredError {
  static constexpr bool by_row = false;
  template <class T, class P, class Y>
  DECLIVE_INLINE T value(const P& p, const Y& y) const {
    const T d = loss_operand<T>(p) - loss_operand<T>(y);
    return d * d;
  }
  template <class T, class P, class Y>
  DECLIVE_INLINE T slope(const P& p, const Y& y) const {
    const T d = loss_operand<T>(p) - loss_operand<T>(y);
    return d + d;
  }
};

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// (1/n) sum (p_i - y_i)^2 over all n elements of a prediction p and a target y of equal shapes; by reduction the sum, or
/// the array of the squares. Throws ShapeError.
template <ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto mse(const P& prediction, const Y& target, R reduction = {}, Site site = Site::here()) {
  return detail::loss_value("mse", detail::SquaredError{}, prediction, target, reduction, site);
}
/// Its derivative by the prediction: 2 (p_i - y_i) / n; without the n for sum and none. Throws ShapeError.
template <ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto mse_gradient(const P& prediction, const Y& target, R reduction = {}, Site site = Site::here()) {
  return detail::loss_gradient("mse_gradient", detail::SquaredError{}, prediction, target, reduction, site);
}
/// Both in one pass: writes the gradient into `gradient`, which may be the prediction itself, and returns the loss.
template <ArrayLike G, ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto mse_value_and_gradient_into(G&& gradient, const P& prediction, const Y& target, R reduction = {},
                                 Site site = Site::here()) {
  return detail::loss_gradient_into<true>("mse_value_and_gradient_into", detail::SquaredError{}, gradient, prediction,
                                          target, reduction, site);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
