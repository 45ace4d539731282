// AdaGrad: the learning rate of an element falls with the gradients that it has seen.
#ifndef DECLIVE_OPTIM_ADAGRAD_HPP
#define DECLIVE_OPTIM_ADAGRAD_HPP

#include "state.hpp"

namespace declive {

/// v <- v + g^2; w <- w - learning_rate / (1 + t lr_decay) g / (sqrt v + epsilon), t = 0, 1, ... being the step.
/// J. Duchi, E. Hazan, Y. Singer, JMLR 12, 2011. Formulas and defaults are those of torch.optim.Adagrad.
struct AdaGrad {
  Schedule learning_rate = 0.01;
  double lr_decay = 0;
  double weight_decay = 0;
  double initial_accumulator_value = 0;
  double epsilon = 1e-10;
  Index max_iterations = 1000;  ///< of minimize

  static constexpr const char* name = "AdaGrad";
  using rules = detail::Rules<kernels::Rule::adagrad>;

  /// The state for these parameters: an array, several, or a tuple or range of arrays.
  DECLIVE_OPTIM_INIT

  /// Throws ValueError for a setting out of range.
  DECLIVE_INLINE void check(const Site& site) const {
    detail::check_not_negative(name, "lr_decay", lr_decay, site);
    detail::check_not_negative(name, "weight_decay", weight_decay, site);
    detail::check_not_negative(name, "initial_accumulator_value", initial_accumulator_value, site);
    detail::check_not_negative(name, "epsilon", epsilon, site);
  }
  /// The numbers of a step, counted from 0.
  DECLIVE_INLINE detail::StepPlan plan(Index step, double rate) const {
    detail::StepPlan plan;
    plan.rule = kernels::Rule::adagrad;
    plan.numbers.decay = weight_decay;
    plan.numbers.rate = rate / (1 + static_cast<double>(step) * lr_decay);
    plan.numbers.epsilon = epsilon;
    plan.first_memory = initial_accumulator_value;
    return plan;
  }
};

}  // namespace declive

#endif
