// Random numbers that are the same with every compiler and standard library.
#ifndef DECLIVE_CORE_RANDOM_HPP
#define DECLIVE_CORE_RANDOM_HPP

#include <cstdint>

#include "../error.hpp"

namespace declive {

/// SplitMix64: G. Steele, D. Lea, C. Flood, Fast splittable pseudorandom number generators, OOPSLA 2014.
class SplitMix64 {
 public:
  DECLIVE_INLINE constexpr explicit SplitMix64(std::uint64_t seed) : state_(seed) {}

  /// The next 64 random bits.
  DECLIVE_INLINE constexpr std::uint64_t operator()() {
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  /// A number in [0, n), each as likely: bits below 2^64 mod n are drawn again. Throws ValueError unless n > 0.
  DECLIVE_INLINE constexpr Index below(Index n) {
    if (n <= 0) detail::raise_value("SplitMix64::below", detail::text("n is ", n, ": it must be above 0"), {});
    const auto range = static_cast<std::uint64_t>(n);
    const std::uint64_t uneven = (0 - range) % range;
    std::uint64_t bits = (*this)();
    while (bits < uneven) bits = (*this)();
    return static_cast<Index>(bits % range);
  }

 private:
  std::uint64_t state_;
};

}  // namespace declive

#endif
