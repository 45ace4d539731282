// The kernel of rotate.hpp, compiled once per instruction set by for_each_isa.hpp.
namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI {

// A strip of `regs` registers, or (regs = 0) of the first `rest` lanes of one.
template <int regs, class T>
DECLIVE_HELPER inline void rotate_strip(Index count, Index rest, const T* c, const T* s, T* x, Index stride) {
  using V = Vec<T>;
  constexpr int width = regs > 0 ? regs : 1;
  typename V::reg kept[static_cast<std::size_t>(width)];
  DECLIVE_UNROLL
  for (int r = 0; r < width; ++r) kept[r] = regs > 0 ? V::load(x + r * V::size) : V::load_n(x, rest);
  for (Index k = 0; k < count; ++k, x += stride) {
    const typename V::reg cos = V::set1(c[k]), sin = V::set1(s[k]), minus = V::set1(-s[k]);
    DECLIVE_UNROLL
    for (int r = 0; r < width; ++r) {
      T* const here = x + r * V::size;
      const typename V::reg next = regs > 0 ? V::load(here + stride) : V::load_n(here + stride, rest);
      const typename V::reg done = V::fma(sin, next, V::mul(cos, kept[r]));
      kept[r] = V::fma(minus, kept[r], V::mul(cos, next));
      if constexpr (regs > 0)
        V::store(here, done);
      else
        V::store_n(here, done, rest);
    }
  }
  DECLIVE_UNROLL
  for (int r = 0; r < width; ++r) {
    if constexpr (regs > 0)
      V::store(x + r * V::size, kept[r]);
    else
      V::store_n(x, kept[r], rest);
  }
}

template <class T>
DECLIVE_KERNEL void rotate_rows(Index count, Index n, const T* c, const T* s, T* x, Index stride) {
  constexpr Index lanes = Vec<T>::size;
  // Two registers: the products of one fill the time in which those of the other are ready.
  for (; n >= 2 * lanes; n -= 2 * lanes, x += 2 * lanes) rotate_strip<2>(count, Index{0}, c, s, x, stride);
  if (n >= lanes) {
    rotate_strip<1>(count, Index{0}, c, s, x, stride);
    n -= lanes;
    x += lanes;
  }
  if (n > 0) rotate_strip<0>(count, n, c, s, x, stride);
}

}  // namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI
