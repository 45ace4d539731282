// Error bounds of floating-point sums, and comparison and hashing of bits.
#ifndef DECLIVE_TESTS_SUPPORT_BOUNDS_HPP
#define DECLIVE_TESTS_SUPPORT_BOUNDS_HPP

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace support {

template <class T>
using bits_t = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

/// The representation: tells -0 from 0 and finds a NaN equal to itself.
template <class T>
bits_t<T> bits(T x) {
  return std::bit_cast<bits_t<T>>(x);
}
template <class T>
  requires(std::is_floating_point_v<T>)
bool same_bits(T a, T b) { return bits(a) == bits(b); }
template <class Range>
  requires(!std::is_floating_point_v<Range>)
bool same_bits(const Range& a, const Range& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!same_bits(a[i], b[i])) return false;
  return true;
}
/// Same bits, except that all NaNs count as one (which payload survives is up to the machine).
template <class T>
bool same_value(T a, T b) {
  return same_bits(a, b) || (a != a && b != b);
}

/// FNV-1a over the representations, to record a result in one number.
class BitHash {
 public:
  template <class T>
  void add(T x) {
    for (std::size_t i = 0; i < sizeof(T); ++i) hash_ = (hash_ ^ (bits(x) >> (8 * i) & 0xffu)) * 0x100000001b3u;
  }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325u;
};

/// What an element of a product of inner size k may be off by, where `magnitude` is sum_p |a_ip| |b_pj| (and
/// |alpha| times that plus |beta c| for gemm): (k + 2) eps magnitude. The last term is for what underflows.
template <class T>
long double product_bound(std::ptrdiff_t k, long double magnitude) {
  using Limits = std::numeric_limits<T>;
  return static_cast<long double>(k + 2) *
         (static_cast<long double>(Limits::epsilon()) * magnitude + static_cast<long double>(Limits::denorm_min()));
}

/// The factor of u sum |term| in the bound of a pairwise sum of n terms whose blocks of `block` terms are added in
/// columns of `rows`, folded in `folds` steps; u = eps / 2. Each rounding is (1 + u): the second-order part is added.
template <class T>
long double pairwise_bound(std::ptrdiff_t n, std::ptrdiff_t block, int rows, int folds, long double magnitude) {
  const long double u = static_cast<long double>(std::numeric_limits<T>::epsilon()) / 2;
  long double roundings = static_cast<long double>(rows + folds + 1);
  for (std::ptrdiff_t whole = block; whole < n; whole *= 2) ++roundings;
  return roundings * u / (1 - roundings * u) * magnitude;
}

/// The bound of a sum or dot product of n contiguous or strided elements (a block is 32 rows of 512 bytes).
template <class T>
long double sum_bound(std::ptrdiff_t n, long double magnitude) {
  return pairwise_bound<T>(n, 32 * 512 / static_cast<std::ptrdiff_t>(sizeof(T)), 32, 7, magnitude);
}

/// |computed - exact| <= bound, false for NaN.
template <class T>
bool within(T computed, long double exact, long double bound) {
  return std::fabs(static_cast<long double>(computed) - exact) <= bound;
}

}  // namespace support

#endif
