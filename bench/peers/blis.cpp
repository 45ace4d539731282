// BLIS, loaded at run time with its own symbols first: it exports the names that OpenBLAS exports.
#include <dlfcn.h>

#include <type_traits>

#include "blas.hpp"

namespace bench {

namespace {

template <class T>
using Gemm = void (*)(int order, int trans_a, int trans_b, int m, int n, int k, T alpha, const T* a, int lda,
                      const T* b, int ldb, T beta, T* c, int ldc);

void* library() {
  static void* const handle = dlopen("libblis.so.4", RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  return handle;
}
template <class T>
Gemm<T> function() {
  static const auto found = reinterpret_cast<Gemm<T>>(
      library() == nullptr ? nullptr : dlsym(library(), std::is_same_v<T, float> ? "cblas_sgemm" : "cblas_dgemm"));
  return found;
}
template <class T>
void gemm(bool trans_a, bool trans_b, int m, int n, int k, const T* a, int lda, const T* b, int ldb, T* c, int ldc) {
  function<T>()(row_major, trans_a ? trans : no_trans, trans_b ? trans : no_trans, m, n, k, T(1), a, lda, b, ldb, T(0),
                c, ldc);
}

}  // namespace

template <class T>
const ProductPeer<T>* blis_products() {
  static constexpr ProductPeer<T> peer{
      .name = "blis",
      .max_work = 1e12,
      .matmul = [](Form form, Index m, Index n, Index k, const T* a, const T* b,
                   T* c) { blas_matmul(gemm<T>, form, m, n, k, a, b, c); },
      .matvec = nullptr,
      .vecmat = nullptr,
      .transpose = nullptr,
      .complex = nullptr,
      .set_threads =
          [](int threads) {
            const auto set = reinterpret_cast<void (*)(long)>(dlsym(library(), "bli_thread_set_num_threads"));
            if (set != nullptr) set(threads);
          },
  };
  if (function<T>() == nullptr) return nullptr;
  peer.set_threads(1);
  return &peer;
}
template const ProductPeer<float>* blis_products<float>();
template const ProductPeer<double>* blis_products<double>();

}  // namespace bench
