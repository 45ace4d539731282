// The singular value decomposition A = U S V^H, and the singular values alone.
#ifndef DECLIVE_LINALG_SVD_HPP
#define DECLIVE_LINALG_SVD_HPP

#include "bidiagonal.hpp"
#include "bidiagonal_divide.hpp"
#include "jacobi_svd.hpp"
#include "transpose.hpp"

namespace declive {

/// Asks svd for square U and Vt: svd(A, full_matrices).
struct full_matrices_t {
  explicit full_matrices_t() = default;
};
inline constexpr full_matrices_t full_matrices{};

/// A = U diag(s) Vt, s from the largest to the smallest: `auto [U, s, Vt] = svd(A)`.
template <class Left, class Values, class Right>
struct Svd {
  DECLIVE_INLINE Svd() = default;
  DECLIVE_INLINE Svd(Left left, Values values, Right right)
      : U(std::move(left)), s(std::move(values)), Vt(std::move(right)) {}
  DECLIVE_INLINE Svd(const Svd&) = default;
  DECLIVE_INLINE Svd(Svd&&) = default;
  DECLIVE_INLINE Svd& operator=(const Svd&) = default;
  DECLIVE_INLINE Svd& operator=(Svd&&) = default;
  DECLIVE_INLINE ~Svd() = default;

