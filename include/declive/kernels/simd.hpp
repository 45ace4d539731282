// One register type per instruction set and scalar: Vec<float>, Vec<double> in the namespaces portable, sse2, avx2,
// avx512 and neon, all with the same members, so that a kernel is written once (its .inl file) and compiled for each of
// them by for_each_isa.hpp.
//
//   reg, size                  the register and its number of lanes
//   zero() set1(x)             all lanes 0, all lanes x
//   load store                 any alignment
//   load_n store_n             the memory of the first n lanes only, 0 <= n <= size; other lanes read as 0
//   free_masks                 whether load_n in a loop costs no more than load
//   add sub mul div            lane by lane
//   sqrt                       rounded correctly
//   fma(a, b, c)               a b + c; one rounding in avx2, avx512 and neon, and in portable and sse2 where the
//                              file's own flags have fma; else two
//   abs                        clears the sign
//   least greatest             min and max where no lane is NaN; see unordered
//   unordered any              ors the lanes that are NaN (in a, or in a or b) into a mask; whether a lane of it is set
//   columns(p, rs)             the first `depth` elements of `size` rows rs apart: lane r of the q-th is p[r rs + q];
//                              not in Vec of avx512, only in its Narrow
//   sum                        of all lanes, folded: l and l + size/2, then l and l + size/4, ...
//   least_lane greatest_lane   the extreme of all lanes where none is NaN
//
// Narrow<T> is the register for a product's last columns: a part of Vec<T> where that is faster, else Vec<T> itself.
//
// Every member carries the target attribute of its instruction set and is always_inline: GCC inlines an intrinsic only
// into a function with the same target, and a register must never cross a call (the calling convention depends on the
// caller's flags).
#ifndef DECLIVE_KERNELS_SIMD_HPP
#define DECLIVE_KERNELS_SIMD_HPP

#include <cmath>
#include <cstdint>

#include "../error.hpp"

#if DECLIVE_X86
#include <immintrin.h>
#define DECLIVE_TARGET_sse2
#define DECLIVE_TARGET_avx2 gnu::target("avx2,fma")
#define DECLIVE_TARGET_avx512 gnu::target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma")
#elif DECLIVE_NEON
#include <arm_neon.h>
#define DECLIVE_TARGET_neon
#endif
#define DECLIVE_TARGET_portable

// A member of Vec for instruction set `isa`.
#define DECLIVE_VEC(isa) DECLIVE_INLINE [[DECLIVE_TARGET_##isa]] static

namespace declive::kernels::portable::inline DECLIVE_ABI {

/// One lane: what runs where no intrinsics are known.
template <class T>
struct Vec {
  using reg = T;
  using mask = bool;
  static constexpr Index size = 1;
  static constexpr bool free_masks = false;
  DECLIVE_VEC(portable) reg zero() { return T(0); }
  DECLIVE_VEC(portable) reg set1(T x) { return x; }
  DECLIVE_VEC(portable) reg load(const T* p) { return *p; }
  DECLIVE_VEC(portable) reg load_n(const T* p, Index n) { return n > 0 ? *p : T(0); }
  DECLIVE_VEC(portable) void store(T* p, reg a) { *p = a; }
  DECLIVE_VEC(portable) void store_n(T* p, reg a, Index n) {
    if (n > 0) *p = a;
  }
  DECLIVE_VEC(portable) reg add(reg a, reg b) { return a + b; }
  DECLIVE_VEC(portable) reg sub(reg a, reg b) { return a - b; }
  DECLIVE_VEC(portable) reg mul(reg a, reg b) { return a * b; }
  DECLIVE_VEC(portable) reg div(reg a, reg b) { return a / b; }
  DECLIVE_VEC(portable) reg sqrt(reg a) {
    using std::sqrt;
    return sqrt(a);
  }
  // Where the file's flags have fma GCC makes one of any a * b + c, and of a b + c d either one: so it is said which.
  DECLIVE_VEC(portable) reg fma(reg a, reg b, reg c) {
#ifdef __FP_FAST_FMA
    if constexpr (sizeof(T) == sizeof(float))
      return __builtin_fmaf(a, b, c);
    else
      return __builtin_fma(a, b, c);
#else
    return a * b + c;
#endif
  }
  DECLIVE_VEC(portable) reg abs(reg a) { return a < T(0) ? -a : a + T(0); }  // + 0 turns -0 into 0
  DECLIVE_VEC(portable) reg least(reg a, reg b) { return a < b ? a : b; }
  DECLIVE_VEC(portable) reg greatest(reg a, reg b) { return a > b ? a : b; }
  DECLIVE_VEC(portable) mask no_lane() { return false; }
  DECLIVE_VEC(portable) mask unordered(mask m, reg a) { return m || a != a; }
  DECLIVE_VEC(portable) mask unordered(mask m, reg a, reg b) { return m || a != a || b != b; }
  DECLIVE_VEC(portable) bool any(mask m) { return m; }
  static constexpr Index depth = 1;
  struct Columns {
    reg c0, c1, c2, c3;
  };
  DECLIVE_VEC(portable) Columns columns(const T* p, Index) { return {*p, T(0), T(0), T(0)}; }
  DECLIVE_VEC(portable) T sum(reg a) { return a; }
  DECLIVE_VEC(portable) T least_lane(reg a) { return a; }
  DECLIVE_VEC(portable) T greatest_lane(reg a) { return a; }
};

template <class T>
using Narrow = Vec<T>;

}  // namespace declive::kernels::portable::inline DECLIVE_ABI

