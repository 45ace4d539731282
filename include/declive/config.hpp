// What the compiler at hand can do, the check level, and the ABI tag. Defines macros and nothing else.
//
//   DECLIVE_CHECKS   1: operator() and operator[] check their index (as at() always does); 0: they do not.
//                    Default: 1 unless NDEBUG is defined. Shapes are checked at every level.
//
// ## The ABI tag
// Two translation units of one program may be compiled with different flags (-march=native here, -ffast-math there, -O0
// in a third). An inline function is emitted in each of them under one name, the linker keeps one copy, and the strict
// unit may end up running the fast-math code. Therefore every function of this library that is more than a field access
// lives in an inline namespace named after those flags, so that each unit keeps its own; types and data stay outside
// it, so that a Matrix can be handed from one unit to the other and set_isa() in one is seen in all. Member functions
// of the types cannot live in a namespace: they are always_inline (DECLIVE_INLINE), so that no copy of them is emitted
// at all. That holds for what the compiler would declare by itself (copies, moves, destructors) and for the lambdas in
// such members (DECLIVE_INLINE_LAMBDA) as well. tests/odr looks for symbols that got away.
#ifndef DECLIVE_CONFIG_HPP
#define DECLIVE_CONFIG_HPP

#if !(defined(_MSVC_LANG) ? _MSVC_LANG >= 202002L : __cplusplus >= 202002L)
#error "declive needs C++20: compile with -std=c++20 (or /std:c++20)"
#endif

// Kernels with registers need GNU target attributes; every other compiler or CPU runs the portable ones.
#if defined(__x86_64__) && !defined(__ILP32__) && (defined(__GNUC__) || defined(__clang__)) && !defined(_MSC_VER)
#define DECLIVE_X86 1
#else
#define DECLIVE_X86 0
#endif
#if defined(__aarch64__) && defined(__ARM_NEON) && !defined(__AARCH64EB__) && \
    (defined(__GNUC__) || defined(__clang__)) && !defined(_MSC_VER)
#define DECLIVE_NEON 1
#else
#define DECLIVE_NEON 0
#endif

#ifndef DECLIVE_CHECKS
#ifdef NDEBUG
#define DECLIVE_CHECKS 0
#else
#define DECLIVE_CHECKS 1
#endif
#endif

// 1: the kernels of products are compiled in one unit of the program, that which includes kernels/instances.hpp.
#ifndef DECLIVE_EXTERN_KERNELS
#define DECLIVE_EXTERN_KERNELS 0
#endif

// 1: the portable kernels as well where the CPU has its own, which are always faster and always there: for tests.
#ifndef DECLIVE_PORTABLE_KERNELS
#define DECLIVE_PORTABLE_KERNELS 0
#endif
#if !DECLIVE_X86 && !DECLIVE_NEON
#undef DECLIVE_PORTABLE_KERNELS
#define DECLIVE_PORTABLE_KERNELS 1
#endif

#if defined(__GNUC__) || defined(__clang__)
#define DECLIVE_INLINE [[gnu::always_inline]]
#define DECLIVE_INLINE_LAMBDA __attribute__((always_inline))  // between the parameters of a lambda and its body
#define DECLIVE_NOINLINE [[gnu::noinline]]
#define DECLIVE_COLD [[gnu::noinline, gnu::cold]]
#else
#define DECLIVE_INLINE
#define DECLIVE_INLINE_LAMBDA
#define DECLIVE_NOINLINE
#define DECLIVE_COLD
#endif

// What the compiler knows of a pointer is forgotten.
#if defined(__GNUC__) || defined(__clang__)
#define DECLIVE_FORGET(pointer) __asm__("" : "+r"(pointer))
#else
#define DECLIVE_FORGET(pointer) static_cast<void>(pointer)
#endif

