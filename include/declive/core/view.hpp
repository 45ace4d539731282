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
#include <iterator>
#include <span>

#include "../kernels/map.hpp"
#include "storage.hpp"

#if defined(__clang__)
#define DECLIVE_LIFETIMEBOUND [[clang::lifetimebound]]
#else
#define DECLIVE_LIFETIMEBOUND
#endif

namespace declive {

namespace detail::inline DECLIVE_ABI {

DECLIVE_INLINE constexpr void check_index(const char* operation, Index n, Index i, const Site& site) {
  if (i < 0 || i >= n) raise_index(operation, Dims{n, 1, 1}, i, site);
}
DECLIVE_INLINE constexpr void check_index(const char* operation, Index rows, Index cols, Index i, Index j,
                                          const Site& site) {
  if (i < 0 || i >= rows || j < 0 || j >= cols) raise_index(operation, Dims{rows, cols, 2}, i, j, site);
}
[[noreturn]] DECLIVE_COLD inline void raise_slice(const Dims& shape, Index first, Index count, Index step,
                                                  const Site& site) {
  raise<IndexError>(
      text("slice: ", shape, ": ", count, " elements from ", first, " in steps of ", step, " do not fit", site));
}
// [first, first + count) within [0, n), without overflow.
constexpr bool fits(Index first, Index count, Index n) { return first >= 0 && count >= 0 && first <= n - count; }

}  // namespace detail::inline DECLIVE_ABI

namespace detail {

// What std::mdspan of rank 1 or 2 looks like, without its header.
template <class S, int rank>
concept MdspanLike = requires(const S& s) {
  s.data_handle();
  s.extent(0);
  s.stride(0);
  requires(S::rank() == rank);
  requires(std::is_pointer_v<std::remove_cvref_t<decltype(s.data_handle())>>);
};
template <class S>
using mdspan_element_t = std::remove_pointer_t<std::remove_cvref_t<decltype(std::declval<const S&>().data_handle())>>;

// Whether From's pointer and extents can become those of a view of T with extent N: adds const at most, forgets an
// extent at most.
template <class From, class To>
concept QualifiesTo = std::is_convertible_v<From (*)[], To (*)[]>;
constexpr bool forgets(Index from, Index to) { return to == dynamic || from == to; }
template <class From, class To>
inline constexpr bool truncates = std::is_floating_point_v<From>&& std::is_integral_v<To>;

}  // namespace detail

/// n elements, `stride` apart: element i is data[i stride].
template <class T, Index N = dynamic>
class VectorView {
 public:
  using element_type = T;
  using value_type = std::remove_const_t<T>;

  /// Steps through the elements with their stride.
  class iterator {
   public:
    using iterator_category = std::random_access_iterator_tag;
    using value_type = std::remove_const_t<T>;
    using difference_type = Index;
    using pointer = T*;
    using reference = T&;
    DECLIVE_INLINE iterator() = default;
    DECLIVE_INLINE constexpr iterator(T* data, Index stride, Index i) : data_(data), stride_(stride), i_(i) {}
    DECLIVE_INLINE constexpr T& operator*() const { return data_[i_ * stride_]; }
    DECLIVE_INLINE constexpr T& operator[](Index k) const { return data_[(i_ + k) * stride_]; }
    DECLIVE_INLINE constexpr T* operator->() const { return &**this; }
    DECLIVE_INLINE constexpr iterator& operator++() { return *this += 1; }
    DECLIVE_INLINE constexpr iterator& operator--() { return *this -= 1; }
    DECLIVE_INLINE constexpr iterator operator++(int) {
      iterator old = *this;
      ++*this;
      return old;
    }
    DECLIVE_INLINE constexpr iterator operator--(int) {
      iterator old = *this;
      --*this;
      return old;
    }
    DECLIVE_INLINE constexpr iterator& operator+=(Index k) {
      i_ += k;
      return *this;
    }
    DECLIVE_INLINE constexpr iterator& operator-=(Index k) {
      i_ -= k;
      return *this;
    }
    DECLIVE_INLINE friend constexpr iterator operator+(iterator a, Index k) { return a += k; }
    DECLIVE_INLINE friend constexpr iterator operator+(Index k, iterator a) { return a += k; }
    DECLIVE_INLINE friend constexpr iterator operator-(iterator a, Index k) { return a -= k; }
    DECLIVE_INLINE friend constexpr Index operator-(const iterator& a, const iterator& b) { return a.i_ - b.i_; }
    DECLIVE_INLINE friend constexpr bool operator==(const iterator& a, const iterator& b) { return a.i_ == b.i_; }
    DECLIVE_INLINE friend constexpr auto operator<=>(const iterator& a, const iterator& b) { return a.i_ <=> b.i_; }

   private:
    T* data_ = nullptr;
    Index stride_ = 1;
    Index i_ = 0;
  };

  /// Throws SizeError if size < 0, ShapeError if it is not N. Explicit, because in A.row(0) = {0, 5} the 0 would be a
  /// null pointer.
  DECLIVE_INLINE constexpr explicit VectorView(T* data, Index size, Index stride = 1, Site site = Site::here())
      : data_(data), size_(size), stride_(stride) {
    if (size < 0) detail::raise_size("VectorView", Dims{size, 1, 1}, "a size is negative", site);
    if (N != dynamic && size != N)
      detail::raise_shapes("VectorView", Dims{N, 1, 1}, "of", Dims{size, 1, 1}, "sizes differ", site);
  }
  /// Of a std::span.
  template <class U, std::size_t E>
    requires(detail::QualifiesTo<U, T> && (N == dynamic || static_cast<std::size_t>(N) == E))
  DECLIVE_INLINE constexpr VectorView(std::span<U, E> span)
      : data_(span.data()), size_(static_cast<Index>(span.size())), stride_(1) {}
  /// Of anything shaped like a std::mdspan of rank 1.
  template <detail::MdspanLike<1> S>
    requires(N == dynamic && detail::QualifiesTo<detail::mdspan_element_t<S>, T>)
  DECLIVE_INLINE constexpr VectorView(const S& s)
      : data_(s.data_handle()), size_(static_cast<Index>(s.extent(0))), stride_(static_cast<Index>(s.stride(0))) {}
  /// Of a Vector; of a temporary one only to read it, within the statement.
  template <class V>
    requires(detail::Like<V>::rank == 1 && detail::Like<V>::owner && detail::forgets(detail::Like<V>::rows, N) &&
             detail::QualifiesTo<std::remove_pointer_t<decltype(std::declval<V&>().data())>, T> &&
             (std::is_const_v<T> || std::is_lvalue_reference_v<V>))
  DECLIVE_INLINE constexpr VectorView(V&& vector DECLIVE_LIFETIMEBOUND)
      : data_(vector.data()), size_(vector.size()), stride_(1) {}
  /// Of a view with fewer promises: adds const, forgets the extent.
  template <class U, Index M>
    requires(detail::QualifiesTo<U, T>&& detail::forgets(M, N) && !std::is_same_v<VectorView<U, M>, VectorView>)
  DECLIVE_INLINE constexpr VectorView(const VectorView<U, M>& other)
      : data_(other.data()), size_(other.size()), stride_(other.stride()) {}
  VectorView(const VectorView&) = default;

  /// Assigns the elements; overlap is allowed. Throws ShapeError if the sizes differ.
  DECLIVE_INLINE constexpr VectorView& operator=(const VectorView& other) requires(!std::is_const_v<T>);
  VectorView& operator=(const VectorView&) requires(std::is_const_v<T>) = delete;
  template <VectorLike V>
    requires(!std::is_const_v<T>)
  DECLIVE_INLINE constexpr VectorView& operator=(const V& other);

  DECLIVE_INLINE constexpr T* data() const { return data_; }
  DECLIVE_INLINE constexpr Index size() const { return N == dynamic ? size_ : N; }
  DECLIVE_INLINE constexpr Index stride() const { return stride_; }
  DECLIVE_INLINE constexpr bool empty() const { return size() == 0; }
  DECLIVE_INLINE constexpr Dims dims() const { return {size(), 1, 1}; }
  DECLIVE_INLINE constexpr iterator begin() const { return {data_, stride_, 0}; }
  DECLIVE_INLINE constexpr iterator end() const { return {data_, stride_, size()}; }

  /// Element i; checked in debug builds (DECLIVE_CHECKS).
  DECLIVE_INLINE constexpr T& operator[](Index i) const {
    if (DECLIVE_CHECKS) detail::check_index("operator[]", size(), i, {});
    return data_[i * stride_];
  }
  DECLIVE_INLINE constexpr T& operator()(Index i) const { return (*this)[i]; }
  /// Element i; throws IndexError unless 0 <= i < size().
  DECLIVE_INLINE constexpr T& at(Index i, Site site = Site::here()) const {
    detail::check_index("at", size(), i, site);
    return data_[i * stride_];
  }

