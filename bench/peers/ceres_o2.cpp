// Ceres' Jet, and Eigen's products of Jets, with -O2. Both libraries under names of their own: their inline functions
// must not be exchanged with those of ceres_o3.cpp, whose arrays are aligned otherwise.
#define Eigen eigen_with_o2
#define ceres ceres_with_o2
#define DECLIVE_BENCH_CERES ceres_o2
#define DECLIVE_BENCH_CERES_NAME "ceres_o2"
#include "ceres.inl"
