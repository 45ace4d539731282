// Least squares: the shortest x of those for which A x is nearest to b.
#ifndef DECLIVE_LINALG_LSTSQ_HPP
#define DECLIVE_LINALG_LSTSQ_HPP

#include "qr.hpp"
#include "svd.hpp"

namespace declive {

/// What lstsq found.
template <class X, class R>
struct LeastSquares {
  DECLIVE_INLINE explicit LeastSquares(X zeros) : x(std::move(zeros)), rank(0) {}
  DECLIVE_INLINE LeastSquares(const LeastSquares&) = default;
  DECLIVE_INLINE LeastSquares(LeastSquares&&) = default;
  DECLIVE_INLINE LeastSquares& operator=(const LeastSquares&) = default;
  DECLIVE_INLINE LeastSquares& operator=(LeastSquares&&) = default;
  DECLIVE_INLINE ~LeastSquares() = default;

  X x;
  Vector<R> residuals;        ///< ||A x_j - b_j||^2 of each column; empty unless m > n and the rank is n
  Index rank;                 ///< of A
  Vector<R> singular_values;  ///< of A, where they were needed to tell the rank; else empty
};

namespace detail::inline DECLIVE_ABI {

// The smallest singular value of an upper triangular matrix, from above, by three steps of inverse iteration on R^H R
// (G. Golub, C. Van Loan, Matrix Computations, section 8.2); 0 if there is one on the diagonal or a step overflows.
template <class T>
real_t<T> smallest_singular_estimate(const MatrixView<const T>& r) {
  using R = real_t<T>;
  if (first_zero_pivot(r) >= 0) return R(0);
  const Index n = r.rows();
  Matrix<T> x(n, 1, [](Index i, Index) { return T(i % 2 == 0 ? 1 : -1); });
  R grown(1);
  for (int step = 0; step < 3; ++step) {
    const R length = norm(x);
    for (T& element : x) element = static_cast<T>(element / length);
    solve_adjoint_triangle<T>(r, false, view(x));
    solve_triangle<T>(r, false, false, view(x));
    grown = norm(x);
    if (!has_finite_parts(grown)) return R(0);
  }
  using std::sqrt;
  return R(1) / sqrt(grown);
}

// By Q R of A, or of A^H where A has more columns than rows: if the rank is certainly full.
template <class T, class X>
bool lstsq_by_qr(const MatrixView<const T>& a, const Matrix<T>& b, const real_t<T>& rcond,
                 LeastSquares<X, real_t<T>>& found) {
  using R = real_t<T>;
  const bool wide = a.rows() < a.cols();
  const Index m = wide ? a.cols() : a.rows(), n = wide ? a.rows() : a.cols();
  Matrix<T> r(m, n, [&](Index i, Index j) { return wide ? conjugate(a(j, i)) : a(i, j); });
  Reflectors<T> f = reflectors_of<T>(view(r));
  for (Index i = 1; i < n; ++i)
    for (Index j = 0; j < i; ++j) r.data()[i * n + j] = T(0);
  const MatrixView<const T> upper(r.data(), n, n, n);
  // The estimate is hardly ever more than a few times too large.
  if (!(smallest_singular_estimate<T>(upper) > 100 * rcond * norm(upper))) return false;
  found.rank = n;
  Matrix<T> c(b);
  if (wide) {
    solve_adjoint_triangle<T>(upper, false, view(c));
    Matrix<T> q(m, n, T(0));
    form_columns<T>(f, view(q));
    detail::copy(matrix_view(found.x), view(q * c));
    return true;
  }
  multiply_adjoint<T>(f, view(c));
  if (m > n)
    found.residuals = Vector<R>(c.cols(), [&](Index j) {
      const R length = norm(c.block(n, j, m - n, 1));
      return length * length;
    });
  const MatrixView<T> top(c.data(), n, c.cols(), c.cols());
  solve_triangle<T>(upper, false, false, top);
  detail::copy(matrix_view(found.x), top);
  return true;
}

// x = V diag(1 / s) U^H b, without the singular values that count as zero.
template <class T, class X>
void lstsq_by_svd(const MatrixView<const T>& a, const Matrix<T>& b, const real_t<T>& rcond,
                  LeastSquares<X, real_t<T>>& found, const Site& site) {
  using R = real_t<T>;
  const auto factors = thin_svd_of("lstsq", a, site);
  check_largest_value("lstsq", a.dims(), factors.s, site);
  const Index k = factors.s.size();
  found.singular_values = factors.s;
  found.rank = 0;
  while (found.rank < k && factors.s[found.rank] > rcond * factors.s[0]) ++found.rank;
  const auto adjoint = [](const Matrix<T>& u) {
    return Matrix<T>(u.cols(), u.rows(), [&](Index i, Index j) { return conjugate(u(j, i)); });
  };
  Matrix<T> c = adjoint(factors.U) * b;
  for (Index i = 0; i < k; ++i)
    for (Index j = 0; j < c.cols(); ++j) c(i, j) = i < found.rank ? static_cast<T>(c(i, j) / factors.s[i]) : T(0);
  detail::copy(matrix_view(found.x), view(adjoint(factors.Vt) * c));
  if (found.rank == a.cols() && a.rows() > a.cols()) {
    const Matrix<T> off = a * matrix_view(found.x) - b;
    found.residuals = Vector<R>(b.cols(), [&](Index j) {
      const R length = norm(off.col(j));
      return length * length;
    });
  }
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// The shortest x of those for which ||A x - b|| is least (m x n, b of m elements or m x k: n elements or n x k), with
/// its residuals and the rank of A, the number of singular values above rcond s_max. Where the rank is full, as the
/// estimated condition of R tells, by QR: 2 m n^2 operations; else by svd. Integers become double. Throws ShapeError,
/// and ValueError if an element is NaN or infinite, if rcond is negative or NaN, or if s_max overflows.
template <MatrixLike A, ArrayLike B>
auto lstsq(const A& a, const B& b, detail::real_t<detail::quotient_t<A, B>> rcond, Site site = Site::here()) {
  using T = detail::quotient_t<A, B>;
  using X = detail::solution_t<T, A, B>;
  using R = detail::real_t<T>;
  detail::check_right_side("lstsq", a, b, site);
  if (!(rcond >= R(0))) detail::raise_value("lstsq", "rcond is negative or NaN", site);
  const Matrix<T> matrix = detail::copied<Matrix<T>>(a), right = detail::copied<Matrix<T>>(detail::matrix_view(b));
  detail::check_finite("lstsq", detail::view(matrix), site);
  detail::check_finite("lstsq", detail::view(right), site);
  const auto zeros = [&] {
    if constexpr (VectorLike<X>)
      return X(a.cols(), T(0));
    else
      return X(a.cols(), b.cols(), T(0));
  };
  LeastSquares<X, R> found(zeros());
  if (matrix.empty()) {
    // Without columns all of b is left over.
    if (a.rows() > 0) found.residuals = hadamard(norm(right, 0), norm(right, 0));
    return found;
  }
  if (!detail::lstsq_by_qr<T>(detail::view(matrix), right, rcond, found))
    detail::lstsq_by_svd<T>(detail::view(matrix), right, rcond, found, site);
  return found;
}
/// The same with rcond = max(m, n) eps, as NumPy has it.
template <MatrixLike A, ArrayLike B>
auto lstsq(const A& a, const B& b, Site site = Site::here()) {
  using R = detail::real_t<detail::quotient_t<A, B>>;
  const Index longer = a.rows() < a.cols() ? a.cols() : a.rows();
  return lstsq(a, b, static_cast<R>(longer) * std::numeric_limits<R>::epsilon(), site);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
