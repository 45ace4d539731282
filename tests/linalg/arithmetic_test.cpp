#include <doctest/doctest.h>

#include <complex>
#include <cstdint>
#include <declive/linalg/arithmetic.hpp>
#include <declive/linalg/compare.hpp>
#include <limits>
#include <type_traits>

#include "layouts.hpp"
#include "support/bounds.hpp"
#include "support/isa.hpp"
#include "support/types.hpp"

using namespace declive;
using layouts::equal;
using layouts::expected;
using layouts::for_each_layout;
using support::make;
using support::Minimal;
using support::same;
using C64 = std::complex<float>;
using C128 = std::complex<double>;

// --- Types -----------------------------------------------------------------------------------------------------------

namespace {
// Extents: what is known at compile time on either side.
static_assert(same<decltype(make<Matrix<int, 2, 3>>() + make<Matrix<int>>()), Matrix<int, 2, 3>>);
static_assert(same<decltype(make<Matrix<int>>() - make<Matrix<int, 2, 3>>()), Matrix<int, 2, 3>>);
static_assert(same<decltype(make<Matrix<int, 2, dynamic>>() + make<Matrix<int, dynamic, 3>>()), Matrix<int, 2, 3>>);
static_assert(same<decltype(make<VectorView<int>>() + make<Vector<int, 4>>()), Vector<int, 4>>);
static_assert(same<decltype(-make<MatrixView<const int, dynamic, 3>>()), Matrix<int, dynamic, 3>>);
static_assert(same<decltype(2 * make<Matrix<int, 2, 3>>().transposed()), Matrix<int, 3, 2>>);
// Elements: what C++ makes of two types, but a type with itself stays.
static_assert(same<decltype(make<Matrix<short>>() + make<Matrix<short>>()), Matrix<short>>);
static_assert(same<decltype(hadamard(make<Matrix<short>>(), make<Matrix<short>>())), Matrix<short>>);
static_assert(same<decltype(make<Matrix<float>>() + make<Matrix<double>>()), Matrix<double>>);
static_assert(same<decltype(make<Matrix<int>>() - make<Matrix<double>>()), Matrix<double>>);
static_assert(same<decltype(hadamard(make<Vector<int>>(), make<Vector<double>>())), Vector<double>>);
static_assert(same<decltype(make<Vector<short>>() + make<Vector<int>>()), Vector<int>>);
static_assert(same<decltype(make<Vector<double>>() + make<Vector<C128>>()), Vector<C128>>);
// A scalar takes the elements' type; a complex one makes real elements complex.
static_assert(same<decltype(2.0 * make<Matrix<float>>()), Matrix<float>>);
static_assert(same<decltype(make<Matrix<float>>() * 2.0L), Matrix<float>>);
static_assert(same<decltype(make<Matrix<float>>() / 2), Matrix<float>>);
static_assert(same<decltype(2 * make<Matrix<short>>()), Matrix<short>>);
static_assert(same<decltype(2 * make<Matrix<unsigned>>()), Matrix<unsigned>>);
static_assert(same<decltype(2 * make<Matrix<C64>>()), Matrix<C64>>);
static_assert(same<decltype(C64() * make<Matrix<float>>()), Matrix<C64>>);
static_assert(same<decltype(make<Vector<double>>() * C128()), Vector<C128>>);
static_assert(same<decltype(make<Matrix<float>>() + scaled(2.0, make<Matrix<float>&>())), Matrix<float>>);
static_assert(same<decltype(make<Matrix<float>>() - scaled(2, make<Matrix<double>&>())), Matrix<double>>);
// Compound forms give back what stands on the left.
static_assert(same<decltype(make<Matrix<int>&>() += make<Matrix<int>>()), Matrix<int>&>);
static_assert(same<decltype(make<Matrix<int>&>() *= 2), Matrix<int>&>);

template <class A, class B>
concept Multiplies = requires(A a, B b) {
  a* b;
};
static_assert(!Multiplies<Matrix<double>, const char*>);
static_assert(!Multiplies<Matrix<int>, C128>, "std::complex<double> times int does not exist");

// --- At compile time -------------------------------------------------------------------------------------------------

constexpr Matrix<double, 2, 2> A{{1, 2}, {3, 4}}, B{{5, 6}, {7, 8}};
static_assert(A + B == Matrix<double, 2, 2>{{6, 8}, {10, 12}});
static_assert(B - A == Matrix<double, 2, 2>{{4, 4}, {4, 4}});
static_assert(-A == Matrix<double, 2, 2>{{-1, -2}, {-3, -4}});
static_assert(2 * A == A * 2.0f && 2 * A == A + A);
static_assert(A / 2 == Matrix<double, 2, 2>{{0.5, 1}, {1.5, 2}});
static_assert(hadamard(A, B) == Matrix<double, 2, 2>{{5, 12}, {21, 32}});
static_assert(A + scaled(2, B) == Matrix<double, 2, 2>{{11, 14}, {17, 20}});
static_assert(A - scaled(2, B) == Matrix<double, 2, 2>{{-9, -10}, {-11, -12}});
static_assert(A + B.transposed() == Matrix<double, 2, 2>{{6, 9}, {9, 12}});
constexpr auto compounds() {
  Matrix<int, 2, 2> m{{1, 2}, {3, 4}};
  m += m;
  m -= Matrix<int, 2, 2>{{1, 1}, {1, 1}};
  m *= 3;
  m /= 2;
  m += scaled(10, m);
  m -= scaled(1, m.transposed());
  m.row(0) += m.row(1);
  m.block(0, 0, 1, 2) *= 2;
  return m;
}
// 2 4 6 8; 1 3 5 7; 3 9 15 21; 1 4 7 10; 11 44 77 110; 0 -33 33 0; 33 -33 33 0.
static_assert(compounds() == Matrix<int, 2, 2>{{66, -66}, {33, 0}});
}  // namespace

