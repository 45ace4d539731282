#include <doctest/doctest.h>

#include <cmath>
#include <declive/autodiff/compare.hpp>
#include <declive/autodiff/solve.hpp>
#include <limits>
#include <string>

#include "support/isa.hpp"
#include "support/random.hpp"

using namespace declive;
using D = Dual<double, 3>;

namespace {

template <class X>
Matrix<X> random_duals(Index m, Index n, std::uint64_t seed) {
  support::Random random(seed);
  return Matrix<X>(m, n, [&](Index, Index) {
    X x{};
    for (std::size_t k = 0; k < sizeof(X) / sizeof(double); ++k)
      reinterpret_cast<double*>(&x)[k] = random.uniform<double>();
    return x;
  });
}
template <class X>
auto values(const Matrix<X>& a) {
  return map([](const X& x) { return x.value; }, a);
}
// The largest difference of any two parts.
template <class X>
double distance(const Matrix<X>& a, const Matrix<X>& b) {
  double most = 0;
  for (Index k = 0; k < a.size(); ++k)
    for (std::size_t part = 0; part < sizeof(X) / sizeof(double); ++part) {
      const double off = std::fabs(reinterpret_cast<const double*>(a.data() + k)[part] -
                                   reinterpret_cast<const double*>(b.data() + k)[part]);
      most = off > most || off != off ? off : most;
    }
  return most;
}
// A + t E, t in every direction: what finite differences vary.
Matrix<double> moved(const Matrix<D>& a, Index p, double t) {
  return map([&](const D& x) { return x.value + t * x.partials[p]; }, a);
}

}  // namespace

TEST_CASE("A X = B holds for values and partials, and the values are those of the plain call") {
  support::for_each_isa([] {
    for (const Index n : {0, 1, 2, 5, 20, 40}) {
      CAPTURE(n);
      Matrix<D> a = random_duals<D>(n, n, 1);
      for (Index i = 0; i < n; ++i) a(i, i) += 3.0;
      const Matrix<D> b = random_duals<D>(n, 4, 2);
      const Matrix<D> x = solve(a, b);
      CHECK(distance(Matrix<D>(a * x), b) <= 1e-12 * static_cast<double>(n));
      CHECK((values(x) == solve(values(a), values(b))));
      const Matrix<double> plain_a = values(a), plain_b = values(b);
      CHECK(distance(Matrix<D>(plain_a * solve(plain_a, b)), b) <= 1e-12 * static_cast<double>(n));
      CHECK(distance(Matrix<D>(a * solve(a, plain_b)), Matrix<D>(plain_b)) <= 1e-12 * static_cast<double>(n));
      if (n == 0) continue;
      const Vector<D> y = solve(a, b.col(1));
      CHECK((map([](const D& v) { return v.value; }, y) == solve(values(a), plain_b.col(1))));
      CHECK(distance(Matrix<D>(a * detail::view(y).as_column()), Matrix<D>(b.block(0, 1, n, 1))) <=
            1e-12 * static_cast<double>(n));
      const Matrix<D> inverted = inverse(a);
      CHECK((values(inverted) == inverse(values(a))));
      CHECK(distance(Matrix<D>(a * inverted), Matrix<D>::identity(n)) <= 1e-11 * static_cast<double>(n));
    }
  });
}

TEST_CASE("Fixed sizes take the written-out forms") {
  const D x(2.0, 1.0, 0.0, 0.0), y(3.0, 0.0, 1.0, 0.0);
  const Matrix<D, 2, 2> a{{x, y}, {D(1.0), x * y}};
  const D det = determinant(a);  // x^2 y - y
  CHECK(det.value == 9.0);
  CHECK(det.partials[0] == doctest::Approx(12).epsilon(1e-15));
  CHECK(det.partials[1] == doctest::Approx(3).epsilon(1e-15));
  CHECK(det.partials[2] == 0.0);
  const Matrix<D, 2, 2> product = a * inverse(a);
  CHECK(distance(Matrix<D>(product), Matrix<D>::identity(2)) < 1e-14);
  const Vector<D, 2> b{D(1.0), y};
  const Vector<D, 2> s = solve(a, b);
  CHECK(distance(Matrix<D>(detail::view(Vector<D>(a * s)).as_column()),
                 Matrix<D>(detail::view(Vector<D>(b)).as_column())) < 1e-14);
}

TEST_CASE("The determinant's derivative against differences") {
  for (const Index n : {1, 2, 3, 6, 12}) {
    CAPTURE(n);
    const Matrix<D> a = random_duals<D>(n, n, 3);
    const D det = determinant(a);
    CHECK(det.value == determinant(values(a)));
    for (Index p = 0; p < 3; ++p) {
      // The determinant is a polynomial of degree n in t: a central difference of 6th order.
      const double h = 0.01;
      const auto f = [&](double t) { return determinant(moved(a, p, t)); };
      const double slope = (45 * (f(h) - f(-h)) - 9 * (f(2 * h) - f(-2 * h)) + (f(3 * h) - f(-3 * h))) / (60 * h);
      CHECK(det.partials[p] == doctest::Approx(slope).epsilon(1e-7));
    }
  }
}

