// minimize.hpp, run.hpp, result.hpp, point.hpp: the lecture's loop, every way to give a function and a point, every way
// to stop, and what is refused.
#include <doctest/doctest.h>

#include <cmath>
#include <declive/autodiff/math.hpp>
#include <declive/linalg.hpp>
#include <declive/optim/minimize.hpp>
#include <limits>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>

#include "support/isa.hpp"

using namespace declive;

namespace {

const double no_number = std::numeric_limits<double>::quiet_NaN();
const double endless = std::numeric_limits<double>::infinity();

// The lecture's data and its mean squared error.
const double xs[] = {1, 2, 3, 4}, ys[] = {3, 5, 7, 9};
constexpr auto lecture_loss = [](const auto& w) {
  auto sum = 0 * w;
  for (int i = 0; i < 4; ++i) {
    const auto error = ys[i] - w * xs[i];
    sum = sum + error * error;
  }
  return sum / 4;
};
// The mean computed as NumPy does: -2 mean((y - p) x).
double lecture_slope(double w) {
  double sum = 0;
  for (int i = 0; i < 4; ++i) sum += (ys[i] - w * xs[i]) * xs[i];
  return -2 * (sum / 4);
}
constexpr auto line_loss = [](const auto& p) {
  auto sum = 0 * p[0];
  for (int i = 0; i < 4; ++i) {
    const auto error = ys[i] - (p[0] * xs[i] + p[1]);
    sum = sum + error * error;
  }
  return sum / 4;
};

constexpr auto bowl = [](const auto& x) {
  auto sum = 0 * x.data()[0];
  for (Index k = 0; k < x.size(); ++k) {
    const auto off = x.data()[k] - static_cast<double>(k + 1);
    sum = sum + static_cast<double>(k + 1) * off * off;
  }
  return sum;
};

template <class Error, class F>
std::string message(F&& f) {
  try {
    f();
  } catch (const Error& error) {
    const std::string text = error.what();
    CHECK(text.find("minimize_test.cpp:") != std::string::npos);
    return text.substr(0, text.rfind(" ["));
  }
  return "no error";
}

}  // namespace

TEST_CASE("The lecture's loop: w = 2.3310546875 exactly after 10 steps") {
  support::for_each_isa([] {
    const GradientDescent method{.learning_rate = 0.1, .max_iterations = 10};
    const auto apart = minimize(lecture_loss, lecture_slope, 0.0, method);
    CHECK(apart.x == 2.3310546875);
    CHECK(apart.iterations == 10);
    CHECK(apart.evaluations == 11);
    CHECK(apart.gradient_evaluations == 11);
    CHECK(apart.status == Status::max_iterations);
    const auto by_duals = minimize(lecture_loss, 0, method);
    CHECK(by_duals.x == 2.3310546875);
    CHECK(by_duals.value == lecture_loss(by_duals.x));
    // Its limit is 7/3.
    const auto limit = minimize(lecture_loss, 0.0, GradientDescent{.learning_rate = 0.1});
    CHECK(limit.converged());
    CHECK(std::fabs(limit.x - 7.0 / 3) <= 1.5e-8 / 15);
    CHECK(limit.gradient_norm <= 1.5e-8);
  });
}

TEST_CASE("With an intercept: w = 2, b = 1 to 1e-12") {
  const auto descent =
      minimize(line_loss, Vector<double>(2), GradientDescent{.learning_rate = 0.1, .max_iterations = 5000},
               {.gradient_tolerance = 1e-13});
  CHECK(descent.converged());
  CHECK(std::fabs(descent.x[0] - 2) <= 1e-12);
  CHECK(std::fabs(descent.x[1] - 1) <= 1e-12);
  const auto quick = minimize(line_loss, Vector<double>(2), LBFGS{}, {.gradient_tolerance = 1e-13});
  CHECK(std::fabs(quick.x[0] - 2) <= 1e-12);
  CHECK(std::fabs(quick.x[1] - 1) <= 1e-12);
  CHECK(quick.iterations < 15);
}

