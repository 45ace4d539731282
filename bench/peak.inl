// The limit of all products: twelve independent multiply-adds a step, in registers, compiled once per instruction set.
namespace bench_peak::DECLIVE_ISA_NAMESPACE {

template <class T>
using Vec = declive::kernels::DECLIVE_ISA_NAMESPACE::Vec<T>;

template <class T>
Index flops() {
  return 12 * 2 * Vec<T>::size;
}

template <class T>
DECLIVE_KERNEL double run(Index steps) {
  using V = Vec<T>;
  const typename V::reg x = V::set1(T(0.5)), y = V::set1(T(0.25));
  typename V::reg sum[12];
  DECLIVE_UNROLL
  for (int i = 0; i < 12; ++i) sum[i] = V::set1(static_cast<T>(i));
  for (Index step = 0; step < steps; ++step) {
    DECLIVE_UNROLL
    for (int i = 0; i < 12; ++i) sum[i] = V::fma(sum[i], x, y);
  }
  DECLIVE_UNROLL
  for (int i = 1; i < 12; ++i) sum[0] = V::add(sum[0], sum[i]);
  return static_cast<double>(V::sum(sum[0]));
}

}  // namespace bench_peak::DECLIVE_ISA_NAMESPACE
