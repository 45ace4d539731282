// A symmetric matrix of float or double becomes tridiagonal, and vectors of the tridiagonal matrix those of the first: the
// contracts, and the choice of the kernels. linalg/tridiagonal.hpp has the mathematics and the blocked form.
#ifndef DECLIVE_KERNELS_TRIDIAGONALIZE_HPP
#define DECLIVE_KERNELS_TRIDIAGONALIZE_HPP

#include <limits>

#include "../error.hpp"

#define DECLIVE_KERNEL_FILE "tridiagonalize.inl"
#include "for_each_isa.hpp"

namespace declive::kernels {

/// Rows of the matrices here stand a multiple of so many elements apart: whole registers of every instruction set.
template <class T>
inline constexpr Index row_quantum = 64 / static_cast<Index>(sizeof(T));

inline namespace DECLIVE_ABI {

namespace dispatch {

template <class T>
inline void tridiagonalize(Index n, T* a, Index stride, T* d, T* e, T* tau, T* work) {
  DECLIVE_DISPATCH(tridiagonalize(n, a, stride, d, e, tau, work));
}
template <class T>
inline void reflect_rows(Index n, const T* a, Index a_stride, const T* tau, Index cols, T* v, Index v_stride) {
  DECLIVE_DISPATCH(reflect_rows(n, a, a_stride, tau, cols, v, v_stride));
}
template <class T>
inline void symmetric_matvec(Index n, const T* a, Index stride, const T* x, T* y) {
  DECLIVE_DISPATCH(symmetric_matvec(n, a, stride, x, y));
}

}  // namespace dispatch

/// The symmetric n x n matrix A, both of its triangles, in rows of `stride` elements, a multiple of row_quantum, with
/// zeros behind the n-th, becomes T = Q^T A Q with the diagonal d[0 .. n) and beside it e[0 .. n - 1), Q = H_(n-1) ...
/// H_1, H_k = I - tau[k] v_k v_k^T. Row k of `a` then begins with the k elements of v_k; the rest of `a` is lost, tau[0]
/// is not touched. `work` has 4 stride elements. Nothing may be so large or small that squares leave the range of T.
template <class T>
void tridiagonalize(Index n, T* a, Index stride, T* d, T* e, T* tau, T* work) {
  dispatch::tridiagonalize(n, a, stride, d, e, tau, work);
}

/// V = H_(n-1) ... H_1 V for V of n rows and `cols` columns, row i at v + i v_stride, and H_k as above.
template <class T>
void reflect_rows(Index n, const T* a, Index a_stride, const T* tau, Index cols, T* v, Index v_stride) {
  dispatch::reflect_rows(n, a, a_stride, tau, cols, v, v_stride);
}

/// y = A x for a symmetric n x n matrix of which the lower triangle is read, each element once. Row i stands at a + i
/// stride. An element of y is a sum in the lanes of a register and along the columns, in an order that depends on n.
template <class T>
void symmetric_matvec(Index n, const T* a, Index stride, const T* x, T* y) {
  dispatch::symmetric_matvec(n, a, stride, x, y);
}

}  // namespace DECLIVE_ABI
}  // namespace declive::kernels

#endif
