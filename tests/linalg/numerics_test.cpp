// What products and reductions answer at the edges, with exact values, on every instruction set.
#include <doctest/doctest.h>

#include <cmath>
#include <declive/linalg.hpp>
#include <limits>
#include <ostream>

#include "support/bounds.hpp"
#include "support/canary.hpp"
#include "support/isa.hpp"
#include "support/random.hpp"

using namespace declive;

namespace {
template <class T>
constexpr T NaN = std::numeric_limits<T>::quiet_NaN();
template <class T>
constexpr T infinity = std::numeric_limits<T>::infinity();

// Below and above what is multiplied without packing, and beyond one panel of 256.
struct Sizes {
  Index m, k, n;
};
constexpr Sizes sizes[] = {{1, 1, 1}, {3, 4, 5}, {17, 9, 33}, {40, 50, 41}, {8, 300, 9}};
}  // namespace

TEST_CASE_TEMPLATE("gemm with beta = 0 does not read C", T, float, double, int) {
  support::for_each_isa([] {
    for (const auto& size : sizes) {
      const Index m = size.m, k = size.k, n = size.n;
      const Matrix<T> a(m, k, T(1)), b(k, n, T(2));
      Matrix<T> c(m, n);
      if constexpr (std::is_floating_point_v<T>) c = Matrix<T>(m, n, NaN<T>);
      gemm(1, a, b, 0, c);
      CHECK(c == Matrix<T>(m, n, static_cast<T>(2 * k)));
    }
  });
}

TEST_CASE_TEMPLATE("gemm with alpha = 0 does not read A and B", T, double, long double) {
  support::for_each_isa([] {
    for (const auto& size : sizes) {
      const Index m = size.m, k = size.k, n = size.n;
      const Matrix<T> a(m, k, NaN<T>), b(k, n, infinity<T>);
      Matrix<T> c(m, n, T(3));
      gemm(0, a, b, 2, c);
      CHECK(c == Matrix<T>(m, n, T(6)));
      c = Matrix<T>(m, n, NaN<T>);
      gemm(0, a, b, 0, c);
      CHECK(c == Matrix<T>::zeros(m, n));
    }
  });
}

TEST_CASE_TEMPLATE("NaN and infinity times 0 are NaN: no zero is skipped", T, float, double, long double) {
  support::for_each_isa([] {
    for (const T bad : {NaN<T>, infinity<T>, -infinity<T>})
      for (const auto& size : sizes) {
        const Index m = size.m, k = size.k, n = size.n;
        Matrix<T> a(m, k, T(0)), b(k, n, T(0));
        a(m - 1, k - 1) = bad;
        const Matrix<T> c = a * b;
        bool good = true;
        for (Index i = 0; i < m; ++i)
          for (Index j = 0; j < n; ++j) good = good && (i == m - 1 ? std::isnan(c(i, j)) : c(i, j) == T(0));
        a(m - 1, k - 1) = 0;
        b(0, n - 1) = bad;
        const Matrix<T> d = a * b;
        for (Index i = 0; i < m; ++i)
          for (Index j = 0; j < n; ++j) good = good && (j == n - 1 ? std::isnan(d(i, j)) : d(i, j) == T(0));
        CHECK(good);
        CHECK(std::isnan((a * b.col(n - 1))[0]));
        CHECK(std::isnan((a.row(0) * b)[n - 1]));
        CHECK(std::isnan(dot(a.row(0), b.col(n - 1))));
      }
  });
}

TEST_CASE_TEMPLATE("k = 0: C = beta C, and zeros for beta = 0", T, double, int) {
  support::for_each_isa([] {
    const Matrix<T> a(3, 0), b(0, 4);
    CHECK(a * b == Matrix<T>::zeros(3, 4));
    CHECK(a * Vector<T>() == Vector<T>::zeros(3));
    CHECK(Vector<T>() * b == Vector<T>::zeros(4));
    CHECK(dot(Vector<T>(), Vector<T>()) == T(0));
    Matrix<T> c(3, 4, T(5));
    gemm(7, a, b, 2, c);
    CHECK(c == Matrix<T>(3, 4, T(10)));
    if constexpr (std::is_floating_point_v<T>) c = Matrix<T>(3, 4, NaN<T>);
    gemm(7, a, b, 0, c);
    CHECK(c == Matrix<T>::zeros(3, 4));
    c = Matrix<T>(3, 4, T(5));
    matmul_into(c, a, b);
    CHECK(c == Matrix<T>::zeros(3, 4));
  });
}

