#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <declive/kernels/gemm.hpp>
#include <limits>
#include <new>
#include <thread>
#include <type_traits>
#include <vector>

#include "support/bounds.hpp"
#include "support/canary.hpp"
#include "support/effort.hpp"
#include "support/isa.hpp"
#include "support/layouts.hpp"
#include "support/no_aligned_memory.hpp"
#include "support/random.hpp"

using namespace declive;
using support::Canary;
using support::Layout;
using support::layout_of;
using support::Order;

namespace {

// Wide enough that its own error does not count: products of floats are exact in double.
template <class T>
using Wide = std::conditional_t<sizeof(T) == 4, double, long double>;

enum class Values { uniform, small_integers };

template <class T>
void fill(Canary<T>& x, support::Random& random, Values values) {
  x.fill([&] { return values == Values::uniform ? random.uniform<T>() : random.small_integer<T>(); });
}

template <class T>
void copy(Canary<T>& to, const Canary<T>& from) {
  for (Index i = 0; i < to.layout().rows; ++i)
    for (Index j = 0; j < to.layout().cols; ++j) to(i, j) = from(i, j);
}

template <class T>
void multiply(T alpha, const Canary<T>& a, const Canary<T>& b, T beta, Canary<T>& c) {
  const Layout &la = a.layout(), &lb = b.layout(), &lc = c.layout();
  kernels::gemm(lc.rows, lc.cols, la.cols, alpha, a.data(), la.row_stride, la.col_stride, b.data(), lb.row_stride,
                lb.col_stride, beta, c.data(), lc.row_stride, lc.col_stride);
}

template <class T>
std::uint64_t hash_of(const Canary<T>& c) {
  support::BitHash hash;
  for (Index i = 0; i < c.layout().rows; ++i)
    for (Index j = 0; j < c.layout().cols; ++j) hash.add(c(i, j));
  return hash.value();
}

template <class T>
int different_bits(const Canary<T>& x, const Canary<T>& y) {
  int count = 0;
  for (Index i = 0; i < x.layout().rows; ++i)
    for (Index j = 0; j < x.layout().cols; ++j)
      if (!support::same_bits(x(i, j), y(i, j))) ++count;
  return count;
}

struct Shape {
  Index m, n, k;
};

constexpr double alphas[] = {0, 1, -1, 2.5};
constexpr double betas[] = {0, 1, -1, 0.5};

// One product of this shape with operands in random orders: every element within its bound (exact for integers), C not
// read for beta = 0 (it is full of NaN), nothing else touched, and the same bits wherever there is fma.
template <class T>
void check_product(const Shape& shape, Values values, support::Random& random) {
  const Index m = shape.m, n = shape.n, k = shape.k;  // clang 14 captures no structured binding
  const T alpha = static_cast<T>(random.pick(alphas)), beta = static_cast<T>(random.pick(betas));
  const Order order_a = random.pick(support::all_orders), order_b = random.pick(support::all_orders),
              order_c = random.pick(support::writable_orders);
  CAPTURE(m);
  CAPTURE(n);
  CAPTURE(k);
  CAPTURE(alpha);
  CAPTURE(beta);
  CAPTURE(static_cast<int>(order_a));
  CAPTURE(static_cast<int>(order_b));
  CAPTURE(static_cast<int>(order_c));
  Canary<T> a(layout_of(order_a, m, k), random.integer(0, 15)), b(layout_of(order_b, k, n), random.integer(0, 15)),
      c(layout_of(order_c, m, n), random.integer(0, 15)), before(Layout{m, n, n, 1});
  fill(a, random, values), fill(b, random, values), fill(before, random, values);
  if (beta == T(0)) before.fill([] { return std::numeric_limits<T>::quiet_NaN(); });

  std::vector<Wide<T>> exact, magnitude;
  for (Index i = 0; i < m; ++i)
    for (Index j = 0; j < n; ++j) {
      Wide<T> sum = 0, absolute = 0;
      for (Index p = 0; p < k; ++p) {
        const Wide<T> product = static_cast<Wide<T>>(a(i, p)) * static_cast<Wide<T>>(b(p, j));
        sum += product;
        absolute += std::fabs(product);
      }
      const Wide<T> old = beta == T(0) ? 0 : static_cast<Wide<T>>(beta) * static_cast<Wide<T>>(before(i, j));
      exact.push_back(static_cast<Wide<T>>(alpha) * sum + old);
      magnitude.push_back(static_cast<Wide<T>>(std::fabs(alpha)) * absolute + std::fabs(old));
    }

  bool recorded = false;
  std::uint64_t fused_bits = 0;
  support::for_each_isa([&](Isa isa) {
    copy(c, before);
    multiply(alpha, a, b, beta, c);
    int wrong = 0;
    for (Index i = 0; i < m; ++i)
      for (Index j = 0; j < n; ++j) {
        const auto at = static_cast<std::size_t>(i * n + j);
        const long double bound =
            values == Values::uniform ? support::product_bound<T>(k, static_cast<long double>(magnitude[at])) : 0.0L;
        if (!support::within(c(i, j), static_cast<long double>(exact[at]), bound)) ++wrong;
      }
    CHECK(wrong == 0);
    CHECK(c.intact());
    if (!support::has_fma(isa)) return;
    if (recorded) CHECK(hash_of(c) == fused_bits);
    fused_bits = hash_of(c);
    recorded = true;
  });
  CHECK((a.intact() && b.intact()));
}

constexpr Index tile_edges[] = {1, 3, 4, 5, 11, 12, 13, 15, 16, 17, 31, 32, 33, 47, 63, 64, 65};
constexpr Index depths[] = {0, 1, 2, 7, 30, 64, 255, 256, 257, 511, 513};

}  // namespace

