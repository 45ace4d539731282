#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <declive/kernels/gemv.hpp>
#include <limits>
#include <thread>
#include <vector>

#include "support/bounds.hpp"
#include "support/canary.hpp"
#include "support/effort.hpp"
#include "support/isa.hpp"
#include "support/layouts.hpp"
#include "support/random.hpp"

using namespace declive;
using support::Canary;
using support::Layout;
using support::layout_of;
using support::Order;

namespace {

constexpr double alphas[] = {0, 1, -1, 2.5};
constexpr double betas[] = {0, 1, -1, 0.5};
constexpr Index vector_strides[] = {1, 1, 2, 5, -1, -3};

// n elements `stride` apart.
Layout strided(Index n, Index stride) { return {1, n, 0, stride}; }

template <class T>
void multiply(T alpha, const Canary<T>& a, const Canary<T>& x, T beta, Canary<T>& y) {
  const Layout& la = a.layout();
  kernels::gemv(la.rows, la.cols, alpha, a.data(), la.row_stride, la.col_stride, x.data(), x.layout().col_stride, beta,
                y.data(), y.layout().col_stride);
}

// One product with operands in random orders: within its bound (exact for integers), y not read for beta = 0, nothing
// else touched, and the same bits wherever there is fma.
template <class T>
void check_product(Index m, Index n, bool integers, support::Random& random) {
  const T alpha = static_cast<T>(random.pick(alphas)), beta = static_cast<T>(random.pick(betas));
  const Order order = random.pick(support::all_orders);
  const Index x_s = random.pick(vector_strides), y_s = random.pick(vector_strides);
  CAPTURE(m);
  CAPTURE(n);
  CAPTURE(alpha);
  CAPTURE(beta);
  CAPTURE(static_cast<int>(order));
  CAPTURE(x_s);
  CAPTURE(y_s);
  Canary<T> a(layout_of(order, m, n), random.integer(0, 15)), x(strided(n, x_s), random.integer(0, 15)),
      y(strided(m, y_s), random.integer(0, 15));
  const auto draw = [&] { return integers ? random.small_integer<T>() : random.uniform<T>(); };
  a.fill(draw), x.fill(draw);
  std::vector<T> before;
  std::vector<long double> exact, bound;
  for (Index i = 0; i < m; ++i) {
    before.push_back(beta == T(0) ? std::numeric_limits<T>::quiet_NaN() : draw());
    long double sum = 0, magnitude = 0;
    for (Index j = 0; j < n; ++j) {
      const long double product = static_cast<long double>(a(i, j)) * static_cast<long double>(x[j]);
      sum += product;
      magnitude += std::fabs(product);
    }
    const long double old = beta == T(0) ? 0 : static_cast<long double>(beta) * static_cast<long double>(before.back());
    exact.push_back(static_cast<long double>(alpha) * sum + old);
    bound.push_back(integers ? 0
                             : support::product_bound<T>(
                                   n, static_cast<long double>(std::fabs(alpha)) * magnitude + std::fabs(old)));
  }
  std::vector<T> fused;
  support::for_each_isa([&](Isa isa) {
    for (Index i = 0; i < m; ++i) y[i] = before[static_cast<std::size_t>(i)];
    multiply(alpha, a, x, beta, y);
    int wrong = 0;
    std::vector<T> result;
    for (Index i = 0; i < m; ++i) {
      const auto at = static_cast<std::size_t>(i);
      if (!support::within(y[i], exact[at], bound[at])) ++wrong;
      result.push_back(y[i]);
    }
    CHECK(wrong == 0);
    CHECK(y.intact());
    if (!support::has_fma(isa)) return;
    if (!fused.empty()) CHECK(support::same_bits(result, fused));
    fused = result;
  });
  CHECK((a.intact() && x.intact()));
}

}  // namespace

TEST_CASE_TEMPLATE("matrix times vector for every small shape", T, float, double) {
  support::Random random(81);
  for (Index m = 0; m <= 18; ++m)
    for (Index n = 0; n <= 18; ++n) check_product<T>(m, n, (m + n) % 2 == 0, random);
}

