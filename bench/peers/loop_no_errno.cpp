// The hand-written loop of Adam as one writes it who knows the compiler: with -fno-math-errno, without which GCC does not
// vectorise a square root, and a promise that the arrays do not overlap.
#include <cmath>

#include "../peers.hpp"

namespace bench {

template <class T>
AdamStep<T> loop_no_errno_adam() {
  return [](Index n, T rate, T root_scale, T* __restrict w, const T* __restrict g, T* __restrict m, T* __restrict v) {
    for (Index i = 0; i < n; ++i) {
      m[i] = T(0.9) * m[i] + T(0.1) * g[i];
      v[i] = T(0.999) * v[i] + T(0.001) * g[i] * g[i];
      w[i] -= rate * m[i] / (std::sqrt(v[i]) * root_scale + T(1e-8));
    }
  };
}
template AdamStep<float> loop_no_errno_adam<float>();
template AdamStep<double> loop_no_errno_adam<double>();

}  // namespace bench
