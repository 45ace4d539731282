// Eigenvalues of general matrices: against LAPACK's within the bound that their condition numbers give, residuals,
// matrices with known answers, and what must be refused. float is in eig_float_test.cpp.
#include <doctest/doctest.h>
#include <declive/linalg/eig.hpp>

#include <cmath>
#include <declive/core/print.hpp>
#include <limits>
#include <string>

#include "eig_cases.hpp"

using namespace declive;

using eig_cases::eps;
using eig_cases::random_matrix;
using eig_cases::residual;

TEST_CASE("Eigenvalues are LAPACK's within their condition numbers, in order") { eig_cases::check_table<double>(); }

TEST_CASE("A gallery of hard matrices") { eig_cases::check_gallery<double>(); }

TEST_CASE("Residuals are below 4 n eps ||A|| on every instruction set") { eig_cases::check_residuals<double>(); }

TEST_CASE("The lecture's matrix: eigenvalues (5 -+ sqrt 33) / 2") {
  const auto [values, vectors] = eig(Matrix{{1, 2}, {3, 4}});  // integers
  static_assert(std::is_same_v<decltype(values), const Vector<std::complex<double>>>);
  CHECK(std::abs(values[0] - (5 - std::sqrt(33.0)) / 2) <= 4 * eps<double>);
  CHECK(std::abs(values[1] - (5 + std::sqrt(33.0)) / 2) <= 8 * eps<double>);
  CHECK(to_string(values) == "[-0.37228132+0.j  5.37228132+0.j]");
  CHECK(to_string(vectors) == "[[ 0.82456484+0.j  0.41597356+0.j]\n [-0.56576746+0.j  0.90937671+0.j]]");
  const auto fixed = eig(Matrix<double, 2, 2>{{2, 1}, {1, 2}});
  static_assert(std::is_same_v<decltype(fixed), const EigResult<double, 2>>);
  CHECK(std::abs(fixed.values[0] - 1.0) <= 2 * eps<double>);
  CHECK(std::abs(fixed.values[1] - 3.0) <= 4 * eps<double>);
}

TEST_CASE("Known answers: rotations, nothing, one element, a zero matrix, blocks") {
  const auto turn = eig(Matrix<double>{{0.6, -0.8}, {0.8, 0.6}});
  CHECK(std::abs(turn.values[0] - std::complex<double>(0.6, 0.8)) <= eps<double>);
  CHECK(turn.values[1] == std::conj(turn.values[0]));
  CHECK(turn.vectors(0, 0) == std::conj(turn.vectors(0, 1)));
  CHECK(eig(Matrix<double>(0, 0)).values.size() == 0);
  CHECK(eigvals(Matrix<float>(0, 0)).empty());
  const auto one = eig(Matrix<double>{{-7}});
  CHECK(one.values[0] == -7.0);
  CHECK(one.vectors(0, 0) == 1.0);
  const auto zero = eig(Matrix<double>(4, 4));
  for (Index i = 0; i < 4; ++i)
    for (Index j = 0; j < 4; ++j) CHECK(zero.vectors(i, j) == (i == j ? 1.0 : 0.0));
  for (const auto& value : zero.values) CHECK(value == 0.0);
  // The rotation about an axis: the eigenvalue 0 is what the pair's block has on its diagonal.
  const auto axis = eig(Matrix<double>{{0, -1, 3}, {1, 0, 4}, {0, 0, 0}});
  Index at = 0;
  while (at < 2 && axis.values[at].imag() != 0) ++at;
  CHECK(axis.values[at] == 0.0);
  const double known[] = {4, -3, -1};
  for (Index i = 0; i < 3; ++i) CHECK(std::abs(axis.vectors(i, at) - known[i] / std::sqrt(26.0)) <= 4 * eps<double>);
  // Equal real parts: the smaller imaginary parts first.
  const auto two = eigvals(Matrix<double>{{0, 2, 0, 0}, {-2, 0, 0, 0}, {0, 0, 0, 1}, {0, 0, -1, 0}});
  for (Index j = 0; j < 4; ++j)
    CHECK(std::abs(two[j] - std::complex<double>(0, (j < 2 ? 1 : 2) * (j % 2 == 0 ? 1 : -1))) <= 2 * eps<double>);
  // Nilpotent: the divisors vanish, whatever stands above them.
  for (const Matrix<double>& a :
       {Matrix<double>{{0, 0x1p200, 0}, {0, 0, 1}, {0, 0, 0}}, Matrix<double>{{0, 1, 0}, {0, 0, 0x1p200}, {0, 0, 0}}}) {
    const auto result = eig(a);
    CHECK(residual(a, result) <= eps<double>);
    for (Index j = 0; j < 3; ++j) CHECK(std::abs(result.vectors(0, j)) == doctest::Approx(1).epsilon(1e-15));
  }
  // A view, and long double.
  const Matrix<long double> a{{9, 9, 9}, {9, 0, 1}, {9, 1, 0}};
  const auto values = eigvals(a.block(1, 1, 2, 2));
  CHECK(std::abs(values[0] + 1.0L) <= 2 * std::numeric_limits<long double>::epsilon());
  CHECK(std::abs(values[1] - 1.0L) <= 2 * std::numeric_limits<long double>::epsilon());
}

