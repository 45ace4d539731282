// Packing of blocks of A and B for the register tile, and the memory for it.
//
//   A block, mc x kc: the rows one after the other,         B block, kc x nc: panels of NR columns,
//   an odd number of cache lines apart                      the rows of a panel one after the other
//     a00 a01 .. a0(kc-1) .                                   b00 b01 .. b0(NR-1)        panel 0
//     a10 a11 .. a1(kc-1) .                                   b10 b11 .. b1(NR-1)
//     ...                                                     ...
//
// A last panel that is not full is filled up with zeros. To copy A's rows is cheaper than to interleave them, and the
// tile, which broadcasts single elements, does not mind: with the rows' distance odd its reads are as fast.
#ifndef DECLIVE_KERNELS_PACK_HPP
#define DECLIVE_KERNELS_PACK_HPP

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>

#include "transpose.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

[[noreturn]] DECLIVE_COLD inline void raise_no_memory() {
#if DECLIVE_EXCEPTIONS
  throw std::bad_alloc();
#else
  std::abort();
#endif
}

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
  /// The same for threads that must not throw: whether there are so many now.
  bool reserve(std::size_t bytes) noexcept {
#if DECLIVE_EXCEPTIONS
    try {
      take(bytes);
    } catch (const std::bad_alloc&) {
      return false;
    }
#else
    take(bytes);
#endif
    return true;
  }

 private:
  void* memory_ = nullptr;
  std::size_t size_ = 0;
};

/// Kept from call to call, one a thread and use: 0 for packing, 1 for the doubled rows of complex numbers, 2 for the parts
/// of duals, 3 for factorizations.
template <int use = 0>
Workspace& workspace() {
  static thread_local Workspace memory;
  return memory;
}

/// Rows of `depth` elements, `to_stride` apart, out of element (i, p) at a[i rs + p cs].
template <class T>
void pack_rows(Index rows, Index depth, const T* a, Index rs, Index cs, T* to, Index to_stride) {
  if (rs == 1 && cs != 1) return transpose(depth, rows, a, cs, rs, to, to_stride, Index{1});
  for (Index i = 0; i < rows; ++i, a += rs, to += to_stride) {
    if (cs == 1)
      std::memcpy(to, a, static_cast<std::size_t>(depth) * sizeof(T));
    else
      for (Index p = 0; p < depth; ++p) to[p] = a[p * cs];
  }
}

// `count` rows of a panel, copied as blocks whose size the compiler knows: a call of memcpy for each takes as long again.
template <std::size_t bytes, class T>
void copy_rows(Index count, const T* from, Index stride, T* to, Index width) {
  for (; count > 0; --count, from += stride, to += width) std::memcpy(to, from, bytes);
}

/// Panels of `width` columns and `depth` rows out of element (p, j) at b[p rs + j cs], `cols` columns of it.
template <class T>
void pack_panels(Index cols, Index depth, const T* b, Index rs, Index cs, T* to, Index width) {
  // Eight rows at a time: b is read front to back, each panel written in runs of some lines.
  const Index step = cs == 1 ? 8 : depth;
  for (Index p = 0; p < depth; p += step)
    for (Index j = 0; j < cols; j += width) {
      const Index rows = depth - p < step ? depth - p : step, some = cols - j < width ? cols - j : width;
      const T* from = b + p * rs + j * cs;
      T* out = to + j * depth + p * width;
      if (cs == 1 && some == width) {
        switch (width * static_cast<Index>(sizeof(T))) {
          case 128:
            copy_rows<128>(rows, from, rs, out, width);
            continue;
          case 64:
            copy_rows<64>(rows, from, rs, out, width);
            continue;
          case 32:
            copy_rows<32>(rows, from, rs, out, width);
            continue;
          default:
            break;
        }
      }
      if (rs == 1 && cs != 1) {
        transpose(some, rows, from, cs, rs, out, width, Index{1});
      } else {
        for (Index r = 0; r < rows; ++r)
          for (Index l = 0; l < some; ++l) out[r * width + l] = from[r * rs + l * cs];
      }
      if (some < width)
        for (Index r = 0; r < rows; ++r)
          std::memset(out + r * width + some, 0, static_cast<std::size_t>(width - some) * sizeof(T));
    }
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
