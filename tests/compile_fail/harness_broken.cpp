// A case for harness.cmake whose good half does not compile: then nothing is shown by the bad half.
#include "support.hpp"

void harness() {
// bad(both): declive: vector \* vector is ambiguous
#ifdef BAD_both
  (void)(v * v);
#elif defined(GOOD)
  (void)(v * v);
#endif
}
