// Arithmetic on 64-bit integers that raises an OverflowError where the result does not fit.
#ifndef DECLIVE_SYMBOLIC_CHECKED_HPP
#define DECLIVE_SYMBOLIC_CHECKED_HPP

#include <cstdint>
#include <limits>

#include "../error.hpp"

namespace declive {

/// A result that 64-bit integers cannot hold (Python's name; there integers have no end).
class OverflowError : public std::overflow_error {
 public:
  DECLIVE_INLINE explicit OverflowError(const std::string& message) : std::overflow_error(message) {}
};

namespace detail {
inline constexpr std::int64_t most_negative = (std::numeric_limits<std::int64_t>::min)();
inline constexpr std::int64_t most_positive = (std::numeric_limits<std::int64_t>::max)();
}  // namespace detail

namespace detail::inline DECLIVE_ABI {

[[noreturn]] DECLIVE_COLD inline void raise_overflow(const char* operation, std::int64_t a, const char* sign,
                                                     std::int64_t b) {
  raise<OverflowError>(
      text("operator", operation, ": ", Index{a}, " ", sign, " ", Index{b}, " does not fit in 64 bits"));
}

constexpr std::int64_t checked_add(std::int64_t a, std::int64_t b) {
  if (b > 0 ? a > most_positive - b : a < most_negative - b) raise_overflow("+", a, "+", b);
  return a + b;
}
constexpr std::int64_t checked_subtract(std::int64_t a, std::int64_t b) {
  if (b < 0 ? a > most_positive + b : a < most_negative + b) raise_overflow("-", a, "-", b);
  return a - b;
}
constexpr bool product_fits(std::int64_t a, std::int64_t b) {
  constexpr std::int64_t small = std::int64_t{1} << 31;
  if (a >= -small && a < small && b >= -small && b < small) return true;
  return a == 0 || b == 0     ? true
         : (a > 0) == (b > 0) ? (a > 0 ? a <= most_positive / b : b >= most_positive / a)
         : a > 0              ? b >= most_negative / a
                              : a >= most_negative / b;
}
constexpr std::int64_t checked_multiply(std::int64_t a, std::int64_t b) {
  if (!product_fits(a, b)) raise_overflow("*", a, "*", b);
  return a * b;
}
constexpr std::int64_t checked_negate(std::int64_t a) {
  if (a == most_negative) raise_overflow("-", 0, "-", a);
  return -a;
}

// |a|, which fits where a is the most negative number, too.
constexpr std::uint64_t unsigned_magnitude(std::int64_t a) {
  return a < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(a) : static_cast<std::uint64_t>(a);
}
// The greatest common divisor (Euclid); gcd(0, 0) = 0.
constexpr std::uint64_t greatest_common_divisor(std::uint64_t a, std::uint64_t b) {
  while (b != 0) {
    const std::uint64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

}  // namespace detail::inline DECLIVE_ABI
}  // namespace declive

#endif
