#include <doctest/doctest.h>

#include <cmath>
#include <declive/linalg/pca.hpp>
#include <limits>
#include <string>
#include <vector>

#include "factors.hpp"
#include "support/effort.hpp"
#include "support/message_of.hpp"

using namespace declive;
using factors::orthogonality;
using factors::random_matrix;
using support::message_of;

namespace {

struct Case {
  Index samples, features, components;
  std::vector<double> mean, directions, variance, ratio, transformed;
};
#include "pca_table.inl"

// The data of make_pca_table.py.
template <class T>
Matrix<T> table_data(Index m, Index n) {
  return Matrix<T>(m, n, [](Index i, Index j) {
    const auto scattered = static_cast<double>((37 * i + 101 * j + 7 * i * j) % 64) / 32 - 1;
    return static_cast<T>(scattered + (j == 1 ? 3 : 0) + static_cast<double>(i % 5) * static_cast<double>(j + 1) / 4);
  });
}

template <class X>
void check_close(const X& x, const std::vector<double>& expected, double tolerance) {
  REQUIRE(x.size() == static_cast<Index>(expected.size()));
  for (Index i = 0; i < x.size(); ++i)
    CHECK(std::abs(static_cast<double>(x.data()[i]) - expected[static_cast<std::size_t>(i)]) <= tolerance);
}

template <class T>
void check_table(double tolerance) {
  for (const Case& one : cases) {
    const auto data = table_data<T>(one.samples, one.features);
    const PCA pca(data, one.components);
    static_assert(std::is_same_v<decltype(pca), const PCA<T>>);
    CAPTURE(one.features);
    check_close(pca.mean(), one.mean, tolerance);
    check_close(pca.components(), one.directions, tolerance);
    check_close(pca.explained_variance(), one.variance, 10 * tolerance);
    check_close(pca.explained_variance_ratio(), one.ratio, tolerance);
    check_close(pca.transform(data.block(0, 0, 2, one.features)), one.transformed, 10 * tolerance);
  }
}

// The directions of a few large variances under noise; rank and noise are the caller's.
Matrix<double> noisy(Index m, Index n, Index rank, double noise) {
  Matrix<double> left = random_matrix<double>(m, rank, 11);
  for (Index j = 0; j < rank; ++j)
    for (Index i = 0; i < m; ++i) left(i, j) *= std::pow(0.5, static_cast<double>(j));
  return left * random_matrix<double>(rank, n, 12) + noise * random_matrix<double>(m, n, 13);
}

}  // namespace

TEST_CASE("What scikit-learn answers") { check_table<double>(1e-13); }

TEST_CASE("Every component: nothing is lost, and the variances are those of the features") {
  for (const auto& [m, n] : {std::pair<Index, Index>{30, 5}, {50, 20}, {12, 12}}) {
    const auto data = random_matrix<double>(m, n, 21);
    const PCA pca(data);
    CHECK(pca.components().rows() == n);
    CHECK(orthogonality(Matrix<double>(transpose(pca.components()))) <= 10);
    CHECK(norm(pca.inverse_transform(pca.transform(data)) - data) <= 1e-13 * norm(data));
    CHECK(std::abs(sum(pca.explained_variance_ratio()) - 1) <= 1e-14);
    double total = 0;
    for (Index j = 0; j < n; ++j)
      for (Index i = 0; i < m; ++i) total += std::pow(data(i, j) - pca.mean()[j], 2) / static_cast<double>(m - 1);
    CHECK(sum(pca.explained_variance()) == doctest::Approx(total).epsilon(1e-13));
    // The covariance of the transformed data is diagonal.
    const Matrix<double> y = pca.transform(data);
    const Matrix<double> covariance = (1.0 / static_cast<double>(m - 1)) * (transpose(y) * y);
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < n; ++j)
        CHECK(std::abs(covariance(i, j) - (i == j ? pca.explained_variance()[i] : 0.0)) <= 1e-13);
    for (Index k = 1; k < n; ++k) CHECK(pca.explained_variance()[k] <= pca.explained_variance()[k - 1]);
  }
}

TEST_CASE("The largest absolute loading is positive, constant columns are nothing") {
  Matrix<double> data = random_matrix<double>(40, 8, 31);
  for (Index i = 0; i < 40; ++i) data(i, 3) = 7;
  const PCA pca(data);
  CHECK(pca.mean()[3] == 7);
  for (Index k = 0; k < 8; ++k) {
    CHECK((max)(pca.components().row(k)) == norm_inf(pca.components().row(k)));
    if (k < 7) CHECK(std::abs(pca.components()(k, 3)) <= 1e-15);
  }
  CHECK(pca.explained_variance()[7] <= 1e-30);
  const PCA flat(Matrix<double>(5, 3, 2.0), 2);
  CHECK(flat.explained_variance() == Vector<double>{0, 0});
  CHECK(flat.explained_variance_ratio() == Vector<double>{0, 0});
  CHECK(flat.transform(Matrix<double>(1, 3, 2.0)) == Matrix<double>{{0, 0}});
}

TEST_CASE("Numbers whose squares leave the range: the same directions") {
  const auto data = random_matrix<double>(50, 3, 61);
  const PCA pca(data);
  for (const double scale : {0x1p-600, 0x1p600}) {
    const PCA scaled(Matrix<double>(scale * data));
    CHECK(norm(scaled.components() - pca.components()) <= 1e-13);
    CHECK(norm(scaled.explained_variance_ratio() - pca.explained_variance_ratio()) <= 1e-13);
    const PCA some(Matrix<double>(scale * data), 2, RandomizedSvd{});
    CHECK(norm(some.explained_variance_ratio() - pca.explained_variance_ratio().slice(0, 2)) <= 1e-6);
  }
}

TEST_CASE("Variances near the ends of the range are those of the data, scaled") {
  const auto data = random_matrix<double>(50, 3, 61), few = random_matrix<double>(5, 9, 62);
  for (const Matrix<double>& x : {data, few}) {
    const PCA pca(x);
    for (const double scale : {0x1p-500, 0x1p-300, 0x1p300, 0x1p500}) {
      const PCA scaled(Matrix<double>(scale * x));
      for (Index k = 0; k < pca.explained_variance().size(); ++k)
        CHECK(std::abs(scaled.explained_variance()[k] / scale / scale - pca.explained_variance()[k]) <=
              1e-13 * pca.explained_variance()[0]);
      CHECK(norm(scaled.transform(Matrix<double>(scale * x)) / scale - pca.transform(x)) <= 1e-12 * norm(x));
    }
  }
}

TEST_CASE("Integers, views, few samples") {
  const Matrix<int> pixels{{0, 255, 3}, {9, 250, 4}, {200, 1, 3}, {190, 7, 5}};
  const PCA pca(pixels, 2);
  static_assert(std::is_same_v<decltype(pca), const PCA<double>>);
  const PCA same(Matrix<double>(pixels), 2);
  CHECK(pca.components() == same.components());
  CHECK(pca.transform(pixels) == same.transform(Matrix<double>(pixels)));
  const auto wide = random_matrix<double>(6, 40, 41);
  const PCA few(wide, 5), turned(Matrix<double>(transpose(wide)).transposed(), 5);
  CHECK(norm(few.components() - turned.components()) <= 1e-12);
  CHECK(norm(few.inverse_transform(few.transform(wide)) - wide) <= 1e-13 * norm(wide));  // 6 points span 5 directions
}

TEST_CASE("By randomised SVD: the same leading components") {
  const auto data = noisy(120, 60, 6, 1e-4);
  const PCA exact(data, 4), random(data, 4, RandomizedSvd{});
  CHECK(norm(exact.components() - random.components()) <= 1e-10);
  CHECK(norm(exact.explained_variance_ratio() - random.explained_variance_ratio()) <= 1e-12);
}

