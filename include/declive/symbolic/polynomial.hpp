// Polynomial<C>: a sum of coefficients times powers of named variables, any number of them, with exact arithmetic.
//
//   auto [x, y] = symbols("x", "y");
//   auto p = x * x + 3 * x * y + y * y;   // prints x**2 + 3*x*y + y**2
//
// There is one form for each polynomial: terms in descending lexicographic order of their exponents, variables in the
// order of their names, no zero coefficient, no variable that does not occur. So == compares values, and a zero is a
// zero whatever it was made of.
#ifndef DECLIVE_SYMBOLIC_POLYNOMIAL_HPP
#define DECLIVE_SYMBOLIC_POLYNOMIAL_HPP

#include <array>
#include <string>
#include <vector>

#include "../core/matrix.hpp"
#include "coefficient.hpp"

namespace declive {

/// The coefficients C are Number (exact or double one by one, as in SymPy), Rational, std::int64_t (both exact; what
/// does not fit raises an OverflowError) or double.
template <Coefficient C = Number>
class Polynomial {
 public:
  using coefficient_type = C;

  /// Zero.
  DECLIVE_INLINE Polynomial() : names_(), coefficients_(), exponents_() {}
  /// A constant.
  template <detail::Constant S>
    requires(std::same_as<detail::meeting_coefficient_t<C, S>, C>)
  DECLIVE_INLINE Polynomial(const S& constant) : Polynomial() {
    const C value = detail::as_coefficient<C>("Polynomial", constant);
    if (value == C(0)) return;
    coefficients_ = Vector<C>(1, value);
    exponents_ = Matrix<Index>(1, 0);
  }
  /// The same polynomial with wider coefficients; explicit to double from what it may round.
  template <Coefficient D>
    requires(!std::same_as<C, D> && (detail::is_widening<D, C> || std::same_as<C, double>))
  DECLIVE_INLINE explicit(!detail::is_widening<D, C>) Polynomial(const Polynomial<D>& other)
      : Polynomial(other.variables(),
                   Vector<C>(other.size(),
                             [&](Index k) DECLIVE_INLINE_LAMBDA {
                               return detail::as_coefficient<C>("Polynomial", other.coefficient(k));
                             }),
                   other.exponents()) {}
  /// From its parts, which must have the form described above.
  DECLIVE_INLINE Polynomial(std::vector<std::string> names, Vector<C> coefficients, Matrix<Index> exponents)
      : names_(std::move(names)), coefficients_(std::move(coefficients)), exponents_(std::move(exponents)) {}

  DECLIVE_INLINE Polynomial(const Polynomial&) = default;
  DECLIVE_INLINE Polynomial(Polynomial&&) = default;
  DECLIVE_INLINE Polynomial& operator=(const Polynomial&) = default;
  DECLIVE_INLINE Polynomial& operator=(Polynomial&&) = default;
  DECLIVE_INLINE ~Polynomial() = default;

  /// The number of terms; 0 for the zero polynomial.
  DECLIVE_INLINE Index size() const { return coefficients_.size(); }
  /// The names of the variables that occur, in ascending order.
  DECLIVE_INLINE const std::vector<std::string>& variables() const { return names_; }
  /// Of term k, the highest first: its coefficient, and the exponent of variable v in it.
  DECLIVE_INLINE const C& coefficient(Index k) const { return coefficients_[k]; }
  DECLIVE_INLINE Index exponent(Index k, Index v) const { return exponents_(k, v); }
  DECLIVE_INLINE const Matrix<Index>& exponents() const { return exponents_; }
  /// Whether no variable occurs.
  DECLIVE_INLINE bool is_constant() const { return names_.empty(); }

  /// The value of a polynomial in one variable (or a constant) at x: symbolic/evaluate.hpp.
  template <class X>
  DECLIVE_INLINE auto operator()(const X& x, Site site = Site::here()) const {
    return evaluate(*this, x, site);
  }

