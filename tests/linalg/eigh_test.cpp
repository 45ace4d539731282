#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <declive/linalg/eigh.hpp>
#include <limits>
#include <string>
#include <vector>

#include "linalg/eigh_cases.hpp"
#include "linalg/layouts.hpp"
#include "support/random.hpp"

using namespace declive;
using eigh_cases::check_pair, eigh_cases::eps, eigh_cases::frobenius, eigh_cases::symmetric, eigh_cases::wide,
    eigh_cases::with_values;
using layouts::equal, layouts::for_each_layout;

TEST_CASE("eigh: residuals of matrices of every kind and size: double") { eigh_cases::residuals<double>(); }
TEST_CASE("eigh: 500 rows: double") { eigh_cases::large<double>(); }
TEST_CASE("eigh: LAPACK's eigenvalues: double") { eigh_cases::table_values<double>(); }
TEST_CASE("eigh: the ends of the range: double") { eigh_cases::ends_of_range<double>(); }

TEST_CASE("eigh: known eigenvalues") {
  SUBCASE("the lecture's") {
    const auto [values, vectors] = eigh(Matrix<double>{{2, 1}, {1, 2}});
    CHECK(values[0] == 1);
    CHECK(values[1] == 3);
    const double half = std::sqrt(0.5);
    CHECK(std::fabs(vectors(0, 0) - half) + std::fabs(vectors(1, 0) + half) <= 2.3e-16);
    CHECK(std::fabs(vectors(0, 1) - half) + std::fabs(vectors(1, 1) - half) <= 2.3e-16);
  }
  SUBCASE("the second difference: 2 - 2 cos(k pi / (n + 1))") {
    const Index n = 40;
    Matrix<double> s(n, n);
    for (Index i = 0; i < n; ++i) {
      s(i, i) = 2;
      if (i > 0) s(i, i - 1) = s(i - 1, i) = -1;
    }
    const auto values = eigvalsh(s);
    for (Index k = 0; k < n; ++k)
      CHECK(std::fabs(values[k] - (2 - 2 * std::cos(static_cast<double>(k + 1) * std::acos(-1.0) / (n + 1)))) <= 2e-14);
  }
  SUBCASE("ones, with two rows that know of each other where the matrix is divided") {
    const Index n = 40;
    Matrix<double> s = Matrix<double>::identity(n);
    s(19, 20) = s(20, 19) = 0.25;
    const auto [values, vectors] = eigh(s);
    for (Index k = 0; k < n; ++k)
      CHECK(values[k] == doctest::Approx(k == 0 ? 0.75 : k == 39 ? 1.25 : 1).epsilon(1e-15));
    check_pair(s, values, vectors);
  }
  SUBCASE("equal ones: the projector on their space is the same") {
    support::Random random(613);
    const Matrix<double> s = with_values(Vector<double>{2, 2, 2, 5, 7, 7}, random);
    const auto [values, vectors] = eigh(s);
    for (Index i = 0; i < 6; ++i)
      for (Index j = 0; j < 6; ++j) {
        // (S - 5)(S - 7) / ((2 - 5)(2 - 7)) projects on the space of 2.
        double projector = 0, space = 0;
        for (Index k = 0; k < 6; ++k) projector += (s(i, k) - (i == k ? 5 : 0)) * (s(k, j) - (k == j ? 7 : 0)) / 15;
        for (Index k = 0; k < 3; ++k) space += vectors(i, k) * vectors(j, k);
        CHECK(std::fabs(space - projector) <= 2e-14);
      }
  }
  SUBCASE("integers are computed in double, a 1 x 1 matrix is its value, nothing has none") {
    const Matrix<int> s{{0, 1}, {1, 0}};
    CHECK(eigvalsh(s)[0] == -1);
    CHECK(eigvalsh(s)[1] == 1);
    const auto one = eigh(Matrix<double, 1, 1>{{-3}});
    CHECK(one.values[0] == -3);
    CHECK(one.vectors(0, 0) == 1);
    const auto none = eigh(Matrix<double>(0, 0));
    CHECK(none.values.size() == 0);
    CHECK(none.vectors.size() == 0);
    CHECK(eigvalsh(Matrix<double>(0, 0)).empty());
  }
}

