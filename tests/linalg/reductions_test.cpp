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
using layouts::number;
using C64 = std::complex<float>;
using C128 = std::complex<double>;

// --- Types -----------------------------------------------------------------------------------------------------------

namespace {
template <class A, class B>
constexpr bool same = std::is_same_v<A, B>;
template <class T>
T make();

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

// The k-th element in the order of reading.
template <class T>
const T& at(const Matrix<T>& a, Index k) {
  return a.data()[k];
}
}  // namespace

// --- Exact values ----------------------------------------------------------------------------------------------------

TEST_CASE_TEMPLATE("Sums and means of small integers, of all and along both axes, in every layout", T, float,
                   long double, std::uint8_t, C64) {
  support::Random random(71);
  using S = decltype(sum(Matrix<T>()));
  using M = decltype(mean(Matrix<T>()));
  for (const auto& shape : layouts::shapes) {
    const Index m = shape.rows, n = shape.cols;
    const Matrix<int> whole(m, n, [&](Index, Index) { return static_cast<int>(random.integer(0, 100)); });
    const Matrix<T> a(m, n, [&](Index i, Index j) { return number<T>(whole(i, j)); });
    int all = 0;
    Vector<int> down(n), across(m);
    for (Index i = 0; i < m; ++i)
      for (Index j = 0; j < n; ++j) {
        all += whole(i, j);
        down[j] += whole(i, j);
        across[i] += whole(i, j);
      }
    for_each_layout(a, [&](const char* layout, const auto& x) {
      CAPTURE(layout);
      CHECK(sum(x) == number<S>(all));
      CHECK(equal(sum(x, 0), Vector<S>(n, [&](Index j) { return number<S>(down[j]); })));
      CHECK(equal(sum(x, 1), Vector<S>(m, [&](Index i) { return number<S>(across[i]); })));
      if (x.empty()) return;
      CHECK(mean(x) == number<M>(all) / number<M>(static_cast<int>(m * n)));
      const M tall = number<M>(static_cast<int>(m)), wide = number<M>(static_cast<int>(n));
      CHECK(equal(mean(x, 0), Vector<M>(n, [&](Index j) { return number<M>(down[j]) / tall; })));
      CHECK(equal(mean(x, 1), Vector<M>(m, [&](Index i) { return number<M>(across[i]) / wide; })));
    });
  }
}

TEST_CASE_TEMPLATE("Extremes and where they stand first, of all and along both axes, in every layout", T, double, int,
                   std::int8_t) {
  support::Random random(72);
  const layouts::Shape sizes[] = {{1, 1}, {1, 7}, {5, 1}, {4, 16}, {17, 9}, {35, 90}};
  for (const auto& shape : sizes) {
    const Index m = shape.rows, n = shape.cols;
    const Matrix<T> a(m, n, [&](Index, Index) { return random.small_integer<T>(m * n > 100 ? 100 : 2); });
    const auto first_of = [](Index count, auto element, bool largest) {
      Index best = 0;
      for (Index k = 1; k < count; ++k)
        if (largest ? element(k) > element(best) : element(k) < element(best)) best = k;
      return best;
    };
    for_each_layout(a, [&](const char* layout, const auto& x) {
      CAPTURE(layout);
      for (const bool largest : {false, true}) {
        const Index all = first_of(
            m * n, [&](Index k) { return at(a, k); }, largest);
        const Vector<Index> down(n, [&](Index j) {
          return first_of(
              m, [&](Index i) { return a(i, j); }, largest);
        });
        const Vector<Index> across(m, [&](Index i) {
          return first_of(
              n, [&](Index j) { return a(i, j); }, largest);
        });
        CHECK((largest ? argmax(x) : argmin(x)) == all);
        CHECK((largest ? max(x) : min(x)) == at(a, all));
        CHECK(equal(largest ? argmax(x, 0) : argmin(x, 0), down));
        CHECK(equal(largest ? argmax(x, 1) : argmin(x, 1), across));
        CHECK(equal(largest ? max(x, 0) : min(x, 0), Vector<T>(n, [&](Index j) { return a(down[j], j); })));
        CHECK(equal(largest ? max(x, 1) : min(x, 1), Vector<T>(m, [&](Index i) { return a(i, across[i]); })));
      }
    });
  }
}