#if DECLIVE_X86

namespace declive::kernels::sse2::inline DECLIVE_ABI {

template <class T>
struct Vec;

template <>
struct Vec<float> {
  using reg = __m128;
  using mask = __m128;
  static constexpr Index size = 4;
  static constexpr bool free_masks = false;
  DECLIVE_VEC(sse2) reg zero() { return _mm_setzero_ps(); }
  DECLIVE_VEC(sse2) reg set1(float x) { return _mm_set1_ps(x); }
  DECLIVE_VEC(sse2) reg load(const float* p) { return _mm_loadu_ps(p); }
  DECLIVE_VEC(sse2) reg load_n(const float* p, Index n) {
    if (n >= 4) return load(p);
    const __m128 x = n > 0 ? _mm_load_ss(p) : zero();
    if (n < 2) return x;
    const __m128 xy = _mm_unpacklo_ps(x, _mm_load_ss(p + 1));
    return n < 3 ? xy : _mm_movelh_ps(xy, _mm_load_ss(p + 2));
  }
  DECLIVE_VEC(sse2) void store(float* p, reg a) { _mm_storeu_ps(p, a); }
  DECLIVE_VEC(sse2) void store_n(float* p, reg a, Index n) {
    if (n >= 4) return store(p, a);
    if (n > 0) _mm_store_ss(p, a);
    if (n > 1) _mm_store_ss(p + 1, _mm_shuffle_ps(a, a, 1));
    if (n > 2) _mm_store_ss(p + 2, _mm_movehl_ps(a, a));
  }
  DECLIVE_VEC(sse2) reg add(reg a, reg b) { return _mm_add_ps(a, b); }
  DECLIVE_VEC(sse2) reg sub(reg a, reg b) { return _mm_sub_ps(a, b); }
  DECLIVE_VEC(sse2) reg mul(reg a, reg b) { return _mm_mul_ps(a, b); }
  DECLIVE_VEC(sse2) reg div(reg a, reg b) { return _mm_div_ps(a, b); }
  DECLIVE_VEC(sse2) reg sqrt(reg a) { return _mm_sqrt_ps(a); }
  DECLIVE_VEC(sse2) reg fma(reg a, reg b, reg c) {
#ifdef __FMA__
    return _mm_fmadd_ps(a, b, c);
#else
    return _mm_add_ps(_mm_mul_ps(a, b), c);
#endif
  }
  DECLIVE_VEC(sse2) reg abs(reg a) { return _mm_andnot_ps(_mm_set1_ps(-0.0f), a); }
  DECLIVE_VEC(sse2) reg least(reg a, reg b) { return _mm_min_ps(a, b); }
  DECLIVE_VEC(sse2) reg greatest(reg a, reg b) { return _mm_max_ps(a, b); }
  DECLIVE_VEC(sse2) mask no_lane() { return zero(); }
  DECLIVE_VEC(sse2) mask unordered(mask m, reg a) { return _mm_or_ps(m, _mm_cmpunord_ps(a, a)); }
  DECLIVE_VEC(sse2) mask unordered(mask m, reg a, reg b) { return _mm_or_ps(m, _mm_cmpunord_ps(a, b)); }
  DECLIVE_VEC(sse2) bool any(mask m) { return _mm_movemask_ps(m) != 0; }
  static constexpr Index depth = 4;
  struct Columns {
    reg c0, c1, c2, c3;
  };
  DECLIVE_VEC(sse2) Columns columns(const float* p, Index rs) {
    const reg a = load(p), b = load(p + rs), c = load(p + 2 * rs), d = load(p + 3 * rs);
    const reg ab0 = _mm_unpacklo_ps(a, b), ab2 = _mm_unpackhi_ps(a, b), cd0 = _mm_unpacklo_ps(c, d),
              cd2 = _mm_unpackhi_ps(c, d);
    return {_mm_movelh_ps(ab0, cd0), _mm_movehl_ps(cd0, ab0), _mm_movelh_ps(ab2, cd2), _mm_movehl_ps(cd2, ab2)};
  }
  DECLIVE_VEC(sse2) float sum(reg a) {
    const reg b = _mm_add_ps(a, _mm_movehl_ps(a, a));
    return _mm_cvtss_f32(_mm_add_ss(b, _mm_shuffle_ps(b, b, 1)));
  }
  DECLIVE_VEC(sse2) float least_lane(reg a) {
    const __m128 a2 = _mm_min_ps(a, _mm_movehl_ps(a, a));
    return _mm_cvtss_f32(_mm_min_ss(a2, _mm_shuffle_ps(a2, a2, 1)));
  }
  DECLIVE_VEC(sse2) float greatest_lane(reg a) {
    const __m128 a2 = _mm_max_ps(a, _mm_movehl_ps(a, a));
    return _mm_cvtss_f32(_mm_max_ss(a2, _mm_shuffle_ps(a2, a2, 1)));
  }
};

template <>
struct Vec<double> {
  using reg = __m128d;
  using mask = __m128d;
  static constexpr Index size = 2;
  static constexpr bool free_masks = false;
  DECLIVE_VEC(sse2) reg zero() { return _mm_setzero_pd(); }
  DECLIVE_VEC(sse2) reg set1(double x) { return _mm_set1_pd(x); }
  DECLIVE_VEC(sse2) reg load(const double* p) { return _mm_loadu_pd(p); }
  DECLIVE_VEC(sse2) reg load_n(const double* p, Index n) {
    if (n >= 2) return load(p);
    return n > 0 ? _mm_load_sd(p) : zero();
  }
  DECLIVE_VEC(sse2) void store(double* p, reg a) { _mm_storeu_pd(p, a); }
  DECLIVE_VEC(sse2) void store_n(double* p, reg a, Index n) {
    if (n >= 2) return store(p, a);
    if (n > 0) _mm_store_sd(p, a);
  }
  DECLIVE_VEC(sse2) reg add(reg a, reg b) { return _mm_add_pd(a, b); }
  DECLIVE_VEC(sse2) reg sub(reg a, reg b) { return _mm_sub_pd(a, b); }
  DECLIVE_VEC(sse2) reg mul(reg a, reg b) { return _mm_mul_pd(a, b); }
  DECLIVE_VEC(sse2) reg div(reg a, reg b) { return _mm_div_pd(a, b); }
  DECLIVE_VEC(sse2) reg sqrt(reg a) { return _mm_sqrt_pd(a); }
  DECLIVE_VEC(sse2) reg fma(reg a, reg b, reg c) {
#ifdef __FMA__
    return _mm_fmadd_pd(a, b, c);
#else
    return _mm_add_pd(_mm_mul_pd(a, b), c);
#endif
  }
  DECLIVE_VEC(sse2) reg abs(reg a) { return _mm_andnot_pd(_mm_set1_pd(-0.0), a); }
  DECLIVE_VEC(sse2) reg least(reg a, reg b) { return _mm_min_pd(a, b); }
  DECLIVE_VEC(sse2) reg greatest(reg a, reg b) { return _mm_max_pd(a, b); }
  DECLIVE_VEC(sse2) mask no_lane() { return zero(); }
  DECLIVE_VEC(sse2) mask unordered(mask m, reg a) { return _mm_or_pd(m, _mm_cmpunord_pd(a, a)); }
  DECLIVE_VEC(sse2) mask unordered(mask m, reg a, reg b) { return _mm_or_pd(m, _mm_cmpunord_pd(a, b)); }
  DECLIVE_VEC(sse2) bool any(mask m) { return _mm_movemask_pd(m) != 0; }
  static constexpr Index depth = 2;
  struct Columns {
    reg c0, c1, c2, c3;
  };
  DECLIVE_VEC(sse2) Columns columns(const double* p, Index rs) {
    const reg a = load(p), b = load(p + rs);
    return {_mm_unpacklo_pd(a, b), _mm_unpackhi_pd(a, b), zero(), zero()};
  }
  DECLIVE_VEC(sse2) double sum(reg a) { return _mm_cvtsd_f64(_mm_add_sd(a, _mm_unpackhi_pd(a, a))); }
  DECLIVE_VEC(sse2) double least_lane(reg a) { return _mm_cvtsd_f64(_mm_min_sd(a, _mm_unpackhi_pd(a, a))); }
  DECLIVE_VEC(sse2) double greatest_lane(reg a) { return _mm_cvtsd_f64(_mm_max_sd(a, _mm_unpackhi_pd(a, a))); }
};

template <class T>
using Narrow = Vec<T>;

}  // namespace declive::kernels::sse2::inline DECLIVE_ABI

