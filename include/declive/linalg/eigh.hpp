// The eigenvalues and eigenvectors of symmetric and Hermitian matrices: auto [values, vectors] = eigh(S), eigvalsh(S).
//
// The matrix is reduced to tridiagonal form (tridiagonal.hpp), whose eigenproblem is solved by divide and
// conquer (divide_and_conquer.hpp), of few rows by implicit QL (implicit_ql.hpp). 2 x 2 and 3 x 3 real matrices are done in place, without kernels.
// NumPy's names: numpy.linalg.eigh, eigvalsh.
#ifndef DECLIVE_LINALG_EIGH_HPP
#define DECLIVE_LINALG_EIGH_HPP

#include <cmath>
#include <limits>

#include "../kernels/reference.hpp"
#include "checks.hpp"
#include "divide_and_conquer.hpp"
#include "tridiagonal.hpp"

namespace declive {

/// What eigh returns: auto [values, vectors] = eigh(S). Column j of `vectors` belongs to values[j].
template <class T, Index N = dynamic>
struct EighResult {
  Vector<detail::real_t<T>, N> values;
  Matrix<T, N, N> vectors;
  DECLIVE_INLINE EighResult(Vector<detail::real_t<T>, N> w, Matrix<T, N, N> v)
      : values(std::move(w)), vectors(std::move(v)) {}
  DECLIVE_INLINE EighResult(const EighResult&) = default;
  DECLIVE_INLINE EighResult(EighResult&&) = default;
  DECLIVE_INLINE EighResult& operator=(const EighResult&) = default;
  DECLIVE_INLINE EighResult& operator=(EighResult&&) = default;
  DECLIVE_INLINE ~EighResult() = default;
};

namespace detail::inline DECLIVE_ABI {

[[noreturn]] DECLIVE_COLD inline void raise_no_convergence(const char* operation, Index found, Index n,
                                                           const Site& site) {
  raise_value(operation, text("no convergence: ", found, " of ", n, " eigenvalues were found"), site);
}

// a, in rows of `stride` elements, becomes the Hermitian part of S times the power of two that is returned: 1 unless the
// elements are so large or small that their squares leave the range. Above the diagonal only if `whole`, with zeros behind
// the n-th element of a row.
template <class T, class M>
real_t<T> copy_hermitian(const char* operation, const M& s, bool whole, T* a, Index stride, const Site& site) {
  using R = real_t<T>;
  using Limits = std::numeric_limits<R>;
  constexpr Index tile = 16;
  const Index n = s.rows(), rs = s.row_stride(), cs = s.col_stride();
  const auto* const data = s.data();
  R most(0), finite(0);
  bool exact = true;
  for (Index i0 = 0; i0 < n; i0 += tile)
    for (Index j0 = 0; j0 <= i0; j0 += tile)
      for (Index i = i0; i < n && i < i0 + tile; ++i)
        for (Index j = j0; j <= i && j < j0 + tile; ++j) {
          const T x = static_cast<T>(data[i * rs + j * cs]), y = conjugate(static_cast<T>(data[j * rs + i * cs]));
          const R size = magnitude(x);
          if (size > most) most = size;
          finite += size * R(0);
          T mean = x;
          if (!(x == y)) {
            mean = static_cast<T>(x * R(0.5) + y * R(0.5));
            finite += magnitude(y) * R(0);
            exact = false;
          }
          a[i * stride + j] = mean;
          if (whole) a[j * stride + i] = conjugate(mean);
        }
  for (Index i = 0; i < n && whole; ++i)
    for (Index j = n; j < stride; ++j) a[i * stride + j] = T(0);
  if (!(finite == R(0))) check_each_finite(operation, s, site);
  if (!exact) check_symmetric(operation, s, site);
  int exponent = 0;
  std::frexp(most, &exponent);
  if (most == R(0) || (exponent > Limits::min_exponent / 6 && exponent < Limits::max_exponent / 3)) return R(1);
  const R scale = std::ldexp(R(1), -(std::max)(exponent, Limits::min_exponent + 2));
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < (whole ? n : i + 1); ++j) a[i * stride + j] = static_cast<T>(a[i * stride + j] * scale);
  return scale;
}

// The rotations of implicit_ql on the rows of V^T, `width` elements of each.
template <class R>
struct RotateRows {
  R* z;
  Index width, stride;
  const R *c, *s;
  void operator()(Index row, Index step, Index count) const {
    if constexpr (has_kernels<R>) {
      kernels::rotate_rows(count, width, c, s, z + row * stride, step * stride);
    } else {
      for (Index k = 0; k < count; ++k) {
        R *const x = z + (row + k * step) * stride, *const y = x + step * stride;
        for (Index j = 0; j < width; ++j) {
          const R kept = x[j];
          x[j] = c[k] * kept + s[k] * y[j];
          y[j] = c[k] * y[j] - s[k] * kept;
        }
      }
    }
  }
};
// Each column's first component of largest magnitude, within a thousandth, becomes positive (of complex ones: real and
// positive). most has n elements.
template <class T>
void fix_signs(Index n, T* v, real_t<T>* most) {
  using R = real_t<T>;
  for (Index j = 0; j < n; ++j) most[j] = R(0);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) {
      const R size = magnitude(v[i * n + j]);
      if (size > most[j]) most[j] = size;
    }
  for (Index j = 0; j < n; ++j) {
    Index i = 0;
    while (i + 1 < n && !(magnitude(v[i * n + j]) >= R(0.999) * most[j])) ++i;
    const T first = v[i * n + j];
    if constexpr (is_complex<T>) {
      const T turn = conjugate(first) * (R(1) / magnitude(first));
      for (Index k = 0; k < n; ++k) v[k * n + j] *= turn;
      v[i * n + j] = T(magnitude(first), R(0));
    } else if (first < T(0)) {
      for (Index k = 0; k < n; ++k) v[k * n + j] = -v[k * n + j];
    }
  }
}

// values[0 .. n) and, unless null, V (n x n, row after row) of the Hermitian S, n > 0.
template <class T, class M>
void hermitian_eigen(const char* operation, const M& s, real_t<T>* values, T* v, const Site& site) {
  using R = real_t<T>;
  constexpr Index quantum = has_kernels<R> ? kernels::row_quantum<R> : Index{1};
  const Index n = s.rows(), stride = (n + quantum - 1) / quantum * quantum;
  const bool divides = has_kernels<R> && v != nullptr && n > divide_from;
  const Index work_size = has_kernels<T> ? tridiagonal_work(n, stride) : n, reduction = n * stride + work_size + n;
  const Index rows = v == nullptr ? Index{0} : divides ? 2 * n * stride : n * stride;
  // One piece of memory, where it can be: several large ones would be given back to the system and fetched again.
  Vector<R> reals(rows + 8 * stride + (is_complex<T> ? Index{0} : reduction), uninitialized);
  Vector<T> others(is_complex<T> ? reduction : Index{0}, uninitialized);
  Vector<Index> numbers(divides ? 4 * n : n, uninitialized);
  R *const z = reals.data(), *const d = z + rows, *const e = d + stride, *const lines = e + stride;
  T* a = others.data();
  if constexpr (!is_complex<T>) a = lines + 6 * stride;  // where cache lines begin, as z does
  T *const work = a + n * stride, *const tau = work + work_size;
  Index* const order = numbers.data();
  const R scale = copy_hermitian(operation, s, !has_kernels<T> || n <= unblocked_tridiagonal, a, stride, site);
  tridiagonalize(n, a, stride, d, e, tau, work);
  const R size = tridiagonal_size(n, static_cast<const R*>(d), static_cast<const R*>(e));
  Index found = 0;
  if (v != nullptr)
    for (Index k = 0; k < n * stride; ++k) z[k] = R(0);
  if (v == nullptr) {
    found = root_free_ql(n, d, e, size);
  } else if (divides) {
    if constexpr (has_kernels<R>) {
      Vector<R> vectors(std::is_same_v<T, R> ? Index{0} : n * n, uninitialized);
      R* room = vectors.data();
      if constexpr (std::is_same_v<T, R>) room = v;
      found = divide_and_conquer(
          TridiagonalProblem<R>{d, e, size, z, stride, order, z + n * stride, room, lines, order + n}, Index{0}, n);
    }
  } else {
    for (Index i = 0; i < n; ++i) z[i * stride + i] = R(1);
    found = implicit_ql(n, d, e, size, lines, lines + n, RotateRows<R>{z, stride, stride, lines, lines + n});
  }
  if (found < n) raise_no_convergence(operation, found, n, site);
  if (!divides) sort_places(n, static_cast<const R*>(d), order);
  for (Index j = 0; j < n; ++j) values[j] = d[order[j]] / scale;
  if (v == nullptr) return;
  for (Index j = 0; j < n; ++j)
    for (Index i = 0; i < n; ++i) v[i * n + j] = T(z[order[j] * stride + i]);
  apply_reduction(n, a, stride, tau, v, work);
  fix_signs(n, v, d);
}

