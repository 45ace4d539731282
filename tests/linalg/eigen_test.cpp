// The same computations by Eigen: an implementation that shares nothing with this one.
#include <doctest/doctest.h>

#if __has_include(<eigen3/Eigen/Dense>)
#include <eigen3/Eigen/Dense>
#define DECLIVE_TESTS_EIGEN 1
#elif __has_include(<Eigen/Dense>)
#include <Eigen/Dense>
#define DECLIVE_TESTS_EIGEN 1
#else
#define DECLIVE_TESTS_EIGEN 0
#endif

#if !DECLIVE_TESTS_EIGEN
TEST_CASE("Eigen is not installed") { MESSAGE("skipped: there is no Eigen/Dense to compare with"); }
#else

#include <cmath>
#include <declive/linalg.hpp>
#include <ostream>

#include "support/bounds.hpp"
#include "support/isa.hpp"
#include "support/random.hpp"

using namespace declive;

namespace {

template <class T>
using EigenMatrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Eigen computes on the very elements of ours.
template <class T>
Eigen::Map<const EigenMatrix<T>> eigen(const Matrix<T>& a) {
  return {a.data(), a.rows(), a.cols()};
}
template <class T>
Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, 1>> eigen(const Vector<T>& a) {
  return {a.data(), a.size()};
}
template <class T>
Matrix<T> random_matrix(Index m, Index n, support::Random& random) {
  return Matrix<T>(m, n, [&](Index, Index) { return random.template uniform<T>(); });
}
// |a - b| <= bound(i, j) for all elements.
template <class T, class E, class Bound>
bool close(const Matrix<T>& a, const E& b, Bound bound) {
  if (a.rows() != b.rows() || a.cols() != b.cols()) return false;
  for (Index i = 0; i < a.rows(); ++i)
    for (Index j = 0; j < a.cols(); ++j)
      if (!support::within(a(i, j), static_cast<long double>(b(i, j)), static_cast<long double>(bound(i, j))))
        return false;
  return true;
}
constexpr auto exactly = [](Index, Index) { return 0; };

}  // namespace

TEST_CASE_TEMPLATE("Elementwise operations and transposes agree with Eigen's to the bit", T, float) {
  support::Random random(101);
  support::for_each_isa([&] {
    for (int round = 0; round < 10; ++round) {
      const Index m = random.integer(1, 70), n = random.integer(1, 70);
      CAPTURE(m);
      CAPTURE(n);
      const Matrix<T> a = random_matrix<T>(m, n, random), b = random_matrix<T>(m, n, random);
      const auto x = eigen(a), y = eigen(b);
      CHECK(close(a + b, (x + y).eval(), exactly));
      CHECK(close(a - b, (x - y).eval(), exactly));
      CHECK(close(hadamard(a, b), x.cwiseProduct(y).eval(), exactly));
      CHECK(close(3 * a, (T(3) * x).eval(), exactly));
      CHECK(close(a / 3, (x / T(3)).eval(), exactly));
      CHECK(close(transpose(a), x.transpose().eval(), exactly));
      CHECK(close(a + broadcast_rows(b.row(0), m), (x.rowwise() + y.row(0)).eval(), exactly));
      CHECK(close(map([](T u, T v) { return u > v ? u : v; }, a, b), x.cwiseMax(y).eval(), exactly));
    }
  });
}