TEST_CASE_TEMPLATE("products of every small shape", T, float, double) {
  support::Random random(61);
  for (Index m = 0; m <= 9; ++m)
    for (Index n = 0; n <= 9; ++n)
      for (Index k = 0; k <= 9; ++k)
        check_product<T>({m, n, k}, (m + n + k) % 2 == 0 ? Values::uniform : Values::small_integers, random);
}

TEST_CASE_TEMPLATE("products around the edges of the register tiles and panels", T, float, double) {
  support::Random random(62);
  for (int round = 0; round < support::rounds(240); ++round) {
    CAPTURE(round);
    const Index m = random.pick(tile_edges), n = random.pick(tile_edges), k = random.pick(depths);
    check_product<T>({m, n, m * n > 1000 ? k % 256 : k}, round % 3 == 0 ? Values::small_integers : Values::uniform,
                     random);
  }
}

TEST_CASE_TEMPLATE("a single row, column or term: in any order, and of rows that meet in the cache", T, float, double) {
  constexpr Index bytes = sizeof(T);
  const Index lengths[] = {2, 8, 9, 16, 23, 31, 33, 40, 64, 67, 100};
  support::Random random(72);
  for (int round = 0; round < support::rounds(150); ++round) {
    CAPTURE(round);
    Shape one{random.pick(lengths), random.pick(lengths), random.pick(lengths)};
    (round % 3 == 0 ? one.m : round % 3 == 1 ? one.n : one.k) = 1;
    check_product<T>(one, round % 4 == 0 ? Values::small_integers : Values::uniform, random);
  }
  // An element is the chain of its terms, however many rows are read side by side.
  for (const Index apart : {1024, 2048, 3072, 4096, 4104})
    for (const Index m : {8, 13, 31, 70})
      for (const T beta : {T(0), T(0.75)}) {
        CAPTURE(apart);
        CAPTURE(m);
        CAPTURE(beta);
        constexpr Index k = 101;
        Canary<T> a(Layout{m, k, apart / bytes, 1}), x(k), y(m), before(m);
        fill(a, random, Values::uniform), fill(x, random, Values::uniform), fill(before, random, Values::uniform);
        std::vector<T> expected;
        for (Index i = 0; i < m; ++i) {
          T sum = beta == T(0) ? T(0) : beta * before[i];
          for (Index p = 0; p < k; ++p) sum = std::fma(a(i, p), x[p], sum);
          expected.push_back(sum);
        }
        support::for_each_isa([&](Isa isa) {
          if (!support::has_fma(isa)) return;
          copy(y, before);
          kernels::gemm(Index{1}, m, k, T(1), x.data(), k, Index{1}, a.data(), Index{1}, apart / bytes, beta, y.data(),
                        m, Index{1});
          int wrong = 0;
          for (Index i = 0; i < m; ++i)
            if (!support::same_bits(y[i], expected[static_cast<std::size_t>(i)])) ++wrong;
          CHECK(wrong == 0);
          CHECK(y.intact());
        });
      }
}

