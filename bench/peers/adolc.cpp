// ADOL-C with -O3 -march=native: its numbers without a tape for one point and few directions; else the function is
// recorded once, beforehand, and the tape is run forwards and backwards.
#include <adolc/adolc.h>
#include <adolc/adtl.h>

#include <vector>

#include "../autodiff.hpp"

namespace bench {

namespace {

using Traced = adtl::adouble;

void polynomial(double x, double& value, double& slope) {
  const double one = 1;
  const Traced y = Polynomial()(Traced(x, &one));
  value = y.getValue();
  slope = y.getADValue(0u);
}

void formula(Index partials, const double* inputs, double* out) {
  adtl::setNumDir(static_cast<std::size_t>(partials));
  const double* const seeds = inputs + 4 * formula_points;
  for (Index i = 0; i < formula_points; ++i, inputs += 4, out += 1 + partials) {
    const Traced x(inputs[0], seeds), y(inputs[1], seeds + partials), z(inputs[2], seeds + 2 * partials),
        w(inputs[3], seeds + 3 * partials);
    const Traced value = Formula()(x, y, z, w);
    out[0] = value.getValue();
    for (Index k = 0; k < partials; ++k) out[1 + k] = value.getADValue(static_cast<unsigned>(k));
  }
}

enum : short { gradient_tape = 1, hessian_tape = 2, jacobian_tape = 3 };

// Records f of n unknowns at x.
template <class F>
void record(short tape, Index n, const double* x, F f) {
  trace_on(tape);
  std::vector<adouble> unknowns(static_cast<std::size_t>(n));
  for (Index i = 0; i < n; ++i) unknowns[static_cast<std::size_t>(i)] <<= x[i];
  double result = 0;
  adouble y = f(unknowns);
  y >>= result;
  trace_off();
}

std::unique_ptr<AutodiffJob> make(AutodiffSubject subject, Index n, Index, const double* inputs) {
  const int size = static_cast<int>(n);
  switch (subject) {
    case AutodiffSubject::point:
    case AutodiffSubject::points:
      adtl::setNumDir(1);
      return points_job(subject, n, inputs,
                        [](double x, double& value, double& slope) { polynomial(x, value, slope); });
    case AutodiffSubject::formula:
      return autodiff_job(formula_points * (1 + n), [=](double* out) { formula(n, inputs, out); });
    case AutodiffSubject::gradient:
      record(gradient_tape, n, inputs, Rosenbrock());
      return autodiff_job(gradient_points(n) * n, [=](double* out) {
        for (Index i = 0; i < gradient_points(n); ++i) gradient(gradient_tape, size, inputs + i * n, out + i * n);
      });
    case AutodiffSubject::hessian:
      record(hessian_tape, n, inputs, LogSumExp());
      return autodiff_job(hessian_points * n * n, [=](double* out) {
        for (Index i = 0; i < hessian_points; ++i) {
          double* rows[hessian_unknowns];
          for (Index r = 0; r < n; ++r) rows[r] = out + (i * n + r) * n;
          hessian(hessian_tape, size, const_cast<double*>(inputs + i * n), rows);
          for (Index r = 0; r < n; ++r)  // it fills the lower triangle
            for (Index c = r + 1; c < n; ++c) rows[r][c] = rows[c][r];
        }
      });
    case AutodiffSubject::jacobian: {
      const double* const x = inputs + n * n;
      trace_on(jacobian_tape);
      std::vector<adouble> unknowns(static_cast<std::size_t>(n)), y(static_cast<std::size_t>(n));
      double result = 0;
      for (Index i = 0; i < n; ++i) unknowns[static_cast<std::size_t>(i)] <<= x[i];
      dense_map(n, inputs, unknowns.data(), y.data());
      for (Index i = 0; i < n; ++i) y[static_cast<std::size_t>(i)] >>= result;
      trace_off();
      return autodiff_job(n * n, [=](double* out) {
        std::vector<double*> rows(static_cast<std::size_t>(n));
        for (Index i = 0; i < n; ++i) rows[static_cast<std::size_t>(i)] = out + i * n;
        jacobian(jacobian_tape, size, size, x, rows.data());
      });
    }
    default:
      return nullptr;
  }
}

}  // namespace

const AutodiffPeer& adolc() {
  static constexpr AutodiffPeer peer{
      .name = "adolc",
      .has = [](AutodiffSubject subject, Index) { return subject != AutodiffSubject::product; },
      .make = make,
  };
  return peer;
}

}  // namespace bench
