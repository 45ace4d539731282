// y = alpha A x + beta y for float and double: the contract, and the choice of the kernel.
//
// A is m x n with element (i, j) at a[i a_rs + j a_cs], x has n elements x_s apart, y has m elements y_s apart; y
// overlaps neither. The rules for alpha, beta, NaN and empty sizes are those of gemm. Where A's rows are contiguous
// each element is a dot product as in reduce.hpp (added pairwise); where its columns are, a sum in the order of the
// columns with fma.
#ifndef DECLIVE_KERNELS_GEMV_HPP
#define DECLIVE_KERNELS_GEMV_HPP

#include "gemm.hpp"
#include "reduce.hpp"

#define DECLIVE_KERNEL_FILE "gemv.inl"
#include "for_each_isa.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

namespace dispatch {
template <class T>
inline void gemv_columns(Index m, Index n, T alpha, const T* a, Index a_cs, const T* x, Index x_s, T beta, T* y) {
  DECLIVE_DISPATCH(gemv_columns(m, n, alpha, a, a_cs, x, x_s, beta, y));
}
template <class T>
inline void gemv_update(T sum, T alpha, T beta, T* y) {
  DECLIVE_DISPATCH(gemv_update(sum, alpha, beta, y));
}
}  // namespace dispatch

/// y = alpha A x + beta y, see above.
template <class T>
void gemv(Index m, Index n, T alpha, const T* a, Index a_rs, Index a_cs, const T* x, Index x_s, T beta, T* y,
          Index y_s) {
  if (m <= 0) return;
  if (n <= 0 || alpha == T(0)) {
    for (Index i = 0; i < m; ++i) y[i * y_s] = beta == T(0) ? T(0) : beta * y[i * y_s];
    return;
  }
  if (a_rs == 1 && y_s == 1) return dispatch::gemv_columns(m, n, alpha, a, a_cs, x, x_s, beta, y);
  if (a_rs == 1) {
    // Some rows at a time through contiguous memory, so that an element is summed in the same order for any y_s.
    constexpr Index some = 64;
    T part[std::size_t{some}];
    for (Index i = 0; i < m; i += some) {
      const Index rows = m - i < some ? m - i : some;
      if (beta != T(0))
        for (Index r = 0; r < rows; ++r) part[r] = y[(i + r) * y_s];
      dispatch::gemv_columns(rows, n, alpha, a + i, a_cs, x, x_s, beta, part);
      for (Index r = 0; r < rows; ++r) y[(i + r) * y_s] = part[r];
    }
    return;
  }
  if (alpha == T(1) && beta == T(0) && a_cs == 1 && x_s == 1 && y_s == 1)
    return reduce_each_row<Term::product>(a, x, m, n, a_rs, Index{0}, y);
  for (Index i = 0; i < m; ++i) {
    const T* row = a + i * a_rs;
    T sum;
    if (a_cs == 1 && x_s == 1) {
      sum = reduce<Term::product>(row, x, n);
    } else {
      sum = reduce_gathered<Term::product, T>(n, [&](Index first, Index count, T* p, T* q) {
        for (Index j = 0; j < count; ++j) {
          p[j] = row[(first + j) * a_cs];
          q[j] = x[(first + j) * x_s];
        }
      });
    }
    if (beta == T(0))
      y[i * y_s] = alpha * sum;
    else
      dispatch::gemv_update(sum, alpha, beta, y + i * y_s);
  }
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
