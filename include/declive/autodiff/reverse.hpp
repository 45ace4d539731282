// Reverse mode: derivatives of few results by many unknowns.
//
//   reverse_gradient(f, x)      // as gradient(f, x), for any number of unknowns in the time of a few runs of f
//
// gradient() runs f once for every 4 to 16 unknowns. Here f runs once, on numbers that record what becomes of them on a
// tape, and one way back along the tape gives the derivatives by all unknowns. The price is the tape: 32 bytes for each
// operation on unknowns, which is why one asks for it by name. docs/derivatives.md says from how many unknowns on it is
// faster.
//
// f is written as for gradient(). Nested derivatives are right, or do not compile: a reverse_gradient may stand inside
// another, or inside a derivative by duals, or the other way round.
#ifndef DECLIVE_AUTODIFF_REVERSE_HPP
#define DECLIVE_AUTODIFF_REVERSE_HPP

#include "gradient.hpp"
#include "taped.hpp"
#include "taped_products.hpp"

namespace declive {

namespace detail {

// What F is run on to be recorded.
template <class F, class T>
using taped_t = Dual<T, taped, typename Perturbation<std::remove_cvref_t<F>>::Tag>;

template <class X>
concept ArrayOrNumber = ArrayLike<X> || Number<X>;

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

// The tape of D's that is recorded on now.
template <class D>
DECLIVE_INLINE inline auto& tape_of() {
  return current_tape<typename D::adjoint_type, typename D::tag_type>;
}

// x as numbers on the tape.
template <class D, class X>
auto as_unknowns(const Recording<typename D::adjoint_type>& recording, const X& x) {
  auto unknowns = lifted<D>(x);
  if constexpr (ArrayLike<X>)
    for (Index k = 0; k < unknowns.size(); ++k) unknowns.data()[k].place = recording.unknown(k);
  else
    unknowns.place = recording.unknown(0);
  return unknowns;
}
// The adjoints of the unknowns as numbers U, in x's shape.
template <class U, class W, class X>
auto adjoints_of(const Recording<W>& recording, const X& x) {
  if constexpr (ArrayLike<X>) {
    auto gradient = lifted<U>(x);
    for (Index k = 0; k < gradient.size(); ++k) gradient.data()[k] = static_cast<U>(recording.adjoint(k));
    return gradient;
  } else {
    return static_cast<U>(recording.adjoint(0));
  }
}
// The place of sum + w z.
template <class W>
Place<W> weighted(Tape<W>& tape, const Place<W>& sum, const Place<W>& z, const W& w) {
  return join(tape, sum.slope, sum.node, strong_product(z.slope, w), z.node);
}
template <class X>
Index unknowns_in(const X& x) {
  if constexpr (ArrayLike<X>)
    return x.size();
  else
    return 1;
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// f(x) and the gradient of a number-valued f at a Vector, Matrix or number x: element k is df/dx_k, in x's shape. One
/// run of f and one way back; besides the gradient and one array of x's size it takes memory for the tape, which the
/// thread keeps for the next. Throws SizeError where a tape of 2^32 nodes is full.
template <class F, detail::ArrayOrNumber X>
auto value_and_reverse_gradient(F&& f, const X& x) {
  using D = detail::taped_t<F, detail::element_t<X>>;
  using R = detail::call_result_t<D, F, decltype(detail::lifted<D>(x))>;
  static_assert(is_dual<R>,
                "declive: reverse_gradient: the function must return a number; vjp is for a Vector or Matrix");
  using T = typename R::value_type;
  detail::Recording<typename D::adjoint_type> recording(detail::tape_of<D>(), detail::unknowns_in(x));
  const auto unknowns = detail::as_unknowns<D>(recording, x);
  const R result = f(unknowns);
  recording.pull_back(result.place);
  auto gradient = detail::adjoints_of<T>(recording, x);
  return ValueAndGradient<T, decltype(gradient)>(result.value, std::move(gradient));
}

/// The gradient alone.
template <class F, detail::ArrayOrNumber X>
auto reverse_gradient(F&& f, const X& x) {
  return value_and_reverse_gradient(f, x).gradient;
}

/// w^T J for the Jacobian J of f at x (JAX's vjp): the gradient of sum_i w_i f_i, in x's shape. f returns a number, a
/// Vector or a Matrix, and w has that shape. One run of f. Throws ShapeError if w has another.
template <class F, detail::ArrayOrNumber X, detail::ArrayOrNumber V>
auto vjp(F&& f, const X& x, const V& w, Site site = Site::here()) {
  using D = detail::taped_t<F, std::common_type_t<detail::element_t<X>, detail::element_t<V>>>;
  using R = detail::call_result_t<D, F, decltype(detail::lifted<D>(x))>;
  static_assert(ArrayLike<R> == ArrayLike<V>, "declive: vjp: w must have the shape of what the function returns");
  using T = typename detail::ResultElement<R>::type::value_type;
  detail::Recording<typename D::adjoint_type> recording(detail::tape_of<D>(), detail::unknowns_in(x));
  const auto unknowns = detail::as_unknowns<D>(recording, x);
  const R result = f(unknowns);
  if constexpr (ArrayLike<V>) {
    detail::check_same_shape("vjp", "and", result, w, site);
    detail::Place<typename D::adjoint_type> sum{};
    for (Index k = 0; k < result.size(); ++k)
      sum = detail::weighted(detail::tape_of<D>(), sum, detail::flat(detail::view(result), k).place,
                             static_cast<typename D::adjoint_type>(detail::flat(detail::view(w), k)));
    recording.pull_back(sum);
  } else {
    recording.pull_back(
        detail::weighted(detail::tape_of<D>(), {}, result.place, static_cast<typename D::adjoint_type>(w)));
  }
  return detail::adjoints_of<T>(recording, x);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
