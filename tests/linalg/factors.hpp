// Matrices for the tests of factorizations, and the residuals by which those are judged.
#ifndef DECLIVE_TESTS_LINALG_FACTORS_HPP
#define DECLIVE_TESTS_LINALG_FACTORS_HPP

#include <cmath>
#include <complex>
#include <declive/linalg/arithmetic.hpp>
#include <declive/linalg/checks.hpp>
#include <declive/linalg/compare.hpp>
#include <limits>

#include "support/message_of.hpp"
#include "support/random.hpp"

namespace factors {

using support::message_of;

using declive::Index;
using declive::Matrix;
using declive::detail::conjugate;
using declive::detail::real_t;

/// Elements in [-1, 1), of complex numbers both parts.
template <class T>
Matrix<T> random_matrix(Index m, Index n, std::uint64_t seed) {
  support::Random random(seed);
  return Matrix<T>(m, n, [&](Index, Index) {
    if constexpr (declive::detail::is_complex<T>) {
      const auto real = random.uniform<real_t<T>>();
      return T(real, random.uniform<real_t<T>>());
    } else {
      return random.uniform<T>();
    }
  });
}

/// The conjugate transpose.
template <class T>
Matrix<T> adjoint(const Matrix<T>& a) {
  return Matrix<T>(a.cols(), a.rows(), [&](Index i, Index j) { return conjugate(a(j, i)); });
}

template <class T>
Matrix<T> identity(Index n) {
  return Matrix<T>::identity(n);
}

/// A B by the definition: needs no kernel, whose instances take the compiler a second a type.
template <class T>
Matrix<T> times(const Matrix<T>& a, const Matrix<T>& b) {
  Matrix<T> c(a.rows(), b.cols());
  for (Index i = 0; i < a.rows(); ++i)
    for (Index p = 0; p < a.cols(); ++p)
      for (Index j = 0; j < b.cols(); ++j)
        c.data()[i * b.cols() + j] += a.data()[i * a.cols() + p] * b.data()[p * b.cols() + j];
  return c;
}

/// A copy in which every element stands in a larger one, from the last to the first: no stride is 1 or positive.
template <class T>
class Scattered {
 public:
  explicit Scattered(const Matrix<T>& a)
      : memory_(2 * a.rows() + 1, 3 * a.cols() + 1), rows_(a.rows()), cols_(a.cols()) {
    view() = a;
  }
  declive::MatrixView<T> view() {
    return declive::MatrixView<T>(memory_.data() + memory_.size() - 1, rows_, cols_, -2 * memory_.cols(), -3);
  }

 private:
  Matrix<T> memory_;
  Index rows_, cols_;
};

/// element (i, j) = 1 / (i + j + 1)
template <class T>
Matrix<T> hilbert(Index n) {
  return Matrix<T>(n, n, [](Index i, Index j) { return T(1) / static_cast<T>(i + j + 1); });
}
/// Rows that fall by powers of two, over some 18 decades in double.
template <class T>
Matrix<T> graded(Index n, std::uint64_t seed) {
  Matrix<T> a = random_matrix<T>(n, n, seed);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j)
      a(i, j) *=
          std::ldexp(real_t<T>(1), static_cast<int>(-i * std::numeric_limits<real_t<T>>::digits / (n > 0 ? n : 1)));
  return a;
}

/// ||A - B||_F in units of n eps ||scale||_F, n being the larger side.
template <class T>
double error(const Matrix<T>& a, const Matrix<T>& b, const Matrix<T>& scale) {
  const Index n = a.rows() > a.cols() ? a.rows() : a.cols();
  if (n == 0) return 0;
  const auto unit = static_cast<real_t<T>>(n) * std::numeric_limits<real_t<T>>::epsilon() * declive::norm(scale);
  const auto off = declive::norm(a - b);
  return off == 0 ? 0 : static_cast<double>(off / unit);
}
/// How far the columns of Q are from orthonormal, in units of n eps.
template <class T>
double orthogonality(const Matrix<T>& q) {
  const Matrix<T> product = times(adjoint(q), q);
  return error(product, identity<T>(q.cols()), Matrix<T>(1, 1, T(1)));
}

}  // namespace factors

#endif