TEST_CASE("eigh: Hermitian matrices have real eigenvalues") {
  using T = std::complex<double>;
  support::Random random(614);
  for (const Index n : {1, 2, 3, 6, 20, 37}) {
    CAPTURE(n);
    Matrix<T> s(n, n);
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j <= i; ++j) {
        s(i, j) = T(random.uniform<double>(), i == j ? 0 : random.uniform<double>());
        if (n == 20 && (i + j) % 2 != 0) s(i, j) = 0;  // every reflector begins with a 0: tau = 1
        s(j, i) = std::conj(s(i, j));
      }
    const auto [values, vectors] = eigh(s);
    check_pair(s, values, vectors);
    const Matrix<double> twice = wide(s);  // has each of them twice
    const auto pairs = eigvalsh(twice), alone = eigvalsh(s);
    for (Index k = 0; k < n; ++k) {
      const double bound = 4 * static_cast<double>(n) * eps<T> * frobenius(twice);
      CHECK(std::fabs(values[k] - pairs[2 * k]) <= bound);
      CHECK(std::fabs(values[k] - pairs[2 * k + 1]) <= bound);
      CHECK(std::fabs(values[k] - alone[k]) <= bound);
    }
  }
}

TEST_CASE("eigh: fixed sizes, views, and the same answer every time") {
  support::Random random(615);
  const Matrix<double> s = symmetric<double>(40, random);
  const auto first = eigh(s);
  for_each_layout(s, [&](const char* layout, const auto& x) {
    CAPTURE(layout);
    const auto again = eigh(x);
    CHECK(equal(again.values, first.values));
    CHECK(equal(again.vectors, first.vectors));
  });
  const Matrix<double, 3, 3> small{{1, 2, 3}, {2, 4, 5}, {3, 5, 6}};
  const auto fixed = eigh(small);
  static_assert(std::is_same_v<decltype(fixed.values), Vector<double, 3>>);
  static_assert(std::is_same_v<decltype(fixed.vectors), Matrix<double, 3, 3>>);
  check_pair(small, fixed.values, fixed.vectors);
  CHECK(equal(eigh(Matrix<double>(small)).values, fixed.values));
}

TEST_CASE("eigh: what is no symmetric matrix of numbers is an error that says where") {
  const auto message = [](const auto& s) -> std::string {
    try {
      eigh(s);
    } catch (const std::exception& error) {
      return error.what();
    }
    return "none";
  };
  CHECK(message(Matrix<double>(2, 3)).find("eigh: (2x3): the matrix is not square [") == 0);
  CHECK(message(Matrix<double>{{1, 2}, {2.5, 1}})
            .find("eigh: (2x2): the matrix is not symmetric: elements (1, 0) and (0, 1) are 2.5 and 2, 0.5 apart [") ==
        0);
  CHECK(message(Matrix<std::complex<double>>{{1, {0, 1}}, {{0, 1}, 1}})
            .find("eigh: (2x2): the matrix is not Hermitian") == 0);
  CHECK(message(Matrix<std::complex<double>>{{{1, 1}}}).find("eigh: (1x1): the matrix is not Hermitian") == 0);
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  for (const double bad : {inf, -inf, nan})
    for (const Index n : {1, 2, 3, 20}) {
      Matrix<double> s = Matrix<double>::identity(n);
      s(n - 1, n - 1) = bad;
      CHECK(message(s).find(": element (") != std::string::npos);
      s(n - 1, n - 1) = 0;
      s(0, n - 1) = bad;
      CHECK(message(s).find(n == 1 ? "element (0, 0) is" : ": element (0, ") != std::string::npos);
      CHECK_THROWS_AS(eigvalsh(s), ValueError);
    }
  CHECK_THROWS_AS(eigvalsh(Matrix<double>(2, 3)), ShapeError);
  // Rounding is no asymmetry: the mean is taken.
  const auto [values, vectors] = eigh(Matrix<double>{{1, 2 + 1e-15}, {2 - 1e-15, 1}});
  CHECK(std::fabs(values[1] - 3) <= 1e-15);
  CHECK(std::fabs(values[0] + 1) <= 1e-15);
}
