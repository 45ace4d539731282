// The kernel of lu.hpp, compiled once per instruction set by for_each_isa.hpp. Read lu.hpp first: it has the contract.
namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI {

// `regs` registers of the column from row r on, minus the k columns of L before it times the factors -nu. Returns the
// largest magnitude.
template <int regs, class T>
DECLIVE_HELPER inline T eliminate_rows(Index k, const T* l, Index w_s, const T* nu, T* column) {
  using V = Vec<T>;
  typename V::reg sum[std::size_t{regs}];
  DECLIVE_UNROLL
  for (int v = 0; v < regs; ++v) sum[v] = V::load(column + v * V::size);
  for (Index p = 0; p < k; ++p, l += w_s) {
    const typename V::reg factor = V::set1(nu[p * lu_width]);
    DECLIVE_UNROLL
    for (int v = 0; v < regs; ++v) sum[v] = V::fma(factor, V::load(l + v * V::size), sum[v]);
  }
  typename V::reg most = V::zero();
  DECLIVE_UNROLL
  for (int v = 0; v < regs; ++v) {
    V::store(column + v * V::size, sum[v]);
    most = V::greatest(most, V::abs(sum[v]));
  }
  return V::greatest_lane(most);
}

// The column below row `first`, a multiple of V::size, minus all that stands before it; where its largest magnitude from
// row k on stands. The rows above k become 0 by themselves: there L's row ends with 1 and the sum with minus what it is.
template <class T>
DECLIVE_HELPER inline Index eliminate_column(Index k, Index first, Index length, const T* w, Index w_s, const T* nu,
                                             T* column) {
  constexpr Index size = Vec<T>::size;
  Index from = k, end = length;
  T most = T(0);
  for (Index r = first; r < length;) {
    const bool four = r + 4 * size <= length;
    const Index next = r + (four ? 4 : 1) * size;
    const T here =
        four ? eliminate_rows<4>(k, w + r, w_s, nu, column + r) : eliminate_rows<1>(k, w + r, w_s, nu, column + r);
    if (here > most) {
      most = here;
      from = r > k ? r : k;
      end = next;
    }
    r = next;
  }
  for (Index i = from; i < end; ++i)
    if (column[i] == most || column[i] == -most) return i;
  return k;
}

template <class T>
DECLIVE_HELPER inline void exchange_rows(Index n, T* x, T* y) {
  using V = Vec<T>;
  for (; n > 0; n -= V::size, x += V::size, y += V::size) {
    const Index some = n < V::size ? n : V::size;
    const typename V::reg a = V::load_n(x, some), b = V::load_n(y, some);
    V::store_n(x, b, some);
    V::store_n(y, a, some);
  }
}

template <class T>
DECLIVE_KERNEL void lu_panel(Index m, Index n, T* a, Index a_rs, Index before, Index width, Index* pivots, T* w,
                             Index w_s) {
  using V = Vec<T>;
  alignas(64) T nu[std::size_t{lu_width * lu_width}];
  const Index steps = m < n ? m : n, length = (m + V::size - 1) / V::size * V::size;
  for (Index k = 0; k < steps; ++k) {
    T* const column = w + k * w_s;
    const Index first = k / V::size * V::size;
    const Index p =
        eliminate_column(k, first, length, static_cast<const T*>(w), w_s, static_cast<const T*>(nu + k), column);
    pivots[k] = p;
    if (p != k) {
      exchange_rows(width, a - before + k * a_rs, a - before + p * a_rs);
      for (Index c = 0; c < n; ++c) {
        const T kept = w[c * w_s + k];
        w[c * w_s + k] = w[c * w_s + p];
        w[c * w_s + p] = kept;
      }
    }
    // Row k of U.
    for (Index c = 0; c < n; c += V::size) {
      const Index some = n - c < V::size ? n - c : V::size;
      typename V::reg row = V::load_n(a + k * a_rs + c, some);
      for (Index q = 0; q < k; ++q) row = V::fma_element(w + q * w_s + k, V::load(nu + q * lu_width + c), row);
      V::store(nu + k * lu_width + c, V::sub(V::zero(), row));
    }
    const T pivot = column[k];
    column[k] = T(1);
    if (pivot != T(0) && k + 1 < m) {
      const typename V::reg by = V::set1(pivot);
      for (Index r = first; r < length; r += V::size) V::store(column + r, V::div(V::load(column + r), by));
      column[k] = T(1);
    }
  }
  for (Index c = 0; c < n; ++c)
    for (Index k = 0; k <= c && k < steps; ++k) w[c * w_s + k] = -nu[k * lu_width + c];
}

}  // namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI
