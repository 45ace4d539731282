// levenberg_marquardt.hpp, least_squares.hpp, linear_model.hpp: the linear algebra inside, ways to give a Jacobian,
// trouble. The test problems are in problems_test.cpp.
#include <doctest/doctest.h>

#include <cmath>
#include <declive/autodiff/math.hpp>
#include <declive/linalg.hpp>
#include <declive/optim/minimize.hpp>
#include <limits>
#include <ostream>
#include <string>
#include <utility>

#include "support/random.hpp"

using namespace declive;

namespace {

// A linear model of given residuals and Jacobian.
struct Given {
  Vector<double> r;
  Matrix<double> slopes;
  detail::Residuals<double> pointers() {
    return {this, slopes.cols(), [](void* self) -> const Vector<double>& { return static_cast<Given*>(self)->r; },
            [](void* self, MatrixView<double> columns) { columns = static_cast<Given*>(self)->slopes.transposed(); }};
  }
};

Given random_model(Index m, Index n, std::uint64_t seed) {
  support::Random random(seed);
  return {Vector<double>(m, [&](Index) { return random.uniform<double>(); }),
          Matrix<double>(m, n, [&](Index, Index) { return random.uniform<double>(); })};
}

}  // namespace

TEST_CASE("A linear problem takes one step of Gauss-Newton, whatever its size") {
  const Given linear = random_model(30, 7, 1);
  const auto residuals = [&](const Vector<double>& x) { return linear.slopes * x + linear.r; };
  const auto jacobian = [&](const Vector<double>&) { return linear.slopes; };
  const auto result = minimize(residuals, jacobian, Vector<double>(7), GaussNewton{});
  CHECK(result.converged());
  CHECK(result.iterations == 1);
  CHECK(result.gradient_evaluations == 2);
}

TEST_CASE("QR: R^T R v = J^T J v, and the least-squares solution is orthogonal to what is left") {
  for (const auto& shape : {std::pair<Index, Index>{1, 1}, {5, 5}, {9, 4}, {40, 7}}) {
    const Index m = shape.first, n = shape.second;
    CAPTURE(m);
    CAPTURE(n);
    Given model = random_model(m, n, static_cast<std::uint64_t>(m));
    Matrix<double> columns = transpose(model.slopes);
    Vector<double> b = model.r, diagonal(n);
    detail::reflect<double>(columns, b, diagonal);
    Matrix<double> R(n, n);
    for (Index i = 0; i < n; ++i)
      for (Index j = i; j < n; ++j) R(i, j) = i == j ? diagonal[i] : columns(j, i);
    const double bound = 20 * static_cast<double>(m) * std::numeric_limits<double>::epsilon();
    support::Random random(7);
    const Vector<double> v(n, [&](Index) { return random.uniform<double>(); });
    const Vector<double> difference = R.transposed() * (R * v) - model.slopes.transposed() * (model.slopes * v);
    CHECK(norm(difference) <= bound * norm(model.slopes) * norm(model.slopes));
    CHECK(std::fabs(norm(b) - norm(model.r)) <= bound * norm(b));

    detail::LinearModel<double> solver(n, m);
    CHECK(solver.set(model.pointers(), model.r));
    CHECK(norm(solver.gradient - model.slopes.transposed() * model.r) <= bound * norm(model.r) * norm(model.slopes));
    CHECK(solver.solve(0.0));
    const Vector<double> left = model.r - model.slopes * solver.step;
    CHECK(norm(model.slopes.transposed() * left) <=
          bound * norm(model.r) * norm(model.slopes) * (1 + norm(solver.step)));
    CHECK(std::fabs(solver.change() - norm(model.slopes * solver.step)) <= bound * (1 + norm(model.r)));
  }
}

TEST_CASE("The damped step solves (J^T J + damping D^2) p = J^T r, also without full rank") {
  Given model = random_model(6, 4, 5);
  for (Index i = 0; i < 6; ++i) model.slopes(i, 3) = 2 * model.slopes(i, 1);  // rank 3
  detail::LinearModel<double> solver(4, 6);
  CHECK(solver.set(model.pointers(), model.r));
  solver.grow_scale();
  for (const double damping : {1e-4, 0.1, 100.0}) {
    CHECK(solver.solve(damping));
    Vector<double> left =
        model.slopes.transposed() * (model.slopes * solver.step) - model.slopes.transposed() * model.r;
    for (Index j = 0; j < 4; ++j) left[j] += damping * solver.scale[j] * solver.scale[j] * solver.step[j];
    CHECK(norm(left) <= 1e-13 * (1 + damping) * norm(model.slopes) * norm(model.slopes));
  }
  // The damping of a radius: within a tenth of it, or none.
  for (const double radius : {1e-6, 1e-3, 0.1}) {
    const double damping = solver.damping_for(radius, 0.0);
    CHECK(damping > 0);
    CHECK(std::fabs(solver.scaled_length() - radius) <= 0.1 * radius);
  }
  Given full = random_model(6, 4, 6);
  CHECK(solver.set(full.pointers(), full.r));
  CHECK(solver.damping_for(1e6, 1.0) == 0);
}

