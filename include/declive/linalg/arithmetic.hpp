// Sum, difference, scaling and the elementwise product: A + B, A - B, -A, s * A, A * s, A / s, their compound forms,
// hadamard.
//
// Every operator returns a value, so `auto C = A + B - D;` is a Matrix; where an operand is a temporary its memory
// becomes the result's, so that line allocates once. Shapes must be equal (ShapeError, or a compile error for fixed
// sizes). Elements of two types give what C++ makes of them; a scalar takes the elements' type.
#ifndef DECLIVE_LINALG_ARITHMETIC_HPP
#define DECLIVE_LINALG_ARITHMETIC_HPP

#include "map.hpp"

// The library's own sums of products stay two roundings in clang too (GCC: kernels/map.hpp).
#if defined(__clang__)
#define DECLIVE_UNFUSED _Pragma("clang fp contract(off)")
#else
#define DECLIVE_UNFUSED
#endif

namespace declive {

namespace detail::inline DECLIVE_ABI {

// `operation` is the kernel that does the same in registers (kernels/operation.hpp).
struct Plus {
  using contraction_free = void;
  static constexpr auto operation = kernels::Operation::plus;
  template <class A, class B>
  DECLIVE_INLINE constexpr auto operator()(const A& a, const B& b) const {
    return promoted<A, B>(a) + promoted<B, A>(b);
  }
};
struct Minus {
  using contraction_free = void;
  static constexpr auto operation = kernels::Operation::minus;
  template <class A, class B>
  DECLIVE_INLINE constexpr auto operator()(const A& a, const B& b) const {
    return promoted<A, B>(a) - promoted<B, A>(b);
  }
};
struct Times {
  using contraction_free = void;
  static constexpr auto operation = kernels::Operation::times;
  template <class A, class B>
  DECLIVE_INLINE constexpr auto operator()(const A& a, const B& b) const {
    return promoted<A, B>(a) * promoted<B, A>(b);
  }
};
struct Negate {
  using contraction_free = void;
  static constexpr auto operation = kernels::Operation::negate;
  template <class A>
  DECLIVE_INLINE constexpr auto operator()(const A& a) const {
    return -a;
  }
};
template <class S>
struct TimesLeft {
  using contraction_free = void;
  static constexpr auto operation = kernels::Operation::scale;
  S s;
  template <class A>
  DECLIVE_INLINE constexpr auto operator()(const A& a) const {
    return Times{}(s, a);
  }
};
template <class S>
struct TimesRight {
  using contraction_free = void;
  static constexpr auto operation = kernels::Operation::scale;
  S s;
  template <class A>
  DECLIVE_INLINE constexpr auto operator()(const A& a) const {
    return Times{}(a, s);
  }
};
template <class S>
struct DivideBy {
  using contraction_free = void;
  static constexpr auto operation = kernels::Operation::divide;
  S s;
  template <class A>
  DECLIVE_INLINE constexpr auto operator()(const A& a) const {
    return a / s;
  }
};
template <class S>
struct PlusScaled {
  using contraction_free = void;
  static constexpr auto operation = kernels::Operation::plus_scaled;
  S s;
  template <class A, class B>
  DECLIVE_INLINE constexpr auto operator()(const A& a, const B& b) const {
    DECLIVE_UNFUSED
    const auto scaled = Times{}(s, b);
    return promoted<A, decltype(scaled)>(a) + promoted<decltype(scaled), A>(scaled);
  }
};
template <class S>
struct MinusScaled {
  using contraction_free = void;
  static constexpr auto operation = kernels::Operation::minus_scaled;
  S s;
  template <class A, class B>
  DECLIVE_INLINE constexpr auto operator()(const A& a, const B& b) const {
    DECLIVE_UNFUSED
    const auto scaled = Times{}(s, b);
    return promoted<A, decltype(scaled)>(a) - promoted<decltype(scaled), A>(scaled);
  }
};

// The element type of s * A: T for an arithmetic s.
template <class T, class S>
using scaled_t = product_t<factor_t<T, S>, T>;

// The divisor as the elements' type has it: 256 is 0 among bytes.
template <class S>
constexpr void check_divisor(const char* operation, const S& s) {
  if constexpr (std::is_integral_v<S>) {
    if (s == S(0)) raise_value(operation, "integer division by zero", {});
  }
}

// x = f(x, y), for compound assignment.
template <class F, class X, class Y>
constexpr void compound(const char* operation, F f, X& x, const Y& y) {
  static_assert(!(std::is_floating_point_v<value_type_t<Y>> && std::is_integral_v<value_type_t<X>>),
                "declive: floating-point elements assigned to integer ones would be truncated");
  check_same_shape(operation, operation + 8, x, y, {});  // "operator+=" from "+=" on
  map_checked(x, f, std::as_const(x), y);
}

/// s times an array, not yet computed.
template <class S, class X>
struct Scaled {
  S factor;
  X array;
};

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// C_ij = A_ij + B_ij.
template <ArrayLike X, ArrayLike Y>
constexpr auto operator+(X&& x, Y&& y) {
  detail::check_same_shape("operator+", "+", x, y, {});
  detail::Plus f;
  return detail::map_values<detail::sum_t<value_type_t<X>, value_type_t<Y>>>(f, std::forward<X>(x), std::forward<Y>(y));
}
/// C_ij = A_ij - B_ij.
template <ArrayLike X, ArrayLike Y>
constexpr auto operator-(X&& x, Y&& y) {
  detail::check_same_shape("operator-", "-", x, y, {});
  detail::Minus f;
  return detail::map_values<detail::sum_t<value_type_t<X>, value_type_t<Y>>>(f, std::forward<X>(x), std::forward<Y>(y));
}
/// The elementwise product: C_ij = A_ij B_ij. Throws ShapeError.
template <ArrayLike X, ArrayLike Y>
constexpr auto hadamard(X&& x, Y&& y, Site site = Site::here()) {
  detail::check_same_shape("hadamard", "and", x, y, site);
  detail::Times f;
  return detail::map_values<detail::product_t<value_type_t<X>, value_type_t<Y>>>(f, std::forward<X>(x),
                                                                                 std::forward<Y>(y));
}
/// C_ij = -A_ij.
template <ArrayLike X>
constexpr auto operator-(X&& x) {
  detail::Negate f;
  return detail::map_values<value_type_t<X>>(f, std::forward<X>(x));
}
template <class S, ArrayLike X>
  requires(detail::FactorOf<S, value_type_t<X>>)
constexpr auto operator*(const S& s, X&& x) {
  detail::TimesLeft<detail::factor_t<value_type_t<X>, S>> f{detail::as_factor<value_type_t<X>>(s)};
  return detail::map_values<detail::scaled_t<value_type_t<X>, S>>(f, std::forward<X>(x));
}
template <ArrayLike X, class S>
  requires(detail::FactorOf<S, value_type_t<X>>)
constexpr auto operator*(X&& x, const S& s) {
  detail::TimesRight<detail::factor_t<value_type_t<X>, S>> f{detail::as_factor<value_type_t<X>>(s)};
  return detail::map_values<detail::scaled_t<value_type_t<X>, S>>(f, std::forward<X>(x));
}
/// Every element divided by s (not multiplied by 1 / s). Integers by 0: ValueError.
template <ArrayLike X, class S>
  requires(detail::FactorOf<S, value_type_t<X>>)
constexpr auto operator/(X&& x, const S& s) {
  detail::DivideBy<detail::factor_t<value_type_t<X>, S>> f{detail::as_factor<value_type_t<X>>(s)};
  detail::check_divisor("operator/", f.s);
  return detail::map_values<detail::scaled_t<value_type_t<X>, S>>(f, std::forward<X>(x));
}

// Compound forms change the array in place; the right side may overlap it. A view is assigned through: A.row(0) += v.
template <ArrayLike X, ArrayLike Y>
constexpr X&& operator+=(X&& x, const Y& y) {
  detail::compound("operator+=", detail::Plus{}, x, y);
  return std::forward<X>(x);
}
template <ArrayLike X, ArrayLike Y>
constexpr X&& operator-=(X&& x, const Y& y) {
  detail::compound("operator-=", detail::Minus{}, x, y);
  return std::forward<X>(x);
}
template <ArrayLike X, class S>
  requires(detail::FactorOf<S, value_type_t<X>>)
constexpr X&& operator*=(X&& x, const S& s) {
  detail::TimesRight<detail::factor_t<value_type_t<X>, S>> f{detail::as_factor<value_type_t<X>>(s)};
  detail::map_checked(x, f, std::as_const(x));
  return std::forward<X>(x);
}
template <ArrayLike X, class S>
  requires(detail::FactorOf<S, value_type_t<X>>)
constexpr X&& operator/=(X&& x, const S& s) {
  detail::DivideBy<detail::factor_t<value_type_t<X>, S>> f{detail::as_factor<value_type_t<X>>(s)};
  detail::check_divisor("operator/=", f.s);
  detail::map_checked(x, f, std::as_const(x));
  return std::forward<X>(x);
}

/// s times an array, left uncomputed, so that A += scaled(s, B) and A - scaled(s, B) are one pass over memory and need
/// no room for s * B (as std::linalg::scaled). A named array is referred to: use the result within the statement, do
/// not keep it.
template <class S, ArrayLike X>
  requires(detail::FactorOf<S, value_type_t<X>>)
constexpr auto scaled(const S& s, X&& x) {
  using Array =
      std::conditional_t<std::is_lvalue_reference_v<X>, const std::remove_cvref_t<X>&, std::remove_cvref_t<X>>;
  return detail::Scaled<detail::factor_t<value_type_t<X>, S>, Array>{detail::as_factor<value_type_t<X>>(s),
                                                                     std::forward<X>(x)};
}
/// A += s B, A -= s B in one pass (BLAS axpy). Two roundings an element on every instruction set.
template <ArrayLike X, class S, class Y>
constexpr X&& operator+=(X&& x, const detail::Scaled<S, Y>& y) {
  detail::compound("operator+=", detail::PlusScaled<S>{y.factor}, x, y.array);
  return std::forward<X>(x);
}
template <ArrayLike X, class S, class Y>
constexpr X&& operator-=(X&& x, const detail::Scaled<S, Y>& y) {
  detail::compound("operator-=", detail::MinusScaled<S>{y.factor}, x, y.array);
  return std::forward<X>(x);
}
template <ArrayLike X, class S, class Y>
constexpr auto operator+(X&& x, const detail::Scaled<S, Y>& y) {
  detail::check_same_shape("operator+", "+", x, y.array, {});
  detail::PlusScaled<S> f{y.factor};
  return detail::map_values<detail::sum_t<value_type_t<X>, detail::scaled_t<value_type_t<Y>, S>>>(f, std::forward<X>(x),
                                                                                                  y.array);
}
template <ArrayLike X, class S, class Y>
constexpr auto operator-(X&& x, const detail::Scaled<S, Y>& y) {
  detail::check_same_shape("operator-", "-", x, y.array, {});
  detail::MinusScaled<S> f{y.factor};
  return detail::map_values<detail::sum_t<value_type_t<X>, detail::scaled_t<value_type_t<Y>, S>>>(f, std::forward<X>(x),
                                                                                                  y.array);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
