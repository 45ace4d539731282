// Matrix<T, R, C>: rows x cols elements that belong to it, row after row. Both extents fixed: inline and constexpr;
// otherwise on the heap, 64-byte aligned.
#ifndef DECLIVE_CORE_MATRIX_HPP
#define DECLIVE_CORE_MATRIX_HPP

#include "vector.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

// A generator of elements (i, j) as one of the k-th element, for k = 0, 1, 2, ...
template <class F>
struct RowAfterRow {
  F& f;
  Index cols;
  Index i = 0, j = -1;
  constexpr auto operator()(Index) {
    if (++j == cols) {
      j = 0;
      ++i;
    }
    return f(i, j);
  }
};

}  // namespace detail::inline DECLIVE_ABI

namespace detail {

/// The extent of an owner along an axis: a number where it is known only at run time, else nothing, so that a fixed
/// matrix is its elements and no more. What is moved from is empty.
template <Index N, int axis>
class StoredExtent {
 public:
  DECLIVE_INLINE constexpr explicit StoredExtent(Index) {}
  DECLIVE_INLINE static constexpr Index get() { return N; }
};
template <int axis>
class StoredExtent<dynamic, axis> {
 public:
  DECLIVE_INLINE constexpr explicit StoredExtent(Index n) : n_(n) {}
  DECLIVE_INLINE constexpr StoredExtent(const StoredExtent&) = default;
  DECLIVE_INLINE constexpr StoredExtent(StoredExtent&& other) noexcept : n_(std::exchange(other.n_, 0)) {}
  DECLIVE_INLINE constexpr StoredExtent& operator=(const StoredExtent&) = default;
  DECLIVE_INLINE constexpr StoredExtent& operator=(StoredExtent&& other) noexcept {
    n_ = std::exchange(other.n_, 0);
    return *this;
  }
  DECLIVE_INLINE ~StoredExtent() = default;
  DECLIVE_INLINE constexpr Index get() const { return n_; }

 private:
  Index n_;
};

}  // namespace detail

/// A value: copies copy the elements, a moved-from dynamic matrix is empty. Operations give the strong exception
/// guarantee: they succeed, or the matrix is as before; only a fixed one, whose elements are assigned in place, may be
/// half assigned if T's assignment throws.
template <Scalar T, Index R = dynamic, Index C = dynamic>
class Matrix {
  static_assert((R == dynamic || R >= 0) && (C == dynamic || C >= 0),
                "declive: Matrix<T, R, C> needs R, C >= 0, or declive::dynamic");
  static constexpr bool fixed = R != dynamic && C != dynamic;
  static constexpr Index inline_size = fixed ? R * C : dynamic;
  template <class M>
  static constexpr bool is_copied_as_bytes = !fixed && detail::is_plain<T> && std::is_same_v<value_type_t<M>, T>;

 public:
  using value_type = T;