TEST_CASE_TEMPLATE("matrix times vector around the edges of registers and blocks", T, float, double) {
  support::Random random(82);
  const Index sizes[] = {1, 2, 4, 7, 15, 16, 17, 31, 32, 33, 63, 64, 65, 66, 127, 128, 129, 255, 257};
  for (int round = 0; round < 300; ++round) {
    CAPTURE(round);
    check_product<T>(random.pick(sizes), random.pick(sizes), round % 3 == 0, random);
  }
  for (const Index n : {kernels::reduce_block<T> - 1, kernels::reduce_block<T> + 3, 3 * kernels::reduce_block<T> + 70})
    for (const bool integers : {false, true}) {
      check_product<T>(3, n, integers, random);
      check_product<T>(n, 3, integers, random);
    }
}

TEST_CASE_TEMPLATE("a sum of columns is the chain of its terms, for any number of registers of y", T, float, double) {
  support::Random random(88);
  for (const Index m : {8, 11, 16, 31, 36, 40, 48, 56, 64, 77, 80, 96, 112, 128, 135})
    for (const Index n : {1, 2, 3, 7, 8, 12, 15}) {
      CAPTURE(m);
      CAPTURE(n);
      Canary<T> a(Layout{m, n, 1, m + 2}, 1), x(strided(n, -2)), y(m, 3), before(m);
      const auto draw = [&] { return random.uniform<T>(); };
      a.fill(draw), x.fill(draw), before.fill(draw);
      before[0] = T(-0.0);
      support::for_each_isa([&](Isa isa) {
        if (!support::has_fma(isa)) return;
        for (Index i = 0; i < m; ++i) y[i] = before[i];
        multiply(T(1), a, x, T(1), y);
        int wrong = 0;
        for (Index i = 0; i < m; ++i) {
          T sum = before[i];
          for (Index j = 0; j < n; ++j) sum = std::fma(a(i, j), x[j], sum);
          if (!support::same_bits(y[i], sum)) ++wrong;
        }
        CHECK(wrong == 0);
        CHECK(y.intact());
      });
    }
}

TEST_CASE_TEMPLATE("eight rows side by side are eight dot products, to the bit", T, float, double) {
  support::Random random(89);
  constexpr Index lanes = kernels::reduce_lanes<T>, block = kernels::reduce_block<T>, rows = 16;
  for (const Index n : {Index{1}, lanes - 1, lanes, lanes + 3, 5 * lanes + 17, block - 1, block, block + 1, 2 * block,
                        3 * block + 70, 4 * block + 5 * lanes, 7 * block + 1}) {
    if (support::low_effort() && n > 4 * block) continue;
    CAPTURE(n);
    Canary<T> a(Layout{rows, n, n + 5, 1}, 3), x(n, 1), y(rows, 2);
    const auto draw = [&] { return random.uniform<T>(); };
    a.fill(draw), x.fill(draw);
    support::for_each_isa([&] {
      for (const Index groups : {1, 2}) {
        for (Index i = 0; i < rows; ++i) y[i] = T(7);
        kernels::dispatch::gemv_rows(groups, n, static_cast<const T*>(a.data()), n + 5, static_cast<const T*>(x.data()),
                                     y.data());
        int wrong = 0;
        for (Index i = 0; i < rows; ++i) {
          const T* const row = a.data() + i * (n + 5);
          const T sum = kernels::reduce<kernels::Term::product, T>(row, x.data(), n);
          if (!support::same_bits(y[i], i < 8 * groups ? sum : T(7))) ++wrong;
        }
        CHECK(wrong == 0);
      }
    });
    CHECK((a.intact() && x.intact() && y.intact()));
  }
  // Its stack has room for every length that it is given.
  Index depth = 0;
  for (Index blocks = (kernels::gemv_longest<T> - 1) / block; blocks > 0; blocks &= blocks - 1) ++depth;
  CHECK(depth + 1 <= kernels::gemv_levels);
}