// The same for a real S with n <= 3: no kernel, no memory.
template <class T, class M>
void small_symmetric_eigen(const char* operation, const M& s, T* values, T* v, const Site& site) {
  const Index n = s.rows();
  T a[9], d[3] = {}, e[3] = {}, cos[3], sin[3], z[9] = {};  // row j of z becomes vector j
  const T scale = copy_hermitian(operation, s, true, a, n, site);
  for (Index i = 0; i < n; ++i) {
    d[i] = a[i * n + i];
    z[i * n + i] = T(1);
  }
  if (n == 2 && a[1] != T(0)) {
    // Jacobi's rotation by the smaller angle: tan^2 + 2 theta tan - 1 = 0.
    const T theta = (d[1] - d[0]) / (T(2) * a[1]);
    const T tan = T(1) / (theta + std::copysign(length_of(theta, T(1)), theta)), c = T(1) / length_of(tan, T(1));
    d[0] -= tan * a[1];
    d[1] += tan * a[1];
    z[0] = z[3] = c;
    z[2] = tan * c;
    z[1] = -z[2];
  } else if (n == 3) {
    // The reflection ((-c, s), (s, c)) of the first two coordinates takes a_20 away.
    const T h = length_of(a[6], a[7]);
    e[0] = a[3];
    e[1] = a[7];
    if (a[6] != T(0)) {
      const T sine = a[6] / h, cosine = a[7] / h;
      const T x = sine * a[3] - cosine * a[0], y = sine * a[4] - cosine * a[3];
      const T p = sine * a[0] + cosine * a[3], q = sine * a[3] + cosine * a[4];
      d[0] = sine * y - cosine * x;
      d[1] = sine * p + cosine * q;
      e[0] = sine * x + cosine * y;
      e[1] = h;
      z[0] = -cosine;
      z[1] = z[3] = sine;
      z[4] = cosine;
    }
    const auto rotate = [&](Index row, Index step, Index count) {
      for (Index k = 0; k < count; ++k)
        for (Index j = 0; j < 3; ++j) {
          T &x = z[(row + k * step) * 3 + j], &y = z[(row + (k + 1) * step) * 3 + j];
          const T kept = x;
          x = cos[k] * kept + sin[k] * y;
          y = cos[k] * y - sin[k] * kept;
        }
    };
    const Index found =
        implicit_ql(n, d, e, tridiagonal_size(n, static_cast<const T*>(d), static_cast<const T*>(e)), cos, sin, rotate);
    if (found < n) raise_no_convergence(operation, found, n, site);
  }
  Index order[3];
  sort_places(n, static_cast<const T*>(d), order);
  for (Index j = 0; j < n; ++j) values[j] = d[order[j]] / scale;
  if (v == nullptr) return;
  for (Index j = 0; j < n; ++j)
    for (Index i = 0; i < n; ++i) v[i * n + j] = z[order[j] * n + i];
  fix_signs(n, v, d);
}

template <class T>
void any_hermitian_eigen(const char* operation, const MatrixView<const T>& s, real_t<T>* values, T* v,
                         const Site& site) {
  if (s.rows() == 0) return;
  if constexpr (!is_complex<T>) {
    if (s.rows() <= 3) return small_symmetric_eigen<T>(operation, s, values, v, site);
  }
  hermitian_eigen<T>(operation, s, values, v, site);
}

// What the algorithms are compiled for: a view without fixed extents; integers are converted first.
template <class T, class M>
auto hermitian_operand(const M& s) {
  if constexpr (std::is_same_v<T, value_type_t<M>>)
    return MatrixView<const T>(view(s));
  else
    return Matrix<T>(s);
}

template <class M>
constexpr void check_hermitian(const char* operation, const M& s, const Site& site) {
  static_assert(std::is_arithmetic_v<real_t<value_type_t<M>>>,
                "declive: eigh and eigvalsh need a matrix of real or complex numbers");
  check_square(operation, s, site);
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// The eigenvalues (ascending) and orthonormal eigenvectors (in columns) of the symmetric or Hermitian n x n matrix S: S
/// V = V diag(values), V^H V = I; integers are computed in double. ||S V - V D|| and ||V^H V - I|| are a few eps ||S||
/// and a few eps. Each vector's first component of largest magnitude (within a thousandth) is real and positive. Where
/// eigenvalues are equal any orthonormal vectors of their space may be returned. Throws ShapeError unless S is square,
/// ValueError for NaN and infinity, where elements (i, j) and (j, i) differ by more than 100 n eps of the largest element (less than
/// that is averaged), and if the iteration does not converge. 9 n^3 flops at most.
template <MatrixLike M>
auto eigh(const M& s, Site site = Site::here()) {
  detail::check_hermitian("eigh", s, site);
  using T = detail::factor_scalar_t<value_type_t<M>>;
  constexpr Index extent = detail::same_extent(detail::Like<M>::rows, detail::Like<M>::cols);
  const Index n = s.rows();
  EighResult<T, extent> result{Vector<detail::real_t<T>, extent>(n, uninitialized),
                               Matrix<T, extent, extent>(n, n, uninitialized)};
  detail::any_hermitian_eigen<T>("eigh", detail::hermitian_operand<T>(s), result.values.data(), result.vectors.data(),
                                 site);
  return result;
}

/// The eigenvalues of S alone, ascending, as eigh gives them (but for rounding). Throws as eigh does. 4/3 n^3 flops.
template <MatrixLike M>
auto eigvalsh(const M& s, Site site = Site::here()) {
  detail::check_hermitian("eigvalsh", s, site);
  using T = detail::factor_scalar_t<value_type_t<M>>;
  constexpr Index extent = detail::same_extent(detail::Like<M>::rows, detail::Like<M>::cols);
  const Index n = s.rows();
  Vector<detail::real_t<T>, extent> values(n, uninitialized);
  detail::any_hermitian_eigen<T>("eigvalsh", detail::hermitian_operand<T>(s), values.data(), static_cast<T*>(nullptr),
                                 site);
  return values;
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
