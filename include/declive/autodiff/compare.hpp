// Closeness of dual numbers: of the values and of all partials.
#ifndef DECLIVE_AUTODIFF_COMPARE_HPP
#define DECLIVE_AUTODIFF_COMPARE_HPP

#include "../linalg/compare.hpp"
#include "dual.hpp"

namespace declive {

inline namespace DECLIVE_ABI {

/// Whether the values are close and so is every pair of partials (numpy.allclose); a constant has zero partials. The
/// elements of arrays of duals are compared with this. (== looks at the values alone.) Of taped duals the values, as
/// their derivatives are not known yet.
template <class A, class B>
  requires(detail::Operands<A, B>)
bool all_close(const A& a, const B& b, const Tolerance& tolerance = {}) {
  using R = detail::meeting_t<A, B>;
  const R x = static_cast<R>(a), y = static_cast<R>(b);
  const auto close = [&](const auto& p, const auto& q) {
    if constexpr (is_dual<typename R::value_type>)
      return all_close(p, q, tolerance);
    else
      return detail::is_close(p, q, tolerance);
  };
  bool good = close(x.value, y.value);
  if constexpr (!detail::is_taped<R>)
    for (Index k = 0; k < R::partials_count; ++k) good = good && close(x.partials[k], y.partials[k]);
  return good;
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
