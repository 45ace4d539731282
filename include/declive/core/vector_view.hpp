// VectorView: the elements of a vector in memory that belongs to somebody else. view.hpp has what views have in common,
// the assignment of elements among it.
#ifndef DECLIVE_CORE_VECTOR_VIEW_HPP
#define DECLIVE_CORE_VECTOR_VIEW_HPP

#include <iterator>
#include <limits>
#include <span>

#include "../concepts.hpp"

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
[[noreturn]] DECLIVE_COLD inline void raise_slice(const Dims& shape, Index first, Index count, Index step,
                                                  const Site& site) {
  raise<IndexError>(
      text("slice: ", shape, ": ", count, " elements from ", first, " in steps of ", step, " do not fit", site));
}

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

template <class T, std::size_t E>
VectorView(std::span<T, E>) -> VectorView<T>;
template <class T, Index N>
VectorView(Vector<T, N>&) -> VectorView<T, N>;
template <class T, Index N>
VectorView(const Vector<T, N>&) -> VectorView<const T, N>;
}  // namespace declive

// Its iterators point to the elements themselves, so they stay valid when the view is gone.
template <class T, declive::Index N>
inline constexpr bool std::ranges::enable_borrowed_range<declive::VectorView<T, N>> = true;

#endif
