// What eig is tested with in more than one file: LAPACK's table, residuals of random matrices.
#ifndef DECLIVE_TESTS_LINALG_EIG_CASES_HPP
#define DECLIVE_TESTS_LINALG_EIG_CASES_HPP

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <declive/linalg/eig.hpp>
#include <limits>
#include <string_view>

#include "gallery.hpp"
#include "support/effort.hpp"
#include "support/isa.hpp"
#include "support/random.hpp"

namespace eig_cases {

using namespace declive;

struct Value {
  double real, imag, condition;
};
struct Case {
  const char* name;
  Index n;
  double elements[20 * 20];
  Value values[20];
};
#include "eig_table.inl"

template <class T>
inline constexpr double eps = static_cast<double>(std::numeric_limits<T>::epsilon());

template <class T>
Matrix<T> random_matrix(Index n, support::Random& random) {
  return Matrix<T>(n, n, [&](Index, Index) { return random.template uniform<T>(); });
}

// max_j ||A v_j - lambda_j v_j|| / ||A||, where the vectors have norm 1 and are normalised as documented; else
// infinite.
template <class T, class R>
double residual(const Matrix<T>& a, const R& result) {
  const Index n = a.rows();
  const auto& [values, vectors] = result;
  if (values.size() != n || vectors.rows() != n || vectors.cols() != n) return std::numeric_limits<double>::infinity();
  long double worst = 0;
  const long double size = n > 0 ? static_cast<long double>(norm(a)) : 0;
  for (Index j = 0; j < n; ++j) {
    long double length = 0, error = 0, largest = 0;
    const std::complex<long double> value(values[j]);
    for (Index i = 0; i < n; ++i) {
      const std::complex<long double> v(vectors(i, j));
      std::complex<long double> sum = -value * v;
      for (Index k = 0; k < n; ++k) sum += static_cast<long double>(a(i, k)) * std::complex<long double>(vectors(k, j));
      error += std::norm(sum);
      length += std::norm(v);
      largest = std::max(largest, std::abs(v));
    }
    Index first = 0;
    while (std::abs(std::complex<long double>(vectors(first, j))) < 0.999L * largest) ++first;
    if (!(vectors(first, j).real() > T(0)) || vectors(first, j).imag() != T(0) ||
        !(std::fabs(length - 1) <= static_cast<long double>(static_cast<double>(10 + n) * eps<T>)))
      return std::numeric_limits<double>::infinity();
    worst = std::max(worst, size > 0 ? std::sqrt(error) / size : std::sqrt(error));
  }
  return static_cast<double>(worst);
}

/// Eigenvalues are LAPACK's within their condition numbers, and in order.
template <class T>
void check_table() {
  for (const Case& c : cases) {
    CAPTURE(c.name);
    const Matrix<T> a = Matrix<T>(MatrixView<const double>(c.elements, c.n, c.n));
    const double size = static_cast<double>(norm(a));
    const auto result = eig(a);
    const auto alone = eigvals(a);
    CHECK(residual(a, result) <= 4 * static_cast<double>(c.n) * eps<T>);
    for (Index i = 0; i < c.n; ++i) {
      const Value& exact = c.values[i];
      // First order, so not for eigenvalues that are so ill-conditioned that the second counts.
      const double bound = 10 * eps<T> * size * exact.condition;
      if (bound > 1e-2) continue;
      // Real parts that are equal but for rounding may stand in another order: the nearest value counts.
      double nearest = std::numeric_limits<double>::infinity(), nearest_alone = nearest;
      for (Index j = 0; j < c.n; ++j) {
        const auto distance = [&](const std::complex<T>& z) {
          return std::hypot(static_cast<double>(z.real()) - exact.real, static_cast<double>(z.imag()) - exact.imag);
        };
        nearest = std::min(nearest, distance(result.values[j]));
        nearest_alone = std::min(nearest_alone, distance(alone[j]));
      }
      CHECK(nearest <= bound);
      CHECK(nearest_alone <= bound);
    }
    for (Index i = 1; i < c.n; ++i) {
      const auto p = result.values[i - 1], q = result.values[i];
      CHECK((p.real() < q.real() || (p.real() == q.real() && std::fabs(p.imag()) <= std::fabs(q.imag()))));
      if (p.imag() > T(0)) CHECK(q == std::conj(p));
    }
  }
}

/// Residuals are below 4 n eps ||A|| on every instruction set, whatever the matrix.
template <class T>
void check_residuals() {
  support::for_each_isa([] {
    support::Random random(61);
    for (const Index n : {1, 2, 3, 4, 5, 8, 13, 30, support::low_effort() ? 31 : 90}) {
      CAPTURE(n);
      const double bound = 4 * static_cast<double>(n) * eps<T>;
      const Matrix<T> a = random_matrix<T>(n, random);
      CHECK(residual(a, eig(a)) <= bound);
      // Rank one, graded, with a cluster, and near the ends of the range of exponents.
      const int far = std::numeric_limits<T>::max_exponent - 20;
      const auto made = [&](auto element) { return Matrix<T>(n, n, element); };
      const Matrix<T> others[] = {
          made([&](Index i, Index j) { return a(0, j) * a(i, 0); }), made([&](Index i, Index j) {
            return a(i, j) * std::pow(T(10), -T(12) * static_cast<T>(i + j) / static_cast<T>(n));
          }),
          made([&](Index i, Index j) { return T(i == j) + T(1e-4) * a(i, j); })};
      for (const Matrix<T>& other : others) CHECK(residual(other, eig(other)) <= bound);
      const auto plain = eigvals(a), small = eigvals(made([&](Index i, Index j) { return std::ldexp(a(i, j), -far); })),
                 large = eigvals(made([&](Index i, Index j) { return std::ldexp(a(i, j), far); }));
      for (Index i = 0; i < n; ++i) {
        const auto near = [&](const std::complex<T>& z, int exponent) {
          return std::hypot(std::ldexp(z.real(), exponent) - plain[i].real(),
                            std::ldexp(z.imag(), exponent) - plain[i].imag()) <= T(4) * T(bound);
        };
        CHECK(near(large[i], -far));
        CHECK(near(small[i], far));
      }
    }
  });
}

/// The gallery: residuals, and eigenvalues that add up to the trace.
template <class T>
void check_gallery() {
  support::Random random(62);
  for (const gallery::Kind& kind : gallery::kinds)
    for (const Index n : {3, 8, 16, 21, support::low_effort() ? 22 : 40}) {
      CAPTURE(kind.name);
      CAPTURE(n);
      const Matrix<T> a = gallery::make<T>(kind, n, random);
      // Of what is not graded but differs by 30 orders it is the balanced matrix whose norm counts, as in LAPACK, whose
      // residuals are no smaller.
      if (std::string_view(kind.name) != "a shift, closed by 1e-30")
        CHECK(residual(a, eig(a)) <= 4 * static_cast<double>(n) * eps<T>);
      std::complex<T> sum = 0;
      T trace = 0;
      const auto values = eigvals(a);
      for (Index i = 0; i < n; ++i) {
        sum += values[i];
        trace += a(i, i);
        if (values[i].imag() > T(0)) CHECK(values[i + 1] == std::conj(values[i]));
      }
      CHECK(sum.imag() == T(0));
      CHECK(static_cast<double>(std::fabs(sum.real() - trace)) <=
            static_cast<double>(n * n) * eps<T> * static_cast<double>(norm(a)));
    }
  // The cyclic shift's are the roots of unity, and perfectly conditioned.
  for (const Index n : {4, 7, 30}) {
    const auto values = eigvals(Matrix<T>(n, n, [n](Index i, Index j) { return T(j == (i + 1) % n ? 1 : 0); }));
    for (Index k = 0; k < n; ++k) {
      double nearest = 2;
      for (Index i = 0; i < n; ++i) {
        const double turn = 2 * std::acos(-1.0) * static_cast<double>(k) / static_cast<double>(n);
        nearest = std::fmin(nearest, std::hypot(static_cast<double>(values[i].real()) - std::cos(turn),
                                                static_cast<double>(values[i].imag()) - std::sin(turn)));
      }
      CHECK(nearest <= 4 * static_cast<double>(n) * eps<T>);
    }
  }
}

}  // namespace eig_cases

#endif