TEST_CASE("Ways to give residuals and Jacobian: the same steps") {
  const auto residuals = [](const auto& x) {
    using V = std::remove_cvref_t<decltype(x)>;
    return V{10 * (x[1] - x[0] * x[0]), 1 - x[0]};
  };
  const auto jacobian = [](const Vector<double>& x) { return Matrix<double>{{-20 * x[0], 10}, {-1, 0}}; };
  const auto both = [&](const Vector<double>& x) { return std::pair(residuals(x), jacobian(x)); };
  const Vector<double> x0{-1.2, 1};
  const auto by_duals = minimize(residuals, x0, LevenbergMarquardt{});
  const auto apart = minimize(residuals, jacobian, x0, LevenbergMarquardt{});
  const auto paired = minimize(both, x0, LevenbergMarquardt{});
  CHECK(by_duals.converged());
  CHECK(by_duals.value == 0);
  CHECK((by_duals.x == Vector<double>{1, 1}));
  CHECK((apart.x == by_duals.x));
  CHECK((paired.x == by_duals.x));
  CHECK(apart.evaluations == by_duals.evaluations);
  CHECK(paired.iterations == by_duals.iterations);
  // A number, whose Jacobian is a vector; fewer residuals than unknowns.
  const auto root = minimize(
      [](const auto& x) {
        return Vector<std::remove_cvref_t<decltype(x)>>{x * x - 2, 0 * x};
      },
      1.0, LevenbergMarquardt{});
  CHECK(std::fabs(root.x - std::sqrt(2.0)) <= 1e-8);
  const auto line = minimize(
      [](const auto& x) {
        using V = Vector<std::remove_cvref_t<decltype(x[0])>>;
        return V{x[0] + x[1] - 2};
      },
      Vector<double>{5, 1}, LevenbergMarquardt{});
  CHECK(line.value <= 1e-30);
}

TEST_CASE("Trouble: statuses and errors") {
  const double no_number = std::numeric_limits<double>::quiet_NaN();
  const auto unit = [](const Vector<double>&) { return Matrix<double>{{1.0}}; };
  const Vector<double> x0{3};
  const auto at_start =
      minimize([&](const Vector<double>&) { return Vector<double>{no_number}; }, unit, x0, LevenbergMarquardt{});
  CHECK(at_start.status == Status::not_finite);
  CHECK((at_start.x == x0));
  const auto bad_slope =
      minimize([](const Vector<double>& x) { return x; },
               [&](const Vector<double>&) { return Matrix<double>{{no_number}}; }, x0, GaussNewton{});
  CHECK(bad_slope.status == Status::not_finite);
  // NaN beyond a wall: log x = 1 from 20, where a full step ends left of 0.
  for (int k = 0; k < 2; ++k) {
    const auto f = [](const auto& x) { return map([](const auto& v) { return log(v) - 1; }, x); };
    const auto result =
        k == 0 ? minimize(f, Vector<double>{20}, LevenbergMarquardt{}) : minimize(f, Vector<double>{20}, GaussNewton{});
    CHECK(result.converged());
    CHECK(std::fabs(result.x[0] - std::exp(1.0)) <= 1e-7);
  }
  // A Jacobian of the wrong sign.
  const auto wrong = [](const Vector<double>&) { return Matrix<double>{{-1.0}}; };
  const auto same = [](const Vector<double>& x) { return x; };
  CHECK(minimize(same, wrong, x0, LevenbergMarquardt{}).status == Status::stalled);
  CHECK(minimize(same, wrong, x0, GaussNewton{}).status == Status::stalled);
  CHECK((minimize(same, wrong, x0, GaussNewton{}).x == x0));
  // Start at the minimum; few evaluations.
  CHECK(minimize(same, unit, Vector<double>{0}, LevenbergMarquardt{}).iterations == 0);
  CHECK(minimize(same, unit, Vector<double>{0}, LevenbergMarquardt{}).converged());
  const auto few =
      minimize(same, unit, Vector<double>{1e6}, LevenbergMarquardt{.initial_radius = 1e-3}, {.max_evaluations = 5});
  CHECK(few.status == Status::max_evaluations);
  CHECK(few.evaluations == 5);
  CHECK(few.value == few.x[0] * few.x[0] / 2);

  CHECK_THROWS_AS(minimize(
                      same, [](const Vector<double>&) { return Matrix<double>(2, 1); }, x0, GaussNewton{}),
                  ShapeError);
  CHECK_THROWS_AS(minimize([](const Vector<double>&) { return Vector<double>(); }, unit, x0, GaussNewton{}),
                  ShapeError);
  Index calls = 0;
  CHECK_THROWS_AS(
      minimize([&](const Vector<double>&) { return Vector<double>(++calls, 1.0); }, unit, x0, GaussNewton{}),
      ShapeError);
  CHECK_THROWS_AS(minimize(same, unit, Vector<double>(), LevenbergMarquardt{}), ShapeError);
  CHECK_THROWS_AS(minimize(same, unit, x0, GaussNewton{.max_iterations = -1}), ValueError);
  CHECK_THROWS_AS(minimize(same, unit, x0, LevenbergMarquardt{.initial_radius = -1}), ValueError);
  CHECK_THROWS_AS(minimize(same, unit, x0, LevenbergMarquardt{.initial_radius = 0}), ValueError);
}