TEST_CASE("A learning rate above 2/15 diverges, with a status and the best point; one below converges") {
  const auto result = minimize(lecture_loss, 0.0, GradientDescent{.learning_rate = 0.14});
  CHECK(result.status == Status::diverged);
  CHECK(result.reason.find("the value has grown to ") != std::string::npos);
  CHECK(result.x == 0);  // every step was further away
  CHECK(result.value == 41);
  CHECK(result.gradient_norm == 35);
  CHECK(minimize(lecture_loss, 0.0, GradientDescent{.learning_rate = 0.133, .max_iterations = 10000}).converged());
  CHECK(minimize(lecture_loss, 0.0, GradientDescent{.learning_rate = 0.1334, .max_iterations = 100000}).status ==
        Status::diverged);
  // Fast enough for the numbers to overflow first.
  const auto burst = minimize(lecture_loss, 0.0, GradientDescent{.learning_rate = 1e200}, {.divergence = 1e300});
  CHECK(burst.status == Status::diverged);
  CHECK(burst.x == 0);
  CHECK(std::isfinite(burst.value));
}

TEST_CASE("Points: numbers, vectors, matrices, fixed sizes and views, float") {
  const auto expect = [](const auto& result) {
    CHECK(result.converged());
    for (Index k = 0; k < result.x.size(); ++k)
      CHECK(std::fabs(static_cast<double>(result.x.data()[k]) - static_cast<double>(k + 1)) <= 1e-6);
  };
  const LBFGS method;
  expect(minimize(bowl, Vector<double>(5), method));
  expect(minimize(bowl, Vector<double, 3>(), method));
  expect(minimize(bowl, Matrix<double>(2, 3), method));
  expect(minimize(bowl, Matrix<double, 2, 2>(), method));
  const Matrix<double> big(5, 5);
  expect(minimize(bowl, big.block(0, 0, 2, 2), method));
  expect(minimize(bowl, big.col(1), method));
  const auto single = [](const Vector<float>& x, Vector<float>& g) {
    float sum = 0;
    for (Index k = 0; k < x.size(); ++k) {
      const float off = x[k] - static_cast<float>(k + 1);
      g[k] = 2 * off;
      sum += off * off;
    }
    return sum;
  };
  expect(minimize(single, Vector<float>(4), method, {.gradient_tolerance = 1e-6}));
  CHECK(std::fabs(minimize([](const auto& x) { return (x - 3) * (x - 3); }, 1, method).x - 3) <= 1e-8);
  CHECK(std::fabs(minimize([](const auto& x) { return (x - 3.0f) * (x - 3.0f); }, 1.0f, method).x - 3) <= 1e-3f);
}

TEST_CASE("Ways to give a gradient: the same run") {
  const auto f = [](const auto& x) {
    return (x[0] - 1) * (x[0] - 1) * (x[0] - 1) * (x[0] - 1) + 10 * (x[1] + x[0]) * (x[1] + x[0]);
  };
  const auto slope = [&](const Vector<double>& x) { return gradient(f, x); };
  const Vector<double> x0{3, 5};
  const auto duals = minimize(f, x0, LBFGS{});
  const auto apart = minimize(f, slope, x0, LBFGS{});
  const auto pair = minimize([&](const Vector<double>& x) { return std::pair(f(x), slope(x)); }, x0, LBFGS{});
  const auto both = minimize([&](const Vector<double>& x) { return value_and_gradient(f, x); }, x0, LBFGS{});
  const auto written = minimize(
      [&](const Vector<double>& x, Vector<double>& g) {
        g = slope(x);
        return f(x);
      },
      x0, LBFGS{});
  CHECK(duals.converged());
  for (const auto* other : {&apart, &pair, &both, &written}) {
    CHECK((other->x == duals.x));
    CHECK(other->value == duals.value);
    CHECK(other->iterations == duals.iterations);
    CHECK(other->evaluations == duals.evaluations);
  }
  CHECK(f(duals.x) == duals.value);
}

