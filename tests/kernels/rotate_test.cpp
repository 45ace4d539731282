#include <doctest/doctest.h>

#include <cmath>
#include <declive/kernels/rotate.hpp>
#include <limits>
#include <vector>

#include "support/canary.hpp"
#include "support/isa.hpp"
#include "support/random.hpp"

using namespace declive;

TEST_CASE_TEMPLATE("rotate_rows: many rotations in one pass are the rotations one by one", T, float, double) {
  support::for_each_isa([] {
    support::Random random(610);
    for (const Index n : {0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 130})
      for (const Index count : {0, 1, 2, 7}) {
        CAPTURE(n);
        CAPTURE(count);
        for (const bool upwards : {false, true}) {
          support::Canary<T> x(support::Layout{count + 1, n, n + 3, 1}, n % 3);
          x.fill([&] { return random.uniform<T>(); });
          std::vector<T> c, s;
          for (Index k = 0; k < count; ++k) {
            const double angle = 3 * random.uniform<double>();
            c.push_back(static_cast<T>(std::cos(angle)));
            s.push_back(static_cast<T>(std::sin(angle)));
          }
          const auto row = [&](Index k) { return upwards ? count - k : k; };
          std::vector<std::vector<long double>> expected;
          for (Index i = 0; i <= count; ++i) {
            expected.emplace_back();
            for (Index j = 0; j < n; ++j) expected.back().push_back(static_cast<long double>(x(i, j)));
          }
          for (Index k = 0; k < count; ++k) {
            auto& a = expected[static_cast<std::size_t>(row(k))];
            auto& b = expected[static_cast<std::size_t>(row(k + 1))];
            const long double cos = static_cast<long double>(c[static_cast<std::size_t>(k)]);
            const long double sin = static_cast<long double>(s[static_cast<std::size_t>(k)]);
            for (std::size_t j = 0; j < a.size(); ++j) {
              const long double old = a[j];
              a[j] = cos * old + sin * b[j];
              b[j] = cos * b[j] - sin * old;
            }
          }
          T* const first = n > 0 ? &x(row(0), 0) : nullptr;
          kernels::rotate_rows<T>(count, n, c.data(), s.data(), first, upwards ? -(n + 3) : n + 3);
          // A rotation rounds twice, and passes on what the last one left.
          const long double bound =
              4 * static_cast<long double>(count) * static_cast<long double>(std::numeric_limits<T>::epsilon());
          for (Index i = 0; i <= count; ++i)
            for (Index j = 0; j < n; ++j) {
              const long double exact = expected[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
              CHECK(std::fabs(static_cast<long double>(x(i, j)) - exact) <= bound);
            }
          CHECK(x.intact());
        }
      }
  });
}

TEST_CASE_TEMPLATE("rotate_rows: an element does not depend on its place", T, float, double) {
  support::for_each_isa([] {
    for (const Index n : {3, 16, 45, 100}) {
      std::vector<T> x(static_cast<std::size_t>(3 * n));
      for (Index j = 0; j < n; ++j) {
        x[static_cast<std::size_t>(j)] = T(0.1);
        x[static_cast<std::size_t>(n + j)] = T(0.7);
        x[static_cast<std::size_t>(2 * n + j)] = T(-0.3);
      }
      const T c[] = {T(0.6), T(0.3)}, s[] = {T(0.8), T(0.9)};
      kernels::rotate_rows<T>(2, n, c, s, x.data(), n);
      for (Index i = 0; i < 3; ++i)
        for (Index j = 1; j < n; ++j)
          CHECK(x[static_cast<std::size_t>(i * n + j)] == x[static_cast<std::size_t>(i * n)]);
    }
  });
}