TEST_CASE_TEMPLATE("no block of columns in place is less than a register, unless masks are free", T, float, double) {
  support::for_each_isa([](Isa) {
    const kernels::GemmKernels<T>& kernels = kernels::dispatch::gemm_kernels<T>();
    int wrong = 0;
    for (Index n = 400000; n < 401000; ++n) {
      const kernels::GemmTask<T> task{2, n, 600, T(1), {nullptr, 600, 1}, {nullptr, n, 1}, T(0), {nullptr, n, 1}};
      const kernels::GemmPlan plan = kernels::gemm_plan(kernels, task);
      const Index rest = n % plan.block.nc;
      if (plan.packs_b || plan.block.nc < kernels.lanes || (!kernels.free_masks && rest != 0 && rest < kernels.lanes))
        ++wrong;
    }
    CHECK(wrong == 0);
  });
}

TEST_CASE_TEMPLATE("products with more rows, columns and terms than a block", T, float, double) {
  support::Random random(63);
  // The blocks of the largest register tile are the smallest in rows, those of this machine's caches.
  const kernels::GemmBlocks block = kernels::gemm_blocks(caches(), sizeof(T), 12, 8, 1 << 20, 1 << 20, 1 << 20);
  const Index kc = kernels::gemm_kc;
  const Shape shapes[] = {{block.mc + 1, 7, 3},
                          {2 * block.mc + 5, 2, 40},
                          {block.mc + 13, 33, 2 * kc + 1},
                          {2, block.nc + 1, 3},
                          {13, block.nc + 35, 5},
                          {131, 140, kc + 1},
                          {150, 129, 1024},
                          {1, 1, 5000},
                          {32769, 1, 1},
                          {1, 32769, 1}};
  for (const Shape& shape : shapes) {
    check_product<T>(shape, Values::uniform, random);
    if (!support::low_effort()) check_product<T>(shape, Values::small_integers, random);
  }
}

TEST_CASE_TEMPLATE("more rows than the buffer holds that C by columns and alpha go through", T, float, double) {
  const Index rows[] = {95, 97, 191, 193, 385, 390}, cols[] = {2, 4, 5, 8, 9, 10, 16, 17, 33};
  support::Random random(73);
  for (int round = 0; round < support::rounds(60); ++round) {
    CAPTURE(round);
    check_product<T>({random.pick(rows), random.pick(cols), 1 + round % 9},
                     round % 3 == 0 ? Values::small_integers : Values::uniform, random);
  }
}

TEST_CASE_TEMPLATE("a panel that is alone holds its columns, in less than one register more, and fits its memory", T,
                   float, double) {
  support::for_each_isa([](Isa) {
    const kernels::GemmKernels<T>& kernels = kernels::dispatch::gemm_kernels<T>();
    int wrong = 0;
    for (Index n = 1; n <= 5 * kernels.lanes; ++n)
      for (const Index k : {2, 300, 1100}) {
        const kernels::GemmTask<T> task{64, n, k, T(1), {nullptr, k, 1}, {nullptr, 1, k}, T(0), {nullptr, n, 1}};
        const kernels::GemmPlan plan = kernels::gemm_plan(kernels, task);
        const Index panels = (n + plan.width - 1) / plan.width;
        const auto bytes = static_cast<std::size_t>(panels * plan.width * plan.block.kc) * sizeof(T);
        if (!plan.packs_b || bytes > plan.bytes) ++wrong;
        if (n > kernels.lanes && plan.width != 2 * kernels.lanes) ++wrong;
        if (n <= kernels.lanes && (panels != 1 || plan.width - n >= kernels.lanes)) ++wrong;
      }
    CHECK(wrong == 0);
  });
}