TEST_CASE("The leading values and vectors of a randomised SVD") {
  const auto data = noisy(support::low_effort() ? 60 : 150, 50, 10, 1e-3);
  for (const Matrix<double>& a : {data, Matrix<double>(transpose(data))}) {
    const auto exact = svd(a);
    const auto leading = randomized_svd(a, 5);
    CHECK(leading.U.dims() == Dims{a.rows(), 5});
    CHECK(leading.Vt.dims() == Dims{5, a.cols()});
    CHECK(orthogonality(leading.U) <= 10);
    CHECK(orthogonality(Matrix<double>(transpose(leading.Vt))) <= 10);
    for (Index k = 0; k < 5; ++k) {
      CHECK(leading.s[k] == doctest::Approx(exact.s[k]).epsilon(1e-13));
      // The projector of a pair has no sign.
      CHECK(norm(outer(leading.U.col(k), leading.Vt.row(k)) - outer(exact.U.col(k), exact.Vt.row(k))) <= 1e-9);
    }
    CHECK(randomized_svd(a, 5).s == leading.s);  // the seed is the same
    const auto other = randomized_svd(a, 5, {.seed = 1});
    CHECK(other.U != leading.U);
    CHECK(other.s[4] == doctest::Approx(exact.s[4]).epsilon(1e-13));
    // Without powers a rough answer, never above the truth; with more directions a better one.
    const auto rough = randomized_svd(a, 5, {.oversampling = 0, .power_iterations = 0});
    const auto better = randomized_svd(a, 5, {.oversampling = 20, .power_iterations = 0});
    CHECK(rough.s[0] <= exact.s[0] * (1 + 1e-14));
    CHECK(rough.s[0] >= 0.5 * exact.s[0]);
    CHECK(std::abs(better.s[4] - exact.s[4]) < std::abs(rough.s[4] - exact.s[4]));
    // All of them: nothing is left out.
    const auto all = randomized_svd(a, 50);
    CHECK(norm(all.s - exact.s) <= 1e-13 * exact.s[0]);
  }
  CHECK(randomized_svd(data, 0).s.empty());
  CHECK(randomized_svd(Matrix<int>{{3, 0}, {4, 5}}, 1).s[0] == doctest::Approx(std::sqrt(45.0)).epsilon(1e-14));
  // Of less rank than asked for, and tiny.
  const Matrix<double> small = 1e-200 * noisy(30, 20, 2, 0);
  const auto few = randomized_svd(small, 4);
  CHECK(few.s[1] == doctest::Approx(svdvals(small)[1]).epsilon(1e-12));
  CHECK(few.s[2] <= 1e-14 * few.s[0]);
  CHECK(orthogonality(few.U) <= 10);
}

TEST_CASE("One feature, two samples, small numbers") {
  const PCA one(Matrix<double>{{1}, {3}}, 1);
  CHECK(one.mean() == Vector<double>{2});
  CHECK(one.components() == Matrix<double>{{1}});
  CHECK(one.explained_variance()[0] == doctest::Approx(2).epsilon(1e-15));
  const PCA small(Matrix<double>{{0.01, 0.02}, {0.03, 0.02}, {0.02, 0.025}, {0.02, 0.015}}, 2);  // 4 : 1
  CHECK(small.explained_variance_ratio()[0] == doctest::Approx(0.8).epsilon(1e-13));
  CHECK(small.explained_variance_ratio()[1] == doctest::Approx(0.2).epsilon(1e-13));
}

TEST_CASE("Errors") {
  const auto data = random_matrix<double>(6, 4, 51);
  CHECK(message_of([&] {
          PCA pca(data, 5, Site{"x.cpp", 3});
        }) == "PCA: (6x4): the number of components is 5, not in 1..4 [x.cpp:3]");
  CHECK_THROWS_AS(PCA(data, 0), ValueError);
  CHECK_THROWS_AS(PCA(Matrix<double>(1, 4)), ShapeError);
  CHECK_THROWS_AS(PCA(Matrix<double>(4, 0)), ShapeError);
  Matrix<double> bad = data;
  bad(2, 1) = std::nan("");
  CHECK(message_of([&] { PCA pca(bad, 2, Site{}); }) == "PCA: (6x4): element (2, 1) is nan");
  CHECK_THROWS_AS(PCA(bad, 2, RandomizedSvd{}), ValueError);
  const PCA pca(data, 2);
  CHECK(message_of([&] {
          pca.transform(Matrix<double>(3, 5), Site{"x.cpp", 3});
        }) == "PCA.transform: (3x5): 4 columns are wanted [x.cpp:3]");
  CHECK(message_of([&] { pca.inverse_transform(Matrix<double>(3, 4), Site{}); }) ==
        "PCA.inverse_transform: (3x4): 2 columns are wanted");
  CHECK(message_of([&] {
          randomized_svd(data, 5, {}, Site{"x.cpp", 3});
        }) == "randomized_svd: (6x4) has 4 singular values, not 5 [x.cpp:3]");
  CHECK_THROWS_AS(randomized_svd(data, -1), ValueError);
  CHECK_THROWS_AS(randomized_svd(bad, 1), ValueError);
  CHECK_THROWS_AS(randomized_svd(data, 1, {.oversampling = -1}), ValueError);
  CHECK_THROWS_AS(randomized_svd(data, 1, {.power_iterations = -1}), ValueError);
}
