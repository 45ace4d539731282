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

}  // namespace

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
