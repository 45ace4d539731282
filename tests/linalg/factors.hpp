// Matrices for the tests of factorizations, and the residuals by which those are judged.
#ifndef DECLIVE_TESTS_LINALG_FACTORS_HPP
#define DECLIVE_TESTS_LINALG_FACTORS_HPP

#include <cmath>
#include <complex>
#include <declive/linalg.hpp>
#include <limits>
#include <string>

#include "support/random.hpp"

namespace factors {

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
  const Matrix<T> product = adjoint(q) * q;
  return error(product, identity<T>(q.cols()), Matrix<T>(1, 1, T(1)));
}

}  // namespace factors

#endif