namespace declive::kernels::avx2::inline DECLIVE_ABI {

// n ones before eight zeros: loading at [8 - n] gives the mask of the first n lanes.
inline constexpr std::int32_t first_lanes[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};

template <class T>
struct Vec;

template <>
struct Vec<float> {
  using reg = __m256;
  using mask = __m256;
  static constexpr Index size = 8;
  static constexpr bool free_masks = true;
  DECLIVE_VEC(avx2) __m256i first(Index n) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(first_lanes + 8 - n));
  }
  DECLIVE_VEC(avx2) reg zero() { return _mm256_setzero_ps(); }
  DECLIVE_VEC(avx2) reg set1(float x) { return _mm256_set1_ps(x); }
  DECLIVE_VEC(avx2) reg load(const float* p) { return _mm256_loadu_ps(p); }
  DECLIVE_VEC(avx2) reg load_n(const float* p, Index n) { return _mm256_maskload_ps(p, first(n)); }
  DECLIVE_VEC(avx2) void store(float* p, reg a) { _mm256_storeu_ps(p, a); }
  // AMD's masked stores of AVX take tens of cycles.
  DECLIVE_VEC(avx2) void store_n(float* p, reg a, Index n) {
    if (n >= 8) return store(p, a);
    __m128 b = _mm256_castps256_ps128(a);
    if (n >= 4) {
      _mm_storeu_ps(p, b);
      b = _mm256_extractf128_ps(a, 1);
      p += 4;
      n -= 4;
    }
    if (n > 0) _mm_store_ss(p, b);
    if (n > 1) _mm_store_ss(p + 1, _mm_shuffle_ps(b, b, 1));
    if (n > 2) _mm_store_ss(p + 2, _mm_movehl_ps(b, b));
  }
  DECLIVE_VEC(avx2) reg add(reg a, reg b) { return _mm256_add_ps(a, b); }
  DECLIVE_VEC(avx2) reg sub(reg a, reg b) { return _mm256_sub_ps(a, b); }
  DECLIVE_VEC(avx2) reg mul(reg a, reg b) { return _mm256_mul_ps(a, b); }
  DECLIVE_VEC(avx2) reg div(reg a, reg b) { return _mm256_div_ps(a, b); }
  DECLIVE_VEC(avx2) reg sqrt(reg a) { return _mm256_sqrt_ps(a); }
  DECLIVE_VEC(avx2) reg fma(reg a, reg b, reg c) { return _mm256_fmadd_ps(a, b, c); }
  DECLIVE_VEC(avx2) reg abs(reg a) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), a); }
  DECLIVE_VEC(avx2) reg least(reg a, reg b) { return _mm256_min_ps(a, b); }
  DECLIVE_VEC(avx2) reg greatest(reg a, reg b) { return _mm256_max_ps(a, b); }
  DECLIVE_VEC(avx2) mask no_lane() { return zero(); }
  DECLIVE_VEC(avx2) mask unordered(mask m, reg a) { return _mm256_or_ps(m, _mm256_cmp_ps(a, a, _CMP_UNORD_Q)); }
  DECLIVE_VEC(avx2) mask unordered(mask m, reg a, reg b) { return _mm256_or_ps(m, _mm256_cmp_ps(a, b, _CMP_UNORD_Q)); }
  DECLIVE_VEC(avx2) bool any(mask m) { return _mm256_movemask_ps(m) != 0; }
  static constexpr Index depth = 4;
  struct Columns {
    reg c0, c1, c2, c3;
  };
  DECLIVE_VEC(avx2) reg two_rows(const float* p, Index rs) {  // rows 0 and 4
    return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(p)), _mm_loadu_ps(p + 4 * rs), 1);
  }
  DECLIVE_VEC(avx2) Columns columns(const float* p, Index rs) {
    const reg a = two_rows(p, rs), b = two_rows(p + rs, rs), c = two_rows(p + 2 * rs, rs), d = two_rows(p + 3 * rs, rs);
    const reg ab0 = _mm256_unpacklo_ps(a, b), ab2 = _mm256_unpackhi_ps(a, b), cd0 = _mm256_unpacklo_ps(c, d),
              cd2 = _mm256_unpackhi_ps(c, d);
    return {_mm256_shuffle_ps(ab0, cd0, 0x44), _mm256_shuffle_ps(ab0, cd0, 0xee), _mm256_shuffle_ps(ab2, cd2, 0x44),
            _mm256_shuffle_ps(ab2, cd2, 0xee)};
  }
  DECLIVE_VEC(avx2) float sum(reg a) {
    const __m128 b = _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
    const __m128 c = _mm_add_ps(b, _mm_movehl_ps(b, b));
    return _mm_cvtss_f32(_mm_add_ss(c, _mm_shuffle_ps(c, c, 1)));
  }
  DECLIVE_VEC(avx2) float least_lane(reg a) {
    const __m128 b = _mm_min_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
    const __m128 b2 = _mm_min_ps(b, _mm_movehl_ps(b, b));
    return _mm_cvtss_f32(_mm_min_ss(b2, _mm_shuffle_ps(b2, b2, 1)));
  }
  DECLIVE_VEC(avx2) float greatest_lane(reg a) {
    const __m128 b = _mm_max_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
    const __m128 b2 = _mm_max_ps(b, _mm_movehl_ps(b, b));
    return _mm_cvtss_f32(_mm_max_ss(b2, _mm_shuffle_ps(b2, b2, 1)));
  }
};

