// The mean absolute error.
#ifndef DECLIVE_LOSS_MAE_HPP
#define DECLIVE_LOSS_MAE_HPP

#include "elementwise.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

struct AbsoluteError {
  static constexpr bool by_row = false;
  template <class T, class P, class Y>
  DECLIVE_INLINE T value(const P& p, const Y& y) const {
    using std::abs;
    const T d = loss_operand<T>(p) - loss_operand<T>(y);
    return abs(d);
  }
  template <class T, class P, class Y>
  DECLIVE_INLINE T slope(const P& p, const Y& y) const {
    const T d = loss_operand<T>(p) - loss_operand<T>(y);
    return d > T(0) ? T(1) : d < T(0) ? T(-1) : d;  // 0 and NaN are themselves
  }
};

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// (1/n) sum |p_i - y_i| over all n elements of a prediction p and a target y of equal shapes; by reduction the sum, or the
/// array of the differences. Throws ShapeError.
template <ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto mae(const P& prediction, const Y& target, R reduction = {}, Site site = Site::here()) {
  return detail::loss_value("mae", detail::AbsoluteError{}, prediction, target, reduction, site);
}
/// Its derivative by the prediction: sign(p_i - y_i) / n, and 0 where p_i = y_i (the least of the subgradients); without
/// the n for sum and none. Throws ShapeError.
template <ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto mae_gradient(const P& prediction, const Y& target, R reduction = {}, Site site = Site::here()) {
  return detail::loss_gradient("mae_gradient", detail::AbsoluteError{}, prediction, target, reduction, site);
}
/// Both in one pass: writes the gradient into `gradient`, which may be the prediction itself, and returns the loss.
template <ArrayLike G, ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto mae_value_and_gradient_into(G&& gradient, const P& prediction, const Y& target, R reduction = {},
                                 Site site = Site::here()) {
  return detail::loss_gradient_into<true>("mae_value_and_gradient_into", detail::AbsoluteError{}, gradient, prediction,
                                          target, reduction, site);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