TEST_CASE_TEMPLATE("scaling by powers of two and permuting rows is exact", T, float, double) {
  support::Random random(64);
  for (const Index n : {1, 5, 16, 33, 70, 300}) {
    CAPTURE(n);
    Canary<T> a(Layout{n, n, n, 1}), b(Layout{n, 9, 9, 1}), c(Layout{n, 9, 9, 1});
    fill(b, random, Values::uniform);
    std::vector<T> scales;
    const auto source = [n](Index i) { return (i * 7 + 3) % n; };  // 7 has no factor in common with any n above
    for (Index i = 0; i < n; ++i) {
      scales.push_back(random.power_of_two<T>());
      if (n % 7 != 0)
        a(i, source(i)) = scales.back();
      else
        a(i, i) = scales.back();
    }
    support::for_each_isa([&] {
      multiply(T(1), a, b, T(0), c);
      int wrong = 0;
      for (Index i = 0; i < n; ++i)
        for (Index j = 0; j < 9; ++j)
          if (c(i, j) != scales[static_cast<std::size_t>(i)] * b(n % 7 != 0 ? source(i) : i, j)) ++wrong;
      CHECK(wrong == 0);
    });
  }
}

TEST_CASE_TEMPLATE("without alpha or terms A and B are not read: C = beta C", T, float, double) {
  constexpr T nan = std::numeric_limits<T>::quiet_NaN();
  const T* nowhere = nullptr;
  support::for_each_isa([&] {
    for (const auto& [m, n, k] : {Shape{1, 1, 1}, Shape{3, 17, 5}, Shape{40, 50, 300}})
      for (const Order order : support::writable_orders)
        for (const double factor : betas) {
          const T beta = static_cast<T>(factor);
          Canary<T> c(layout_of(order, m, n)), expected(c.layout());
          support::Random random(65);
          fill(c, random, Values::uniform);
          c(0, 0) = -T(0);
          for (Index i = 0; i < m; ++i)
            for (Index j = 0; j < n; ++j) expected(i, j) = beta == T(0) ? T(0) : beta * c(i, j);
          Canary<T> again(c.layout());
          copy(again, c);
          if (beta == T(0)) c.fill([] { return nan; });
          kernels::gemm(m, n, k, T(0), nowhere, k, Index{1}, nowhere, n, Index{1}, beta, c.data(),
                        c.layout().row_stride, c.layout().col_stride);
          CHECK(different_bits(c, expected) == 0);
          kernels::gemm(m, n, Index{0}, T(2), nowhere, Index{0}, Index{1}, nowhere, n, Index{1}, beta, again.data(),
                        c.layout().row_stride, c.layout().col_stride);
          CHECK(different_bits(again, expected) == 0);
          CHECK((c.intact() && again.intact()));
          Canary<T> a(Layout{m, k, k, 1}), b(Layout{k, n, n, 1});
          a.fill([] { return nan; }), b.fill([] { return nan; });
          copy(c, expected);
          multiply(T(0), a, b, T(1), c);
          CHECK(different_bits(c, expected) == 0);
        }
  });
}

TEST_CASE_TEMPLATE("a product without rows or columns does nothing", T, float, double) {
  T* nowhere = nullptr;
  const T* nothing = nullptr;
  support::for_each_isa([&] {
    for (const auto& [m, n, k] : {Shape{0, 5, 3}, Shape{5, 0, 3}, Shape{0, 0, 3}, Shape{0, 0, 0}, Shape{0, 500, 500}})
      for (const double beta : betas)
        kernels::gemm(m, n, k, T(1), nothing, k, Index{1}, nothing, n, Index{1}, static_cast<T>(beta), nowhere, n,
                      Index{1});
  });
}

