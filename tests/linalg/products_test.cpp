#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <cstdint>
#include <declive/linalg.hpp>
#include <limits>
#include <type_traits>
#include <utility>

#include "layouts.hpp"
#include "support/bounds.hpp"
#include "support/isa.hpp"
#include "support/random.hpp"
#include "support/types.hpp"

using namespace declive;
using layouts::equal;
using layouts::for_each_layout;
using layouts::number;
using support::make;
using support::Minimal;
using support::same;
using C64 = std::complex<float>;
using C128 = std::complex<double>;

// --- Types -----------------------------------------------------------------------------------------------------------

namespace {
static_assert(same<decltype(make<Matrix<int, 2, 3>>() * make<Matrix<int, 3, 4>>()), Matrix<int, 2, 4>>);
static_assert(same<decltype(make<Matrix<int>>() * make<Matrix<int, 3, 4>>()), Matrix<int, dynamic, 4>>);
static_assert(same<decltype(make<Matrix<float, 2, dynamic>>() * make<Matrix<float>>()), Matrix<float, 2, dynamic>>);
static_assert(same<decltype(make<Matrix<float, 2, 3>>().transposed() * make<Vector<float>>()), Vector<float, 3>>);
static_assert(same<decltype(make<Vector<float>>() * make<Matrix<float, 2, 3>>()), Vector<float, 3>>);
static_assert(same<decltype(outer(make<Vector<int, 2>>(), make<Vector<int>>())), Matrix<int, 2, dynamic>>);
static_assert(same<decltype(make<Matrix<short>>() * make<Matrix<short>>()), Matrix<short>>);
static_assert(same<decltype(make<Matrix<int>>() * make<Matrix<double>>()), Matrix<double>>);
static_assert(same<decltype(make<Matrix<float>>() * make<Vector<double>>()), Vector<double>>);
static_assert(same<decltype(make<Matrix<double>>() * make<Matrix<C128>>()), Matrix<C128>>);
static_assert(same<decltype(dot(make<Vector<short>>(), make<Vector<short>>())), short>);
static_assert(same<decltype(dot(make<Vector<int>>(), make<Vector<float>>())), float>);

// --- At compile time -------------------------------------------------------------------------------------------------

constexpr Matrix<double, 3, 3> P{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}, Q{{1, 0, 2}, {0, 1, 0}, {2, 0, 1}};
static_assert(P * Q == Matrix<double, 3, 3>{{7, 2, 5}, {16, 5, 14}, {25, 8, 23}});
static_assert(matmul(P, Q) == P * Q);
constexpr Vector<int, 3> u{1, 2, 3}, v{4, 5, 6};
static_assert(dot(u, v) == 32);
static_assert(P * u == Vector<double, 3>{14, 32, 50});
static_assert(u * P == Vector<double, 3>{30, 36, 42});
static_assert(outer(u, v) == Matrix<int, 3, 3>{{4, 5, 6}, {8, 10, 12}, {12, 15, 18}});
constexpr auto into() {
  Matrix<double, 3, 3> m = P;
  gemm(2, m, Q, 1, m);   // 2 P Q + P, over itself
  matmul_into(m, m, Q);  // and times Q
  Vector<double, 3> x{1, 1, 1};
  matmul_into(x, m, x);
  matmul_into(x, x, Q);
  return x;
}
// 2 P Q + P = 15 6 13; 36 15 34; 57 24 55. Times Q, row sums: 41+6+43, 104+15+106, 167+24+169 = 90, 225, 360; times Q.
static_assert(into() == Vector<double, 3>{90 + 720, 225, 180 + 360});

template <class T>
T plain_dot(Index k, auto a, auto b) {
  T sum = number<T>(0);
  for (Index p = 0; p < k; ++p) sum = static_cast<T>(sum + a(p) * b(p));
  return sum;
}
template <class T>
Matrix<T> plain_product(const Matrix<T>& a, const Matrix<T>& b) {
  return layouts::expected<T>(a.rows(), b.cols(), [&](Index i, Index j) {
    return plain_dot<T>(
        a.cols(), [&](Index p) { return a(i, p); }, [&](Index p) { return b(p, j); });
  });
}
}  // namespace

