// Buffers that notice what is read or written outside of them.
//
//   Canary<T>     n elements, or the elements of a strided matrix, at any misalignment. Every byte around and between
//                 them is 0xff, which is NaN in a floating-point type, and is looked at by intact(). Under
//                 AddressSanitizer those bytes are poisoned as well, so that reading them ends the program.
//   PageEdge<T>   n elements right before or right behind a page without access: reading one byte too far ends the
//                 program even where the sanitizer does not look, as in intrinsics. Needs <sys/mman.h>.
#ifndef DECLIVE_TESTS_SUPPORT_CANARY_HPP
#define DECLIVE_TESTS_SUPPORT_CANARY_HPP

#include <cstddef>
#include <cstring>
#include <new>
#include <vector>

#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#include <unistd.h>
#define DECLIVE_TESTS_PAGE_EDGE 1
#else
#define DECLIVE_TESTS_PAGE_EDGE 0
#endif

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define DECLIVE_TESTS_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define DECLIVE_TESTS_ASAN 1
#endif
#ifdef DECLIVE_TESTS_ASAN
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size) (static_cast<void>(address), static_cast<void>(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) (static_cast<void>(address), static_cast<void>(size))
#endif

namespace support {

/// Element (i, j) stands at data[i row_stride + j col_stride]; any signs.
struct Layout {
  std::ptrdiff_t rows, cols, row_stride, col_stride;
};

template <class T>
class Canary {
 public:
  /// n contiguous elements, `misalignment` elements behind a 64-byte boundary, 0 <= misalignment.
  explicit Canary(std::ptrdiff_t n, std::ptrdiff_t misalignment = 0) : Canary(Layout{1, n, n, 1}, misalignment) {}

  /// The elements of a matrix, all T(0) at first. The lowest address is the one that is misaligned.
  explicit Canary(const Layout& layout, std::ptrdiff_t misalignment = 0) : layout_(layout) {
    std::ptrdiff_t low = 0, high = -1;
    if (layout.rows > 0 && layout.cols > 0) {
      const std::ptrdiff_t down = (layout.rows - 1) * layout.row_stride, right = (layout.cols - 1) * layout.col_stride;
      low = (down < 0 ? down : 0) + (right < 0 ? right : 0);
      high = (down > 0 ? down : 0) + (right > 0 ? right : 0);
    }
    used_.assign(static_cast<std::size_t>(high - low + 1), 0);
    for (std::ptrdiff_t i = 0; i < layout.rows; ++i)
      for (std::ptrdiff_t j = 0; j < layout.cols; ++j)
        used_[static_cast<std::size_t>(i * layout.row_stride + j * layout.col_stride - low)] = 1;
    bytes_ = margin + (static_cast<std::size_t>(misalignment) + used_.size()) * sizeof(T) + margin;
    memory_ = static_cast<unsigned char*>(::operator new (bytes_, std::align_val_t{64}));
    std::memset(memory_, 0xff, bytes_);
    first_ = reinterpret_cast<T*>(memory_ + margin) + misalignment;
    origin_ = first_ - low;
    for (std::size_t slot = 0; slot < used_.size(); ++slot)
      if (used_[slot]) first_[slot] = T(0);
    poison();
  }
  Canary(const Canary&) = delete;
  Canary& operator=(const Canary&) = delete;
  ~Canary() {
    ASAN_UNPOISON_MEMORY_REGION(memory_, bytes_);
    ::operator delete (memory_, std::align_val_t{64});
  }

  /// Element (0, 0).
  T* data() { return origin_; }
  const T* data() const { return origin_; }
  T& operator()(std::ptrdiff_t i, std::ptrdiff_t j) { return origin_[i * layout_.row_stride + j * layout_.col_stride]; }
  const T& operator()(std::ptrdiff_t i, std::ptrdiff_t j) const {
    return origin_[i * layout_.row_stride + j * layout_.col_stride];
  }
  T& operator[](std::ptrdiff_t j) { return origin_[j * layout_.col_stride]; }
  const T& operator[](std::ptrdiff_t j) const { return origin_[j * layout_.col_stride]; }
  const Layout& layout() const { return layout_; }

  /// Calls make() for every element, row by row.
  template <class Make>
  void fill(Make&& make) {
    for (std::ptrdiff_t i = 0; i < layout_.rows; ++i)
      for (std::ptrdiff_t j = 0; j < layout_.cols; ++j) (*this)(i, j) = make();
  }

  /// Whether every byte that is no element is still as it was.
  bool intact() const {
    ASAN_UNPOISON_MEMORY_REGION(memory_, bytes_);
    bool good = true;
    const auto* begin = reinterpret_cast<const unsigned char*>(first_);
    for (const unsigned char* p = memory_; p < memory_ + bytes_; ++p) {
      const bool inside = p >= begin && p < begin + used_.size() * sizeof(T);
      if (inside && used_[static_cast<std::size_t>(p - begin) / sizeof(T)]) continue;
      good = good && *p == 0xff;
    }
    poison();
    return good;
  }

 private:
  // Two registers of AVX-512 on either side.
  static constexpr std::size_t margin = 128;

  // The sanitizer counts in granules of eight bytes and leaves those alone that hold an element behind the canary.
  void poison() const {
    const auto* begin = reinterpret_cast<unsigned char*>(first_);
    const unsigned char* end = begin + used_.size() * sizeof(T);
    ASAN_POISON_MEMORY_REGION(memory_, static_cast<std::size_t>(begin - memory_));
    for (std::size_t slot = 0; slot < used_.size();) {
      std::size_t next = slot;
      while (next < used_.size() && !used_[next]) ++next;
      if (next > slot) ASAN_POISON_MEMORY_REGION(first_ + slot, (next - slot) * sizeof(T));
      slot = next + 1;
    }
    ASAN_POISON_MEMORY_REGION(end, static_cast<std::size_t>(memory_ + bytes_ - end));
  }

  Layout layout_;
  std::vector<char> used_;
  std::size_t bytes_ = 0;
  unsigned char* memory_ = nullptr;
  T* first_ = nullptr;
  T* origin_ = nullptr;
};

#if DECLIVE_TESTS_PAGE_EDGE
enum class Edge { before, behind };

template <class T>
class PageEdge {
 public:
  /// n elements, the first one right behind a forbidden page or the last one right before one.
  explicit PageEdge(std::ptrdiff_t n, Edge forbidden = Edge::behind) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t needed = static_cast<std::size_t>(n) * sizeof(T), room = (needed + page - 1) / page * page;
    bytes_ = room + 2 * page;
    void* memory = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    memory_ = static_cast<unsigned char*>(memory);
    if (mprotect(memory_, page, PROT_NONE) != 0 || mprotect(memory_ + page + room, page, PROT_NONE) != 0)
      throw std::bad_alloc();
    data_ = reinterpret_cast<T*>(memory_ + page + (forbidden == Edge::behind ? room - needed : 0));
  }
  PageEdge(const PageEdge&) = delete;
  PageEdge& operator=(const PageEdge&) = delete;
  ~PageEdge() { munmap(memory_, bytes_); }

  T* data() { return data_; }
  T& operator[](std::ptrdiff_t i) { return data_[i]; }

 private:
  std::size_t bytes_ = 0;
  unsigned char* memory_ = nullptr;
  T* data_ = nullptr;
};
#endif

}  // namespace support

#endif
