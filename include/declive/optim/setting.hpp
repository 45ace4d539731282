// The checks of hyper-parameters: an error names the method, the setting and its value, as in
//   Adam: learning_rate is -0.1: it must be a number >= 0 [main.cpp:17]
// and what optim asks of single numbers.
#ifndef DECLIVE_OPTIM_SETTING_HPP
#define DECLIVE_OPTIM_SETTING_HPP

#include <cmath>
#include <cstdio>
#include <limits>

#include "../error.hpp"

namespace declive::detail {

inline constexpr double no_limit = std::numeric_limits<double>::infinity();

}  // namespace declive::detail

namespace declive::detail::inline DECLIVE_ABI {

template <class T>
constexpr T larger(T a, T b) {
  return a > b ? a : b;
}
template <class T>
constexpr T smaller(T a, T b) {
  return a < b ? a : b;
}
template <class T>
constexpr T between(T x, T low, T high) {
  return smaller(larger(x, low), high);
}
template <class T>
bool is_finite(T x) {
  return std::isfinite(x);
}

/// x as printf's %g writes it.
DECLIVE_COLD inline std::string number_text(double x) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%g", x);
  return buffer;
}

[[noreturn]] DECLIVE_COLD inline void raise_setting(const char* owner, const char* name, const std::string& value,
                                                    const char* rule, const Site& site) {
  raise_value(owner, text(name, " is ", value, ": it must be ", rule), site);
}

/// low <= value <= high; NaN is refused, infinity where it is the bound.
inline void check_setting(const char* owner, const char* name, double value, double low, double high, const char* rule,
                          const Site& site) {
  if (!(value >= low && value <= high)) raise_setting(owner, name, number_text(value), rule, site);
}
inline void check_not_negative(const char* owner, const char* name, double value, const Site& site) {
  check_setting(owner, name, value, 0, (std::numeric_limits<double>::max)(), "a number >= 0", site);
}
/// A weight of the past: 1 would never forget.
inline void check_decay_rate(const char* owner, const char* name, double value, const Site& site) {
  if (!(value >= 0 && value < 1)) raise_setting(owner, name, number_text(value), "in [0, 1)", site);
}
inline void check_at_least(const char* owner, const char* name, Index value, Index low, const Site& site) {
  if (value < low) raise_setting(owner, name, text(value), text("at least ", low).c_str(), site);
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
