// <cmath> for dual numbers and for plain ones, under the same names, so that one generic function serves both.
#ifndef DECLIVE_AUTODIFF_MATH_HPP
#define DECLIVE_AUTODIFF_MATH_HPP

#include "math/activation.hpp"
#include "math/exponential.hpp"
#include "math/hyperbolic.hpp"
#include "math/piecewise.hpp"
#include "math/power.hpp"
#include "math/rounding.hpp"
#include "math/special.hpp"
#include "math/trigonometric.hpp"

#endif
