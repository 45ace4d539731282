// One register type per instruction set and scalar: Vec<float>, Vec<double> in the namespaces portable, sse2, avx2,
// avx512 and neon, all with the same members, so that a kernel is written once (its .inl file) and compiled for each of
// them by for_each_isa.hpp.
//
//   reg, size                  the register and its number of lanes
//   Half                       the same for half a register, where that is at least 16 bytes
//   zero() set1(x)             all lanes 0, all lanes x
//   load store                 any alignment
//   load_n store_n             the memory of the first n lanes only, 0 <= n <= size; other lanes read as 0
//   masks                      2: registers of bits (AVX-512), 1: registers of signs (AVX2), 0: none
//   free_masks                 whether load_n in a loop costs no more than load
//   add sub mul div sqrt       lane by lane
//   fma(a, b, c)               a b + c; one rounding in avx2, avx512 and neon, and in portable and sse2 where the
//                              file's own flags have fma; else two
//   fma_element(p, b, c)       *p b + c in every lane
//   abs                        clears the sign
//   least greatest             min and max; b where a or b is NaN
//   any_nan                    whether a lane is NaN, whatever the flags say of NaN
//   columns(p, rs)             the first `depth` elements of `size` rows rs apart: lane r of the q-th is p[r rs + q];
//                              not in Vec of avx512, only in its Narrow
//   sum                        of all lanes, folded: l and l + size/2, then l and l + size/4, ...
//   least_lane greatest_lane   the extreme of all lanes where none is NaN
//
// Narrow<T> is the register for a product's last columns: a part of Vec<T> where that is faster, else Vec<T> itself.
//
// Every member carries the target attribute of its instruction set and is always_inline: GCC inlines such a function
// only into one with the same target, and a register must never cross a call (the calling convention depends on the
// caller's flags).
#ifndef DECLIVE_KERNELS_SIMD_HPP
#define DECLIVE_KERNELS_SIMD_HPP

#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

#include "../error.hpp"

#if DECLIVE_X86
#define DECLIVE_TARGET_sse2
#define DECLIVE_TARGET_avx2 gnu::target("avx2,fma")
#define DECLIVE_TARGET_avx512 gnu::target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma")
#elif DECLIVE_NEON
#define DECLIVE_TARGET_neon
#endif
#define DECLIVE_TARGET_portable

// In front of a loop of at most 16 steps: unrolled, so that its arrays can be registers.
#if defined(__clang__)
#define DECLIVE_UNROLL _Pragma("clang loop unroll(full)")
#elif defined(__GNUC__)
#define DECLIVE_UNROLL _Pragma("GCC unroll 16")
#else
#define DECLIVE_UNROLL
#endif

// Asks for the cache line at an address, which need not be one of an object.
#if defined(__GNUC__) || defined(__clang__)
#define DECLIVE_PREFETCH(address) __builtin_prefetch(address)
#else
#define DECLIVE_PREFETCH(address) static_cast<void>(address)
#endif

// A member of Vec for instruction set `isa`.
#define DECLIVE_VEC(isa) DECLIVE_INLINE [[DECLIVE_TARGET_##isa]] static

