// Derivatives by hand with -O3 -march=native.
#define DECLIVE_BENCH_HAND hand_o3
#include "hand.inl"
