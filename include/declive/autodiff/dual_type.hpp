// The type of a dual number; what is done with it stands in dual.hpp.
#ifndef DECLIVE_AUTODIFF_DUAL_TYPE_HPP
#define DECLIVE_AUTODIFF_DUAL_TYPE_HPP

#include <limits>

#include "partials.hpp"

namespace declive {

namespace detail {

// What is a constant to Dual<T, ...>: a number, or what is known to T, as a dual of a lower level.
template <class S, class T>
concept ConstantOf = std::is_arithmetic_v<S> ||(is_dual<S>&& is_dual<T>&& std::is_convertible_v<S, T>);

template <class From, class To>
inline constexpr bool is_lossless =
    std::numeric_limits<scalar_t<From>>::digits <= std::numeric_limits<scalar_t<To>>::digits;

// Whether X is D, or what D is made of, or what that is made of, ...
template <class X, class D>
inline constexpr bool is_within = std::is_same_v<X, D>;
template <class X, class T, Index N, class Tag>
inline constexpr bool is_within<X, Dual<T, N, Tag>> = std::is_same_v<X, Dual<T, N, Tag>> || is_within<X, T>;

// The operands of products that run here.
template <class S, class T>
concept PartsOperands = (is_dual<S> || is_dual<T>)&&!has_tape<S> && !has_tape<T> && has_kernels<scalar_t<S>> &&
                        (is_within<S, T> || is_within<T, S>);

}  // namespace detail

/// N partials and behind them the value, all T's, one after the other in memory. (The value first would make pairs of
/// partials straddle the 16-byte steps in which compilers copy: 4 times the time.) No conversion leads from a Dual to
/// its T: what drops the derivatives says so (x.value).
template <class T, Index N, class Tag>
struct Dual {
  static_assert(std::is_floating_point_v<T> || is_dual<T>,
                "declive: Dual<T, N> needs a floating-point type T, or another Dual for higher derivatives");
  static_assert(N >= 1, "declive: Dual<T, N> needs at least one partial derivative");

  using value_type = T;
  using tag_type = Tag;
  using factor_type = scalar_t<T>;  // what a number becomes that multiplies an array of duals
  static constexpr Index partials_count = N;

  T partials[static_cast<std::size_t>(N)];
  T value;

  /// 0.
  DECLIVE_INLINE constexpr Dual() : value{} { detail::clear_partials(*this); }
  /// A constant: all partials are 0.
  template <detail::ConstantOf<T> S>
  DECLIVE_INLINE constexpr Dual(const S& constant) : value(static_cast<T>(constant)) {
    detail::clear_partials(*this);
  }
  /// A value and its N partials.
  template <class V, class... P>
    requires(sizeof...(P) == N && std::is_convertible_v<V, T> && (std::is_convertible_v<P, T> && ...))
  DECLIVE_INLINE constexpr Dual(const V& v, const P&... p) : partials{static_cast<T>(p)...}, value(static_cast<T>(v)) {}
  /// The same in another type; explicit if digits are lost.
  template <class U>
    requires(!std::is_same_v<U, T> && std::is_convertible_v<U, T> && !detail::ConstantOf<Dual<U, N, Tag>, T>)
  DECLIVE_INLINE constexpr explicit(!detail::is_lossless<U, T>) Dual(const Dual<U, N, Tag>& other)
      : value(static_cast<T>(other.value)) {
    for (Index k = 0; k < N; ++k) partials[k] = static_cast<T>(other.partials[k]);
  }

  /// The k-th unknown: d/dx_k of it is 1. Throws IndexError unless 0 <= k < N.
  DECLIVE_INLINE static constexpr Dual variable(const T& value, Index k = 0, Site site = Site::here()) {
    if (k < 0 || k >= N) detail::raise_index("Dual::variable", Dims{N, 1, 1}, k, site);
    Dual x;
    x.value = value;
    x.partials[k] = T(1);
    return x;
  }

  template <class S>
  DECLIVE_INLINE constexpr Dual& operator+=(const S& s) {
    detail::assign(*this, static_cast<Dual>(*this + s));
    return *this;
  }
  template <class S>
  DECLIVE_INLINE constexpr Dual& operator-=(const S& s) {
    detail::assign(*this, static_cast<Dual>(*this - s));
    return *this;
  }
  template <class S>
  DECLIVE_INLINE constexpr Dual& operator*=(const S& s) {
    detail::assign(*this, static_cast<Dual>(*this * s));
    return *this;
  }
  template <class S>
  DECLIVE_INLINE constexpr Dual& operator/=(const S& s) {
    detail::assign(*this, static_cast<Dual>(*this / s));
    return *this;
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

namespace declive::inline DECLIVE_ABI {

/// The value without any derivative, whatever the nesting; a plain number is itself.
template <class X>
  requires(is_dual<X> || std::is_arithmetic_v<X>)
DECLIVE_INLINE constexpr scalar_t<X> primal(const X& x) {
  if constexpr (is_dual<X>)
    return primal(x.value);
  else
    return x;
}

}  // namespace declive::inline DECLIVE_ABI

#endif