template <>
struct Vec<double> {
  using reg = __m256d;
  using mask = __m256d;
  static constexpr Index size = 4;
  static constexpr bool free_masks = true;
  DECLIVE_VEC(avx2) __m256i first(Index n) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(first_lanes + 8 - 2 * n));
  }
  DECLIVE_VEC(avx2) reg zero() { return _mm256_setzero_pd(); }
  DECLIVE_VEC(avx2) reg set1(double x) { return _mm256_set1_pd(x); }
  DECLIVE_VEC(avx2) reg load(const double* p) { return _mm256_loadu_pd(p); }
  DECLIVE_VEC(avx2) reg load_n(const double* p, Index n) { return _mm256_maskload_pd(p, first(n)); }
  DECLIVE_VEC(avx2) void store(double* p, reg a) { _mm256_storeu_pd(p, a); }
  DECLIVE_VEC(avx2) void store_n(double* p, reg a, Index n) {
    if (n >= 4) return store(p, a);
    __m128d b = _mm256_castpd256_pd128(a);
    if (n >= 2) {
      _mm_storeu_pd(p, b);
      b = _mm256_extractf128_pd(a, 1);
      p += 2;
      n -= 2;
    }
    if (n > 0) _mm_store_sd(p, b);
  }
  DECLIVE_VEC(avx2) reg add(reg a, reg b) { return _mm256_add_pd(a, b); }
  DECLIVE_VEC(avx2) reg sub(reg a, reg b) { return _mm256_sub_pd(a, b); }
  DECLIVE_VEC(avx2) reg mul(reg a, reg b) { return _mm256_mul_pd(a, b); }
  DECLIVE_VEC(avx2) reg div(reg a, reg b) { return _mm256_div_pd(a, b); }
  DECLIVE_VEC(avx2) reg sqrt(reg a) { return _mm256_sqrt_pd(a); }
  DECLIVE_VEC(avx2) reg fma(reg a, reg b, reg c) { return _mm256_fmadd_pd(a, b, c); }
  DECLIVE_VEC(avx2) reg abs(reg a) { return _mm256_andnot_pd(_mm256_set1_pd(-0.0), a); }
  DECLIVE_VEC(avx2) reg least(reg a, reg b) { return _mm256_min_pd(a, b); }
  DECLIVE_VEC(avx2) reg greatest(reg a, reg b) { return _mm256_max_pd(a, b); }
  DECLIVE_VEC(avx2) mask no_lane() { return zero(); }
  DECLIVE_VEC(avx2) mask unordered(mask m, reg a) { return _mm256_or_pd(m, _mm256_cmp_pd(a, a, _CMP_UNORD_Q)); }
  DECLIVE_VEC(avx2) mask unordered(mask m, reg a, reg b) { return _mm256_or_pd(m, _mm256_cmp_pd(a, b, _CMP_UNORD_Q)); }
  DECLIVE_VEC(avx2) bool any(mask m) { return _mm256_movemask_pd(m) != 0; }
  static constexpr Index depth = 2;
  struct Columns {
    reg c0, c1, c2, c3;
  };
  DECLIVE_VEC(avx2) reg two_rows(const double* p, Index rs) {  // rows 0 and 2
    return _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(p)), _mm_loadu_pd(p + 2 * rs), 1);
  }
  DECLIVE_VEC(avx2) Columns columns(const double* p, Index rs) {
    const reg a = two_rows(p, rs), b = two_rows(p + rs, rs);
    return {_mm256_unpacklo_pd(a, b), _mm256_unpackhi_pd(a, b), zero(), zero()};
  }
  DECLIVE_VEC(avx2) double sum(reg a) {
    const __m128d b = _mm_add_pd(_mm256_castpd256_pd128(a), _mm256_extractf128_pd(a, 1));
    return _mm_cvtsd_f64(_mm_add_sd(b, _mm_unpackhi_pd(b, b)));
  }
  DECLIVE_VEC(avx2) double least_lane(reg a) {
    const __m128d b = _mm_min_pd(_mm256_castpd256_pd128(a), _mm256_extractf128_pd(a, 1));
    return _mm_cvtsd_f64(_mm_min_sd(b, _mm_unpackhi_pd(b, b)));
  }
  DECLIVE_VEC(avx2) double greatest_lane(reg a) {
    const __m128d b = _mm_max_pd(_mm256_castpd256_pd128(a), _mm256_extractf128_pd(a, 1));
    return _mm_cvtsd_f64(_mm_max_sd(b, _mm_unpackhi_pd(b, b)));
  }
};

