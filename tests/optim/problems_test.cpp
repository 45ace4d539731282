// lbfgs.hpp and levenberg_marquardt.hpp on the test problems of problems.hpp: their minima, in double and single
// precision, with derivatives by dual numbers.
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <declive/autodiff/math.hpp>
#include <declive/optim/minimize.hpp>
#include <ostream>
#include <string>

#include "functions.hpp"

using namespace declive;

namespace {

bool is(const problems::Problem& p, const char* name) { return std::strcmp(p.name, name) == 0; }

// From ten times the start L-BFGS runs into a valley without a minimum, or to a higher minimum (Osborne 2: 1.78981,
// where MINPACK comes to as well).
bool is_lost_from_far(const problems::Problem& p) {
  return is(p, "powell_badly_scaled") || is(p, "meyer") || is(p, "osborne_1") || is(p, "osborne_2");
}
// L-BFGS in single precision: the first two are beyond 24 bits (unknowns of 10 beside some of 1e-5, values of 1e5); the
// floor of the valley of the other two is below the rounding of their residuals.
bool is_beyond_float(const problems::Problem& p) {
  return is(p, "powell_badly_scaled") || is(p, "meyer") || is(p, "osborne_1") || (is(p, "watson") && p.n == 9);
}

// The gradient of the sum of squares: 2 J^T r.
Vector<double> slope_of(const problems::Problem& p, const Vector<double>& x) {
  const problems::ResidualsOf f{p};
  const Vector<double> r = f(x);
  return 2 * (r * jacobian(f, x));
}

template <class Method>
void check_least_squares(const problems::Problem& p, double times, const Method& method) {
  CAPTURE(std::string(p.name));
  CAPTURE(p.n);
  CAPTURE(times);
  const problems::ResidualsOf f{p};
  const auto result = minimize(f, problems::start_of<double>(p, times), method, {.gradient_tolerance = 0});
  CAPTURE(result.value);
  CAPTURE(result.reason);
  CHECK(problems::at_minimum(p, 2 * result.value));
  const Vector<double> r = f(result.x);
  CHECK(result.value == norm(r) * norm(r) / 2);
  CHECK(result.iterations < method.max_iterations);
}

}  // namespace

TEST_CASE("The residuals of problems.hpp are those of make_minima.py") {
  for (const problems::Problem& p : problems::all) {
    CAPTURE(std::string(p.name));
    const double sum = problems::SumOfSquares{p}(problems::start_of<double>(p, 1));
    CHECK(std::fabs(sum - p.at_start) <= 1e-13 * static_cast<double>(p.m) * p.at_start);
  }
}

TEST_CASE("L-BFGS: every minimum to 1e-8 from the standard start, and from ten times it") {
  int from_far = 0;
  for (const problems::Problem& p : problems::all)
    for (const double times : {1.0, 10.0}) {
      CAPTURE(std::string(p.name));
      CAPTURE(p.n);
      CAPTURE(times);
      if (times == 10 && is_lost_from_far(p)) continue;
      from_far += times == 10;
      const problems::SumOfSquares f{p};
      const auto slope = [&](const Vector<double>& x) { return slope_of(p, x); };
      // No tolerance: to the rounding.
      const auto result = minimize(f, slope, problems::start_of<double>(p, times), LBFGS{.max_iterations = 2000},
                                   {.gradient_tolerance = 0});
      CAPTURE(result.value);
      CAPTURE(result.reason);
      CHECK(problems::at_minimum(p, result.value));
      CHECK(f(result.x) == result.value);
      CHECK(norm(slope(result.x)) == result.gradient_norm);
      CHECK((result.status == Status::converged || result.status == Status::stalled));
      CHECK(result.iterations <= 1000);
      CHECK(result.evaluations <= 2500);
    }
  CHECK(from_far == 36);
}

