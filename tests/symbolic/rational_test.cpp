// Exact quotients: against 128-bit integers where they fit, an error where they do not.
#include <doctest/doctest.h>
#include <declive/symbolic/rational.hpp>

#include <cmath>
#include <declive/core/print.hpp>
#include <declive/linalg/compare.hpp>
#include <declive/linalg/solve.hpp>
#include <limits>
#include <sstream>
#include <vector>

#include "support.hpp"
#include "support/effort.hpp"
#include "support/random.hpp"

using namespace declive;

namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

// A compiler's own wide integers are the truth here.
__extension__ typedef __int128 Wide;

// With -std=gnu++20 they count as integers.
template <class T>
std::string of_wide([[maybe_unused]] T n) {
  if constexpr (detail::Integer<T>)
    return message([&] { (void)Rational(n); });
  else
    return "no error";
}
template <class T>
const char* const refusal_of_wide = detail::Integer<T> ? "Rational: an integer of more than 64 bits" : "no error";

}  // namespace

TEST_CASE("Rationals are in lowest terms, with the sign above") {
  constexpr Rational half(2, 4), minus(3, -6);
  static_assert(half.numerator() == 1 && half.denominator() == 2);
  static_assert(minus.numerator() == -1 && minus.denominator() == 2);
  static_assert(Rational() == 0 && Rational(0, -5).denominator() == 1);
  static_assert(half + minus == 0 && half * 4 == 2 && 1 - half == half && half / minus == -1);
  static_assert(Rational(1, 3) + Rational(1, 6) == half);
  CHECK(Rational(least, least) == 1);
  CHECK(Rational(least, 2).numerator() == least / 2);
  CHECK(Rational(least).numerator() == least);
  CHECK(message([] { (void)Rational(1, least); }) == "operator/: 1 / -9223372036854775808 does not fit in 64 bits");
  CHECK(message([] { (void)Rational(3, 0); }) == "Rational: 3 / 0: the denominator is zero");
  CHECK(message([] { (void)(Rational(3) / 0); }) == "operator/: division of a Rational by zero");
  CHECK(message([] { (void)Rational(std::uint64_t{1} << 63); }) ==
        "Rational: 9223372036854775808 does not fit in 64 bits");
}

TEST_CASE("Arithmetic and order agree with 128-bit integers") {
  support::Random random(202);
  const auto draw = [&](bool large) {
    const auto bound = large ? std::int64_t{1} << 28 : std::int64_t{12};
    return Rational(random.integer(-bound, bound), random.integer(1, bound));
  };
  const auto is = [](const Rational& x, Wide n, Wide d) { return x.numerator() * d == n * x.denominator(); };
  for (int round = 0; round < 5000; ++round) {
    const Rational x = draw(round % 2 == 0), y = draw(round % 3 == 0);
    const Wide a = x.numerator(), b = x.denominator(), c = y.numerator(), d = y.denominator();
    CHECK(is(x + y, a * d + c * b, b * d));
    CHECK(is(x - y, a * d - c * b, b * d));
    CHECK(is(x * y, a * c, b * d));
    if (c != 0) CHECK(is(x / y, a * d, b * c));
    CHECK((x < y) == (a * d < c * b));
    CHECK((x == y) == (a * d == c * b));
    CHECK((x <=> y) == (a * d <=> c * b));
    CHECK(static_cast<double>(x) == static_cast<double>(x.numerator()) / static_cast<double>(x.denominator()));
  }
  // Products that overflow cannot disturb a comparison.
  CHECK(Rational(most, most - 1) < Rational(most - 1, most - 2));
  CHECK(Rational(least, most) < Rational(least + 2, most));
  CHECK(abs(Rational(-3, 4)) == Rational(3, 4));
}

