// Q^T A Q = H: zeros below the first subdiagonal, an orthogonal Q, and nothing else changed.
#include <doctest/doctest.h>
#include <declive/linalg/hessenberg.hpp>

#include <cmath>
#include <declive/linalg/compare.hpp>
#include <declive/linalg/transpose.hpp>
#include <limits>

#include "support/random.hpp"

using namespace declive;

namespace {
// The largest |a_ij - b_ij|.
template <class T>
T distance(const Matrix<T>& a, const Matrix<T>& b) {
  return a.empty() ? T(0) : max(map([](T x, T y) { return std::fabs(x - y); }, a, b));
}
}  // namespace

TEST_CASE_TEMPLATE("A reflection takes a vector to its first axis", T, double, long double) {
  support::Random random(81);
  for (Index n = 1; n <= 6; ++n) {
    const Vector<T> x(n, [&](Index) { return random.template uniform<T>(); });
    Vector<T> v = x;
    T end = 0;
    const T t = detail::reflection(VectorView<T>(v), end);
    CHECK(v[0] == (n == 1 ? x[0] : T(1)));
    const T projection = t * dot(v, x);
    for (Index i = 0; i < n; ++i)
      CHECK(std::fabs(x[i] - projection * v[i] - (i == 0 ? end : T(0))) <= 8 * std::numeric_limits<T>::epsilon());
  }
  // Nothing to do: no reflection.
  Vector<T> axis{-3, 0, 0};
  T end = 0;
  CHECK(detail::reflection(VectorView<T>(axis), end) == T(0));
  CHECK(end == T(-3));
}

TEST_CASE_TEMPLATE("The matrix is Q H Q^T", T, double, long double) {
  support::Random random(82);
  for (const Index n : {0, 1, 2, 3, 4, 7, 12, 31})
    for (Index low = 0; low <= (n > 4 ? 2 : 0); ++low) {
      const Index high = n - low;
      CAPTURE(n);
      CAPTURE(low);
      // Triangular outside [low, high), as balancing leaves it.
      const Matrix<T> a(n, n, [&](Index i, Index j) {
        const T x = random.template uniform<T>();
        return j < i && (j < low || i >= high) ? T(0) : x;
      });
      Matrix<T> h = a, qt = Matrix<T>::identity(n), alone = a, none;
      detail::reduce_to_hessenberg(MatrixView<T>(h), low, high, MatrixView<T>(qt));
      detail::reduce_to_hessenberg(MatrixView<T>(alone), low, high, MatrixView<T>(none));
      CHECK(alone == h);
      for (Index i = 0; i < n; ++i)
        for (Index j = 0; j + 1 < i; ++j) CHECK(h(i, j) == T(0));
      const T bound = 8 * static_cast<T>(n) * std::numeric_limits<T>::epsilon();
      CHECK(distance(qt * transpose(qt), Matrix<T>::identity(n)) <= bound);
      CHECK(distance(transpose(qt) * h * qt, a) <= bound);
    }
}
