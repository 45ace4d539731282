// The eigenproblem of a diagonal matrix plus one of rank one, for float and double: the contract, and the choice of the
// kernel.
//
//   D + w w^T,  D = diag(d_0 < d_1 < ... < d_(n-1)), no w_j = 0
//
// Its eigenvalues are the roots of f(x) = 1 + sum_j w_j^2 / (d_j - x), one between every two d and one behind the last.
// A root is found as its distance mu from the nearer pole d_s, so that every d_j - x = (d_j - d_s) - mu keeps its
// relative accuracy. The steps are R.-C. Li's middle way: the terms of either side become one that has their value and
// slope and the side's next pole (Solving secular equations stably and efficiently, LAPACK working note 89, 1993), and
// stay inside a bracket. The vectors are those of the w that has exactly the computed values, and therefore orthogonal
// to rounding (M. Gu, S. Eisenstat, A stable and efficient algorithm for the rank-one modification of the symmetric
// eigenproblem, 1994).
//
// The singular values of an arrow,
//
//       ( z_0  z_1  ...  z_(n-1) )
//   M = (      d_1               )     d_0 = 0 < d_1 < ... < d_(n-1), no z_j = 0,
//       (           ...          )
//       (                d_(n-1) )
//
// come from the same equation: M^T M = diag(d_j^2) + z z^T. There d_j^2 - x is (d_j - d_s) (d_j + d_s) - mu, and
// nothing is squared that would lose its digits (M. Gu, S. Eisenstat, A divide-and-conquer algorithm for the bidiagonal
// SVD, 1995).
#ifndef DECLIVE_KERNELS_RANK_ONE_HPP
#define DECLIVE_KERNELS_RANK_ONE_HPP

#include <limits>

#include "../error.hpp"

#define DECLIVE_KERNEL_FILE "rank_one.inl"
#include "for_each_isa.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

namespace dispatch {

template <bool squared, class T>
inline Index rank_one_values(Index n, const T* d, const T* squares, T* delta, T* values) {
  DECLIVE_DISPATCH(template rank_one_values<squared>(n, d, squares, delta, values));
}
template <class T>
inline void rank_one_vectors(Index n, const T* d, const T* w, const Index* place, T* delta, T* work) {
  DECLIVE_DISPATCH(rank_one_vectors(n, d, w, place, delta, work));
}
template <class T>
inline void arrow_vectors(Index n, const T* d, const T* z, const Index* place, T* delta, T* left, T* work) {
  DECLIVE_DISPATCH(arrow_vectors(n, d, z, place, delta, left, work));
}

}  // namespace dispatch

/// The eigenvalues, ascending, and in row i of `delta` (n x n, row after row) the d_j - values[i]. squares[j] is w_j^2.
/// Returns how many were found before one took 200 steps: n if all is well.
template <class T>
Index rank_one_values(Index n, const T* d, const T* squares, T* delta, T* values) {
  return dispatch::rank_one_values<false>(n, d, squares, delta, values);
}

/// Row i of delta becomes the eigenvector of values[i], component j at place[j]; the sign of w_j counts. `work` has
/// room for 2 n.
template <class T>
void rank_one_vectors(Index n, const T* d, const T* w, const Index* place, T* delta, T* work) {
  dispatch::rank_one_vectors(n, d, w, place, delta, work);
}

/// The singular values of an arrow, ascending, and in row i of `delta` the d_j^2 - values[i]^2. squares[j] is z_j^2,
/// and everything about 1 or less. Returns as rank_one_values.
template <class T>
Index arrow_values(Index n, const T* d, const T* squares, T* delta, T* values) {
  return dispatch::rank_one_values<true>(n, d, squares, delta, values);
}

/// Row i of delta becomes the right singular vector of values[i] and row i of `left` the left one, components j at
/// place[j]. `work` has room for 2 n.
template <class T>
void arrow_vectors(Index n, const T* d, const T* z, const Index* place, T* delta, T* left, T* work) {
  dispatch::arrow_vectors(n, d, z, place, delta, left, work);
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
