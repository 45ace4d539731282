// What all reductions have in common: the types, the lines, the array that is there, NaN, nothing.
#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <cstdint>
#include <declive/linalg.hpp>
#include <limits>
#include <type_traits>

#include "layouts.hpp"
#include "support/bounds.hpp"
#include "support/isa.hpp"
#include "support/types.hpp"

using namespace declive;
using layouts::equal;
using layouts::for_each_layout;
using support::make;
using support::same;
using C64 = std::complex<float>;
using C128 = std::complex<double>;

// --- Types -----------------------------------------------------------------------------------------------------------

namespace {
static_assert(same<decltype(sum(make<Matrix<float>>())), float>);
static_assert(same<decltype(sum(make<Vector<std::int8_t>>())), std::int64_t>);
static_assert(same<decltype(sum(make<Vector<std::uint8_t>>())), std::uint64_t>);
static_assert(same<decltype(sum(make<Vector<bool>>())), std::int64_t>);
static_assert(same<decltype(sum(make<Matrix<short>>(), 0)), Vector<std::int64_t>>);
static_assert(same<decltype(mean(make<Vector<int>>())), double>);
static_assert(same<decltype(mean(make<Vector<float>>())), float>);
static_assert(same<decltype(mean(make<Matrix<C64>>(), 1)), Vector<C64>>);
static_assert(same<decltype(max(make<Vector<short>>())), short>);
static_assert(same<decltype(argmax(make<Vector<short>>())), Index>);
static_assert(same<decltype(norm(make<Vector<int>>())), double>);
static_assert(same<decltype(norm(make<Matrix<C64>>())), float>);
static_assert(same<decltype(norm(make<Matrix<long double>>(), 0)), Vector<long double>>);
static_assert(same<decltype(norm_l1(make<Vector<C128>>())), double>);

// --- At compile time -------------------------------------------------------------------------------------------------

constexpr Matrix<double, 2, 3> A{{3, -1, 2}, {0, 5, -3}};
static_assert(sum(A) == 6 && sum(A.transposed()) == 6);
static_assert(mean(A) == 1);
static_assert(max(A) == 5 && min(A) == -3);
static_assert(argmax(A) == 4 && argmin(A) == 5 && argmax(A.transposed()) == 3);
static_assert(sum(Vector<int, 0>{}) == 0);
static_assert(mean(Vector<double, 0>{}) != mean(Vector<double, 0>{}));
constexpr Vector<std::uint8_t, 3> bytes{200, 200, 200};
static_assert(sum(bytes) == 600 && mean(bytes) == 200.0);

}  // namespace

// --- Into an array that is there ----------------------------------------------------------------------------------------

namespace {

// Calls f(name, value, into) for every reduction along an axis: value(a) is a new array, into(out, a) writes one.
template <class F>
void for_each_reduction(bool has_elements, int axis, F&& f) {
  f(
      "sum", [=](const auto& a) { return sum(a, axis); }, [=](auto&& out, const auto& a) { sum_into(out, a, axis); });
  f(
      "mean", [=](const auto& a) { return mean(a, axis); },
      [=](auto&& out, const auto& a) { mean_into(out, a, axis); });
  f(
      "norm", [=](const auto& a) { return norm(a, axis); },
      [=](auto&& out, const auto& a) { norm_into(out, a, axis); });
  if (!has_elements) return;
  f(
      "min", [=](const auto& a) { return min(a, axis); }, [=](auto&& out, const auto& a) { min_into(out, a, axis); });
  f(
      "max", [=](const auto& a) { return max(a, axis); }, [=](auto&& out, const auto& a) { max_into(out, a, axis); });
  f(
      "argmin", [=](const auto& a) { return argmin(a, axis); },
      [=](auto&& out, const auto& a) { argmin_into(out, a, axis); });
  f(
      "argmax", [=](const auto& a) { return argmax(a, axis); },
      [=](auto&& out, const auto& a) { argmax_into(out, a, axis); });
}

}  // namespace

