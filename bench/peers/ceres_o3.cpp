// Ceres' Jet, and Eigen's products of Jets, with -O3 -march=native.
#define DECLIVE_BENCH_CERES ceres_o3
#define DECLIVE_BENCH_CERES_NAME "ceres"
#include "ceres.inl"
