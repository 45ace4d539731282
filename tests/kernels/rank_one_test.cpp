#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <declive/kernels/rank_one.hpp>
#include <limits>
#include <vector>

#include "support/canary.hpp"
#include "support/effort.hpp"
#include "support/isa.hpp"
#include "support/random.hpp"

using namespace declive;

namespace {

template <class T>
constexpr long double eps = static_cast<long double>(std::numeric_limits<T>::epsilon());

// D + w w^T, its computed values and vectors: ||(D + w w^T) v - x v|| and the vectors' products, in long double.
template <class T>
void check_problem(const std::vector<T>& d, const std::vector<T>& w) {
  const Index n = static_cast<Index>(d.size());
  const auto index = [](Index i) { return static_cast<std::size_t>(i); };
  std::vector<T> squares;
  for (const T x : w) squares.push_back(x * x);
  std::vector<Index> place;
  for (Index j = 0; j < n; ++j) place.push_back((j * 7 + 3) % n);  // not a multiple of 7 anywhere below
  support::Canary<T> delta(support::Layout{n, n, n, 1}), values(n), work(2 * n);
  REQUIRE(kernels::rank_one_values<T>(n, d.data(), squares.data(), &delta(0, 0), &values[0]) == n);
  long double size = 0, weight = 0;
  for (Index j = 0; j < n; ++j) {
    size = std::fmax(size, std::fabs(static_cast<long double>(d[index(j)])));
    weight += static_cast<long double>(w[index(j)]) * static_cast<long double>(w[index(j)]);
  }
  size += weight;
  for (Index i = 0; i < n; ++i) {
    CHECK(values[i] >= d[index(i)]);  // beside the pole, if not on it after rounding
    CHECK(values[i] <= (i + 1 < n ? d[index(i + 1)] : static_cast<T>(size * (1 + 4 * eps<T>))));
    for (Index j = 0; j < n; ++j) {
      CHECK((j <= i ? delta(i, j) < 0 : delta(i, j) > 0));
      const long double exact = static_cast<long double>(d[index(j)]) - static_cast<long double>(values[i]);
      CHECK(std::fabs(static_cast<long double>(delta(i, j)) - exact) <= 2 * eps<T> * size);
    }
  }
  kernels::rank_one_vectors<T>(n, d.data(), w.data(), place.data(), &delta(0, 0), &work[0]);
  const long double bound = 8 * static_cast<long double>(n) * eps<T>;
  const auto vector = [&](Index i, Index j) { return static_cast<long double>(delta(i, place[index(j)])); };
  for (Index i = 0; i < n; ++i) {
    for (Index k = 0; k <= i; ++k) {
      long double product = 0;
      for (Index j = 0; j < n; ++j) product += vector(i, j) * vector(k, j);
      CHECK(std::fabs(product - (i == k ? 1 : 0)) <= bound);
    }
    long double along = 0;
    for (Index j = 0; j < n; ++j) along += static_cast<long double>(w[index(j)]) * vector(i, j);
    for (Index j = 0; j < n; ++j)
      CHECK(std::fabs(static_cast<long double>(d[index(j)]) * vector(i, j) +
                      static_cast<long double>(w[index(j)]) * along -
                      static_cast<long double>(values[i]) * vector(i, j)) <= bound * size);
  }
  CHECK((delta.intact() && values.intact() && work.intact()));
}

// The arrow with d_0 = 0 < d_1 < ... below the row z: ||M v - s u||, and the vectors' products, in long double.
template <class T>
void check_arrow(const std::vector<T>& d, const std::vector<T>& z) {
  const Index n = static_cast<Index>(d.size());
  const auto index = [](Index i) { return static_cast<std::size_t>(i); };
  std::vector<T> squares;
  for (const T x : z) squares.push_back(x * x);
  std::vector<Index> place;
  for (Index j = 0; j < n; ++j) place.push_back((j * 7 + 3) % n);
  support::Canary<T> delta(support::Layout{n, n, n, 1}), left(support::Layout{n, n, n, 1}), values(n), work(2 * n);
  REQUIRE(kernels::arrow_values<T>(n, d.data(), squares.data(), &delta(0, 0), &values[0]) == n);
  for (Index i = 0; i < n; ++i) {
    CHECK(values[i] >= d[index(i)]);
    if (i + 1 < n) CHECK(values[i] <= d[index(i + 1)]);
  }
  kernels::arrow_vectors<T>(n, d.data(), z.data(), place.data(), &delta(0, 0), &left(0, 0), &work[0]);
  const long double bound = 8 * static_cast<long double>(n) * eps<T>, size = static_cast<long double>(values[n - 1]);
  const auto right_at = [&](Index i, Index j) { return static_cast<long double>(delta(i, place[index(j)])); };
  const auto left_at = [&](Index i, Index j) { return static_cast<long double>(left(i, place[index(j)])); };
  for (Index i = 0; i < n; ++i) {
    for (Index k = 0; k <= i; ++k) {
      long double right_product = 0, left_product = 0;
      for (Index j = 0; j < n; ++j) {
        right_product += right_at(i, j) * right_at(k, j);
        left_product += left_at(i, j) * left_at(k, j);
      }
      CHECK(std::fabs(right_product - (i == k ? 1 : 0)) <= bound);
      CHECK(std::fabs(left_product - (i == k ? 1 : 0)) <= bound);
    }
    for (Index r = 0; r < n; ++r) {
      long double product = r == 0 ? 0 : static_cast<long double>(d[index(r)]) * right_at(i, r);
      for (Index j = 0; r == 0 && j < n; ++j) product += static_cast<long double>(z[index(j)]) * right_at(i, j);
      CHECK(std::fabs(product - static_cast<long double>(values[i]) * left_at(i, r)) <= bound * size);
    }
  }
  CHECK((delta.intact() && left.intact() && values.intact() && work.intact()));
}

}  // namespace

