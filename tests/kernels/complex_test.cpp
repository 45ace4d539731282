#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <declive/kernels/complex.hpp>
#include <limits>
#include <vector>

#include "support/bounds.hpp"
#include "support/canary.hpp"
#include "support/effort.hpp"
#include "support/isa.hpp"
#include "support/layouts.hpp"
#include "support/random.hpp"

using namespace declive;
using support::Layout;
using support::layout_of;
using support::Order;

namespace {

template <class T>
using Complex = std::complex<T>;

// A matrix of numbers in some order, with nothing around it but what the order leaves between the elements.
template <class T>
struct Operand {
  Layout layout;
  std::vector<Complex<T>> memory;
  Index origin = 0;

  Operand(Order order, Index rows, Index cols) : layout(layout_of(order, rows, cols)) {
    const Index down = (rows - 1) * layout.row_stride, right = (cols - 1) * layout.col_stride;
    if (rows == 0 || cols == 0) return;
    origin = -((down < 0 ? down : 0) + (right < 0 ? right : 0));
    memory.assign(static_cast<std::size_t>(origin + (down > 0 ? down : 0) + (right > 0 ? right : 0) + 1),
                  Complex<T>(T(77), T(-77)));
  }
  Complex<T>& operator()(Index i, Index j) {
    return memory[static_cast<std::size_t>(origin + i * layout.row_stride + j * layout.col_stride)];
  }
  T* data() { return reinterpret_cast<T*>(memory.data()) + 2 * origin; }
  template <class F>
  void fill(F&& value) {
    for (Index i = 0; i < layout.rows; ++i)
      for (Index j = 0; j < layout.cols; ++j) (*this)(i, j) = value();
  }
  // How many numbers between the elements are not what they were.
  int touched(Operand clean) {
    for (Index i = 0; i < layout.rows; ++i)
      for (Index j = 0; j < layout.cols; ++j) clean(i, j) = (*this)(i, j);
    int count = 0;
    for (std::size_t e = 0; e < memory.size(); ++e)
      if (memory[e] != clean.memory[e]) ++count;
    return count;
  }
};

template <class T>
kernels::Pair<T> pair(const Complex<T>& z) {
  return {z.real(), z.imag()};
}

template <class T>
void check_product(Index m, Index n, Index k, bool integers, support::Random& random) {
  const Complex<T> factors[] = {T(0), T(1), Complex<T>(T(0), T(1)), Complex<T>(T(2), T(-1)), T(-1)};
  const Complex<T> alpha = random.pick(factors), beta = random.pick(factors);
  const Order order_a = random.pick(support::all_orders), order_b = random.pick(support::all_orders),
              order_c = random.pick(support::writable_orders);
  CAPTURE(m);
  CAPTURE(n);
  CAPTURE(k);
  CAPTURE(static_cast<int>(order_a));
  CAPTURE(static_cast<int>(order_b));
  CAPTURE(static_cast<int>(order_c));
  Operand<T> a(order_a, m, k), b(order_b, k, n), c(order_c, m, n);
  const auto part = [&] { return integers ? random.small_integer<T>() : random.uniform<T>(); };
  const auto draw = [&] {
    const T re = part();
    return Complex<T>(re, part());
  };
  a.fill(draw), b.fill(draw), c.fill(draw);
  const Operand<T> before = c;
  support::for_each_isa([&] {
    c = before;
    if (beta == T(0)) c.fill([] { return Complex<T>(std::numeric_limits<T>::quiet_NaN(), T(1)); });
    kernels::gemm_complex<T>(m, n, k, pair(alpha), a.data(), a.layout.row_stride, a.layout.col_stride, b.data(),
                             b.layout.row_stride, b.layout.col_stride, pair(beta), c.data(), c.layout.row_stride,
                             c.layout.col_stride);
    Operand<T> old = before;
    int wrong = 0;
    for (Index i = 0; i < m; ++i)
      for (Index j = 0; j < n; ++j) {
        std::complex<long double> sum = 0;
        long double magnitude = 0;
        for (Index p = 0; p < k; ++p) {
          const std::complex<long double> x(a(i, p)), y(b(p, j));
          sum += x * y;
          magnitude += std::abs(x) * std::abs(y);
        }
        const std::complex<long double> last = std::complex<long double>(beta) * std::complex<long double>(old(i, j));
        const std::complex<long double> exact = std::complex<long double>(alpha) * sum + last;
        const long double bound =
            integers ? 0
                     : 2 * support::product_bound<T>(
                               2 * k + 2, static_cast<long double>(std::abs(alpha)) * magnitude + std::abs(last));
        if (!support::within(c(i, j).real(), exact.real(), bound) ||
            !support::within(c(i, j).imag(), exact.imag(), bound))
          ++wrong;
      }
    CHECK(wrong == 0);
    CHECK(c.touched(before) == 0);
  });
}

}  // namespace

