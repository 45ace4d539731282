// Ceres' Jet, in arrays of the standard library and in Eigen's products, compiled twice: by ceres_o2.cpp and by
// ceres_o3.cpp, with DECLIVE_BENCH_CERES the function's name and DECLIVE_BENCH_CERES_NAME the peer's.
#include <ceres/jet.h>

#include <Eigen/Core>
#include <vector>

#include "../autodiff.hpp"

namespace bench {

namespace {

template <int N>
using Jet = ceres::Jet<double, N>;

void polynomial(double x, double& value, double& slope) {
  const Jet<1> y = Polynomial()(Jet<1>(x, 0));
  value = y.a;
  slope = y.v[0];
}

template <int N>
void formula(const double* inputs, double* out) {
  const double* const seeds = inputs + 4 * formula_points;
  for (Index i = 0; i < formula_points; ++i, inputs += 4, out += 1 + N) {
    Jet<N> x[4];
    for (int k = 0; k < 4; ++k) x[k] = Jet<N>(inputs[k], Eigen::Map<const Eigen::Matrix<double, N, 1>>(seeds + k * N));
    const Jet<N> y = Formula()(x[0], x[1], x[2], x[3]);
    out[0] = y.a;
    for (int k = 0; k < N; ++k) out[1 + k] = y.v[k];
  }
}

// N derivatives a run.
template <int N>
void gradient(Index n, const double* x, double* g, std::vector<Jet<N>>& unknowns) {
  for (Index i = 0; i < n; ++i) unknowns[static_cast<std::size_t>(i)] = Jet<N>(x[i]);
  for (Index first = 0; first < n; first += N) {
    const Index count = n - first < N ? n - first : N;
    for (Index k = 0; k < count; ++k) unknowns[static_cast<std::size_t>(first + k)].v[k] = 1;
    const Jet<N> y = Rosenbrock()(unknowns);
    for (Index k = 0; k < count; ++k) {
      g[first + k] = y.v[k];
      unknowns[static_cast<std::size_t>(first + k)].v[k] = 0;
    }
  }
}
template <int N>
std::unique_ptr<AutodiffJob> gradient_job(Index n, const double* inputs) {
  return autodiff_job(gradient_points(n) * n,
                      [=, unknowns = std::vector<Jet<N>>(static_cast<std::size_t>(n))](double* out) mutable {
                        for (Index i = 0; i < gradient_points(n); ++i)
                          gradient<N>(n, inputs + i * n, out + i * n, unknowns);
                      });
}

// All second derivatives in one run.
void hessian(const double* x, double* h) {
  constexpr int n = hessian_unknowns;
  using Second = ceres::Jet<Jet<n>, n>;
  std::vector<Second> unknowns(n);
  for (int i = 0; i < n; ++i) {
    unknowns[static_cast<std::size_t>(i)] = Second(Jet<n>(x[i], i));
    unknowns[static_cast<std::size_t>(i)].v[i] = Jet<n>(1.0);
  }
  const Second y = LogSumExp()(unknowns);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) h[i * n + j] = y.v[i].v[j];
}

template <int N>
void jacobian(Index n, const double* w, const double* x, double* out, std::vector<Jet<N>>& unknowns,
              std::vector<Jet<N>>& y) {
  for (Index i = 0; i < n; ++i) unknowns[static_cast<std::size_t>(i)] = Jet<N>(x[i]);
  for (Index first = 0; first < n; first += N) {
    const Index count = n - first < N ? n - first : N;
    for (Index k = 0; k < count; ++k) unknowns[static_cast<std::size_t>(first + k)].v[k] = 1;
    dense_map(n, w, unknowns.data(), y.data());
    for (Index i = 0; i < n; ++i)
      for (Index k = 0; k < count; ++k) out[i * n + first + k] = y[static_cast<std::size_t>(i)].v[k];
    for (Index k = 0; k < count; ++k) unknowns[static_cast<std::size_t>(first + k)].v[k] = 0;
  }
}

template <int N>
class Product final : public AutodiffJob {
 public:
  Product(Index n, const double* inputs)
      : a_(taken(n, inputs)), b_(taken(n, inputs + n * n * (1 + N))), c_(Matrix::Zero(n, n)) {}
  void run() override { c_.noalias() = a_ * b_; }
  void read(double* results) const override {
    for (Index e = 0; e < c_.size(); ++e, results += 1 + N) {
      results[0] = c_.data()[e].a;
      for (int k = 0; k < N; ++k) results[1 + k] = c_.data()[e].v[k];
    }
  }

 private:
  using Matrix = Eigen::Matrix<Jet<N>, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  static Matrix taken(Index n, const double* numbers) {
    Matrix x(n, n);
    for (Index e = 0; e < x.size(); ++e, numbers += 1 + N)
      x.data()[e] = Jet<N>(numbers[0], Eigen::Map<const Eigen::Matrix<double, N, 1>>(numbers + 1));
    return x;
  }
  Matrix a_, b_, c_;
};

std::unique_ptr<AutodiffJob> make(AutodiffSubject subject, Index n, Index partials, const double* inputs) {
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
      return n == 2 ? gradient_job<2>(n, inputs) : gradient_job<10>(n, inputs);
    case AutodiffSubject::hessian:
      return autodiff_job(hessian_points * n * n, [=](double* out) {
        for (Index i = 0; i < hessian_points; ++i) hessian(inputs + i * n, out + i * n * n);
      });
    case AutodiffSubject::jacobian: {
      constexpr int chunk = 20;
      std::vector<Jet<chunk>> unknowns(static_cast<std::size_t>(n));
      return autodiff_job(n * n, [=, x = unknowns, y = unknowns](double* out) mutable {
        jacobian<chunk>(n, inputs, inputs + n * n, out, x, y);
      });
    }
    case AutodiffSubject::product:
      if (partials == 1) return std::make_unique<Product<1>>(n, inputs);
      if (partials == 4) return std::make_unique<Product<4>>(n, inputs);
      return std::make_unique<Product<8>>(n, inputs);
  }
  return nullptr;
}

}  // namespace

const AutodiffPeer& DECLIVE_BENCH_CERES() {
  static constexpr AutodiffPeer peer{
      .name = DECLIVE_BENCH_CERES_NAME,
      .has = [](AutodiffSubject, Index) { return true; },
      .make = make,
  };
  return peer;
}

}  // namespace bench
