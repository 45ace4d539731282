// One step of an optimizer over an array: the parameters w and what the method remembers of earlier gradients (up to
// three arrays) are read and written in one pass, in which the gradient g is read.
//
// ## What a step computes
// Element by element, in this order; every operation is rounded once (no fma), so all instruction sets give the same
// bits:
//
//   g = min(max(scale g, -limit), limit) + decay w       clipping and L2 penalty
//   w = shrink w                                         decoupled weight decay (AdamW)
//   descent            w = w - rate g
//   momentum           m = mu m + damping g;                            w = w - rate m
//   nesterov           m = mu m + damping g;                            w = w - rate (g + mu m)
//   adagrad            v = v + g g;                                     w = w - rate (g / (sqrt v + epsilon))
//   rmsprop            v = beta2 v + rest2 (g g);                       w = w - rate (g / (sqrt v + epsilon))
//   rmsprop_momentum   v as before; b = mu b + g / (sqrt v + epsilon);  w = w - rate b
//   centered           v as before; a = beta2 a + rest2 g; sqrt(v - a a) for sqrt v
//   centered_momentum  both
//   adam               m = mu m + damping g; v = beta2 v + rest2 (g g); w = w - rate (m / (root_scale sqrt v + epsilon))
//   amsgrad            as adam, with the largest v so far
//
// ## Contract
// w and the memory are disjoint from each other; g is disjoint from them or exactly w. NaN goes through.
#ifndef DECLIVE_KERNELS_STEP_HPP
#define DECLIVE_KERNELS_STEP_HPP

#include <type_traits>

#include "../error.hpp"

namespace declive::kernels {

enum class Rule {
  descent,
  momentum,
  nesterov,
  adagrad,
  rmsprop,
  rmsprop_momentum,
  centered,
  centered_momentum,
  adam,
  amsgrad
};

/// The numbers in the formulas above.
template <class T>
struct StepNumbers {
  T scale, limit, decay, shrink, rate, mu, damping, beta2, rest2, root_scale, epsilon;
};

/// w, g and the memory of n elements, contiguous.
template <class T>
struct StepArrays {
  T* w;
  const T* g;
  T* memory[3];
};

inline namespace DECLIVE_ABI {

/// The arrays that a rule remembers: m or v first, the largest v or b last.
constexpr int memory_of(Rule rule) {
  switch (rule) {
    case Rule::descent:
      return 0;
    case Rule::momentum:
    case Rule::nesterov:
    case Rule::adagrad:
    case Rule::rmsprop:
      return 1;
    case Rule::rmsprop_momentum:
    case Rule::centered:
    case Rule::adam:
      return 2;
    default:
      return 3;
  }
}

}  // namespace DECLIVE_ABI
}  // namespace declive::kernels

#define DECLIVE_KERNEL_FILE "step.inl"
#include "for_each_isa.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

namespace dispatch {

template <Rule rule, class T>
inline void step(const StepNumbers<T>& numbers, Index n, const StepArrays<T>& arrays) {
  DECLIVE_DISPATCH(template step<rule>(numbers, n, arrays));
}

}  // namespace dispatch

/// One step of `rule` on n elements. Scalars without kernels (long double, a dual number) run the portable text.
template <Rule rule, class T>
void step(const StepNumbers<T>& numbers, Index n, const StepArrays<T>& arrays) {
  if (n <= 0) return;
  if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>)
    dispatch::step<rule>(numbers, n, arrays);
  else
    portable::step<rule>(numbers, n, arrays);
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
