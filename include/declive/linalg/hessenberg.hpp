// The reduction of a matrix to Hessenberg form, zero below the first subdiagonal, by Householder reflections: the first
// half of the way to its eigenvalues (G. Golub, C. Van Loan, Matrix Computations, 7.4).
#ifndef DECLIVE_LINALG_HESSENBERG_HPP
#define DECLIVE_LINALG_HESSENBERG_HPP

#include "../kernels/hessenberg.hpp"
#include "householder.hpp"

namespace declive::detail::inline DECLIVE_ABI {

// The row stride of a matrix with n columns whose rows the kernels may read and write to the end of a cache line.
template <class T>
constexpr Index padded_stride(Index n) {
  constexpr Index line = 64 / static_cast<Index>(sizeof(T));
  return (n + line - 1) / line * line;
}

/// H = Q^T A Q in place of the n x n matrix a, whose rows end in zeros at a multiple of 64 bytes (padded_stride), and
/// which is triangular outside rows and columns [low, high). Q is the product of the reflections I - t_k v_k v_k^T, k =
/// low, ..., high - 3; v_k, zeros before element k + 1, is row k of the n x n matrix v, unless that is empty. 4 n^3
/// flops.
///
/// (I - t v v^T) A (I - t v v^T) = A - (t u) v^T - (t v) (w - t s v)^T with u = A v, w = A^T v, s = v . u; the update
/// of one column is made in the pass that multiplies for the next, so that A is read and written once a column.
template <class T>
void reduce_to_hessenberg(const MatrixView<T>& a, Index low, Index high, const MatrixView<T>& v, T* t) {
  const Index n = a.rows(), stride = a.row_stride();
  constexpr Index line = padded_stride<T>(1);
  // In the rows' direction: p = t u, q = t v, z = v, u = A v; in the columns': x = v, y = w - t s v, w = A^T v.
  Matrix<T> work(8, padded_stride<T>(n > 0 ? n : 1));
  const auto vector = [&](Index k) { return work.data() + k * work.cols(); };
  T *const p = vector(0), *const q = vector(1), *const z = vector(2), *const u = vector(3);
  T *const x = vector(4), *const y = vector(5), *const next = vector(6), *const w = vector(7);
  for (Index k = low; k < high; ++k) {
    for (Index i = 0; i < high; ++i) {
      T& element = a.data()[i * stride + k];
      element -= p[i] * x[k] + q[i] * y[k];
      z[i] = i > k ? element : T(0);
    }
    const Index first = k + 1;
    T factor = 0;
    if (first < high - 1) {
      const Reflector<T> reflector = make_reflector(high - first, z + first, Index{1});
      factor = t[k] = reflector.tau;
      a.data()[first * stride + k] = reflector.beta;
      for (Index i = first + 1; i < high; ++i) a.data()[i * stride + k] = T(0);
      if (!v.empty())
        for (Index i = first; i < high; ++i) v(k, i) = z[i];
    } else {
      for (Index i = 0; i < high; ++i) z[i] = T(0);
    }
    for (Index j = 0; j < work.cols(); ++j) {
      next[j] = j >= first && j < high ? z[j] : T(0);
      w[j] = T(0);
      if (j < first) x[j] = y[j] = T(0);
    }
    const Index from = first / line * line;
    kernels::update_and_multiply(high, stride - from, a.data() + from, stride, p, q, x + from, y + from, next + from, z,
                                 u, w + from);
    if (first >= high - 1) break;  // that was the last update
    T s = 0;
    for (Index i = first; i < high; ++i) s += z[i] * u[i];
    for (Index i = 0; i < high; ++i) {
      p[i] = factor * u[i];
      q[i] = factor * z[i];
    }
    for (Index j = first; j < n; ++j) {
      x[j] = next[j];
      y[j] = w[j] - factor * s * next[j];
    }
  }
}

/// Q^T of those reflections: qt is the identity, v and t are what reduce_to_hessenberg left. From the last block of
/// reflections on, so that only the part of Q^T that is not yet the identity's is multiplied. 4/3 n^3 flops.
template <class T>
void hessenberg_vectors(Index low, Index high, const MatrixView<T>& v, const T* t, const MatrixView<T>& qt) {
  constexpr Index width = 32;
  const Index count = high - low - 2;
  if (count <= 0) return;
  Matrix<T> factor(width, width, uninitialized), work(high, 2 * width, uninitialized);
  for (Index block = (count - 1) / width; block >= 0; --block) {
    const Index first = low + block * width, some = count - block * width < width ? count - block * width : width;
    const Index rows = high - first - 1;
    const MatrixView<T> vectors = v.block(first, first + 1, some, rows).transposed();
    const MatrixView<T> square = view(factor).block(0, 0, some, some);
    block_factor(MatrixView<const T>(vectors), t + first, square);
    apply_block_right(MatrixView<const T>(vectors), MatrixView<const T>(square), true,
                      qt.block(first + 1, first + 1, rows, rows), view(work).block(0, 0, rows, 2 * some));
  }
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
