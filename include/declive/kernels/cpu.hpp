// Which instruction sets this machine has, which one is used, and how to force another.
//
// The kernels of every instruction set are compiled into every program and one is chosen here at first use, by CPUID
// and XGETBV (the operating system must save the wide registers as well). The environment variable DECLIVE_ISA or
// set_isa() choose another. A request that this machine cannot run is refused with a ValueError that lists what it can.
#ifndef DECLIVE_KERNELS_CPU_HPP
#define DECLIVE_KERNELS_CPU_HPP

#include <cstdlib>

#include "../error.hpp"
#include "../relaxed.hpp"

#if DECLIVE_X86
#include <cpuid.h>
#endif

namespace declive {

/// The instruction sets that have kernels, slowest first.
enum class Isa : int {
  portable,  ///< plain C++: where there is no other, or with DECLIVE_PORTABLE_KERNELS
  sse2,      ///< x86-64 baseline
  avx2,      ///< x86-64 with AVX2 and FMA
  avx512,    ///< x86-64 with AVX-512 F, DQ, BW and VL
  neon,      ///< aarch64 baseline
};

inline constexpr Isa all_isas[] = {Isa::portable, Isa::sse2, Isa::avx2, Isa::avx512, Isa::neon};

namespace detail {
// -1: not chosen yet. One for the whole program, whatever flags its translation units have.
inline constinit Relaxed<int> chosen_isa{-1};
}  // namespace detail

inline namespace DECLIVE_ABI {

/// The name that DECLIVE_ISA and set_isa() take: "portable", "sse2", "avx2", "avx512", "neon".
inline const char* isa_name(Isa isa) {
  switch (isa) {
    case Isa::portable:
      return "portable";
    case Isa::sse2:
      return "sse2";
    case Isa::avx2:
      return "avx2";
    case Isa::avx512:
      return "avx512";
    case Isa::neon:
      return "neon";
  }
  return "unknown";
}

/// Whether this machine and its operating system can run the kernels of `isa`, and this compiler has built them.
DECLIVE_NOINLINE inline bool has_isa(Isa isa) {
  if (isa == Isa::portable) return DECLIVE_PORTABLE_KERNELS != 0;
#if DECLIVE_NEON
  return isa == Isa::neon;
#elif DECLIVE_X86
  if (isa == Isa::sse2) return true;
  if (isa != Isa::avx2 && isa != Isa::avx512) return false;
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return false;
  constexpr unsigned fma = 1u << 12, osxsave = 1u << 27, avx = 1u << 28;
  if ((c & (fma | osxsave | avx)) != (fma | osxsave | avx)) return false;
  unsigned enabled = 0, high = 0;
  __asm__ volatile("xgetbv" : "=a"(enabled), "=d"(high) : "c"(0));
  constexpr unsigned ymm = 0x06, zmm = 0xe6;  // XCR0: SSE and AVX state; also opmasks and both halves of the ZMM state
  if ((enabled & ymm) != ymm) return false;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return false;
  constexpr unsigned avx2 = 1u << 5;
  if ((b & avx2) == 0) return false;
  if (isa == Isa::avx2) return true;
  constexpr unsigned avx512 = 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31;  // F, DQ, BW, VL
  return (enabled & zmm) == zmm && (b & avx512) == avx512;
#else
  return false;
#endif
}

/// The fastest instruction set of this machine.
inline Isa best_isa() {
  Isa best = Isa::portable;
  for (Isa isa : all_isas)
    if (has_isa(isa)) best = isa;
  return best;
}

}  // namespace DECLIVE_ABI

namespace detail::inline DECLIVE_ABI {

DECLIVE_COLD inline Text available_isas() {
  Text names;
  for (Isa isa : all_isas)
    if (has_isa(isa)) {
      if (*names.c_str() != '\0') append(names, ", ");
      append(names, isa_name(isa));
    }
  return names;
}

// The first question decides: DECLIVE_ISA if it is set, else the best.
DECLIVE_COLD inline Isa choose_isa() {
  Isa choice = best_isa();
#ifdef _MSC_VER
#pragma warning(suppress : 4996)
#endif
  if (const char* wanted = std::getenv("DECLIVE_ISA"); wanted != nullptr && *wanted != '\0') {
    bool found = false;
    for (Isa isa : all_isas)
      if (std::strcmp(wanted, isa_name(isa)) == 0 && has_isa(isa)) {
        choice = isa;
        found = true;
      }
    if (!found)
      raise_value(
          "DECLIVE_ISA",
          text("'", wanted, "' is not an instruction set that this program can use here; it has ", available_isas()),
          {});
  }
  // set_isa() in another thread may have come first; then its choice stands.
  return static_cast<Isa>(chosen_isa.replace(-1, static_cast<int>(choice)));
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// The instruction set whose kernels run now. The first call reads DECLIVE_ISA.
/// Throws ValueError if that names one that this machine has not.
DECLIVE_INLINE inline Isa active_isa() {
  const int chosen = detail::chosen_isa.load();
  return chosen >= 0 ? static_cast<Isa>(chosen) : detail::choose_isa();
}

/// From now on the kernels of `isa` run, in every thread. Throws ValueError, and changes nothing, if this machine has
/// not got it.
inline void set_isa(Isa isa, Site site = Site::here()) {
  if (!has_isa(isa))
    detail::raise_value(
        "set_isa", detail::text("'", isa_name(isa), "' cannot run here; this machine has ", detail::available_isas()),
        site);
  detail::chosen_isa.store(static_cast<int>(isa));
}

/// Bytes of this core's data caches, L3 with what other cores share of it.
struct Caches {
  Index l1, l2, l3;
};

}  // namespace DECLIVE_ABI

namespace detail::inline DECLIVE_ABI {

// By CPUID on x86 (leaf 4 of Intel; AMD's 0x8000001d has the same form); what it does not tell, and other machines, get
// a common size.
DECLIVE_COLD inline Caches find_caches() {
  Caches found{32 << 10, 512 << 10, 4 << 20};
#if DECLIVE_X86
  unsigned a = 0, b = 0, c = 0, d = 0;
  constexpr unsigned topology_extensions = 1u << 22;
  const bool amd = __get_cpuid(0x80000001u, &a, &b, &c, &d) && (c & topology_extensions) != 0;
  for (unsigned i = 0; i < 8; ++i) {
    if (!__get_cpuid_count(amd ? 0x8000001du : 4u, i, &a, &b, &c, &d) || (a & 31u) == 0) break;
    if ((a & 31u) == 2) continue;  // instructions
    const Index bytes = Index{(b >> 22) + 1} * Index{(b >> 12 & 1023u) + 1} * Index{(b & 4095u) + 1} * (Index{c} + 1);
    switch (a >> 5 & 7u) {
      case 1:
        found.l1 = bytes;
        break;
      case 2:
        found.l2 = bytes;
        break;
      case 3:
        found.l3 = bytes;
        break;
      default:
        break;
    }
  }
#endif
  return found;
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// Asked once a program.
inline const Caches& caches() {
  static const Caches found = detail::find_caches();
  return found;
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
