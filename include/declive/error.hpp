// The errors that this library raises, and the functions that raise them.
//
// A message names the operation, both shapes (or the value), and for named functions the caller's place:
//   matmul: (3x4) * (5x6): inner sizes 4 and 5 differ [main.cpp:17]
// An operator cannot carry a std::source_location, so its message ends without the place.
// With -fno-exceptions the same message goes to stderr and the program aborts.
#ifndef DECLIVE_ERROR_HPP
#define DECLIVE_ERROR_HPP

#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <string>

#include "config.hpp"

#if !DECLIVE_EXCEPTIONS
#include <cstdio>
#include <cstdlib>
#endif

namespace declive {

using Index = std::ptrdiff_t;

/// Operands whose shapes do not fit each other or the operation.
class ShapeError : public std::invalid_argument {
 public:
  DECLIVE_INLINE explicit ShapeError(const std::string& message) : std::invalid_argument(message) {}
  DECLIVE_INLINE explicit ShapeError(const char* message) : std::invalid_argument(message) {}
};
/// An index outside [0, size).
class IndexError : public std::out_of_range {
 public:
  DECLIVE_INLINE explicit IndexError(const std::string& message) : std::out_of_range(message) {}
  DECLIVE_INLINE explicit IndexError(const char* message) : std::out_of_range(message) {}
};
/// A size that is negative or whose bytes overflow the address space.
class SizeError : public std::length_error {
 public:
  DECLIVE_INLINE explicit SizeError(const std::string& message) : std::length_error(message) {}
  DECLIVE_INLINE explicit SizeError(const char* message) : std::length_error(message) {}
};
/// A value that the operation has no answer for (NumPy's ValueError).
class ValueError : public std::invalid_argument {
 public:
  DECLIVE_INLINE explicit ValueError(const std::string& message) : std::invalid_argument(message) {}
  DECLIVE_INLINE explicit ValueError(const char* message) : std::invalid_argument(message) {}
};

/// A shape at run time, for checks and messages: rank 1 is a vector of `rows` elements, rank 2 a matrix.
struct Dims {
  Index rows = 0;
  Index cols = 1;
  int rank = 2;
  DECLIVE_INLINE friend constexpr bool operator==(const Dims&, const Dims&) = default;
};

/// Where a named function was called from; a default-constructed Site means "an operator: not known". It is made of the
/// builtins behind std::source_location, which clang 14 with libstdc++ does not have.
struct Site {
  const char* file = nullptr;
  unsigned line = 0;
  /// As a default argument: the place of the call.
  DECLIVE_INLINE static constexpr Site here(const char* file = __builtin_FILE(), unsigned line = __builtin_LINE()) {
    return {file, line};
  }
};

namespace detail {

// A message while it is put together. std::string would do, but since C++20 a unit that uses one compiles its members
// again, and every unit raises errors: that was a tenth of what one product takes to compile.
class Text {
 public:
  DECLIVE_INLINE Text() = default;
  DECLIVE_INLINE Text(const char* words) { add(words, std::strlen(words)); }
  DECLIVE_INLINE Text(const std::string& words) { add(words.data(), words.size()); }
  DECLIVE_INLINE Text(Text&& other) noexcept : chars_(other.chars_), size_(other.size_), capacity_(other.capacity_) {
    other.chars_ = nullptr;
  }
  Text& operator=(Text&&) = delete;
  DECLIVE_INLINE ~Text() { delete[] chars_; }

  DECLIVE_INLINE const char* c_str() const { return chars_ == nullptr ? "" : chars_; }
  DECLIVE_INLINE operator std::string() const { return std::string(c_str(), size_); }

  DECLIVE_INLINE void add(const char* chars, std::size_t count) {
    if (size_ + count >= capacity_) {
      const std::size_t capacity = 2 * (size_ + count) + 64;
      char* const grown = new char[capacity];
      if (size_ > 0) std::memcpy(grown, chars_, size_);
      delete[] chars_;
      chars_ = grown;
      capacity_ = capacity;
    }
    if (count > 0) std::memcpy(chars_ + size_, chars, count);
    size_ += count;
    chars_[size_] = '\0';
  }

