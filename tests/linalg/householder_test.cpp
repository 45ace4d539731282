#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <declive/linalg/householder.hpp>
#include <limits>

#include "factors.hpp"
#include "support/isa.hpp"

using namespace declive;
using factors::adjoint;
using factors::error;
using factors::identity;
using factors::random_matrix;

namespace {

// I - tau v v^H
template <class T>
Matrix<T> reflection(const Matrix<T>& v, const T& tau) {
  return identity<T>(v.rows()) - v * (tau * adjoint(v));
}

}  // namespace

TEST_CASE_TEMPLATE("H^H x is beta e_1, and H is unitary", T, double, long double, std::complex<double>) {
  using R = detail::real_t<T>;
  for (const Index n : {1, 2, 3, 10, 67})
    for (const Index stride : {1, 3}) {
      CAPTURE(n);
      const Matrix<T> a = random_matrix<T>(n, stride, static_cast<std::uint64_t>(n));
      Matrix<T> work = a;
      const auto [tau, beta] = detail::make_reflector(n, work.data(), stride);
      const Matrix<T> x = a.block(0, 0, n, 1), v = work.block(0, 0, n, 1), h = reflection(v, T(tau));
      CHECK(v(0, 0) == T(1));
      CHECK(error(adjoint(h) * h, identity<T>(n), identity<T>(n)) < 10);
      Matrix<T> expected(n, 1);
      expected(0, 0) = T(beta);
      CHECK(error(adjoint(h) * x, expected, x) < 10);
      if (n > 1) {
        CHECK(detail::real_part(T(tau)) >= R(1));
        CHECK(detail::real_part(T(tau)) <= R(2));
      }
      for (Index i = 0; i < n * stride; ++i)
        if (i % stride != 0) CHECK(work.data()[i] == a.data()[i]);
    }
}

TEST_CASE("What is a multiple of e_1 stays, with its sign") {
  double x[] = {-3, 0, 0}, alone[] = {5};
  const auto [tau, beta] = detail::make_reflector(Index{3}, x, Index{1});
  CHECK(tau == 0.0);
  CHECK(beta == -3.0);
  CHECK(x[0] == 1.0);
  CHECK(detail::make_reflector(Index{1}, alone, Index{1}).beta == 5.0);
  // A complex one is turned until it is real.
  std::complex<double> z[] = {{0, 2}, {0, 0}};
  const auto turned = detail::make_reflector(Index{2}, z, Index{1});
  CHECK(turned.beta == -2.0);
  CHECK(std::abs((1.0 - std::conj(turned.tau)) * std::complex<double>(0, 2) - turned.beta) < 1e-15);
  std::complex<double> real_head[] = {{3, 0}, {0, 4}};
  const auto half = detail::make_reflector(Index{2}, real_head, Index{1});
  CHECK(half.beta == -5.0);
  CHECK(half.tau == 1.6);
  CHECK(real_head[1] == std::complex<double>(0, 0.5));
  double right[] = {3, 4};  // exact: beta = -5, tau = 8/5, v = 4/8
  const auto five = detail::make_reflector(Index{2}, right, Index{1});
  CHECK(five.beta == -5.0);
  CHECK(five.tau == 1.6);
  CHECK(right[1] == 0.5);
}

TEST_CASE_TEMPLATE("Neither huge nor tiny elements lose the reflector", T, float, double) {
  using Limits = std::numeric_limits<T>;
  const T tiny = Limits::min() / T(1 << 10);
  for (const T scale : {tiny, Limits::min(), std::sqrt(Limits::min()) / T(64), std::sqrt(Limits::max()),
                        Limits::max() / T(64), Limits::max() / T(6)}) {
    CAPTURE(scale);
    T x[] = {T(3) * scale, T(4) * scale};
    const auto [tau, beta] = detail::make_reflector(Index{2}, x, Index{1});
    CHECK(std::fabs(beta / scale + T(5)) <= T(8) * Limits::epsilon());
    CHECK(std::fabs(tau - T(1.6)) <= T(8) * Limits::epsilon());
    CHECK(std::fabs(x[1] - T(0.5)) <= T(8) * Limits::epsilon());
    T even[] = {scale, scale};  // of a length that a subnormal number has no digits for
    CHECK(std::fabs(detail::make_reflector(Index{2}, even, Index{1}).tau - (T(1) + std::sqrt(T(0.5)))) <=
          T(8) * Limits::epsilon());
    CHECK(std::fabs(even[1] - (std::sqrt(T(2)) - T(1))) <= T(8) * Limits::epsilon());
  }
  T bad[] = {T(1), Limits::quiet_NaN()};
  CHECK(std::isnan(detail::make_reflector(Index{2}, bad, Index{1}).beta));
}

