// The softmax of the rows of a float or double matrix, with what its logarithm needs: the contract, and the choice of
// the kernel.
#ifndef DECLIVE_KERNELS_SOFTMAX_HPP
#define DECLIVE_KERNELS_SOFTMAX_HPP

#include "elementary.hpp"
#include "reduce.hpp"

#define DECLIVE_KERNEL_FILE "softmax.inl"
#include "for_each_isa.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

namespace dispatch {

template <class T>
inline void softmax_rows(const T* x, Index rows, Index n, Index x_stride, T* out, Index out_stride, const T* factor,
                         T* most, T* sum) {
  DECLIVE_DISPATCH(softmax_rows(x, rows, n, x_stride, out, out_stride, factor, most, sum));
}

}  // namespace dispatch

/// For every row x_i of n > 0 elements: most[i] = m = max_j x_ij (NaN if one is), sum[i] = sum_j e^(x_ij - m), out_ij =
/// e^(x_ij - m) (factor[i] / sum[i]). Rows are contiguous and x_stride, out_stride apart; `out` is x or disjoint from it,
/// and may be one row for all (out_stride 0) where only sums are wanted. The sum is added as by reduce(): a row's bits
/// depend on the row alone.
template <class T>
void softmax_rows(const T* x, Index rows, Index n, Index x_stride, T* out, Index out_stride, const T* factor, T* most,
                  T* sum) {
  dispatch::softmax_rows(x, rows, n, x_stride, out, out_stride, factor, most, sum);
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