TEST_CASE_TEMPLATE("complex products of every small shape, in any order, with complex alpha and beta", T, float,
                   double) {
  support::Random random(95);
  for (Index m = 0; m <= 5; ++m)
    for (Index n = 0; n <= 5; ++n)
      for (Index k = 0; k <= 5; ++k) check_product<T>(m, n, k, (m + n + k) % 2 == 0, random);
}

TEST_CASE_TEMPLATE("complex products around the edges of tiles and blocks", T, float, double) {
  support::Random random(96);
  const Index sizes[] = {1, 3, 7, 8, 9, 16, 17, 31, 33, 64};
  for (int round = 0; round < support::rounds(60); ++round)
    check_product<T>(random.pick(sizes), random.pick(sizes), random.pick(sizes), round % 2 == 0, random);
  check_product<T>(97, 5, 3, false, random);
  check_product<T>(3, 515, 4, false, random);
  check_product<T>(4, 5, 530, false, random);
}

TEST_CASE_TEMPLATE("zeros are not skipped: NaN and infinity reach the product", T, float, double) {
  support::for_each_isa([] {
    std::vector<Complex<T>> a(16), b(16), c(16);
    a[5] = Complex<T>(std::numeric_limits<T>::quiet_NaN(), T(0));
    kernels::gemm_complex<T>(4, 4, 4, {T(1), T(0)}, reinterpret_cast<const T*>(a.data()), 4, 1,
                             reinterpret_cast<const T*>(b.data()), 4, 1, {T(0), T(0)}, reinterpret_cast<T*>(c.data()),
                             4, 1);
    for (std::size_t e = 0; e < 16; ++e) CHECK(std::isnan(c[e].real()) == (e / 4 == 1));
  });
}

TEST_CASE_TEMPLATE("the bits depend neither on how the operands lie nor on what else is multiplied", T, float, double) {
  support::Random random(97);
  const Index m = 13, n = 19, k = 300;
  const auto draw = [&] { return Complex<T>(random.uniform<T>(), random.uniform<T>()); };
  Operand<T> a(Order::rows, m, k), b(Order::rows, k, n), c(Order::rows, m, n);
  a.fill(draw), b.fill(draw), c.fill(draw);
  const auto copied = [](Operand<T> from, Order order) {
    Operand<T> to(order, from.layout.rows, from.layout.cols);
    for (Index i = 0; i < from.layout.rows; ++i)
      for (Index j = 0; j < from.layout.cols; ++j) to(i, j) = from(i, j);
    return to;
  };
  const auto product = [&](Complex<T> alpha, Operand<T>& x, Operand<T>& y, Complex<T> beta, Operand<T>& z, Index row,
                           Index col, Index rows, Index cols) {
    kernels::gemm_complex<T>(rows, cols, k, pair(alpha), reinterpret_cast<const T*>(&x(row, 0)), x.layout.row_stride,
                             x.layout.col_stride, reinterpret_cast<const T*>(&y(0, col)), y.layout.row_stride,
                             y.layout.col_stride, pair(beta), reinterpret_cast<T*>(&z(row, col)), z.layout.row_stride,
                             z.layout.col_stride);
  };
  support::for_each_isa([&] {
    for (const Complex<T> alpha : {Complex<T>(1), Complex<T>(T(0.3), T(-1.7))}) {
      Operand<T> whole = c;
      product(alpha, a, b, Complex<T>(T(0.5)), whole, 0, 0, m, n);
      for (const Order order : support::writable_orders) {
        Operand<T> x = copied(a, order), y = copied(b, order), z = copied(c, order);
        product(alpha, x, y, Complex<T>(T(0.5)), z, 0, 0, m, n);
        CHECK(copied(z, Order::rows).memory == whole.memory);
      }
      Operand<T> part = c;
      product(alpha, a, b, Complex<T>(T(0.5)), part, 5, 7, 4, 11);
      for (Index i = 5; i < 9; ++i)
        for (Index j = 7; j < 18; ++j) CHECK(part(i, j) == whole(i, j));
    }
  });
}