TEST_CASE_TEMPLATE("Products agree with Eigen's within both bounds", T, float, double) {
  support::Random random(102);
  support::for_each_isa([&] {
    for (int round = 0; round < 12; ++round) {
      const Index m = random.integer(1, 60), k = random.integer(1, round % 4 == 0 ? 600 : 60),
                  n = random.integer(1, 60);
      CAPTURE(m);
      CAPTURE(k);
      CAPTURE(n);
      const Matrix<T> a = random_matrix<T>(m, k, random), b = random_matrix<T>(k, n, random),
                      c = random_matrix<T>(m, n, random);
      const auto x = eigen(a), y = eigen(b), z = eigen(c);
      const EigenMatrix<T> magnitude = x.cwiseAbs() * y.cwiseAbs();
      const auto bound = [&](Index i, Index j) {
        return 2 * support::product_bound<T>(k + 2, 3 * static_cast<long double>(magnitude(i, j)) + 3);
      };
      CHECK(close(a * b, (x * y).eval(), bound));
      CHECK(close(transpose(b) * a.transposed(), (y.transpose() * x.transpose()).eval(),
                  [&](Index i, Index j) { return bound(j, i); }));
      Matrix<T> d = c;
      gemm(2, a, b, -3, d);
      CHECK(close(d, (T(2) * x * y - T(3) * z).eval(), bound));
      CHECK(close(Matrix<T>((a * Vector<T>(b.col(0))).as_column()), (x * y.col(0)).eval(), bound));
      CHECK(close(Matrix<T>((Vector<T>(a.row(0)) * b).as_row()), (x.row(0) * y).eval(), bound));
      CHECK(close(outer(a.col(0), b.row(0)), (x.col(0) * y.row(0)).eval(), exactly));
      CHECK(support::within(dot(a.row(0), b.col(0)), static_cast<long double>(x.row(0).dot(y.col(0))), bound(0, 0)));
    }
  });
}

TEST_CASE_TEMPLATE("Reductions agree with Eigen's along both axes", T, double) {
  support::Random random(103);
  support::for_each_isa([&] {
    for (int round = 0; round < 12; ++round) {
      const Index m = random.integer(1, 200), n = random.integer(1, 200);
      CAPTURE(m);
      CAPTURE(n);
      const Matrix<T> a = random_matrix<T>(m, n, random);
      const auto x = eigen(a);
      // Two sums of count terms below 1 differ by at most 2 (count + 2) eps count.
      const auto apart = [](Index count) {
        return 2 * support::product_bound<T>(count, static_cast<long double>(count));
      };
      CHECK(support::within(sum(a), static_cast<long double>(x.sum()), apart(m * n)));
      CHECK(
          support::within(mean(a), static_cast<long double>(x.mean()), apart(m * n) / static_cast<long double>(m * n)));
      CHECK(support::within(norm(a), static_cast<long double>(x.norm()), apart(m * n)));
      CHECK(min(a) == x.minCoeff());
      CHECK(max(a) == x.maxCoeff());
      Eigen::Index row = 0, col = 0;
      x.maxCoeff(&row, &col);
      CHECK(argmax(a) == row * n + col);
      x.minCoeff(&row, &col);
      CHECK(argmin(a) == row * n + col);
      const auto row_of = [](const Vector<T>& v) { return Matrix<T>(v.as_row()); };
      const auto column_of = [](const Vector<T>& v) { return Matrix<T>(v.as_column()); };
      const auto down = [&](Index, Index) { return apart(m); };
      const auto across = [&](Index, Index) { return apart(n); };
      CHECK(close(row_of(sum(a, 0)), x.colwise().sum().eval(), down));
      CHECK(close(column_of(sum(a, 1)), x.rowwise().sum().eval(), across));
      CHECK(close(row_of(mean(a, 0)), x.colwise().mean().eval(), down));
      CHECK(close(column_of(mean(a, 1)), x.rowwise().mean().eval(), across));
      CHECK(close(row_of(norm(a, 0)), x.colwise().norm().eval(), down));
      CHECK(close(column_of(norm(a, 1)), x.rowwise().norm().eval(), across));
      CHECK(close(row_of(min(a, 0)), x.colwise().minCoeff().eval(), exactly));
      CHECK(close(column_of(max(a, 1)), x.rowwise().maxCoeff().eval(), exactly));
      const Vector<T> v = a.col(0);
      CHECK(support::within(norm_l1(v), static_cast<long double>(eigen(v).template lpNorm<1>()), apart(m)));
      CHECK(norm_inf(v) == eigen(v).template lpNorm<Eigen::Infinity>());
    }
  });
}

#endif
