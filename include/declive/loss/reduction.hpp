// How the losses of many elements or samples become one: Reduction::mean, sum, none.
#ifndef DECLIVE_LOSS_REDUCTION_HPP
#define DECLIVE_LOSS_REDUCTION_HPP

#include "../linalg/reductions.hpp"

namespace declive {

/// The last but one argument of every loss, mean if it is left out; PyTorch's reduction=. Each is a type of its own,
/// because none returns an array and the others a number.
struct Reduction {
  struct Mean {};
  struct Sum {};
  struct None {};
  /// The sum divided by the number of elements or samples (each loss says which). NaN of nothing.
  static constexpr Mean mean{};
  /// 0 of nothing.
  static constexpr Sum sum{};
  /// The array of the single losses; the gradient is that of each loss by itself.
  static constexpr None none{};
};

namespace detail {

template <class R>
concept ReductionKind =
    std::same_as<R, Reduction::Mean> || std::same_as<R, Reduction::Sum> || std::same_as<R, Reduction::None>;

// The real number within T: of a dual number, whatever the nesting, its value's type.
template <class T>
struct RealScalar {
  using type = T;
};
template <class T>
  requires requires { typename T::value_type; }
struct RealScalar<T> : RealScalar<typename T::value_type> {};
template <std::integral T>
struct RealScalar<T> {
  using type = double;
};
template <class T>
using real_scalar_t = typename RealScalar<T>::type;

// The type of a loss of P's elements: double for integers, as the mean of integers is.
template <class T>
using logit_t = std::conditional_t<std::is_integral_v<T>, double, T>;
// The type of a loss of P's and Y's elements: what C++ makes of p - y, double for two integers.
template <class P, class Y>
using loss_t = logit_t<sum_t<value_type_t<P>, value_type_t<Y>>>;

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

// An arithmetic operand of a loss of type T, as T; any other meets T's as it is.
template <class T, class X>
DECLIVE_INLINE constexpr decltype(auto) loss_operand(const X& x) {
  if constexpr (std::is_arithmetic_v<T> && std::is_arithmetic_v<X>)
    return static_cast<T>(x);
  else
    return (x);
}

// A number of elements or rows as a real number.
template <class Real>
constexpr Real count_as(Index n) {
  if constexpr (std::is_arithmetic_v<Real>)
    return static_cast<Real>(n);
  else
    return Real(static_cast<double>(n));
}

template <class T>
constexpr T divided_by(const T& sum, Index n) {
  return static_cast<T>(sum / count_as<real_scalar_t<T>>(n));
}

// An array for results of the shape of x, to be written.
template <class Result, class X>
Result shaped_like(const X& x) {
  if constexpr (VectorLike<X>)
    return Result(x.size(), uninitialized);
  else
    return Result(x.rows(), x.cols(), uninitialized);
}

// f(type, out, x...), which writes to out and may return something. Of numbers with derivatives f is run once more on their
// values alone, so that derivatives change no bit of a value; out may be one of the x.
template <class T, class Out, class F, class... X>
auto with_plain_values(Out& out, F f, const X&... x) {
  constexpr std::type_identity<T> type{};
  if constexpr (!has_plain_values<T>()) {
    return f(type, out, x...);
  } else {
    using Real = real_scalar_t<T>;
    constexpr std::type_identity<Real> real{};
    auto out_values = shaped_like<array_t<Real, Out>>(out);
    if constexpr (std::is_void_v<decltype(f(type, out, x...))>) {
      f(real, out_values, plain_values_view(x)...);
      f(type, out, x...);
      set_plain_values(out, out_values);
    } else {
      const auto values = f(real, out_values, plain_values_view(x)...);
      auto result = f(type, out, x...);
      set_plain_values(out, out_values);
      set_plain_values(result, values);
      return result;
    }
  }
}

}  // namespace detail::inline DECLIVE_ABI
}  // namespace declive

#endif
