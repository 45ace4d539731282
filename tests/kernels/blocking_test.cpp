#include <doctest/doctest.h>

#include <declive/kernels/blocking.hpp>

using namespace declive;

namespace {

struct Machine {
  const char* name;
  kernels::RegisterTile tile;
  Index register_bytes;
  int registers;
};

constexpr Machine machines[] = {
    {"sse2", kernels::sse2::tile, 16, 16},
    {"avx2", kernels::avx2::tile, 32, 16},
    {"avx512", kernels::avx512::tile, 64, 32},
    {"neon", kernels::neon::tile, 16, 32},
};

}  // namespace

TEST_CASE("the register tile, a row of B and an element of A fit the register file") {
  for (const Machine& machine : machines) {
    CAPTURE(machine.name);
    CHECK(machine.tile.rows * machine.tile.regs + machine.tile.regs + 1 <= machine.registers);
    // At least eight independent sums hide an fma's latency of four cycles at two a cycle.
    CHECK(machine.tile.rows * machine.tile.regs >= 8);
  }
}

TEST_CASE_TEMPLATE("panels fit the caches that they are made for", T, float, double) {
  const auto bytes = static_cast<Index>(sizeof(T));
  for (const Machine& machine : machines) {
    CAPTURE(machine.name);
    const Index nr = machine.tile.regs * machine.register_bytes / bytes;
    CHECK(nr * kernels::gemm_kc * bytes <= 32 * 1024);
    // Whole panels, so that only the last one of a matrix is not full.
    CHECK(kernels::gemm_mc % machine.tile.rows == 0);
    CHECK(kernels::gemm_nc<T> % nr == 0);
  }
  CHECK(kernels::gemm_mc * kernels::gemm_kc * bytes <= 512 * 1024);
  CHECK(kernels::gemm_kc * kernels::gemm_nc<T> * bytes <= 3 * 1024 * 1024);
}