  /// No elements; T() in every place if the shape is fixed.
  DECLIVE_INLINE constexpr Matrix() requires(!fixed || inline_size == 0 || std::default_initializable<T>)
      : storage_(), rows_(R == dynamic ? 0 : R), cols_(C == dynamic ? 0 : C) {}
  /// T() in every place. Throws SizeError if a size is negative or the bytes overflow the address space, ShapeError if
  /// the shape is not R x C.
  DECLIVE_INLINE constexpr Matrix(Index rows, Index cols,
                                  Site site = Site::here()) requires(std::default_initializable<T>)
      : storage_(checked(rows, cols, site), detail::ValueInitialized<T>{}), rows_(rows), cols_(cols) {}
  /// `value` in every place.
  DECLIVE_INLINE constexpr Matrix(Index rows, Index cols, const T& value, Site site = Site::here())
      : storage_(checked(rows, cols, site), detail::Repeat<T>{value}), rows_(rows), cols_(cols) {}
  /// The elements as the memory was, where T allows it.
  DECLIVE_INLINE constexpr Matrix(Index rows, Index cols, uninitialized_t, Site site = Site::here())
      : storage_(checked(rows, cols, site), uninitialized), rows_(rows), cols_(cols) {}
  /// Element (i, j) is f(i, j).
  template <class F>
    requires(detail::GeneratorOf<F, T, Index, Index>)
  DECLIVE_INLINE constexpr Matrix(Index rows, Index cols, F&& f, Site site = Site::here())
      : storage_(checked(rows, cols, site), detail::RowAfterRow<F>{f, cols}), rows_(rows), cols_(cols) {
    static_assert(!detail::truncates<std::remove_cvref_t<std::invoke_result_t<F&, Index, Index>>, T>,
                  "declive: floating-point values written to integer elements would be truncated");
  }
  /// The listed rows: Matrix<double>{{1, 2}, {3, 4}}. Throws ShapeError if their lengths differ.
  DECLIVE_INLINE constexpr Matrix(std::initializer_list<std::initializer_list<T>> rows, Site site = Site::here())
      : Matrix(
            static_cast<Index>(rows.size()),
            rows.size() == 0 ? (C == dynamic ? 0 : C) : static_cast<Index>(rows.begin()->size()),
            [&](Index i, Index j) DECLIVE_INLINE_LAMBDA -> const T& {
              if (j == 0) check_row(rows, i, site);
              return rows.begin()[i].begin()[j];
            },
            site) {
    for (Index i = 0; i < static_cast<Index>(rows.size()); ++i) check_row(rows, i, site);
  }
  /// A copy of rows * cols values, row after row. Throws ShapeError if their number differs.
  template <class U, std::size_t E>
    requires(std::same_as<std::remove_const_t<U>, T>)
  DECLIVE_INLINE constexpr Matrix(Index rows, Index cols, std::span<U, E> values, Site site = Site::here())
      : storage_(checked(rows, cols, static_cast<Index>(values.size()), site), detail::Elements<T>{values.data()}),
        rows_(rows),
        cols_(cols) {}
  /// A copy of the elements of a view, or of a matrix with other extents; explicit if the element type changes.
  template <MatrixLike M>
    requires(!std::same_as<std::remove_cvref_t<M>, Matrix> && std::constructible_from<T, const value_type_t<M>&>)
  DECLIVE_INLINE constexpr explicit(!std::same_as<value_type_t<M>, T>) Matrix(const M& other, Site site = Site::here())
      : Matrix(detail::view(other), site, std::bool_constant<is_copied_as_bytes<M>>()) {
    static_assert(detail::extents_agree(R, detail::Like<M>::rows) && detail::extents_agree(C, detail::Like<M>::cols),
                  "declive: Matrix of a matrix of another fixed shape");
  }
  DECLIVE_INLINE constexpr Matrix(const Matrix&) = default;
  DECLIVE_INLINE constexpr Matrix(Matrix&&) = default;
  DECLIVE_INLINE constexpr Matrix& operator=(const Matrix&) = default;
  DECLIVE_INLINE constexpr Matrix& operator=(Matrix&&) = default;
  DECLIVE_INLINE ~Matrix() = default;

  DECLIVE_INLINE static constexpr Matrix zeros(Index rows = R, Index cols = C, Site site = Site::here()) {
    return Matrix(rows, cols, T(0), site);
  }
  DECLIVE_INLINE static constexpr Matrix ones(Index rows = R, Index cols = C, Site site = Site::here()) {
    return Matrix(rows, cols, T(1), site);
  }
  /// n x n, ones on the diagonal.
  DECLIVE_INLINE static constexpr Matrix identity(Index n = R, Site site = Site::here()) {
    return Matrix(
        n, n, [](Index i, Index j) DECLIVE_INLINE_LAMBDA { return i == j ? T(1) : T(0); }, site);
  }

