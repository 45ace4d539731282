#include <doctest/doctest.h>

#include <cmath>
#include <declive/autodiff/derivative.hpp>
#include <declive/autodiff/eigh.hpp>
#include <declive/autodiff/math/trigonometric.hpp>
#include <limits>
#include <string>

#include "support/random.hpp"

using namespace declive;

namespace {

using D = Dual<double, 3>;

template <class Number, class Draw>
Matrix<Number> symmetric(Index n, Draw draw) {
  Matrix<Number> s(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j <= i; ++j) s(i, j) = s(j, i) = draw();
  return s;
}

// The largest part, of values and partials, of S V - V D and V^T V - I.
template <class Number>
double worst_residual(const Matrix<Number>& s, const Vector<Number>& values, const Matrix<Number>& vectors) {
  const Index n = s.rows();
  double worst = 0;
  const auto see = [&](const Number& x) {
    for (std::size_t k = 0; k < sizeof(Number) / sizeof(double); ++k)
      worst = std::fmax(worst, std::fabs(reinterpret_cast<const double*>(&x)[k]));
  };
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) {
      Number left = vectors(i, j) * values[j] * -1.0, product(i == j ? -1.0 : 0.0);
      for (Index k = 0; k < n; ++k) {
        left += s(i, k) * vectors(k, j);
        product += vectors(k, i) * vectors(k, j);
      }
      see(left);
      see(product);
    }
  return worst;
}

}  // namespace

TEST_CASE("eigh of duals: what defines values and vectors holds with its derivatives") {
  support::Random random(650);
  for (const Index n : {1, 2, 3, 5, 12, 40}) {
    CAPTURE(n);
    const auto s = symmetric<D>(n, [&] {
      return D(random.uniform<double>(), random.uniform<double>(), random.uniform<double>(), random.uniform<double>());
    });
    const auto [values, vectors] = eigh(s);
    double gap = 1;
    for (Index j = 0; j + 1 < n; ++j) gap = std::fmin(gap, values[j + 1].value - values[j].value);
    CHECK(worst_residual(s, values, vectors) <= 20 * static_cast<double>(n) * 2.3e-16 / gap);

    const Matrix<double> plain_matrix(n, n, [&](Index i, Index j) { return s(i, j).value; });
    const auto plain = eigh(plain_matrix);
    const auto alone = eigvalsh(s);
    const auto plain_alone = eigvalsh(plain_matrix);
    D trace(0), sum(0), sum_alone(0);
    for (Index i = 0; i < n; ++i) {
      CHECK(values[i].value == plain.values[i]);
      CHECK(alone[i].value == plain_alone[i]);
      for (Index j = 0; j < n; ++j) CHECK(vectors(i, j).value == plain.vectors(i, j));
      trace += s(i, i);
      sum += values[i];
      sum_alone += alone[i];
    }
    for (Index p = 0; p < 3; ++p) {
      CHECK(std::fabs(trace.partials[p] - sum.partials[p]) <= 1e-13 * static_cast<double>(n));
      CHECK(std::fabs(trace.partials[p] - sum_alone.partials[p]) <= 1e-13 * static_cast<double>(n));
    }
  }
}

TEST_CASE("eigh of duals of duals: second derivatives") {
  using N = Dual<Dual<double, 2>, 1>;
  support::Random random(651);
  const auto s = symmetric<N>(4, [&] {
    N x;
    for (std::size_t k = 0; k < sizeof(N) / sizeof(double); ++k)
      reinterpret_cast<double*>(&x)[k] = random.uniform<double>();
    return x;
  });
  const auto [values, vectors] = eigh(s);
  CHECK(worst_residual(s, values, vectors) <= 1e-12);
  // [[x, y], [y, -x]] has the values -+ r, r^2 = x^2 + y^2; the second derivative of r by x is y^2 / r^3.
  const auto largest = [](auto x) { return eigvalsh(Matrix<decltype(x)>{{x, 2.0}, {2.0, -x}})[1]; };
  const double r = std::sqrt(1.5 * 1.5 + 4);
  CHECK(std::fabs(derivative(largest, 1.5) - 1.5 / r) <= 1e-15);
  CHECK(std::fabs(nth_derivative<2>(largest, 1.5) - 4 / (r * r * r)) <= 1e-14);
}

