// libxsmm: code generated for one shape. It is generated before the first call and kept, so what is timed is the call
// of the code alone. Only for C = A B of small matrices, which it is made for.
#include <libxsmm.h>

#include <type_traits>

#include "../peers.hpp"

namespace bench {

template <class T>
const ProductPeer<T>& xsmm_products() {
  static constexpr ProductPeer<T> peer{
      .name = "libxsmm",
      .max_work = 64 * 64 * 64,
      .matmul =
          [](Form, Index m, Index n, Index k, const T* a, const T* b, T* c) {
            // It stores by columns: B A by columns is A B by rows.
            static Index shape[3] = {0, 0, 0};
            const int rows = static_cast<int>(n), cols = static_cast<int>(m), inner = static_cast<int>(k);
            const T one = 1, zero = 0;
            if constexpr (std::is_same_v<T, float>) {
              static libxsmm_smmfunction kernel = nullptr;
              if (shape[0] != m || shape[1] != n || shape[2] != k)
                kernel =
                    libxsmm_smmdispatch(rows, cols, inner, nullptr, nullptr, nullptr, &one, &zero, nullptr, nullptr);
              kernel(b, a, c);
            } else {
              static libxsmm_dmmfunction kernel = nullptr;
              if (shape[0] != m || shape[1] != n || shape[2] != k)
                kernel =
                    libxsmm_dmmdispatch(rows, cols, inner, nullptr, nullptr, nullptr, &one, &zero, nullptr, nullptr);
              kernel(b, a, c);
            }
            shape[0] = m, shape[1] = n, shape[2] = k;
          },
      .matvec = nullptr,
      .vecmat = nullptr,
      .transpose = nullptr,
      .complex = nullptr,
      .set_threads = nullptr,
  };
  return peer;
}
template const ProductPeer<float>& xsmm_products<float>();
template const ProductPeer<double>& xsmm_products<double>();

}  // namespace bench
