// The value of a polynomial: at numbers and duals, exactly at integers and Rationals, and at square matrices.
#ifndef DECLIVE_SYMBOLIC_EVALUATE_HPP
#define DECLIVE_SYMBOLIC_EVALUATE_HPP

#include <initializer_list>

#include "../linalg/products.hpp"
#include "calculus.hpp"

namespace declive {

namespace detail {
// What is evaluated in the coefficients' own exact arithmetic.
template <class S>
concept ExactValue = Integer<S> || std::same_as<S, Rational> || std::same_as<S, declive::Number>;

// What comes out there: the coefficients' type, or the values' if that is wider.
template <class C, class... S>
struct ExactResult {
  using type = C;
};
template <class C, class S, class... Rest>
struct ExactResult<C, S, Rest...> : ExactResult<meeting_coefficient_t<C, S>, Rest...> {};
template <class C, class... S>
using exact_result_t = typename ExactResult<C, S...>::type;
}  // namespace detail

namespace detail::inline DECLIVE_ABI {

// A coefficient beside values of type S: a complex number, a dual, a floating-point number.
template <class S, class C>
S as_value(const C& coefficient) {
  if constexpr (std::same_as<S, C> && ExactValue<S>)
    return coefficient;
  else if constexpr (ExactValue<S> && is_widening<C, S>)
    return as_coefficient<S>("evaluate", coefficient);
  else if constexpr (std::is_floating_point_v<S>)
    return static_cast<S>(coefficient);
  else if constexpr (is_complex<S>)
    return S(static_cast<real_t<S>>(coefficient));
  else
    return S(as_factor<S>(static_cast<double>(coefficient)));
}

// x + y and x y; of exact numbers with their checks.
template <class S>
S value_sum(const S& x, const S& y) {
  if constexpr (ExactValue<S>)
    return sum_of(x, y);
  else
    return x + y;
}
template <class S>
S value_product(const S& x, const S& y) {
  if constexpr (ExactValue<S>)
    return product_of(x, y);
  else
    return x * y;
}

// x^n, n > 0, by repeated squaring.
template <class S>
S value_power(const S& x, Index n) {
  if (n == 1) return x;
  const S half = value_power(x, n / 2), square = value_product(half, half);
  return n % 2 == 0 ? square : value_product(square, x);
}

// Horner's scheme in variable v over terms [first, last), which agree in the variables before v; the coefficients are
// polynomials in those behind it. Variable v has the value values[place[v]].
template <class S, class C>
S horner(const Polynomial<C>& p, const S* values, const Index* place, Index first, Index last, Index v) {
  if (v == p.exponents().cols()) return as_value<S>(p.coefficient(first));
  const S& x = values[place[v]];
  Index exponent = p.exponent(first, v);
  const auto same_power = [&](Index from) {
    Index end = from;
    while (end < last && p.exponent(end, v) == p.exponent(from, v)) ++end;
    return end;
  };
  Index end = same_power(first);
  S sum = horner(p, values, place, first, end, v + 1);
  while (end < last) {
    const Index next = same_power(end);
    sum = value_sum(value_product(sum, value_power(x, exponent - p.exponent(end, v))),
                    horner(p, values, place, end, next, v + 1));
    exponent = p.exponent(end, v);
    end = next;
  }
  return exponent > 0 ? value_product(sum, value_power(x, exponent)) : sum;
}

template <class S, class C>
S evaluate_terms(const Polynomial<C>& p, const S* values, const Index* place) {
  return p.size() == 0 ? as_value<S>(C(0)) : horner(p, values, place, Index{0}, p.size(), Index{0});
}

// The value at a square matrix: Horner's scheme with products of matrices.
template <class M, class C>
M evaluate_matrix(const Polynomial<C>& p, const M& a) {
  using T = value_type_t<M>;
  M sum(a.rows(), a.rows(), T(0));
  for (Index k = 0; k < p.size(); ++k) {
    const T coefficient = as_value<T>(p.coefficient(k));
    for (Index i = 0; i < a.rows(); ++i) sum(i, i) = sum(i, i) + coefficient;
    if (p.is_constant()) break;
    const Index below = k + 1 < p.size() ? p.exponent(k + 1, 0) : 0;
    for (Index n = p.exponent(k, 0); n > below; --n) sum = M(sum * a);
  }
  return sum;
}

}  // namespace detail::inline DECLIVE_ABI

/// A polynomial as a function of given variables: what lambdify returns.
template <Coefficient C>
class PolynomialFunction {
 public:
  DECLIVE_INLINE PolynomialFunction(Polynomial<C> p, Index arguments, Vector<Index> place)
      : polynomial_(std::move(p)), arguments_(arguments), place_(std::move(place)) {}
  DECLIVE_INLINE PolynomialFunction(const PolynomialFunction&) = default;
  DECLIVE_INLINE PolynomialFunction(PolynomialFunction&&) = default;
  DECLIVE_INLINE PolynomialFunction& operator=(const PolynomialFunction&) = default;
  DECLIVE_INLINE PolynomialFunction& operator=(PolynomialFunction&&) = default;
  DECLIVE_INLINE ~PolynomialFunction() = default;