TEST_CASE_TEMPLATE("NaN and infinity against zeros give NaN, in their row and column alone", T, float, double) {
  constexpr T infinity = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
  support::Random random(66);
  support::for_each_isa([&] {
    for (const Shape& shape : {Shape{1, 1, 1}, Shape{3, 5, 2}, Shape{13, 17, 9}, Shape{35, 70, 300}})
      for (const T poison : {nan, infinity, -infinity}) {
        const Index m = shape.m, n = shape.n, k = shape.k;
        const Index row = random.integer(0, m - 1), col = random.integer(0, n - 1), term = random.integer(0, k - 1);
        Canary<T> a(Layout{m, k, k, 1}), b(Layout{k, n, n, 1}), c(Layout{m, n, n, 1});
        const auto wrong = [&](auto expects_nan) {
          multiply(T(1), a, b, T(0), c);
          int count = 0;
          for (Index i = 0; i < m; ++i)
            for (Index j = 0; j < n; ++j)
              if (expects_nan(i, j) ? !std::isnan(c(i, j)) : c(i, j) != T(0)) ++count;
          return count;
        };
        a(row, term) = poison;
        CHECK(wrong([row](Index i, Index) { return i == row; }) == 0);
        a(row, term) = T(0);
        b(term, col) = poison;
        CHECK(wrong([col](Index, Index j) { return j == col; }) == 0);
        // Where the other factor is 1 infinity stays what it is.
        for (Index i = 0; i < m; ++i) a(i, term) = T(1);
        multiply(T(1), a, b, T(0), c);
        for (Index i = 0; i < m; ++i) CHECK(support::same_value(c(i, col), poison));
      }
  });
}

TEST_CASE_TEMPLATE("an element depends on its row and column alone", T, float, double) {
  constexpr Index m = 61, n = 75, k = 600;
  const int rounds = support::rounds(60);
  support::Random random(67);
  Canary<T> a(Layout{m, k, k, 1}), b(Layout{k, n, n, 1}), before(Layout{m, n, n, 1});
  fill(a, random, Values::uniform), fill(b, random, Values::uniform), fill(before, random, Values::uniform);
  support::for_each_isa([&] {
    for (const Index depth : {Index{40}, Index{570}, k})
      for (const T beta : {T(0), T(-0.5)}) {
        const T alpha = depth == k ? T(0.7) : T(1);
        Canary<T> whole(Layout{m, n, n, 1});
        copy(whole, before);
        kernels::gemm(m, n, depth, alpha, a.data(), k, Index{1}, b.data(), n, Index{1}, beta, whole.data(), n,
                      Index{1});
        int wrong = 0;
        for (int round = 0; round < rounds; ++round) {
          const Index rows = random.integer(1, round < rounds / 2 ? 5 : m),
                      cols = random.integer(1, round % 2 == 0 ? 9 : n);
          const Index i0 = random.integer(0, m - rows), j0 = random.integer(0, n - cols);
          Canary<T> part(layout_of(random.pick(support::writable_orders), rows, cols), random.integer(0, 15));
          for (Index i = 0; i < rows; ++i)
            for (Index j = 0; j < cols; ++j) part(i, j) = before(i0 + i, j0 + j);
          kernels::gemm(rows, cols, depth, alpha, a.data() + i0 * k, k, Index{1}, b.data() + j0, n, Index{1}, beta,
                        part.data(), part.layout().row_stride, part.layout().col_stride);
          for (Index i = 0; i < rows; ++i)
            for (Index j = 0; j < cols; ++j)
              if (!support::same_bits(part(i, j), whole(i0 + i, j0 + j))) ++wrong;
        }
        CAPTURE(depth);
        CAPTURE(beta);
        CHECK(wrong == 0);
      }
  });
}

