#include <doctest/doctest.h>

#include <algorithm>
#include <complex>
#include <declive/linalg/solve.hpp>
#include <declive/linalg/transpose.hpp>

#include "factors.hpp"
#include "support/isa.hpp"

using namespace declive;
using factors::error;
using factors::identity;
using factors::message_of;
using factors::random_matrix;

namespace {

// The inverse of Hilbert's matrix is made of whole numbers: (-1)^(i+j) (i+j+1) C(n+i,n-j-1) C(n+j,n-i-1) C(i+j,i)^2.
double binomial(Index n, Index k) {
  double product = 1;
  for (Index i = 1; i <= k; ++i) product = product * static_cast<double>(n - k + i) / static_cast<double>(i);
  return product;
}
double inverse_hilbert(Index n, Index i, Index j) {
  const double square = binomial(i + j, i);
  return ((i + j) % 2 == 0 ? 1 : -1) * static_cast<double>(i + j + 1) * binomial(n + i, n - j - 1) *
         binomial(n + j, n - i - 1) * square * square;
}

// Residuals of a fixed matrix, in units of eps ||A|| ||X||.
template <class T, Index N>
void check_fixed(const Matrix<T, N, N>& a) {
  const T eps = std::numeric_limits<T>::epsilon();
  const Matrix<T, N, N> x = inverse(a);
  CHECK(norm(a * x - Matrix<T, N, N>::identity()) <= T(20) * eps * norm(a) * norm(x));
  const Vector<T, N> b(N, [](Index i) { return static_cast<T>(i) - T(0.75); });
  const Vector<T, N> y = solve(a, b);
  CHECK(norm(a * y - b) <= T(20) * eps * norm(a) * norm(x) * norm(b));
}

}  // namespace

TEST_CASE("Hilbert's matrix against its known inverse and determinant") {
  support::for_each_isa([] {
    for (const Index n : {1, 2, 3, 5, 8, 10}) {
      CAPTURE(n);
      const Matrix<double> a = factors::hilbert<double>(n), x = inverse(a);
      const Matrix<double> exact(n, n, [n](Index i, Index j) { return inverse_hilbert(n, i, j); });
      // The forward error is at most a few n eps cond(A).
      CHECK(error(x, exact, exact) < norm(a) * norm(exact));
      Vector<double> b(n, 1.0);
      const Vector<double> y = solve(a, b), known = exact * b;
      CHECK(norm(y - known) <= 1e-15 * static_cast<double>(n) * norm(a) * norm(exact) * norm(known));
      double det = 1;
      for (Index k = 1; k < n; ++k) det /= static_cast<double>(2 * k + 1) * binomial(2 * k, k) * binomial(2 * k, k);
      CHECK(std::fabs(determinant(a) - det) <= 1e-15 * static_cast<double>(n) * norm(a) * norm(exact) * det);
    }
  });
}

TEST_CASE("Whole numbers are exact where the pivots are powers of two") {
  const Matrix<int> a{{0, 2, 0, 0}, {4, 0, 0, 0}, {0, 0, 0, -8}, {0, 0, 16, 4}};
  CHECK(determinant(a) == -8.0 * 128);
  CHECK((a * inverse(a) == identity<double>(4)));
  CHECK((solve(a, Vector<int>{2, 4, 8, 4}) == Vector<double>{1, 1, 0.5, -1}));
  CHECK((solve(a, a) == identity<double>(4)));
  CHECK(determinant(Matrix<float>(0, 0)) == 1.0F);
  CHECK((inverse(Matrix<float>{{4}}) == Matrix<float>{{0.25F}}));
  CHECK(solve(Matrix<double>(0, 0), Vector<double>()).empty());
}

