// The condition number of a matrix.
#ifndef DECLIVE_LINALG_COND_HPP
#define DECLIVE_LINALG_COND_HPP

#include "svd.hpp"

namespace declive {

inline namespace DECLIVE_ABI {

/// s_max / s_min of an m x n matrix, the condition number in the 2-norm: by how much relative errors may grow in
/// solving A x = b. Infinite if s_min is 0; what rounding makes of a singular matrix is above 1 / eps, about. Throws
/// ShapeError if A is empty, ValueError if an element is NaN or infinite or if s_max overflows.
template <MatrixLike A>
auto cond(const A& a, Site site = Site::here()) {
  using R = typename detail::SvdTypes<A>::R;
  if (a.size() == 0) detail::raise_shape("cond", a.dims(), "an empty matrix has no condition number", site);
  const auto s = detail::svdvals_of("cond", a, site);
  detail::check_largest_value("cond", a.dims(), s, site);
  const R least = s[s.size() - 1];
  return least == R(0) ? std::numeric_limits<R>::infinity() : s[0] / least;
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
