// The named operations on float and double, + - * / by arrays and by a number, in registers: the contract, and the text
// for every instruction set. map.hpp chooses; every other function of elements is a loop there that the compiler
// vectorises.
//
// What a compiler makes of the last elements of a loop takes as long as 50 elements. Here they are a half of a
// register, a quarter, and so on: a += b of 15 floats takes 3.5 ns instead of 5.4, of 100 floats 5.8 instead of 8.4.
//
// Contract: an input is either exactly the output's memory, element by element, or disjoint from it. Every operation is
// rounded once (no fma), so all instruction sets and the plain loop give the same bits.
#ifndef DECLIVE_KERNELS_OPERATION_HPP
#define DECLIVE_KERNELS_OPERATION_HPP

#include <type_traits>

#include "../error.hpp"

namespace declive::kernels {

/// a + b, a - b, a b, -a, s a, a / s, a + s b, a - s b. A functor names its own in a member `operation`, and has its
/// number in a member `s`.
enum class Operation { plus, minus, times, negate, scale, divide, plus_scaled, minus_scaled };

/// How a loop goes on to the next of `count` rows: the distances of the output's and the inputs'.
template <std::size_t inputs>
struct Rows {
  Index count, out, in[inputs];
};

template <class F>
concept NamesOperation = requires {
  requires(std::is_same_v<decltype(F::operation), const Operation>);
};
template <class F, class T>
concept HasOtherNumber = requires {
  requires(!std::is_same_v<decltype(F::s), T>);
};

/// Whether F names its operation, and all of its numbers are float or all are double.
template <class F, class Out, class... In>
concept InRegisters = (std::is_same_v<Out, float> || std::is_same_v<Out, double>)&&(std::is_same_v<Out, In>&&...) &&
                      NamesOperation<F> && !HasOtherNumber<F, Out>;

}  // namespace declive::kernels

#define DECLIVE_KERNEL_FILE "operation.inl"
#include "for_each_isa.hpp"

#endif
