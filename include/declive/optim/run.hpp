// One run of minimize: counts, the best point, the stop rules, the callback and the trace. The methods are written
// against it once per scalar; what kind of function it is, and of what kind of point, is behind the pointers of a
// Problem.
#ifndef DECLIVE_OPTIM_RUN_HPP
#define DECLIVE_OPTIM_RUN_HPP

#include <ctime>

#include "../linalg/arithmetic.hpp"
#include "../linalg/reductions.hpp"
#include "result.hpp"

namespace declive::detail::inline DECLIVE_ABI {

/// Seconds from some moment on, by a clock that nobody sets where there is one. (Not <chrono>: from GCC 13 on it costs
/// more than all of optim.)
inline double seconds_now() {
  std::timespec now{};
#ifdef CLOCK_MONOTONIC
  clock_gettime(CLOCK_MONOTONIC, &now);
#else
  static_cast<void>(std::timespec_get(&now, TIME_UTC));
#endif
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// What the callback is told.
template <class T>
struct Report {
  Index iteration;
  T value, gradient_norm, step;
  Index evaluations;
};

/// A function of the n numbers at Run::x: evaluate() gives its value and brings its gradient.
template <class T>
struct Objective {
  void* self;
  Index size;
  T* gradient;  ///< changes with an evaluation: a user's function may put another array into its place
  T (*evaluate)(Objective& objective);

  VectorView<T> slope() const { return VectorView<T>(gradient, size); }
};

template <class T>
class Run {
 public:
  /// A monotone method never leaves its best point for a worse one, which is then not copied.
  Run(const MinimizeOptions& options, Index max_iterations, void* self, bool (*report)(void*, const Report<T>&),
      T* point, Index size, bool monotone)
      : x(point, size),
        options_(options),
        self_(self),
        report_(report),
        monotone_(monotone),
        best_(monotone ? 0 : size),
        gradient_tolerance_(options.gradient_tolerance < 0 ? std::sqrt(std::numeric_limits<T>::epsilon())
                                                           : static_cast<T>(options.gradient_tolerance)) {
    if (options_.max_iterations < 0) options_.max_iterations = max_iterations;
  }

  VectorView<T> x;  ///< the current point
  T value = 0, gradient_norm = 0, best_value = 0;
  Index iterations = 0, evaluations = 0, gradient_evaluations = 0;
  Status status = Status::not_finite;
  std::string reason;
  Trace<T> trace;

  /// Takes in the start; whether to go on.
  bool begin(T first_value, T first_gradient_norm) {
    value = best_value = first_value_ = first_value;
    gradient_norm = best_gradient_norm_ = first_gradient_norm;
    if (!monotone_) view(best_) = x;
    record(T(0));
    if (!is_finite(value)) return end(Status::not_finite, "the value at the start is " + number_text(as_double(value)));
    if (!is_finite(gradient_norm))
      return end(Status::not_finite, "the gradient at the start has the norm " + number_text(as_double(gradient_norm)));
    return ask_callback(T(0)) && !met_gradient() && !met_target() && within_limits();
  }

  /// Takes in the point that an iteration has come to, `step` away from the one before; whether to go on.
  bool next(T new_value, T new_gradient_norm, T step) {
    const T old_value = value;
    value = new_value;
    gradient_norm = new_gradient_norm;
    ++iterations;
    const bool better = value <= best_value && is_finite(gradient_norm);
    if (better || monotone_) {
      best_value = value;
      best_gradient_norm_ = gradient_norm;
      if (!monotone_) view(best_) = x;
    }
    record(step);
    if (!ask_callback(step)) return false;
    if (!is_finite(value) || !is_finite(gradient_norm))
      return end(Status::diverged, text("iteration ", iterations, ": the value is ", number_text(as_double(value)),
                                        ", the gradient's norm ", number_text(as_double(gradient_norm))));
    if (met_gradient() || met_target()) return false;
    const T scale = (std::fabs(value) > std::fabs(old_value) ? std::fabs(value) : std::fabs(old_value));
    if (options_.value_tolerance > 0 &&
        std::fabs(old_value - value) <= static_cast<T>(options_.value_tolerance) * scale)
      return end(Status::converged, text("the value changed by ", number_text(as_double(old_value - value)),
                                         ", within value_tolerance of ", number_text(as_double(value))));
    if (options_.step_tolerance > 0) {
      const T length = norm(x);
      if (step <= static_cast<T>(options_.step_tolerance) * (length > 1 ? length : T(1)))
        return end(Status::converged,
                   text("the step ", number_text(as_double(step)), " is within step_tolerance of the point"));
    }
    const T first = std::fabs(first_value_);
    if (value - best_value > static_cast<T>(options_.divergence) * (first > 1 ? first : T(1)))
      return end(Status::diverged,
                 text("iteration ", iterations, ": the value has grown to ", number_text(as_double(value)),
                      "; the best one was ", number_text(as_double(best_value))));
    return within_limits();
  }

  /// Whether there is an evaluation left, and time.
  bool may_evaluate() {
    if (options_.max_evaluations >= 0 && evaluations >= options_.max_evaluations)
      return end(Status::max_evaluations, text(evaluations, " evaluations"));
    if (options_.max_seconds >= 0 && seconds_now() - start_ >= options_.max_seconds)
      return end(Status::max_seconds, text("more than ", number_text(options_.max_seconds), " seconds"));
    return true;
  }

  /// Ends the run; false, for a caller's `return`.
  bool end(Status how, const std::string& why) {
    status = how;
    reason = why;
    return false;
  }

  /// The result, at the best point; x is the point that the run moved.
  template <class X>
  Result<X> result(X& point) {
    if (!monotone_) x = best_;
    Result<X> r;
    r.x = std::move(point);
    r.value = best_value;
    r.gradient_norm = best_gradient_norm_;
    r.iterations = iterations;
    r.evaluations = evaluations;
    r.gradient_evaluations = gradient_evaluations;
    r.status = status;
    r.reason = reason;
    if (options_.keep_trace) {
      r.trace.value = cut(trace.value);
      r.trace.gradient_norm = cut(trace.gradient_norm);
      r.trace.step = cut(trace.step);
    }
    return r;
  }

 private:
  static double as_double(T x) { return static_cast<double>(x); }

  bool met_gradient() {
    if (!(gradient_norm <= gradient_tolerance_)) return false;
    if (!monotone_) {
      // Rounding may have put an earlier point a last bit lower: this one is as good, and its gradient is small. One that
      // is truly higher is not what the run has found.
      if (!(value - best_value <= 8 * std::numeric_limits<T>::epsilon() * std::fabs(best_value))) {
        end(Status::stalled, text("the gradient vanishes at the value ", number_text(as_double(value)),
                                  ", above the best one, ", number_text(as_double(best_value))));
        return true;
      }
      best_value = value;
      best_gradient_norm_ = gradient_norm;
      view(best_) = x;
    }
    end(Status::converged, text("the gradient's norm ", number_text(as_double(gradient_norm)), " is at most ",
                                number_text(as_double(gradient_tolerance_))));
    return true;
  }
  bool met_target() {
    if (!(static_cast<double>(value) <= options_.target_value)) return false;
    end(Status::converged, text("the value ", number_text(as_double(value)), " has reached the target"));
    return true;
  }
  bool within_limits() {
    if (iterations >= options_.max_iterations)
      return end(Status::max_iterations,
                 text(iterations, " iterations; the gradient's norm is ", number_text(as_double(gradient_norm))));
    return may_evaluate();
  }

  void record(T step) {
    if (!options_.keep_trace) return;
    if (iterations >= trace.value.size()) {
      const Index room = 2 * iterations + 64;
      trace.value = grown(trace.value, room);
      trace.gradient_norm = grown(trace.gradient_norm, room);
      trace.step = grown(trace.step, room);
    }
    trace.value[iterations] = value;
    trace.gradient_norm[iterations] = gradient_norm;
    trace.step[iterations] = step;
  }
  bool ask_callback(T step) {
    if (report_(self_, {iterations, value, gradient_norm, step, evaluations})) return true;
    return end(Status::stopped, text("the callback said so at iteration ", iterations));
  }
  static Vector<T> grown(const Vector<T>& old, Index room) {
    return Vector<T>(room, [&](Index i) { return i < old.size() ? old[i] : T(0); });
  }
  Vector<T> cut(const Vector<T>& whole) const { return Vector<T>(view(whole).slice(0, iterations + 1)); }

  MinimizeOptions options_;
  void* self_;
  bool (*report_)(void*, const Report<T>&);
  bool monotone_;
  Vector<T> best_;
  T best_gradient_norm_ = 0, first_value_ = 0, gradient_tolerance_;
  double start_ = seconds_now();
};

/// Evaluates the objective where the run stands.
template <class T>
T evaluate(Run<T>& run, Objective<T>& f) {
  ++run.evaluations;
  ++run.gradient_evaluations;
  return f.evaluate(f);
}

/// The methods with a State: one step, one evaluation an iteration.
template <class Method, class T>
void minimize_by_steps(const Method& method, Run<T>& run, Objective<T>& f, const Site& site) {
  const VectorView<T> x = run.x;
  auto state = method.init(x, site);
  Vector<T> before(f.size);
  T value = evaluate(run, f);
  if (!run.begin(value, norm(f.slope()))) return;
  do {
    view(before) = x;
    state.step(x, f.slope(), site);
    before -= x;
    value = evaluate(run, f);
  } while (run.next(value, norm(f.slope()), norm(before)));
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
