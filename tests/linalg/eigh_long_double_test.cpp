// eigh where there are no kernels: every step in plain loops.
#include <doctest/doctest.h>

#include <cmath>
#include <declive/linalg/eigh.hpp>
#include <limits>
#include <vector>

using namespace declive;

namespace {

struct Row {
  Index number, size;
  std::vector<double> values;
};
const Row table[] = {
#include "eigh_table.inl"
};

}  // namespace

TEST_CASE("eigh of long double: LAPACK's eigenvalues, and the residuals of its own precision") {
  const long double eps = std::numeric_limits<long double>::epsilon();
  for (const Row& row : table) {
    CAPTURE(row.size);
    const Index k = row.number, n = row.size;
    Matrix<long double> s(n, n);
    long double squares = 0;
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < n; ++j) {
        const Index a = i < j ? j : i, b = i < j ? i : j;
        const Index element = ((a + 1) * (b + 3) * (k + 7) + (a * b) * (a * b) + 5 * k) % 129 - 64;
        s(i, j) = static_cast<long double>(element) / 64;
        squares += s(i, j) * s(i, j);
      }
    const long double size = std::sqrt(squares), rounding = 10 * static_cast<long double>(n) * eps;
    const auto [values, v] = eigh(s);
    const auto alone = eigvalsh(s);
    for (Index i = 0; i < n; ++i) {
      // The table has the digits and the errors of a double.
      const double known = row.values[static_cast<std::size_t>(i)];
      CHECK(std::fabs(static_cast<double>(values[i]) - known) <= static_cast<double>(n * size) * 2.3e-16);
      CHECK(std::fabs(values[i] - alone[i]) <= rounding * size);
      for (Index j = 0; j < n; ++j) {
        long double residual = -v(i, j) * values[j], product = i == j ? -1 : 0;
        for (Index p = 0; p < n; ++p) {
          residual += s(i, p) * v(p, j);
          product += v(p, i) * v(p, j);
        }
        CHECK(std::fabs(residual) <= rounding * size);
        CHECK(std::fabs(product) <= rounding);
      }
    }
  }
}