 private:
  std::vector<std::string> names_;
  Vector<C> coefficients_;
  Matrix<Index> exponents_;  // of term k in row k
};

namespace detail {
template <class X>
inline constexpr bool is_polynomial = false;
template <class C>
inline constexpr bool is_polynomial<Polynomial<C>> = true;
}  // namespace detail

namespace detail::inline DECLIVE_ABI {

// Terms over variables that are known from elsewhere: coefficients, and exponents row by row, in descending order.
template <class C>
struct Terms {
  Vector<C> coefficients;
  Matrix<Index> exponents;
  Index size() const { return coefficients.size(); }
};

inline Index number_of_variables(const std::vector<std::string>& names) { return static_cast<Index>(names.size()); }

// Where `name` stands among the names, which are sorted; -1 if it does not.
inline Index place_of(const std::vector<std::string>& names, const std::string& name) {
  for (std::size_t v = 0; v < names.size(); ++v)
    if (names[v] == name) return static_cast<Index>(v);
  return -1;
}

// The names that occur in either list, sorted.
inline std::vector<std::string> united(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::vector<std::string> names;
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    const bool from_a = j == b.size() || (i < a.size() && a[i] <= b[j]);
    if (from_a && j < b.size() && a[i] == b[j]) ++j;
    names.push_back(from_a ? a[i++] : b[j++]);
  }
  return names;
}

// The terms of p as C's over more variables, the exponents of the new ones being zero: the order stays.
template <class C, class D>
Terms<C> terms_over(const std::vector<std::string>& names, const Polynomial<D>& p) {
  Terms<C> terms{Vector<C>(p.size(), [&](Index k) { return as_coefficient<C>("Polynomial", p.coefficient(k)); }),
                 Matrix<Index>(p.size(), number_of_variables(names))};
  for (Index v = 0; v < number_of_variables(p.variables()); ++v) {
    const Index to = place_of(names, p.variables()[static_cast<std::size_t>(v)]);
    for (Index k = 0; k < p.size(); ++k) terms.exponents(k, to) = p.exponent(k, v);
  }
  return terms;
}

// The polynomial of sorted terms, some of which may be zero and some variables without use.
template <class C>
Polynomial<C> polynomial_of(const std::vector<std::string>& names, const Terms<C>& terms) {
  std::vector<Index> rows, columns;
  for (Index k = 0; k < terms.size(); ++k)
    if (terms.coefficients[k] != C(0)) rows.push_back(k);
  std::vector<std::string> used;
  for (Index v = 0; v < number_of_variables(names); ++v) {
    bool occurs = false;
    for (const Index k : rows) occurs = occurs || terms.exponents(k, v) != 0;
    if (!occurs) continue;
    columns.push_back(v);
    used.push_back(names[static_cast<std::size_t>(v)]);
  }
  const auto at = [](const std::vector<Index>& list, Index k) { return list[static_cast<std::size_t>(k)]; };
  const Index count = static_cast<Index>(rows.size());
  Vector<C> coefficients(count, [&](Index k) { return terms.coefficients[at(rows, k)]; });
  Matrix<Index> exponents(count, static_cast<Index>(columns.size()),
                          [&](Index k, Index v) { return terms.exponents(at(rows, k), at(columns, v)); });
  return Polynomial<C>(std::move(used), std::move(coefficients), std::move(exponents));
}

// Whether row i of a comes before (> 0) or after (< 0) row j of b.
inline int lexicographic(const Matrix<Index>& a, Index i, const Matrix<Index>& b, Index j) {
  for (Index v = 0; v < a.cols(); ++v)
    if (a(i, v) != b(j, v)) return a(i, v) > b(j, v) ? 1 : -1;
  return 0;
}

// The sum or difference of two sorted lists of terms over the same variables.
template <bool minus = false, class C>
Terms<C> merged(const Terms<C>& a, const Terms<C>& b) {
  const Index variables = a.exponents.cols();
  Terms<C> sum{Vector<C>(a.size() + b.size()), Matrix<Index>(a.size() + b.size(), variables)};
  Index i = 0, j = 0, k = 0;
  while (i < a.size() || j < b.size()) {
    const int order = i == a.size() ? -1 : j == b.size() ? 1 : lexicographic(a.exponents, i, b.exponents, j);
    const C value = order > 0   ? a.coefficients[i]
                    : order < 0 ? (minus ? negative_of(b.coefficients[j]) : b.coefficients[j])
                    : minus     ? difference_of(a.coefficients[i], b.coefficients[j])
                                : sum_of(a.coefficients[i], b.coefficients[j]);
    if (value != C(0)) {
      sum.coefficients[k] = value;
      for (Index v = 0; v < variables; ++v) sum.exponents(k, v) = order >= 0 ? a.exponents(i, v) : b.exponents(j, v);
      ++k;
    }
    i += order >= 0;
    j += order <= 0;
  }
  if (k == sum.size()) return sum;
  return {Vector<C>(sum.coefficients.slice(0, k)), Matrix<Index>(sum.exponents.block(0, 0, k, variables))};
}

// Terms [first, last) of a times all of b: halves are multiplied and merged, which keeps everything sorted.
template <class C>
Terms<C> multiplied(const Terms<C>& a, Index first, Index last, const Terms<C>& b) {
  if (last - first > 1) {
    const Index middle = first + (last - first) / 2;
    return merged(multiplied(a, first, middle, b), multiplied(a, middle, last, b));
  }
  const Index variables = a.exponents.cols();
  if (first == last) return {Vector<C>(), Matrix<Index>(0, variables)};
  return {Vector<C>(b.size(), [&](Index k) { return product_of(a.coefficients[first], b.coefficients[k]); }),
          Matrix<Index>(b.size(), variables,
                        [&](Index k, Index v) { return checked_add(a.exponents(first, v), b.exponents(k, v)); })};
}

// p + q or p - q. (Not p + (-q): the negative of -2^63 does not fit, where the difference may.)
template <class C, bool minus, class A, class B>
Polynomial<C> sum_of_polynomials(const Polynomial<A>& p, const Polynomial<B>& q) {
  const std::vector<std::string> names = united(p.variables(), q.variables());
  return polynomial_of(names, merged<minus>(terms_over<C>(names, p), terms_over<C>(names, q)));
}
template <class C, class A, class B>
Polynomial<C> product_of_polynomials(const Polynomial<A>& p, const Polynomial<B>& q) {
  const std::vector<std::string> names = united(p.variables(), q.variables());
  const Terms<C> a = terms_over<C>(names, p), b = terms_over<C>(names, q);
  return polynomial_of(names, multiplied(a, Index{0}, a.size(), b));
}

inline void check_name(const std::string& name, const Site& site) {
  const auto fits = [](char c, bool first) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<signed char>(c) < 0;
    return letter || (!first && c >= '0' && c <= '9');
  };
  bool valid = !name.empty();
  for (std::size_t i = 0; i < name.size(); ++i) valid = valid && fits(name[i], i == 0);
  if (!valid) raise_value("symbol", text("\"", name, "\" is not a name (letters, digits and _, no digit first)"), site);
}

