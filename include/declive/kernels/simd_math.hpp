// MathVec<T>: what exp, log and their like need of a register beyond the arithmetic of simd.hpp's Vec<T>, which it is
// derived from.
//
//   div(a, b)          a / b
//   round(a)           the nearest whole number, |a| < 2^22; of NaN anything
//   pow2(n)            2^n for whole n in [-126, 127], of doubles in [-1022, 1023]
//   split(x, e)        x = m 2^e for normal x > 0: gives m in [0.75, 1.5) and sets e
//   scale(a, n)        a 2^n for whole n, rounded once; only where native_scale
//   less(a, b)         the mask of the lanes where a < b; none where one of them is NaN
//   select(m, a, b)    a in the lanes of the mask, b in the others
//   copysign(a, s)     a >= 0 (or NaN) with the sign of s
//   native_scale       whether scale exists, and split takes subnormal numbers too
//
// Exponents are moved by integer arithmetic on the representation: 1.5 2^digits + bias + n has n + bias in its last
// bits, and a shift brings them to where the exponent stands. No compiler flag can take that apart.
#ifndef DECLIVE_KERNELS_SIMD_MATH_HPP
#define DECLIVE_KERNELS_SIMD_MATH_HPP

#include <type_traits>

#include "simd.hpp"

namespace declive::kernels {

/// The representation of float and double, and the numbers of the two tricks above.
template <class T>
struct Ieee;
template <>
struct Ieee<float> {
  using bits = std::uint32_t;
  static constexpr int digits = 23;
  static constexpr float shifter = 12582912.0f + 127;  // 1.5 2^23 + bias
  static constexpr float exponent_base = 8388608.0f;   // 2^23
  static constexpr bits one = 0x3f800000u;             // 1
  static constexpr bits one_over_split = 0x00400000u;  // 1 - 0.75 as integers
  static constexpr bits exponent_bits = 0x7f800000u;
};
template <>
struct Ieee<double> {
  using bits = std::uint64_t;
  static constexpr int digits = 52;
  static constexpr double shifter = 6755399441055744.0 + 1023;
  static constexpr double exponent_base = 4503599627370496.0;
  static constexpr bits one = 0x3ff0000000000000u;
  static constexpr bits one_over_split = 0x0008000000000000u;
  static constexpr bits exponent_bits = 0x7ff0000000000000u;
};
template <class T>
inline constexpr T exponent_bias = T(sizeof(T) == sizeof(float) ? 127 : 1023);

}  // namespace declive::kernels

namespace declive::kernels::portable::inline DECLIVE_ABI {

template <class T>
struct MathVec : Vec<T> {
  using typename Vec<T>::reg;
  using typename Vec<T>::mask;
  using I = Ieee<T>;
  using bits = typename I::bits;
  static constexpr bool native_scale = false;
  DECLIVE_VEC(portable) reg div(reg a, reg b) { return a / b; }
  DECLIVE_VEC(portable) reg round(reg a) {
    constexpr T most = T(4194304);
    const T inside = a > -most && a < most ? a : T(0);
    return static_cast<T>(static_cast<std::int32_t>(inside + (inside < T(0) ? T(-0.5) : T(0.5))));
  }
  DECLIVE_VEC(portable) reg pow2(reg n) {
    return __builtin_bit_cast(T, static_cast<bits>(__builtin_bit_cast(bits, n + I::shifter) << I::digits));
  }
  DECLIVE_VEC(portable) reg split(reg x, reg& e) {
    const bits i = __builtin_bit_cast(bits, x) + I::one_over_split;
    e = static_cast<T>(i >> I::digits) - exponent_bias<T>;
    return __builtin_bit_cast(T, __builtin_bit_cast(bits, x) - (i & I::exponent_bits) + I::one);
  }
  DECLIVE_VEC(portable) mask less(reg a, reg b) { return a < b; }
  DECLIVE_VEC(portable) reg select(mask m, reg a, reg b) { return m ? a : b; }
  DECLIVE_VEC(portable) reg copysign(reg a, reg s) {
    constexpr bits sign = bits{1} << (8 * sizeof(T) - 1);
    return __builtin_bit_cast(T, __builtin_bit_cast(bits, a) | (__builtin_bit_cast(bits, s) & sign));
  }
};

}  // namespace declive::kernels::portable::inline DECLIVE_ABI

#if DECLIVE_X86

