// Gradients, Jacobians, Hessians and their products: known ones, every size round a chunk, every kind of array.
#include <doctest/doctest.h>

#include <cmath>
#include <declive/autodiff.hpp>
#include <declive/linalg.hpp>
#include <ostream>
#include <type_traits>

#include "autodiff/cyclic.hpp"
#include "support/isa.hpp"
#include "support/random.hpp"

using namespace declive;

namespace {

// d^2 / dx_i dx_k of s: 2 i x_(i+1) on the diagonal, 2 i x_i beside it.
Matrix<double> cyclic_hessian(const Vector<double>& x) {
  const Index n = x.size();
  Matrix<double> H(n, n);
  for (Index i = 0; i < n; ++i) {
    const Index behind = (i + 1) % n;
    H(i, i) += 2 * static_cast<double>(i) * x[behind];
    H(i, behind) += 2 * static_cast<double>(i) * x[i];
    H(behind, i) += 2 * static_cast<double>(i) * x[i];
  }
  return H;
}

Vector<double> small_vector(Index n, support::Random& random) {
  return Vector<double>(n, [&](Index) { return random.small_integer<double>(); });
}

// Bit for bit; any NaN is like another.
bool identical(const auto& a, const auto& b) {
  if (a.dims() != b.dims()) return false;
  for (Index k = 0; k < a.size(); ++k)
    if (a.data()[k] == b.data()[k] ? std::signbit(a.data()[k]) != std::signbit(b.data()[k])
                                   : a.data()[k] == a.data()[k] || b.data()[k] == b.data()[k])
      return false;
  return true;
}

}  // namespace

TEST_CASE("The gradient for every number of unknowns round a chunk") {
  support::Random random(61);
  for (Index n = 2; n <= 35; ++n) {
    CAPTURE(n);
    const auto x = small_vector(n, random);
    const auto [value, slope] = value_and_gradient(cyclic, x);
    CHECK(value == cyclic(x));
    CHECK(slope == Vector<double>(n, [&](Index k) { return cyclic_slope(x, k); }));
    CHECK(gradient(cyclic, x.reversed().reversed()) == slope);
    if (n <= 20) CHECK(hessian(cyclic, x) == cyclic_hessian(x));
    const auto v = small_vector(n, random);
    CHECK(hessian_vector_product(cyclic, x, v) == cyclic_hessian(x) * v);
  }
}

// Every operation and a chain of one and of two, in duals whose registers depend on the machine. Element 0 is zero, so
// that infinite derivatives meet zero partials.
constexpr auto mixed = [](const auto& x) {
  using T = std::remove_cvref_t<decltype(x[0])>;
  T s = -sqrt(x[0]), p(1);
  for (Index i = 1; i < x.size(); ++i) {
    s += x[i] * x[i - 1] / (x[i] * x[i] + 1) - 2 / (3 - x[i]) + exp(-x[i]) * 3 - hypot(x[i], x[i - 1]);
    p *= 1 - x[i] / 7;
  }
  return s * p + log(x[0]) / 4 + 1;
};

TEST_CASE("Derivatives have the same bits in every width of register") {
  support::Random random(64);
  for (const Index n : {2, 4, 5, 7, 8, 9, 12, 16, 17, 40}) {
    CAPTURE(n);
    const Vector<float> x(n, [&](Index i) { return i == 0 ? 0.0F : random.uniform<float>(); });
    Vector<double> later(x);
    later[0] = 0.5;
    const support::IsaGuard guard;
    set_isa(Isa::portable);
    const auto slope = gradient(mixed, x);
    const auto later_slope = gradient(mixed, later);
    const auto H = hessian(mixed, later);
    support::for_each_isa([&] {
      CHECK(identical(gradient(mixed, x), slope));
      const auto [value, again] = value_and_gradient(mixed, later);
      CHECK(identical(again, later_slope));
#if !defined(__FMA__) && !DECLIVE_NEON  // there the compiler may fuse what is written in one expression
      CHECK(value == mixed(later));
#endif
      CHECK(identical(hessian(mixed, later), H));
    });
  }
}

TEST_CASE("Fixed sizes, matrices and views") {
  const auto f = [](const auto& x) { return x[0] * x[1] * x[2]; };
  constexpr Vector<double, 3> x{1, 0, 2};
  static_assert(gradient([](const auto& v) { return v[0] * v[1] * v[2]; }, x) == Vector<double, 3>{0, 2, 0});
  static_assert(std::is_same_v<decltype(gradient(f, x)), Vector<double, 3>>);
  static_assert(hessian([](const auto& v) { return v[0] * v[1] * v[2]; }, x) ==
                Matrix<double, 3, 3>{{0, 2, 0}, {2, 0, 1}, {0, 1, 0}});
  CHECK(gradient(f, Vector<int>{1, 0, 2}) == Vector<double>{0, 2, 0});
  static_assert(std::is_same_v<decltype(gradient(f, Vector<float>())), Vector<float>>);

  // d/dA of sum (A o A) B is 2 A o B, in A's shape.
  const Matrix<double> A{{1, 2, 3}, {4, 5, 6}}, B{{1, -1, 2}, {0, 3, 1}};
  const auto weighted = [&](const auto& M) {
    return sum(map([](const auto& a, double b) { return a * a * b; }, M, B));
  };
  CHECK(gradient(weighted, A) == 2 * hadamard(A, B));
  const Matrix<double> At = transpose(A);
  CHECK(gradient(weighted, At.transposed()) == 2 * hadamard(A, B));
  const Matrix<double> H = hessian(weighted, A);
  CHECK(H.rows() == 6);
  for (Index i = 0; i < 6; ++i)
    for (Index j = 0; j < 6; ++j) CHECK(H(i, j) == (i == j ? 2 * B.data()[i] : 0));
  CHECK(gradient([](const auto& M) { return dot(M.row(0), M.row(1)); }, A) == Matrix<double>{{4, 5, 6}, {1, 2, 3}});

  // A fixed size beyond one run, and none.
  const Vector<double, 13> long_one =
      Vector<double, 13>(Vector<double>(13, [](Index i) { return static_cast<double>(i); }));
  CHECK(gradient([](const auto& v) { return dot(v, v); }, long_one) == 2 * long_one);
  const auto [value, slope] = value_and_gradient([](const auto& v) { return sum(v) + 3; }, Vector<double>());
  CHECK(value == 3);
  CHECK(slope.size() == 0);
}

