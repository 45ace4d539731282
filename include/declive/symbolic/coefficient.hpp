// What a polynomial asks of its coefficients: double, std::int64_t, Rational or Number, and how they meet.
#ifndef DECLIVE_SYMBOLIC_COEFFICIENT_HPP
#define DECLIVE_SYMBOLIC_COEFFICIENT_HPP

#include "number.hpp"

namespace declive {

/// A coefficient type of Polynomial.
template <class C>
concept Coefficient =
    std::same_as<C, double> || std::same_as<C, std::int64_t> || std::same_as<C, Rational> || std::same_as<C, Number>;

namespace detail {

/// What may stand beside a polynomial in + - * and ==: a number that a coefficient can hold without loss.
template <class S>
concept Constant = Integer<S> || std::same_as<S, float> || std::same_as<S, double> || std::same_as<S, Rational> ||
    std::same_as<S, declive::Number>;

// The coefficients of a sum or product: exact types go to the wider one, exact and double to Number.
template <class A, class B>
struct CommonCoefficient {
  using type = declive::Number;
};
template <class A>
struct CommonCoefficient<A, A> {
  using type = A;
};
template <>
struct CommonCoefficient<std::int64_t, Rational> {
  using type = Rational;
};
template <>
struct CommonCoefficient<Rational, std::int64_t> {
  using type = Rational;
};
template <class A, class B>
using common_coefficient_t = typename CommonCoefficient<A, B>::type;

// The same where a polynomial with coefficients C meets a constant S: integers become C's.
template <class C, class S>
using meeting_coefficient_t =
    std::conditional_t<Integer<S>, C,
                       common_coefficient_t<C, std::conditional_t<std::is_floating_point_v<S>, double, S>>>;

// The coefficients of a quotient: of integers they are Rational.
template <class C>
using field_t = std::conditional_t<std::same_as<C, std::int64_t>, Rational, C>;

/// Conversions that lose nothing.
template <class From, class To>
inline constexpr bool is_widening = std::same_as<common_coefficient_t<From, To>, To>;

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

// A finite number as it is; NaN and infinities have no place in a polynomial.
template <Coefficient C>
C finite_coefficient(const char* operation, const C& x) {
  bool is_finite = true;
  if constexpr (std::same_as<C, double>) is_finite = x - x == 0;
  if constexpr (std::same_as<C, declive::Number>)
    is_finite = x.is_exact() || static_cast<double>(x) - static_cast<double>(x) == 0;
  if (!is_finite) raise<OverflowError>(text(operation, ": a coefficient is nan or infinite"));
  return x;
}

template <Coefficient C, class S>
C as_coefficient(const char* operation, const S& value) {
  if constexpr (Integer<S>) {
    if constexpr (std::same_as<C, double>)
      return static_cast<double>(value);
    else
      return C(as_int64(value));
  } else if constexpr (std::same_as<S, Rational> && std::same_as<C, double>) {
    return static_cast<double>(value);
  } else if constexpr (std::same_as<S, declive::Number> && std::same_as<C, double>) {
    return finite_coefficient(operation, static_cast<double>(value));
  } else {
    return finite_coefficient(operation, static_cast<C>(value));
  }
}

template <Coefficient C>
C sum_of(const C& x, const C& y) {
  if constexpr (std::same_as<C, std::int64_t>)
    return checked_add(x, y);
  else
    return finite_coefficient("operator+", C(x + y));
}
template <Coefficient C>
C difference_of(const C& x, const C& y) {
  if constexpr (std::same_as<C, std::int64_t>)
    return checked_subtract(x, y);
  else
    return finite_coefficient("operator-", C(x - y));
}
template <Coefficient C>
C product_of(const C& x, const C& y) {
  if constexpr (std::same_as<C, std::int64_t>)
    return checked_multiply(x, y);
  else
    return finite_coefficient("operator*", C(x * y));
}
template <Coefficient C>
C quotient_of(const C& x, const C& y) {
  if (y == C(0)) raise_value("operator/", "division of a polynomial by zero", {});
  return finite_coefficient("operator/", C(x / y));
}
template <Coefficient C>
C negative_of(const C& x) {
  if constexpr (std::same_as<C, std::int64_t>)
    return checked_negate(x);
  else
    return -x;
}

}  // namespace detail::inline DECLIVE_ABI
}  // namespace declive

#endif