namespace declive::kernels::sse2::inline DECLIVE_ABI {

template <class T>
struct MathVec;

template <>
struct MathVec<float> : Vec<float> {
  using I = Ieee<float>;
  static constexpr bool native_scale = false;
  DECLIVE_VEC(sse2) __m128i all(std::uint32_t x) { return _mm_set1_epi32(static_cast<int>(x)); }
  DECLIVE_VEC(sse2) reg div(reg a, reg b) { return _mm_div_ps(a, b); }
  DECLIVE_VEC(sse2) reg round(reg a) { return _mm_cvtepi32_ps(_mm_cvtps_epi32(a)); }
  DECLIVE_VEC(sse2) reg pow2(reg n) {
    return _mm_castsi128_ps(_mm_slli_epi32(_mm_castps_si128(_mm_add_ps(n, set1(I::shifter))), I::digits));
  }
  DECLIVE_VEC(sse2) reg split(reg x, reg& e) {
    const __m128i i = _mm_add_epi32(_mm_castps_si128(x), all(I::one_over_split));
    e = _mm_sub_ps(_mm_cvtepi32_ps(_mm_srli_epi32(i, I::digits)), set1(exponent_bias<float>));
    return _mm_castsi128_ps(
        _mm_add_epi32(_mm_sub_epi32(_mm_castps_si128(x), _mm_and_si128(i, all(I::exponent_bits))), all(I::one)));
  }
  DECLIVE_VEC(sse2) mask less(reg a, reg b) { return _mm_cmplt_ps(a, b); }
  DECLIVE_VEC(sse2) reg select(mask m, reg a, reg b) { return _mm_or_ps(_mm_and_ps(m, a), _mm_andnot_ps(m, b)); }
  DECLIVE_VEC(sse2) reg copysign(reg a, reg s) { return _mm_or_ps(a, _mm_and_ps(s, set1(-0.0f))); }
};

template <>
struct MathVec<double> : Vec<double> {
  using I = Ieee<double>;
  static constexpr bool native_scale = false;
  DECLIVE_VEC(sse2) __m128i all(std::uint64_t x) { return _mm_set1_epi64x(static_cast<long long>(x)); }
  DECLIVE_VEC(sse2) reg div(reg a, reg b) { return _mm_div_pd(a, b); }
  DECLIVE_VEC(sse2) reg round(reg a) { return _mm_cvtepi32_pd(_mm_cvtpd_epi32(a)); }
  DECLIVE_VEC(sse2) reg pow2(reg n) {
    return _mm_castsi128_pd(_mm_slli_epi64(_mm_castpd_si128(_mm_add_pd(n, set1(I::shifter))), I::digits));
  }
  DECLIVE_VEC(sse2) reg split(reg x, reg& e) {
    const __m128i i = _mm_add_epi64(_mm_castpd_si128(x), all(I::one_over_split));
    const __m128i based = _mm_or_si128(_mm_srli_epi64(i, I::digits), _mm_castpd_si128(set1(I::exponent_base)));
    e = _mm_sub_pd(_mm_castsi128_pd(based), set1(I::exponent_base + exponent_bias<double>));
    return _mm_castsi128_pd(
        _mm_add_epi64(_mm_sub_epi64(_mm_castpd_si128(x), _mm_and_si128(i, all(I::exponent_bits))), all(I::one)));
  }
  DECLIVE_VEC(sse2) mask less(reg a, reg b) { return _mm_cmplt_pd(a, b); }
  DECLIVE_VEC(sse2) reg select(mask m, reg a, reg b) { return _mm_or_pd(_mm_and_pd(m, a), _mm_andnot_pd(m, b)); }
  DECLIVE_VEC(sse2) reg copysign(reg a, reg s) { return _mm_or_pd(a, _mm_and_pd(s, set1(-0.0))); }
};

}  // namespace declive::kernels::sse2::inline DECLIVE_ABI

