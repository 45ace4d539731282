#include <doctest/doctest.h>

#include <declive/kernels/self_test.hpp>

#include "support/isa.hpp"

using namespace declive;

TEST_CASE("every kernel of this machine computes what the plain loops compute, whichever is active") {
  int isas = 0;
  for (const Isa isa : all_isas) isas += has_isa(isa) ? 1 : 0;
  const support::IsaGuard guard;
  for (const Isa isa : {Isa::portable, best_isa()}) {
    set_isa(isa);
    const SelfTest test = self_test();
    CHECK_MESSAGE(test.passed(), test.differences);
    CHECK(test.checks > 200 * isas);
    CHECK(active_isa() == isa);
  }
}

TEST_CASE("a difference is named and fails the test") {
  SelfTest test;
  CHECK(test.passed());
  test.differences = "avx2 gemm 3x3x3 float\n";
  CHECK_FALSE(test.passed());
}
