// Roots: of polynomials with known ones, and residuals near rounding errors for all others.
#include <doctest/doctest.h>
#include <declive/symbolic/roots.hpp>

#include <cmath>
#include <declive/linalg/compare.hpp>
#include <declive/symbolic/evaluate.hpp>
#include <limits>
#include <vector>

#include "support.hpp"
#include "support/effort.hpp"
#include "support/random.hpp"

using namespace declive;

namespace {
constexpr double eps = std::numeric_limits<double>::epsilon();
}

TEST_CASE("Known roots, in ascending order") {
  const auto x = symbol("x");
  const auto golden = roots(x * x - x - 1);
  CHECK(std::abs(golden[0] - (1 - std::sqrt(5.0)) / 2) <= eps);
  CHECK(std::abs(golden[1] - (1 + std::sqrt(5.0)) / 2) <= 2 * eps);
  const auto imaginary = roots(x * x + 1);
  CHECK(imaginary[0] == std::complex<double>(0, 1));
  CHECK(imaginary[1] == std::complex<double>(0, -1));
  CHECK(real_roots(x * x + 1).empty());
  CHECK(roots(Polynomial<>(3)).empty());
  CHECK(roots(2 * x - 3)[0] == 1.5);
  // Zero roots are exact, and come with the others in order.
  const auto zeros = roots(x * x * x * (x + 2) * (x - 2));
  const double expected[] = {-2, 0, 0, 0, 2};
  for (Index k = 0; k < 5; ++k) CHECK(zeros[k] == expected[k]);
  CHECK(real_roots(x * x * (x - 4)) == Vector<double>{0, 0, 4});
  // Wilkinson's polynomial with ten roots: the polished ones are right to 1e-9, though the coefficients reach 1e7.
  Polynomial<> wilkinson = 1;
  for (int k = 1; k <= 10; ++k) wilkinson *= x - k;
  const Vector<double> ten = real_roots(wilkinson);
  REQUIRE(ten.size() == 10);
  for (Index k = 0; k < 10; ++k) CHECK(std::fabs(ten[k] - static_cast<double>(k + 1)) <= 1e-8);
  // Unity's twelfth roots.
  for (const auto& root : roots(pow(x, 12) - 1)) {
    CHECK(std::fabs(std::abs(root) - 1) <= 4 * eps);
    CHECK(std::abs(std::pow(root, 12) - 1.0) <= 100 * eps);
  }
}

TEST_CASE("A root of multiplicity m is found m times, within eps^(1/m)") {
  const auto x = symbol("x");
  for (int m = 2; m <= 5; ++m) {
    CAPTURE(m);
    const auto p = pow(x - 1, m) * (x + 3);
    int near = 0;
    for (const auto& root : roots(p)) near += std::abs(root - 1.0) <= 4 * std::pow(10 * eps, 1.0 / m);
    CHECK(near == m);
  }
  const Vector<double> twice = real_roots(pow(x - 1, 2));
  REQUIRE(twice.size() == 2);
  CHECK(std::fabs(twice[0] - 1) <= 1e-7);
  // A pair that is truly complex is not real, however close to the axis.
  CHECK(real_roots(x * x + 1e-20).empty());
}

TEST_CASE("Random polynomials: each root has a small residual, complex ones come in pairs, Vieta's sums hold") {
  support::Random random(241);
  const auto x = symbol<double>("x");
  for (int round = 0; round < 60; ++round) {
    const Index n = random.integer(1, 12);
    Polynomial<double> p = pow(x, n);
    for (Index k = 0; k < n; ++k) p += random.uniform<double>() * random.power_of_two<double>(-6, 6) * pow(x, k);
    CAPTURE(to_string(p));
    const auto all = roots(p);
    REQUIRE(all.size() == n);
    const Vector<double> c = all_coeffs(p);
    std::complex<double> sum = 0;
    double size = 0;
    for (Index k = 0; k < n; ++k) {
      const auto at = detail::value_and_slope(c, all[k]);
      CHECK(std::abs(at.value) <= 4 * static_cast<double>(n) * eps * at.size);
      if (all[k].imag() > 0) CHECK(all[k + 1] == std::conj(all[k]));
      sum += all[k];
      size += std::abs(all[k]);
    }
    CHECK(sum.imag() == 0);
    // The sum of the roots is -c_1, well-conditioned as a whole.
    CHECK(std::abs(sum + c[1]) <= 1e-6 * (size + 1));
  }
}

TEST_CASE("Random whole roots come back, each as often as it stands there") {
  support::Random random(242);
  const auto x = symbol("x");
  for (int round = 0; round < support::rounds(60); ++round) {
    // At most one of them twice, the others apart.
    std::vector<Index> chosen;
    for (Index k = -6; k <= 6; ++k)
      if (chosen.size() < 6 && random.integer(0, 2) == 0) chosen.push_back(k);
    if (chosen.empty()) continue;
    const auto twice = static_cast<std::size_t>(random.integer(0, static_cast<Index>(chosen.size()) - 1));
    Polynomial<> p = random.integer(1, 5), q = p;
    for (std::size_t k = 0; k < chosen.size(); ++k) p *= x - chosen[k];
    q = p * (x - chosen[twice]);
    CAPTURE(to_string(q));
    const Vector<double> single = real_roots(p), doubled = real_roots(q);
    REQUIRE(single.size() == static_cast<Index>(chosen.size()));
    REQUIRE(doubled.size() == single.size() + 1);
    for (Index k = 0; k < single.size(); ++k)
      CHECK(std::fabs(single[k] - static_cast<double>(chosen[static_cast<std::size_t>(k)])) <= 1e-10);
    for (Index k = 0; k < doubled.size(); ++k) {
      const auto at = static_cast<std::size_t>(k > static_cast<Index>(twice) ? k - 1 : k);
      CHECK(std::fabs(doubled[k] - static_cast<double>(chosen[at])) <= 3e-6);
      if (k > 0) CHECK(doubled[k - 1] <= doubled[k]);
    }
  }
}

