#include <doctest/doctest.h>

#include <declive/kernels/reference.hpp>
#include <declive/kernels/transpose.hpp>
#include <string>
#include <vector>

#include "support/canary.hpp"
#include "support/layouts.hpp"

using namespace declive;
using support::Canary;
using support::layout_of;
using support::Order;

namespace {
// Around the blocks in registers (2, 4, 8), the tiles of a cache line (8 and 16) and the blocks of tiles (32 and 64).
constexpr Index sizes[] = {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, 50, 64, 67};
}

TEST_CASE_TEMPLATE("transposes of every shape and order", T, float, double, char, long double) {
  for (const Index rows : sizes)
    for (const Index cols : sizes)
      for (const Order from : support::all_orders) {
        // All pairs of orders would be many: the output's order walks through the list with the shape.
        const Order to = support::writable_orders[static_cast<std::size_t>(rows + 5 * cols + static_cast<int>(from)) %
                                                  std::size(support::writable_orders)];
        Canary<T> in(layout_of(from, rows, cols)), out(layout_of(to, cols, rows)), plain(layout_of(to, cols, rows));
        int next = 0;
        in.fill([&] { return static_cast<T>(next++ % 101); });
        kernels::transpose(rows, cols, static_cast<const T*>(in.data()), in.layout().row_stride, in.layout().col_stride,
                           out.data(), out.layout().row_stride, out.layout().col_stride);
        kernels::reference::transpose(rows, cols, static_cast<const T*>(in.data()), in.layout().row_stride,
                                      in.layout().col_stride, plain.data(), plain.layout().row_stride,
                                      plain.layout().col_stride);
        int wrong = 0;
        for (Index i = 0; i < rows; ++i)
          for (Index j = 0; j < cols; ++j)
            if (out(j, i) != in(i, j) || plain(j, i) != in(i, j)) ++wrong;
        if (wrong != 0 || !in.intact() || !out.intact() || !plain.intact()) {
          CAPTURE(rows);
          CAPTURE(cols);
          CAPTURE(static_cast<int>(from));
          CAPTURE(static_cast<int>(to));
          CHECK(wrong == 0);
          CHECK(in.intact());
          CHECK(out.intact());
          CHECK(plain.intact());
        }
      }
}

TEST_CASE_TEMPLATE("squares in place", T, float, double, int) {
  for (const Index n : sizes)
    for (const Order order : support::writable_orders) {
      CAPTURE(n);
      CAPTURE(static_cast<int>(order));
      Canary<T> a(layout_of(order, n, n));
      int next = 0;
      a.fill([&] { return static_cast<T>(next++); });
      kernels::transpose_square(n, a.data(), a.layout().row_stride, a.layout().col_stride);
      int wrong = 0;
      for (Index i = 0; i < n; ++i)
        for (Index j = 0; j < n; ++j)
          if (a(i, j) != static_cast<T>(j * n + i)) ++wrong;
      CHECK(wrong == 0);
      CHECK(a.intact());
      kernels::transpose_square(n, a.data(), a.layout().row_stride, a.layout().col_stride);
      for (Index i = 0; i < n; ++i)
        for (Index j = 0; j < n; ++j)
          if (a(i, j) != static_cast<T>(i * n + j)) ++wrong;
      CHECK(wrong == 0);
    }
}

TEST_CASE("elements that are no numbers are transposed as well") {
  std::vector<std::string> a{"a long string that is not kept inline", "b", "c", "d", "e", "f"}, out(6);
  kernels::transpose(Index{2}, Index{3}, static_cast<const std::string*>(a.data()), Index{3}, Index{1}, out.data(),
                     Index{2}, Index{1});
  CHECK(out == std::vector<std::string>{a[0], a[3], a[1], a[4], a[2], a[5]});
  std::vector<std::string> square{"a", "b", "c", "d"};
  kernels::transpose_square(Index{2}, square.data(), Index{2}, Index{1});
  CHECK(square == std::vector<std::string>{"a", "c", "b", "d"});
}
