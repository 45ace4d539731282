#include <doctest/doctest.h>

#include <complex>
#include <declive/linalg/lstsq.hpp>
#include <declive/linalg/pinv.hpp>

#include "factors.hpp"
#include "support/isa.hpp"

using namespace declive;
using factors::error;
using factors::message_of;
using factors::random_matrix;

namespace {

// The least residual is orthogonal to the columns of A, the shortest solution lies in the span of its rows.
void check_solution(const Matrix<double>& a, const Matrix<double>& b, const Matrix<double>& x) {
  const Matrix<double> r = a * x - b, gradient = a.transposed() * r;
  const double eps = std::numeric_limits<double>::epsilon(), size = static_cast<double>(a.rows() + a.cols());
  CHECK(norm(gradient) <= 10 * size * eps * norm(a) * (norm(a) * norm(x) + norm(b)));
  const Matrix<double> projected = pinv(a) * Matrix<double>(a * x);
  CHECK(norm(projected - x) <= 10 * size * eps * norm(x) * norm(a) * norm(pinv(a)));
}

}  // namespace

TEST_CASE("A straight line through points") {
  const Matrix<double> a{{0, 1}, {1, 1}, {2, 1}, {3, 1}};  // NumPy's own example: y = x - 0.95
  const auto line = lstsq(a, Vector<double>{-1, 0.2, 0.9, 2.1});
  CHECK(line.x[0] == doctest::Approx(1).epsilon(1e-14));
  CHECK(line.x[1] == doctest::Approx(-0.95).epsilon(1e-14));
  REQUIRE(line.residuals.size() == 1);
  CHECK(line.residuals[0] == doctest::Approx(0.05).epsilon(1e-13));
  CHECK(line.rank == 2);
  CHECK(line.singular_values.empty());
  const Vector<double, 2> fixed = lstsq(Matrix<int, 3, 2>{{1, 0}, {0, 1}, {0, 0}}, Vector<int, 3>{3, 4, 5}).x;
  CHECK(fixed == Vector<double, 2>{3, 4});
}

TEST_CASE("The normal equations hold, for all shapes and ranks") {
  support::for_each_isa([] {
    const Index shapes[][2] = {{1, 1}, {7, 1}, {1, 7}, {5, 3}, {3, 5}, {20, 20}, {50, 7}, {7, 50}, {60, 40}};
    for (const auto& shape : shapes) {
      const Index m = shape[0], n = shape[1], k = m < n ? m : n;
      CAPTURE(m);
      CAPTURE(n);
      const Matrix<double> a = random_matrix<double>(m, n, 41), b = random_matrix<double>(m, 3, 42);
      const auto full = lstsq(a, b);
      CHECK(full.rank == k);
      CHECK(full.singular_values.empty());
      check_solution(a, b, full.x);
      CHECK(full.residuals.size() == (m > n ? 3 : 0));
      for (Index j = 0; j < full.residuals.size(); ++j) {
        const double length = norm(Vector<double>(a * full.x.col(j) - b.col(j)));
        CHECK(full.residuals[j] == doctest::Approx(length * length).epsilon(1e-10));
      }
      const Vector<double> column = lstsq(a, b.col(1)).x;
      CHECK(norm(column - full.x.col(1)) <= 1e-10 * norm(column));
      if (k < 3) continue;
      const Matrix<double> thin = random_matrix<double>(m, k - 2, 43) * random_matrix<double>(k - 2, n, 44);
      const auto deficient = lstsq(thin, b);
      CHECK(deficient.rank == k - 2);
      CHECK(deficient.singular_values.size() == k);
      CHECK(deficient.residuals.empty());
      check_solution(thin, b, deficient.x);
    }
  });
}