 private:
  char* chars_ = nullptr;
  std::size_t size_ = 0, capacity_ = 0;
};

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

template <class Error>
[[noreturn]] DECLIVE_COLD inline void raise(const Text& message) {
#if DECLIVE_EXCEPTIONS
  throw Error(message.c_str());
#else
  std::fprintf(stderr, "declive: %s\n", message.c_str());
  std::abort();
#endif
}

// The parts of a message: words, numbers, a shape as "(3x4)" or "(3)", a place as " [file:line]" or nothing.
DECLIVE_COLD inline void append(Text& out, const char* part) { out.add(part, std::strlen(part)); }
DECLIVE_COLD inline void append(Text& out, const std::string& part) { out.add(part.data(), part.size()); }
DECLIVE_COLD inline void append(Text& out, const Text& part) { append(out, part.c_str()); }
DECLIVE_COLD inline void append(Text& out, Index part) {
  char digits[20];  // of 2^63, and a sign
  char* first = digits + sizeof digits;
  for (Index rest = part; rest != 0 || first == digits + sizeof digits; rest /= 10)
    *--first = static_cast<char>('0' + (rest < 0 ? -(rest % 10) : rest % 10));
  if (part < 0) *--first = '-';
  out.add(first, static_cast<std::size_t>(digits + sizeof digits - first));
}
DECLIVE_COLD inline void append(Text& out, const Dims& shape) {
  append(out, "(");
  append(out, shape.rows);
  if (shape.rank == 2) {
    append(out, "x");
    append(out, shape.cols);
  }
  append(out, ")");
}
DECLIVE_COLD inline void append(Text& out, const Site& site) {
  if (site.file == nullptr) return;
  append(out, " [");
  append(out, site.file);
  append(out, ":");
  append(out, static_cast<Index>(site.line));
  append(out, "]");
}

/// The parts one after the other.
template <class... Part>
DECLIVE_COLD inline Text text(const Part&... part) {
  Text out;
  (append(out, part), ...);
  return out;
}

// Places are passed as values: the address of one would keep it in memory on the way that raises nothing. Shapes are not:
// values of three words stand on the stack, which a call that does not return leaves as it is, and for that GCC takes a
// register off the whole function (a quarter of the time of a 2 x 2 product).

// The shape of a, for a message. What the compiler knows of it is forgotten: of a pair that is stored here GCC makes one
// load of 16 bytes, from which it takes the sizes where nothing is raised as well, some ten cycles later.
template <class A>
DECLIVE_INLINE constexpr Dims shape_of(const A& a) {
  Dims shape = a.dims();
  if (!__builtin_is_constant_evaluated()) {
    DECLIVE_FORGET(shape.rows);
    DECLIVE_FORGET(shape.cols);
  }
  return shape;
}

/// `operation: (a) sign (b): reason [file:line]`; the reason is the caller's sentence.
[[noreturn]] DECLIVE_COLD inline void raise_shapes(const char* operation, const Dims& a, const char* sign,
                                                   const Dims& b, const Text& reason, Site site) {
  raise<ShapeError>(text(operation, ": ", a, " ", sign, " ", b, ": ", reason, site));
}

/// `operation: (a): reason [file:line]`, for one operand of the wrong shape.
[[noreturn]] DECLIVE_COLD inline void raise_shape(const char* operation, const Dims& a, const Text& reason, Site site) {
  raise<ShapeError>(text(operation, ": ", a, ": ", reason, site));
}

[[noreturn]] DECLIVE_COLD inline void raise_inner(const char* operation, const Dims& a, const Dims& b, Site site) {
  const Index inner = a.rank == 1 ? a.rows : a.cols;
  raise_shapes(operation, a, "*", b, text("inner sizes ", inner, " and ", b.rows, " differ"), site);
}

[[noreturn]] DECLIVE_COLD inline void raise_index(const char* operation, const Dims& shape, Index index, Site site) {
  raise<IndexError>(text(operation, ": index ", index, " is outside ", shape, site));
}

[[noreturn]] DECLIVE_COLD inline void raise_index(const char* operation, const Dims& shape, Index i, Index j,
                                                  Site site) {
  raise<IndexError>(text(operation, ": index (", i, ", ", j, ") is outside ", shape, site));
}

[[noreturn]] DECLIVE_COLD inline void raise_size(const char* operation, const Dims& shape, const char* reason,
                                                 Site site) {
  raise<SizeError>(text(operation, ": ", shape, ": ", reason, site));
}

[[noreturn]] DECLIVE_COLD inline void raise_value(const char* operation, const Text& reason, Site site) {
  raise<ValueError>(text(operation, ": ", reason, site));
}

}  // namespace detail::inline DECLIVE_ABI
}  // namespace declive

#endif
