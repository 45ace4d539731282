// Packing of blocks of A and B into panels that the micro-kernel reads front to back, and the memory for them.
//
//   A block, mc x kc, as panels of MR rows          B block, kc x nc, as panels of NR columns
//   panel 0   a00 a10 .. a(MR-1)0 | a01 a11 ..      panel 0   b00 b01 .. b0(NR-1) | b10 b11 ..
//   panel 1   the next MR rows                      panel 1   the next NR columns
//
// A last panel that is not full is filled up with zeros.
#ifndef DECLIVE_KERNELS_PACK_HPP
#define DECLIVE_KERNELS_PACK_HPP

#include <cstddef>
#include <new>

#include "../error.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

/// A block of memory on a cache line's boundary that grows and is released with its thread.
class Workspace {
 public:
  Workspace() = default;
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  ~Workspace() { ::operator delete (memory_, std::align_val_t{64}); }

  /// At least `bytes` bytes, with unspecified contents. Throws std::bad_alloc and keeps what it has if there is no
  /// memory.
  void* take(std::size_t bytes) {
    if (bytes > size_) {
      void* fresh = ::operator new (bytes, std::align_val_t{64});
      ::operator delete (memory_, std::align_val_t{64});
      memory_ = fresh;
      size_ = bytes;
    }
    return memory_;
  }

 private:
  void* memory_ = nullptr;
  std::size_t size_ = 0;
};

/// Kept from call to call, one a thread.
inline Workspace& workspace() {
  static thread_local Workspace memory;
  return memory;
}

/// Panels of `width` out of `count` vectors of length `depth`: vector v, position p at x[v vector_stride + p
/// depth_stride]. Serves A (its vectors are rows) and B (its vectors are columns).
template <Index width, class T>
void pack(const T* x, Index count, Index depth, Index vector_stride, Index depth_stride, T* panels) {
  for (Index v0 = 0; v0 < count; v0 += width) {
    const Index some = count - v0 < width ? count - v0 : width;
    for (Index p = 0; p < depth; ++p, panels += width) {
      const T* source = x + v0 * vector_stride + p * depth_stride;
      Index v = 0;
      for (; v < some; ++v) panels[v] = source[v * vector_stride];
      for (; v < width; ++v) panels[v] = T(0);
    }
  }
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