namespace declive::kernels::avx2::inline DECLIVE_ABI {

template <class T>
struct MathVec;

template <>
struct MathVec<float> : Vec<float> {
  using I = Ieee<float>;
  static constexpr bool native_scale = false;
  DECLIVE_VEC(avx2) __m256i all(std::uint32_t x) { return _mm256_set1_epi32(static_cast<int>(x)); }
  DECLIVE_VEC(avx2) reg div(reg a, reg b) { return _mm256_div_ps(a, b); }
  DECLIVE_VEC(avx2) reg round(reg a) { return _mm256_round_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
  DECLIVE_VEC(avx2) reg pow2(reg n) {
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_castps_si256(_mm256_add_ps(n, set1(I::shifter))), I::digits));
  }
  DECLIVE_VEC(avx2) reg split(reg x, reg& e) {
    const __m256i i = _mm256_add_epi32(_mm256_castps_si256(x), all(I::one_over_split));
    e = _mm256_sub_ps(_mm256_cvtepi32_ps(_mm256_srli_epi32(i, I::digits)), set1(exponent_bias<float>));
    return _mm256_castsi256_ps(_mm256_add_epi32(
        _mm256_sub_epi32(_mm256_castps_si256(x), _mm256_and_si256(i, all(I::exponent_bits))), all(I::one)));
  }
  DECLIVE_VEC(avx2) mask less(reg a, reg b) { return _mm256_cmp_ps(a, b, _CMP_LT_OQ); }
  DECLIVE_VEC(avx2) reg select(mask m, reg a, reg b) { return _mm256_blendv_ps(b, a, m); }
  DECLIVE_VEC(avx2) reg copysign(reg a, reg s) { return _mm256_or_ps(a, _mm256_and_ps(s, set1(-0.0f))); }
};

