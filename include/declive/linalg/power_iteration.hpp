// The dominant eigenvalue and its vector by repeated products: for matrices too large for eig, or known only as a function
// x -> A x.
//
//   v <- A v / |A v|,  value = v^T A v
//
// The error shrinks by |lambda_2 / lambda_1| a step, that of a symmetric matrix's value by the square of it (G. Golub, C.
// Van Loan, Matrix Computations, 4th ed., 7.3.1, 8.2.1).
#ifndef DECLIVE_LINALG_POWER_ITERATION_HPP
#define DECLIVE_LINALG_POWER_ITERATION_HPP

#include <cmath>
#include <cstdint>
#include <limits>

#include "../core/random.hpp"
#include "checks.hpp"
#include "products.hpp"

namespace declive {

/// When power_iteration stops.
struct PowerIterationOptions {
  Index max_iterations = 10000;  ///< products; one more is an error
  double tolerance = -1;         ///< stops at |A v - value v| <= this |value|; -1: eps^(3/4) of the scalar
  std::uint64_t seed = 0;        ///< of the start vector, where none is given
};

/// The dominant pair: |vector| = 1, its first component of largest magnitude (within a thousandth) is positive.
template <class T, Index N = dynamic>
struct PowerIterationResult {
  T value;
  Vector<T, N> vector;
  Index iterations;  ///< products that were made
  T residual;        ///< |A vector - value vector|

  DECLIVE_INLINE PowerIterationResult(T lambda, Vector<T, N> v, Index steps, T rest)
      : value(lambda), vector(std::move(v)), iterations(steps), residual(rest) {}
  DECLIVE_INLINE PowerIterationResult(const PowerIterationResult&) = default;
  DECLIVE_INLINE PowerIterationResult(PowerIterationResult&&) = default;
  DECLIVE_INLINE PowerIterationResult& operator=(const PowerIterationResult&) = default;
  DECLIVE_INLINE PowerIterationResult& operator=(PowerIterationResult&&) = default;
  DECLIVE_INLINE ~PowerIterationResult() = default;
};

namespace detail::inline DECLIVE_ABI {

// n random numbers in [-1, 1).
template <class V>
V start_vector(Index n, std::uint64_t seed) {
  using T = value_type_t<V>;
  SplitMix64 random(seed);
  return V(n, [&random](Index) { return static_cast<T>(random() >> 40) / static_cast<T>(1 << 23) - T(1); });
}

template <class T, Index N, class Apply>
PowerIterationResult<T, N> power_iterate(Apply& apply, Vector<T, N> v, const PowerIterationOptions& options,
                                         const Site& site) {
  const char* const operation = "power_iteration";
  if (v.empty()) raise_value(operation, text(v.dims(), ": there is no eigenvalue"), site);
  if (options.max_iterations < 1)
    raise_value(operation, text("max_iterations is ", options.max_iterations, ": it must be at least 1"), site);
  if (options.tolerance != options.tolerance) raise_value(operation, "the tolerance is NaN", site);
  const T tolerance =
      options.tolerance >= 0 ? static_cast<T>(options.tolerance) : std::pow(std::numeric_limits<T>::epsilon(), T(0.75));
  const T start = norm(v);
  if (!(start > T(0) && start <= (std::numeric_limits<T>::max)()))
    raise_value(operation, "the start vector is zero, NaN or infinite", site);
  v /= start;
  Vector<T, N> w = v;
  T value(0), residual(0);
  for (Index k = 1; k <= options.max_iterations; ++k) {
    apply(v, w);
    const T length = norm(w);
    if (!(length <= (std::numeric_limits<T>::max)()))
      raise_value(operation, text("the product with the vector of step ", k, " is NaN or infinite"), site);
    value = dot(v, w);
    residual = norm(w - value * v);
    if (residual <= tolerance * std::fabs(value)) {
      const T most = norm_inf(v);
      Index first = 0;
      while (!(std::fabs(v[first]) >= T(0.999) * most)) ++first;
      if (v[first] < T(0)) v = -v;
      return {value, std::move(v), k, residual};
    }
    v = w / length;
  }
  raise_value(operation,
              text("no convergence in ", options.max_iterations, " iterations: |A v - value v| is ",
                   number_text(residual), ", the value ", number_text(value),
                   "; eigenvalues of equal or nearly equal magnitude converge slowly or not at all"),
              site);
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// The eigenvalue of largest magnitude of the real n x n matrix A, its vector, and how they were found:
/// auto [value, vector, iterations, residual] = power_iteration(A). Starts from a vector of pseudorandom numbers, which
/// depends on n and the seed alone. Throws ShapeError unless A is square, ValueError for NaN and infinity, and if
/// |A v - value v| <= tolerance |value| is not reached: eigenvalues of equal magnitude (a pair +-x, a complex pair) never
/// reach it. n^2 products an iteration.
template <MatrixLike M>
auto power_iteration(const M& a, const PowerIterationOptions& options = {}, Site site = Site::here()) {
  static_assert(std::is_arithmetic_v<value_type_t<M>>, "declive: power_iteration needs a matrix of real numbers");
  using T = detail::factor_scalar_t<value_type_t<M>>;
  using V = Vector<T, detail::same_extent(detail::Like<M>::rows, detail::Like<M>::cols)>;
  detail::check_square("power_iteration", a, site);
  detail::check_finite("power_iteration", detail::view(a), site);
  const MatrixView<const value_type_t<M>> view = detail::view(a);
  auto apply = [&](const V& x, V& y) { matmul_into(y, view, x, site); };
  return detail::power_iterate(apply, detail::start_vector<V>(a.rows(), options.seed), options, site);
}

/// The same for a linear function A(x) of vectors, from a given start.
template <class F, std::floating_point T, Index N>
  requires(std::invocable<F&, const Vector<T, N>&>)
auto power_iteration(F&& f, const Vector<T, N>& start, const PowerIterationOptions& options = {},
                     Site site = Site::here()) {
  auto apply = [&](const Vector<T, N>& x, Vector<T, N>& y) {
    const auto product = f(x);
    detail::check_same_shape("power_iteration", "to", x, product, site);
    y = product;
  };
  return detail::power_iterate(apply, start, options, site);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
