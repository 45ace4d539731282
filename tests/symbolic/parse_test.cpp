// Python's notation, and the column of what is not in it.
#include <doctest/doctest.h>
#include <declive/symbolic/parse.hpp>

#include "support.hpp"
#include "support/random.hpp"

using namespace declive;

TEST_CASE("Precedence and literals are Python's") {
  const auto [x, y] = symbols("x", "y");
  const struct {
    const char* text;
    Polynomial<> value;
  } rows[] = {{"x", x},
              {"-x**2", -(x * x)},
              {"(-x)**2", x * x},
              {"2**3**2", 512},
              {"x**+2", x * x},
              {"-3 - -x", x - 3},
              {"x/2*y", x * y / 2},
              {"6/4", Rational(3, 2)},
              {"-2*x*y/3", -2 * x * y / 3},
              {"x/(1/2)", 2 * x},
              {"x/-2", -x / 2},
              {" ( x+1 ) * (x - 1)\t", x * x - 1},
              {"2*(x + y)**2", 2 * x * x + 4 * x * y + 2 * y * y},
              {"0.5*x + .25", 0.5 * x + 0.25},
              {"1e-3*x", 0.001 * x},
              {"1.E+2", 100.0},
              {"3.", 3.0},
              {"x_1*alpha2", symbol("x_1") * symbol("alpha2")},
              {"e1", symbol("e1")},
              {"x - x", 0},
              {"x**0", 1},
              {"9223372036854775807", 9223372036854775807}};
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(parse(row.text) == row.value);
  }
  CHECK(parse("2").coefficient(0).is_exact());
  CHECK(!parse("2.0").coefficient(0).is_exact());
  // Deep, but not too deep.
  CHECK(parse(std::string(150, '(') + "x" + std::string(150, ')')) == x);
}

TEST_CASE("Mistakes are named with their column") {
  const struct {
    const char *text, *error;
  } rows[] = {{"", "column 1: a number, a name or ( is expected, not the end"},
              {"x + ", "column 5: a number, a name or ( is expected, not the end"},
              {"2*x +* y", "column 6: a number, a name or ( is expected, not *"},
              {"x y", "column 3: an operator is expected"},
              {"2x", "column 2: an operator is expected"},
              {"x^2", "column 2: powers are written **"},
              {"(x + 1", "column 1: this ( is not closed"},
              {"(x + 1 y)", "column 8: ) is expected"},
              {"x + 1)", "column 6: an operator is expected"},
              {"x/y", "column 2: division by what is not a number"},
              {"1 + x/(y - y)", "column 6: division by zero"},
              {"x**y", "column 4: the exponent is not a whole number >= 0"},
              {"x**-1", "column 4: the exponent is not a whole number >= 0"},
              {"x**0.5", "column 4: the exponent is not a whole number >= 0"},
              {"x + 9223372036854775808", "column 5: the number does not fit in 64 bits"},
              {"1e999", "column 1: the number is too large for a double"},
              {"1 + .", "column 5: a number has digits"},
              {"3e+", "column 2: an exponent has digits"},
              {"x & y", "column 3: an operator is expected"},
              {"\xce\xb1 + ?", "column 5: a number, a name or ( is expected, not ?"}};
  for (const auto& row : rows)
    CHECK(message([&] { parse(row.text); }) == "parse: \"" + std::string(row.text) + "\": " + row.error);
  const std::string deep(100000, '(');
  CHECK(message([&] { parse(deep); }).find("column 201: nested too deeply") != std::string::npos);
  CHECK(message([&] { parse(std::string(100000, '-')); }).find("nested too deeply") != std::string::npos);
  CHECK_THROWS_AS(parse("(x + 1)**100"), OverflowError);
}

TEST_CASE("Random texts are read or refused, never anything else") {
  support::Random random(221);
  const std::string signs = "xy12.()+-*/ e";
  int read = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (Index n = random.integer(1, 8); n > 0; --n)
      text += signs[static_cast<std::size_t>(random.integer(0, static_cast<Index>(signs.size()) - 1))];
    try {
      const Polynomial<> p = parse(text);
      ++read;
      CHECK(parse(to_string(p, 17)) == p);
    } catch (const ValueError&) {
    } catch (const OverflowError&) {
    }
  }
  CHECK(read > 100);
}
