// Text as SymPy writes it, number by number and for the hundred polynomials of the table.
#include <doctest/doctest.h>
#include <declive/symbolic/print.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <sstream>

#include "support.hpp"

using namespace declive;

namespace {

struct FloatCase {
  double value;
  const char* texts[2];  // of 15 and 17 digits
};
#include "float_table.inl"

}  // namespace

TEST_CASE("Order, signs, powers, fractions: what str() gives in SymPy 1.11") {
  const auto [x, y, z] = symbols("x", "y", "z");
  CHECK(to_string(x * x + 3 * x * y + y * y) == "x**2 + 3*x*y + y**2");
  CHECK(to_string(z + y + x) == "x + y + z");
  CHECK(to_string(1 - x) == "1 - x");
  CHECK(to_string(1 - 2 * pow(x, 3)) == "1 - 2*x**3");
  CHECK(to_string(1 - x * y) == "-x*y + 1");
  CHECK(to_string(1 - x + y) == "-x + y + 1");
  CHECK(to_string(-1 - x) == "-x - 1");
  CHECK(to_string(-x) == "-x");
  CHECK(to_string(x - 1) == "x - 1");
  CHECK(to_string(x / 2 - 2 * x * y / 3) == "-2*x*y/3 + x/2");
  CHECK(to_string(-x * x / 2) == "-x**2/2");
  CHECK(to_string(Polynomial<>(Rational(-1, 2))) == "-1/2");
  CHECK(to_string(Polynomial<>()) == "0");
  CHECK(to_string(symbol("B") + symbol("a") + symbol("x10") + symbol("x2")) == "B + a + x10 + x2");
  std::ostringstream out;
  out << x - Rational(1, 3) << ", " << Number(2) << ", " << Number(0.5);
  CHECK(out.str() == "x - 1/3, 2, 0.500000000000000");
}

TEST_CASE("Doubles are SymPy's Floats of 15 digits") {
  const auto x = symbol("x");
  const struct {
    double value;
    const char* text;
  } rows[] = {{0.5, "0.5"},
              {0.1, "0.1"},
              {1.0, "1.0"},
              {-2.0, "-2.0"},
              {0.1 + 0.2, "0.3"},
              {1.0 / 3, "0.333333333333333"},
              {2.0 / 3, "0.666666666666667"},
              {0.9999999999999999, "1.0"},
              {123456.789, "123456.789"},
              {1e14, "100000000000000.0"},
              {1e15, "1.0e+15"},
              {123456789012345678.0, "1.23456789012346e+17"},
              {1e-4, "0.0001"},
              {1e-5, "1.0e-5"},
              {1e-7, "1.0e-7"},
              {1e22, "1.0e+22"},
              {5e-324, "4.94065645841247e-324"},
              {1.7976931348623157e308, "1.79769313486232e+308"},
              {100000000000000.5, "100000000000001.0"},  // a half goes up
              {-1e100, "-1.0e+100"}};
  for (const auto& row : rows) CHECK(to_string(row.value * x) == std::string(row.text) + "*x");
  // Alone a Float keeps its zeros.
  CHECK(to_string(Polynomial<>(0.5)) == "0.500000000000000");
  CHECK(to_string(Polynomial<>(-1e20)) == "-1.00000000000000e+20");
  CHECK(to_string(0.5 + x) == "x + 0.5");
  CHECK(to_string(0.5 - x) == "0.5 - x");
  CHECK(to_string(symbol<double>("x") + 2) == "1.0*x + 2.0");
  CHECK(to_string((0.1 + 0.2) * x, 17) == "0.30000000000000004*x");
  CHECK(to_string(x / 3 * 1.0, 3) == "0.333*x");
  CHECK(to_string(12345.0 * x, 3) == "1.23e+4*x");
  CHECK(message([&] { (void)to_string(x, 0); }) == "to_string: 0 digits: must be in [1, 40]");
  CHECK(message([&] { (void)to_string(x, 41); }) == "to_string: 41 digits: must be in [1, 40]");
}

TEST_CASE("Doubles of all magnitudes as SymPy prints them, and 17 digits are the number itself") {
  const auto x = symbol("x");
  for (const FloatCase& c : float_cases) {
    const std::string shown = to_string(c.value * x, 17);
    CHECK(to_string(c.value * x) == c.texts[0]);
    CHECK(shown == c.texts[1]);
    CHECK(std::strtod(shown.c_str(), nullptr) == c.value);
    CHECK(to_string(-c.value * x, 17) == (c.value < 0 ? shown.substr(1) : "-" + shown));
    CHECK(to_string(c.value * x + 1, 17) == (c.value < 0 ? "1 - " + shown.substr(1) : shown + " + 1"));
    // Four digits: printf's, which are rounded once.
    char four[32];
    std::snprintf(four, sizeof four, "%.3e", c.value);
    CHECK(std::strtod(to_string(c.value * x, 4).c_str(), nullptr) == std::strtod(four, nullptr));
  }
}

TEST_CASE("Numbers that no polynomial has, and those at the ends") {
  CHECK(to_string(Number(std::nan(""))) == "nan");
  CHECK(to_string(Number(std::numeric_limits<double>::infinity())) == "oo");
  CHECK(to_string(Number(-std::numeric_limits<double>::infinity())) == "-oo");
  CHECK(to_string(Number(-0.0)) == "0");
  const auto x = symbol("x");
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  CHECK(to_string(least * x) == "-9223372036854775808*x");
  CHECK(to_string(1 - x * 9223372036854775807) == "1 - 9223372036854775807*x");
  CHECK(to_string(Polynomial<>(Rational(least, 9223372036854775807))) == "-9223372036854775808/9223372036854775807");
  CHECK(to_string(pow(x, 9223372036854775807)) == "x**9223372036854775807");
  CHECK(to_string(0.1 * x, 40) == "0.1000000000000000055511151231257827021182*x");
  CHECK(to_string(0.5 * x, 1) == "0.5*x");
  CHECK(to_string(9.5 * x, 1) == "1.0e+1*x");  // a carry makes a digit more
  CHECK(to_string(0.0096 * x, 1) == "0.01*x");
}