  /// f(a, b, ...), one value for each variable, all of one type or integers beside it. Throws ValueError if their
  /// number differs.
  template <class... S>
    requires(sizeof...(S) > 0 && !(ArrayLike<S> || ...))
  DECLIVE_INLINE auto operator()(const S&... values) const {
    check(static_cast<Index>(sizeof...(S)));
    if constexpr ((detail::ExactValue<S> && ...)) {
      using R = detail::exact_result_t<C, S...>;
      const R all[] = {R(detail::as_coefficient<R>("evaluate", values))...};
      return detail::evaluate_terms<R>(Polynomial<R>(polynomial_), all, place_.data());
    } else {
      using R = std::remove_cvref_t<decltype((values * ...))>;
      const R all[] = {R(values)...};
      return detail::evaluate_terms<R>(polynomial_, all, place_.data());
    }
  }
  /// f of a vector of the values: what gradient, hessian and minimize call.
  template <VectorLike X>
  DECLIVE_INLINE auto operator()(const X& values) const {
    check(values.size());
    const Vector<value_type_t<X>> all(values);
    return detail::evaluate_terms<value_type_t<X>>(polynomial_, all.data(), place_.data());
  }

 private:
  DECLIVE_INLINE void check(Index given) const {
    if (given != arguments_)
      detail::raise_value("lambdify", detail::text("a function of ", arguments_, " variables called with ", given), {});
  }

  Polynomial<C> polynomial_;
  Index arguments_;
  Vector<Index> place_;
};

inline namespace DECLIVE_ABI {

/// p as a function of the listed symbols, in the order of the list: lambdify({x, y}, p)(1.0, 2.0). Throws ValueError if
/// one is not a symbol or stands there twice, or if p has a variable that is not listed.
template <class V, class C>
PolynomialFunction<C> lambdify(std::initializer_list<Polynomial<V>> symbols, const Polynomial<C>& p,
                               Site site = Site::here()) {
  std::vector<std::string> names;
  for (const Polynomial<V>& x : symbols) {
    const std::string& name = detail::symbol_name("lambdify", x, site);
    if (detail::place_of(names, name) >= 0)
      detail::raise_value("lambdify", detail::text("\"", name, "\" is listed twice"), site);
    names.push_back(name);
  }
  Vector<Index> place(p.exponents().cols());
  for (Index v = 0; v < place.size(); ++v) {
    const std::string& name = p.variables()[static_cast<std::size_t>(v)];
    place[v] = detail::place_of(names, name);
    if (place[v] < 0)
      detail::raise_value("lambdify", detail::text("\"", name, "\" of \"", to_string(p), "\" is not listed"), site);
  }
  return {p, detail::number_of_variables(names), std::move(place)};
}

/// The value of a polynomial in one variable (or of a constant) at x; p(x) is the same.
///   - x a floating-point or complex number, or a dual: by Horner's scheme in x's type
///   - x an integer, a Rational or a Number: exact, in the coefficients' type (OverflowError)
///   - x a polynomial: the composition
///   - x a square matrix: c_0 I + c_1 A + c_2 A^2 + ..., degree - 1 products; integers are computed in double
/// Throws ValueError if p has more variables, ShapeError if the matrix is not square.
template <Coefficient C, class X>
auto evaluate(const Polynomial<C>& p, const X& x, Site site = Site::here()) {
  if (p.exponents().cols() > 1)
    detail::raise_value(
        "evaluate",
        detail::text("\"", to_string(p), "\" has ", p.exponents().cols(), " variables: use lambdify or subs"), site);
  if constexpr (MatrixLike<X>) {
    static_assert(detail::extents_agree(detail::Like<X>::rows, detail::Like<X>::cols),
                  "declive: a polynomial of a matrix needs a square one");
    if (x.rows() != x.cols()) detail::raise_shape("evaluate", x.dims(), "the matrix is not square", site);
    using T = std::conditional_t<std::is_integral_v<value_type_t<X>>, double, value_type_t<X>>;
    constexpr Index n = detail::same_extent(detail::Like<X>::rows, detail::Like<X>::cols);
    return detail::evaluate_matrix(p, Matrix<T, n, n>(x));
  } else if constexpr (detail::is_polynomial<X>) {
    using D = detail::meeting_polynomial_t<Polynomial<C>, X>;
    return p.is_constant() ? Polynomial<D>(p) : detail::substituted(Polynomial<D>(p), Index{0}, Polynomial<D>(x));
  } else {
    return PolynomialFunction<C>(p, Index{1}, Vector<Index>(p.exponents().cols()))(x);
  }
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
