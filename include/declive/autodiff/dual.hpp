// Dual<T, N, Tag>: a value and its N partial derivatives, calculated side by side.
//
// A dual number is a + b e with e != 0 and e^2 = 0, as a complex number is a + b i with i^2 = -1. What is left of
// Taylor's series then is f(a + b e) = f(a) + f'(a) b e: any program, run on a + 1 e instead of a, gives its value and
// its exact derivative. With N partials there are N such units e_1 ... e_N, all products of which are 0: one run, N
// derivatives.
//
// Two laws:
// 1. The value is bit for bit what the same code computes in plain T.
// 2. A partial that is exactly zero stays zero where a derivative is infinite or NaN (a strong zero, for each component
//    by itself): sqrt(x) at x = 0 has the partial inf by x, and 0 by everything else, not 0 * inf = NaN.
//
// Duals nest: Dual<Dual<double>> is a value and a derivative that each know their own derivative. The Tag tells apart
// the unknowns of two nested derivatives; duals with different tags do not mix (see derivative.hpp).
//
// Comparisons look at the value alone, so that a program branches as it does in plain T. Therefore there is no
// std::hash: two duals that are equal may differ in their derivatives, and a table of them would keep either.
//
// What a unit includes decides nothing: this header brings the products of matrices of duals as well.
#ifndef DECLIVE_AUTODIFF_DUAL_HPP
#define DECLIVE_AUTODIFF_DUAL_HPP

#include "operators.hpp"
#include "products.hpp"

#endif
