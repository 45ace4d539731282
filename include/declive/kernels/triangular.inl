// The kernels of triangular.hpp, compiled once per instruction set by for_each_isa.hpp. Read triangular.hpp first: it
// has the contract.
namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI {

// A row of `regs` registers, of which the first has `first` lanes and the second, where it is the last, `last`.
template <int regs, bool whole, class T>
DECLIVE_HELPER inline void load_row(const T* b, Index first, Index last, typename Vec<T>::reg* x) {
  using V = Vec<T>;
  if constexpr (whole) {
    DECLIVE_UNROLL
    for (int v = 0; v < regs; ++v) x[v] = V::load(b + v * V::size);
  } else {
    x[0] = V::load_n(b, first);
    x[1] = V::load_n(b + V::size, last);
  }
}
// The sums of a row become the solution, which is kept with its sign changed.
template <int regs, bool whole, class T>
DECLIVE_HELPER inline void finish_row(const T* diagonal, bool unit, Index first, Index last, typename Vec<T>::reg* x,
                                      T* b, T* solved) {
  using V = Vec<T>;
  if (!unit) {
    const typename V::reg by = V::set1(*diagonal);
    DECLIVE_UNROLL
    for (int v = 0; v < regs; ++v) x[v] = V::div(x[v], by);
  }
  DECLIVE_UNROLL
  for (int v = 0; v < regs; ++v) V::store(solved + v * V::size, V::sub(V::zero(), x[v]));
  if constexpr (whole) {
    DECLIVE_UNROLL
    for (int v = 0; v < regs; ++v) V::store(b + v * V::size, x[v]);
  } else {
    V::store_n(b, x[0], first);
    V::store_n(b + V::size, x[1], last);
  }
}

// L X = B in place for `regs` registers of columns, two rows at a time: one chain of fmas a register would wait for each.
template <int regs, bool whole, class T>
DECLIVE_HELPER inline void solve_strip(Index k, const T* l, Index l_rs, Index l_cs, bool unit, T* b, Index b_rs,
                                       Index first, Index last) {
  using V = Vec<T>;
  constexpr Index width = regs * V::size;
  alignas(64) T solved[std::size_t{triangular_block * width}];
  for (Index i = 0; i < k; i += 2, l += 2 * l_rs, b += 2 * b_rs) {
    const bool two = i + 1 < k;
    const Index next = two ? 1 : 0;  // a row without a second one is its own
    typename V::reg x[std::size_t{regs}], y[std::size_t{regs}];
    load_row<regs, whole>(b, first, last, x);
    load_row<regs, whole>(b + next * b_rs, first, last, y);
    const T *f = l, *g = l + next * l_rs, *row = solved;
    for (Index p = 0; p < i; ++p, f += l_cs, g += l_cs, row += width) {
      DECLIVE_UNROLL
      for (int v = 0; v < regs; ++v) {
        const typename V::reg known = V::load(row + v * V::size);
        x[v] = V::fma_element(f, known, x[v]);
        y[v] = V::fma_element(g, known, y[v]);
      }
    }
    T* const out = solved + i * width;
    finish_row<regs, whole>(f, unit, first, last, x, b, out);
    if (!two) return;
    DECLIVE_UNROLL
    for (int v = 0; v < regs; ++v) y[v] = V::fma_element(g, V::sub(V::zero(), x[v]), y[v]);
    finish_row<regs, whole>(g + l_cs, unit, first, last, y, b + b_rs, out + width);
  }
}

template <class T>
DECLIVE_KERNEL void solve_block(Index k, Index n, const T* l, Index l_rs, Index l_cs, bool unit, T* b, Index b_rs) {
  constexpr Index size = Vec<T>::size;
  for (; n >= 4 * size; n -= 4 * size, b += 4 * size) solve_strip<4, true>(k, l, l_rs, l_cs, unit, b, b_rs, size, size);
  for (; n > 0; n -= 2 * size, b += 2 * size)
    solve_strip<2, false>(k, l, l_rs, l_cs, unit, b, b_rs, n < size ? n : size,
                          n < size       ? 0
                          : n < 2 * size ? n - size
                                         : size);
}

// sum_p x_p y_p in four chains.
template <class T>
DECLIVE_HELPER inline T dot_of(Index n, const T* x, const T* y) {
  using V = Vec<T>;
  typename V::reg s0 = V::zero(), s1 = s0, s2 = s0, s3 = s0;
  for (; n >= 4 * V::size; n -= 4 * V::size, x += 4 * V::size, y += 4 * V::size) {
    s0 = V::fma(V::load(x), V::load(y), s0);
    s1 = V::fma(V::load(x + V::size), V::load(y + V::size), s1);
    s2 = V::fma(V::load(x + 2 * V::size), V::load(y + 2 * V::size), s2);
    s3 = V::fma(V::load(x + 3 * V::size), V::load(y + 3 * V::size), s3);
  }
  for (; n > 0; n -= V::size, x += V::size, y += V::size) {
    const Index some = n < V::size ? n : V::size;
    s0 = V::fma(V::load_n(x, some), V::load_n(y, some), s0);
  }
  return V::sum(V::add(V::add(s0, s1), V::add(s2, s3)));
}
// y -= factor x
template <class T>
DECLIVE_HELPER inline void subtract_scaled(Index n, T factor, const T* x, T* y) {
  using V = Vec<T>;
  const typename V::reg f = V::set1(-factor);
  for (; n >= V::size; n -= V::size, x += V::size, y += V::size) V::store(y, V::fma(f, V::load(x), V::load(y)));
  if (n > 0) V::store_n(y, V::fma(f, V::load_n(x, n), V::load_n(y, n)), n);
}

// L x = b or U x = b in place. By rows: eight elements at a time, first minus the dot products with what is known, then
// among themselves, one by one: a vector that has just been stored by elements is slow to load.
template <class T>
DECLIVE_KERNEL void solve_vector(Index n, const T* a, Index a_rs, Index a_cs, bool upper, bool unit, T* x) {
  if (a_cs != 1) {
    for (Index step = 0; step < n; ++step) {
      const Index i = upper ? n - 1 - step : step, next = upper ? 0 : i + 1;
      if (!unit) x[i] /= a[i * a_rs + i * a_cs];
      subtract_scaled(n - 1 - step, x[i], a + next + i * a_cs, x + next);
    }
    return;
  }
  for (Index done = 0; done < n; done += 8) {
    const Index count = n - done < 8 ? n - done : 8, first = upper ? n - done - count : done,
                known = upper ? n - done : 0;
    if (done > 0)
      for (Index i = first; i < first + count; ++i) x[i] -= dot_of(done, a + i * a_rs + known, x + known);
    for (Index step = 0; step < count; ++step) {
      const Index i = upper ? first + count - 1 - step : first + step;
      const T* const row = a + i * a_rs;
      T sum = x[i];
      if (upper)
        for (Index p = first + count - 1; p > i; --p) sum -= row[p] * x[p];
      else
        for (Index p = first; p < i; ++p) sum -= row[p] * x[p];
      x[i] = unit ? sum : sum / row[i];
    }
  }
}

template <class T>
DECLIVE_KERNEL void negate(Index rows, Index cols, const T* x, Index x_rs, T* out) {
  using V = Vec<T>;
  for (Index i = 0; i < rows; ++i, x += x_rs, out += cols) {
    Index j = 0;
    for (; j + V::size <= cols; j += V::size) V::store(out + j, V::sub(V::zero(), V::load(x + j)));
    if (j < cols) V::store_n(out + j, V::sub(V::zero(), V::load_n(x + j, cols - j)), cols - j);
  }
}

}  // namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI
