// run.hpp: what every method promises of every function, however bad: nothing numerical is thrown, the result is the best
// point seen with its own value and gradient, and its status is true.
#include <doctest/doctest.h>

#include <cmath>
#include <declive/linalg.hpp>
#include <declive/optim/clip.hpp>
#include <declive/optim/minimize.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "support/effort.hpp"
#include "support/random.hpp"

using namespace declive;

namespace {

const double no_number = std::numeric_limits<double>::quiet_NaN();
const double endless = std::numeric_limits<double>::infinity();

// A function of two unknowns and its gradient, by name: one type for all, so that each method is compiled once.
struct Bad {
  const char* name;
  double x0, y0;
  double (*value)(double x, double y, double* g);
};
const Bad functions[] = {
    {"constant", 1, 2, [](double, double, double*) { return 3.0; }},
    {"linear", 1, 2,
     [](double x, double y, double* g) {
       g[0] = 1;
       g[1] = -2;
       return x - 2 * y;
     }},
    {"a bowl", 3, -4,
     [](double x, double y, double* g) {
       g[0] = 2 * x;
       g[1] = 2 * y;
       return x * x + y * y;
     }},
    {"at its minimum", 0, 0,
     [](double x, double y, double* g) {
       g[0] = 2 * x;
       g[1] = 2 * y;
       return x * x + y * y;
     }},
    {"a narrow valley", 1, 1,
     [](double x, double y, double* g) {
       g[0] = 2 * x;
       g[1] = 2e12 * y;
       return x * x + 1e12 * y * y;
     }},
    {"NaN everywhere", 1, 2,
     [](double, double, double* g) {
       g[0] = g[1] = no_number;
       return no_number;
     }},
    {"infinite everywhere", 1, 2, [](double, double, double*) { return endless; }},
    {"minus infinity everywhere", 1, 2, [](double, double, double*) { return -endless; }},
    {"a finite value with a NaN gradient", 1, 2,
     [](double x, double, double* g) {
       g[0] = no_number;
       return x;
     }},
    {"a finite value with an infinite gradient", 0, 2,
     [](double x, double, double* g) {
       g[0] = 0.5 / std::sqrt(x);
       return std::sqrt(x);
     }},
    {"a logarithm that ends", 0.9, 2,
     [](double x, double y, double* g) {
       g[0] = -1 / x + 1 / (1 - x);
       g[1] = 2 * y;
       return -std::log(x) - std::log(1 - x) + y * y;
     }},
    {"a kink", 0.9, 2,
     [](double x, double y, double* g) {
       g[0] = x < 0 ? -1 : 1;
       g[1] = y < 0 ? -1 : 1;
       return std::fabs(x) + std::fabs(y);
     }},
    {"a cone", 0.9, 2,
     [](double x, double y, double* g) {
       const double r = std::hypot(x, y);
       g[0] = r > 0 ? x / r : 0;
       g[1] = r > 0 ? y / r : 0;
       return r;
     }},
    {"an exponential that overflows", 1, 2,
     [](double x, double, double* g) {
       g[0] = 100 * std::exp(100 * x);
       return std::exp(100 * x);
     }},
    {"no lower bound", 1, 2,
     [](double x, double, double* g) {
       g[0] = -4 * x * x * x;
       return -x * x * x * x;
     }},
    {"a jump upwards", 1, 2,
     [](double x, double, double* g) {
       g[0] = x > 0.5 ? 2 * x : 0;
       return x > 0.5 ? x * x : 100;
     }},
    {"flat at the bottom", 1, 2,
     [](double x, double y, double* g) {
       g[0] = 8 * std::pow(x, 7);
       g[1] = 8 * std::pow(y, 7);
       return std::pow(x, 8) + std::pow(y, 8);
     }},
    {"huge numbers", 0.9, 2,
     [](double x, double y, double* g) {
       g[0] = 2e300 * x;
       g[1] = 2e300 * y;
       return 1e300 * (x * x + y * y);
     }},
    {"tiny numbers", 0.9, 2,
     [](double x, double y, double* g) {
       g[0] = 2e-300 * x;
       g[1] = 2e-300 * y;
       return 1e-300 * (x * x + y * y);
     }},
    {"a gradient with the wrong sign", 1, 2,
     [](double x, double y, double* g) {
       g[0] = -2 * x;
       g[1] = -2 * y;
       return x * x + y * y;
     }},
    {"a gradient of another function", 1, 2,
     [](double x, double y, double* g) {
       g[0] = y;
       g[1] = x;
       return x * x + y * y;
     }},
    {"hills without end", 2, 2,
     [](double x, double y, double* g) {
       g[0] = 5 * std::cos(5 * x);
       g[1] = 2 * y;
       return std::sin(5 * x) + y * y;
     }},
    {"a start that is NaN", no_number, 2,
     [](double x, double y, double* g) {
       g[0] = 2 * x;
       g[1] = 2 * y;
       return x * x + y * y;
     }},
    {"a start that is infinite", endless, 2,
     [](double x, double y, double* g) {
       g[0] = 2 * x;
       g[1] = 2 * y;
       return x * x + y * y;
     }},
    {"a start whose value overflows", 1e200, 2,
     [](double x, double y, double* g) {
       g[0] = 2 * x;
       g[1] = 2 * y;
       return x * x + y * y;
     }},
    {"NaN in a band", 3, 1,
     [](double x, double y, double* g) {
       g[0] = 2 * x;
       g[1] = 2 * y;
       return x > 1 && x < 1.5 ? no_number : x * x + y * y;
     }},
};

bool same(double a, double b) { return a == b || (a != a && b != b); }

template <class Method>
void check(const Method& method, Index limit) {
  constexpr bool steps = detail::SteppingMethod<Method>;
  const double tolerance = std::sqrt(std::numeric_limits<double>::epsilon());
  for (const Bad& bad : functions) {
    CAPTURE(Method::name);
    CAPTURE(bad.name);
    const auto f = [&](const Vector<double>& x, Vector<double>& g) {
      g[0] = g[1] = 0;
      return bad.value(x[0], x[1], g.data());
    };
    const Vector<double> x0{bad.x0, bad.y0};
    Index calls = 0;
    double lowest = endless;
    const auto r = minimize(f, x0, method, {.max_iterations = limit, .keep_trace = true},
                            [&](const Iteration<Vector<double>>& seen) {
                              CHECK(seen.iteration == calls++);
                              if (std::isfinite(seen.gradient_norm)) lowest = std::fmin(lowest, seen.value);
                            });
    // The point has the value and the gradient that the result says.
    Vector<double> g(2);
    CHECK(same(f(r.x, g), r.value));
    CHECK(same(norm(g), r.gradient_norm));
    CHECK(!r.reason.empty());
    CHECK(r.iterations <= limit);
    CHECK(r.evaluations >= r.iterations + 1);
    if (steps) CHECK(r.evaluations == r.iterations + 1);
    Vector<double> g0(2);
    const double first = f(x0, g0);
    if (!std::isfinite(first) || !std::isfinite(norm(g0))) {
      CHECK(r.status == Status::not_finite);
      CHECK(r.iterations == 0);
      CHECK(r.evaluations == 1);
      for (Index i = 0; i < 2; ++i) CHECK(same(r.x[i], x0[i]));
      continue;
    }
    CHECK(r.status != Status::not_finite);
    CHECK(calls == r.iterations + 1);
    CHECK(r.trace.value.size() == r.iterations + 1);
    CHECK(r.trace.step.size() == r.iterations + 1);
    CHECK(r.trace.value[0] == first);
    // The best of what was seen, but for the last bits that an end with a small gradient may be above it.
    CHECK(r.value <= first + 8 * std::numeric_limits<double>::epsilon() * std::fabs(first));
    CHECK(r.value <= lowest + 8 * std::numeric_limits<double>::epsilon() * std::fabs(lowest));
    if (r.status == Status::converged) CHECK(r.gradient_norm <= tolerance);
    if (r.status == Status::max_iterations) CHECK(r.iterations == limit);
    // The same run again is the same to the bit.
    const auto again = minimize(f, x0, method, {.max_iterations = limit});
    CHECK(again.x == r.x);
    CHECK(again.evaluations == r.evaluations);
    CHECK(again.reason == r.reason);
  }
}

// Residuals of two unknowns, and their Jacobian by rows.
struct BadResiduals {
  const char* name;
  double x0, y0;
  Index count;
  void (*values)(double x, double y, double* r, double* j);
};
const BadResiduals residuals[] = {
    {"more unknowns than residuals", 1, 1, 1,
     [](double x, double y, double* r, double* j) {
       r[0] = x + y - 3;
       j[0] = j[1] = 1;
     }},
    {"of rank one", 1, 1, 3,
     [](double x, double y, double* r, double* j) {
       for (int i = 0; i < 3; ++i) {
         r[i] = (i + 1) * (x + y) - 4;
         j[2 * i] = j[2 * i + 1] = i + 1;
       }
     }},
    {"a Jacobian of zeros", 1, 1, 2, [](double, double, double* r, double*) { r[0] = 1; }},
    {"NaN", 1, 1, 2, [](double, double, double* r, double*) { r[0] = no_number; }},
    {"an infinite residual", 1, 1, 2, [](double, double, double* r, double*) { r[1] = endless; }},
    {"a NaN Jacobian", 1, 1, 2,
     [](double x, double y, double* r, double* j) {
       r[0] = x;
       r[1] = y;
       j[0] = no_number;
       j[3] = 1;
     }},
    {"a logarithm", 0.01, 1, 2,
     [](double x, double y, double* r, double* j) {
       r[0] = std::log(x);
       r[1] = y - 5;
       j[0] = 1 / x;
       j[3] = 1;
     }},
    {"an exponential", 3, 1, 2,
     [](double x, double y, double* r, double* j) {
       r[0] = std::exp(100 * x) - 1;
       r[1] = y;
       j[0] = 100 * std::exp(100 * x);
       j[3] = 1;
     }},
    {"squares that overflow", 3, 1, 2,
     [](double x, double y, double* r, double* j) {
       r[0] = 1e200 * x;
       r[1] = y;
       j[0] = 1e200;
       j[3] = 1;
     }},
    {"squares that underflow", 3, 1, 2,
     [](double x, double y, double* r, double* j) {
       r[0] = 1e-200 * x;
       r[1] = 1e-200 * y;
       j[0] = j[3] = 1e-200;
     }},
    {"no zero", 3, 1, 2,
     [](double x, double y, double* r, double* j) {
       r[0] = x * x + 1;
       r[1] = y;
       j[0] = 2 * x;
       j[3] = 1;
     }},
    {"at the solution", 0, 0, 2,
     [](double x, double y, double* r, double* j) {
       r[0] = x;
       r[1] = y;
       j[0] = j[3] = 1;
     }},
    {"a zero at infinity", 0, 1, 2,
     [](double x, double y, double* r, double* j) {
       r[0] = std::exp(-x);
       r[1] = y;
       j[0] = -std::exp(-x);
       j[3] = 1;
     }},
    {"a Jacobian with the wrong sign", 1, 2, 2,
     [](double x, double y, double* r, double* j) {
       r[0] = x;
       r[1] = y;
       j[0] = j[3] = -1;
     }},
};

template <class Method>
void check_least_squares(const Method& method) {
  for (const BadResiduals& bad : residuals) {
    CAPTURE(Method::name);
    CAPTURE(bad.name);
    const auto both = [&](const Vector<double>& x) {
      std::pair<Vector<double>, Matrix<double>> out{Vector<double>(bad.count), Matrix<double>(bad.count, 2)};
      bad.values(x[0], x[1], out.first.data(), out.second.data());
      return out;
    };
    const Vector<double> x0{bad.x0, bad.y0};
    const auto r = minimize(both, x0, method, {.max_iterations = 400, .keep_trace = true});
    const auto [values, jacobian] = both(r.x);
    const double length = norm(values);
    CHECK(same(r.value, length * length / 2));
    CHECK(!r.reason.empty());
    const auto start = both(x0);
    const double first = norm(start.first);
    if (!std::isfinite(first * first) || !std::isfinite(norm(start.second))) {
      CHECK(r.status == Status::not_finite);
      CHECK(r.x == x0);
      CHECK(r.evaluations == 1);
      continue;
    }
    CHECK(r.status != Status::not_finite);
    const Vector<double> slope = jacobian.transposed() * values;
    CHECK(std::fabs(norm(slope) - r.gradient_norm) <= 1e-14 * norm(jacobian) * length);
    CHECK(r.value <= first * first / 2);
    for (Index k = 1; k <= r.iterations; ++k) CHECK(r.trace.value[k] <= r.trace.value[k - 1]);
    const auto again = minimize(both, x0, method, {.max_iterations = 400});
    CHECK(again.x == r.x);
    CHECK(again.reason == r.reason);
  }
}

// What the n-th call throws goes through minimize as it is.
struct Interrupted : std::runtime_error {
  using std::runtime_error::runtime_error;
};
template <class Method>
void check_throwing(const Method& method) {
  for (int fatal = 1; fatal <= 6; ++fatal) {
    int calls = 0;
    const auto f = [&](const Vector<double>& x, Vector<double>& g) {
      if (++calls == fatal) throw Interrupted("the user's own");
      g = 2.0 * x;
      g[1] *= 10;
      return x[0] * x[0] + 10 * x[1] * x[1];
    };
    std::string said = "nothing";
    try {
      minimize(f, Vector<double>{3, 4}, method, {.max_iterations = 20, .gradient_tolerance = 0});
    } catch (const Interrupted& error) {
      said = error.what();
    }
    CHECK(said == "the user's own");
    CHECK(calls == fatal);
  }
}

}  // namespace

