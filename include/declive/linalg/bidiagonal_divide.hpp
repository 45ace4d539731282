// The singular values and vectors of an upper bidiagonal matrix by divide and conquer.
//
// Every node is a block of n rows and n + 1 columns; the whole matrix gets a column of zeros. Its middle row k, with
// alpha on the diagonal and beta right of it, is taken out:
//
//       ( B1            )      B1 = U1 (S1 0) W1^T is nl x (nl + 1), B2 = U2 (S2 0) W2^T is nr x (nr + 1)
//   B = ( alpha   beta  )
//       (           B2  )
//
// In the basis of the halves' vectors B is a diagonal below the row z, made of alpha times the last components of W1's
// vectors and beta times the first ones of W2's: kernels/rank_one.hpp has its singular values and vectors. What needs
// no equation is deflated first: components of z that are nothing, and all but one of those that share a value, turned
// into that one. The new vectors are products of matrices: the secular equation's vectors times the halves', of which
// those of one half alone are zero in the other half's columns and are not multiplied there. (M. Gu, S. Eisenstat, A
// divide-and-conquer algorithm for the bidiagonal SVD, 1995; LAPACK's bdsdc.)
#ifndef DECLIVE_LINALG_BIDIAGONAL_DIVIDE_HPP
#define DECLIVE_LINALG_BIDIAGONAL_DIVIDE_HPP

#include "../kernels/rank_one.hpp"
#include "bidiagonal_qr.hpp"

namespace declive::detail {

/// Up to how many rows a block is left to the QR iteration: measured.
inline constexpr Index bidiagonal_leaf = 25;

/// What the nodes of one problem share: the matrix, the vectors in rows, the order of each node's values, and memory.
template <class T>
struct BidiagonalProblem {
  T *diagonal, *above;
  MatrixView<T> u, w;  ///< N x N and (N + 1) x (N + 1), identities at the start
  Index* order;
  MatrixView<T> rows;       ///< N x (N + 1)
  T *left, *right, *lines;  ///< N x N, N x N, 8 N
  Index* places;            ///< 5 N
};

}  // namespace declive::detail

namespace declive::detail::inline DECLIVE_ABI {

template <class T>
DECLIVE_INLINE inline void copy_row(const T* from, Index n, T* to) {
  if (n > 0) std::memcpy(to, from, static_cast<std::size_t>(n) * sizeof(T));
}

// The node [first, first + n) by QR, when a column rotation from the right has taken the last column away.
template <class T>
bool solve_leaf(const BidiagonalProblem<T>& p, Index first, Index n) {
  T *const d = p.diagonal + first, *const e = p.above + first;
  const MatrixView<T> u = p.u.block(first, first, n, n), w = p.w.block(first, first, n + 1, n + 1);
  T bulge = e[n - 1];
  for (Index k = n - 1; k >= 0 && bulge != T(0); --k) {
    const Rotation<T> turn = make_rotation(d[k], bulge);
    d[k] = turn.r;
    kernels::rotate_rows(Index{1}, n + 1, &turn.c, &turn.s, w.data() + k * w.row_stride(), (n - k) * w.row_stride());
    if (k == 0) break;
    bulge = -turn.s * e[k - 1];
    e[k - 1] *= turn.c;
  }
  if (bidiagonal_qr(n, d, e, VectorRows<T>{u.data(), n, u.row_stride()}, VectorRows<T>{w.data(), n + 1, w.row_stride()},
                    p.lines) != 0)
    return false;
  for (Index i = 0; i < n; ++i) p.order[first + i] = i;
  sort_order(n, d, p.order + first);
  return true;
}

// The rows of one side of a node, U or W, after the equation: `vectors` (count x count) times the node's rows in the
// order of `places`. Of these the first `one` are zero from column `split` on, those from `mixed` to `count` in front
// of it, and the deflated ones follow and stay.
template <class T>
void merge_rows(const BidiagonalProblem<T>& p, const MatrixView<T>& node, const Index* places, Index n, Index count,
                Index one, Index mixed, Index split, const T* vectors) {
  const Index cols = node.cols(), stride = p.rows.row_stride();
  for (Index i = 0; i < n; ++i) copy_row(node.data() + places[i] * node.row_stride(), cols, p.rows.data() + i * stride);
  const MatrixView<const T> rows(p.rows.data(), count, cols, stride), all(vectors, count, count);
  multiply_add(all.block(0, 0, count, mixed), rows.block(0, 0, mixed, split), T(0), node.block(0, 0, count, split));
  multiply_add(all.block(0, one, count, count - one), rows.block(one, split, count - one, cols - split), T(0),
               node.block(0, split, count, cols - split));
  for (Index i = count; i < n; ++i) copy_row(p.rows.data() + i * stride, cols, node.data() + i * node.row_stride());
}

// The node [first, first + nl + 1 + nr) of its halves.
template <class T>
bool merge_halves(const BidiagonalProblem<T>& p, Index first, Index nl, Index nr) {
  constexpr T eps = std::numeric_limits<T>::epsilon(), tolerance = T(8) * eps;
  const Index n = nl + 1 + nr;
  T* const d = p.diagonal + first;
  Index* const order = p.order + first;
  const T alpha = d[nl], beta = p.above[first + nl];
  const MatrixView<T> u = p.u.block(first, first, n, n), w = p.w.block(first, first, n + 1, n + 1);
  const Index us = u.row_stride(), ws = w.row_stride();
  d[nl] = T(0);

  // The places of all values from the smallest to the largest, the middle one in front.
  Index *const place = p.places, *const kept = place + n, *const group = kept + n, *const slot = group + n,
               *const gathered = slot + n;
  place[0] = nl;
  for (Index i = 1, l = 0, r = 0; i < n; ++i) {
    const bool from_left = r == nr || (l < nl && d[order[l]] <= d[nl + 1 + order[nl + 1 + r]]);
    place[i] = from_left ? order[l++] : nl + 1 + order[nl + 1 + r++];
  }
  const T largest = (std::max)((std::max)(magnitude(alpha), magnitude(beta)), d[place[n - 1]]);
  if (largest <= eps * eps) {  // nothing beside the whole matrix
    for (Index i = 0; i < n; ++i) order[i] = place[i];
    return true;
  }
  const T scale = T(1) / largest;

  // Each half has a right vector without a value: one of the plane of both meets z, the other one is the node's.
  T *const z = p.lines, *const poles = z + n, *const weights = poles + n, *const sigma = weights + n,
           *const deflated = sigma + n, *const work = deflated + n;
  const Rotation<T> ends = make_rotation(alpha * w(nl, nl) * scale, beta * w(n, nl + 1) * scale);
  kernels::rotate_rows(Index{1}, n + 1, &ends.c, &ends.s, w.data() + nl * ws, (n - nl) * ws);

  // Which components of z stay. Group 0: rows of the left half alone, 1: of both, 2: of the right half alone.
  for (Index i = 0; i < n; ++i) group[i] = i < nl ? 0 : i > nl ? 2 : 1;
  Index count = 1, dropped = 0;
  kept[0] = nl;
  poles[0] = T(0);
  z[0] = magnitude(ends.r) > tolerance ? ends.r : tolerance;
  for (Index i = 1; i < n; ++i) {
    const Index here = place[i];
    T weight = (here < nl ? alpha * w(here, nl) : beta * w(here, nl + 1)) * scale;
    Index drop = here;
    if (magnitude(weight) > tolerance) {
      const Index before = kept[count - 1];
      if (count > 1 && (d[here] - d[before]) * scale <= tolerance) {
        const T length = std::sqrt(weight * weight + z[count - 1] * z[count - 1]);
        const T c = weight / length, s = -z[count - 1] / length;
        kernels::rotate_rows(Index{1}, n, &c, &s, u.data() + before * us, (here - before) * us);
        kernels::rotate_rows(Index{1}, n + 1, &c, &s, w.data() + before * ws, (here - before) * ws);
        if (group[before] != group[here]) group[here] = 1;
        weight = length;
        drop = before;
        --count;
      } else {
        drop = -1;
      }
      kept[count] = here;
      z[count] = weight;
      poles[count++] = (std::max)(d[here] * scale, tolerance / T(2));  // apart from the 0 in front
    }
    if (drop >= 0) {
      deflated[dropped] = d[drop];
      place[dropped++] = drop;
    }
  }

  Index sizes[3] = {0, 0, 0};
  for (Index j = 0; j < count; ++j) {
    weights[j] = z[j] * z[j];
    ++sizes[group[kept[j]]];
  }
  Index next[3] = {0, sizes[0], sizes[0] + sizes[1]};
  for (Index j = 0; j < count; ++j) {
    slot[j] = next[group[kept[j]]]++;
    gathered[slot[j]] = kept[j];
  }
  for (Index i = 0; i < dropped; ++i) gathered[count + i] = place[i];

  if (kernels::arrow_values(count, poles, weights, p.right, sigma) != count) return false;
  kernels::arrow_vectors(count, poles, z, slot, p.right, p.left, work);
  const Index mixed = sizes[0] + sizes[1];
  merge_rows(p, u, gathered, n, count, sizes[0], mixed, nl + 1, p.left);
  merge_rows(p, w.block(0, 0, n, n + 1), gathered, n, count, sizes[0], mixed, nl + 1, p.right);
  for (Index i = 0; i < n; ++i) {
    d[i] = i < count ? sigma[i] * largest : deflated[i - count];
    order[i] = i;
  }
  sort_order(n, d, order);
  return true;
}

template <class T>
bool solve_node(const BidiagonalProblem<T>& p, Index first, Index n) {
  if (n <= bidiagonal_leaf) return solve_leaf(p, first, n);
  const Index nl = (n - 1) / 2, nr = n - 1 - nl;
  return solve_node(p, first, nl) && solve_node(p, first + nl + 1, nr) && merge_halves(p, first, nl, nr);
}

/// B = U S V^T of the matrix with diagonal d (n elements) and e above it (n, of which the last one is 0), whose largest
/// element is about 1. d becomes the diagonal of S, unsorted; row i of `u` (n x n) the left vector of d[i], row i of `w`
/// (n + 1 x n + 1) its right one with a 0 behind, both zeros at the start; order the places from the smallest to the
/// largest value. Returns whether everything converged.
template <class T>
bool bidiagonal_divide(Index n, T* d, T* e, const MatrixView<T>& u, const MatrixView<T>& w, Index* order) {
  for (Index i = 0; i < n; ++i) u(i, i) = w(i, i) = T(1);
  w(n, n) = T(1);
  const bool divided = n > bidiagonal_leaf;
  const Index square = divided ? n * n : 0;
  Matrix<T> rows(divided ? n : 0, n + 1, uninitialized);
  Vector<T> memory(2 * square + 8 * n, uninitialized);
  Vector<Index> places(5 * n, uninitialized);
  T* const data = memory.data();
  return solve_node(
      BidiagonalProblem<T>{d, e, u, w, order, view(rows), data, data + square, data + 2 * square, places.data()},
      Index{0}, n);
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
