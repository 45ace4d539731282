// The register tiles of the matrix product, compiled once per instruction set by for_each_isa.hpp. Read microkernel.hpp
// first.
namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI {

// C = A B + beta C for `rows` rows and `regs` registers of columns, `last` lanes of the last one. Element (i, p) of A
// stands at a[i a_rs + p a_cs], row p of B at b + p b_rs, row i of C at c + i c_rs. Where masks are not free, and in
// tiles of two registers, row p of B is padded to whole registers.
//
//   for every p:   row[v]    = row p of B, register v               regs loads
//                  factor    = a_ip in every lane                   rows broadcasts
//                  sum[i][v] = factor row[v] + sum[i][v]            rows x regs fmas
//
// One pointer serves three rows of A (base, base + rs, base + 2 rs): of one pointer a row GCC 12 keeps most on the
// stack. Masked loads of B in the tile of two registers took 4 % (they need a pipe of the fma's), so it has none. What
// is prefetched of C is this tile and the one below.
template <class V, int rows, int regs, class T>
DECLIVE_KERNEL void gemm_tile_plain(Index k, const T* a, Index a_rs, Index a_cs, const T* b, Index b_rs, T beta, T* c,
                                    Index c_rs, Index last) {
  constexpr int end = regs - 1;
  constexpr Index ahead = 16;
  typename V::reg sum[std::size_t{rows}][std::size_t{regs}];
  if (beta == T(0)) {
    DECLIVE_UNROLL
    for (int i = 0; i < rows; ++i) {
      DECLIVE_UNROLL
      for (int v = 0; v < regs; ++v) sum[i][v] = V::zero();
    }
  } else {
    const typename V::reg factor = V::set1(beta);
    const T* from = c;
    DECLIVE_UNROLL
    for (int i = 0; i < rows; ++i, from += c_rs) {
      DECLIVE_UNROLL
      for (int v = 0; v < end; ++v) sum[i][v] = V::mul(factor, V::load(from + v * V::size));
      sum[i][end] = V::mul(factor, V::load_n(from + end * V::size, last));
    }
  }
  const T *a0 = a, *a3 = a + 3 * a_rs, *a6 = a + 6 * a_rs, *a9 = a + 9 * a_rs;
  if (regs > 1 && k >= 64) {
    const T* line = c;
    for (int i = 0; i < 2 * rows; ++i, line += c_rs) {
      DECLIVE_PREFETCH(line);
      DECLIVE_PREFETCH(line + V::size);
    }
  }
  for (Index p = 0; p < k; ++p, b += b_rs) {
    typename V::reg row[std::size_t{regs}];
    DECLIVE_UNROLL
    for (int v = 0; v < end; ++v) row[v] = V::load(b + v * V::size);
    row[end] = V::free_masks && regs == 1 ? V::load_n(b + end * V::size, last) : V::load(b + end * V::size);
    if constexpr (regs > 1) DECLIVE_PREFETCH(b + ahead * b_rs);
    DECLIVE_UNROLL
    for (int i = 0; i < rows; ++i) {
      // Two statements: of one GCC 12 under both sanitizers reads the element of another row as well.
      const T* const base = i < 3 ? a0 : i < 6 ? a3 : i < 9 ? a6 : a9;
      if constexpr (regs == 1) {
        sum[i][0] = V::fma_element(base + i % 3 * a_rs, row[0], sum[i][0]);
      } else {
        const typename V::reg factor = V::set1(base[i % 3 * a_rs]);
        DECLIVE_UNROLL
        for (int v = 0; v < regs; ++v) sum[i][v] = V::fma(factor, row[v], sum[i][v]);
      }
    }
    a0 += a_cs;
    if constexpr (rows > 3) a3 += a_cs;
    if constexpr (rows > 6) a6 += a_cs;
    if constexpr (rows > 9) a9 += a_cs;
  }
  DECLIVE_FORGET(c);  // or GCC keeps the addresses of all rows over the loop, which needs every register
  if (last == V::size) {
    DECLIVE_UNROLL
    for (int i = 0; i < rows; ++i, c += c_rs) {
      DECLIVE_UNROLL
      for (int v = 0; v < regs; ++v) V::store(c + v * V::size, sum[i][v]);
    }
    return;
  }
  DECLIVE_UNROLL
  for (int i = 0; i < rows; ++i, c += c_rs) {
    DECLIVE_UNROLL
    for (int v = 0; v < end; ++v) V::store(c + v * V::size, sum[i][v]);
    V::store_n(c + end * V::size, sum[i][end], last);
  }
}

#if DECLIVE_X86
// The same for 0 < rows <= most in assembler, see tile_x86.inl.
template <class V, int most, int regs, class T>
DECLIVE_HELPER inline void gemm_tile_x86(Index rows, Index k, const T* a, Index a_rs, Index a_cs, const T* b,
                                         Index b_rs, T beta, T* c, Index c_rs, Index last) {
  constexpr int bytes = sizeof(T), lanes = V::size;
  const T* t = beta == T(0) ? nullptr : &beta;
  const Index rs = a_rs * bytes, cs = a_cs * bytes, brs = b_rs * bytes, crs = c_rs * bytes;
  if constexpr (V::masks == 2) {
    Index w = (Index{1} << last) - 1;
    __asm__ volatile(
#include "tile_avx512.inl"
        : [k] "+r"(k), [a] "+r"(a), [b] "+r"(b), [t] "+r"(t), [u] "+r"(rows), [w] "+r"(w)
        : [rs] "r"(rs), [cs] "r"(cs), [brs] "r"(brs), [c] "m"(c), [crs] "m"(crs), [most] "i"(most), [regs] "i"(regs),
          [bytes] "i"(bytes), [lanes] "i"(lanes)
        : "cc", "memory", "k1", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
          "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22",
          "xmm23", "xmm24", "xmm25", "xmm28");
  } else {
    const std::int32_t* w = signs + 8 - last * bytes / 4;
    __asm__ volatile(
#include "tile_avx2.inl"
        : [k] "+r"(k), [a] "+r"(a), [b] "+r"(b), [t] "+r"(t), [u] "+r"(rows), [w] "+r"(w)
        : [rs] "r"(rs), [cs] "r"(cs), [brs] "r"(brs), [c] "m"(c), [crs] "m"(crs), [most] "i"(most), [regs] "i"(regs),
          [bytes] "i"(bytes)
        : "cc", "memory", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
          "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
  }
}
#endif

template <class V, int regs, class T, int... i>
DECLIVE_HELPER inline void gemm_tile_of(std::integer_sequence<int, i...>, Index rows, Index k, const T* a, Index a_rs,
                                        Index a_cs, const T* b, Index b_rs, T beta, T* c, Index c_rs, Index last) {
  static constexpr void (*tiles[])(Index, const T*, Index, Index, const T*, Index, T, T*, Index,
                                   Index) = {&gemm_tile_plain<V, i + 1, regs, T>...};
  tiles[rows - 1](k, a, a_rs, a_cs, b, b_rs, beta, c, c_rs, last);
}

// The tile of 0 < rows <= most. Where it is not written in assembler there is a function for each number of rows, on lean
// instruction sets for `most` and for one.
template <class V, int most, int regs, class T>
DECLIVE_KERNEL void gemm_tile(Index rows, Index k, const T* a, Index a_rs, Index a_cs, const T* b, Index b_rs, T beta,
                              T* c, Index c_rs, Index last) {
#if DECLIVE_X86
  if constexpr (V::masks > 0) return gemm_tile_x86<V, most, regs>(rows, k, a, a_rs, a_cs, b, b_rs, beta, c, c_rs, last);
#endif
  if constexpr (!lean) {
    gemm_tile_of<V, regs>(std::make_integer_sequence<int, most>{}, rows, k, a, a_rs, a_cs, b, b_rs, beta, c, c_rs,
                          last);
  } else {
    if (rows == most) return gemm_tile_plain<V, most, regs>(k, a, a_rs, a_cs, b, b_rs, beta, c, c_rs, last);
    for (; rows > 0; --rows, a += a_rs, c += c_rs)
      gemm_tile_plain<V, 1, regs>(k, a, a_rs, a_cs, b, b_rs, beta, c, c_rs, last);
  }
}

// One column: c = A b + beta c for m rows of A that are contiguous, m a multiple of V::size; the elements of b and c
// stand b_s and c_s apart. Rows are turned into columns in registers, so that the sums are made in the order of p as in
// the tile, which would broadcast each element of A for a single fma.
template <class V, int groups, class T>
DECLIVE_HELPER inline void gemm_column_rows(Index k, const T* a, Index a_rs, const T* b, Index b_s, T beta, T* c,
                                            Index c_s) {
  constexpr Index size = V::size, depth = V::depth;
  T line[std::size_t{groups * size}];
  typename V::reg sum[std::size_t{groups}];
  if (beta != T(0))
    for (Index i = 0; i < groups * size; ++i) line[i] = beta * c[i * c_s];
  DECLIVE_UNROLL
  for (int g = 0; g < groups; ++g) sum[g] = beta == T(0) ? V::zero() : V::load(line + g * size);
  const bool deep = k >= depth;
  for (; k >= depth; k -= depth, a += depth, b += depth * b_s) {
    DECLIVE_UNROLL
    for (int g = 0; g < groups; ++g) {
      const auto x = V::columns(a + g * size * a_rs, a_rs);
      sum[g] = V::fma(V::set1(b[0]), x.c0, sum[g]);
      if constexpr (depth > 1) sum[g] = V::fma(V::set1(b[b_s]), x.c1, sum[g]);
      if constexpr (depth > 2) {
        sum[g] = V::fma(V::set1(b[2 * b_s]), x.c2, sum[g]);
        sum[g] = V::fma(V::set1(b[3 * b_s]), x.c3, sum[g]);
      }
    }
  }
  if (deep && k > 0) {  // the last `depth` terms once more, without those that are there
    const Index again = depth - k;
    DECLIVE_UNROLL
    for (int g = 0; g < groups; ++g) {
      const auto x = V::columns(a + g * size * a_rs - again, a_rs);
      if constexpr (depth > 2) {
        if (k > 2) sum[g] = V::fma(V::set1(b[0]), x.c1, sum[g]);
        if (k > 1) sum[g] = V::fma(V::set1(b[(2 - again) * b_s]), x.c2, sum[g]);
        sum[g] = V::fma(V::set1(b[(3 - again) * b_s]), x.c3, sum[g]);
      } else {
        sum[g] = V::fma(V::set1(b[0]), x.c1, sum[g]);
      }
    }
    k = 0;
  }
  for (; k > 0; --k, ++a, b += b_s) {
    DECLIVE_UNROLL
    for (int g = 0; g < groups; ++g) {
      for (Index i = 0; i < size; ++i) line[i] = a[(g * size + i) * a_rs];
      sum[g] = V::fma(V::set1(*b), V::load(line), sum[g]);
    }
  }
  DECLIVE_UNROLL
  for (int g = 0; g < groups; ++g) V::store(line + g * size, sum[g]);
  for (Index i = 0; i < groups * size; ++i) c[i * c_s] = line[i];
}
template <class V, class T>
DECLIVE_KERNEL void gemm_column(Index m, Index k, const T* a, Index a_rs, const T* b, Index b_s, T beta, T* c,
                                Index c_s) {
  constexpr Index size = V::size;
  for (; m >= 4 * size; m -= 4 * size, a += 4 * size * a_rs, c += 4 * size * c_s)
    gemm_column_rows<V, 4>(k, a, a_rs, b, b_s, beta, c, c_s);
  for (; m >= size; m -= size, a += size * a_rs, c += size * c_s)
    gemm_column_rows<V, 1>(k, a, a_rs, b, b_s, beta, c, c_s);
}

template <class T>
constexpr auto column_kernel() -> decltype(GemmKernels<T>::column) {
  if constexpr (lean)
    return nullptr;
  else
    return &DECLIVE_NARROW_NAMESPACE::gemm_column<DECLIVE_NARROW_NAMESPACE::Vec<T>, T>;
}

#if DECLIVE_X86
// Whole products, see tiny_x86.inl.
template <class T>
DECLIVE_KERNEL void gemm_tiny(Index m, Index n, Index k, const T* a, const T* b, T* c) {
  constexpr int bytes = sizeof(T), masks = Vec<T>::masks;
  Index rs, t, w;
  if constexpr (masks == 2) {
    __asm__ volatile(
#include "tiny_x86.inl"
        : [m] "+r"(m), [n] "+r"(n), [k] "+r"(k), [a] "+r"(a), [b] "+r"(b), [c] "+r"(c), [rs] "=&r"(rs), [t] "=&r"(t),
          [w] "=&r"(w)
        : [bytes] "i"(bytes), [masks] "i"(masks)
        : "cc", "memory", "k1", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8");
  } else {
    __asm__ volatile(
#include "tiny_x86.inl"
        : [m] "+r"(m), [n] "+r"(n), [k] "+r"(k), [a] "+r"(a), [b] "+r"(b), [c] "+r"(c), [rs] "=&r"(rs), [t] "=&r"(t),
          [w] "=&r"(w)
        : [bytes] "i"(bytes), [masks] "i"(masks)
        : "cc", "memory", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9");
  }
}
#endif
template <class T>
constexpr auto tiny_kernel() -> decltype(GemmKernels<T>::tiny) {
#if DECLIVE_X86
  if constexpr (Vec<T>::masks > 0) return &gemm_tiny<T>;
#endif
  return nullptr;
}
// With AVX2 2, 4 and 8 columns, as far as they fit one register.
template <class T>
constexpr unsigned tiny_cols() {
  if constexpr (Vec<T>::masks == 2) return 0x1fc;
  if constexpr (Vec<T>::masks == 1) return Vec<T>::size == 8 ? 0x114 : 0x014;
  return 0;
}

template <class T>
struct GemmKernelsOf {
  static constexpr GemmKernels<T> value{
      .rows = tile_rows,
      .thin_rows = thin_rows,
      .lanes = Vec<T>::size,
      .narrow_lanes = Narrow<T>::size,
      .free_masks = Vec<T>::free_masks,
      .two = &gemm_tile<Vec<T>, tile_rows, 2, T>,
      .one = &gemm_tile<Vec<T>, thin_rows, 1, T>,
      .narrow = &gemm_tile<Narrow<T>, thin_rows, 1, T>,
      .row = &gemm_tile<Vec<T>, 1, 4, T>,
      .column = column_kernel<T>(),
      .tiny_cols = tiny_cols<T>(),
      .tiny = tiny_kernel<T>(),
  };
};
#if DECLIVE_EXTERN_KERNELS  // in another unit, see instances.hpp
template <class T>
const GemmKernels<T>& gemm_kernels();
#else
template <class T>
inline const GemmKernels<T>& gemm_kernels() {
  return GemmKernelsOf<T>::value;
}
#endif

}  // namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI
