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
static_assert(std::is_same_v<decltype(transpose(Matrix<int, 2, 3>())), Matrix<int, 3, 2>>);
static_assert(std::is_same_v<decltype(transpose(Matrix<int, dynamic, 3>())), Matrix<int, 3, dynamic>>);
static_assert(std::is_same_v<decltype(transpose(MatrixView<const float>(nullptr, 0, 0))), Matrix<float>>);
constexpr Matrix<int, 2, 3> A{{2, 4, 6}, {1, 3, 5}};
static_assert(transpose(A) == Matrix<int, 3, 2>{{2, 1}, {4, 3}, {6, 5}});
static_assert(transpose(A.transposed()) == A);
constexpr auto in_place() {
  Matrix<int, 3, 3> m{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
  transpose_in_place(m);
  transpose_in_place(m.block(0, 0, 2, 2));
  transpose_into(m, m);
  return m;
}
// 1 4 7; 2 5 8; 3 6 9, then 1 2 7; 4 5 8; 3 6 9.
static_assert(in_place() == Matrix<int, 3, 3>{{1, 4, 3}, {2, 5, 6}, {7, 8, 9}});
constexpr auto into() {
  Matrix<double, 3, 2> m;
  transpose_into(m, A);
  return m;
}
static_assert(into() == Matrix<double, 3, 2>{{2, 1}, {4, 3}, {6, 5}});
}  // namespace

TEST_CASE_TEMPLATE("The transpose of every layout, by value and into every layout", T, float, double, long double, char,
                   std::complex<double>) {
  support::Random random(41);
  for (const auto& shape : layouts::shapes) {
    const Index m = shape.rows, n = shape.cols;
    const Matrix<T> a = layouts::small_matrix<T>(m, n, random);
    const auto turned = layouts::expected<T>(n, m, [&](Index i, Index j) { return a(j, i); });
    for_each_layout(a, [&](const char* layout, const auto& x) {
      CAPTURE(layout);
      CHECK(equal(transpose(x), turned));
      CHECK(equal(x.transposed(), turned));
      Matrix<T> out(n, m), by_columns(m, n), wide(n, 2 * m + 1);
      transpose_into(out, x);
      CHECK(equal(out, turned));
      transpose_into(by_columns.transposed(), x);
      CHECK(equal(by_columns, a));
      const MatrixView<T> sparse(wide.data(), n, m, wide.cols(), 2);
      transpose_into(sparse, x);
      CHECK(equal(sparse, turned));
    });
  }
}

TEST_CASE_TEMPLATE("In place, in every layout of a square", T, float, double, int, std::complex<double>) {
  support::Random random(42);
  for (const Index n : {0, 1, 2, 15, 16, 17, 33, 50}) {
    const Matrix<T> a = layouts::small_matrix<T>(n, n, random);
    const auto turned = layouts::expected<T>(n, n, [&](Index i, Index j) { return a(j, i); });
    for_each_layout(a, [&](const char* layout, auto x) {
      CAPTURE(layout);
      transpose_in_place(x);
      CHECK(equal(x, turned));
    });
  }
}

TEST_CASE("Elements that are not plain, and that have no default") {
  const Matrix<support::Minimal> least(2, 3, [](Index i, Index j) { return support::Minimal(int(10 * i + j)); });
  const Matrix<support::Minimal, 2, 3> fixed = least;
  const auto value = [](const auto& x) { return x.value(); };
  const Matrix<int> turned{{0, 10}, {1, 11}, {2, 12}};
  CHECK(map(value, transpose(least)) == turned);
  CHECK(map(value, transpose(fixed)) == turned);
  support::Counting::reset();
  {
    Matrix<support::Counting> a(3, 3, [](Index i, Index j) { return support::Counting(int(3 * i + j)); });
    CHECK(map(value, transpose(a)) == Matrix<int>{{0, 3, 6}, {1, 4, 7}, {2, 5, 8}});
    transpose_in_place(a);
    CHECK(map(value, a) == Matrix<int>{{0, 3, 6}, {1, 4, 7}, {2, 5, 8}});
    transpose_into(a, a);
    CHECK(map(value, a) == Matrix<int>{{0, 1, 2}, {3, 4, 5}, {6, 7, 8}});
  }
  CHECK(support::Counting::counts().live() == 0);
}

TEST_CASE("Into another element type") {
  Matrix<float> out(3, 2);
  transpose_into(out, Matrix<int>{{1, 2, 3}, {4, 5, 6}});
  CHECK(out == Matrix<float>{{1, 4}, {2, 5}, {3, 6}});
}
