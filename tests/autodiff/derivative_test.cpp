#include <doctest/doctest.h>

#include <cmath>
#include <declive/autodiff.hpp>
#include <declive/linalg.hpp>
#include <ostream>
#include <type_traits>

#include "support/random.hpp"

using namespace declive;

namespace {

constexpr auto square = [](auto x) { return x * x + 3 * x + 2; };
constexpr auto of_two = [](auto x, auto y) { return x * x + 3 * x * y + y * y; };

// The lecture's derivatives; in constant expressions, too.
static_assert(derivative(square, 1) == 5);
static_assert(derivative([](auto x) { return 3 * x * x + 2 * x + 1; }, 2.0) == 14);
static_assert(derivative([](auto x) { return x * x * x * x - x * x + 5 * x; }, 2.0) == 4 * 8 - 2 * 2 + 5);
static_assert(partial_derivative(of_two, 0, 1.0, 2.0) == 2 * 1 + 3 * 2);
static_assert(partial_derivative(of_two, 1, 1.0, 2.0) == 3 * 1 + 2 * 2);
static_assert(partial_derivative([](auto x, auto y) { return x * x + x * y + y * y; }, 0, 3, 5.0F) == 11);
static_assert(partial_derivative([](auto x, auto y) { return x * x + x * y + y * y; }, 1, 3, 5.0F) == 13);

// The result has the type that the function has in plain numbers.
static_assert(std::is_same_v<decltype(derivative(square, 1.0F)), float>);
static_assert(std::is_same_v<decltype(derivative(square, 1)), double>);
static_assert(std::is_same_v<decltype(derivative([](auto x) { return 0.5 * x; }, 1.0F)), double>);

}  // namespace

TEST_CASE("The lecture's derivatives at many points") {
  for (int i = -20; i <= 20; ++i) {
    const double x = i, y = 7 - i;
    CHECK(derivative(square, x) == 2 * x + 3);
    CHECK(derivative([](auto t) { return 3 * pow(t, 2) + 2 * t + 1; }, x) == 6 * x + 2);
    CHECK(partial_derivative(of_two, 0, x, y) == 2 * x + 3 * y);
    CHECK(partial_derivative(of_two, 1, x, y) == 3 * x + 2 * y);
    CHECK(partial_derivative([](auto a, auto b) { return a * a + a * b + b * b; }, 0, x, y) == 2 * x + y);
    CHECK(partial_derivative([](auto a, auto b) { return a * a + a * b + b * b; }, 1, x, y) == x + 2 * y);
    // The derivative of the indefinite integral x^4 - x^2 + 5 x.
    CHECK(derivative([](auto t) { return t * t * t * t - t * t + 5 * t; }, x) == 4 * x * x * x - 2 * x + 5);
  }
}

TEST_CASE("Value and derivative") {
  const auto [value, slope] = value_and_derivative(square, 1.0);
  CHECK(value == 6);
  CHECK(slope == 5);
  int calls = 0;
  const auto counted = [&calls](auto x) {
    ++calls;
    return x;
  };
  CHECK(derivative(counted, 2.0) == 1);
  CHECK(calls == 1);
}

TEST_CASE("Functions of a number that return arrays") {
  const auto circle = [](auto t) { return Vector<decltype(t)>{cos(t), sin(t)}; };
  const auto [point, tangent] = value_and_derivative(circle, 0.5);
  CHECK(point == Vector<double>{std::cos(0.5), std::sin(0.5)});
  CHECK(tangent == Vector<double>{-std::sin(0.5), std::cos(0.5)});
  const auto rotation = [](auto t) { return Matrix<decltype(t), 2, 2>{{t, -t * t}, {t * t, t}}; };
  CHECK(derivative(rotation, 3.0) == Matrix<double, 2, 2>{{1, -6}, {6, 1}});
  static_assert(std::is_same_v<decltype(derivative(rotation, 3.0)), Matrix<double, 2, 2>>);
  CHECK(nth_derivative<2>(rotation, 3.0) == Matrix<double, 2, 2>{{0, -2}, {2, 0}});
}

TEST_CASE("Higher derivatives") {
  const auto power = [](auto x) { return pow(x, 5); };
  CHECK(nth_derivative<0>(power, 2.0) == 32);
  CHECK(nth_derivative<1>(power, 2.0) == 80);
  CHECK(nth_derivative<2>(power, 2.0) == 160);
  CHECK(nth_derivative<3>(power, 2.0) == 240);
  CHECK(nth_derivative<4>(power, 2.0) == 240);
  CHECK(nth_derivative<5>(power, 2.0) == 120);
  CHECK(nth_derivative<6>(power, 2.0) == 0);
  CHECK(nth_derivative<5>(power, 0) == 120);
  CHECK(nth_derivative<6>(power, 0) == 0);
  CHECK(nth_derivative<4>([](auto x) { return sin(x); }, 0.75) == doctest::Approx(std::sin(0.75)).epsilon(1e-14));
  CHECK(nth_derivative<3>([](auto x) { return exp(2 * x); }, 0.5) == doctest::Approx(8 * std::exp(1.0)).epsilon(1e-14));
  // d^3/dx^3 log Gamma = polygamma(2, x); at 1 it is -2 zeta(3).
  CHECK(nth_derivative<3>([](auto x) { return lgamma(x); }, 1.0) ==
        doctest::Approx(-2 * 1.2020569031595942854).epsilon(1e-13));
  CHECK(nth_derivative<2>([](auto x) { return tanh(x); }, 1e-9) == doctest::Approx(-2e-9).epsilon(1e-12));
}

