// Gradient descent, with the additions that torch.optim.SGD has.
#ifndef DECLIVE_OPTIM_GRADIENT_DESCENT_HPP
#define DECLIVE_OPTIM_GRADIENT_DESCENT_HPP

#include "state.hpp"

namespace declive {

/// w <- w - learning_rate g. With momentum mu (B. Polyak, 1964): m <- mu m + (1 - dampening) g, the first m being g;
/// w <- w - learning_rate m; Nesterov's form moves by g + mu m (I. Sutskever et al., ICML 2013). Before that g is
/// clipped, first the norm of all gradients together, then each element, and weight_decay w is added to it.
/// Formulas and defaults are PyTorch's, but for the learning rate, which has no default there.
struct GradientDescent {
  Schedule learning_rate = 0.01;
  double momentum = 0;
  bool nesterov = false;
  double dampening = 0;
  double weight_decay = 0;
  double clip_norm = detail::no_limit;   ///< gradients of a larger norm are scaled down to it
  double clip_value = detail::no_limit;  ///< elements are held in [-clip_value, clip_value]
  Index max_iterations = 1000;           ///< of minimize

  static constexpr const char* name = "GradientDescent";
  using rules = detail::Rules<kernels::Rule::descent, kernels::Rule::momentum, kernels::Rule::nesterov>;

  /// The state for these parameters: an array, several, or a tuple or range of arrays.
  DECLIVE_OPTIM_INIT

  /// Throws ValueError for a setting out of range.
  DECLIVE_INLINE void check(const Site& site) const {
    detail::check_decay_rate(name, "momentum", momentum, site);
    detail::check_setting(name, "dampening", dampening, 0, 1, "in [0, 1]", site);
    detail::check_not_negative(name, "weight_decay", weight_decay, site);
    detail::check_setting(name, "clip_norm", clip_norm, 0, detail::no_limit, "a number >= 0", site);
    detail::check_setting(name, "clip_value", clip_value, 0, detail::no_limit, "a number >= 0", site);
    if (nesterov && (momentum == 0 || dampening != 0))
      detail::raise_value(name, "nesterov needs momentum > 0 and dampening = 0", site);
  }
  /// The numbers of a step, counted from 0.
  DECLIVE_INLINE detail::StepPlan plan(Index step, double rate) const {
    detail::StepPlan plan;
    if (momentum != 0) plan.rule = nesterov ? kernels::Rule::nesterov : kernels::Rule::momentum;
    plan.numbers.limit = clip_value;
    plan.numbers.decay = weight_decay;
    plan.numbers.rate = rate;
    plan.numbers.mu = momentum;
    plan.numbers.damping = step == 0 ? 1 : 1 - dampening;
    plan.clip_norm = clip_norm;
    return plan;
  }
};

}  // namespace declive

#endif