template <>
struct MathVec<double> : Vec<double> {
  using I = Ieee<double>;
  static constexpr bool native_scale = false;
  DECLIVE_VEC(avx2) __m256i all(std::uint64_t x) { return _mm256_set1_epi64x(static_cast<long long>(x)); }
  DECLIVE_VEC(avx2) reg div(reg a, reg b) { return _mm256_div_pd(a, b); }
  DECLIVE_VEC(avx2) reg round(reg a) { return _mm256_round_pd(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
  DECLIVE_VEC(avx2) reg pow2(reg n) {
    return _mm256_castsi256_pd(_mm256_slli_epi64(_mm256_castpd_si256(_mm256_add_pd(n, set1(I::shifter))), I::digits));
  }
  DECLIVE_VEC(avx2) reg split(reg x, reg& e) {
    const __m256i i = _mm256_add_epi64(_mm256_castpd_si256(x), all(I::one_over_split));
    const __m256i based = _mm256_or_si256(_mm256_srli_epi64(i, I::digits), _mm256_castpd_si256(set1(I::exponent_base)));
    e = _mm256_sub_pd(_mm256_castsi256_pd(based), set1(I::exponent_base + exponent_bias<double>));
    return _mm256_castsi256_pd(_mm256_add_epi64(
        _mm256_sub_epi64(_mm256_castpd_si256(x), _mm256_and_si256(i, all(I::exponent_bits))), all(I::one)));
  }
  DECLIVE_VEC(avx2) mask less(reg a, reg b) { return _mm256_cmp_pd(a, b, _CMP_LT_OQ); }
  DECLIVE_VEC(avx2) reg select(mask m, reg a, reg b) { return _mm256_blendv_pd(b, a, m); }
  DECLIVE_VEC(avx2) reg copysign(reg a, reg s) { return _mm256_or_pd(a, _mm256_and_pd(s, set1(-0.0))); }
};

}  // namespace declive::kernels::avx2::inline DECLIVE_ABI

namespace declive::kernels::avx512::inline DECLIVE_ABI {

// Full masks for the reason given at Vec.
template <class T>
struct MathVec;

template <>
struct MathVec<float> : Vec<float> {
  static constexpr bool native_scale = true;
  DECLIVE_VEC(avx512) reg div(reg a, reg b) { return _mm512_div_ps(a, b); }
  DECLIVE_VEC(avx512) reg round(reg a) { return _mm512_maskz_roundscale_ps(all, a, 0x08); }  // no exception
  DECLIVE_VEC(avx512) reg scale(reg a, reg n) { return _mm512_maskz_scalef_ps(all, a, n); }
  DECLIVE_VEC(avx512) reg pow2(reg n) { return scale(set1(1), n); }
  DECLIVE_VEC(avx512) reg split(reg x, reg& e) {
    const reg m = _mm512_maskz_getmant_ps(all, x, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_src);
    e = _mm512_maskz_getexp_ps(all, x);
    e = _mm512_mask_add_ps(e, less(m, set1(1)), e, set1(1));
    return m;
  }
  DECLIVE_VEC(avx512) mask less(reg a, reg b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
  DECLIVE_VEC(avx512) reg select(mask m, reg a, reg b) { return _mm512_mask_blend_ps(m, b, a); }
  DECLIVE_VEC(avx512) reg copysign(reg a, reg s) { return _mm512_or_ps(a, _mm512_and_ps(s, set1(-0.0f))); }
};

template <>
struct MathVec<double> : Vec<double> {
  static constexpr bool native_scale = true;
  DECLIVE_VEC(avx512) reg div(reg a, reg b) { return _mm512_div_pd(a, b); }
  DECLIVE_VEC(avx512) reg round(reg a) { return _mm512_maskz_roundscale_pd(all, a, 0x08); }
  DECLIVE_VEC(avx512) reg scale(reg a, reg n) { return _mm512_maskz_scalef_pd(all, a, n); }
  DECLIVE_VEC(avx512) reg pow2(reg n) { return scale(set1(1), n); }
  DECLIVE_VEC(avx512) reg split(reg x, reg& e) {
    const reg m = _mm512_maskz_getmant_pd(all, x, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_src);
    e = _mm512_maskz_getexp_pd(all, x);
    e = _mm512_mask_add_pd(e, less(m, set1(1)), e, set1(1));
    return m;
  }
  DECLIVE_VEC(avx512) mask less(reg a, reg b) { return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ); }
  DECLIVE_VEC(avx512) reg select(mask m, reg a, reg b) { return _mm512_mask_blend_pd(m, b, a); }
  DECLIVE_VEC(avx512) reg copysign(reg a, reg s) { return _mm512_or_pd(a, _mm512_and_pd(s, set1(-0.0))); }
};

}  // namespace declive::kernels::avx512::inline DECLIVE_ABI

#elif DECLIVE_NEON

namespace declive::kernels::neon::inline DECLIVE_ABI {

template <class T>
struct MathVec;

template <>
struct MathVec<float> : Vec<float> {
  using I = Ieee<float>;
  static constexpr bool native_scale = false;
  DECLIVE_VEC(neon) reg div(reg a, reg b) { return vdivq_f32(a, b); }
  DECLIVE_VEC(neon) reg round(reg a) { return vrndnq_f32(a); }
  DECLIVE_VEC(neon) reg pow2(reg n) {
    return vreinterpretq_f32_u32(vshlq_n_u32(vreinterpretq_u32_f32(vaddq_f32(n, set1(I::shifter))), 23));
  }
  DECLIVE_VEC(neon) reg split(reg x, reg& e) {
    const uint32x4_t whole = vreinterpretq_u32_f32(x), i = vaddq_u32(whole, vdupq_n_u32(I::one_over_split));
    e = vsubq_f32(vcvtq_f32_u32(vshrq_n_u32(i, 23)), set1(exponent_bias<float>));
    return vreinterpretq_f32_u32(
        vaddq_u32(vsubq_u32(whole, vandq_u32(i, vdupq_n_u32(I::exponent_bits))), vdupq_n_u32(I::one)));
  }
  DECLIVE_VEC(neon) mask less(reg a, reg b) { return vcltq_f32(a, b); }
  DECLIVE_VEC(neon) reg select(mask m, reg a, reg b) { return vbslq_f32(m, a, b); }
  DECLIVE_VEC(neon) reg copysign(reg a, reg s) { return vbslq_f32(vdupq_n_u32(0x80000000u), s, a); }
};

template <>
struct MathVec<double> : Vec<double> {
  using I = Ieee<double>;
  static constexpr bool native_scale = false;
  DECLIVE_VEC(neon) reg div(reg a, reg b) { return vdivq_f64(a, b); }
  DECLIVE_VEC(neon) reg round(reg a) { return vrndnq_f64(a); }
  DECLIVE_VEC(neon) reg pow2(reg n) {
    return vreinterpretq_f64_u64(vshlq_n_u64(vreinterpretq_u64_f64(vaddq_f64(n, set1(I::shifter))), 52));
  }
  DECLIVE_VEC(neon) reg split(reg x, reg& e) {
    const uint64x2_t whole = vreinterpretq_u64_f64(x), i = vaddq_u64(whole, vdupq_n_u64(I::one_over_split));
    e = vsubq_f64(vcvtq_f64_u64(vshrq_n_u64(i, 52)), set1(exponent_bias<double>));
    return vreinterpretq_f64_u64(
        vaddq_u64(vsubq_u64(whole, vandq_u64(i, vdupq_n_u64(I::exponent_bits))), vdupq_n_u64(I::one)));
  }
  DECLIVE_VEC(neon) mask less(reg a, reg b) { return vcltq_f64(a, b); }
  DECLIVE_VEC(neon) reg select(mask m, reg a, reg b) { return vbslq_f64(m, a, b); }
  DECLIVE_VEC(neon) reg copysign(reg a, reg s) { return vbslq_f64(vdupq_n_u64(0x8000000000000000u), s, a); }
};

}  // namespace declive::kernels::neon::inline DECLIVE_ABI

#endif

#endif
