// Google Benchmark's main, with what the reader of the JSON needs to know of this program.
#include <benchmark/benchmark.h>

#include <declive/declive.hpp>

#include "subjects.hpp"

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
#if defined(__clang__)
  benchmark::AddCustomContext("compiler", "clang " __clang_version__);
#else
  benchmark::AddCustomContext("compiler", "g++ " __VERSION__);
#endif
  benchmark::AddCustomContext("declive_isa", declive::isa_name(declive::active_isa()));
  bench::add_elementwise();
  bench::add_reductions();
  bench::add_losses();
  bench::add_matmuls();
  bench::add_products();
  bench::add_autodiff();
  bench::add_optimizers();
  bench::add_decompositions();
#if DECLIVE_BENCH_HAS_OPENMP
  bench::add_threaded_matmuls();
#endif
  if (benchmark::RunSpecifiedBenchmarks() == 0) return 1;
  benchmark::Shutdown();
}
