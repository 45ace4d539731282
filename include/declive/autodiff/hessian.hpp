// Second derivatives by all elements of a Vector or Matrix.
#ifndef DECLIVE_AUTODIFF_HESSIAN_HPP
#define DECLIVE_AUTODIFF_HESSIAN_HPP

#include "gradient.hpp"

namespace declive {

namespace detail {

// Second derivatives of one run: those by `rows` x `cols` pairs of unknowns.
inline constexpr Index hessian_rows = 2;
template <class Width>
inline constexpr Index hessian_cols = std::is_same_v<Width, Lanes::Avx512> ? 8 : 4;

template <class F, class T, Index rows, Index cols, class Width>
using second_order_t = unknown_t<F, unknown_t<F, T, cols, 1, Width>, rows, 2, Width>;

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

template <class Width, class F, class X>
constexpr auto hessian_with(F& f, const X& x) {
  constexpr Index rows = hessian_rows, cols = hessian_cols<Width>;
  using T = element_t<X>;
  using D = second_order_t<F, T, rows, cols, Width>;
  using R = call_result_t<D, F, decltype(lifted<D>(x))>;
  static_assert(is_dual<R>, "declive: hessian: the function must return a number");
  using S = typename R::value_type::value_type;
  const Index n = x.size();
  auto unknowns = lifted<D>(x);
  Matrix<S, fixed_size<X>, fixed_size<X>> H(n, n);
  D* const u = unknowns.data();
  for (Index i = 0; i < n; i += rows) {
    const Index down = n - i < rows ? n - i : rows;
    for (Index r = 0; r < down; ++r) u[i + r].partials[r].value = T(1);
    for (Index j = i; j < n; j += cols) {
      const Index across = n - j < cols ? n - j : cols;
      for (Index c = 0; c < across; ++c) u[j + c].value.partials[c] = T(1);
      const R result = run(Width(), f, std::as_const(unknowns));
      for (Index r = 0; r < down; ++r)
        for (Index c = 0; c < across; ++c) {
          const S second = result.partials[r].partials[c];
          if (j + c >= i + r) H.data()[(i + r) * n + j + c] = H.data()[(j + c) * n + i + r] = second;
        }
      for (Index c = 0; c < across; ++c) u[j + c].value.partials[c] = T(0);
    }
    for (Index r = 0; r < down; ++r) u[i + r].partials[r].value = T(0);
  }
  return H;
}

template <class Width, class T, class F, class X, class V>
constexpr auto hessian_vector_product_with(F& f, const X& x, const V& v) {
  constexpr Index cols = hessian_cols<Width>;
  using D = second_order_t<F, T, 1, cols, Width>;
  using R = call_result_t<D, F, decltype(lifted<D>(x))>;
  static_assert(is_dual<R>, "declive: hessian_vector_product: the function must return a number");
  using S = typename R::value_type::value_type;
  auto unknowns = moving_along<D>(x, v);
  array_t<S, X> product = lifted<S>(x);
  const Index n = x.size();
  D* const u = unknowns.data();
  for (Index j = 0; j < n; j += cols) {
    const Index count = n - j < cols ? n - j : cols;
    for (Index c = 0; c < count; ++c) u[j + c].value.partials[c] = T(1);
    const R result = run(Width(), f, std::as_const(unknowns));
    for (Index c = 0; c < count; ++c) product.data()[j + c] = result.partials[0].partials[c];
    for (Index c = 0; c < count; ++c) u[j + c].value.partials[c] = T(0);
  }
  return product;
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// The Hessian matrix of a number-valued f at x: element (i, j) is d^2 f / dx_i dx_j, n x n for x of n elements (those
/// of a matrix counted row after row), symmetric. f is run on duals of duals, 2 x 4 or 2 x 8 second derivatives at a
/// time, those on and above the diagonal.
template <class F, ArrayLike X>
constexpr auto hessian(F&& f, const X& x) {
  return detail::with_lanes<detail::element_t<X>, detail::fixed_size<X>>(
      x.size(), [&]<class Width>(Width) { return detail::hessian_with<Width>(f, x); });
}

/// The Hessian of f at x times v, in x's shape, without the Hessian: the derivative of the gradient along v. Throws
/// ShapeError unless x and v have one shape.
template <class F, ArrayLike X, ArrayLike V>
constexpr auto hessian_vector_product(F&& f, const X& x, const V& v, Site site = Site::here()) {
  detail::check_same_shape("hessian_vector_product", "and", x, v, site);
  using T = std::common_type_t<detail::element_t<X>, detail::element_t<V>>;
  return detail::with_lanes<T, detail::fixed_size<X>>(
      x.size(), [&]<class Width>(Width) { return detail::hessian_vector_product_with<Width, T>(f, x, v); });
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