TEST_CASE_TEMPLATE("a matrix larger than the caches times a vector", T, float, double) {
  // Rows as long as that takes: five times eight, then three.
  const Index n = caches().l3 / (80 * static_cast<Index>(sizeof(T))) + 1850, m = 43;
  if (support::low_effort() || caches().l3 > (64 << 20) || n >= kernels::gemv_longest<T>) return;
  REQUIRE(kernels::gemv_groups<T>(m, n) == 5);
  std::vector<T> a(static_cast<std::size_t>(m * n)), x(static_cast<std::size_t>(n)), y(std::size_t{43});
  for (Index i = 0; i < m; ++i) a[static_cast<std::size_t>(i * n + i * i)] = static_cast<T>(i + 1);
  for (Index i = 0; i < m; ++i) x[static_cast<std::size_t>(i * i)] = static_cast<T>(100 - i);
  support::for_each_isa([&] {
    kernels::gemv(m, n, T(1), a.data(), n, Index{1}, x.data(), Index{1}, T(0), y.data(), Index{1});
    for (Index i = 0; i < m; ++i) CHECK(y[static_cast<std::size_t>(i)] == static_cast<T>((i + 1) * (100 - i)));
  });
}

TEST_CASE_TEMPLATE("without alpha or columns A and x are not read: y = beta y", T, float, double) {
  constexpr T nan = std::numeric_limits<T>::quiet_NaN();
  const T* nowhere = nullptr;
  support::for_each_isa([&] {
    for (const Index stride : {1, 3, -2})
      for (const Index a_rs : {Index{1}, Index{40}})
        for (const double factor : betas) {
          const T beta = static_cast<T>(factor);
          Canary<T> y(strided(37, stride)), again(strided(37, stride));
          for (Index i = 0; i < 37; ++i) {
            y[i] = beta == T(0) ? nan : static_cast<T>(i - 5);
            again[i] = y[i];
          }
          kernels::gemv(Index{37}, Index{40}, T(0), nowhere, a_rs, 41 - a_rs, nowhere, Index{1}, beta, y.data(),
                        stride);
          kernels::gemv(Index{37}, Index{0}, T(2), nowhere, a_rs, 41 - a_rs, nowhere, Index{1}, beta, again.data(),
                        stride);
          for (Index i = 0; i < 37; ++i) {
            const T expected = beta == T(0) ? T(0) : beta * static_cast<T>(i - 5);
            CHECK(support::same_bits(y[i], expected));
            CHECK(support::same_bits(again[i], expected));
          }
          CHECK((y.intact() && again.intact()));
        }
    T* no_y = nullptr;
    kernels::gemv(Index{0}, Index{5}, T(1), nowhere, Index{5}, Index{1}, nowhere, Index{1}, T(0), no_y, Index{1});
    kernels::gemv(Index{0}, Index{0}, T(1), nowhere, Index{1}, Index{1}, nowhere, Index{1}, T(2), no_y, Index{1});
  });
}

TEST_CASE_TEMPLATE("NaN and infinity in a matrix against a zero vector give NaN in their row", T, float, double) {
  constexpr T infinity = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
  support::Random random(83);
  support::for_each_isa([&] {
    for (const Order order : support::writable_orders)
      for (const T poison : {nan, infinity, -infinity})
        for (const Index m : {1, 5, 33}) {
          constexpr Index n = 21;
          Canary<T> a(layout_of(order, m, n)), x(n), y(m);
          const Index row = random.integer(0, m - 1), col = random.integer(0, n - 1);
          a(row, col) = poison;
          multiply(T(1), a, x, T(0), y);
          int wrong = 0;
          for (Index i = 0; i < m; ++i)
            if (i == row ? !std::isnan(y[i]) : y[i] != T(0)) ++wrong;
          // And a NaN or an infinity in the vector reaches every row.
          a(row, col) = T(0);
          x[col] = poison;
          multiply(T(1), a, x, T(0), y);
          for (Index i = 0; i < m; ++i)
            if (!std::isnan(y[i])) ++wrong;
          CHECK(wrong == 0);
        }
  });
}

TEST_CASE_TEMPLATE("an element depends on its row alone, wherever it stands", T, float, double) {
  constexpr Index m = 75, n = 140;
  support::Random random(84);
  for (const Order order : support::writable_orders) {
    CAPTURE(static_cast<int>(order));
    Canary<T> a(layout_of(order, m, n)), x(n), whole(m), before(m);
    const auto draw = [&] { return random.uniform<T>(); };
    a.fill(draw), x.fill(draw), before.fill(draw);
    const Index rs = a.layout().row_stride, cs = a.layout().col_stride;
    support::for_each_isa([&] {
      for (Index i = 0; i < m; ++i) whole[i] = before[i];
      multiply(T(0.7), a, x, T(-0.3), whole);
      int wrong = 0;
      for (int round = 0; round < 40; ++round) {
        const Index rows = random.integer(1, round < 30 ? 6 : m), first = random.integer(0, m - rows);
        Canary<T> part(rows, random.integer(0, 15));
        for (Index i = 0; i < rows; ++i) part[i] = before[first + i];
        kernels::gemv(rows, n, T(0.7), static_cast<const T*>(&a(first, 0)), rs, cs, static_cast<const T*>(x.data()),
                      Index{1}, T(-0.3), part.data(), Index{1});
        for (Index i = 0; i < rows; ++i)
          if (!support::same_bits(part[i], whole[first + i])) ++wrong;
      }
      CHECK(wrong == 0);
    });
  }
}

