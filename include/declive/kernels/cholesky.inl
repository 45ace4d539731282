// The kernel of cholesky.hpp, compiled once per instruction set by for_each_isa.hpp. Read cholesky.hpp first: it has
// the contract.
namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI {

// Row k of U takes all rows before it at once, in registers of columns from the one that holds column k. The rows are
// kept with their sign changed, so that a - u u is one fma; what stands left of the diagonal means nothing.
template <class T>
DECLIVE_KERNEL Index cholesky_block(Index n, T* a, Index a_rs) {
  using V = Vec<T>;
  constexpr Index width = cholesky_width;
  alignas(64) T negative[std::size_t{width * width}];
  for (Index k = 0; k < n; ++k) {
    T* const row = a + k * a_rs;
    T root = T(0);
    typename V::reg diagonal = V::zero();
    for (Index c = k / V::size * V::size; c < n; c += V::size) {
      const Index some = n - c < V::size ? n - c : V::size;
      typename V::reg sum = V::load_n(row + c, some);
      for (Index p = 0; p < k; ++p) sum = V::fma_element(a + p * a_rs + k, V::load(negative + p * width + c), sum);
      V::store_n(row + c, sum, some);
      if (c <= k) {
        if (!(row[k] > T(0))) return k;
        diagonal = V::sqrt(V::set1(row[k]));
        sum = V::div(sum, diagonal);
        V::store_n(row + c, sum, some);
        V::store(negative + k * width + c, diagonal);
        root = negative[k * width + c];
      } else {
        sum = V::div(sum, diagonal);
        V::store_n(row + c, sum, some);
      }
      V::store(negative + k * width + c, V::sub(V::zero(), sum));
    }
    row[k] = root;
  }
  return n;
}

}  // namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI
