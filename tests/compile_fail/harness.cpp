// Cases for harness.cmake, which shows that check.cmake finds what it should: one that is right, one that compiles, and
// one that is refused for another reason.
#include "support.hpp"

void harness() {
// bad(as_it_should_be): declive: vector \* vector is ambiguous
#ifdef BAD_as_it_should_be
  (void)(v * v);
#elif defined(GOOD)
  (void)dot(v, v);
#endif

// bad(compiles): declive: vector \* vector is ambiguous
#ifdef BAD_compiles
  (void)dot(v, v);
#elif defined(GOOD)
  (void)dot(v, v);
#endif

// bad(other_message): declive: vector \* vector is ambiguous
#ifdef BAD_other_message
  (void)dot(v3, v4);
#elif defined(GOOD)
  (void)dot(v, v);
#endif
}