// What p + s and p * s are for a polynomial p and s, a polynomial or a constant.
template <class P, class S>
struct MeetingPolynomial;
template <class C, class D>
struct MeetingPolynomial<Polynomial<C>, Polynomial<D>> {
  using type = common_coefficient_t<C, D>;
};
template <class C, Constant S>
struct MeetingPolynomial<Polynomial<C>, S> {
  using type = meeting_coefficient_t<C, S>;
};
template <Constant S, class C>
struct MeetingPolynomial<S, Polynomial<C>> {
  using type = meeting_coefficient_t<C, S>;
};
template <class P, class S>
using meeting_polynomial_t = typename MeetingPolynomial<P, S>::type;

template <class C, class X>
decltype(auto) as_polynomial(const X& x) {
  if constexpr (is_polynomial<X>)
    return (x);
  else
    return Polynomial<C>(as_coefficient<C>("Polynomial", x));
}

// A polynomial and a polynomial or a constant, in either order.
template <class P, class Q>
concept PolynomialPair = (is_polynomial<P> && (is_polynomial<Q> || Constant<Q>)) || (Constant<P> && is_polynomial<Q>);

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// The polynomial x of one variable. Throws ValueError unless the name is one of letters, digits and underscores.
template <Coefficient C = Number>
Polynomial<C> symbol(const std::string& name, Site site = Site::here()) {
  detail::check_name(name, site);
  return Polynomial<C>({name}, Vector<C>(1, C(1)), Matrix<Index>(1, 1, Index{1}));
}
/// Several of them: auto [x, y] = symbols("x", "y"). symbols<double>, symbols<Rational> and symbols<std::int64_t> give
/// polynomials with these coefficients.
template <Coefficient C = Number, class... Name>
std::array<Polynomial<C>, sizeof...(Name)> symbols(const Name&... names) {
  return {symbol<C>(std::string(names), Site{})...};
}

