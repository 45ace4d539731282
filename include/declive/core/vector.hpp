// Vector<T, N>: n elements that belong to it. N fixed: inline and constexpr; N = dynamic: on the heap, 64-byte aligned.
#ifndef DECLIVE_CORE_VECTOR_HPP
#define DECLIVE_CORE_VECTOR_HPP

#include <initializer_list>

#include "view.hpp"

namespace declive {

/// A value: copies copy the elements, a moved-from dynamic vector is empty. Operations give the strong exception
/// guarantee: they succeed, or the vector is as before; only a fixed one, whose elements are assigned in place, may be
/// half assigned if T's assignment throws.
template <Scalar T, Index N = dynamic>
class Vector {
  static_assert(N == dynamic || N >= 0, "declive: Vector<T, N> needs N >= 0, or N = declive::dynamic");
  template <class V>
  static constexpr bool is_copied_as_bytes = N == dynamic&& detail::is_plain<T>&& std::is_same_v<value_type_t<V>, T>;

 public:
  using value_type = T;

  /// No elements; N elements T() if the size is fixed.
  DECLIVE_INLINE constexpr Vector() requires(N == dynamic || N == 0 || std::default_initializable<T>) : storage_() {}
  /// n elements T(). Throws SizeError if n < 0 or n elements overflow the address space, ShapeError if n is not N.
  DECLIVE_INLINE constexpr explicit Vector(Index n, Site site = Site::here()) requires(std::default_initializable<T>)
      : storage_(checked(n, site), detail::ValueInitialized<T>{}) {}
  /// n elements equal to `value`.
  DECLIVE_INLINE constexpr Vector(Index n, const T& value, Site site = Site::here())
      : storage_(checked(n, site), detail::Repeat<T>{value}) {}
  /// n elements as the memory was, where T allows it.
  DECLIVE_INLINE constexpr Vector(Index n, uninitialized_t, Site site = Site::here())
      : storage_(checked(n, site), uninitialized) {}
  /// Element i is f(i).
  template <class F>
    requires(detail::GeneratorOf<F, T, Index>)
  DECLIVE_INLINE constexpr Vector(Index n, F&& f, Site site = Site::here()) : storage_(checked(n, site), f) {
    static_assert(!detail::truncates<std::remove_cvref_t<std::invoke_result_t<F&, Index>>, T>,
                  "declive: floating-point values written to integer elements would be truncated");
  }
  /// The listed elements.
  DECLIVE_INLINE constexpr Vector(std::initializer_list<T> values, Site site = Site::here())
      : storage_(checked(static_cast<Index>(values.size()), site), detail::Elements<T>{values.begin()}) {}
  /// A copy of the span's elements.
  template <class U, std::size_t E>
    requires(std::same_as<std::remove_const_t<U>, T>)
  DECLIVE_INLINE constexpr explicit Vector(std::span<U, E> values, Site site = Site::here())
      : Vector(VectorView<const T>(values.data(), static_cast<Index>(values.size())), site) {}
  /// A copy of the elements of a view, or of a vector with other extents; explicit if the element type changes.
  template <VectorLike V>
    requires(!std::same_as<std::remove_cvref_t<V>, Vector> && std::constructible_from<T, const value_type_t<V>&>)
  DECLIVE_INLINE constexpr explicit(!std::same_as<value_type_t<V>, T>) Vector(const V& other, Site site = Site::here())
      : Vector(detail::view(other), site, std::bool_constant<is_copied_as_bytes<V>>()) {
    static_assert(detail::extents_agree(N, detail::Like<V>::rows), "declive: Vector of a vector of another fixed size");
  }

  DECLIVE_INLINE constexpr Vector(const Vector&) = default;
  DECLIVE_INLINE constexpr Vector(Vector&&) = default;
  DECLIVE_INLINE constexpr Vector& operator=(const Vector&) = default;
  DECLIVE_INLINE constexpr Vector& operator=(Vector&&) = default;
  DECLIVE_INLINE ~Vector() = default;

  DECLIVE_INLINE static constexpr Vector zeros(Index n = N, Site site = Site::here()) { return Vector(n, T(0), site); }
  DECLIVE_INLINE static constexpr Vector ones(Index n = N, Site site = Site::here()) { return Vector(n, T(1), site); }

  DECLIVE_INLINE constexpr Index size() const { return storage_.size(); }
  DECLIVE_INLINE constexpr bool empty() const { return size() == 0; }
  DECLIVE_INLINE constexpr Dims dims() const { return {size(), 1, 1}; }
  DECLIVE_INLINE constexpr T* data() { return storage_.data(); }
  DECLIVE_INLINE constexpr const T* data() const { return storage_.data(); }
  DECLIVE_INLINE constexpr T* begin() { return data(); }
  DECLIVE_INLINE constexpr T* end() { return data() + size(); }
  DECLIVE_INLINE constexpr const T* begin() const { return data(); }
  DECLIVE_INLINE constexpr const T* end() const { return data() + size(); }

  /// Element i; checked in debug builds (DECLIVE_CHECKS).
  DECLIVE_INLINE constexpr T& operator[](Index i) {
    if (DECLIVE_CHECKS) detail::check_index("operator[]", size(), i, {});
    return data()[i];
  }
  DECLIVE_INLINE constexpr const T& operator[](Index i) const {
    if (DECLIVE_CHECKS) detail::check_index("operator[]", size(), i, {});
    return data()[i];
  }
  DECLIVE_INLINE constexpr T& operator()(Index i) { return (*this)[i]; }
  DECLIVE_INLINE constexpr const T& operator()(Index i) const { return (*this)[i]; }
  /// Element i; throws IndexError unless 0 <= i < size().
  DECLIVE_INLINE constexpr T& at(Index i, Site site = Site::here()) {
    detail::check_index("at", size(), i, site);
    return data()[i];
  }
  DECLIVE_INLINE constexpr const T& at(Index i, Site site = Site::here()) const {
    detail::check_index("at", size(), i, site);
    return data()[i];
  }

  // As in VectorView. Of a temporary vector the results are vectors, not views.
  DECLIVE_INLINE constexpr auto slice(Index first, Index count, Index step = 1, Site site = Site::here()) & {
    return detail::view(*this).slice(first, count, step, site);
  }
  DECLIVE_INLINE constexpr auto slice(Index first, Index count, Index step = 1, Site site = Site::here()) const& {
    return detail::view(*this).slice(first, count, step, site);
  }
  DECLIVE_INLINE constexpr auto slice(Index first, Index count, Index step = 1, Site site = Site::here()) && {
    return Vector<T>(detail::view(*this).slice(first, count, step, site));
  }
  DECLIVE_INLINE constexpr auto reversed() & { return detail::view(*this).reversed(); }
  DECLIVE_INLINE constexpr auto reversed() const& { return detail::view(*this).reversed(); }
  DECLIVE_INLINE constexpr auto reversed() && { return Vector(detail::view(*this).reversed()); }
  DECLIVE_INLINE constexpr auto as_column() & { return detail::view(*this).as_column(); }
  DECLIVE_INLINE constexpr auto as_column() const& { return detail::view(*this).as_column(); }
  DECLIVE_INLINE constexpr auto as_column() && { return Matrix<T, N, 1>(detail::view(*this).as_column()); }
  DECLIVE_INLINE constexpr auto as_row() & { return detail::view(*this).as_row(); }
  DECLIVE_INLINE constexpr auto as_row() const& { return detail::view(*this).as_row(); }
  DECLIVE_INLINE constexpr auto as_row() && { return Matrix<T, 1, N>(detail::view(*this).as_row()); }

 private:
  // The elements of a view: as bytes into new memory, or one by one.
  template <class V>
  DECLIVE_INLINE Vector(const V& view, const Site& site, std::true_type) : Vector(view.size(), uninitialized, site) {
    detail::copy_disjoint(detail::view(*this).as_column(), view.as_column());
  }
  template <class V>
  DECLIVE_INLINE constexpr Vector(const V& view, const Site& site, std::false_type)
      : storage_(checked(view.size(), site),
                 [&view](Index i) DECLIVE_INLINE_LAMBDA { return static_cast<T>(view.data()[i * view.stride()]); }) {}
  DECLIVE_INLINE static constexpr Index checked(Index n, const Site& site) {
    if (N != dynamic && n != N)
      detail::raise_shapes("Vector", Dims{N, 1, 1}, "of", Dims{n, 1, 1}, "sizes differ", site);
    return detail::checked_size<T>("Vector", n, 1, 1, site);
  }

  detail::Storage<T, N> storage_;
};

template <class T>
Vector(std::initializer_list<T>) -> Vector<T>;
template <class T, Index N>
Vector(const VectorView<T, N>&) -> Vector<std::remove_const_t<T>, N>;
template <class T, std::size_t E>
Vector(std::span<T, E>) -> Vector<std::remove_const_t<T>>;
template <class T>
  requires(Scalar<T> && !std::invocable<T&, Index>)
Vector(Index, T)
->Vector<T>;

}  // namespace declive

#endif
