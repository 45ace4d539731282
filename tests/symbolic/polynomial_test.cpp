// The ring of polynomials: its laws, its one form for each value, and how coefficients meet.
#include <doctest/doctest.h>
#include <declive/symbolic/polynomial.hpp>

#include <cmath>
#include <declive/symbolic/print.hpp>
#include <limits>

#include "support.hpp"
#include "support/effort.hpp"
#include "support/random.hpp"

using namespace declive;

namespace {

template <class C>
Polynomial<C> random_polynomial(support::Random& random) {
  const auto [x, y, z] = symbols<C>("x", "y", "z");
  Polynomial<C> p;
  for (Index terms = random.integer(0, 5); terms > 0; --terms)
    p += pow(x, random.integer(0, 3)) * pow(y, random.integer(0, 2)) * pow(z, random.integer(0, 2)) *
         random.integer(-9, 9);
  return p;
}

// Sorted, nothing zero, nothing unused.
template <class C>
bool is_canonical(const Polynomial<C>& p) {
  for (std::size_t v = 1; v < p.variables().size(); ++v)
    if (!(p.variables()[v - 1] < p.variables()[v])) return false;
  for (Index k = 0; k < p.size(); ++k) {
    if (p.coefficient(k) == C(0)) return false;
    if (k > 0 && detail::lexicographic(p.exponents(), k - 1, p.exponents(), k) <= 0) return false;
  }
  for (Index v = 0; v < p.exponents().cols(); ++v) {
    Index sum = 0;
    for (Index k = 0; k < p.size(); ++k) sum += p.exponent(k, v);
    if (sum == 0) return false;
  }
  return p.exponents().cols() == static_cast<Index>(p.variables().size());
}

}  // namespace

TEST_CASE_TEMPLATE("The laws of a ring hold exactly", C, Number, std::int64_t) {
  support::Random random(211);
  for (int round = 0; round < support::rounds(60); ++round) {
    const Polynomial<C> p = random_polynomial<C>(random), q = random_polynomial<C>(random),
                        r = random_polynomial<C>(random);
    CHECK(p + q == q + p);
    CHECK((p + q) + r == p + (q + r));
    CHECK(p * q == q * p);
    CHECK((p * q) * r == p * (q * r));
    CHECK(p * (q + r) == p * q + p * r);
    CHECK(p - q == -(q - p));
    CHECK(p - p == Polynomial<C>());
    CHECK(p * 1 == p);
    CHECK(p * 0 == 0);
    CHECK(pow(p, 3) == p * p * p);
    CHECK(pow(p, 0) == 1);
    for (const Polynomial<C>& s : {p + q, p - q, p * q, pow(p, 2), p - p, (p + q) - q}) CHECK(is_canonical(s));
    CHECK((p + q - q).variables() == p.variables());
  }
}

TEST_CASE("Zero and constants have one form") {
  const auto [x, y] = symbols("x", "y");
  for (const Polynomial<>& zero :
       {Polynomial<>(), Polynomial<>(0), Polynomial<>(0.0), x - x, x * 0, 0.5 * x - 0.5 * x}) {
    CHECK(zero.size() == 0);
    CHECK(zero.variables().empty());
    CHECK(zero == 0);
    CHECK(zero == Polynomial<>());
  }
  const Polynomial<> three = x + 3 - x;
  CHECK(three.is_constant());
  CHECK(three == 3);
  CHECK(3 == three);
  CHECK(three != 4);
  CHECK(three == 3.0);
  CHECK(x != y);
  CHECK(x * y == y * x);
  CHECK((x * y).variables() == std::vector<std::string>{"x", "y"});
}

TEST_CASE("Numbers keep the coefficients exact where they can") {
  const auto [x, y] = symbols("x", "y");
  CHECK(to_string(3 * x * y + 0.5) == "3*x*y + 0.5");
  CHECK(to_string(x / 3 + x / 6) == "x/2");
  CHECK(to_string(x / 3 + 0.5 * x) == "0.833333333333333*x");
  CHECK(to_string(Rational(2, 3) * x - y) == "2*x/3 - y");
  // Integers stay integers until they are divided, or meet a double.
  const auto [a, b] = symbols<std::int64_t>("a", "b");
  static_assert(std::is_same_v<decltype(2 * a + b), Polynomial<std::int64_t>>);
  static_assert(std::is_same_v<decltype(a / 2), Polynomial<Rational>>);
  static_assert(std::is_same_v<decltype(a * Rational(1, 2)), Polynomial<Rational>>);
  static_assert(std::is_same_v<decltype(a + 0.5), Polynomial<Number>>);
  static_assert(std::is_same_v<decltype(a + x), Polynomial<Number>>);
  static_assert(std::is_same_v<decltype(symbol<double>("x") * 2), Polynomial<double>>);
  CHECK(a + a * 0.5 == 1.5 * a);
  CHECK(a / 2 + a / 2 == a);
  Polynomial<> p = a;  // widening
  p += y;
  p -= 2;
  p *= x;
  p /= 4;
  CHECK(to_string(p) == "a*x/4 + x*y/4 - x/2");
  CHECK(Polynomial<double>(p) == 0.25 * (a * x + x * y) - 0.5 * x);
  static_assert(!std::is_convertible_v<Polynomial<Number>, Polynomial<double>>);
  static_assert(!std::is_constructible_v<Polynomial<std::int64_t>, double>);
  static_assert(!std::is_constructible_v<Polynomial<Rational>, Polynomial<Number>>);
}