TEST_CASE_TEMPLATE("Fixed 2 x 2 and 3 x 3, written out", T, float, double) {
  const Matrix<T, 2, 2> a{{1, 2}, {3, 4}};
  CHECK(determinant(a) == T(-2));
  CHECK((inverse(a) == Matrix<T, 2, 2>{{-2, 1}, {1.5, -0.5}}));
  CHECK((solve(a, Vector<T, 2>{5, 11}) == Vector<T, 2>{1, 2}));
  const Matrix<T, 3, 3> b{{2, 0, 1}, {1, 3, 2}, {1, 1, 2}};
  CHECK(determinant(b) == T(6));
  CHECK(norm(inverse(b) * T(6) - Matrix<T, 3, 3>{{4, 1, -3}, {0, 3, -3}, {-2, -2, 6}}) < T(1e-5));
  CHECK((solve(b, Matrix<T, 3, 2>{{3, 2}, {6, 1}, {4, 1}}) == Matrix<T, 3, 2>{{1, 1}, {1, 0}, {1, 0}}));
  support::Random random(51);
  for (int round = 0; round < 200; ++round) {
    Matrix<T, 2, 2> c;
    Matrix<T, 3, 3> d;
    for (T& x : c) x = random.uniform<T>();
    for (T& x : d) x = random.uniform<T>();
    // Every second one is nearly singular, down to the rounding of its elements.
    const T tiny = std::ldexp(T(1), -round / 10);
    if (round % 2 == 0) {
      for (Index j = 0; j < 2; ++j) c(1, j) = c(0, j) * T(3) + tiny * c(1, j);
      for (Index j = 0; j < 3; ++j) d(2, j) = d(0, j) - d(1, j) + tiny * d(2, j);
    }
    check_fixed(c);
    check_fixed(d);
  }
}

// Where two rows are nearly parallel, the minors of a 3 x 3 matrix cancel, whether or not its determinant does: without
// a look at that the residual is 10^5 eps at a distance of 10^-4.
TEST_CASE_TEMPLATE("Fixed matrices are solved with a small residual, also near to singular ones", T, float, double) {
  const T eps = std::numeric_limits<T>::epsilon();
  support::Random random(52);
  double worst = 0;
  const auto look = [&](const auto& a) {
    constexpr Index n = detail::Like<decltype(a)>::rows;
    const Vector<T, n> b = a * Vector<T, n>(n, [&](Index) { return random.uniform<T>(); }), x = solve(a, b);
    worst = (std::max)(worst, static_cast<double>(norm(a * x - b) / (eps * norm(a) * norm(x))));
  };
  for (int round = 0; round < 3000; ++round) {
    const T tiny = std::ldexp(T(1), -round % (std::numeric_limits<T>::digits / 2));
    const Index one = round % 3, other = (one + 1 + round / 3 % 2) % 3;
    Matrix<T, 2, 2> a;
    Matrix<T, 3, 3> b;
    for (T& x : a) x = random.uniform<T>();
    for (T& x : b) x = random.uniform<T>();
    a.row(1) = a.row(0) * T(-2) + tiny * a.row(1);
    b.row(one) = b.row(other) * T(3) + tiny * b.row(one);
    look(a);
    look(b);
  }
  CHECK(worst < 100);
}

TEST_CASE("Fixed matrices at the ends of the range") {
  for (const double scale : {1e-200, 1e-308, 1e200, 1e307}) {
    CAPTURE(scale);
    const Matrix<double, 2, 2> a{{1 * scale, 2 * scale}, {3 * scale, 4 * scale}};
    const Vector<double, 2> x = solve(a, Vector<double, 2>{5 * scale, 11 * scale});
    CHECK(x[0] == doctest::Approx(1).epsilon(1e-15));
    CHECK(x[1] == doctest::Approx(2).epsilon(1e-15));
    const Matrix<double, 3, 3> b{{2 * scale, 0, scale}, {scale, 3 * scale, 2 * scale}, {scale, scale, 2 * scale}};
    const Vector<double, 3> y = solve(b, Vector<double, 3>{3 * scale, 6 * scale, 4 * scale});
    for (const double one : y) CHECK(one == doctest::Approx(1).epsilon(1e-14));
  }
  CHECK(determinant(Matrix<double, 2, 2>{{1e-200, 0}, {0, 1e-200}}) == 0.0);  // it is out of range
  CHECK((inverse(Matrix<double, 2, 2>{{1e-200, 0}, {0, 1e200}}) == Matrix<double, 2, 2>{{1e200, 0}, {0, 1e-200}}));
}

