// Roots: of polynomials with known ones, and residuals near rounding errors for all others.
#include <doctest/doctest.h>
#include <declive/symbolic/roots.hpp>

#include <cmath>
#include <declive/linalg/compare.hpp>
#include <limits>

#include "support.hpp"
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

TEST_CASE("What is refused, and how") {
  const auto x = symbol("x"), y = symbol("y");
  CHECK(message([] { (void)roots(Polynomial<>()); }) == "roots: of the zero polynomial every number is a root");
  CHECK(message([&] { (void)real_roots(x * y); }) == "real_roots: \"x*y\" has 2 variables");
  CHECK(message([&] { (void)roots(1e-300 * x * x + 1e300); }) == "roots: (2x2): element (0, 1) is -inf");
}
