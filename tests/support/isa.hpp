// Runs a test once per instruction set of this machine.
#ifndef DECLIVE_TESTS_SUPPORT_ISA_HPP
#define DECLIVE_TESTS_SUPPORT_ISA_HPP

#include <doctest/doctest.h>

#include <declive/kernels/cpu.hpp>
#include <string>
#include <type_traits>

namespace support {

/// Puts the active instruction set back where it was.
class IsaGuard {
 public:
  IsaGuard() : before_(declive::active_isa()) {}
  ~IsaGuard() { declive::set_isa(before_); }
  IsaGuard(const IsaGuard&) = delete;
  IsaGuard& operator=(const IsaGuard&) = delete;

 private:
  declive::Isa before_;
};

/// Whether the kernels of `isa` round a b + c once. On those all products have the same bits.
inline bool has_fma(declive::Isa isa) {
  return isa == declive::Isa::avx2 || isa == declive::Isa::avx512 || isa == declive::Isa::neon;
}

inline bool skipped_isas_are_said = false;

/// Calls f() or f(isa) under every instruction set that this machine has, names it where something fails, and says
/// once a program which ones were left out.
template <class F>
void for_each_isa(F&& f) {
  const IsaGuard guard;
  std::string missing;
  for (const declive::Isa isa : declive::all_isas) {
    const std::string instruction_set = declive::isa_name(isa);
    if (!declive::has_isa(isa)) {
      missing += (missing.empty() ? "" : ", ") + instruction_set;
      continue;
    }
    declive::set_isa(isa);
    CAPTURE(instruction_set);
    if constexpr (std::is_invocable_v<F&, declive::Isa>)
      f(isa);
    else
      f();
  }
  if (!skipped_isas_are_said) MESSAGE("skipped, this machine has not got: ", missing);
  skipped_isas_are_said = true;
}

}  // namespace support

#endif
