#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <declive/linalg/compare.hpp>
#include <declive/linalg/map.hpp>
#include <stdexcept>
#include <type_traits>

#include "layouts.hpp"
#include "support/bounds.hpp"
#include "support/isa.hpp"
#include "support/types.hpp"

using namespace declive;
using layouts::equal;
using layouts::for_each_layout;

namespace {
// The element type is what f returns; the extents are those that are known.
constexpr auto positive = [](auto x) { return x > 0; };
constexpr auto to_double = [](auto x) { return static_cast<double>(x); };
static_assert(std::is_same_v<decltype(map(positive, Matrix<int, 2, 3>())), Matrix<bool, 2, 3>>);
static_assert(std::is_same_v<decltype(map(to_double, Vector<short>())), Vector<double>>);
constexpr auto add = [](auto... x) { return (x + ...); };
static_assert(std::is_same_v<decltype(map(add, Vector<int>(), Vector<int, 3>())), Vector<int, 3>>);
static_assert(std::is_same_v<decltype(map(add, Matrix<int, 2, dynamic>(), Matrix<int>(), Matrix<int, dynamic, 3>())),
                             Matrix<int, 2, 3>>);

constexpr Vector<int, 3> three{1, 2, 3};
static_assert(map([](int x) { return x * x; }, three) == Vector<int, 3>{1, 4, 9});
static_assert(map(add, three, three, three, three, three, three) == Vector<int, 3>{6, 12, 18});
constexpr auto into() {
  Matrix<int, 2, 2> m{{1, 2}, {3, 4}};
  map_into(
      m, [](int x) { return 10 * x; }, m.transposed());
  map_in_place([](int x) { return x + 1; }, m);
  map_in_place(add, m.row(0), m.row(1));
  map_into(m, add, m, m, m);
  return m;
}
// 10 30 20 40; 11 31 21 41; 32 72 21 41.
static_assert(into() == Matrix<int, 2, 2>{{96, 216}, {63, 123}});
}  // namespace

TEST_CASE_TEMPLATE("map of one and two arrays of every layout", T, float, int) {
  support::Random random(21);
  const auto f = [](T x) { return x * x - x; };
  const auto g = [](T x, T y) { return x + 2 * y; };
  for (const auto& shape : layouts::shapes) {
    const Index m = shape.rows, n = shape.cols;
    const Matrix<T> a = layouts::small_matrix<T>(m, n, random), b = layouts::small_matrix<T>(m, n, random);
    const auto one = layouts::expected<T>(m, n, [&](Index i, Index j) { return f(a(i, j)); });
    const auto two = layouts::expected<T>(m, n, [&](Index i, Index j) { return g(a(i, j), b(i, j)); });
    for_each_layout(a, [&](const char* left, const auto& x) {
      CAPTURE(left);
      CHECK(equal(map(f, x), one));
      for_each_layout(b, [&](const char* right, const auto& y) {
        CAPTURE(right);
        CHECK(equal(map(g, x, y), two));
      });
      // Into every layout.
      Matrix<T> turned(n, m), wide(m, 2 * n + 1);
      map_into(turned.transposed(), f, x);
      CHECK(equal(turned.transposed(), one));
      const MatrixView<T> sparse(wide.data(), m, n, wide.cols(), 2);
      map_into(sparse, f, x);
      CHECK(equal(sparse, one));
    });
  }
}

TEST_CASE("map of up to six arrays") {
  const Vector<double> a{1, 2, 3};
  const auto times = [&](double s) { return Vector<double>{s * 1, s * 2, s * 3}; };
  Vector<double> out(3);
  CHECK(map(add, a, a, a) == times(3));
  CHECK(map(add, a, a, a, a) == times(4));
  CHECK(map(add, a, a, a, a, a) == times(5));
  CHECK(map(add, a, a, a, a, a, a) == times(6));
  map_into(out, add, a, a, a);
  CHECK(out == times(3));
  map_into(out, add, a, a, a, a);
  CHECK(out == times(4));
  map_into(out, add, a, a, a, a, a);
  CHECK(out == times(5));
  map_into(out, add, a, a, a, a, a, a);
  CHECK(out == times(6));
  map_in_place(add, out, a, a);
  CHECK(out == times(8));
}

TEST_CASE("map takes arrays of different types and layouts together") {
  const Matrix<int> whole{{1, 2}, {3, 4}};
  const Matrix<double, 2, 2> real{{0.5, 1.5}, {2.5, 3.5}};
  const Matrix<bool> mask{{true, false}, {false, true}};
  const auto pick = [](bool which, int x, double y) { return which ? x : y; };
  CHECK(map(pick, mask, whole.transposed(), real) == Matrix<double>{{1, 1.5}, {2.5, 4}});
  const auto polar = [](double r, double phi) { return std::complex<double>(r, phi); };
  const Matrix<std::complex<double>> z = map(polar, real, real);
  CHECK(z(1, 0) == std::complex<double>(2.5, 2.5));
  CHECK(map([](std::complex<double> x) { return x.imag(); }, z) == real);
}

