// The eigenvalues and vectors of a real symmetric tridiagonal matrix by divide and conquer (J. Cuppen, A divide and
// conquer method for the symmetric tridiagonal eigenproblem, 1981; LAPACK's stedc).
//
//       ( T1      )
//   T = (         ) + r u u^T,  u = (0, ..., 0, 1, +-1, 0, ..., 0): T1 and T2 have lost r where they touch
//       (      T2 )
//
// In the basis of the halves' vectors T is D + r z z^T: kernels/rank_one.hpp has its eigenvalues and vectors. What needs
// no equation is deflated first: components of z that are nothing, and all but one of those that share an eigenvalue,
// turned into that one. The new vectors are products of matrices: the equation's vectors times the halves', of which
// those of one half are zero in the other half's columns and are not multiplied there. Half of all components or more are
// often deflated, and then hardly any work is left.
#ifndef DECLIVE_LINALG_DIVIDE_AND_CONQUER_HPP
#define DECLIVE_LINALG_DIVIDE_AND_CONQUER_HPP

#include <cmath>
#include <cstring>
#include <limits>

#include "../kernels/rank_one.hpp"
#include "implicit_ql.hpp"
#include "tridiagonal.hpp"

namespace declive::detail {

// Up to how many rows a block is left to QL: measured.
inline constexpr Index divide_from = 32;

/// What the blocks of one problem share. Row i of z, rows `stride` apart, becomes the vector of d[i], and order[first ..
/// first + n) lists the values of the block at `first` from the smallest on, as places counted from `first`.
template <class T>
struct TridiagonalProblem {
  T *d, *e;
  T size;  ///< of its largest element
  T* z;
  Index stride;
  Index* order;
  T* rows;         ///< as z
  T* vectors;      ///< n x n
  T* lines;        ///< 6 n
  Index* numbers;  ///< 3 n
};

}  // namespace declive::detail

