// Derivatives, integrals and products: against SymPy's printed results, and against each other.
#include <doctest/doctest.h>
#include <declive/symbolic/calculus.hpp>

#include <declive/linalg/compare.hpp>
#include <declive/symbolic/parse.hpp>

#include "support.hpp"
#include "support/effort.hpp"
#include "support/random.hpp"

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

TEST_CASE_TEMPLATE("The laws of derivatives and integrals, at random", C, Number, Rational) {
  support::Random random(224);
  const auto [x, y, z] = symbols<C>("x", "y", "z");
  const auto draw = [&, &x = x, &y = y, &z = z] {
    Polynomial<C> p;
    for (Index terms = random.integer(0, 4); terms > 0; --terms)
      p += pow(x, random.integer(0, 3)) * pow(y, random.integer(0, 2)) * pow(z, random.integer(0, 2)) *
           Rational(random.integer(-9, 9), random.integer(1, 4));
    return p;
  };
  for (int round = 0; round < support::rounds(80); ++round) {
    const Polynomial<C> p = draw(), q = draw();
    const Rational a(random.integer(-5, 5), 2), b(random.integer(-5, 5), 3);
    CAPTURE(to_string(p));
    CAPTURE(to_string(q));
    CHECK(diff(a * p + b * q, x) == a * diff(p, x) + b * diff(q, x));
    CHECK(diff(p * q, x) == diff(p, x) * q + p * diff(q, x));  // Leibniz
    CHECK(diff(p * q, x, 2) == diff(p, x, 2) * q + 2 * diff(p, x) * diff(q, x) + p * diff(q, x, 2));
    CHECK(diff(diff(p, x), y) == diff(diff(p, y), x));        // Schwarz
    CHECK(diff(pow(p, 3), y) == 3 * pow(p, 2) * diff(p, y));  // the chain rule
    CHECK(diff(integrate(p, x), x) == p);
    CHECK(integrate(diff(p, x), x) == p - subs(p, x, 0));
    CHECK(integrate(p, x, a, b) == subs(integrate(p, x), x, b) - subs(integrate(p, x), x, a));
    CHECK(integrate(p, x, a, b) == -integrate(p, x, b, a));
    CHECK(integrate(p, x, a, q) == integrate(p, x, a, b) + integrate(p, x, b, q));
    CHECK(integrate(integrate(p, x), y) == integrate(integrate(p, y), x));  // Fubini
    // By parts, over [a, b].
    const Polynomial<C> pq = p * q;
    CHECK(integrate(p * diff(q, x), x, a, b) == subs(pq, x, b) - subs(pq, x, a) - integrate(diff(p, x) * q, x, a, b));
    // Substitution is a homomorphism, and the chain rule goes through it.
    CHECK(subs(p * q, x, y + a) == subs(p, x, y + a) * subs(q, x, y + a));
    CHECK(subs(p + q, x, z) == subs(p, x, z) + subs(q, x, z));
    CHECK(subs(subs(p, x, x + 1), x, x - 1) == p);
    CHECK(diff(subs(p, x, q), z) == subs(diff(p, x), x, q) * diff(q, z) + subs(diff(p, z), x, q));
    // Taylor: p is the sum of its derivatives at 0.
    Polynomial<C> taylor, power = Rational(1);
    for (Index n = 0; n <= 3; ++n) {
      taylor += subs(diff(p, x, n), x, 0) * power;
      power = power * x / (n + 1);
    }
    CHECK(taylor == p);
    // Coefficients: p is the sum of coeff(p, y, n) y^n, and none has a y.
    Polynomial<C> sum;
    for (Index n = 0; n <= degree(p, y); ++n) {
      sum += coeff(p, y, n) * pow(y, n);
      CHECK(degree(coeff(p, y, n), y) <= 0);
    }
    CHECK(sum == p);
    if (p.size() > 0 && q.size() > 0) {
      CHECK(degree(pq, x) == degree(p, x) + degree(q, x));
      CHECK(total_degree(pq) == total_degree(p) + total_degree(q));
    }
  }
}

TEST_CASE("Euler: x p_x + y p_y + z p_z = n p for what is homogeneous of degree n") {
  support::Random random(225);
  const auto [x, y, z] = symbols<std::int64_t>("x", "y", "z");
  for (Index n = 0; n <= 6; ++n) {
    Polynomial<std::int64_t> p;
    for (int terms = 0; terms < 6; ++terms) {
      const Index i = random.integer(0, n), j = random.integer(0, n - i);
      p += random.integer(-9, 9) * pow(x, i) * pow(y, j) * pow(z, n - i - j);
    }
    CHECK(x * diff(p, x) + y * diff(p, y) + z * diff(p, z) == n * p);
    CHECK(subs(subs(subs(p, x, 2 * x), y, 2 * y), z, 2 * z) == (std::int64_t{1} << n) * p);
  }
}

TEST_CASE("Binomial and multinomial coefficients, and the largest exponents") {
  const auto [x, y, z] = symbols<std::int64_t>("x", "y", "z");
  // Pascal's triangle: coefficients of (x + 1)^n add up to those of the next row.
  for (Index n = 1; n <= 60; ++n) {
    const Vector<std::int64_t> above = all_coeffs(pow(x + 1, n - 1)), here = all_coeffs(pow(x + 1, n));
    for (Index k = 1; k < n; ++k) CHECK(here[k] == above[k - 1] + above[k]);
    CHECK(here[0] == 1);
    CHECK(here[n] == 1);
  }
  CHECK(coeff(coeff(pow(x + y + z, 10), x, 3), y, 3) == 4200 * pow(z, 4));  // 10! / (3! 3! 4!)
  CHECK(pow(x + y + z, 10).size() == 66);
  const auto high = pow(x, 9223372036854775807);
  CHECK(degree(high, x) == 9223372036854775807);
  CHECK(diff(high, x) == 9223372036854775807 * pow(x, 9223372036854775806));
  CHECK(degree(high) == total_degree(high));
  CHECK_THROWS_AS((void)total_degree(high * y), OverflowError);
  CHECK_THROWS_AS((void)(high * x), OverflowError);
  CHECK_THROWS_AS((void)all_coeffs(high), OverflowError);
  CHECK_THROWS_AS((void)all_coeffs(pow(x, 9223372036854775806)), SizeError);
  CHECK(subs(high, x, 1) == 1);
  CHECK(subs(high, x, -1) == -1);
  CHECK(coeff(high, x, 9223372036854775807) == 1);
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