TEST_CASE_TEMPLATE("the strides of A and B do not change a bit", T, float, double) {
  support::Random random(68);
  for (const auto& [m, n, k] : {Shape{7, 9, 5}, Shape{33, 40, 270}}) {
    Canary<T> a(Layout{m, k, k, 1}), b(Layout{k, n, n, 1}), c(Layout{m, n, n, 1}), other(Layout{m, n, n, 1});
    fill(a, random, Values::uniform), fill(b, random, Values::uniform);
    support::for_each_isa([&, m = m, n = n, k = k] {
      multiply(T(1), a, b, T(0), c);
      for (const Order order_a : support::writable_orders)
        for (const Order order_b : support::writable_orders) {
          Canary<T> a2(layout_of(order_a, m, k)), b2(layout_of(order_b, k, n));
          copy(a2, a), copy(b2, b);
          multiply(T(1), a2, b2, T(0), other);
          CHECK(different_bits(other, c) == 0);
        }
    });
  }
}

TEST_CASE_TEMPLATE("what does not fit the caches is gone through in other orders, with the same bits", T, float,
                   double) {
  support::Random random(75);
  Caches none = caches();
  none.l3 = 1;
  // B far and read once; C far, of few terms; both. The widths are whole registers, as without masks B is read in place.
  for (const auto& [m, n, k] : {Shape{2, 128, 70}, Shape{12, 400, 33}, Shape{4, 144, 16}, Shape{40, 272, 64},
                                Shape{13, 192, 5}, Shape{8, 1100, 1}, Shape{16, 304, 131}, Shape{30, 160, 65}}) {
    const Index a_rs = m % 8 == 0 ? 1 : k, a_cs = m % 8 == 0 ? m : 1;
    Canary<T> a(Layout{m, k, a_rs, a_cs}), b(Layout{k, n, n + 3, 1}), c(Layout{m, n, n + 1, 1}),
        other(Layout{m, n, n, 1});
    fill(a, random, Values::uniform), fill(b, random, Values::uniform);
    support::for_each_isa([&, m = m, n = n, k = k] {
      CAPTURE(m);
      CAPTURE(n);
      CAPTURE(k);
      const kernels::GemmKernels<T>& kernels = kernels::dispatch::gemm_kernels<T>();
      for (const T beta : {T(0), T(1), T(-0.5)}) {
        fill(c, random, Values::uniform), copy(other, c);
        const kernels::GemmTask<T> task{
            m, n, k, T(1), {a.data(), a_rs, a_cs}, {b.data(), n + 3, 1}, beta, {c.data(), n + 1, 1}};
        const kernels::GemmPlan plan = kernels::gemm_plan(kernels, task, none);
        CHECK(plan.fetches_b == (m <= 16 && k > 64));
        CHECK((plan.block.mc == kernels::most_tile_rows || k > 64));
        if (plan.fetches_b) CHECK(plan.block.kc <= 16);
        kernels::gemm_blocked(kernels, task, plan);
        multiply(T(1), a, b, beta, other);
        CHECK(different_bits(c, other) == 0);
        CHECK(c.intact());
      }
    });
  }
}

