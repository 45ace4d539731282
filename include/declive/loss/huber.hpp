// The Huber loss: squared for small errors, absolute for large ones.
#ifndef DECLIVE_LOSS_HUBER_HPP
#define DECLIVE_LOSS_HUBER_HPP

#include "elementwise.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

template <class Real>
struct HuberError {
  static constexpr bool by_row = false;
  Real delta;
  template <class T, class P, class Y>
  DECLIVE_INLINE T value(const P& p, const Y& y) const {
    using std::abs;
    const Real half = Real(0.5);
    const T d = loss_operand<T>(p) - loss_operand<T>(y), a = abs(d);
    return a <= delta ? T(half * d * d) : T(delta * (a - half * delta));
  }
  template <class T, class P, class Y>
  DECLIVE_INLINE T slope(const P& p, const Y& y) const {
    const T d = loss_operand<T>(p) - loss_operand<T>(y);
    return d > delta ? T(delta) : d < -delta ? T(-delta) : d;
  }
};

template <class Real>
HuberError<Real> huber_error(const char* operation, Real delta, const Site& site) {
  if (!(delta > Real(0))) {
    if constexpr (std::is_arithmetic_v<Real>)
      raise_value(operation, text("delta ", std::to_string(delta), " is not positive"), site);
    else
      raise_value(operation, "delta is not positive", site);
  }
  return {delta};
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// The mean over all elements of d^2 / 2 where |d| <= delta, delta (|d| - delta / 2) elsewhere, with d = p - y; by
/// reduction the sum, or the array of the terms (PyTorch's huber_loss; P. Huber, Robust Estimation of a Location
/// Parameter, 1964). Throws ShapeError, and ValueError unless delta > 0.
template <ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto huber(const P& prediction, const Y& target, detail::real_scalar_t<detail::loss_t<P, Y>> delta = 1,
           R reduction = {}, Site site = Site::here()) {
  return detail::loss_value("huber", detail::huber_error("huber", delta, site), prediction, target, reduction, site);
}
/// Its derivative by the prediction: d clipped to [-delta, delta], / n for the mean.
template <ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto huber_gradient(const P& prediction, const Y& target, detail::real_scalar_t<detail::loss_t<P, Y>> delta = 1,
                    R reduction = {}, Site site = Site::here()) {
  return detail::loss_gradient("huber_gradient", detail::huber_error("huber_gradient", delta, site), prediction, target,
                               reduction, site);
}
/// Both in one pass: writes the gradient into `gradient`, which may be the prediction itself, and returns the loss.
template <ArrayLike G, ArrayLike P, ArrayLike Y, class R = Reduction::Mean>
auto huber_value_and_gradient_into(G&& gradient, const P& prediction, const Y& target,
                                   detail::real_scalar_t<detail::loss_t<P, Y>> delta = 1, R reduction = {},
                                   Site site = Site::here()) {
  return detail::loss_gradient_into<true>("huber_value_and_gradient_into",
                                          detail::huber_error("huber_value_and_gradient_into", delta, site), gradient,
                                          prediction, target, reduction, site);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
