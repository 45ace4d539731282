// Random orders that are the same with every compiler and standard library (std::shuffle's are not).
#ifndef DECLIVE_OPTIM_SHUFFLE_HPP
#define DECLIVE_OPTIM_SHUFFLE_HPP

#include <cstdint>

#include "../core/vector.hpp"

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
  /// A number in [0, n), n > 0, each as likely: bits below 2^64 mod n are drawn again.
  DECLIVE_INLINE constexpr Index below(Index n) {
    const auto range = static_cast<std::uint64_t>(n);
    const std::uint64_t uneven = (0 - range) % range;
    std::uint64_t bits = (*this)();
    while (bits < uneven) bits = (*this)();
    return static_cast<Index>(bits % range);
  }

 private:
  std::uint64_t state_;
};

inline namespace DECLIVE_ABI {

/// Puts the elements into a random order: element i, from the last down, changes places with one of 0 ... i. (R. Fisher
/// and F. Yates; D. Knuth, TAOCP 2, algorithm 3.4.2P.)
template <VectorLike V>
constexpr void shuffle(V&& v, SplitMix64& random) {
  const auto x = detail::view(v);
  for (Index i = x.size() - 1; i > 0; --i) std::swap(x[i], x[random.below(i + 1)]);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