TEST_CASE("What fits is found although a step on the way would not") {
  CHECK(Rational(most, 3) * Rational(3, most) == 1);
  CHECK(Rational(1, most) + Rational(1, most) == Rational(2, most));
  CHECK(Rational(most - 1, 2) + Rational(1, 2) == Rational(most, 2));
  CHECK_THROWS_AS((void)(Rational(most) + 1), OverflowError);
  CHECK_THROWS_AS((void)(Rational(1, most) * Rational(1, 2)), OverflowError);
  CHECK_THROWS_AS((void)(-Rational(least)), OverflowError);
  CHECK(message([] { (void)(Rational(most, 2) * Rational(5, 3)); }) ==
        "operator*: 9223372036854775807/2 * 5/3 does not fit in 64 bits");
  CHECK(message([] { (void)(Rational(1, 2) - Rational(least)); }) ==
        "operator-: 1/2 - -9223372036854775808 does not fit in 64 bits");
  CHECK(message([] { (void)(Rational(5) / Rational(least)); }) ==
        "operator/: 5 / -9223372036854775808 does not fit in 64 bits");
}

TEST_CASE("At the ends of 64 bits: a result where it fits in lowest terms, an error where it does not") {
  // All pairs of quotients of numbers near the ends, near their roots and small ones, and quotients at random.
  std::vector<Rational> numbers;
  const std::int64_t edges[] = {least, least + 1, least / 2,  -3037000500, -3,       0,   1,
                                2,     6,         3037000499, most / 3,    most - 1, most};
  for (const std::int64_t n : edges)
    for (const std::int64_t d : edges)
      if (d > 0) numbers.push_back(Rational(n, d));
  support::Random random(203);
  for (int k = 0; k < 60; ++k)
    numbers.push_back(Rational(static_cast<std::int64_t>(random.bits()) >> random.integer(0, 62),
                               static_cast<std::int64_t>(random.bits() >> random.integer(1, 62)) | 1));
  // Whether `f` gives n / d, or raises where that does not fit.
  const auto agrees = [](auto f, Wide n, Wide d) {
    const bool negative = (n < 0) != (d < 0);
    Wide a = n < 0 ? -n : n, b = d < 0 ? -d : d;
    for (Wide p = a, q = b, rest = 0;; p = q, q = rest) {
      if (q == 0) {
        a /= p;
        b /= p;
        break;
      }
      rest = p % q;
    }
    if (negative) a = -a;
    const bool fits = a >= least && a <= most && b <= most;
    try {
      const Rational result = f();
      return fits && result.numerator() == a && result.denominator() == b;
    } catch (const OverflowError&) {
      return !fits;
    }
  };
  int wrong = 0, large = 0;
  for (const Rational& x : numbers)
    for (const Rational& y : numbers) {
      const Wide a = x.numerator(), b = x.denominator(), c = y.numerator(), d = y.denominator();
      wrong += !agrees([&] { return x + y; }, a * d + c * b, b * d);
      wrong += !agrees([&] { return x - y; }, a * d - c * b, b * d);
      wrong += !agrees([&] { return x * y; }, a * c, b * d);
      if (c != 0) wrong += !agrees([&] { return x / y; }, a * d, b * c);
      wrong += (x < y) != (a * d < c * b);
      wrong += (x == y) != (a * d == c * b);
      large += a * d > most || a * d < least;
    }
  CHECK(wrong == 0);
  CHECK(large > 1000);
}

TEST_CASE("Integers of any width become Rationals, those of more than 64 bits only if they fit") {
  CHECK(Rational(static_cast<signed char>(-7)).numerator() == -7);
  CHECK(Rational(std::uint64_t{1} << 62, std::uint8_t{4}) == Rational(std::int64_t{1} << 60));
  CHECK(of_wide(Wide{most} + 1) == refusal_of_wide<Wide>);
  CHECK(of_wide(Wide{least} - 1) == refusal_of_wide<Wide>);
  CHECK(of_wide(Wide{least}) == "no error");
}

