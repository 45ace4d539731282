#include <doctest/doctest.h>

#include <cmath>
#include <declive/kernels/microkernel.hpp>
#include <limits>
#include <string>
#include <vector>

#include "support/bounds.hpp"
#include "support/canary.hpp"
#include "support/effort.hpp"
#include "support/isa.hpp"
#include "support/random.hpp"

using namespace declive;
using support::Canary;
using support::Layout;

namespace {

// Rows x cols of C by one tile of `regs` registers, B padded to whole registers where the tile asks for it, against
// sums in the order of p with one rounding a term, or two where there is no fma.
template <class T>
void check_tile(kernels::GemmTile<T> tile, Index rows, Index cols, Index width, Index last, bool padded,
                bool by_columns, T beta, bool fused) {
  support::Random random(51);
  for (const Index k : {1, 2, 7, 64, 130}) {
    CAPTURE(rows);
    CAPTURE(cols);
    CAPTURE(k);
    CAPTURE(by_columns);
    CAPTURE(beta);
    const Index a_rs = by_columns ? 1 : k + 3, a_cs = by_columns ? rows + 2 : 1;
    Canary<T> a(Layout{rows, k, a_rs, a_cs}, 1), b(Layout{k, padded ? width : cols, width + 5, 1}, 3),
        c(Layout{rows, cols, cols + 4, 1}, 5);
    const auto draw = [&] { return random.small_integer<T>(); };
    a.fill(draw), b.fill(draw), c.fill(draw);
    std::vector<T> expected;
    for (Index i = 0; i < rows; ++i)
      for (Index j = 0; j < cols; ++j) {
        T sum = beta == T(0) ? T(0) : beta * c(i, j);
        for (Index p = 0; p < k; ++p) sum += a(i, p) * b(p, j);
        expected.push_back(sum);
      }
    if (beta == T(0)) c.fill([] { return std::numeric_limits<T>::quiet_NaN(); });
    tile(rows, k, a.data(), a_rs, a_cs, b.data(), width + 5, beta, c.data(), cols + 4, last);
    int wrong = 0;
    for (Index i = 0; i < rows; ++i)
      for (Index j = 0; j < cols; ++j)
        if (c(i, j) != expected[static_cast<std::size_t>(i * cols + j)]) ++wrong;
    CHECK(wrong == 0);
    CHECK((a.intact() && b.intact() && c.intact()));
    // Rounded sums: the documented order, bit for bit.
    const auto real = [&] { return random.uniform<T>(); };
    a.fill(real), b.fill(real), c.fill(real);
    const T before = c(rows - 1, cols - 1);
    tile(rows, k, a.data(), a_rs, a_cs, b.data(), width + 5, beta, c.data(), cols + 4, last);
    T sum = beta == T(0) ? T(0) : beta * before;
    for (Index p = 0; p < k; ++p) sum = std::fma(a(rows - 1, p), b(p, cols - 1), sum);
    if (fused) CHECK(support::same_bits(c(rows - 1, cols - 1), sum));
  }
}

}  // namespace

TEST_CASE_TEMPLATE("every tile, of every number of rows and columns, by rows and by columns", T, float, double) {
  support::for_each_isa([](Isa isa) {
    const kernels::GemmKernels<T>& kernels = kernels::dispatch::gemm_kernels<T>();
    const bool fused = support::has_fma(isa);
    const Index step = support::low_effort() ? 3 : 1;
    const Index wide_step = support::low_effort() && kernels.lanes > 4 ? kernels.lanes / 2 - 1 : 1;
    for (const bool by_columns : {false, true})
      for (const T beta : {T(0), T(1), T(-2)}) {
        // Two registers overlap, so that nothing outside the columns is touched.
        for (Index rows = 1; rows <= kernels.rows; ++rows) {
          for (Index last = kernels.lanes; last > 0; last -= wide_step)
            check_tile<T>(kernels.two, rows, kernels.lanes + last, 2 * kernels.lanes, last, false, by_columns, beta,
                          fused);
          for (Index last = kernels.narrow_lanes; last > 0; last -= wide_step)
            check_tile<T>(kernels.half, rows, kernels.lanes + last, 2 * kernels.lanes, last, false, by_columns, beta,
                          fused);
        }
        for (Index rows = 1; rows <= kernels.thin_rows; ++rows) {
          for (Index last = 1; last <= kernels.lanes; last += step)
            check_tile<T>(kernels.one, rows, last, kernels.lanes, last, !kernels.free_masks, by_columns, beta, fused);
          for (Index last = 1; last <= kernels.narrow_lanes; last += step)
            check_tile<T>(kernels.narrow, rows, last, kernels.narrow_lanes, last, !kernels.free_masks, by_columns, beta,
                          fused);
        }
        CHECK((kernels.row == nullptr) == (isa == Isa::portable || isa == Isa::sse2));
        if (kernels.row == nullptr) continue;
        check_tile<T>(kernels.row, 1, 4 * kernels.lanes, 4 * kernels.lanes, kernels.lanes, true, by_columns, beta,
                      fused);
      }
  });
}

