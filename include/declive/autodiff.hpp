// Automatic differentiation: dual numbers, and derivatives by means of them.
#ifndef DECLIVE_AUTODIFF_HPP
#define DECLIVE_AUTODIFF_HPP

#include "autodiff/compare.hpp"
#include "autodiff/derivative.hpp"
#include "autodiff/dispatch.hpp"
#include "autodiff/dual.hpp"
#include "autodiff/eigh.hpp"
#include "autodiff/gradient.hpp"
#include "autodiff/gradient_check.hpp"
#include "autodiff/hessian.hpp"
#include "autodiff/jacobian.hpp"
#include "autodiff/math.hpp"
#include "autodiff/print.hpp"
#include "autodiff/products.hpp"
#include "autodiff/reverse.hpp"
#include "autodiff/solve.hpp"
#include "autodiff/tape.hpp"
#include "autodiff/taped.hpp"
#include "autodiff/taped_products.hpp"

#endif
