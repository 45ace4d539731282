// Numbers are exact as long as they can be, and the types of coefficients meet without loss.
#include <doctest/doctest.h>
#include <declive/symbolic/coefficient.hpp>

#include <cmath>
#include <limits>

#include "support.hpp"

using namespace declive;

TEST_CASE("Exact with exact stays exact, what meets a double becomes one") {
  const Number third = Rational(1, 3), two = 2, half = 0.5;
  CHECK((third + two).is_exact());
  CHECK((third + two).exact() == Rational(7, 3));
  CHECK((third * two).exact() == Rational(2, 3));
  CHECK((third - two).exact() == Rational(-5, 3));
  CHECK((third / two).exact() == Rational(1, 6));
  CHECK((-third).exact() == Rational(-1, 3));
  for (const Number& mixed : {third + half, half - third, third * half, half / third, -half}) CHECK(!mixed.is_exact());
  CHECK(static_cast<double>(third + half) == 1.0 / 3 + 0.5);
  CHECK(static_cast<double>(half / two) == 0.25);
  CHECK(half == Rational(1, 2));
  CHECK(half != third);
  CHECK(Number(9007199254740993) != Number(9007199254740992));  // whose nearest doubles are equal
  CHECK(Number(9007199254740993) == Number(9007199254740992.0));
  CHECK(Number() == 0);
  CHECK(static_cast<float>(third) == 1.0F / 3);
  CHECK_THROWS_AS((void)(third / 0), ValueError);
  CHECK_THROWS_AS((void)(Number(9223372036854775807) + 1), OverflowError);
}

TEST_CASE("Each operation, exact or not, is that of its operands") {
  const Number exact[] = {0, 3, Rational(-2, 7), Rational(1 << 30, 5)};
  const double inexact[] = {0.5, -1e300, 0.0, 5e-324};
  for (const Number& a : exact) {
    for (const Number& b : exact) {
      CHECK((a - b).exact() == a.exact() - b.exact());
      CHECK((a == b) == (a.exact() == b.exact()));
    }
    for (const double b : inexact) {
      const double x = static_cast<double>(a);
      CHECK(static_cast<double>(a + b) == x + b);
      CHECK(static_cast<double>(a - b) == x - b);
      CHECK(static_cast<double>(b - a) == b - x);
      CHECK(static_cast<double>(a * b) == x * b);
      if (b != 0) CHECK(static_cast<double>(a / b) == x / b);
      CHECK((a == b) == (x == b));
    }
  }
  // Doubles go to infinity and NaN as doubles do; exact numbers never become doubles by themselves.
  CHECK(std::isinf(static_cast<double>(Number(1e308) * 10)));
  CHECK(Number(std::nan("")) != Number(std::nan("")));
  CHECK(static_cast<double>(Number(1.0) / 0.0) == std::numeric_limits<double>::infinity());
  CHECK_THROWS_AS((void)(-Number(std::numeric_limits<std::int64_t>::min())), OverflowError);
}

TEST_CASE("How coefficients meet") {
  using std::is_same_v;
  static_assert(is_same_v<detail::common_coefficient_t<std::int64_t, std::int64_t>, std::int64_t>);
  static_assert(is_same_v<detail::common_coefficient_t<std::int64_t, Rational>, Rational>);
  static_assert(is_same_v<detail::common_coefficient_t<double, std::int64_t>, Number>);
  static_assert(is_same_v<detail::common_coefficient_t<Rational, Number>, Number>);
  static_assert(is_same_v<detail::meeting_coefficient_t<double, int>, double>);
  static_assert(is_same_v<detail::meeting_coefficient_t<std::int64_t, unsigned char>, std::int64_t>);
  static_assert(is_same_v<detail::meeting_coefficient_t<double, float>, double>);
  static_assert(is_same_v<detail::meeting_coefficient_t<Rational, double>, Number>);
  static_assert(!detail::Constant<bool> && !detail::Constant<long double> && !Coefficient<int>);
  CHECK(detail::as_coefficient<double>("f", Rational(1, 4)) == 0.25);
  CHECK(detail::as_coefficient<Rational>("f", 7U) == 7);
  CHECK(message([] { (void)detail::as_coefficient<double>("f", std::nan("")); }) ==
        "f: a coefficient is nan or infinite");
  CHECK(message([] { (void)detail::product_of(1e200, 1e200); }) == "operator*: a coefficient is nan or infinite");
  CHECK(message([] { (void)detail::quotient_of(Rational(1), Rational(0)); }) ==
        "operator/: division of a polynomial by zero");
}
