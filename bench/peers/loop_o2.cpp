// The plain loops with -O2.
#define DECLIVE_BENCH_LOOP loop_o2
#include "loop.inl"
