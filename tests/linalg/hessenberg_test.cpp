// Q^T A Q = H: zeros below the first subdiagonal, an orthogonal Q, and nothing else changed.
#include <doctest/doctest.h>
#include <declive/linalg/hessenberg.hpp>

#include <declive/linalg/compare.hpp>
#include <limits>

#include "similar.hpp"
#include "support/random.hpp"

using namespace declive;

TEST_CASE_TEMPLATE("The matrix is Q H Q^T", T, double, long double) {
  support::Random random(82);
  for (const Index n : {0, 1, 2, 3, 4, 7, 12, 39})
    for (Index low = 0; low <= (n > 4 ? 2 : 0); ++low) {
      const Index high = n - low;
      CAPTURE(n);
      CAPTURE(low);
      // Triangular outside [low, high), as balancing leaves it.
      const Matrix<T> a(n, n, [&](Index i, Index j) {
        const T x = random.template uniform<T>();
        return j < i && (j < low || i >= high) ? T(0) : x;
      });
      Matrix<T> padded(n, detail::padded_stride<T>(n)), reflectors(n, n), qt = Matrix<T>::identity(n);
      Vector<T> factors(n);
      MatrixView<T> h = padded.block(0, 0, n, n);
      h = a;
      const auto reduce = [&](const MatrixView<T>& v) {
        detail::reduce_to_hessenberg(h, low, high, v, factors.data());
      };
      reduce(reflectors);
      detail::hessenberg_vectors(low, high, MatrixView<T>(reflectors), factors.data(), MatrixView<T>(qt));
      for (Index i = 0; i < n; ++i)
        for (Index j = n; j < padded.cols(); ++j) CHECK(padded(i, j) == T(0));
      // Without vectors the same.
      const Matrix<T> kept = h;
      h = a;
      reduce(MatrixView<T>(nullptr, 0, 0));
      CHECK(kept == h);
      for (Index i = 0; i < n; ++i)
        for (Index j = 0; j + 1 < i; ++j) CHECK(h(i, j) == T(0));
      const T bound = 8 * static_cast<T>(n) * std::numeric_limits<T>::epsilon();
      CHECK(similar::distance(a, qt, h) <= bound);
    }
}
