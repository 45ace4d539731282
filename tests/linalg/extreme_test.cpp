#include <doctest/doctest.h>

#include <cstdint>
#include <declive/linalg.hpp>

#include "layouts.hpp"

using namespace declive;
using layouts::equal;
using layouts::for_each_layout;

namespace {

// The k-th element in the order of reading.
template <class T>
const T& at(const Matrix<T>& a, Index k) {
  return a.data()[k];
}
}  // namespace

TEST_CASE_TEMPLATE("Extremes and where they stand first, of all and along both axes, in every layout", T, double, int,
                   std::int8_t) {
  support::Random random(72);
  const layouts::Shape sizes[] = {{1, 1}, {1, 7}, {5, 1}, {3, 2}, {2, 3}, {4, 16}, {17, 9}, {35, 90}};
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

TEST_CASE("Of two NaNs, and of two largest elements, the first is found, however far apart they are") {
  for (const Index second : {101, 1023, 1024, 2000, 4999}) {
    Vector<double> v(5000, [](Index i) { return static_cast<double>(i % 7); });
    v[100] = v[second] = 9;
    CHECK(argmax(v) == 100);
    CHECK(argmin(Vector<double>(-v)) == 100);
    v[100] = v[second] = std::numeric_limits<double>::quiet_NaN();
    CHECK(argmax(v) == 100);
    CHECK(argmin(v) == 100);
  }
}

TEST_CASE("Columns and rows whose elements are two apart") {
  const Matrix<double> a{{1, 9, 5, 9, 3, 9}, {9, 9, 9, 9, 9, 9}, {4, 9, 2, 9, 6, 9}};
  for (const Index n : {2, 3}) {
    const MatrixView<const double> x(a.data(), 2, n, 12, 2);
    CHECK(equal(min(x, 0), Vector<double>(Vector<double>{1, 2, 3}.slice(0, n))));
    CHECK(equal(max(x, 1), n == 2 ? Vector<double>{5, 4} : Vector<double>{5, 6}));
    CHECK(equal(max(x.transposed(), 0), max(x, 1)));
    CHECK(equal(min(x.transposed(), 1), min(x, 0)));
  }
}
