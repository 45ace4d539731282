// Boost's autodiff with -O3 -march=native: one unknown a run, two for mixed second derivatives.
#include <boost/math/differentiation/autodiff.hpp>
#include <vector>

#include "../autodiff.hpp"

namespace bench {

namespace {

using boost::math::differentiation::make_ftuple;
using boost::math::differentiation::make_fvar;
using Number = boost::math::differentiation::autodiff_fvar<double, 1>;

void polynomial(double x, double& value, double& slope) {
  const auto y = Polynomial()(make_fvar<double, 1>(x));
  value = y.derivative(0);
  slope = y.derivative(1);
}

void formula(const double* inputs, double* out) {
  const double* const seeds = inputs + 4 * formula_points;
  const Number t = make_fvar<double, 1>(0);
  for (Index i = 0; i < formula_points; ++i, inputs += 4, out += 2) {
    const Number x = inputs[0] + seeds[0] * t, y = inputs[1] + seeds[1] * t, z = inputs[2] + seeds[2] * t,
                 w = inputs[3] + seeds[3] * t;
    const Number value = Formula()(x, y, z, w);
    out[0] = value.derivative(0);
    out[1] = value.derivative(1);
  }
}

void gradient(Index n, const double* x, double* g, std::vector<Number>& unknowns) {
  for (Index i = 0; i < n; ++i) unknowns[static_cast<std::size_t>(i)] = x[i];
  for (Index i = 0; i < n; ++i) {
    unknowns[static_cast<std::size_t>(i)] = make_fvar<double, 1>(x[i]);
    g[i] = Rosenbrock()(unknowns).derivative(1);
    unknowns[static_cast<std::size_t>(i)] = x[i];
  }
}

void hessian(Index n, const double* x, double* h) {
  using Second = boost::math::differentiation::autodiff_fvar<double, 2>;
  for (Index i = 0; i < n; ++i) {
    std::vector<Second> one(x, x + n);
    one[static_cast<std::size_t>(i)] = make_fvar<double, 2>(x[i]);
    h[i * n + i] = LogSumExp()(one).derivative(2);
    for (Index j = i + 1; j < n; ++j) {
      const auto pair = make_ftuple<double, 1, 1>(x[i], x[j]);
      using Mixed = std::remove_cvref_t<decltype(std::get<0>(pair) * std::get<1>(pair))>;
      std::vector<Mixed> two(x, x + n);
      two[static_cast<std::size_t>(i)] = std::get<0>(pair);
      two[static_cast<std::size_t>(j)] = std::get<1>(pair);
      h[i * n + j] = h[j * n + i] = LogSumExp()(two).derivative(1, 1);
    }
  }
}

void jacobian(Index n, const double* w, const double* x, double* out, std::vector<Number>& unknowns,
              std::vector<Number>& y) {
  for (Index i = 0; i < n; ++i) unknowns[static_cast<std::size_t>(i)] = x[i];
  for (Index j = 0; j < n; ++j) {
    unknowns[static_cast<std::size_t>(j)] = make_fvar<double, 1>(x[j]);
    dense_map(n, w, unknowns.data(), y.data());
    for (Index i = 0; i < n; ++i) out[i * n + j] = y[static_cast<std::size_t>(i)].derivative(1);
    unknowns[static_cast<std::size_t>(j)] = x[j];
  }
}

// One unknown a run is all there is: not for several directions, nor for many unknowns.
bool has(AutodiffSubject subject, Index n) {
  if (subject == AutodiffSubject::formula) return n == 1;
  return subject != AutodiffSubject::product && !(subject == AutodiffSubject::gradient && n > 100);
}

std::unique_ptr<AutodiffJob> make(AutodiffSubject subject, Index n, Index, const double* inputs) {
  const std::vector<Number> numbers(static_cast<std::size_t>(n));
  switch (subject) {
    case AutodiffSubject::point:
    case AutodiffSubject::points:
      return points_job(subject, n, inputs,
                        [](double x, double& value, double& slope) { polynomial(x, value, slope); });
    case AutodiffSubject::formula:
      return autodiff_job(formula_points * 2, [=](double* out) { formula(inputs, out); });
    case AutodiffSubject::gradient:
      return autodiff_job(gradient_points(n) * n, [=, unknowns = numbers](double* out) mutable {
        for (Index i = 0; i < gradient_points(n); ++i) gradient(n, inputs + i * n, out + i * n, unknowns);
      });
    case AutodiffSubject::hessian:
      return autodiff_job(hessian_points * n * n, [=](double* out) {
        for (Index i = 0; i < hessian_points; ++i) hessian(n, inputs + i * n, out + i * n * n);
      });
    case AutodiffSubject::jacobian:
      return autodiff_job(n * n, [=, x = numbers, y = numbers](double* out) mutable {
        jacobian(n, inputs, inputs + n * n, out, x, y);
      });
    default:
      return nullptr;
  }
}

}  // namespace

const AutodiffPeer& boost_autodiff() {
  static constexpr AutodiffPeer peer{
      .name = "boost",
      .has = has,
      .make = make,
  };
  return peer;
}

}  // namespace bench
