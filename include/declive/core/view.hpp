// VectorView and MatrixView: elements in memory that belongs to somebody else.
//
// A view is a pointer, its extents and its strides: element (i, j) is data[i row_stride + j col_stride]. Strides may be
// larger than the row, negative (reversed) or zero (one vector as every row). Copying a view copies the pointer;
// assigning to a view assigns the elements, as in A.row(0) = v, and the shapes must be equal. A view of const elements
// can only be read. A view does not keep its memory alive. Views of a temporary matrix are therefore values: (A *
// B).row(0) is a Vector.
#ifndef DECLIVE_CORE_VIEW_HPP
#define DECLIVE_CORE_VIEW_HPP

#include <cstdint>

#include "../kernels/map.hpp"
#include "matrix_view.hpp"
#include "storage.hpp"
#include "vector_view.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

/// Any array as a view: what every algorithm works on. A vector of n elements can be asked for as an n x 1 matrix.
template <class T, Index N>
DECLIVE_INLINE constexpr VectorView<T, N> view(const VectorView<T, N>& x) {
  return x;
}
template <class T, Index R, Index C>
DECLIVE_INLINE constexpr MatrixView<T, R, C> view(const MatrixView<T, R, C>& x) {
  return x;
}
template <class T, Index N>
DECLIVE_INLINE constexpr VectorView<T, N> view(Vector<T, N>& x) {
  return x;
}
template <class T, Index N>
DECLIVE_INLINE constexpr VectorView<const T, N> view(const Vector<T, N>& x) {
  return x;
}
template <class T, Index R, Index C>
DECLIVE_INLINE constexpr MatrixView<T, R, C> view(Matrix<T, R, C>& x) {
  return x;
}
template <class T, Index R, Index C>
DECLIVE_INLINE constexpr MatrixView<const T, R, C> view(const Matrix<T, R, C>& x) {
  return x;
}
template <ArrayLike X>
DECLIVE_INLINE constexpr auto matrix_view(X&& x) {
  if constexpr (VectorLike<X>)
    return detail::view(x).as_column();
  else
    return detail::view(x);
}

template <class T, Index R, Index C>
DECLIVE_INLINE constexpr kernels::Plane<T> plane(const MatrixView<T, R, C>& x) {
  return {x.data(), x.row_stride(), x.col_stride()};
}

template <class T, Index R, Index C>
DECLIVE_INLINE constexpr kernels::Plane<const T> const_plane(const MatrixView<T, R, C>& x) {
  return {x.data(), x.row_stride(), x.col_stride()};
}

// The bytes from the first to behind the last element of a view.
struct Extent {
  std::uintptr_t first, last;
};
template <class T, Index R, Index C>
DECLIVE_INLINE inline Extent extent_of(const MatrixView<T, R, C>& x) {
  const Index down = (x.rows() - 1) * x.row_stride(), across = (x.cols() - 1) * x.col_stride();
  const T* const lowest = x.data() + (down < 0 ? down : 0) + (across < 0 ? across : 0);
  const T* const highest = x.data() + (down > 0 ? down : 0) + (across > 0 ? across : 0);
  return {reinterpret_cast<std::uintptr_t>(lowest), reinterpret_cast<std::uintptr_t>(highest + 1)};
}

enum class Overlap { none, same, partial };

// Whether two views share memory: not at all, element by element, or in some other way. "partial" is said too where
// they only interleave, as two columns of one matrix do; that costs a copy, never an answer.
template <class T, Index R, Index C, class U, Index R2, Index C2>
DECLIVE_INLINE inline Overlap overlap(const MatrixView<T, R, C>& x, const MatrixView<U, R2, C2>& y) {
  if (x.empty() || y.empty()) return Overlap::none;
  if (std::is_same_v<std::remove_const_t<T>, std::remove_const_t<U>> &&
      static_cast<const void*>(x.data()) == y.data() && x.rows() == y.rows() && x.cols() == y.cols() &&
      (x.rows() == 1 || x.row_stride() == y.row_stride()) && (x.cols() == 1 || x.col_stride() == y.col_stride()))
    return Overlap::same;
  const Extent a = extent_of(x), b = extent_of(y);
  return a.first < b.last && b.first < a.last ? Overlap::partial : Overlap::none;
}