TEST_CASE("recorded products: every machine with fma gives these bits") {
  struct Record {
    Shape shape;
    double alpha;
    std::uint64_t float_bits, double_bits;
  };
  const Record records[] = {
      {{4, 4, 4}, 1, 0xdbb154f132a74726u, 0x6057e74dfa0743ceu},
      {{13, 31, 17}, 1, 0x41499f25be6603dcu, 0xd1f97e0ff78d08ceu},
      {{65, 47, 300}, 1, 0xa0ae466cdc9f17acu, 0x390f37788424d473u},
      {{131, 130, 1025}, 1, 0xed13ec3f0a467974u, 0x78b19ddc254699a8u},
      {{4, 4, 4}, 0.3, 0x6639de3aff2b3392u, 0x52f7a2d2364cecbfu},
      {{65, 47, 300}, 0.3, 0x88e6c116bfe6bef1u, 0xbdd1cb01dd0af101u},
      {{31, 130, 1025}, 0.3, 0x68f24e404cfebf76u, 0x50f9355db6d9e702u},
  };
  const auto product = [](auto zero, const Record& record) {
    using T = decltype(zero);
    const auto [m, n, k] = record.shape;
    support::Random random(69);
    Canary<T> a(Layout{m, k, k, 1}), b(Layout{k, n, n, 1}), c(Layout{m, n, n, 1});
    fill(a, random, Values::uniform), fill(b, random, Values::uniform), fill(c, random, Values::uniform);
    multiply(static_cast<T>(record.alpha), a, b, T(-1.7), c);
    return hash_of(c);
  };
  // The same in plain loops. alpha = 1: fma in the order of k from beta c. Else from 0, anew in each of ceil(k / 512)
  // equal parts.
  const auto documented = [](auto zero, const Record& record) {
    using T = decltype(zero);
    const Index m = record.shape.m, n = record.shape.n, k = record.shape.k;  // clang 14 captures no structured binding
    const T alpha = static_cast<T>(record.alpha);
    support::Random random(69);
    const std::vector<T> a = random.uniforms<T>(m * k), b = random.uniforms<T>(k * n);
    std::vector<T> c = random.uniforms<T>(m * n);
    support::BitHash hash;
    const Index parts = (k + 511) / 512, part = (k + parts - 1) / parts;
    for (Index i = 0; i < m; ++i)
      for (Index j = 0; j < n; ++j) {
        T& value = c[static_cast<std::size_t>(i * n + j)];
        const auto add = [&](T sum, Index first, Index last) {
          for (Index p = first; p < last; ++p)
            sum = std::fma(a[static_cast<std::size_t>(i * k + p)], b[static_cast<std::size_t>(p * n + j)], sum);
          return sum;
        };
        if (alpha == T(1))
          value = add(T(-1.7) * value, 0, k);
        else
          for (Index first = 0; first < k; first += part) {
            const T sum = add(T(0), first, (std::min)(k, first + part));
            const volatile T scaled = alpha * sum, kept = (first == 0 ? T(-1.7) : T(1)) * value;  // both rounded
            value = kept + scaled;
          }
        hash.add(value);
      }
    return hash.value();
  };
  for (const Record& record : records) {
    CAPTURE(record.shape.m);
    CAPTURE(record.alpha);
    CHECK(documented(0.0f, record) == record.float_bits);
    CHECK(documented(0.0, record) == record.double_bits);
  }
  support::for_each_isa([&](Isa isa) {
    if (!support::has_fma(isa)) return;
    for (const Record& record : records) {
      CAPTURE(record.shape.m);
      CAPTURE(record.alpha);
      CHECK(product(0.0f, record) == record.float_bits);
      CHECK(product(0.0, record) == record.double_bits);
    }
  });
}

TEST_CASE_TEMPLATE("many threads multiplying at once give the same bits", T, float, double) {
  const Shape shapes[] = {{40, 41, 42}, {97, 33, 300}, {8, 8, 8}, {250, 20, 30}};
  const auto product = [](const Shape& shape) {
    const auto [m, n, k] = shape;
    support::Random random(70);
    Canary<T> a(Layout{m, k, k, 1}), b(Layout{k, n, n, 1}), c(Layout{m, n, n, 1});
    fill(a, random, Values::uniform), fill(b, random, Values::uniform);
    multiply(T(1), a, b, T(0), c);
    return hash_of(c);
  };
  support::for_each_isa([&] {
    std::vector<std::uint64_t> alone;
    for (const Shape& shape : shapes) alone.push_back(product(shape));
    std::vector<int> wrong(8, 0);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < wrong.size(); ++t)
      threads.emplace_back([&, t] {
        for (std::size_t round = 0; round < 6; ++round) {
          const std::size_t which = (round + t) % std::size(shapes);
          if (product(shapes[which]) != alone[which]) ++wrong[t];
        }
      });
    for (std::thread& thread : threads) thread.join();
    for (const int count : wrong) CHECK(count == 0);
  });
}

