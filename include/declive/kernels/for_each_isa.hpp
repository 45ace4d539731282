// Includes the file named by DECLIVE_KERNEL_FILE once per instruction set, so that one text becomes the kernels of
// each.
//
// The text finds
//   DECLIVE_ISA_NAMESPACE   the namespace it stands in: portable, sse2, ..., where simd.hpp keeps Vec<T>
//   DECLIVE_NARROW_NAMESPACE   the same, but with AVX-512 that of AVX2, whose kernels in registers of 32 bytes serve both
//   DECLIVE_KERNEL          in front of a kernel: compiled for that instruction set, never inlined into a caller
//   DECLIVE_HELPER          in front of a function that kernels of the same text call: always inlined
//   DECLIVE_UNROLL          in front of a loop of at most 16 steps: unrolled, so that its arrays can be registers
// There is no include guard: a kernel header defines DECLIVE_KERNEL_FILE and includes this. DECLIVE_DISPATCH(call) then
// runs the `call` of the active instruction set, DECLIVE_CALL(isa, call) that of a given one, DECLIVE_DISPATCH_NARROW
// that of the narrow namespace.
#include "cpu.hpp"
#include "simd.hpp"

#ifndef DECLIVE_DISPATCH
#if DECLIVE_PORTABLE_KERNELS
#define DECLIVE_CALL_PORTABLE(isa, ...) \
  if ((isa) == Isa::portable) return portable::__VA_ARGS__;
#else
#define DECLIVE_CALL_PORTABLE(isa, ...)
#endif
#if DECLIVE_X86
#define DECLIVE_CALL(isa, ...)                \
  switch (isa) {                              \
    case Isa::avx512:                         \
      return avx512::__VA_ARGS__;             \
    case Isa::avx2:                           \
      return avx2::__VA_ARGS__;               \
    default:                                  \
      DECLIVE_CALL_PORTABLE(isa, __VA_ARGS__) \
      return sse2::__VA_ARGS__;               \
  }
#elif DECLIVE_NEON
#define DECLIVE_CALL(isa, ...)            \
  DECLIVE_CALL_PORTABLE(isa, __VA_ARGS__) \
  return static_cast<void>(isa), neon::__VA_ARGS__
#else
#define DECLIVE_CALL(isa, ...) return static_cast<void>(isa), portable::__VA_ARGS__
#endif
#define DECLIVE_DISPATCH(...) DECLIVE_CALL(active_isa(), __VA_ARGS__)
#if DECLIVE_X86
#define DECLIVE_DISPATCH_NARROW(...)                       \
  if (active_isa() >= Isa::avx2) return avx2::__VA_ARGS__; \
  DECLIVE_CALL_PORTABLE(active_isa(), __VA_ARGS__)         \
  return sse2::__VA_ARGS__
#else
#define DECLIVE_DISPATCH_NARROW(...) DECLIVE_DISPATCH(__VA_ARGS__)
#endif
#define DECLIVE_KERNEL_FOR(isa) DECLIVE_NOINLINE [[DECLIVE_TARGET_##isa]]
#define DECLIVE_HELPER_FOR(isa) DECLIVE_INLINE [[DECLIVE_TARGET_##isa]]
// Behind DECLIVE_KERNEL, where every operation is to be rounded by itself: GCC would fuse products and sums even of
// registers; clang does so only within one expression.
#if defined(__GNUC__) && !defined(__clang__)
#define DECLIVE_UNCONTRACTED [[gnu::optimize("fp-contract=off")]]
#else
#define DECLIVE_UNCONTRACTED
#endif
#endif

#define DECLIVE_ISA_NAMESPACE portable
#define DECLIVE_NARROW_NAMESPACE portable
#define DECLIVE_KERNEL DECLIVE_KERNEL_FOR(portable)
#define DECLIVE_HELPER DECLIVE_HELPER_FOR(portable)
#include DECLIVE_KERNEL_FILE
#undef DECLIVE_ISA_NAMESPACE
#undef DECLIVE_NARROW_NAMESPACE
#undef DECLIVE_KERNEL
#undef DECLIVE_HELPER

#if DECLIVE_X86
#define DECLIVE_ISA_NAMESPACE sse2
#define DECLIVE_NARROW_NAMESPACE sse2
#define DECLIVE_KERNEL DECLIVE_KERNEL_FOR(sse2)
#define DECLIVE_HELPER DECLIVE_HELPER_FOR(sse2)
#include DECLIVE_KERNEL_FILE
#undef DECLIVE_ISA_NAMESPACE
#undef DECLIVE_NARROW_NAMESPACE
#undef DECLIVE_KERNEL
#undef DECLIVE_HELPER

#define DECLIVE_ISA_NAMESPACE avx2
#define DECLIVE_NARROW_NAMESPACE avx2
#define DECLIVE_KERNEL DECLIVE_KERNEL_FOR(avx2)
#define DECLIVE_HELPER DECLIVE_HELPER_FOR(avx2)
#include DECLIVE_KERNEL_FILE
#undef DECLIVE_ISA_NAMESPACE
#undef DECLIVE_NARROW_NAMESPACE
#undef DECLIVE_KERNEL
#undef DECLIVE_HELPER

#define DECLIVE_ISA_NAMESPACE avx512
#define DECLIVE_NARROW_NAMESPACE avx2
#define DECLIVE_KERNEL DECLIVE_KERNEL_FOR(avx512)
#define DECLIVE_HELPER DECLIVE_HELPER_FOR(avx512)
#include DECLIVE_KERNEL_FILE
#undef DECLIVE_ISA_NAMESPACE
#undef DECLIVE_NARROW_NAMESPACE
#undef DECLIVE_KERNEL
#undef DECLIVE_HELPER
#elif DECLIVE_NEON
#define DECLIVE_ISA_NAMESPACE neon
#define DECLIVE_NARROW_NAMESPACE neon
#define DECLIVE_KERNEL DECLIVE_KERNEL_FOR(neon)
#define DECLIVE_HELPER DECLIVE_HELPER_FOR(neon)
#include DECLIVE_KERNEL_FILE
#undef DECLIVE_ISA_NAMESPACE
#undef DECLIVE_NARROW_NAMESPACE
#undef DECLIVE_KERNEL
#undef DECLIVE_HELPER
#endif

#undef DECLIVE_KERNEL_FILE