  DECLIVE_INLINE constexpr Index rows() const { return rows_.get(); }
  DECLIVE_INLINE constexpr Index cols() const { return cols_.get(); }
  DECLIVE_INLINE constexpr Index size() const { return storage_.size(); }
  DECLIVE_INLINE constexpr bool empty() const { return size() == 0; }
  DECLIVE_INLINE constexpr Dims dims() const { return {rows(), cols(), 2}; }
  DECLIVE_INLINE constexpr T* data() { return storage_.data(); }
  DECLIVE_INLINE constexpr const T* data() const { return storage_.data(); }
  /// All elements, row after row.
  DECLIVE_INLINE constexpr T* begin() { return data(); }
  DECLIVE_INLINE constexpr T* end() { return data() + size(); }
  DECLIVE_INLINE constexpr const T* begin() const { return data(); }
  DECLIVE_INLINE constexpr const T* end() const { return data() + size(); }

  /// Element (i, j); checked in debug builds (DECLIVE_CHECKS).
  DECLIVE_INLINE constexpr T& operator()(Index i, Index j) {
    if (DECLIVE_CHECKS) detail::check_index("operator()", rows(), cols(), i, j, {});
    return data()[i * cols() + j];
  }
  DECLIVE_INLINE constexpr const T& operator()(Index i, Index j) const {
    if (DECLIVE_CHECKS) detail::check_index("operator()", rows(), cols(), i, j, {});
    return data()[i * cols() + j];
  }
  /// Element (i, j); throws IndexError unless it is inside.
  DECLIVE_INLINE constexpr T& at(Index i, Index j, Site site = Site::here()) {
    detail::check_index("at", rows(), cols(), i, j, site);
    return data()[i * cols() + j];
  }
  DECLIVE_INLINE constexpr const T& at(Index i, Index j, Site site = Site::here()) const {
    detail::check_index("at", rows(), cols(), i, j, site);
    return data()[i * cols() + j];
  }

  // As in MatrixView. Of a temporary matrix the results are vectors and matrices, not views.
  DECLIVE_INLINE constexpr auto row(Index i, Site site = Site::here()) & { return detail::view(*this).row(i, site); }
  DECLIVE_INLINE constexpr auto row(Index i, Site site = Site::here()) const& {
    return detail::view(*this).row(i, site);
  }
  DECLIVE_INLINE constexpr auto row(Index i, Site site = Site::here()) && {
    return Vector<T, C>(detail::view(*this).row(i, site));
  }
  DECLIVE_INLINE constexpr auto col(Index j, Site site = Site::here()) & { return detail::view(*this).col(j, site); }
  DECLIVE_INLINE constexpr auto col(Index j, Site site = Site::here()) const& {
    return detail::view(*this).col(j, site);
  }
  DECLIVE_INLINE constexpr auto col(Index j, Site site = Site::here()) && {
    return Vector<T, R>(detail::view(*this).col(j, site));
  }
  DECLIVE_INLINE constexpr auto block(Index i, Index j, Index r, Index c, Site site = Site::here()) & {
    return detail::view(*this).block(i, j, r, c, site);
  }
  DECLIVE_INLINE constexpr auto block(Index i, Index j, Index r, Index c, Site site = Site::here()) const& {
    return detail::view(*this).block(i, j, r, c, site);
  }
  DECLIVE_INLINE constexpr auto block(Index i, Index j, Index r, Index c, Site site = Site::here()) && {
    return Matrix<T>(detail::view(*this).block(i, j, r, c, site));
  }
  DECLIVE_INLINE constexpr auto diagonal(Index offset = 0, Site site = Site::here()) & {
    return detail::view(*this).diagonal(offset, site);
  }
  DECLIVE_INLINE constexpr auto diagonal(Index offset = 0, Site site = Site::here()) const& {
    return detail::view(*this).diagonal(offset, site);
  }
  DECLIVE_INLINE constexpr auto diagonal(Index offset = 0, Site site = Site::here()) && {
    return Vector<T>(detail::view(*this).diagonal(offset, site));
  }
  DECLIVE_INLINE constexpr auto transposed() & { return detail::view(*this).transposed(); }
  DECLIVE_INLINE constexpr auto transposed() const& { return detail::view(*this).transposed(); }
  DECLIVE_INLINE constexpr auto transposed() && { return Matrix<T, C, R>(detail::view(*this).transposed()); }
  DECLIVE_INLINE constexpr auto reversed_rows() & { return detail::view(*this).reversed_rows(); }
  DECLIVE_INLINE constexpr auto reversed_rows() const& { return detail::view(*this).reversed_rows(); }
  DECLIVE_INLINE constexpr auto reversed_rows() && { return Matrix(detail::view(*this).reversed_rows()); }
  DECLIVE_INLINE constexpr auto reversed_cols() & { return detail::view(*this).reversed_cols(); }
  DECLIVE_INLINE constexpr auto reversed_cols() const& { return detail::view(*this).reversed_cols(); }
  DECLIVE_INLINE constexpr auto reversed_cols() && { return Matrix(detail::view(*this).reversed_cols()); }