TEST_CASE_TEMPLATE("without memory for packing C stays as it was, and the next product works", T, float, double) {
  support::Random random(71);
  Canary<T> a(Layout{300, 300, 300, 1}), b(Layout{300, 300, 300, 1}), c(Layout{300, 300, 300, 1}),
      before(Layout{300, 300, 300, 1});
  fill(a, random, Values::small_integers), fill(b, random, Values::small_integers);
  fill(before, random, Values::uniform);
  // Times B^T, which is always packed, but for the small product.
  const auto multiply_corner = [&](Index n) {
    const bool small = n <= 4;
    kernels::gemm(n, n, n, T(1), a.data(), Index{300}, Index{1}, b.data(), small ? Index{300} : Index{1},
                  small ? Index{1} : Index{300}, T(0), c.data(), Index{300}, Index{1});
  };
  const auto fails = [&](Index n) {
    try {
      multiply_corner(n);
    } catch (const std::bad_alloc&) {
      return true;
    }
    return false;
  };
  support::for_each_isa([&] {
    copy(c, before);
    bool small_failed = true, large_failed = false, kept_failed = true, grown_failed = false, last_failed = true;
    int touched = -1, touched_again = -1;
    // A new thread has packed nothing yet.
    std::thread([&] {
      support::no_aligned_memory = true;
      large_failed = fails(300);
      touched = different_bits(c, before);
      small_failed = fails(4);  // needs no memory
      support::no_aligned_memory = false;
      multiply_corner(60);
      copy(c, before);
      support::no_aligned_memory = true;
      grown_failed = fails(300);
      touched_again = different_bits(c, before);
      kept_failed = fails(60);  // what it had before it still has
      support::no_aligned_memory = false;
      last_failed = fails(300);
    }).join();
    CHECK(large_failed);
    CHECK(touched == 0);
    CHECK_FALSE(small_failed);
    CHECK(grown_failed);
    CHECK(touched_again == 0);
    CHECK_FALSE(kept_failed);
    CHECK_FALSE(last_failed);
    T expected = 0;
    for (Index p = 0; p < 300; ++p) expected += a(299, p) * b(299, p);
    CHECK(c(299, 299) == expected);
  });
}

#if DECLIVE_TESTS_PAGE_EDGE
TEST_CASE_TEMPLATE("products stop at the edge of their memory", T, float, double) {
  for (const support::Edge edge : {support::Edge::before, support::Edge::behind})
    for (const auto& [m, n, k] :
         {Shape{1, 1, 1}, Shape{5, 3, 7}, Shape{3, 18, 2}, Shape{17, 33, 9}, Shape{13, 35, 257}, Shape{50, 65, 31},
          Shape{43, 1, 31}, Shape{1, 77, 13}, Shape{8, 1, 3}, Shape{3, 77, 1}, Shape{70, 2, 1}}) {
      support::PageEdge<T> a(m * k, edge), b(k * n, edge), c(m * n, edge);
      for (Index i = 0; i < m * k; ++i) a[i] = T(1);
      for (Index i = 0; i < k * n; ++i) b[i] = T(2);
      support::for_each_isa([&, m = m, n = n, k = k] {
        // By rows, by columns, and C by columns of operands by rows.
        kernels::gemm(m, n, k, T(1), a.data(), k, Index{1}, b.data(), n, Index{1}, T(0), c.data(), n, Index{1});
        kernels::gemm(m, n, k, T(1), a.data(), Index{1}, m, b.data(), Index{1}, k, T(1), c.data(), n, Index{1});
        kernels::gemm(m, n, k, T(1), a.data(), k, Index{1}, b.data(), n, Index{1}, T(1), c.data(), Index{1}, m);
        int wrong = 0;
        for (Index i = 0; i < m * n; ++i)
          if (c[i] != static_cast<T>(6 * k)) ++wrong;
        CHECK(wrong == 0);
      });
    }
}
#endif
