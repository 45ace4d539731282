// Number: what SymPy calls a Number, an exact Rational or a double. Exact with exact stays exact; what meets a double
// becomes one. Coefficients of the default polynomials are Numbers, so that in 3*x*y + 0.5 the 3 stays an integer.
#ifndef DECLIVE_SYMBOLIC_NUMBER_HPP
#define DECLIVE_SYMBOLIC_NUMBER_HPP

#include "rational.hpp"

namespace declive {

class Number {
 public:
  DECLIVE_INLINE constexpr Number() = default;
  template <detail::Integer T>
  DECLIVE_INLINE constexpr Number(T value) : exact_(value) {}
  DECLIVE_INLINE constexpr Number(const Rational& value) : exact_(value) {}
  DECLIVE_INLINE constexpr Number(double value) : inexact_(value), is_exact_(false) {}

  DECLIVE_INLINE constexpr bool is_exact() const { return is_exact_; }
  /// The value of an exact number.
  DECLIVE_INLINE constexpr const Rational& exact() const { return exact_; }
  template <std::floating_point T>
  DECLIVE_INLINE constexpr explicit operator T() const {
    return is_exact_ ? static_cast<T>(exact_) : static_cast<T>(inexact_);
  }

 private:
  Rational exact_;
  double inexact_ = 0;
  bool is_exact_ = true;
};

namespace detail::inline DECLIVE_ABI {

template <class F>
constexpr declive::Number combined(const declive::Number& x, const declive::Number& y, F f) {
  if (x.is_exact() && y.is_exact()) return f(x.exact(), y.exact());
  return f(static_cast<double>(x), static_cast<double>(y));
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

constexpr Number operator+(const Number& x, const Number& y) {
  return detail::combined(x, y, [](auto a, auto b) { return Number(a + b); });
}
constexpr Number operator-(const Number& x, const Number& y) {
  return detail::combined(x, y, [](auto a, auto b) { return Number(a - b); });
}
constexpr Number operator*(const Number& x, const Number& y) {
  return detail::combined(x, y, [](auto a, auto b) { return Number(a * b); });
}
constexpr Number operator/(const Number& x, const Number& y) {
  return detail::combined(x, y, [](auto a, auto b) { return Number(a / b); });
}
constexpr Number operator-(const Number& x) {
  return x.is_exact() ? Number(-x.exact()) : Number(-static_cast<double>(x));
}
/// By value: a double and a Rational are equal if the nearest double to the Rational is that double.
constexpr bool operator==(const Number& x, const Number& y) {
  if (x.is_exact() && y.is_exact()) return x.exact() == y.exact();
  return static_cast<double>(x) == static_cast<double>(y);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
