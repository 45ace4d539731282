// A single column of a product: C = alpha A b + beta C where the rows of A are contiguous, with the bits of a column among
// others. The kernel, for up to four times eight rows, is gemm_column in microkernel.inl; here are the blocks of rows.
#ifndef DECLIVE_KERNELS_COLUMN_HPP
#define DECLIVE_KERNELS_COLUMN_HPP

#include "gemv.hpp"
#include "microkernel.hpp"

namespace declive::kernels {

/// The most rows that the kernel of a single column takes, and zeros for as many sums to begin with.
inline constexpr Index column_rows = 32;
template <class T>
inline constexpr T column_zeros[std::size_t{column_rows}] = {};

}  // namespace declive::kernels

namespace declive::kernels::inline DECLIVE_ABI {

// Whether a single column of m rows is summed by gemm_column rather than by tiles.
template <class T>
DECLIVE_INLINE inline bool has_column(const GemmKernels<T>& kernels, Index m) {
  return m >= 8 && kernels.column != nullptr;
}

// How many times eight rows are read side by side: so many that the latency of their sums is hidden, but no more than
// find room in L1 until their lines are used up. Rows of an even distance meet in a few sets of it. Measured.
template <class T>
Index column_groups(Index a_rs) {
  const Index distance = a_rs * static_cast<Index>(sizeof(T)), most = sizeof(T) == sizeof(float) ? 4 : 2;
  return distance % 4096 == 0 ? 1 : distance % 2048 == 0 || most == 2 ? 2 : distance % 1024 == 0 ? 3 : most;
}

// One column, c = alpha A b + beta c, for m >= 8 rows of A that are contiguous: in blocks as even as possible, of which
// the last may take some rows of the one before it again.
template <class T>
DECLIVE_NOINLINE void gemm_column(const GemmKernels<T>& kernels, Index m, Index k, T alpha, const T* a, Index a_rs,
                                  const T* b, Index b_s, T beta, T* c, Index c_s) {
  T line[std::size_t{column_rows}], x[std::size_t{gemm_kc}];
  const bool chain = alpha == T(1), direct = chain && beta == T(0) && c_s == 1;
  const Index part = chain && b_s == 1 ? k : even_part(k, gemm_kc, 1), most = column_groups<T>(a_rs);
  Index groups = (m + 7) / 8, blocks = (groups + most - 1) / most;
  if (blocks == 1 && m % 8 != 0) blocks = 2;
  for (Index i = 0; i < m; --blocks) {
    const Index some = (groups + blocks - 1) / blocks, rows = 8 * some;
    groups -= some;
    const Index first = i + rows > m ? m - rows : i, skip = i - first;
    T* const to = direct ? c + first : line;
    for (Index p = 0; p < k; p += part) {
      const Index depth = k - p < part ? k - p : part;
      const T* by = b + p;
      if (b_s != 1) {
        for (Index q = 0; q < depth; ++q) x[q] = b[(p + q) * b_s];
        by = x;
      }
      const T factor = p == 0 ? beta : T(1);
      const T* from = p == 0 || !chain ? column_zeros<T> : to;
      if (chain && p == 0 && beta != T(0)) {
        for (Index r = 0; r < rows; ++r) line[r] = r < skip ? T(0) : beta * c[(first + r) * c_s];
        from = line;
      }
      kernels.column(some, depth, a + first * a_rs + p, a_rs, by, from, to);
      if (!chain) update(rows - skip, alpha, static_cast<const T*>(line + skip), factor, c + i * c_s, c_s);
    }
    if (chain && !direct)
      for (Index r = skip; r < rows; ++r) c[(first + r) * c_s] = line[r];
    i = first + rows;
  }
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
