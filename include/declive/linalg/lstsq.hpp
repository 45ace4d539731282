// Least squares: the x for which A x is nearest to b.
#ifndef DECLIVE_LINALG_LSTSQ_HPP
#define DECLIVE_LINALG_LSTSQ_HPP

#include "qr.hpp"

namespace declive {

/// What lstsq found.
template <class X, class T>
struct LeastSquares {
  X x;
  Vector<detail::real_t<T>> residuals;  ///< ||b_j - A x_j||^2 for each column of b
  Index rank;
};

namespace detail::inline DECLIVE_ABI {

// The shape of the solutions: n elements, or n x k.
template <class T, class A, class B>
auto lstsq_by_qr(const A& a, const B& b, const Site& site) {
  using R = real_t<T>;
  using X = solution_t<T, A, B>;
  const Index m = a.rows(), n = a.cols(), columns = b.dims().cols;
  Matrix<T> r = copied<Matrix<T>>(a);
  check_finite("lstsq", view(r), site);
  Matrix<T> c = copied<Matrix<T>>(matrix_view(b));
  check_finite("lstsq", view(c), site);
  Reflectors<T> f = reflectors_of<T>(view(r));
  const MatrixView<const T> upper(r.data(), n, n, n);
  R largest(0), smallest(0);
  for (Index i = 0; i < n; ++i) {
    const R size = magnitude(upper(i, i));
    if (i == 0 || size > largest) largest = size;
    if (i == 0 || size < smallest) smallest = size;
  }
  if (n > 0 && smallest <= largest * (static_cast<R>(m) * std::numeric_limits<R>::epsilon()))
    raise_value("lstsq", text(a.dims(), ": the columns are linearly dependent"), site);
  multiply_adjoint<T>(f, view(c));
  Vector<R> residuals(columns, R(0));
  for (Index i = n; i < m; ++i)
    for (Index j = 0; j < columns; ++j) {
      const R size = magnitude(c.data()[i * columns + j]);
      residuals[j] += size * size;
    }
  const MatrixView<T> top(c.data(), n, columns, columns);
  solve_triangle<T>(upper, false, false, top);
  X x = [&] {
    if constexpr (VectorLike<X>)
      return X(top.col(0));
    else
      return X(top);
  }();
  return LeastSquares<X, T>{std::move(x), std::move(residuals), n};
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

template <MatrixLike A, ArrayLike B>
auto lstsq(const A& a, const B& b, Site site = Site::here()) {
  using T = detail::quotient_t<A, B>;
  detail::check_right_side("lstsq", a, b, site);
  if (a.rows() < a.cols()) detail::raise_shape("lstsq", a.dims(), "fewer rows than columns", site);
  return detail::lstsq_by_qr<T>(a, b, site);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
