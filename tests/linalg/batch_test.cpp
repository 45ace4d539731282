// What a user of a network sees of the order of summation: a row's result does not depend on the rows beside it, on how
// the weights are stored, or on whether memory was there beforehand.
#include <doctest/doctest.h>

#include <declive/linalg.hpp>

#include "support/bounds.hpp"
#include "support/isa.hpp"
#include "support/random.hpp"

using namespace declive;

namespace {

template <class T>
Matrix<T> random_matrix(Index rows, Index cols, support::Random& random) {
  return Matrix<T>(rows, cols, [&](Index, Index) { return random.template uniform<T>(); });
}

template <class T>
bool same_bits(const MatrixView<const T>& a, const MatrixView<const T>& b) {
  if (a.dims() != b.dims()) return false;
  for (Index i = 0; i < a.rows(); ++i)
    for (Index j = 0; j < a.cols(); ++j)
      if (!support::same_bits(a(i, j), b(i, j))) return false;
  return true;
}

struct Layer {
  Index in, out;
};
constexpr Layer layers[] = {{5, 3}, {64, 10}, {130, 64}, {200, 33}, {600, 130}};

}  // namespace

TEST_CASE_TEMPLATE("A batch of one has the bits of a batch of many", T, float, double) {
  support::Random random(31);
  for (const Layer& layer : layers) {
    CAPTURE(layer.in);
    CAPTURE(layer.out);
    const Index batch = 70;
    const Matrix<T> x = random_matrix<T>(batch, layer.in, random), w = random_matrix<T>(layer.in, layer.out, random);
    support::for_each_isa([&] {
      const Matrix<T> y = x * w;
      for (const Index rows : {1, 2, 7, 12, 13, 33}) {
        CAPTURE(rows);
        const Index first = random.integer(0, batch - rows);
        const Matrix<T> part = x.block(first, 0, rows, layer.in) * w;
        CHECK(same_bits<T>(part, y.block(first, 0, rows, layer.out)));
      }
      // A vector times a matrix is a batch of one as well.
      const Vector<T> row = x.row(3) * w;
      CHECK(same_bits<T>(VectorView<const T>(row).as_row(), y.block(3, 0, 1, layer.out)));
    });
  }
}

TEST_CASE_TEMPLATE("Weights stored by rows or by columns give the same bits", T, float, double) {
  support::Random random(32);
  for (const Layer& layer : layers)
    for (const Index batch : {1, 8, 40}) {
      CAPTURE(layer.in);
      CAPTURE(layer.out);
      CAPTURE(batch);
      const Matrix<T> x = random_matrix<T>(batch, layer.in, random), w = random_matrix<T>(layer.in, layer.out, random);
      const Matrix<T> w_t = transpose(w), x_t = transpose(x);
      support::for_each_isa([&] {
        const Matrix<T> y = x * w;
        CHECK(same_bits<T>(matmul(x, w_t.transposed()), y));
        CHECK(same_bits<T>(matmul(x_t.transposed(), w), y));
        CHECK(same_bits<T>(matmul(x_t.transposed(), w_t.transposed()), y));
        // (x w)^T = w^T x^T, into rows and into columns.
        Matrix<T> by_columns(layer.out, batch), by_rows(batch, layer.out);
        matmul_into(by_columns, w_t, x_t);
        CHECK(same_bits<T>(by_columns.transposed(), y));
        matmul_into(by_rows.transposed(), w_t, x_t);
        CHECK(same_bits<T>(by_rows, y));
      });
    }
}

TEST_CASE_TEMPLATE("A column of a product is the product with that column", T, float, double) {
  support::Random random(33);
  for (const Layer& layer : layers) {
    CAPTURE(layer.in);
    const Matrix<T> x = random_matrix<T>(70, layer.in, random), w = random_matrix<T>(layer.in, layer.out, random);
    support::for_each_isa([&] {
      const Matrix<T> y = x * w;
      for (const Index j : {Index{0}, layer.out / 2, layer.out - 1})
        CHECK(same_bits<T>(x * w.block(0, j, layer.in, 1), y.block(0, j, 70, 1)));
    });
  }
}

TEST_CASE_TEMPLATE("Accumulating in two calls is accumulating in one", T, float, double) {
  // With alpha = 1 the sum goes on from where C stands.
  support::Random random(34);
  for (const Layer& layer : layers) {
    CAPTURE(layer.in);
    const Index half = layer.in / 2, batch = 20;
    const Matrix<T> x = random_matrix<T>(batch, layer.in, random), w = random_matrix<T>(layer.in, layer.out, random);
    support::for_each_isa([&] {
      Matrix<T> y(batch, layer.out);
      gemm(T(1), x.block(0, 0, batch, half), w.block(0, 0, half, layer.out), T(0), y);
      gemm(T(1), x.block(0, half, batch, layer.in - half), w.block(half, 0, layer.in - half, layer.out), T(1), y);
      CHECK(same_bits<T>(y, x * w));
    });
  }
}
