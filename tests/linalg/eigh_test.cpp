#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <declive/linalg/eigh.hpp>
#include <limits>
#include <string>
#include <vector>

#include "linalg/layouts.hpp"
#include "support/effort.hpp"
#include "support/random.hpp"

using namespace declive;
using layouts::equal, layouts::for_each_layout;

namespace {

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
double frobenius(const Matrix<double>& m) {
  double squares = 0;
  for (const double x : m) squares += x * x;
  return std::sqrt(squares);
}

// ||S V - V D|| <= 10 n eps ||S||, ||V^T V - I|| <= 10 n eps: Frobenius norms on the left, the largest norm of a row,
// which is at most the spectral norm, on the right.
void check_residuals(const Matrix<double>& s, const Vector<double>& values, const Matrix<double>& v, double bound) {
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
Matrix<double> with_values(const Vector<double>& values, support::Random& random) {
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
      if (name == "diagonal") x = i == j ? static_cast<double>(i % 4) : 0;
      if (name == "zero") x = 0;
    }
  return Matrix<T>(s);
}

struct Row {
  Index number, size;
  std::vector<double> values;
};
const Row table[] = {
#include "eigh_table.inl"
};

}  // namespace

TEST_CASE_TEMPLATE("eigh: residuals of matrices of every kind and size", T, float, double) {
  support::Random random(611);
  const char* const names[] = {"random",  "graded",   "graded upwards", "clustered", "rank 3",   "Wilkinson",
                               "Hilbert", "Toeplitz", "ones",           "glued",     "diagonal", "zero"};
  for (const std::string name : names)
    for (const Index n : {1, 2, 3, 4, 5, 10, 12, 21, 33, 63, 98, 150}) {
      if (n > 60 && support::low_effort() && (n != 98 || name != "random")) continue;
      CAPTURE(name);
      CAPTURE(n);
      const Matrix<T> s = special<T>(name, n, random);
      const auto [values, vectors] = eigh(s);
      check_pair(s, values, vectors);
      const auto alone = eigvalsh(s);
      const double bound = 2 * static_cast<double>(n) * eps<T> * frobenius(wide(s));
      for (Index i = 0; i < n; ++i)
        CHECK(std::fabs(static_cast<double>(values[i]) - static_cast<double>(alone[i])) <= bound);
    }
}

TEST_CASE_TEMPLATE("eigh: 500 rows", T, float, double) {
  if (support::low_effort()) return;
  support::Random random(612);
  for (const char* const name : {"random", "Toeplitz"}) {
    CAPTURE(name);
    const Matrix<T> s = special<T>(name, 500, random);
    const auto [values, vectors] = eigh(s);
    check_pair(s, values, vectors);
  }
}

TEST_CASE_TEMPLATE("eigh: LAPACK's eigenvalues", T, float, double) {
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

TEST_CASE("eigh: known eigenvalues") {
  SUBCASE("the lecture's") {
    const auto [values, vectors] = eigh(Matrix<double>{{2, 1}, {1, 2}});
    CHECK(values[0] == 1);
    CHECK(values[1] == 3);
    const double half = std::sqrt(0.5);
    CHECK(std::fabs(vectors(0, 0) - half) + std::fabs(vectors(1, 0) + half) <= 2.3e-16);
    CHECK(std::fabs(vectors(0, 1) - half) + std::fabs(vectors(1, 1) - half) <= 2.3e-16);
  }
  SUBCASE("the second difference: 2 - 2 cos(k pi / (n + 1))") {
    const Index n = 40;
    Matrix<double> s(n, n);
    for (Index i = 0; i < n; ++i) {
      s(i, i) = 2;
      if (i > 0) s(i, i - 1) = s(i - 1, i) = -1;
    }
    const auto values = eigvalsh(s);
    for (Index k = 0; k < n; ++k)
      CHECK(std::fabs(values[k] - (2 - 2 * std::cos(static_cast<double>(k + 1) * std::acos(-1.0) / (n + 1)))) <= 2e-14);
  }
  SUBCASE("equal ones: the projector on their space is the same") {
    support::Random random(613);
    const Matrix<double> s = with_values(Vector<double>{2, 2, 2, 5, 7, 7}, random);
    const auto [values, vectors] = eigh(s);
    for (Index i = 0; i < 6; ++i)
      for (Index j = 0; j < 6; ++j) {
        // (S - 5)(S - 7) / ((2 - 5)(2 - 7)) projects on the space of 2.
        double projector = 0, space = 0;
        for (Index k = 0; k < 6; ++k) projector += (s(i, k) - (i == k ? 5 : 0)) * (s(k, j) - (k == j ? 7 : 0)) / 15;
        for (Index k = 0; k < 3; ++k) space += vectors(i, k) * vectors(j, k);
        CHECK(std::fabs(space - projector) <= 2e-14);
      }
  }
  SUBCASE("integers are computed in double, a 1 x 1 matrix is its value, nothing has none") {
    const Matrix<int> s{{0, 1}, {1, 0}};
    CHECK(eigvalsh(s)[0] == -1);
    CHECK(eigvalsh(s)[1] == 1);
    const auto one = eigh(Matrix<float, 1, 1>{{-3}});
    CHECK(one.values[0] == -3);
    CHECK(one.vectors(0, 0) == 1);
    const auto none = eigh(Matrix<double>(0, 0));
    CHECK(none.values.size() == 0);
    CHECK(none.vectors.size() == 0);
    CHECK(eigvalsh(Matrix<double>(0, 0)).empty());
  }
}

TEST_CASE("eigh: Hermitian matrices have real eigenvalues") {
  using T = std::complex<double>;
  support::Random random(614);
  for (const Index n : {1, 2, 3, 6, 20, 37}) {
    CAPTURE(n);
    Matrix<T> s(n, n);
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j <= i; ++j) {
        s(i, j) = T(random.uniform<double>(), i == j ? 0 : random.uniform<double>());
        s(j, i) = std::conj(s(i, j));
      }
    const auto [values, vectors] = eigh(s);
    check_pair(s, values, vectors);
    const Matrix<double> twice = wide(s);  // has each of them twice
    const auto pairs = eigvalsh(twice), alone = eigvalsh(s);
    for (Index k = 0; k < n; ++k) {
      const double bound = 4 * static_cast<double>(n) * eps<T> * frobenius(twice);
      CHECK(std::fabs(values[k] - pairs[2 * k]) <= bound);
      CHECK(std::fabs(values[k] - pairs[2 * k + 1]) <= bound);
      CHECK(std::fabs(values[k] - alone[k]) <= bound);
    }
  }
}

