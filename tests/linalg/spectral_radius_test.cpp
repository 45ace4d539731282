#include <doctest/doctest.h>

#include <cmath>
#include <declive/linalg/spectral_radius.hpp>
#include <limits>

#include "support/random.hpp"

using namespace declive;

TEST_CASE("spectral_radius: of symmetric, of turning and of growing matrices") {
  CHECK(spectral_radius(Matrix<double>{{2, 1}, {1, 2}}) == 3);
  CHECK(std::fabs(spectral_radius(Matrix<double>{{0, 1}, {-4, 0}}) - 2) <= 1e-15);  // +-2i
  CHECK(std::fabs(spectral_radius(Matrix<double>{{0, 1}, {1, 1}}) - std::sqrt(1.25) - 0.5) <= 1e-15);
  CHECK(std::fabs(spectral_radius(Matrix<int>{{1, 2}, {3, 4}}) - (5 + std::sqrt(33.0)) / 2) <= 4e-15);  // the lecture's
  CHECK(std::fabs(spectral_radius(Matrix<double>{{-7, 1}, {0, 5}}) - 7) <= 1e-14);
  CHECK(spectral_radius(Matrix<double>(0, 0)) == 0);
  CHECK(spectral_radius(Matrix<double>(4, 4)) == 0);
}

TEST_CASE("spectral_radius: no norm of a matrix is smaller") {
  support::Random random(640);
  for (const Index n : {3, 8, 20})
    for (const bool symmetric : {true, false}) {
      Matrix<double> a(n, n);
      for (Index i = 0; i < n; ++i)
        for (Index j = 0; j < n; ++j) a(i, j) = symmetric && j < i ? a(j, i) : random.uniform<double>();
      const double radius = spectral_radius(a);
      double rows = 0;
      for (Index i = 0; i < n; ++i) rows = std::fmax(rows, norm_l1(a.row(i)));
      CHECK(radius <= rows);
      CHECK(radius <= norm(a));
      // Gelfand's formula from above: |A^16|^(1/16), and from below |trace A| / n.
      Matrix<double> power = a;
      for (int k = 0; k < 4; ++k) power = power * power;
      CHECK(radius <= std::pow(norm(power), 1.0 / 16) * (1 + 1e-13));
      double trace = 0;
      for (Index i = 0; i < n; ++i) trace += a(i, i);
      CHECK(radius >= std::fabs(trace) / static_cast<double>(n) - 1e-13);
    }
}

TEST_CASE("spectral_radius: errors") {
  CHECK_THROWS_AS(spectral_radius(Matrix<double>(2, 3)), ShapeError);
  CHECK_THROWS_WITH_AS(spectral_radius(Matrix<double>{{1, std::numeric_limits<double>::infinity()}, {0, 1}}, Site{}),
                       "spectral_radius: (2x2): element (0, 1) is inf", ValueError);
}
