#include <doctest/doctest.h>

#include <complex>
#include <declive/linalg.hpp>
#include <type_traits>

#include "layouts.hpp"
#include "support/types.hpp"

using namespace declive;
using layouts::equal;
using layouts::for_each_layout;

namespace {
constexpr Vector<int, 3> v{1, 2, 3};
static_assert(std::is_same_v<decltype(broadcast_rows(v, 2)), MatrixView<const int, dynamic, 3>>);
static_assert(std::is_same_v<decltype(broadcast_cols(v, 2)), MatrixView<const int, 3, dynamic>>);
static_assert(broadcast_rows(v, 2) == Matrix<int, 2, 3>{{1, 2, 3}, {1, 2, 3}});
static_assert(broadcast_cols(v, 2) == Matrix<int, 3, 2>{{1, 1}, {2, 2}, {3, 3}});
static_assert(Matrix<int, 2, 3>{{1, 1, 1}, {2, 2, 2}} + broadcast_rows(v, 2) ==
              Matrix<int, 2, 3>{{2, 3, 4}, {3, 4, 5}});
}  // namespace

TEST_CASE_TEMPLATE("A vector as every row or column meets any operation", T, double, int, std::complex<float>) {
  support::Random random(31);
  for (const auto& shape : layouts::shapes) {
    const Index m = shape.rows, n = shape.cols;
    const Matrix<T> a = layouts::small_matrix<T>(m, n, random);
    const Vector<T> down = layouts::small_vector<T>(m, random), across = layouts::small_vector<T>(n, random);
    const auto by_row = [&](auto f) {
      return layouts::expected<T>(a.rows(), a.cols(), [&](Index i, Index j) { return f(a(i, j), across[j]); });
    };
    const auto by_col = [&](auto f) {
      return layouts::expected<T>(a.rows(), a.cols(), [&](Index i, Index j) { return f(a(i, j), down[i]); });
    };
    const auto add = [](T x, T y) { return x + y; };
    const auto subtract = [](T x, T y) { return x - y; };
    const auto multiply = [](T x, T y) { return x * y; };
    for_each_layout(across, [&](const char* layout, const auto& x) {
      CAPTURE(layout);
      const auto b = broadcast_rows(x, m);
      CHECK(equal(a + b, by_row(add)));
      CHECK(equal(a - b, by_row(subtract)));
      CHECK(equal(hadamard(b, a), by_row(multiply)));
      CHECK(equal(map(subtract, a, b), by_row(subtract)));
    });
    for_each_layout(down, [&](const char* layout, const auto& x) {
      CAPTURE(layout);
      const auto b = broadcast_cols(x, n);
      CHECK(equal(b + a.reversed_rows().reversed_rows(), by_col(add)));
      CHECK(equal(a - b, by_col(subtract)));
      CHECK(equal(hadamard(a, b), by_col(multiply)));
      Matrix<T> c = a;
      c += b;
      CHECK(equal(c, by_col(add)));
    });
  }
}

TEST_CASE("A bias added to every row, also of the matrix that the vector is a row of") {
  const Matrix<double> X{{1, 2}, {3, 4}, {5, 6}}, W{{1, 0}, {0, 2}};
  const Vector<double> bias{10, 20};
  CHECK(X * W + broadcast_rows(bias, 3) == Matrix<double>{{11, 24}, {13, 28}, {15, 32}});
  Matrix<double> Y = X;
  Y -= broadcast_rows(Y.row(0), 3);
  CHECK(Y == Matrix<double>{{0, 0}, {2, 2}, {4, 4}});
  Y += broadcast_cols(Y.col(1), 2);
  CHECK(Y == Matrix<double>{{0, 0}, {4, 4}, {8, 8}});
  Y += scaled(-1, broadcast_rows(Y.row(2), 3));
  CHECK(Y == Matrix<double>{{-8, -8}, {-4, -4}, {0, 0}});
}

TEST_CASE("Broadcast arrays in products, transposes and reductions") {
  const Vector<double> u{1, 2, 3};
  const auto rows = broadcast_rows(u, 4);
  CHECK(rows * u == Vector<double>{14, 14, 14, 14});
  CHECK(rows.transposed() * Vector<double>::ones(4) == Vector<double>{4, 8, 12});
  CHECK(matmul(rows, broadcast_cols(u, 2)) == Matrix<double>(4, 2, 14.0));
  CHECK(transpose(rows) == broadcast_cols(u, 4));
  CHECK(sum(rows) == 24);
  CHECK(sum(rows, 0) == Vector<double>{4, 8, 12});
  CHECK(sum(rows, 1) == Vector<double>{6, 6, 6, 6});
  CHECK(argmax(rows) == 2);
  CHECK(argmax(rows, 0) == Vector<Index>{0, 0, 0});
  CHECK(dot(rows.col(1), rows.col(2)) == 24);
}

TEST_CASE("Broadcasts of nothing, and of elements that can do little") {
  const Vector<double> none, some{1, 2};
  CHECK(broadcast_rows(some, 0).dims() == Dims{0, 2, 2});
  CHECK(broadcast_rows(none, 3).dims() == Dims{3, 0, 2});
  CHECK(broadcast_cols(some, 0).dims() == Dims{2, 0, 2});
  CHECK(sum(broadcast_rows(none, 3), 1) == Vector<double>{0, 0, 0});
  const Vector<support::Minimal> least(2, [](Index i) { return support::Minimal(static_cast<int>(i)); });
  const auto twice = broadcast_rows(least, 2) + broadcast_cols(least, 2);
  CHECK(twice(0, 0).value() == 0);
  CHECK(twice(0, 1).value() == 1);
  CHECK(twice(1, 1).value() == 2);
}
