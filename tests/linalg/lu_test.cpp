#include <doctest/doctest.h>

#include <complex>
#include <declive/linalg/lu.hpp>

#include "factors.hpp"
#include "support/effort.hpp"
#include "support/isa.hpp"

using namespace declive;
using factors::error;
using factors::identity;
using factors::message_of;
using factors::random_matrix;
using factors::Scattered;
using factors::times;
using C128 = std::complex<double>;

namespace {

template <class T>
Matrix<T> permuted(const Matrix<T>& a, const Vector<Index>& rows) {
  return Matrix<T>(a.rows(), a.cols(), [&](Index i, Index j) { return a(rows[i], j); });
}
template <class T, Index R, Index C>
bool is_permutation(const LU<T, R, C>& f) {
  Vector<Index> seen(f.rows());
  for (const Index i : f.permutation()) {
    if (i < 0 || i >= f.rows() || seen[i] != 0) return false;
    seen[i] = 1;
  }
  return true;
}
// The sign of a permutation by its cycles.
int sign_of(const Vector<Index>& p) {
  Vector<Index> seen(p.size());
  int sign = 1;
  for (Index i = 0; i < p.size(); ++i)
    for (Index j = i, length = 0; seen[j] == 0; j = p[j], ++length) {
      seen[j] = 1;
      if (length > 0) sign = -sign;
    }
  return sign;
}

}  // namespace

TEST_CASE("A worked example") {
  const Matrix<double> a{{2, 1, 1, 0}, {4, 3, 3, 1}, {8, 7, 9, 5}, {6, 7, 9, 8}};
  const auto f = lu(a);
  CHECK((f.permutation() == Vector<Index>{2, 3, 1, 0}));
  CHECK(f.sign() == -1);
  CHECK(f.determinant() == doctest::Approx(8).epsilon(1e-15));
  CHECK(error(times(f.L(), f.U()), permuted(a, f.permutation()), a) < 1);
  CHECK(f.U()(0, 3) == 5.0);
  CHECK(f.L()(1, 0) == 0.75);
  CHECK(f.L()(0, 3) == 0.0);
  CHECK(f.U()(3, 0) == 0.0);
}

// L of halves below its ones makes the pivots what they are; everything is exact.
TEST_CASE_TEMPLATE("Factors of small numbers are found to the bit", T, float) {
  support::for_each_isa([] {
    support::Random random(4);
    for (const Index m : {1, 2, 3, 4, 5, 15, 16, 17, 33, 64, 70})
      for (const Index n : {m, m / 2, m + 20}) {
        if (support::low_effort() && n > 40) continue;
        CAPTURE(m);
        CAPTURE(n);
        const Index k = m < n ? m : n;
        const Matrix<T> l(m, k, [&](Index i, Index j) {
          return i == j ? T(1) : i < j ? T(0) : static_cast<T>(random.integer(-1, 1)) / 2;
        });
        const Matrix<T> u(k, n, [&](Index i, Index j) {
          return i == j ? T(random.integer(0, 1) * 8 - 4) : i > j ? T(0) : 2 * random.small_integer<T>(2);
        });
        Vector<Index> rows(m, [](Index i) { return i; });
        for (Index i = m - 1; i > 0; --i) std::swap(rows[i], rows[random.integer(0, i)]);
        const Matrix<T> product = times(l, u);
        Matrix<T> a(m, n);
        for (Index i = 0; i < m; ++i) a.row(rows[i]) = product.row(i);
        const auto f = lu(a);
        // Only the first k rows are pivots.
        CHECK((Vector<Index>(f.permutation().slice(0, k)) == Vector<Index>(rows.slice(0, k))));
        CHECK(is_permutation(f));
        CHECK((f.L().block(0, 0, k, k) == l.block(0, 0, k, k)));
        CHECK((f.U() == u));
        CHECK((times(f.L(), u) == permuted(a, f.permutation())));
        CHECK((f.sign() == sign_of(f.permutation())));
        Scattered<T> far(a);
        CHECK((lu(far.view()).packed() == f.packed()));
      }
  });
}