TEST_CASE("Bad functions: nothing is thrown, and what the result says is true") {
  check(GradientDescent{.learning_rate = 0.1}, 60);
  check(GradientDescent{.learning_rate = 0.1, .momentum = 0.9, .nesterov = true}, 60);
  check(GradientDescent{.learning_rate = 0.1, .clip_norm = 1}, 60);
  check(GradientDescent{.learning_rate = 1e200}, 60);
  check(AdaGrad{.learning_rate = 0.5}, 60);
  check(RMSProp{.learning_rate = 0.1}, 60);
  check(Adam{.learning_rate = 0.3}, 60);
  check(AdamW{.learning_rate = 0.3, .amsgrad = true}, 60);
  check(LBFGS{}, 200);
  check(LBFGS{.history = 1, .wolfe = {.c2 = 0.1, .max_evaluations = 3}}, 200);
}

TEST_CASE("Bad residuals") {
  check_least_squares(LevenbergMarquardt{});
  check_least_squares(LevenbergMarquardt{.initial_radius = 1e-3});
  check_least_squares(GaussNewton{});
}

TEST_CASE("What a function throws is the caller's") {
  check_throwing(GradientDescent{.learning_rate = 0.01});
  check_throwing(Adam{});
  check_throwing(LBFGS{.wolfe = {.c2 = 0.01}});
}

