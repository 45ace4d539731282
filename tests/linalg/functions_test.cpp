#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <declive/linalg/functions.hpp>
#include <string>
#include <type_traits>

#include "layouts.hpp"
#include "support/bounds.hpp"
#include "support/isa.hpp"
#include "support/ulps.hpp"

using namespace declive;

// A scalar of somebody else's, with functions beside it.
namespace elsewhere {
struct Real {
  double value = 0;
  explicit Real(double x) : value(x) {}
  friend Real operator+(Real a, Real b) { return Real(a.value + b.value); }
  friend Real operator-(Real a, Real b) { return Real(a.value - b.value); }
  friend Real operator-(Real a) { return Real(-a.value); }
  friend Real operator*(Real a, Real b) { return Real(a.value * b.value); }
  friend Real operator/(Real a, Real b) { return Real(a.value / b.value); }
  friend bool operator<(Real a, Real b) { return a.value < b.value; }
  friend Real exp(Real a) { return Real(std::exp(a.value)); }
  friend Real log(Real a) { return Real(std::log(a.value)); }
  friend Real tanh(Real a) { return Real(std::tanh(a.value)); }
};
}  // namespace elsewhere

namespace {

static_assert(std::is_same_v<decltype(exp(Matrix<int, 2, 3>())), Matrix<double, 2, 3>>);
static_assert(std::is_same_v<decltype(sigmoid(Vector<float, 4>())), Vector<float, 4>>);
static_assert(std::is_same_v<decltype(tanh(VectorView<const long double>(nullptr, 0))), Vector<long double>>);

// An element's value by the library, as a vector of one.
template <class T>
T alone(int which, T x) {
  const Vector<T> v{x};
  return which == 0 ? exp(v)[0] : which == 1 ? log(v)[0] : which == 2 ? tanh(v)[0] : sigmoid(v)[0];
}

}  // namespace

TEST_CASE_TEMPLATE("exp, log, tanh and sigmoid of every layout, into every layout", T, float, double) {
  support::for_each_isa([] {
    support::Random random(41);
    for (const auto& shape : {layouts::Shape{0, 3}, {1, 1}, {5, 1}, {3, 16}, {17, 9}, {3, 300}}) {
      const Index m = shape.rows, n = shape.cols;
      const Matrix<T> a(m, n, [&](Index, Index) { return std::fabs(random.uniform<T>()) * 4 + T(0.125); });
      const auto expect = [&](int which) {
        return layouts::expected<T>(m, n, [&](Index i, Index j) { return alone(which, a(i, j)); });
      };
      const Matrix<T> exps = expect(0), logs = expect(1), tanhs = expect(2), sigmoids = expect(3);
      layouts::for_each_layout(a, [&](const char* name, const auto& x) {
        CAPTURE(name);
        CHECK(layouts::equal(exp(x), exps));
        CHECK(layouts::equal(log(x), logs));
        CHECK(layouts::equal(tanh(x), tanhs));
        CHECK(layouts::equal(sigmoid(x), sigmoids));
        Matrix<T> turned(n, m), wide(m, 2 * n + 1);
        exp_into(turned.transposed(), x);
        CHECK(layouts::equal(turned.transposed(), exps));
        const MatrixView<T> sparse(wide.data(), m, n, wide.cols(), 2);
        exp_into(sparse, x);
        CHECK(layouts::equal(sparse, exps));
      });
      Matrix<T> out(m, n);
      log_into(out, a);
      CHECK(layouts::equal(out, logs));
      tanh_into(out, a);
      CHECK(layouts::equal(out, tanhs));
      sigmoid_into(out, a);
      CHECK(layouts::equal(out, sigmoids));
    }
    const Vector<T> v(40, [&](Index) { return random.uniform<T>(); });
    layouts::for_each_layout(v, [&](const char* name, const auto& x) {
      CAPTURE(name);
      CHECK(layouts::equal(exp(x), Vector<T>(40, [&](Index i) { return alone(0, v[i]); })));
    });
  });
}

