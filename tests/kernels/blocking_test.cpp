#include <doctest/doctest.h>

#include <declive/kernels/blocking.hpp>

using namespace declive;

namespace {

struct Machine {
  const char* name;
  int rows, thin_rows;
  Index register_bytes;
  int registers;
};

constexpr Machine machines[] = {
    {"sse2", kernels::sse2::tile_rows, kernels::sse2::thin_rows, 16, 16},
    {"avx2", kernels::avx2::tile_rows, kernels::avx2::thin_rows, 32, 16},
    {"avx512", kernels::avx512::tile_rows, kernels::avx512::thin_rows, 64, 32},
    {"neon", kernels::neon::tile_rows, kernels::neon::thin_rows, 16, 32},
};

constexpr Caches small_machine{32 << 10, 256 << 10, 0}, server{48 << 10, 2 << 20, Index{96} << 20}, strange{0, 0, 0};

}  // namespace

TEST_CASE("the register tiles, a row of B and an element of A fit the register file") {
  for (const Machine& machine : machines) {
    CAPTURE(machine.name);
    CHECK(2 * machine.rows + 2 + 1 <= machine.registers);
    CHECK(machine.thin_rows + 1 + 1 <= machine.registers);
    // At least eight independent sums hide an fma's latency of four cycles at two a cycle.
    CHECK(2 * machine.rows >= 8);
  }
}

TEST_CASE("parts are even, no larger than asked, and cover the whole") {
  for (const Index most : {1, 5, 96, 512})
    for (const Index step : {1, 12, 32})
      for (Index x = 0; x < 1200; x += 7) {
        const Index part = kernels::even_part(x, most, step);
        REQUIRE(part > 0);
        REQUIRE(part % step == 0);
        REQUIRE(part < most + step);
        const Index parts = (x + most - 1) / most;
        REQUIRE(part * parts >= x);
        // One part fewer would not do, were it not for the rounding to whole steps.
        if (parts > 0) REQUIRE((part - step) * parts < x);
      }
}

TEST_CASE("blocks fit the caches that they are made for, whatever the machine says it has") {
  for (const Machine& machine : machines)
    for (const Caches& caches : {small_machine, server, strange, declive::caches()})
      for (const Index bytes : {4, 8}) {
        CAPTURE(machine.name);
        CAPTURE(caches.l2);
        CAPTURE(bytes);
        const Index mr = machine.rows, nr = 2 * machine.register_bytes / bytes;
        const kernels::GemmBlocks block = kernels::gemm_blocks(caches, bytes, mr, nr, 5000, 5000, 5000);
        CHECK(block.kc <= kernels::gemm_kc);
        CHECK(block.nc % nr == 0);
        CHECK(block.nc >= nr);
        CHECK(block.mc >= mr);
        // Bounded: A's block by L2 or 3 tiles, B's by an eighth of L3 within [1, 3] MiB; rounded up to whole tiles.
        const Index row = block.kc * bytes, most = caches.l2 / 12 / row > 3 * mr ? caches.l2 / 12 / row : 3 * mr;
        CHECK(block.mc < most + mr);
        CHECK(row * block.nc <= Index{3} << 20);
        const kernels::GemmBlocks tiny = kernels::gemm_blocks(caches, bytes, mr, nr, 1, 1, 1);
        CHECK(tiny.mc == mr);
        CHECK(tiny.nc == nr);
        CHECK(tiny.kc == 1);
      }
}

TEST_CASE("packed rows hold the block, begin on a cache line and do not meet in one set") {
  for (const Index bytes : {4, 8})
    for (Index kc = 1; kc <= kernels::gemm_kc; ++kc) {
      const Index row = kernels::packed_row(kc, bytes);
      REQUIRE(row >= kc);
      REQUIRE(row * bytes % 64 == 0);
      REQUIRE(row * bytes / 64 % 2 == 1);
      REQUIRE(row * bytes <= kc * bytes + 128);
    }
  CHECK(kernels::rows_collide(4096));
  CHECK(kernels::rows_collide(-8192));
  CHECK(kernels::rows_collide(4096 + 8));
  CHECK(kernels::rows_collide(0));
  CHECK_FALSE(kernels::rows_collide(2048));
  CHECK_FALSE(kernels::rows_collide(4000));
}
