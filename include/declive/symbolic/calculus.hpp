// Derivatives, integrals, substitution; degrees and coefficients. The names are SymPy's.
#ifndef DECLIVE_SYMBOLIC_CALCULUS_HPP
#define DECLIVE_SYMBOLIC_CALCULUS_HPP

#include "print.hpp"

namespace declive::detail::inline DECLIVE_ABI {

// The name of a polynomial that is a symbol.
template <class V>
const std::string& symbol_name(const char* operation, const Polynomial<V>& x, const Site& site) {
  if (x.size() != 1 || x.exponents().cols() != 1 || x.exponent(0, 0) != 1 || x.coefficient(0) != V(1))
    raise_value(operation, text("\"", to_string(x), "\" is not a symbol"), site);
  return x.variables()[0];
}

// The coefficient of x^n, x being variable v: the other variables' polynomial.
template <class C>
Polynomial<C> coefficient_of_power(const Polynomial<C>& p, Index v, Index n) {
  Terms<C> terms = terms_over<C>(p.variables(), p);
  for (Index k = 0; k < terms.size(); ++k) {
    if (terms.exponents(k, v) != n) terms.coefficients[k] = C(0);
    terms.exponents(k, v) = 0;
  }
  return polynomial_of(p.variables(), terms);
}

template <class C>
Index highest_power(const Polynomial<C>& p, Index v) {
  Index highest = 0;
  for (Index k = 0; k < p.size(); ++k) highest = p.exponent(k, v) > highest ? p.exponent(k, v) : highest;
  return highest;
}

// All doubles if one is.
inline void make_alike(Vector<declive::Number>& coefficients) {
  bool exact = true;
  for (const declive::Number& c : coefficients) exact = exact && c.is_exact();
  if (!exact)
    for (declive::Number& c : coefficients) c = static_cast<double>(c);
}

// p with q in the place of variable v, by Horner's scheme.
template <class C>
Polynomial<C> substituted(const Polynomial<C>& p, Index v, const Polynomial<C>& q) {
  Polynomial<C> sum;
  for (Index n = highest_power(p, v);;) {
    sum += coefficient_of_power(p, v, n);
    Index next = -1;
    for (Index k = 0; k < p.size(); ++k)
      if (p.exponent(k, v) < n && p.exponent(k, v) > next) next = p.exponent(k, v);
    const Index steps = next < 0 ? n : n - next;
    if (steps > 0) sum = sum * pow(q, steps);
    if (next < 0) return sum;
    n = next;
  }
}

}  // namespace declive::detail::inline DECLIVE_ABI

