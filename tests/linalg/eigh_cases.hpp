// What eigh is asked for of every scalar: residuals, LAPACK's eigenvalues, the ends of the range. One test file a scalar
// calls them, for each instantiates all of eigh.
#ifndef DECLIVE_TESTS_LINALG_EIGH_CASES_HPP
#define DECLIVE_TESTS_LINALG_EIGH_CASES_HPP

#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <declive/linalg/eigh.hpp>
#include <limits>
#include <string>
#include <vector>

#include "support/effort.hpp"
#include "support/random.hpp"

namespace eigh_cases {

using namespace declive;

template <class T>
constexpr double eps = static_cast<double>(std::numeric_limits<detail::real_t<T>>::epsilon());

// In double; a complex n x n matrix as the real one of 2 n x 2 n, ((Re, -Im), (Im, Re)), which multiplies as it does.
template <class M>
Matrix<double> wide(const M& m) {
  const Index n = m.rows();
  if constexpr (detail::is_complex<value_type_t<M>>) {
    Matrix<double> both(2 * n, 2 * n);
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < n; ++j) {
        both(i, j) = both(n + i, n + j) = static_cast<double>(m(i, j).real());
        both(n + i, j) = static_cast<double>(m(i, j).imag());
        both(i, n + j) = -both(n + i, j);
      }
    return both;
  } else {
    Matrix<double> copy(n, n);
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < n; ++j) copy(i, j) = static_cast<double>(m(i, j));
    return copy;
  }
}
inline double frobenius(const Matrix<double>& m) {
  double squares = 0;
  for (const double x : m) squares += x * x;
  return std::sqrt(squares);
}

// ||S V - V D|| <= 10 n eps ||S||, ||V^T V - I|| <= 10 n eps: Frobenius norms on the left, the largest norm of a row,
// which is at most the spectral norm, on the right.
inline void check_residuals(const Matrix<double>& s, const Vector<double>& values, const Matrix<double>& v,
                            double bound) {
  const Index n = s.rows();
  double size = 0;
  Matrix<double> residual = s * v, products = v.transposed() * v;
  for (Index i = 0; i < n; ++i) {
    double squares = 0;
    for (Index j = 0; j < n; ++j) {
      squares += s(i, j) * s(i, j);
      residual(i, j) -= v(i, j) * values[j];
    }
    products(i, i) -= 1;
    size = std::fmax(size, std::sqrt(squares));
  }
  CHECK(frobenius(residual) <= bound * size);
  CHECK(frobenius(products) <= bound);
}

// And ascending values, columns with the promised sign. `factor` scales S and the values.
template <class M, class W, class V>
void check_pair(const M& s, const W& values, const V& vectors, double factor = 1) {
  using T = value_type_t<V>;
  const Index n = s.rows();
  Matrix<double> a = wide(s);
  for (double& x : a) x *= factor;
  Vector<double> all(a.rows());
  for (Index j = 0; j < a.rows(); ++j) all[j] = static_cast<double>(values[j % n]) * factor;
  const Matrix<double> v = wide(vectors);
  check_residuals(a, all, v, 10 * static_cast<double>(n) * std::fmax(eps<T>, eps<double>));
  for (Index j = 0; j < n; ++j) {
    if (j > 0) CHECK(values[j - 1] <= values[j]);
    const auto size = [&](Index i) { return std::hypot(v(i, j), a.rows() > n ? v(n + i, j) : 0); };
    double most = 0;
    for (Index i = 0; i < n; ++i) most = std::fmax(most, size(i));
    Index first = 0;
    while (size(first) < 0.999 * most) ++first;
    CHECK(v(first, j) == size(first));
  }
}

template <class T>
Matrix<T> symmetric(Index n, support::Random& random) {
  Matrix<T> s(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j <= i; ++j) s(i, j) = s(j, i) = random.uniform<T>();
  return s;
}
// Q diag(values) Q^T for a random product of reflectors.
inline Matrix<double> with_values(const Vector<double>& values, support::Random& random) {
  const Index n = values.size();
  Matrix<double> s(n, n);
  for (Index i = 0; i < n; ++i) s(i, i) = values[i];
  std::vector<double> x;
  for (int k = 0; k < 6; ++k) {  // of the rows and of the columns by turns
    if (k % 2 == 0) x = random.uniforms<double>(n);
    double squares = 0;
    for (const double y : x) squares += y * y;
    for (Index j = 0; j < n; ++j) {
      double* const line = s.data() + (k % 2 == 0 ? j : j * n);
      const Index step = k % 2 == 0 ? n : 1;
      double sum = 0;
      for (Index i = 0; i < n; ++i) sum += x[static_cast<std::size_t>(i)] * line[i * step];
      for (Index i = 0; i < n; ++i) line[i * step] -= 2 * sum / squares * x[static_cast<std::size_t>(i)];
    }
  }
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < i; ++j) s(i, j) = s(j, i) = (s(i, j) + s(j, i)) / 2;
  return s;
}

// The named matrices of n rows.
template <class T>
Matrix<T> special(const std::string& name, Index n, support::Random& random) {
  const bool clustered = name == "clustered", low = name == "rank 3";
  Matrix<double> s = symmetric<double>(n, random);
  if (clustered || low) {
    Vector<double> values(n);
    for (Index i = 0; i < n; ++i) {
      const auto k = static_cast<double>(i);
      values[i] = clustered ? 1 + 1e-10 * k + static_cast<double>(i % 3) : i < 3 ? k + 1 : 0;
    }
    s = with_values(values, random);
  }
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) {
      double& x = s(i, j);
      const double both = static_cast<double>(i + j) / static_cast<double>(n);
      const bool beside = i - j == 1 || j - i == 1;
      if (name == "graded") x *= std::pow(10.0, -20 * both);
      if (name == "graded upwards") x *= std::pow(10.0, 20 * both - 40);
      if (name == "Wilkinson") x = i == j ? std::fabs(static_cast<double>(2 * i - n + 1)) / 2 : beside ? 1 : 0;
      if (name == "Hilbert") x = 1 / static_cast<double>(i + j + 1);
      if (name == "Toeplitz") x = 1 / static_cast<double>(1 + (i > j ? i - j : j - i));
      if (name == "ones") x = 1;
      if (name == "glued")  // Wilkinson's of 21 rows, one beside the other
        x = i == j ? std::fabs(static_cast<double>(i % 21 - 10)) : beside ? (i / 21 == j / 21 ? 1 : 1e-8) : 0;
      if (name == "chequered" && (i + j) % 2 != 0) x = 0;  // every reflector begins with a 0
      if (name == "nearly tridiagonal") x = i == j ? x : beside ? 0.5 : 1e-9 * x;
      if (name == "diagonal") x = i == j ? static_cast<double>(i % 4) : 0;
      if (name == "zero") x = 0;
    }
  return Matrix<T>(s);
}

struct Row {
  Index number, size;
  std::vector<double> values;
};
inline const Row table[] = {
#include "eigh_table.inl"
};

// Matrices of every kind and size.
template <class T>
void residuals() {
  support::Random random(611);
  const char* const names[] = {"random",   "graded",   "graded upwards", "clustered", "rank 3",    "Wilkinson",
                               "Hilbert",  "Toeplitz", "ones",           "glued",     "chequered", "nearly tridiagonal",
                               "diagonal", "zero"};
  for (const std::string name : names)
    for (const Index n : {1, 2, 3, 4, 5, 10, 12, 21, 33, 63, 98, 150}) {
      if (n > 60 && support::low_effort() && (n != 98 || name != "random")) continue;
      CAPTURE(name);
      CAPTURE(n);
      const Matrix<T> s = special<T>(name, n, random);
      // What the memory held before does not matter.
      const auto before = [n] { return Vector<T>(3 * n * n + 40 * n, std::numeric_limits<T>::quiet_NaN())[n]; };
      REQUIRE(std::isnan(before()));
      const auto [values, vectors] = eigh(s);
      check_pair(s, values, vectors);
      const auto alone = eigvalsh(s);
      const double bound = 2 * static_cast<double>(n) * eps<T> * frobenius(wide(s));
      for (Index i = 0; i < n; ++i)
        CHECK(std::fabs(static_cast<double>(values[i]) - static_cast<double>(alone[i])) <= bound);
    }
}

// 500 rows.
template <class T>
void large() {
  if (support::low_effort()) return;
  support::Random random(612);
  for (const char* const name : {"random", "Toeplitz"}) {
    CAPTURE(name);
    const Matrix<T> s = special<T>(name, 500, random);
    const auto [values, vectors] = eigh(s);
    check_pair(s, values, vectors);
  }
}

// LAPACK's eigenvalues.
template <class T>
void table_values() {
  for (const Row& row : table) {
    CAPTURE(row.size);
    const Index k = row.number, n = row.size;
    Matrix<T> s(n, n);
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j <= i; ++j)
        s(i, j) = s(j, i) =
            static_cast<T>(((i + 1) * (j + 3) * (k + 7) + (i * j) * (i * j) + 5 * k) % 129 - 64) / T(64);
    const auto [values, vectors] = eigh(s);
    const auto alone = eigvalsh(s);
    // Both are exact for a matrix that is n eps |S| away at most; the table has the digits of a double.
    const double bound = static_cast<double>(n) * (eps<double> + eps<T>)*static_cast<double>(norm(s));
    for (Index i = 0; i < n; ++i) {
      CHECK(std::fabs(static_cast<double>(values[i]) - row.values[static_cast<std::size_t>(i)]) <= bound);
      CHECK(std::fabs(static_cast<double>(alone[i]) - row.values[static_cast<std::size_t>(i)]) <= bound);
    }
    check_pair(s, values, vectors);
  }
}

// Elements near the ends of the range, and ones that differ by all of it.
template <class T>
void ends_of_range() {
  using Limits = std::numeric_limits<T>;
  support::Random random(616);
  for (const Index n : {2, 3, 4, 17, 100}) {
    CAPTURE(n);
    const Matrix<T> s = symmetric<T>(n, random);
    const auto plain = eigvalsh(s);
    const double bound = 2 * static_cast<double>(n) * eps<T> * frobenius(wide(s));
    for (const int exponent : {Limits::max_exponent - 8, Limits::min_exponent + 30, 15, -15}) {
      Matrix<T> scaled = s;
      for (T& x : scaled) x = std::ldexp(x, exponent);
      const auto [values, vectors] = eigh(scaled);
      check_pair(scaled, values, vectors, std::ldexp(1.0, -exponent));
      for (Index i = 0; i < n; ++i)
        CHECK(std::fabs(static_cast<double>(std::ldexp(values[i], -exponent) - plain[i])) <= bound);
    }
    // A block whose elements are the smallest numbers there are, beside one of ordinary size.
    Matrix<T> mixed = s;
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < n; ++j)
        if (i > n / 2 || j > n / 2) mixed(i, j) *= (Limits::min)() * T(16);
    const auto [values, vectors] = eigh(mixed);
    check_pair(mixed, values, vectors);
  }
}

}  // namespace eigh_cases

#endif
