// Gradient clipping in place, for methods that have no clip_norm of their own.
#ifndef DECLIVE_OPTIM_CLIP_HPP
#define DECLIVE_OPTIM_CLIP_HPP

#include "../linalg/arithmetic.hpp"
#include "state.hpp"

namespace declive::inline DECLIVE_ABI {

/// Multiplies all gradients by min(1, max_norm / (norm + 1e-6)), norm being the Euclidean norm of all their elements
/// together, and gives back the norm before. `gradients` as in State::step. A NaN or infinite norm makes NaNs. Throws
/// ValueError if max_norm is negative or NaN. torch.nn.utils.clip_grad_norm_.
template <class G>
double clip_grad_norm(G&& gradients, double max_norm, Site site = Site::here()) {
  detail::check_setting("clip_grad_norm", "max_norm", max_norm, 0, detail::no_limit, "a number >= 0", site);
  using T = detail::parameter_scalar_t<G>;
  const double norm = detail::norm_of_all(gradients);
  const T factor = static_cast<T>(detail::clip_factor(norm, max_norm));
  detail::for_each_parameter(gradients, [&](const auto& g, const Dims&) { g *= factor; });
  return norm;
}

/// Holds every element in [-clip_value, clip_value]; NaN stays NaN. torch.nn.utils.clip_grad_value_.
template <class G>
void clip_grad_value(G&& gradients, double clip_value, Site site = Site::here()) {
  detail::check_setting("clip_grad_value", "clip_value", clip_value, 0, detail::no_limit, "a number >= 0", site);
  using T = detail::parameter_scalar_t<G>;
  const T limit = static_cast<T>(clip_value);
  detail::for_each_parameter(gradients, [&](const auto& g, const Dims&) {
    map_in_place([limit](T x) { return x > limit ? limit : x < -limit ? -limit : x; }, g);
  });
}

}  // namespace declive::inline DECLIVE_ABI

#endif
