// A gradient that was written by hand, compared with the one by duals and with central differences.
#ifndef DECLIVE_AUTODIFF_GRADIENT_CHECK_HPP
#define DECLIVE_AUTODIFF_GRADIENT_CHECK_HPP

#include <cmath>

#include "gradient.hpp"
#include "print.hpp"

namespace declive {

/// What gradient_check found: the component of the largest error, its three values, and the errors relative to the size
/// of the component, or to sqrt(eps) times the largest one if that is larger.
template <class T>
struct GradientCheck {
  Index worst = 0;            ///< the component whose `error` is largest, counted row after row
  T given = T(0);             ///< its value in the gradient that is checked,
  T by_duals = T(0);          ///< by dual numbers,
  T by_differences = T(0);    ///< and by central differences, good to about eps^(2/3)
  T error = T(0);             ///< the largest error of the given gradient against duals; NaN if there is one
  T difference_error = T(0);  ///< the largest error of central differences against duals, over all components
  T tolerance = T(0);
  DECLIVE_INLINE constexpr GradientCheck() = default;
  /// Whether the given gradient agrees with duals within the tolerance.
  DECLIVE_INLINE bool passed() const { return error <= tolerance; }
};

namespace detail::inline DECLIVE_ABI {

template <class T>
T relative_error(const T& a, const T& b, const T& floor) {
  if (a == b) return T(0);
  T size = std::fabs(a) > std::fabs(b) ? std::fabs(a) : std::fabs(b);
  if (size < floor) size = floor;
  return std::fabs(a - b) / size;
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// Compares `gradient`, an array of x's shape or a function that makes one of x, with the gradient of the number-valued
/// f at x by dual numbers and by central differences (f(x + h) - f(x - h)) / (2 h) with h = cbrt(eps) max(1, |x_k|).
/// f is called with arrays of plain numbers, too. Throws ShapeError if the gradient has not x's shape.
template <class F, class G, ArrayLike X>
auto gradient_check(F&& f, G&& gradient, const X& x, double tolerance = 1e-6, Site site = Site::here()) {
  using T = detail::element_t<X>;
  static_assert(std::is_floating_point_v<T>, "declive: gradient_check needs floating-point elements");
  const auto given = [&] {
    if constexpr (std::invocable<G&, const X&>)
      return gradient(x);
    else
      return detail::lifted<T>(gradient);
  }();
  static_assert(ArrayLike<decltype(given)>, "declive: gradient_check: the gradient must be an array of x's shape");
  detail::check_same_shape("gradient_check", "and", given, x, site);
  const auto by_duals = declive::gradient(f, x);
  using Limits = std::numeric_limits<T>;
  const T step = std::cbrt(Limits::epsilon());
  T largest = T(0);
  for (const auto& slope : by_duals)
    if (std::fabs(slope) > largest) largest = static_cast<T>(std::fabs(slope));
  const T floor = largest * std::sqrt(Limits::epsilon());

  GradientCheck<T> check;
  check.tolerance = static_cast<T>(tolerance);
  auto moved = detail::lifted<T>(x);
  bool first = true;
  for (Index k = 0; k < moved.size(); ++k) {
    T& component = moved.data()[k];
    const T center = component, h = step * (std::fabs(center) > T(1) ? std::fabs(center) : T(1));
    component = center + h;
    const T above = component, f_above = static_cast<T>(f(std::as_const(moved)));
    component = center - h;
    const T below = component, f_below = static_cast<T>(f(std::as_const(moved)));
    component = center;
    const T difference = (f_above - f_below) / (above - below), exact = static_cast<T>(by_duals.data()[k]);
    const T error = detail::relative_error(static_cast<T>(detail::flat(detail::view(given), k)), exact, floor);
    const T spread = detail::relative_error(difference, exact, floor);
    if (!(spread <= check.difference_error)) check.difference_error = spread;
    if (first || (!(error <= check.error) && check.error == check.error)) {
      check.worst = k;
      check.given = static_cast<T>(detail::flat(detail::view(given), k));
      check.by_duals = exact;
      check.by_differences = difference;
      check.error = error;
      first = false;
    }
  }
  return check;
}

/// One line, e.g. "component 3: given 1.5, by duals 1.25, by central differences 1.2500001: error 0.2 > 1e-06".
template <class T>
std::string to_string(const GradientCheck<T>& check) {
  return detail::text("component ", check.worst, ": given ", detail::shortest(check.given), ", by duals ",
                      detail::shortest(check.by_duals), ", by central differences ",
                      detail::shortest(check.by_differences), ": error ", detail::shortest(check.error),
                      check.passed() ? " <= " : " > ", detail::shortest(check.tolerance));
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
