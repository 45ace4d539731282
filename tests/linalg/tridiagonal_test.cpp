// tridiagonal.hpp and divide_and_conquer.hpp: the two halves of eigh by themselves, against matrices whose tridiagonal
// form or eigenvalues are known.
#include <doctest/doctest.h>

#include <algorithm>
#include <complex>
#include <declive/linalg/divide_and_conquer.hpp>
#include <vector>

#include "factors.hpp"
#include "support/effort.hpp"
#include "support/isa.hpp"

using namespace declive;
using factors::adjoint;
using factors::error;
using factors::identity;
using factors::orthogonality;
using factors::random_matrix;

namespace {

template <class T>
constexpr Index padded(Index n) {
  constexpr Index quantum = detail::has_kernels<T> ? kernels::row_quantum<T> : Index{1};
  return (n + quantum - 1) / quantum * quantum;
}

template <class T>
Matrix<T> hermitian(Index n, std::uint64_t seed) {
  const Matrix<T> half = random_matrix<T>(n, n, seed);
  return half + adjoint(half);
}
template <class T>
Matrix<T> tridiagonal(const Vector<T>& d, const Vector<T>& e) {
  return Matrix<T>(d.size(), d.size(), [&](Index i, Index j) {
    return i == j ? d[i] : i == j + 1 ? e[j] : j == i + 1 ? e[i] : T(0);
  });
}

// T and Q of S = Q T Q^H, T being real; above the diagonal S is given to the reduction only where that asks for it.
template <class T>
struct Reduced {
  Vector<detail::real_t<T>> d, e;
  Matrix<T> q;
};
template <class T>
Reduced<T> reduced(const Matrix<T>& s) {
  using R = detail::real_t<T>;
  const Index n = s.rows(), stride = padded<T>(n);
  const bool whole = detail::has_kernels<T> && n <= detail::unblocked_tridiagonal;
  const T outside = whole ? T(0) : T(detail::real_t<T>(1e30F));  // must not be read
  Matrix<T> a(n, stride, [&](Index i, Index j) { return j <= i || (whole && j < n) ? s(i, j) : outside; });
  Vector<T> tau(n), work(detail::tridiagonal_work(n, stride), T(0));
  Reduced<T> out{Vector<R>(n), Vector<R>(stride), identity<T>(n)};
  detail::tridiagonalize(n, a.data(), stride, out.d.data(), out.e.data(), tau.data(), work.data());
  detail::apply_reduction(n, a.data(), stride, tau.data(), out.q.data(), work.data());
  return out;
}

template <class T>
void check_reduction(const Matrix<T>& s) {
  const Reduced<T> r = reduced(s);
  CAPTURE(s.rows());
  Matrix<T> middle(s.rows(), s.rows());
  for (Index i = 0; i < s.rows(); ++i) {
    middle(i, i) = T(r.d[i]);
    if (i + 1 < s.rows()) middle(i, i + 1) = middle(i + 1, i) = T(r.e[i]);
  }
  CHECK(orthogonality(r.q) <= 10);
  CHECK(error(factors::times(factors::times(r.q, middle), adjoint(r.q)), s, s) <= 10);
}

// The eigenvalues, ascending, and in rows the vectors, of the tridiagonal matrix.
template <class T>
struct Solved {
  std::vector<T> values;
  Matrix<T> rows;
  Index found;
};
template <class T>
Solved<T> divided(Vector<T> d, Vector<T> e) {
  const Index n = d.size(), stride = padded<T>(n);
  const T size = detail::tridiagonal_size(n, static_cast<const T*>(d.data()), static_cast<const T*>(e.data()));
  Matrix<T> z(n, stride), rows(n, stride);
  Vector<T> vectors(n * n), lines(6 * stride);
  Vector<Index> order(n), numbers(3 * n);
  const Index found = detail::divide_and_conquer(
      detail::TridiagonalProblem<T>{d.data(), e.data(), size, z.data(), stride, order.data(), rows.data(),
                                    vectors.data(), lines.data(), numbers.data()},
      Index{0}, n);
  Solved<T> out{{}, Matrix<T>(n, n), found};
  if (found < n) return out;
  for (Index k = 0; k < n; ++k) {
    out.values.push_back(d[order[k]]);
    for (Index j = 0; j < n; ++j) out.rows(k, j) = z(order[k], j);
  }
  return out;
}

template <class T>
void check_divided(const Vector<T>& d, const Vector<T>& e, const std::vector<double>& exact = {}) {
  const Index n = d.size();
  CAPTURE(n);
  const Matrix<T> t = tridiagonal(d, e);
  const Solved<T> s = divided(d, e);
  REQUIRE(s.found == n);
  CHECK(std::is_sorted(s.values.begin(), s.values.end()));
  Matrix<T> scaled = s.rows;  // D V^T
  for (Index k = 0; k < n; ++k)
    for (Index j = 0; j < n; ++j) scaled(k, j) *= s.values[static_cast<std::size_t>(k)];
  CHECK(orthogonality(Matrix<T>(s.rows.transposed())) <= 10);
  CHECK(error(factors::times(s.rows, t), scaled, t) <= 10);
  const double unit =
      static_cast<double>(n) * static_cast<double>(std::numeric_limits<T>::epsilon()) * static_cast<double>(norm(t));
  for (std::size_t k = 0; k < exact.size(); ++k)
    CHECK(std::fabs(static_cast<double>(s.values[k]) - exact[k]) <= 4 * unit);
}

}  // namespace

