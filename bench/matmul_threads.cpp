// Matrix products on two threads: this file is compiled with OpenMP.
#include "product.hpp"
#include "subjects.hpp"

namespace bench {

namespace {
template <class T>
void add_type() {
  for (const Index n : {64, 128, 192, 256, 384, 512, 768, 1000, 1024, 1536, 2048})
    add_matmul<T>("matmul_2_threads", Form::ab, n, n, n, 2);
}
}  // namespace

void add_threaded_matmuls() {
  add_type<float>();
  add_type<double>();
}

}  // namespace bench
