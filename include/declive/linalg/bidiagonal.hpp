// A = P B Q^T: real m x n matrices, m >= n, brought to upper bidiagonal form by reflectors from both sides, in blocks.
//
// Before step j the first j rows and columns of P^T A Q are bidiagonal. H_j clears column j below the diagonal, G_j row
// j right of the superdiagonal; P = H_0 H_1 ..., Q = G_0 G_1 ... Within a block the matrix is left as it was, and what
// the steps add is kept as a product, A + L^T R with two rows of L and R a step:
//
//   A <- H A = A - u (tau A^T u)^T     a row u of L, a row -tau A^T u of R
//   A <- A G = A - (tau A v) v^T       a row tau A v of L, a row -v of R
//
// so that half of the work is two products of a matrix and a vector a step, and the other half one product of matrices
// a block. (J. Dongarra, D. Sorensen, S. Hammarling, Block reduction of matrices to condensed forms, 1989; LAPACK's
// gebrd.) All products run along contiguous memory: L, R and the vectors of the reflectors stand in rows.
#ifndef DECLIVE_LINALG_BIDIAGONAL_HPP
#define DECLIVE_LINALG_BIDIAGONAL_HPP

#include "reflector_rows.hpp"

namespace declive::detail {}  // namespace declive::detail

namespace declive::detail::inline DECLIVE_ABI {

/// B: its diagonal, and above it; one more element above than there are, which is 0.
template <class T>
struct Bidiagonal {
  Vector<T> diagonal, above;
  ReflectorRows<T> left, right;
};

// y = A x + beta y by sizes, pointers and strides.
template <class T>
DECLIVE_INLINE inline void add_product(Index m, Index n, const T* a, Index a_rs, Index a_cs, const T* x, Index x_s,
                                       T beta, T* y) {
  kernels::gemv<T>(m, n, T(1), a, a_rs, a_cs, x, x_s, beta, y, Index{1});
}

/// B and the reflectors of A (m x n, m >= n, rows contiguous, about 1 in size), which is used up. Without `vectors` the
/// reflectors are not kept.
template <class T>
Bidiagonal<T> bidiagonalize(const MatrixView<T>& a, bool vectors) {
  const Index m = a.rows(), n = a.cols(), stride = a.row_stride();
  constexpr T nothing = std::numeric_limits<T>::epsilon() * std::numeric_limits<T>::epsilon();
  const Index block = n < reflector_block ? n : reflector_block, kept = vectors ? n : 0;
  Bidiagonal<T> b{Vector<T>(n), Vector<T>(n), {Matrix<T>(kept, m), Vector<T>(n)}, {Matrix<T>(kept, n), Vector<T>(n)}};
  Matrix<T> left(2 * block, m), right(2 * block, n);
  Vector<T> sums(2 * block + 1, uninitialized);
  T* const l = left.data();
  T* const r = right.data();
  for (Index first = 0; first < n; first += block) {
    const Index width = n - first < block ? n - first : block;
    for (Index step = 0; step < width; ++step) {
      const Index j = first + step, rows = m - j, below = rows - 1, cols = n - j - 1, done = 2 * step;
      T *const u = l + done * m, *const au = r + done * n, *const av = u + m, *const v = au + n;
      for (Index i = 0; i < j; ++i) u[i] = av[i] = T(0);
      for (Index i = 0; i <= j; ++i) au[i] = v[i] = T(0);
      av[j] = T(0);
      // Column j as it is now, and its reflector.
      for (Index i = j; i < m; ++i) u[i] = a.data()[i * stride + j];
      add_product(rows, done, l + j, Index{1}, m, r + j, n, T(1), u + j);
      const Reflector<T> h = make_reflector_above(nothing, rows, u + j);
      b.diagonal[j] = h.beta;
      b.left.tau[j] = h.tau;
      if (vectors) copy(b.left.vectors.row(j).as_row(), MatrixView<const T>(u, 1, m));
      if (cols == 0) continue;
      // -tau A^T u
      T* const corner = a.data() + j * stride + j + 1;
      add_product(cols, rows, corner, Index{1}, stride, u + j, Index{1}, T(0), au + j + 1);
      add_product(done, rows, l + j, m, Index{1}, u + j, Index{1}, T(0), sums.data());
      add_product(cols, done, r + j + 1, Index{1}, n, sums.data(), Index{1}, T(1), au + j + 1);
      for (Index i = j + 1; i < n; ++i) au[i] *= -h.tau;
      // Row j as it is now, and its reflector.
      for (Index i = 0; i < cols; ++i) v[j + 1 + i] = corner[i];
      add_product(cols, done + 1, r + j + 1, Index{1}, n, l + j, m, T(1), v + j + 1);
      const Reflector<T> g = make_reflector_above(nothing, cols, v + j + 1);
      b.above[j] = g.beta;
      b.right.tau[j] = g.tau;
      if (vectors) copy(b.right.vectors.row(j).as_row(), MatrixView<const T>(v, 1, n));
      // tau A v
      add_product(below, cols, corner + stride, stride, Index{1}, v + j + 1, Index{1}, T(0), av + j + 1);
      add_product(done + 1, cols, r + j + 1, n, Index{1}, v + j + 1, Index{1}, T(0), sums.data());
      add_product(below, done + 1, l + j + 1, Index{1}, m, sums.data(), Index{1}, T(1), av + j + 1);
      for (Index i = j + 1; i < m; ++i) av[i] *= g.tau;
      for (Index i = j + 1; i < n; ++i) v[i] = -v[i];
    }
    const Index next = first + width, rest = n - next;
    if (rest == 0) break;
    multiply_add(MatrixView<const T>(l + next, 2 * width, m - next, m).transposed(),
                 MatrixView<const T>(r + next, 2 * width, rest, n), T(1),
                 MatrixView<T>(a.data() + next * stride + next, m - next, rest, stride));
  }
  return b;
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
