// RMSProp: the gradient over the root of its mean square.
#ifndef DECLIVE_OPTIM_RMSPROP_HPP
#define DECLIVE_OPTIM_RMSPROP_HPP

#include "state.hpp"

namespace declive {

/// v <- alpha v + (1 - alpha) g^2; w <- w - learning_rate g / (sqrt v + epsilon). Centered: a <- alpha a + (1 - alpha)
/// g, and v - a^2, an estimate of the variance, in the place of v. With momentum: b <- momentum b + g / (sqrt v +
/// epsilon), w <- w - learning_rate b. T. Tieleman, G. Hinton, Coursera lecture 6.5, 2012; centered: A. Graves,
/// arXiv:1308.0850, 2013. Formulas and defaults are those of torch.optim.RMSprop.
struct RMSProp {
  Schedule learning_rate = 0.01;
  double alpha = 0.99;
  double epsilon = 1e-8;
  double weight_decay = 0;
  double momentum = 0;
  bool centered = false;
  Index max_iterations = 1000;  ///< of minimize

  static constexpr const char* name = "RMSProp";
  using rules = detail::Rules<kernels::Rule::rmsprop, kernels::Rule::rmsprop_momentum, kernels::Rule::centered,
                              kernels::Rule::centered_momentum>;

  /// The state for these parameters: an array, several, or a tuple or range of arrays.
  DECLIVE_OPTIM_INIT

  /// Throws ValueError for a setting out of range.
  DECLIVE_INLINE void check(const Site& site) const {
    detail::check_decay_rate(name, "alpha", alpha, site);
    detail::check_not_negative(name, "epsilon", epsilon, site);
    detail::check_not_negative(name, "weight_decay", weight_decay, site);
    detail::check_decay_rate(name, "momentum", momentum, site);
  }
  /// The numbers of a step.
  DECLIVE_INLINE detail::StepPlan plan(Index, double rate) const {
    detail::StepPlan plan;
    if (centered)
      plan.rule = momentum != 0 ? kernels::Rule::centered_momentum : kernels::Rule::centered;
    else
      plan.rule = momentum != 0 ? kernels::Rule::rmsprop_momentum : kernels::Rule::rmsprop;
    plan.numbers.decay = weight_decay;
    plan.numbers.rate = rate;
    plan.numbers.mu = momentum;
    plan.numbers.beta2 = alpha;
    plan.numbers.rest2 = 1 - alpha;
    plan.numbers.epsilon = epsilon;
    return plan;
  }
};

}  // namespace declive

#endif
