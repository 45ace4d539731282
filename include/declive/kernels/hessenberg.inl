// The kernels of hessenberg.hpp, compiled once per instruction set by for_each_isa.hpp.
namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI {

template <int R, class T>
DECLIVE_HELPER inline void update_and_multiply_rows(Index n, T* a, Index stride, const T* p, const T* q, const T* x,
                                                    const T* y, const T* v, const T* z, T* u, T* w) {
  using V = Vec<T>;
  typename V::reg minus_p[std::size_t{R}], minus_q[std::size_t{R}], z_i[std::size_t{R}], sum[std::size_t{R}];
  DECLIVE_UNROLL
  for (int r = 0; r < R; ++r) {
    minus_p[r] = V::set1(-p[r]);
    minus_q[r] = V::set1(-q[r]);
    z_i[r] = V::set1(z[r]);
    sum[r] = V::zero();
  }
  for (Index j = 0; j < n; j += V::size) {
    const typename V::reg x_j = V::load(x + j), y_j = V::load(y + j), v_j = V::load(v + j);
    typename V::reg w_j = V::load(w + j);
    DECLIVE_UNROLL
    for (int r = 0; r < R; ++r) {
      T* const at = a + r * stride + j;
      const typename V::reg element = V::fma(minus_q[r], y_j, V::fma(minus_p[r], x_j, V::load(at)));
      V::store(at, element);
      sum[r] = V::fma(element, v_j, sum[r]);
      w_j = V::fma(z_i[r], element, w_j);
    }
    V::store(w + j, w_j);
  }
  DECLIVE_UNROLL
  for (int r = 0; r < R; ++r) u[r] = V::sum(sum[r]);
}

template <class T>
DECLIVE_KERNEL void update_and_multiply(Index rows, Index n, T* a, Index stride, const T* p, const T* q, const T* x,
                                        const T* y, const T* v, const T* z, T* u, T* w) {
  Index i = 0;
  for (; i + 4 <= rows; i += 4)
    update_and_multiply_rows<4>(n, a + i * stride, stride, p + i, q + i, x, y, v, z + i, u + i, w);
  for (; i < rows; ++i) update_and_multiply_rows<1>(n, a + i * stride, stride, p + i, q + i, x, y, v, z + i, u + i, w);
}

// A strip of `regs` registers, or (regs = 0) of the first `rest` lanes of one.
template <int regs, class T>
DECLIVE_HELPER inline void reflect_strip(Index count, bool pair, Index rest, const SmallReflection<T>* f, T* x,
                                         Index stride) {
  using V = Vec<T>;
  constexpr int width = regs > 0 ? regs : 1;
  typename V::reg first[static_cast<std::size_t>(width)], second[static_cast<std::size_t>(width)];
  DECLIVE_UNROLL
  for (int r = 0; r < width; ++r) {
    first[r] = regs > 0 ? V::load(x + r * V::size) : V::load_n(x, rest);
    second[r] = regs > 0 ? V::load(x + stride + r * V::size) : V::load_n(x + stride, rest);
  }
  for (Index k = 0; k < count; ++k, ++f, x += stride) {
    const typename V::reg v1 = V::set1(f->v1), v2 = V::set1(f->v2), t = V::set1(f->minus_t), t1 = V::set1(f->minus_tv1),
                          t2 = V::set1(f->minus_tv2);
    DECLIVE_UNROLL
    for (int r = 0; r < width; ++r) {
      T* const here = x + r * V::size;
      const typename V::reg third = regs > 0 ? V::load(here + 2 * stride) : V::load_n(here + 2 * stride, rest);
      const typename V::reg sum = V::fma(v1, second[r], V::fma(v2, third, first[r]));
      const typename V::reg done = V::fma(t, sum, first[r]);
      first[r] = V::fma(t1, sum, second[r]);
      second[r] = V::fma(t2, sum, third);
      if constexpr (regs > 0)
        V::store(here, done);
      else
        V::store_n(here, done, rest);
    }
  }
  DECLIVE_UNROLL
  for (int r = 0; r < width; ++r) {
    if (pair) {
      const typename V::reg sum = V::fma(V::set1(f->v1), second[r], first[r]);
      first[r] = V::fma(V::set1(f->minus_t), sum, first[r]);
      second[r] = V::fma(V::set1(f->minus_tv1), sum, second[r]);
    }
    if constexpr (regs > 0) {
      V::store(x + r * V::size, first[r]);
      V::store(x + stride + r * V::size, second[r]);
    } else {
      V::store_n(x, first[r], rest);
      V::store_n(x + stride, second[r], rest);
    }
  }
}

template <class T>
DECLIVE_KERNEL void reflect_rows(Index count, bool pair, Index n, const SmallReflection<T>* r, T* x, Index stride) {
  constexpr Index lanes = Vec<T>::size;
  for (; n >= 4 * lanes; n -= 4 * lanes, x += 4 * lanes) reflect_strip<4>(count, pair, Index{0}, r, x, stride);
  for (; n >= lanes; n -= lanes, x += lanes) reflect_strip<1>(count, pair, Index{0}, r, x, stride);
  if (n > 0) reflect_strip<0>(count, pair, n, r, x, stride);
}

}  // namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI
