#include <doctest/doctest.h>

#include <declive/autodiff.hpp>
#include <declive/linalg.hpp>
#include <ostream>
#include <string>

using namespace declive;

namespace {
constexpr auto f = [](const auto& x) { return x[0] * x[0] * x[1] + exp(x[1]) + sin(x[2]); };
Vector<double> slope(const Vector<double>& x) {
  return {2 * x[0] * x[1], x[0] * x[0] + std::exp(x[1]), std::cos(x[2])};
}
const Vector<double> x{1, 2, 3};
}  // namespace

TEST_CASE("A right gradient passes, as a function and as an array") {
  const auto by_function = gradient_check(f, slope, x);
  CHECK(by_function.passed());
  CHECK(by_function.error < 1e-15);
  CHECK(by_function.difference_error < 1e-9);
  CHECK(by_function.difference_error > 0);
  CHECK(gradient_check(f, slope(x), x).passed());
  CHECK(gradient_check([](const auto& v) { return sum(v) * 0; }, Vector<double>(3), x).passed());
  const Matrix<double> A{{1, 2}, {3, 4}};
  CHECK(gradient_check([](const auto& M) { return sum(hadamard(M, M)); }, 2 * A, A).passed());
  CHECK(gradient_check([](const auto& M) { return sum(hadamard(M, M)); }, 2 * A.transposed(), A.transposed()).passed());
}

TEST_CASE("A wrong component is found") {
  for (Index k = 0; k < 3; ++k) {
    auto wrong = slope(x);
    wrong[k] += 0.5;
    const auto check = gradient_check(f, wrong, x);
    CHECK_FALSE(check.passed());
    CHECK(check.worst == k);
    CHECK(check.given == wrong[k]);
    CHECK(check.by_duals == doctest::Approx(slope(x)[k]).epsilon(1e-15));
    CHECK(check.by_differences == doctest::Approx(slope(x)[k]).epsilon(1e-8));
    CHECK(check.error == doctest::Approx(0.5 / std::fmax(std::fabs(wrong[k]), std::fabs(slope(x)[k]))));
  }
  auto not_a_number = slope(x);
  not_a_number[1] = std::numeric_limits<double>::quiet_NaN();
  const auto check = gradient_check(f, not_a_number, x);
  CHECK_FALSE(check.passed());
  CHECK(check.worst == 1);
  // A sign in a small component among large ones.
  const auto scales = [](const auto& v) { return 1e6 * v[0] + v[1]; };
  CHECK_FALSE(gradient_check(scales, Vector<double>{1e6, -1}, Vector<double>{1, 1}).passed());
  CHECK(gradient_check(f, slope(x) + Vector<double>{0, 0, 1e-4}, x, 1e-3).passed());
  // Below sqrt(eps) of the largest component, wherever that stands, an error is measured by that.
  for (const Index large : {0, 1}) {
    const auto steep = [large](const auto& v) { return 1e12 * v[large] + v[1 - large]; };
    Vector<double> given(2, 1.5);
    given[large] = 1e12;
    const auto small = gradient_check(steep, given, Vector<double>{1, 1});
    CHECK(small.worst == 1 - large);
    CHECK(small.error == doctest::Approx(0.5 / (1e12 * 0x1p-26)).epsilon(1e-12));
  }
  // An error of the tolerance is within it.
  CHECK(gradient_check([](const auto& v) { return 2 * v[0]; }, Vector<double>{4}, Vector<double>{1}, 0.5).passed());
}

TEST_CASE("The differences take steps of the size of x") {
  const auto cube = [](const auto& v) { return v[0] * v[0] * v[0] + v[0]; };
  const auto its_slope = [](const Vector<double>& v) { return Vector<double>{3 * v[0] * v[0] + 1}; };
  // (h / x)^2 / 3 and the rounding, eps x / (3 h), with h = cbrt(eps) x, are 3e-11; a step for x = 1 would be lost at 1e6.
  for (const double at : {-1e6, 1e-3, 1e6})
    CHECK(gradient_check(cube, its_slope, Vector<double>{at}).difference_error < 1e-10);
}

TEST_CASE("A function that computes something else in plain numbers is seen in the differences") {
  const auto two_faced = [](const auto& v) {
    if constexpr (is_dual<value_type_t<decltype(v)>>)
      return 2 * v[0];
    else
      return 3 * v[0];
  };
  const auto check = gradient_check(two_faced, Vector<double>{2}, Vector<double>{1});
  CHECK(check.passed());
  CHECK(check.difference_error == doctest::Approx(1.0 / 3));
  // The largest of all components, not the last.
  const auto first = [&](const auto& v) { return two_faced(v) + v[1]; };
  CHECK(gradient_check(first, Vector<double>{2, 1}, Vector<double>{1, 1}).difference_error == doctest::Approx(1.0 / 3));
}

TEST_CASE("Text and errors") {
  const auto line = [](const auto& v) { return 2 * v[0] + 4 * v[1]; };
  const std::string text = to_string(gradient_check(line, Vector<double>{2, 5}, Vector<double>{0, 0}));
  CHECK(text.substr(0, text.find(", by central")) == "component 1: given 5, by duals 4");
  CHECK(text.substr(text.find(": error")) == ": error 0.2 > 1e-06");
  CHECK_THROWS_AS(static_cast<void>(gradient_check(f, Vector<double>(2), x)), ShapeError);
}
