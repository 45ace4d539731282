// A step along a descent direction that satisfies the strong Wolfe conditions.
//
// For phi(a) = f(x + a d) with phi'(0) < 0 a step a > 0 is looked for with
//
//   phi(a) <= phi(0) + c1 a phi'(0)     it descends enough,
//   |phi'(a)| <= c2 |phi'(0)|           and not much descent is left along d,
//
// by the algorithm of J. Moré and D. Thuente, Line search algorithms with guaranteed sufficient decrease, ACM TOMS 20,
// 1994: an interval that contains such a step is grown, then shrunk, by cubic and quadratic interpolation of values and
// slopes.
#ifndef DECLIVE_OPTIM_LINE_SEARCH_HPP
#define DECLIVE_OPTIM_LINE_SEARCH_HPP

#include "setting.hpp"

namespace declive {

/// c1 < c2 in (0, 1). 0.9 suits quasi-Newton directions, 0.1 conjugate ones.
struct StrongWolfe {
  double c1 = 1e-4;
  double c2 = 0.9;
  Index max_evaluations = 40;
  double max_step = 1e20;

  /// Throws ValueError for a setting out of range.
  DECLIVE_INLINE void check(const Site& site) const {
    if (!(0 < c1 && c1 < c2 && c2 < 1))
      detail::raise_value("StrongWolfe",
                          detail::text("c1 is ", detail::number_text(c1), " and c2 ", detail::number_text(c2),
                                       ": they must satisfy 0 < c1 < c2 < 1"),
                          site);
    detail::check_at_least("StrongWolfe", "max_evaluations", max_evaluations, 1, site);
    detail::check_setting("StrongWolfe", "max_step", max_step, 0, detail::no_limit, "a number >= 0", site);
  }
};

/// phi(step) = value, phi'(step) = slope.
template <class T>
struct LinePoint {
  T step, value, slope;
};

namespace detail::inline DECLIVE_ABI {

/// The minimum of the cubic that has the values and slopes of p and q, p to the left of q or to the right; NaN if it has
/// none. Most accurate near p.
template <class T>
T cubic_minimum(const LinePoint<T>& p, const LinePoint<T>& q) {
  const T theta = 3 * (p.value - q.value) / (q.step - p.step) + p.slope + q.slope;
  const T scale = larger(std::fabs(theta), larger(std::fabs(p.slope), std::fabs(q.slope)));
  const T radicand = (theta / scale) * (theta / scale) - (p.slope / scale) * (q.slope / scale);
  if (!(radicand > 0)) return std::numeric_limits<T>::quiet_NaN();
  T gamma = scale * std::sqrt(radicand);
  if (q.step < p.step) gamma = -gamma;
  const T share = (gamma - p.slope + theta) / (gamma - p.slope + gamma + q.slope);
  return p.step + share * (q.step - p.step);
}
/// The minimum of the parabola through p with its slope, and the value of q.
template <class T>
T parabola_minimum(const LinePoint<T>& p, const LinePoint<T>& q) {
  const T drop = (p.value - q.value) / (q.step - p.step) + p.slope;
  return p.step + p.slope / drop / 2 * (q.step - p.step);
}
/// Where the line through the two slopes is zero.
template <class T>
T secant_zero(const LinePoint<T>& p, const LinePoint<T>& q) {
  return p.step + p.slope / (p.slope - q.slope) * (q.step - p.step);
}

/// The interval of the search: `best` has the lowest value so far, `other` is the second end once it is bracketed.
template <class T>
struct Bracket {
  LinePoint<T> best, other;
  bool bracketed = false;

  /// Takes in a trial and gives back the next one, within [low, high]: the four cases of section 4 of the paper.
  T advance(const LinePoint<T>& trial, T low, T high) {
    const T step = best.step, cubic = cubic_minimum(best, trial);
    T next;
    bool safeguarded = false;
    const bool turned = (trial.slope < 0) != (best.slope < 0);
    if (trial.value > best.value) {  // 1: higher: a minimum lies between
      const T parabola = parabola_minimum(best, trial);
      next = std::fabs(cubic - step) < std::fabs(parabola - step) ? cubic : cubic + (parabola - cubic) / 2;
      safeguarded = bracketed = true;
    } else if (turned) {  // 2: lower, the slope has changed its sign: again between
      const T secant = secant_zero(trial, best);
      next = std::fabs(cubic - trial.step) > std::fabs(secant - trial.step) ? cubic : secant;
      bracketed = true;
    } else if (std::fabs(trial.slope) <= std::fabs(best.slope)) {  // 3: lower and flatter: beyond the trial
      const T from_trial = cubic_minimum(trial, best);
      const bool beyond = (from_trial - trial.step) * (trial.step - step) > 0;
      const T far = beyond ? from_trial : (trial.step > step ? high : low);
      const T secant = secant_zero(trial, best);
      const bool nearer = std::fabs(far - trial.step) < std::fabs(secant - trial.step);
      next = nearer == bracketed ? far : secant;
      safeguarded = true;
    } else if (bracketed) {  // 4: lower and no flatter
      next = cubic_minimum(trial, other);
    } else {
      next = trial.step > step ? high : low;
    }
    if (trial.value > best.value) {
      other = trial;
    } else {
      if (turned) other = best;
      best = trial;
    }
    if (next != next) next = bracketed ? best.step + (other.step - best.step) / 2 : high;
    next = between(next, low, high);
    if (bracketed && safeguarded) {
      const T most = best.step + T(0.66) * (other.step - best.step);
      next = other.step > best.step ? smaller(most, next) : larger(most, next);
    }
    return next;
  }
};

}  // namespace detail::inline DECLIVE_ABI

/// What a line search found. `satisfied`: both conditions hold at `point`. Else `point` is the lowest one seen; its step
/// is 0 where none was lower than the start.
template <class T>
struct LineSearchResult {
  LinePoint<T> point;
  bool satisfied;
  Index evaluations;
};

inline namespace DECLIVE_ABI {

/// Looks for a step from `start` (step 0, slope < 0), trying `first_step` first; phi(step) gives a LinePoint. A value or
/// slope that is infinite or NaN bounds the steps. `may_evaluate()` is asked before each evaluation; false ends the
/// search. Where rounding hides the descent (|phi(a) - phi(0)| <= 4 eps |phi(0)|) the second condition alone decides (W.
/// Hager, H. Zhang, SIAM J. Optim. 16, 2005, call that approximate Wolfe).
template <class T, class Phi, class May>
LineSearchResult<T> line_search(const StrongWolfe& method, const LinePoint<T>& start, T first_step, Phi&& phi,
                                May&& may_evaluate) {
  using detail::is_finite, detail::larger, detail::smaller;
  const T enough = static_cast<T>(method.c1) * start.slope;
  const T flat = static_cast<T>(method.c2) * -start.slope;
  const T noise = 4 * std::numeric_limits<T>::epsilon() * std::fabs(start.value);
  const T tiny = std::numeric_limits<T>::epsilon();
  T limit = smaller(static_cast<T>(method.max_step), (std::numeric_limits<T>::max)() / 8);
  detail::Bracket<T> bracket{start, start, false};
  LinePoint<T> lowest = start;
  T step = smaller(first_step, limit), width = limit, old_width = 2 * limit;
  bool first_stage = true;
  Index evaluations = 0;
  while (evaluations < method.max_evaluations && may_evaluate()) {
    const LinePoint<T> trial = phi(step);
    ++evaluations;
    if (!is_finite(trial.value) || !is_finite(trial.slope)) {
      // Beyond the domain: from here on it is the end of the line.
      limit = step;
      bracket.bracketed = false;
      step = bracket.best.step + (step - bracket.best.step) / 8;
      width = limit - bracket.best.step;
      old_width = 2 * width;
      if (step == bracket.best.step || step == limit) break;
      continue;
    }
    if (trial.value < lowest.value) lowest = trial;
    const T line = start.value + step * enough;
    const bool descended = trial.value <= line || std::fabs(trial.value - start.value) <= noise;
    if (descended && std::fabs(trial.slope) <= flat) return {trial, true, evaluations};
    if (step >= limit && trial.value <= line && trial.slope <= enough) break;

    const T low_end = bracket.bracketed ? smaller(bracket.best.step, bracket.other.step) : bracket.best.step;
    const T high_end =
        bracket.bracketed ? larger(bracket.best.step, bracket.other.step) : step + 4 * (step - bracket.best.step);
    if (bracket.bracketed && (step <= low_end || step >= high_end || high_end - low_end <= tiny * high_end)) break;

    // Until the line is passed with a rising slope the search minimises phi(a) - c1 phi'(0) a (section 3).
    if (first_stage && trial.value <= line && trial.slope >= enough) first_stage = false;
    const bool tilted = first_stage && trial.value <= bracket.best.value && trial.value > line;
    if (tilted) {
      const auto tilt = [&](LinePoint<T>& p, T slope) {
        p.value += p.step * slope;
        p.slope += slope;
      };
      LinePoint<T> point = trial;
      tilt(point, -enough);
      tilt(bracket.best, -enough);
      tilt(bracket.other, -enough);
      step = bracket.advance(point, low_end, smaller(high_end, limit));
      tilt(bracket.best, enough);
      tilt(bracket.other, enough);
    } else {
      step = bracket.advance(trial, low_end, smaller(high_end, limit));
    }
    if (bracket.bracketed) {
      const T now = std::fabs(bracket.other.step - bracket.best.step);
      if (now >= T(0.66) * old_width) step = bracket.best.step + (bracket.other.step - bracket.best.step) / 2;
      old_width = width;
      width = now;
    } else if (limit < static_cast<T>(method.max_step) && step >= limit) {
      step = bracket.best.step + (limit - bracket.best.step) / 2;  // the limit itself is outside the domain
      if (step == bracket.best.step || step == limit) break;
    }
  }
  return {lowest, false, evaluations};
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