// Sums and products of polynomials and numbers. Numbers take the coefficients' type if that loses nothing; a double
// beside exact coefficients makes them Numbers. Throw OverflowError where an integer does not fit in 64 bits, or a
// double becomes infinite.
template <class P, class Q>
  requires(detail::PolynomialPair<P, Q>)
auto operator+(const P& p, const Q& q) {
  using C = detail::meeting_polynomial_t<P, Q>;
  return detail::sum_of_polynomials<C, false>(detail::as_polynomial<C>(p), detail::as_polynomial<C>(q));
}
template <class C>
Polynomial<C> operator-(const Polynomial<C>& p) {
  return Polynomial<C>(p.variables(),
                       Vector<C>(p.size(), [&](Index k) { return detail::negative_of(p.coefficient(k)); }),
                       p.exponents());
}
template <class P, class Q>
  requires(detail::PolynomialPair<P, Q>)
auto operator-(const P& p, const Q& q) {
  using C = detail::meeting_polynomial_t<P, Q>;
  return detail::sum_of_polynomials<C, true>(detail::as_polynomial<C>(p), detail::as_polynomial<C>(q));
}
template <class P, class Q>
  requires(detail::PolynomialPair<P, Q>)
auto operator*(const P& p, const Q& q) {
  using C = detail::meeting_polynomial_t<P, Q>;
  return detail::product_of_polynomials<C>(detail::as_polynomial<C>(p), detail::as_polynomial<C>(q));
}
/// Every coefficient divided by a number; integers become Rationals. Throws ValueError for zero.
template <class C, detail::Constant S>
auto operator/(const Polynomial<C>& p, const S& s) {
  using D = detail::field_t<detail::meeting_coefficient_t<C, S>>;
  const D divisor = detail::as_coefficient<D>("operator/", s);
  detail::Terms<D> terms = detail::terms_over<D>(p.variables(), p);
  if (terms.size() == 0) (void)detail::quotient_of(D(0), divisor);
  for (D& coefficient : terms.coefficients) coefficient = detail::quotient_of(coefficient, divisor);
  return detail::polynomial_of(p.variables(), terms);
}
template <class C, class Q>
  requires(detail::PolynomialPair<Polynomial<C>, Q>)
Polynomial<C>
&operator+=(Polynomial<C>& p, const Q& q) { return p = p + q; }
template <class C, class Q>
  requires(detail::PolynomialPair<Polynomial<C>, Q>)
Polynomial<C>
&operator-=(Polynomial<C>& p, const Q& q) { return p = p - q; }
template <class C, class Q>
  requires(detail::PolynomialPair<Polynomial<C>, Q>)
Polynomial<C>
&operator*=(Polynomial<C>& p, const Q& q) { return p = p * q; }
template <class C, detail::Constant S>
Polynomial<C>& operator/=(Polynomial<C>& p, const S& s) {
  return p = p / s;
}

/// p^n by repeated squaring; p^0 = 1. Throws ValueError for n < 0.
template <class C>
Polynomial<C> pow(const Polynomial<C>& p, Index n, Site site = Site::here()) {
  if (n < 0) detail::raise_value("pow", detail::text("exponent ", n, " is negative: not a polynomial"), site);
  Polynomial<C> power = C(1), square = p;
  for (; n > 0; n /= 2) {
    if (n % 2 != 0) power = power * square;
    if (n > 1) square = square * square;
  }
  return power;
}

/// Equality of value.
template <class P, class Q>
  requires(detail::PolynomialPair<P, Q>)
bool operator==(const P& p, const Q& q) {
  if constexpr (!detail::is_polynomial<P>) {
    return q == p;
  } else if constexpr (!detail::is_polynomial<Q>) {
    using C = detail::meeting_polynomial_t<P, Q>;
    return p == Polynomial<C>(detail::as_coefficient<C>("operator==", q));
  } else {
    if (p.size() != q.size() || p.variables() != q.variables()) return false;
    for (Index k = 0; k < p.size(); ++k)
      if (Number(p.coefficient(k)) != Number(q.coefficient(k)) ||
          detail::lexicographic(p.exponents(), k, q.exponents(), k) != 0)
        return false;
    return true;
  }
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
