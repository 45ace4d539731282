#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <declive/linalg/implicit_ql.hpp>
#include <limits>
#include <vector>

#include "support/random.hpp"

using namespace declive;

namespace {

template <class T>
struct Tridiagonal {
  std::vector<T> d, e;  // as many of both: the last e is not looked at
  Index size() const { return static_cast<Index>(d.size()); }
  T largest() const { return detail::tridiagonal_size(size(), d.data(), e.data()); }
};

// By implicit_ql and by root_free_ql, ascending; what they return must be n.
template <class T>
std::vector<T> by_rotations(Tridiagonal<T> t) {
  std::vector<T> c(t.d.size()), s(t.d.size());
  const T size = t.largest();
  CHECK(detail::implicit_ql(t.size(), t.d.data(), t.e.data(), size, c.data(), s.data(),
                            [&](Index row, Index step, Index count) {
                              const Index end = row + step * count;
                              CHECK((row >= 0 && row < t.size() && end >= 0 && end < t.size()));
                            }) == t.size());
  std::sort(t.d.begin(), t.d.end());
  return t.d;
}
template <class T>
std::vector<T> root_free(Tridiagonal<T> t) {
  CHECK(detail::root_free_ql(t.size(), t.d.data(), t.e.data(), t.largest()) == t.size());
  std::sort(t.d.begin(), t.d.end());
  return t.d;
}

}  // namespace

TEST_CASE_TEMPLATE("implicit_ql: the second difference, with and without rotations", T, float, double, long double) {
  for (const Index n : {1, 2, 3, 10, 77}) {
    CAPTURE(n);
    const auto size = static_cast<std::size_t>(n);
    const Tridiagonal<T> t{std::vector<T>(size, T(2)), std::vector<T>(size, T(-1))};
    const auto first = by_rotations(t), second = root_free(t);
    const double bound = 4 * static_cast<double>(n) * static_cast<double>(std::numeric_limits<T>::epsilon());
    for (Index k = 0; k < n; ++k) {
      const long double exact =
          2 - 2 * std::cos(static_cast<long double>(k + 1) * std::acos(-1.0L) / static_cast<long double>(n + 1));
      CHECK(std::fabs(static_cast<double>(static_cast<long double>(first[static_cast<std::size_t>(k)]) - exact)) <=
            bound);
      CHECK(std::fabs(static_cast<double>(static_cast<long double>(second[static_cast<std::size_t>(k)]) - exact)) <=
            bound);
    }
  }
}

TEST_CASE("implicit_ql: matrices graded either way keep their small eigenvalues, and end") {
  // A diagonal from 1 to 3e-20; the determinant tells whether all of them are right.
  for (const bool upwards : {false, true}) {
    Tridiagonal<double> t;
    for (int k = 0; k < 40; ++k) {
      t.d.push_back(std::pow(10.0, -0.5 * k));
      t.e.push_back(1e-3 * std::pow(10.0, -0.5 * k));
    }
    if (upwards) {
      std::reverse(t.d.begin(), t.d.end());
      std::reverse(t.e.begin(), t.e.end() - 1);
    }
    const auto values = by_rotations(t), alone = root_free(t);
    double product = 1, exact = 1, pivot = 0;  // the determinant, by elimination
    for (std::size_t k = 0; k < t.d.size(); ++k) {
      pivot = t.d[k] - (k > 0 ? t.e[k - 1] * t.e[k - 1] / pivot : 0);
      exact *= pivot * 1e10;
      product *= values[k] * 1e10;
      CHECK(std::fabs(values[k] - alone[k]) <= 1e-15);
      CHECK(values[k] > 0);
    }
    CHECK(std::fabs(product / exact - 1) <= 1e-10);
  }
}

TEST_CASE("implicit_ql: a matrix of NaNs ends, and says how many values were found") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> d{1, nan, 3, nan}, e{1, 1, nan, 0}, c(4), s(4);
  CHECK(detail::implicit_ql(4, d.data(), e.data(), 3.0, c.data(), s.data(), [](Index, Index, Index) {}) < 4);
  std::vector<double> d2{1, nan, 3, nan}, e2{1, 1, nan, 0};
  CHECK(detail::root_free_ql(4, d2.data(), e2.data(), 3.0) < 4);
}

TEST_CASE("implicit_ql: blocks that do not touch, and a matrix of zeros") {
  const Tridiagonal<double> apart{{5, 1, 2, 2, 7}, {0, 1, 0, 0, 0}};
  const std::vector<double> expected{(3 - std::sqrt(5.0)) / 2, 2, (3 + std::sqrt(5.0)) / 2, 5, 7};
  const auto values = by_rotations(apart), alone = root_free(apart);
  for (std::size_t k = 0; k < 5; ++k) {
    CHECK(std::fabs(values[k] - expected[k]) <= 1e-15);
    CHECK(std::fabs(alone[k] - expected[k]) <= 1e-15);
  }
  const Tridiagonal<double> zero{{0, 0, 0}, {0, 0, 0}};
  CHECK(by_rotations(zero) == std::vector<double>(3));
  CHECK(root_free(zero) == std::vector<double>(3));
}
