// One of two translation units that include everything and use the same templates: nothing may be defined twice.
#include <declive/declive.hpp>

#include "two_units.hpp"

declive::Matrix<double> product(const declive::Matrix<double>& a, const declive::Matrix<double>& b) { return a * b; }
