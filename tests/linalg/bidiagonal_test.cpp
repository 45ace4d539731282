// The steps of a singular value decomposition one by one: reflectors in rows, the bidiagonal form, its singular values
// by QR and by divide and conquer, Jacobi's rotations.
#include <doctest/doctest.h>

#include <complex>
#include <declive/linalg/bidiagonal.hpp>
#include <declive/linalg/bidiagonal_divide.hpp>
#include <declive/linalg/jacobi_svd.hpp>
#include <declive/linalg/transpose.hpp>
#include <limits>
#include <vector>

#include "factors.hpp"
#include "support/effort.hpp"
#include "support/isa.hpp"

using namespace declive;
using detail::view;
using factors::error;
using factors::orthogonality;
using factors::random_matrix;

namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

// Q = H_0 H_1 ... of reflectors in rows, from its transpose, which apply_reversed makes of the identity.
Matrix<double> product(const detail::ReflectorRows<double>& h) {
  Matrix<double> q = Matrix<double>::identity(h.vectors.cols());
  detail::apply_reversed(h, view(q));
  return transpose(q);
}

Matrix<double> upper_bidiagonal(const Vector<double>& d, const Vector<double>& e) {
  return Matrix<double>(d.size(), d.size(), [&](Index i, Index j) { return i == j ? d[i] : i + 1 == j ? e[i] : 0.0; });
}

// B = U S W^T by both ways, from the same matrix.
void check_bidiagonal(const Vector<double>& d, const Vector<double>& e) {
  const Index n = d.size();
  CAPTURE(n);
  const Matrix<double> b = upper_bidiagonal(d, e);
  Vector<double> by_qr = d, above = e, work(4 * n);
  Matrix<double> u = Matrix<double>::identity(n), w = u;
  const auto rows = [n](Matrix<double>& x) { return detail::VectorRows<double>{x.data(), n, x.cols()}; };
  REQUIRE(detail::bidiagonal_qr(n, by_qr.data(), above.data(), rows(u), rows(w), work.data()) == 0);
  const auto diagonal = [n](const Vector<double>& s) {
    return Matrix<double>(n, n, [&](Index i, Index j) { return i == j ? s[i] : 0.0; });
  };
  CHECK(error(Matrix<double>(transpose(u) * diagonal(by_qr) * w), b, b) <= 10);
  CHECK(orthogonality(Matrix<double>(transpose(u))) <= 10);
  CHECK(orthogonality(Matrix<double>(transpose(w))) <= 10);

  Vector<double> divided = d, rest = e;
  rest[n - 1] = 0;
  Matrix<double> left(n, n), right(n + 1, n + 1);
  Vector<Index> order(n);
  REQUIRE(detail::bidiagonal_divide(n, divided.data(), rest.data(), view(left), view(right), order.data()));
  CHECK(error(Matrix<double>(transpose(left) * diagonal(divided) * Matrix<double>(right.block(0, 0, n, n))), b, b) <=
        10);
  CHECK(orthogonality(Matrix<double>(transpose(left))) <= 10);
  CHECK(orthogonality(Matrix<double>(transpose(right))) <= 10);
  CHECK(right(n, n) == 1);  // the column of zeros that was added stays apart

  Vector<Index> places(n, [](Index i) { return i; });
  detail::sort_order(n, by_qr.data(), places.data());
  for (Index i = 0; i < n; ++i) {
    CHECK(by_qr[places[i]] >= 0);
    CHECK(std::abs(by_qr[places[i]] - divided[order[i]]) <= 10 * static_cast<double>(n) * eps * norm(b));
  }
}

}  // namespace

TEST_CASE("A = P B Q^T, in blocks of 16") {
  for (const auto& shape : {std::pair<Index, Index>{1, 1},
                            {5, 1},
                            {2, 2},
                            {7, 4},
                            {16, 16},
                            {20, 17},
                            {32, 32},
                            {40, 33},
                            {64, 64},
                            {70, 65}}) {
    const Index m = shape.first, n = shape.second;
    CAPTURE(m);
    CAPTURE(n);
    const auto a = random_matrix<double>(m, n, 3);
    Matrix<double> work = a;
    const auto b = detail::bidiagonalize(view(work), true);
    Matrix<double> middle(m, n, 0.0);
    middle.block(0, 0, n, n) = upper_bidiagonal(b.diagonal, b.above);
    const Matrix<double> p = product(b.left), q = product(b.right);
    CHECK(error(Matrix<double>(p * middle * transpose(q)), a, a) <= 10);
    CHECK(orthogonality(p) <= 10);
    CHECK(orthogonality(q) <= 10);
    CHECK(b.above[n - 1] == 0);
    Matrix<double> again = a;
    const auto values_only = detail::bidiagonalize(view(again), false);
    CHECK(values_only.diagonal == b.diagonal);
    CHECK(values_only.above == b.above);
    CHECK(values_only.left.vectors.empty());
  }
}

