// Automatic differentiation: dual numbers, and derivatives by means of them.
#ifndef DECLIVE_AUTODIFF_HPP
#define DECLIVE_AUTODIFF_HPP

#include "autodiff/dual.hpp"

#endif
