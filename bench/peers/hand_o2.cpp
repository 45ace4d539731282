// Derivatives by hand with -O2.
#define DECLIVE_BENCH_HAND hand_o2
#include "hand.inl"