TEST_CASE("Defective matrices: the perturbation stays a rounding error") {
  for (const Index n : {2, 3, 5, 8, 20}) {
    CAPTURE(n);
    // One Jordan block: the only vector is the first unit vector.
    const Matrix<double> jordan(n, n, [](Index i, Index j) { return i == j ? 2.0 : j == i + 1 ? 1.0 : 0.0; });
    const auto result = eig(jordan);
    CHECK(residual(jordan, result) <= eps<double>);
    for (Index j = 0; j < n; ++j) {
      CHECK(result.values[j] == 2.0);
      CHECK(std::abs(result.vectors(0, j)) >= 1 - eps<double>);
    }
    // With a corner it has n distinct eigenvalues on a circle of radius e^(1/n), and balancing must not spoil them.
    Matrix<double> corner = jordan;
    corner(n - 1, 0) = 1e-10;
    const auto circle = eig(corner);
    CHECK(residual(corner, circle) <= 4 * static_cast<double>(n) * eps<double>);
  }
  // Jordan blocks of -+i: m times the same pair, and a vector that grows by 1 / eps with every block.
  for (const Index m : {2, 5, 10}) {
    CAPTURE(m);
    const Matrix<double> pairs(2 * m, 2 * m, [](Index i, Index j) {
      return j == i + 2 ? 1.0 : i / 2 != j / 2 || i == j ? 0.0 : i < j ? 1.0 : -1.0;
    });
    const auto result = eig(pairs);
    CHECK(residual(pairs, result) <= 4 * static_cast<double>(m) * eps<double>);
    for (Index j = 0; j < 2 * m; ++j)
      CHECK(std::abs(result.values[j] - std::complex<double>(0, j % 2 == 0 ? 1 : -1)) <=
            4 * std::pow(eps<double>, 1.0 / static_cast<double>(m)));
  }
  // The companion matrix of (x - 1)^4: eigenvalues within the fourth root of the rounding errors.
  const auto values = eigvals(Matrix<double>{{0, 0, 0, -1}, {1, 0, 0, 4}, {0, 1, 0, -6}, {0, 0, 1, 4}});
  for (const auto& value : values) CHECK(std::abs(value - 1.0) <= std::pow(100 * eps<double>, 0.25));
}

TEST_CASE("What is refused, and how") {
  const auto message = [](auto&& f) {
    try {
      f();
    } catch (const std::exception& error) {
      const std::string text = error.what();
      return text.substr(0, text.find(" ["));
    }
    return std::string("no error");
  };
  CHECK(message([] { eig(Matrix<double>(2, 3)); }) == "eig: (2x3): the matrix is not square");
  CHECK(message([] { eigvals(Matrix<double>(3, 2)); }) == "eigvals: (3x2): the matrix is not square");
  CHECK(message([] { eig(Matrix<double>{{1, 2}, {std::nan(""), 4}}); }) == "eig: (2x2): element (1, 0) is nan");
  CHECK(message([] { eigvals(Matrix<double>{{1, -HUGE_VAL}, {3, 4}}); }) == "eigvals: (2x2): element (0, 1) is -inf");
  // No matrix is known that the iteration fails on, so it is given too little time.
  support::Random random(62);
  const Matrix<double> a = random_matrix<double>(12, random);
  Vector<std::complex<double>> values(12);
  CHECK(message([&] {
          detail::general_eigen<false, double>("eig", detail::padded_copy<double>(a), values,
                                               MatrixView<std::complex<double>>(nullptr, 0, 0), 1, {});
        }).find("eigenvalues found after 12 steps") != std::string::npos);
}
