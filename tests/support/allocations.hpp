// Counts what the program takes from the heap: for one file of an executable, since it replaces the plain global operator
// new with one that counts and does nothing else.
#ifndef DECLIVE_TESTS_SUPPORT_ALLOCATIONS_HPP
#define DECLIVE_TESTS_SUPPORT_ALLOCATIONS_HPP

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace support {

inline std::atomic<long> allocations{0};

/// How often f() takes memory.
template <class F>
long count_allocations(F&& f) {
  const long before = allocations;
  f();
  return allocations - before;
}

}  // namespace support

// Not inlined: GCC would warn of a free() that it sees behind a new it takes for the standard one.
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  ++support::allocations;
  if (void* memory = std::malloc(bytes > 0 ? bytes : 1)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

#endif