TEST_CASE_TEMPLATE("Norms of Pythagorean numbers are exact in every layout", T, float, long double, int) {
  using R = decltype(norm(Vector<T>()));
  for_each_layout(Matrix<T>{{1, 2}, {-2, 4}}, [](const char* layout, const auto& x) {  // 1 + 4 + 4 + 16 = 25
    CAPTURE(layout);
    CHECK(norm(x) == R(5));
  });
  for_each_layout(Matrix<T>{{3, 6}, {-4, 8}}, [](const char* layout, const auto& x) {
    CAPTURE(layout);
    CHECK(equal(norm(x, 0), Vector<R>{R(5), R(10)}));
  });
  for_each_layout(Matrix<T>{{3, -4}, {6, 8}, {0, 0}}, [](const char* layout, const auto& x) {
    CAPTURE(layout);
    CHECK(equal(norm(x, 1), Vector<R>{R(5), R(10), R(0)}));
  });
  for_each_layout(Vector<T>{3, -4, 0, 12}, [](const char* layout, const auto& x) {
    CAPTURE(layout);
    CHECK(norm(x) == R(13));
    CHECK(norm_l1(x) == R(19));
    CHECK(norm_inf(x) == R(12));
  });
  const Vector<T> none;
  CHECK(norm(none) == R(0));
  CHECK(norm_l1(none) == R(0));
  CHECK(norm_inf(none) == R(0));
}

TEST_CASE("Norms of complex numbers are those of their moduli") {
  const Vector<C128> z{C128(3, 4), C128(0, -12)};
  CHECK(norm(z) == 13);
  CHECK(norm_l1(z) == 17);
  CHECK(norm_inf(z) == 12);
  CHECK(norm(z.reversed()) == 13);
  CHECK(norm(Vector<C128>{C128(1e200, 0), C128(0, 1e200)}) == 1.4142135623730951e200);
}

TEST_CASE("Integers are added in 64 bits and end at their limits") {
  CHECK(sum(Vector<std::uint8_t>(1000, std::uint8_t{255})) == 255000u);
  CHECK(sum(Matrix<std::int8_t>(100, 100, std::int8_t{-128})) == -1280000);
  CHECK(sum(Matrix<std::int8_t>(2, 100, std::int8_t{127}), 1) == Vector<std::int64_t>{12700, 12700});
  CHECK(sum(Vector<int>{2147483647, 2147483647}) == 4294967294);
  CHECK(mean(Vector<int>{2147483647, 2147483647}) == 2147483647.0);
  CHECK(sum(Matrix<bool>(3, 3, true)) == 9);
  CHECK(mean(Vector<bool>{true, false}) == 0.5);
  CHECK(norm_inf(Vector<int>{std::numeric_limits<int>::min(), 1}) == 2147483648.0);
  CHECK(norm_l1(Vector<std::int8_t>{-128, -128}) == 256);
  CHECK(max(Vector<bool>{false, true}) == true);
}

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

