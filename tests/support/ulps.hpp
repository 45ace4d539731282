// Errors of functions in units in the last place.
#ifndef DECLIVE_TESTS_SUPPORT_ULPS_HPP
#define DECLIVE_TESTS_SUPPORT_ULPS_HPP

#include <algorithm>
#include <cmath>
#include <limits>

namespace support {

/// |computed - exact| in units of the spacing of T's at `exact`, at least the smallest subnormal. An infinite result
/// counts as the number behind the largest; NaN for NaN is 0, NaN on one side alone infinite.
template <class T>
double ulps(T computed, long double exact) {
  using Limits = std::numeric_limits<T>;
  if (std::isnan(computed) || std::isnan(exact))
    return std::isnan(computed) && std::isnan(exact) ? 0 : std::numeric_limits<double>::infinity();
  const long double behind = std::ldexp(1.0L, Limits::max_exponent);
  const auto clamped = [behind](long double x) { return std::clamp(x, -behind, behind); };
  const long double target = clamped(exact);
  int exponent = Limits::min_exponent;
  if (target != 0) std::frexp(target, &exponent);
  exponent = std::clamp(exponent, Limits::min_exponent, int{Limits::max_exponent});
  const long double unit = std::ldexp(1.0L, exponent - Limits::digits);
  return static_cast<double>(std::fabs(clamped(static_cast<long double>(computed)) - target) / unit);
}

}  // namespace support

#endif