// out(i, j) = value(i, j) in constant evaluation. Addresses cannot be compared there, so all values are computed before
// the first one is written, whatever they are computed from.
template <class T, Index R, Index C, class F>
constexpr void assign_constant(const MatrixView<T, R, C>& out, F value) {
  const Index cols = out.cols();
  const auto write = [&](const T* values) {
    for (Index k = 0; k < out.size(); ++k)
      out.data()[k / cols * out.row_stride() + k % cols * out.col_stride()] = values[k];
  };
  constexpr Index fixed = R == dynamic || C == dynamic ? dynamic : R * C;
  if constexpr (fixed != dynamic || !std::default_initializable<T>) {
    const Storage<T, fixed> values(out.size(), [&](Index k) { return static_cast<T>(value(k / cols, k % cols)); });
    write(values.data());
  } else {
    T* values = new T[static_cast<std::size_t>(out.size())];
    for (Index k = 0; k < out.size(); ++k) values[k] = static_cast<T>(value(k / cols, k % cols));
    write(values);
    delete[] values;
  }
}

// out = in, element by element, for memory that is not shared.
template <class T, Index R, Index C, class U, Index R2, Index C2>
void copy_disjoint(const MatrixView<T, R, C>& out, const MatrixView<U, R2, C2>& in) {
  if constexpr (std::is_same_v<T, std::remove_const_t<U>> && std::is_trivially_copyable_v<T>) {
    kernels::copy(out.rows(), out.cols(), static_cast<const T*>(in.data()), in.row_stride(), in.col_stride(),
                  out.data(), out.row_stride(), out.col_stride());
  } else {
    for (Index i = 0; i < out.rows(); ++i)
      for (Index j = 0; j < out.cols(); ++j) out(i, j) = static_cast<T>(in(i, j));
  }
}

// The part of copy that GCC does not want in a constexpr function, because it has a variable on the heap.
template <class T, Index R, Index C, class U, Index R2, Index C2>
void copy_at_run_time(const MatrixView<T, R, C>& out, const MatrixView<U, R2, C2>& in) {
  const Overlap shared = overlap(out, in);
  if (shared == Overlap::same) return;
  if (shared == Overlap::none) return copy_disjoint(out, in);
  auto element = [&](Index k) -> const U& { return in(k / in.cols(), k % in.cols()); };
  const Storage<std::remove_const_t<U>, dynamic> values(in.size(), element);
  copy_at_run_time(out, MatrixView<const std::remove_const_t<U>>(values.data(), in.rows(), in.cols()));
}

// out = in, element by element; the shapes are equal and the views may overlap.
template <class T, Index R, Index C, class U, Index R2, Index C2>
constexpr void copy(const MatrixView<T, R, C>& out, const MatrixView<U, R2, C2>& in) {
  if (std::is_constant_evaluated()) return assign_constant(out, [&](Index i, Index j) -> const U& { return in(i, j); });
  if constexpr (std::is_same_v<T, std::remove_const_t<U>> && std::is_trivially_copyable_v<T>) {
    if (out.col_stride() == 1 && in.col_stride() == 1 && out.row_stride() == out.cols() &&
        in.row_stride() == in.cols()) {
      return kernels::copy_flat(static_cast<const T*>(in.data()), out.size(), out.data());
    }
  }
  copy_at_run_time(out, in);
}

}  // namespace detail::inline DECLIVE_ABI

template <class T, Index N>
constexpr VectorView<T, N>& VectorView<T, N>::operator=(const VectorView& other) requires(!std::is_const_v<T>) {
  return operator=<VectorView>(other);
}
template <class T, Index N>
template <VectorLike V>
  requires(!std::is_const_v<T>)
constexpr VectorView<T, N>& VectorView<T, N>::operator=(const V& other) {
  static_assert(!detail::truncates<value_type_t<V>, T>,
                "declive: floating-point elements assigned to integer ones would be truncated");
  static_assert(detail::extents_agree(N, detail::Like<V>::rows),
                "declive: an assignment between fixed shapes that differ");
  if (size() != other.size()) detail::raise_shapes("operator=", dims(), "=", other.dims(), "sizes differ", {});
  detail::copy(as_column(), detail::matrix_view(other));
  return *this;
}
template <class T, Index R, Index C>
constexpr MatrixView<T, R, C>& MatrixView<T, R, C>::operator=(const MatrixView& other) requires(!std::is_const_v<T>) {
  return operator=<MatrixView>(other);
}
template <class T, Index R, Index C>
template <MatrixLike M>
  requires(!std::is_const_v<T>)
constexpr MatrixView<T, R, C>& MatrixView<T, R, C>::operator=(const M& other) {
  static_assert(!detail::truncates<value_type_t<M>, T>,
                "declive: floating-point elements assigned to integer ones would be truncated");
  static_assert(detail::extents_agree(R, detail::Like<M>::rows) && detail::extents_agree(C, detail::Like<M>::cols),
                "declive: an assignment between fixed shapes that differ");
  if (dims() != other.dims()) detail::raise_shapes("operator=", dims(), "=", other.dims(), "shapes differ", {});
  detail::copy(*this, detail::matrix_view(other));
  return *this;
}

}  // namespace declive

#endif
