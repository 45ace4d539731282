#include <doctest/doctest.h>

#include <complex>
#include <cstdint>
#include <declive/linalg.hpp>
#include <limits>

#include "layouts.hpp"
#include "support/types.hpp"

using namespace declive;
using layouts::for_each_layout;
using C64 = std::complex<float>;
using C128 = std::complex<double>;

namespace {
constexpr double NaN = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();

constexpr Matrix<int, 2, 2> A{{1, 2}, {3, 4}};
static_assert(A == A && A == Matrix<double, 2, 2>{{1, 2}, {3, 4}} && A != A.transposed());
static_assert(A == A.transposed().transposed());
static_assert(Vector<int, 2>{1, 2} != Vector<int, 3>{1, 2, 3}, "another fixed size is another value, not an error");
template <class X, class Y>
concept Comparable = requires(X x, Y y) {
  x == y;
};
static_assert(!Comparable<Matrix<int>, Vector<int>>, "a vector is no matrix");
}  // namespace

TEST_CASE_TEMPLATE("Equal are arrays of one shape with equal elements, in any two layouts", T, float, int, C64) {
  support::Random random(81);
  for (const auto& shape : layouts::shapes) {
    const Index m = shape.rows, n = shape.cols;
    const Matrix<T> a = layouts::small_matrix<T>(m, n, random);
    for_each_layout(a, [&](const char* left, const auto& x) {
      for_each_layout(a, [&](const char* right, const auto& y) {
        CAPTURE(left);
        CAPTURE(right);
        CHECK(x == y);
        CHECK_FALSE(x != y);
        CHECK(all_close(x, y));
      });
      if (a.empty()) return;
      Matrix<T> other = a;
      other(a.rows() - 1, a.cols() - 1) += layouts::number<T>(1);
      CHECK(x != other);
      CHECK(other != x);
      CHECK_FALSE(all_close(x, other));
    });
  }
}

TEST_CASE("Shapes count, also those of nothing") {
  CHECK(Matrix<int>(0, 3) == Matrix<int>(0, 3));
  CHECK(Matrix<int>(0, 3) != Matrix<int>(3, 0));
  CHECK(Matrix<int>(1, 2) != Matrix<int>(2, 1));
  CHECK(Vector<int>(2) != Vector<int>(3));
}

TEST_CASE("Elements of two types are compared by value") {
  CHECK(Vector<int>{1, 2} == Vector<double>{1, 2});
  CHECK(Vector<int>{1, 2} != Vector<double>{1, 2.5});
  CHECK(Vector<float>{0.5f} == Vector<double>{0.5});
  CHECK(Vector<float>{0.1f} != Vector<double>{0.1});
  CHECK(Vector<double>{1} == Vector<C128>{1});
  CHECK(Vector<int>{-1} != Vector<unsigned>{4294967295u});
  CHECK(Vector<std::uint64_t>{18446744073709551615u} != Vector<std::int8_t>{-1});
  CHECK(Vector<short>{7} == Vector<unsigned>{7});
  CHECK(Vector<unsigned>{7, 0} == Vector<short>{7, 0});
  CHECK(Vector<short>{1, 0} == Vector<unsigned>{1, 0});
}

TEST_CASE("NaN equals nothing, both zeros are equal") {
  const Vector<double> v{1, NaN};
  CHECK(v != v);
  CHECK(Vector<double>{0.0} == Vector<double>{-0.0});
}

TEST_CASE("all_close is numpy.allclose") {
  // a, b, what NumPy 1.24 says with rtol = 1e-5, atol = 1e-8; and with equal_nan.
  const struct {
    double a, b;
    bool close, close_with_nan;
  } table[] = {
      {1, 1, true, true},
      {1, 1.00001, true, true},
      {1, 1.00001001, true, true},  // 1.001e-5 <= 1e-8 + 1.00001e-5
      {1, 1.0000101, false, false},
      {1e10, 1.00001e10, true, true},  // as in NumPy's documentation
      {1e-7, 1e-8, false, false},
      {1e-8, 1e-9, true, true},
      {0, 1e-8, true, true},
      {0, 1.1e-8, false, false},
      {inf, inf, true, true},
      {inf, -inf, false, false},
      {inf, 1e308, false, false},
      {1e308, inf, false, false},
      {NaN, NaN, false, true},
      {NaN, 1, false, false},
      {1, NaN, false, false},
      {NaN, inf, false, false},
      {1.7e308, -1.7e308, false, false},  // the difference overflows
  };
  for (const auto& row : table) {
    CAPTURE(row.a);
    CAPTURE(row.b);
    CHECK(all_close(Vector<double>{1, row.a}, Vector<double>{1, row.b}) == row.close);
    CHECK(all_close(Vector<double>{row.a, 1}, Vector<double>{row.b, 1}, {.equal_nan = true}) == row.close_with_nan);
    CHECK(all_close(Vector<long double>(Vector<double>{row.a}), Vector<double>{row.b}) == row.close);
  }
}

TEST_CASE("The tolerance is relative to the second array") {
  const Vector<double> a{10}, b{11};
  CHECK(all_close(a, b, {.rtol = 0.095, .atol = 0}));  // 1 <= 0.095 * 11
  CHECK_FALSE(all_close(b, a, {.rtol = 0.095, .atol = 0}));
  CHECK(all_close(a, b, {.rtol = 0, .atol = 1}));
  CHECK_FALSE(all_close(a, b, {.rtol = 0, .atol = 0.999}));
  CHECK(all_close(a, a, {.rtol = 0, .atol = 0}));
}

TEST_CASE("all_close of integers, of floats and of two types") {
  CHECK(all_close(Vector<int>{100000, 0}, Vector<int>{100001, 0}));
  CHECK_FALSE(all_close(Vector<int>{10000}, Vector<int>{10001}));
  CHECK_FALSE(all_close(Vector<unsigned>{0}, Vector<unsigned>{1}));  // no wrap of 0 - 1
  CHECK_FALSE(all_close(Vector<int>{-1}, Vector<unsigned>{4294967295u}));
  CHECK(all_close(Vector<int>{std::numeric_limits<int>::min()}, Vector<int>{std::numeric_limits<int>::min()}));
  CHECK_FALSE(all_close(Vector<int>{std::numeric_limits<int>::min()}, Vector<int>{std::numeric_limits<int>::max()}));
  CHECK(all_close(Vector<float>{0.1f}, Vector<double>{0.1}));
  CHECK_FALSE(all_close(Vector<float>{0.1f}, Vector<double>{0.1}, {.rtol = 1e-9, .atol = 0}));
  CHECK(all_close(Matrix<bool>{{true}}, Matrix<bool>{{true}}));
  // 2^53 + 1, which is no double
  const Vector<std::int64_t> large{9007199254740993}, even{9007199254740992};
  CHECK_FALSE(all_close(large, even, {.rtol = 0, .atol = 0.5}));
  CHECK_FALSE(all_close(Vector<double>{9007199254740992}, large, {.rtol = 0, .atol = 0.5}));
  CHECK(all_close(large, even, {.rtol = 0, .atol = 1}));
}

TEST_CASE("all_close of complex numbers looks at the modulus of the difference") {
  const auto close = [](C128 a, C128 b, Tolerance tolerance = {}) {
    return all_close(Vector<C128>{a}, Vector<C128>{b}, tolerance);
  };
  CHECK(close({3, 4}, {3, 4}));
  CHECK(close({3, 4}, {3, 4.00004}));
  CHECK_FALSE(close({3, 4}, {3, 4.0001}));
  CHECK(close({3, 4}, {3 + 3e-5, 4 + 3.9e-5}));  // 4.92e-5 <= 5e-5
  CHECK_FALSE(close({3, 4}, {3 + 3e-5, 4 + 4.2e-5}));
  CHECK(close({inf, 1}, {inf, 1}));
  CHECK_FALSE(close({inf, 1}, {inf, 2}));
  CHECK_FALSE(close({1, 1}, {inf, 1}));
  CHECK_FALSE(close({inf, 1}, {1, 1}));
  CHECK_FALSE(close({NaN, 1}, {NaN, 1}));
  CHECK(close({NaN, 1}, {NaN, 1}, {.equal_nan = true}));
  CHECK(close({NaN, inf}, {NaN, 0}, {.equal_nan = true}));  // NumPy: any NaN part makes it NaN
  CHECK_FALSE(close({NaN, 1}, {1, 1}, {.equal_nan = true}));
  CHECK(all_close(Vector<C64>{C64(1, 2)}, Vector<C64>{C64(1, 2.00001f)}));
  CHECK(all_close(Vector<C128>{C128(2, 0)}, Vector<double>{2}));
  CHECK(all_close(Vector<double>{2}, Vector<C128>{C128(2, 1e-9)}));
}
