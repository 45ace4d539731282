// The Cholesky factorization of a symmetric (Hermitian) positive definite matrix: A = L L^H.
#ifndef DECLIVE_LINALG_CHOLESKY_HPP
#define DECLIVE_LINALG_CHOLESKY_HPP

#include "../kernels/cholesky.hpp"
#include "../kernels/transpose.hpp"
#include "triangular.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

// L of A = L L^H in place and zeros above, in plain loops: column after column is taken from those behind it. Returns n,
// or the first k whose pivot is not positive; that pivot then stands in (k, k). A size that is known is written out.
template <Index size, class T>
DECLIVE_INLINE inline Index cholesky_plain(Index any_size, T* a, Index a_rs) {
  using std::sqrt;
  const Index n = size != dynamic ? size : any_size;
  for (Index k = 0; k < n; ++k) {
    T* const column = a + k;
    const auto pivot = real_part(column[k * a_rs]);
    if (!(pivot > real_t<T>(0))) return k;
    const auto root = sqrt(pivot);
    column[k * a_rs] = static_cast<T>(root);
    for (Index i = k + 1; i < n; ++i) {
      a[k * a_rs + i] = T(0);
      const T factor = column[i * a_rs] = static_cast<T>(column[i * a_rs] / root);
      T* const row = a + i * a_rs;
      for (Index j = k + 1; j <= i; ++j) row[j] = static_cast<T>(row[j] - factor * conjugate(column[j * a_rs]));
    }
  }
  return n;
}

// What check_symmetric looks at in real numbers, but for NaN on the diagonal, which the pivots show: its call would be a
// sixth of the time.
template <class T>
DECLIVE_INLINE inline bool is_symmetric_3x3(const T* a) {
  return !is_complex<T> && a[1] == a[3] && a[2] == a[6] && a[5] == a[7];
}

// Up to this size plain loops take less time than the kernel: measured.
inline constexpr Index cholesky_plain_size = 12;

// L = U^H below the diagonal, zeros above, of what the kernel makes.
template <class T>
void lower_of_upper(Index n, T* a, Index a_rs) {
  constexpr Index strip = has_kernels<T> ? 16 : 1 << 20;
  for (Index p = 0; p < n; p += strip) {
    const Index q = n - p < strip ? n : p + strip;
    for (Index i = p; i < q; ++i)
      for (Index j = i + 1; j < q; ++j) {
        a[j * a_rs + i] = conjugate(a[i * a_rs + j]);
        a[i * a_rs + j] = T(0);
      }
    if constexpr (has_kernels<T>) {
      if (q == n) continue;
      kernels::transpose(q - p, n - q, static_cast<const T*>(a + p * a_rs + q), a_rs, Index{1}, a + q * a_rs + p, a_rs,
                         Index{1});
      for (Index i = p; i < q; ++i)
        for (Index j = q; j < n; ++j) a[i * a_rs + j] = T(0);
    }
  }
}

// L of A in place, by whichever way is faster. The result is as above.
template <class T>
Index cholesky_in_place(Index n, T* a, Index a_rs) {
  if constexpr (has_kernels<T>) {
    if (n > cholesky_plain_size) {
      const Index done = kernels::cholesky<T>(n, a, a_rs);
      if (done == n) lower_of_upper(n, a, a_rs);
      return done;
    }
  }
  if (n == 3 && a_rs == 3) return cholesky_plain<3>(n, a, Index{3});
  return cholesky_plain<dynamic>(n, a, a_rs);
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// L of A = L L^H (n x n, lower triangular, positive diagonal) for a positive definite A, symmetric or Hermitian, of
/// which one triangle is used. n^3 / 3 operations, in blocks on the matrix product. Integers become double. Throws
/// ShapeError unless A is square, and ValueError if an element is NaN or infinite, if A is not symmetric but for rounding
/// errors (the message says where and by how much), or if A is not positive definite (which pivot, and what it is).
template <MatrixLike A>
auto cholesky(const A& a, Site site = Site::here()) {
  using T = detail::factor_scalar_t<value_type_t<A>>;
  using Result = Matrix<T, detail::Like<A>::rows, detail::Like<A>::cols>;
  detail::check_square("cholesky", a, site);
  Result l = detail::copied<Result>(a);
  const Index n = l.rows();
  T* const data = l.data();
  if (n != 3 || !detail::is_symmetric_3x3(data)) detail::check_symmetric("cholesky", detail::view(l), site);
  const Index done = detail::cholesky_in_place<T>(n, data, n);
  // An infinite or NaN element leaves a pivot that is not positive, or infinite.
  bool finite = done == n;
  for (Index k = 0; k < done; ++k) finite = finite && detail::has_finite_parts(data[k * (n + 1)]);
  if (!finite) {
    detail::check_finite("cholesky", detail::view(a), site);
    if (done < n)
      detail::raise_value("cholesky",
                          detail::text(a.dims(), ": the matrix is not positive definite: pivot ", done, " is ",
                                       detail::number_text(detail::real_part(data[done * (n + 1)]))),
                          site);
  }
  return l;
}

/// X of A X = B where A = L L^H and L = cholesky(A): B is a vector of n elements or an n x k matrix. Throws ShapeError,
/// and ValueError if an element of L's diagonal is 0.
template <MatrixLike L, ArrayLike B>
auto cholesky_solve(const L& l, const B& b, Site site = Site::here()) {
  using T = detail::quotient_t<L, B>;
  using Result = detail::solution_t<T, L, B>;
  detail::check_square("cholesky_solve", l, site);
  detail::check_right_side("cholesky_solve", l, b, site);
  const Index zero = detail::first_zero_pivot(detail::view(l));
  if (zero >= 0) detail::raise_singular("cholesky_solve", l.dims(), zero, site);
  Result x = detail::copied<Result>(b);
  const auto solve = [&](const MatrixView<const T>& lower) {
    const MatrixView<T> v = detail::matrix_view(x);
    detail::solve_triangle<T>(lower, true, false, v);
    detail::solve_adjoint_triangle<T>(lower, true, v);
  };
  if constexpr (std::is_same_v<T, value_type_t<L>>)
    solve(detail::view(l));
  else
    solve(Matrix<T>(l));
  return x;
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
