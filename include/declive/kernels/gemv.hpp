// y = alpha A x + beta y for float and double: the contract, and the choice of the kernel.
//
// A is m x n with element (i, j) at a[i a_rs + j a_cs], x has n elements x_s apart, y has m elements y_s apart; y
// overlaps neither. The rules for alpha, beta, NaN and empty sizes are those of gemm. Where A's columns are contiguous
// an element is summed as in gemm; else it is a dot product as in reduce.hpp (added pairwise), multiplied by alpha and
// added to beta y.
#ifndef DECLIVE_KERNELS_GEMV_HPP
#define DECLIVE_KERNELS_GEMV_HPP

#include "blocking.hpp"
#include "reduce.hpp"

namespace declive::kernels {

/// Levels of the pairwise sums of eight rows at a time, and the length that these are too few for.
inline constexpr Index gemv_levels = 7;
template <class T>
inline constexpr Index gemv_longest = reduce_block<T> << (gemv_levels - 1);

}  // namespace declive::kernels

#define DECLIVE_KERNEL_FILE "gemv.inl"
#include "for_each_isa.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

namespace dispatch {
template <class T>
inline void gemv_columns(Index m, Index n, const T* a, Index a_cs, const T* x, Index x_s, T* y) {
  DECLIVE_DISPATCH(gemv_columns(m, n, a, a_cs, x, x_s, y));
}
template <class T>
inline void gemv_rows(Index groups, Index n, const T* a, Index a_rs, const T* x, T* y) {
  DECLIVE_DISPATCH(gemv_rows(groups, n, a, a_rs, x, y));
}
}  // namespace dispatch

// y = beta y: what is left of gemm and gemv where there is nothing to multiply.
template <class T>
void scale(Index n, T beta, T* y, Index y_s) {
  for (Index i = 0; i < n; ++i) y[i * y_s] = beta == T(0) ? T(0) : beta * y[i * y_s];
}

// y = alpha sums + beta y for n elements, both products rounded, whatever the caller's flags say of contraction; beta = 0
// does not read y.
template <class T>
void update(Index n, T alpha, const T* sums, T beta, T* y, Index y_s) {
  for (Index i = 0; i < n; ++i, y += y_s) {
    T value = alpha * sums[i];
    DECLIVE_ROUNDED(value);
    if (beta != T(0)) {
      T old = beta * *y;
      DECLIVE_ROUNDED(old);
      value += old;
    }
    *y = value;
  }
}

// The case of contiguous columns, in strips of y: as they stand long ones, since memory is read fastest in long runs,
// copied ones of 4 KiB.
template <class T>
void gemv_by_columns(Index m, Index n, T alpha, const T* a, Index a_cs, const T* x, Index x_s, T beta, T* y,
                     Index y_s) {
  constexpr Index strip = 4096 / static_cast<Index>(sizeof(T));
  const bool chain = alpha == T(1), direct = chain && y_s == 1;
  const Index most = direct ? 16 * strip : strip;
  T sums[std::size_t{strip}];
  for (Index i = 0; i < m; i += most, a += most, y += most * y_s) {
    const Index rows = m - i < most ? m - i : most;
    if (direct) {
      if (beta != T(1)) scale(rows, beta, y, Index{1});
      dispatch::gemv_columns(rows, n, a, a_cs, x, x_s, y);
      continue;
    }
    const Index part = chain ? n : even_part(n, gemm_kc, 1);
    for (Index p = 0; p < n; p += part) {
      const T factor = p == 0 ? beta : T(1);
      for (Index r = 0; r < rows; ++r) sums[r] = chain && beta != T(0) ? beta * y[r * y_s] : T(0);
      dispatch::gemv_columns(rows, n - p < part ? n - p : part, a + p * a_cs, a_cs, x + p * x_s, x_s, sums);
      if (!chain) update(rows, alpha, static_cast<const T*>(sums), factor, y, y_s);
    }
    if (chain)
      for (Index r = 0; r < rows; ++r) y[r * y_s] = sums[r];
  }
}

// How many times eight rows of A are read side by side: all, where A comes from memory. In a cache one row after the other
// is faster, since its sums stay in registers.
template <class T>
Index gemv_groups(Index m, Index n) {
  constexpr auto bytes = static_cast<Index>(sizeof(T));
  return n * bytes >= 2048 && n < gemv_longest<T> && m * n * bytes > caches().l3 / 2 ? m / 8 : 0;
}

/// y = alpha A x + beta y, see above.
template <class T>
void gemv(Index m, Index n, T alpha, const T* a, Index a_rs, Index a_cs, const T* x, Index x_s, T beta, T* y,
          Index y_s) {
  if (m <= 0) return;
  if (n <= 0 || alpha == T(0)) return scale(m, beta, y, y_s);
  if (a_rs == 1 && a_cs != 1) return gemv_by_columns(m, n, alpha, a, a_cs, x, x_s, beta, y, y_s);
  if (alpha == T(1) && beta == T(0) && a_cs == 1 && x_s == 1 && y_s == 1) {
    const Index groups = gemv_groups<T>(m, n), rows = 8 * groups;
    if (groups > 0) dispatch::gemv_rows(groups, n, a, a_rs, x, y);
    return reduce_each_row<Term::product>(a + rows * a_rs, x, m - rows, n, a_rs, Index{0}, y + rows);
  }
  for (Index i = 0; i < m; ++i) {
    const T* row = a + i * a_rs;
    T sum;
    if (a_cs == 1 && x_s == 1) {
      sum = reduce<Term::product>(row, x, n);
    } else {
      sum = reduce_gathered<Term::product, T>(n, [&](Index first, Index count, T* p, T* q) {
        for (Index j = 0; j < count; ++j) {
          p[j] = row[(first + j) * a_cs];
          q[j] = x[(first + j) * x_s];
        }
      });
    }
    update(Index{1}, alpha, static_cast<const T*>(&sum), beta, y + i * y_s, y_s);
  }
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