  /// Elements first, first + step, ..., `count` of them; step may be negative. Throws IndexError if one is outside.
  DECLIVE_INLINE constexpr VectorView<T> slice(Index first, Index count, Index step = 1,
                                               Site site = Site::here()) const {
    if (count < 0) detail::raise_size("slice", Dims{count, 1, 1}, "a size is negative", site);
    if (count == 0) return VectorView<T>(data_, 0, stride_);
    detail::check_index("slice", size(), first, site);
    const Index room = step > 0   ? (size() - 1 - first) / step
                       : step < 0 ? first / -(step + (step == (std::numeric_limits<Index>::min)()))
                                  : count - 1;
    if (count - 1 > room) detail::raise_slice(dims(), first, count, step, site);
    return VectorView<T>(data_ + first * stride_, count, count > 1 ? step * stride_ : stride_);
  }
  /// The last element first.
  DECLIVE_INLINE constexpr VectorView reversed() const {
    return VectorView(size() > 0 ? data_ + (size() - 1) * stride_ : data_, size(), -stride_);
  }
  /// The vector as an n x 1 and as a 1 x n matrix.
  DECLIVE_INLINE constexpr MatrixView<T, N, 1> as_column() const {
    return MatrixView<T, N, 1>(data_, size(), 1, stride_, 1);
  }
  DECLIVE_INLINE constexpr MatrixView<T, 1, N> as_row() const {
    return MatrixView<T, 1, N>(data_, 1, size(), size() * stride_, stride_);
  }

 private:
  T* data_;
  Index size_;
  Index stride_;
};

/// rows x cols elements: element (i, j) is data[i row_stride + j col_stride].
template <class T, Index R = dynamic, Index C = dynamic>
class MatrixView {
 public:
  using element_type = T;
  using value_type = std::remove_const_t<T>;

  /// Throws SizeError if a size is negative, ShapeError if it is not R or C.
  DECLIVE_INLINE constexpr explicit MatrixView(T* data, Index rows, Index cols, Index row_stride, Index col_stride = 1,
                                               Site site = Site::here())
      : data_(data), rows_(rows), cols_(cols), row_stride_(row_stride), col_stride_(col_stride) {
    if (rows < 0 || cols < 0) detail::raise_size("MatrixView", Dims{rows, cols, 2}, "a size is negative", site);
    if ((R != dynamic && rows != R) || (C != dynamic && cols != C))
      detail::raise_shapes("MatrixView", Dims{R == dynamic ? rows : R, C == dynamic ? cols : C, 2}, "of",
                           Dims{rows, cols, 2}, "shapes differ", site);
  }
  /// Contiguous rows.
  DECLIVE_INLINE constexpr explicit MatrixView(T* data, Index rows, Index cols, Site site = Site::here())
      : MatrixView(data, rows, cols, cols, 1, site) {}
  /// Of anything shaped like a std::mdspan of rank 2.
  template <detail::MdspanLike<2> S>
    requires(R == dynamic && C == dynamic && detail::QualifiesTo<detail::mdspan_element_t<S>, T>)
  DECLIVE_INLINE constexpr MatrixView(const S& s)
      : MatrixView(s.data_handle(), static_cast<Index>(s.extent(0)), static_cast<Index>(s.extent(1)),
                   static_cast<Index>(s.stride(0)), static_cast<Index>(s.stride(1))) {}
  /// Of a Matrix; of a temporary one only to read it, within the statement.
  template <class M>
    requires(detail::Like<M>::rank == 2 && detail::Like<M>::owner && detail::forgets(detail::Like<M>::rows, R) &&
             detail::forgets(detail::Like<M>::cols, C) &&
             detail::QualifiesTo<std::remove_pointer_t<decltype(std::declval<M&>().data())>, T> &&
             (std::is_const_v<T> || std::is_lvalue_reference_v<M>))
  DECLIVE_INLINE constexpr MatrixView(M&& matrix DECLIVE_LIFETIMEBOUND)
      : data_(matrix.data()), rows_(matrix.rows()), cols_(matrix.cols()), row_stride_(matrix.cols()), col_stride_(1) {}
  /// Of a view with fewer promises: adds const, forgets extents.
  template <class U, Index R2, Index C2>
    requires(detail::QualifiesTo<U, T>&& detail::forgets(R2, R) && detail::forgets(C2, C) &&
             !std::is_same_v<MatrixView<U, R2, C2>, MatrixView>)
  DECLIVE_INLINE constexpr MatrixView(const MatrixView<U, R2, C2>& other)
      : data_(other.data()),
        rows_(other.rows()),
        cols_(other.cols()),
        row_stride_(other.row_stride()),
        col_stride_(other.col_stride()) {}
  MatrixView(const MatrixView&) = default;

  /// Assigns the elements; overlap is allowed. Throws ShapeError if the shapes differ.
  DECLIVE_INLINE constexpr MatrixView& operator=(const MatrixView& other) requires(!std::is_const_v<T>);
  MatrixView& operator=(const MatrixView&) requires(std::is_const_v<T>) = delete;
  template <MatrixLike M>
    requires(!std::is_const_v<T>)
  DECLIVE_INLINE constexpr MatrixView& operator=(const M& other);

