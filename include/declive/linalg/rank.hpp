// The rank of a matrix.
#ifndef DECLIVE_LINALG_RANK_HPP
#define DECLIVE_LINALG_RANK_HPP

#include "svd.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

// How many singular values, which fall, are above the tolerance.
template <class R, Index K>
Index count_above(const Vector<R, K>& s, const R& tolerance) {
  Index count = 0;
  while (count < s.size() && s[count] > tolerance) ++count;
  return count;
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// How many singular values of A (m x n) are above tol. (NumPy's matrix_rank.) Throws ValueError if tol is negative or
/// NaN, or if an element of A is NaN or infinite.
template <MatrixLike A>
Index rank(const A& a, typename detail::SvdTypes<A>::R tol, Site site = Site::here()) {
  if (!(tol >= 0)) detail::raise_value("rank", "the tolerance is negative or NaN", site);
  return detail::count_above(detail::svdvals_of("rank", a, site), tol);
}
/// The same with tol = s_max max(m, n) eps, which calls zero what rounding may have made of it. Throws ValueError also
/// if s_max overflows.
template <MatrixLike A>
Index rank(const A& a, Site site = Site::here()) {
  using R = typename detail::SvdTypes<A>::R;
  const auto s = detail::svdvals_of("rank", a, site);
  if (s.empty()) return 0;
  detail::check_largest_value("rank", a.dims(), s, site);
  const auto longer = static_cast<R>(a.rows() < a.cols() ? a.cols() : a.rows());
  return detail::count_above(s, longer * std::numeric_limits<R>::epsilon() * s[0]);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
