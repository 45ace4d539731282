// AdamW: Adam with weight decay beside the gradient instead of in it.
#ifndef DECLIVE_OPTIM_ADAMW_HPP
#define DECLIVE_OPTIM_ADAMW_HPP

#include "adam.hpp"

namespace declive {

/// w <- (1 - learning_rate weight_decay) w, then Adam's step with the gradient as it is, so that the decay is not
/// divided by sqrt v. I. Loshchilov, F. Hutter, ICLR 2019, algorithm 2. Defaults are those of torch.optim.AdamW.
struct AdamW {
  Schedule learning_rate = 1e-3;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.01;
  bool amsgrad = false;
  Index max_iterations = 1000;  ///< of minimize

  static constexpr const char* name = "AdamW";
  using rules = Adam::rules;

  /// The state for these parameters: an array, several, or a tuple or range of arrays.
  DECLIVE_OPTIM_INIT

  /// Throws ValueError for a setting out of range.
  DECLIVE_INLINE void check(const Site& site) const { detail::check_adam(*this, site); }
  /// The numbers of a step, counted from 0.
  DECLIVE_INLINE detail::StepPlan plan(Index step, double rate) const {
    detail::StepPlan plan = detail::plan_adam(*this, step, rate);
    plan.numbers.shrink = 1 - rate * weight_decay;
    return plan;
  }
};

}  // namespace declive

#endif
