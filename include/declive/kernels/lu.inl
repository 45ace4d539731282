// The kernel of lu.hpp, compiled once per instruction set by for_each_isa.hpp. Read lu.hpp first: it has the contract.
namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI {

// column -= the k columns of L before it times the factors -nu, from row `first` on, and where the largest magnitude
// from row `from` on stands. Four registers of rows at a time, which is also how the largest is looked for: only in the
// four that have a larger one than all before.
template <class T>
DECLIVE_HELPER inline Index eliminate_column(Index k, Index first, Index from, Index m, const T* w, Index w_s,
                                             const T* nu, Index nu_s, T* column) {
  using V = Vec<T>;
  constexpr Index four = 4 * V::size;
  Index best = from;
  T most = T(0);
  for (Index r = first; r < w_s; r += four) {
    typename V::reg sum[4];
    DECLIVE_UNROLL
    for (int v = 0; v < 4; ++v) sum[v] = V::load(column + r + v * V::size);
    const T* l = w + r;
    for (Index p = 0; p < k; ++p, l += w_s) {
      const typename V::reg factor = V::set1(nu[p * nu_s]);
      DECLIVE_UNROLL
      for (int v = 0; v < 4; ++v) sum[v] = V::fma(factor, V::load(l + v * V::size), sum[v]);
    }
    DECLIVE_UNROLL
    for (int v = 0; v < 4; ++v) V::store(column + r + v * V::size, sum[v]);
    const Index start = r > from ? r : from, end = r + four < m ? r + four : m;
    if (r >= from) {
      const typename V::reg all =
          V::greatest(V::greatest(V::abs(sum[0]), V::abs(sum[1])), V::greatest(V::abs(sum[2]), V::abs(sum[3])));
      if (!(V::greatest_lane(all) > most)) continue;
    }
    for (Index i = start; i < end; ++i) {
      const T size = column[i] < T(0) ? -column[i] : column[i];
      if (size > most) {
        most = size;
        best = i;
      }
    }
  }
  return best;
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
  constexpr Index four = 4 * V::size, nu_s = lu_width;
  alignas(64) T nu[std::size_t{lu_width * lu_width}];
  const Index steps = m < n ? m : n;
  for (Index k = 0; k < steps; ++k) {
    T* const column = w + k * w_s;
    const Index p = eliminate_column(k, k / four * four, k, m, static_cast<const T*>(w), w_s,
                                     static_cast<const T*>(nu + k), nu_s, column);
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
      for (Index q = 0; q < k; ++q) row = V::fma_element(w + q * w_s + k, V::load(nu + q * nu_s + c), row);
      V::store(nu + k * nu_s + c, V::sub(V::zero(), row));
    }
    const T pivot = -nu[k * nu_s + k];
    if (pivot != T(0)) {
      const typename V::reg by = V::set1(pivot);
      for (Index r = k / V::size * V::size; r < w_s; r += V::size)
        V::store(column + r, V::div(V::load(column + r), by));
    }
  }
  for (Index c = 0; c < n; ++c)
    for (Index k = 0; k <= c && k < steps; ++k) w[c * w_s + k] = -nu[k * nu_s + c];
}

}  // namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI
