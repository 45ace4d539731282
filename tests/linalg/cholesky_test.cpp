#include <doctest/doctest.h>

#include <complex>
#include <declive/linalg/cholesky.hpp>
#include <limits>

#include "factors.hpp"
#include "support/effort.hpp"
#include "support/isa.hpp"

using namespace declive;
using factors::adjoint;
using factors::error;
using factors::message_of;
using factors::random_matrix;
using factors::times;
using C128 = std::complex<double>;

TEST_CASE("Pascal's matrix is the square of his triangle, to the bit") {
  support::for_each_isa([] {
    for (const Index n : {1, 2, 4, 5, 9, 28}) {
      Matrix<double> pascal(n, n, 1.0), triangle(n, n);
      for (Index i = 0; i < n; ++i) {
        triangle(i, 0) = 1;
        for (Index j = 1; j < n; ++j) {
          if (i > 0) pascal(i, j) = pascal(i, j - 1) + pascal(i - 1, j);
          if (i > 0) triangle(i, j) = triangle(i - 1, j) + triangle(i - 1, j - 1);
        }
      }
      CHECK((cholesky(pascal) == triangle));
    }
  });
}

TEST_CASE_TEMPLATE("min(i, j) is the square of the ones, in all block sizes", T, float) {
  support::for_each_isa([] {
    for (const Index n : {1, 3, 16, 31, 32, 33, 64, 100, 143}) {
      if (support::low_effort() && n > 64) continue;
      CAPTURE(n);
      const Matrix<T> a(n, n, [](Index i, Index j) { return static_cast<T>((i < j ? i : j) + 1); });
      const Matrix<T> ones(n, n, [](Index i, Index j) { return T(i >= j ? 1 : 0); });
      CHECK((cholesky(a) == ones));
      factors::Scattered<T> far(a);
      CHECK((cholesky(far.view()) == ones));
      const Matrix<T> x(n, 3, [](Index i, Index j) { return static_cast<T>((i + j) % 3 - 1); });
      CHECK((cholesky_solve(ones, times(a, x)) == x));
      CHECK((cholesky_solve(ones, Vector<T>(a * x.col(1))) == Vector<T>(x.col(1))));
    }
  });
}

TEST_CASE_TEMPLATE("L L^H = A, L lower with a positive diagonal", T, double, C128) {
  for (const Index n : {0, 1, 2, 5, 20, 47, 120}) {
    if (n > 40 && (support::low_effort() || !detail::has_kernels<T>)) continue;
    CAPTURE(n);
    const Matrix<T> b = random_matrix<T>(n, n + 2, 21);
    const Matrix<T> a = times(b, adjoint(b));
    const Matrix<T> l = cholesky(a);
    CHECK(error(times(l, adjoint(l)), a, a) < 1);
    bool positive = true, lower = true;
    for (Index i = 0; i < n; ++i) {
      positive = positive && detail::real_part(l(i, i)) > 0;
      for (Index j = i + 1; j < n; ++j) lower = lower && l(i, j) == T(0);
    }
    CHECK(positive);
    CHECK(lower);
    const Matrix<T> c = random_matrix<T>(n, 3, 22), x = cholesky_solve(l, c);
    if (n > 0) CHECK(error(times(a, x), c, Matrix<T>(1, 1, T(norm(a) * norm(x)))) < 2);
  }
}

TEST_CASE("Hilbert's matrix, and one whose elements fall") {
  const Matrix<double> a = factors::hilbert<double>(12), l = cholesky(a);
  CHECK(error(times(l, adjoint(l)), a, a) < 1);
  // det H_n = (0! 1! ... (n-1)!)^4 / (0! 1! ... (2n-1)!), of which l_kk^2 is a factor each; cond H_12 = 1.6e16.
  double computed = 0, exact = 0;
  for (Index k = 0; k < 12; ++k) computed += 2 * std::log(l(k, k));
  for (Index k = 0; k < 24; ++k) exact += (k < 12 ? 3 : -1) * std::lgamma(static_cast<double>(k) + 1);
  CHECK(computed == doctest::Approx(exact).epsilon(1e-2));
  // The relative accuracy of L does not depend on the scale of the rows.
  const Matrix<double> b = random_matrix<double>(30, 40, 23), s = gram(b);
  Matrix<double> scaled = s;
  for (Index i = 0; i < 30; ++i)
    for (Index j = 0; j < 30; ++j) scaled(i, j) = std::ldexp(s(i, j), static_cast<int>(-10 * (i + j)));
  const Matrix<double> plain = cholesky(s), fallen = cholesky(scaled);
  bool same = true;
  for (Index i = 0; i < 30; ++i)
    for (Index j = 0; j <= i; ++j) same = same && std::ldexp(fallen(i, j), static_cast<int>(10 * i)) == plain(i, j);
  CHECK(same);
}