TEST_CASE_TEMPLATE("arrow: singular values between the poles, vectors orthogonal to rounding", T, float, double) {
  support::for_each_isa([] {
    support::Random random(631);
    for (const Index n : {1, 2, 3, 4, 5, 8, 9, 16, 17, 31, 33, 65}) {
      if (n > 17 && support::low_effort()) continue;
      CAPTURE(n);
      std::vector<T> d = random.uniforms<T>(n), z = random.uniforms<T>(n);
      for (T& x : d) x = std::fabs(x);
      for (T& x : z)
        if (std::fabs(x) < T(0.01)) x = T(0.01);
      std::sort(d.begin(), d.end());
      d[0] = 0;
      check_arrow(d, z);
      // As weak and as close as divide and conquer lets them be.
      const T tiny = 8 * std::numeric_limits<T>::epsilon();
      std::vector<T> light = z, close = d, low = d;
      for (std::size_t j = 0; j < light.size(); ++j) {
        light[j] = j % 2 == 0 ? tiny : light[j];
        if (j > 0) close[j] = close[j - 1] + (j % 3 == 0 ? T(0.25) : tiny);
        if (j > 0) low[j] = tiny * static_cast<T>(j);
      }
      for (T& x : close) x /= close.back() > T(1) ? close.back() : T(1);
      check_arrow(d, light);
      check_arrow(close, z);
      check_arrow(close, light);
      check_arrow(low, z);
    }
  });
}

TEST_CASE_TEMPLATE("rank_one: values between the poles, vectors orthogonal to rounding", T, float, double) {
  support::for_each_isa([] {
    support::Random random(630);
    for (const Index n : {1, 2, 3, 4, 5, 8, 9, 16, 17, 31, 33, 65}) {
      if (n > 17 && support::low_effort()) continue;
      CAPTURE(n);
      std::vector<T> d = random.uniforms<T>(n), w = random.uniforms<T>(n);
      std::sort(d.begin(), d.end());
      for (T& x : w)
        if (std::fabs(x) < T(0.01)) x = T(0.01);
      check_problem(d, w);
      const T tiny = 64 * std::numeric_limits<T>::epsilon();
      std::vector<T> light = w, heavy = w, close = d, clusters = d;
      for (std::size_t j = 0; j < d.size(); ++j) {
        if (j % 3 != 1) light[j] *= tiny;  // down to what is not deflated
        heavy[j] *= T(100);                // one value goes far away
        close[j] = T(1) + static_cast<T>(j) * tiny;
        clusters[j] = static_cast<T>(static_cast<int>(j / 4)) + static_cast<T>(static_cast<int>(j % 4)) * tiny;
      }
      for (const auto& poles : {d, close, clusters})
        for (const auto& weights : {w, light, heavy}) check_problem(poles, weights);
    }
  });
}