TEST_CASE("Levenberg-Marquardt: every minimum to 1e-8, from ten times the start where MINPACK comes to it") {
  int from_far = 0;
  for (const problems::Problem& p : problems::all) {
    CHECK(p.from_1);
    check_least_squares(p, 1, LevenbergMarquardt{});
    if (p.from_10) check_least_squares(p, 10, LevenbergMarquardt{});
    from_far += p.from_10;
  }
  CHECK(from_far == 29);
}

TEST_CASE("Gauss-Newton where the residuals end small") {
  for (const problems::Problem& p : problems::all)
    for (const char* name : {"rosenbrock", "bard", "osborne_1", "watson", "discrete_boundary_value", "broyden_banded"})
      if (is(p, name)) check_least_squares(p, 1, GaussNewton{});
}

TEST_CASE("Single precision: the minimum to the rounding of the residuals, also from ten times the start") {
  // The derivatives of double numbers, rounded: dual floats would cost the compiler as much again. The values are sums of
  // up to 65 squares of rounded residuals: 5e-4 of a minimum (Watson's of 1e-6 to 2e-3), and residuals of 25 eps where it
  // is zero.
  const auto reached = [](const problems::Problem& p, float value) {
    const double tolerance = is(p, "watson") && p.n == 9 ? 2e-3 : 5e-4;
    if (p.minima[0] == 0 && value < 1e-6F) return value < 1e-11F;
    return problems::at_minimum(p, static_cast<double>(value), tolerance);
  };
  int near = 0, far = 0;
  for (const problems::Problem& p : problems::all)
    for (const double times : {1.0, 10.0}) {
      CAPTURE(std::string(p.name));
      CAPTURE(p.n);
      CAPTURE(times);
      const auto x0 = problems::start_of<float>(p, times);
      const auto slope = [&](const Vector<float>& x) { return Vector<float>(slope_of(p, Vector<double>(x))); };
      // From far Chebyquad has other minima, and Box's plateau at 0.0756 is flat to the rounding.
      const bool lost = is_beyond_float(p) ||
                        (times == 10 && (is_lost_from_far(p) || is(p, "box") || (is(p, "chebyquad") && p.n > 8)));
      if (!lost) {
        const auto result = minimize(problems::SumOfSquares{p}, slope, x0, LBFGS{}, {.gradient_tolerance = 0});
        CAPTURE(result.value);
        CHECK(reached(p, result.value));
        CHECK(result.iterations < 1000);
      }
      // On the way from Wood's start the gradient vanishes at a saddle, at 7.877, which only rounding leaves.
      if (!is(p, "wood") && (times == 1 || p.from_10)) {
        const problems::ResidualsOf f{p};
        const auto J = [&](const Vector<float>& x) { return Matrix<float>(jacobian(f, Vector<double>(x))); };
        const auto result = minimize(f, J, x0, LevenbergMarquardt{}, {.gradient_tolerance = 0});
        CAPTURE(result.value);
        const bool steep = is(p, "meyer");  // residuals of 1e4 from values of 1e5: 24 bits are not enough for 5e-4
        const bool good = steep ? std::fabs(2 * result.value - 87.9459F) < 0.5F : reached(p, 2 * result.value);
        CHECK(good);
      }
      (times == 1 ? near : far) += !lost;
    }
  CHECK(near == 36);
  CHECK(far == 32);
}

TEST_CASE("Levenberg-Marquardt ends where a step is not a number") {
  // From ten times Meyer's start the squares of single numbers overflow.
  for (const problems::Problem& p : problems::all)
    if (is(p, "meyer")) {
      const problems::ResidualsOf f{p};
      const auto J = [&](const Vector<float>& x) { return Matrix<float>(jacobian(f, Vector<double>(x))); };
      const auto result = minimize(f, J, problems::start_of<float>(p, 10), LevenbergMarquardt{});
      CHECK(result.value < 1e10F);  // 8.7e12 at the start
      CHECK(result.evaluations < 200);
    }
}