TEST_CASE_TEMPLATE("m = 0 or n = 0: nothing happens, null pointers are fine", T, float, int) {
  support::for_each_isa([] {
    const MatrixView<T> nothing(nullptr, 0, 0), no_rows(nullptr, 0, 5), no_cols(nullptr, 5, 0);
    const Matrix<T> b(5, 3, T(1));
    gemm(1, no_rows, b, 0, MatrixView<T>(nullptr, 0, 3));
    gemm(1, b.transposed(), no_cols, 1, MatrixView<T>(nullptr, 3, 0));
    CHECK((no_rows * b).dims() == Dims{0, 3, 2});
    CHECK((b.transposed() * no_cols).dims() == Dims{3, 0, 2});
    CHECK((no_rows * no_cols).dims() == Dims{0, 0, 2});
    CHECK((nothing * nothing).dims() == Dims{0, 0, 2});
    CHECK(no_cols * no_rows == Matrix<T>::zeros(5, 5));
    CHECK((nothing + nothing).empty());
    CHECK(transpose(no_rows).dims() == Dims{5, 0, 2});
    CHECK(sum(no_rows) == 0);
    no_rows += no_rows;
    no_cols *= 2;
    map_in_place([](T x) { return x; }, nothing);
    transpose_in_place(nothing);
    CHECK(no_rows == no_rows);
    CHECK(all_close(nothing, nothing));
  });
}

TEST_CASE_TEMPLATE("Any strides: right answers, and nothing outside the view is touched", T, float, double) {
  support::Random random(91);
  const Index m = 19, n = 21;
  const support::Layout layouts[] = {{m, n, n + 3, 1},    {m, n, 1, m + 2},  {m, n, 3 * n, 2},
                                     {m, n, -(n + 1), 1}, {m, n, 2 * n, -1}, {m, n, -2, -2 * m}};
  support::for_each_isa([&] {
    for (const support::Layout& layout : layouts) {
      CAPTURE(layout.row_stride);
      CAPTURE(layout.col_stride);
      support::Canary<T> in(layout, 1), out(layout, 3);
      in.fill([&] { return random.template small_integer<T>(); });
      const MatrixView<const T> x(in.data(), m, n, layout.row_stride, layout.col_stride);
      MatrixView<T> y(out.data(), m, n, layout.row_stride, layout.col_stride);
      const auto is = [&](auto value) {
        bool good = true;
        for (Index i = 0; i < m; ++i)
          for (Index j = 0; j < n; ++j) good = good && out(i, j) == static_cast<T>(value(i, j));
        return good && in.intact() && out.intact();
      };
      map_into(
          y, [](T a) { return a + 1; }, x);
      CHECK(is([&](Index i, Index j) { return in(i, j) + 1; }));
      y += x;
      y -= scaled(3, x);
      CHECK(is([&](Index i, Index j) { return 1 - in(i, j); }));
      y *= 2;
      CHECK(is([&](Index i, Index j) { return 2 - 2 * in(i, j); }));
      y = x;
      CHECK(is([&](Index i, Index j) { return in(i, j); }));
      matmul_into(y, x, Matrix<T>::identity(n));
      CHECK(is([&](Index i, Index j) { return in(i, j); }));
      gemm(2, Matrix<T>::identity(m), x, 3, y);
      CHECK(is([&](Index i, Index j) { return 5 * in(i, j); }));
      transpose_into(y, transpose(x));
      CHECK(is([&](Index i, Index j) { return in(i, j); }));
      matmul_into(y.col(4), x, Vector<T>::ones(n));
      T total = 0, largest = in(0, 0);
      for (Index i = 0; i < m; ++i)
        for (Index j = 0; j < n; ++j) {
          total += in(i, j);
          largest = in(i, j) > largest ? in(i, j) : largest;
        }
      CHECK(sum(x) == total);
      CHECK(sum(sum(x, 0)) == total);
      CHECK(sum(sum(x, 1)) == total);
      CHECK(max(x) == largest);
      CHECK(max(max(x, 0)) == largest);
      CHECK(norm(x) == norm(Matrix<T>(x)));
      CHECK(in.intact());
      CHECK(out.intact());
    }
  });
}