TEST_CASE_TEMPLATE("An array that is there gets the bits of a new one, in every layout of both", T, float, int) {
  support::Random random(75);
  for (const auto& shape : {layouts::Shape{0, 3}, {3, 0}, {1, 1}, {5, 1}, {3, 16}, {17, 40}, {70, 9}}) {
    const Index m = shape.rows, n = shape.cols;
    const Matrix<T> a(m, n, [&](Index, Index) {
      return std::is_integral_v<T> ? random.small_integer<T>(100) : static_cast<T>(random.uniform<float>());
    });
    for (const int axis : {0, 1})
      for_each_reduction(m > 0 && n > 0, axis, [&](const char* reduction, auto value, auto into) {
        CAPTURE(reduction);
        CAPTURE(axis);
        using R = value_type_t<decltype(value(a))>;
        const Vector<R> expected = value(a);
        const Index count = expected.size();
        const auto wrong = [&](const auto& out) {
          int different = 0;
          for (Index k = 0; k < count; ++k) {
            if constexpr (std::is_floating_point_v<R>)
              different += !support::same_value(out[k], expected[k]);
            else
              different += out[k] != expected[k];
          }
          return different;
        };
        const auto check = [&](const char* layout, const MatrixView<const T>& x) {
          CAPTURE(layout);
          Vector<R> around(3 * count + 4, R(-7)), within(count + 2, R(-7));
          for (const VectorView<R>& out :
               {around.slice(2, count, 3), within.slice(1, count), within.slice(1, count).reversed()}) {
            into(out, x);
            CHECK(wrong(out) == 0);
          }
          for (Index k = 0; k < around.size(); ++k)
            if (k < 2 || (k - 2) % 3 != 0 || (k - 2) / 3 >= count) CHECK(around[k] == R(-7));
          CHECK((within[0] == R(-7) && within[count + 1] == R(-7)));
        };
        for_each_layout(a, check);
      });
  }
}

TEST_CASE_TEMPLATE("The array that is there may be a part of the matrix", T, double) {
  support::Random random(76);
  const Matrix<T> a(12, 12, [&](Index, Index) { return static_cast<T>(random.uniform<double>()); });
  for (const int axis : {0, 1})
    for_each_reduction(true, axis, [&](const char* reduction, auto value, auto into) {
      CAPTURE(reduction);
      CAPTURE(axis);
      const auto expected = value(a);
      if constexpr (std::is_same_v<value_type_t<decltype(expected)>, T>) {
        for (const Index at : {Index{0}, Index{5}, Index{11}}) {
          Matrix<T> in_row = a, in_column = a, in_diagonal = a;
          into(in_row.row(at), in_row);
          CHECK(equal(in_row.row(at), expected));
          into(in_column.col(at), in_column);
          CHECK(equal(in_column.col(at), expected));
          into(in_diagonal.diagonal().reversed(), in_diagonal);
          CHECK(equal(in_diagonal.diagonal().reversed(), expected));
        }
      }
    });
}

TEST_CASE("The array that is there may have a wider type, and its size may be fixed") {
  const Matrix<float> a{{1, 2, 3}, {4, 5, 7}};
  Vector<double, 3> down;
  Vector<double, 2> across;
  sum_into(down, a, 0);
  mean_into(across, a, 1);
  CHECK(down == Vector<double>{5, 7, 10});
  CHECK(across == Vector<double>{2, static_cast<double>(16.0f / 3)});
  Vector<std::int64_t> places(2);
  argmax_into(places, a, 1);
  CHECK(places == Vector<std::int64_t>{2, 2});
  Vector<C128> sums(2);
  sum_into(sums, Matrix<C128>{{C128(1, 2), C128(3, -4)}, {C128(0, 1), C128(0, 1)}}, 1);
  CHECK(sums == Vector<C128>{C128(4, -2), C128(0, 2)});
}

// --- Shapes without elements -----------------------------------------------------------------------------------------

TEST_CASE("Nothing: sums are 0, means are NaN, extremes are errors where an axis is empty, as in NumPy") {
  for (const auto& shape : {layouts::Shape{0, 0}, {0, 3}, {3, 0}}) {
    const Index m = shape.rows, n = shape.cols;
    const Matrix<double> a(m, n);
    const Matrix<int> whole(m, n);
    CHECK(sum(a) == 0);
    CHECK(mean(a) != mean(a));
    CHECK(mean(whole) != mean(whole));
    CHECK(sum(a, 0) == Vector<double>::zeros(n));
    CHECK(sum(a, 1) == Vector<double>::zeros(m));
    CHECK(sum(a.transposed(), 0) == Vector<double>::zeros(m));
    CHECK(norm(a) == 0);
    CHECK(norm(a, 1) == Vector<double>::zeros(m));
    CHECK_THROWS_AS(max(a), ValueError);
    CHECK_THROWS_AS(argmin(a), ValueError);
    for (const int axis : {0, 1}) {
      const Index length = axis == 0 ? m : n, results = axis == 0 ? n : m;
      const Vector<double> means = mean(a, axis);
      REQUIRE(means.size() == results);
      for (const double x : means) CHECK(x != x);
      if (length == 0) {
        CHECK_THROWS_AS(min(a, axis), ValueError);
        CHECK_THROWS_AS(max(whole, axis), ValueError);
        CHECK_THROWS_AS(argmin(a, axis), ValueError);
        CHECK_THROWS_AS(argmax(a, axis), ValueError);
      } else {
        CHECK(min(a, axis).size() == results);
        CHECK(max(whole, axis).size() == results);
        CHECK(argmin(a, axis).size() == results);
        CHECK(argmax(a, axis).size() == results);
      }
    }
  }
}

// --- NaN -------------------------------------------------------------------------------------------------------------

TEST_CASE_TEMPLATE("NaN goes through every reduction, wherever it stands", T, float, double) {
  const T nan = std::numeric_limits<T>::quiet_NaN(), inf = std::numeric_limits<T>::infinity();
  for (const Index n : {1, 2, 15, 16, 33, 100, 3000})
    for (const Index where : {Index{0}, n / 2, n - 1}) {
      CAPTURE(n);
      CAPTURE(where);
      Vector<T> v(n, [](Index i) { return static_cast<T>(i % 7); });
      v[where] = nan;
      if (n > 2) v[(where + 1) % n] = inf;
      if (where + 2 < n) v[where + 2] = nan;
      support::for_each_isa([&] {
        for_each_layout(v, [&](const char* layout, const auto& x) {
          CAPTURE(layout);
          CHECK(std::isnan(sum(x)));
          CHECK(std::isnan(mean(x)));
          CHECK(std::isnan(min(x)));
          CHECK(std::isnan(max(x)));
          CHECK(argmin(x) == where);
          CHECK(argmax(x) == where);
          CHECK(std::isnan(norm(x)));
          CHECK(std::isnan(norm_l1(x)));
          CHECK(std::isnan(norm_inf(x)));
        });
      });
    }
}

TEST_CASE_TEMPLATE("NaN stays in its row and its column", T, double) {
  Matrix<T> a(40, 50, [](Index i, Index j) { return static_cast<T>((i * j) % 11); });
  a(7, 9) = std::numeric_limits<T>::quiet_NaN();
  for_each_layout(a, [&](const char* layout, const auto& x) {
    CAPTURE(layout);
    for (const int axis : {0, 1}) {
      const Index where = axis == 0 ? 9 : 7;
      const Vector<T> sums = sum(x, axis), least = min(x, axis), most = max(x, axis), norms = norm(x, axis);
      for (Index k = 0; k < sums.size(); ++k) {
        CHECK(std::isnan(sums[k]) == (k == where));
        CHECK(std::isnan(least[k]) == (k == where));
        CHECK(std::isnan(most[k]) == (k == where));
        CHECK(std::isnan(norms[k]) == (k == where));
      }
      CHECK(argmax(x, axis)[where] == (axis == 0 ? 7 : 9));
    }
  });
}
