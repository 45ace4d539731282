// MatrixView: the elements of a matrix in memory that belongs to somebody else. view.hpp has what views have in common,
// the assignment of elements among it.
#ifndef DECLIVE_CORE_MATRIX_VIEW_HPP
#define DECLIVE_CORE_MATRIX_VIEW_HPP

#include "vector_view.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

DECLIVE_INLINE constexpr void check_index(const char* operation, Index rows, Index cols, Index i, Index j,
                                          const Site& site) {
  if (i < 0 || i >= rows || j < 0 || j >= cols) raise_index(operation, Dims{rows, cols, 2}, i, j, site);
}
// [first, first + count) within [0, n), without overflow.
constexpr bool fits(Index first, Index count, Index n) { return first >= 0 && count >= 0 && first <= n - count; }

}  // namespace detail::inline DECLIVE_ABI

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

template <class T, Index R, Index C>
MatrixView(Matrix<T, R, C>&) -> MatrixView<T, R, C>;
template <class T, Index R, Index C>
MatrixView(const Matrix<T, R, C>&) -> MatrixView<const T, R, C>;

}  // namespace declive

#endif
