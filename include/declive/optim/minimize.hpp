// minimize(f, x0, method, options): the minimum of a function of a number, a Vector or a Matrix.
#ifndef DECLIVE_OPTIM_MINIMIZE_HPP
#define DECLIVE_OPTIM_MINIMIZE_HPP

#include "../autodiff/jacobian.hpp"
#include "adagrad.hpp"
#include "adam.hpp"
#include "adamw.hpp"
#include "gradient_descent.hpp"
#include "lbfgs.hpp"
#include "least_squares.hpp"
#include "point.hpp"
#include "rmsprop.hpp"

namespace declive {

namespace detail {

/// A method that moves by steps against the gradient.
template <class M>
concept SteppingMethod = requires(const M& method) {
  method.plan(Index{}, 0.0);
};
/// A method that minimises a function with a gradient.
template <class M>
concept GradientMethod = SteppingMethod<M> || std::is_same_v<M, LBFGS>;

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

/// f(x), with the gradient taken in: of f(x, gradient); of a pair that f(x) gives; else by dual numbers.
template <class X, class F>
point_scalar_t<X> value_with_gradient(F& f, const X& x, X& gradient, const Site& site) {
  using T = point_scalar_t<X>;
  if constexpr (std::is_invocable_v<F&, const X&, X&>) {
    return static_cast<T>(f(x, gradient));
  } else {
    static_assert(std::is_invocable_v<F&, const X&>, "declive: minimize: f cannot be called with the point x");
    using R = std::remove_cvref_t<std::invoke_result_t<F&, const X&>>;
    if constexpr (requires(const R& r) { r.first, r.second; }) {
      const auto both = f(x);
      take_gradient(gradient, both.second, site);
      return static_cast<T>(both.first);
    } else if constexpr (requires(const R& r) { r.value, r.gradient; }) {
      const auto both = f(x);
      take_gradient(gradient, both.gradient, site);
      return static_cast<T>(both.value);
    } else if constexpr (ArrayLike<X>) {
      const auto both = value_and_gradient(f, x);
      take_gradient(gradient, both.gradient, site);
      return both.value;
    } else {
      const auto both = value_and_derivative(f, x);
      gradient = both.derivative;
      return both.value;
    }
  }
}

/// The user's function behind the pointers of an Objective. `value_and_gradient(x, gradient)` gives the value.
template <class X, class F, class Callback>
struct Adaptor {
  using T = point_scalar_t<X>;
  X x, gradient;
  F& value_and_gradient;
  Callback& callback;
  const Site& site;

