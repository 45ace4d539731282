#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <declive/linalg.hpp>
#include <limits>

#include "layouts.hpp"

using namespace declive;
using layouts::equal;
using layouts::for_each_layout;
using C128 = std::complex<double>;

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
  CHECK(norm(Vector<C128>{C128(3, 4), C128(0, 12), C128(84, 0), C128(0, 3612), C128(0, 0)}) == 3613);
  CHECK(norm(Vector<C128>{C128(1e200, 0), C128(0, 1e200)}) == 1.4142135623730951e200);
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
