// OpenBLAS, on one thread unless said otherwise.
#include <cblas.h>

#include <type_traits>

#include "blas.hpp"

namespace bench {

namespace {
template <class T>
void gemm(bool trans_a, bool trans_b, int m, int n, int k, const T* a, int lda, const T* b, int ldb, T* c, int ldc) {
  const CBLAS_TRANSPOSE ta = trans_a ? CblasTrans : CblasNoTrans, tb = trans_b ? CblasTrans : CblasNoTrans;
  if constexpr (std::is_same_v<T, float>)
    cblas_sgemm(CblasRowMajor, ta, tb, m, n, k, 1, a, lda, b, ldb, 0, c, ldc);
  else
    cblas_dgemm(CblasRowMajor, ta, tb, m, n, k, 1, a, lda, b, ldb, 0, c, ldc);
}
template <class T>
void gemv(CBLAS_TRANSPOSE trans, Index m, Index n, const T* a, const T* x, T* y) {
  const auto rows = static_cast<blasint>(m), cols = static_cast<blasint>(n);
  if constexpr (std::is_same_v<T, float>)
    cblas_sgemv(CblasRowMajor, trans, rows, cols, 1, a, cols, x, 1, 0, y, 1);
  else
    cblas_dgemv(CblasRowMajor, trans, rows, cols, 1, a, cols, x, 1, 0, y, 1);
}
}  // namespace

template <class T>
const ProductPeer<T>& openblas_products() {
  static constexpr ProductPeer<T> peer{
      .name = "openblas",
      .max_work = 1e12,
      .matmul = [](Form form, Index m, Index n, Index k, const T* a, const T* b,
                   T* c) { blas_matmul(gemm<T>, form, m, n, k, a, b, c); },
      .matvec = [](Index m, Index n, const T* a, const T* x, T* y) { gemv(CblasNoTrans, m, n, a, x, y); },
      .vecmat = [](Index m, Index n, const T* a, const T* x, T* y) { gemv(CblasTrans, m, n, a, x, y); },
      .transpose =
          [](Index m, Index n, const T* a, T* c) {
            const auto rows = static_cast<blasint>(m), cols = static_cast<blasint>(n);
            if constexpr (std::is_same_v<T, float>)
              cblas_somatcopy(CblasRowMajor, CblasTrans, rows, cols, 1, a, cols, c, rows);
            else
              cblas_domatcopy(CblasRowMajor, CblasTrans, rows, cols, 1, a, cols, c, rows);
          },
      .complex =
          [](Index n, const T* a, const T* b, T* c) {
            const auto size = static_cast<blasint>(n);
            const T one[] = {1, 0}, zero[] = {0, 0};
            if constexpr (std::is_same_v<T, float>)
              cblas_cgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, size, size, size, one, a, size, b, size, zero, c,
                          size);
            else
              cblas_zgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, size, size, size, one, a, size, b, size, zero, c,
                          size);
          },
      .set_threads = [](int threads) { openblas_set_num_threads(threads); },
  };
  openblas_set_num_threads(1);
  return peer;
}
template const ProductPeer<float>& openblas_products<float>();
template const ProductPeer<double>& openblas_products<double>();

}  // namespace bench
