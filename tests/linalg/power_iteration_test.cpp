#include <doctest/doctest.h>

#include <cmath>
#include <declive/linalg/power_iteration.hpp>
#include <limits>
#include <string>

#include "linalg/layouts.hpp"

using namespace declive;
using layouts::equal;

namespace {

template <class Run>
std::string message(Run run) {
  try {
    run();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("power_iteration: the dominant pair, whatever its sign") {
  const double eps = std::numeric_limits<double>::epsilon(), tolerance = std::pow(eps, 0.75);
  for (const int sign : {1, -1}) {
    // X diag(values) X^-1 with X = I + x e_7^T, x_7 = 0, whose inverse is I - x e_7^T: vectors and values are known.
    const Index n = 12;
    Vector<double> x(n);
    for (Index i = 0; i < n; ++i) x[i] = i == 7 ? 0 : static_cast<double>(i % 3 - 1) / 4;
    Matrix<double> a(n, n);
    for (Index i = 0; i < n; ++i) {
      const double own = i == 7 ? 3 * sign : static_cast<double>(i) / 8;
      a(i, i) = own;
      if (i != 7) a(i, 7) = x[i] * (3 * sign - own);
    }
    const auto [value, vector, iterations, residual] = power_iteration(a);
    // The value is off by its condition number, which is below 2 here, times the residual.
    CHECK(std::fabs(value - 3 * sign) <= 8 * 3 * tolerance);
    x[7] = 1;
    const double length = norm(x);
    for (Index i = 0; i < n; ++i) CHECK(std::fabs(vector[i] * length - x[i]) <= 16 * tolerance);
    CHECK(std::fabs(norm(vector) - 1) <= 4 * eps);
    CHECK(residual <= 3.001 * tolerance);
    // (11 / 24)^k falls below the tolerance.
    CHECK(iterations <= std::log(tolerance / 20) / std::log(11 / 24.0));
    CHECK(iterations >= 5);
  }
}

TEST_CASE("power_iteration: views, fixed sizes and integers give the pair, the same at every call") {
  const Matrix<double> a{{4, 1, 0}, {2, 3, 1}, {0, 1, 2}};
  const auto first = power_iteration(a);
  Matrix<double> turned(3, 3);
  for (Index i = 0; i < 3; ++i)
    for (Index j = 0; j < 3; ++j) turned(j, i) = a(i, j);
  const auto again = power_iteration(turned.transposed());
  CHECK(std::fabs(again.value - first.value) <= 1e-11);
  for (Index i = 0; i < 3; ++i) CHECK(std::fabs(again.vector[i] - first.vector[i]) <= 1e-11);
  CHECK(equal(power_iteration(a).vector, first.vector));
  const auto fixed = power_iteration(Matrix<float, 2, 2>{{2, 1}, {1, 2}});
  static_assert(std::is_same_v<decltype(fixed.vector), Vector<float, 2>>);
  CHECK(std::fabs(fixed.value - 3) <= 1e-5f);
  CHECK(std::fabs(power_iteration(Matrix<int>{{2, 1}, {1, 2}}).value - 3) <= 1e-11);
  CHECK(power_iteration(Matrix<double>{{-5}}).value == -5);
  CHECK(power_iteration(Matrix<double>(3, 3)).value == 0);                             // nothing dominates nothing
  CHECK(power_iteration(Matrix<double>{{0, 1, 0}, {0, 0, 1}, {0, 0, 0}}).value == 0);  // nilpotent: A^3 = 0
  const auto other = power_iteration(a, {.seed = 5});
  CHECK(!equal(other.vector, first.vector));
  CHECK(std::fabs(other.value - first.value) <= 1e-11);
}

TEST_CASE("power_iteration: a function of vectors") {
  // The second difference of 20 points: 2 + 2 cos(pi / 21).
  const auto difference = [](const auto& x) {
    const Index n = x.size();
    return Vector<double>(n, [&](Index i) { return 2 * x[i] - (i > 0 ? x[i - 1] : 0) - (i + 1 < n ? x[i + 1] : 0); });
  };
  Vector<double> start(20);
  start[3] = 1;
  const auto [value, vector, iterations, residual] = power_iteration(difference, start);
  CHECK(std::fabs(value - (2 + 2 * std::cos(std::acos(-1.0) / 21))) <= 1e-12);
  CHECK(iterations > 100);
  CHECK(residual <= 7.4e-12);
  const auto rough = power_iteration(difference, start, {.tolerance = 1e-3});
  CHECK(rough.iterations < iterations / 2);
  CHECK(rough.residual <= 4e-3);
}

TEST_CASE("power_iteration: from its vector one product is enough, and tolerance 0 is none") {
  const auto stretch = [](const auto& x) { return Vector<double>{3 * x[0], x[1]}; };
  const auto found = power_iteration(stretch, Vector<double>{-2, 0}, {.max_iterations = 1, .tolerance = 0});
  CHECK(found.value == 3);
  CHECK(equal(found.vector, Vector<double>{1, 0}));
  CHECK(found.iterations == 1);
  const Matrix<double> a{{2, 1, 0}, {1, 3, 1}, {0, 1, 5}};
  CHECK(power_iteration(a, {.max_iterations = 60}).iterations > 5);
  CHECK_THROWS_AS(power_iteration(a, {.max_iterations = 60, .tolerance = 0}), ValueError);
  // The start is SplitMix64's.
  SplitMix64 random(7);
  const auto start = detail::start_vector<Vector<double>>(3, 7);
  for (const double x : start) CHECK(x == static_cast<double>(random() >> 40) * 0x1p-23 - 1);
}

TEST_CASE("power_iteration: what does not converge, or cannot, is an error that says how far it came") {
  const Matrix<double> turn{{0, -1}, {1, 0}}, mirror{{0, 1}, {1, 0}};
  CHECK(message([&] {
          power_iteration(turn, {.max_iterations = 50});
        }).find("power_iteration: no convergence in 50 iterations: |A v - value v| is 1, the value ") == 0);
  CHECK(message([&] { power_iteration(mirror); }).find("no convergence in 10000 iterations") != std::string::npos);
  CHECK(message([] {
          power_iteration(Matrix<double>(2, 3));
        }).find("power_iteration: (2x3): the matrix is not square") == 0);
  CHECK(message([] { power_iteration(Matrix<double>(0, 0)); }).find("there is no eigenvalue [") != std::string::npos);
  CHECK(message([&] { power_iteration(mirror, {.max_iterations = 0}); }).find("max_iterations is 0") !=
        std::string::npos);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(message([&] { power_iteration(mirror, {.tolerance = nan}); }).find("the tolerance is NaN") !=
        std::string::npos);
  CHECK(message([&] {
          power_iteration(Matrix<double>{{1, nan}, {2, 3}});
        }).find("element (0, 1) is nan") != std::string::npos);
  const auto bad = [&](const auto& x) { return x * nan; };
  CHECK(message([&] {
          power_iteration(bad, Vector<double>{1, 2});
        }).find("the product with the vector of step 1 is NaN or infinite") != std::string::npos);
  const auto identity = [](const auto& x) { return x; };
  CHECK(message([&] {
          power_iteration(identity, Vector<double>{0, 0});
        }).find("the start vector is zero") != std::string::npos);
  const auto longer = [](const auto&) { return Vector<double>(3); };
  CHECK_THROWS_AS(power_iteration(longer, Vector<double>{1, 2}), ShapeError);
}