TEST_CASE_TEMPLATE("A reflector from the left and from the right", T, double, long double, std::complex<double>) {
  const Index m = 7, n = 5;
  const Matrix<T> c = random_matrix<T>(m, n, 3);
  for (const int which : {0, 1, 2, 3}) {
    const bool left = which % 2 == 0;
    const Index size = left ? m : n;
    Matrix<T> v = random_matrix<T>(size, 1, 4);
    if (which > 1) v(0, 0) = T(0);  // tau = 1
    const T tau = detail::make_reflector(size, v.data(), Index{1}).tau;
    Matrix<T> rows = c, columns = Matrix<T>(c.transposed());
    std::vector<T> work(static_cast<std::size_t>(m + n));
    const auto apply = left ? &detail::apply_reflector_left<T> : &detail::apply_reflector_right<T>;
    apply(v.data(), 1, tau, MatrixView<T>(rows), work.data());
    apply(v.data(), 1, tau, MatrixView<T>(columns.transposed()), work.data());
    const Matrix<T> expected = left ? reflection(v, tau) * c : c * reflection(v, tau);
    CHECK(error(rows, expected, c) < 4);
    CHECK(error(Matrix<T>(columns.transposed()), expected, c) < 4);
  }
}

TEST_CASE_TEMPLATE("A block of reflectors is their product", T, double, long double) {
  const auto check = [](Index k) {
    const Index m = 40, n = 13;
    const T nan = std::numeric_limits<T>::quiet_NaN();  // what the work held does not matter
    Matrix<T> v(m, k), t(k, k), product = identity<T>(m);
    Vector<T> tau(k);
    const Matrix<T> start = random_matrix<T>(m, k, 5);
    for (Index j = 0; j < k; ++j) {
      v.block(j, j, m - j, 1) = start.block(j, j, m - j, 1);
      if (j == 4) v.block(j + 1, j, m - j - 1, 1) = Matrix<T>(m - j - 1, 1);  // H_4 = I
      tau[j] = detail::make_reflector(m - j, &v(j, j), k).tau;
      product = product * reflection(Matrix<T>(v.block(0, j, m, 1)), T(tau[j]));
    }
    const MatrixView<const T> vv = v, vt = t;
    detail::block_factor(vv, tau.data(), MatrixView<T>(t));
    for (Index i = 0; i < k; ++i)
      for (Index j = 0; j < i; ++j) CHECK(t(i, j) == T(0));
    CHECK(error(identity<T>(m) - v * t * v.transposed(), product, identity<T>(m)) < 4);
    const Matrix<T> c = random_matrix<T>(m, n, 6), d = Matrix<T>(c.transposed());
    for (const bool transposed : {false, true}) {
      const Matrix<T> q = transposed ? Matrix<T>(product.transposed()) : product;
      Matrix<T> left = c, right = d, below(2 * k, n, nan), beside(n, 2 * k, nan);
      detail::apply_block_left(vv, vt, transposed, MatrixView<T>(left), MatrixView<T>(below));
      detail::apply_block_right(vv, vt, transposed, MatrixView<T>(right), MatrixView<T>(beside));
      CHECK(error(left, Matrix<T>(q * c), c) < 4);
      CHECK(error(right, Matrix<T>(d * q), d) < 4);
    }
  };
  support::for_each_isa([&] {
    check(1);
    check(9);
  });
}
