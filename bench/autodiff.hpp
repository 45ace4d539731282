// Derivatives: the functions, and what a peer makes of them. No header of declive is included here.
#ifndef DECLIVE_BENCH_AUTODIFF_HPP
#define DECLIVE_BENCH_AUTODIFF_HPP

#include <cmath>
#include <memory>
#include <type_traits>
#include <utility>

#include "peers.hpp"

namespace bench {

/// One subject's work, prepared by a peer in numbers of its own.
///
///   subject      size n          inputs                               results
///   point        points          n numbers                            n values, n derivatives, point after point
///   points       points          the same, and the loop may be vectorised
///   formula      partials N      formula_points x 4 numbers, then     formula_points x (1 + N): the value and the
///                                4 x N: N directions of each          derivatives along the directions
///   gradient     unknowns        gradient_points(n) x n               the same of gradients
///   hessian      unknowns        hessian_points x n                   hessian_points x n x n
///   jacobian     unknowns        W, n x n, then x, n                  n x n
///   product      rows, and N     A, then B: n x n of 1 + N numbers    the same of C
enum class AutodiffSubject { point, points, formula, gradient, hessian, jacobian, product };

class AutodiffJob {
 public:
  AutodiffJob() = default;
  AutodiffJob(const AutodiffJob&) = delete;
  AutodiffJob& operator=(const AutodiffJob&) = delete;
  virtual ~AutodiffJob() = default;
  /// What is timed.
  virtual void run() = 0;
  virtual void read(double* results) const = 0;
};

struct AutodiffPeer {
  const char* name;
  bool (*has)(AutodiffSubject subject, Index n);  ///< whether it is made for this
  std::unique_ptr<AutodiffJob> (*make)(AutodiffSubject subject, Index n, Index partials, const double* inputs);
};

inline constexpr Index formula_points = 100, hessian_points = 10, hessian_unknowns = 10;
inline Index gradient_points(Index n) { return n < 100 ? 1000 / n : 1; }

/// The smallest job: results in `out`, made by `work(out)`.
template <class Work>
std::unique_ptr<AutodiffJob> autodiff_job(Index results, Work work) {
  class Job final : public AutodiffJob {
   public:
    Job(Index results, Work work)
        : size_(results), out_(new double[static_cast<std::size_t>(results)]), work_(std::move(work)) {}
    void run() override { work_(out_.get()); }
    void read(double* results) const override {
      for (Index i = 0; i < size_; ++i) results[i] = out_[static_cast<std::size_t>(i)];
    }

   private:
    Index size_;
    std::unique_ptr<double[]> out_;
    Work work_;
  };
  return std::make_unique<Job>(results, std::move(work));
}

/// Values and derivatives at n points: at(x, value, derivative) for each. `one_by_one`: as in a Newton iteration, where
/// the next point is not known before; otherwise the compiler may do several at once.
template <bool one_by_one, class At>
void at_points(Index n, const double* x, double* out, At at) {
  for (Index i = 0; i < n; ++i) {
    at(x[i], out[i], out[n + i]);
    if constexpr (one_by_one) keep(out);
  }
}
template <class At>
std::unique_ptr<AutodiffJob> points_job(AutodiffSubject subject, Index n, const double* x, At at) {
  if (subject == AutodiffSubject::point)
    return autodiff_job(2 * n, [=](double* out) { at_points<true>(n, x, out, at); });
  return autodiff_job(2 * n, [=](double* out) { at_points<false>(n, x, out, at); });
}

// --- The functions, for any number -----------------------------------------------------------------------------------

inline constexpr double polynomial_coefficients[] = {1.0, -0.5, 0.25, 3.0, -2.0, 0.125, 0.75, -1.5, 0.0625};

struct Polynomial {
  template <class T>
  T operator()(const T& x) const {
    T y = x * polynomial_coefficients[8] + polynomial_coefficients[7];
    for (int i = 6; i >= 0; --i) y = y * x + polynomial_coefficients[i];
    return y;
  }
};

/// Some twenty operations; y and w are positive.
struct Formula {
  template <class T>
  T operator()(const T& x, const T& y, const T& z, const T& w) const {
    using std::exp;
    using std::pow;
    using std::sin;
    const T a = x * y + sin(z);
    const T b = exp(-(x * x) / w);
    const T c = pow(y, 2.5) - z * w;
    const T d = sin(a * b) + exp(c / (w * w + 1.0));
    return d * b - pow(a * a + 1.0, w) / y;
  }
};

template <class X>
using element_of = std::remove_cvref_t<decltype(std::declval<X>()[0])>;

/// sum_i 100 (x_{i+1} - x_i^2)^2 + (1 - x_i)^2
struct Rosenbrock {
  template <class X>
  element_of<X> operator()(const X& x) const {
    using T = element_of<X>;
    using Size = decltype(x.size());
    T sum(0.0);
    for (Size i = 0; i + 1 < x.size(); ++i) {
      const T valley = x[i + 1] - x[i] * x[i], slope = 1.0 - x[i];
      sum += 100.0 * valley * valley + slope * slope;
    }
    return sum;
  }
};

/// log sum_i exp(x_i) + sum_i x_i^2 x_{i+1}
struct LogSumExp {
  template <class X>
  element_of<X> operator()(const X& x) const {
    using std::exp;
    using std::log;
    using T = element_of<X>;
    using Size = decltype(x.size());
    T sum = exp(x[0]);
    for (Size i = 1; i < x.size(); ++i) sum += exp(x[i]);
    T value = log(sum);
    for (Size i = 0; i + 1 < x.size(); ++i) value += x[i] * x[i] * x[i + 1];
    return value;
  }
};

/// y_i = tanh(sum_j W_ij x_j)
template <class T>
void dense_map(Index n, const double* w, const T* x, T* y) {
  using std::tanh;
  for (Index i = 0; i < n; ++i) {
    T sum = x[0] * w[i * n];
    for (Index j = 1; j < n; ++j) sum += x[j] * w[i * n + j];
    y[i] = tanh(sum);
  }
}

// The peers; each file says with which flags it is compiled.
const AutodiffPeer& hand_o2();
const AutodiffPeer& hand_o3();
const AutodiffPeer& ceres_o2();
const AutodiffPeer& ceres_o3();
const AutodiffPeer& boost_autodiff();
const AutodiffPeer& adolc();

}  // namespace bench

#endif