TEST_CASE("Where A is singular the derivative is that of the adjugate") {
  // d/dA_ij det A is the cofactor: of {{1, 2}, {2, 4}} that is {{4, -2}, {-2, 1}}.
  const double elements[] = {1, 2, 2, 4}, cofactors[] = {4, -2, -2, 1};
  for (Index k = 0; k < 4; ++k) {
    Matrix<Dual<double>> a(2, 2);
    for (Index e = 0; e < 4; ++e) a.data()[e] = Dual<double>(elements[e], e == k ? 1.0 : 0.0);
    CHECK(determinant(a).value == 0.0);
    CHECK(determinant(a).partials[0] == cofactors[k]);
  }

  // Rank n - 1 but for rounding: n = 6, compared with the cofactors of the submatrices.
  const Index n = 6;
  Matrix<double> s = values(random_duals<D>(n, n, 5));
  s.row(5) = Vector<double>(s.row(0) + s.row(1) - s.row(2));
  for (const Index i : {0, 3, 5})
    for (const Index j : {1, 5}) {
      Matrix<Dual<double>> duals(n, n,
                                 [&](Index r, Index c) { return Dual<double>(s(r, c), r == i && c == j ? 1.0 : 0.0); });
      const Matrix<double> minor(n - 1, n - 1, [&](Index r, Index c) { return s(r + (r >= i), c + (c >= j)); });
      const double cofactor = ((i + j) % 2 == 0 ? 1 : -1) * determinant(minor);
      CHECK(std::fabs(determinant(duals).partials[0] - cofactor) < 1e-14);
    }
  // Rank n - 2: all cofactors are 0.
  s.row(4) = Vector<double>(2.0 * s.row(0));
  Matrix<Dual<double>> duals(n, n, [&](Index r, Index c) { return Dual<double>(s(r, c), r == c ? 1.0 : 0.5); });
  CHECK(std::fabs(determinant(duals).partials[0]) < 1e-14);
  CHECK(determinant(Matrix<Dual<double>>(3, 3)).partials[0] == 0.0);
}

TEST_CASE("A determinant that leaves the range has derivatives that do not") {
  for (const double scale : {1e-200, 1e200}) {
    Matrix<D> a(3, 3);
    for (Index k = 0; k < 3; ++k) a(k, k) = D::variable(k < 2 ? scale : 1, k);
    const D det = determinant(a);
    CHECK(det.value == scale * scale);  // 0 or infinite
    CHECK(det.partials[0] == scale);
    CHECK(det.partials[1] == scale);
    CHECK(det.partials[2] == scale * scale);
  }
}

TEST_CASE("Nested duals: second derivatives") {
  using D2 = Dual<Dual<double, 2>, 2>;
  const Matrix<D2> a = [] {
    Matrix<D2> m = random_duals<D2>(4, 4, 6);
    for (Index i = 0; i < 4; ++i) m(i, i) += 3.0;
    return m;
  }();
  const Matrix<D2> b = random_duals<D2>(4, 2, 7);
  CHECK(distance(Matrix<D2>(a * solve(a, b)), b) < 1e-12);
  CHECK(distance(Matrix<D2>(a * inverse(a)), Matrix<D2>::identity(4)) < 1e-12);
  // det(A B) = det A det B in all parts.
  const Matrix<D2> c = random_duals<D2>(4, 4, 8);
  const D2 left = determinant(Matrix<D2>(a * c)), right = determinant(a) * determinant(c);
  CHECK(distance(Matrix<D2>(1, 1, left), Matrix<D2>(1, 1, right)) < 1e-11);

  // A tiny element is no pivot, in the first row or the last: adj {{t, 1}, {1, 1}} is {{1, -1}, {-1, t}}.
  for (const bool last : {false, true}) {
    const D2 tiny(Dual<double, 2>(1e-30, 1.0, 0.0), Dual<double, 2>(1.0), Dual<double, 2>(0.0)),
        one(Dual<double, 2>(1.0, 0.0, 1.0), Dual<double, 2>(0.0), Dual<double, 2>(1.0));
    const D2 det =
        determinant(last ? Matrix<D2>{{one, D2(1.0)}, {D2(1.0), tiny}} : Matrix<D2>{{tiny, D2(1.0)}, {D2(1.0), one}});
    CHECK(det.value.value == -1);
    CHECK(det.partials[0].value == 1);
    CHECK(std::fabs(det.partials[1].value) <= 1e-15);
    CHECK(det.partials[0].partials[1] == 1);
    CHECK(det.partials[0].partials[0] == 0);
  }

  // f(x, y) = det {{x, y}, {y, x}} = x^2 - y^2 at (0, 0), where all is singular: the Hessian is diag(2, -2).
  D2 x[2];
  for (Index k = 0; k < 2; ++k) {
    x[k].value.partials[k] = 1;
    x[k].partials[k].value = 1;
  }
  const D2 f = determinant(Matrix<D2>{{x[0], x[1]}, {x[1], x[0]}});
  CHECK(f.value.value == 0.0);
  for (Index i = 0; i < 2; ++i) {
    CHECK(f.partials[i].value == 0.0);
    for (Index j = 0; j < 2; ++j) CHECK(f.partials[i].partials[j] == (i != j ? 0.0 : i == 0 ? 2.0 : -2.0));
  }
}

TEST_CASE("Errors are those of plain numbers; constants stay constant") {
  const Matrix<Dual<double>> singular(2, 2, Dual<double>(1.0, 1.0));
  std::string said;
  try {
    solve(singular, Vector<double>{1, 2}, Site{"x.cpp", 2});
  } catch (const ValueError& error) {
    said = error.what();
  }
  CHECK(said == "solve: (2x2): the matrix is singular: pivot 1 is 0 [x.cpp:2]");
  CHECK_THROWS_AS(inverse(singular), ValueError);
  CHECK_THROWS_AS(determinant(Matrix<Dual<double>>(2, 3)), ShapeError);
  CHECK_THROWS_AS(solve(singular, Vector<double>{1, 2, 3}), ShapeError);
  const Matrix<D> a(Matrix<double>{{2, 1}, {1, 3}});
  for (const D& x : inverse(a))
    for (const double partial : x.partials) CHECK(partial == 0.0);
  CHECK(determinant(a).partials[1] == 0.0);
}
