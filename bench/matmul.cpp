// Matrix products on one thread, beside Eigen, OpenBLAS, BLIS and libxsmm, and the limit: multiply-adds in registers.
#include "product.hpp"
#include "subjects.hpp"

namespace bench_peak {
using declive::active_isa;
using declive::Index;
using declive::Isa;
}  // namespace bench_peak

#define DECLIVE_KERNEL_FILE "peak.inl"
#include <declive/kernels/for_each_isa.hpp>

namespace bench_peak {
namespace {
template <class T>
double run(Index steps) {
  DECLIVE_DISPATCH(template run<T>(steps));
}
template <class T>
Index flops() {
  DECLIVE_DISPATCH(template flops<T>());
}
}  // namespace
}  // namespace bench_peak

namespace bench {

namespace {

template <class T>
void add_peak() {
  constexpr Index steps = 2000;
  const double flops = static_cast<double>(bench_peak::flops<T>()) * static_cast<double>(steps);
  static double sum = 0;
  add_timed<T>(
      "peak", "1", "declive", flops, []() -> double& { return sum; },
      [](double& out) {
        Index count = steps;
        benchmark::DoNotOptimize(count);  // or the compiler finds that every run gives the same, and nobody asks for it
        out = bench_peak::run<T>(count);
        benchmark::DoNotOptimize(out);
      },
      [](const std::string&, const double&) {});
}

template <class T>
void add_type() {
  add_peak<T>();
  for (const Index n :
       {2,  3,   4,   5,   7,   8,   11,  12,  16,  17,  23,  24,  31,  32,  33,  47,   48,   63,   64,   65,
        96, 100, 127, 128, 129, 192, 200, 255, 256, 300, 384, 500, 512, 513, 768, 1000, 1024, 1500, 1536, 2048})
    add_matmul<T>("matmul", Form::ab, n, n, n, 1);
  // y = x W and its gradients x^T dy and dy W^T, for a batch of rows and layers of real networks.
  struct Layer {
    Index in, out;
  };
  for (const Index batch : {1, 8, 32, 64, 128, 256})
    for (const Layer& layer : {Layer{784, 128}, {128, 64}, {64, 10}, {1024, 1024}, {3072, 768}}) {
      add_matmul<T>("forward", Form::ab, batch, layer.out, layer.in, 1);
      add_matmul<T>("weights", Form::atb, layer.in, layer.out, batch, 1);
      add_matmul<T>("input", Form::abt, batch, layer.in, layer.out, 1);
    }
  add_matmul<T>("skinny", Form::ab, 1000, 1000, 8, 1);
  add_matmul<T>("skinny", Form::ab, 8, 1000, 1000, 1);
  add_matmul<T>("skinny", Form::ab, 1000, 8, 1000, 1);
  add_matmul<T>("skinny", Form::ab, 100, 100, 10000, 1);
}

}  // namespace

void add_matmuls() {
  add_type<float>();
  add_type<double>();
}

}  // namespace bench
