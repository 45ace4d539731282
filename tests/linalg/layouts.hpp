// Operands for the tests of linalg/: the same matrix in every layout that a view can have, and values that are exact.
#ifndef DECLIVE_TESTS_LINALG_LAYOUTS_HPP
#define DECLIVE_TESTS_LINALG_LAYOUTS_HPP

#include <complex>
#include <declive/linalg.hpp>

#include "support/random.hpp"

namespace layouts {

using declive::Index;
using declive::Matrix;
using declive::MatrixView;
using declive::Vector;
using declive::VectorView;

template <class T>
inline constexpr bool is_complex = false;
template <class R>
inline constexpr bool is_complex<std::complex<R>> = true;

struct Shape {
  Index rows, cols;
};
/// Empty ones, a single element, around a register, and larger than a tile of the strided loop.
inline constexpr Shape shapes[] = {{0, 0}, {0, 3}, {3, 0}, {1, 1}, {1, 7}, {5, 1}, {3, 16}, {17, 9}, {35, 40}};

/// A whole number as a T.
template <class T>
T number(int value) {
  if constexpr (is_complex<T>)
    return T(static_cast<typename T::value_type>(value));
  else
    return static_cast<T>(value);
}
/// A small whole number, with a real and an imaginary part where T has both.
template <class T>
T small(support::Random& random) {
  if constexpr (is_complex<T>) {
    using R = typename T::value_type;
    const R real = random.small_integer<R>();
    return T(real, random.small_integer<R>());
  } else {
    return random.small_integer<T>();
  }
}
template <class T>
Matrix<T> small_matrix(Index rows, Index cols, support::Random& random) {
  return Matrix<T>(rows, cols, [&](Index, Index) { return small<T>(random); });
}
template <class T>
Vector<T> small_vector(Index n, support::Random& random) {
  return Vector<T>(n, [&](Index) { return small<T>(random); });
}

/// Calls f(name, x) with x = a as an owner, and as views: contiguous, columns contiguous, part of a larger matrix,
/// every second row and third column, and from the last element to the first.
template <class T, class F>
void for_each_layout(const Matrix<T>& a, F&& f) {
  const Index m = a.rows(), n = a.cols();
  const auto filled = [&](const MatrixView<T>& view) {
    for (Index i = 0; i < m; ++i)
      for (Index j = 0; j < n; ++j) view.data()[i * view.row_stride() + j * view.col_stride()] = a(i, j);
    return view;
  };
  f("owner", a);
  Matrix<T> same(m, n), turned(n, m), larger(m + 2, n + 3, number<T>(77)), sparse(2 * m + 1, 3 * n + 1, number<T>(77)),
      back(m, n);
  f("view", filled(same));
  f("transposed", filled(turned.transposed()));
  f("block", filled(larger.block(1, 2, m, n)));
  f("strided", filled(MatrixView<T>(sparse.data(), m, n, 2 * sparse.cols(), 3)));
  f("reversed", filled(back.reversed_rows().reversed_cols()));
}
template <class T, class F>
void for_each_layout(const Vector<T>& v, F&& f) {
  const Index n = v.size();
  const auto filled = [&](const VectorView<T>& view) {
    for (Index i = 0; i < n; ++i) view.data()[i * view.stride()] = v[i];
    return view;
  };
  f("owner", v);
  Vector<T> same(n), sparse(3 * n + 1, number<T>(77)), back(n);
  f("view", filled(same));
  f("strided", filled(sparse.slice(0, n, 3)));
  f("reversed", filled(back.reversed()));
}

/// The matrix of f(i, j), by nothing but a constructor.
template <class T, class F>
Matrix<T> expected(Index rows, Index cols, F&& f) {
  return Matrix<T>(rows, cols, [&](Index i, Index j) { return static_cast<T>(f(i, j)); });
}

/// Equality by elements, without the library's own ==.
template <class X, class Y>
bool equal(const X& x, const Y& y) {
  if (!(x.dims() == y.dims())) return false;
  if constexpr (declive::VectorLike<X>) {
    for (Index i = 0; i < x.size(); ++i)
      if (!(x[i] == y[i])) return false;
  } else {
    for (Index i = 0; i < x.rows(); ++i)
      for (Index j = 0; j < x.cols(); ++j)
        if (!(x(i, j) == y(i, j))) return false;
  }
  return true;
}

}  // namespace layouts

#endif
