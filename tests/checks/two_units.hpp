#ifndef DECLIVE_TESTS_CHECKS_TWO_UNITS_HPP
#define DECLIVE_TESTS_CHECKS_TWO_UNITS_HPP

#include <declive/core/matrix.hpp>

declive::Matrix<double> product(const declive::Matrix<double>& a, const declive::Matrix<double>& b);

#endif