TEST_CASE("What f is") {
  const Vector<double> v{1, 4, 9};
  // A function, an overloaded one through a lambda, a mutable lambda, one that returns a reference.
  CHECK(map(static_cast<double (*)(double)>(std::sqrt), v) == Vector<double>{1, 2, 3});
  int calls = 0;
  CHECK(map(
            [&calls](double x) {
              ++calls;
              return -x;
            },
            v) == Vector<double>{-1, -4, -9});
  CHECK(calls == 3);
  auto counter = [n = 0](double) mutable { return ++n; };
  map(counter, v);
  CHECK(counter(0) == 4);
  const double seven = 7;
  CHECK(map([&seven](double) -> const double& { return seven; }, v) == Vector<double>{7, 7, 7});
}

TEST_CASE("An error of f goes through, out of the new array and out of the temporary") {
  support::Throwing::set_fuse(0);
  const auto fails = [](double x) { return x > 2 ? throw std::runtime_error("three") : x; };
  const Vector<double> v{1, 2, 3};
  CHECK_THROWS_WITH(map(fails, v), "three");
  CHECK_THROWS_WITH(map(fails, Vector<double>(v)), "three");
  CHECK(v == Vector<double>{1, 2, 3});
  const long before = support::Throwing::live();
  {
    const Vector<support::Throwing> t(3, support::Throwing(1));
    int n = 0;
    CHECK_THROWS_WITH(map([&n](const support::Throwing& x) { return ++n == 3 ? throw std::runtime_error("n") : x; }, t),
                      "n");
  }
  CHECK(support::Throwing::live() == before);
}

TEST_CASE("Elements that are not plain are constructed once and destroyed") {
  using support::Counting;
  const auto value = [](const auto& x) { return x.value(); };
  Counting::reset();
  {
    const Matrix<Counting> a(2, 3, [](Index i, Index j) { return Counting(static_cast<int>(10 * i + j)); });
    CHECK(map(value, map(add, a, a)) == Matrix<int>{{0, 2, 4}, {20, 22, 24}});
    CHECK(map(value, map(add, Matrix<Counting>(a), a.reversed_cols())) == Matrix<int>{{2, 2, 2}, {22, 22, 22}});
    Matrix<Counting> b = a;
    map_into(b.row(0), add, b.row(1), b.row(1));
    CHECK(map(value, b) == Matrix<int>{{20, 22, 24}, {10, 11, 12}});
    const Matrix<support::Minimal> least(2, 3, [](Index i, Index j) { return support::Minimal(int(i + j)); });
    CHECK(map(value, least) == Matrix<int>{{0, 1, 2}, {1, 2, 3}});
    CHECK(map(value, map(add, least, least)) == Matrix<int>{{0, 2, 4}, {2, 4, 6}});
    const auto wrap = [](int x) { return support::Minimal(x); };
    CHECK(map(value, map(wrap, Vector<int, 2>{4, 5})) == Vector<int, 2>{4, 5});
  }
  CHECK(Counting::counts().live() == 0);
}

TEST_CASE_TEMPLATE("map has the bits of a plain call, on every instruction set, position and length", T, float,
                   double) {
  support::Random random(22);
  const Index n = 131;
  const Vector<T> u(n, [&](Index) { return random.uniform<T>(); }), v(n, [&](Index) { return random.uniform<T>(); });
  // The library's promise: a product and a sum in the caller's f are two roundings everywhere.
  const auto f = [](T x, T y) { return x * y + x; };
  const Vector<T> truth(n, [&](Index i) {
    const volatile T product = u[i] * v[i];
    return product + u[i];
  });
  support::for_each_isa([&] {
    for (const Index first : {0, 1, 3})
      for (const Index count : {1, 7, 16, 33, 128}) {
        const Vector<T> part = map(f, u.slice(first, count), v.slice(first, count));
        const Vector<T> strided = map(f, u.slice(first + count - 1, count, -1), v.slice(first + count - 1, count, -1));
        bool good = true;
        for (Index i = 0; i < count; ++i)
          good = good && support::same_bits(part[i], truth[first + i]) &&
                 support::same_bits(strided[count - 1 - i], truth[first + i]);
        CAPTURE(first);
        CAPTURE(count);
        CHECK(good);
      }
  });
}

namespace {
template <class T, Index n>
void check_fixed() {
  CAPTURE(n);
  support::Random random(23);
  const auto f = [](T x, T y) { return static_cast<T>(3 * x - y); };
  Vector<T, n> a, b, expected;
  for (Index i = 0; i < n; ++i) {
    a[i] = random.small_integer<T>(30), b[i] = random.small_integer<T>(30);
    expected[i] = static_cast<T>(3 * a[i] - b[i]);
  }
  CHECK(map(f, a, b) == expected);
  Vector<T, n> first = a, second = b;
  map_in_place(f, first, b);
  CHECK(first == expected);
  map_into(second, f, a, second);
  CHECK(second == expected);
  // Onto memory that is only partly its own.
  Vector<T, n + 1> shifted;
  const VectorView<T, n> to(shifted.data() + 1, n), from(shifted.data(), n);
  for (Index i = 0; i < n; ++i) from[i] = a[i];
  map_into(to, f, from, b);
  CHECK(to == expected);
}
}  // namespace

TEST_CASE("fixed sizes around every register, 16 and 64 elements") {
  check_fixed<float, 1>();
  check_fixed<float, 7>();
  check_fixed<float, 16>();
  check_fixed<float, 37>();
  check_fixed<double, 3>();
  check_fixed<double, 64>();
  check_fixed<short, 17>();
  check_fixed<int, 65>();
}
