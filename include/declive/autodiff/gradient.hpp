// Derivatives of a number by all elements of a Vector or Matrix.
#ifndef DECLIVE_AUTODIFF_GRADIENT_HPP
#define DECLIVE_AUTODIFF_GRADIENT_HPP

#include "derivative.hpp"

namespace declive {

/// A function's value and its gradient, e.g. auto [value, slope] = value_and_gradient(f, x).
template <class V, class G>
struct ValueAndGradient {
  V value;
  G gradient;
  DECLIVE_INLINE constexpr ValueAndGradient(V v, G g) : value(std::move(v)), gradient(std::move(g)) {}
  DECLIVE_INLINE constexpr ValueAndGradient(const ValueAndGradient&) = default;
  DECLIVE_INLINE constexpr ValueAndGradient(ValueAndGradient&&) = default;
  DECLIVE_INLINE constexpr ValueAndGradient& operator=(const ValueAndGradient&) = default;
  DECLIVE_INLINE constexpr ValueAndGradient& operator=(ValueAndGradient&&) = default;
  DECLIVE_INLINE ~ValueAndGradient() = default;
};

namespace detail::inline DECLIVE_ABI {

// Partials of one run: all of a fixed size up to 10; else as many as fill four registers of 16 bytes, or two wider ones,
// where the work per partial is least (see docs/design.md), and for less than 5 unknowns 4. Where wider registers are
// for machines that have them, the others run on 4 as well: one function less to compile. (In
// here because it depends on flags.)
inline constexpr Index narrow = 4;
template <class Width>
inline constexpr Index wide = 8;
template <>
inline constexpr Index wide<Lanes::Avx512> = 16;
#if DECLIVE_WIDE_DUALS && !defined(__AVX__)
template <>
inline constexpr Index wide<Lanes::AsFlagged> = narrow;
#endif
template <class X>
inline constexpr Index one_run = fixed_size<X> >= 1 && fixed_size<X> <= 10 ? fixed_size<X> : dynamic;

// take(result, first, count) for every run of f with D's partials on the unknowns [first, first + count) of x, up to
// `last`: for all of them, and once if there is none.
template <class D, class F, class X, class Take>
constexpr void run_in_chunks(F& f, const X& x, Index first, Index last, const Take& take) {
  constexpr Index N = D::partials_count;
  using One = typename D::value_type;
  auto unknowns = lifted<D>(x);
  do {
    const Index count = last - first < N ? last - first : N;
    for (Index k = 0; k < count; ++k) unknowns.data()[first + k].partials[k] = One(1);
    take(run(typename LanesOf<typename D::tag_type>::type(), f, std::as_const(unknowns)), first, count);
    for (Index k = 0; k < count; ++k) unknowns.data()[first + k].partials[k] = One(0);
    first += N;
  } while (first < last);
}

// visit(D()) with the duals to use for x.
template <class F, class X, class Visit>
constexpr auto with_width(const X& x, Visit visit) {
  using T = element_t<X>;
  if constexpr (fixed_size<X> == dynamic)
    if (x.size() <= narrow) return visit(unknown_t<F, T, narrow>());
  return with_lanes<T, fixed_size<X>>(x.size(), [&]<class Width>(Width) {
    constexpr Index N = one_run<X> != dynamic ? one_run<X> : wide<Width>;
    return visit(unknown_t<F, T, N, 0, Width>());
  });
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// f(x) and the gradient of a number-valued f at a Vector or Matrix x: element k is df/dx_k, in x's shape. f is run on
/// an array of duals, up to 16 partials at a time; besides the gradient that array is the only memory taken.
template <class F, ArrayLike X>
constexpr auto value_and_gradient(F&& f, const X& x) {
  return detail::with_width<F>(x, [&]<class D>(D) {
    using R = detail::call_result_t<D, F, decltype(detail::lifted<D>(x))>;
    static_assert(is_dual<R>,
                  "declive: gradient: the function must return a number; jacobian is for a Vector or Matrix");
    using T = typename R::value_type;
    using G = detail::array_t<T, X>;
    ValueAndGradient<T, G> answer(T(), detail::lifted<T>(x));
    detail::run_in_chunks<D>(f, x, 0, x.size(), [&](const R& result, Index first, Index count) {
      answer.value = result.value;
      for (Index k = 0; k < count; ++k) answer.gradient.data()[first + k] = result.partials[k];
    });
    return answer;
  });
}

/// The gradient alone.
template <class F, ArrayLike X>
constexpr auto gradient(F&& f, const X& x) {
  return value_and_gradient(f, x).gradient;
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