TEST_CASE_TEMPLATE("A difference fits where it fits, also of the most negative number", C, Number, std::int64_t,
                   Rational) {
  constexpr auto least = std::numeric_limits<std::int64_t>::min(), most = std::numeric_limits<std::int64_t>::max();
  const auto [x, y] = symbols<C>("x", "y");
  const Polynomial<C> p = least * x;
  CHECK(p - p == 0);
  CHECK(-1 - Polynomial<C>(least) == most);
  CHECK((y - x) - p == y + most * x);
  CHECK(p + most * x == -x);
  CHECK(p - y == least * x - y);
  CHECK_THROWS_AS((void)(y - p), OverflowError);
  CHECK_THROWS_AS((void)-p, OverflowError);
  Polynomial<C> q = p;
  const Polynomial<C>& itself = q;  // clang warns of q -= q
  q -= itself;
  CHECK(q == 0);
  q = x + y;
  q *= itself;
  CHECK(q == x * x + 2 * x * y + y * y);
  q += itself;
  CHECK(q == 2 * pow(x + y, 2));
}

TEST_CASE("Four variables with other names, in other orders: the same polynomial from any order of steps") {
  support::Random random(212);
  const char* const names[] = {"b", "a", "x10", "x2"};
  for (int round = 0; round < support::rounds(120); ++round) {
    // Terms as coefficient and exponents; their sum in the order given and in another one.
    Polynomial<> forwards, backwards;
    Index exponents[8][4], coefficients[8];
    const Index terms = random.integer(1, 8);
    for (Index k = 0; k < terms; ++k) {
      coefficients[k] = random.integer(-3, 3);
      for (Index& e : exponents[k]) e = random.integer(0, 9) < 6 ? 0 : random.integer(1, 4);
    }
    const auto term = [&](Index k, bool turned) {
      Polynomial<> t = coefficients[k];
      for (Index i = 0; i < 4; ++i) {
        const Index v = turned ? 3 - i : i;
        t = turned ? pow(symbol(names[v]), exponents[k][v]) * t : t * pow(symbol(names[v]), exponents[k][v]);
      }
      return t;
    };
    for (Index k = 0; k < terms; ++k) {
      forwards += term(k, false);
      backwards = term(terms - 1 - k, true) + backwards;
    }
    CHECK(forwards == backwards);
    CHECK(is_canonical(forwards));
    CHECK(to_string(forwards) == to_string(backwards));
    // Every term is found again, with the sum of what has its exponents.
    Polynomial<> rest = forwards;
    for (Index k = 0; k < terms; ++k) rest -= term(k, true);
    CHECK(rest == 0);
    CHECK(rest.variables().empty());
    CHECK(forwards * 0 == 0);
    CHECK((forwards / 7) * 7 == forwards);
    CHECK(pow(forwards, 2) - pow(backwards - 1, 2) == 2 * forwards - 1);
  }
}

TEST_CASE("What is refused, and how") {
  const auto a = symbol<std::int64_t>("a"), b = symbol<std::int64_t>("b");
  const Polynomial<> x = symbol("x");
  CHECK(message([&] { (void)(3000000000 * a * (4000000000 * b)); }) ==
        "operator*: 3000000000 * 4000000000 does not fit in 64 bits");
  CHECK(message([&] { (void)(9223372036854775807 * a + a); }) ==
        "operator+: 9223372036854775807 + 1 does not fit in 64 bits");
  CHECK_THROWS_AS((void)pow(x + 1, 70), OverflowError);
  CHECK(pow(x + 1, 60).coefficient(30) == Number(118264581564861424));
  CHECK_THROWS_AS((void)(pow(x, std::int64_t{1} << 62) * pow(x, std::int64_t{1} << 62)), OverflowError);
  CHECK(message([&] { (void)pow(x, -1); }) == "pow: exponent -1 is negative: not a polynomial");
  CHECK(message([&] { (void)(x / 0); }) == "operator/: division of a polynomial by zero");
  CHECK(message([&] { (void)((x - x) / 0.0); }) == "operator/: division of a polynomial by zero");
  CHECK(message([&] { (void)(x * std::nan("")); }) == "Polynomial: a coefficient is nan or infinite");
  CHECK(message([&] { (void)(1e300 * x * (1e300 * x)); }) == "operator*: a coefficient is nan or infinite");
  for (const char* name : {"", "2x", "x y", "x-1", "a.b"}) CHECK_THROWS_AS(symbol(name), ValueError);
  CHECK(message([] { (void)symbol("2x"); }) == "symbol: \"2x\" is not a name (letters, digits and _, no digit first)");
  CHECK(to_string(symbol("x_1") + symbol("\xce\xb1")) == "x_1 + \xce\xb1");
}
