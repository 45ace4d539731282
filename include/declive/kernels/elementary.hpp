// exp, log, tanh and the logistic sigmoid of contiguous float and double arrays: the contract, the polynomials, and the
// choice of the kernel.
//
// ## Accuracy
// Every result is within 2 units in the last place of the exact value, over the whole range, subnormal numbers
// included (measured: see docs/losses.md); exp of +-0, tanh of +-0, log of 1 and sigmoid of 0 are exact. NaN gives NaN.
// exp overflows to inf and underflows gradually to 0; log(+-0) is -inf, log of a negative number NaN. An element
// depends on its own value alone: not on its position, the array's length or alignment. Machines with FMA give the same
// bits whatever their vector width; SSE2 and the portable kernels have no fma and round differently, within the same
// bound.
//
// ## Methods
// exp: x = n ln 2 + r with whole n and |r| <= ln 2 / 2, ln 2 in two parts (W. Cody, W. Waite, Software Manual for the
// Elementary Functions, 1980); e^r = 1 + r + r^2 q(r); times 2^n, in two steps where one power of two would not do, of
// which only the last one rounds.
// log: x = 2^e m with m in [0.75, 1.5); with f = m - 1, s = f / (2 + f), z = s^2:
//   log m = 2 atanh(s) = f - (f^2/2 - s (f^2/2 + z q(z)))        (Sun's fdlibm, e_log.c, 1993).
// tanh |x| = t / (t + 2) with t = e^(2|x|) - 1 = 2^n (r + r^2 q(r)) + (2^n - 1).
// sigmoid x = 1 / (1 + z) for x >= 0, z / (1 + z) for x < 0, with z = e^-|x|.
// The q are minimax polynomials, made by tests/kernels/make_elementary_coefficients.py.
#ifndef DECLIVE_KERNELS_ELEMENTARY_HPP
#define DECLIVE_KERNELS_ELEMENTARY_HPP

#include "../error.hpp"
#include "simd_math.hpp"

namespace declive::kernels {

/// exp_minus is e^(x - shift), with the difference rounded; the others have no use for a shift.
enum class Function { exp, exp_minus, log, tanh, sigmoid };

/// The numbers of the methods above, lowest coefficient first.
template <class T>
struct Elementary;
template <>
struct Elementary<float> {
  static constexpr float log2_e = 1.44269504f, ln2_high = 0.693145751953125f, ln2_low = 1.42860682e-6f;
  static constexpr float exp_most = 89, exp_least = -104;  // e^89 is infinite, e^-104 is 0
  static constexpr float tanh_most = 10;                   // tanh 10 is 1
  static constexpr float exp[] = {0.499999934f, 0.166665206f, 0.0416683894f, 0.00836872265f, 0.00138145341f};
  static constexpr float log[] = {0.666669474f, 0.399578238f, 0.303605952f};
  static constexpr float least_normal = 1.17549435e-38f, infinity = __builtin_huge_valf(), nan = __builtin_nanf("");
};
template <>
struct Elementary<double> {
  static constexpr double log2_e = 1.4426950408889634, ln2_high = 0.69314718055966295651,
                          ln2_low = 2.8235290563031577e-13;
  static constexpr double exp_most = 710, exp_least = -746;
  static constexpr double tanh_most = 20;
  static constexpr double exp[] = {
      0.50000000000000106,    0.16666666666666413, 0.041666666666530138,  0.0083333333334940483, 0.0013888888943634584,
      0.00019841269507515648, 2.48014930951828e-5, 2.7557585506788467e-6, 2.7630249429196883e-7, 2.5000344009127698e-8};
  static constexpr double log[] = {0.66666666666672722, 0.39999999996157385, 0.28571429395870072, 0.22222138463818976,
                                   0.18186357347516309, 0.15250166846787622, 0.15368337665531218};
  static constexpr double least_normal = 2.2250738585072014e-308, infinity = __builtin_huge_val(),
                          nan = __builtin_nan("");
};

}  // namespace declive::kernels

#define DECLIVE_KERNEL_FILE "elementary.inl"
#include "for_each_isa.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

namespace dispatch {

template <Function f, class T>
inline void apply(const T* x, T* out, Index n, T shift) {
  DECLIVE_DISPATCH(template apply<f>(x, out, n, shift));
}

}  // namespace dispatch

/// out[i] = f(x[i]) for i in [0, n); `out` is x or disjoint from it. `shift` is for exp_minus.
template <Function f, class T>
void apply(const T* x, T* out, Index n, T shift = T(0)) {
  if (n > 0) dispatch::apply<f>(x, out, n, shift);
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
