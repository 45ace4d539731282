// Derivatives against those of derivative_table.inl, which knows 25 digits of each: within 4 ulp, 10 for the gamma
// functions.
#ifndef DECLIVE_TESTS_AUTODIFF_ACCURACY_HPP
#define DECLIVE_TESTS_AUTODIFF_ACCURACY_HPP

#include <doctest/doctest.h>

#include <string>

#include "autodiff/functions.hpp"

namespace accuracy {

using namespace functions;

struct Row {
  const char* name;
  long double x, y, by_x, by_y;
};
inline constexpr Row rows[] = {
#include "derivative_table.inl"
};

/// |computed - exact| in units of the last place of the exact value in T. An exact value beyond T's range must be
/// infinite.
template <class T>
double error_in_ulp(T computed, long double exact) {
  using Limits = std::numeric_limits<T>;
  if (exact == 0) return computed == 0 ? 0 : 1e30;
  int exponent = 0;
  std::frexp(exact, &exponent);
  if (exponent > Limits::max_exponent) return std::isinf(computed) && std::signbit(computed) == (exact < 0) ? 0 : 1e30;
  if (exponent < Limits::min_exponent) exponent = Limits::min_exponent;
  const long double ulp = std::ldexp(1.0L, exponent - Limits::digits);
  return static_cast<double>(std::fabs(static_cast<long double>(computed) - exact) / ulp);
}

inline double allowed(const std::string& name) {
  return name == "tgamma" || name == "lgamma" || name == "digamma" ? 10 : 4;
}

/// A row is left out where T has not got its arguments.
template <class T>
void check() {
  const auto table = all<T>();
  int compared = 0;
  for (const Row& row : rows) {
    const T x = static_cast<T>(row.x), y = static_cast<T>(row.y);
    if (static_cast<long double>(x) != row.x || static_cast<long double>(y) != row.y) continue;
    const std::string name = row.name;
    const Function<T>& f = find(table, name);
    CAPTURE(name);
    CAPTURE(x);
    CAPTURE(y);
    CHECK(error_in_ulp(f.one(Dual<T>(x, 1), Dual<T>(y)).partials[0], row.by_x) <= allowed(name));
    CHECK(error_in_ulp(f.one(Dual<T>(x), Dual<T>(y, 1)).partials[0], row.by_y) <= allowed(name));
    ++compared;
  }
  CHECK(compared > 1200);
}

}  // namespace accuracy

#endif