// --- Values ----------------------------------------------------------------------------------------------------------

TEST_CASE_TEMPLATE("Sums, differences and elementwise products of any two layouts are the plain loops'", T, float, int,
                   C64) {
  support::Random random(11);
  for (const auto& shape : layouts::shapes) {
    const Index m = shape.rows, n = shape.cols;
    const Matrix<T> a = layouts::small_matrix<T>(m, n, random), b = layouts::small_matrix<T>(m, n, random);
    const auto sum = expected<T>(m, n, [&](Index i, Index j) { return a(i, j) + b(i, j); });
    const auto difference = expected<T>(m, n, [&](Index i, Index j) { return a(i, j) - b(i, j); });
    const auto product = expected<T>(m, n, [&](Index i, Index j) { return a(i, j) * b(i, j); });
    CAPTURE(m);
    CAPTURE(n);
    for_each_layout(a, [&](const char* left, const auto& x) {
      for_each_layout(b, [&](const char* right, const auto& y) {
        CAPTURE(left);
        CAPTURE(right);
        CHECK(equal(x + y, sum));
        CHECK(equal(x - y, difference));
        CHECK(equal(hadamard(x, y), product));
      });
    });
  }
}

TEST_CASE_TEMPLATE("Negation and scaling of any layout", T, double, short, C128) {
  support::Random random(12);
  for (const auto& shape : layouts::shapes) {
    const Index m = shape.rows, n = shape.cols;
    const Matrix<T> a = layouts::small_matrix<T>(m, n, random);
    const auto times = [&](int s) {
      return expected<T>(m, n, [&](Index i, Index j) { return a(i, j) * layouts::number<T>(s); });
    };
    for_each_layout(a, [&](const char* layout, const auto& x) {
      CAPTURE(layout);
      CHECK(equal(-x, times(-1)));
      CHECK(equal(3 * x, times(3)));
      CHECK(equal(x * 3, times(3)));
      CHECK(equal((x * 4) / 4, times(1)));
      CHECK(equal(x + scaled(3, x), times(4)));
      CHECK(equal(x - scaled(3, x), times(-2)));
    });
  }
}

TEST_CASE_TEMPLATE("Vectors of every layout", T, double, int) {
  support::Random random(13);
  for (const Index n : {0, 1, 2, 15, 16, 17, 100}) {
    const Vector<T> u = layouts::small_vector<T>(n, random), v = layouts::small_vector<T>(n, random);
    const Vector<T> sum(n, [&](Index i) { return u[i] + v[i]; }), product(n, [&](Index i) { return u[i] * v[i]; });
    for_each_layout(u, [&](const char* left, const auto& x) {
      for_each_layout(v, [&](const char* right, const auto& y) {
        CAPTURE(left);
        CAPTURE(right);
        CHECK(equal(x + y, sum));
        CHECK(equal(hadamard(x, y), product));
      });
    });
  }
}

TEST_CASE_TEMPLATE("Compound forms write to owners and views, and nowhere else", T, float, int, C128) {
  support::Random random(14);
  for (const auto& shape : layouts::shapes) {
    const Index m = shape.rows, n = shape.cols;
    const Matrix<T> a = layouts::small_matrix<T>(m, n, random), b = layouts::small_matrix<T>(m, n, random);
    Matrix<T> frame(m + 2, n + 2, layouts::number<T>(55));
    auto inside = frame.block(1, 1, m, n);
    inside = a;
    Matrix<T> owner = a;
    // a + b, - b, * 2, + 3 b, - b, - b: 2 a + b.
    const auto steps = [](auto&& x, const auto& y) {
      x += y;
      x -= y;
      x *= 2;
      x += scaled(3, y);
      x -= scaled(1, y);
      x -= y;
    };
    for_each_layout(b, [&](const char* layout, const auto& y) {
      CAPTURE(layout);
      owner = a;
      inside = a;
      steps(owner, y);
      steps(inside, y);
      const auto result = expected<T>(m, n, [&](Index i, Index j) { return a(i, j) + a(i, j) + b(i, j); });
      CHECK(equal(owner, result));
      CHECK(equal(inside, result));
    });
    for (Index i = 0; i < frame.rows(); ++i)
      for (Index j = 0; j < frame.cols(); ++j)
        if (i == 0 || j == 0 || i == m + 1 || j == n + 1) CHECK(frame(i, j) == layouts::number<T>(55));
  }
}

