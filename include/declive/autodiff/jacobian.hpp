// Derivatives of every element of an array by every element of another.
#ifndef DECLIVE_AUTODIFF_JACOBIAN_HPP
#define DECLIVE_AUTODIFF_JACOBIAN_HPP

#include "gradient.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

// run_in_chunks on all of x, where up to `narrow` unknowns that full runs leave over take one with as few partials,
// which is compiled anyway for small x: 100 x 100 in 0.93 of the time, 20 x 20 in 0.80. (Gradients lost 0 to 5 %: their f
// is cheaper, and the constants have to be written once more.)
template <class D, class F, class X, class Take>
constexpr void run_in_fitting_chunks(F& f, const X& x, const Take& take) {
  const Index n = x.size();
  if constexpr (fixed_size<X> == dynamic && D::partials_count > narrow) {
    const Index rest = n % D::partials_count;
    if (n > rest && rest > 0 && rest <= narrow) {
      run_in_chunks<D>(f, x, 0, n - rest, take);
      return run_in_chunks<unknown_t<F, typename D::value_type, narrow>>(f, x, n - rest, n, take);
    }
  }
  run_in_chunks<D>(f, x, 0, n, take);
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// The Jacobian matrix of f at x: element (i, j) is df_i / dx_j, for a Vector or Matrix f(x) of m elements and x of n
/// elements (those of matrices counted row after row): m x n. Throws ShapeError if f returns another shape in a later
/// run.
template <class F, ArrayLike X>
constexpr auto jacobian(F&& f, const X& x, Site site = Site::here()) {
  return detail::with_width<F>(x, [&]<class D>(D) {
    using R = detail::call_result_t<D, F, decltype(detail::lifted<D>(x))>;
    static_assert(ArrayLike<R>,
                  "declive: jacobian: the function must return a Vector or Matrix; gradient is for a number");
    using T = typename value_type_t<R>::value_type;
    Matrix<T, detail::fixed_size<R>, detail::fixed_size<X>> J;
    Dims shape{};
    detail::run_in_fitting_chunks<D>(f, x, [&](const auto& result, Index first, Index count) {
      if (first == 0) {
        shape = result.dims();
        if constexpr (detail::fixed_size<R> == dynamic || detail::fixed_size<X> == dynamic)
          J = decltype(J)(result.size(), x.size(), uninitialized);
      } else if (result.dims() != shape) {
        detail::raise_shapes("jacobian", shape, "and", result.dims(), "the function's results differ in shape", site);
      }
      const auto v = detail::view(result);
      for (Index i = 0; i < result.size(); ++i) {
        const auto& row = detail::flat(v, i);
        for (Index k = 0; k < count; ++k) J.data()[i * J.cols() + first + k] = row.partials[k];
      }
    });
    return J;
  });
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
