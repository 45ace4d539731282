#include <doctest/doctest.h>

#include <complex>
#include <declive/linalg/products.hpp>
#include <declive/linalg/transpose.hpp>
#include <declive/linalg/triangular.hpp>

#include "factors.hpp"
#include "support/effort.hpp"
#include "support/isa.hpp"

using namespace declive;
using factors::message_of;
using factors::random_matrix;
using factors::Scattered;

namespace {

// Small whole numbers, ones and twos on the diagonal, in the half that `lower` says; the other half is NaN, or what
// must not be read would be.
template <class T>
Matrix<T> triangle(Index n, bool lower, bool unit, support::Random& random) {
  return Matrix<T>(n, n, [&](Index i, Index j) {
    if (i == j) return unit ? std::numeric_limits<T>::quiet_NaN() : T(random.integer(0, 1) * 3 - 1);
    if ((j < i) != lower) return std::numeric_limits<T>::quiet_NaN();
    return static_cast<T>(random.integer(0, 40) == 0 ? random.integer(-1, 1) : 0);
  });
}
// What of it is read.
template <class T>
Matrix<T> whole(const Matrix<T>& a, bool lower, bool unit) {
  return Matrix<T>(a.rows(), a.cols(), [&](Index i, Index j) {
    return i == j ? (unit ? T(1) : a(i, j)) : (j < i) == lower ? a(i, j) : T(0);
  });
}

}  // namespace

TEST_CASE_TEMPLATE("Small whole numbers are solved exactly, in every form and layout", T, float) {
  support::for_each_isa([] {
    support::Random random(1);
    for (const Index n : {0, 1, 2, 7, 31, 32, 33, 70, 100})
      for (const Index k : {0, 1, 2, 9, 16, 40}) {
        if (support::low_effort() && n * k > 700) continue;
        for (int form = 0; form < 8; ++form) {
          const TriangularOptions options{
              .lower = (form & 1) != 0, .transposed = (form & 2) != 0, .unit_diagonal = (form & 4) != 0};
          CAPTURE(n);
          CAPTURE(k);
          CAPTURE(form);
          Matrix<T> a = triangle<T>(n, options.lower, options.unit_diagonal, random);
          const Matrix<T> x(n, k, [&](Index, Index) { return random.small_integer<T>(3); });
          const Matrix<T> read = whole(a, options.lower, options.unit_diagonal);
          const Matrix<T> b = options.transposed ? Matrix<T>(read.transposed() * x) : Matrix<T>(read * x);
          CHECK((solve_triangular(a, b, options) == x));
          if (k == 2 || n > 40) continue;
          Scattered<T> far(a), right(b);
          CHECK((solve_triangular(far.view(), right.view(), options) == x));
          const Matrix<T> columns = transpose(a);
          if (k > 0) CHECK((solve_triangular(columns.transposed(), b.col(k - 1), options) == Vector<T>(x.col(k - 1))));
        }
      }
  });
}

TEST_CASE("The same bits in blocks of any size and among any number of right sides, where they are by columns") {
  support::for_each_isa([] {
    const Index n = 80;
    const Matrix<double> a = random_matrix<double>(n, n, 2) + 10.0 * Matrix<double>::identity(n),
                         b = random_matrix<double>(n, 37, 3);
    const Matrix<double> all = solve_triangular(a, b, {.lower = true});
    const Matrix<double> some = solve_triangular(a, b.block(0, 5, n, 3), {.lower = true});
    CHECK((some == all.block(0, 5, n, 3)));
    const Matrix<double> top = solve_triangular(a.block(0, 0, 50, 50), b.block(0, 0, 50, 37), {.lower = true});
    CHECK((top == all.block(0, 0, 50, 37)));
  });
}

TEST_CASE("Other scalars, and two of them") {
  const Matrix<std::complex<double>> a{{{1, 1}, {2, 0}}, {{9, 9}, {0, 1}}};
  const Vector<std::complex<double>> x{{1, -1}, {2, 3}};
  CHECK((solve_triangular(a, Vector<std::complex<double>>{a(0, 0) * x[0] + a(0, 1) * x[1], a(1, 1) * x[1]}) == x));
  const Matrix<long double> l{{2, 7}, {3, 4}};
  CHECK((solve_triangular(l, Vector<long double>{2, 11}, {.lower = true}) == Vector<long double>{1, 2}));
  const Matrix<int, 2, 2> whole_numbers{{2, 1}, {0, 4}};
  const Vector<double, 2> halves = solve_triangular(whole_numbers, Vector<int, 2>{2, 2});
  CHECK((halves == Vector<double, 2>{0.75, 0.5}));
}

TEST_CASE("Errors") {
  const Matrix<double> a{{1, 2}, {0, 0}};
  CHECK(message_of([&] {
          solve_triangular(a, Vector<double>{1, 2}, {}, Site{"x.cpp", 3});
        }) == "solve_triangular: (2x2): the matrix is singular: pivot 1 is 0 [x.cpp:3]");
  CHECK((solve_triangular(a, Vector<double>{1, 2}, {.unit_diagonal = true}) == Vector<double>{-3, 2}));
  CHECK(message_of([&] {
          solve_triangular(a, Vector<double>{1, 2, 3}, {}, {});
        }) == "solve_triangular: (2x2) and (3): the right side has another number of rows");
  CHECK_THROWS_AS(solve_triangular(Matrix<double>{{0, 2}, {0, 1}}, Vector<double>{1, 2}), ValueError);
  CHECK_THROWS_AS(solve_triangular(Matrix<double>(2, 3), Vector<double>(2)), ShapeError);
}
