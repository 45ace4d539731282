// What minimize is told and what it gives back: MinimizeOptions, Result, and the Iteration that a callback sees.
#ifndef DECLIVE_OPTIM_RESULT_HPP
#define DECLIVE_OPTIM_RESULT_HPP

#include "../core/matrix.hpp"
#include "setting.hpp"

namespace declive {

/// How a minimisation ended.
enum class Status {
  converged,        ///< a tolerance on gradient, step or value is met, or the target value is reached
  stalled,          ///< no step lowers the value any more: rounding, or a gradient that is wrong
  max_iterations,   ///< the limit of iterations is reached
  max_evaluations,  ///< the limit of evaluations is reached
  max_seconds,      ///< the time is up
  stopped,          ///< the callback said so
  diverged,         ///< the values grow without bound, or have become infinite or NaN
  not_finite        ///< the value or the gradient is infinite or NaN at the start
};

/// When minimize stops, and what it records. Norms are Euclidean.
struct MinimizeOptions {
  Index max_iterations = -1;                ///< -1: the method's own limit
  Index max_evaluations = -1;               ///< of the function; -1: no limit
  double max_seconds = -1;                  ///< -1: no limit
  double gradient_tolerance = -1;           ///< stops at |gradient| <= this; -1: the square root of the scalar's eps
  double step_tolerance = 0;                ///< stops at |step| <= this max(1, |x|); 0: off
  double value_tolerance = 0;               ///< stops where the value changes by <= this times its magnitude; 0: off
  double target_value = -detail::no_limit;  ///< stops at a value <= this
  double divergence = 1e6;                  ///< "diverged" at a value above the best one by this max(1, |first value|)
  bool keep_trace = false;                  ///< whether Result::trace is filled
};

/// Value, gradient norm and length of the step of every iteration; element 0 belongs to the start.
template <class T>
struct Trace {
  Vector<T> value, gradient_norm, step;

  DECLIVE_INLINE Trace() = default;
  DECLIVE_INLINE Trace(const Trace&) = default;
  DECLIVE_INLINE Trace(Trace&&) = default;
  DECLIVE_INLINE Trace& operator=(const Trace&) = default;
  DECLIVE_INLINE Trace& operator=(Trace&&) = default;
  DECLIVE_INLINE ~Trace() = default;
};

namespace detail {

template <class X>
struct PointScalar {
  using type = X;
};
template <ArrayLike X>
struct PointScalar<X> {
  using type = value_type_t<X>;
};
/// The scalar of a point, which is a number or an array.
template <class X>
using point_scalar_t = typename PointScalar<std::remove_cvref_t<X>>::type;

}  // namespace detail

/// The best point seen, and how it was found.
template <class X>
struct Result {
  using scalar = detail::point_scalar_t<X>;

  X x{};
  scalar value = 0;          ///< f(x); of least squares half the sum of the squared residuals
  scalar gradient_norm = 0;  ///< at x
  Index iterations = 0;
  Index evaluations = 0;           ///< of the function (of the residuals)
  Index gradient_evaluations = 0;  ///< of the gradient (of the Jacobian)
  Status status = Status::not_finite;
  std::string reason;  ///< the status in words, with the numbers that decided
  Trace<scalar> trace;

  DECLIVE_INLINE bool converged() const { return status == Status::converged; }

  DECLIVE_INLINE Result() = default;
  DECLIVE_INLINE Result(const Result&) = default;
  DECLIVE_INLINE Result(Result&&) = default;
  DECLIVE_INLINE Result& operator=(const Result&) = default;
  DECLIVE_INLINE Result& operator=(Result&&) = default;
  DECLIVE_INLINE ~Result() = default;
};

/// What a callback sees: iteration 0 is the start. It returns nothing, or false to stop.
template <class X>
struct Iteration {
  using scalar = detail::point_scalar_t<X>;

  Index iteration;
  const X& x;
  scalar value, gradient_norm, step;
  Index evaluations;
};

inline namespace DECLIVE_ABI {

/// The name of a status, as it stands in the enumeration.
inline const char* status_name(Status status) {
  switch (status) {
    case Status::converged:
      return "converged";
    case Status::stalled:
      return "stalled";
    case Status::max_iterations:
      return "max_iterations";
    case Status::max_evaluations:
      return "max_evaluations";
    case Status::max_seconds:
      return "max_seconds";
    case Status::stopped:
      return "stopped";
    case Status::diverged:
      return "diverged";
    default:
      return "not_finite";
  }
}

}  // namespace DECLIVE_ABI

namespace detail::inline DECLIVE_ABI {

/// Throws ValueError for an option that is NaN or below what its comment allows.
inline void check_options(const MinimizeOptions& o, const Site& site) {
  constexpr const char* owner = "MinimizeOptions";
  const auto tolerance = [&](const char* name, double value, double low) {
    check_setting(owner, name, value, low, no_limit, low < 0 ? "a number >= 0, or -1" : "a number >= 0", site);
    if (value > -1 && value < 0) raise_setting(owner, name, number_text(value), "a number >= 0, or -1", site);
  };
  check_at_least(owner, "max_iterations", o.max_iterations, -1, site);
  check_at_least(owner, "max_evaluations", o.max_evaluations, -1, site);
  tolerance("max_seconds", o.max_seconds, -1);
  tolerance("gradient_tolerance", o.gradient_tolerance, -1);
  tolerance("step_tolerance", o.step_tolerance, 0);
  tolerance("value_tolerance", o.value_tolerance, 0);
  tolerance("divergence", o.divergence, 0);
  if (o.target_value != o.target_value) raise_setting(owner, "target_value", "nan", "a number", site);
}

}  // namespace detail::inline DECLIVE_ABI
}  // namespace declive

#endif
