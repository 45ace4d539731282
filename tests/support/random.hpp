// Numbers from a fixed seed, the same on every machine and with every standard library.
#ifndef DECLIVE_TESTS_SUPPORT_RANDOM_HPP
#define DECLIVE_TESTS_SUPPORT_RANDOM_HPP

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace support {

/// SplitMix64 (G. Steele, D. Lea, C. Flood, 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t bits() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  /// In [low, high], both included.
  std::ptrdiff_t integer(std::ptrdiff_t low, std::ptrdiff_t high) {
    return low + static_cast<std::ptrdiff_t>(bits() % static_cast<std::uint64_t>(high - low + 1));
  }
  /// One of the elements of a table.
  template <class Table>
  auto pick(const Table& table) {
    return *(std::begin(table) + integer(0, static_cast<std::ptrdiff_t>(std::size(table)) - 1));
  }
  /// In [-1, 1), a multiple of the type's eps, so the same in every rounding mode.
  template <class T>
  T uniform() {
    constexpr int digits = std::numeric_limits<T>::digits < 53 ? std::numeric_limits<T>::digits : 53;
    const auto positive = static_cast<std::int64_t>(bits() >> (64 - digits));
    return static_cast<T>(std::ldexp(static_cast<double>(positive - (std::int64_t{1} << (digits - 1))), 1 - digits));
  }
  /// A whole number in [-bound, bound]: sums of products of these are exact while they stay below 2^24 (float).
  template <class T>
  T small_integer(int bound = 8) {
    return static_cast<T>(integer(-bound, bound));
  }
  /// +-2^e with low <= e <= high: products of these are exact.
  template <class T>
  T power_of_two(int low = -8, int high = 8) {
    const double value = std::ldexp(1.0, static_cast<int>(integer(low, high)));
    return static_cast<T>(bits() & 1 ? -value : value);
  }

  template <class T>
  std::vector<T> uniforms(std::ptrdiff_t n) {
    std::vector<T> values(static_cast<std::size_t>(n));
    for (T& value : values) value = uniform<T>();
    return values;
  }
  template <class T>
  std::vector<T> small_integers(std::ptrdiff_t n, int bound = 8) {
    std::vector<T> values(static_cast<std::size_t>(n));
    for (T& value : values) value = small_integer<T>(bound);
    return values;
  }

 private:
  std::uint64_t state_;
};

}  // namespace support

#endif