// --- Exact values ----------------------------------------------------------------------------------------------------

TEST_CASE_TEMPLATE("Products of small integers are exact in every layout", T, float, int, C64) {
  support::Random random(51);
  const struct {
    Index m, k, n;
  } sizes[] = {{0, 0, 0}, {0, 2, 3}, {2, 0, 3}, {2, 3, 0}, {1, 1, 1}, {2, 3, 4}, {1, 9, 17}, {17, 5, 1}, {13, 33, 25}};
  for (const auto& size : sizes) {
    const Index m = size.m, k = size.k, n = size.n;
    CAPTURE(m);
    CAPTURE(k);
    CAPTURE(n);
    const Matrix<T> a = layouts::small_matrix<T>(m, k, random), b = layouts::small_matrix<T>(k, n, random),
                    c0 = layouts::small_matrix<T>(m, n, random);
    const Matrix<T> product = plain_product(a, b);
    const auto combined = layouts::expected<T>(
        m, n, [&](Index i, Index j) { return number<T>(2) * product(i, j) + number<T>(-3) * c0(i, j); });
    for_each_layout(a, [&](const char* left, const auto& x) {
      CAPTURE(left);
      for_each_layout(b, [&](const char* right, const auto& y) {
        CAPTURE(right);
        CHECK(equal(x * y, product));
        CHECK(equal(matmul(x, y), product));
      });
      Matrix<T> c = c0;
      gemm(number<T>(2), x, b, number<T>(-3), c);
      CHECK(equal(c, combined));
      matmul_into(c, x, b);
      CHECK(equal(c, product));
    });
    // Into every layout, without touching what lies between.
    for_each_layout(c0, [&](const char* layout, auto c) {
      CAPTURE(layout);
      gemm(number<T>(2), a, b, number<T>(-3), c);
      CHECK(equal(c, combined));
      matmul_into(c, a, b);
      CHECK(equal(c, product));
    });
  }
}

TEST_CASE_TEMPLATE("Products with a vector are exact in every layout", T, double, int) {
  support::Random random(52);
  for (const auto& shape : layouts::shapes) {
    const Index m = shape.rows, n = shape.cols;
    const Matrix<T> a = layouts::small_matrix<T>(m, n, random);
    const Vector<T> x = layouts::small_vector<T>(n, random), y = layouts::small_vector<T>(m, random);
    const Vector<T> ax(m, [&](Index i) {
      return plain_dot<T>(
          x.size(), [&](Index p) { return a(i, p); }, [&](Index p) { return x[p]; });
    });
    const Vector<T> ya(n, [&](Index j) {
      return plain_dot<T>(
          y.size(), [&](Index p) { return y[p]; }, [&](Index p) { return a(p, j); });
    });
    for_each_layout(a, [&](const char* layout, const auto& mat) {
      CAPTURE(layout);
      for_each_layout(x, [&](const char* vector, const auto& vec) {
        CAPTURE(vector);
        CHECK(equal(mat * vec, ax));
        CHECK(equal(matmul(mat, vec), ax));
      });
      for_each_layout(y, [&](const char* vector, auto out) {
        CAPTURE(vector);
        CHECK(equal(out * mat, ya));
        CHECK(equal(matmul(out, mat), ya));
        matmul_into(out, mat, x);
        CHECK(equal(out, ax));
      });
      for_each_layout(x, [&](const char* vector, auto out) {
        CAPTURE(vector);
        matmul_into(out, y, mat);
        CHECK(equal(out, ya));
      });
    });
  }
}

