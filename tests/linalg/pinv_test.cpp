#include <doctest/doctest.h>

#include <complex>
#include <declive/linalg/pinv.hpp>
#include <limits>
#include <string>

#include "factors.hpp"

using namespace declive;
using factors::adjoint;
using factors::random_matrix;

namespace {

// The four equations that P = pinv(A) alone solves (R. Penrose, 1955), each within a few n eps cond(A) of their scale.
template <class T>
void check_penrose(const Matrix<T>& a, const Matrix<T>& p, double condition) {
  const Index n = a.rows() < a.cols() ? a.cols() : a.rows();
  const double bound = 10 * static_cast<double>(n) * std::numeric_limits<double>::epsilon() * condition;
  REQUIRE(p.dims() == Dims{a.cols(), a.rows()});
  CHECK(norm(a * p * a - a) <= bound * norm(a));
  CHECK(norm(p * a * p - p) <= bound * norm(p));
  CHECK(norm(adjoint(Matrix<T>(a * p)) - a * p) <= bound * std::sqrt(static_cast<double>(n)));
  CHECK(norm(adjoint(Matrix<T>(p * a)) - p * a) <= bound * std::sqrt(static_cast<double>(n)));
}

}  // namespace

TEST_CASE("Penrose's equations: square, tall, wide, of less than full rank") {
  for (const auto& [m, n] : {std::pair<Index, Index>{4, 4}, {9, 3}, {3, 9}, {30, 20}, {7, 40}}) {
    const auto a = random_matrix<double>(m, n, 3);
    check_penrose(a, pinv(a), 1000);
    const Matrix<double> thin = random_matrix<double>(m, 2, 4) * random_matrix<double>(2, n, 5);
    check_penrose(thin, pinv(thin), 1000);
  }
  const auto c = random_matrix<std::complex<double>>(5, 3, 6);
  check_penrose(c, pinv(c), 1000);
  check_penrose(adjoint(c), pinv(adjoint(c)), 1000);
}

TEST_CASE("Worked examples") {
  // Of one column it is the row divided by the square of its length.
  const Matrix<double> column{{1}, {2}, {2}};
  CHECK(norm(pinv(column) - Matrix<double>{{1.0 / 9, 2.0 / 9, 2.0 / 9}}) <= 1e-16);
  const Matrix<double, 3, 2> fixed{{2, 0}, {0, 4}, {0, 0}};
  static_assert(std::is_same_v<decltype(pinv(fixed)), Matrix<double, 2, 3>>);
  CHECK(pinv(fixed) == Matrix<double, 2, 3>{{0.5, 0, 0}, {0, 0.25, 0}});
  CHECK(pinv(Matrix<int>{{2, 0}, {0, 4}}) == Matrix<double>{{0.5, 0}, {0, 0.25}});
  CHECK(pinv(Matrix<double>(2, 3, 0.0)) == Matrix<double>(3, 2, 0.0));
  CHECK(pinv(Matrix<double>(0, 3)).dims() == Dims{3, 0});
}

TEST_CASE("Values up to rcond s_max count as zero") {
  const Matrix<double> steps{{4, 0}, {0, 1}};
  CHECK(pinv(steps, 0.2) == Matrix<double>{{0.25, 0}, {0, 1}});
  CHECK(pinv(steps, 0.25) == Matrix<double>{{0.25, 0}, {0, 0}});
  CHECK_THROWS_AS(pinv(steps, -1.0), ValueError);
  CHECK_THROWS_AS(pinv(steps, std::nan("")), ValueError);
  CHECK_THROWS_AS(pinv(Matrix<double>{{std::nan("")}}), ValueError);
}
