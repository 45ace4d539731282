// lbfgs.hpp where there is no minimum, no number, or much to do. The test problems are in problems_test.cpp.
#include <doctest/doctest.h>

#include <cmath>
#include <declive/autodiff/math.hpp>
#include <declive/optim/minimize.hpp>
#include <limits>
#include <ostream>

using namespace declive;

TEST_CASE("A thousand unknowns; few pairs remembered, or many") {
  // The extended Rosenbrock function.
  const auto rosenbrock = [](const Vector<double>& x, Vector<double>& g) {
    double sum = 0;
    for (Index i = 0; i < x.size(); i += 2) {
      const double a = 1 - x[i], b = x[i + 1] - x[i] * x[i];
      g[i + 1] = 200 * b;
      g[i] = -2 * (x[i] * g[i + 1] + a);
      sum += a * a + 100 * b * b;
    }
    return sum;
  };
  const Vector<double> x0(1000, [](Index i) { return i % 2 == 0 ? -1.2 : 1.0; });
  for (const Index history : {1, 3, 10, 50}) {
    CAPTURE(history);
    const auto result = minimize(rosenbrock, x0, LBFGS{.history = history});
    CHECK(result.converged());
    CHECK(result.value <= 1e-16);
    CHECK(result.gradient_norm <= 1.5e-8);
    CHECK(result.iterations <= 150);
  }
}

TEST_CASE("A quadratic of n unknowns ends within n + 1 iterations of exact line searches") {
  // L-BFGS with all pairs and exact searches moves as conjugate gradients do.
  const Vector<double> c{1, 3, 10, 30, 100};
  const auto f = [&](const auto& x) {
    auto sum = 0 * x[0];
    for (Index i = 0; i < 5; ++i) sum = sum + c[i] * (x[i] - 1) * (x[i] - 1) / 2;
    return sum;
  };
  const auto result = minimize(f, Vector<double>(5), LBFGS{.wolfe = {.c1 = 1e-4, .c2 = 1e-3}});
  CHECK(result.converged());
  CHECK(result.iterations <= 6);
  for (const double x : result.x) CHECK(std::fabs(x - 1) <= 1e-7);
}

TEST_CASE("What has no minimum ends with a status") {
  const auto falls = minimize([](const auto& x) { return -3 * x; }, 1.0, LBFGS{});
  CHECK(falls.status == Status::diverged);
  CHECK(falls.value < -1e19);
  const auto exponential = minimize([](const auto& x) { return exp(-x); }, 1.0, LBFGS{});
  CHECK(exponential.converged());  // the slope is below the tolerance somewhere
  CHECK(exponential.gradient_norm <= 1.5e-8);
  // A gradient of the wrong sign: there is no descent to be found.
  const auto wrong = minimize(
      [](double x, double& g) {
        g = -2 * x;
        return x * x;
      },
      3.0, LBFGS{});
  CHECK(wrong.status == Status::stalled);
  CHECK(wrong.x == 3);
  CHECK(wrong.value == 9);
}

TEST_CASE("NaN and infinity beyond a wall shorten the step") {
  // x - log x has its minimum at 1; left of 0 it is NaN.
  const auto f = [](const auto& x) { return x - log(x); };
  for (const double x0 : {1e-3, 0.5, 50.0}) {
    const auto result = minimize(f, x0, LBFGS{});
    CHECK(result.converged());
    CHECK(std::fabs(result.x - 1) <= 1e-7);
  }
  // Infinite instead of NaN, and in two dimensions: the analytic centre of a triangle is (1/3, 1/3).
  const auto barrier = [](const Vector<double>& x, Vector<double>& g) {
    const double rest = 1 - x[0] - x[1];
    if (x[0] <= 0 || x[1] <= 0 || rest <= 0) return std::numeric_limits<double>::infinity();
    g[0] = -1 / x[0] + 1 / rest;
    g[1] = -1 / x[1] + 1 / rest;
    return -std::log(x[0]) - std::log(x[1]) - std::log(rest);
  };
  const auto centre = minimize(barrier, Vector<double>{0.01, 0.9}, LBFGS{});
  CHECK(centre.converged());
  for (const double x : centre.x) CHECK(std::fabs(x - 1.0 / 3) <= 1e-8);
}
