// What every loss is asked: PyTorch's numbers, its own gradient by duals and by central differences, every layout, work
// in place, and errors of shape.
//
// A loss is given as a class with value(p, y, reduction...), gradient(p, y, reduction...), into(g, p, y, reduction...):
// DECLIVE_TESTS_LOSS makes one of a name. Further arguments (the delta of huber) stand before the reduction.
#ifndef DECLIVE_TESTS_LOSS_CHECK_HPP
#define DECLIVE_TESTS_LOSS_CHECK_HPP

#include <doctest/doctest.h>

#include <cmath>
#include <declive/autodiff/math.hpp>
#include <declive/linalg/compare.hpp>
#include <declive/loss.hpp>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

#include "support/bounds.hpp"
#include "support/isa.hpp"
#include "support/random.hpp"

#define DECLIVE_TESTS_LOSS(Name, function, ...)                                   \
  struct Name {                                                                   \
    [[maybe_unused]] static constexpr const char* name = #function;               \
    template <class P, class Y, class R = declive::Reduction::Mean>               \
    static auto value(const P& p, const Y& y, R r = {}) {                         \
      return declive::function(p, y, __VA_ARGS__ r);                              \
    }                                                                             \
    template <class P, class Y, class R = declive::Reduction::Mean>               \
    static auto gradient(const P& p, const Y& y, R r = {}) {                      \
      return declive::function##_gradient(p, y, __VA_ARGS__ r);                   \
    }                                                                             \
    template <class G, class P, class Y, class R = declive::Reduction::Mean>      \
    static auto into(G&& g, const P& p, const Y& y, R r = {}) {                   \
      return declive::function##_value_and_gradient_into(g, p, y, __VA_ARGS__ r); \
    }                                                                             \
  }