TEST_CASE("Every stop rule, with its reason") {
  const GradientDescent method{.learning_rate = 0.01, .max_iterations = 100000};
  const auto run = [&](const MinimizeOptions& options) { return minimize(lecture_loss, 0.0, method, options); };
  const auto value = [](double w) { return lecture_loss(w); };
  const auto gradient_stop = run({.gradient_tolerance = 0.5});
  CHECK(gradient_stop.converged());
  CHECK(gradient_stop.gradient_norm <= 0.5);
  CHECK(gradient_stop.gradient_norm > 0.5 * 0.84);  // a step takes off 15 %
  CHECK(gradient_stop.reason.find("the gradient's norm ") == 0);
  const auto step_stop = run({.gradient_tolerance = 0, .step_tolerance = 1e-3});
  CHECK(step_stop.converged());
  CHECK(step_stop.gradient_norm * 0.01 <= 1e-3 * step_stop.x);
  CHECK(step_stop.reason.find("the step ") == 0);
  const auto value_stop = run({.gradient_tolerance = 0, .value_tolerance = 1e-4});
  CHECK(value_stop.converged());
  CHECK(value_stop.value > 1.0 / 6);
  CHECK(value_stop.value < (1 + 1e-3) / 6);
  CHECK(value_stop.reason.find("the value changed by ") == 0);
  const auto target = run({.target_value = 1});
  CHECK(target.converged());
  CHECK(target.value <= 1);
  CHECK(target.reason.find("has reached the target") != std::string::npos);
  const auto iterations = run({.max_iterations = 7});
  CHECK(iterations.status == Status::max_iterations);
  CHECK(iterations.iterations == 7);
  CHECK(run({.max_iterations = 0}).iterations == 0);
  CHECK(run({.max_iterations = 0}).x == 0);
  const auto evaluations = run({.max_evaluations = 7});
  CHECK(evaluations.status == Status::max_evaluations);
  CHECK(evaluations.evaluations == 7);
  const auto time = run({.max_seconds = 0});
  CHECK(time.status == Status::max_seconds);
  CHECK(time.iterations == 0);
  CHECK(run({.max_seconds = 3600}).converged());
  // (w - 2)^2 from 0 with steps of 1.25 of the distance: 4, 9, 81 / 4, ...: 9 is 5 above the best, 81 / 4 is 16 1/4.
  const auto away = [&](double divergence) {
    return minimize([](const auto& w) { return (w - 2) * (w - 2); }, 0.0, GradientDescent{.learning_rate = 1.25},
                    {.divergence = divergence});
  };
  CHECK(away(1.2).status == Status::diverged);
  CHECK(away(1.2).iterations == 1);
  CHECK(away(1.25).iterations == 2);
  CHECK(away(4.0625).iterations == 3);
  CHECK(away(1.2).value == 4);
  CHECK(value(iterations.x) == iterations.value);

  // In the middle of a line search as well, and the result is the best point of it.
  const auto rosenbrock = [](const auto& x) {
    return 100 * (x[1] - x[0] * x[0]) * (x[1] - x[0] * x[0]) + (1 - x[0]) * (1 - x[0]);
  };
  double last = endless;
  for (Index most = 1; most < 60; ++most) {
    const auto cut = minimize(rosenbrock, Vector<double>{-1.2, 1}, LBFGS{}, {.max_evaluations = most});
    CHECK(cut.evaluations <= most);
    CHECK(cut.value <= last);
    CHECK(rosenbrock(cut.x) == cut.value);
    CHECK(norm(gradient(rosenbrock, cut.x)) == cut.gradient_norm);
    last = cut.value;
  }
  CHECK(last <= 1e-15);
}

TEST_CASE("Status names") {
  const Status all[] = {Status::converged,   Status::stalled, Status::max_iterations, Status::max_evaluations,
                        Status::max_seconds, Status::stopped, Status::diverged,       Status::not_finite};
  const std::string names[] = {"converged",   "stalled", "max_iterations", "max_evaluations",
                               "max_seconds", "stopped", "diverged",       "not_finite"};
  for (int k = 0; k < 8; ++k) CHECK(status_name(all[k]) == names[k]);
}

TEST_CASE("Dual numbers flow through a method's steps: how the end depends on the start") {
  // The lecture's loop multiplies the distance to 7/3 by -1/2 a step.
  Vector<Dual<double>> w{Dual<double>(0.0, 1.0)}, g(1);
  auto state = GradientDescent{.learning_rate = 0.1}.init(w);
  for (int step = 0; step < 10; ++step) {
    g[0] = 0;
    for (int i = 0; i < 4; ++i) g[0] = g[0] - 0.5 * (ys[i] - w[0] * xs[i]) * xs[i];
    state.step(w, g);
  }
  CHECK(w[0].value == 2.3310546875);
  CHECK(std::fabs(w[0].partials[0] - std::pow(-0.5, 10)) <= 1e-17);
  // Adam, against a central difference.
  const auto after = [](auto x) {
    using S = decltype(x);
    Vector<S> at{x}, slope(1);
    auto adam = Adam{.learning_rate = 0.1, .amsgrad = true}.init(at);
    for (int step = 0; step < 5; ++step) {
      slope[0] = at[0] * at[0] * at[0];
      adam.step(at, slope);
    }
    return at[0];
  };
  const double h = 1e-5, difference = (after(2.0 + h) - after(2.0 - h)) / (2 * h);
  const Dual<double> end = after(Dual<double>(2.0, 1.0));
  CHECK(end.value == after(2.0));
  CHECK(std::fabs(end.partials[0] - difference) <= 1e-8);
}

