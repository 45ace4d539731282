// Products in reverse mode against their formulas, exactly in small integers, and whole networks against forward mode
// and the losses' own gradients.
#include <doctest/doctest.h>

#include <cmath>
#include <declive/autodiff.hpp>
#include <declive/linalg.hpp>
#include <declive/loss.hpp>
#include <type_traits>

#include "autodiff/on_tape.hpp"
#include "support/random.hpp"

using namespace declive;

namespace {

template <class X>
using element = value_type_t<std::remove_cvref_t<X>>;

template <class T>
Matrix<T> small_matrix(Index m, Index n, support::Random& random) {
  return Matrix<T>(m, n, [&](Index, Index) { return random.small_integer<T>(4); });
}
template <class T>
Matrix<T> any_matrix(Index m, Index n, support::Random& random) {
  return Matrix<T>(m, n, [&](Index, Index) { return random.uniform<T>(); });
}
auto weighted(const auto& weights, const auto& c) {
  return sum(map([](const auto& w, const auto& x) { return w * x; }, weights, c));
}
auto values_of(const auto& x) {
  return map([](const auto& element) { return element.value; }, x);
}
template <class F, class X>
std::uint64_t nodes_of(F f, const X& x) {
  std::uint64_t count = 0;
  (void)reverse_gradient(
      [&](const auto& u) {
        const auto& tape = detail::current_tape<double, typename element<decltype(u)>::tag_type>;
        const auto before = tape.size;
        const auto y = f(u);
        count = tape.size - before;
        return y;
      },
      x);
  return count;
}

struct Shape {
  Index m, n, k;
};

}  // namespace

TEST_CASE("C = A B: adjoint(A) = adjoint(C) B^T, adjoint(B) = A^T adjoint(C)") {
  using T = double;
  support::Random random(171);
  for (const Shape s : {Shape{1, 1, 1}, Shape{2, 3, 4}, Shape{5, 1, 7}, Shape{1, 6, 3}, Shape{33, 17, 20}}) {
    CAPTURE(s.m);
    CAPTURE(s.n);
    CAPTURE(s.k);
    const auto A = small_matrix<T>(s.m, s.k, random), B = small_matrix<T>(s.k, s.n, random),
               W = small_matrix<T>(s.m, s.n, random);
    CHECK(on_tape::gradient([&](const auto& x) { return weighted(W, x * B); }, A) == W * transpose(B));
    CHECK(on_tape::gradient([&](const auto& x) { return weighted(W, A * x); }, B) == transpose(A) * W);
    CHECK(on_tape::vjp([&](const auto& x) { return A * x; }, B, W) == transpose(A) * W);
    // Transposed, and with a slope that is not 1.
    const Matrix<T> At = transpose(A), Bt = transpose(B);
    CHECK(on_tape::vjp([&](const auto& x) { return x.transposed() * (2 * B); }, At, W) == 2 * (B * transpose(W)));
    CHECK(on_tape::vjp([&](const auto& x) { return A * (-3 * x.transposed()); }, Bt, W) == T(-3) * (transpose(W) * A));
    // Vectors on either side.
    const Vector<T> u = B.col(0), w = W.col(0), left = A.col(0), right = A.row(0);
    CHECK(on_tape::vjp([&](const auto& x) { return A * x; }, u, w) == w * A);
    CHECK(on_tape::vjp([&](const auto& x) { return x * u; }, A, w) == outer(w, u));
    CHECK(on_tape::vjp([&](const auto& x) { return x * A; }, left, right) == A * right);
    CHECK(on_tape::vjp([&](const auto& x) { return left * x; }, A, right) == outer(left, right));
  }
}

TEST_CASE("A product of floats") {
  support::Random random(170);
  const auto A = small_matrix<float>(9, 20, random), B = small_matrix<float>(20, 6, random),
             W = small_matrix<float>(9, 6, random);
  const auto product = [&](const auto& x) {
    auto c = x * B;
    CHECK(all_close(values_of(c), A * B, {.rtol = 0, .atol = 0}));
    return c;
  };
  CHECK(all_close(vjp(product, A, W), W * transpose(B), {.rtol = 0, .atol = 0}));
}