TEST_CASE("The nearest floating-point number") {
  support::Random random(204);
  for (int round = 0; round < 1000; ++round) {
    const Rational x(static_cast<std::int64_t>(random.bits()) >> random.integer(0, 60),
                     static_cast<std::int64_t>(random.bits() >> random.integer(1, 60)) | 1);
    // Where long double has 64 bits this quotient is the exact one rounded once.
    const long double exact = static_cast<long double>(x.numerator()) / static_cast<long double>(x.denominator());
    CHECK(static_cast<long double>(x) == exact);
    CHECK(std::fabs(static_cast<long double>(static_cast<double>(x)) - exact) <=
          std::fabs(exact) * (std::ldexp(1.0L, -53) + std::ldexp(1.0L, -63)));
    CHECK(std::fabs(static_cast<long double>(static_cast<float>(x)) - exact) <=
          std::fabs(exact) * (std::ldexp(1.0L, -24) + std::ldexp(1.0L, -63)));
  }
  CHECK(static_cast<double>(Rational(most)) == 9223372036854775808.0);
  CHECK(static_cast<double>(Rational(least)) == -9223372036854775808.0);
  CHECK(static_cast<double>(Rational(1, most)) == 1 / 9223372036854775808.0);
  CHECK(static_cast<float>(Rational(16777217, 2)) == 8388608.0F);
}

TEST_CASE("Text, streams, and elements of matrices") {
  CHECK(to_string(Rational(-3, 6)) == "-1/2");
  CHECK(to_string(Rational(7)) == "7");
  std::ostringstream out;
  out << Rational(5, 10);
  CHECK(out.str() == "1/2");
  // The inverse of the Hilbert matrix has whole elements, and none is rounded.
  const Matrix<Rational> hilbert(3, 3, [](Index i, Index j) { return Rational(1, i + j + 1); });
  const Matrix<Rational> inverse{{9, -36, 30}, {-36, 192, -180}, {30, -180, 180}};
  CHECK(to_string(hilbert * inverse) == "[[1 0 0]\n [0 1 0]\n [0 0 1]]");
}

TEST_CASE("Linear systems of Rationals are solved exactly") {
  // Hilbert's matrix, whose inverse is whole, and determinants of it.
  const std::int64_t reciprocals[] = {1, 12, 2160, 6048000, 266716800000};
  for (Index n = 1; n <= 5; ++n) {
    const Matrix<Rational> hilbert(n, n, [](Index i, Index j) { return Rational(1, i + j + 1); });
    CHECK(determinant(hilbert) == Rational(1, reciprocals[n - 1]));
    const Matrix<Rational> turned = inverse(hilbert);
    for (const Rational& element : turned) CHECK(element.is_integer());
    CHECK(hilbert * turned == Matrix<Rational>::identity(n));
  }
  support::Random random(205);
  int singular = 0;
  for (int round = 0; round < support::rounds(200); ++round) {
    const Index n = random.integer(1, 4);
    const Matrix<Rational> a(n, n, [&](Index, Index) { return Rational(random.integer(-3, 3), random.integer(1, 3)); });
    const auto factors = lu(a);
    Matrix<Rational> exchanged(n, n);
    for (Index i = 0; i < n; ++i) exchanged.row(i) = a.row(factors.permutation()[i]);
    CHECK(factors.L() * factors.U() == exchanged);
    // By the first row's minors.
    const auto expanded = [](const auto& self, const Matrix<Rational>& m) -> Rational {
      if (m.rows() == 0) return 1;
      Rational sum = 0;
      for (Index j = 0; j < m.cols(); ++j) {
        const Matrix<Rational> minor(m.rows() - 1, m.cols() - 1,
                                     [&](Index p, Index q) { return m(p + 1, q < j ? q : q + 1); });
        sum += (j % 2 == 0 ? m(0, j) : -m(0, j)) * self(self, minor);
      }
      return sum;
    };
    const Rational exact = expanded(expanded, a);
    CHECK(determinant(a) == exact);
    const Vector<Rational> x(n, [&](Index) { return Rational(random.integer(-9, 9), 2); });
    if (exact == 0) {
      ++singular;
      CHECK_THROWS_AS((void)inverse(a), ValueError);
      continue;
    }
    CHECK(solve(a, a * x) == x);
    CHECK(inverse(a) * a == Matrix<Rational>::identity(n));
    CHECK(solve(a.transposed(), x * a) == x);
  }
  CHECK(singular > support::rounds(200) / 40);
}