TEST_CASE("eigh: fixed sizes, views, and the same answer every time") {
  support::Random random(615);
  const Matrix<double> s = symmetric<double>(40, random);
  const auto first = eigh(s);
  for_each_layout(s, [&](const char* layout, const auto& x) {
    CAPTURE(layout);
    const auto again = eigh(x);
    CHECK(equal(again.values, first.values));
    CHECK(equal(again.vectors, first.vectors));
  });
  const Matrix<float, 3, 3> small{{1, 2, 3}, {2, 4, 5}, {3, 5, 6}};
  const auto fixed = eigh(small);
  static_assert(std::is_same_v<decltype(fixed.values), Vector<float, 3>>);
  static_assert(std::is_same_v<decltype(fixed.vectors), Matrix<float, 3, 3>>);
  check_pair(small, fixed.values, fixed.vectors);
  CHECK(equal(eigh(Matrix<float>(small)).values, fixed.values));
}

TEST_CASE_TEMPLATE("eigh: elements near the ends of the range, and ones that differ by all of it", T, float, double) {
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

TEST_CASE("eigh: what is no symmetric matrix of numbers is an error that says where") {
  const auto message = [](const auto& s) -> std::string {
    try {
      eigh(s);
    } catch (const std::exception& error) {
      return error.what();
    }
    return "none";
  };
  CHECK(message(Matrix<double>(2, 3)).find("eigh: (2x3): the matrix is not square [") == 0);
  CHECK(message(Matrix<double>{{1, 2}, {2.5, 1}})
            .find("eigh: (2x2): the matrix is not symmetric: elements (1, 0) and (0, 1) are 2.5 and 2, 0.5 apart [") ==
        0);
  CHECK(message(Matrix<std::complex<double>>{{1, {0, 1}}, {{0, 1}, 1}})
            .find("eigh: (2x2): the matrix is not Hermitian") == 0);
  CHECK(message(Matrix<std::complex<double>>{{{1, 1}}}).find("eigh: (1x1): the matrix is not Hermitian") == 0);
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  for (const double bad : {inf, -inf, nan})
    for (const Index n : {1, 2, 3, 20}) {
      Matrix<double> s = Matrix<double>::identity(n);
      s(n - 1, n - 1) = bad;
      CHECK(message(s).find(": element (") != std::string::npos);
      s(n - 1, n - 1) = 0;
      s(0, n - 1) = bad;
      CHECK(message(s).find(n == 1 ? "element (0, 0) is" : ": element (0, ") != std::string::npos);
      CHECK_THROWS_AS(eigvalsh(s), ValueError);
    }
  // Rounding is no asymmetry: the mean is taken.
  const auto [values, vectors] = eigh(Matrix<double>{{1, 2 + 1e-15}, {2 - 1e-15, 1}});
  CHECK(std::fabs(values[1] - 3) <= 1e-15);
  CHECK(std::fabs(values[0] + 1) <= 1e-15);
}