  DECLIVE_INLINE constexpr T* data() const { return data_; }
  DECLIVE_INLINE constexpr Index rows() const { return R == dynamic ? rows_ : R; }
  DECLIVE_INLINE constexpr Index cols() const { return C == dynamic ? cols_ : C; }
  DECLIVE_INLINE constexpr Index size() const { return rows() * cols(); }
  DECLIVE_INLINE constexpr Index row_stride() const { return row_stride_; }
  DECLIVE_INLINE constexpr Index col_stride() const { return col_stride_; }
  DECLIVE_INLINE constexpr bool empty() const { return rows() == 0 || cols() == 0; }
  DECLIVE_INLINE constexpr Dims dims() const { return {rows(), cols(), 2}; }

  /// Element (i, j); checked in debug builds (DECLIVE_CHECKS).
  DECLIVE_INLINE constexpr T& operator()(Index i, Index j) const {
    if (DECLIVE_CHECKS) detail::check_index("operator()", rows(), cols(), i, j, {});
    return data_[i * row_stride_ + j * col_stride_];
  }
  /// Element (i, j); throws IndexError unless it is inside.
  DECLIVE_INLINE constexpr T& at(Index i, Index j, Site site = Site::here()) const {
    detail::check_index("at", rows(), cols(), i, j, site);
    return data_[i * row_stride_ + j * col_stride_];
  }

  /// Row i, column j. Throws IndexError if there is none.
  DECLIVE_INLINE constexpr VectorView<T, C> row(Index i, Site site = Site::here()) const {
    if (i < 0 || i >= rows()) detail::raise_index("row", dims(), i, site);
    return VectorView<T, C>(empty() ? data_ : data_ + i * row_stride_, cols(), col_stride_);
  }
  DECLIVE_INLINE constexpr VectorView<T, R> col(Index j, Site site = Site::here()) const {
    if (j < 0 || j >= cols()) detail::raise_index("col", dims(), j, site);
    return VectorView<T, R>(empty() ? data_ : data_ + j * col_stride_, rows(), row_stride_);
  }
  /// The r x c block whose upper left corner is (i, j). Throws ShapeError if it does not fit.
  DECLIVE_INLINE constexpr MatrixView<T> block(Index i, Index j, Index r, Index c, Site site = Site::here()) const {
    if (!detail::fits(i, r, rows()) || !detail::fits(j, c, cols()))
      detail::raise_shape("block", dims(),
                          detail::text("a block of ", Dims{r, c, 2}, " at (", i, ", ", j, ") does not fit"), site);
    return MatrixView<T>(r > 0 && c > 0 ? data_ + i * row_stride_ + j * col_stride_ : data_, r, c, row_stride_,
                         col_stride_);
  }
  /// Elements (i, i + offset), or (i - offset, i) for a negative offset. Throws IndexError if |offset| is beyond the
  /// matrix.
  DECLIVE_INLINE constexpr VectorView<T> diagonal(Index offset = 0, Site site = Site::here()) const {
    if (offset > cols() || offset < -rows()) detail::raise_index("diagonal", dims(), offset, site);
    const Index i = offset < 0 ? -offset : 0, j = offset > 0 ? offset : 0;
    const Index n = rows() - i < cols() - j ? rows() - i : cols() - j;
    return VectorView<T>(n > 0 ? data_ + i * row_stride_ + j * col_stride_ : data_, n, row_stride_ + col_stride_);
  }
  /// Rows become columns; no element moves.
  DECLIVE_INLINE constexpr MatrixView<T, C, R> transposed() const {
    return MatrixView<T, C, R>(data_, cols(), rows(), col_stride_, row_stride_);
  }
  /// The last row first; the last column first.
  DECLIVE_INLINE constexpr MatrixView reversed_rows() const {
    return MatrixView(empty() ? data_ : data_ + (rows() - 1) * row_stride_, rows(), cols(), -row_stride_, col_stride_);
  }
  DECLIVE_INLINE constexpr MatrixView reversed_cols() const {
    return MatrixView(empty() ? data_ : data_ + (cols() - 1) * col_stride_, rows(), cols(), row_stride_, -col_stride_);
  }

 private:
  T* data_;
  Index rows_;
  Index cols_;
  Index row_stride_;
  Index col_stride_;
};

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

template <class T, std::size_t E>
VectorView(std::span<T, E>) -> VectorView<T>;
template <class T, Index N>
VectorView(Vector<T, N>&) -> VectorView<T, N>;
template <class T, Index N>
VectorView(const Vector<T, N>&) -> VectorView<const T, N>;
template <class T, Index R, Index C>
MatrixView(Matrix<T, R, C>&) -> MatrixView<T, R, C>;
template <class T, Index R, Index C>
MatrixView(const Matrix<T, R, C>&) -> MatrixView<const T, R, C>;

}  // namespace declive

// Its iterators point to the elements themselves, so they stay valid when the view is gone.
template <class T, declive::Index N>
inline constexpr bool std::ranges::enable_borrowed_range<declive::VectorView<T, N>> = true;

#endif