TEST_CASE("A vanishing gradient above the best point is not convergence") {
  // Momentum carries the point over the hill into a plain that is higher than where it has been.
  const auto f = [](const Vector<double>& x, Vector<double>& g) {
    g[0] = x[0] > 0 ? 1 : 0;
    return x[0] > 0 ? x[0] : 5;
  };
  const auto r = minimize(f, Vector<double>{1.05}, GradientDescent{.learning_rate = 0.5});
  CHECK(r.status == Status::stalled);
  CHECK(r.reason == "the gradient vanishes at the value 5, above the best one, 0.05");
  CHECK(r.value == doctest::Approx(0.05));
  CHECK(r.gradient_norm == 1);
  CHECK(!r.converged());
}

TEST_CASE("Limits stop in the middle of everything, and each of them is exact") {
  const auto f = [](const Vector<double>& x, Vector<double>& g) {
    g = 4.0 * x;
    return 2 * dot(x, x);
  };
  for (Index most = 0; most <= 12; ++most) {
    CAPTURE(most);
    const MinimizeOptions by_evaluations{.max_evaluations = most, .gradient_tolerance = 0};
    const auto check_limit = [&](const auto& r) {
      CHECK(r.evaluations <= (most > 1 ? most : 1));  // the start is always evaluated
      if (r.status == Status::max_evaluations) CHECK(r.evaluations == (most > 1 ? most : 1));
      CHECK(r.value <= 2);
    };
    check_limit(minimize(f, Vector<double>{0.6, 0.8}, GradientDescent{.learning_rate = 0.01}, by_evaluations));
    check_limit(minimize(f, Vector<double>{0.6, 0.8}, LBFGS{.wolfe = {.c1 = 0.4, .c2 = 0.45}}, by_evaluations));
    const auto short_run =
        minimize(f, Vector<double>{0.6, 0.8}, Adam{}, {.max_iterations = most, .gradient_tolerance = 0});
    CHECK(short_run.iterations == most);
    CHECK(short_run.status == Status::max_iterations);
  }
  const auto no_time = minimize(f, Vector<double>{1}, Adam{}, {.max_seconds = 0});
  CHECK(no_time.status == Status::max_seconds);
  CHECK(no_time.iterations == 0);
}

