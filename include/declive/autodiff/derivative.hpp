// Derivatives by one variable, or along one direction.
//
//   derivative([](auto x) { return x * x + 3 * x + 2; }, 1.0)        // 5
//
// The function is run once, on dual numbers, so it has to be written for every type of number: a lambda with auto, or
// one round a template. Inside it calls exp(x), not std::exp(x). It may return a number, a Vector or a Matrix (the
// result then is one of derivatives).
//
// A derivative inside a derivative is right, or does not compile: the numbers of each carry the function's type as a
// tag. The inner one must be taken at a point that knows the outer variable: derivative(g, decltype(x)(1)).
#ifndef DECLIVE_AUTODIFF_DERIVATIVE_HPP
#define DECLIVE_AUTODIFF_DERIVATIVE_HPP

#include <utility>

#include "function.hpp"

namespace declive {

/// A function's value and its derivative, e.g. auto [value, slope] = value_and_derivative(f, x).
template <class V, class D>
struct ValueAndDerivative {
  V value;
  D derivative;
  DECLIVE_INLINE constexpr ValueAndDerivative(V v, D d) : value(std::move(v)), derivative(std::move(d)) {}
  DECLIVE_INLINE constexpr ValueAndDerivative(const ValueAndDerivative&) = default;
  DECLIVE_INLINE constexpr ValueAndDerivative(ValueAndDerivative&&) = default;
  DECLIVE_INLINE constexpr ValueAndDerivative& operator=(const ValueAndDerivative&) = default;
  DECLIVE_INLINE constexpr ValueAndDerivative& operator=(ValueAndDerivative&&) = default;
  DECLIVE_INLINE ~ValueAndDerivative() = default;
};

namespace detail::inline DECLIVE_ABI {

// f at the k-th level of K nested unknowns, all of them x.
template <int K, class F, class T>
constexpr auto nested_unknown(const T& x) {
  if constexpr (K == 0) {
    return x;
  } else {
    const auto inner = nested_unknown<K - 1, F>(x);
    return unknown_t<F, std::remove_cv_t<decltype(inner)>, 1, K>::variable(inner);
  }
}
template <int K, class R>
constexpr auto nested_partial(const R& r) {
  if constexpr (K == 0)
    return r;
  else
    return nested_partial<K - 1>(partials_of(r, 0));
}

// Element k of the flattened array.
template <class X>
constexpr const auto& flat(const X& x, Index k) {
  if constexpr (VectorLike<X>)
    return x.data()[k * x.stride()];
  else
    return x.data()[k / x.cols() * x.row_stride() + k % x.cols() * x.col_stride()];
}

// x + v e, in number or array.
template <class D, class X, class V>
constexpr auto moving_along(const X& x, const V& v) {
  auto work = lifted<D>(x);
  if constexpr (ArrayLike<X>) {
    const auto direction = view(v);
    for (Index k = 0; k < work.size(); ++k)
      work.data()[k].partials[0] = static_cast<typename D::value_type>(flat(direction, k));
  } else {
    work.partials[0] = static_cast<typename D::value_type>(v);
  }
  return work;
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// f(x) and f'(x) at a number x.
template <class F, detail::Number X>
constexpr auto value_and_derivative(F&& f, const X& x) {
  using D = detail::unknown_t<F, detail::number_t<X>, 1>;
  const D unknown = D::variable(static_cast<detail::number_t<X>>(x));
  const detail::call_result_t<D, F, D> result = f(unknown);
  auto values = detail::values_of(result), slopes = detail::partials_of(result, 0);
  return ValueAndDerivative<decltype(values), decltype(slopes)>(std::move(values), std::move(slopes));
}

/// f'(x) at a number x.
template <class F, detail::Number X>
constexpr auto derivative(F&& f, const X& x) {
  return value_and_derivative(f, x).derivative;
}

/// The K-th derivative at a number x, K >= 0, by K nested duals: 2^K times the work of f.
template <int K, class F, detail::Number X>
constexpr auto nth_derivative(F&& f, const X& x) {
  static_assert(K >= 0, "declive: nth_derivative<K> needs K >= 0");
  const auto unknown = detail::nested_unknown<K, F>(static_cast<detail::number_t<X>>(x));
  if constexpr (K == 0) {
    return f(unknown);
  } else {
    using D = std::remove_cv_t<decltype(unknown)>;
    const detail::call_result_t<D, F, D> result = f(unknown);
    return detail::nested_partial<K>(result);
  }
}

/// df/dx_i of f(x_0, x_1, ...) at the numbers x. Throws IndexError if there is no x_i.
template <class F, detail::Number... X>
  requires(sizeof...(X) > 0)
constexpr auto partial_derivative(F&& f, std::type_identity_t<Index> i, const X&... x) {
  using T = detail::number_t<X...>;
  using D = detail::unknown_t<F, T, 1>;
  constexpr Index n = sizeof...(X);
  if (i < 0 || i >= n) detail::raise_index("partial_derivative", Dims{n, 1, 1}, i, {});
  D unknowns[sizeof...(X)] = {D(static_cast<T>(x))...};
  unknowns[i].partials[0] = T(1);
  const auto call = [&]<Index... k>(std::integer_sequence<Index, k...>) {
    const detail::call_result_t<D, F, std::conditional_t<k >= 0, D, D>...> result = f(std::as_const(unknowns[k])...);
    return detail::partials_of(result, 0);
  };
  return call(std::make_integer_sequence<Index, n>());
}

/// The derivative of f at x along v, J v with f's Jacobian J (JAX's jvp): one run of f. x and v are numbers or arrays
/// of one shape. Throws ShapeError.
template <class F, class X, class V>
  requires((ArrayLike<X> && ArrayLike<V>) || (detail::Number<X> && detail::Number<V>))
constexpr auto directional_derivative(F&& f, const X& x, const V& v, Site site = Site::here()) {
  if constexpr (ArrayLike<X>) detail::check_same_shape("directional_derivative", "and", x, v, site);
  using D = detail::unknown_t<F, std::common_type_t<detail::element_t<X>, detail::element_t<V>>, 1>;
  const auto unknown = detail::moving_along<D>(x, v);
  const detail::call_result_t<D, F, std::remove_cv_t<decltype(unknown)>> result = f(unknown);
  return detail::partials_of(result, 0);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
