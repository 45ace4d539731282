// Rational: a quotient of two 64-bit integers, exact. What does not fit raises an OverflowError.
#ifndef DECLIVE_SYMBOLIC_RATIONAL_HPP
#define DECLIVE_SYMBOLIC_RATIONAL_HPP

#include <compare>
#include <concepts>
#include <iosfwd>
#include <type_traits>

#include "checked.hpp"

namespace declive {

namespace detail {
/// The integers that a coefficient may be written as.
template <class T>
concept Integer = std::integral<T> && !std::same_as<T, bool>;

#if defined(__SIZEOF_INT128__)
__extension__ typedef __int128 Wide;  // what products of two 64-bit integers and their sum need
#else
using Wide = std::int64_t;
#endif
}  // namespace detail

namespace detail::inline DECLIVE_ABI {

template <Integer T>
constexpr std::int64_t as_int64(T value) {
  if constexpr (sizeof(T) > sizeof(std::int64_t)) {  // a compiler's own, where that counts as an integer
    if (value > static_cast<T>(most_positive) || (std::is_signed_v<T> && value < static_cast<T>(most_negative)))
      raise<OverflowError>("Rational: an integer of more than 64 bits");
  } else if constexpr (std::is_unsigned_v<T> && sizeof(T) == sizeof(std::int64_t)) {
    if (value > static_cast<T>(most_positive))
      raise<OverflowError>(text("Rational: ", std::to_string(value), " does not fit in 64 bits"));
  }
  return static_cast<std::int64_t>(value);
}

struct Fraction {
  std::int64_t numerator, denominator;
};

// n / d in lowest terms with d > 0.
constexpr Fraction lowest_terms(std::int64_t n, std::int64_t d) {
  if (d == 0) raise_value("Rational", text(Index{n}, " / 0: the denominator is zero"), {});
  const std::uint64_t gcd = greatest_common_divisor(unsigned_magnitude(n), unsigned_magnitude(d));
  const bool negative = (n < 0) != (d < 0) && n != 0;
  const std::uint64_t above = unsigned_magnitude(n) / gcd, below = unsigned_magnitude(d) / gcd;
  constexpr std::uint64_t most = static_cast<std::uint64_t>(most_positive);
  if (below > most || above > most + (negative ? 1 : 0)) raise_overflow("/", n, "/", d);
  return {static_cast<std::int64_t>(negative ? std::uint64_t{0} - above : above), static_cast<std::int64_t>(below)};
}

}  // namespace detail::inline DECLIVE_ABI

/// n / d in lowest terms, the sign in the numerator. Integers convert to it; it converts to floating point when asked
/// to.
class Rational {
 public:
  DECLIVE_INLINE constexpr Rational() = default;
  template <detail::Integer T>
  DECLIVE_INLINE constexpr Rational(T value) : numerator_(detail::as_int64(value)) {}
  /// Throws ValueError if d = 0, OverflowError if the quotient needs more than 64 bits.
  template <detail::Integer T, detail::Integer U>
  DECLIVE_INLINE constexpr Rational(T n, U d)
      : Rational(detail::lowest_terms(detail::as_int64(n), detail::as_int64(d))) {}

  DECLIVE_INLINE constexpr std::int64_t numerator() const { return numerator_; }
  DECLIVE_INLINE constexpr std::int64_t denominator() const { return denominator_; }
  DECLIVE_INLINE constexpr bool is_integer() const { return denominator_ == 1; }

  /// The nearest floating-point number, but for a second rounding where n or d has more digits than a T.
  template <std::floating_point T>
  DECLIVE_INLINE constexpr explicit operator T() const {
    const T n = static_cast<T>(numerator_), d = static_cast<T>(denominator_);
    constexpr T most = static_cast<T>(std::int64_t{1} << 62);
    if (n < most && -n < most && d < most && static_cast<std::int64_t>(n) == numerator_ &&
        static_cast<std::int64_t>(d) == denominator_)
      return n / d;
    return static_cast<T>(static_cast<long double>(numerator_) / static_cast<long double>(denominator_));
  }

  DECLIVE_INLINE friend constexpr bool operator==(const Rational&, const Rational&) = default;

 private:
  DECLIVE_INLINE constexpr explicit Rational(const detail::Fraction& q)
      : numerator_(q.numerator), denominator_(q.denominator) {}

