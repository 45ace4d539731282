// The kernels of gemm.hpp, compiled once per instruction set by for_each_isa.hpp. Read gemm.hpp and pack.hpp first.
namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI {

// c = alpha sum + beta c for one register of a row of C; beta = 0 does not read c.
template <class T>
DECLIVE_HELPER inline void update(T* c, typename Vec<T>::reg sum, T alpha, T beta, Index n) {
  using V = Vec<T>;
  typename V::reg value = V::mul(V::set1(alpha), sum);
  if (beta != T(0)) value = V::fma(V::set1(beta), n == V::size ? V::load(c) : V::load_n(c, n), value);
  if (n == V::size)
    V::store(c, value);
  else
    V::store_n(c, value, n);
}

// The register tile: sums = A B for packed panels A (MR x k) and B (k x NR), see pack.hpp; row i of it at sums[i NR].
template <class T>
DECLIVE_HELPER inline void micro_kernel(Index k, const T* a, const T* b, T* sums) {
  using V = Vec<T>;
  constexpr int mr = tile.rows, nv = tile.regs;
  typename V::reg sum[std::size_t{mr}][std::size_t{nv}];
  DECLIVE_UNROLL
  for (int i = 0; i < mr; ++i) {
    DECLIVE_UNROLL
    for (int v = 0; v < nv; ++v) sum[i][v] = V::zero();
  }
  for (Index p = 0; p < k; ++p, a += mr, b += nv * V::size) {
    typename V::reg row[std::size_t{nv}];
    DECLIVE_UNROLL
    for (int v = 0; v < nv; ++v) row[v] = V::load(b + v * V::size);
    DECLIVE_UNROLL
    for (int i = 0; i < mr; ++i) {
      const typename V::reg factor = V::set1(a[i]);
      DECLIVE_UNROLL
      for (int v = 0; v < nv; ++v) sum[i][v] = V::fma(factor, row[v], sum[i][v]);
    }
  }
  DECLIVE_UNROLL
  for (int i = 0; i < mr; ++i) {
    DECLIVE_UNROLL
    for (int v = 0; v < nv; ++v) V::store(sums + (i * nv + v) * V::size, sum[i][v]);
  }
}

// C[0..rows, 0..cols) = alpha sums + beta C. Where C's columns are not contiguous each row is gathered and scattered,
// so that every element goes through the same instructions.
template <class T>
DECLIVE_HELPER inline void update_tile(const T* sums, T alpha, T beta, T* c, Index c_rs, Index c_cs, Index rows,
                                       Index cols) {
  using V = Vec<T>;
  constexpr Index nr = tile.regs * V::size;
  for (Index i = 0; i < rows; ++i, sums += nr, c += c_rs) {
    if (c_cs == 1) {
      for (Index j = 0; j < cols; j += V::size)
        update(c + j, V::load(sums + j), alpha, beta, cols - j < V::size ? cols - j : V::size);
    } else {
      T gathered[std::size_t{nr}] = {};
      if (beta != T(0))
        for (Index j = 0; j < cols; ++j) gathered[j] = c[j * c_cs];
      for (Index j = 0; j < cols; j += V::size) update(gathered + j, V::load(sums + j), alpha, beta, V::size);
      for (Index j = 0; j < cols; ++j) c[j * c_cs] = gathered[j];
    }
  }
}

// One block: the packed mc x kc of A times the packed kc x nc of B.
template <class T>
DECLIVE_KERNEL void gemm_block(Index m, Index n, Index k, T alpha, const T* a, const T* b, T beta, T* c, Index c_rs,
                               Index c_cs) {
  constexpr Index mr = tile.rows, nr = tile.regs * Vec<T>::size;
  alignas(64) T sums[std::size_t{mr * nr}];
  for (Index j = 0; j < n; j += nr)
    for (Index i = 0; i < m; i += mr) {
      micro_kernel(k, a + i * k, b + j * k, sums);
      update_tile(sums, alpha, beta, c + i * c_rs + j * c_cs, c_rs, c_cs, m - i < mr ? m - i : mr,
                  n - j < nr ? n - j : nr);
    }
}

// Small products without packing, k <= KC: four rows of one register; B's and C's columns are contiguous.
template <class T>
DECLIVE_KERNEL void gemm_small(Index m, Index n, Index k, T alpha, const T* a, Index a_rs, Index a_cs, const T* b,
                               Index b_rs, T beta, T* c, Index c_rs) {
  using V = Vec<T>;
  for (Index j = 0; j < n; j += V::size) {
    const Index cols = n - j < V::size ? n - j : V::size;
    for (Index i = 0; i < m; i += 4) {
      const Index rows = m - i < 4 ? m - i : 4;
      // Rows past the last repeat it; their sums are not stored.
      const T* a0 = a + i * a_rs;
      const T* a1 = rows > 1 ? a0 + a_rs : a0;
      const T* a2 = rows > 2 ? a1 + a_rs : a1;
      const T* a3 = rows > 3 ? a2 + a_rs : a2;
      typename V::reg s0 = V::zero(), s1 = s0, s2 = s0, s3 = s0;
      for (Index p = 0; p < k; ++p) {
        const T* from = b + p * b_rs + j;
        const typename V::reg row = cols == V::size ? V::load(from) : V::load_n(from, cols);
        s0 = V::fma(V::set1(a0[p * a_cs]), row, s0);
        s1 = V::fma(V::set1(a1[p * a_cs]), row, s1);
        s2 = V::fma(V::set1(a2[p * a_cs]), row, s2);
        s3 = V::fma(V::set1(a3[p * a_cs]), row, s3);
      }
      T* out = c + i * c_rs + j;
      update(out, s0, alpha, beta, cols);
      if (rows > 1) update(out + c_rs, s1, alpha, beta, cols);
      if (rows > 2) update(out + 2 * c_rs, s2, alpha, beta, cols);
      if (rows > 3) update(out + 3 * c_rs, s3, alpha, beta, cols);
    }
  }
}

// The loops around the micro-kernel (K. Goto, R. van de Geijn, Anatomy of High-Performance Matrix Multiplication,
// 2008).
template <class T>
void gemm(Index m, Index n, Index k, T alpha, const T* a, Index a_rs, Index a_cs, const T* b, Index b_rs, Index b_cs,
          T beta, T* c, Index c_rs, Index c_cs) {
  constexpr Index mr = tile.rows, nr = tile.regs * Vec<T>::size;
  constexpr Index small = 32 * 32 * 32;
  if (b_cs == 1 && c_cs == 1 && k <= gemm_kc && m <= small && n <= small && m * n * k <= small)
    return gemm_small(m, n, k, alpha, a, a_rs, a_cs, b, b_rs, beta, c, c_rs);
  const auto up = [](Index x, Index step) { return (x + step - 1) / step * step; };
  const Index kc_max = k < gemm_kc ? k : gemm_kc, mc_max = up(m < gemm_mc ? m : gemm_mc, mr),
              nc_max = up(n < gemm_nc<T> ? n : gemm_nc<T>, nr);
  T* packed_a = static_cast<T*>(workspace().take(static_cast<std::size_t>(kc_max * (mc_max + nc_max)) * sizeof(T)));
  T* packed_b = packed_a + mc_max * kc_max;
  for (Index j = 0; j < n; j += gemm_nc<T>) {
    const Index nc = n - j < gemm_nc<T> ? n - j : gemm_nc<T>;
    for (Index p = 0; p < k; p += gemm_kc) {
      const Index kc = k - p < gemm_kc ? k - p : gemm_kc;
      pack<nr>(b + p * b_rs + j * b_cs, nc, kc, b_cs, b_rs, packed_b);
      for (Index i = 0; i < m; i += gemm_mc) {
        const Index mc = m - i < gemm_mc ? m - i : gemm_mc;
        pack<mr>(a + i * a_rs + p * a_cs, mc, kc, a_rs, a_cs, packed_a);
        gemm_block(mc, nc, kc, alpha, static_cast<const T*>(packed_a), static_cast<const T*>(packed_b),
                   p == 0 ? beta : T(1), c + i * c_rs + j * c_cs, c_rs, c_cs);
      }
    }
  }
}

}  // namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI
