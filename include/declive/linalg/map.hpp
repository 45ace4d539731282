// map(f, A, B, ...): any elementwise function of any number of arrays, in one vectorised pass over memory.
#ifndef DECLIVE_LINALG_MAP_HPP
#define DECLIVE_LINALG_MAP_HPP

#include "../core/matrix.hpp"

namespace declive {

namespace detail {

// The owner that an elementwise operation on X, Y, ... returns: of each extent what is known at compile time.
template <class T, class X, class... Y>
struct ResultArray;
template <class T, VectorLike X, class... Y>
struct ResultArray<T, X, Y...> {
  template <Index N, Index... M>
  static constexpr Index extent() {
    Index n = N;
    ((n = same_extent(n, M)), ...);
    return n;
  }
  using type = Vector<T, extent<Like<X>::rows, Like<Y>::rows...>()>;
};
template <class T, MatrixLike X, class... Y>
struct ResultArray<T, X, Y...> {
  template <Index N, Index... M>
  static constexpr Index extent() {
    Index n = N;
    ((n = same_extent(n, M)), ...);
    return n;
  }
  using type = Matrix<T, extent<Like<X>::rows, Like<Y>::rows...>(), extent<Like<X>::cols, Like<Y>::cols...>()>;
};
template <class T, class... X>
using array_t = typename ResultArray<T, X...>::type;

// What a fixed-size array may have for its loops to be written out in place rather than handed to a kernel.
inline constexpr Index inline_elements = 64;

template <class X>
inline constexpr Index fixed_size =
    Like<X>::rows == dynamic || Like<X>::cols == dynamic ? dynamic : Like<X>::rows* Like<X>::cols;

// Numbers whose operations write to memory elsewhere, as those of reverse mode do to their tape: the calls stay in order.
template <class T>
inline constexpr bool is_recorded = false;

// Whether the value x can become the result R: a temporary of the same type on the heap.
template <class X, class R>
inline constexpr bool is_reusable =
    !std::is_lvalue_reference_v<X> && std::is_same_v<std::remove_reference_t<X>, R> && fixed_size<R> == dynamic;

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

// The values of numbers that carry derivatives, where they stand.
template <class T, Index R, Index C>
DECLIVE_INLINE inline auto values_view(const MatrixView<T, R, C>& v) {
  using V = const typename T::value_type;
  static_assert(sizeof(T) % sizeof(V) == 0, "declive: values that are no whole steps apart");
  constexpr Index parts = sizeof(T) / sizeof(V);
  return MatrixView<V, R, C>(v.empty() ? nullptr : &v.data()->value, v.rows(), v.cols(), v.row_stride() * parts,
                             v.col_stride() * parts);
}
template <class T, Index N>
DECLIVE_INLINE inline auto values_view(const VectorView<T, N>& v) {
  return values_view(v.as_column()).col(0);
}

// Whether what kernels compute of plain numbers is also computed of the plain numbers within T's, so that derivatives
// change no bit of it.
template <class T>
constexpr bool has_plain_values() {
  if constexpr (has_kernel_values<T>)
    return has_kernels<typename T::value_type> || has_plain_values<typename T::value_type>();
  else
    return false;
}
// A view of x, of numbers that carry derivatives one of the values at the bottom of every nesting; what is no array is
// itself.
template <class X>
DECLIVE_INLINE inline decltype(auto) plain_values_view(const X& x) {
  if constexpr (!ArrayLike<X>)
    return (x);
  else if constexpr (!CarriesPartials<value_type_t<X>>)
    return view(x);
  else
    return plain_values_view(values_view(view(x)));
}
template <class T, class V>
DECLIVE_INLINE constexpr void set_plain_value(T& x, const V& value) {
  if constexpr (CarriesPartials<T>)
    set_plain_value(x.value, value);
  else
    x = value;
}
// The same for every element of x, or for the number x.
template <class X, class V>
void set_plain_values(X&& x, const V& values) {
  if constexpr (!ArrayLike<X>) {
    set_plain_value(x, values);
  } else {
    const auto to = matrix_view(x);
    const auto from = matrix_view(values);
    for (Index i = 0; i < to.rows(); ++i)
      for (Index j = 0; j < to.cols(); ++j)
        set_plain_value(to.data()[i * to.row_stride() + j * to.col_stride()],
                        from.data()[i * from.row_stride() + j * from.col_stride()]);
  }
}

[[noreturn]] DECLIVE_COLD inline void raise_unequal(const char* operation, const Dims& x, const char* sign,
                                                    const Dims& y, Site site) {
  raise_shapes(operation, x, sign, y, x.rank == 1 ? "sizes differ" : "shapes differ", site);
}

// Throws ShapeError unless the shapes are equal; fixed ones are compared at compile time.
template <class X, class Y>
constexpr void check_same_shape(const char* operation, const char* sign, const X& x, const Y& y, const Site& site) {
  static_assert(Like<X>::rank == Like<Y>::rank, "declive: an elementwise operation on a vector and a matrix");
  static_assert(extents_agree(Like<X>::rows, Like<Y>::rows) && extents_agree(Like<X>::cols, Like<Y>::cols),
                "declive: an elementwise operation on two fixed shapes that differ");
  if (x.dims() != y.dims()) raise_unequal(operation, x.dims(), sign, y.dims(), site);
}

// Whether the elements stand one after the other in memory, row after row. Owners say so at compile time.
template <class X>
DECLIVE_INLINE constexpr bool is_flat(const X& x) {
  if constexpr (Like<X>::owner)
    return true;
  else if constexpr (VectorLike<X>)
    return x.stride() == 1;
  else
    return x.col_stride() == 1 && x.row_stride() == x.cols();
}
// Whether the elements of each row of a matrix do.
template <class X>
DECLIVE_INLINE constexpr bool has_flat_rows(const X& x) {
  if constexpr (Like<X>::owner)
    return true;
  else
    return x.col_stride() == 1;
}
template <class X>
DECLIVE_INLINE constexpr Index row_stride(const X& x) {
  if constexpr (Like<X>::owner)
    return x.cols();
  else
    return x.row_stride();
}

// out[k] = f(in[k]...) for k < n, written out. Of 16 elements all values are computed before the first one is stored,
// so that they may become registers whatever overlaps what.
template <Index n, class F, class Out, class... In>
DECLIVE_INLINE inline void map_fixed(F& f, Out* out, const In*... in) {
  constexpr Index count = n < 16 ? n : 16;
  for (Index k = 0; k + count <= n; k += count) {
    Out values[std::size_t{count}];
    DECLIVE_UNROLL
    for (Index i = 0; i < count; ++i) values[i] = static_cast<Out>(f(in[k + i]...));
    DECLIVE_UNROLL
    for (Index i = 0; i < count; ++i) out[k + i] = values[i];
  }
  if constexpr (n % count != 0) map_fixed<n % count>(f, out + n / count * count, in + n / count * count...);
}

// What is neither contiguous nor made of contiguous rows.
template <class Out, class F, class... X>
DECLIVE_NOINLINE void map_strided(Out& out, F& f, const X&... x) {
  const auto to = matrix_view(out);
  kernels::map(f, to.rows(), to.cols(), plane(to), const_plane(matrix_view(x))...);
}

// out = f(x...), element by element, without any check.
template <class Out, class F, class... X>
constexpr void map_arrays(Out& out, F& f, const X&... x) {
  using T = value_type_t<Out>;
  constexpr Index n = fixed_size<Out>;
  constexpr bool owners = Like<Out>::owner && (Like<X>::owner && ...);
  if constexpr (owners && std::is_arithmetic_v<T> && n > 0 && n <= inline_elements)
    if (!std::is_constant_evaluated())
      return map_fixed<n>(f, out.data(), static_cast<const value_type_t<X>*>(x.data())...);
  if (std::is_constant_evaluated() || (n != dynamic && n <= inline_elements)) {
    const auto loop = [&f](const auto& to, const auto&... from) {
      for (Index i = 0; i < to.rows(); ++i)
        for (Index j = 0; j < to.cols(); ++j)
          to.data()[i * to.row_stride() + j * to.col_stride()] =
              static_cast<T>(f(from.data()[i * from.row_stride() + j * from.col_stride()]...));
    };
    loop(matrix_view(out), matrix_view(x)...);
  } else if (is_flat(out) && (is_flat(x) && ...)) {
    kernels::map_flat(f, out.size(), out.data(), static_cast<const value_type_t<X>*>(x.data())...);
  } else if constexpr (!owners) {
    if constexpr (MatrixLike<Out>) {
      if (has_flat_rows(out) && (has_flat_rows(x) && ...))
        return kernels::map_rows(f, out.cols(),
                                 kernels::Rows<sizeof...(X)>{out.rows(), row_stride(out), {row_stride(x)...}},
                                 out.data(), static_cast<const value_type_t<X>*>(x.data())...);
    }
    map_strided(out, f, x...);
  }
}

template <class Out, class F, class... X>
  requires(is_recorded<value_type_t<Out>> || (is_recorded<value_type_t<X>> || ...))
constexpr void map_arrays(Out& out, F& f, const X&... x) {
  const auto loop = [&f](const auto& to, const auto&... from) {
    for (Index i = 0; i < to.rows(); ++i)
      for (Index j = 0; j < to.cols(); ++j) to(i, j) = static_cast<value_type_t<Out>>(f(from(i, j)...));
  };
  loop(matrix_view(out), matrix_view(x)...);
}

// An operand that shares memory with the output in another way than element by element is copied first. Two owners
// share all or nothing.
template <class Out, class X>
constexpr bool must_copy(const Out& out, const X& x) {
  if constexpr (Like<Out>::owner && Like<X>::owner)
    return false;
  else
    return !std::is_constant_evaluated() && overlap(matrix_view(out), matrix_view(x)) == Overlap::partial;
}

// One element after the other: what is seldom needed is not worth the compile time of what copies views fast.
template <class X>
auto copy_of(const X& x) {
  const auto v = view(x);
  using T = value_type_t<X>;
  if constexpr (VectorLike<X>)
    return array_t<T, X>(v.size(), [&v](Index i) -> const T& { return v.data()[i * v.stride()]; });
  else
    return array_t<T, X>(v.rows(), v.cols(), [&v](Index i, Index j) -> const T& {
      return v.data()[i * v.row_stride() + j * v.col_stride()];
    });
}
template <class Out, class F, class... X>
DECLIVE_NOINLINE void map_copies(Out& out, F& f, const X&... x) {
  map_arrays(out, f, copy_of(x)...);
}

// out = f(x...) for equal shapes, any overlap.
template <class Out, class F, class... X>
constexpr void map_checked(Out& out, F& f, const X&... x) {
  static_assert(is_writable<Out>, "declive: the elements to be written are const");
  if (std::is_constant_evaluated()) {
    assign_constant(matrix_view(out), [&](Index i, Index j) { return f(matrix_view(x)(i, j)...); });
  } else if ((must_copy(out, x) || ...))
    map_copies(out, f, x...);
  else
    map_arrays(out, f, x...);
}

// The elements f(x...) as type T in a new array, or in the first operand (of two: in either) if it is a temporary of
// the result's type.
template <class T, class F, class X, class... Y>
constexpr auto map_values(F& f, X&& x, Y&&... y) {
  using Result = array_t<T, X, Y...>;
  if constexpr (is_reusable<X, Result>) {
    if (!(must_copy(x, y) || ...)) {
      map_arrays(x, f, x, y...);
      return Result(std::move(x));
    }
  } else if constexpr (sizeof...(Y) == 1 && (is_reusable<Y, Result> && ...)) {
    if (!(must_copy(y, x) || ...)) {
      (map_arrays(y, f, x, y), ...);
      return Result(std::move(y)...);
    }
  }
  constexpr bool left_open = is_plain<T> && (fixed_size<Result> == dynamic || std::default_initializable<T>);
  if constexpr (left_open && VectorLike<X>) {
    Result result(x.size(), uninitialized);
    map_arrays(result, f, x, y...);
    return result;
  } else if constexpr (left_open) {
    Result result(x.rows(), x.cols(), uninitialized);
    map_arrays(result, f, x, y...);
    return result;
  } else if constexpr (VectorLike<X>) {
    return Result(x.size(),
                  [&](Index i) { return static_cast<T>(f(view(std::as_const(x))[i], view(std::as_const(y))[i]...)); });
  } else {
    return Result(x.rows(), x.cols(), [&](Index i, Index j) {
      return static_cast<T>(f(view(std::as_const(x))(i, j), view(std::as_const(y))(i, j)...));
    });
  }
}

}  // namespace detail::inline DECLIVE_ABI

namespace detail::inline DECLIVE_ABI {

// What f makes of the elements of X, Y, ...
template <class F, class... X>
struct Mapped {
  static_assert(std::invocable<F&, const value_type_t<X>&...>,
                "declive: map: the function cannot be called with one element of each array");
  using type = std::remove_cvref_t<std::invoke_result_t<F&, const value_type_t<X>&...>>;
};
template <class F, class... X>
using mapped_t = typename Mapped<F, X...>::type;

template <class F, class X, class... Y>
constexpr auto map(const Site& site, F& f, X&& x, Y&&... y) {
  static_assert(Scalar<mapped_t<F, X, Y...>>, "declive: map: what the function returns cannot be an element");
  (check_same_shape("map", "and", x, y, site), ...);
  return map_values<mapped_t<F, X, Y...>>(f, std::forward<X>(x), std::forward<Y>(y)...);
}
template <class F, class Out, class... X>
constexpr void map_into(const char* operation, const Site& site, Out& out, F& f, const X&... x) {
  static_assert(!(std::is_floating_point_v<mapped_t<F, X...>> && std::is_integral_v<value_type_t<Out>>),
                "declive: floating-point values written to integer elements would be truncated");
  (check_same_shape(operation, "and", out, x, site), ...);
  map_checked(out, f, x...);
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// The array of f(a, b, ...) for the elements a, b, ... of the arrays, which have equal shapes. Its element type is
/// what f returns. One pass; f may be inlined and vectorised, so it must not depend on the order of the calls. The
/// memory of a temporary first operand is reused, of two operands also the second's. Throws ShapeError. (A parameter
/// pack cannot be followed by the caller's place: from five arrays on the message goes without.)
template <class F, ArrayLike X>
constexpr auto map(F&& f, X&& x, Site site = Site::here()) {
  return detail::map(site, f, std::forward<X>(x));
}
template <class F, ArrayLike X, ArrayLike Y>
constexpr auto map(F&& f, X&& x, Y&& y, Site site = Site::here()) {
  return detail::map(site, f, std::forward<X>(x), std::forward<Y>(y));
}
template <class F, ArrayLike X, ArrayLike Y, ArrayLike Z>
constexpr auto map(F&& f, X&& x, Y&& y, Z&& z, Site site = Site::here()) {
  return detail::map(site, f, std::forward<X>(x), std::forward<Y>(y), std::forward<Z>(z));
}
template <class F, ArrayLike X, ArrayLike Y, ArrayLike Z, ArrayLike W>
constexpr auto map(F&& f, X&& x, Y&& y, Z&& z, W&& w, Site site = Site::here()) {
  return detail::map(site, f, std::forward<X>(x), std::forward<Y>(y), std::forward<Z>(z), std::forward<W>(w));
}
template <class F, ArrayLike... X>
  requires(sizeof...(X) > 4)
constexpr auto map(F&& f, X&&... x) { return detail::map(Site{}, f, std::forward<X>(x)...); }

/// out = map(f, ...) without a new array; `out` may be one of the operands or overlap them. Throws ShapeError, and f's
/// errors, which leave `out` partly written.
template <ArrayLike Out, class F, ArrayLike X>
constexpr void map_into(Out&& out, F&& f, const X& x, Site site = Site::here()) {
  detail::map_into("map_into", site, out, f, x);
}
template <ArrayLike Out, class F, ArrayLike X, ArrayLike Y>
constexpr void map_into(Out&& out, F&& f, const X& x, const Y& y, Site site = Site::here()) {
  detail::map_into("map_into", site, out, f, x, y);
}
template <ArrayLike Out, class F, ArrayLike X, ArrayLike Y, ArrayLike Z>
constexpr void map_into(Out&& out, F&& f, const X& x, const Y& y, const Z& z, Site site = Site::here()) {
  detail::map_into("map_into", site, out, f, x, y, z);
}
template <ArrayLike Out, class F, ArrayLike X, ArrayLike Y, ArrayLike Z, ArrayLike W>
constexpr void map_into(Out&& out, F&& f, const X& x, const Y& y, const Z& z, const W& w, Site site = Site::here()) {
  detail::map_into("map_into", site, out, f, x, y, z, w);
}
template <ArrayLike Out, class F, ArrayLike... X>
  requires(sizeof...(X) > 4)
constexpr void map_into(Out&& out, F&& f, const X&... x) { detail::map_into("map_into", Site{}, out, f, x...); }

/// x = f(x, ...), element by element: map_into with x as output and first operand. Throws ShapeError.
template <class F, ArrayLike X>
constexpr void map_in_place(F&& f, X&& x, Site site = Site::here()) {
  detail::map_into("map_in_place", site, x, f, std::as_const(x));
}
template <class F, ArrayLike X, ArrayLike Y>
constexpr void map_in_place(F&& f, X&& x, const Y& y, Site site = Site::here()) {
  detail::map_into("map_in_place", site, x, f, std::as_const(x), y);
}
template <class F, ArrayLike X, ArrayLike Y, ArrayLike Z>
constexpr void map_in_place(F&& f, X&& x, const Y& y, const Z& z, Site site = Site::here()) {
  detail::map_into("map_in_place", site, x, f, std::as_const(x), y, z);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
