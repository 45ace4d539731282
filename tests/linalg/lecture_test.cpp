// The lecture's linear algebra and its loop of gradient descent, with the lecture's numbers.
#include <doctest/doctest.h>

#include <cmath>
#include <declive/linalg.hpp>
#include <limits>
#include <ostream>

#include "support/isa.hpp"

using namespace declive;

namespace {
const Matrix<double> A{{1, 2}, {3, 4}}, B{{5, 6}, {7, 8}};

// w <- w - alpha grad, where p = w x and grad = -2 mean((y - p) x) is the gradient of the mean squared error.
template <class X>
double descend(const X& x, const X& y, double alpha, int steps) {
  double w = 0;
  for (int step = 0; step < steps; ++step) w -= alpha * (-2 * mean(hadamard(y - w * x, x)));
  return w;
}
}  // namespace

TEST_CASE("The sum of two matrices") {
  CHECK(A + B == Matrix<double>{{6, 8}, {10, 12}});
  CHECK_THROWS_AS(static_cast<void>(A + Matrix<double>(2, 3)), ShapeError);
}
TEST_CASE("A scalar times a matrix") { CHECK(2 * A == Matrix<double>{{2, 4}, {6, 8}}); }
TEST_CASE("The dot product") { CHECK(dot(Vector<double>{1, 2, 3}, Vector<double>{4, 5, 6}) == 32); }
TEST_CASE("The matrix product") {
  CHECK(A * B == Matrix<double>{{19, 22}, {43, 50}});
  CHECK((Matrix<double>(2, 3) * Matrix<double>(3, 4)).dims() == Dims{2, 4, 2});
}
TEST_CASE("A matrix times a vector") { CHECK(A * Vector<double>{1, 1} == Vector<double>{3, 7}); }
TEST_CASE("The transpose") {
  CHECK(transpose(A) == Matrix<double>{{1, 3}, {2, 4}});
  CHECK(transpose(Matrix<double>{{2, 4, 6}, {1, 3, 5}}) == Matrix<double>{{2, 1}, {4, 3}, {6, 5}});
}
TEST_CASE("Eigenvectors are what a matrix only stretches") {
  const Matrix<double> S{{2, 1}, {1, 2}};
  CHECK(S * Vector<double>{1, -1} == 1 * Vector<double>{1, -1});
  CHECK(S * Vector<double>{1, 1} == 3 * Vector<double>{1, 1});
  for (const double sign : {-1.0, 1.0}) {
    const double lambda = (5 + sign * std::sqrt(33.0)) / 2;
    const Vector<double> v{2, lambda - 1};  // (1 - lambda) 2 + 2 (lambda - 1) = 0
    CHECK(all_close(A * v, lambda * v, {.rtol = 1e-14, .atol = 0}));
  }
}

TEST_CASE("Ten steps of gradient descent end at 2.3310546875 exactly") {
  const Vector<double> x{1, 2, 3, 4}, y{3, 5, 7, 9};
  const Vector<double, 4> fixed_x{1, 2, 3, 4}, fixed_y{3, 5, 7, 9};
  support::for_each_isa([&] {
    CHECK(descend(x, y, 0.1, 10) == 2.3310546875);
    CHECK(descend(fixed_x, fixed_y, 0.1, 10) == 2.3310546875);
    // The loop is w <- -0.5 w + 3.5, with the limit 7/3.
    double w = 0;
    for (int step = 1; step <= 10; ++step) {
      w = -0.5 * w + 3.5;
      CHECK(descend(x, y, 0.1, step) == w);
    }
    // A step halves the error and adds its own roundings: less than 16 u of 35, the largest number on the way.
    CHECK(std::fabs(descend(x, y, 0.1, 200) - 7.0 / 3) <= 16 * std::numeric_limits<double>::epsilon() * 35);
  });
}

TEST_CASE("The loop converges below 2/15 only") {
  const Vector<double> x{1, 2, 3, 4}, y{3, 5, 7, 9};
  const double hessian = 2 * mean(hadamard(x, x));
  CHECK(hessian == 15);
  const auto error = [&](double alpha, int steps) { return std::fabs(descend(x, y, alpha, steps) - 7.0 / 3); };
  // Each step multiplies the error by 1 - 15 alpha: -1.1 for 0.14.
  for (int steps = 10; steps < 100; steps += 10) CHECK(error(0.14, steps + 10) > 2 * error(0.14, steps));
  CHECK(error(0.14, 1000) > 1e38);
  CHECK(error(0.13, 1000) < 1e-10);
}

TEST_CASE("With an intercept the data are fitted exactly") {
  const Matrix<double> X{{1, 1}, {2, 1}, {3, 1}, {4, 1}};
  const Vector<double> y{3, 5, 7, 9};
  CHECK(X * Vector<double>{2, 1} == y);
  Vector<double> w(2);
  for (int step = 0; step < 2000; ++step) w -= scaled(0.1 * 2 / 4, (X * w - y) * X);
  CHECK(all_close(w, Vector<double>{2, 1}, {.rtol = 1e-12, .atol = 0}));
}