TEST_CASE_TEMPLATE("dot and outer in every layout", T, double, long double, C64) {
  support::Random random(53);
  for (const Index n : {0, 1, 2, 16, 17, 64, 129, 5000}) {
    const Vector<T> a = layouts::small_vector<T>(n, random), b = layouts::small_vector<T>(n, random);
    const T truth = plain_dot<T>(
        n, [&](Index p) { return a[p]; }, [&](Index p) { return b[p]; });
    for_each_layout(a, [&](const char* left, const auto& x) {
      CAPTURE(left);
      for_each_layout(b, [&](const char* right, const auto& y) {
        CAPTURE(right);
        CHECK(dot(x, y) == truth);
      });
      if (n > 100) return;
      const Vector<T> w = layouts::small_vector<T>(3, random);
      CHECK(equal(outer(x, w), layouts::expected<T>(n, 3, [&](Index i, Index j) { return a[i] * w[j]; })));
      CHECK(equal(outer(w, x), layouts::expected<T>(3, n, [&](Index i, Index j) { return w[i] * a[j]; })));
    });
  }
}

TEST_CASE("No element is conjugated") {
  const Vector<C128> z{C128(0, 1), C128(1, 1)};
  CHECK(dot(z, z) == C128(-1, 2));
  CHECK(dot(z, Vector<double>{2, 3}) == C128(3, 5));
  CHECK(transpose(Matrix<C128>{{C128(1, 2)}})(0, 0) == C128(1, 2));
}

TEST_CASE("Two element types, and integers") {
  CHECK(Matrix<int>{{1, 2}, {3, 4}} * Matrix<double>{{0.5, 0}, {0, 0.25}} == Matrix<double>{{0.5, 0.5}, {1.5, 1}});
  CHECK(Matrix<float>{{1.5f}} * Vector<int>{4} == Vector<float>{6});
  Matrix<float> narrow(1, 1);
  matmul_into(narrow, Matrix<double>{{0.5}}, Matrix<int>{{3}});
  CHECK(narrow == Matrix<float>{{1.5f}});
  // A short product stays short: 200 * 200 = 40000 wraps.
  CHECK(Matrix<std::int16_t>{{200}} * Matrix<std::int16_t>{{200}} == Matrix<std::int16_t>{{40000 - 65536}});
  CHECK(Matrix<std::uint16_t>{{65535}} * Matrix<std::uint16_t>{{65535}} == Matrix<std::uint16_t>{{1}});
  CHECK(Matrix<bool>{{true, true}} * Matrix<bool>{{true}, {false}} == Matrix<bool>{{true}});
}

TEST_CASE("The least that is a Scalar multiplies") {
  const auto value = [](const auto& x) { return x.value(); };
  const auto check = [&](const auto& a, const auto& b, const auto& x) {
    CHECK(map(value, a * b) == Matrix<int>{{19, 22}, {43, 50}});
    CHECK(map(value, matmul(a.transposed(), b)) == Matrix<int>{{26, 30}, {38, 44}});
    CHECK(map(value, a * x) == Vector<int>{3, 7});
    CHECK(map(value, x * a) == Vector<int>{4, 6});
    CHECK(dot(a.row(1), b.row(1)).value() == 53);
    CHECK(map(value, outer(x, a.row(1))) == Matrix<int>{{3, 4}, {3, 4}});
    auto c = a;
    matmul_into(c, a, c);
    CHECK(map(value, c) == Matrix<int>{{7, 10}, {15, 22}});
  };
  const auto from = [](int first) { return [first](Index i, Index j) { return Minimal(first + int(2 * i + j)); }; };
  check(Matrix<Minimal>(2, 2, from(1)), Matrix<Minimal>(2, 2, from(5)), Vector<Minimal>(2, Minimal(1)));
  check(Matrix<Minimal, 2, 2>(2, 2, from(1)), Matrix<Minimal, 2, 2>(2, 2, from(5)), Vector<Minimal, 2>(2, Minimal(1)));
}

TEST_CASE("gemm reads its scalars before it writes, wherever they stand") {
  Matrix<double> c{{2, 3}, {5, 7}};
  const Matrix<double> one = Matrix<double>::identity(2);
  gemm(c(0, 0), one, one, c(0, 1), c);
  CHECK(c == Matrix<double>{{8, 9}, {15, 23}});
  Matrix<int> whole{{2, 3}, {5, 7}};
  gemm(whole(0, 0), Matrix<int>::identity(2), Matrix<int>::identity(2), whole(0, 1), whole);
  CHECK(whole == Matrix<int>{{8, 9}, {15, 23}});
  whole *= whole(0, 0);
  CHECK(whole == Matrix<int>{{64, 72}, {120, 184}});
  whole += scaled(whole(0, 0), whole);
  CHECK(whole == 65 * Matrix<int>{{64, 72}, {120, 184}});
}

