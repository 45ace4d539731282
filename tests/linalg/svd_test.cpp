#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <complex>
#include <declive/linalg/cond.hpp>
#include <declive/linalg/rank.hpp>
#include <declive/linalg/svd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "factors.hpp"
#include "support/effort.hpp"
#include "support/isa.hpp"

using namespace declive;
using factors::adjoint;
using factors::error;
using factors::orthogonality;
using factors::random_matrix;

namespace {

struct Case {
  std::string_view kind;
  Index rows, cols;
  std::vector<double> values;
};
#include "svd_table.inl"

// The matrices of make_svd_table.py.
double element(std::string_view kind, Index i, Index j) {
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
template <class T, class Result>
void check_svd(const Matrix<T>& a, const Result& f, bool full) {
  using R = detail::real_t<T>;
  const Index m = a.rows(), n = a.cols(), k = m < n ? m : n;
  CAPTURE(m);
  CAPTURE(n);
  CAPTURE(full);
  REQUIRE(f.U.dims() == Dims{m, full ? m : k});
  REQUIRE(f.s.size() == k);
  REQUIRE(f.Vt.dims() == Dims{full ? n : k, n});
  for (Index i = 0; i < k; ++i) {
    CHECK(f.s[i] >= R(0));
    if (i > 0) CHECK(f.s[i] <= f.s[i - 1]);
  }
  Matrix<T> middle(f.U.cols(), f.Vt.rows(), T(0));
  for (Index i = 0; i < k; ++i) middle(i, i) = f.s[i];
  CHECK(error(Matrix<T>(Matrix<T>(f.U) * middle * Matrix<T>(f.Vt)), a, a) <= 10);
  CHECK(orthogonality(Matrix<T>(f.U)) <= 10);
  CHECK(orthogonality(adjoint(Matrix<T>(f.Vt))) <= 10);
}

// Values that agree to a few n eps of the largest.
template <class V, class W>
void check_values(const V& s, const W& expected, Index n, double eps) {
  REQUIRE(s.size() == static_cast<Index>(expected.size()));
  for (Index i = 0; i < s.size(); ++i) {
    CAPTURE(i);
    const auto off = static_cast<double>(s[i]) - static_cast<double>(*(std::begin(expected) + i));
    CHECK(std::abs(off) <= 4 * static_cast<double>(n) * eps * static_cast<double>(*std::begin(expected)));
  }
}

template <class T>
double eps_of() {
  return static_cast<double>(std::numeric_limits<T>::epsilon());
}

template <class F>
std::string message_of(F&& f) {
  try {
    f();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("LAPACK's singular values") {
  for (const Case& one : cases) {
    CAPTURE(one.kind);
    const Index longer = one.rows < one.cols ? one.cols : one.rows;
    const auto a = named<double>(one.kind, one.rows, one.cols);
    check_values(svdvals(a), one.values, longer, eps_of<double>());
    check_values(svd(a).s, one.values, longer, eps_of<double>());
    check_values(svd(named<float>(one.kind, one.rows, one.cols)).s, one.values, longer, eps_of<float>());
  }
}

TEST_CASE_TEMPLATE("A = U S V^T with orthonormal U and V, for every shape and way", T, float, double) {
  // Around the limits of Jacobi's rotations (5), of QR (25) and of the blocks (32); square, tall, very tall, wide.
  for (const Index n : {1, 2, 3, 5, 6, 8, 25, 26, 27, 33, 52, 80})
    for (const Index m : {n, n + 3, 2 * n + 1}) {
      if (support::low_effort() && n > 33) continue;
      for (const Matrix<T>& a : {random_matrix<T>(m, n, 7), random_matrix<T>(n, m, 8)}) {
        check_svd(a, svd(a), false);
        if (n < 40) check_svd(a, svd(a, full_matrices), true);
        check_values(svdvals(a), svd(a).s, m, eps_of<T>());
      }
    }
}

TEST_CASE_TEMPLATE("Matrices that are hard", T, float, double) {
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

TEST_CASE("500 columns") {
  if (support::low_effort() || active_isa() == Isa::portable || active_isa() == Isa::sse2) return;
  const auto a = random_matrix<double>(500, 500, 5);
  check_svd(a, svd(a), false);
  const auto b = named<float>("toeplitz", 500, 500);
  check_svd(b, svd(b), false);
}

TEST_CASE("The same on every instruction set, but for rounding") {
  const auto a = random_matrix<double>(60, 45, 21);
  const auto b = random_matrix<float>(31, 31, 22);
  const auto s = svdvals(a);
  support::for_each_isa([&] {
    check_svd(a, svd(a), false);
    check_svd(b, svd(b), false);
    check_values(svdvals(a), s, 60, eps_of<double>());
  });
}

TEST_CASE("Fixed shapes, written out") {
  const Matrix<double, 2, 2> a{{3, 0}, {4, 5}};
  const auto [U, s, Vt] = svd(a);
  static_assert(std::is_same_v<std::remove_const_t<decltype(U)>, Matrix<double, 2, 2>>);
  static_assert(std::is_same_v<std::remove_const_t<decltype(s)>, Vector<double, 2>>);
  CHECK(s[0] == doctest::Approx(std::sqrt(45.0)).epsilon(1e-15));
  CHECK(s[1] == doctest::Approx(std::sqrt(5.0)).epsilon(1e-15));
  static_assert(std::is_same_v<decltype(svd(Matrix<float, 3, 2>()).Vt), Matrix<float, 2, 2>>);
  static_assert(std::is_same_v<decltype(svd(Matrix<float, 3, 2>()).U), Matrix<float, 3, 2>>);
  static_assert(std::is_same_v<decltype(svd(Matrix<float, 3, 2>(), full_matrices).U), Matrix<float, 3, 3>>);
  static_assert(std::is_same_v<decltype(svd(Matrix<float, dynamic, 2>()).Vt), Matrix<float, dynamic, 2>>);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto square = random_matrix<double>(3, 3, seed);
    check_svd(square, svd(Matrix<double, 3, 3>(square)), false);
    CHECK(svd(Matrix<double, 3, 3>(square)).s == svd(square).s);
    const auto tall = random_matrix<float>(3, 2, seed);
    check_svd(tall, svd(Matrix<float, 3, 2>(tall), full_matrices), true);
  }
  const Matrix<double> large = random_matrix<double>(7, 7, 1);
  check_svd(large, svd(Matrix<double, 7, 7>(large)), false);
}

TEST_CASE("Complex numbers, long doubles and integers") {
  using C = std::complex<double>;
  for (const auto& [m, n] : {std::array<Index, 2>{4, 4}, {9, 5}, {3, 12}, {20, 20}}) {
    const auto a = random_matrix<C>(m, n, 31);
    check_svd(a, svd(a), false);
    check_svd(a, svd(a, full_matrices), true);
    const auto b = random_matrix<long double>(m, n, 32);
    check_svd(b, svd(b), false);
  }
  // u v^H has the one value |u| |v| = sqrt(3 * 7).
  const Matrix<C> rank_one{{C(1, 0), C(0, 2)}, {C(0, 1), C(-2, 0)}, {C(1, 0), C(0, 2)}};
  const auto s = svdvals(rank_one);
  CHECK(s[0] == doctest::Approx(std::sqrt(15.0)).epsilon(1e-15));
  CHECK(s[1] <= 1e-15);
  check_svd(rank_one, svd(rank_one, full_matrices), true);
  CHECK(svd(Matrix<int>{{3, 0}, {4, 5}}).s == svd(Matrix<double>{{3, 0}, {4, 5}}).s);
}

TEST_CASE("Views of every layout") {
  const auto a = random_matrix<double>(14, 9, 41);
  const auto s = svdvals(a);
  check_values(svdvals(a.transposed()), s, 14, eps_of<double>());
  check_values(svdvals(a.reversed_rows()), s, 14, eps_of<double>());
  const auto wide = random_matrix<double>(20, 20, 42);
  const auto part = wide.block(2, 3, 9, 8);
  check_svd(Matrix<double>(part), svd(part), false);
  CHECK(svd(part).U == svd(Matrix<double>(part)).U);
}

TEST_CASE("Nothing to decompose") {
  const auto none = svd(Matrix<double>(4, 0));
  CHECK(none.U.dims() == Dims{4, 0});
  CHECK(none.s.empty());
  CHECK(none.Vt.dims() == Dims{0, 0});
  const auto full = svd(Matrix<double>(0, 3), full_matrices);
  CHECK(full.U.dims() == Dims{0, 0});
  CHECK(full.Vt == Matrix<double>::identity(3));
  CHECK(svd(Matrix<double>(4, 0), full_matrices).U == Matrix<double>::identity(4));
  CHECK(svdvals(Matrix<float>(0, 0)).empty());
}

TEST_CASE("What is not finite is an error") {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const Index n : {2, 30})
    for (const double bad : {std::nan(""), infinity, -infinity}) {
      Matrix<double> a(n, n, 1.0);
      a(1, 0) = bad;
      CHECK_THROWS_AS(svd(a), ValueError);
      CHECK_THROWS_AS(svd(a, full_matrices), ValueError);
      CHECK_THROWS_AS(svdvals(a), ValueError);
    }
  CHECK(message_of([&] {
          svd(Matrix<double>{{1, infinity}}, Site{"x.cpp", 3});
        }) == "svd: (1x2): element (0, 1) is inf [x.cpp:3]");
  CHECK(message_of([] {
          detail::raise_svd("svd", Dims{9, 8}, 5, 8, {});
        }) == "svd: (9x8): no convergence, 5 of 8 singular values found");
}

TEST_CASE("Rank and condition") {
  CHECK(rank(named<double>("rank two", 30, 28)) == 2);
  CHECK(rank(named<float>("rank two", 9, 8)) == 2);
  CHECK(rank(Matrix<double>::identity(4)) == 4);
  CHECK(rank(Matrix<double>(4, 3, 0.0)) == 0);
  CHECK(rank(Matrix<double>(0, 3)) == 0);
  const Matrix<double> steps{{4, 0, 0}, {0, 2, 0}, {0, 0, 1}};
  CHECK(rank(steps, 1.5) == 2);
  CHECK(rank(steps, 4.0) == 0);  // above, not at
  CHECK(cond(steps) == 4);
  CHECK(cond(Matrix<int>{{2, 0}, {0, 0}}) == std::numeric_limits<double>::infinity());
  // SciPy: numpy.linalg.cond(scipy.linalg.hilbert(5))
  CHECK(cond(named<double>("hilbert", 5, 5)) == doctest::Approx(476607.2502422687).epsilon(1e-9));
  CHECK(message_of([] {
          cond(Matrix<double>(0, 2), Site{"x.cpp", 3});
        }) == "cond: (0x2): an empty matrix has no condition number [x.cpp:3]");
  CHECK_THROWS_AS(rank(steps, -1.0), ValueError);
  CHECK_THROWS_AS(rank(steps, std::nan("")), ValueError);
}
