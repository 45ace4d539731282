// Linear systems, inverses and determinants of matrices of duals.
//
//   A X = B:       dX = A^-1 (dB - dA X)
//   X = A^-1:      dX = -X dA X
//   det A:         d det A = tr(adj(A) dA), adj(A) = det(A) A^-1 where there is an inverse (Jacobi's formula)
//
// The values are those of the plain call, to the bit, and one factorization of them serves all partials. Nested duals
// take the same way once a level.
#ifndef DECLIVE_AUTODIFF_SOLVE_HPP
#define DECLIVE_AUTODIFF_SOLVE_HPP

#include "../linalg/solve.hpp"
#include "math.hpp"
#include "products.hpp"

namespace declive {

namespace detail {

template <class A, class... B>
concept DualArrays = (is_dual<value_type_t<A>> || ... || is_dual<value_type_t<B>>);

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

template <class D>
constexpr void check_solvable() {
  static_assert(!has_tape<D>, "declive: solve, inverse and determinant have no reverse mode: use gradient");
}

// The values, and the p-th partials, of an array whose elements become D's first.
template <class D, class A>
auto values_of(const A& a) {
  return map([](const auto& x) { return static_cast<D>(x).value; }, a);
}
template <class D, class A>
auto partials_of(const A& a, Index p) {
  return map([p](const auto& x) { return static_cast<D>(x).partials[p]; }, a);
}

// Row after row of out: values x, partials d_p in the columns [p k, (p + 1) k) of d.
template <class Out, class T>
void join_duals(const Out& out, const MatrixView<const T>& x, const Matrix<T>& d) {
  constexpr Index N = value_type_t<Out>::partials_count;
  for (Index i = 0; i < out.rows(); ++i)
    for (Index j = 0; j < out.cols(); ++j) {
      auto& y = out(i, j);
      y.value = x(i, j);
      for (Index p = 0; p < N; ++p) y.partials[p] = d(i, p * out.cols() + j);
    }
}

// The determinant without a division, in n products of matrices (R. Bird, A simple division-free algorithm for
// computing determinants, 2011): of what is left when no pivot is other than 0.
template <class D>
D determinant_without_division(const Matrix<D>& a) {
  const Index n = a.rows();
  Matrix<D> f = a;
  for (Index step = 1; step < n; ++step) {
    Matrix<D> upper(n, n);
    D trace(0);
    for (Index i = n; i-- > 0;) {
      upper(i, i) = -trace;
      trace = trace + f(i, i);
      for (Index j = i + 1; j < n; ++j) upper(i, j) = f(i, j);
    }
    f = upper * a;
  }
  return n % 2 == 1 ? f(0, 0) : -f(0, 0);
}

// The determinant by elimination with complete pivoting in dual numbers: no multiplier is larger than 1, so that a
// pivot that is 0, or what rounding made of 0, spoils no derivative.
template <class D>
D determinant_by_elimination(Matrix<D> a) {
  const Index n = a.rows();
  D product(1);
  for (Index k = 0; k < n; ++k) {
    Index row = k, col = k;
    for (Index i = k; i < n; ++i)
      for (Index j = k; j < n; ++j)
        if (magnitude(primal(a(i, j))) > magnitude(primal(a(row, col)))) {
          row = i;
          col = j;
        }
    if (primal(a(row, col)) == 0) return product * determinant_without_division(Matrix<D>(a.block(k, k, n - k, n - k)));
    if (row != k) {
      for (Index j = k; j < n; ++j) std::swap(a(k, j), a(row, j));
      product = -product;
    }
    if (col != k) {
      for (Index i = k; i < n; ++i) std::swap(a(i, k), a(i, col));
      product = -product;
    }
    product = product * a(k, k);
    for (Index i = k + 1; i < n; ++i) {
      const D factor = a(i, k) / a(k, k);
      for (Index j = k + 1; j < n; ++j) a(i, j) = a(i, j) - factor * a(k, j);
    }
  }
  return product;
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// X of A X = B where A, B or both are of duals; else as solve of plain numbers. Of N partials: one factorization and N
/// + 1 solutions.
template <MatrixLike A, ArrayLike B>
  requires(detail::DualArrays<A, B>)
auto solve(const A& a, const B& b, Site site = Site::here()) {
  using D = detail::quotient_t<A, B>;
  detail::check_solvable<D>();
  using T = typename D::value_type;
  constexpr Index N = D::partials_count;
  detail::check_square("solve", a, site);
  detail::check_right_side("solve", a, b, site);
  const auto a0 = detail::values_of<D>(a);
  const auto b0 = detail::values_of<D>(b);
  const Index n = a.rows(), k = b.dims().cols;
  Matrix<T> right(n, N * k);
  const auto make_right = [&](const auto& x0) {
    for (Index p = 0; p < N; ++p) {
      auto block = right.block(0, p * k, n, k);
      block = detail::matrix_view(detail::partials_of<D>(b, p));
      if constexpr (std::is_same_v<value_type_t<A>, D>) block -= detail::partials_of<D>(a, p) * detail::matrix_view(x0);
    }
  };
  const auto join = [&](const auto& x0, const Matrix<T>& d) {
    auto x = [&] {
      if constexpr (VectorLike<B>)
        return detail::solution_t<D, A, B>(n);
      else
        return detail::solution_t<D, A, B>(n, k);
    }();
    detail::join_duals<decltype(detail::matrix_view(x)), T>(detail::matrix_view(x), detail::matrix_view(x0), d);
    return x;
  };
  if constexpr (is_dual<T> || detail::is_direct<A, T>) {
    const auto x0 = solve(a0, b0, site);
    make_right(x0);
    return join(x0, solve(Matrix<T>(a0), right, site));
  } else {
    const auto f = detail::lu_of<T>("solve", a0, site);
    const auto x0 = f.solve_for("solve", b0, site);
    make_right(x0);
    return join(x0, f.solve_for("solve", right, site));
  }
}

/// A^-1 of a matrix of duals; else as inverse of plain numbers.
template <MatrixLike A>
  requires(detail::DualArrays<A>)
auto inverse(const A& a, Site site = Site::here()) {
  using D = value_type_t<A>;
  detail::check_solvable<D>();
  using T = typename D::value_type;
  detail::check_square("inverse", a, site);
  const auto x0 = inverse(detail::values_of<D>(a), site);
  const Index n = a.rows();
  Matrix<T> d(n, D::partials_count * n);
  for (Index p = 0; p < D::partials_count; ++p) d.block(0, p * n, n, n) = -(x0 * detail::partials_of<D>(a, p) * x0);
  Matrix<D, detail::Like<A>::rows, detail::Like<A>::cols> x(n, n, D());
  detail::join_duals<decltype(detail::view(x)), T>(detail::view(x), detail::view(x0), d);
  return x;
}

/// det A of a matrix of duals, with the right derivative also where A is singular (there the adjugate is not 0 as long
/// as the rank is n - 1); else as determinant of plain numbers.
template <MatrixLike A>
  requires(detail::DualArrays<A>)
auto determinant(const A& a, Site site = Site::here()) {
  using D = value_type_t<A>;
  detail::check_solvable<D>();
  using T = typename D::value_type;
  detail::check_square("determinant", a, site);
  const Matrix<T> a0(detail::values_of<D>(a));
  D result;
  if constexpr (detail::is_direct<A, T>)
    result.value = determinant(detail::values_of<D>(a), site);
  else
    result.value = determinant(a0, site);
  if constexpr (!is_dual<T>) {
    const auto f = detail::lu_of<T>("determinant", a0, site);
    if (f.zero_pivot() < 0 && detail::is_normal(result.value)) {  // times det A: not if that has left the range
      const Matrix<T> x = f.inverse(site);
      // Where the inverse has lost half of its digits, complete pivoting has not.
      if (norm(a0) * norm(x) * std::sqrt(std::numeric_limits<T>::epsilon()) < T(1)) {
        for (Index p = 0; p < D::partials_count; ++p) {
          T trace(0);
          for (Index i = 0; i < a.rows(); ++i)
            for (Index j = 0; j < a.cols(); ++j) trace += x(j, i) * detail::view(a)(i, j).partials[p];
          result.partials[p] = result.value * trace;
        }
        return result;
      }
    }
  }
  const D full = detail::determinant_by_elimination(Matrix<D>(a));
  for (Index p = 0; p < D::partials_count; ++p) result.partials[p] = full.partials[p];
  return result;
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