TEST_CASE_TEMPLATE("Rows, columns and right sides of any power of two: exact answers wherever they are in range", T,
                   float, double) {
  // U has the determinant 1 and whole inverses; D U E x = D b for x = E^-1 U^-1 b. All steps are exact but those that
  // leave the range, which must be noticed.
  using Limits = std::numeric_limits<T>;
  const Matrix<T, 2, 2> u2{{2, 1}, {1, 1}};
  const Matrix<T, 3, 3> u3{{1, 2, 1}, {0, 1, 3}, {1, 2, 2}}, inverse3{{-4, -2, 5}, {3, 1, -3}, {-1, 0, 1}};
  const int most = Limits::max_exponent,
            steps[] = {-most + 30, -most / 2, -most / 3, -7, 0, most / 3, most / 2, most - 30};
  const auto in_range = [&](int e) { return e > Limits::min_exponent + 8 && e < most - 8; };
  const auto times = [](T x, int e) { return std::ldexp(x, e); };
  int solved = 0, determinants = 0;
  for (const int p : steps)
    for (const int q : steps)
      for (const int r : steps) {
        CAPTURE(p);
        CAPTURE(q);
        CAPTURE(r);
        // Rows times 2^p, the right side times 2^q: x = 2^(q - p) U^-1 b.
        if (r == 0 && in_range(q - p)) {
          ++solved;
          Matrix<T, 2, 2> a;
          Matrix<T, 3, 3> b;
          for (Index k = 0; k < 4; ++k) a.data()[k] = times(u2.data()[k], p);
          for (Index k = 0; k < 9; ++k) b.data()[k] = times(u3.data()[k], p);
          const Vector<T, 2> x = solve(a, Vector<T, 2>{times(3, q), times(2, q)});
          CHECK(x == Vector<T, 2>{times(1, q - p), times(1, q - p)});
          const Vector<T, 3> y = solve(b, Vector<T, 3>{times(1, q), times(1, q), times(2, q)});
          CHECK(y == Vector<T, 3>{times(4, q - p), times(-2, q - p), times(1, q - p)});
          const Matrix<T, 3, 3> c = inverse(b);
          for (Index k = 0; k < 9; ++k) CHECK(c.data()[k] == times(inverse3.data()[k], -p));
        }
        // Rows of different sizes: the determinant is 2^(p + q + r), of fixed and of run-time sizes.
        const int sizes[] = {p, q, r};
        Matrix<T, 3, 3> d;
        for (Index i = 0; i < 3; ++i)
          for (Index j = 0; j < 3; ++j) d(i, j) = times(u3(i, j), sizes[i]);
        const int low = std::min({p, q, r}), high = std::max({p, q, r});
        if (in_range(p + q + r) && high - low < most - 40) {  // else LU's multipliers underflow
          ++determinants;
          CHECK(std::fabs(times(determinant(d), -p - q - r) - 1) <= 16 * Limits::epsilon());
          CHECK(std::fabs(times(determinant(Matrix<T>(d)), -p - q - r) - 1) <= 16 * Limits::epsilon());
        } else if (!in_range(p + q + r)) {
          CHECK((std::fabs(determinant(d)) < times(1, Limits::min_exponent + 12) ||
                 std::fabs(determinant(d)) > times(1, most - 12)));
        }
        // The diagonal alone: every part is exact or out of range by itself.
        const Matrix<T, 3, 3> diagonal{{times(1, p), 0, 0}, {0, times(1, q), 0}, {0, 0, times(1, r)}};
        if (in_range(-p) && in_range(-q) && in_range(-r) && in_range(low + low) && in_range(high + high)) {
          const Matrix<T, 3, 3> turned = inverse(diagonal);
          for (Index i = 0; i < 3; ++i) CHECK(turned(i, i) == times(1, -sizes[i]));
          const Vector<T, 3> z = solve(diagonal, Vector<T, 3>{times(3, p), times(5, q), times(7, r)});
          CHECK(z == Vector<T, 3>{3, 5, 7});
        }
      }
  CHECK(solved > 20);
  CHECK(determinants > 100);
}