TEST_CASE("Both operands, one of them twice, and parts of one array") {
  support::Random random(172);
  const auto M = small_matrix<double>(9, 9, random), W = small_matrix<double>(9, 9, random);
  const Matrix<double> Mt = transpose(M);
  CHECK(on_tape::vjp([](const auto& x) { return x * x; }, M, W) == W * Mt + Mt * W);
  CHECK(on_tape::vjp([](const auto& x) { return x * x.transposed(); }, M, W) == (W + transpose(W)) * M);
  CHECK(on_tape::vjp([](const auto& x) { return gram(x); }, M, W) == (W + transpose(W)) * M);
  CHECK(on_tape::vjp([](const auto& x) { return x * x * x; }, M, W) == W * Mt * Mt + Mt * W * Mt + Mt * Mt * W);
  // M = [P Q]: P Q.
  const auto blocks = small_matrix<double>(4, 8, random), V = small_matrix<double>(4, 4, random);
  const auto slope = on_tape::vjp([](const auto& x) { return x.block(0, 0, 4, 4) * x.block(0, 4, 4, 4); }, blocks, V);
  CHECK(slope.block(0, 0, 4, 4) == V * Matrix<double>(blocks.block(0, 4, 4, 4).transposed()));
  CHECK(slope.block(0, 4, 4, 4) == Matrix<double>(blocks.block(0, 0, 4, 4).transposed()) * V);
  // Some elements of an operand are constants; one of the product's elements is the result, others come too late.
  const auto some = [&](const auto& x) {
    using D = element<decltype(x)>;
    Matrix<D> mixed(9, 9);
    mixed.row(2) = x.row(2);
    const Matrix<D> c = mixed * W, later = c * c;
    return c(2, 3) * c(2, 4);
  };
  const Vector<double> row = M.row(2);
  Matrix<double> expected(9, 9);
  expected.row(2) = dot(row, W.col(3)) * W.col(4) + dot(row, W.col(4)) * W.col(3);
  CHECK(on_tape::gradient(some, M) == expected);
}

TEST_CASE("The values have the bits of the real product") {
  using T = double;
  support::Random random(173);
  for (const Shape s : {Shape{3, 4, 5}, Shape{40, 19, 70}}) {
    const auto A = any_matrix<T>(s.m, s.k, random), B = any_matrix<T>(s.k, s.n, random),
               C = any_matrix<T>(s.m, s.n, random);
    const Vector<T> u = B.col(0), v = A.col(0);
    const Matrix<T> At = transpose(A);
    const auto check = [&](const auto& x) {
      using D = element<decltype(x)>;
      CHECK(values_of(x * B) == A * B);
      CHECK(values_of(B.transposed() * x.transposed()) == B.transposed() * A.transposed());
      CHECK(values_of(x * u) == A * u);
      CHECK(values_of(v * x) == v * A);
      CHECK(values_of(At * map([&](const T& b) { return b + x(0, 0) * 0; }, v)) == At * v);
      CHECK(values_of(map([](const T& b) { return D(b); }, At) * v) == At * v);
      Matrix<D> c = map([&](const T& b) { return b + x(0, 0) * 0; }, C);
      Matrix<T> plain = C;
      gemm(T(0.75), A, B, T(-1.5), plain);
      gemm(D(0.75), x, Matrix<D>(B), D(-1.5), c);
      CHECK(values_of(c) == plain);
      return sum(c);
    };
    (void)on_tape::gradient(check, A);
  }
}

TEST_CASE("gemm: factors on the tape, and what is not read") {
  support::Random random(174);
  const auto A = small_matrix<double>(6, 5, random), B = small_matrix<double>(5, 7, random),
             C = small_matrix<double>(6, 7, random), W = small_matrix<double>(6, 7, random);
  const double a = 3, b = -2;
  // Of (alpha, beta).
  const auto by_factors = on_tape::vjp(
      [&](const auto& x) {
        using D = element<decltype(x)>;
        Matrix<D> c(C);
        gemm(x[0], Matrix<D>(A), Matrix<D>(B), x[1], c);
        return c;
      },
      Vector<double>{a, b}, W);
  CHECK(by_factors == Vector<double>{weighted(W, A * B), weighted(W, C)});
  const auto by_c = on_tape::vjp(
      [&](const auto& x) {
        using D = element<decltype(x)>;
        Matrix<D> c = x;
        gemm(D(a), Matrix<D>(A), Matrix<D>(B), D(b), c);
        return c;
      },
      C, W);
  CHECK(by_c == b * W);
  const Matrix<double> unread(6, 7, std::nan(""));
  const auto by_a = on_tape::vjp(
      [&](const auto& x) {
        using D = element<decltype(x)>;
        Matrix<D> c(unread);
        gemm(D(a), x, Matrix<D>(B), D(0), c);
        CHECK(values_of(c) == a * (A * B));
        gemm(D(0), x, Matrix<D>(B) * std::nan(""), D(b), c);
        CHECK(values_of(c) == a * b * (A * B));
        return c;
      },
      A, W);
  CHECK(by_a == a * b * (W * transpose(B)));
  // A factor that is 1, but an outer unknown.
  const auto by_outer = derivative(
      [&](const auto& t) {
        using T = std::remove_cvref_t<decltype(t)>;
        return reverse_gradient(
            [&](const auto& x) {
              using D = element<decltype(x)>;
              Matrix<D> c(6, 7);
              gemm(D(t), x, Matrix<D>(B), D(0), c);
              return c(2, 3);
            },
            Matrix<T>(A));
      },
      1.0);
  CHECK(by_outer.row(2) == B.col(3));
  CHECK(by_outer.row(3) == Vector<double>(5));
  // The output is an operand; no element; an empty sum.
  const auto M = small_matrix<double>(5, 5, random);
  CHECK(on_tape::vjp(
            [&](const auto& x) {
              auto c = x;
              matmul_into(c, c, M);
              return c;
            },
            A, A) == A * transpose(M));
  CHECK(on_tape::vjp([](const auto& x) { return x * Matrix<double>(0, 3); }, Matrix<double>(4, 0), Matrix<double>(4, 3))
            .size() == 0);
  CHECK(on_tape::gradient(
            [](const auto& x) { return sum(x) + sum(Matrix<element<decltype(x)>>(2, 0) * Matrix<double>(0, 3)); },
            Vector<double>{1}) == Vector<double>{1});
}