TEST_CASE_TEMPLATE("P A = L U for random, graded and nearly singular matrices, |l| <= 1", T, double, C128) {
  for (const Index n : {0, 1, 3, 10, 33, 64, 150}) {
    if (n > 40 && (support::low_effort() || !detail::has_kernels<T>)) continue;
    CAPTURE(n);
    Matrix<T> nearly = random_matrix<T>(n, n, 8);
    if (n > 2) nearly.row(n - 1) = Vector<T>(nearly.row(0) + nearly.row(1));
    for (const Matrix<T>& a : {random_matrix<T>(n, n, 7), factors::graded<T>(n, 6), nearly, Matrix<T>(n, n, T(3))}) {
      const auto f = lu(a);
      CHECK(is_permutation(f));
      const Matrix<T> l = f.L();
      CHECK(error(times(l, f.U()), permuted(a, f.permutation()), a) < 2);
      bool bounded = true;
      for (const T& x : l) bounded = bounded && detail::magnitude(x) <= 1 + std::numeric_limits<double>::epsilon();
      CHECK(bounded);
    }
    if (n == 0) continue;
    const Matrix<T> a = random_matrix<T>(n, n, 9), b = random_matrix<T>(n, 5, 10);
    const auto f = lu(a);
    const Matrix<T> x = f.solve(b);
    CHECK(error(times(a, x), b, Matrix<T>(1, 1, T(norm(a) * norm(x)))) < 1);
    const Vector<T> column(b.col(2)), y = f.solve(column);
    CHECK(error(Matrix<T>(x.block(0, 2, n, 1)), Matrix<T>(y.size(), 1, [&](Index i, Index) { return y[i]; }),
                Matrix<T>(1, 1, T(norm(f.inverse()) * norm(a) * norm(x)))) < 1);
    CHECK(error(times(a, f.inverse()), identity<T>(n), Matrix<T>(1, 1, T(norm(a) * norm(f.inverse())))) < 1);
  }
}

TEST_CASE("Of pivots of one size the first is taken") {
  for (const Index n : {2, 40}) {
    const Matrix<double> a(n, n, [](Index i, Index j) { return j == 0 ? (i % 2 == 0 ? 1 : -1) : i == j ? 2 : 0; });
    const auto f = lu(a);
    CHECK((f.permutation() == Vector<Index>(n, [](Index i) { return i; })));
  }
}

TEST_CASE("The same bits on all instruction sets with fma") {
  const Matrix<double> a = random_matrix<double>(90, 90, 11);
  std::vector<Matrix<double>> all;
  support::for_each_isa([&](Isa isa) {
    if (support::has_fma(isa)) all.push_back(lu(a).packed());
  });
  for (const Matrix<double>& other : all) CHECK((other == all.front()));
}

TEST_CASE("A singular matrix is factored, and not solved") {
  const Matrix<double> a{{49, 98, 7}, {49, 98, 14}, {7, 14, 1}};  // the second pivot cancels to the bit
  const auto f = lu(a);
  CHECK(f.zero_pivot() == 1);
  CHECK(f.determinant() == 0.0);
  CHECK(message_of([&] {
          f.solve(Vector<double>{1, 2, 3}, Site{"x.cpp", 9});
        }) == "LU::solve: (3x3): the matrix is singular: pivot 1 is 0 [x.cpp:9]");
  CHECK_THROWS_AS(f.inverse(), ValueError);
  CHECK(lu(Matrix<double>(20, 20)).zero_pivot() == 0);
  CHECK(lu(identity<double>(20)).zero_pivot() == -1);
  const auto wide = lu(Matrix<double>{{1, 2, 3}, {4, 5, 6}});
  CHECK(message_of([&] { wide.solve(Vector<double>{1, 2}, {}); }) == "LU::solve: (2x3): the matrix is not square");
  CHECK_THROWS_AS(wide.determinant(), ShapeError);
  CHECK(message_of([&] {
          f.solve(Vector<double>{1, 2}, {});
        }) == "LU::solve: (3x3) and (2): the right side has another number of rows");
  const Matrix<double> huge{{1.7e308, 1.7e308}, {1.7e308, -1.7e308}};  // the second pivot is -3.4e308
  CHECK(message_of([&] {
          lu(huge).solve(Vector<double>{1, 2}, {});
        }) == "LU::solve: (2x2): the elimination overflows: pivot 1 is -inf");
  CHECK_THROWS_AS(lu(huge).inverse(), ValueError);
  CHECK(message_of([] { lu(Matrix<float>{{1, 2}, {3, HUGE_VALF}}, {}); }) == "lu: (2x2): element (1, 1) is inf");
}

TEST_CASE("Fixed sizes, whole numbers, long double") {
  const Matrix<long double> m{{1, 2}, {4, 2}};
  const auto g = lu(m);
  CHECK((g.packed() == Matrix<long double>{{4, 2}, {0.25L, 1.5L}}));
  CHECK((g.inverse() == Matrix<long double>{{-1 / 3.0L, 1 / 3.0L}, {2 / 3.0L, -0.5L / 3}}));
  const auto f = lu(Matrix<int, 2, 3>{{1, 2, 3}, {4, 5, 6}});
  static_assert(std::is_same_v<decltype(f), const LU<double, 2, 3>>);
  const Matrix<double, 2, 2> l = f.L();
  const Matrix<double, 2, 3> u = f.U();
  CHECK((l == Matrix<double, 2, 2>{{1, 0}, {0.25, 1}}));
  CHECK((u == Matrix<double, 2, 3>{{4, 5, 6}, {0, 0.75, 1.5}}));
  const Vector<double, 2> x = lu(Matrix<double, 2, 2>{{0, 2}, {4, 0}}).solve(Vector<double, 2>{2, 4});
  CHECK((x == Vector<double, 2>{1, 1}));
  CHECK(lu(Matrix<double>(0, 0)).determinant() == 1.0);
}
