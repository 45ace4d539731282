// The kernels of gemv.hpp, compiled once per instruction set by for_each_isa.hpp.
namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI {

// y += A x for contiguous columns of m elements, a_cs apart. Eight columns at a time: each is a stream from memory, and
// y is read and written once for eight. Lean instruction sets take one after the other.
#if DECLIVE_X86
template <class T>
DECLIVE_HELPER inline void gemv_columns_x86(Index m, Index n, const T* a, Index a_cs, const T* x, Index x_s, T* y) {
  constexpr int bytes = sizeof(T);
  const Index cs = a_cs * bytes, cs3 = 3 * cs, xs = x_s * bytes, all = m * bytes;
  Index b = reinterpret_cast<Index>(a) + cs, left;  // no column where n is 1
  __asm__ volatile(
#include "gemv_x86.inl"
      : [n] "+r"(n), [a] "+r"(a), [b] "+r"(b), [x] "+r"(x), [y] "+r"(y), [left] "=&r"(left)
      : [cs] "r"(cs), [cs3] "r"(cs3), [xs] "r"(xs), [all] "r"(all), [bytes] "i"(bytes), [size] "i"(Vec<T>::size * bytes)
      : "cc", "memory", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
        "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
}
#else
template <class T>
DECLIVE_HELPER inline void gemv_eight_columns(Index m, const T* a, Index a_cs, const T* x, Index x_s, T* y) {
  using V = Vec<T>;
  const typename V::reg f0 = V::set1(x[0]), f1 = V::set1(x[x_s]), f2 = V::set1(x[2 * x_s]), f3 = V::set1(x[3 * x_s]),
                        f4 = V::set1(x[4 * x_s]), f5 = V::set1(x[5 * x_s]), f6 = V::set1(x[6 * x_s]),
                        f7 = V::set1(x[7 * x_s]);
  const T *a0 = a, *a1 = a + a_cs, *a2 = a1 + a_cs, *a3 = a2 + a_cs, *a4 = a3 + a_cs, *a5 = a4 + a_cs, *a6 = a5 + a_cs,
          *a7 = a6 + a_cs;
  Index i = 0;
  for (; i + V::size <= m; i += V::size) {
    typename V::reg sum = V::fma(f0, V::load(a0 + i), V::load(y + i));
    sum = V::fma(f1, V::load(a1 + i), sum);
    sum = V::fma(f2, V::load(a2 + i), sum);
    sum = V::fma(f3, V::load(a3 + i), sum);
    sum = V::fma(f4, V::load(a4 + i), sum);
    sum = V::fma(f5, V::load(a5 + i), sum);
    sum = V::fma(f6, V::load(a6 + i), sum);
    sum = V::fma(f7, V::load(a7 + i), sum);
    V::store(y + i, sum);
  }
  if (const Index rest = m - i; rest > 0) {
    typename V::reg sum = V::load_n(y + i, rest);
    for (Index j = 0; j < 8; ++j) sum = V::fma(V::set1(x[j * x_s]), V::load_n(a + j * a_cs + i, rest), sum);
    V::store_n(y + i, sum, rest);
  }
}
#endif
template <class T>
DECLIVE_KERNEL void gemv_columns(Index m, Index n, const T* a, Index a_cs, const T* x, Index x_s, T* y) {
  using V = Vec<T>;
#if DECLIVE_X86
  if constexpr (V::masks > 0) return gemv_columns_x86(m, n, a, a_cs, x, x_s, y);
#else
  if constexpr (!lean)
    for (; n >= 8; n -= 8, a += 8 * a_cs, x += 8 * x_s) gemv_eight_columns(m, a, a_cs, x, x_s, y);
#endif
  for (; n > 0; --n, a += a_cs, x += x_s)
    for (Index i = 0; i < m; i += V::size) {
      const Index rest = m - i < V::size ? m - i : V::size;
      V::store_n(y + i, V::fma(V::set1(*x), V::load_n(a + i, rest), V::load_n(y + i, rest)), rest);
    }
}

// sums[l] += the products of one row of reduce.hpp's: lane l's of a and x.
template <class T>
DECLIVE_HELPER inline void gemv_add_row(const T* a, const T* x, T* sums) {
  using V = Vec<T>;
  DECLIVE_UNROLL
  for (Index v = 0; v < 8; ++v, a += V::size, x += V::size, sums += V::size)
    V::store(sums, V::fma(V::load(a), V::load(x), V::load(sums)));
}

// y_i = the dot product of row i and x, summed as in reduce.hpp, for `groups` times eight rows of less than
// gemv_longest<T> elements. 512 bytes of each of the eight in turn; meanwhile the next 512 are fetched, a line of each
// row in turn: eight streams from memory. All sums stay in memory, row after row on every level of the pairwise stack.
template <class T>
DECLIVE_KERNEL void gemv_rows(Index groups, Index n, const T* a, Index a_rs, const T* x, T* y) {
  using V = Vec<T>;
  constexpr Index lanes = reduce_lanes<T>, all = 8 * lanes, line = 64 / static_cast<Index>(sizeof(T)),
                  width = 8 * V::size, lines = width / line;
  alignas(64) T sums[std::size_t{gemv_levels}][std::size_t{all}];
  for (; groups > 0; --groups, a += 8 * a_rs, y += 8) {
    Index depth = 0, blocks = 0;
    for (Index j = 0; j < n;) {
      T* const top = sums[depth++];
      for (Index l = 0; l < all; l += V::size) V::store(top + l, V::zero());
      const Index end = n - j < reduce_block<T> ? n : j + reduce_block<T>;
      for (; j + lanes <= end; j += lanes) {
        const T* const next = n - j < 2 * lanes ? a + 8 * a_rs : a + j + lanes;
        for (Index r = 0; r < 8; ++r)
          for (Index l = 0; l < lanes; l += width) {
            gemv_add_row(a + r * a_rs + j + l, x + j + l, top + r * lanes + l);
            DECLIVE_UNROLL
            for (Index q = 0; q < lines; ++q) DECLIVE_PREFETCH(next + r * line + (l / line + q) * a_rs);
          }
      }
      if (const Index rest = end - j; rest > 0) {
        for (Index r = 0; r < 8; ++r)
          for (Index l = 0; l < rest; l += V::size) {
            const Index some = rest - l < V::size ? rest - l : V::size;
            T* const sum = top + r * lanes + l;
            V::store(sum, V::fma(V::load_n(a + r * a_rs + j + l, some), V::load_n(x + j + l, some), V::load(sum)));
          }
        break;
      }
      for (Index count = ++blocks; (count & 1) == 0; count >>= 1) {
        --depth;
        add_lanes(sums[depth - 1], sums[depth], all);
      }
    }
    for (; depth > 1; --depth) add_lanes(sums[depth - 2], sums[depth - 1], all);
    for (Index r = 0; r < 8; ++r) {
      T* const sum = sums[0] + r * lanes;
      for (Index half = lanes / 2; half >= V::size; half /= 2) add_lanes(sum, sum + half, half);
      y[r] = V::sum(V::load(sum));
    }
  }
}

}  // namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI
