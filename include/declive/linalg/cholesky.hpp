// The Cholesky factorization of a symmetric (Hermitian) positive definite matrix: A = L L^H.
#ifndef DECLIVE_LINALG_CHOLESKY_HPP
#define DECLIVE_LINALG_CHOLESKY_HPP

#include "../kernels/cholesky.hpp"
#include "transpose.hpp"
#include "triangular.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

// L of A in place, below the diagonal and on it, in plain loops. Returns n, or the first k whose pivot is not positive;
// that pivot then stands in (k, k).
template <class T>
Index cholesky_plain(Index n, T* a, Index a_rs) {
  using std::sqrt;
  for (Index k = 0; k < n; ++k) {
    T* const row = a + k * a_rs;
    for (Index j = 0; j <= k; ++j) {
      const T* const other = a + j * a_rs;
      T sum = row[j];
      for (Index p = 0; p < j; ++p) sum = static_cast<T>(sum - row[p] * conjugate(other[p]));
      row[j] = sum;
      if (j < k) row[j] = static_cast<T>(sum / other[j]);
    }
    const auto pivot = real_part(row[k]);
    if (!(pivot > real_t<T>(0))) return k;
    row[k] = static_cast<T>(sqrt(pivot));
  }
  return n;
}

// Up to this size plain loops take less time than the kernel and two transposes: measured.
inline constexpr Index cholesky_plain_size = 4;

// L of A, zeros above. The result is as above.
template <class T>
Index cholesky_in_place(const MatrixView<T>& a) {
  const Index n = a.rows();
  Index done = n;
  bool plain = true;
  if constexpr (has_kernels<T>) plain = n <= cholesky_plain_size;
  if (plain) {
    done = cholesky_plain(n, a.data(), a.row_stride());
  } else if constexpr (has_kernels<T>) {
    // The kernel makes U = L^T of the elements on and above the diagonal.
    transpose_in_place(a);
    done = kernels::cholesky<T>(n, a.data(), a.row_stride());
    transpose_in_place(a);
  }
  for (Index i = 0; i < n; ++i)
    for (Index j = i + 1; j < n; ++j) a.data()[i * a.row_stride() + j] = T(0);
  return done;
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// L of A = L L^H (n x n, lower triangular, positive diagonal) for a positive definite A, symmetric or Hermitian, of
/// which the elements on and below the diagonal are used. n^3 / 3 operations, in blocks on the matrix product. Integers
/// become double. Throws ShapeError unless A is square, and ValueError if an element is NaN or infinite, if A is not
/// symmetric but for rounding errors (the message says where and by how much), or if A is not positive definite (which
/// pivot, and what it is).
template <MatrixLike A>
auto cholesky(const A& a, Site site = Site::here()) {
  using T = detail::factor_scalar_t<value_type_t<A>>;
  using Result = Matrix<T, detail::Like<A>::rows, detail::Like<A>::cols>;
  detail::check_square("cholesky", a, site);
  Result l = detail::copied<Result>(a);
  detail::check_finite("cholesky", detail::view(l), site);
  detail::check_symmetric("cholesky", detail::view(l), site);
  const Index done = detail::cholesky_in_place<T>(detail::view(l));
  if (done < l.rows())
    detail::raise_value("cholesky",
                        detail::text(a.dims(), ": the matrix is not positive definite: pivot ", done, " is ",
                                     detail::number_text(detail::real_part(T(l(done, done))))),
                        site);
  return l;
}

/// X of A X = B where A = L L^H and L = cholesky(A): B is a vector of n elements or an n x k matrix. Throws ShapeError, and
/// ValueError if an element of L's diagonal is 0.
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
    if constexpr (detail::is_complex<T>) {
      const Matrix<T> upper(lower.cols(), lower.rows(),
                            [&](Index i, Index j) { return detail::conjugate(lower(j, i)); });
      detail::solve_triangle<T>(detail::view(upper), false, false, v);
    } else {
      detail::solve_triangle<T>(lower.transposed(), false, false, v);
    }
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