TEST_CASE("Not positive definite, not symmetric, not square, not finite") {
  support::for_each_isa([] {
    for (const Index n : {3, 20, 80}) {
      CAPTURE(n);
      Matrix<double> a = 4.0 * factors::identity<double>(n);
      a(n - 1, 0) = a(0, n - 1) = 6;  // pivot n - 1: 4 - 3^2
      CHECK(message_of([&] {
              cholesky(a, Site{"x.cpp", 5});
            }) == std::string(detail::text("cholesky: (", n, "x", n, "): the matrix is not positive definite: pivot ",
                                           n - 1, " is -5 [x.cpp:5]")));
      a(1, 1) = 0;
      CHECK(
          message_of([&] { cholesky(a, {}); }) ==
          std::string(detail::text("cholesky: (", n, "x", n, "): the matrix is not positive definite: pivot 1 is 0")));
    }
  });
  CHECK(message_of([] {
          cholesky(Matrix<double>{{4, 1}, {2, 4}}, {});
        }) == "cholesky: (2x2): the matrix is not symmetric: elements (1, 0) and (0, 1) are 2 and 1, 1 apart");
  CHECK(message_of([] { cholesky(Matrix<double>{{4, 1}}, {}); }) == "cholesky: (1x2): the matrix is not square");
  CHECK(message_of([] { cholesky(Matrix<double>{{std::nan("")}}, {}); }) == "cholesky: (1x1): element (0, 0) is nan");
  for (const Index n : {2, 3, 20})
    for (Index k = 0; k < n; ++k) {
      Matrix<double> a = factors::identity<double>(n);
      a(k, k) = HUGE_VAL;
      CHECK(message_of([&] { cholesky(a, {}); }) ==
            std::string(detail::text("cholesky: (", n, "x", n, "): element (", k, ", ", k, ") is inf")));
    }
  CHECK(message_of([] {
          cholesky(Matrix<double>{{1, HUGE_VAL}, {HUGE_VAL, 1}}, {});
        }) == "cholesky: (2x2): element (0, 1) is inf");
  CHECK_THROWS_AS(cholesky_solve(Matrix<double>{{1, 0}, {1, 0}}, Vector<double>{1, 2}), ValueError);
  CHECK_THROWS_AS(cholesky_solve(Matrix<double>{{0, 0}, {1, 1}}, Vector<double>{1, 2}), ValueError);
  CHECK_THROWS_AS(cholesky_solve(Matrix<double>{{1, 0}, {1, 1}}, Vector<double>{1, 2, 3}), ShapeError);
}

TEST_CASE("Fixed sizes, whole numbers, long double") {
  CHECK((cholesky(Matrix<long double>{{4, 2}, {2, 5}}) == Matrix<long double>{{2, 0}, {1, 2}}));
  const Matrix<double, 2, 2> l = cholesky(Matrix<int, 2, 2>{{4, 6}, {6, 13}});
  CHECK((l == Matrix<double, 2, 2>{{2, 0}, {3, 2}}));
  const Vector<double, 2> x = cholesky_solve(l, Vector<int, 2>{16, 32});
  CHECK((x == Vector<double, 2>{1, 2}));
}

TEST_CASE("Three by three is looked at as closely as any other size") {
  const double no_number = std::numeric_limits<double>::quiet_NaN();
  const Matrix<double> good{{4, 2, 2}, {2, 5, 3}, {2, 3, 6}};
  CHECK((cholesky(good) == Matrix<double>{{2, 0, 0}, {1, 2, 0}, {1, 1, 2}}));
  for (Index i = 0; i < 3; ++i)
    for (Index j = 0; j < 3; ++j) {
      Matrix<double> bad = good;
      bad(i, j) = no_number;
      CHECK_THROWS_AS(static_cast<void>(cholesky(bad)), ValueError);
      bad(i, j) = i == j ? -1 : 7;
      CHECK_THROWS_AS(static_cast<void>(cholesky(bad)), ValueError);
    }
  using C = std::complex<double>;
  CHECK_THROWS_AS(static_cast<void>(cholesky(Matrix<C>{{4, 0, 0}, {0, C(5, 1), 0}, {0, 0, 6}})), ValueError);
}
