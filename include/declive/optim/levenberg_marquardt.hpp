// Nonlinear least squares: the minimum of 1/2 |r(x)|^2 for m residuals r of n unknowns x, from the residuals and their
// Jacobian J (m x n). Every step solves a linear least-squares problem by a QR factorisation, so nothing is squared that
// need not be.
#ifndef DECLIVE_OPTIM_LEVENBERG_MARQUARDT_HPP
#define DECLIVE_OPTIM_LEVENBERG_MARQUARDT_HPP

#include "linear_model.hpp"
#include "run.hpp"

namespace declive {

/// The step p with the least |J p + r|, halved until it lowers |r|. Fast near a minimum with small residuals; far from
/// it the next one is safer. J. Nocedal, S. Wright, Numerical Optimization, 2nd ed., section 10.3.
struct GaussNewton {
  Index max_iterations = 200;

  static constexpr const char* name = "GaussNewton";

  /// Throws ValueError for a setting out of range.
  DECLIVE_INLINE void check(const Site&) const {}
};

/// The step with the least |J p + r| among those of |D p| <= radius, D being the largest lengths so far of J's columns,
/// so that units do not matter; the radius follows how well the linear model predicts. J. Moré, The Levenberg-Marquardt
/// algorithm: implementation and theory, 1978, and MINPACK's lmder, whose constants these are.
struct LevenbergMarquardt {
  double initial_radius = 100;  ///< times |D x0|, or as it is where that is 0
  Index max_iterations = 1000;

  static constexpr const char* name = "LevenbergMarquardt";

  /// Throws ValueError for a setting out of range.
  DECLIVE_INLINE void check(const Site& site) const {
    detail::check_not_negative(name, "initial_radius", initial_radius, site);
    if (initial_radius == 0) detail::raise_setting(name, "initial_radius", "0", "above 0", site);
  }
};

namespace detail::inline DECLIVE_ABI {

/// What the two methods share: the start, and the residuals at a trial point.
template <class T>
struct LeastSquares {
  Run<T>& run;
  const Residuals<T>& f;
  Vector<T> x0, r;  // where the iteration stands
  T length;         // |r|
  LinearModel<T> model;

  LeastSquares(Run<T>& a_run, const Residuals<T>& residuals)
      : run(a_run), f(residuals), x0(a_run.x), r(first(a_run, residuals)), length(norm(r)), model(f.size, r.size()) {}

  static const Vector<T>& first(Run<T>& run, const Residuals<T>& f) {
    ++run.evaluations;
    return f.evaluate(f.self);
  }
  bool differentiate() {
    ++run.gradient_evaluations;
    return model.set(f, r);
  }
  bool begin() {
    if (!is_finite(length)) return run.begin(half_square(length), T(0));
    const bool good = differentiate();
    return run.begin(half_square(length), good ? norm(model.gradient) : std::numeric_limits<T>::quiet_NaN());
  }
  /// |r(x0 - share step)|; infinite where it is not finite.
  T trial(T share) {
    VectorView<T> x = run.x;
    map_into(
        x, [share](T from, T step) { return from - share * step; }, x0, model.step);
    ++run.evaluations;
    trial_ = &f.evaluate(f.self);
    const T trial_length = norm(*trial_);
    return is_finite(trial_length) ? trial_length : std::numeric_limits<T>::infinity();
  }
  /// The trial becomes the point; whether to go on.
  bool accept(T new_length, T share) {
    view(x0) = run.x;
    view(r) = *trial_;
    length = new_length;
    const T moved = share * norm(model.step);
    const bool good = differentiate();
    return run.next(half_square(length), good ? norm(model.gradient) : std::numeric_limits<T>::quiet_NaN(), moved);
  }
  /// Back to where the iteration stands.
  void reject() {
    VectorView<T> x = run.x;
    x = view(x0);
  }
  static T half_square(T x) { return x * x / 2; }

