// Derivatives as one writes them by hand, compiled twice: by hand_o2.cpp and by hand_o3.cpp, with DECLIVE_BENCH_HAND
// the name of the peer. In forward mode, a derivative beside each value, where that is what duals do; else the formula
// of the result.
#include "../autodiff.hpp"

namespace bench {

namespace {

void polynomial(double x, double& value, double& slope) {
  const auto& c = polynomial_coefficients;
  double y = x * c[8] + c[7], dy = c[8];
  for (int k = 6; k >= 0; --k) {
    dy = dy * x + y;
    y = y * x + c[k];
  }
  value = y;
  slope = dy;
}

// One derivative a step, as the value goes along.
template <Index N>
void formula(const double* inputs, double* out) {
  const double* const seeds = inputs + 4 * formula_points;
  const double *const dx = seeds, *const dy = seeds + N, *const dz = seeds + 2 * N, *const dw = seeds + 3 * N;
  for (Index i = 0; i < formula_points; ++i, inputs += 4, out += 1 + N) {
    const double x = inputs[0], y = inputs[1], z = inputs[2], w = inputs[3];
    const double a = x * y + std::sin(z), cos_z = std::cos(z);
    const double q = -(x * x) / w, b = std::exp(q);
    const double c = std::pow(y, 2.5) - z * w, y_15 = 2.5 * std::pow(y, 1.5);
    const double s = w * w + 1.0, r = c / s, e = std::exp(r), ab = a * b, cos_ab = std::cos(ab);
    const double d = std::sin(ab) + e;
    const double u = a * a + 1.0, p = std::pow(u, w), log_u = std::log(u), p_u = w * std::pow(u, w - 1.0), t = p / y;
    out[0] = d * b - t;
    for (Index k = 0; k < N; ++k) {
      const double da = dx[k] * y + x * dy[k] + cos_z * dz[k];
      const double dq = (-2 * x * dx[k] - q * dw[k]) / w, db = b * dq;
      const double dc = y_15 * dy[k] - (dz[k] * w + z * dw[k]);
      const double dr = (dc - r * 2 * w * dw[k]) / s;
      const double dd = cos_ab * (da * b + a * db) + e * dr;
      const double dp = p_u * 2 * a * da + p * log_u * dw[k];
      out[1 + k] = dd * b + d * db - (dp - t * dy[k]) / y;
    }
  }
}

void gradient(Index n, const double* x, double* g) {
  for (Index i = 0; i < n; ++i) g[i] = 0;
  for (Index i = 0; i + 1 < n; ++i) {
    const double valley = x[i + 1] - x[i] * x[i];
    g[i] += -400 * valley * x[i] - 2 * (1 - x[i]);
    g[i + 1] += 200 * valley;
  }
}

void hessian(Index n, const double* x, double* h) {
  double p[hessian_unknowns], sum = 0;
  for (Index i = 0; i < n; ++i) sum += p[i] = std::exp(x[i]);
  for (Index i = 0; i < n; ++i) p[i] /= sum;
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < n; ++j) h[i * n + j] = -p[i] * p[j];
    h[i * n + i] += p[i];
  }
  for (Index i = 0; i + 1 < n; ++i) {
    h[i * n + i] += 2 * x[i + 1];
    h[i * n + i + 1] += 2 * x[i];
    h[(i + 1) * n + i] += 2 * x[i];
  }
}

void jacobian(Index n, const double* w, const double* x, double* out) {
  for (Index i = 0; i < n; ++i) {
    double sum = 0;
    for (Index j = 0; j < n; ++j) sum += w[i * n + j] * x[j];
    const double y = std::tanh(sum), slope = (1 - y) * (1 + y);
    for (Index j = 0; j < n; ++j) out[i * n + j] = slope * w[i * n + j];
  }
}

std::unique_ptr<AutodiffJob> make(AutodiffSubject subject, Index n, Index, const double* inputs) {
  switch (subject) {
    case AutodiffSubject::point:
    case AutodiffSubject::points:
      return points_job(subject, n, inputs,
                        [](double x, double& value, double& slope) { polynomial(x, value, slope); });
    case AutodiffSubject::formula: {
      const auto work = n == 1 ? formula<1> : n == 4 ? formula<4> : n == 8 ? formula<8> : formula<16>;
      return autodiff_job(formula_points * (1 + n), [=](double* out) { work(inputs, out); });
    }
    case AutodiffSubject::gradient:
      return autodiff_job(gradient_points(n) * n, [=](double* out) {
        for (Index i = 0; i < gradient_points(n); ++i) gradient(n, inputs + i * n, out + i * n);
      });
    case AutodiffSubject::hessian:
      return autodiff_job(hessian_points * n * n, [=](double* out) {
        for (Index i = 0; i < hessian_points; ++i) hessian(n, inputs + i * n, out + i * n * n);
      });
    case AutodiffSubject::jacobian:
      return autodiff_job(n * n, [=](double* out) { jacobian(n, inputs, inputs + n * n, out); });
    default:
      return nullptr;
  }
}

#define DECLIVE_BENCH_NAME_(name) #name
#define DECLIVE_BENCH_NAME(name) DECLIVE_BENCH_NAME_(name)

}  // namespace

const AutodiffPeer& DECLIVE_BENCH_HAND() {
  static constexpr AutodiffPeer peer{
      .name = DECLIVE_BENCH_NAME(DECLIVE_BENCH_HAND),
      .has = [](AutodiffSubject subject, Index) { return subject != AutodiffSubject::product; },
      .make = make,
  };
  return peer;
}

}  // namespace bench
