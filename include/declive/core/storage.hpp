// Where the elements of a Vector or Matrix live: inline for sizes known at compile time, else on the heap, 64-byte
// aligned.
//
// Elements are constructed exactly once, by a generator g(k) of the k-th element, so a type without a default
// constructor is welcome. If g or a copy throws, what was made is destroyed, the memory is released and the error goes
// on.
#ifndef DECLIVE_CORE_STORAGE_HPP
#define DECLIVE_CORE_STORAGE_HPP

#include <cstddef>
#include <cstdint>
#include <limits>
#include <new>
#include <type_traits>
#include <utility>

#include "../concepts.hpp"
#include "../kernels/copy.hpp"

#if DECLIVE_ASAN
#include <sanitizer/asan_interface.h>
#endif
#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace declive {

/// Asks a constructor to leave the elements as the memory was: Matrix<double> C(m, n, uninitialized).
struct uninitialized_t {
  explicit uninitialized_t() = default;
};
inline constexpr uninitialized_t uninitialized{};

namespace detail {

// Types whose elements may be assigned to without having been constructed.
template <class T>
inline constexpr bool is_plain = std::is_trivially_copyable_v<T>&& std::is_trivially_destructible_v<T>;

// f(i...) makes an element. What is an element and can be called as well, as a matrix in a matrix of matrices, stays an
// element; but every captureless lambda converts to bool.
template <class F, class T, class... I>
concept GeneratorOf = std::invocable<F&, I...> &&(std::same_as<T, bool> || !std::convertible_to<F, T>);

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

// Generators: of one value, of T(), of the elements of an array.
template <class T>
struct Repeat {
  const T& value;
  constexpr const T& operator()(Index) const noexcept { return value; }
};
template <class T>
struct ValueInitialized {
  constexpr T operator()(Index) const noexcept(std::is_nothrow_default_constructible_v<T>) { return T(); }
};
template <class T>
struct Elements {
  const T* values;
  constexpr const T& operator()(Index k) const noexcept { return values[k]; }
};

[[noreturn]] DECLIVE_COLD inline void raise_bad_size(const char* operation, Index rows, Index cols, int rank,
                                                     const Site& site) {
  raise_size(operation, Dims{rows, cols, rank},
             rows < 0 || cols < 0 ? "a size is negative" : "the size in bytes overflows the address space", site);
}

// The number of elements. Without a division, which takes 1 to 2 ns, where the compiler tells of an overflow.
template <class T>
constexpr Index checked_size(const char* operation, Index rows, Index cols, int rank, const Site& site) {
  constexpr Index most = (std::numeric_limits<Index>::max)() / static_cast<Index>(sizeof(T));
  Index size = 0;
#if defined(__GNUC__) || defined(__clang__)
  const bool overflows = __builtin_mul_overflow(rows, cols, &size) || size > most;
#else
  const bool overflows = cols > 0 && rows > most / cols;
  if (!overflows) size = rows * cols;
#endif
  if (rows < 0 || cols < 0 || overflows) raise_bad_size(operation, rows, cols, rank, site);
  return size;
}

// Room for n elements on a 64-byte boundary (a cache line, an AVX-512 register), in a larger block from the plain
// operator new, whose address stands in front of the elements: the aligned operator new takes 30 ns longer, because
// glibc's memalign passes its per-thread cache by. AddressSanitizer is told what is not the caller's. From 4 MiB on Linux
// is asked for huge pages, as NumPy does: two thirds of the time of a large new array is that its pages of 4 KiB are
// touched for the first time, one by one. a + b of three times 134 MB takes 24 ms instead of 71.
template <class T>
T* allocate(Index n) {
  if (n == 0) return nullptr;
  constexpr std::size_t alignment = alignof(T) > 64 ? alignof(T) : 64;
  const std::size_t bytes = static_cast<std::size_t>(n) * sizeof(T);
  char* const block = static_cast<char*>(::operator new(bytes + alignment));
#ifdef MADV_HUGEPAGE
  if (bytes >= std::size_t{4} << 20) {
    char* const page = block + (4096 - reinterpret_cast<std::uintptr_t>(block) % 4096);
    static_cast<void>(madvise(page, bytes - 4096, MADV_HUGEPAGE));
  }
#endif
  char* const data = block + (alignment - reinterpret_cast<std::uintptr_t>(block) % alignment);
  ::new (static_cast<void*>(data - sizeof(char*))) char*(block);
#if DECLIVE_ASAN
  __asan_poison_memory_region(block, static_cast<std::size_t>(data - block));
  __asan_poison_memory_region(data + bytes, static_cast<std::size_t>(block + alignment - data));
#endif
  return static_cast<T*>(static_cast<void*>(data));
}
// Asks for the number, not for a null pointer: GCC 12 makes memset(data, 0, 4 * n) of the loop that fills the elements
// and concludes that data is not null, also where n is 0.
template <class T>
void deallocate(T* data, Index n) noexcept {
  if (n == 0) return;
  void* const front = reinterpret_cast<char*>(data) - sizeof(char*);
#if DECLIVE_ASAN
  __asan_unpoison_memory_region(front, sizeof(char*));
#endif
  ::operator delete(*static_cast<char**>(front));
}
template <class T>
void destroy(T* data, Index n) noexcept {
  if constexpr (!std::is_trivially_destructible_v<T>)
    while (n > 0) data[--n].~T();
}

// Destroys what stands and frees the memory, unless it is released first.
template <class T>
struct Construction {
  T* data;
  Index size;
  Index done = 0;
  explicit Construction(Index n) : data(allocate<T>(n)), size(n) {}
  Construction(const Construction&) = delete;
  Construction& operator=(const Construction&) = delete;
  ~Construction() {
    destroy(data, done);
    deallocate(data, size);
  }
  T* release() {
    size = done = 0;
    return data;
  }
};

template <class T, class G>
T* allocate_generated(Index n, G& g) {
  if constexpr (is_plain<T>&& noexcept(
                    static_cast<T>(g(Index{})))) {  // nothing to roll back: a loop that becomes memset or memcpy
    T* const data = allocate<T>(n);
    for (Index k = 0; k < n; ++k) ::new (static_cast<void*>(data + k)) T(static_cast<T>(g(k)));
    return data;
  }
  Construction<T> made(n);
  for (; made.done < n; ++made.done) ::new (static_cast<void*>(made.data + made.done)) T(static_cast<T>(g(made.done)));
  return made.release();
}

}  // namespace detail::inline DECLIVE_ABI

