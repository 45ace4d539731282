// The products of a library with the interface of CBLAS.
#ifndef DECLIVE_BENCH_PEERS_BLAS_HPP
#define DECLIVE_BENCH_PEERS_BLAS_HPP

#include "../peers.hpp"

namespace bench {

/// CblasRowMajor, CblasNoTrans and CblasTrans, whose values the interface fixes.
enum : int { row_major = 101, no_trans = 111, trans = 112 };

/// gemm(order, transpose a, transpose b, m, n, k, 1, a, lda, b, ldb, 0, c, ldc)
template <class T, class Gemm>
void blas_matmul(Gemm gemm, Form form, Index m, Index n, Index k, const T* a, const T* b, T* c) {
  const int rows = static_cast<int>(m), cols = static_cast<int>(n), inner = static_cast<int>(k);
  gemm(form == Form::atb, form == Form::abt, rows, cols, inner, a, form == Form::atb ? rows : inner, b,
       form == Form::abt ? inner : cols, c, cols);
}

}  // namespace bench

#endif
