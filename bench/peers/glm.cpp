// GLM's fixed sizes with -O3 -march=native. Its matrices are stored by columns: B A by columns is A B by rows.
#include <glm/glm.hpp>

#include "../peers.hpp"

namespace bench {

namespace {
template <class T, int n>
void fixed(Index count, const T* a, const T* b, T* c) {
  using M = glm::mat<n, n, T, glm::defaultp>;
  const M *x = reinterpret_cast<const M*>(a), *y = reinterpret_cast<const M*>(b);
  M* z = reinterpret_cast<M*>(c);
  for (Index i = 0; i < count; ++i) z[i] = y[i] * x[i];
}
}  // namespace

template <class T>
const FixedPeer<T>& glm_fixed() {
  static constexpr FixedPeer<T> peer{.name = "glm", .two = fixed<T, 2>, .three = fixed<T, 3>, .four = fixed<T, 4>};
  return peer;
}
template const FixedPeer<float>& glm_fixed<float>();
template const FixedPeer<double>& glm_fixed<double>();

}  // namespace bench
