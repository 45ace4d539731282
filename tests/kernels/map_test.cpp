#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <declive/kernels/map.hpp>
#include <declive/kernels/reference.hpp>
#include <limits>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "support/bounds.hpp"
#include "support/canary.hpp"
#include "support/effort.hpp"
#include "support/isa.hpp"
#include "support/layouts.hpp"
#include "support/random.hpp"

using namespace declive;
using kernels::Plane;
using support::Canary;
using support::layout_of;

namespace {

template <class T>
Plane<T> plane(Canary<T>& x) {
  return {x.data(), x.layout().row_stride, x.layout().col_stride};
}
template <class T>
Plane<const T> constant_plane(const Canary<T>& x) {
  return {x.data(), x.layout().row_stride, x.layout().col_stride};
}

// 8 N + 2 and less for every register width, 1 <= N <= 16; with low effort 0, 1, N - 1, N, N + 1 and 8 N + 2.
std::vector<Index> lengths() {
  std::vector<Index> all;
  for (Index n = 0; n <= 130; ++n)
    if (!support::low_effort() || n <= 34 || n % 64 <= 2 || n % 64 == 63) all.push_back(n);
  all.push_back(1000);
  return all;
}

// a b + c with two roundings: volatile keeps the compiler from fusing them.
template <class T>
T rounded_twice(T a, T b, T c) {
  volatile T product = a * b;
  return product + c;
}

// Where the flags of a file allow fma, compilers make one of a * b + c in a plain loop; clang does so inside a function
// whatever calls it, so that map() of a lambda cannot prevent it.
#if defined(__FMA__) || defined(__aarch64__)
constexpr bool file_fuses = true;
#else
constexpr bool file_fuses = false;
#endif
#if defined(__clang__)
constexpr bool compiler_fuses = file_fuses;
#else
constexpr bool compiler_fuses = false;
#endif

template <class T>
struct MultiplyAdd {
  T operator()(T a, T b, T c) const { return a * b + c; }
};

// The same with the promise that sends it to the AVX-512 loop under clang as well: a product cannot be fused here.
template <class T>
struct Product {
  using contraction_free = void;
  T operator()(T a, T b) const { return a * b; }
};

template <class T>
void fill(Canary<T>& x, support::Random& random) {
  x.fill([&] { return random.uniform<T>(); });
}

template <class T>
int count_wrong(const Canary<T>& out, const Canary<T>& expected) {
  int wrong = 0;
  for (Index i = 0; i < out.layout().rows; ++i)
    for (Index j = 0; j < out.layout().cols; ++j)
      if (!support::same_value(out(i, j), expected(i, j))) ++wrong;
  return wrong;
}

}  // namespace

TEST_CASE_TEMPLATE("one, two and three operands of every length and misalignment", T, float, double) {
  support::Random random(41);
  for (const Index n : lengths())
    for (Index shift = 0; shift<16; shift += n> 130 ? 5 : 1) {
      Canary<T> a(n, shift), b(n, (shift * 7) % 16), c(n, 15 - shift), out(n, (shift * 3) % 16);
      fill(a, random), fill(b, random), fill(c, random);
      const auto wrong = [&](auto expected) {
        int count = 0;
        for (Index i = 0; i < n; ++i)
          if (!support::same_bits(out[i], expected(i))) ++count;
        out.fill([] { return std::numeric_limits<T>::quiet_NaN(); });
        return count;
      };
      support::for_each_isa([&] {
        auto half = [](T x) { return x / T(2) - T(1); };
        auto difference = [](T x, T y) { return x - y; };
        auto between = [](T x, T y, T z) { return y < x ? x : y > z ? z : y; };
        kernels::map(half, Index{1}, n, plane(out), constant_plane(a));
        const int unary = wrong([&](Index i) { return a[i] / T(2) - T(1); });
        kernels::map(difference, Index{1}, n, plane(out), constant_plane(a), constant_plane(b));
        const int binary = wrong([&](Index i) { return a[i] - b[i]; });
        kernels::map(between, Index{1}, n, plane(out), constant_plane(a), constant_plane(b), constant_plane(c));
        const int ternary = wrong([&](Index i) { return b[i] < a[i] ? a[i] : b[i] > c[i] ? c[i] : b[i]; });
        if (unary + binary + ternary != 0 || !out.intact()) {
          CAPTURE(n);
          CAPTURE(shift);
          CHECK(unary == 0);
          CHECK(binary == 0);
          CHECK(ternary == 0);
          CHECK(out.intact());
        }
      });
      CHECK((a.intact() && b.intact() && c.intact() && out.intact()));
    }
}

TEST_CASE_TEMPLATE("integers of every length and misalignment, whole and in place", T, std::int8_t, std::int32_t) {
  support::Random random(47);
  for (const Index n : lengths())
    for (Index shift = 0; shift < 16; shift += 3) {
      Canary<T> a(n, shift), b(n, 15 - shift), out(n, (shift * 3) % 16);
      a.fill([&] { return random.small_integer<T>(100); });
      b.fill([&] { return random.small_integer<T>(100); });
      int wrong = 0;
      support::for_each_isa([&] {
        auto f = [](T x, T y) { return 2 * x - y; };
        const auto compare = [&] {
          for (Index i = 0; i < n; ++i)
            if (out[i] != static_cast<T>(2 * a[i] - b[i])) ++wrong;
        };
        out.fill([] { return T(-1); });
        kernels::map(f, Index{1}, n, plane(out), constant_plane(a), constant_plane(b));
        compare();
        for (Index i = 0; i < n; ++i) out[i] = b[i];
        kernels::map(f, Index{1}, n, plane(out), constant_plane(a), constant_plane(out));
        compare();
      });
      CAPTURE(n);
      CHECK(wrong == 0);
      CHECK((a.intact() && b.intact() && out.intact()));
    }
}

TEST_CASE_TEMPLATE("a product and a sum are rounded one after the other, wherever they stand", T, float, double) {
  constexpr Index n = 2000;
  support::Random random(42);
  const std::vector<T> a = random.uniforms<T>(n), b = random.uniforms<T>(n), c = random.uniforms<T>(n);
  std::vector<T> expected, fused;
  for (std::size_t i = 0; i < a.size(); ++i) {
    expected.push_back(rounded_twice(a[i], b[i], c[i]));
    fused.push_back(std::fma(a[i], b[i], c[i]));
  }
  REQUIRE_FALSE(support::same_bits(expected, fused));
  support::for_each_isa([&] {
    MultiplyAdd<T> functor;
    auto lambda = [](T x, T y, T z) { return x * y + z; };
    const auto check = [&](auto& f, Index rows, Index cols, Index row_stride, Index col_stride, Index first = 0) {
      std::vector<T> out(a.size());
      kernels::map(f, rows, cols, Plane<T>{out.data() + first, row_stride, col_stride},
                   Plane<const T>{a.data() + first, row_stride, col_stride},
                   Plane<const T>{b.data() + first, row_stride, col_stride},
                   Plane<const T>{c.data() + first, row_stride, col_stride});
      CHECK((support::same_bits(out, expected) || (compiler_fuses && support::same_bits(out, fused))));
    };
    check(functor, 1, n, n, 1);
    check(lambda, 1, n, n, 1);
    check(lambda, n, 1, 1, 1);
    check(functor, n / 40, 40, 40, 1);
    check(lambda, 40, n / 40, 1, 40);
    // Backwards, so that no operand is contiguous: the loop without registers.
    check(functor, n / 40, 40, -40, -1, n - 1);
    check(lambda, 1, n, n, -1, n - 1);
  });
}

TEST_CASE_TEMPLATE("operands of any order, whole and in place", T, float, double) {
  support::Random random(43);
  const Index sizes[] = {1, 2, 3, 5, 16, 17, 31, 32, 33, 40, 65, 128, 129, 260};
  for (int round = 0; round < 300; ++round) {
    const Index rows = random.pick(sizes), cols = random.pick(sizes);
    const support::Order order_a = random.pick(support::all_orders), order_b = random.pick(support::all_orders),
                         order_out = random.pick(support::writable_orders);
    CAPTURE(round);
    CAPTURE(rows);
    CAPTURE(cols);
    Canary<T> a(layout_of(order_a, rows, cols), random.integer(0, 15));
    Canary<T> b(layout_of(order_b, rows, cols), random.integer(0, 15));
    Canary<T> out(layout_of(order_out, rows, cols), random.integer(0, 15)), expected(out.layout());
    fill(a, random), fill(b, random);
    auto f = [](T x, T y) { return x * T(3) - y; };
    for (Index i = 0; i < rows; ++i)
      for (Index j = 0; j < cols; ++j) expected(i, j) = rounded_twice(a(i, j), T(3), -b(i, j));
    Canary<T> plain(out.layout());
    kernels::reference::map(f, rows, cols, plane(plain), constant_plane(a), constant_plane(b));
    if (!file_fuses) CHECK(count_wrong(plain, expected) == 0);
    const Canary<T>& truth = compiler_fuses ? plain : expected;
    support::for_each_isa([&] {
      out.fill([] { return std::numeric_limits<T>::quiet_NaN(); });
      kernels::map(f, rows, cols, plane(out), constant_plane(a), constant_plane(b));
      CHECK(count_wrong(out, truth) == 0);
      // The output is its own first operand, then both of them.
      for (Index i = 0; i < rows; ++i)
        for (Index j = 0; j < cols; ++j) out(i, j) = a(i, j);
      kernels::map(f, rows, cols, plane(out), constant_plane(out), constant_plane(b));
      CHECK(count_wrong(out, truth) == 0);
      auto twice = [](T x, T y) { return x + y; };
      kernels::map(twice, rows, cols, plane(out), constant_plane(out), constant_plane(out));
      int wrong = 0;
      for (Index i = 0; i < rows; ++i)
        for (Index j = 0; j < cols; ++j)
          if (!support::same_bits(out(i, j), truth(i, j) + truth(i, j))) ++wrong;
      CHECK(wrong == 0);
      CHECK(out.intact());
    });
    CHECK((a.intact() && b.intact()));
  }
}

TEST_CASE_TEMPLATE("an element has the same bits at every position and for every length", T, float, double) {
  constexpr Index n = 96;
  const std::vector<T> x = support::Random(44).uniforms<T>(n);
  auto f = [](T a) { return (a * a + T(1)) / (a - T(3)) + a * T(0.1); };
  support::for_each_isa([&] {
    std::vector<T> whole(x.size());
    kernels::map(f, Index{1}, n, Plane<T>{whole.data(), n, 1}, Plane<const T>{x.data(), n, 1});
    int wrong = 0;
    for (Index first = 0; first < n; ++first)
      for (Index length = 1; first + length <= n; length += length < 36 ? 1 : 11)
        for (const Index stride : {Index{1}, Index{2}}) {
          std::vector<T> part(x.size() * 2);
          kernels::map(f, stride, length / stride, Plane<T>{part.data() + first, 1, stride},
                       Plane<const T>{x.data() + first, 1, stride});
          for (Index i = first; i < first + length / stride * stride; ++i)
            if (!support::same_bits(part[static_cast<std::size_t>(i)], whole[static_cast<std::size_t>(i)])) ++wrong;
        }
    CHECK(wrong == 0);
  });
}

TEST_CASE("operands of different element types") {
  constexpr Index n = 100;
  support::Random random(45);
  const std::vector<double> wide = random.uniforms<double>(n);
  const std::vector<float> narrow = random.uniforms<float>(n);
  const std::vector<std::int32_t> whole = random.small_integers<std::int32_t>(n, 1000);
  const std::vector<std::int8_t> small = random.small_integers<std::int8_t>(n, 100);
  support::for_each_isa([&] {
    std::vector<float> floats(wide.size());
    std::vector<double> doubles(wide.size());
    std::vector<unsigned char> flags(wide.size());
    std::vector<std::int64_t> longs(wide.size());
    auto mixed = [](double x, float y, std::int32_t z) { return x * static_cast<double>(y) + z; };
    kernels::map(mixed, Index{1}, n, Plane<double>{doubles.data(), n, 1}, Plane<const double>{wide.data(), n, 1},
                 Plane<const float>{narrow.data(), n, 1}, Plane<const std::int32_t>{whole.data(), n, 1});
    auto narrowed = [](double x, std::int8_t y) { return x + y; };
    kernels::map(narrowed, Index{1}, n, Plane<float>{floats.data(), n, 1}, Plane<const double>{wide.data(), n, 1},
                 Plane<const std::int8_t>{small.data(), n, 1});
    auto less = [](float x, double y) { return static_cast<double>(x) < y; };
    kernels::map(less, Index{1}, n, Plane<unsigned char>{flags.data(), n, 1}, Plane<const float>{narrow.data(), n, 1},
                 Plane<const double>{wide.data(), n, 1});
    auto square = [](std::int32_t x) { return std::int64_t{x} * x; };
    kernels::map(square, Index{1}, n, Plane<std::int64_t>{longs.data(), n, 1},
                 Plane<const std::int32_t>{whole.data(), n, 1});
    int wrong = 0;
    for (std::size_t i = 0; i < wide.size(); ++i) {
      const double y = static_cast<double>(narrow[i]), z = whole[i];
      const bool fused = compiler_fuses && support::same_bits(doubles[i], std::fma(wide[i], y, z));
      if (!support::same_bits(doubles[i], rounded_twice(wide[i], y, z)) && !fused) ++wrong;
      if (!support::same_bits(floats[i], static_cast<float>(wide[i] + small[i]))) ++wrong;
      if (flags[i] != (y < wide[i] ? 1 : 0)) ++wrong;
      if (longs[i] != std::int64_t{whole[i]} * whole[i]) ++wrong;
    }
    CHECK(wrong == 0);
  });
}

TEST_CASE_TEMPLATE("a functor that promises to have nothing to fuse gives the same bits", T, float, double) {
  support::Random random(46);
  for (const Index n : lengths()) {
    Canary<T> a(n, n % 16), b(n, n % 5), out(n, n % 7);
    fill(a, random), fill(b, random);
    support::for_each_isa([&] {
      Product<T> product;
      kernels::map(product, Index{1}, n, plane(out), constant_plane(a), constant_plane(b));
      int wrong = 0;
      for (Index i = 0; i < n; ++i)
        if (!support::same_bits(out[i], a[i] * b[i])) ++wrong;
      CHECK(wrong == 0);
      CHECK(out.intact());
    });
  }
}

TEST_CASE_TEMPLATE("special values pass as in the scalar computation", T, float, double) {
  using Limits = std::numeric_limits<T>;
  const T specials[] = {T(0),
                        -T(0),
                        T(1),
                        Limits::max(),
                        Limits::min(),
                        Limits::denorm_min(),
                        Limits::infinity(),
                        -Limits::infinity(),
                        Limits::quiet_NaN()};
  std::vector<T> a, b;
  for (const T x : specials)
    for (const T y : specials) {
      a.push_back(x);
      b.push_back(y);
    }
  const auto n = static_cast<Index>(a.size());
  support::for_each_isa([&] {
    const auto check = [&](auto f) {
      std::vector<T> out(a.size());
      kernels::map(f, Index{1}, n, Plane<T>{out.data(), n, 1}, Plane<const T>{a.data(), n, 1},
                   Plane<const T>{b.data(), n, 1});
      int wrong = 0;
      for (std::size_t i = 0; i < a.size(); ++i) {
        volatile T x = a[i], y = b[i];
        if (!support::same_value(out[i], f(x, y))) ++wrong;
      }
      CHECK(wrong == 0);
    };
    check([](T x, T y) { return x + y; });
    check([](T x, T y) { return x * y; });
    check([](T x, T y) { return x / y; });
    check([](T x, T y) { return x < y ? x : y; });
    check([](T x, T y) { return x > T(0) ? y : -y; });
  });
}

TEST_CASE_TEMPLATE("the caller's functor itself is called, once an element, and may keep a state", T, float, double) {
  for (const Index n : {0, 1, 15, 16, 17, 64, 100, 1000}) {
    CAPTURE(n);
    support::for_each_isa([&] {
      const std::vector<T> x(static_cast<std::size_t>(n), T(2));
      std::vector<T> out(x.size());
      const Plane<T> to{out.data(), n, 1};
      const Plane<const T> from{x.data(), n, 1};
      // A parameter, a counter of its own type, and a counter of the elements' type.
      struct Counter {
        T factor;
        long calls;
        T operator()(T value) {
          ++calls;
          return factor * value;
        }
      } counter{T(1.5), 0};
      kernels::map(counter, Index{1}, n, to, from);
      CHECK(counter.calls == n);
      for (const T value : out) REQUIRE(value == T(3));
      T calls = 0;
      auto by_reference = [&calls](T value) {
        calls += T(1);
        return value;
      };
      kernels::map(by_reference, Index{1}, n, to, from);
      CHECK(calls == static_cast<T>(n));
    });
  }
}

TEST_CASE("what the functor throws reaches the caller") {
  support::for_each_isa([] {
    const std::vector<float> x{1, 2, 3, 4, 5, 6, 7, 8, 9};
    std::vector<float> out(x.size());
    auto picky = [](float value) {
      if (value == 5) throw std::domain_error("five");
      return value;
    };
    const Plane<float> to{out.data(), 9, 1};
    const Plane<const float> from{x.data(), 9, 1};
    CHECK_THROWS_AS(kernels::map(picky, Index{1}, Index{9}, to, from), std::domain_error);
  });
}

TEST_CASE("a map over no rows or no columns does nothing") {
  support::for_each_isa([] {
    int calls = 0;
    auto count = [&calls](double x) {
      ++calls;
      return x;
    };
    for (const Index rows : {0, 3})
      for (const Index cols : {0, 3})
        if (rows * cols == 0)
          kernels::map(count, rows, cols, Plane<double>{nullptr, 0, 0}, Plane<const double>{nullptr, 0, 0});
    CHECK(calls == 0);
  });
}