TEST_CASE_TEMPLATE("Powers of two are exact", T, float, double) {
  support::Random random(92);
  support::for_each_isa([&] {
    for (const auto& size : sizes) {
      const Index m = size.m, k = size.k, n = size.n;
      // One term a sum: a permutation times powers of two.
      const Matrix<T> a(m, k, [&](Index i, Index j) { return i % k == j ? random.template power_of_two<T>() : T(0); });
      const Matrix<T> b(k, n, [&](Index, Index) { return random.template power_of_two<T>(); });
      const Matrix<T> c = a * b;
      bool good = true;
      for (Index i = 0; i < m; ++i)
        for (Index j = 0; j < n; ++j) good = good && c(i, j) == a(i, i % k) * b(i % k, j);
      CHECK(good);
    }
  });
}

TEST_CASE("Norms: 1e200s, 1e-200s, infinity and NaN") {
  support::for_each_isa([] {
    CHECK(norm(Vector<double>{1e200, 1e200}) == 1.4142135623730951e200);
    // One rounding of the sum is halved by the root; the root and the scaling back round once each.
    const long double tiny = std::sqrt(2.0L) * 1e-200L;
    CHECK(support::within(norm(Vector<double>{1e-200, 1e-200}), tiny,
                          2 * static_cast<long double>(std::numeric_limits<double>::epsilon()) * tiny));
    CHECK(norm(Vector<double>{1, -infinity<double>}) == infinity<double>);
    CHECK(std::isnan(norm(Vector<double>{1, NaN<double>})));
    CHECK(std::isnan(norm(Vector<double>{NaN<double>, infinity<double>})));
    CHECK(norm(Vector<double>{0, 0}) == 0);
  });
}

TEST_CASE("Sum, min, max and argmax with NaN") {
  const Vector<float> v{3, NaN<float>, 5, NaN<float>};
  support::for_each_isa([&] {
    CHECK(std::isnan(sum(v)));
    CHECK(std::isnan(min(v)));
    CHECK(std::isnan(max(v)));
    CHECK(argmax(v) == 1);
    CHECK(argmin(v) == 1);
  });
}

TEST_CASE_TEMPLATE("The same element has the same bits at every position and for every length", T, float, double) {
  support::Random random(93);
  const Index m = 29, k = 40, n = 37;
  const Matrix<T> a(m, k, [&](Index, Index) { return random.template uniform<T>(); }),
      b(k, n, [&](Index, Index) { return random.template uniform<T>(); });
  Matrix<T> first(0, 0);
  support::for_each_isa([&](Isa isa) {
    const Matrix<T> c = a * b;
    const auto is_block = [&](Index i, Index j, const Matrix<T>& part) {
      bool good = true;
      for (Index r = 0; r < part.rows(); ++r)
        for (Index s = 0; s < part.cols(); ++s) good = good && support::same_bits(part(r, s), c(i + r, j + s));
      return good;
    };
    for (const Index i : {0, 1, 13})
      for (const Index j : {0, 3, 20})
        for (const Index r : {1, 5, 16})
          for (const Index s : {1, 2, 17}) CHECK(is_block(i, j, a.block(i, 0, r, k) * b.block(0, j, k, s)));
    // And on every machine with fma.
    if (!support::has_fma(isa)) return;
    if (first.empty()) first = c;
    CHECK(is_block(0, 0, first));
  });
}
