// The singular value problem to which divide and conquer comes down, for float and double: the contract, and the choice
// of the kernel.
//
//       ( z_0  z_1  ...  z_(n-1) )
//   M = (      d_1               )     d_0 = 0 < d_1 < ... < d_(n-1), no z_j = 0, everything about 1 or less
//       (           ...          )
//       (                d_(n-1) )
//
// Its singular values are the roots of the secular equation f(sigma) = 1 + sum_j z_j^2 / (d_j^2 - sigma^2) = 0, and
// d_0 < sigma_0 < d_1 < sigma_1 < ... < d_(n-1) < sigma_(n-1). A root is found as its distance eta = sigma^2 - d_s^2
// from the nearer pole, so that every d_j^2 - sigma^2 = (d_j - d_s) (d_j + d_s) - eta keeps its relative accuracy; the
// steps are R.-C. Li's middle way (Solving secular equations stably and efficiently, LAPACK working note 89, 1993),
// kept inside a bracket. The vectors are those of the z that has exactly the computed values, and therefore orthogonal
// to rounding (M. Gu, S. Eisenstat, A divide-and-conquer algorithm for the bidiagonal SVD, 1995).
#ifndef DECLIVE_KERNELS_SECULAR_HPP
#define DECLIVE_KERNELS_SECULAR_HPP

#include <limits>

#include "../error.hpp"

#define DECLIVE_KERNEL_FILE "secular.inl"
#include "for_each_isa.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

namespace dispatch {

template <class T>
inline Index secular_roots(Index n, const T* d, const T* weight, T* delta, T* sigma) {
  DECLIVE_DISPATCH(secular_roots(n, d, weight, delta, sigma));
}
template <class T>
inline void secular_vectors(Index n, const T* d, const T* z, const Index* place, T* delta, T* u, T* work) {
  DECLIVE_DISPATCH(secular_vectors(n, d, z, place, delta, u, work));
}

}  // namespace dispatch

/// sigma[i] and row i of `delta` (n x n, row after row), delta_ij = d_j^2 - sigma_i^2, of weight[j] = z_j^2. Returns how
/// many roots were found before one that was not: n if all is well.
template <class T>
Index secular_roots(Index n, const T* d, const T* weight, T* delta, T* sigma) {
  return dispatch::secular_roots(n, d, weight, delta, sigma);
}

/// From delta the singular vectors of M, in row i those of sigma_i: the right ones in delta's place, the left ones in u.
/// Component j stands at place[j]. `work` has room for 2 n.
template <class T>
void secular_vectors(Index n, const T* d, const T* z, const Index* place, T* delta, T* u, T* work) {
  dispatch::secular_vectors(n, d, z, place, delta, u, work);
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
