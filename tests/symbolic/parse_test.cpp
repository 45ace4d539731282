// Python's notation, and the column of what is not in it.
#include <doctest/doctest.h>
#include <declive/symbolic/parse.hpp>

#include <limits>

#include "support.hpp"
#include "support/effort.hpp"
#include "support/random.hpp"

using namespace declive;

namespace {

// A number with few or many digits: whole, a quotient, or a double of any magnitude.
Number some_number(support::Random& random) {
  const auto bits = static_cast<std::int64_t>(random.bits()) >> random.integer(0, 63);
  switch (random.integer(0, 4)) {
    case 0:
      return bits;
    case 1:
      return Rational(bits, static_cast<std::int64_t>(random.bits() >> random.integer(1, 62)) | 1);
    case 2:
      return random.uniform<double>() * random.power_of_two<double>(-1060, 1020);
    case 3:
      return std::numeric_limits<std::int64_t>::min();
    default:
      return random.integer(-3, 3);
  }
}

}  // namespace

TEST_CASE("Precedence and literals are Python's") {
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
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
              {"9223372036854775807", 9223372036854775807},
              {"-9223372036854775808", least},
              {"y - 9223372036854775808*x/3", y + x * Rational(least, 3)},
              {"1*-9223372036854775808*x/2 - x", Rational(least, 2) * x - x},
              {"- 9223372036854775808.0", -9223372036854775808.0},
              {"-9223372036854775808e0", -9223372036854775808.0},
              {"0e999", 0.0},
              {"5e-324*x", 5e-324 * x},
              {"2.2250738585072011e-308", 2.2250738585072011e-308},
              {"179769313486231570000000000000000000000e270", 1.7976931348623157e308}};
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(parse(row.text) == row.value);
  }
  CHECK(parse("2").coefficient(0).is_exact());
  CHECK(!parse("2.0").coefficient(0).is_exact());
  // Deep, but not too deep.
  CHECK(parse(std::string(150, '(') + "x" + std::string(150, ')')) == x);
}

TEST_CASE("What stands side by side is not nested; names end where letters and digits do") {
  std::string sum = "(x)";
  for (int k = 1; k < 5000; ++k) sum += " + (-x)*-(1)";
  CHECK(parse(sum) == 5000 * symbol("x"));
  CHECK(parse("- 9223372036854775808 + x") == parse("-9223372036854775808 + x"));
  for (const char* const name : {"a", "z", "A", "Z", "_", "a0", "z9", "A_Z"}) {
    CAPTURE(name);
    CHECK(parse(name + std::string("*2")) == 2 * symbol(name));
  }
  for (const char* const name : {"", "0a", "9", "a-", "a`", "a{", "a@", "a[", "a/", "a:", "a b"}) {
    CAPTURE(name);
    CHECK_THROWS_AS((void)symbol(name), ValueError);
  }
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
              {"1 - 9223372036854775808**2", "column 5: the number does not fit in 64 bits"},
              {"-92233720368547758080", "column 2: the number does not fit in 64 bits"},
              {"x*-9223372036854775808x", "column 23: an operator is expected"},
              {"x - 1e-400", "column 5: the number is not in the range of a double"},
              {"0.000e-999 + .0001e-400", "column 14: the number is not in the range of a double"},
              {"x,y", "column 2: an operator is expected"},
              {"(x))", "column 4: an operator is expected"},
              {"()", "column 2: a number, a name or ( is expected, not )"},
              {"x***2", "column 4: a number, a name or ( is expected, not *"},
              {"x**(1/2)", "column 4: the exponent is not a whole number >= 0"},
              {"x**2**-1", "column 7: the exponent is not a whole number >= 0"},
              {"1..2", "column 3: an operator is expected"},
              {"0x10", "column 2: an operator is expected"},
              {"1_000", "column 2: an operator is expected"},
              {"x = 3", "column 3: an operator is expected"},
              {"1e999", "column 1: the number is not in the range of a double"},
              {"1 + .", "column 5: a number has digits"},
              {"3e+", "column 2: an exponent has digits"},
              {"x & y", "column 3: an operator is expected"},
              {"\xce\xb1 + ?", "column 5: a number, a name or ( is expected, not ?"}};
  for (const auto& row : rows)
    CHECK(message([&] { parse(row.text); }) == "parse: \"" + std::string(row.text) + "\": " + row.error);
  // A zero byte is a character like any other, not the end.
  CHECK(message([] { parse(std::string_view("x\0 + y", 6)); }) ==
        "parse: \"x\\0 + y\": column 2: an operator is expected");
  CHECK(message([] { parse(std::string_view("(x\0)", 4)); }) == "parse: \"(x\\0)\": column 3: ) is expected");
  CHECK(message([] { parse(std::string_view("2*\0", 3)); }) ==
        "parse: \"2*\\0\": column 3: a number, a name or ( is expected, not \\0");
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

