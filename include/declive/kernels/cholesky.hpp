// A = U^T U of float and double: the contract, and the recursion on the product.
//
// A is n x n, its rows contiguous and a_rs apart; of it the elements on and above the diagonal are read, U takes their
// place, and what stands below means nothing afterwards. The result is n, or the first k whose pivot a_kk - u_0k^2 -
// u_1k^2 - ... is not positive (or NaN); then that is what stands in (k, k). Every element is a_ij - u_0i u_0j - ...,
// subtracted by fma in that order, then divided by u_ii: the bits do not depend on the blocks.
//
// U rather than L, because its rows are what a row-major product and a triangular solve stream through.
#ifndef DECLIVE_KERNELS_CHOLESKY_HPP
#define DECLIVE_KERNELS_CHOLESKY_HPP

#include "triangular.hpp"

namespace declive::kernels {

/// The largest block that one call of the kernel factors.
inline constexpr Index cholesky_width = 32;

}  // namespace declive::kernels

#define DECLIVE_KERNEL_FILE "cholesky.inl"
#include "for_each_isa.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

namespace dispatch {
template <class T>
inline Index cholesky_block(Index n, T* a, Index a_rs) {
  DECLIVE_DISPATCH(cholesky_block(n, a, a_rs));
}
}  // namespace dispatch

/// A -= B^T B above the diagonal, and some of it below: A is n x n, B is k x n, both with contiguous rows. In strips of
/// rows, each from its diagonal on.
template <class T>
void subtract_gram(Index n, Index k, const T* b, Index b_rs, T* a, Index a_rs) {
  constexpr Index strip = 128;
  for (Index i = 0; i < n; i += strip)
    subtract_product<T>(n - i < strip ? n - i : strip, n - i, k, b + i, Index{1}, b_rs, b + i, b_rs, a + i * (a_rs + 1),
                        a_rs);
}

/// See above.
template <class T>
Index cholesky(Index n, T* a, Index a_rs) {
  if (n <= cholesky_width) return n > 0 ? dispatch::cholesky_block(n, a, a_rs) : 0;
  const Index half = round_up(n / 2, 16), rest = n - half;
  if (const Index done = cholesky(half, a, a_rs); done < half) return done;
  solve_lower<T>(half, rest, a, Index{1}, a_rs, false, a + half, a_rs);
  T* const corner = a + half * (a_rs + 1);
  subtract_gram<T>(rest, half, a + half, a_rs, corner, a_rs);
  return half + cholesky(rest, corner, a_rs);
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