TEST_CASE("A derivative inside a derivative is right") {
  // D(x -> x D(y -> x + y)(1))(1): the inner derivative is 1, so the outer one is 1; mixing them up gives 2.
  CHECK(derivative([](auto x) { return x * derivative([&](auto y) { return x + y; }, decltype(x)(1)); }, 1.0) == 1);
  // d/dx (x d/dy (x y^2) at y = x) = d/dx 2 x^3.
  CHECK(derivative([](auto x) { return x * derivative([&](auto y) { return x * y * y; }, x); }, 3.0) == 54);
  // The same function at both levels.
  CHECK(derivative([](auto x) { return derivative(square, x * x); }, 3.0) == 12);
  CHECK(derivative(
            [](auto x) {
              return gradient([&](const auto& v) { return x * v[0] * v[1]; }, Vector<decltype(x)>{x, x * x})[0];
            },
            2.0) == 12);  // x x^2
  // Newton's iteration inside: d/da sqrt(a) through the iteration y -= g(y) / g'(y).
  const auto root = [](auto a) {
    auto y = decltype(a)(1);
    for (int step = 0; step < 8; ++step) {
      const auto [g, slope] = value_and_derivative([&](auto z) { return z * z - a; }, y);
      y -= g / slope;
    }
    return y;
  };
  CHECK(derivative(root, 2.0) == doctest::Approx(0.5 / std::sqrt(2.0)).epsilon(1e-14));
}

TEST_CASE("Directional derivatives") {
  const auto f = [](const auto& x) { return x[0] * x[1] + exp(x[2]); };
  const Vector<double> x{1, 2, 0}, v{3, 5, 7};
  CHECK(directional_derivative(f, x, v) == 2 * 3 + 1 * 5 + 7);
  CHECK(directional_derivative(square, 1.0, 2.0) == 10);
  CHECK(directional_derivative(f, x.reversed(), v.reversed()) == doctest::Approx(7 * 2 + 5 * 0 + 3 * std::exp(1.0)));
  const auto product = [](const auto& A) { return A * A; };
  const Matrix<double, 2, 2> A{{1, 2}, {3, 4}}, V{{1, 0}, {2, -1}};
  CHECK(directional_derivative(product, A, V) == A * V + V * A);
  CHECK(directional_derivative(product, A.transposed(), V) == A.transposed() * V + V * A.transposed());
  CHECK_THROWS_AS(static_cast<void>(directional_derivative(f, x, Vector<double>(2))), ShapeError);
}

TEST_CASE("partial_derivative: no such variable") {
  CHECK_THROWS_WITH_AS(static_cast<void>(partial_derivative(of_two, 2, 1.0, 2.0)),
                       "partial_derivative: index 2 is outside (2)", IndexError);
  CHECK_THROWS_AS(static_cast<void>(partial_derivative(of_two, -1, 1.0, 2.0)), IndexError);
}

// A program's functions may be named like this library's, also like those inside: neither is taken for the other.
namespace program {

template <class... X>
int all_finite(const X&...) {
  return -1;
}
template <class X>
int is_zero(const X&) {
  return -1;
}
template <class X>
int view(const X&) {
  return -1;
}
template <class D, class... X>
int with_partials(const X&...) {
  return -1;
}
template <class D, class X>
int times(const X&, const X&) {
  return -1;
}
template <class X, class Y>
int overlap(const X&, const Y&) {
  return -1;
}

TEST_CASE("Functions of the program's that are named like those of the library") {
  int calls = 0;
  const auto f = [&calls](const auto& x) {
    calls += is_zero(x) + view(x) + all_finite(x, x) + overlap(x, x);
    return x * exp(x) / (x + 1);
  };
  const double x = 0.5, e = std::exp(x);
  CHECK(derivative(f, x) == doctest::Approx(e * (x * x + x + 1) / ((x + 1) * (x + 1))).epsilon(1e-14));
  CHECK(calls == -4);
  const auto g = [](const auto& v) {
    static_cast<void>(is_zero(v[0]) + view(v));
    return tanh(v[0] * v[0]) + sum(v * sum(v));
  };
  const Vector<double> point{0, 3};
  CHECK(gradient(g, point) == Vector<double>{6, 6});
  CHECK(reverse_gradient(g, point) == Vector<double>{6, 6});
  CHECK(hessian(g, point) == Matrix<double>{{4, 2}, {2, 2}});
}

}  // namespace program