TEST_CASE("Rows, columns, diagonals and blocks are assigned through") {
  Matrix<double> m{{1, 2}, {3, 4}};
  m.row(0) += m.row(1);
  CHECK(m == Matrix<double>{{4, 6}, {3, 4}});
  m.col(1) *= 10;
  CHECK(m == Matrix<double>{{4, 60}, {3, 40}});
  m.diagonal() -= Vector<double>{4, 40};
  CHECK(m == Matrix<double>{{0, 60}, {3, 0}});
  m.block(0, 1, 1, 1) /= 6;
  CHECK(m == Matrix<double>{{0, 10}, {3, 0}});
  const MatrixView<double> view = m;  // a constant view of elements that are not
  view += Matrix<double>{{1, 1}, {1, 1}};
  CHECK(m == Matrix<double>{{1, 11}, {4, 1}});
  (m += m) *= 2;
  CHECK(m == Matrix<double>{{4, 44}, {16, 4}});
}

TEST_CASE("Two element types meet as in C++") {
  const Matrix<int> whole{{1, 2}, {3, -4}};
  const Matrix<double> half{{0.5, 0.5}, {0.5, 0.5}};
  CHECK(whole + half == Matrix<double>{{1.5, 2.5}, {3.5, -3.5}});
  CHECK(half - whole == Matrix<double>{{-0.5, -1.5}, {-2.5, 4.5}});
  CHECK(hadamard(whole, half) == Matrix<double>{{0.5, 1}, {1.5, -2}});
  Matrix<float> narrow(2, 2, 1.0f);
  narrow += half;
  narrow -= scaled(2, half);
  CHECK(narrow == Matrix<float>{{0.5f, 0.5f}, {0.5f, 0.5f}});
  Matrix<C64> z(2, 2, C64(0, 1));
  z += narrow;
  z *= 2;
  CHECK(z == Matrix<C64>(2, 2, C64(1, 2)));
  CHECK(C64(0, 1) * narrow == Matrix<C64>(2, 2, C64(0, 0.5f)));
  CHECK(z / C64(0, 1) == Matrix<C64>(2, 2, C64(2, -1)));
}

TEST_CASE("Division is a division, not a product with the reciprocal") {
  Vector<double> v(1000, [](Index i) { return static_cast<double>(i); });
  int differ = 0;
  const Vector<double> quotients = v / 49;
  for (Index i = 0; i < v.size(); ++i) {
    CHECK(support::same_bits(quotients[i], v[i] / 49));
    differ += v[i] / 49 != v[i] * (1.0 / 49) ? 1 : 0;
  }
  CHECK(differ > 0);  // or the check above would prove nothing
  v /= 49;
  CHECK(v == quotients);
  const Vector<double> by_zero = Vector<double>{1, -1, 0} / 0.0;
  CHECK(by_zero[0] == std::numeric_limits<double>::infinity());
  CHECK(by_zero[1] == -std::numeric_limits<double>::infinity());
  CHECK(by_zero[2] != by_zero[2]);
}

TEST_CASE("Integers: quotients towards zero, unsigned ones wrap, short ones keep their type") {
  CHECK(Matrix<int>{{7, -7}} / 2 == Matrix<int>{{3, -3}});
  CHECK(Matrix<unsigned>{{7, 9}} / 2 == Matrix<unsigned>{{3, 4}});
  CHECK(-Matrix<unsigned>{{1}} == Matrix<unsigned>{{4294967295u}});
  CHECK(Matrix<unsigned>{{1}} - Matrix<unsigned>{{2}} == Matrix<unsigned>{{4294967295u}});
  // As int, which C++ makes of two unsigned shorts, this product overflows; the sanitizer would say so.
  const Matrix<std::uint16_t> most(1, 1, std::uint16_t{65535});
  CHECK(hadamard(most, most) == Matrix<std::uint16_t>{{1}});
  CHECK(65535 * most == Matrix<std::uint16_t>{{1}});
  CHECK(most + most == Matrix<std::uint16_t>{{65534}});
  const Matrix<std::int8_t> bytes{{100, -100}};
  CHECK(bytes + bytes == Matrix<std::int8_t>{{-56, 56}});
}

