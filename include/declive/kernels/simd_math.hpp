// MathVec<T>: what exp, log and their like need of a register beyond the arithmetic of simd.hpp's Vec<T>, which it is
// derived from; for every instruction set.
//
//   shifted(a, b)      a b + shifter, rounded: the nearest whole number n to a b stands in the last bits, |n| < 2^21
//   unshifted(t)       that n
//   pow2(t)            2^n, n in [-126, 127], of doubles in [-1022, 1023]
//   split(x, e)        x = m 2^e for normal x > 0: gives m in [0.75, 1.5) and sets e
//   scale(a, n)        a 2^n for whole n, rounded once; only where native_scale
//   less(a, b)         the mask of the lanes where a < b; none where one of them is NaN
//   select(m, a, b)    a in the lanes of the mask, b in the others
//   copysign(a, s)     a >= 0 (or NaN) with the sign of s
//   native_scale       whether scale exists, and split takes subnormal numbers too
//
// The shifter is 1.5 2^digits + bias: behind it numbers are whole, and n + bias stands where a shift by `digits` makes
// it an exponent.
#ifndef DECLIVE_KERNELS_SIMD_MATH_HPP
#define DECLIVE_KERNELS_SIMD_MATH_HPP

#include "simd.hpp"

namespace declive::kernels {

/// The representation of float and double.
template <class T>
struct Ieee;
template <>
struct Ieee<float> {
  using bits = std::uint32_t;
  static constexpr int digits = 23, bias = 127;
  static constexpr float whole = 8388608;        // 2^digits
  static constexpr bits one = 0x3f800000u;       // 1
  static constexpr bits to_split = 0x00400000u;  // from 0.75 to 1
  static constexpr bits exponent = 0x7f800000u;
};
template <>
struct Ieee<double> {
  using bits = std::uint64_t;
  static constexpr int digits = 52, bias = 1023;
  static constexpr double whole = 4503599627370496;
  static constexpr bits one = 0x3ff0000000000000u;
  static constexpr bits to_split = 0x0008000000000000u;
  static constexpr bits exponent = 0x7ff0000000000000u;
};

/// The unsigned integers that a register of `bytes` is made of; a scalar is made of one.
template <class U, std::size_t bytes>
struct Unsigned;
#if DECLIVE_X86 || DECLIVE_NEON
template <class U, std::size_t bytes>
  requires(bytes > sizeof(U))
struct Unsigned<U, bytes> {
  typedef U type __attribute__((vector_size(bytes)));
};
#endif
template <class U, std::size_t bytes>
  requires(bytes == sizeof(U))
struct Unsigned<U, bytes> {
  using type = U;
};

}  // namespace declive::kernels

#define DECLIVE_KERNEL_FILE "simd_math.inl"
#include "for_each_isa.hpp"

#endif
