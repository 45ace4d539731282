// The singular value decompositions that svd_test.cpp tries with double and svd_types_test.cpp with float: a
// translation unit for each, because the kernels of a type take seconds to compile.
#ifndef DECLIVE_TESTS_LINALG_SVD_CHECKS_HPP
#define DECLIVE_TESTS_LINALG_SVD_CHECKS_HPP

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <declive/linalg/svd.hpp>
#include <string_view>
#include <vector>

#include "factors.hpp"
#include "support/effort.hpp"
#include "support/isa.hpp"

namespace svd_checks {

using namespace declive;
using factors::adjoint;
using factors::error;
using factors::orthogonality;
using factors::random_matrix;

struct Case {
  std::string_view kind;
  Index rows, cols;
  std::vector<double> values;
};
#include "svd_table.inl"

// The matrices of make_svd_table.py.
inline double element(std::string_view kind, Index i, Index j) {
  const auto x = static_cast<double>(i), y = static_cast<double>(j);
  if (kind == "hilbert") return 1 / (x + y + 1);
  if (kind == "toeplitz") return 1 / (1 + std::abs(x - y));
  if (kind == "scattered") return static_cast<double>((37 * i + 101 * j + 7 * i * j) % 64) / 32 - 1;
  if (kind == "graded") return std::ldexp(static_cast<double>(1 + (i * j) % 3), -static_cast<int>(i + j));
  REQUIRE(kind == "rank two");
  return static_cast<double>((i % 3) * (j % 2) + 1);
}
template <class T>
Matrix<T> named(std::string_view kind, Index m, Index n) {
  return Matrix<T>(m, n, [&](Index i, Index j) { return static_cast<T>(element(kind, i, j)); });
}

// Q1 diag(values) Q2 with values that a test chooses: Q1, Q2 from the QR decomposition of random matrices.
template <class T, class F>
Matrix<T> with_values(Index n, F&& value, std::uint64_t seed) {
  const auto basis = [n](std::uint64_t one) { return svd(random_matrix<T>(n, n, one)).U; };
  Matrix<T> q = basis(seed);
  for (Index j = 0; j < n; ++j)
    for (Index i = 0; i < n; ++i) q(i, j) *= static_cast<T>(value(j));
  return q * transpose(basis(seed + 1));
}

// Everything that a decomposition promises; residuals in units of max(m, n) eps.
template <class T>
void check_factors(const Matrix<T>& a, const Matrix<T>& u, const Vector<detail::real_t<T>>& s, const Matrix<T>& vt,
                   bool full) {
  const Index m = a.rows(), n = a.cols(), k = m < n ? m : n;
  CAPTURE(m);
  CAPTURE(n);
  CAPTURE(full);
  REQUIRE((u.dims() == Dims{m, full ? m : k} && vt.dims() == Dims{full ? n : k, n} && s.size() == k));
  bool falls = true;
  for (Index i = 0; i < k; ++i) falls = falls && s[i] >= 0 && (i == 0 || s[i] <= s[i - 1]);
  CHECK(falls);
  Matrix<T> middle(u.cols(), vt.rows(), T(0));
  for (Index i = 0; i < k; ++i) middle(i, i) = s[i];
  CHECK(error(Matrix<T>(u * middle * vt), a, a) <= 10);
  CHECK(orthogonality(u) <= 10);
  CHECK(orthogonality(adjoint(vt)) <= 10);
}
template <class T, class Result>
void check_svd(const Matrix<T>& a, const Result& f, bool full) {
  check_factors<T>(a, Matrix<T>(f.U), Vector<detail::real_t<T>>(f.s), Matrix<T>(f.Vt), full);
}

// Values that agree to a few n eps of the largest.
inline void check_doubles(const std::vector<double>& s, const std::vector<double>& expected, Index n, double eps) {
  REQUIRE(s.size() == expected.size());
  double off = 0;
  for (std::size_t i = 0; i < s.size(); ++i) off = (std::max)(off, std::abs(s[i] - expected[i]));
  if (!s.empty()) CHECK(off <= 4 * static_cast<double>(n) * eps * expected[0]);
}
template <class V, class W>
void check_values(const V& s, const W& expected, Index n, double eps) {
  check_doubles({s.begin(), s.end()}, {std::begin(expected), std::end(expected)}, n, eps);
}

template <class T>
double eps_of() {
  return static_cast<double>(std::numeric_limits<T>::epsilon());
}

// The four equations that P = pinv(A) alone solves (R. Penrose, 1955), each within a few n eps cond(A) of their scale.
template <class T>
void check_penrose(const Matrix<T>& a, const Matrix<T>& p, double condition) {
  const Index n = a.rows() < a.cols() ? a.cols() : a.rows();
  const auto bound =
      static_cast<detail::real_t<T>>(10 * static_cast<double>(n) * eps_of<detail::real_t<T>>() * condition);
  REQUIRE(p.dims() == Dims{a.cols(), a.rows()});
  CHECK(norm(a * p * a - a) <= bound * norm(a));
  CHECK(norm(p * a * p - p) <= bound * norm(p));
  CHECK(norm(adjoint(Matrix<T>(a * p)) - a * p) <= bound * std::sqrt(static_cast<detail::real_t<T>>(n)));
  CHECK(norm(adjoint(Matrix<T>(p * a)) - p * a) <= bound * std::sqrt(static_cast<detail::real_t<T>>(n)));
}

// LAPACK's values of the table's matrices.
template <class T>
void check_table() {
  for (const Case& one : cases) {
    CAPTURE(one.kind);
    const Index longer = one.rows < one.cols ? one.cols : one.rows;
    const auto a = named<T>(one.kind, one.rows, one.cols);
    check_values(svdvals(a), one.values, longer, eps_of<T>());
    check_values(svd(a).s, one.values, longer, eps_of<T>());
  }
}

template <class T>
void check_shapes() {
  // Around the limits of Jacobi's rotations (5), of QR (25) and of the blocks (32); square, tall, very tall, wide.
  for (const Index n : {1, 2, 3, 5, 6, 8, 16, 17, 25, 26, 27, 33, 52, 80})
    for (const Index m : {n, n + 3, 2 * n + 1}) {
      if (support::low_effort() && n > 33) continue;
      for (const Matrix<T>& a : {random_matrix<T>(m, n, 7), random_matrix<T>(n, m, 8)}) {
        check_svd(a, svd(a), false);
        if (n < 40) check_svd(a, svd(a, full_matrices), true);
        check_values(svdvals(a), svd(a).s, m, eps_of<T>());
      }
    }
}

template <class T>
void check_hard_ones() {
  const bool fast = active_isa() == Isa::avx512 || active_isa() == Isa::avx2;
  const Index n = support::low_effort() ? 60 : fast ? 150 : 90;
  SUBCASE("named ones") {
    for (const auto& kind : {"hilbert", "toeplitz", "scattered", "graded", "rank two"})
      for (const auto& [rows, cols] : {std::array<Index, 2>{12, 12}, {n, n}, {n, 40}, {30, n}}) {
        CAPTURE(kind);
        const auto a = named<T>(kind, rows, cols);
        check_svd(a, svd(a), false);
      }
    const Matrix<T> backwards = [&] {
      const auto a = named<T>("graded", 40, 40);
      return Matrix<T>(a.reversed_rows().reversed_cols());
    }();
    check_svd(backwards, svd(backwards), false);
  }
  SUBCASE("values in clusters, in steps, with gaps") {
    const auto clustered = [](Index i) {
      return i % 3 == 0 ? 1.0 : i % 3 == 1 ? 1 + 1e-9 * static_cast<double>(i) : 0.5;
    };
    const auto geometric = [n](Index i) { return std::pow(1e-12, static_cast<double>(i) / static_cast<double>(n)); };
    const auto few = [](Index i) { return i < 4 ? 10 - static_cast<double>(i) : 0.0; };
    const auto check = [&](auto&& values) {
      const Matrix<T> a = with_values<T>(n, values, 3);
      const auto f = svd(a);
      check_svd(a, f, false);
      std::vector<double> expected;
      for (Index i = 0; i < n; ++i) expected.push_back(values(i));
      std::sort(expected.rbegin(), expected.rend());
      check_values(f.s, expected, 10 * n, eps_of<T>());  // the matrix itself is rounded
    };
    check(clustered);
    check(geometric);
    check(few);
  }
  SUBCASE("diagonal, bidiagonal and zero matrices") {
    for (const Index size : {4, 30, 61}) {
      const Matrix<T> zero(size + 2, size, T(0)), unit = Matrix<T>::identity(size);
      check_svd(zero, svd(zero), false);
      check_svd(zero, svd(zero, full_matrices), true);
      CHECK(norm(svdvals(zero)) == T(0));
      check_values(svd(unit).s, std::vector<double>(static_cast<std::size_t>(size), 1.0), 1, eps_of<T>());
      const Matrix<T> diagonal(size, size, [](Index i, Index j) { return i == j ? T(i % 5) - T(2) : T(0); });
      const Matrix<T> ones(size, size, [](Index i, Index j) { return i == j || i + 1 == j ? T(1) : T(0); });
      const Matrix<T> tiny(size, size, [](Index i, Index j) {
        return i == j ? T(i == 3) : i + 1 == j ? T(1e-25) : T(0);
      });
      for (const Matrix<T>& a : {diagonal, ones, tiny}) {
        check_svd(a, svd(a), false);
        check_values(svdvals(a), svd(a).s, size, eps_of<T>());
      }
    }
  }
  SUBCASE("any scale") {
    const int most = std::numeric_limits<T>::max_exponent;
    for (const Index size : {3, 20})
      for (const int exponent : {most - 6, -most + 50}) {
        const Matrix<T> a = random_matrix<T>(size, size, 11);
        const Matrix<T> scaled = map([&](const T& x) { return static_cast<T>(std::ldexp(x, exponent)); }, a);
        const auto s = svd(a).s;
        const auto f = svd(scaled);
        for (Index i = 0; i < size; ++i) CHECK(std::ldexp(f.s[i], -exponent) == s[i]);
        CHECK(f.U == svd(a).U);
      }
  }
}

}  // namespace svd_checks

#endif
