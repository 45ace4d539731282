// Derivatives, integrals and products: against SymPy's printed results, and against each other.
#include <doctest/doctest.h>
#include <declive/symbolic/calculus.hpp>

#include <declive/linalg/compare.hpp>
#include <declive/symbolic/parse.hpp>

#include "support.hpp"

using namespace declive;

namespace {

struct ByVariable {
  const char *name, *derivative, *integral;
};
struct SympyCase {
  const char *source, *expanded;
  ByVariable results[3];
};
#include "sympy_table.inl"

}  // namespace

TEST_CASE("A hundred polynomials, multiplied out, differentiated and integrated as by SymPy") {
  for (const SympyCase& c : sympy_cases) {
    CAPTURE(c.source);
    const Polynomial<> p = parse(c.source);
    CHECK(to_string(p) == c.expanded);
    for (std::size_t v = 0; v < p.variables().size(); ++v) {
      const ByVariable& row = c.results[v];
      CHECK(p.variables()[v] == row.name);
      CAPTURE(row.name);
      const Polynomial<> x = symbol(row.name);
      CHECK(to_string(diff(p, x)) == row.derivative);
      const Polynomial<> integral = integrate(p, x);
      CHECK(to_string(integral) == row.integral);
      // d/dx of the integral is p: exactly, but for doubles that were rounded twice.
      bool exact = true;
      for (Index k = 0; k < p.size(); ++k) exact = exact && p.coefficient(k).is_exact();
      if (exact) CHECK(diff(integral, x) == p);
      CHECK(to_string(diff(integral, x) - 1.0 * p, 12).find("e+") == std::string::npos);
      CHECK(diff(p, x, 2) == diff(diff(p, x), x));
    }
    // Text and back again: doubles need 17 digits for that.
    CHECK(parse(to_string(p, 17)) == p);
    CHECK(to_string(parse(c.expanded)) == c.expanded);
  }
}

TEST_CASE("The lecture's rows") {
  const auto [x, y] = symbols("x", "y");
  CHECK(to_string(diff(x * x + 3 * x + 2, x)) == "2*x + 3");
  const auto p = x * x + 3 * x * y + y * y;
  CHECK(to_string(diff(p, x)) == "2*x + 3*y");
  CHECK(to_string(diff(p, y)) == "3*x + 2*y");
  CHECK(to_string(diff(3 * x * x + 2 * x + 1, x)) == "6*x + 2");
  CHECK(to_string(integrate(4 * pow(x, 3) - 2 * x + 5, x)) == "x**4 - x**2 + 5*x");
  const auto q = x * x + x * y + y * y;
  CHECK(to_string(diff(q, x)) == "2*x + y");
  CHECK(to_string(diff(q, y)) == "x + 2*y");
}

TEST_CASE_TEMPLATE("Every kind of coefficient", C, std::int64_t, double) {
  const auto [x, y] = symbols<C>("x", "y");
  const Polynomial<C> p = 3 * x * x * y - 4 * y + 7;
  CHECK(diff(p, x) == 6 * x * y);
  CHECK(diff(p, y) == 3 * x * x - 4);
  CHECK(diff(p, x, 3) == 0);
  CHECK(diff(p, symbol("z")) == 0);
  CHECK(diff(p, x, 0) == p);
  using D = std::conditional_t<std::is_same_v<C, std::int64_t>, Rational, C>;
  static_assert(std::is_same_v<decltype(integrate(p, x)), Polynomial<D>>);
  CHECK(integrate(p, x) == x * x * x * y - 4 * x * y + 7 * x);
  CHECK(diff(integrate(p, y), y) == p);
  CHECK(integrate(p, symbol<C>("z")) == p * symbol<C>("z"));
  CHECK(integrate(Polynomial<C>(), x) == 0);
}

TEST_CASE("Definite integrals, substitution, composition") {
  const auto [x, y] = symbols("x", "y");
  CHECK(integrate(x * x, x, 0, 1) == Rational(1, 3));
  CHECK(integrate(x * x * y, x, -1, y) == pow(y, 4) / 3 + y / 3);
  CHECK(integrate(2 * x, x, 0.0, 0.5) == 0.25);
  CHECK(integrate(x * y, x, 1, 0) == -y / 2);
  const auto p = x * x + 3 * x * y + y * y;
  CHECK(subs(p, x, 2) == 4 + 6 * y + y * y);
  CHECK(subs(p, x, y) == 5 * y * y);
  CHECK(subs(p, y, x + 1) == 5 * x * x + 5 * x + 1);
  CHECK(subs(subs(p, x, 1), y, Rational(1, 2)) == Rational(11, 4));
  CHECK(subs(p, symbol("z"), 5) == p);
  CHECK(subs(pow(x, 9) - x, x, y * y) == pow(y, 18) - y * y);
  CHECK(subs(Polynomial<>(7), x, y) == 7);
}

TEST_CASE("Degrees and coefficients") {
  const auto [x, y] = symbols("x", "y");
  const auto p = 3 * pow(x, 4) * y - x * x + 5 * y * y;
  CHECK(degree(p, x) == 4);
  CHECK(degree(p, y) == 2);
  CHECK(degree(p, symbol("z")) == 0);
  CHECK(total_degree(p) == 5);
  CHECK(degree(x * x - 1) == 2);
  CHECK(degree(Polynomial<>(3)) == 0);
  CHECK(degree(Polynomial<>()) == -1);
  CHECK(degree(Polynomial<>(), x) == -1);
  CHECK(total_degree(Polynomial<>()) == -1);
  CHECK(coeff(p, x, 4) == 3 * y);
  CHECK(coeff(p, x, 2) == -1);
  CHECK(coeff(p, x, 0) == 5 * y * y);
  CHECK(coeff(p, x, 7) == 0);
  CHECK(coeff(p, symbol("z"), 0) == p);
  CHECK(coeff(p, symbol("z"), 1) == 0);
  CHECK(coeff(2 * x + 1, x) == 2);
  const auto all = all_coeffs(pow(symbol<std::int64_t>("t"), 3) * 2 - 7);
  CHECK(all == Vector<std::int64_t>{2, 0, 0, -7});
  CHECK(all_coeffs(symbol<double>("t") * 0) == Vector<double>{0});
}

TEST_CASE("What is refused, and how") {
  const auto x = symbol("x"), y = symbol("y");
  const auto p = x * y;
  CHECK(message([&] { diff(p, 2 * x); }) == "diff: \"2*x\" is not a symbol");
  CHECK(message([&] { diff(p, p); }) == "diff: \"x*y\" is not a symbol");
  CHECK(message([&] { diff(p, x, -1); }) == "diff: order -1 is negative");
  CHECK(message([&] { integrate(p, x * x); }) == "integrate: \"x**2\" is not a symbol");
  CHECK(message([&] { subs(p, x + 1, 2); }) == "subs: \"x + 1\" is not a symbol");
  CHECK(message([&] { degree(p); }) == "degree: of which variable of \"x*y\"?");
  CHECK(message([&] { all_coeffs(p); }) == "degree: of which variable of \"x*y\"?");
  CHECK_THROWS_AS(diff(pow(x, 40) * 9000000000000000000, x), OverflowError);
  CHECK_THROWS_AS(integrate(pow(x, 9223372036854775807), x), OverflowError);
}
