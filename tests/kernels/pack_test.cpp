#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <declive/kernels/blocking.hpp>
#include <declive/kernels/pack.hpp>
#include <thread>
#include <type_traits>

#include "support/bounds.hpp"
#include "support/canary.hpp"
#include "support/layouts.hpp"
#include "support/random.hpp"

using namespace declive;
using support::Canary;
using support::layout_of;
using support::Order;

namespace {

// Row p of panel q begins at (q depth + p) width and holds the columns from q width on; what is behind the last is 0.
template <class T>
void check_panels(Index cols, Index depth, Index width, Order order) {
  CAPTURE(width);
  CAPTURE(cols);
  CAPTURE(depth);
  CAPTURE(static_cast<int>(order));
  const Index panel_count = (cols + width - 1) / width;
  Canary<T> b(layout_of(order, depth, cols), 1), panels(panel_count * width * depth, 3);
  support::Random random(91);
  b.fill([&] { return random.uniform<T>(); });
  panels.fill([] { return T(7); });
  kernels::pack_panels(cols, depth, static_cast<const T*>(b.data()), b.layout().row_stride, b.layout().col_stride,
                       panels.data(), width);
  int wrong = 0;
  for (Index panel = 0; panel < panel_count; ++panel)
    for (Index p = 0; p < depth; ++p)
      for (Index lane = 0; lane < width; ++lane) {
        const Index j = panel * width + lane;
        const T expected = j < cols ? b(p, j) : T(0);
        if (!support::same_bits(panels[(panel * depth + p) * width + lane], expected)) ++wrong;
      }
  CHECK(wrong == 0);
  CHECK((b.intact() && panels.intact()));
}

// Row i begins at i stride; what is between the rows is not touched.
template <class T>
void check_rows(Index rows, Index depth, Order order) {
  CAPTURE(rows);
  CAPTURE(depth);
  CAPTURE(static_cast<int>(order));
  const Index stride = kernels::packed_row(depth > 0 ? depth : 1, static_cast<Index>(sizeof(T)));
  Canary<T> a(layout_of(order, rows, depth), 1), packed(support::Layout{rows, depth, stride, 1}, 3);
  support::Random random(92);
  a.fill([&] { return random.uniform<T>(); });
  kernels::pack_rows(rows, depth, static_cast<const T*>(a.data()), a.layout().row_stride, a.layout().col_stride,
                     packed.data(), stride);
  int wrong = 0;
  for (Index i = 0; i < rows; ++i)
    for (Index p = 0; p < depth; ++p)
      if (!support::same_bits(packed(i, p), a(i, p))) ++wrong;
  CHECK(wrong == 0);
  CHECK((a.intact() && packed.intact()));
}

}  // namespace

TEST_CASE_TEMPLATE("panels hold the block in the order of the tile, filled up with zeros", T, float, double) {
  for (const Index cols : {0, 1, 3, 4, 5, 8, 11, 12, 13, 25, 32, 70})
    for (const Index depth : {0, 1, 2, 7, 8, 9, 17})
      for (const Order order : support::all_orders)
        for (const Index width : {2, 4, 8, 16, 32}) check_panels<T>(cols, depth, width, order);
}

TEST_CASE_TEMPLATE("packed rows are copies, apart from each other", T, float, double) {
  for (const Index rows : {0, 1, 3, 4, 5, 12, 13, 33})
    for (const Index depth : {0, 1, 3, 4, 15, 16, 17, 40})
      for (const Order order : support::all_orders) check_rows<T>(rows, depth, order);
}

TEST_CASE("a workspace is on a cache line, grows, and does not move while it is large enough") {
  kernels::Workspace workspace;
  void* before = nullptr;
  std::size_t size = 0;
  for (const std::size_t bytes : {std::size_t{1}, std::size_t{64}, std::size_t{10}, std::size_t{4096}, std::size_t{100},
                                  std::size_t{4096}, std::size_t{100000}}) {
    void* memory = workspace.take(bytes);
    REQUIRE(memory != nullptr);
    CHECK(reinterpret_cast<std::uintptr_t>(memory) % 64 == 0);
    if (bytes <= size) CHECK(memory == before);
    std::memset(memory, 0x5a, bytes);  // the sanitizer looks whether it is ours
    before = memory;
    size = (std::max)(size, bytes);
  }
  static_assert(!std::is_copy_constructible_v<kernels::Workspace> && !std::is_copy_assignable_v<kernels::Workspace>);
}

TEST_CASE("a thread has a workspace of its own, the same from call to call") {
  void* here = kernels::workspace().take(256);
  CHECK(kernels::workspace().take(256) == here);
  std::memset(here, 1, 256);
  void* there = nullptr;
  std::thread([&] {
    there = kernels::workspace().take(256);
    std::memset(there, 2, 256);
  }).join();
  CHECK(there != nullptr);
  CHECK(static_cast<unsigned char*>(here)[255] == 1);
}