TEST_CASE("What leaves the range on the way only, in matrices of fixed size") {
  // Minors beyond the largest number, a determinant whose terms underflow beside one that does not count, and the like.
  const Matrix<double, 3, 3> tall{{1e100, 0, 1e200}, {0, 1e100, 0}, {0, 1e200, 1e100}};
  CHECK(inverse(tall)(0, 1) == doctest::Approx(1e100).epsilon(1e-14));
  const Matrix<double, 3, 3> hidden{{1e300, 1e-10, 0}, {-1e-40, 1e-200, 0}, {0, 0, 1e-200}};
  CHECK(determinant(hidden) == doctest::Approx(1e-100).epsilon(1e-14));
  const Vector<double, 3> x = solve(hidden, Vector<double, 3>{1e300, 1e-200, 1e-200});
  for (const double one : x) CHECK(one == doctest::Approx(1).epsilon(1e-14));
  CHECK(determinant(Matrix<double>{{1e-200, 0, 0}, {0, -1e-200, 0}, {0, 0, 1e300}}) == doctest::Approx(-1e-100));
  CHECK(determinant(Matrix<double>{{0, 1e200, 0}, {1e200, 0, 0}, {0, 0, 1e-300}}) == doctest::Approx(-1e100));
  CHECK(determinant(1e200 * Matrix<double>::identity(40)) == std::numeric_limits<double>::infinity());
  CHECK(determinant(-1e200 * Matrix<double>::identity(41)) == -std::numeric_limits<double>::infinity());
  CHECK(determinant(1e-200 * Matrix<double>::identity(40)) == 0);
  CHECK(determinant(Matrix<float, 2, 2>{{1e30F, 0}, {0, 1e-30F}}) == doctest::Approx(1));
  // Zeros on the right side are zeros.
  CHECK(solve(tall, Vector<double, 3>()) == Vector<double, 3>());
  CHECK(std::isnan(solve(Matrix<double, 2, 2>{{1, 2}, {3, 4}}, Vector<double, 2>{std::nan(""), 1})[0]));
}

TEST_CASE("Singular matrices, of fixed and of run-time sizes") {
  const Matrix<double, 2, 2> a{{1, 2}, {2, 4}};
  CHECK(determinant(a) == 0.0);
  CHECK(message_of([&] {
          inverse(a, Site{"x.cpp", 4});
        }) == "inverse: (2x2): the matrix is singular: pivot 1 is 0 [x.cpp:4]");
  CHECK(message_of([&] {
          solve(a, Vector<double, 2>{1, 2}, Site{});
        }) == "solve: (2x2): the matrix is singular: pivot 1 is 0");
  const Matrix<double, 3, 3> b{{1, 2, 3}, {4, 5, 6}, {5, 7, 9}};
  CHECK(std::fabs(determinant(b)) < 1e-14);
  CHECK(determinant(Matrix<int, 3, 3>{{2, 4, 8}, {4, 8, 16}, {1, 1, 1}}) == 0.0);
  CHECK_THROWS_AS(inverse(Matrix<double, 3, 3>()), ValueError);
  CHECK_THROWS_AS(inverse(Matrix<float>{{1, 1}, {1, 1}}), ValueError);
  CHECK(message_of([] { solve(Matrix<double>(2, 3), Vector<double>(2), Site{}); }) ==
        "solve: (2x3): the matrix is not square");
  CHECK(message_of([] { solve(Matrix<double>(2, 2), Vector<double>(3), Site{}); }) ==
        "solve: (2x2) and (3): the right side has another number of rows");
  CHECK(message_of([] {
          solve(Matrix<double, 2, 2>{{1, 2}, {3, 4}}, Vector<double>(3), Site{});
        }) == "solve: (2x2) and (3): the right side has another number of rows");
  CHECK(message_of([] {
          determinant(Matrix<double, 2, 2>{{1, std::nan("")}, {0, 1}}, Site{});
        }) == "determinant: (2x2): element (0, 1) is nan");
  CHECK_THROWS_AS(inverse(Matrix<double>(1, 2)), ShapeError);
}

TEST_CASE("Two types of elements") {
  using C = std::complex<double>;
  const Matrix<double> a{{2, 1}, {1, 3}};
  const Vector<C> x = solve(a, Vector<C>{C(3, 1), C(4, 3)});
  CHECK(std::abs(x[0] - C(1, 0)) < 1e-15);
  CHECK(std::abs(x[1] - C(1, 1)) < 1e-15);
  static_assert(std::is_same_v<decltype(solve(Matrix<float>(), Vector<double>())), Vector<double>>);
  static_assert(std::is_same_v<decltype(solve(Matrix<float, 2, 2>(), Matrix<float, 2, 3>())), Matrix<float, 2, 3>>);
  CHECK(norm(solve(a.transposed(), a.block(0, 0, 2, 1)) - Matrix<double>{{1}, {0}}) < 1e-15);
}
