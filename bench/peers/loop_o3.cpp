// The plain loops with -O3 -march=native.
#define DECLIVE_BENCH_LOOP loop_o3
#include "loop.inl"