TEST_CASE_TEMPLATE("The array that is there may be a part of the matrix", T, double, long double) {
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

TEST_CASE("The least that is a Scalar can be added up, though not from nothing") {
  using support::Minimal;
  const Matrix<Minimal> a(5, 20, [](Index i, Index j) { return Minimal(static_cast<int>(20 * i + j)); });
  CHECK(sum(a).value() == 4950);
  CHECK(sum(a, 0)[3].value() == 3 + 23 + 43 + 63 + 83);
  CHECK(sum(a, 1)[1].value() == 590);
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

// --- Rounding --------------------------------------------------------------------------------------------------------

TEST_CASE("Ten million times 0.1f stays within the documented bound") {
  const Index n = 10'000'000;
  const Vector<float> v(n, 0.1f);
  const long double exact = static_cast<long double>(n) * static_cast<long double>(0.1f);
  // (40 + log2(n / 4096)) u sum |x|: 3.1 of a million; one after the other the floats give 1087937.
  const long double u = static_cast<long double>(std::numeric_limits<float>::epsilon()) / 2;
  const long double bound = (40 + std::log2(static_cast<long double>(n) / 4096)) * u * exact;
  support::for_each_isa([&] {
    CHECK(support::within(sum(v), exact, bound));
    CHECK(support::within(mean(v) * static_cast<float>(n), exact, bound + 2 * u * exact));
  });
  float one_by_one = 0;
  for (const float x : v) one_by_one += x;
  CHECK_FALSE(support::within(one_by_one, exact, bound));
  CHECK(support::within(sum(Matrix<float>(n / 4, 4, 0.1f), 0)[3], exact / 4, bound / 4));
}

TEST_CASE_TEMPLATE("A sum has the same bits in every layout and on every instruction set", T, float, double) {
  support::Random random(73);
  for (const auto& shape : {layouts::Shape{1, 3}, {3, 5}, {40, 70}, {130, 90}, {300, 3}}) {
    const Index m = shape.rows, n = shape.cols;
    const Matrix<T> a(m, n, [&](Index, Index) { return random.uniform<T>(); });
    T all{};
    Vector<T> down, across, means;
    bool first = true;
    support::for_each_isa([&] {
      for_each_layout(a, [&](const char* layout, const auto& x) {
        CAPTURE(layout);
        if (first) {
          all = sum(x);
          down = sum(x, 0);
          across = sum(x, 1);
          means = mean(x, 0);
          first = false;
        }
        CHECK(support::same_bits(sum(x), all));
        CHECK(equal(sum(x, 0), down));
        CHECK(equal(sum(x, 1), across));
        CHECK(equal(mean(x, 0), means));
      });
    });
    // And it is right, column by column.
    for (Index j = 0; j < a.cols(); ++j) {
      long double exact = 0, magnitude = 0;
      for (Index i = 0; i < a.rows(); ++i) {
        exact += static_cast<long double>(a(i, j));
        magnitude += std::fabs(static_cast<long double>(a(i, j)));
      }
      CHECK(support::within(down[j], exact, support::sum_bound<T>(a.rows(), magnitude)));
    }
  }
}

TEST_CASE_TEMPLATE("Norms neither overflow nor underflow on the way", T, float, double, long double) {
  using Limits = std::numeric_limits<T>;
  const T huge = Limits::max() / 4, tiny = Limits::min(), least = Limits::denorm_min();
  for (const Index n : {2, 5, 40, 1000}) {
    CAPTURE(n);
    // 3 and 4 times a power of two: the norm is 5 times it, exactly.
    for (const T unit : {std::ldexp(T(1), Limits::max_exponent - 4), std::ldexp(T(1), Limits::min_exponent + 2),
                         std::ldexp(T(1), Limits::min_exponent - Limits::digits + 4), T(1)}) {
      Vector<T> v(n);
      v[0] = 3 * unit;
      v[n - 1] = -4 * unit;
      for_each_layout(v, [&](const char* layout, const auto& x) {
        CAPTURE(layout);
        CHECK(norm(x) == 5 * unit);
      });
    }
    Vector<T> v(n);
    v[n - 1] = least;
    CHECK(norm(v) == least);
    v[0] = huge;
    CHECK(norm(v) == huge);
    v[0] = -Limits::infinity();
    CHECK(norm(v) == Limits::infinity());
    v[1] = tiny;
    CHECK(norm_inf(v) == Limits::infinity());
  }
  CHECK(norm(Vector<T>(4, Limits::max() / 2)) == Limits::max());
  CHECK(norm(Vector<T>(5, Limits::max() / 2)) == Limits::infinity());
}
