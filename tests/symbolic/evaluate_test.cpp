// Values: exact against substitution, floating point against the sum of the terms, derivatives against duals.
#include <doctest/doctest.h>
#include <declive/autodiff/dual.hpp>
#include <declive/symbolic/evaluate.hpp>

#include <cmath>
#include <complex>
#include <declive/linalg/compare.hpp>
#include <declive/symbolic/parse.hpp>

#include "support.hpp"
#include "support/effort.hpp"
#include "support/random.hpp"

using namespace declive;

namespace {

// The value and sum |term| of p at a point, term by term in long double.
struct Sum {
  long double value = 0, size = 0;
};
Sum terms_of(const Polynomial<>& p, const Vector<double>& point, const std::vector<std::string>& names) {
  Sum sum;
  for (Index k = 0; k < p.size(); ++k) {
    long double term = static_cast<long double>(p.coefficient(k));
    for (Index v = 0; v < p.exponents().cols(); ++v) {
      const Index at = detail::place_of(names, p.variables()[static_cast<std::size_t>(v)]);
      term *= std::pow(static_cast<long double>(point[at]), static_cast<long double>(p.exponent(k, v)));
    }
    sum.value += term;
    sum.size += std::fabs(term);
  }
  return sum;
}

}  // namespace

TEST_CASE("Symbolic derivatives and duals agree to 4 ulp of the sum of absolute terms") {
  support::Random random(231);
  const auto [x, y, z] = symbols("x", "y", "z");
  for (int round = 0; round < 100; ++round) {
    Polynomial<> p;
    for (Index terms = random.integer(1, 6); terms > 0; --terms)
      p += pow(x, random.integer(0, 4)) * pow(y, random.integer(0, 3)) * pow(z, random.integer(0, 2)) *
           random.integer(-9, 9) / random.integer(1, 4);
    CAPTURE(to_string(p));
    const Vector<double> point(3, [&](Index) { return 2 * random.uniform<double>(); });
    const std::vector<std::string> names{"x", "y", "z"};
    const auto f = lambdify({x, y, z}, p);
    const auto near = [](double value, const Sum& sum) {
      return std::fabs(static_cast<long double>(value) - sum.value) <=
             4 * static_cast<long double>(std::numeric_limits<double>::epsilon()) * sum.size;
    };
    const Sum exact = terms_of(p, point, names);
    CHECK(near(f(point), exact));
    CHECK(f(point[0], point[1], point[2]) == f(point));
    const Polynomial<> partials[] = {diff(p, x), diff(p, y), diff(p, z)};
    for (Index v = 0; v < 3; ++v) {
      const Sum slope = terms_of(partials[v], point, names);
      const Vector<Dual<double>> seeded(3, [&](Index i) { return Dual<double>(point[i], i == v ? 1 : 0); });
      const Dual<double> dual = f(seeded);
      CHECK(dual.value == f(point));
      CHECK(near(dual.partials[0], slope));
      CHECK(near(lambdify({x, y, z}, partials[v])(point), slope));
    }
    // Exact values: the same as by substitution, one variable after the other.
    const Rational a(random.integer(-5, 5), 3), b = random.integer(-5, 5);
    CHECK(f(a, b, 2) == subs(subs(subs(p, x, a), y, b), z, 2));
  }
}

