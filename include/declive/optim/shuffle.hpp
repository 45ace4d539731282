// Random orders that are the same with every compiler and standard library (std::shuffle's are not).
#ifndef DECLIVE_OPTIM_SHUFFLE_HPP
#define DECLIVE_OPTIM_SHUFFLE_HPP

#include "../core/random.hpp"
#include "../core/vector.hpp"

namespace declive {

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
