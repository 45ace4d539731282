// A program's own loops over dual numbers, in the widest registers of the machine that runs them.
#ifndef DECLIVE_AUTODIFF_DISPATCH_HPP
#define DECLIVE_AUTODIFF_DISPATCH_HPP

#include "function.hpp"

namespace declive {

inline namespace DECLIVE_ABI {

/// f(registers) in code for the widest registers that this machine has (the name is xsimd's). What is compiled with plain
/// -O2 goes through the partials of its duals in pieces of 16 bytes; duals that have the type of `registers` as their tag go
/// in pieces of 32 or 64 where there are such registers, and a loop over duals of one partial may be vectorised:
///
///   dispatch([&](auto registers) {
///     using D = Dual<double, 8, decltype(registers)>;
///     for (Index i = 0; i < n; ++i) y[i] = f(D::variable(x[i])).partials[0];
///   });
///
/// The results have the same bits whatever the registers. f is compiled once for each of them (three times as long), and
/// returns the same type for all: numbers or nothing, no dual of that tag. With other compilers than GCC, and on other
/// machines than x86-64, it is the plain call. The derivatives of gradient, jacobian and hessian run like this by themselves.
template <class F>
auto dispatch(F&& f) {
  using detail::Lanes;
#if DECLIVE_WIDE_DUALS
  using R = std::invoke_result_t<F&, Lanes::AsFlagged>;
  static_assert(std::is_same_v<std::invoke_result_t<F&, Lanes::Avx2>, R> &&
                    std::is_same_v<std::invoke_result_t<F&, Lanes::Avx512>, R>,
                "declive: dispatch: the function must return one type whatever the registers are: numbers, not duals "
                "with their tag");
  const Isa isa = active_isa();
  if (isa == Isa::avx512) return detail::run(Lanes::Avx512(), f, Lanes::Avx512());
  if (isa == Isa::avx2) return detail::run(Lanes::Avx2(), f, Lanes::Avx2());
#endif
  return f(Lanes::AsFlagged());
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
