// What the templates ask of their arguments, and the arithmetic on types that follows from it.
#ifndef DECLIVE_CONCEPTS_HPP
#define DECLIVE_CONCEPTS_HPP

#include <concepts>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "error.hpp"

namespace declive {

/// The extent of a Vector or Matrix that is known only at run time.
inline constexpr Index dynamic = -1;

/// An element type: copyable, with + - * that stay in the type. Nothing else is asked: no default constructor, no ==,
/// no <. A function that needs more (a quotient, an order, a zero for an empty product) asks for it by itself.
template <class T>
concept Scalar = std::copyable<T> && !std::is_const_v<T> && requires(const T& a, const T& b) {
  { a + b } -> std::convertible_to<T>;
  { a - b } -> std::convertible_to<T>;
  { a* b } -> std::convertible_to<T>;
};

template <Scalar T, Index N>
class Vector;
template <Scalar T, Index R, Index C>
class Matrix;
template <class T, Index N>
class VectorView;
template <class T, Index R, Index C>
class MatrixView;

namespace detail {

template <class X>
struct LikeTraits {
  static constexpr int rank = 0;
};
template <class T, Index N>
struct LikeTraits<Vector<T, N>> {
  using value_type = T;
  static constexpr int rank = 1;
  static constexpr Index rows = N, cols = 1;
  static constexpr bool owner = true;
};
template <class T, Index N>
struct LikeTraits<VectorView<T, N>> {
  using value_type = std::remove_const_t<T>;
  static constexpr int rank = 1;
  static constexpr Index rows = N, cols = 1;
  static constexpr bool owner = false;
};
template <class T, Index R, Index C>
struct LikeTraits<Matrix<T, R, C>> {
  using value_type = T;
  static constexpr int rank = 2;
  static constexpr Index rows = R, cols = C;
  static constexpr bool owner = true;
};
template <class T, Index R, Index C>
struct LikeTraits<MatrixView<T, R, C>> {
  using value_type = std::remove_const_t<T>;
  static constexpr int rank = 2;
  static constexpr Index rows = R, cols = C;
  static constexpr bool owner = false;
};

template <class X>
using Like = LikeTraits<std::remove_cvref_t<X>>;

/// The size of two extents that must agree: the one that is known at compile time, if any.
constexpr Index same_extent(Index a, Index b) { return a == dynamic ? b : a; }
constexpr bool extents_agree(Index a, Index b) { return a == dynamic || b == dynamic || a == b; }

}  // namespace detail

/// A Vector or a view of one.
template <class X>
concept VectorLike = detail::Like<X>::rank == 1;
/// A Matrix or a view of one.
template <class X>
concept MatrixLike = detail::Like<X>::rank == 2;
/// Anything with elements of ours.
template <class X>
concept ArrayLike = VectorLike<X> || MatrixLike<X>;

/// The element type of a Vector, a Matrix or a view.
template <ArrayLike X>
using value_type_t = typename detail::Like<X>::value_type;

namespace detail {

template <class X>
struct ComplexTraits : std::false_type {
  using real = X;
};
// std::complex and everything shaped like it, without the cost of including <complex>.
template <class X>
  requires requires(const X& z) {
    typename X::value_type;
    { z.real() } -> std::convertible_to<typename X::value_type>;
    { z.imag() } -> std::convertible_to<typename X::value_type>;
  }
struct ComplexTraits<X> : std::true_type {
  using real = typename X::value_type;
};
template <class X>
inline constexpr bool is_complex = ComplexTraits<X>::value;
template <class X>
using real_t = typename ComplexTraits<X>::real;

// The element type of a op b: the common one if they are equal (so short + short stays short, as in NumPy), else what
// C++ makes of the two (float + double is double).
template <class A, class B, class R>
struct ResultOf {
  using type = std::remove_cvref_t<R>;
};
template <class A, class R>
struct ResultOf<A, A, R> {
  using type = A;
};
template <class A, class B>
using product_t = typename ResultOf<A, B, decltype(std::declval<const A&>() * std::declval<const B&>())>::type;
template <class A, class B>
using sum_t = typename ResultOf<A, B, decltype(std::declval<const A&>() + std::declval<const B&>())>::type;

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

// The operand a of a op b: of two different arithmetic types both become what C++ makes of them, said aloud for
// -Wdouble-promotion. Two unsigned shorts become unsigned: as int, which C++ makes of them, 65535 * 65535 overflows.
template <class A, class B>
constexpr decltype(auto) promoted(const A& a) {
  using PlainA = std::remove_cvref_t<A>;
  using PlainB = std::remove_cvref_t<B>;
  if constexpr (std::is_arithmetic_v<PlainA> && std::is_arithmetic_v<PlainB> && !std::is_same_v<PlainA, PlainB>)
    return static_cast<decltype(PlainA() + PlainB())>(a);
  else if constexpr (std::is_unsigned_v<PlainA> && std::is_same_v<PlainA, PlainB> && sizeof(PlainA) < sizeof(unsigned))
    return static_cast<unsigned>(a);
  else
    return (a);
}

// s in s * A: an arithmetic s takes A's type, so 2 * A and 2.0 * A of a Matrix<float> stay float; any other s (a
// complex, a dual) meets the elements as it is.
template <class T, class S>
constexpr auto as_factor(const S& s) {
  if constexpr (std::is_arithmetic_v<S>) {
    static_assert(
        !(std::is_floating_point_v<S> && std::is_integral_v<T>),
        "declive: a floating-point scalar times integer elements would be truncated; convert the elements first, "
        "with map([](auto x) { return double(x); }, A)");
    if constexpr (is_complex<T>)
      return static_cast<real_t<T>>(s);
    else if constexpr (requires { typename T::factor_type; })
      return static_cast<typename T::factor_type>(s);  // a dual's: a number costs less than a dual
    else if constexpr (std::is_convertible_v<S, T> || std::is_constructible_v<T, S>)
      return static_cast<T>(s);
    else
      return s;
  } else {
    return s;
  }
}
}  // namespace detail::inline DECLIVE_ABI

namespace detail {

template <class T, class S>
using factor_t = decltype(as_factor<T>(std::declval<const S&>()));

/// A scalar that may multiply elements of type T.
template <class S, class T>
concept FactorOf = !ArrayLike<S> && requires(const T& t, const factor_t<T, std::remove_cvref_t<S>>& s) {
  t* s;
  s* t;
};

/// Whether the elements of X may be assigned to.
template <class X>
inline constexpr bool is_writable = !std::is_const_v<std::remove_reference_t<decltype(*std::declval<X&>().data())>>;

/// A number that carries derivatives (autodiff's Dual), whose value is one of several parts that stand side by side.
template <class T>
concept CarriesPartials = requires(const T& x) {
  typename T::factor_type;
  T::partials_count;
  x.value;
};

/// Scalars whose products and sums are written with registers (kernels/), not through the element type's operators.
template <class T>
inline constexpr bool has_kernels = std::is_same_v<T, float> || std::is_same_v<T, double>;

// Sums of such numbers whose values are added up by kernels where they stand alone: the values are summed once more, as
// those alone are, so that derivatives change no bit of them. (A dual of duals on a tape is no multiple of its value's
// size: there the values are not a strided array.)
template <class T>
inline constexpr bool has_kernel_values = false;
template <CarriesPartials T>
inline constexpr bool has_kernel_values<T> = has_kernels<typename T::factor_type> &&
                                             sizeof(T) % sizeof(typename T::value_type) == 0;

}  // namespace detail
}  // namespace declive

#endif
