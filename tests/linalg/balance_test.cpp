// Balancing rounds nothing: the matrix can be put together again to the bit.
#include <doctest/doctest.h>
#include <declive/linalg/balance.hpp>

#include <cmath>
#include <declive/linalg/compare.hpp>
#include <declive/linalg/reductions.hpp>
#include <declive/linalg/transpose.hpp>

#include "support/random.hpp"

using namespace declive;

namespace {

// P D B D^-1 P^T: what was done, undone from the last step to the first.
template <class T>
Matrix<T> undone(const detail::Balance<T>& done, Matrix<T> b) {
  const Index n = b.rows();
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) b(i, j) *= done.scale[i] / done.scale[j];
  for (Index i = done.low - 1; i >= 0; --i) detail::exchange_rows_and_columns(MatrixView<T>(b), i, done.exchange[i]);
  for (Index i = done.high; i < n; ++i) detail::exchange_rows_and_columns(MatrixView<T>(b), i, done.exchange[i]);
  return b;
}

}  // namespace

TEST_CASE_TEMPLATE("The balanced matrix is a similarity of the matrix by powers of two", T, float, double,
                   long double) {
  support::Random random(71);
  for (Index n = 0; n <= 12; ++n) {
    CAPTURE(n);
    // Sparse and badly scaled, so that both parts have something to do.
    const Matrix<T> a(n, n, [&](Index, Index) {
      return random.integer(0, 2) == 0 ? T(0) : random.small_integer<T>(9) * random.power_of_two<T>(-12, 12);
    });
    Matrix<T> b = a;
    const auto done = detail::balance(MatrixView<T>(b));
    CHECK(undone(done, b) == a);
    for (Index i = 0; i < n; ++i) {
      int exponent = 0;
      CHECK(std::frexp(done.scale[i], &exponent) == T(0.5));
      for (Index j = 0; j < n; ++j)
        if (j < i && (j < done.low || i >= done.high)) CHECK(b(i, j) == T(0));
    }
    // Vectors go back as the matrix does: A P D e = P D B e, exactly for unit vectors e.
    Matrix<T> x = Matrix<T>::identity(n), y = transpose(b);
    detail::undo_balance(done, MatrixView<T>(x));
    detail::undo_balance(done, MatrixView<T>(y));
    for (Index k = 0; k < n; ++k) {
      Index p = 0;
      while (x(k, p) == T(0)) ++p;
      for (Index i = 0; i < n; ++i) CHECK(a(i, p) * x(k, p) == y(k, i));
    }
  }
}

TEST_CASE("A permuted triangular matrix is found to be one") {
  support::Random random(72);
  for (Index n = 1; n <= 9; ++n) {
    Matrix<double> a(n, n, [&](Index i, Index j) { return i <= j ? static_cast<double>(random.integer(1, 9)) : 0.0; });
    for (Index k = 0; k < 20; ++k)
      detail::exchange_rows_and_columns(MatrixView<double>(a), random.integer(0, n - 1), random.integer(0, n - 1));
    const auto done = detail::balance(MatrixView<double>(a));
    CHECK(done.high - done.low <= 1);
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < i; ++j) CHECK(a(i, j) == 0);
  }
}

TEST_CASE("Scaling evens the norms out, but leaves a nearly triangular matrix alone") {
  const double far = 0x1p60;
  Matrix<double> a{{1, far, far * far}, {1 / far, 2, far}, {1 / (far * far), 1 / far, 3}};
  const auto done = detail::balance(MatrixView<double>(a));
  CHECK(max(map([](double x) { return std::fabs(x); }, a)) <= 8);
  CHECK(done.scale[0] / done.scale[2] == far * far);
  Matrix<double> nearly{{2, 1, 0}, {0, 2, 1}, {1e-10, 0, 2}};
  const auto kept = detail::balance(MatrixView<double>(nearly));
  CHECK(max(kept.scale) / min(kept.scale) <= 4);
}