TEST_CASE("Start at the optimum; a start without a number") {
  const auto square = [](const auto& x) { return x * x; };
  for (int k = 0; k < 3; ++k) {
    const auto result = k == 0   ? minimize(square, 0.0, GradientDescent{})
                        : k == 1 ? minimize(square, 0.0, Adam{})
                                 : minimize(square, 0.0, LBFGS{});
    CHECK(result.iterations == 0);
    CHECK(result.converged());
    CHECK(result.x == 0);
  }
  const auto at = [](double value, double slope) {
    return [=](double, double& g) {
      g = slope;
      return value;
    };
  };
  for (const double bad : {no_number, endless, -endless}) {
    const auto value = minimize(at(bad, 1), 5.0, LBFGS{});
    CHECK(value.status == Status::not_finite);
    CHECK(value.x == 5);
    CHECK(value.evaluations == 1);
    CHECK(value.reason.find("the value at the start is ") == 0);
    const auto slope = minimize(at(1, bad), 5.0, GradientDescent{});
    CHECK(slope.status == Status::not_finite);
    CHECK(slope.x == 5);
    CHECK(slope.reason.find("the gradient at the start has the norm ") == 0);
  }
  // NaN on the way ends plain descent, at the best point.
  const auto wall = [](double x, double& g) {
    g = 2 * x;
    return x < 1 ? no_number : x * x;
  };
  const auto result = minimize(wall, 3.0, GradientDescent{.learning_rate = 0.4});
  CHECK(result.status == Status::diverged);
  CHECK(result.x == 3);
  CHECK(result.iterations == 1);
}

TEST_CASE("A method that climbs and falls gives back the best point, not the last one") {
  // Momentum overshoots: the lowest value on the way, its point and its gradient.
  double lowest = endless, where = 0;
  const auto f = [&](double x, double& g) {
    g = 2 * x;
    const double value = x * x;
    if (value < lowest) {
      lowest = value;
      where = x;
    }
    return value;
  };
  const auto result = minimize(f, 1.0, GradientDescent{.learning_rate = 0.3, .momentum = 0.95, .max_iterations = 25});
  CHECK(result.value == lowest);
  CHECK(result.x == where);
  CHECK(result.gradient_norm == std::fabs(2 * where));
}

TEST_CASE("The callback sees the start and every iteration, and stops; the trace keeps them") {
  Index seen = 0;
  double last_w = 0;
  const auto watch = [&](const Iteration<double>& at) {
    CHECK(at.iteration == seen);
    CHECK(at.evaluations == seen + 1);
    CHECK(at.value == lecture_loss(at.x));
    CHECK(at.step == std::fabs(at.x - last_w));
    last_w = at.x;
    ++seen;
    return at.iteration < 100;
  };
  const auto result = minimize(lecture_loss, 0.0, GradientDescent{.learning_rate = 0.01}, {.keep_trace = true}, watch);
  CHECK(seen == 101);
  CHECK(result.status == Status::stopped);
  CHECK(result.reason == "the callback said so at iteration 100");
  CHECK(result.trace.value.size() == 101);
  CHECK(result.trace.gradient_norm.size() == 101);
  CHECK(result.trace.step.size() == 101);
  CHECK(result.trace.value[0] == 41);
  CHECK(result.trace.step[0] == 0);
  CHECK(result.trace.value[100] == result.value);
  CHECK(result.trace.gradient_norm[100] == result.gradient_norm);
  for (Index k = 1; k < 101; ++k) {
    CHECK(result.trace.value[k] < result.trace.value[k - 1]);
    CHECK(std::fabs(result.trace.step[k] - 0.01 * result.trace.gradient_norm[k - 1]) <= 2e-15);  // x is below 4
  }
  CHECK(minimize(lecture_loss, 0.0, GradientDescent{}).trace.value.empty());
  // One that answers nothing goes on; what it throws leaves minimize.
  Index calls = 0;
  minimize(lecture_loss, 0.0, GradientDescent{.max_iterations = 3}, {}, [&](const auto&) { ++calls; });
  CHECK(calls == 4);
  CHECK_THROWS_AS(
      minimize(lecture_loss, 0.0, GradientDescent{}, {}, [](const auto&) { throw std::runtime_error("mine"); }),
      std::runtime_error);
}

TEST_CASE("The same run, the same bits") {
  const auto run = [] { return minimize(bowl, Vector<double>(9), LBFGS{.history = 3}); };
  const auto first = run();
  support::for_each_isa([&](Isa isa) {
    const auto again = run();
    const auto twice = run();
    CHECK((again.x == twice.x));
    CHECK(again.iterations == twice.iterations);
    if (support::has_fma(isa) == support::has_fma(active_isa())) CHECK(std::fabs(again.value - first.value) <= 1e-12);
  });
}

TEST_CASE("What is refused names the setting and its value") {
  const auto f = [](const auto& x) { return x * x; };
  const auto says = [&](const MinimizeOptions& options) {
    return message<ValueError>([&] { minimize(f, 1.0, LBFGS{}, options); });
  };
  CHECK(says({.max_iterations = -2}) == "MinimizeOptions: max_iterations is -2: it must be at least -1");
  CHECK(says({.max_evaluations = -5}) == "MinimizeOptions: max_evaluations is -5: it must be at least -1");
  CHECK(says({.max_seconds = -0.5}) == "MinimizeOptions: max_seconds is -0.5: it must be a number >= 0, or -1");
  CHECK(says({.gradient_tolerance = no_number}) ==
        "MinimizeOptions: gradient_tolerance is nan: it must be a number >= 0, or -1");
  CHECK(says({.step_tolerance = -1}) == "MinimizeOptions: step_tolerance is -1: it must be a number >= 0");
  CHECK(says({.value_tolerance = no_number}) == "MinimizeOptions: value_tolerance is nan: it must be a number >= 0");
  CHECK(says({.target_value = no_number}) == "MinimizeOptions: target_value is nan: it must be a number");
  CHECK(says({.divergence = -3}) == "MinimizeOptions: divergence is -3: it must be a number >= 0");
  CHECK(message<ValueError>([&] { minimize(f, 1.0, GradientDescent{.learning_rate = -0.5}); }) ==
        "GradientDescent: learning_rate is -0.5: it must be a number >= 0");
  CHECK(message<ValueError>([&] { minimize(f, 1.0, LBFGS{.history = 0}); }) ==
        "LBFGS: history is 0: it must be at least 1");
  CHECK(message<ValueError>([&] { minimize(f, 1.0, LBFGS{.wolfe = {.c1 = 0.9, .c2 = 0.5}}); }) ==
        "StrongWolfe: c1 is 0.9 and c2 0.5: they must satisfy 0 < c1 < c2 < 1");
  CHECK(message<ValueError>([&] { minimize(f, 1.0, LBFGS{.wolfe = {.max_step = -1}}); }) ==
        "StrongWolfe: max_step is -1: it must be a number >= 0");
  CHECK(message<ValueError>([&] { minimize(f, 1.0, LBFGS{.max_iterations = -1}); }) ==
        "LBFGS: max_iterations is -1: it must be at least 0");
  CHECK(message<ValueError>([&] { minimize(f, 1.0, Adam{.max_iterations = -1}); }) ==
        "Adam: max_iterations is -1: it must be at least 0");
  CHECK(message<ShapeError>([] { minimize(bowl, Vector<double>(), LBFGS{}); }) ==
        "minimize: (0): the starting point is empty");
  CHECK(message<ShapeError>([] {
          minimize(
              bowl, [](const Vector<double>&) { return Vector<double>(4); }, Vector<double>(3), LBFGS{});
        }) == "minimize: (3) and (4): the shape of the gradient is not that of x");
  CHECK(message<ShapeError>([] {
          const auto replaces = [](const Vector<double>&, Vector<double>& g) {
            g = Vector<double>(2);
            return 1.0;
          };
          minimize(replaces, Vector<double>(3), GradientDescent{});
        }) == "minimize: (3) and (2): the shape of the gradient is not that of x");
}