 private:
  const Vector<T>* trial_ = nullptr;
};

template <class T>
void minimize_by(const GaussNewton& method, Run<T>& run, const Residuals<T>& f, const Site& site) {
  method.check(site);
  LeastSquares<T> problem(run, f);
  LinearModel<T>& model = problem.model;
  if (!problem.begin()) return;
  for (;;) {
    // A Jacobian without full rank: the least damping that gives an answer.
    model.grow_scale();
    T damping = 0;
    for (int times = 0; !model.solve(damping); ++times) {
      if (times == 60) {
        run.end(Status::stalled, "the linear least-squares problem has no finite solution");
        return;
      }
      damping = damping == 0 ? std::numeric_limits<T>::epsilon() : 4 * damping;
    }
    const T descent = dot(model.gradient, model.step);  // of 1/2 |r|^2 for a small share, times the share
    T share = 1, trial = 0;
    const T value = problem.half_square(problem.length);
    for (;; share /= 2) {
      if (!run.may_evaluate()) return problem.reject();
      trial = problem.trial(share);
      if (value - problem.half_square(trial) >= T(1e-4) * share * descent && trial < problem.length) break;
      if (share * norm(model.step) <= std::numeric_limits<T>::epsilon() * norm(problem.x0) || share < T(1e-30)) {
        problem.reject();
        run.end(Status::stalled, "no part of the Gauss-Newton step lowers the residuals");
        return;
      }
    }
    if (!problem.accept(trial, share)) return;
  }
}

template <class T>
void minimize_by(const LevenbergMarquardt& method, Run<T>& run, const Residuals<T>& f, const Site& site) {
  method.check(site);
  constexpr T eps = std::numeric_limits<T>::epsilon();
  LeastSquares<T> problem(run, f);
  LinearModel<T>& model = problem.model;
  if (!problem.begin()) return;
  model.grow_scale();
  const auto scaled_norm = [&] { return norm(map([](T d, T x) { return d * x; }, model.scale, problem.x0)); };
  T radius = static_cast<T>(method.initial_radius) * scaled_norm(), damping = 0;
  if (radius == 0) radius = static_cast<T>(method.initial_radius);
  for (bool first = true;;) {
    if (!run.may_evaluate()) return problem.reject();
    damping = model.damping_for(radius, damping);
    const T step = model.scaled_length();
    if (first) radius = smaller(radius, step);
    const T trial = problem.trial(T(1)), ratio = trial / problem.length;
    // Reductions of |r|^2, as shares of it: the actual one, the model's, and the model's slope.
    const T actual = ratio < 10 ? (1 - ratio) * (1 + ratio) : T(-1);
    const T by_change = model.change() / problem.length, by_damping = std::sqrt(damping) * step / problem.length;
    const T predicted = by_change * by_change + 2 * by_damping * by_damping;
    const T slope = -(by_change * by_change + by_damping * by_damping);
    const T quality = predicted == 0 ? T(0) : actual / predicted;
    if (!(quality > T(0.25))) {  // also where the step or the residuals are not finite
      T shrink = actual >= 0 ? T(0.5) : slope / 2 / (slope + actual / 2);
      if (ratio >= 10 || !(shrink >= T(0.1))) shrink = T(0.1);
      radius = shrink * (10 * step < radius ? 10 * step : radius);
      damping /= shrink;
    } else if (damping == 0 || quality >= T(0.75)) {
      radius = 2 * step;
      damping /= 2;
    }
    if (quality >= T(1e-4)) {
      first = false;
      if (!problem.accept(trial, T(1))) return;
      model.grow_scale();
    } else {
      problem.reject();
    }
    // A step too short to matter is the minimum only if it was a good one, or if no step promises more.
    const bool accepted = quality >= T(1e-4);
    if (std::fabs(actual) <= eps && predicted <= eps && quality <= 2 &&
        (accepted || model.promise() <= 16 * eps * problem.length * problem.length)) {
      run.end(Status::converged, "neither the model nor the residuals can be lowered beyond rounding");
      return;
    }
    if (!(radius > eps * scaled_norm())) {
      run.end(Status::stalled, "the trust region is at the rounding of x");
      return;
    }
  }
}

}  // namespace detail::inline DECLIVE_ABI
}  // namespace declive

#endif