TEST_CASE("rcond decides what counts as zero") {
  const Matrix<double> a{{1, 0}, {0, 1e-6}, {0, 0}};
  const Vector<double> b{1, 1, 1};
  CHECK(lstsq(a, b).x[1] == doctest::Approx(1e6));
  const auto cut = lstsq(a, b, 1e-5);
  CHECK(cut.rank == 1);
  CHECK(cut.x[0] == doctest::Approx(1));
  CHECK(cut.x[1] == 0.0);
  // A condition near 1 / eps: svd decides, and the residual is still there.
  const Matrix<double> nearly{{1, 1}, {1, 1 + 1e-13}, {0, 0}};
  const auto hard = lstsq(nearly, b);
  CHECK(hard.rank == 2);
  CHECK(hard.residuals.size() == 1);
  CHECK(hard.residuals[0] == doctest::Approx(1).epsilon(1e-3));
  const auto square = lstsq(Matrix<double>{{1, 1}, {1, 1 + 1e-13}}, Vector<double>{1, 1}, 0.0);
  CHECK(square.rank == 2);
  CHECK(square.residuals.empty());
  // Its last singular value is 2^-58, though no element is small (W. Kahan).
  const Matrix<double> hidden(60, 60, [](Index i, Index j) { return i == j ? 1 : i < j ? -1 : 0; });
  const auto deficient = lstsq(hidden, Vector<double>(60, 1.0));
  CHECK(deficient.rank == 59);
  CHECK(deficient.singular_values.size() == 60);
  CHECK(lstsq(Matrix<double>(3, 2), b).rank == 0);
  CHECK(lstsq(Matrix<double>(3, 2), b).x == Vector<double>{0, 0});
  CHECK(lstsq(Matrix<double>(3, 0), b).x.empty());
  CHECK(lstsq(Matrix<double>(3, 0), Vector<double>{1, 2, 2}).residuals == Vector<double>{9});  // NumPy: ||b||^2
  const auto nothing = lstsq(Matrix<double>(0, 3), Vector<double>());
  CHECK(nothing.residuals.empty());
  CHECK(nothing.rank == 0);
  // The rank does not depend on how many right sides there are.
  const auto none = lstsq(a, Matrix<double>(3, 0));
  CHECK(none.rank == 2);
  CHECK(none.x.dims() == Dims{2, 0});
  CHECK(lstsq(Matrix<double>{{1, 2}, {2, 4}}, Matrix<double>(2, 0)).rank == 1);
}

TEST_CASE("Complex numbers, and scales at the ends of the range") {
  using C = std::complex<double>;
  const Matrix<C> a = random_matrix<C>(6, 3, 45), x = random_matrix<C>(3, 2, 46);
  const auto found = lstsq(a, a * x);
  CHECK(found.rank == 3);
  CHECK(error(found.x, x, x) < 100);
  // What stands apart from A's columns is the residual.
  const Matrix<C> off = random_matrix<C>(6, 2, 47), apart = off - a * lstsq(a, off).x;
  const auto moved = lstsq(a, a * x + apart);
  CHECK(error(moved.x, x, x) < 100);
  for (Index j = 0; j < 2; ++j)
    CHECK(moved.residuals[j] == doctest::Approx(norm(apart.col(j)) * norm(apart.col(j))).epsilon(1e-12));
  const Matrix<C> wide = factors::adjoint(a);
  const Matrix<C> y = lstsq(wide, x).x;
  CHECK(error(wide * y, x, x) < 10);
  CHECK(error(y, pinv(wide) * x, y) < 100);
  for (const double scale : {1e-250, 1e250}) {
    const Matrix<double> tiny = scale * Matrix<double>{{1, 2}, {3, 4}, {5, 6}};
    const auto scaled = lstsq(tiny, Vector<double>(tiny * Vector<double>{1, -1}));
    CHECK(scaled.rank == 2);
    CHECK(scaled.x[0] == doctest::Approx(1).epsilon(1e-13));
    CHECK(scaled.x[1] == doctest::Approx(-1).epsilon(1e-13));
  }
}

TEST_CASE("Errors") {
  const Matrix<double> a{{1, 2}, {3, 4}};
  CHECK(message_of([&] {
          lstsq(a, Vector<double>{1, 2, 3}, Site{});
        }) == "lstsq: (2x2) and (3): the right side has another number of rows");
  CHECK(message_of([&] { lstsq(a, Vector<double>{1, HUGE_VAL}, Site{}); }) == "lstsq: (2x1): element (1, 0) is inf");
  CHECK(message_of([&] { lstsq(a, Vector<double>{1, 2}, -1.0, Site{}); }) == "lstsq: rcond is negative or NaN");
  const Matrix<double> huge{{1.7e308, 1.7e308}, {1.7e308, -1.7e308}};
  CHECK(message_of([&] {
          lstsq(huge, Vector<double>{1, 2}, Site{});
        }) == "lstsq: (2x2): the largest singular value overflows");
}
