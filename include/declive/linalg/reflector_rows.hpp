// Householder reflectors whose vectors are rows: memory is contiguous along a vector, and a block of them is applied
// from the right to the rows of a matrix.
#ifndef DECLIVE_LINALG_REFLECTOR_ROWS_HPP
#define DECLIVE_LINALG_REFLECTOR_ROWS_HPP

#include "householder.hpp"

namespace declive::detail {

inline constexpr Index reflector_block = 16;

}  // namespace declive::detail

namespace declive::detail::inline DECLIVE_ABI {

/// Reflectors H_0, H_1, ...: their vectors whole, in the rows of `vectors`, with the zeros in front.
template <class T>
struct ReflectorRows {
  Matrix<T> vectors;
  Vector<T> tau;
};

/// The reflector of x as make_reflector's, but none if its length is at most `nothing`: x is what rounding has left of
/// a zero then. Of matrices with a pattern these remains have one, too, and the rounding errors of their reflectors add
/// up.
template <class T>
Reflector<T> make_reflector_above(const T& nothing, Index n, T* x) {
  Reflector<T> h = make_reflector(n, x, Index{1});
  if (h.tau != T(0) && magnitude(h.beta) <= nothing) {
    h.tau = T(0);
    for (Index i = 1; i < n; ++i) x[i] = T(0);
  }
  return h;
}

/// C = C H_(k-1) ... H_1 H_0, for as many reflectors as there are; C's columns are theirs.
template <class T>
void apply_reversed(const ReflectorRows<T>& h, const MatrixView<T>& c) {
  const Index k = h.vectors.rows(), n = h.vectors.cols();
  if (k == 0 || c.empty()) return;
  const Index block = k < reflector_block ? k : reflector_block;
  Matrix<T> factor(block, block, uninitialized), work(c.rows(), 2 * block, uninitialized);
  for (Index first = (k - 1) / block * block; first >= 0; first -= block) {
    const Index some = k - first < block ? k - first : block;
    const auto v = MatrixView<const T>(h.vectors).block(first, first, some, n - first).transposed();
    const MatrixView<T> t = view(factor).block(0, 0, some, some);
    block_factor(v, h.tau.data() + first, t);
    apply_block_right(v, MatrixView<const T>(t), true, c.block(0, first, c.rows(), n - first), view(work));
  }
}

/// C = L Q: C (k x m, k <= m, rows contiguous) becomes C H_0 H_1 ..., which is 0 right of the diagonal, and Q is what
/// undoes that: the transposed QR decomposition of C^T. Returns H. What is at most `nothing` becomes 0.
template <class T>
ReflectorRows<T> reduce_rows(const MatrixView<T>& c, const T& nothing) {
  const Index k = c.rows(), m = c.cols(), stride = c.row_stride();
  const Index block = k < reflector_block ? k : reflector_block;
  ReflectorRows<T> h{Matrix<T>(k, m), Vector<T>(k)};
  Matrix<T> factor(block, block, uninitialized), work(k, 2 * block, uninitialized);
  for (Index first = 0; first < k; first += block) {
    const Index end = k - first < block ? k : first + block;
    for (Index j = first; j < end; ++j) {
      T *const row = c.data() + j * stride + j, *const v = h.vectors.data() + j * m + j;
      std::memcpy(v, row, static_cast<std::size_t>(m - j) * sizeof(T));
      const Reflector<T> r = make_reflector_above(nothing, m - j, v);
      h.tau[j] = r.tau;
      row[0] = r.beta;
      for (Index i = 1; i < m - j; ++i) row[i] = T(0);
      apply_reflector_right(v, Index{1}, r.tau, c.block(j + 1, j, end - j - 1, m - j), work.data());
    }
    if (end == k) break;
    const auto v = MatrixView<const T>(h.vectors).block(first, first, end - first, m - first).transposed();
    const MatrixView<T> t = view(factor).block(0, 0, end - first, end - first);
    block_factor(v, h.tau.data() + first, t);
    apply_block_right(v, MatrixView<const T>(t), false, c.block(end, first, k - end, m - first), view(work));
  }
  return h;
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