TEST_CASE("Norms of gradients whose squares leave the range are clipped as all others") {
  for (const double scale : {1e-200, 1.0, 1e200, 1e300}) {
    CAPTURE(scale);
    Vector<double> a{3 * scale, 0};
    Matrix<double> b{{0, 4 * scale}};
    CHECK(clip_grad_norm(std::tie(a, b), scale) == doctest::Approx(5 * scale).epsilon(1e-14));
    if (scale >= 1) {
      CHECK(a[0] == doctest::Approx(0.6 * scale).epsilon(1e-6));
      CHECK(b(0, 1) == doctest::Approx(0.8 * scale).epsilon(1e-6));
    }
    Vector<double> w(2);
    const Vector<double> g{3 * scale, 4 * scale};
    GradientDescent{.learning_rate = 1, .clip_norm = 5}.init(w).step(w, g);
    if (scale >= 1) CHECK(norm(w) == doctest::Approx(5).epsilon(1e-6));
  }
  Vector<float> large{3e38F, 0}, other{0, 3e38F};
  CHECK(clip_grad_norm(std::tie(large, other), 1.0) == doctest::Approx(std::sqrt(2.0) * 3e38).epsilon(1e-6));
  CHECK(large[0] == doctest::Approx(std::sqrt(0.5)).epsilon(1e-5));
}