// A float or double is what it is here: no later sum makes an fma of the product that it is.
#if DECLIVE_X86
#define DECLIVE_ROUNDED(number) __asm__("" : "+x"(number))
#elif DECLIVE_NEON
#define DECLIVE_ROUNDED(number) __asm__("" : "+w"(number))
#else
#define DECLIVE_ROUNDED(number) static_cast<void>(number)
#endif

#if defined(__cpp_exceptions) || defined(__EXCEPTIONS) || defined(_CPPUNWIND)
#define DECLIVE_EXCEPTIONS 1
#else
#define DECLIVE_EXCEPTIONS 0
#endif

#if defined(__SANITIZE_ADDRESS__)
#define DECLIVE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define DECLIVE_ASAN 1
#endif
#endif
#ifndef DECLIVE_ASAN
#define DECLIVE_ASAN 0
#endif

// The name of the inline namespace: abi_<instruction set>_<arithmetic>_<build>, e.g. abi_base_strict_o1c0t0e1p0.
#if defined(__AVX512F__) && defined(__AVX512VL__)
#define DECLIVE_ABI_ISA avx512vl
#elif defined(__AVX512F__)
#define DECLIVE_ABI_ISA avx512f
#elif defined(__AVX2__) && defined(__FMA__)
#define DECLIVE_ABI_ISA avx2fma
#elif defined(__AVX2__)
#define DECLIVE_ABI_ISA avx2
#elif defined(__AVX__) && defined(__FMA__)
#define DECLIVE_ABI_ISA avxfma
#elif defined(__AVX__)
#define DECLIVE_ABI_ISA avx
#elif defined(__SSE4_2__)
#define DECLIVE_ABI_ISA sse42
#elif defined(__SSE4_1__)
#define DECLIVE_ABI_ISA sse41
#elif defined(__SSSE3__)
#define DECLIVE_ABI_ISA ssse3
#elif defined(__SSE3__)
#define DECLIVE_ABI_ISA sse3
#elif defined(__ARM_FEATURE_SVE)
#define DECLIVE_ABI_ISA sve
#else
#define DECLIVE_ABI_ISA base
#endif
#if defined(__FAST_MATH__) || defined(_M_FP_FAST)
#define DECLIVE_ABI_MATH fast
#elif (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__) || defined(__ASSOCIATIVE_MATH__) || \
    defined(__RECIPROCAL_MATH__) || defined(__NO_SIGNED_ZEROS__)
#define DECLIVE_ABI_MATH loose
#else
#define DECLIVE_ABI_MATH strict
#endif
#ifdef __OPTIMIZE__
#define DECLIVE_ABI_OPTIMIZE o1
#else
#define DECLIVE_ABI_OPTIMIZE o0
#endif
#if DECLIVE_CHECKS
#define DECLIVE_ABI_CHECKS c1
#else
#define DECLIVE_ABI_CHECKS c0
#endif
#ifdef _OPENMP
#define DECLIVE_ABI_THREADS t1
#else
#define DECLIVE_ABI_THREADS t0
#endif
#if DECLIVE_EXCEPTIONS
#define DECLIVE_ABI_ERRORS e1
#else
#define DECLIVE_ABI_ERRORS e0
#endif
#if DECLIVE_PORTABLE_KERNELS
#define DECLIVE_ABI_KERNELS p1
#else
#define DECLIVE_ABI_KERNELS p0
#endif
#define DECLIVE_ABI_PASTE(isa, math, o, c, t, e, p) abi_##isa##_##math##_##o##c##t##e##p
#define DECLIVE_ABI_NAME(isa, math, o, c, t, e, p) DECLIVE_ABI_PASTE(isa, math, o, c, t, e, p)
#define DECLIVE_ABI                                                                                                  \
  DECLIVE_ABI_NAME(DECLIVE_ABI_ISA, DECLIVE_ABI_MATH, DECLIVE_ABI_OPTIMIZE, DECLIVE_ABI_CHECKS, DECLIVE_ABI_THREADS, \
                   DECLIVE_ABI_ERRORS, DECLIVE_ABI_KERNELS)

#endif
