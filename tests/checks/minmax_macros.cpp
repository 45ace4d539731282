// <windows.h> defines min and max as function-like macros unless it is told not to; the headers must not care.
#define min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))
#include <declive/declive.hpp>

// The templates too, not only what the include compiles at once.
double use() {
  const declive::Matrix<double> A{{1, 2}, {3, 4}};
  const declive::Matrix<int> N{{1, 2}, {3, 4}};
  const declive::Matrix<double> C = A * A + A.transposed();
  return (declive::max)(C) - (declive::min)(C) + (declive::norm)(C) + (declive::max)(N) + declive::sum(C, 0)[0];
}