TEST_CASE("S = Q T Q^T around every limit of the blocks") {
  support::for_each_isa([] {
    for (const Index n : {1, 2, 3, 4, 8, 15, 47, 48, 49, 64, 65, 95, 96, 97, 111, 112, 113, 130, 161}) {
      if (n > 48 && n != 97 && support::low_effort()) continue;
      check_reduction(hermitian<double>(n, static_cast<std::uint64_t>(n)));
    }
    // What is tridiagonal, diagonal or nothing already, and what has equal rows.
    for (const Index n : {5, 50, 100}) {
      if (n > 50 && support::low_effort()) continue;
      check_reduction(Matrix<double>(n, n));
      check_reduction(Matrix<double>(n, n, 1.0));
      check_reduction(Matrix<double>(n, n, [](Index i, Index j) { return i == j ? static_cast<double>(i) : 0.0; }));
      check_reduction(Matrix<double>(n, n, [n](Index i, Index j) { return i + j == n - 1 ? 1.0 : 0.0; }));
      check_reduction(
          Matrix<double>(n, n, [](Index i, Index j) { return std::ldexp(1.0, static_cast<int>(-i - j) / 2); }));
    }
  });
}

TEST_CASE("The same in float, long double and complex numbers") {
  for (const Index n : {1, 2, 5, 17, 49, 100}) {
    const auto seed = static_cast<std::uint64_t>(n);
    check_reduction(hermitian<float>(n, seed));
    if (n > 49) continue;
    check_reduction(hermitian<long double>(n, seed));
    check_reduction(hermitian<std::complex<double>>(n, seed));
  }
}

TEST_CASE("A tridiagonal matrix is its own form but for signs, to the bit") {
  for (const Index n : {6, 40, 120}) {
    support::Random random(9);
    const Vector<double> d(n, [&](Index) { return random.uniform<double>(); }),
        e(n, [&](Index) { return random.uniform<double>(); });
    const auto r = reduced(tridiagonal(d, e));
    for (Index i = 0; i < n; ++i) {
      CHECK(r.d[i] == d[i]);
      if (i + 1 < n) CHECK(std::fabs(r.e[i]) == std::fabs(e[i]));
    }
  }
}

TEST_CASE("Divide and conquer: eigenvalues that are known") {
  support::for_each_isa([] {
    for (const Index n : {1, 2, 31, 32, 33, 34, 63, 64, 65, 66, 67, 100, 130}) {
      if (n > 34 && n != 65 && support::low_effort()) continue;
      const auto size = static_cast<double>(n);
      // P. Clement's matrix: -(n - 1), -(n - 3), ..., n - 1.
      std::vector<double> whole, waves;
      for (Index k = 0; k < n; ++k) whole.push_back(static_cast<double>(2 * k - n + 1));
      const Vector<double> clement(n, [&](Index k) { return std::sqrt(static_cast<double>((k + 1) * (n - 1 - k))); });
      check_divided(Vector<double>(n), clement, whole);
      check_divided<float>(Vector<float>(n), Vector<float>(clement), whole);
      // The second difference: 2 - 2 cos(pi k / (n + 1)).
      for (Index k = 1; k <= n; ++k)
        waves.push_back(2 - 2 * std::cos(std::acos(-1.0) * static_cast<double>(k) / (size + 1)));
      check_divided(Vector<double>(n, 2.0), Vector<double>(n, -1.0), waves);
      check_divided(Vector<double>(n, 2.0), Vector<double>(n, 1.0), waves);
    }
  });
}

TEST_CASE("Divide and conquer: what deflates, and what must not") {
  support::for_each_isa([] {
    support::Random random(10);
    const auto any = [&](Index) { return random.uniform<double>(); };
    const auto constant = [](double value) { return [value](Index) { return value; }; };
    for (const Index n : {33, 65, 100}) {
      if (n > 33 && support::low_effort()) continue;
      const auto check = [n](auto&& diagonal, auto&& beside) {
        check_divided(Vector<double>(n, diagonal), Vector<double>(n, beside));
      };
      check(any, any);
      check(constant(0), constant(0));
      check(constant(1), constant(0));
      check(any, constant(0));
      check(constant(1), constant(1e-300));
      check(constant(1), constant(1e-16));
      check(constant(0), any);
      // It falls apart, also where the halves touch, and there by rounding errors alone.
      for (const double left : {0.0, 1e-17, 1e-9})
        check(any, [&, left](Index i) { return i % 8 == 7 || i == n / 2 - 1 ? left : any(i); });
      // J. Wilkinson's W: pairs of eigenvalues that agree to all digits; and glued copies of a small one.
      check([n](Index i) { return std::fabs(static_cast<double>(2 * i - n + 1)) / 2; }, constant(1));
      check([](Index i) { return std::fabs(static_cast<double>(i % 11 - 5)); },
            [](Index i) { return i % 11 == 10 ? 1e-8 : 1.0; });
      // Graded, either way, and alternating in sign.
      check([](Index i) { return std::ldexp(1.0, static_cast<int>(-i)); },
            [](Index i) { return std::ldexp(1.0, static_cast<int>(-i) - 2); });
      check([n](Index i) { return std::ldexp(1.0, static_cast<int>(i - n)); },
            [n](Index i) { return std::ldexp(1.0, static_cast<int>(i - n) - 2); });
      check([](Index i) { return i % 2 == 0 ? 1.0 : -1.0; }, [](Index i) { return i % 3 == 0 ? -0.5 : 0.5; });
    }
  });
}

TEST_CASE("Divide and conquer of NaNs ends, and says so") {
  for (const Index n : {20, 40, 70}) {
    Vector<double> d(n, 1.0), e(n, 0.5);
    d[n / 3] = std::nan("");
    CHECK(divided(d, e).found < n);
  }
}

TEST_CASE("The places of sorted values; equal ones stay in their order") {
  const double d[] = {3, -1, 3, 0, -1};
  Index order[5];
  detail::sort_places(Index{5}, d, order);
  const Index expected[] = {1, 4, 3, 0, 2};
  for (int k = 0; k < 5; ++k) CHECK(order[k] == expected[k]);
}