// --- Rounding --------------------------------------------------------------------------------------------------------

TEST_CASE_TEMPLATE("Every element is within its bound, on every instruction set", T, float, double) {
  support::Random random(54);
  const struct { Index m, k, n; } sizes[] = {{3, 5, 7}, {33, 40, 47}, {20, 600, 20}, {1, 300, 50}};
  for (const auto& size : sizes) {
    const Index m = size.m, k = size.k, n = size.n;
    const Matrix<T> a(m, k, [&](Index, Index) { return random.uniform<T>(); }),
        b(k, n, [&](Index, Index) { return random.uniform<T>(); });
    Matrix<long double> exact(m, n), magnitude(m, n);
    for (Index i = 0; i < m; ++i)
      for (Index j = 0; j < n; ++j)
        for (Index p = 0; p < k; ++p) {
          const long double term = static_cast<long double>(a(i, p)) * static_cast<long double>(b(p, j));
          exact(i, j) += term;
          magnitude(i, j) += term < 0 ? -term : term;
        }
    support::for_each_isa([&] {
      const Matrix<T> c = a * b, turned = transpose(Matrix<T>(b.transposed() * a.transposed()));
      const Vector<T> by_row = a.row(0) * b, by_col = a * b.col(0);
      bool good = true;
      for (Index i = 0; i < m; ++i)
        for (Index j = 0; j < n; ++j) {
          const long double bound = support::product_bound<T>(k, magnitude(i, j));
          good =
              good && support::within(c(i, j), exact(i, j), bound) && support::within(turned(i, j), exact(i, j), bound);
          if (i == 0) good = good && support::within(by_row[j], exact(i, j), bound);
          if (j == 0) good = good && support::within(by_col[i], exact(i, j), bound);
          if (i == 0)
            good = good &&
                   support::within(dot(a.row(0), b.col(j)), exact(i, j), support::sum_bound<T>(k, magnitude(i, j)));
        }
      CHECK(good);
    });
  }
}

TEST_CASE_TEMPLATE("A dot product of views has the bits of its copy's", T, float, double) {
  support::Random random(55);
  for (const Index n : {1, 7, 100, 4097, 10000}) {
    const Vector<T> a(n, [&](Index) { return random.uniform<T>(); }), b(n, [&](Index) { return random.uniform<T>(); });
    support::for_each_isa([&] {
      const T truth = dot(a, b);
      for_each_layout(a, [&](const char* left, const auto& x) {
        CAPTURE(left);
        CHECK(support::same_bits(dot(x, b), truth));
        CHECK(support::same_bits(dot(b, x), truth));
      });
    });
  }
}

// --- Fixed sizes, complex numbers, Gram matrices ---------------------------------------------------------------------

namespace {
// Every element of a fixed product against the plain sum in the order of k, exactly for small integers.
template <class T, Index m, Index k, Index n>
int wrong_in_fixed() {
  support::Random random(97);
  const Matrix<T, m, k> a(m, k, [&](Index, Index) { return random.small_integer<T>(); });
  const Matrix<T, k, n> b(k, n, [&](Index, Index) { return random.small_integer<T>(); });
  const Vector<T, k> x(k, [&](Index) { return random.small_integer<T>(); });
  const Matrix<T, m, n> c = a * b, into = [&] {
    Matrix<T, m, n> out;
    matmul_into(out, a, b);
    return out;
  }();
  const Vector<T, m> y = a * x;
  int wrong = 0;
  for (Index i = 0; i < m; ++i) {
    for (Index j = 0; j < n; ++j) {
      T sum = 0;
      for (Index p = 0; p < k; ++p) sum += a(i, p) * b(p, j);
      wrong += (c(i, j) != sum) + (into(i, j) != sum);
    }
    T sum = 0;
    for (Index p = 0; p < k; ++p) sum += a(i, p) * x[p];
    wrong += y[i] != sum;
  }
  return wrong;
}
template <class T, Index... n>
int wrong_in_squares(std::integer_sequence<Index, n...>) {
  return (wrong_in_fixed<T, n + 1, n + 1, n + 1>() + ...);
}
}  // namespace