TEST_CASE("C H_0 H_1 ... is lower triangular") {
  for (const auto& shape : {std::pair<Index, Index>{1, 1}, {1, 9}, {4, 4}, {33, 40}, {65, 65}, {70, 100}}) {
    const Index k = shape.first, m = shape.second;
    CAPTURE(k);
    const auto c = random_matrix<double>(k, m, 5);
    Matrix<double> l = c;
    const auto h = detail::reduce_rows(view(l), 0.0);
    for (Index i = 0; i < k; ++i)
      for (Index j = i + 1; j < m; ++j) CHECK(l(i, j) == 0);
    const Matrix<double> q = product(h);
    CHECK(orthogonality(q) <= 10);
    CHECK(error(Matrix<double>(l * transpose(q)), c, c) <= 10);
  }
  // What is nothing stays nothing: no reflector, and zeros beside the first element.
  Matrix<double> tiny{{3e-40, 4e-40}, {1, 1}};
  const auto h = detail::reduce_rows(view(tiny), 1e-32);
  CHECK(h.tau[0] == 0);
  CHECK(std::abs(tiny(0, 0)) == doctest::Approx(5e-40).epsilon(1e-15));
  CHECK(tiny(0, 1) == 0);
}

TEST_CASE("Bidiagonal matrices by QR and by divide and conquer") {
  support::for_each_isa([] {
    support::Random random(7);
    const auto make = [&](Index n, auto&& diagonal, auto&& above) {
      check_bidiagonal(Vector<double>(n, diagonal), Vector<double>(n, above));
    };
    const auto any = [&](Index) { return random.uniform<double>(); };
    const auto constant = [](double value) { return [value](Index) { return value; }; };
    for (const Index n : {1, 2, 3, 25, 26, 27, 40, 53, 54, 100}) {
      if (n > 54 && support::low_effort()) continue;
      make(n, any, any);
      make(n, constant(1), constant(0));
      make(n, constant(0), any);
      make(n, constant(0), constant(0));
      make(n, constant(-1), constant(1));
      make(n, constant(1), constant(1e-10));
      // Zeros on the diagonal, at the ends and in the middle; blocks that fall apart; glued copies.
      make(
          n, [&](Index i) { return i % 7 == 0 ? 0.0 : any(i); }, any);
      make(
          n, [&](Index i) { return i + 1 == n ? 0.0 : any(i); }, any);
      make(n, any, [&](Index i) { return i % 5 == 0 ? 0.0 : any(i); });
      make(
          n, [](Index i) { return 1 + static_cast<double>(i % 9) / 10; },
          [](Index i) { return i % 9 == 8 ? 1e-14 : 0.3; });
      // Graded, either way.
      make(
          n, [](Index i) { return std::ldexp(1.0, -static_cast<int>(i)); },
          [](Index i) { return std::ldexp(1.0, -static_cast<int>(i)); });
      make(
          n, [n](Index i) { return std::ldexp(1.0, static_cast<int>(i - n)); },
          [n](Index i) { return std::ldexp(1.0, static_cast<int>(i - n)); });
    }
  });
}

TEST_CASE("Rotations") {
  for (const auto& [f, g] : {std::pair<double, double>{3, 4}, {-3, 4}, {0, 2}, {2, 0}, {-5, 1e-9}, {1e-140, 1e-140}}) {
    const auto turn = detail::make_rotation(f, g);
    CHECK(std::abs(turn.c * turn.c + turn.s * turn.s - 1) <= 4 * eps);
    CHECK(std::abs(turn.c * f + turn.s * g - turn.r) <= 4 * eps * std::abs(turn.r));
    CHECK(std::abs(turn.c * g - turn.s * f) <= 4 * eps * std::abs(turn.r));
  }
  // Squares that would lose their digits: nothing is turned.
  const auto none = detail::make_rotation(1e-160, 1e-160);
  CHECK((none.c == 1 && none.s == 0 && none.r == 1e-160));
  CHECK(detail::smaller_singular_value(3.0, 0.0, 2.0) == 2);
  CHECK(detail::smaller_singular_value(0.0, 3.0, 2.0) == 0);
  CHECK(detail::smaller_singular_value(0.0, 0.0, 0.0) == 0);
  CHECK(detail::smaller_singular_value(1.0, 1.0, 1.0) == doctest::Approx((std::sqrt(5.0) - 1) / 2).epsilon(1e-15));
}

TEST_CASE("Bases completed, and Jacobi's rotations") {
  Matrix<double> basis(5, 7);
  basis(0, 3) = 1;
  detail::complete_basis(Index{7}, Index{1}, Index{5}, basis.data());
  CHECK(orthogonality(Matrix<double>(transpose(basis))) <= 1);
  CHECK(basis(0, 3) == 1);
  // Columns (1, 1, 0) and (1, -1, 0): already orthogonal, equally long, in rows.
  Matrix<double> w{{0.5, 0.5, 0}, {0.5, -0.5, 0}, {0, 0, 0}}, v(2, 2);
  Vector<double> s(4);
  CHECK(detail::jacobi_svd<dynamic, dynamic>(3, 2, 3, w.data(), v.data(), s.data()));
  CHECK(s[0] == std::sqrt(0.5));
  CHECK(s[1] == std::sqrt(0.5));
  CHECK(v == Matrix<double>::identity(2));
  CHECK(std::abs(w(2, 2)) == 1);
  // Columns that are nothing beside the others keep their length and get a direction.
  Matrix<double> far{{1, 0}, {0, 1e-40}};
  CHECK(detail::jacobi_svd<2, 2>(2, 2, 2, far.data(), v.data(), s.data()));
  CHECK(s[1] == 1e-40);
  CHECK(std::abs(far(1, 1)) == 1);
}