TEST_CASE("Constants take no place, an infinite value meets a zero as in every product") {
  support::Random random(175);
  const auto A = small_matrix<double>(20, 20, random);
  CHECK(nodes_of(
            [&](const auto& x) {
              const Matrix<element<decltype(x)>> constant(A);
              return (constant * constant)(0, 0) + (A * constant)(0, 0) + (constant * A.row(0))[0];
            },
            A) == 0);
  // No run is there: constants again.
  const Matrix<Dual<double, taped>> constant(A);
  CHECK(values_of(constant * constant) == A * A);
  CHECK(values_of(constant * Vector<double>(A.row(0))) == A * A.row(0));
  // 400 results and what a product of 400 numbers on the tape and 400 plain ones keeps: 12 KiB and the block.
  const auto count = nodes_of([&](const auto& x) { return (x * A)(0, 0); }, A);
  CHECK(count >= 400 + 400 * (20 + 8) / 32);
  CHECK(count <= 400 + 400 * (20 + 8) / 32 + 4);

  Matrix<double> infinite(2, 2);
  infinite(0, 0) = std::numeric_limits<double>::infinity();
  const auto slope = reverse_gradient([&](const auto& x) { return (x * infinite)(1, 1); }, Matrix<double>(2, 2, 1.0));
  CHECK(std::isnan(slope(1, 0)));
  CHECK(slope(1, 1) == 0);
}

TEST_CASE("Second derivatives of products") {
  support::Random random(176);
  const auto A = small_matrix<double>(4, 4, random);
  const Vector<double, 4> x{1, -2, 3, 2}, v{2, 0, -1, 1};
  const auto form = [&](const auto& y) { return dot(y, A * y); };
  const Matrix<double> H = A + transpose(A);
  const auto slope = [&](const auto& y) { return reverse_gradient(form, y); };
  CHECK(directional_derivative(slope, x, v) == H * v);
  CHECK(vjp(slope, x, v) == H * v);
  CHECK(reverse_gradient([&](const auto& y) { return directional_derivative(form, y, v); }, x) == H * v);
}

TEST_CASE("A network's gradient is that of forward mode along any direction") {
  support::Random random(177);
  const Index rows = 12, inputs = 5, hidden = 7, classes = 3;
  const auto X = any_matrix<double>(rows, inputs, random);
  const Vector<int> labels(rows, [&](Index) { return static_cast<int>(random.integer(0, classes - 1)); });
  const Vector<double> w(inputs * hidden + hidden + hidden * classes, [&](Index) { return random.uniform<double>(); });
  const auto loss = [&](const auto& p) {
    using D = element<decltype(p)>;
    const MatrixView<const D> first(p.data(), inputs, hidden, hidden, 1),
        second(p.data() + inputs * hidden + hidden, hidden, classes, classes, 1);
    const VectorView<const D> bias(p.data() + inputs * hidden, hidden);
    const auto h = map([](const auto& x) { return tanh(x); }, X * first + broadcast_rows(bias, rows));
    return softmax_cross_entropy(map([](const auto& x) { return relu(x); }, h) * second, labels) +
           0.5 * mse(h, Matrix<double>(rows, hidden, 0.25));
  };
  const auto slope = on_tape::gradient(loss, w);
  CHECK(norm(slope) > 0.1);
  // Along random directions: sums of some hundred terms of at most 1 each, added in two orders.
  const double near = 500 * std::numeric_limits<double>::epsilon();
  for (int trial = 0; trial < 20; ++trial) {
    const Vector<double> v(w.size(), [&](Index) { return random.uniform<double>(); });
    CHECK(std::fabs(dot(slope, v) - directional_derivative(loss, w, v)) <= near);
  }
}

TEST_CASE("Losses have the gradients that they have by themselves") {
  support::Random random(178);
  const auto P = any_matrix<double>(6, 4, random), Y = any_matrix<double>(6, 4, random);
  const Vector<int> labels{0, 3, 1, 1, 2, 0};
  const Tolerance near{.rtol = 0, .atol = 32 * std::numeric_limits<double>::epsilon()};
  CHECK(all_close(on_tape::gradient([&](const auto& p) { return mse(p, Y); }, P), mse_gradient(P, Y), near));
  CHECK(all_close(on_tape::gradient([&](const auto& p) { return mae(p, Y); }, P), mae_gradient(P, Y), near));
  CHECK(all_close(on_tape::gradient([&](const auto& p) { return softmax_cross_entropy(p, labels); }, P),
                  softmax_cross_entropy_gradient(P, labels), near));
}
