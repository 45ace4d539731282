// eig of floats.
#include "eig_cases.hpp"

TEST_CASE("Eigenvalues of floats are LAPACK's within their condition numbers, in order") {
  eig_cases::check_table<float>();
}

TEST_CASE("Residuals of floats are below 4 n eps ||A|| on every instruction set") {
  eig_cases::check_residuals<float>();
}

TEST_CASE("A gallery of hard matrices of floats") { eig_cases::check_gallery<float>(); }
