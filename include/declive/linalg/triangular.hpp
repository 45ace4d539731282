// Triangular systems.
#ifndef DECLIVE_LINALG_TRIANGULAR_HPP
#define DECLIVE_LINALG_TRIANGULAR_HPP

#include "../kernels/triangular.hpp"
#include "checks.hpp"
#include "products.hpp"

namespace declive {

/// How solve_triangular reads its matrix.
struct TriangularOptions {
  bool lower = false;          ///< the elements on and below the diagonal; else those on and above it
  bool transposed = false;     ///< solve A^T X = B
  bool unit_diagonal = false;  ///< the diagonal is 1 and is not read
};

namespace detail {

// What comes of a matrix of S and a right side of T: the element type and the array.
template <class A, class B>
using quotient_t = factor_scalar_t<product_t<value_type_t<A>, value_type_t<B>>>;
template <class T, class A, class B>
struct SolutionOf {
  using type = Matrix<T, Like<A>::cols, Like<B>::cols>;
};
template <class T, class A, VectorLike B>
struct SolutionOf<T, A, B> {
  using type = Vector<T, Like<A>::cols>;
};
template <class T, class A, class B>
using solution_t = typename SolutionOf<T, A, B>::type;

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

template <class A, class B>
constexpr void check_right_side(const char* operation, const A& a, const B& b, const Site& site) {
  static_assert(extents_agree(Like<A>::rows, Like<B>::rows),
                "declive: a fixed matrix and a fixed right side with another number of rows");
  if (b.dims().rows != a.rows())
    raise_shapes(operation, a.dims(), "and", b.dims(), "the right side has another number of rows", site);
}

// A copy of b in new memory, of a vector or of a matrix.
template <class Result, class B>
Result copied(const B& b) {
  using T = value_type_t<Result>;
  // GCC makes no memcpy of a copy's loop; a small one costs less than a call.
  if constexpr (std::is_same_v<Result, B>) {
    if (b.size() < 64) return b;
  }
  if constexpr (VectorLike<B>) {
    const auto v = view(b);
    return Result(b.size(), [&](Index i) { return static_cast<T>(v[i]); });
  } else if constexpr (is_plain<T> && std::is_same_v<T, value_type_t<B>>) {
    Result x(b.rows(), b.cols(), uninitialized);
    copy(view(x), view(b));
    return x;
  } else {
    const auto v = view(b);
    return Result(b.rows(), b.cols(), [&](Index i, Index j) { return static_cast<T>(v(i, j)); });
  }
}

// X = A^-1 X for the lower or upper triangle of A and rows of X that are contiguous.
template <class T>
void solve_triangle(const MatrixView<const T>& a, bool lower, bool unit, const MatrixView<T>& x) {
  const Index n = a.rows(), rs = a.row_stride(), cs = a.col_stride();
  if (n == 0 || x.cols() == 0) return;
  if constexpr (has_kernels<T>) {
    if (x.cols() == 1 && x.row_stride() == 1 && (cs == 1 || rs == 1))
      return kernels::solve_vector<T>(n, a.data(), rs, cs, !lower, unit, x.data());
    if (x.col_stride() == 1 || x.cols() == 1) {
      // An upper triangle is a lower one from its last element back.
      if (lower) return kernels::solve_lower<T>(n, x.cols(), a.data(), rs, cs, unit, x.data(), x.row_stride());
      return kernels::solve_lower<T>(n, x.cols(), a.data() + (n - 1) * (rs + cs), -rs, -cs, unit,
                                     x.data() + (n - 1) * x.row_stride(), -x.row_stride());
    }
  }
  for (Index step = 0; step < n; ++step) {
    const Index i = lower ? step : n - 1 - step, first = lower ? 0 : i + 1, last = lower ? i : n;
    for (Index p = first; p < last; ++p) {
      const T factor = a(i, p);
      for (Index j = 0; j < x.cols(); ++j) x(i, j) = static_cast<T>(x(i, j) - factor * x(p, j));
    }
    if (!unit)
      for (Index j = 0; j < x.cols(); ++j) x(i, j) = static_cast<T>(x(i, j) / a(i, i));
  }
}

// X = A^-H X for the lower or upper triangle of A.
template <class T>
void solve_adjoint_triangle(const MatrixView<const T>& a, bool lower, const MatrixView<T>& x) {
  if constexpr (is_complex<T>) {
    const Matrix<T> adjoint(a.cols(), a.rows(), [&](Index i, Index j) { return conjugate(a(j, i)); });
    solve_triangle<T>(view(adjoint), !lower, false, x);
  } else {
    solve_triangle<T>(a.transposed(), !lower, false, x);
  }
}

// The first zero on the diagonal, or -1.
template <class T, Index R, Index C>
Index first_zero_pivot(const MatrixView<T, R, C>& a) {
  const Index n = a.rows() < a.cols() ? a.rows() : a.cols();
  for (Index i = 0; i < n; ++i)
    if (a.data()[i * (a.row_stride() + a.col_stride())] == std::remove_const_t<T>(0)) return i;
  return -1;
}
[[noreturn]] DECLIVE_COLD inline void raise_singular(const char* operation, const Dims& shape, Index pivot,
                                                     const Site& site) {
  raise_value(operation, text(shape, ": the matrix is singular: pivot ", pivot, " is 0"), site);
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// The solution X of A X = B, or of A^T X = B, for a triangular n x n matrix A, whose other half is not read; B is a
/// vector of n elements or an n x k matrix, and X has its shape. n^2 k operations, in blocks on the matrix product.
/// Throws ShapeError, and ValueError if an element of the diagonal is 0. NaN and infinity go through to X.
template <MatrixLike A, ArrayLike B>
auto solve_triangular(const A& a, const B& b, TriangularOptions options = {}, Site site = Site::here()) {
  using T = detail::quotient_t<A, B>;
  using Result = detail::solution_t<T, A, B>;
  detail::check_square("solve_triangular", a, site);
  detail::check_right_side("solve_triangular", a, b, site);
  Result x = detail::copied<Result>(b);
  const auto solve = [&](const MatrixView<const T>& v) {
    const Index zero = options.unit_diagonal ? -1 : detail::first_zero_pivot(v);
    if (zero >= 0) detail::raise_singular("solve_triangular", a.dims(), zero, site);
    detail::solve_triangle<T>(options.transposed ? v.transposed() : v, options.lower != options.transposed,
                              options.unit_diagonal, detail::matrix_view(x));
  };
  if constexpr (std::is_same_v<T, value_type_t<A>>)
    solve(detail::view(a));
  else
    solve(Matrix<T>(a));
  return x;
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
