// The register tiles of the matrix product, compiled once per instruction set by for_each_isa.hpp. Read microkernel.hpp
// first.
namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI {

// C = A B + beta C for `rows` rows and `regs` registers of columns, `last` lanes of the last one. Element (i, p) of A
// stands at a[i a_rs + p a_cs], row p of B at b + p b_rs, row i of C at c + i c_rs. Of two registers the second begins
// at column `last`: what it has in common with the first is computed twice, and nothing needs a mask. In tiles of one
// register, where masks are not free, row p of B is padded to a whole one.
//
//   for every p:   row[v]    = row p of B, register v               regs loads
//                  factor    = a_ip in every lane                   rows broadcasts
//                  sum[i][v] = factor row[v] + sum[i][v]            rows x regs fmas
//
// One pointer serves three rows of A (base, base + rs, base + 2 rs): of one pointer a row GCC 12 keeps most on the
// stack. What is prefetched of C is this tile and the one below.
template <class V, int rows, int regs, class T>
DECLIVE_KERNEL void gemm_tile_plain(Index k, const T* a, Index a_rs, Index a_cs, const T* b, Index b_rs, T beta, T* c,
                                    Index c_rs, Index last) {
  constexpr Index ahead = 16;
  const Index step = regs == 2 ? last : V::size;
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
      for (int v = 0; v < regs; ++v)
        sum[i][v] = V::mul(factor, regs == 1 ? V::load_n(from, last) : V::load(from + v * step));
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
    for (int v = 0; v < regs; ++v) row[v] = V::free_masks && regs == 1 ? V::load_n(b, last) : V::load(b + v * step);
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
  if (regs > 1 || last == V::size) {
    DECLIVE_UNROLL
    for (int i = 0; i < rows; ++i, c += c_rs) {
      DECLIVE_UNROLL
      for (int v = 0; v < regs; ++v) V::store(c + v * step, sum[i][v]);
    }
    return;
  }
  DECLIVE_UNROLL
  for (int i = 0; i < rows; ++i, c += c_rs) V::store_n(c, sum[i][0], last);
}

#if DECLIVE_X86
// The same for 0 < rows <= most in assembler, see tile_x86.inl; where it is `half` the second register is half a one.
template <class V, int most, int regs, bool half, class T>
DECLIVE_HELPER inline void gemm_tile_x86(Index rows, Index k, const T* a, Index a_rs, Index a_cs, const T* b,
                                         Index b_rs, T beta, T* c, Index c_rs, Index last) {
  constexpr int bytes = sizeof(T), lanes = V::size;
  const T* t = beta == T(0) ? nullptr : &beta;
  const Index rs = a_rs * bytes, cs = a_cs * bytes, brs = b_rs * bytes, crs = c_rs * bytes;
  Index off = regs == 2 ? (half ? last + lanes / 2 : last) * bytes : 0;
  if constexpr (regs == 2) DECLIVE_FORGET(off);  // a register, whatever is known of it
  if constexpr (V::masks == 2) {
    Index w = regs == 1 ? (Index{1} << last) - 1 : 0;
    __asm__ volatile(
#include "tile_avx512.inl"
        : [k] "+r"(k), [a] "+r"(a), [b] "+r"(b), [t] "+r"(t), [u] "+r"(rows), [w] "+r"(w)
        : [rs] "r"(rs), [cs] "r"(cs), [brs] "r"(brs), [off] "ri"(off), [c] "m"(c), [crs] "m"(crs), [most] "i"(most),
          [regs] "i"(regs), [half] "i"(half), [bytes] "i"(bytes), [lanes] "i"(lanes)
        : "cc", "memory", "k1", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
          "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22",
          "xmm23", "xmm24", "xmm25", "xmm28");
  } else {
    const std::int32_t* w = regs == 1 ? signs + 8 - last * bytes / 4 : nullptr;
    __asm__ volatile(
#include "tile_avx2.inl"
        : [k] "+r"(k), [a] "+r"(a), [b] "+r"(b), [t] "+r"(t), [u] "+r"(rows), [w] "+r"(w)
        : [rs] "r"(rs), [cs] "r"(cs), [brs] "r"(brs), [off] "ri"(off), [c] "m"(c), [crs] "m"(crs), [most] "i"(most),
          [regs] "i"(regs), [bytes] "i"(bytes)
        : "cc", "memory", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
          "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
  }
}
#else
template <class V, int regs, class T, int... i>
DECLIVE_HELPER inline void gemm_tile_of(std::integer_sequence<int, i...>, Index rows, Index k, const T* a, Index a_rs,
                                        Index a_cs, const T* b, Index b_rs, T beta, T* c, Index c_rs, Index last) {
  static constexpr void (*tiles[])(Index, const T*, Index, Index, const T*, Index, T, T*, Index,
                                   Index) = {&gemm_tile_plain<V, i + 1, regs, T>...};
  tiles[rows - 1](k, a, a_rs, a_cs, b, b_rs, beta, c, c_rs, last);
}
#endif

// The tile of 0 < rows <= most. Where it is not written in assembler there is a function for each number of rows. Lean
// instruction sets have the one for `most`: where rows are missing each of the others is done as `most` times the same.
template <class V, int most, int regs, bool half, class T>
DECLIVE_KERNEL void gemm_tile(Index rows, Index k, const T* a, Index a_rs, Index a_cs, const T* b, Index b_rs, T beta,
                              T* c, Index c_rs, Index last) {
  if constexpr (lean) {
    const Index calls = rows == most ? 1 : rows, rs = rows == most ? a_rs : 0, to_rs = rows == most ? c_rs : 0;
    for (Index i = 0; i < calls; ++i, a += a_rs, c += c_rs)
      gemm_tile_plain<V, most, regs>(k, a, rs, a_cs, b, b_rs, beta, c, to_rs, last);
  } else {
#if DECLIVE_X86
    gemm_tile_x86<V, most, regs, half>(rows, k, a, a_rs, a_cs, b, b_rs, beta, c, c_rs, last);
#else
    gemm_tile_of<V, regs>(std::make_integer_sequence<int, most>{}, rows, k, a, a_rs, a_cs, b, b_rs, beta, c, c_rs,
                          last);
#endif
  }
}

// One column: to = from + A x for 8 groups rows of A that are contiguous and a_rs apart, 0 < groups <= 4. Rows are
// turned into columns in registers, so that the sums are made in the order of p as in the tile, which would broadcast
// each element of A for a single fma.
#if DECLIVE_X86
template <class T>
DECLIVE_KERNEL void gemm_column(Index groups, Index k, const T* a, Index a_rs, const T* x, const T* from, T* to) {
  constexpr Index bytes = sizeof(T), depth = 16 / bytes;
  const Index rs = a_rs * bytes, rs3 = 3 * rs, eight = 8 * rs, back = 16 - (groups - 1) * eight, rest = k % depth;
  const T* b = a + a_rs;
  k /= depth;
  if (k > 0) {
    Index n = reinterpret_cast<Index>(a) + groups * eight;
    __asm__ volatile(
#include "column_x86.inl"
        : [k] "+r"(k), [a] "+r"(a), [b] "+r"(b), [x] "+r"(x), [n] "+r"(n)
        : [rs] "r"(rs), [rs3] "r"(rs3), [from] "r"(from), [to] "r"(to), [groups] "r"(groups), [eight] "r"(eight),
          [back] "r"(back), [mask] "i"(0), [bytes] "i"(bytes), [tail] "i"(0)
        : "cc", "memory", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
          "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
  } else {
    for (Index r = 0; r < 8 * groups; ++r) to[r] = from[r];
  }
  if (rest == 0) return;
  const std::int32_t* mask = signs + 8 - rest * bytes / 4;
  for (; groups > 0; --groups, a += 8 * a_rs, b += 8 * a_rs, to += 8)
    __asm__ volatile(
#include "column_x86.inl"
        :
        : [k] "r"(rest), [a] "r"(a), [b] "r"(b), [x] "r"(x), [rs] "r"(rs), [rs3] "r"(rs3), [to] "r"(to),
          [mask] "r"(mask), [from] "i"(0), [groups] "i"(0), [eight] "i"(0), [back] "i"(0), [n] "i"(0),
          [bytes] "i"(bytes), [tail] "i"(1)
        : "cc", "memory", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
          "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
}
#else
template <int regs, class T>
DECLIVE_HELPER inline void gemm_column_rows(Index k, const T* a, Index a_rs, const T* x, const T* from, T* to) {
  using V = Vec<T>;
  constexpr Index size = V::size, depth = V::depth;
  typename V::reg sum[std::size_t{regs}];
  DECLIVE_UNROLL
  for (int v = 0; v < regs; ++v) sum[v] = V::load(from + v * size);
  for (; k >= depth; k -= depth, a += depth, x += depth) {
    DECLIVE_UNROLL
    for (int v = 0; v < regs; ++v) {
      const auto columns = V::columns(a + v * size * a_rs, a_rs);
      sum[v] = V::fma(V::set1(x[0]), columns.c0, sum[v]);
      if constexpr (depth > 1) sum[v] = V::fma(V::set1(x[1]), columns.c1, sum[v]);
      if constexpr (depth > 2) {
        sum[v] = V::fma(V::set1(x[2]), columns.c2, sum[v]);
        sum[v] = V::fma(V::set1(x[3]), columns.c3, sum[v]);
      }
    }
  }
  for (; k > 0; --k, ++a, ++x) {
    DECLIVE_UNROLL
    for (int v = 0; v < regs; ++v) {
      T column[std::size_t{size}];
      for (Index r = 0; r < size; ++r) column[r] = a[(v * size + r) * a_rs];
      sum[v] = V::fma(V::set1(*x), V::load(column), sum[v]);
    }
  }
  DECLIVE_UNROLL
  for (int v = 0; v < regs; ++v) V::store(to + v * size, sum[v]);
}
template <class T>
DECLIVE_KERNEL void gemm_column(Index groups, Index k, const T* a, Index a_rs, const T* x, const T* from, T* to) {
  constexpr int regs = static_cast<int>(8 / Vec<T>::size);
  if constexpr (regs < 4)
    for (; groups >= 2; groups -= 2, a += 16 * a_rs, from += 16, to += 16)
      gemm_column_rows<2 * regs>(k, a, a_rs, x, from, to);
  for (; groups > 0; --groups, a += 8 * a_rs, from += 8, to += 8) gemm_column_rows<regs>(k, a, a_rs, x, from, to);
}
#endif

#if DECLIVE_X86
// An outer product: row i of C is a_i b, to which C is added where it `adds`; m rows of n > 0 elements.
template <class T>
DECLIVE_KERNEL void gemm_outer(Index m, Index n, const T* a, Index a_rs, const T* b, T* c, Index c_rs, bool adds) {
  constexpr Index bytes = sizeof(T), lanes = 32 / bytes;
  const Index whole = n / lanes * lanes, rest = (n - whole) * bytes, from = -whole * bytes, ars = a_rs * bytes,
              crs = c_rs * bytes;
  Index j;
  b += whole;
  c += whole;
  __asm__ volatile(
#include "outer_x86.inl"
      : [m] "+r"(m), [a] "+r"(a), [c] "+r"(c), [j] "=&r"(j)
      : [n] "r"(from), [ars] "r"(ars), [b] "r"(b), [crs] "r"(crs), [rest] "r"(rest), [adds] "r"(Index{adds}),
        [bytes] "i"(bytes)
      : "cc", "memory", "xmm0", "xmm14", "xmm15");
}
#endif

template <class T>
constexpr auto column_kernel() -> decltype(GemmKernels<T>::column) {
  if constexpr (lean)
    return nullptr;
  else
    return &DECLIVE_NARROW_NAMESPACE::gemm_column<T>;
}

template <class T>
constexpr auto outer_kernel() -> decltype(GemmKernels<T>::outer) {
#if DECLIVE_X86
  if constexpr (!lean) return &DECLIVE_NARROW_NAMESPACE::gemm_outer<T>;
#endif
  return nullptr;
}

template <class T>
constexpr GemmTile<T> row_kernel() {
  if constexpr (lean)
    return nullptr;
  else
    return &gemm_tile<Vec<T>, 1, 4, false, T>;
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
      .two = &gemm_tile<Vec<T>, tile_rows, 2, false, T>,
      .half = &gemm_tile<Vec<T>, tile_rows, 2, (Narrow<T>::size < Vec<T>::size), T>,
      .one = &gemm_tile<Vec<T>, thin_rows, 1, false, T>,
      .narrow = &gemm_tile<Narrow<T>, thin_rows, 1, false, T>,
      .row = row_kernel<T>(),
      .column = column_kernel<T>(),
      .outer = outer_kernel<T>(),
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
