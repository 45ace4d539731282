// Eigenvalues of general matrices: against LAPACK's within the bound that their condition numbers give, residuals,
// matrices with known answers, and what must be refused.
#include <doctest/doctest.h>
#include <declive/linalg/eig.hpp>

#include <algorithm>
#include <cmath>
#include <declive/core/print.hpp>
#include <limits>
#include <string>

#include "support/effort.hpp"
#include "support/isa.hpp"
#include "support/random.hpp"

using namespace declive;

namespace {

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
constexpr double eps = static_cast<double>(std::numeric_limits<T>::epsilon());

template <class T>
Matrix<T> random_matrix(Index n, support::Random& random) {
  return Matrix<T>(n, n, [&](Index, Index) { return random.template uniform<T>(); });
}

// max_j ||A v_j - lambda_j v_j|| / ||A||, where the vectors have norm 1 and are normalised as documented; else infinite.
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

}  // namespace

TEST_CASE_TEMPLATE("Eigenvalues are LAPACK's within their condition numbers, in order", T, float, double) {
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

TEST_CASE("The lecture's matrix: eigenvalues (5 -+ sqrt 33) / 2") {
  const auto [values, vectors] = eig(Matrix{{1, 2}, {3, 4}});  // integers
  static_assert(std::is_same_v<decltype(values), const Vector<std::complex<double>>>);
  CHECK(std::abs(values[0] - (5 - std::sqrt(33.0)) / 2) <= 4 * eps<double>);
  CHECK(std::abs(values[1] - (5 + std::sqrt(33.0)) / 2) <= 8 * eps<double>);
  CHECK(to_string(values) == "[-0.37228132+0.j  5.37228132+0.j]");
  CHECK(to_string(vectors) == "[[ 0.82456484+0.j  0.41597356+0.j]\n [-0.56576746+0.j  0.90937671+0.j]]");
  const auto fixed = eig(Matrix<double, 2, 2>{{2, 1}, {1, 2}});
  static_assert(std::is_same_v<decltype(fixed), const EigResult<double, 2>>);
  CHECK(std::abs(fixed.values[0] - 1.0) <= 2 * eps<double>);
  CHECK(std::abs(fixed.values[1] - 3.0) <= 4 * eps<double>);
}

TEST_CASE("Known answers: rotations, nothing, one element, a zero matrix, blocks") {
  const auto turn = eig(Matrix<double>{{0.6, -0.8}, {0.8, 0.6}});
  CHECK(std::abs(turn.values[0] - std::complex<double>(0.6, 0.8)) <= eps<double>);
  CHECK(turn.values[1] == std::conj(turn.values[0]));
  CHECK(turn.vectors(0, 0) == std::conj(turn.vectors(0, 1)));
  CHECK(eig(Matrix<double>(0, 0)).values.size() == 0);
  CHECK(eigvals(Matrix<float>(0, 0)).empty());
  const auto one = eig(Matrix<double>{{-7}});
  CHECK(one.values[0] == -7.0);
  CHECK(one.vectors(0, 0) == 1.0);
  const auto zero = eig(Matrix<double>(4, 4));
  for (Index i = 0; i < 4; ++i)
    for (Index j = 0; j < 4; ++j) CHECK(zero.vectors(i, j) == (i == j ? 1.0 : 0.0));
  for (const auto& value : zero.values) CHECK(value == 0.0);
  // A view, and long double.
  const Matrix<long double> a{{9, 9, 9}, {9, 0, 1}, {9, 1, 0}};
  const auto values = eigvals(a.block(1, 1, 2, 2));
  CHECK(std::abs(values[0] + 1.0L) <= 2 * std::numeric_limits<long double>::epsilon());
  CHECK(std::abs(values[1] - 1.0L) <= 2 * std::numeric_limits<long double>::epsilon());
}

TEST_CASE_TEMPLATE("Residuals are below 4 n eps ||A|| on every instruction set", T, float, double) {
  support::for_each_isa([] {
    support::Random random(61);
    for (const Index n : {1, 2, 3, 4, 5, 8, 13, 30, support::low_effort() ? 31 : 90}) {
      CAPTURE(n);
      const double bound = 4 * static_cast<double>(n) * eps<T>;
      const Matrix<T> a = random_matrix<T>(n, random);
      CHECK(residual(a, eig(a)) <= bound);
      // Rank one, graded, with a cluster, and near the ends of the range of exponents.
      CHECK(residual(outer(a.row(0), a.col(0)), eig(outer(a.row(0), a.col(0)))) <= bound);
      const Matrix<T> graded(n, n, [&](Index i, Index j) {
        return a(i, j) * std::pow(T(10), -T(12) * static_cast<T>(i + j) / static_cast<T>(n));
      });
      CHECK(residual(graded, eig(graded)) <= bound);
      const Matrix<T> cluster = Matrix<T>::identity(n) + T(1e-4) * a;
      CHECK(residual(cluster, eig(cluster)) <= bound);
      const int far = std::numeric_limits<T>::max_exponent - 20;
      const auto plain = eig(a), small = eig(std::ldexp(T(1), -far) * a), large = eig(std::ldexp(T(1), far) * a);
      for (Index i = 0; i < n; ++i) {
        CHECK(std::abs(large.values[i] * std::ldexp(T(1), -far) - plain.values[i]) <= T(4) * T(bound));
        CHECK(std::abs(small.values[i] * std::ldexp(T(1), far) - plain.values[i]) <= T(4) * T(bound));
      }
    }
  });
}

TEST_CASE("Defective matrices: the perturbation stays a rounding error") {
  for (const Index n : {2, 3, 5, 8, 20}) {
    CAPTURE(n);
    // One Jordan block: the only vector is the first unit vector.
    const Matrix<double> jordan(n, n, [](Index i, Index j) { return i == j ? 2.0 : j == i + 1 ? 1.0 : 0.0; });
    const auto result = eig(jordan);
    CHECK(residual(jordan, result) <= eps<double>);
    for (Index j = 0; j < n; ++j) {
      CHECK(result.values[j] == 2.0);
      CHECK(std::abs(result.vectors(0, j)) >= 1 - eps<double>);
    }
    // With a corner it has n distinct eigenvalues on a circle of radius e^(1/n), and balancing must not spoil them.
    Matrix<double> corner = jordan;
    corner(n - 1, 0) = 1e-10;
    const auto circle = eig(corner);
    CHECK(residual(corner, circle) <= 4 * static_cast<double>(n) * eps<double>);
    // A pair of complex Jordan blocks: twice -+i.
    const Matrix<double> pair{{0, 1, 1, 0}, {-1, 0, 0, 1}, {0, 0, 0, 1}, {0, 0, -1, 0}};
    const auto twice = eig(pair);
    CHECK(residual(pair, twice) <= 10 * eps<double>);
    for (Index j = 0; j < 4; ++j)
      CHECK(std::abs(twice.values[j] - std::complex<double>(0, j % 2 == 0 ? 1 : -1)) <= 1e-7);
  }
  // The companion matrix of (x - 1)^4: eigenvalues within the fourth root of the rounding errors.
  const auto values = eigvals(Matrix<double>{{0, 0, 0, -1}, {1, 0, 0, 4}, {0, 1, 0, -6}, {0, 0, 1, 4}});
  for (const auto& value : values) CHECK(std::abs(value - 1.0) <= std::pow(100 * eps<double>, 0.25));
}

TEST_CASE("What is refused, and how") {
  const auto message = [](auto&& f) {
    try {
      f();
    } catch (const std::exception& error) {
      const std::string text = error.what();
      return text.substr(0, text.find(" ["));
    }
    return std::string("no error");
  };
  CHECK(message([] { eig(Matrix<double>(2, 3)); }) == "eig: (2x3): the matrix is not square");
  CHECK(message([] { eigvals(Matrix<double>(3, 2)); }) == "eigvals: (3x2): the matrix is not square");
  CHECK(message([] { eig(Matrix<double>{{1, 2}, {std::nan(""), 4}}); }) == "eig: (2x2): element (1, 0) is nan");
  CHECK(message([] { eigvals(Matrix<double>{{1, -HUGE_VAL}, {3, 4}}); }) == "eigvals: (2x2): element (0, 1) is -inf");
  // No matrix is known that the iteration fails on, so it is given too little time.
  support::Random random(62);
  const Matrix<double> a = random_matrix<double>(12, random);
  Vector<std::complex<double>> values(12);
  CHECK(message([&] {
          detail::general_eigen<false, double>("eig", detail::padded_copy<double>(a), values,
                                               MatrixView<std::complex<double>>(nullptr, 0, 0), 1, {});
        }).find("eigenvalues found after 12 steps") != std::string::npos);
}