template <class T>
using Narrow = Vec<T>;

}  // namespace declive::kernels::avx2::inline DECLIVE_ABI

namespace declive::kernels::avx512::inline DECLIVE_ABI {

// The zero-masked forms with a full mask compile to the plain instruction; GCC 12's plain forms warn of an
// uninitialised variable of its own header wherever they are inlined.
template <class T>
struct Vec;

template <>
struct Vec<float> {
  using reg = __m512;
  using mask = __mmask16;
  static constexpr Index size = 16;
  static constexpr bool free_masks = true;
  static constexpr __mmask16 all = 0xffff;
  DECLIVE_VEC(avx512) __mmask16 first(Index n) { return static_cast<__mmask16>((1u << n) - 1u); }
  DECLIVE_VEC(avx512) reg zero() { return _mm512_setzero_ps(); }
  DECLIVE_VEC(avx512) reg set1(float x) { return _mm512_set1_ps(x); }
  DECLIVE_VEC(avx512) reg load(const float* p) { return _mm512_loadu_ps(p); }
  DECLIVE_VEC(avx512) reg load_n(const float* p, Index n) { return _mm512_maskz_loadu_ps(first(n), p); }
  DECLIVE_VEC(avx512) void store(float* p, reg a) { _mm512_storeu_ps(p, a); }
  DECLIVE_VEC(avx512) void store_n(float* p, reg a, Index n) { _mm512_mask_storeu_ps(p, first(n), a); }
  DECLIVE_VEC(avx512) reg add(reg a, reg b) { return _mm512_add_ps(a, b); }
  DECLIVE_VEC(avx512) reg sub(reg a, reg b) { return _mm512_sub_ps(a, b); }
  DECLIVE_VEC(avx512) reg mul(reg a, reg b) { return _mm512_mul_ps(a, b); }
  DECLIVE_VEC(avx512) reg div(reg a, reg b) { return _mm512_div_ps(a, b); }
  DECLIVE_VEC(avx512) reg sqrt(reg a) { return _mm512_maskz_sqrt_ps(all, a); }
  DECLIVE_VEC(avx512) reg fma(reg a, reg b, reg c) { return _mm512_fmadd_ps(a, b, c); }
  DECLIVE_VEC(avx512) reg abs(reg a) { return _mm512_andnot_ps(_mm512_set1_ps(-0.0f), a); }
  DECLIVE_VEC(avx512) reg least(reg a, reg b) { return _mm512_maskz_min_ps(all, a, b); }
  DECLIVE_VEC(avx512) reg greatest(reg a, reg b) { return _mm512_maskz_max_ps(all, a, b); }
  DECLIVE_VEC(avx512) mask no_lane() { return 0; }
  DECLIVE_VEC(avx512) mask unordered(mask m, reg a) {
    return static_cast<mask>(m | _mm512_cmp_ps_mask(a, a, _CMP_UNORD_Q));
  }
  DECLIVE_VEC(avx512) mask unordered(mask m, reg a, reg b) {
    return static_cast<mask>(m | _mm512_cmp_ps_mask(a, b, _CMP_UNORD_Q));
  }
  DECLIVE_VEC(avx512) bool any(mask m) { return m != 0; }
  DECLIVE_VEC(avx512) float sum(reg a) {
    const __m256 b = _mm256_add_ps(_mm512_maskz_extractf32x8_ps(0xff, a, 0), _mm512_maskz_extractf32x8_ps(0xff, a, 1));
    const __m128 c = _mm_add_ps(_mm256_castps256_ps128(b), _mm256_extractf128_ps(b, 1));
    const __m128 d = _mm_add_ps(c, _mm_movehl_ps(c, c));
    return _mm_cvtss_f32(_mm_add_ss(d, _mm_shuffle_ps(d, d, 1)));
  }
  DECLIVE_VEC(avx512) float least_lane(reg a) {
    const __m256 b = _mm256_min_ps(_mm512_maskz_extractf32x8_ps(0xff, a, 0), _mm512_maskz_extractf32x8_ps(0xff, a, 1));
    const __m128 c = _mm_min_ps(_mm256_castps256_ps128(b), _mm256_extractf128_ps(b, 1));
    const __m128 c2 = _mm_min_ps(c, _mm_movehl_ps(c, c));
    return _mm_cvtss_f32(_mm_min_ss(c2, _mm_shuffle_ps(c2, c2, 1)));
  }
  DECLIVE_VEC(avx512) float greatest_lane(reg a) {
    const __m256 b = _mm256_max_ps(_mm512_maskz_extractf32x8_ps(0xff, a, 0), _mm512_maskz_extractf32x8_ps(0xff, a, 1));
    const __m128 c = _mm_max_ps(_mm256_castps256_ps128(b), _mm256_extractf128_ps(b, 1));
    const __m128 c2 = _mm_max_ps(c, _mm_movehl_ps(c, c));
    return _mm_cvtss_f32(_mm_max_ss(c2, _mm_shuffle_ps(c2, c2, 1)));
  }
};

template <>
struct Vec<double> {
  using reg = __m512d;
  using mask = __mmask8;
  static constexpr Index size = 8;
  static constexpr bool free_masks = true;
  static constexpr __mmask8 all = 0xff;
  DECLIVE_VEC(avx512) __mmask8 first(Index n) { return static_cast<__mmask8>((1u << n) - 1u); }
  DECLIVE_VEC(avx512) reg zero() { return _mm512_setzero_pd(); }
  DECLIVE_VEC(avx512) reg set1(double x) { return _mm512_set1_pd(x); }
  DECLIVE_VEC(avx512) reg load(const double* p) { return _mm512_loadu_pd(p); }
  DECLIVE_VEC(avx512) reg load_n(const double* p, Index n) { return _mm512_maskz_loadu_pd(first(n), p); }
  DECLIVE_VEC(avx512) void store(double* p, reg a) { _mm512_storeu_pd(p, a); }
  DECLIVE_VEC(avx512) void store_n(double* p, reg a, Index n) { _mm512_mask_storeu_pd(p, first(n), a); }
  DECLIVE_VEC(avx512) reg add(reg a, reg b) { return _mm512_add_pd(a, b); }
  DECLIVE_VEC(avx512) reg sub(reg a, reg b) { return _mm512_sub_pd(a, b); }
  DECLIVE_VEC(avx512) reg mul(reg a, reg b) { return _mm512_mul_pd(a, b); }
  DECLIVE_VEC(avx512) reg div(reg a, reg b) { return _mm512_div_pd(a, b); }
  DECLIVE_VEC(avx512) reg sqrt(reg a) { return _mm512_maskz_sqrt_pd(all, a); }
  DECLIVE_VEC(avx512) reg fma(reg a, reg b, reg c) { return _mm512_fmadd_pd(a, b, c); }
  DECLIVE_VEC(avx512) reg abs(reg a) { return _mm512_andnot_pd(_mm512_set1_pd(-0.0), a); }
  DECLIVE_VEC(avx512) reg least(reg a, reg b) { return _mm512_maskz_min_pd(all, a, b); }
  DECLIVE_VEC(avx512) reg greatest(reg a, reg b) { return _mm512_maskz_max_pd(all, a, b); }
  DECLIVE_VEC(avx512) mask no_lane() { return 0; }
  DECLIVE_VEC(avx512) mask unordered(mask m, reg a) {
    return static_cast<mask>(m | _mm512_cmp_pd_mask(a, a, _CMP_UNORD_Q));
  }
  DECLIVE_VEC(avx512) mask unordered(mask m, reg a, reg b) {
    return static_cast<mask>(m | _mm512_cmp_pd_mask(a, b, _CMP_UNORD_Q));
  }
  DECLIVE_VEC(avx512) bool any(mask m) { return m != 0; }
  DECLIVE_VEC(avx512) double sum(reg a) {
    const __m256d b = _mm256_add_pd(_mm512_maskz_extractf64x4_pd(0xf, a, 0), _mm512_maskz_extractf64x4_pd(0xf, a, 1));
    const __m128d c = _mm_add_pd(_mm256_castpd256_pd128(b), _mm256_extractf128_pd(b, 1));
    return _mm_cvtsd_f64(_mm_add_sd(c, _mm_unpackhi_pd(c, c)));
  }
  DECLIVE_VEC(avx512) double least_lane(reg a) {
    const __m256d b = _mm256_min_pd(_mm512_maskz_extractf64x4_pd(0xf, a, 0), _mm512_maskz_extractf64x4_pd(0xf, a, 1));
    const __m128d c = _mm_min_pd(_mm256_castpd256_pd128(b), _mm256_extractf128_pd(b, 1));
    return _mm_cvtsd_f64(_mm_min_sd(c, _mm_unpackhi_pd(c, c)));
  }
  DECLIVE_VEC(avx512) double greatest_lane(reg a) {
    const __m256d b = _mm256_max_pd(_mm512_maskz_extractf64x4_pd(0xf, a, 0), _mm512_maskz_extractf64x4_pd(0xf, a, 1));
    const __m128d c = _mm_max_pd(_mm256_castpd256_pd128(b), _mm256_extractf128_pd(b, 1));
    return _mm_cvtsd_f64(_mm_max_sd(c, _mm_unpackhi_pd(c, c)));
  }
};

// Half a register: a machine whose 512-bit fma takes two halves' time does the last columns of a product in it.
template <class T>
struct Half;

template <>
struct Half<float> : avx2::Vec<float> {
  static constexpr bool free_masks = true;
  DECLIVE_VEC(avx512) reg load_n(const float* p, Index n) {
    return _mm256_maskz_loadu_ps(static_cast<__mmask8>((1u << n) - 1u), p);
  }
  DECLIVE_VEC(avx512) void store_n(float* p, reg a, Index n) {
    _mm256_mask_storeu_ps(p, static_cast<__mmask8>((1u << n) - 1u), a);
  }
};

template <>
struct Half<double> : avx2::Vec<double> {
  static constexpr bool free_masks = true;
  DECLIVE_VEC(avx512) reg load_n(const double* p, Index n) {
    return _mm256_maskz_loadu_pd(static_cast<__mmask8>((1u << n) - 1u), p);
  }
  DECLIVE_VEC(avx512) void store_n(double* p, reg a, Index n) {
    _mm256_mask_storeu_pd(p, static_cast<__mmask8>((1u << n) - 1u), a);
  }
};

template <class T>
using Narrow = Half<T>;

}  // namespace declive::kernels::avx512::inline DECLIVE_ABI