TEST_CASE("Wilkinson's polynomial of degree 20, whose roots move by ten where a coefficient moves by 1e-7") {
  // In doubles; the exact coefficients leave 64 bits. Each root is within what eps in a coefficient can move it, and the
  // polynomial of the computed roots is the given one within the backward error of an eigenvalue problem.
  const auto x = symbol<double>("x");
  Polynomial<double> w = 1;
  for (int k = 1; k <= 20; ++k) w *= x - k;
  const auto all = roots(w);
  REQUIRE(all.size() == 20);
  const Vector<double> c = all_coeffs(w);
  const Polynomial<double> slope = diff(w, x);
  for (Index k = 0; k < 20; ++k) {
    const double root = static_cast<double>(k + 1);
    const double size = detail::value_and_slope(c, std::complex<double>(root)).size;
    CHECK(std::abs(all[k] - root) <= 20 * eps * size / std::fabs(slope(root)));
    const auto at = detail::value_and_slope(c, all[k]);
    CHECK(std::abs(at.value) <= 20 * eps * at.size);
  }
}

TEST_CASE("Roots scale with the variable and the polynomial, and turn over with its coefficients") {
  support::Random random(243);
  const auto x = symbol<double>("x");
  for (int round = 0; round < support::rounds(40); ++round) {
    const Index n = random.integer(2, 7);
    Vector<double> c(n + 1, [&](Index) { return random.uniform<double>() + (random.bits() % 2 == 0 ? 2 : -2); });
    const auto of = [&](auto coefficient) {
      Polynomial<double> p;
      for (Index k = 0; k <= n; ++k) p += coefficient(k) * pow(x, n - k);
      return roots(p);
    };
    const auto plain = of([&](Index k) { return c[k]; });
    // x = 2^e y, exactly; and the whole polynomial times a power of two: bits do not change.
    for (const int e : {-30, 40}) {
      const auto scaled = of([&](Index k) { return std::ldexp(c[k], e * static_cast<int>(k)); });
      const auto times = of([&](Index k) { return std::ldexp(c[k], 20 * e); });
      for (Index k = 0; k < n; ++k) {
        CHECK(std::abs(scaled[k] / std::ldexp(1.0, e) - plain[k]) <= 1e-9 * std::abs(plain[k]));
        CHECK(times[k] == plain[k]);
      }
    }
    // The reversed polynomial has the reciprocals: each is near one of them.
    const auto turned = of([&](Index k) { return c[n - k]; });
    for (Index k = 0; k < n; ++k) {
      double nearest = 1e300;
      for (Index i = 0; i < n; ++i) nearest = std::fmin(nearest, std::abs(1.0 / turned[k] - plain[i]));
      CHECK(nearest <= 1e-8 * std::abs(1.0 / turned[k]));
    }
    // (-x): the negative ones.
    const auto mirrored = of([&](Index k) { return k % 2 == 0 ? c[k] : -c[k]; });
    double sum = 0, size = 0;
    for (Index k = 0; k < n; ++k) {
      sum += plain[k].real() + mirrored[k].real();
      size += std::abs(plain[k]);
    }
    CHECK(std::fabs(sum) <= 1e-9 * size);
  }
}

TEST_CASE("Roots near the ends of the range, of degree one and of none") {
  const auto x = symbol("x");
  const struct {
    Polynomial<> p;
    double root;
  } rows[] = {{1e200 * x * x - 3e200 * x + 2e200, 2},
              {5e-324 * x * x - 5e-324, 1},
              {x * x - 1e300, 1e150},
              {x * x - 1e-300, 1e-150},
              {1e-320 * x - 1e-320, 1},
              {x - 1e300, 1e300},
              {x * 1e300 - 1, 1e-300},
              {x * x * x - 1e-300, 1e-100},
              {pow(x, 5) - 1e300, 1e60},
              {9223372036854775807 * x - 1, 1.0 / 9223372036854775807.0}};
  for (const auto& row : rows) {
    CAPTURE(to_string(row.p));
    const Vector<double> real = real_roots(row.p);
    REQUIRE(!real.empty());
    CHECK(std::fabs(real[real.size() - 1] - row.root) <= 4 * eps * row.root);
  }
  CHECK(roots(symbol<std::int64_t>("x") * 6 - 4)[0] == 4.0 / 6);
  CHECK(roots(Polynomial<Rational>(Rational(1, 2))).empty());
  CHECK(real_roots(7 * x) == Vector<double>{0});
  CHECK_THROWS_AS((void)roots(pow(x, 9223372036854775807) - 1), OverflowError);
}

TEST_CASE("What is refused, and how") {
  const auto x = symbol("x"), y = symbol("y");
  CHECK(message([] { (void)roots(Polynomial<>()); }) == "roots: of the zero polynomial every number is a root");
  CHECK(message([&] { (void)real_roots(x * y); }) == "real_roots: \"x*y\" has 2 variables");
  CHECK(message([&] { (void)roots(1e-300 * x * x + 1e300); }) == "roots: (2x2): element (0, 1) is -inf");
}
