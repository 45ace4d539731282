// Reverse mode against forward mode, which has other tests, and against known gradients: every kind of array, edges,
// nesting.
#include <doctest/doctest.h>

#include <cmath>
#include <declive/autodiff.hpp>
#include <declive/linalg.hpp>
#include <sstream>
#include <type_traits>

#include "autodiff/cyclic.hpp"
#include "autodiff/on_tape.hpp"
#include "support/message_of.hpp"
#include "support/random.hpp"

using namespace declive;

namespace {

Vector<double> cyclic_gradient(const Vector<double>& x) {
  return Vector<double>(x.size(), [&](Index k) { return cyclic_slope(x, k); });
}
Vector<double> small_vector(Index n, support::Random& random) {
  return Vector<double>(n, [&](Index) { return random.small_integer<double>(); });
}
template <class X>
using element = std::remove_cvref_t<decltype(std::declval<const X&>()[0])>;

constexpr double inf = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("The reverse gradient for every number of unknowns") {
  support::Random random(161);
  for (Index n = 2; n <= 20; ++n) {
    CAPTURE(n);
    const auto x = small_vector(n, random);
    const auto [value, slope] = value_and_reverse_gradient(cyclic, x);
    CHECK(value == cyclic(x));
    CHECK(slope == cyclic_gradient(x));
    CHECK(reverse_gradient(cyclic, x.reversed().reversed()) == slope);
  }
  // Beyond what a tape begins with.
  const auto x = small_vector(3000, random);
  CHECK(reverse_gradient(cyclic, x) == cyclic_gradient(x));
  CHECK(reverse_gradient(cyclic, x) == cyclic_gradient(x));
}

TEST_CASE("Arrays, numbers and types") {
  const auto f = [](const auto& x) { return x[0] * x[1] * x[2]; };
  CHECK(reverse_gradient(f, Vector<double>{1, 0, 2}) == Vector<double>{0, 2, 0});
  CHECK(reverse_gradient(f, Vector<int>{1, 0, 2}) == Vector<double>{0, 2, 0});
  const Vector<double, 3> fixed{1, 0, 2};
  CHECK((reverse_gradient(f, fixed) == Vector<double, 3>{0, 2, 0}));
  static_assert(std::is_same_v<decltype(reverse_gradient(f, fixed)), Vector<double, 3>>);
  CHECK(reverse_gradient([](const auto& x) { return x * x + 3 * x + 2; }, 1.0) == 5);
  CHECK(reverse_gradient([](const auto& x) { return x * x + 3 * x + 2; }, 1) == 5);
  const auto [value, slope] = value_and_reverse_gradient([](const auto& x) { return exp(x); }, 0.0);
  CHECK(value == 1);
  CHECK(slope == 1);

  // d/dA of sum (A o A) B is 2 A o B, in A's shape, also for a view of other strides.
  const Matrix<double> A{{1, 2, 3}, {4, 5, 6}}, B{{1, -1, 2}, {0, 3, 1}};
  const auto weighted = [&](const auto& M) {
    return sum(map([](const auto& a, double b) { return a * a * b; }, M, B));
  };
  CHECK(reverse_gradient(weighted, A) == 2 * hadamard(A, B));
  const Matrix<double> At = transpose(A);
  CHECK(reverse_gradient(weighted, At.transposed()) == 2 * hadamard(A, B));

  // A float goes on in double where the function has one; its tape is one of doubles anyway.
  static_assert(std::is_same_v<decltype(reverse_gradient(f, Vector<float>())), Vector<float>>);
  CHECK((reverse_gradient(f, Vector<float>{1, 0, 2}) == Vector<float>{0, 2, 0}));
  const auto mixed =
      value_and_reverse_gradient([](const auto& x) { return x[0] * x[0] * 0.1 + x[1]; }, Vector<float>{3, 1});
  static_assert(std::is_same_v<decltype(mixed.gradient), Vector<double>>);
  CHECK(mixed.value == 9 * 0.1 + 1);
  CHECK(mixed.gradient == Vector<double>{6 * 0.1, 1});
  CHECK((reverse_gradient(f, Vector<long double>{1, 0, 2}) == Vector<long double>{0, 2, 0}));

  // No unknown, or none that counts.
  const auto nothing = value_and_reverse_gradient([](const auto& x) { return sum(x) + 3; }, Vector<double>());
  CHECK(nothing.value == 3);
  CHECK(nothing.gradient.size() == 0);
  CHECK(reverse_gradient([](const auto& x) { return element<decltype(x)>(3); }, Vector<double>{1, 2}) ==
        Vector<double>{0, 0});
  CHECK(reverse_gradient([](const auto& x) { return x[1]; }, Vector<double>{1, 2}) == Vector<double>{0, 1});

  std::ostringstream text;
  (void)reverse_gradient(
      [&](const auto& x) {
        text << x[0];
        CHECK(all_close(x[0], 0.5));
        return x[0];
      },
      Vector<double>{0.5});
  CHECK(text.str() == "Dual(0.5, taped)");
}

TEST_CASE("vjp is w^T J") {
  support::Random random(163);
  const Matrix<double> A(4, 6, [&](Index, Index) { return random.small_integer<double>(); });
  const auto x = small_vector(6, random), w = small_vector(4, random);
  const auto squares = [&](const auto& v) { return map([](const auto& y) { return y * y; }, A * v); };
  CHECK(vjp(squares, x, w) == w * jacobian(squares, x));
  CHECK(vjp([](const auto& M) { return transpose(M); }, A, Matrix<double>(6, 4, 2.0)) == Matrix<double>(4, 6, 2.0));
  CHECK(vjp([](const auto& v) { return v[0] * v[1]; }, x, 3.0) == 3.0 * Vector<double>{x[1], x[0], 0, 0, 0, 0});
  CHECK(vjp(
            [](const auto& t) {
              return Vector<std::remove_cvref_t<decltype(t)>>{t, t * t, 7};
            },
            3.0, Vector<double>{1, 10, 100}) == 61);
  CHECK(vjp(squares, x, Vector<float>{0, 0, 0, 0}) == Vector<double>(6));
  static_assert(std::is_same_v<decltype(vjp(squares, Vector<float>(), w)), Vector<double>>);
  CHECK(vjp([](const auto& v) { return v; }, Vector<double>(), Vector<double>()).size() == 0);
  CHECK(support::message_of([&] {
          (void)vjp(squares, x, Vector<double>(3));
        }).find("vjp: (4) and (3): sizes differ [") == 0);
}

TEST_CASE("Edges, as in forward mode") {
  using X = Vector<on_tape::D>;
  const auto at = [](on_tape::D (*f)(const X&), const Vector<double>& x) { return on_tape::gradient(f, x); };
  CHECK(at([](const X& x) { return sqrt(x[0]) + x[1]; }, {0, 1}) == Vector<double>{inf, 1});
  CHECK(at([](const X& x) { return log(x[0]); }, {0, 1}) == Vector<double>{inf, 0});
  // A zero partial is stronger than an infinite slope: on one number, through a node, and where the slope is the node's.
  CHECK(at([](const X& x) { return sqrt(x[0] * 0) + x[1]; }, {0, 1}) == Vector<double>{0, 1});
  CHECK(at([](const X& x) { return sqrt(x[0] * x[1]); }, {0, 0}) == Vector<double>{0, 0});
  CHECK(at([](const X& x) { return sqrt((max)(x[0], x[1]) * x[2]); }, {2, 1, 0}) == Vector<double>{0, 0, inf});
  CHECK(at([](const X& x) { return x[0] * exp(-x[1]); }, {1, -1000}) == Vector<double>{inf, -inf});
  CHECK(at([](const X& x) { return hypot(x[0], x[1]); }, {0, 0}) == Vector<double>{0, 0});
  CHECK(at([](const X& x) { return norm(x); }, {0, 0}) == Vector<double>{0, 0});
  CHECK(at([](const X& x) { return pow(x[0], x[1]); }, {0, 0}) == Vector<double>{0, 0});
  CHECK(at([](const X& x) { return (max)(x[0], x[1]); }, {2, 2}) == Vector<double>{0.5, 0.5});
  CHECK(reverse_gradient([](const auto& x) { return -x - 2 * log(1 + exp(-x)); }, 1.0) ==
        derivative([](const auto& x) { return -x - 2 * log(1 + exp(-x)); }, 1.0));
  // A NaN is not hidden.
  const Vector<double> bad = at([](const X& x) { return x[0] * x[1] + x[1]; }, {0, std::nan("")});
  CHECK(bad[0] != bad[0]);
  CHECK(bad[1] == 1);
}

TEST_CASE("Where reverse mode differs from forward mode") {
  // 0 (sqrt(x) + y) at x = 0: forward 0 inf is NaN; backward no change of the sum counts, and nothing goes on.
  const auto dropped = [](const auto& x) { return 0 * (sqrt(x[0]) + x[1]); };
  CHECK(std::isnan(gradient(dropped, Vector<double, 2>{0, 1})[0]));
  CHECK(reverse_gradient(dropped, Vector<double>{0, 1}) == Vector<double>{0, 0});
  // sqrt(x + y - (x + y)): forward, the partials have become zero before the root; backward inf - inf.
  const auto cancelled = [](const auto& x) { return sqrt((x[0] + x[1]) - (x[1] + x[0])); };
  CHECK(gradient(cancelled, Vector<double, 2>{1, 2}) == Vector<double>{0, 0});
  CHECK(std::isnan(reverse_gradient(cancelled, Vector<double>{1, 2})[0]));
  // A slope is a number of its own, also where 1 / y overflows.
  const auto tiny = [](const auto& x) { return (1e-310 * x[0]) / x[1]; };
  CHECK(gradient(tiny, Vector<double, 2>{1, 1e-310})[0] == 1);
  CHECK(reverse_gradient(tiny, Vector<double>{1, 1e-310})[0] == inf);
}

TEST_CASE("Nested derivatives are not mixed up") {
  const auto confused = [](const auto& x) {
    return x * reverse_gradient([&](const auto& y) { return x + y; }, std::remove_cvref_t<decltype(x)>(1));
  };
  CHECK(reverse_gradient(confused, 1.0) == 1);
  CHECK(derivative(confused, 1.0) == 1);
  CHECK(reverse_gradient(
            [](const auto& x) {
              return x * derivative([&](const auto& y) { return x + y; }, std::remove_cvref_t<decltype(x)>(1));
            },
            1.0) == 1);

  // The Hessian in all four ways.
  support::Random random(164);
  const Vector<double, 4> x(small_vector(4, random)), v(small_vector(4, random));
  const auto H = hessian(cyclic, x);
  const auto slope = [](const auto& y) { return reverse_gradient(cyclic, y); };
  CHECK((jacobian(slope, x) == H));
  CHECK((directional_derivative(slope, x, v) == H * v));
  CHECK((reverse_gradient([&](const auto& y) { return dot(v, slope(y)); }, x) == H * v));
  CHECK((vjp(slope, x, v) == H * v));
  CHECK((reverse_gradient([&](const auto& y) { return directional_derivative(cyclic, y, v); }, x) == H * v));
  // Third derivatives: of x^4 at 2.
  CHECK(reverse_gradient(
            [](const auto& a) {
              return reverse_gradient(
                  [](const auto& b) { return reverse_gradient([](const auto& c) { return c * c * c * c; }, b); }, a);
            },
            2.0) == 48);
  CHECK(vjp(slope, Vector<float, 4>(x), Vector<float, 4>(v)) == Vector<float, 4>(H * v));
  const double s = 0.35355339059327376;
  CHECK(all_close(
      jacobian([](const auto& y) { return reverse_gradient([](const auto& z) { return hypot(z[0], z[1]); }, y); },
               Vector<double, 2>{1, 1}),
      Matrix<double>{{s, -s}, {-s, s}}, {.rtol = 1e-15, .atol = 0}));
}
