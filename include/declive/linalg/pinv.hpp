// The pseudo-inverse of a matrix.
#ifndef DECLIVE_LINALG_PINV_HPP
#define DECLIVE_LINALG_PINV_HPP

#include "svd.hpp"

namespace declive {

namespace detail {

template <class A>
using pinv_t = Matrix<typename SvdTypes<A>::T, Like<A>::cols, Like<A>::rows>;

}  // namespace detail

inline namespace DECLIVE_ABI {

/// The Moore-Penrose inverse V diag(1 / s) U^H of A = U diag(s) V^H (m x n): n x m, and pinv(A) b is the shortest x
/// among those for which A x is nearest to b. Singular values up to rcond s_max count as zero. Throws ValueError if
/// rcond is negative or NaN, if an element of A is NaN or infinite, or if s_max overflows.
template <MatrixLike A>
detail::pinv_t<A> pinv(const A& a, typename detail::SvdTypes<A>::R rcond, Site site = Site::here()) {
  using T = typename detail::SvdTypes<A>::T;
  using R = typename detail::SvdTypes<A>::R;
  if (!(rcond >= 0)) detail::raise_value("pinv", "rcond is negative or NaN", site);
  const Index m = a.rows(), n = a.cols();
  auto factors = detail::thin_svd_of("pinv", a, site);
  detail::check_largest_value("pinv", a.dims(), factors.s, site);
  const Index k = factors.s.size();
  // U diag(1 / s), conjugated, and V^T, conjugated, in the places of U and V^T.
  for (Index j = 0; j < k; ++j) {
    const R inverse = factors.s[j] > rcond * factors.s[0] ? R(1) / factors.s[j] : R(0);
    for (Index i = 0; i < m; ++i) factors.U(i, j) = inverse * detail::conjugate(factors.U(i, j));
    if constexpr (detail::is_complex<T>)
      for (Index i = 0; i < n; ++i) factors.Vt(j, i) = detail::conjugate(factors.Vt(j, i));
  }
  return detail::pinv_t<A>(matmul(factors.Vt.transposed(), factors.U.transposed(), site));
}
/// The same with rcond = max(m, n) eps.
template <MatrixLike A>
detail::pinv_t<A> pinv(const A& a, Site site = Site::here()) {
  using R = typename detail::SvdTypes<A>::R;
  return pinv(a, static_cast<R>(a.rows() < a.cols() ? a.cols() : a.rows()) * std::numeric_limits<R>::epsilon(), site);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
