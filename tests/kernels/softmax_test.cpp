#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <declive/kernels/reference.hpp>
#include <declive/kernels/softmax.hpp>
#include <limits>
#include <vector>

#include "support/bounds.hpp"
#include "support/canary.hpp"
#include "support/isa.hpp"
#include "support/random.hpp"
#include "support/ulps.hpp"

using namespace declive;

TEST_CASE_TEMPLATE("softmax_rows: the maximum, the sum in reduce's order, and the scaled exponentials", T, float,
                   double) {
  support::for_each_isa([] {
    support::Random random(68);
    for (const Index n : {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40, 129, 1000}) {
      CAPTURE(n);
      const Index rows = 5;
      support::Canary<T> x(support::Layout{rows, n, n + 2, 1}, n % 3), out(support::Layout{rows, n, n + 1, 1}, n % 5);
      x.fill([&] { return 6 * random.uniform<T>(); });
      std::vector<T> factor{1, 2, 0, -1, T(0.5)}, most(rows), sum(rows), e(static_cast<std::size_t>(n));
      kernels::softmax_rows<T>(&x(0, 0), rows, n, n + 2, &out(0, 0), n + 1, factor.data(), most.data(), sum.data());
      for (Index i = 0; i < rows; ++i) {
        const T* const row = &x(i, 0);
        const auto at = static_cast<std::size_t>(i);
        CHECK(most[at] == *std::max_element(row, row + n));
        kernels::apply<kernels::Function::exp_minus>(row, e.data(), n, most[at]);
        CHECK(support::same_bits(sum[at], kernels::reduce<kernels::Term::value, T>(e.data(), e.data(), n)));
        long double exact = 0;
        for (Index j = 0; j < n; ++j)
          exact += std::exp(static_cast<long double>(row[j]) - static_cast<long double>(most[at]));
        CHECK(support::ulps(sum[at], exact) <= 16);
        const T scale = factor[at] / sum[at];
        for (Index j = 0; j < n; ++j) CHECK(support::same_bits(out(i, j), e[static_cast<std::size_t>(j)] * scale));
      }
      CHECK(x.intact());
      CHECK(out.intact());
      // In place, and all rows into one.
      std::vector<T> again(rows), last(static_cast<std::size_t>(n));
      kernels::softmax_rows<T>(&x(0, 0), rows, n, n + 2, last.data(), 0, factor.data(), most.data(), again.data());
      CHECK(support::same_bits(again, sum));
      kernels::softmax_rows<T>(&x(0, 0), rows, n, n + 2, &x(0, 0), n + 2, factor.data(), most.data(), again.data());
      CHECK(support::same_bits(again, sum));
      for (Index i = 0; i < rows; ++i)
        for (Index j = 0; j < n; ++j) CHECK(support::same_bits(x(i, j), out(i, j)));
    }
  });
}

TEST_CASE_TEMPLATE("softmax_rows: NaN and infinities at every position", T, float, double) {
  using Limits = std::numeric_limits<T>;
  const T inf = Limits::infinity(), nan = Limits::quiet_NaN(), one = 1;
  support::for_each_isa([&] {
    for (const Index n : {1, 3, 9, 16, 30, 100})
      for (Index at = 0; at < n; ++at) {
        const auto size = static_cast<std::size_t>(n), position = static_cast<std::size_t>(at);
        std::vector<T> out(size);
        T most = 0, sum = 0;
        const auto run = [&](const std::vector<T>& x) {
          kernels::softmax_rows<T>(x.data(), 1, n, n, out.data(), n, &one, &most, &sum);
        };
        std::vector<T> x(size, T(2));
        x[position] = nan;
        run(x);
        CHECK((std::isnan(most) && std::isnan(sum) && std::isnan(out[0])));
        std::fill(x.begin(), x.end(), inf);
        x[position] = nan;
        run(x);
        CHECK((std::isnan(most) && std::isnan(sum)));
        std::fill(x.begin(), x.end(), -inf);
        x[position] = T(-3);
        run(x);
        CHECK((most == -3 && sum == 1 && out[position] == 1));
        x[position] = inf;
        run(x);
        CHECK((most == inf && std::isnan(sum)));
      }
  });
}
