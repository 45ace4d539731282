#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
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

// Element (v, p) of the operand stands in panel v / width, at p width + v % width; what is behind the last vector is 0.
template <Index width, class T>
void check_panels(Index count, Index depth, Order order) {
  CAPTURE(width);
  CAPTURE(count);
  CAPTURE(depth);
  CAPTURE(static_cast<int>(order));
  const Index panel_count = (count + width - 1) / width;
  Canary<T> x(layout_of(order, count, depth)), panels(panel_count * width * depth, 3);
  support::Random random(91);
  x.fill([&] { return random.uniform<T>(); });
  panels.fill([] { return T(7); });
  kernels::pack<width>(static_cast<const T*>(x.data()), count, depth, x.layout().row_stride, x.layout().col_stride,
                       panels.data());
  int wrong = 0;
  for (Index panel = 0; panel < panel_count; ++panel)
    for (Index p = 0; p < depth; ++p)
      for (Index lane = 0; lane < width; ++lane) {
        const Index v = panel * width + lane;
        const T expected = v < count ? x(v, p) : T(0);
        if (!support::same_bits(panels[(panel * depth + p) * width + lane], expected)) ++wrong;
      }
  CHECK(wrong == 0);
  CHECK((x.intact() && panels.intact()));
}

}  // namespace

TEST_CASE_TEMPLATE("panels hold the block in the order of the micro-kernel, filled up with zeros", T, float, double) {
  for (const Index count : {0, 1, 3, 4, 5, 8, 11, 12, 13, 25, 32})
    for (const Index depth : {0, 1, 2, 17})
      for (const Order order : support::all_orders) {
        check_panels<1, T>(count, depth, order);
        check_panels<4, T>(count, depth, order);
        check_panels<12, T>(count, depth, order);
        check_panels<32, T>(count, depth, order);
      }
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