namespace declive::kernels::portable::inline DECLIVE_ABI {

/// One lane: what runs where the compiler has no vectors.
template <class T>
struct Vec {
  using reg = T;
  static constexpr Index size = 1;
  static constexpr int masks = 0;
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
  DECLIVE_VEC(portable) reg fma_element(const T* p, reg b, reg c) { return fma(*p, b, c); }
  DECLIVE_VEC(portable) reg abs(reg a) { return a < T(0) ? -a : a + T(0); }  // + 0 turns -0 into 0
  DECLIVE_VEC(portable) reg least(reg a, reg b) { return a < b ? a : b; }
  DECLIVE_VEC(portable) reg greatest(reg a, reg b) { return a > b ? a : b; }
  DECLIVE_VEC(portable) bool any_nan(reg a) { return a != a; }
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

#if DECLIVE_X86 || DECLIVE_NEON

// The vectors' types, which no flag changes.
namespace declive::kernels {
typedef float f32x4 __attribute__((vector_size(16)));
typedef double f64x2 __attribute__((vector_size(16)));
typedef std::int32_t i32x4 __attribute__((vector_size(16)));
typedef std::int64_t i64x2 __attribute__((vector_size(16)));
#if DECLIVE_X86
typedef float f32x8 __attribute__((vector_size(32)));
typedef double f64x4 __attribute__((vector_size(32)));
typedef std::int32_t i32x8 __attribute__((vector_size(32)));
typedef std::int64_t i64x4 __attribute__((vector_size(32)));
typedef float f32x16 __attribute__((vector_size(64)));
typedef double f64x8 __attribute__((vector_size(64)));
typedef std::int32_t i32x16 __attribute__((vector_size(64)));
typedef std::int64_t i64x8 __attribute__((vector_size(64)));
// The n lanes before the middle are set.
alignas(64) inline constexpr std::int32_t signs[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};
#endif
}  // namespace declive::kernels

// GCC 11 has another name for the same, and nothing that joins two vectors.
#if defined(__clang__) || __GNUC__ >= 12
#define DECLIVE_HAS_SHUFFLEVECTOR 1
#define DECLIVE_SHUFFLE(Bits, a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define DECLIVE_HAS_SHUFFLEVECTOR 0
#define DECLIVE_SHUFFLE(Bits, a, b, ...) __builtin_shuffle(a, b, Bits{__VA_ARGS__})
#endif

#if DECLIVE_X86
#define DECLIVE_LANES_NAME sse2
#define DECLIVE_LANES DECLIVE_VEC(sse2)
#ifdef __FMA__
#define DECLIVE_LANES_FMA 1
#else
#define DECLIVE_LANES_FMA 0
#endif
#define DECLIVE_LANES_MASKS 0
#include "lanes.inl"
#undef DECLIVE_LANES_NAME
#undef DECLIVE_LANES
#undef DECLIVE_LANES_FMA
#undef DECLIVE_LANES_MASKS

#define DECLIVE_LANES_NAME avx2
#define DECLIVE_LANES DECLIVE_VEC(avx2)
#define DECLIVE_LANES_FMA 1
#define DECLIVE_LANES_MASKS 1
#include "lanes.inl"
#undef DECLIVE_LANES_NAME
#undef DECLIVE_LANES
#undef DECLIVE_LANES_MASKS

#define DECLIVE_LANES_NAME avx512
#define DECLIVE_LANES DECLIVE_VEC(avx512)
#define DECLIVE_LANES_MASKS 2
#include "lanes.inl"
#undef DECLIVE_LANES_NAME
#undef DECLIVE_LANES
#undef DECLIVE_LANES_FMA
#undef DECLIVE_LANES_MASKS
#else
#define DECLIVE_LANES_NAME neon
#define DECLIVE_LANES DECLIVE_VEC(neon)
#define DECLIVE_LANES_FMA 2
#define DECLIVE_LANES_MASKS 0
#include "lanes.inl"
#undef DECLIVE_LANES_NAME
#undef DECLIVE_LANES
#undef DECLIVE_LANES_FMA
#undef DECLIVE_LANES_MASKS
#endif

namespace declive::kernels {

#if DECLIVE_X86
namespace sse2 {
template <class T>
using Vec = std::conditional_t<sizeof(T) == 4, Lanes<float, f32x4, i32x4, void>, Lanes<double, f64x2, i64x2, void>>;
template <class T>
using Narrow = Vec<T>;
}  // namespace sse2
namespace avx2 {
template <class T>
using Part = std::conditional_t<sizeof(T) == 4, Lanes<float, f32x4, i32x4, void>, Lanes<double, f64x2, i64x2, void>>;
template <class T>
using Vec = std::conditional_t<sizeof(T) == 4, Lanes<float, f32x8, i32x8, Part<float>>,
                               Lanes<double, f64x4, i64x4, Part<double>>>;
template <class T>
using Narrow = Vec<T>;
}  // namespace avx2
namespace avx512 {
template <class T>
using Part = std::conditional_t<sizeof(T) == 4, Lanes<float, f32x4, i32x4, void>, Lanes<double, f64x2, i64x2, void>>;
// Half a register: a machine whose 512-bit fma takes two halves' time does the last columns of a product in it.
template <class T>
using Narrow = std::conditional_t<sizeof(T) == 4, Lanes<float, f32x8, i32x8, Part<float>>,
                                  Lanes<double, f64x4, i64x4, Part<double>>>;
template <class T>
using Vec = std::conditional_t<sizeof(T) == 4, Lanes<float, f32x16, i32x16, Narrow<float>>,
                               Lanes<double, f64x8, i64x8, Narrow<double>>>;
}  // namespace avx512
#else
namespace neon {
template <class T>
using Vec = std::conditional_t<sizeof(T) == 4, Lanes<float, f32x4, i32x4, void>, Lanes<double, f64x2, i64x2, void>>;
template <class T>
using Narrow = Vec<T>;
}  // namespace neon
#endif

}  // namespace declive::kernels

#endif

#endif