TEST_CASE_TEMPLATE("tiny products without gaps, summed in the order of the tile", T, float, double) {
  support::for_each_isa([](Isa isa) {
    const kernels::GemmKernels<T>& kernels = kernels::dispatch::gemm_kernels<T>();
    const std::string columns = isa == Isa::avx512 ? "2345678" : isa != Isa::avx2 ? "" : sizeof(T) == 4 ? "248" : "24";
    std::string served;
    for (int n = 0; n < 32; ++n)
      if ((kernels.tiny_cols >> n & 1u) != 0) served += static_cast<char>('0' + n);
    CHECK(served == columns);
    support::Random random(53);
    for (Index m = 1; m <= kernels::tiny_most; ++m)
      for (const char digit : served)
        for (const Index k : {1, 2, 3, 8, 37}) {
          const Index n = digit - '0';
          CAPTURE(m);
          CAPTURE(n);
          CAPTURE(k);
          Canary<T> a(Layout{m, k, k, 1}, 1), b(Layout{k, n, n, 1}, 3), c(Layout{m, n, n, 1}, 5);
          const auto real = [&] { return random.uniform<T>(); };
          a.fill(real), b.fill(real), c.fill([] { return std::numeric_limits<T>::quiet_NaN(); });
          a(m - 1, k - 1) = -T(0);  // a sum that starts from a product instead of 0 would end as -0 for k = 1
          kernels.tiny(m, n, k, a.data(), b.data(), c.data());
          int wrong = 0;
          for (Index i = 0; i < m; ++i)
            for (Index j = 0; j < n; ++j) {
              T sum = T(0);
              for (Index p = 0; p < k; ++p) sum = std::fma(a(i, p), b(p, j), sum);
              if (!support::same_bits(c(i, j), sum)) ++wrong;
            }
          CHECK(wrong == 0);
          CHECK((a.intact() && b.intact() && c.intact()));
        }
  });
}

TEST_CASE_TEMPLATE("a column is summed in the order of the tile", T, float, double) {
  support::for_each_isa([](Isa isa) {
    const kernels::GemmKernels<T>& kernels = kernels::dispatch::gemm_kernels<T>();
    CHECK((kernels.column == nullptr) == (isa == Isa::portable || isa == Isa::sse2));
    if (kernels.column == nullptr) return;
    support::Random random(52);
    for (const Index groups : {1, 2, 3, 4})
      for (const Index k : {0, 1, 2, 3, 4, 5, 7, 8, 31}) {
        CAPTURE(groups);
        CAPTURE(k);
        const Index m = 8 * groups;
        Canary<T> a(Layout{m, k, k + 1, 1}, 1), b(k), from(m, 3), c(m, 3);
        const auto real = [&] { return random.uniform<T>(); };
        a.fill(real), b.fill(real), from.fill(real);
        from[0] = T(-0.0);
        std::vector<T> expected, magnitude;
        for (Index i = 0; i < m; ++i) {
          T sum = from[i], size = std::fabs(sum);
          for (Index p = 0; p < k; ++p) {
            sum = std::fma(a(i, p), b[p], sum);
            size += std::fabs(a(i, p) * b[p]);
          }
          expected.push_back(sum);
          magnitude.push_back(size);
        }
        kernels.column(groups, k, a.data(), k + 1, b.data(), from.data(), c.data());
        int wrong = 0;
        for (Index i = 0; i < m; ++i) {
          const auto at = static_cast<std::size_t>(i);
          const bool good =
              support::has_fma(isa)
                  ? support::same_bits(c[i], expected[at])
                  : support::within(c[i], static_cast<long double>(expected[at]),
                                    2 * support::product_bound<T>(k, static_cast<long double>(magnitude[at])));
          if (!good) ++wrong;
        }
        CHECK(wrong == 0);
        CHECK((a.intact() && b.intact() && from.intact() && c.intact()));
      }
  });
}

TEST_CASE_TEMPLATE("an outer product is one fma an element", T, float, double) {
  support::for_each_isa([](Isa isa) {
    const kernels::GemmKernels<T>& kernels = kernels::dispatch::gemm_kernels<T>();
    CHECK((kernels.outer != nullptr) == (isa == Isa::avx2 || isa == Isa::avx512));
    if (kernels.outer == nullptr) return;
    support::Random random(53);
    for (const Index m : {1, 2, 5})
      for (Index n = 1; n <= 41; ++n)
        for (const bool adds : {false, true}) {
          CAPTURE(m);
          CAPTURE(n);
          CAPTURE(adds);
          Canary<T> a(Layout{m, 1, -2, 1}), b(n, 1), c(Layout{m, n, n + 2, 1}, 3), before(Layout{m, n, n, 1});
          const auto real = [&] { return random.uniform<T>(); };
          a.fill(real), b.fill(real), before.fill(real);
          b[0] = T(-0.0);
          for (Index i = 0; i < m; ++i)
            for (Index j = 0; j < n; ++j) c(i, j) = adds ? before(i, j) : std::numeric_limits<T>::quiet_NaN();
          kernels.outer(m, n, a.data(), Index{-2}, b.data(), c.data(), n + 2, adds);
          int wrong = 0;
          for (Index i = 0; i < m; ++i)
            for (Index j = 0; j < n; ++j)
              if (!support::same_bits(c(i, j), std::fma(a(i, 0), b[j], adds ? before(i, j) : T(0)))) ++wrong;
          CHECK(wrong == 0);
          CHECK((a.intact() && b.intact() && c.intact()));
        }
  });
}