namespace declive::detail::inline DECLIVE_ABI {

// order[0 .. n) becomes the places of d from the smallest to the largest.
template <class T>
void sort_places(Index n, const T* d, Index* order) {
  for (Index i = 0; i < n; ++i) {
    Index j = i;
    for (; j > 0 && d[order[j - 1]] > d[i]; --j) order[j] = order[j - 1];
    order[j] = i;
  }
}

// The block [first, first + n) by QL: the number of values found.
template <class T>
Index solve_block(const TridiagonalProblem<T>& p, Index first, Index n) {
  // Whole registers: what stands beside the block in its rows is zero.
  constexpr Index quantum = 64 / static_cast<Index>(sizeof(T));
  const Index left = first / quantum * quantum;
  const Index width = (first + n + quantum - 1) / quantum * quantum - left;
  T *const top = p.z + first * p.stride, *const cos = p.lines, *const sin = cos + n;
  for (Index i = 0; i < n; ++i) top[i * p.stride + first + i] = T(1);
  const Index found =
      implicit_ql(n, p.d + first, p.e + first, p.size, cos, sin, [&](Index row, Index step, Index count) {
        kernels::rotate_rows<T>(count, width, cos, sin, top + row * p.stride + left, step * p.stride);
      });
  if (found == n) sort_places(n, static_cast<const T*>(p.d) + first, p.order + first);
  return found;
}

// The block [first, first + n1 + n2) from its halves, which touch in r. Returns the number of its values, or of those
// found before one was not.
template <class T>
Index merge_blocks(const TridiagonalProblem<T>& p, Index first, Index n1, Index n2, T r) {
  const Index n = n1 + n2, stride = p.stride;
  T *const d = p.d + first, *const top = p.z + first * stride + first;
  Index *const order = p.order + first, *const place = p.numbers, *const kept = place + n, *const group = kept + n;
  T *const z = p.lines, *const poles = z + n, *const weights = poles + n, *const squares = weights + n,
           *const work = squares + n;

  // All places from the smallest value on, and z, of norm 1.
  for (Index i = 0, a = 0, b = 0; i < n; ++i) {
    const bool from_left = b == n2 || (a < n1 && d[order[a]] <= d[n1 + order[n1 + b]]);
    place[i] = from_left ? order[a++] : n1 + order[n1 + b++];
    z[i] = (i < n1 ? top[i * stride + n1 - 1] : (r < T(0) ? -top[i * stride + n1] : top[i * stride + n1])) *
           std::sqrt(T(0.5));
    group[i] = i < n1 ? 0 : 2;
  }
  const T rho = T(2) * std::fabs(r), tolerance = T(8) * std::numeric_limits<T>::epsilon() * p.size;

  // What stays, in the order of the values; the rest goes to the front of `place`, of which so much is used up.
  Index count = 0, dropped = 0;
  for (Index i = 0; i < n; ++i) {
    const Index here = place[i];
    if (rho * std::fabs(z[here]) <= tolerance) {
      place[dropped++] = here;
      continue;
    }
    if (count > 0) {
      const Index before = kept[count - 1];
      const T length = length_of(z[before], z[here]), cos = z[here] / length, sin = -z[before] / length;
      if (std::fabs((d[here] - d[before]) * cos * sin) <= tolerance) {
        kernels::rotate_rows<T>(Index{1}, n, &cos, &sin, top + before * stride, (here - before) * stride);
        const T x = d[before], y = d[here];
        d[before] = x * cos * cos + y * sin * sin;
        d[here] = x * sin * sin + y * cos * cos;
        z[here] = length;
        if (group[before] != group[here]) group[here] = 1;
        place[dropped++] = before;
        kept[count - 1] = here;
        continue;
      }
    }
    kept[count++] = here;
  }
  for (Index k = 0; k < count; ++k) {
    poles[k] = d[kept[k]];
    weights[k] = z[kept[k]];
    squares[k] = rho * weights[k] * weights[k];
  }
  for (Index k = 0; k < dropped; ++k) work[k] = d[place[k]];

  // The rows by groups: of the left half alone, of both, of the right half alone, and those that only move.
  Index group_end[3] = {}, filled = 0;
  const auto gather = [&](Index from) {
    std::memcpy(p.rows + filled++ * stride, top + from * stride, static_cast<std::size_t>(n) * sizeof(T));
  };
  Index* const column = order;  // the order of the halves is not needed any more
  for (Index g = 0; g < 3; ++g) {
    for (Index k = 0; k < count; ++k)
      if (group[kept[k]] == g) {
        column[k] = filled;
        gather(kept[k]);
      }
    group_end[g] = filled;
  }
  for (Index k = 0; k < dropped; ++k) gather(place[k]);

  for (Index k = 0; k < dropped; ++k) d[count + k] = work[k];
  if (count > 0) {
    const Index found = kernels::rank_one_values<T>(count, poles, squares, p.vectors, d);
    if (found < count) return found;
    kernels::rank_one_vectors<T>(count, poles, weights, column, p.vectors, work);
    const Index one = group_end[0], mixed = group_end[1];
    const T *const vectors = p.vectors, *const rows = p.rows;
    add_product(count, n1, mixed, vectors, count, Index{1}, rows, stride, T(0), top, stride);
    add_product(count, n2, count - one, vectors + one, count, Index{1}, rows + one * stride + n1, stride, T(0),
                top + n1, stride);
  }
  for (Index k = count; k < n; ++k)
    std::memcpy(top + k * stride, p.rows + k * stride, static_cast<std::size_t>(n) * sizeof(T));
  sort_places(n, static_cast<const T*>(d), order);
  return n;
}

/// The block [first, first + n) of a problem whose z is zero: n, or the number of values found in a part of it before one
/// was not.
template <class T>
Index divide_and_conquer(const TridiagonalProblem<T>& p, Index first, Index n) {
  if (n <= divide_from) return solve_block(p, first, n);
  const Index n1 = n / 2, n2 = n - n1;
  T* const middle = p.d + first + n1;
  const T r = p.e[first + n1 - 1];
  middle[-1] -= std::fabs(r);
  middle[0] -= std::fabs(r);
  Index found = divide_and_conquer(p, first, n1);
  if (found < n1) return found;
  found = divide_and_conquer(p, first + n1, n2);
  if (found < n2) return n1 + found;
  return merge_blocks(p, first, n1, n2, r);
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