TEST_CASE("recorded products: every machine with fma gives these bits") {
  struct Record {
    Order order;
    Index y_stride;
    std::uint64_t float_bits, double_bits;
  };
  const Record records[] = {
      {Order::rows, 1, 0x30bf39175434ccd9u, 0x49aed92478bc3c8au},
      {Order::columns, 1, 0x56203600b8c8df6du, 0x7d02933860f645dau},
      {Order::columns, 2, 0x56203600b8c8df6du, 0x7d02933860f645dau},
  };
  const auto product = [](auto zero, const Record& record) {
    using T = decltype(zero);
    support::Random random(87);
    Canary<T> a(layout_of(record.order, 70, 333)), x(333), y(strided(70, record.y_stride));
    const auto draw = [&] { return random.uniform<T>(); };
    a.fill(draw), x.fill(draw), y.fill(draw);
    multiply(T(0.3), a, x, T(-1.7), y);
    support::BitHash hash;
    for (Index i = 0; i < 70; ++i) hash.add(y[i]);
    return hash.value();
  };
  support::for_each_isa([&](Isa isa) {
    if (!support::has_fma(isa)) return;
    for (const Record& record : records) {
      CHECK(product(0.0f, record) == record.float_bits);
      CHECK(product(0.0, record) == record.double_bits);
    }
  });
}

TEST_CASE_TEMPLATE("many threads at once give the same bits", T, float, double) {
  constexpr Index m = 90, n = 130;
  const std::vector<T> a = support::Random(85).uniforms<T>(m * n), x = support::Random(86).uniforms<T>(n);
  const auto product = [&](Index a_rs, Index a_cs) {
    std::vector<T> y(static_cast<std::size_t>(m));
    kernels::gemv(m, n, T(1), a.data(), a_rs, a_cs, x.data(), Index{1}, T(0), y.data(), Index{1});
    return y;
  };
  support::for_each_isa([&] {
    const std::vector<T> by_rows = product(n, 1), by_columns = product(1, m);
    std::vector<int> wrong(4, 0);
    std::vector<std::thread> threads;
    for (int& count : wrong)
      threads.emplace_back([&] {
        for (int round = 0; round < 10; ++round)
          if (!support::same_bits(product(n, 1), by_rows) || !support::same_bits(product(1, m), by_columns)) ++count;
      });
    for (std::thread& thread : threads) thread.join();
    for (const int count : wrong) CHECK(count == 0);
  });
}

#if DECLIVE_TESTS_PAGE_EDGE
TEST_CASE_TEMPLATE("matrix times vector stops at the edge of its memory", T, float, double) {
  for (const support::Edge edge : {support::Edge::before, support::Edge::behind})
    for (const Index m : {1, 3, 16, 17, 70})
      for (const Index n : {1, 5, 16, 33, 130}) {
        support::PageEdge<T> a(m * n, edge), x(n, edge), y(m, edge);
        for (Index i = 0; i < m * n; ++i) a[i] = T(1);
        for (Index i = 0; i < n; ++i) x[i] = T(2);
        support::for_each_isa([&] {
          const T *from = a.data(), *by = x.data();
          kernels::gemv(m, n, T(1), from, n, Index{1}, by, Index{1}, T(0), y.data(), Index{1});
          kernels::gemv(m, n, T(1), from, Index{1}, m, by, Index{1}, T(1), y.data(), Index{1});
          int wrong = 0;
          for (Index i = 0; i < m; ++i)
            if (y[i] != static_cast<T>(4 * n)) ++wrong;
          CHECK(wrong == 0);
        });
      }
}
#endif