TEST_CASE("One variable: numbers, duals, complex numbers, polynomials") {
  const auto x = symbol("x");
  const auto p = x * x - 5 * x - 2;
  CHECK(p(0.5) == -4.25);
  static_assert(std::is_same_v<decltype(p(0.5F)), float>);
  CHECK(p(2.0L) == -8.0L);
  CHECK(p(3) == Number(-8));
  CHECK(p(Rational(1, 2)) == Rational(-17, 4));
  CHECK(symbol<std::int64_t>("x")(7) == 7);
  CHECK(symbol<double>("x")(7) == 7.0);
  CHECK(p(std::complex<double>(0, 1)) == std::complex<double>(-3, -5));
  CHECK(p(Dual<double>(3, 1)).value == -8);
  CHECK(p(Dual<double>(3, 1)).partials[0] == 1);
  CHECK(p(x + 1) == x * x - 3 * x - 6);
  CHECK(p(symbol("y") * symbol("z")) == pow(symbol("y") * symbol("z"), 2) - 5 * symbol("y") * symbol("z") - 2);
  CHECK(p(p)(2) == p(p(2)));
  CHECK((p - p)(1.5) == 0);
  CHECK(Polynomial<>(3)(1.5) == 3);
  CHECK(Polynomial<>(3)(x) == 3);
  CHECK(pow(x, 20)(2) == 1048576);
}

TEST_CASE("Square matrices: Cayley and Hamilton, and Horner's scheme against powers") {
  const auto x = symbol("x");
  const Matrix A{{1, 2}, {3, 4}};
  CHECK((x * x - 5 * x - 2)(A) == Matrix<long double>(2, 2));  // its characteristic polynomial
  CHECK(pow(x, 10)(Matrix<long double>{{0, 1}, {1, 1}}) == Matrix<long double>{{34, 55}, {55, 89}});  // Fibonacci's
  const Matrix<long double> B{{1, 2, 0}, {0, 3, 1}, {2, 0, 1}};
  CHECK((pow(x, 3) - 3 * x + 7)(B) == Matrix<long double>{{9, 20, 10}, {10, 29, 10}, {0, 20, 9}});
  CHECK((x - x)(B) == Matrix<long double>(3, 3));
  CHECK(Polynomial<>(1)(B) == Matrix<long double>::identity(3));
  CHECK((x + 1)(Matrix<long double>(0, 0)).empty());
  CHECK(message([&] { (void)x(Matrix<long double>(2, 3)); }) == "evaluate: (2x3): the matrix is not square");
}

TEST_CASE("Exact values in every exact type, of numbers, vectors and matrices") {
  // 2^53 + 1 is no double: nothing may have gone through one.
  constexpr std::int64_t odd = 9007199254740993;
  const auto a = symbol<std::int64_t>("a"), b = symbol<std::int64_t>("b");
  const auto f = lambdify({a, b}, odd * a - b);
  CHECK(f(1, 1) == odd - 1);
  CHECK(f(Vector<std::int64_t>{1, 1}) == odd - 1);
  CHECK(f(Vector<Number>{1, 1}) == Number(odd - 1));
  CHECK(f(Vector<Number>{1, 1}).is_exact());
  CHECK(f(Vector<Rational>{Rational(1, 3), 0}) == Rational(odd, 3));
  CHECK(f(Rational(1, 3), 1) == Rational(odd, 3) - 1);
  CHECK(f(Number(1), Rational(1, 2)).exact() == Rational(2 * odd - 1, 2));
  CHECK(!f(Number(0.5), Number(1)).is_exact());
  Matrix<Rational> A{{Rational(1, 2), 1}, {0, odd}};
  CHECK((2 * a - 1)(A)(1, 1) == 2 * odd - 1);
  A(1, 1) = 3;
  const auto square = (a * a)(A);
  static_assert(std::is_same_v<decltype(square), const Matrix<Rational>>);
  CHECK(square(0, 1) == Rational(7, 2));
  CHECK(square(0, 0) == Rational(1, 4));
}

TEST_CASE("Evaluation is a homomorphism, exactly") {
  support::Random random(232);
  const auto [x, y] = symbols("x", "y");
  const auto draw = [&, &x = x, &y = y] {
    Polynomial<> p;
    for (Index terms = random.integer(0, 5); terms > 0; --terms)
      p += pow(x, random.integer(0, 4)) * pow(y, random.integer(0, 3)) * random.integer(-9, 9) / random.integer(1, 3);
    return p;
  };
  for (int round = 0; round < support::rounds(150); ++round) {
    const Polynomial<> p = draw(), q = draw();
    const Rational a(random.integer(-7, 7), random.integer(1, 4)), b(random.integer(-7, 7), random.integer(1, 4));
    const auto at = [&, &x = x, &y = y](const Polynomial<>& s) { return lambdify({x, y}, s)(a, b); };
    CHECK(at(p + q) == at(p) + at(q));
    CHECK(at(p - q) == at(p) - at(q));
    CHECK(at(p * q) == at(p) * at(q));
    CHECK(lambdify({y, x}, p)(b, a) == at(p));
    CHECK(subs(subs(p, y, b), x, a) == at(p));
    const Polynomial<> inner = subs(p, y, 1), outer = subs(q, x, 2);
    CHECK(outer(inner) == subs(outer, y, inner));
    CHECK(outer(inner(a)) == outer(inner)(a));
  }
}

TEST_CASE("Cayley and Hamilton: random matrices of whole numbers, exactly") {
  support::Random random(233);
  const auto t = symbol("t");
  for (Index n = 1; n <= 5; ++n) {
    const Matrix<Number> A(n, n, [&](Index, Index) { return Number(random.integer(-4, 4)); });
    // Faddeev and Le Verrier: the characteristic polynomial from traces of powers.
    Matrix<Number> M(n, n, Number(0));
    Polynomial<> p = pow(t, n);
    Number c = 1;
    for (Index k = 1; k <= n; ++k) {
      for (Index i = 0; i < n; ++i) M(i, i) = M(i, i) + c;
      M = Matrix<Number>(A * M);
      Number trace = 0;
      for (Index i = 0; i < n; ++i) trace = trace + M(i, i);
      c = -trace / k;
      p += c * pow(t, n - k);
    }
    const Matrix<Number> zero = p(A);
    for (const Number& element : zero) {
      CHECK(element.is_exact());
      CHECK(element == 0);
    }
    // A polynomial of a matrix commutes with it, and products of polynomials are products of matrices.
    const Polynomial<> q = pow(t, 3) - 2 * t + Rational(1, 2);
    CHECK(q(A) * A == A * q(A));
    CHECK((p * q + q)(A) == q(A));
  }
}

TEST_CASE("NaN and infinity go through where they meet a term") {
  const auto x = symbol("x");
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(std::isnan((x * x - 1)(std::nan(""))));
  CHECK((x * x + x)(infinity) == infinity);
  CHECK((-x)(infinity) == -infinity);
  CHECK((3 + 0 * x)(std::nan("")) == 3);  // no x is left
  CHECK(std::isinf((1e300 * x * x)(1e10)));
  CHECK((pow(x, 3) + 1)(1e-200) == 1);
  CHECK(std::signbit(x(-0.0)));
}

TEST_CASE("What is refused, and how") {
  const auto x = symbol("x"), y = symbol("y");
  CHECK(message([&] { (void)(x * y)(1.0); }) == "evaluate: \"x*y\" has 2 variables: use lambdify or subs");
  CHECK(message([&] { (void)lambdify({x}, x * y); }) == "lambdify: \"y\" of \"x*y\" is not listed");
  CHECK(message([&] { (void)lambdify({x, x}, x); }) == "lambdify: \"x\" is listed twice");
  CHECK(message([&] { (void)lambdify({x + 1}, x); }) == "lambdify: \"x + 1\" is not a symbol");
  CHECK(message([&] { (void)lambdify({x, y}, x)(1.0); }) == "lambdify: a function of 2 variables called with 1");
  CHECK(message([&] {
          (void)lambdify({x, y}, x)(Vector<double>{1, 2, 3});
        }) == "lambdify: a function of 2 variables called with 3");
  CHECK_THROWS_AS((void)pow(x, 40)(3), OverflowError);
  // The order is that of the list, and a variable that does not occur keeps its place.
  CHECK(lambdify({y, x}, x * x - y)(1.0, 3.0) == 8);
  CHECK(lambdify({y, x}, x - x + y)(1.0, 3.0) == 1);
}
