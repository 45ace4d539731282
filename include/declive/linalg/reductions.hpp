// From many elements to one, or to one per row or column: includes only.
#ifndef DECLIVE_LINALG_REDUCTIONS_HPP
#define DECLIVE_LINALG_REDUCTIONS_HPP

#include "extreme.hpp"
#include "norm.hpp"
#include "sum.hpp"

#endif