 private:
  // The elements of a view: as bytes into new memory, or one by one.
  template <class V>
  DECLIVE_INLINE Matrix(const V& view, const Site& site, std::true_type)
      : Matrix(view.rows(), view.cols(), uninitialized, site) {
    detail::copy_disjoint(detail::view(*this), view);
  }
  template <class V>
  DECLIVE_INLINE constexpr Matrix(const V& view, const Site& site, std::false_type)
      : Matrix(
            view.rows(), view.cols(),
            [&view](Index i, Index j) DECLIVE_INLINE_LAMBDA {
              return static_cast<T>(view.data()[i * view.row_stride() + j * view.col_stride()]);
            },
            site) {}
  DECLIVE_INLINE static constexpr Index checked(Index rows, Index cols, const Site& site) {
    if ((R != dynamic && rows != R) || (C != dynamic && cols != C))
      detail::raise_shapes("Matrix", Dims{R == dynamic ? rows : R, C == dynamic ? cols : C, 2}, "of",
                           Dims{rows, cols, 2}, "shapes differ", site);
    return detail::checked_size<T>("Matrix", rows, cols, 2, site);
  }
  DECLIVE_INLINE static constexpr Index checked(Index rows, Index cols, Index values, const Site& site) {
    const Index size = checked(rows, cols, site);
    if (size != values)
      detail::raise_shapes("Matrix", Dims{rows, cols, 2}, "of", Dims{values, 1, 1}, "the number of values differs",
                           site);
    return size;
  }
  DECLIVE_INLINE static constexpr void check_row(const std::initializer_list<std::initializer_list<T>>& rows, Index i,
                                                 const Site& site) {
    const Index first = static_cast<Index>(rows.begin()->size()), here = static_cast<Index>(rows.begin()[i].size());
    if (first != here)
      detail::raise_shape("Matrix", Dims{static_cast<Index>(rows.size()), first, 2},
                          detail::text("row ", i, " has ", here, " elements, row 0 has ", first), site);
  }
  // In this order: an assignment that throws does so before the extents are touched.
  detail::Storage<T, inline_size> storage_;
  [[no_unique_address]] detail::StoredExtent<R, 0> rows_;
  [[no_unique_address]] detail::StoredExtent<C, 1> cols_;
};

template <class T>
Matrix(std::initializer_list<std::initializer_list<T>>) -> Matrix<T>;
template <class T, Index R, Index C>
Matrix(const MatrixView<T, R, C>&) -> Matrix<std::remove_const_t<T>, R, C>;
template <class T, std::size_t E>
Matrix(Index, Index, std::span<T, E>) -> Matrix<std::remove_const_t<T>>;

}  // namespace declive

#endif
