// The kernels of the general eigenproblem against their plain loops, on every instruction set.
#include <doctest/doctest.h>
#include <declive/kernels/hessenberg.hpp>

#include <limits>
#include <vector>

#include "support/bounds.hpp"
#include "support/isa.hpp"
#include "support/random.hpp"

using namespace declive;

namespace {

// |a - b| <= bound for all elements.
template <class T>
bool close(const std::vector<T>& a, const std::vector<T>& b, long double bound) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!support::within(a[i], static_cast<long double>(b[i]), bound)) return false;
  return true;
}

}  // namespace

TEST_CASE_TEMPLATE("An update and two products in one pass", T, float, double) {
  constexpr Index line = 64 / static_cast<Index>(sizeof(T));
  support::for_each_isa([] {
    support::Random random(301);
    for (const Index rows : {0, 1, 2, 3, 4, 5, 7, 8, 13})
      for (const Index n : {Index{0}, line, 2 * line, 5 * line}) {
        CAPTURE(rows);
        CAPTURE(n);
        const Index stride = n + line;
        const auto a = random.uniforms<T>(rows * stride), p = random.uniforms<T>(rows), q = random.uniforms<T>(rows),
                   z = random.uniforms<T>(rows), x = random.uniforms<T>(n), y = random.uniforms<T>(n),
                   v = random.uniforms<T>(n), w = random.uniforms<T>(n);
        auto mine = a, plain = a, w1 = w, w2 = w;
        std::vector<T> u1(static_cast<std::size_t>(rows)), u2 = u1;
        kernels::update_and_multiply(rows, n, mine.data(), stride, p.data(), q.data(), x.data(), y.data(), v.data(),
                                     z.data(), u1.data(), w1.data());
        kernels::reference::update_and_multiply(rows, n, plain.data(), stride, p.data(), q.data(), x.data(), y.data(),
                                                v.data(), z.data(), u2.data(), w2.data());
        // Every term is below 3; what stands behind the columns is left alone, which `close` sees.
        CHECK(close(mine, plain, support::product_bound<T>(2, 3)));
        CHECK(close(u1, u2, support::product_bound<T>(n + 4, static_cast<long double>(3 * n))));
        CHECK(close(w1, w2, support::product_bound<T>(rows + 4, static_cast<long double>(3 * rows + 1))));
        for (Index i = 0; i < rows; ++i)
          for (Index j = n; j < stride; ++j)
            CHECK(mine[static_cast<std::size_t>(i * stride + j)] == a[static_cast<std::size_t>(i * stride + j)]);
      }
  });
}

TEST_CASE_TEMPLATE("Reflections of neighbouring rows, one after the other", T, float, double) {
  constexpr Index line = 64 / static_cast<Index>(sizeof(T));
  support::for_each_isa([] {
    support::Random random(302);
    for (const Index count : {0, 1, 2, 5, 24})
      for (const bool pair : {false, true})
        for (const Index n : {Index{0}, Index{1}, Index{3}, line - 1, line, line + 1, 4 * line, 5 * line + 2}) {
          CAPTURE(count);
          CAPTURE(pair);
          CAPTURE(n);
          const Index stride = n + 3, rows = count + 3;
          std::vector<kernels::SmallReflection<T>> r(static_cast<std::size_t>(count + 1));
          for (auto& f : r) {
            const T v1 = random.uniform<T>(), v2 = random.uniform<T>(), t = T(2) / (1 + v1 * v1 + v2 * v2);
            f = {v1, v2, -t, -t * v1, -t * v2};
          }
          r.back().v2 = r.back().minus_tv2 = T(0);
          r.back().minus_t = T(-2) / (1 + r.back().v1 * r.back().v1);
          r.back().minus_tv1 = r.back().minus_t * r.back().v1;
          const auto x = random.uniforms<T>(rows * stride);
          auto mine = x, plain = x;
          kernels::reflect_rows(count, pair, n, r.data(), mine.data(), stride);
          if (count + pair > 0) kernels::reference::reflect_rows(count, pair, n, r.data(), plain.data(), stride);
          // Reflections keep norms: each adds a few roundings of numbers below 2.
          CHECK(close(mine, plain, support::product_bound<T>(8 * (count + 1), 4)));
          for (Index i = 0; i < rows; ++i)
            for (Index j = 0; j < stride; ++j) {
              const auto at = static_cast<std::size_t>(i * stride + j);
              if (j >= n || i >= count + 2) CHECK(mine[at] == x[at]);
            }
        }
  });
}
