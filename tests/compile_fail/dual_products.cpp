// Products of duals where autodiff/products.hpp is not included: by plain loops they would differ from those of other units.
#include <declive/autodiff/operators.hpp>
#ifndef BAD_products
#include <declive/autodiff/products.hpp>
#endif

#include "support.hpp"

void products_of_duals() {
  const Matrix<Dual<double>> D(2, 2);
// bad(products): incomplete type .*ProductKernel<declive::Dual<double>, declive::Dual<double>
#ifdef BAD_products
  (void)(D * D);
#elif defined(GOOD)
  (void)(D * D);
#endif
}
