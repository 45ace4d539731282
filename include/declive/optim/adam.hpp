// Adam: momentum, over the root of the mean square gradient.
#ifndef DECLIVE_OPTIM_ADAM_HPP
#define DECLIVE_OPTIM_ADAM_HPP

#include "state.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

/// What Adam and AdamW have in common. The corrections 1 - beta^t undo the bias of memories that begin with zero.
template <class Method>
StepPlan plan_adam(const Method& method, Index step, double rate) {
  const double t = static_cast<double>(step) + 1;
  StepPlan plan;
  plan.rule = method.amsgrad ? kernels::Rule::amsgrad : kernels::Rule::adam;
  plan.numbers.rate = rate / (1 - std::pow(method.beta1, t));
  plan.numbers.mu = method.beta1;
  plan.numbers.damping = 1 - method.beta1;
  plan.numbers.beta2 = method.beta2;
  plan.numbers.rest2 = 1 - method.beta2;
  plan.numbers.root_scale = 1 / std::sqrt(1 - std::pow(method.beta2, t));
  plan.numbers.epsilon = method.epsilon;
  return plan;
}
template <class Method>
void check_adam(const Method& method, const Site& site) {
  check_decay_rate(Method::name, "beta1", method.beta1, site);
  check_decay_rate(Method::name, "beta2", method.beta2, site);
  check_not_negative(Method::name, "epsilon", method.epsilon, site);
  check_not_negative(Method::name, "weight_decay", method.weight_decay, site);
}

}  // namespace detail::inline DECLIVE_ABI

/// m <- beta1 m + (1 - beta1) g; v <- beta2 v + (1 - beta2) g^2;
/// w <- w - learning_rate m' / (sqrt v' + epsilon) with m' = m / (1 - beta1^t), v' = v / (1 - beta2^t), t = 1, 2, ...
/// weight_decay w is added to g. D. Kingma, J. Ba, ICLR 2015, algorithm 1; amsgrad (the largest v so far): S. Reddi et
/// al., ICLR 2018. Formulas and defaults are those of torch.optim.Adam.
struct Adam {
  Schedule learning_rate = 1e-3;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0;
  bool amsgrad = false;
  Index max_iterations = 1000;  ///< of minimize

  static constexpr const char* name = "Adam";
  using rules = detail::Rules<kernels::Rule::adam, kernels::Rule::amsgrad>;

  /// The state for these parameters: an array, several, or a tuple or range of arrays.
  DECLIVE_OPTIM_INIT

  /// Throws ValueError for a setting out of range.
  DECLIVE_INLINE void check(const Site& site) const { detail::check_adam(*this, site); }
  /// The numbers of a step, counted from 0.
  DECLIVE_INLINE detail::StepPlan plan(Index step, double rate) const {
    detail::StepPlan plan = detail::plan_adam(*this, step, rate);
    plan.numbers.decay = weight_decay;
    return plan;
  }
};

}  // namespace declive

#endif