#elif DECLIVE_NEON

namespace declive::kernels::neon::inline DECLIVE_ABI {

template <class T>
struct Vec;

template <>
struct Vec<float> {
  using reg = float32x4_t;
  using mask = uint32x4_t;
  static constexpr Index size = 4;
  static constexpr bool free_masks = false;
  DECLIVE_VEC(neon) reg zero() { return vdupq_n_f32(0); }
  DECLIVE_VEC(neon) reg set1(float x) { return vdupq_n_f32(x); }
  DECLIVE_VEC(neon) reg load(const float* p) { return vld1q_f32(p); }
  DECLIVE_VEC(neon) reg load_n(const float* p, Index n) {
    if (n >= 4) return load(p);
    reg a = zero();
    if (n > 0) a = vld1q_lane_f32(p, a, 0);
    if (n > 1) a = vld1q_lane_f32(p + 1, a, 1);
    if (n > 2) a = vld1q_lane_f32(p + 2, a, 2);
    return a;
  }
  DECLIVE_VEC(neon) void store(float* p, reg a) { vst1q_f32(p, a); }
  DECLIVE_VEC(neon) void store_n(float* p, reg a, Index n) {
    if (n >= 4) return store(p, a);
    if (n > 0) vst1q_lane_f32(p, a, 0);
    if (n > 1) vst1q_lane_f32(p + 1, a, 1);
    if (n > 2) vst1q_lane_f32(p + 2, a, 2);
  }
  DECLIVE_VEC(neon) reg add(reg a, reg b) { return vaddq_f32(a, b); }
  DECLIVE_VEC(neon) reg sub(reg a, reg b) { return vsubq_f32(a, b); }
  DECLIVE_VEC(neon) reg mul(reg a, reg b) { return vmulq_f32(a, b); }
  DECLIVE_VEC(neon) reg div(reg a, reg b) { return vdivq_f32(a, b); }
  DECLIVE_VEC(neon) reg sqrt(reg a) { return vsqrtq_f32(a); }
  DECLIVE_VEC(neon) reg fma(reg a, reg b, reg c) { return vfmaq_f32(c, a, b); }
  DECLIVE_VEC(neon) reg abs(reg a) { return vabsq_f32(a); }
  DECLIVE_VEC(neon) reg least(reg a, reg b) { return vminq_f32(a, b); }
  DECLIVE_VEC(neon) reg greatest(reg a, reg b) { return vmaxq_f32(a, b); }
  DECLIVE_VEC(neon) mask no_lane() { return vdupq_n_u32(0); }
  DECLIVE_VEC(neon) mask unordered(mask m, reg a) { return vorrq_u32(m, vmvnq_u32(vceqq_f32(a, a))); }
  DECLIVE_VEC(neon) mask unordered(mask m, reg a, reg b) {
    return vorrq_u32(m, vmvnq_u32(vandq_u32(vceqq_f32(a, a), vceqq_f32(b, b))));
  }
  DECLIVE_VEC(neon) bool any(mask m) { return vmaxvq_u32(m) != 0; }
  static constexpr Index depth = 4;
  struct Columns {
    reg c0, c1, c2, c3;
  };
  DECLIVE_VEC(neon) Columns columns(const float* p, Index rs) {
    const reg a = load(p), b = load(p + rs), c = load(p + 2 * rs), d = load(p + 3 * rs);
    const reg ac0 = vzip1q_f32(a, c), ac2 = vzip2q_f32(a, c), bd0 = vzip1q_f32(b, d), bd2 = vzip2q_f32(b, d);
    return {vzip1q_f32(ac0, bd0), vzip2q_f32(ac0, bd0), vzip1q_f32(ac2, bd2), vzip2q_f32(ac2, bd2)};
  }
  DECLIVE_VEC(neon) float sum(reg a) {
    const float32x2_t b = vadd_f32(vget_low_f32(a), vget_high_f32(a));
    return vget_lane_f32(b, 0) + vget_lane_f32(b, 1);
  }
  DECLIVE_VEC(neon) float least_lane(reg a) { return vminvq_f32(a); }
  DECLIVE_VEC(neon) float greatest_lane(reg a) { return vmaxvq_f32(a); }
};

template <>
struct Vec<double> {
  using reg = float64x2_t;
  using mask = uint64x2_t;
  static constexpr Index size = 2;
  static constexpr bool free_masks = false;
  DECLIVE_VEC(neon) reg zero() { return vdupq_n_f64(0); }
  DECLIVE_VEC(neon) reg set1(double x) { return vdupq_n_f64(x); }
  DECLIVE_VEC(neon) reg load(const double* p) { return vld1q_f64(p); }
  DECLIVE_VEC(neon) reg load_n(const double* p, Index n) {
    if (n >= 2) return load(p);
    return n > 0 ? vld1q_lane_f64(p, zero(), 0) : zero();
  }
  DECLIVE_VEC(neon) void store(double* p, reg a) { vst1q_f64(p, a); }
  DECLIVE_VEC(neon) void store_n(double* p, reg a, Index n) {
    if (n >= 2) return store(p, a);
    if (n > 0) vst1q_lane_f64(p, a, 0);
  }
  DECLIVE_VEC(neon) reg add(reg a, reg b) { return vaddq_f64(a, b); }
  DECLIVE_VEC(neon) reg sub(reg a, reg b) { return vsubq_f64(a, b); }
  DECLIVE_VEC(neon) reg mul(reg a, reg b) { return vmulq_f64(a, b); }
  DECLIVE_VEC(neon) reg div(reg a, reg b) { return vdivq_f64(a, b); }
  DECLIVE_VEC(neon) reg sqrt(reg a) { return vsqrtq_f64(a); }
  DECLIVE_VEC(neon) reg fma(reg a, reg b, reg c) { return vfmaq_f64(c, a, b); }
  DECLIVE_VEC(neon) reg abs(reg a) { return vabsq_f64(a); }
  DECLIVE_VEC(neon) reg least(reg a, reg b) { return vminq_f64(a, b); }
  DECLIVE_VEC(neon) reg greatest(reg a, reg b) { return vmaxq_f64(a, b); }
  DECLIVE_VEC(neon) mask no_lane() { return vdupq_n_u64(0); }
  DECLIVE_VEC(neon) mask unordered(mask m, reg a) {
    return vorrq_u64(m, veorq_u64(vceqq_f64(a, a), vdupq_n_u64(~std::uint64_t{0})));
  }
  DECLIVE_VEC(neon) mask unordered(mask m, reg a, reg b) { return unordered(unordered(m, a), b); }
  DECLIVE_VEC(neon) bool any(mask m) { return (vgetq_lane_u64(m, 0) | vgetq_lane_u64(m, 1)) != 0; }
  static constexpr Index depth = 2;
  struct Columns {
    reg c0, c1, c2, c3;
  };
  DECLIVE_VEC(neon) Columns columns(const double* p, Index rs) {
    const reg a = load(p), b = load(p + rs);
    return {vzip1q_f64(a, b), vzip2q_f64(a, b), zero(), zero()};
  }
  DECLIVE_VEC(neon) double sum(reg a) { return vgetq_lane_f64(a, 0) + vgetq_lane_f64(a, 1); }
  DECLIVE_VEC(neon) double least_lane(reg a) { return vminvq_f64(a); }
  DECLIVE_VEC(neon) double greatest_lane(reg a) { return vmaxvq_f64(a); }
};

template <class T>
using Narrow = Vec<T>;

}  // namespace declive::kernels::neon::inline DECLIVE_ABI

#endif

#endif