TEST_CASE_TEMPLATE("Fixed products are written out in place for every size up to 8", T, float, double) {
  CHECK(wrong_in_squares<T>(std::make_integer_sequence<Index, 9>()) == 0);
  CHECK(wrong_in_fixed<T, 1, 8, 3>() == 0);
  CHECK(wrong_in_fixed<T, 8, 1, 5>() == 0);
  CHECK(wrong_in_fixed<T, 2, 3, 8>() == 0);
  CHECK(wrong_in_fixed<T, 7, 4, 1>() == 0);
  CHECK(wrong_in_fixed<T, 3, 6, 2>() == 0);
  CHECK(wrong_in_fixed<T, 9, 3, 12>() == 0);  // beyond: through the kernels
  // Nothing is skipped, and a product with itself is one of copies.
  Matrix<T, 2, 2> nan{{std::numeric_limits<T>::quiet_NaN(), T(0)}, {T(0), T(1)}};
  const Matrix<T, 2, 2> zeros;
  CHECK(std::isnan((nan * zeros)(0, 1)));
  Matrix<T, 3, 3> m{{1, 2, 0}, {0, 1, 3}, {1, 0, 1}};
  m = m * m;
  CHECK(m == Matrix<T, 3, 3>{{1, 4, 6}, {3, 1, 6}, {2, 2, 1}});
}

TEST_CASE_TEMPLATE("Complex products go through the kernels in every layout, large and small", T, float, double) {
  using C = std::complex<T>;
  support::for_each_isa([] {
    for (const Index n : {1, 2, 5, 20, 70}) {
      CAPTURE(n);
      support::Random random(98);
      const auto draw = [&](Index, Index) {
        const T re = random.small_integer<T>();
        return C(re, random.small_integer<T>());
      };
      const Matrix<C> a(n, n + 3, draw), b(n + 3, n + 1, draw);
      Matrix<C> expected(n, n + 1);
      for (Index i = 0; i < n; ++i)
        for (Index j = 0; j < n + 1; ++j)
          for (Index p = 0; p < n + 3; ++p) expected(i, j) += a(i, p) * b(p, j);
      CHECK(a * b == expected);
      CHECK(matmul(b.transposed(), a.transposed()) == transpose(expected));
      Matrix<C> c(n, n + 1);
      matmul_into(c.reversed_cols(), a, b.reversed_cols());
      CHECK(c == expected);
      gemm(C(0, 1), a, b, C(2, 0), c);
      CHECK(c == C(2, 1) * expected);
    }
    Matrix<C> square{{C(0, 1), C(1, 0)}, {C(2, 0), C(0, -1)}};
    matmul_into(square, square, square);
    CHECK(square == Matrix<C>{{C(1, 0), C(0, 0)}, {C(0, 0), C(1, 0)}});
  });
}

TEST_CASE_TEMPLATE("A Gram matrix is A A^T, symmetric to the bit", T, float, double) {
  support::for_each_isa([] {
    for (const Index m : {0, 1, 3, 191, 192, 193, 400}) {
      CAPTURE(m);
      support::Random random(99);
      const Matrix<T> a(m, 37, [&](Index, Index) { return random.template uniform<T>(); });
      const Matrix<T> g = gram(a), by_hand = matmul(a, a.transposed()), of_columns = gram(a.transposed());
      CHECK(g == by_hand);
      CHECK(g == transpose(g));
      CHECK(of_columns == matmul(a.transposed(), a));
    }
  });
  CHECK(gram(Matrix<int, 2, 3>{{1, 2, 3}, {4, 5, 6}}) == Matrix<int, 2, 2>{{14, 32}, {32, 77}});
  static_assert(gram(Matrix<int, 1, 2>{{3, 4}})(0, 0) == 25);
}