  static T evaluate(Objective<T>& objective) {
    Adaptor& a = *static_cast<Adaptor*>(objective.self);
    const T value = static_cast<T>(a.value_and_gradient(std::as_const(a.x), a.gradient));
    check_gradient(a.x, a.gradient, a.site);
    objective.gradient = first_element(a.gradient);
    return value;
  }
  static bool report(void* self, const Report<T>& r) {
    Adaptor& a = *static_cast<Adaptor*>(self);
    return call_back(a.callback, Iteration<X>{r.iteration, a.x, r.value, r.gradient_norm, r.step, r.evaluations});
  }
};

template <class X, class F, class Method, class Callback>
Result<X> minimize_function(F& value_and_gradient, const X& x0, const Method& method, const MinimizeOptions& options,
                            Callback& callback, const Site& site) {
  using T = point_scalar_t<X>;
  using A = Adaptor<X, F, Callback>;
  check_options(options, site);
  check_at_least(Method::name, "max_iterations", method.max_iterations, 0, site);
  check_point(x0, site);
  A adaptor{x0, x0, value_and_gradient, callback, site};
  T* const x = first_element(adaptor.x);
  Objective<T> objective{&adaptor, element_count(x0), first_element(adaptor.gradient), &A::evaluate};
  constexpr bool steps = SteppingMethod<Method>;
  Run<T> run(options, method.max_iterations, &adaptor, &A::report, x, objective.size, !steps);
  if constexpr (steps)
    minimize_by_steps(method, run, objective, site);
  else
    minimize_by(method, run, objective, site);
  return run.result(adaptor.x);
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// Minimises f from x0 by a method: GradientDescent, AdaGrad, RMSProp, Adam, AdamW or LBFGS.
///
/// x0 is a number, a Vector, a Matrix or a view of one; f(x) gets it as a number, Vector or Matrix. f is one of
///   - a plain f(x), written for any scalar (a lambda of `const auto& x`): the gradient comes from dual numbers;
///   - f(x) that returns the value and the gradient: a pair, or anything with .value and .gradient;
///   - f(x, gradient), which writes the gradient into an array of x's shape and returns the value.
/// The callback, if any, is called as callback(const Iteration<X>&) at the start and after every iteration; returning
/// false stops the run.
///
/// Numerical trouble never throws: the result says how the run ended, with the best point seen. Throws ValueError for
/// settings and options out of range, ShapeError for an empty x0 or a gradient of another shape, and what f throws.
template <class F, detail::Point X, detail::GradientMethod Method, class Callback = const detail::Silent>
auto minimize(F&& f, const X& x0, const Method& method, const MinimizeOptions& options = {}, Callback&& callback = {},
              Site site = Site::here()) {
  using P = detail::point_t<X>;
  auto both = [&](const P& x, P& gradient) { return detail::value_with_gradient(f, x, gradient, site); };
  return detail::minimize_function(both, static_cast<P>(x0), method, options, callback, site);
}

/// The same for a function and its gradient apart: value(x) and gradient(x).
template <class F, class G, detail::Point X, detail::GradientMethod Method, class Callback = const detail::Silent>
  requires(!detail::Point<G>)
auto minimize(F&& value, G&& gradient, const X& x0, const Method& method, const MinimizeOptions& options = {},
              Callback&& callback = {}, Site site = Site::here()) {
  using P = detail::point_t<X>;
  using T = detail::point_scalar_t<P>;
  auto both = [&](const P& x, P& out) {
    detail::take_gradient(out, gradient(x), site);
    return static_cast<T>(value(x));
  };
  return detail::minimize_function(both, static_cast<P>(x0), method, options, callback, site);
}

/// Minimises 1/2 |residuals(x)|^2 from x0 by LevenbergMarquardt or GaussNewton; that half is the result's value, and
/// its gradient J^T r. residuals(x) returns a Vector of m elements; their m x n Jacobian comes from dual numbers, unless
/// residuals(x) returns a pair of both. The rest is as above.
template <class F, detail::Point X, detail::LeastSquaresMethod Method, class Callback = const detail::Silent>
auto minimize(F&& residuals, const X& x0, const Method& method, const MinimizeOptions& options = {},
              Callback&& callback = {}, Site site = Site::here()) {
  using P = detail::point_t<X>;
  const P start = static_cast<P>(x0);
  using R = std::remove_cvref_t<std::invoke_result_t<F&, const P&>>;
  if constexpr (ArrayLike<R>) {
    auto by_duals = [&](const P& x) {
      if constexpr (ArrayLike<P>)
        return jacobian(residuals, x);
      else
        return derivative(residuals, x);
    };
    return detail::minimize_residuals(residuals, by_duals, start, method, options, callback, site);
  } else {
    static_assert(
        requires(const R& r) { r.first, r.second; },
        "declive: minimize: the residuals of least squares are a Vector, or a pair of it and its Jacobian");
    R last{};  // where the residuals were asked for last
    auto values = [&](const P& x) {
      last = residuals(x);
      return detail::view(last.first);
    };
    auto kept = [&](const P&) { return detail::view(last.second); };
    return detail::minimize_residuals(values, kept, start, method, options, callback, site);
  }
}

/// The same for residuals and their Jacobian apart: residuals(x) and jacobian(x), m x n.
template <class F, class J, detail::Point X, detail::LeastSquaresMethod Method, class Callback = const detail::Silent>
  requires(!detail::Point<J>)
auto minimize(F&& residuals, J&& jacobian, const X& x0, const Method& method, const MinimizeOptions& options = {},
              Callback&& callback = {}, Site site = Site::here()) {
  return detail::minimize_residuals(residuals, jacobian, static_cast<detail::point_t<X>>(x0), method, options, callback,
                                    site);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
