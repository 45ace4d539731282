// The real Schur form: quasi-triangular, similar to the matrix, with standardised blocks.
#include <doctest/doctest.h>
#include <declive/linalg/schur.hpp>

#include <cmath>
#include <limits>

#include "similar.hpp"
#include "support/random.hpp"

using namespace declive;

namespace {

template <class T>
detail::SchurForm<T> schur(Matrix<T>& h, Matrix<T>& qt, Index limit, Index& missing) {
  detail::SchurForm<T> form{h, qt, Vector<T>(h.rows()), Vector<T>(h.rows())};
  missing = detail::to_schur_form(form, 0, h.rows(), limit);
  return form;
}

}  // namespace

TEST_CASE_TEMPLATE("2 x 2 matrices are standardised by a rotation", T, float, double) {
  support::Random random(91);
  const T eps = std::numeric_limits<T>::epsilon();
  // Double eigenvalues, of which the first rotation leaves an upper right element that is exactly 0.
  const T double_values[][4] = {{-12, -4, 9, 0}, {-12, 3, -12, 0}, {-10, -5, 5, 0}, {-8, 2, -8, 0}, {-7, -1, 9, -1}};
  for (int round = 0; round < 2000; ++round) {
    // Whole numbers bring zeros and multiple eigenvalues, powers of two bad scaling.
    T x[4];
    for (T& value : x)
      value = round % 2 == 0 ? random.small_integer<T>(3) : random.uniform<T>() * random.power_of_two<T>(-20, 20);
    if (round < 5)
      for (int k = 0; k < 4; ++k) x[k] = double_values[round][k];
    T a = x[0], b = x[1], c = x[2], d = x[3];
    const auto block = detail::standardize(a, b, c, d);
    CAPTURE(round);
    T size = 0;
    for (const T value : x) size = std::fmax(size, std::fabs(value));
    const T bound = 16 * eps * size;
    CHECK(std::fabs(block.c * block.c + block.s * block.s - 1) <= 8 * eps);
    // (c s; -s c) (a b; c d) (c -s; s c).
    const T p = block.c * x[0] + block.s * x[2], q = block.c * x[1] + block.s * x[3];
    const T r = block.c * x[2] - block.s * x[0], s = block.c * x[3] - block.s * x[1];
    CHECK(std::fabs(p * block.c + q * block.s - a) <= bound);
    CHECK(std::fabs(q * block.c - p * block.s - b) <= bound);
    CHECK(std::fabs(r * block.c + s * block.s - c) <= bound);
    CHECK(std::fabs(s * block.c - r * block.s - d) <= bound);
    if (c != T(0)) {
      CHECK(a == d);
      CHECK((b > T(0)) != (c > T(0)));
      CHECK(std::fabs(block.imag * block.imag + b * c) <= 8 * eps * std::fabs(b * c));
    } else {
      CHECK(block.imag == T(0));
    }
    CHECK(block.real[0] == a);
    CHECK(block.real[1] == d);
  }
}

TEST_CASE_TEMPLATE("A Hessenberg matrix becomes quasi-triangular", T, double, long double) {
  support::Random random(92);
  for (const Index n : {0, 1, 2, 3, 4, 5, 9, 24, 60}) {
    CAPTURE(n);
    const Matrix<T> a(n, n, [&](Index i, Index j) { return i > j + 1 ? T(0) : random.template uniform<T>(); });
    Matrix<T> h = a, qt = Matrix<T>::identity(n), alone = a, none;
    Index missing = -1;
    const auto form = schur(h, qt, Index{30}, missing);
    REQUIRE(missing == 0);
    for (Index i = 0; i < n; ++i) {
      for (Index j = 0; j + 1 < i; ++j) CHECK(h(i, j) == T(0));
      CHECK(form.real[i] == h(i, i));
      if (i + 1 < n && h(i + 1, i) != T(0)) {
        CHECK(h(i, i) == h(i + 1, i + 1));
        CHECK((i + 2 == n || h(i + 2, i + 1) == T(0)));
        CHECK(form.imag[i] > T(0));
        CHECK(form.imag[i + 1] == -form.imag[i]);
      }
    }
    const T bound = 8 * static_cast<T>(n) * std::numeric_limits<T>::epsilon();
    CHECK(similar::distance(a, qt, h) <= bound);
    // Without vectors the same eigenvalues, here in the same places.
    const auto values = schur(alone, none, Index{30}, missing);
    REQUIRE(missing == 0);
    T trace = 0, squares = 0;
    for (Index i = 0; i < n; ++i) {
      trace += values.real[i] - a(i, i);
      squares += values.real[i] * values.real[i] - values.imag[i] * values.imag[i];
      for (Index j = 0; j < n; ++j) squares -= a(i, j) * a(j, i);
    }
    CHECK(std::fabs(trace) <= static_cast<T>(n) * bound);
    CHECK(std::fabs(squares) <= static_cast<T>(n * n) * bound);
  }
}

TEST_CASE("Cycles need exceptional shifts, and too few steps are reported") {
  // Without them the QR algorithm leaves an orthogonal cycle as it is.
  const Index n = 6;
  Matrix<double> cycle(n, n, [](Index i, Index j) { return i == (j + 1) % n ? 1.0 : 0.0; });
  Matrix<double> copy = cycle, none;
  Index missing = -1;
  const auto form = schur(cycle, none, Index{30}, missing);
  CHECK(missing == 0);
  for (Index i = 0; i < n; ++i)
    CHECK(std::fabs(std::hypot(form.real[i], form.imag[i]) - 1) <= 20 * std::numeric_limits<double>::epsilon());
  schur(copy, none, Index{0}, missing);
  CHECK(missing == n);
}
