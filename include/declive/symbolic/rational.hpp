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
}  // namespace detail

namespace detail::inline DECLIVE_ABI {

template <Integer T>
constexpr std::int64_t as_int64(T value) {
  if constexpr (std::is_unsigned_v<T> && sizeof(T) >= sizeof(std::int64_t))
    if (value > static_cast<T>(most_positive))
      raise<OverflowError>(text("Rational: ", std::to_string(value), " does not fit in 64 bits"));
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

inline namespace DECLIVE_ABI {

/// a / b + c / d by way of gcd(b, d), so that what fits is found (D. Knuth, The Art of Computer Programming 2, 4.5.1).
constexpr Rational operator+(const Rational& x, const Rational& y) {
  const auto gcd = static_cast<std::int64_t>(detail::greatest_common_divisor(
      static_cast<std::uint64_t>(x.denominator()), static_cast<std::uint64_t>(y.denominator())));
  const std::int64_t n = detail::checked_add(detail::checked_multiply(x.numerator(), y.denominator() / gcd),
                                             detail::checked_multiply(y.numerator(), x.denominator() / gcd));
  const auto common = static_cast<std::int64_t>(
      detail::greatest_common_divisor(detail::unsigned_magnitude(n), static_cast<std::uint64_t>(gcd)));
  return Rational(n / common, detail::checked_multiply(x.denominator() / gcd, y.denominator() / common));
}
constexpr Rational operator-(const Rational& x) {
  return Rational(detail::checked_negate(x.numerator()), x.denominator());
}
constexpr Rational operator-(const Rational& x, const Rational& y) { return x + (-y); }
/// a / b times c / d, divided by gcd(a, d) and gcd(c, b) first.
constexpr Rational operator*(const Rational& x, const Rational& y) {
  const Rational left(x.numerator(), y.denominator()), right(y.numerator(), x.denominator());
  return Rational(detail::checked_multiply(left.numerator(), right.numerator()),
                  detail::checked_multiply(left.denominator(), right.denominator()));
}
/// Throws ValueError if y = 0.
constexpr Rational operator/(const Rational& x, const Rational& y) {
  if (y.numerator() == 0) detail::raise_value("operator/", "division of a Rational by zero", {});
  return x * Rational(y.denominator(), y.numerator());
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
inline std::string to_string(const Rational& x) {
  std::string out = std::to_string(x.numerator());
  if (!x.is_integer()) out += '/' + std::to_string(x.denominator());
  return out;
}
template <class Traits>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& stream, const Rational& x) {
  const std::string text = to_string(x);
  return stream.write(text.data(), static_cast<std::ptrdiff_t>(text.size()));
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
