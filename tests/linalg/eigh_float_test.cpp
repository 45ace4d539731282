// eigh of float; eigh_test.cpp has double and what does not depend on the scalar.
#include "linalg/eigh_cases.hpp"

TEST_CASE("eigh: residuals of matrices of every kind and size: float") { eigh_cases::residuals<float>(); }
TEST_CASE("eigh: 500 rows: float") { eigh_cases::large<float>(); }
TEST_CASE("eigh: LAPACK's eigenvalues: float") { eigh_cases::table_values<float>(); }
TEST_CASE("eigh: the ends of the range: float") { eigh_cases::ends_of_range<float>(); }
