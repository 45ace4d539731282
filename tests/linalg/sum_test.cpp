#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <cstdint>
#include <declive/linalg.hpp>
#include <limits>

#include "layouts.hpp"
#include "support/bounds.hpp"
#include "support/isa.hpp"
#include "support/types.hpp"

using namespace declive;
using layouts::equal;
using layouts::for_each_layout;
using layouts::number;
using C64 = std::complex<float>;

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

TEST_CASE("The least that is a Scalar can be added up, though not from nothing") {
  using support::Minimal;
  const Matrix<Minimal> a(5, 20, [](Index i, Index j) { return Minimal(static_cast<int>(20 * i + j)); });
  CHECK(sum(a).value() == 4950);
  CHECK(sum(a, 0)[3].value() == 3 + 23 + 43 + 63 + 83);
  CHECK(sum(a, 1)[1].value() == 590);
}

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