TEST_CASE("eigh of duals: known derivatives") {
  // The lecture's matrix with its off-diagonal element as the unknown: 2 - x and 2 + x, vectors that do not move.
  const auto x = Dual<double, 1>::variable(1);
  const auto [values, vectors] = eigh(Matrix<Dual<double, 1>>{{2, x}, {x, 2}});
  CHECK(values[0].value == 1);
  CHECK(values[1].value == 3);
  CHECK(std::fabs(values[0].partials[0] + 1) <= 1e-15);
  CHECK(std::fabs(values[1].partials[0] - 1) <= 1e-15);
  for (Index i = 0; i < 2; ++i)
    for (Index j = 0; j < 2; ++j) CHECK(std::fabs(vectors(i, j).partials[0]) <= 1e-15);

  // R(t) diag(1, 3) R(t)^T: the values stand still, the vectors turn with t.
  const auto turned = [](auto t) {
    const auto c = cos(t), s = sin(t);
    return Matrix<decltype(t)>{{c * c + 3 * s * s, -2 * c * s}, {-2 * c * s, s * s + 3 * c * c}};
  };
  const auto t = Dual<double, 1>::variable(0.3);
  const auto turning = eigh(turned(t));
  CHECK(std::fabs(turning.values[0].partials[0]) <= 1e-15);
  CHECK(std::fabs(turning.values[1].partials[0]) <= 1e-15);
  CHECK(std::fabs(turning.vectors(0, 0).value - std::cos(0.3)) <= 1e-15);
  CHECK(std::fabs(turning.vectors(0, 0).partials[0] + std::sin(0.3)) <= 1e-15);
  CHECK(std::fabs(turning.vectors(1, 0).partials[0] - std::cos(0.3)) <= 1e-15);

  const Matrix<Dual<double, 2>, 2, 2> fixed{{1, 0}, {0, Dual<double, 2>(4, 5, 6)}};
  const auto small = eigvalsh(fixed);
  static_assert(std::is_same_v<decltype(small), const Vector<Dual<double, 2>, 2>>);
  CHECK(small[1].value == 4);
  CHECK(small[1].partials[0] == 5);
  CHECK(small[1].partials[1] == 6);
}

TEST_CASE("eigh of duals: where eigenvalues meet, vectors have no derivative, sums of values do") {
  using S = Dual<double, 1>;
  const S one(1.0, 2.0), off(0.0, 1.0), three(1.0, 4.0);
  const Matrix<S> meeting{{one, off}, {off, three}};
  const auto message = [](const auto& s) -> std::string {
    try {
      eigh(s);
    } catch (const ValueError& error) {
      return error.what();
    }
    return "none";
  };
  CHECK(message(meeting).find("eigh: eigenvalues 1 and 0 are 0 apart: their vectors have no derivative [") == 0);
  const auto values = eigvalsh(meeting);
  CHECK(std::fabs(values[0].partials[0] + values[1].partials[0] - 6) <= 1e-15);
  // Constants, and what the slopes do not mix, are no error.
  const auto [still, axes] = eigh(Matrix<S>{{1, 0}, {0, 1}});
  CHECK(still[0].partials[0] == 0);
  CHECK(axes(0, 0).partials[0] == 0);
  CHECK(message(Matrix<S>{{one, 0}, {0, three}}) == "none");
  CHECK_THROWS_AS(eigh(Matrix<S>(2, 3)), ShapeError);
  CHECK_THROWS_AS(eigvalsh(Matrix<S>{{1, 2}, {3, 1}}), ValueError);
}
