// OpenBLAS, one thread as all the others.
#include <cblas.h>

#include <type_traits>

#include "../peers.hpp"

namespace bench {

template <class T>
const ProductPeer<T>& openblas_products() {
  static constexpr ProductPeer<T> peer{
      .name = "openblas",
      .max_size = 1 << 20,
      .matmul =
          [](Index m, Index n, Index k, const T* a, const T* b, T* c) {
            const auto rows = static_cast<blasint>(m), cols = static_cast<blasint>(n), inner = static_cast<blasint>(k);
            if constexpr (std::is_same_v<T, float>)
              cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, cols, inner, 1, a, inner, b, cols, 0, c,
                          cols);
            else
              cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, cols, inner, 1, a, inner, b, cols, 0, c,
                          cols);
          },
      .matvec =
          [](Index m, Index n, const T* a, const T* x, T* y) {
            const auto rows = static_cast<blasint>(m), cols = static_cast<blasint>(n);
            if constexpr (std::is_same_v<T, float>)
              cblas_sgemv(CblasRowMajor, CblasNoTrans, rows, cols, 1, a, cols, x, 1, 0, y, 1);
            else
              cblas_dgemv(CblasRowMajor, CblasNoTrans, rows, cols, 1, a, cols, x, 1, 0, y, 1);
          },
  };
  openblas_set_num_threads(1);
  return peer;
}
template const ProductPeer<float>& openblas_products<float>();
template const ProductPeer<double>& openblas_products<double>();

}  // namespace bench