TEST_CASE("Gradients of what the lecture minimizes") {
  const Vector<double> x{1, 2, 3, 4}, y{3, 5, 7, 9};
  const auto loss = [&](const auto& w) {
    auto s = w[0] * 0;
    for (Index i = 0; i < x.size(); ++i) s += (y[i] - (w[0] * x[i] + w[1])) * (y[i] - (w[0] * x[i] + w[1]));
    return s / 4;
  };
  CHECK(gradient(loss, Vector<double>{2, 1}) == Vector<double>{0, 0});
  CHECK(gradient(loss, Vector<double>{0, 0}) == Vector<double>{-2 * (3 + 10 + 21 + 36) / 4.0, -2 * 24 / 4.0});
  CHECK(hessian(loss, Vector<double>{0, 0}) == Matrix<double>{{15, 5}, {5, 2}});
}

TEST_CASE("Jacobians") {
  const auto f = [](const auto& v) {
    return Vector<std::remove_cvref_t<decltype(v[0])>>{v[0] * v[1], v[0], v[1] * v[1]};
  };
  CHECK(jacobian(f, Vector<double>{2, 3}) == Matrix<double>{{3, 2}, {1, 0}, {0, 6}});
  CHECK(jacobian(f, Vector<double, 2>{2, 3}) == Matrix<double>{{3, 2}, {1, 0}, {0, 6}});
  const auto fixed = [](const auto& v) { return Vector<std::remove_cvref_t<decltype(v[0])>, 1>{v[0] * v[1]}; };
  static_assert(std::is_same_v<decltype(jacobian(fixed, Vector<double, 2>())), Matrix<double, 1, 2>>);
  static_assert(jacobian(fixed, Vector<double, 2>{2, 3}) == Matrix<double, 1, 2>{{3, 2}});
  // A linear map is its own Jacobian, whatever the number of chunks.
  support::Random random(62);
  for (const Index n : {1, 3, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 33}) {
    const Matrix<double> A(n + 2, n, [&](Index, Index) { return random.small_integer<double>(); });
    const auto x = small_vector(n, random);
    CHECK(jacobian([&](const auto& v) { return A * v; }, x) == A);
  }
  // Of a matrix, the elements counted row after row: d(A^T)/dA is a permutation.
  const Matrix<double> A{{1, 2}, {3, 4}};
  CHECK(jacobian([](const auto& M) { return transpose(M); }, A) ==
        Matrix<double>{{1, 0, 0, 0}, {0, 0, 1, 0}, {0, 1, 0, 0}, {0, 0, 0, 1}});
  const Matrix<double, 2, 2> fixed_A(A);
  CHECK(jacobian([](const auto& M) { return M * M; }, fixed_A) ==
        Matrix<double>{{2, 3, 2, 0}, {2, 5, 0, 2}, {3, 0, 5, 3}, {0, 3, 2, 8}});
  // The Jacobian of a gradient is the Hessian.
  const auto x = small_vector(6, random);
  CHECK(jacobian([](const auto& v) { return gradient(cyclic, v); }, x) == cyclic_hessian(x));
  // 24: runs of one width. 20 and 17: two runs, the second of which has fewer partials in wide registers.
  for (const Index n : {17, 20, 24}) {
    Index size = 0;
    const auto changing = [&](const auto& v) { return Vector<std::remove_cvref_t<decltype(v[0])>>(++size, v[0]); };
    CHECK_THROWS_AS(static_cast<void>(jacobian(changing, Vector<double>(n))), ShapeError);
    CHECK(size == 2);
  }
}

TEST_CASE("Hessians of known functions") {
  const auto length = [](const auto& v) { return hypot(v[0], v[1]); };
  const double s = 0.35355339059327376;
  CHECK(all_close(hessian(length, Vector<double>{1, 1}), Matrix<double>{{s, -s}, {-s, s}}, {.rtol = 1e-15, .atol = 0}));
  // A quadratic form: A + A^T.
  support::Random random(63);
  const Matrix<double> A(11, 11, [&](Index, Index) { return random.small_integer<double>(); });
  const auto x = small_vector(11, random);
  CHECK(hessian([&](const auto& v) { return dot(v, A * v); }, x) == A + transpose(A));
  CHECK(hessian_vector_product([&](const auto& v) { return dot(v, A * v); }, x, x) == (A + transpose(A)) * x);
  CHECK(hessian([](const auto& v) { return sum(v); }, Vector<double>()).size() == 0);
  CHECK_THROWS_AS(static_cast<void>(hessian_vector_product(length, Vector<double>(2), Vector<double>(3))), ShapeError);
}
