#include <doctest/doctest.h>

#include <complex>
#include <declive/linalg/qr.hpp>
#include <declive/linalg/transpose.hpp>

#include "factors.hpp"
#include "support/effort.hpp"
#include "support/isa.hpp"

using namespace declive;
using factors::error;
using factors::identity;
using factors::message_of;
using factors::orthogonality;
using factors::random_matrix;
using factors::times;
using C128 = std::complex<double>;

namespace {

template <class T, Index M, Index K, Index N>
void check_factors(const QR<T, M, K, N>& f, const Matrix<T>& a, bool complete) {
  const Index m = a.rows(), n = a.cols(), k = complete || m < n ? m : n;
  REQUIRE(f.Q.dims() == Dims{m, k, 2});
  REQUIRE(f.R.dims() == Dims{k, n, 2});
  const Matrix<T> q(f.Q), r(f.R);
  CHECK(error(times(q, r), a, a) < 2);
  CHECK(orthogonality(q) < 8);
  bool upper = true, real = true;
  for (Index i = 0; i < k; ++i) {
    if (i < n) real = real && detail::conjugate(r(i, i)) == r(i, i);
    for (Index j = 0; j < i && j < n; ++j) upper = upper && r(i, j) == T(0);
  }
  CHECK(upper);
  CHECK(real);
}

}  // namespace

TEST_CASE_TEMPLATE("A = Q R for all shapes, reduced and complete", T, float, double, C128) {
  support::for_each_isa([] {
    const Index shapes[][2] = {{0, 0},  {0, 2},   {3, 0},   {1, 1},   {2, 2},   {3, 7},    {7, 3},    {16, 16},
                               {5, 32}, {32, 32}, {33, 33}, {70, 33}, {33, 70}, {100, 65}, {65, 100}, {150, 9}};
    for (const auto& shape : shapes) {
      const Index m = shape[0], n = shape[1];
      if (m * n > 300 && (!detail::has_kernels<T> || support::low_effort())) continue;
      CAPTURE(m);
      CAPTURE(n);
      const Matrix<T> a = random_matrix<T>(m, n, 31);
      check_factors(qr(a), a, false);
      check_factors(qr(a, QRMode::complete), a, true);
      check_factors(qr(a, QRMode::reduced), a, false);
    }
  });
}

TEST_CASE_TEMPLATE("Whatever the rank and the scale", T, float, double) {
  support::for_each_isa([] {
    const Index n = support::low_effort() ? 35 : 80;
    Matrix<T> deficient = random_matrix<T>(n, n, 32);
    for (Index i = 0; i < n; ++i)
      for (Index j = n / 2; j < n; ++j) deficient(i, j) = deficient(i, j - n / 2);
    Matrix<T> gaps = random_matrix<T>(n, n, 33);
    for (Index i = 0; i < n; ++i) gaps(i, 3) = gaps(i, 40 % n) = 0;  // H = I on the way
    Matrix<T> small = random_matrix<T>(n, n, 34), large = small;
    for (T& x : small) x = std::ldexp(x, std::numeric_limits<T>::min_exponent + 12);
    for (T& x : large) x = std::ldexp(x, std::numeric_limits<T>::max_exponent - 8);
    for (const Matrix<T>& a : {deficient, gaps, small, factors::graded<T>(n, 35), factors::hilbert<T>(n),
                               Matrix<T>(n, n), identity<T>(n), Matrix<T>(n, n, T(1))})
      check_factors(qr(a), a, false);
    const auto f = qr(large);  // whose norm overflows
    CHECK(orthogonality(f.Q) < 8);
    CHECK(error(times(f.Q, Matrix<T>(f.R * std::ldexp(T(1), -60))), Matrix<T>(large * std::ldexp(T(1), -60)),
                Matrix<T>(large * std::ldexp(T(1), -60))) < 2);
  });
}

TEST_CASE("Known factors") {
  const auto [Q, R] = qr(Matrix<double>{{3, 5}, {4, 0}});  // R_00 = -5, H = [[-.6, -.8], [-.8, .6]]
  CHECK(R(0, 0) == -5.0);
  CHECK(R(0, 1) == doctest::Approx(-3).epsilon(1e-15));
  CHECK(R(1, 1) == doctest::Approx(-4).epsilon(1e-15));
  CHECK(Q(0, 0) == doctest::Approx(-0.6).epsilon(1e-15));
  CHECK(R(1, 0) == 0.0);
  const auto one = qr(identity<double>(40));
  CHECK((one.Q == identity<double>(40)));
  CHECK((one.R == identity<double>(40)));
}

TEST_CASE("Fixed sizes, whole numbers, views, long double") {
  const Matrix<int, 3, 2> a{{1, 2}, {2, 0}, {2, 1}};
  const auto f = qr(a);
  static_assert(std::is_same_v<decltype(f), const QR<double, 3, 2, 2>>);
  check_factors(f, Matrix<double>(a), false);
  CHECK(std::fabs(f.R(0, 0)) == 3.0);
  const Matrix<double> b = random_matrix<double>(20, 40, 36);
  factors::Scattered<double> far(b);
  check_factors(qr(far.view()), b, false);
  check_factors(qr(b.transposed()), transpose(b), false);
  const Matrix<long double> wide = random_matrix<long double>(6, 5, 37);
  check_factors(qr(wide), wide, false);
  CHECK(message_of([] { qr(Matrix<double>{{1, -HUGE_VAL}}, Site{}); }) == "qr: (1x2): element (0, 1) is -inf");
}