TEST_CASE("Thousands of random polynomials are read back as what was printed") {
  support::Random random(222);
  const Polynomial<> variables[] = {symbol("x"), symbol("_y2"), symbol("\xce\xb1"), symbol("e"), symbol("E5")};
  for (int round = 0; round < support::rounds(3000); ++round) {
    Polynomial<> p;
    for (Index terms = random.integer(0, 4); terms > 0; --terms) {
      Polynomial<> term = some_number(random);
      for (const Polynomial<>& v : variables)
        if (random.integer(0, 2) == 0)
          term *= pow(v, random.integer(0, 9) == 0 ? random.integer(0, 1 << 30) : random.integer(0, 4));
      // The sum may not fit.
      try {
        p += term;
      } catch (const OverflowError&) {
      }
    }
    const std::string text = to_string(p, 17);
    const Polynomial<> back = parse(text);
    if (!(back == p)) FAIL_CHECK(text);
    if (to_string(back, 17) != text) FAIL_CHECK(text);
    // Whole numbers and quotients come back as such, doubles as doubles.
    bool alike = back.size() == p.size();
    for (Index k = 0; k < p.size() && alike; ++k) alike = back.coefficient(k).is_exact() == p.coefficient(k).is_exact();
    if (!alike) FAIL_CHECK(text);
    // Spaces and signs in front change nothing.
    std::string wide;
    for (const char c : text) wide += c == ' ' ? "  \t" : std::string(1, c);
    if (!(parse(" \n" + wide + " ") == p)) FAIL_CHECK(wide);
    if (!(parse("+(" + text + ")") == p)) FAIL_CHECK(text);
  }
}

TEST_CASE("Expressions are calculated as their parts are") {
  support::Random random(223);
  for (int round = 0; round < support::rounds(400); ++round) {
    // A random expression as text, fully in parentheses, and its value beside it.
    struct Expression {
      std::string text;
      Polynomial<> value;
    };
    const auto leaf = [&]() -> Expression {
      if (random.integer(0, 1) == 0) return {"x", symbol("x")};
      const Index n = random.integer(0, 5);
      return {std::to_string(n), n};
    };
    Expression whole = leaf();
    for (int steps = 0; steps < 6; ++steps) {
      const Expression part = leaf();
      switch (random.integer(0, 5)) {
        case 0:
          whole = {"(" + whole.text + " + " + part.text + ")", whole.value + part.value};
          break;
        case 1:
          whole = {part.text + "-(" + whole.text + ")", part.value - whole.value};
          whole.text = "(" + whole.text + ")";
          break;
        case 2:
          whole = {whole.text + "*" + part.text, whole.value * part.value};
          break;
        case 3:
          whole = {"(" + whole.text + ")**2", whole.value * whole.value};
          break;
        case 4:
          whole = {"-" + whole.text, -whole.value};
          whole.text = "(" + whole.text + ")";
          break;
        default:
          whole = {whole.text + "/3", whole.value / 3};
      }
      if (whole.value.size() > 20) break;
    }
    CAPTURE(whole.text);
    CHECK(parse(whole.text) == whole.value);
  }
}