TEST_CASE("An integer divisor that is zero among the elements is an error, not a trap") {
  Matrix<int> m{{1, 2}};
  Matrix<std::int8_t> bytes{{1, 2}};
  CHECK_THROWS_WITH_AS(m / 0, "operator/: integer division by zero", ValueError);
  CHECK_THROWS_WITH_AS(m /= 0, "operator/=: integer division by zero", ValueError);
  CHECK_THROWS_AS(bytes / 256, ValueError);
  CHECK_THROWS_AS(bytes /= 512, ValueError);
  CHECK(m == Matrix<int>{{1, 2}});
}

TEST_CASE("Booleans are numbers") {
  const Matrix<bool> a{{true, false}, {true, false}}, b{{true, true}, {false, false}};
  CHECK(a + b == Matrix<bool>{{true, true}, {true, false}});
  CHECK(hadamard(a, b) == Matrix<bool>{{true, false}, {false, false}});
  CHECK(2 * a == a);
}

TEST_CASE("The least that is a Scalar has sums, products, scaling and compound forms") {
  const auto is = [](const auto& x, std::initializer_list<int> values) {
    REQUIRE(x.size() == static_cast<Index>(values.size()));
    bool good = true;
    for (Index k = 0; k < x.size(); ++k) good = good && x.data()[k].value() == values.begin()[k];
    return good;
  };
  const auto check = [&](auto a, auto b) {
    CHECK(is(a + b, {6, 8, 10, 12}));
    CHECK(is(b - a, {4, 4, 4, 4}));
    CHECK(is(hadamard(a, b), {5, 12, 21, 32}));
    CHECK(is(Minimal(2) * a, {2, 4, 6, 8}));
    CHECK(is(a * Minimal(2), {2, 4, 6, 8}));
    CHECK(is(a + scaled(Minimal(2), b), {11, 14, 17, 20}));
    CHECK(is(a + b.transposed(), {6, 9, 9, 12}));
    a += b;
    CHECK(is(a, {6, 8, 10, 12}));
    a -= b;
    a *= Minimal(3);
    CHECK(is(a, {3, 6, 9, 12}));
    a += scaled(Minimal(2), a.transposed());
    CHECK(is(a, {9, 24, 21, 36}));
    a.row(0) -= a.row(1);
    CHECK(is(a, {-12, -12, 21, 36}));
    CHECK(is((a + b) - a, {5, 6, 7, 8}));
  };
  const auto number = [](int first) { return [first](Index i, Index j) { return Minimal(first + int(2 * i + j)); }; };
  check(Matrix<Minimal>(2, 2, number(1)), Matrix<Minimal>(2, 2, number(5)));
  check(Matrix<Minimal, 2, 2>(2, 2, number(1)), Matrix<Minimal, 2, 2>(2, 2, number(5)));
  check(Matrix<Minimal, 2, 2>(2, 2, number(1)), Matrix<Minimal, 2, dynamic>(2, 2, number(5)));
}

// --- Bits ------------------------------------------------------------------------------------------------------------

TEST_CASE_TEMPLATE("Elementwise operations have the same bits on every instruction set, at every position", T, float,
                   double) {
  support::Random random(15);
  const Index n = 203;
  const Vector<T> u(n, [&](Index) { return random.uniform<T>(); }), v(n, [&](Index) { return random.uniform<T>(); });
  const T s = random.uniform<T>();
  support::for_each_isa([&] {
    const Vector<T> sum = u + v, difference = u - v, product = hadamard(u, v), quotient = u / s, multiple = s * u,
                    axpy = u + scaled(s, v), axmy = u - scaled(s, v);
    bool good = true;
    for (Index i = 0; i < n; ++i) {
      // Two roundings: the product is stored before it is added to, so that no compiler fuses the two here.
      const volatile T scaled_v = s * v[i];
      good = good && support::same_bits(sum[i], u[i] + v[i]) && support::same_bits(difference[i], u[i] - v[i]) &&
             support::same_bits(product[i], u[i] * v[i]) && support::same_bits(quotient[i], u[i] / s) &&
             support::same_bits(multiple[i], s * u[i]) && support::same_bits(axpy[i], u[i] + scaled_v) &&
             support::same_bits(axmy[i], u[i] - scaled_v);
    }
    CHECK(good);
    for (const Index first : {0, 1, 5}) {
      const Vector<T> part = u.slice(first, n - 8) + scaled(s, v.slice(first, n - 8));
      bool same_bits = true;
      for (Index i = 0; i < part.size(); ++i) same_bits = same_bits && support::same_bits(part[i], axpy[first + i]);
      CHECK(same_bits);
    }
  });
}
