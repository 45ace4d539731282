// The residuals of a user behind the pointers that GaussNewton and LevenbergMarquardt are written against.
#ifndef DECLIVE_OPTIM_LEAST_SQUARES_HPP
#define DECLIVE_OPTIM_LEAST_SQUARES_HPP

#include "levenberg_marquardt.hpp"
#include "point.hpp"

namespace declive::detail {

/// A method that minimises half the sum of the squares of residuals.
template <class M>
concept LeastSquaresMethod = std::is_same_v<M, LevenbergMarquardt> || std::is_same_v<M, GaussNewton>;

}  // namespace declive::detail

namespace declive::detail::inline DECLIVE_ABI {

/// residuals(x) gives a Vector of m elements, jacobian(x) an m x n Matrix (for a number x also a Vector), at the point
/// where the residuals were evaluated last.
template <class X, class F, class J, class Callback>
struct ResidualAdaptor {
  using T = point_scalar_t<X>;
  X x;
  Vector<T> values;
  F& residuals;
  J& jacobian;
  Callback& callback;
  const Site& site;

  static const Vector<T>& evaluate(void* self) {
    ResidualAdaptor& a = *static_cast<ResidualAdaptor*>(self);
    const auto r = a.residuals(std::as_const(a.x));
    static_assert(VectorLike<decltype(r)>, "declive: minimize: the residuals of least squares must be a vector");
    if (a.values.empty()) {
      if (r.empty()) raise_shape("minimize", r.dims(), "there are no residuals", a.site);
      a.values = Vector<T>(r.size());
    }
    if (r.size() != a.values.size())
      raise_shapes("minimize", a.values.dims(), "and", r.dims(), "the number of residuals changed", a.site);
    view(a.values) = r;
    return a.values;
  }
  static void differentiate(void* self, MatrixView<T> columns) {
    ResidualAdaptor& a = *static_cast<ResidualAdaptor*>(self);
    const auto jacobian = a.jacobian(std::as_const(a.x));
    const Dims wanted{columns.cols(), columns.rows(), 2}, given = jacobian.dims();
    if (given.rows != wanted.rows || given.cols != wanted.cols)
      raise_shapes("minimize", wanted, "and", given,
                   "the Jacobian has not one row a residual and one column an unknown", a.site);
    auto rows = columns.transposed();
    rows = matrix_view(jacobian);
  }
  static bool report(void* self, const Report<T>& r) {
    ResidualAdaptor& a = *static_cast<ResidualAdaptor*>(self);
    return call_back(a.callback, Iteration<X>{r.iteration, a.x, r.value, r.gradient_norm, r.step, r.evaluations});
  }
};

template <class X, class F, class J, class Method, class Callback>
Result<X> minimize_residuals(F& residuals, J& jacobian, const X& x0, const Method& method,
                             const MinimizeOptions& options, Callback& callback, const Site& site) {
  using T = point_scalar_t<X>;
  using A = ResidualAdaptor<X, F, J, Callback>;
  check_options(options, site);
  check_at_least(Method::name, "max_iterations", method.max_iterations, 0, site);
  check_point(x0, site);
  A adaptor{x0, Vector<T>(), residuals, jacobian, callback, site};
  T* const x = first_element(adaptor.x);
  const Residuals<T> f{&adaptor, element_count(x0), &A::evaluate, &A::differentiate};
  Run<T> run(options, method.max_iterations, &adaptor, &A::report, x, f.size, true);
  minimize_by(method, run, f, site);
  return run.result(adaptor.x);
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