TEST_CASE("Known values, and what std::exp and its like say") {
  CHECK(exp(Vector<double>{0, 1})[0] == 1);
  CHECK(log(Vector<double>{1, 2}) == Vector<double>{0, 0.6931471805599453});
  CHECK(sigmoid(Vector<double>{0, 800, -800})[0] == 0.5);
  CHECK(sigmoid(Vector<double>{0, 800, -800})[1] == 1);
  CHECK(sigmoid(Vector<double>{0, 800, -800})[2] == 0);
  CHECK(tanh(Vector<float>{0, 20, -20}) == Vector<float>{0, 1, -1});
  const Matrix<double> a{{0.3, 1.7}, {2.9, 4.1}};
  for (Index k = 0; k < a.size(); ++k) {
    const long double x = static_cast<long double>(a.data()[k]);
    CHECK(support::ulps(exp(a).data()[k], std::exp(x)) <= 2);
    CHECK(support::ulps(log(a).data()[k], std::log(x)) <= 2);
    CHECK(support::ulps(tanh(a).data()[k], std::tanh(x)) <= 2);
    CHECK(support::ulps(sigmoid(a).data()[k], 1 / (1 + std::exp(-x))) <= 2);
  }
}

TEST_CASE("Other element types have their own functions") {
  const Vector<long double> x{-2.5L, 0.5L, 3};
  CHECK(exp(x) == Vector<long double>{std::exp(-2.5L), std::exp(0.5L), std::exp(3.0L)});
  CHECK(sigmoid(x)[0] == std::exp(-2.5L) / (1 + std::exp(-2.5L)));
  CHECK(sigmoid(x)[2] == 1 / (1 + std::exp(-3.0L)));
  CHECK(sigmoid(Vector<long double>{-20000})[0] == std::exp(-20000.0L));
  CHECK(exp(Matrix<int>{{0, 1}}) == Matrix<double>{{std::exp(0.0), std::exp(1.0)}});
  using Complex = std::complex<double>;
  CHECK(exp(Vector<Complex>{Complex(0, 1)})[0] == std::exp(Complex(0, 1)));
  CHECK(sigmoid(Vector<Complex>{Complex(0, 1)})[0] == 1.0 / (1.0 + std::exp(Complex(0, -1))));
  const Vector<elsewhere::Real> mine(2, elsewhere::Real(0.75));
  CHECK(exp(mine)[1].value == std::exp(0.75));
  CHECK(log(mine)[0].value == std::log(0.75));
  CHECK(tanh(mine)[0].value == std::tanh(0.75));
  CHECK(sigmoid(mine)[0].value == 1 / (1 + std::exp(-0.75)));
  // Into another type, through the function of the operand's.
  Vector<double> wide(1);
  exp_into(wide, Vector<float>{1});
  CHECK(wide[0] == static_cast<double>(std::exp(1.0f)));
}

TEST_CASE("In place, into what overlaps, out of a temporary") {
  Vector<double> v{0, 1, 2, 3, 4, 5};
  const Vector<double> e = exp(v);
  Vector<double> shifted = v;
  exp_into(shifted.slice(1, 5), shifted.slice(0, 5));
  CHECK(shifted[0] == 0);
  for (Index i = 1; i < 6; ++i) CHECK(shifted[i] == e[i - 1]);
  exp_into(v, v);
  CHECK(v == e);
  exp_into(v.reversed(), Vector<double>{0, 1, 2, 3, 4, 5});
  CHECK(v[0] == e[5]);
  Vector<double> temporary{0, 1, 2};
  const double* const memory = temporary.data();
  const Vector<double> reused = exp(std::move(temporary));
  CHECK(reused.data() == memory);
  CHECK(reused[2] == e[2]);
  Matrix<float, 2, 2> fixed{{1, 1}, {1, 1}};
  log_into(fixed, fixed);
  CHECK(fixed == Matrix<float, 2, 2>{{0, 0}, {0, 0}});
}

TEST_CASE("Shapes that differ are an error that says where") {
  Matrix<double> out(2, 3);
  const int line = __LINE__ + 2;
  try {
    exp_into(out, Matrix<double>(3, 2));
    FAIL("no error");
  } catch (const ShapeError& error) {
    CHECK(std::string(error.what()) ==
          "exp_into: (2x3) and (3x2): shapes differ [" + std::string(__FILE__) + ":" + std::to_string(line) + "]");
  }
  CHECK_THROWS_AS(log_into(out, Matrix<double>(2, 2)), ShapeError);
  CHECK_THROWS_AS(tanh_into(out, Matrix<double>(2, 2)), ShapeError);
  CHECK_THROWS_AS(sigmoid_into(out, Matrix<double>(2, 2)), ShapeError);
}
