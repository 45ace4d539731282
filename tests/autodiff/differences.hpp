// First and second derivatives against central differences at random points.
#ifndef DECLIVE_TESTS_AUTODIFF_DIFFERENCES_HPP
#define DECLIVE_TESTS_AUTODIFF_DIFFERENCES_HPP

#include <doctest/doctest.h>

#include <string>

#include "autodiff/functions.hpp"

namespace differences {

using namespace functions;

/// (g(x + h) - g(x - h)) / 2 h, and what it may be off by: h^2 / 6 g''' (taken from twice the step, where the error is
/// four times as large) and the rounding of g.
template <class T, class G>
bool agrees(T derivative, G g, T x) {
  const T h = std::ldexp(T(1), -std::numeric_limits<T>::digits / 3), one = (g(x + h) - g(x - h)) / (2 * h),
          two = (g(x + 2 * h) - g(x - 2 * h)) / (4 * h);
  const T rounding = 16 * std::numeric_limits<T>::epsilon() * (std::fabs(g(x)) + std::fabs(derivative) + 1) / h;
  return std::fabs(derivative - one) <= std::fabs(two - one) + rounding;
}

/// Points at which every function is smooth over a neighbourhood: 0.1 < x < 0.9, 1.1 < y < 1.9, and x + 1 for acosh.
template <class T>
void check(std::uint64_t seed) {
  support::Random random(seed);
  CAPTURE(seed);
  for (const Function<T>& f : all<T>()) {
    const std::string name = f.name;
    CAPTURE(name);
    for (int trial = 0; trial < 50; ++trial) {
      const T x = T(0.5) + T(0.4) * random.uniform<T>() + (name == "acosh" ? 1 : 0),
              y = T(1.5) + T(0.4) * random.uniform<T>();
      if (name == "round" && std::fabs(x - T(0.5)) < T(0.01)) continue;
      if (name == "pow(-2, x)") continue;  // NaN between whole numbers
      CAPTURE(x);
      CAPTURE(y);
      const auto slope = [&](T at, T to) { return f.one(Dual<T>(at, 1), Dual<T>(to)).partials[0]; };
      CHECK(agrees<T>(
          slope(x, y), [&](T at) { return f.plain(at, y); }, x));
      CHECK(agrees<T>(
          f.one(Dual<T>(x), Dual<T>(y, 1)).partials[0], [&](T at) { return f.plain(x, at); }, y));
      using D = Dual<T>;
      const auto second = f.nested(Dual<D>(D(x, 1), D(1)), Dual<D>(D(y))).partials[0].partials[0];
      CHECK(agrees<T>(
          second, [&](T at) { return slope(at, y); }, x));
      const auto mixed = f.nested(Dual<D>(D(x, 1)), Dual<D>(D(y), D(1))).partials[0].partials[0];
      CHECK(agrees<T>(
          mixed, [&](T at) { return slope(x, at); }, y));
      // Schwarz: the other order of the two derivatives.
      const auto swapped = f.nested(Dual<D>(D(x), D(1)), Dual<D>(D(y, 1))).partials[0].partials[0];
      CHECK(std::fabs(mixed - swapped) <= 64 * std::numeric_limits<T>::epsilon() * (1 + std::fabs(mixed)));
    }
  }
}

}  // namespace differences

#endif
