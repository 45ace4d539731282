// Dual<T, N, Tag>: a value and its N partial derivatives, calculated side by side.
//
// A dual number is a + b e with e != 0 and e^2 = 0, as a complex number is a + b i with i^2 = -1. What is left of Taylor's
// series then is f(a + b e) = f(a) + f'(a) b e: any program, run on a + 1 e instead of a, gives its value and its exact
// derivative. With N partials there are N such units e_1 ... e_N, all products of which are 0: one run, N derivatives.
//
// Two laws:
// 1. The value is bit for bit what the same code computes in plain T.
// 2. A partial that is exactly zero stays zero where a derivative is infinite or NaN (a strong zero, for each component
//    by itself): sqrt(x) at x = 0 has the partial inf by x, and 0 by everything else, not 0 * inf = NaN.
//
// Duals nest: Dual<Dual<double>> is a value and a derivative that each know their own derivative. The Tag tells apart
// the unknowns of two nested derivatives; duals with different tags do not mix (see derivative.hpp).
//
// Comparisons look at the value alone, so that a program branches as it does in plain T. Therefore there is no std::hash:
// two duals that are equal may differ in their derivatives, and a table of them would keep either.
#ifndef DECLIVE_AUTODIFF_DUAL_HPP
#define DECLIVE_AUTODIFF_DUAL_HPP

#include <limits>

#include "../concepts.hpp"

namespace declive {

template <class T, Index N = 1, class Tag = void>
struct Dual;

namespace detail {

template <class X>
struct DualTraits {
  static constexpr bool is_dual = false;
  using scalar = X;
};
template <class T, Index N, class Tag>
struct DualTraits<Dual<T, N, Tag>> {
  static constexpr bool is_dual = true;
  using scalar = typename DualTraits<T>::scalar;
};

}  // namespace detail

template <class X>
inline constexpr bool is_dual = detail::DualTraits<std::remove_cvref_t<X>>::is_dual;

/// The floating-point type at the bottom of nested duals; a type that is no dual, itself.
template <class X>
using scalar_t = typename detail::DualTraits<std::remove_cvref_t<X>>::scalar;

namespace detail {

// What is a constant to Dual<T, ...>: a number, or what is known to T, as a dual of a lower level.
template <class S, class T>
concept ConstantOf = std::is_arithmetic_v<S> ||(is_dual<S>&& is_dual<T>&& std::is_convertible_v<S, T>);

template <class From, class To>
inline constexpr bool is_lossless =
    std::numeric_limits<scalar_t<From>>::digits <= std::numeric_limits<scalar_t<To>>::digits;

}  // namespace detail

/// The value and the partials are T's, one behind the other in memory. No conversion leads from a Dual to its T: what
/// drops the derivatives says so (x.value).
template <class T, Index N, class Tag>
struct Dual {
  static_assert(std::is_floating_point_v<T> || is_dual<T>,
                "declive: Dual<T, N> needs a floating-point type T, or another Dual for higher derivatives");
  static_assert(N >= 1, "declive: Dual<T, N> needs at least one partial derivative");

  using value_type = T;
  using tag_type = Tag;
  static constexpr Index partials_count = N;

  T value{};
  T partials[static_cast<std::size_t>(N)]{};

  /// 0.
  DECLIVE_INLINE constexpr Dual() {}
  /// A constant: all partials are 0.
  template <detail::ConstantOf<T> S>
  DECLIVE_INLINE constexpr Dual(const S& constant) : value(static_cast<T>(constant)) {}
  /// A value and its N partials.
  template <class V, class... P>
    requires(sizeof...(P) == N && std::is_convertible_v<V, T> && (std::is_convertible_v<P, T> && ...))
  DECLIVE_INLINE constexpr Dual(const V& v, const P&... p) : value(static_cast<T>(v)), partials{static_cast<T>(p)...} {}
  /// The same in another type; explicit if digits are lost.
  template <class U>
    requires(!std::is_same_v<U, T> && std::is_convertible_v<U, T> && !detail::ConstantOf<Dual<U, N, Tag>, T>)
  DECLIVE_INLINE constexpr explicit(!detail::is_lossless<U, T>) Dual(const Dual<U, N, Tag>& other)
      : value(static_cast<T>(other.value)) {
    for (Index k = 0; k < N; ++k) partials[k] = static_cast<T>(other.partials[k]);
  }

  /// The k-th unknown: d/dx_k of it is 1.
  DECLIVE_INLINE static constexpr Dual variable(const T& value, Index k = 0) {
    Dual x;
    x.value = value;
    x.partials[k] = T(1);
    return x;
  }

  template <class S>
  DECLIVE_INLINE constexpr Dual& operator+=(const S& s) {
    return *this = static_cast<Dual>(*this + s);
  }
  template <class S>
  DECLIVE_INLINE constexpr Dual& operator-=(const S& s) {
    return *this = static_cast<Dual>(*this - s);
  }
  template <class S>
  DECLIVE_INLINE constexpr Dual& operator*=(const S& s) {
    return *this = static_cast<Dual>(*this * s);
  }
  template <class S>
  DECLIVE_INLINE constexpr Dual& operator/=(const S& s) {
    return *this = static_cast<Dual>(*this / s);
  }
};

template <class T, class... P>
  requires(sizeof...(P) >= 1)
Dual(const T&, const P&...)
->Dual<T, static_cast<Index>(sizeof...(P))>;

}  // namespace declive

/// As C++ has it for the scalars: float with double is double.
template <class T, declive::Index N, class Tag, declive::detail::ConstantOf<T> S>
struct std::common_type<declive::Dual<T, N, Tag>, S> {
  using type = declive::Dual<std::common_type_t<T, S>, N, Tag>;
};
template <class T, declive::Index N, class Tag, declive::detail::ConstantOf<T> S>
struct std::common_type<S, declive::Dual<T, N, Tag>> : std::common_type<declive::Dual<T, N, Tag>, S> {};
template <class T, class U, declive::Index N, class Tag>
  requires(!std::is_same_v<T, U> && !declive::detail::ConstantOf<declive::Dual<U, N, Tag>, T> &&
           !declive::detail::ConstantOf<declive::Dual<T, N, Tag>, U>)
struct std::common_type<declive::Dual<T, N, Tag>, declive::Dual<U, N, Tag>> {
  using type = declive::Dual<std::common_type_t<T, U>, N, Tag>;
};

/// Of the value; what is returned are constants.
template <class T, declive::Index N, class Tag>
class std::numeric_limits<declive::Dual<T, N, Tag>> : public std::numeric_limits<T> {
  using Limits = std::numeric_limits<T>;
  using D = declive::Dual<T, N, Tag>;

 public:
  DECLIVE_INLINE static constexpr D(min)() noexcept { return (Limits::min)(); }
  DECLIVE_INLINE static constexpr D(max)() noexcept { return (Limits::max)(); }
  DECLIVE_INLINE static constexpr D lowest() noexcept { return Limits::lowest(); }
  DECLIVE_INLINE static constexpr D epsilon() noexcept { return Limits::epsilon(); }
  DECLIVE_INLINE static constexpr D round_error() noexcept { return Limits::round_error(); }
  DECLIVE_INLINE static constexpr D infinity() noexcept { return Limits::infinity(); }
  DECLIVE_INLINE static constexpr D quiet_NaN() noexcept { return Limits::quiet_NaN(); }
  DECLIVE_INLINE static constexpr D signaling_NaN() noexcept { return Limits::signaling_NaN(); }
  DECLIVE_INLINE static constexpr D denorm_min() noexcept { return Limits::denorm_min(); }
};

namespace declive {

namespace detail {

// A pair of operands at least one of which is a dual.
template <class A, class B>
concept Operands = (is_dual<A> && (is_dual<B> || std::is_arithmetic_v<B>)) || (is_dual<B> && std::is_arithmetic_v<A>);

template <class A, class B>
struct Meeting {
  template <class X, class Y>
  static constexpr bool has_common = requires {
    typename std::common_type_t<X, Y>;
  };
  static_assert(has_common<A, B>,
                "declive: these two dual numbers belong to different derivatives, or have different numbers of "
                "partials. Where one derivative is taken inside another, give the inner one a point of the outer "
                "variable's type: derivative([&](auto y) { return x + y; }, decltype(x)(1))");
  using type = std::common_type_t<A, B>;
};
template <class A>
struct Meeting<A, A> {
  using type = A;
};
/// The type of a op b.
template <class A, class B>
using meeting_t = typename Meeting<A, B>::type;

template <class R, class X>
inline constexpr bool is_constant_to = !std::is_same_v<R, X> && ConstantOf<X, typename R::value_type>;

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

// An operand of an operation with the result R: as R, or as a constant of R's value_type.
template <class R, class X>
DECLIVE_INLINE constexpr decltype(auto) operand(const X& x) {
  if constexpr (std::is_same_v<R, X>)
    return (x);
  else if constexpr (is_constant_to<R, X>)
    return static_cast<typename R::value_type>(x);
  else
    return static_cast<R>(x);
}

// Whether every component is finite: x - x is 0 then, else NaN.
template <class T>
DECLIVE_INLINE constexpr bool all_finite(const T& x) {
  if constexpr (is_dual<T>) {
    bool good = all_finite(x.value);
    for (Index k = 0; k < T::partials_count; ++k) good = good && all_finite(x.partials[k]);
    return good;
  } else {
    const T difference = x - x;
    return difference == difference;
  }
}

// Whether every component is zero.
template <class T>
DECLIVE_INLINE constexpr bool is_zero(const T& x) {
  if constexpr (is_dual<T>) {
    bool zero = is_zero(x.value);
    for (Index k = 0; k < T::partials_count; ++k) zero = zero && is_zero(x.partials[k]);
    return zero;
  } else {
    return x == T(0);
  }
}

// f d, where a zero d is stronger than any f.
template <class T>
constexpr T strong_product(const T& f, const T& d) {
  return is_zero(d) ? T(0) : f * d;
}

// A dual with this value, and the partials g(k).
template <class D, class G>
DECLIVE_INLINE constexpr D with_partials(const typename D::value_type& value, const G& g) {
  D result;
  result.value = value;
  for (Index k = 0; k < D::partials_count; ++k) result.partials[k] = g(k);
  return result;
}

// The partials of u(x), du = f dx, and of u(x, y), du = f dx + g dy, where f or g is not finite. By value: a reference
// would keep the operands of the fast path in memory.
template <class D, class T>
DECLIVE_COLD constexpr D chain_slowly(T value, T f, D x) {
  return with_partials<D>(value, [&](Index k) { return strong_product(f, x.partials[k]); });
}
template <class D, class T>
DECLIVE_COLD constexpr D chain_slowly(T value, T f, D x, T g, D y) {
  return with_partials<D>(value,
                          [&](Index k) { return strong_product(f, x.partials[k]) + strong_product(g, y.partials[k]); });
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// The chain rule: a dual with the given value and the partials f dx_k. With it a function of one's own becomes
/// differentiable: sin(a + b e) is chain(sin(a), cos(a), x). Zero partials stay zero whatever f is.
template <class T, Index N, class Tag>
DECLIVE_INLINE constexpr Dual<T, N, Tag> chain(const std::type_identity_t<T>& value, const std::type_identity_t<T>& f,
                                               const Dual<T, N, Tag>& x) {
  using D = Dual<T, N, Tag>;
  if (!detail::all_finite(f)) return detail::chain_slowly<D, T>(value, f, x);
  return detail::with_partials<D>(value, [&](Index k) DECLIVE_INLINE_LAMBDA { return f * x.partials[k]; });
}
/// The same of two variables: the partials are f dx_k + g dy_k.
template <class T, Index N, class Tag>
DECLIVE_INLINE constexpr Dual<T, N, Tag> chain(const std::type_identity_t<T>& value, const std::type_identity_t<T>& f,
                                               const Dual<T, N, Tag>& x, const std::type_identity_t<T>& g,
                                               const Dual<T, N, Tag>& y) {
  using D = Dual<T, N, Tag>;
  if (!detail::all_finite(f) || !detail::all_finite(g)) return detail::chain_slowly<D, T>(value, f, x, g, y);
  return detail::with_partials<D>(value,
                                  [&](Index k) DECLIVE_INLINE_LAMBDA { return f * x.partials[k] + g * y.partials[k]; });
}

/// The value without any derivative, whatever the nesting; a plain number is itself.
template <class X>
  requires(is_dual<X> || std::is_arithmetic_v<X>)
DECLIVE_INLINE constexpr scalar_t<X> primal(const X& x) {
  if constexpr (is_dual<X>)
    return primal(x.value);
  else
    return x;
}

}  // namespace DECLIVE_ABI

namespace detail::inline DECLIVE_ABI {

// (a + a' e) + (b + b' e) = (a + b) + (a' + b') e
template <class D>
DECLIVE_INLINE constexpr D plus(const D& a, const D& b) {
  return with_partials<D>(a.value + b.value,
                          [&](Index k) DECLIVE_INLINE_LAMBDA { return a.partials[k] + b.partials[k]; });
}
template <class D>
DECLIVE_INLINE constexpr D plus(const D& a, const typename D::value_type& c) {
  return with_partials<D>(a.value + c, [&](Index k) DECLIVE_INLINE_LAMBDA { return a.partials[k]; });
}
template <class D>
DECLIVE_INLINE constexpr D plus(const typename D::value_type& c, const D& b) {
  return with_partials<D>(c + b.value, [&](Index k) DECLIVE_INLINE_LAMBDA { return b.partials[k]; });
}

template <class D>
DECLIVE_INLINE constexpr D minus(const D& a, const D& b) {
  return with_partials<D>(a.value - b.value,
                          [&](Index k) DECLIVE_INLINE_LAMBDA { return a.partials[k] - b.partials[k]; });
}
template <class D>
DECLIVE_INLINE constexpr D minus(const D& a, const typename D::value_type& c) {
  return with_partials<D>(a.value - c, [&](Index k) DECLIVE_INLINE_LAMBDA { return a.partials[k]; });
}
template <class D>
DECLIVE_INLINE constexpr D minus(const typename D::value_type& c, const D& b) {
  return with_partials<D>(c - b.value, [&](Index k) DECLIVE_INLINE_LAMBDA { return -b.partials[k]; });
}

// (a + a' e) (b + b' e) = a b + (b a' + a b') e. If the product of the values is finite, so are both.
template <class D>
DECLIVE_INLINE constexpr D times(const D& a, const D& b) {
  const auto product = a.value * b.value;
  if (!all_finite(product)) return chain_slowly<D>(product, b.value, a, a.value, b);
  return with_partials<D>(
      product, [&](Index k) DECLIVE_INLINE_LAMBDA { return b.value * a.partials[k] + a.value * b.partials[k]; });
}
template <class D>
DECLIVE_INLINE constexpr D times(const D& a, const typename D::value_type& c) {
  return chain(a.value * c, c, a);
}
template <class D>
DECLIVE_INLINE constexpr D times(const typename D::value_type& c, const D& b) {
  return chain(c * b.value, c, b);
}

// Whether x and 1 / x are normal numbers, so that multiplying by 1 / x is as good as dividing by x.
template <class T>
DECLIVE_INLINE constexpr bool has_reciprocal(const T& x) {
  using Limits = std::numeric_limits<scalar_t<T>>;
  const scalar_t<T> v = primal(x), least = 4 * (Limits::min)();
  const scalar_t<T> size = v < 0 ? -v : v;
  return size >= least && size <= 1 / least && all_finite(x);
}

template <class T>
constexpr T strong_quotient(const T& d, const T& b) {
  return is_zero(d) ? T(0) : d / b;
}
template <class D>
DECLIVE_COLD constexpr D over_slowly(typename D::value_type quotient, D a, D b) {
  return with_partials<D>(quotient, [&](Index k) {
    return strong_quotient(a.partials[k] - strong_product(quotient, b.partials[k]), b.value);
  });
}

// q = a / b: a = q b, so a' = q' b + q b' and q' = (a' - q b') / b. The value is divided; the partials are multiplied by
// 1 / b.
template <class D>
DECLIVE_INLINE constexpr D over(const D& a, const D& b) {
  using T = typename D::value_type;
  const T quotient = a.value / b.value;
  if (!all_finite(quotient) || !has_reciprocal(b.value)) return over_slowly<D>(quotient, a, b);
  const T reciprocal = T(1) / b.value;
  return with_partials<D>(
      quotient, [&](Index k) DECLIVE_INLINE_LAMBDA { return (a.partials[k] - quotient * b.partials[k]) * reciprocal; });
}
template <class D>
DECLIVE_INLINE constexpr D over(const D& a, const typename D::value_type& c) {
  using T = typename D::value_type;
  const T quotient = a.value / c;
  if (!has_reciprocal(c)) return over_slowly<D>(quotient, a, D(c));
  const T reciprocal = T(1) / c;
  return with_partials<D>(quotient, [&](Index k) DECLIVE_INLINE_LAMBDA { return a.partials[k] * reciprocal; });
}
template <class D>
DECLIVE_INLINE constexpr D over(const typename D::value_type& c, const D& b) {
  using T = typename D::value_type;
  const T quotient = c / b.value;
  if (!all_finite(quotient) || !has_reciprocal(b.value)) return over_slowly<D>(quotient, D(c), b);
  const T slope = -quotient / b.value;
  return with_partials<D>(quotient, [&](Index k) DECLIVE_INLINE_LAMBDA { return slope * b.partials[k]; });
}

// The value to compare with.
template <class R, class X>
DECLIVE_INLINE constexpr typename R::value_type comparand(const X& x) {
  if constexpr (is_constant_to<R, X>)
    return static_cast<typename R::value_type>(x);
  else
    return static_cast<typename R::value_type>(x.value);
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

// Of a dual and a number the result is the dual that C++'s arithmetic on the scalars gives: 2 * Dual<float> is a
// Dual<float>, 2.0 * Dual<float> a Dual<double>, as 2.0 * 1.0f is a double.
template <class A, class B>
  requires(detail::Operands<A, B>)
DECLIVE_INLINE constexpr auto operator+(const A& a, const B& b) {
  using R = detail::meeting_t<A, B>;
  return detail::plus<R>(detail::operand<R>(a), detail::operand<R>(b));
}
template <class A, class B>
  requires(detail::Operands<A, B>)
DECLIVE_INLINE constexpr auto operator-(const A& a, const B& b) {
  using R = detail::meeting_t<A, B>;
  return detail::minus<R>(detail::operand<R>(a), detail::operand<R>(b));
}
template <class A, class B>
  requires(detail::Operands<A, B>)
DECLIVE_INLINE constexpr auto operator*(const A& a, const B& b) {
  using R = detail::meeting_t<A, B>;
  return detail::times<R>(detail::operand<R>(a), detail::operand<R>(b));
}
template <class A, class B>
  requires(detail::Operands<A, B>)
DECLIVE_INLINE constexpr auto operator/(const A& a, const B& b) {
  using R = detail::meeting_t<A, B>;
  return detail::over<R>(detail::operand<R>(a), detail::operand<R>(b));
}
template <class T, Index N, class Tag>
DECLIVE_INLINE constexpr Dual<T, N, Tag> operator-(const Dual<T, N, Tag>& x) {
  return detail::with_partials<Dual<T, N, Tag>>(-x.value,
                                                [&](Index k) DECLIVE_INLINE_LAMBDA { return -x.partials[k]; });
}
template <class T, Index N, class Tag>
DECLIVE_INLINE constexpr Dual<T, N, Tag> operator+(const Dual<T, N, Tag>& x) {
  return x;
}

template <class A, class B>
  requires(detail::Operands<A, B>)
DECLIVE_INLINE constexpr bool operator==(const A& a, const B& b) {
  using R = detail::meeting_t<A, B>;
  return detail::comparand<R>(a) == detail::comparand<R>(b);
}
template <class A, class B>
  requires(detail::Operands<A, B>)
DECLIVE_INLINE constexpr bool operator<(const A& a, const B& b) {
  using R = detail::meeting_t<A, B>;
  return detail::comparand<R>(a) < detail::comparand<R>(b);
}
template <class A, class B>
  requires(detail::Operands<A, B>)
DECLIVE_INLINE constexpr bool operator>(const A& a, const B& b) { return b < a; }
template <class A, class B>
  requires(detail::Operands<A, B>)
DECLIVE_INLINE constexpr bool operator<=(const A& a, const B& b) {
  using R = detail::meeting_t<A, B>;
  return detail::comparand<R>(a) <= detail::comparand<R>(b);
}
template <class A, class B>
  requires(detail::Operands<A, B>)
DECLIVE_INLINE constexpr bool operator>=(const A& a, const B& b) { return b <= a; }

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
