// Refuses memory on a cache line's boundary, which only the kernels' packing takes: for one file of an executable, since
// it replaces the aligned global operator new.
#ifndef DECLIVE_TESTS_SUPPORT_NO_ALIGNED_MEMORY_HPP
#define DECLIVE_TESTS_SUPPORT_NO_ALIGNED_MEMORY_HPP

#include <cstddef>
#include <cstdlib>
#include <new>

namespace support {
// While it is set, there is none in this thread.
inline thread_local bool no_aligned_memory = false;
}  // namespace support

// Not inlined, or valgrind sees a free() of what operator new gave.
// NOLINTBEGIN(misc-new-delete-overloads)
[[gnu::noinline]] void* operator new(std::size_t bytes, std::align_val_t alignment) {
  const auto step = static_cast<std::size_t>(alignment);
  void* memory = support::no_aligned_memory ? nullptr : std::aligned_alloc(step, (bytes + step - 1) / step * step);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
// NOLINTEND(misc-new-delete-overloads)

#endif