namespace detail {

/// N elements inline; N = dynamic: any number on the heap.
template <class T, Index N>
class Storage {
  // Elements that have nothing in them before, or are too many to be written out one by one, are assigned to.
  static constexpr bool is_built_in_place =
      !std::is_default_constructible_v<T> || (!std::is_trivially_default_constructible_v<T> && N <= 16);

 public:
  DECLIVE_INLINE constexpr Storage() requires(std::is_default_constructible_v<T>) : values_() {}
  template <class G>
  DECLIVE_INLINE constexpr Storage(Index, G&& g) requires(!is_built_in_place) {
    for (Index k = 0; k < N; ++k) data()[k] = static_cast<T>(g(k));
  }
  template <class G>
  DECLIVE_INLINE constexpr Storage(Index, G&& g) requires(is_built_in_place)
      : Storage(g, std::make_integer_sequence<Index, N>{}) {}
  DECLIVE_INLINE constexpr Storage(Index, uninitialized_t) {}
  DECLIVE_INLINE constexpr Storage(const Storage&) = default;
  DECLIVE_INLINE constexpr Storage(Storage&&) = default;
  DECLIVE_INLINE constexpr Storage& operator=(const Storage&) = default;
  DECLIVE_INLINE constexpr Storage& operator=(Storage&&) = default;
  DECLIVE_INLINE ~Storage() = default;

  DECLIVE_INLINE static constexpr Index size() { return N; }
  DECLIVE_INLINE constexpr T* data() { return values_; }
  DECLIVE_INLINE constexpr const T* data() const { return values_; }

 private:
  template <class G, Index... k>
  DECLIVE_INLINE constexpr Storage(G& g, std::integer_sequence<Index, k...>) : values_{static_cast<T>(g(k))...} {}

  T values_[static_cast<std::size_t>(N)];
};

template <class T>
class Storage<T, 0> {
 public:
  DECLIVE_INLINE constexpr Storage() {}
  template <class G>
  DECLIVE_INLINE constexpr Storage(Index, G&&) {}
  DECLIVE_INLINE static constexpr Index size() { return 0; }
  DECLIVE_INLINE constexpr T* data() { return nullptr; }
  DECLIVE_INLINE constexpr const T* data() const { return nullptr; }
};

template <class T>
class Storage<T, dynamic> {
 public:
  DECLIVE_INLINE Storage() noexcept : data_(nullptr), size_(0) {}
  template <class G>
  DECLIVE_INLINE Storage(Index n, G&& g) : data_(allocate_generated<T>(n, g)), size_(n) {}
  // Only a type that needs no construction stays as the memory was.
  DECLIVE_INLINE Storage(Index n, uninitialized_t) : data_(nullptr), size_(n) {
    if constexpr (is_plain<T>) {
      data_ = allocate<T>(n);
    } else {
      ValueInitialized<T> g;
      data_ = allocate_generated<T>(n, g);
    }
  }
  DECLIVE_INLINE Storage(const Storage& other) : data_(nullptr), size_(other.size_) {
    if constexpr (is_plain<T>) {
      data_ = allocate<T>(size_);
      kernels::copy_flat(other.data_, size_, data_);
    } else {
      Elements<T> g{other.data_};
      data_ = allocate_generated<T>(size_, g);
    }
  }
  DECLIVE_INLINE Storage(Storage&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  DECLIVE_INLINE Storage& operator=(const Storage& other) {
    if (this == &other) return *this;
    if constexpr (std::is_nothrow_copy_assignable_v<T>) {
      if (size_ == other.size_) {
        if constexpr (std::is_trivially_copyable_v<T>) {
          kernels::copy_flat(other.data_, size_, data_);
        } else {
          for (Index k = 0; k < size_; ++k) data_[k] = other.data_[k];
        }
        return *this;
      }
    }
    Storage copy(other);
    swap(copy);
    return *this;
  }
  DECLIVE_INLINE Storage& operator=(Storage&& other) noexcept {
    Storage taken(std::move(other));
    swap(taken);
    return *this;
  }
  DECLIVE_INLINE ~Storage() {
    destroy(data_, size_);
    deallocate(data_, size_);
  }

  DECLIVE_INLINE void swap(Storage& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
  }
  DECLIVE_INLINE Index size() const { return size_; }
  DECLIVE_INLINE T* data() { return data_; }
  DECLIVE_INLINE const T* data() const { return data_; }

 private:
  T* data_;
  Index size_;
};

}  // namespace detail
}  // namespace declive

#endif