  Left U;
  Values s;
  Right Vt;
};

namespace detail {

// What svd and svdvals return for A.
template <class A>
struct SvdTypes {
  using T = factor_scalar_t<value_type_t<A>>;
  using R = real_t<T>;
  static constexpr Index m = Like<A>::rows, n = Like<A>::cols;
  static constexpr Index k = m == dynamic || n == dynamic ? dynamic : m < n ? m : n;
  static constexpr Index longer = k == dynamic ? dynamic : m < n ? n : m;
  using Values = Vector<R, k>;
  using Thin = Svd<Matrix<T, m, k>, Values, Matrix<T, k, n>>;
  using Full = Svd<Matrix<T, m, m>, Values, Matrix<T, n, n>>;
};

// Up to how many columns (or rows, if these are fewer) Jacobi's rotations are faster: measured. They are plain loops,
// so longer columns are left to the kernels.
inline constexpr Index jacobi_columns = 5, jacobi_length = 32;
// From how many rows for a column on a matrix is made triangular before it is made bidiagonal (LAPACK: 11 / 6).
inline constexpr Index tall_enough = 2;

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

// U^T (n or m rows), s, V^T.
template <class T>
struct SvdRows {
  Matrix<T> left;
  Vector<T> values;
  Matrix<T> right;
};

[[noreturn]] DECLIVE_COLD inline void raise_svd(const char* operation, const Dims& shape, Index found, Index all,
                                                const Site& site) {
  raise_value(operation, text(shape, ": no convergence, ", found, " of ", all, " singular values found"), site);
}

// A power of two about as large as the largest element: divided by it, no square overflows or matters that underflows.
// 1 does where it is near, and saves a small matrix the C library's calls.
template <class R>
R unit_of(const R& largest) {
  if (largest > R(1) / 256 && largest < R(256)) return R(1);
  int exponent = 0;
  std::frexp(largest, &exponent);
  constexpr int least = std::numeric_limits<R>::min_exponent + 2, most = std::numeric_limits<R>::max_exponent - 1;
  return std::ldexp(R(1), exponent < least ? least : exponent > most ? most : exponent);
}

template <class T>
T largest_of(const Vector<T>& x) {
  T most(0);
  for (Index i = 0; i < x.size(); ++i) most = (std::max)(most, magnitude(x[i]));
  return most;
}

// The blocked way, for m >= n > 0 and finite elements about 1 in size, which are used up. Empty matrices without
// `vectors`.
template <class T>
SvdRows<T> svd_blocked(const char* operation, Matrix<T>&& a, bool full, bool vectors, const Site& site) {
  const Index m = a.rows(), n = a.cols();
  ReflectorRows<T> top;
  Bidiagonal<T> b;
  if (m >= tall_enough * n) {
    Matrix<T> columns = transpose(a);
    top = reduce_rows(view(columns), std::numeric_limits<T>::epsilon() * std::numeric_limits<T>::epsilon());
    Matrix<T> triangle = transpose(columns.block(0, 0, n, n));
    b = bidiagonalize(view(triangle), vectors);
  } else {
    b = bidiagonalize(view(a), vectors);
  }
  T *const d = b.diagonal.data(), *const e = b.above.data();
  const T largest = (std::max)(largest_of(b.diagonal), largest_of(b.above)),
          scale = largest > T(0) ? T(1) / largest : T(1);
  for (Index i = 0; i < n; ++i) {
    d[i] *= scale;
    e[i] *= scale;
  }
  Vector<Index> order(n, uninitialized);
  const Index rows = vectors ? n : 0, left_rows = vectors && full ? m : rows;
  Matrix<T> u(rows, rows), w(vectors ? n + 1 : 0, vectors ? n + 1 : 0);
  Index missing = 0;
  if (vectors) {
    missing = bidiagonal_divide(n, d, e, view(u), view(w), order.data()) ? 0 : n;
  } else {
    Vector<T> work(4 * n, uninitialized);
    missing = bidiagonal_qr(n, d, e, VectorRows<T>{}, VectorRows<T>{}, work.data());
    for (Index i = 0; i < n; ++i) order[i] = i;
    sort_order(n, d, order.data());
  }
  if (missing > 0) raise_svd(operation, a.dims(), n - missing, n, site);

  SvdRows<T> result{Matrix<T>(left_rows, m), Vector<T>(n, uninitialized), Matrix<T>(rows, n, uninitialized)};
  for (Index i = 0; i < n; ++i) {
    const Index from = order[n - 1 - i];
    result.values[i] = d[from] * largest;
    if (!vectors) continue;
    copy_row(u.data() + from * n, n, result.left.data() + i * m);
    copy_row(w.data() + from * (n + 1), n, result.right.data() + i * n);
  }
  for (Index i = rows; i < left_rows; ++i) result.left(i, i) = T(1);
  if (top.vectors.empty()) {
    apply_reversed(b.left, view(result.left));
  } else {
    apply_reversed(b.left, view(result.left).block(0, 0, rows, n));
    apply_reversed(top, view(result.left));
  }
  apply_reversed(b.right, view(result.right));
  return result;
}

// The same by Jacobi's rotations, from any A into U, s and Vt.
template <class T, Index M, Index N, class U, class S, class V>
void svd_jacobi(const char* operation, const MatrixView<const T, M, N>& a, const real_t<T>& unit, U& u, S& s, V& vt,
                const Site& site) {
  using R = real_t<T>;
  constexpr bool fixed = M != dynamic && N != dynamic;
  constexpr Index longer = fixed ? (M < N ? N : M) : dynamic, shorter = fixed ? (M < N ? M : N) : dynamic;
  constexpr Index in_place = fixed && longer <= 8 ? longer * longer + shorter * shorter : 96;
  const bool wide = a.rows() < a.cols();
  const Index m = wide ? a.cols() : a.rows(), n = wide ? a.rows() : a.cols();
  const Index rows = wide ? vt.rows() : u.cols(), size = rows * m + n * n;
  T near[std::size_t{in_place}];
  Vector<T> far(size <= in_place ? 0 : size);
  T *const w = size <= in_place ? near : far.data(), *const v = w + rows * m;
  const R scale = R(1) / unit;
  for (Index p = 0; p < n; ++p)
    for (Index i = 0; i < m; ++i) {
      const T& x = wide ? a(p, i) : a(i, p);
      w[p * m + i] = scale * (wide ? conjugate(x) : x);
    }
  R few[std::size_t{2 * in_place}];
  Vector<R> many(n <= in_place ? 0 : 2 * n);
  R* const values = n <= in_place ? few : many.data();
  if (!jacobi_svd<longer, shorter>(m, n, rows, w, v, values)) raise_svd(operation, a.dims(), 0, n, site);
  for (Index p = 0; p < n; ++p) s[p] = values[p] * unit;
  for (Index i = 0; i < u.rows(); ++i)
    for (Index p = 0; p < u.cols(); ++p) u(i, p) = wide ? v[p * n + i] : w[p * m + i];
  for (Index p = 0; p < vt.rows(); ++p)
    for (Index j = 0; j < vt.cols(); ++j) vt(p, j) = conjugate(wide ? w[p * m + j] : v[p * n + j]);
}

// max |a_ij| of finite elements.
template <class T, Index R, Index C>
real_t<T> largest_element(const MatrixView<const T, R, C>& a) {
  real_t<T> most(0);
  if constexpr (has_kernels<T>) {
    if (a.size() >= 32 && is_contiguous(a)) {
      bool has_nan = false;
      return kernels::find_extreme<kernels::Extreme::magnitude, T>(a.data(), a.size(), has_nan);
    }
  }
  for (Index i = 0; i < a.rows(); ++i)
    for (Index j = 0; j < a.cols(); ++j) most = (std::max)(most, magnitude(a(i, j)));
  return most;
}

// Of any shape and size. Without `vectors` U and Vt may be empty.
template <class T>
Svd<Matrix<T>, Vector<real_t<T>>, Matrix<T>> svd_any(const char* operation, const MatrixView<const T>& a, bool full,
                                                     bool vectors, const Site& site) {
  const Index m = a.rows(), n = a.cols(), k = m < n ? m : n, longer = m < n ? n : m;
  check_finite(operation, a, site);
  const real_t<T> unit = unit_of(largest_element(a));
  if constexpr (has_kernels<T>) {
    if (k > jacobi_columns || (k > 0 && longer > jacobi_length)) {
      const auto times = [scale = T(1) / unit](const T& x) { return scale * x; };
      Matrix<T> upright = map(times, m < n ? a.transposed() : a);
      SvdRows<T> rows = svd_blocked(operation, std::move(upright), full, vectors, site);
      for (Index i = 0; i < k; ++i) rows.values[i] *= unit;
      if (m < n) return {transpose(rows.right), std::move(rows.values), std::move(rows.left)};
      return {transpose(rows.left), std::move(rows.values), std::move(rows.right)};
    }
  }
  Svd<Matrix<T>, Vector<real_t<T>>, Matrix<T>> out{
      {m, full ? m : k, uninitialized}, {k, uninitialized}, {full ? n : k, n, uninitialized}};
  svd_jacobi(operation, a, unit, out.U, out.s, out.Vt, site);
  return out;
}

// Small fixed shapes are written out; of all others each element type has one function.
template <class Result, class A>
Result svd_of(const char* operation, const A& a, bool full, bool vectors, const Site& site) {
  using Types = SvdTypes<A>;
  using T = typename Types::T;
  static_assert(std::is_floating_point_v<typename Types::R>,
                "declive: singular values are there of real and complex floating-point numbers and of integers");
  if constexpr (!std::is_same_v<T, value_type_t<A>>) {
    return svd_of<Result>(operation, Matrix<T, Types::m, Types::n>(a), full, vectors, site);
  } else if constexpr (Types::k != dynamic && Types::longer <= 8 && Types::k <= jacobi_columns) {
    const MatrixView<const T, Types::m, Types::n> v = view(a);
    check_finite(operation, v, site);
    Result out;
    svd_jacobi(operation, v, unit_of(largest_element(v)), out.U, out.s, out.Vt, site);
    return out;
  } else {
    auto out = svd_any<T>(operation, MatrixView<const T>(view(a)), full, vectors, site);
    if constexpr (std::is_same_v<Result, decltype(out)>)
      return out;
    else if (vectors)
      return {decltype(Result::U)(out.U), decltype(Result::s)(out.s), decltype(Result::Vt)(out.Vt)};
    else
      return {decltype(Result::U)(), decltype(Result::s)(out.s), decltype(Result::Vt)()};
  }
}

// Beside an infinite value none can be called small, nor large.
template <class R, Index K>
void check_largest_value(const char* operation, const Dims& shape, const Vector<R, K>& s, const Site& site) {
  if (!s.empty() && !has_finite_parts(s[0]))
    raise_value(operation, text(shape, ": the largest singular value overflows"), site);
}

// svd and svdvals under the name of who asks for them.
template <class A>
auto thin_svd_of(const char* operation, const A& a, const Site& site) {
  return svd_of<typename SvdTypes<A>::Thin>(operation, a, false, true, site);
}
template <class A>
auto svdvals_of(const char* operation, const A& a, const Site& site) {
  return svd_of<typename SvdTypes<A>::Thin>(operation, a, false, false, site).s;
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// A = U diag(s) Vt of an m x n matrix, k = min(m, n): U is m x k with orthonormal columns, s has k values from the
/// largest to the smallest, none negative, and Vt is k x n with orthonormal rows. (NumPy's svd with
/// full_matrices=False: square U and Vt are svd(A, full_matrices).) `auto [U, s, Vt] = svd(A)`.
///
/// Each is good to a few n eps, relative to the largest singular value (a value too large for its type is infinite).
/// Integers are taken as doubles; complex matrices and those of long double go by Jacobi's rotations, which take long
/// for more than some 100 columns. Which of two signs a pair of vectors has is not said. Throws ValueError if an
/// element is NaN or infinite, and if the iteration does not converge, which has never been seen.
///
/// O(m n k). Up to 5 columns by Jacobi's rotations; else through a triangular matrix if there are twice as many rows as
/// columns, a bidiagonal one, and divide and conquer (linalg/bidiagonal.hpp, linalg/bidiagonal_divide.hpp).
template <MatrixLike A>
auto svd(const A& a, Site site = Site::here()) {
  return detail::thin_svd_of("svd", a, site);
}
/// The same with square U (m x m) and Vt (n x n), whose other columns and rows complete the bases.
template <MatrixLike A>
auto svd(const A& a, full_matrices_t, Site site = Site::here()) {
  return detail::svd_of<typename detail::SvdTypes<A>::Full>("svd", a, true, true, site);
}

/// The singular values alone, from the largest to the smallest: 1.3 to 2 times as fast. Throws as svd.
template <MatrixLike A>
auto svdvals(const A& a, Site site = Site::here()) {
  return detail::svdvals_of("svdvals", a, site);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
