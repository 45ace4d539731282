// The real Schur form of a Hessenberg matrix by the implicit double-shift QR algorithm (J. Francis 1961; G. Golub, C.
// Van Loan, Matrix Computations, 7.5), with LAPACK's choices: deflation after M. Ahues and F. Tisseur (1997), real
// shifts doubled, exceptional shifts, 2 x 2 blocks with equal diagonal elements.
#ifndef DECLIVE_LINALG_SCHUR_HPP
#define DECLIVE_LINALG_SCHUR_HPP

#include <cmath>
#include <limits>

#include "../core/matrix.hpp"
#include "../kernels/hessenberg.hpp"
#include "../kernels/transpose.hpp"

namespace declive::detail::inline DECLIVE_ABI {

/// The eigenvalues of a 2 x 2 matrix and the rotation (c s; -s c) that brings it to standard form.
template <class T>
struct Block {
  T c = 1, s = 0;
  T real[2] = {0, 0}, imag = 0;  ///< real[0] + imag i and real[1] - imag i
};

/// The matrix that becomes its Schur form, and the transposed matrix of its Schur vectors, or nothing.
template <class T>
struct SchurForm {
  MatrixView<T> h, qt;
  Vector<T> real, imag;  ///< the eigenvalues found
};

/// Makes (a b; c d) by a rotation upper triangular, or, if its eigenvalues are complex, a = d with b c < 0.
template <class T>
Block<T> standardize(T& a, T& b, T& c, T& d) {
  const T eps = std::numeric_limits<T>::epsilon() / 2;
  Block<T> block;
  if (c != T(0) && b == T(0)) {  // rows and columns change places
    block.c = 0;
    block.s = 1;
    std::swap(a, d);
    b = -c;
    c = 0;
  } else if (c != T(0) && (a != d || (b > T(0)) == (c > T(0)))) {
    T p = (a - d) / 2;
    const T larger = (std::fmax)(std::fabs(b), std::fabs(c)), smaller = (std::fmin)(std::fabs(b), std::fabs(c));
    const T signed_smaller = (b > T(0)) == (c > T(0)) ? smaller : -smaller;
    const T size = (std::fmax)(std::fabs(p), larger);
    T z = p / size * p + larger / size * signed_smaller;  // the discriminant / size
    if (z >= 4 * eps) {
      // Two real eigenvalues: made triangular.
      z = p + std::copysign(std::sqrt(size) * std::sqrt(z), p);
      const T r = std::hypot(c, z);
      a = d + z;
      d -= larger / z * signed_smaller;
      block.c = z / r;
      block.s = c / r;
      b -= c;
      c = 0;
    } else {
      // Complex or nearly equal: made equal on the diagonal.
      const T sigma = b + c;
      const T r = std::hypot(sigma, a - d);
      const T cosine = std::sqrt((1 + std::fabs(sigma) / r) / 2);
      const T sine = -(p / (r * cosine)) * std::copysign(T(1), sigma);
      const T aa = a * cosine + b * sine, bb = b * cosine - a * sine;
      const T cc = c * cosine + d * sine, dd = d * cosine - c * sine;
      a = aa * cosine + cc * sine;
      b = bb * cosine + dd * sine;
      c = cc * cosine - aa * sine;
      d = dd * cosine - bb * sine;
      a = d = (a + d) / 2;
      block.c = cosine;
      block.s = sine;
      if (c != T(0) && b == T(0)) {
        b = -c;
        c = 0;
        std::swap(block.c, block.s);
        block.c = -block.c;
      } else if (c != T(0) && (b > T(0)) == (c > T(0))) {
        // Real after all: (a b; c a) has the eigenvalues a +- sqrt(b c).
        const T root_b = std::sqrt(std::fabs(b)), root_c = std::sqrt(std::fabs(c));
        const T offset = std::copysign(root_b * root_c, c), t = 1 / std::sqrt(std::fabs(b + c));
        a += offset;
        d -= offset;
        b -= c;
        c = 0;
        const T c1 = root_b * t, s1 = root_c * t;
        block.c = cosine * c1 - sine * s1;
        block.s = cosine * s1 + sine * c1;
      }
    }
  }
  block.real[0] = a;
  block.real[1] = d;
  if (c != T(0)) block.imag = std::sqrt(std::fabs(b)) * std::sqrt(std::fabs(c));
  return block;
}

// (x, y) <- (c x + s y, c y - s x) for n elements, `step` apart.
template <class T>
void rotate(Index n, T* x, T* y, Index step, T c, T s) {
  for (Index i = 0; i < n; ++i, x += step, y += step) {
    const T kept = *x;
    *x = c * kept + s * *y;
    *y = c * *y - s * kept;
  }
}

/// The shifts of a step, two real numbers or a conjugate pair.
template <class T>
struct Shifts {
  T real[2] = {0, 0}, imag = 0;
};

// The eigenvalues of (a b; c d); of two real ones twice the one closer to d, which converges faster.
template <class T>
Shifts<T> shifts_of(T a, T b, T c, T d) {
  const T size = std::fabs(a) + std::fabs(b) + std::fabs(c) + std::fabs(d);
  Shifts<T> shifts;
  if (size == T(0)) return shifts;
  a /= size;
  b /= size;
  c /= size;
  d /= size;
  const T half = (a + d) / 2, det = (a - half) * (d - half) - b * c;
  const T root = std::sqrt(std::fabs(det));
  if (det >= T(0)) {
    shifts.real[0] = shifts.real[1] = half * size;
    shifts.imag = root * size;
  } else {
    const T plus = half + root, minus = half - root;
    shifts.real[0] = shifts.real[1] = (std::fabs(plus - d) <= std::fabs(minus - d) ? plus : minus) * size;
  }
  return shifts;
}

// Whether the subdiagonal element in row k is as good as zero.
template <class T>
bool is_negligible(const MatrixView<T>& h, Index k, Index low, Index high, T tiny) {
  const T eps = std::numeric_limits<T>::epsilon();
  const T below = std::fabs(h(k, k - 1));
  if (below <= tiny) return true;
  T near = std::fabs(h(k - 1, k - 1)) + std::fabs(h(k, k));
  if (near == T(0)) {
    if (k - 2 >= low) near += std::fabs(h(k - 1, k - 2));
    if (k + 1 < high) near += std::fabs(h(k + 1, k));
  }
  if (below > eps * near) return false;
  const T above = std::fabs(h(k - 1, k)), end = std::fabs(h(k, k)), apart = std::fabs(h(k - 1, k - 1) - h(k, k));
  const T ab = (std::fmax)(below, above), ba = (std::fmin)(below, above);
  const T aa = (std::fmax)(end, apart), bb = (std::fmin)(end, apart);
  const T s = aa + ab;
  return ba * (ab / s) <= (std::fmax)(tiny, eps * (bb * (aa / s)));
}

// The first column of (H - r0) (H - r1), r0 and r1 the shifts, on rows k, k + 1 and k + 2, in a size near 1.
template <class T>
void shifted_column(const MatrixView<T>& h, Index k, const Shifts<T>& shift, T* column) {
  const T a = h(k, k), below = h(k + 1, k);
  T size = std::fabs(a - shift.real[1]) + std::fabs(shift.imag) + std::fabs(below);
  const T ratio = below / size;
  column[0] =
      ratio * h(k, k + 1) + (a - shift.real[0]) * ((a - shift.real[1]) / size) + shift.imag * (shift.imag / size);
  column[1] = ratio * (a + h(k + 1, k + 1) - shift.real[0] - shift.real[1]);
  column[2] = ratio * h(k + 2, k + 1);
  size = std::fabs(column[0]) + std::fabs(column[1]) + std::fabs(column[2]);
  for (int i = 0; i < 3; ++i) column[i] /= size;
}

// The reflection that takes (x, y, z) to (end, 0, 0); of two numbers z = 0.
template <class T>
kernels::SmallReflection<T> small_reflection(T x, T y, T z, T& end) {
  end = x;
  if (y == T(0) && z == T(0)) return {0, 0, 0, 0, 0};
  const T size = std::fabs(x) + std::fabs(y) + std::fabs(z);
  x /= size;
  y /= size;
  z /= size;
  const T length = std::copysign(std::sqrt(x * x + y * y + z * z), -x);
  end = length * size;
  const T t = (length - x) / length, v1 = y / (x - length), v2 = z / (x - length);
  return {v1, v2, -t, -(t * v1), -(t * v2)};
}

// Applies a reflection to three numbers, or to two of them.
template <class T>
DECLIVE_INLINE inline void reflect(const kernels::SmallReflection<T>& r, T& x, T& y, T& z) {
  const T sum = x + r.v1 * y + r.v2 * z;
  x += r.minus_t * sum;
  y += r.minus_tv1 * sum;
  z += r.minus_tv2 * sum;
}
template <class T>
DECLIVE_INLINE inline void reflect(const kernels::SmallReflection<T>& r, T& x, T& y) {
  const T sum = x + r.v1 * y;
  x += r.minus_t * sum;
  y += r.minus_tv1 * sum;
}

// So many reflections are found in a block on the diagonal before the rest of the matrix takes part in them.
inline constexpr Index chase_width = 24;

// X (rows x (count + 2)) times the reflections: in a transposed copy, where they act on rows.
template <class T>
void reflect_columns(Index count, bool pair, Index rows, const kernels::SmallReflection<T>* r, T* x, Index stride,
                     T* work) {
  if (rows <= 0) return;
  const Index columns = count + 2;
  kernels::transpose(rows, columns, static_cast<const T*>(x), stride, Index{1}, work, rows, Index{1});
  kernels::reflect_rows(count, pair, rows, r, work, rows);
  kernels::transpose(columns, rows, static_cast<const T*>(work), rows, Index{1}, x, stride, Index{1});
}

// One QR step with a double shift on rows and columns [first, last] of h, whose other rows and columns from `left` to
// `right` go with it. A reflection is found from the column that the one before has changed; so a few of them are made
// within a block on the diagonal, then applied to what is right of it and above it, and to qt. work has room for
// chase_width + 2 rows of h.
template <class T>
void double_shift_step(const MatrixView<T>& h, const MatrixView<T>& qt, Index first, Index last, Index left,
                       Index right, const Shifts<T>& shift, T* work) {
  const T eps = std::numeric_limits<T>::epsilon();
  // The step may begin below `first`, where two subdiagonal elements in a row are small.
  T column[3];
  Index start = last - 2;
  for (;; --start) {
    shifted_column(h, start, shift, column);
    if (start == first) break;
    const T near = std::fabs(h(start - 1, start - 1)) + std::fabs(h(start, start)) + std::fabs(h(start + 1, start + 1));
    if (std::fabs(h(start, start - 1)) * (std::fabs(column[1]) + std::fabs(column[2])) <=
        eps * std::fabs(column[0]) * near)
      break;
  }

  const Index stride = h.row_stride();
  T* const data = h.data();
  kernels::SmallReflection<T> reflections[std::size_t{chase_width}];
  for (Index begin = start; begin < last; begin += chase_width) {
    const Index end = begin + chase_width < last ? begin + chase_width : last;
    const Index stop = end + 3 < last + 1 ? end + 3 : last + 1;
    const bool ends = end == last;  // with a reflection of two rows
    for (Index k = begin; k < end; ++k) {
      const bool pair = k == last - 1;
      T* const row = data + k * stride;
      kernels::SmallReflection<T>& r = reflections[k - begin];
      T length;
      if (k == start) {
        r = small_reflection(column[0], column[1], column[2], length);
        if (k > first) row[k - 1] *= 1 + r.minus_t;  // what stands below is small enough to be zero
      } else {
        T* const x = row + k - 1;
        r = small_reflection(x[0], x[stride], pair ? T(0) : x[2 * stride], length);
        x[0] = length;
        x[stride] = T(0);
        if (!pair) x[2 * stride] = T(0);
      }
      const Index reach = k + 4 < last + 1 ? k + 4 : last + 1;
      if (pair) {
        for (Index j = k; j < stop; ++j) reflect(r, row[j], row[j + stride]);
        for (T* x = data + begin * stride + k; x < data + reach * stride; x += stride) reflect(r, x[0], x[1]);
      } else {
        for (Index j = k; j < stop; ++j) reflect(r, row[j], row[j + stride], row[j + 2 * stride]);
        for (T* x = data + begin * stride + k; x < data + reach * stride; x += stride) reflect(r, x[0], x[1], x[2]);
      }
    }
    const Index count = end - begin - ends;
    kernels::reflect_rows(count, ends, right - stop, reflections, data + begin * stride + stop, stride);
    reflect_columns(count, ends, begin - left, reflections, data + left * stride + begin, stride, work);
    kernels::reflect_rows(count, ends, qt.cols(), reflections, qt.data() + begin * qt.row_stride(), qt.row_stride());
  }
}

/// Brings h, Hessenberg in rows and columns [low, high) and triangular outside, to real Schur form by rotations and
/// reflections that qt takes part in: h = Q^T A Q becomes quasi-triangular, with 1 x 1 blocks and standardised 2 x 2
/// blocks on its diagonal. Without qt only the eigenvalues are right afterwards, and half of the work is done. Returns
/// how many eigenvalues at the front were not found within `limit` steps for each of them.
template <class T>
Index to_schur_form(SchurForm<T>& form, Index low, Index high, Index limit) {
  const MatrixView<T>&h = form.h, &qt = form.qt;
  const Index n = h.rows();
  const bool whole = !qt.empty();
  for (Index i = 0; i < n; ++i)
    if (i < low || i >= high) form.real[i] = h(i, i);
  const T tiny = (std::numeric_limits<T>::min)() / std::numeric_limits<T>::epsilon() * static_cast<T>(high - low);
  Vector<T> work((chase_width + 2) * n);
  Index last = high - 1, steps = 0;
  for (Index all = limit * (high - low > 10 ? high - low : 10); last >= low; --all) {
    Index first = last;
    while (first > low && !is_negligible(h, first, low, high, tiny)) --first;
    if (first > low) h(first, first - 1) = T(0);
    if (first >= last - 1) {
      if (first == last) {
        form.real[last] = h(last, last);
      } else {
        const Block<T> block = standardize(h(first, first), h(first, last), h(last, first), h(last, last));
        form.real[first] = block.real[0];
        form.real[last] = block.real[1];
        form.imag[first] = block.imag;
        form.imag[last] = T(0) - block.imag;  // no -0
        if (whole) {
          T *const x = h.data() + first * h.row_stride(), *const y = x + h.row_stride();
          rotate(n - last - 1, x + last + 1, y + last + 1, Index{1}, block.c, block.s);
          rotate(first, h.data() + first, h.data() + last, h.row_stride(), block.c, block.s);
          T* const q = qt.data() + first * qt.row_stride();
          rotate(n, q, q + qt.row_stride(), Index{1}, block.c, block.s);
        }
      }
      last = first - 1;
      steps = 0;
      continue;
    }
    if (all <= 0) return last + 1;
    ++steps;
    Shifts<T> shift;
    if (steps % 10 == 0) {
      // Exceptional: a guess from the other end of the matrix or from this one.
      const bool here = steps % 20 == 0;
      const T near = here ? std::fabs(h(last, last - 1)) + std::fabs(h(last - 1, last - 2))
                          : std::fabs(h(first + 1, first)) + std::fabs(h(first + 2, first + 1));
      const T diagonal = T(0.75) * near + (here ? h(last, last) : h(first, first));
      shift = shifts_of(diagonal, T(-0.4375) * near, near, diagonal);
    } else {
      shift = shifts_of(h(last - 1, last - 1), h(last - 1, last), h(last, last - 1), h(last, last));
    }
    double_shift_step(h, qt, first, last, whole ? Index{0} : first, whole ? n : last + 1, shift, work.data());
  }
  return 0;
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
