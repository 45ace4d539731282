#include <doctest/doctest.h>

#include <cmath>
#include <declive/kernels/tridiagonalize.hpp>
#include <limits>
#include <vector>

#include "support/canary.hpp"
#include "support/isa.hpp"
#include "support/random.hpp"

using namespace declive;

namespace {

template <class T>
constexpr long double eps = static_cast<long double>(std::numeric_limits<T>::epsilon());

using Long = std::vector<std::vector<long double>>;

template <class X>
Long square(Index n, const X& element) {
  Long m(static_cast<std::size_t>(n));
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) m[static_cast<std::size_t>(i)].push_back(element(i, j));
  return m;
}
long double& at(Long& m, Index i, Index j) { return m[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)]; }

// M = H M H, H = I - tau v v^T, for v of k elements.
template <class T>
void reflect_both_sides(Long& m, Index k, long double tau, const T* v) {
  const Index n = static_cast<Index>(m.size());
  for (int side = 0; side < 2; ++side)
    for (Index j = 0; j < n; ++j) {
      long double sum = 0;
      for (Index i = 0; i < k; ++i) sum += static_cast<long double>(v[i]) * (side == 0 ? at(m, i, j) : at(m, j, i));
      for (Index i = 0; i < k; ++i)
        (side == 0 ? at(m, i, j) : at(m, j, i)) -= tau * sum * static_cast<long double>(v[i]);
    }
}

}  // namespace

TEST_CASE_TEMPLATE("tridiagonalize: the reflectors take the tridiagonal matrix back to A", T, float, double) {
  support::for_each_isa([] {
    support::Random random(620);
    for (const Index n : {1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 25, 33}) {
      CAPTURE(n);
      const Index quantum = kernels::row_quantum<T>, stride = (n + quantum - 1) / quantum * quantum;
      support::Canary<T> a(support::Layout{n, stride, stride, 1}), work(4 * stride), d(n), e(n - 1), tau(n);
      for (Index i = 0; i < n; ++i)
        for (Index j = 0; j <= i; ++j) a(i, j) = a(j, i) = random.uniform<T>();
      if (n == 12)  // a row that is done already
        for (Index j = 0; j < 7; ++j) a(8, j) = a(j, 8) = T(0);
      const Long whole = square(n, [&](Index i, Index j) { return static_cast<long double>(a(i, j)); });
      kernels::tridiagonalize<T>(n, &a(0, 0), stride, &d[0], n > 1 ? &e[0] : nullptr, &tau[0], &work[0]);
      Long back = square(n, [&](Index i, Index j) {
        if (i == j) return static_cast<long double>(d[i]);
        return i - j == 1 || j - i == 1 ? static_cast<long double>(e[i < j ? i : j]) : 0.0L;
      });
      for (Index k = 1; k < n; ++k) {
        if (tau[k] != T(0)) CHECK(a(k, k - 1) == 1);
        reflect_both_sides(back, k, static_cast<long double>(tau[k]), &a(k, 0));
      }
      // Each of n steps leaves some eps of A's norm, which is below n.
      const long double bound = 4 * static_cast<long double>(n * n) * eps<T>;
      for (Index i = 0; i < n; ++i)
        for (Index j = 0; j < n; ++j)
          CHECK(std::fabs(back[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] -
                          whole[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)]) <= bound);
      CHECK((a.intact() && work.intact() && d.intact() && e.intact() && tau.intact()));
    }
  });
}

TEST_CASE_TEMPLATE("reflect_rows: H_(n-1) ... H_1 V", T, float, double) {
  support::for_each_isa([] {
    support::Random random(621);
    for (const Index n : {1, 2, 3, 8, 17})
      for (const Index cols : {1, 2, 3, 4, 7, 8, 9, 16, 17, 31, 33, 64, 67}) {
        CAPTURE(n);
        CAPTURE(cols);
        support::Canary<T> a(support::Layout{n, n, n + 1, 1}), tau(n), v(support::Layout{n, cols, cols + 2, 1}, 1);
        a.fill([&] { return random.uniform<T>(); });
        tau.fill([&] { return random.uniform<T>(); });
        v.fill([&] { return random.uniform<T>(); });
        if (n > 2) tau[2] = T(0);
        Long expected(static_cast<std::size_t>(n));
        for (Index i = 0; i < n; ++i)
          for (Index j = 0; j < cols; ++j)
            expected[static_cast<std::size_t>(i)].push_back(static_cast<long double>(v(i, j)));
        long double most = 1;
        for (Index k = 1; k < n; ++k)
          for (Index j = 0; j < cols; ++j) {
            long double sum = 0;
            for (Index i = 0; i < k; ++i) sum += static_cast<long double>(a(k, i)) * at(expected, i, j);
            sum *= static_cast<long double>(tau[k]);
            for (Index i = 0; i < k; ++i) {
              at(expected, i, j) -= static_cast<long double>(a(k, i)) * sum;
              most = std::fmax(most, std::fabs(at(expected, i, j)));
            }
          }
        kernels::reflect_rows<T>(n, &a(0, 0), n + 1, &tau[0], cols, &v(0, 0), cols + 2);
        for (Index i = 0; i < n; ++i)
          for (Index j = 0; j < cols; ++j)
            CHECK(std::fabs(static_cast<long double>(v(i, j)) - at(expected, i, j)) <=
                  4 * static_cast<long double>(n * n) * eps<T> * most);
        CHECK((a.intact() && tau.intact() && v.intact()));
      }
  });
}

TEST_CASE_TEMPLATE("symmetric_matvec: A x of the lower triangle", T, float, double) {
  support::for_each_isa([] {
    support::Random random(622);
    for (const Index n : {0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 20, 31, 33, 36, 63, 66, 130})
      for (const bool exact : {true, false}) {
        CAPTURE(n);
        support::Canary<T> a(support::Layout{n, n, n + 3, 1}, n % 4), x(n, n % 3), y(n, n % 5);
        const auto draw = [&] { return exact ? random.small_integer<T>() : random.uniform<T>(); };
        a.fill(draw);
        x.fill(draw);
        for (Index i = 0; i < n; ++i)
          for (Index j = i + 1; j < n; ++j) a(i, j) = std::numeric_limits<T>::quiet_NaN();  // must not be read
        if (n > 0) kernels::symmetric_matvec<T>(n, &a(0, 0), n + 3, &x[0], &y[0]);
        for (Index i = 0; i < n; ++i) {
          long double sum = 0, magnitude = 0;
          for (Index j = 0; j < n; ++j) {
            const long double term =
                static_cast<long double>(j <= i ? a(i, j) : a(j, i)) * static_cast<long double>(x[j]);
            sum += term;
            magnitude += std::fabs(term);
          }
          CHECK(std::fabs(static_cast<long double>(y[i]) - sum) <=
                (exact ? 0 : static_cast<long double>(n + 2) * eps<T> * magnitude));
        }
        CHECK((a.intact() && x.intact() && y.intact()));
      }
  });
}