  std::int64_t numerator_ = 0, denominator_ = 1;
};

namespace detail::inline DECLIVE_ABI {

// n / d as it is written, "3/4" or "-2".
inline std::string fraction_text(const Rational& x) {
  std::string out = std::to_string(x.numerator());
  if (!x.is_integer()) out += '/' + std::to_string(x.denominator());
  return out;
}
[[noreturn]] DECLIVE_COLD inline void raise_overflow(const Rational& x, const char* sign, const Rational& y) {
  raise<OverflowError>(
      text("operator", sign, ": ", fraction_text(x), " ", sign, " ", fraction_text(y), " does not fit in 64 bits"));
}

// a / b +- c / d by way of gcd(b, d) (D. Knuth, The Art of Computer Programming 2, 4.5.1). The numerator is summed in
// 128 bits, where there are such: what fits is found, though the way there is longer.
constexpr Rational sum_of_fractions(const Rational& x, const Rational& y, bool minus) {
  const auto gcd = static_cast<std::int64_t>(greatest_common_divisor(static_cast<std::uint64_t>(x.denominator()),
                                                                     static_cast<std::uint64_t>(y.denominator())));
  const std::int64_t p = y.denominator() / gcd, q = x.denominator() / gcd;
  const char* const sign = minus ? "-" : "+";
  Wide n = 0;
  if constexpr (sizeof(Wide) > sizeof(std::int64_t)) {
    const Wide left = Wide{x.numerator()} * p, right = Wide{y.numerator()} * q;
    n = minus ? left - right : left + right;
  } else {
    const std::int64_t left = checked_multiply(x.numerator(), p), right = checked_multiply(y.numerator(), q);
    n = minus ? checked_subtract(left, right) : checked_add(left, right);
  }
  std::int64_t common = 1;
  if (gcd > 1) {  // divisions of 128 bits take their time
    common = static_cast<std::int64_t>(greatest_common_divisor(unsigned_magnitude(static_cast<std::int64_t>(n % gcd)),
                                                               static_cast<std::uint64_t>(gcd)));
    n /= common;
  }
  if (n < most_negative || n > most_positive || !product_fits(q, y.denominator() / common)) raise_overflow(x, sign, y);
  return Rational(static_cast<std::int64_t>(n), q * (y.denominator() / common));
}

// x times y, divided by what numerators and denominators have in common first; `sign` and `given` are for the message.
constexpr Rational product_of_fractions(const Rational& x, const Rational& y, const char* sign, const Rational& given) {
  const Rational left(x.numerator(), y.denominator()), right(y.numerator(), x.denominator());
  if (!product_fits(left.numerator(), right.numerator()) || !product_fits(left.denominator(), right.denominator()))
    raise_overflow(x, sign, given);
  return Rational(left.numerator() * right.numerator(), left.denominator() * right.denominator());
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// Sums, differences, products and quotients are exact, or raise an OverflowError that names the operands.
constexpr Rational operator+(const Rational& x, const Rational& y) { return detail::sum_of_fractions(x, y, false); }
constexpr Rational operator-(const Rational& x, const Rational& y) { return detail::sum_of_fractions(x, y, true); }
constexpr Rational operator-(const Rational& x) {
  return Rational(detail::checked_negate(x.numerator()), x.denominator());
}
constexpr Rational operator*(const Rational& x, const Rational& y) {
  return detail::product_of_fractions(x, y, "*", y);
}
/// Throws ValueError if y = 0.
constexpr Rational operator/(const Rational& x, const Rational& y) {
  if (y.numerator() == 0) detail::raise_value("operator/", "division of a Rational by zero", {});
  if (y.numerator() != detail::most_negative)
    return detail::product_of_fractions(x, Rational(y.denominator(), y.numerator()), "/", y);
  // The reciprocal of -2^63 / d does not fit, but that of a half of it does.
  if (x.numerator() % 2 != 0) detail::raise_overflow(x, "/", y);
  return Rational(x.numerator() / 2, x.denominator()) / Rational(y.numerator() / 2, y.denominator());
}
constexpr Rational& operator+=(Rational& x, const Rational& y) { return x = x + y; }
constexpr Rational& operator-=(Rational& x, const Rational& y) { return x = x - y; }
constexpr Rational& operator*=(Rational& x, const Rational& y) { return x = x * y; }
constexpr Rational& operator/=(Rational& x, const Rational& y) { return x = x / y; }

/// Exact, without a product that could overflow: the whole parts are compared, then the reciprocals of the rests.
constexpr std::strong_ordering operator<=>(const Rational& x, const Rational& y) {
  std::int64_t a = x.numerator(), b = x.denominator(), c = y.numerator(), d = y.denominator();
  for (bool swapped = false;; swapped = !swapped) {
    const std::int64_t p = a / b - (a % b < 0), q = c / d - (c % d < 0);
    if (p != q) return (p < q) != swapped ? std::strong_ordering::less : std::strong_ordering::greater;
    const std::int64_t rest = a % b + (a % b < 0 ? b : 0), other = c % d + (c % d < 0 ? d : 0);
    if (rest == 0 || other == 0) {
      if (rest == other) return std::strong_ordering::equal;
      return (rest == 0) != swapped ? std::strong_ordering::less : std::strong_ordering::greater;
    }
    a = b;
    b = rest;
    c = d;
    d = other;
  }
}

constexpr Rational abs(const Rational& x) { return x.numerator() < 0 ? -x : x; }

/// "3/4", "-2".
inline std::string to_string(const Rational& x) { return detail::fraction_text(x); }
template <class Traits>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& stream, const Rational& x) {
  const std::string text = to_string(x);
  return stream.write(text.data(), static_cast<std::ptrdiff_t>(text.size()));
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