namespace losses {

using declive::Index;
using declive::Matrix;
using declive::MatrixView;
using declive::Reduction;
using declive::Vector;

inline constexpr Index rows = 3, cols = 4;

struct Case {
  const char* name;
  double prediction[rows * cols], target[rows * cols];
  double mean, sum;
  int count;  ///< of the single losses: one an element, or one a row
  double single[rows * cols], gradient[rows * cols];
};
struct SoftmaxCase {
  double logits[rows * cols];
  int labels[rows];
  bool weighted;
  double smoothing;
  int ignored;
  double mean, sum, single[rows], gradient[rows * cols];
};
struct SoftCase {
  double logits[rows * cols], target[rows * cols];
  bool weighted;
  double smoothing;
  double mean, sum, single[rows], gradient[rows * cols];
};
#include "loss_table.inl"

template <class T>
Matrix<T> matrix(const double (&values)[rows * cols]) {
  return Matrix<T>(rows, cols, [&](Index i, Index j) { return static_cast<T>(values[i * cols + j]); });
}

/// Equal up to the roundings of a T, or of the table's doubles: the values of the table are of the order of 1, the terms of a loss less than 100,
/// and none goes through more than a dozen roundings, inputs included.
template <class T>
bool close(T computed, double exact) {
  const double own = static_cast<double>(std::numeric_limits<T>::epsilon()), eps = std::fmax(own, 0x1p-52);
  if (std::isinf(exact)) return static_cast<double>(computed) == exact;
  return std::fabs(static_cast<double>(computed) - exact) <= 12 * eps * std::fmax(1.0, std::fabs(exact));
}
template <class X>
bool all_close(const X& computed, const double* exact) {
  const auto v = declive::detail::matrix_view(computed);
  for (Index k = 0; k < v.size(); ++k)
    if (!close(declive::detail::element(v, k), exact[k])) return false;
  return true;
}
// The same bits where they can be seen; all NaNs are one.
template <class T>
bool same_number(T a, T b) {
  if constexpr (sizeof(T) <= 8)
    return support::same_value(a, b);
  else
    return a == b || (a != a && b != b);
}
/// Law 1 of dual numbers: what is computed of them has the values, bit by bit, that are computed of their values.
template <class D, class T>
bool same_values(const D& computed, const T& of_values) {
  if constexpr (declive::ArrayLike<D>) {
    const auto a = declive::detail::matrix_view(computed);
    const auto b = declive::detail::matrix_view(of_values);
    bool all = a.dims() == b.dims();
    for (Index k = 0; all && k < a.size(); ++k)
      all = same_number(declive::primal(declive::detail::element(a, k)), declive::detail::element(b, k));
    return all;
  } else {
    return same_number(declive::primal(computed), of_values);
  }
}
template <class X, class Y>
bool same(const X& x, const Y& y) {
  const auto a = declive::detail::matrix_view(x);
  const auto b = declive::detail::matrix_view(y);
  if (!(a.dims() == b.dims())) return false;
  for (Index k = 0; k < a.size(); ++k)
    if (!same_number(declive::detail::element(a, k), declive::detail::element(b, k))) return false;
  return true;
}

/// The cases of the table with this name: all reductions, the gradient, both at once, by rows as vectors.
template <class T, class Loss>
void check_table(const char* name) {
  int found = 0;
  for (const Case& expected : cases) {
    if (std::string_view(expected.name) != name) continue;
    ++found;
    const auto p = matrix<T>(expected.prediction), y = matrix<T>(expected.target);
    CHECK(close(Loss::value(p, y), expected.mean));
    CHECK(close(Loss::value(p, y, Reduction::mean), expected.mean));
    CHECK(close(Loss::value(p, y, Reduction::sum), expected.sum));
    const auto single = Loss::value(p, y, Reduction::none);
    CHECK(declive::detail::matrix_view(single).size() == expected.count);
    CHECK(declive::VectorLike<decltype(single)> == (expected.count == rows));
    CHECK(all_close(single, expected.single));
    CHECK(all_close(Loss::gradient(p, y), expected.gradient));
    const double divisor = expected.count;
    const auto summed = Loss::gradient(p, y, Reduction::sum);
    for (Index k = 0; k < summed.size(); ++k)
      CHECK(close(summed.data()[k] / static_cast<T>(divisor), expected.gradient[k]));
    CHECK(same(Loss::gradient(p, y, Reduction::none), summed));
    Matrix<T> g(rows, cols, T(7));
    CHECK(Loss::into(g, p, y) == Loss::value(p, y));
    CHECK(same(g, Loss::gradient(p, y)));
    CHECK(Loss::into(g, p, y, Reduction::sum) == Loss::value(p, y, Reduction::sum));
    CHECK(same(g, summed));
    CHECK(same(Loss::into(g, p, y, Reduction::none), single));
    CHECK(same(g, summed));
    for (Index i = 0; i < rows; ++i) {
      const Vector<T> a(p.row(i)), b(y.row(i));
      T of_row = 0;
      for (Index k = i * expected.count / rows; k < (i + 1) * expected.count / rows; ++k)
        of_row += static_cast<T>(expected.single[k]);
      CHECK(close(Loss::value(a, b, Reduction::sum), static_cast<double>(of_row)));
      CHECK(same(Loss::gradient(a, b, Reduction::sum), Vector<T>(summed.row(i))));
    }
  }
  CHECK(found > 0);
}

/// The gradient is what duals say and, within the differences' own error, what central differences say. Larger arrays
/// than one block of the sums.
template <class Loss>
void check_derivatives(const Matrix<double>& p, const Matrix<double>& y, double curvature = 1) {
  using D = declive::Dual<double, rows * cols>;
  REQUIRE(p.size() == rows * cols);
  const Matrix<D> x(rows, cols, [&](Index i, Index j) { return D::variable(p(i, j), i * cols + j); });
  const D mean = Loss::value(x, y), sum = Loss::value(x, y, Reduction::sum);
  const auto gradient = Loss::gradient(p, y), summed = Loss::gradient(p, y, Reduction::sum);
  CHECK(same_values(mean, Loss::value(p, y)));
  CHECK(same_values(sum, Loss::value(p, y, Reduction::sum)));
  CHECK(same_values(Loss::value(x, y, Reduction::none), Loss::value(p, y, Reduction::none)));
  CHECK(same_values(Loss::gradient(x, y), gradient));
  Matrix<D> in_place = x;
  const auto xt = x.transposed();
  const auto pt = p.transposed(), yt = y.transposed();
  CHECK(same_values(Loss::into(in_place.transposed(), xt, yt), Loss::value(pt, yt)));
  CHECK(same_values(in_place.transposed(), Loss::gradient(pt, yt)));
  CHECK(same_values(Loss::into(in_place = x, in_place, y, Reduction::none), Loss::value(p, y, Reduction::none)));
  CHECK(same_values(in_place, summed));
  for (Index k = 0; k < rows * cols; ++k) {
    CAPTURE(k);
    CHECK(close(mean.partials[k], gradient.data()[k]));
    CHECK(close(sum.partials[k], summed.data()[k]));
    // h^2 / 6 of the third derivative and the rounding of the values over h: both some 1e-10.
    constexpr double h = 1e-5;
    Matrix<double> up = p, down = p;
    up.data()[k] += h;
    down.data()[k] -= h;
    const double slope = (Loss::value(up, y, Reduction::sum) - Loss::value(down, y, Reduction::sum)) / (2 * h);
    CHECK(std::fabs(slope - summed.data()[k]) <= 1e-8 * curvature);
  }
  // The gradient of duals is the second derivative.
  const auto of_duals = Loss::gradient(x, y, Reduction::sum);
  constexpr double h = 1e-6;
  for (const Index k : {Index{0}, Index{5}, Index{11}}) {
    Matrix<double> up = p, down = p;
    up.data()[k] += h;
    down.data()[k] -= h;
    const double second =
        (Loss::gradient(up, y, Reduction::sum).data()[k] - Loss::gradient(down, y, Reduction::sum).data()[k]) / (2 * h);
    CHECK(std::fabs(second - of_duals.data()[k].partials[k]) <= 1e-7 * curvature);
  }
}

/// Any layout of the operands and of the gradient gives the bits of contiguous ones; the gradient may be an operand or
/// overlap it. More elements than a block of the sums.
template <class T, class Loss>
void check_layouts(const Matrix<T>& p, const Matrix<T>& y) {
  support::for_each_isa([&] {
    const Index m = p.rows(), n = p.cols();
    const auto gradient = Loss::gradient(p, y);
    const T value = Loss::value(p, y);
    const auto single = Loss::value(p, y, Reduction::none);
    for (const Index i : {Index{0}, m / 2, m - 1}) {
      const auto of_row = Loss::value(p.row(i), y.row(i), Reduction::none);
      if constexpr (declive::MatrixLike<decltype(single)>)
        CHECK(same(of_row, single.row(i)));
      else
        CHECK(support::same_bits(of_row, single[i]));
    }
    Matrix<T> pt(n, m), yt(n, m), wide(m, 2 * n + 1);
    pt.transposed() = p;
    yt.transposed() = y;
    MatrixView<T> sparse(wide.data(), m, n, wide.cols(), 2);
    sparse = p;
    CHECK(support::same_bits(Loss::value(pt.transposed(), y), value));
    CHECK(support::same_bits(Loss::value(sparse, yt.transposed()), value));
    CHECK(same(Loss::gradient(sparse, yt.transposed()), gradient));
    CHECK(same(Loss::value(pt.transposed(), yt.transposed(), Reduction::none), Loss::value(p, y, Reduction::none)));
    CHECK(support::same_bits(Loss::into(sparse, sparse, y), value));
    CHECK(same(sparse, gradient));
    CHECK(support::same_bits(Loss::into(pt.transposed(), p, yt.transposed()), value));
    CHECK(same(pt.transposed(), gradient));
    sparse = p;
    CHECK(same(Loss::into(sparse, sparse, y, Reduction::none), Loss::value(p, y, Reduction::none)));
    CHECK(same(sparse, Loss::gradient(p, y, Reduction::none)));
    Matrix<T> in_place = p;
    CHECK(support::same_bits(Loss::into(in_place, in_place, y), value));
    CHECK(same(in_place, gradient));
    in_place = y;
    CHECK(support::same_bits(Loss::into(in_place, p, in_place), value));
    CHECK(same(in_place, gradient));
    // One row further down.
    Matrix<T> tall(m + 1, n);
    tall.block(0, 0, m, n) = p;
    CHECK(support::same_bits(Loss::into(tall.block(1, 0, m, n), tall.block(0, 0, m, n), y), value));
    CHECK(same(tall.block(1, 0, m, n), gradient));
    tall.block(1, 0, m, n) = y;
    CHECK(support::same_bits(Loss::into(tall.block(0, 0, m, n), p, tall.block(1, 0, m, n)), value));
    CHECK(same(tall.block(0, 0, m, n), gradient));
  });
}

/// Shapes that differ; the mean and the sum of nothing; a NaN prediction, with every one of the targets.
template <class Loss>
void check_edges(double inside = 0.5, std::initializer_list<double> targets = {0, 1}) {
  const double target = *(targets.end() - 1);
  const Matrix<double> a(2, 3, inside), b(3, 2, target);
  std::string message;
  try {
    Loss::value(a, b);
  } catch (const declive::ShapeError& error) {
    message = error.what();
  }
  CHECK(message.starts_with(Loss::name + std::string(": (2x3) and (3x2): shapes differ [")));
  CHECK_THROWS_AS(Loss::gradient(a, b), declive::ShapeError);
  Matrix<double> g(2, 3);
  CHECK_THROWS_AS(Loss::into(g, a, b), declive::ShapeError);
  const Matrix<double> y(2, 3, target);
  Matrix<double> wrong(3, 3);
  CHECK_THROWS_AS(Loss::into(wrong, a, y), declive::ShapeError);
  CHECK_THROWS_AS(Loss::value(Vector<double>(3, inside), Vector<double>(4, target)), declive::ShapeError);

  const Matrix<double> none(0, 3);
  CHECK(std::isnan(Loss::value(none, none)));
  CHECK(Loss::value(none, none, Reduction::sum) == 0);
  CHECK(Loss::gradient(none, none).dims() == none.dims());
  CHECK(Loss::value(none, none, Reduction::none).empty());

  for (const double t : targets) {
    Matrix<double> p(2, 3, inside), q(2, 3, t);
    p(1, 1) = std::numeric_limits<double>::quiet_NaN();
    CHECK(std::isnan(Loss::value(p, q)));
    CHECK(std::isnan(Loss::value(p, q, Reduction::sum)));
    CHECK(std::isnan(Loss::gradient(p, q)(1, 1)));
    CHECK_FALSE(std::isnan(Loss::gradient(p, q)(0, 0)));
  }
}

}  // namespace losses

#endif
