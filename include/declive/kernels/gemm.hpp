// C = alpha A B + beta C for float and double: the contract, and the choice of the kernel.
//
// A is m x k, B is k x n, C is m x n; element (i, j) of X stands at x[i x_rs + j x_cs] for any strides, so a transposed
// operand is one with its strides exchanged. C does not overlap A or B.
//   - beta = 0: C is not read. alpha = 0 or k = 0: A and B are not read. m = 0 or n = 0: nothing happens.
//   - Zeros are not skipped: NaN and infinity in A or B reach C as IEEE 754 says.
//   - Each element is summed in the order of k with fma from 0, and every 256 (gemm_kc) terms a new sum is added to C.
//     So an element depends on its row and its column alone, not on m, n or its place, and has the same bits on every
//     machine with FMA.
//   - |computed - exact| <= (k + 2) eps sum_p |a_ip| |b_pj|.
// The memory for packing is taken once per thread, kept, and released when the thread ends. If there is none
// std::bad_alloc is thrown before C is touched.
#ifndef DECLIVE_KERNELS_GEMM_HPP
#define DECLIVE_KERNELS_GEMM_HPP

#include "blocking.hpp"
#include "pack.hpp"

#if defined(__clang__)
#define DECLIVE_UNROLL _Pragma("clang loop unroll(full)")
#elif defined(__GNUC__)
#define DECLIVE_UNROLL _Pragma("GCC unroll 16")
#else
#define DECLIVE_UNROLL
#endif

#define DECLIVE_KERNEL_FILE "gemm.inl"
#include "for_each_isa.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

namespace dispatch {
template <class T>
inline void gemm(Index m, Index n, Index k, T alpha, const T* a, Index a_rs, Index a_cs, const T* b, Index b_rs,
                 Index b_cs, T beta, T* c, Index c_rs, Index c_cs) {
  DECLIVE_DISPATCH(gemm(m, n, k, alpha, a, a_rs, a_cs, b, b_rs, b_cs, beta, c, c_rs, c_cs));
}
}  // namespace dispatch

/// C = alpha A B + beta C, see above.
template <class T>
void gemm(Index m, Index n, Index k, T alpha, const T* a, Index a_rs, Index a_cs, const T* b, Index b_rs, Index b_cs,
          T beta, T* c, Index c_rs, Index c_cs) {
  if (m <= 0 || n <= 0) return;
  if (k <= 0 || alpha == T(0)) {
    for (Index i = 0; i < m; ++i)
      for (Index j = 0; j < n; ++j) {
        T* out = c + i * c_rs + j * c_cs;
        *out = beta == T(0) ? T(0) : beta * *out;
      }
    return;
  }
  // C by columns is C^T = B^T A^T by rows.
  if (c_cs != 1 && c_rs == 1)
    dispatch::gemm(n, m, k, alpha, b, b_cs, b_rs, a, a_cs, a_rs, beta, c, c_cs, c_rs);
  else
    dispatch::gemm(m, n, k, alpha, a, a_rs, a_cs, b, b_rs, b_cs, beta, c, c_rs, c_cs);
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
