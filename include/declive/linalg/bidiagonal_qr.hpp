// The singular values and vectors of an upper bidiagonal matrix by the implicitly shifted QR iteration.
//
// J. Demmel, W. Kahan, Accurate singular values of bidiagonal matrices, 1990; LAPACK's bdsqr. One sweep chases a bulge
// down an unreduced block by rotations of neighbouring columns and rows; the shift is the smaller singular value of the
// block's last 2 x 2 corner. An element above the diagonal is dropped where it is eps of its neighbours, a quarter of
// eps of the largest element or eps^2: values are good to a few eps of the largest.
#ifndef DECLIVE_LINALG_BIDIAGONAL_QR_HPP
#define DECLIVE_LINALG_BIDIAGONAL_QR_HPP

#include "../kernels/rotate.hpp"
#include "products.hpp"

namespace declive::detail {

/// [c s; -s c] (f, g) = (r, 0)
template <class T>
struct Rotation {
  T c, s, r;
};

/// Rows of contiguous elements that are rotated with a matrix's rows or columns: singular vectors. None: cols = 0.
template <class T>
struct VectorRows {
  T* data = nullptr;
  Index cols = 0, stride = 0;
};

}  // namespace declive::detail

namespace declive::detail::inline DECLIVE_ABI {

// For matrices whose largest element is about 1: what is so small that its square loses digits is nothing.
template <class T>
DECLIVE_INLINE inline Rotation<T> make_rotation(const T& f, const T& g) {
  using std::sqrt;
  using Limits = std::numeric_limits<T>;
  const T square = f * f + g * g;
  if (g == T(0) || square < (Limits::min)() / Limits::epsilon()) return {T(1), T(0), f};
  const T r = sqrt(square);
  return {f / r, g / r, r};
}

// Rotation k of rows k and k + 1, k = first, ..., first + count - 1.
template <class T>
void rotate_vectors(const VectorRows<T>& x, Index first, Index count, const T* c, const T* s) {
  if (x.cols == 0) return;
  kernels::rotate_rows(count, x.cols, c, s, x.data + first * x.stride, x.stride);
}

// The smaller singular value of (f g; 0 h): |f h| over the larger one.
template <class T>
T smaller_singular_value(const T& f, const T& g, const T& h) {
  using std::sqrt;
  const T plus = magnitude(f) + magnitude(h), minus = magnitude(f) - magnitude(h);
  const T larger = (sqrt(plus * plus + g * g) + sqrt(minus * minus + g * g)) / T(2);
  return larger == T(0) ? T(0) : magnitude(f) * (magnitude(h) / larger);
}

/// The matrix with diagonal d (n elements) and e above it (n - 1), whose largest element is about 1, becomes diagonal
/// and not negative, unsorted: B = U S V^T. Rows of `u` and `v` are rotated as B's rows and columns are: from the
/// identity they become U^T and V^T. `work` has room for 4 n. Returns how many elements above the diagonal are left: 0
/// if all is well.
template <class T>
Index bidiagonal_qr(Index n, T* d, T* e, const VectorRows<T>& u, const VectorRows<T>& v, T* work) {
  constexpr T eps = std::numeric_limits<T>::epsilon();
  T *const column_c = work, *const column_s = work + n, *const row_c = work + 2 * n, *const row_s = work + 3 * n;
  T largest(0);
  for (Index i = 0; i < n; ++i) {
    largest = (std::max)(largest, magnitude(d[i]));
    if (i + 1 < n) largest = (std::max)(largest, magnitude(e[i]));
  }
  const T negligible = (std::max)(largest / T(4), eps) * eps;
  Index sweeps = 40 * n;
  for (Index end = n; end > 1;) {
    // [first, end) is unreduced.
    Index first = end - 1;
    while (first > 0) {
      const T size = magnitude(e[first - 1]);
      if (size <= negligible || size <= eps * (magnitude(d[first - 1]) + magnitude(d[first]))) {
        e[first - 1] = T(0);
        break;
      }
      --first;
    }
    if (first == end - 1) {
      --end;
      continue;
    }
    if (sweeps-- == 0) return end - 1;
    // A zero on the diagonal wants the shift 0: then one sweep brings it to the end.
    T shift = smaller_singular_value(d[end - 2], e[end - 2], d[end - 1]);
    for (Index i = first; i < end; ++i)
      if (magnitude(d[i]) <= negligible) shift = T(0);
    T f = d[first], g = e[first];
    if (shift > T(0)) {
      const T sign = f < T(0) ? T(-1) : T(1);
      f = (magnitude(f) - shift) * (sign + shift / f);
    }
    for (Index i = first; i + 1 < end; ++i) {
      const Rotation<T> columns = make_rotation(f, g);
      if (i > first) e[i - 1] = columns.r;
      f = columns.c * d[i] + columns.s * e[i];
      e[i] = columns.c * e[i] - columns.s * d[i];
      g = columns.s * d[i + 1];
      d[i + 1] *= columns.c;
      const Rotation<T> rows = make_rotation(f, g);
      d[i] = rows.r;
      f = rows.c * e[i] + rows.s * d[i + 1];
      d[i + 1] = rows.c * d[i + 1] - rows.s * e[i];
      if (i + 2 < end) {
        g = rows.s * e[i + 1];
        e[i + 1] *= rows.c;
      }
      column_c[i] = columns.c;
      column_s[i] = columns.s;
      row_c[i] = rows.c;
      row_s[i] = rows.s;
    }
    e[end - 2] = f;
    rotate_vectors(v, first, end - 1 - first, column_c + first, column_s + first);
    rotate_vectors(u, first, end - 1 - first, row_c + first, row_s + first);
  }
  for (Index i = 0; i < n; ++i)
    if (d[i] < T(0)) {
      d[i] = -d[i];
      for (Index j = 0; j < v.cols; ++j) v.data[i * v.stride + j] = -v.data[i * v.stride + j];
    }
  return 0;
}

/// order[0 .. n): the places of d's elements from the smallest to the largest. What `order` holds before is where the
/// search starts from: in order already it costs n comparisons.
template <class T>
void sort_order(Index n, const T* d, Index* order) {
  for (Index i = 1; i < n; ++i) {
    const Index place = order[i];
    Index to = i;
    for (; to > 0 && d[order[to - 1]] > d[place]; --to) order[to] = order[to - 1];
    order[to] = place;
  }
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