namespace declive::inline DECLIVE_ABI {

/// The n-th partial derivative by the symbol x: d/dx c x^k = k c x^(k - 1). Throws ValueError if x is not a symbol or n
/// is negative, OverflowError.
template <class C, class V>
Polynomial<C> diff(const Polynomial<C>& p, const Polynomial<V>& x, Index n = 1, Site site = Site::here()) {
  if (n < 0) detail::raise_value("diff", detail::text("order ", n, " is negative"), site);
  const Index v = detail::place_of(p.variables(), detail::symbol_name("diff", x, site));
  if (n == 0) return p;
  if (v < 0) return Polynomial<C>();
  detail::Terms<C> terms = detail::terms_over<C>(p.variables(), p);
  for (Index k = 0; k < terms.size(); ++k) {
    C& coefficient = terms.coefficients[k];
    const Index exponent = terms.exponents(k, v);
    for (Index i = 0; i < n && coefficient != C(0); ++i)
      coefficient =
          exponent > i ? detail::product_of(coefficient, detail::as_coefficient<C>("diff", exponent - i)) : C(0);
    terms.exponents(k, v) = exponent > n ? exponent - n : 0;
  }
  return detail::polynomial_of(p.variables(), terms);
}

/// The integral by the symbol x without a constant: c x^k becomes c/(k + 1) x^(k + 1), exactly for exact coefficients;
/// those of integers are Rationals. If one coefficient is a double, all of the integral's are, as in SymPy. Throws
/// ValueError if x is not a symbol, OverflowError.
template <class C, class V>
auto integrate(const Polynomial<C>& p, const Polynomial<V>& x, Site site = Site::here()) {
  using D = detail::field_t<C>;
  const std::string& name = detail::symbol_name("integrate", x, site);
  const std::vector<std::string> names = detail::united(p.variables(), {name});
  const Index v = detail::place_of(names, name);
  detail::Terms<D> terms = detail::terms_over<D>(names, p);
  if constexpr (std::same_as<D, Number>) detail::make_alike(terms.coefficients);
  for (Index k = 0; k < terms.size(); ++k) {
    const Index exponent = detail::checked_add(terms.exponents(k, v), 1);
    terms.coefficients[k] =
        detail::quotient_of(terms.coefficients[k], detail::as_coefficient<D>("integrate", exponent));
    terms.exponents(k, v) = exponent;
  }
  return detail::polynomial_of(names, terms);
}

/// p with q, a polynomial or a number, in the place of the symbol x; so subs(p, x, q) is also the composition p(q).
/// Throws ValueError if x is not a symbol, OverflowError.
template <class C, class V, class Q>
  requires(detail::PolynomialPair<Polynomial<C>, Q>)
auto subs(const Polynomial<C>& p, const Polynomial<V>& x, const Q& q, Site site = Site::here()) {
  using D = detail::meeting_polynomial_t<Polynomial<C>, Q>;
  const Index v = detail::place_of(p.variables(), detail::symbol_name("subs", x, site));
  if (v < 0) return Polynomial<D>(p);
  return detail::substituted(Polynomial<D>(p), v, Polynomial<D>(detail::as_polynomial<D>(q)));
}

/// The definite integral from a to b, which are numbers or polynomials (in whatever variables).
template <class C, class V, class A, class B>
  requires(detail::PolynomialPair<Polynomial<C>, A>&& detail::PolynomialPair<Polynomial<C>, B>)
auto integrate(const Polynomial<C>& p, const Polynomial<V>& x, const A& a, const B& b, Site site = Site::here()) {
  const auto whole = integrate(p, x, site);
  return subs(whole, x, b, site) - subs(whole, x, a, site);
}

/// The highest power of the symbol x; 0 where it does not occur, -1 for the zero polynomial (SymPy: -oo).
template <class C, class V>
Index degree(const Polynomial<C>& p, const Polynomial<V>& x, Site site = Site::here()) {
  const Index v = detail::place_of(p.variables(), detail::symbol_name("degree", x, site));
  return p.size() == 0 ? -1 : v < 0 ? 0 : detail::highest_power(p, v);
}
/// The degree of a polynomial in one variable. Throws ValueError if there are more.
template <class C>
Index degree(const Polynomial<C>& p, Site site = Site::here()) {
  if (p.exponents().cols() > 1)
    detail::raise_value("degree", detail::text("of which variable of \"", to_string(p), "\"?"), site);
  return p.size() == 0 ? -1 : p.is_constant() ? 0 : detail::highest_power(p, Index{0});
}
/// The largest sum of the exponents of a term; -1 for the zero polynomial.
template <class C>
Index total_degree(const Polynomial<C>& p) {
  Index largest = -1;
  for (Index k = 0; k < p.size(); ++k) {
    Index sum = 0;
    for (Index v = 0; v < p.exponents().cols(); ++v) sum = detail::checked_add(sum, p.exponent(k, v));
    largest = sum > largest ? sum : largest;
  }
  return largest;
}

/// The coefficient of x^n, a polynomial in the other variables.
template <class C, class V>
Polynomial<C> coeff(const Polynomial<C>& p, const Polynomial<V>& x, Index n = 1, Site site = Site::here()) {
  const Index v = detail::place_of(p.variables(), detail::symbol_name("coeff", x, site));
  if (v < 0) return n == 0 ? p : Polynomial<C>();
  return detail::coefficient_of_power(p, v, n);
}
/// All degree + 1 coefficients of a polynomial in one variable, the highest power's first; {0} of the zero polynomial.
/// Throws ValueError if there are more variables, OverflowError or SizeError where so many numbers cannot be.
template <class C>
Vector<C> all_coeffs(const Polynomial<C>& p, Site site = Site::here()) {
  const Index n = degree(p, site);
  Vector<C> coefficients(n < 0 ? 1 : detail::checked_add(n, 1), C(0), site);
  for (Index k = 0; k < p.size(); ++k) coefficients[n - (p.is_constant() ? 0 : p.exponent(k, 0))] = p.coefficient(k);
  return coefficients;
}

}  // namespace declive::inline DECLIVE_ABI

#endif
