// The kernel of gemv.hpp, compiled once per instruction set by for_each_isa.hpp.
namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI {

// y = alpha A x + beta y for `regs` registers of rows, or the first n rows of one register if regs is 0.
template <int regs, class T>
DECLIVE_HELPER inline void gemv_strip(Index n, Index k, T alpha, const T* a, Index a_cs, const T* x, Index x_s, T beta,
                                      T* y) {
  using V = Vec<T>;
  typename V::reg s0 = V::zero(), s1 = s0, s2 = s0, s3 = s0;
  for (Index p = 0; p < k; ++p, a += a_cs) {
    const typename V::reg factor = V::set1(x[p * x_s]);
    if constexpr (regs == 0)
      s0 = V::fma(factor, V::load_n(a, n), s0);
    else
      s0 = V::fma(factor, V::load(a), s0);
    if constexpr (regs == 4) {
      s1 = V::fma(factor, V::load(a + V::size), s1);
      s2 = V::fma(factor, V::load(a + 2 * V::size), s2);
      s3 = V::fma(factor, V::load(a + 3 * V::size), s3);
    }
  }
  update(y, s0, alpha, beta, regs == 0 ? n : V::size);
  if constexpr (regs == 4) {
    update(y + V::size, s1, alpha, beta, V::size);
    update(y + 2 * V::size, s2, alpha, beta, V::size);
    update(y + 3 * V::size, s3, alpha, beta, V::size);
  }
}

template <class T>
DECLIVE_KERNEL void gemv_columns(Index m, Index n, T alpha, const T* a, Index a_cs, const T* x, Index x_s, T beta,
                                 T* y) {
  constexpr Index size = Vec<T>::size;
  Index i = 0;
  for (; i + 4 * size <= m; i += 4 * size) gemv_strip<4>(0, n, alpha, a + i, a_cs, x, x_s, beta, y + i);
  for (; i + size <= m; i += size) gemv_strip<1>(0, n, alpha, a + i, a_cs, x, x_s, beta, y + i);
  if (i < m) gemv_strip<0>(m - i, n, alpha, a + i, a_cs, x, x_s, beta, y + i);
}

// y = alpha sum + beta y for one element, rounded as in the other kernels: in the caller's translation unit the
// compiler's flags would decide whether beta y + ... is one rounding or two.
template <class T>
DECLIVE_KERNEL void gemv_update(T sum, T alpha, T beta, T* y) {
  update(y, Vec<T>::set1(sum), alpha, beta, Index{1});
}

}  // namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI
