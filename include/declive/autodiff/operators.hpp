// Arithmetic and comparison of dual numbers. What a program includes is dual.hpp.
#ifndef DECLIVE_AUTODIFF_OPERATORS_HPP
#define DECLIVE_AUTODIFF_OPERATORS_HPP

#include "chain.hpp"

namespace declive {

namespace detail {

// Products of matrices of duals run in the kernels. products.hpp says how; where that is not included they do not
// compile: this type is incomplete. (By plain loops they would have other bits, and be another body of one template.)
template <class S, class T>
struct ProductKernel;
template <class S, class T>
  requires(PartsOperands<S, T>)
struct ProductKernel<S, T>;

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

// Of three levels or more.
template <class R>
inline constexpr bool is_deep = false;
template <class T, Index L, Index M, Index N, class A, class B, class C>
inline constexpr bool is_deep<Dual<Dual<Dual<T, L, A>, M, B>, N, C>> = true;

template <class R, class X>
inline constexpr bool is_constant_to = !std::is_same_v<R, X> && ConstantOf<X, typename R::value_type>;

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

// An operand of an operation with the result R: as R, as R's value_type if it is a dual of a lower level, or as a plain
// number, so that 3 / x takes the same steps at every level.
template <class R, class X>
DECLIVE_INLINE constexpr decltype(auto) operand(const X& x) {
  if constexpr (std::is_same_v<R, X>)
    return (x);
  else if constexpr (std::is_arithmetic_v<X>)
    return static_cast<scalar_t<R>>(x);
  else if constexpr (is_constant_to<R, X>)
    return static_cast<typename R::value_type>(x);
  else
    return static_cast<R>(x);
}

}  // namespace detail::inline DECLIVE_ABI

namespace detail::inline DECLIVE_ABI {

// (a + a' e) + (b + b' e) = (a + b) + (a' + b') e. Here and below c is a constant.
template <class D>
DECLIVE_INLINE constexpr D plus(const D& a, const D& b) {
  return with_partials<D>(a.value + b.value, partial::Added(), a, b);
}
template <class D, class C>
DECLIVE_INLINE constexpr D plus(const D& a, const C& c) {
  return with_partials<D>(a.value + c, partial::Copied(), a);
}
template <class D, class C>
DECLIVE_INLINE constexpr D plus(const C& c, const D& b) {
  return with_partials<D>(c + b.value, partial::Copied(), b);
}

template <class D>
DECLIVE_INLINE constexpr D minus(const D& a, const D& b) {
  return with_partials<D>(a.value - b.value, partial::Subtracted(), a, b);
}
template <class D, class C>
DECLIVE_INLINE constexpr D minus(const D& a, const C& c) {
  return with_partials<D>(a.value - c, partial::Copied(), a);
}
template <class D, class C>
DECLIVE_INLINE constexpr D minus(const C& c, const D& b) {
  return with_partials<D>(c - b.value, partial::Negated(), b);
}

// a b where a' may be zero and b' is known not to be. b is looked at before a' is multiplied, and the values are
// multiplied last, so that the loop of a polynomial in b has the operations of one by hand and a test of an integer.
template <class D>
DECLIVE_INLINE constexpr D times_variable(const D& a, const D& b) {
  D product;
  if (is_known_nonzero(a) || is_finite_number(b.value)) [[likely]]
    for_partials(product, partial::Combined{b.value, a.value}, a, b);
  else
    for_partials(product, partial::StrongCombined{b.value, a.value}, a, b);
  product.value = a.value * b.value;
  return product;
}

// (a + a' e) (b + b' e) = a b + (b a' + a b') e. If the product of the values is finite, so are both.
template <class D>
DECLIVE_INLINE constexpr D times(const D& a, const D& b) {
  if constexpr (is_branch_free<D>)
    return with_partials<D>(a.value * b.value, partial::CheckedCombined{b.value, a.value}, a, b);
  if constexpr (has_single_partial<D>) {
    if (is_known_nonzero(b)) return times_variable(a, b);
    if (is_known_nonzero(a)) return times_variable(b, a);
  }
  D product = with_partials<D>(a.value * b.value, partial::Combined{b.value, a.value}, a, b);
  if (has_weak_zero(product, [&]() DECLIVE_INLINE_LAMBDA { return is_finite_factor<D>(product.value); })) [[unlikely]]
    for_partials(product, partial::StrongCombined{b.value, a.value}, a, b);
  return product;
}
template <class D, class C>
DECLIVE_INLINE constexpr D times(const D& a, const C& c) {
  if constexpr (std::is_floating_point_v<C>)
    if (DECLIVE_KNOWN(c - c == 0)) return with_partials<D>(a.value * c, partial::Scaled{c}, a);  // c is finite
  if constexpr (is_branch_free<D>) return with_partials<D>(a.value * c, partial::CheckedScaled{c}, a);
  D product = with_partials<D>(a.value * c, partial::Scaled{c}, a);
  if (has_weak_zero(product, [&]() DECLIVE_INLINE_LAMBDA { return all_finite(c); })) [[unlikely]]
    for_partials(product, partial::StrongScaled{c}, a);
  return product;
}
template <class D, class C>
DECLIVE_INLINE constexpr D times(const C& c, const D& b) {
  return times<D>(b, c);
}

// Whether b and 1 / b are normal numbers, so that multiplying by 1 / b is as good as dividing by b.
template <class T>
DECLIVE_INLINE constexpr bool has_reciprocal(const T& b, const T& reciprocal) {
  using S = scalar_t<T>;
  const S v = primal(b), size = v < 0 ? -v : v, least = 4 * (std::numeric_limits<S>::min)();
  const bool normal = size >= least && size <= 1 / least;
  if constexpr (is_dual<T>)
    return normal && all_finite(reciprocal);
  else
    return normal;
}

template <class T, class B>
constexpr T strong_quotient(const T& d, const B& b) {
  return is_zero(d) ? T(0) : T(d / b);
}
// (a' - q b') / b, with divisions; by value, see take_partials.
template <class D, class Q, class B>
DECLIVE_COLD constexpr D strong_quotient_partials(D a, Q q, D b_partials, B b) {
  if constexpr (is_taped<D>)
    return with_partials<D>(a.value, partial::Combined{1 / b, -q / b}, a, b_partials);
  else
    for (Index k = 0; k < D::partials_count; ++k)
      a.partials[k] = strong_quotient(a.partials[k] - strong_product(q, b_partials.partials[k]), b);
  return a;
}

// q = a / b: a = q b, so a' = q' b + q b' and q' = (a' - q b') / b. The value is divided; the partials are
// multiplied by 1 / b.
template <class D>
DECLIVE_INLINE constexpr D over(const D& a, const D& b) {
  using T = typename D::value_type;
  const T q = a.value / b.value, reciprocal = 1 / b.value;
  D quotient = with_partials<D>(q, partial::Divided{q, reciprocal}, a, b);
  if (!is_finite_factor<D>(q) || !has_reciprocal(b.value, reciprocal))
    take_partials(quotient, strong_quotient_partials<D>(a, q, b, b.value));
  return quotient;
}
template <class D, class C>
DECLIVE_INLINE constexpr D over(const D& a, const C& c) {
  const C reciprocal = 1 / c;
  D quotient = with_partials<D>(a.value / c, partial::Scaled{reciprocal}, a);
  if (!has_reciprocal(c, reciprocal)) take_partials(quotient, strong_quotient_partials<D>(a, c, D(0), c));
  return quotient;
}
template <class D, class C>
DECLIVE_INLINE constexpr D over(const C& c, const D& b) {
  using T = typename D::value_type;
  const T q = c / b.value, slope = -q / b.value;
  D quotient = with_partials<D>(q, partial::Scaled{slope}, b);
  if (!is_finite_factor<D>(slope)) take_partials(quotient, strong_quotient_partials<D>(D(0), q, b, b.value));
  return quotient;
}

// What the operators below do, as types. From three levels of nesting on an operation is a call: inlined, it would be
// 3^levels multiplications in every place.
struct Sum {
  template <class R, class A, class B>
  DECLIVE_INLINE static constexpr R of(const A& a, const B& b) {
    return plus<R>(operand<R>(a), operand<R>(b));
  }
};
struct Difference {
  template <class R, class A, class B>
  DECLIVE_INLINE static constexpr R of(const A& a, const B& b) {
    return minus<R>(operand<R>(a), operand<R>(b));
  }
};
struct Product {
  template <class R, class A, class B>
  DECLIVE_INLINE static constexpr R of(const A& a, const B& b) {
    return times<R>(operand<R>(a), operand<R>(b));
  }
};
struct Quotient {
  template <class R, class A, class B>
  DECLIVE_INLINE static constexpr R of(const A& a, const B& b) {
    return over<R>(operand<R>(a), operand<R>(b));
  }
};
template <class Operation, class R, class A, class B>
DECLIVE_NOINLINE constexpr R called(const A& a, const B& b) {
  return Operation::template of<R>(a, b);
}
template <class Operation, class A, class B>
DECLIVE_INLINE constexpr auto operate(const A& a, const B& b) {
  using R = meeting_t<A, B>;
  if constexpr (is_deep<R>)
    return called<Operation, R>(a, b);
  else
    return Operation::template of<R>(a, b);
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
DECLIVE_INLINE constexpr auto operator+(const A& a, const B& b) { return detail::operate<detail::Sum>(a, b); }
template <class A, class B>
  requires(detail::Operands<A, B>)
DECLIVE_INLINE constexpr auto operator-(const A& a, const B& b) { return detail::operate<detail::Difference>(a, b); }
template <class A, class B>
  requires(detail::Operands<A, B>)
DECLIVE_INLINE constexpr auto operator*(const A& a, const B& b) { return detail::operate<detail::Product>(a, b); }
template <class A, class B>
  requires(detail::Operands<A, B>)
DECLIVE_INLINE constexpr auto operator/(const A& a, const B& b) { return detail::operate<detail::Quotient>(a, b); }
template <class T, Index N, class Tag>
DECLIVE_INLINE constexpr Dual<T, N, Tag> operator-(const Dual<T, N, Tag>& x) {
  return detail::with_partials<Dual<T, N, Tag>>(-x.value, detail::partial::Negated(), x);
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
