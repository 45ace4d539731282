// Triangular systems of float and double: the contract, and the blocks on the product.
//
// L is k x k with element (i, j) at l[i l_rs + j l_cs], j <= i; nothing else of it is read, and where `unit` not the
// diagonal either, which is 1. An upper triangle is a lower one from its last element back, with its strides negative;
// a transpose has them exchanged. Every element is b_ij - l_i0 x_0j - l_i1 x_1j - ..., subtracted by fma in that order,
// then divided by l_ii: the bits do not depend on the blocks.
#ifndef DECLIVE_KERNELS_TRIANGULAR_HPP
#define DECLIVE_KERNELS_TRIANGULAR_HPP

#include "gemm.hpp"

namespace declive::kernels {

/// What one call of the kernel solves.
inline constexpr Index triangular_block = 32;

}  // namespace declive::kernels

#define DECLIVE_KERNEL_FILE "triangular.inl"
#include "for_each_isa.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

namespace dispatch {
template <class T>
inline void solve_block(Index k, Index n, const T* l, Index l_rs, Index l_cs, bool unit, T* b, Index b_rs) {
  DECLIVE_DISPATCH(solve_block(k, n, l, l_rs, l_cs, unit, b, b_rs));
}
template <class T>
inline void solve_vector(Index n, const T* a, Index a_rs, Index a_cs, bool upper, bool unit, T* x) {
  DECLIVE_DISPATCH(solve_vector(n, a, a_rs, a_cs, upper, unit, x));
}
template <class T>
inline void negate(Index rows, Index cols, const T* x, Index x_rs, T* out) {
  DECLIVE_DISPATCH(negate(rows, cols, x, x_rs, out));
}
}  // namespace dispatch

/// C (m x n) -= A (m x k) B (k x n), B's and C's rows contiguous. A factor alpha = -1 would make gemm sum apart from C
/// and through a buffer: so B is copied with its sign changed, at most 4 MiB at a time.
template <class T>
void subtract_product(Index m, Index n, Index k, const T* a, Index a_rs, Index a_cs, const T* b, Index b_rs, T* c,
                      Index c_rs) {
  if (m <= 0 || n <= 0 || k <= 0) return;
  const Index most = (Index{4} << 20) / static_cast<Index>(sizeof(T)) / k,
              strip = even_part(n, most > 64 ? most : 64, 1);
  T* const negative = static_cast<T*>(workspace<3>().take(static_cast<std::size_t>(k * strip) * sizeof(T)));
  for (Index j = 0; j < n; j += strip) {
    const Index cols = n - j < strip ? n - j : strip;
    dispatch::negate(k, cols, b + j, b_rs, negative);
    gemm<T>(m, cols, k, T(1), a, a_rs, a_cs, negative, cols, Index{1}, T(1), c + j, c_rs, Index{1});
  }
}

/// B = L^-1 B for B of k x n, whose rows are contiguous and b_rs apart.
template <class T>
void solve_lower(Index k, Index n, const T* l, Index l_rs, Index l_cs, bool unit, T* b, Index b_rs) {
  if (k <= 0 || n <= 0) return;
  if (k <= triangular_block) return dispatch::solve_block(k, n, l, l_rs, l_cs, unit, b, b_rs);
  const Index half = round_up(k / 2, 16), rest = k - half;
  solve_lower(half, n, l, l_rs, l_cs, unit, b, b_rs);
  subtract_product<T>(rest, n, half, l + half * l_rs, l_rs, l_cs, b, b_rs, b + half * b_rs, b_rs);
  solve_lower(rest, n, l + half * (l_rs + l_cs), l_rs, l_cs, unit, b + half * b_rs, b_rs);
}

/// x = A^-1 x for contiguous x of n elements, and A the lower or upper triangle of a matrix, with a_cs or a_rs 1. By
/// rows an element is b_i minus a dot product in four chains; by columns its terms are subtracted one after the other.
template <class T>
void solve_vector(Index n, const T* a, Index a_rs, Index a_cs, bool upper, bool unit, T* x) {
  if (n > 0) dispatch::solve_vector(n, a, a_rs, a_cs, upper, unit, x);
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
