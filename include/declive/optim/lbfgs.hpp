// L-BFGS: a quasi-Newton method that remembers the last few steps instead of a matrix.
#ifndef DECLIVE_OPTIM_LBFGS_HPP
#define DECLIVE_OPTIM_LBFGS_HPP

#include "line_search.hpp"
#include "run.hpp"

namespace declive {

/// Moves along d = -H g, H being the inverse Hessian that the last `history` pairs of step and change of gradient
/// describe, by a step that satisfies the strong Wolfe conditions. J. Nocedal, S. Wright, Numerical Optimization, 2nd
/// ed., algorithms 7.4 and 7.5; line_search.hpp. For minimize.
struct LBFGS {
  Index history = 10;
  StrongWolfe wolfe = {};
  Index max_iterations = 1000;

  static constexpr const char* name = "LBFGS";

  /// Throws ValueError for a setting out of range.
  DECLIVE_INLINE void check(const Site& site) const {
    detail::check_at_least(name, "history", history, 1, site);
    wolfe.check(site);
  }
};

namespace detail::inline DECLIVE_ABI {

/// The last pairs (s, y) of step and change of gradient, s y > 0, and the direction that they give.
template <class T>
class History {
 public:
  History(Index pairs, Index size) : s_(pairs, size), y_(pairs, size), inverse_sy_(pairs), share_(pairs) {}

  bool empty() const { return count_ == 0; }
  void clear() { count_ = 0; }

  /// Remembers s = x - x0 and y = g - g0, unless the function does not curve upwards along s beyond rounding. Gives back
  /// the length of s.
  T add(VectorView<const T> x, const Vector<T>& x0, VectorView<const T> g, const Vector<T>& g0) {
    const VectorView<T> s = s_.row(next_), y = y_.row(next_);
    Minus minus;
    map_arrays(s, minus, x, x0);
    map_arrays(y, minus, g, g0);
    const T length = norm(s), sy = dot(s, y), yy = dot(y, y);
    if (sy > std::numeric_limits<T>::epsilon() * length * std::sqrt(yy) && is_finite(1 / sy) && is_finite(yy)) {
      inverse_sy_[next_] = 1 / sy;
      scale_ = sy / yy;
      next_ = next_ + 1 < s_.rows() ? next_ + 1 : 0;
      if (count_ < s_.rows()) ++count_;
    }
    return length;
  }

  /// d = -H g by two loops over the pairs, the newest first and the newest last (algorithm 7.4).
  void direction(VectorView<const T> g, Vector<T>& d) {
    Negate negate;
    map_arrays(d, negate, g);
    if (empty()) return;
    for (Index k = 0, i = older(next_); k < count_; ++k, i = older(i)) {
      share_[i] = inverse_sy_[i] * dot(s_.row(i), d);
      d -= scaled(share_[i], y_.row(i));
    }
    d *= scale_;
    const Index rows = s_.rows(), oldest = next_ >= count_ ? next_ - count_ : next_ - count_ + rows;
    for (Index k = 0, i = oldest; k < count_; ++k, i = i + 1 < rows ? i + 1 : 0)
      d += scaled(share_[i] - inverse_sy_[i] * dot(y_.row(i), d), s_.row(i));
  }

 private:
  Index older(Index i) const { return i > 0 ? i - 1 : s_.rows() - 1; }

  Matrix<T> s_, y_;
  Vector<T> inverse_sy_, share_;
  T scale_ = 1;
  Index next_ = 0, count_ = 0;
};

template <class T>
void minimize_by(const LBFGS& method, Run<T>& run, Objective<T>& f, const Site& site) {
  method.check(site);
  constexpr int patience = 10;  // iterations that do not lower the value, as near the rounding of the minimum
  const Index n = f.size;
  VectorView<T> x = run.x;
  History<T> history(method.history, n);
  Vector<T> direction(n), x0(n), gradient0(n), kept_gradient(n);
  if (const T value = evaluate(run, f); !run.begin(value, norm(f.slope()))) return;
  int idle = 0;
  T lowest = run.value;
  for (;;) {
    history.direction(f.slope(), direction);
    T slope = dot(f.slope(), direction);
    if (!(slope < 0) || !is_finite(slope)) {
      history.clear();
      history.direction(f.slope(), direction);
      slope = dot(f.slope(), direction);
    }
    T length_1 = 1 / run.gradient_norm;  // the step of length 1 along the steepest descent
    if (!is_finite(slope)) {             // |g|^2 overflows where |g| does not
      direction *= length_1;
      length_1 = 1;
      slope = dot(f.slope(), direction);
    }
    view(x0) = x;
    view(gradient0) = f.slope();
    const LinePoint<T> start{0, run.value, slope};
    LinePoint<T> last = start, kept = start;  // the trial before this one; the lowest before that, with its gradient
    const auto go = [&](T step) {
      map_into(
          x, [step](T from, T along) { return from + step * along; }, x0, direction);
    };
    const auto phi = [&](T step) {
      if (last.value < kept.value) {
        kept = last;
        view(kept_gradient) = f.slope();
      }
      go(step);
      const T value = evaluate(run, f);
      return last = LinePoint<T>{step, value, dot(f.slope(), direction)};
    };
    // Where no curvature is known yet the first step has the length 1 at most.
    const T first_step = history.empty() ? smaller(T(1), length_1) : T(1);
    const auto found = line_search(method.wolfe, start, first_step, phi, [&] { return run.may_evaluate(); });
    if (found.point.step != last.step) {  // the search ended elsewhere than at its best point
      go(found.point.step);
      f.slope() = view(found.point.step == 0 ? gradient0 : kept_gradient);
    }
    if (found.point.step == 0) {
      if (!run.may_evaluate()) return;
      if (history.empty()) {
        run.end(Status::stalled, "no step along the steepest descent lowers the value");
        return;
      }
      history.clear();
      continue;
    }
    idle = found.point.value < lowest ? 0 : idle + 1;
    lowest = smaller(lowest, found.point.value);
    const T length = history.add(x, x0, f.slope(), gradient0);
    if (!run.next(found.point.value, norm(f.slope()), length)) return;
    if (found.point.step >= static_cast<T>(method.wolfe.max_step)) {
      run.end(Status::diverged, text("the value falls without end: to ", number_text(static_cast<double>(run.value)),
                                     " at the largest step"));
      return;
    }
    if (idle == patience) {
      run.end(Status::stalled, text(Index{patience}, " iterations have not lowered the value: it is at the rounding"));
      return;
    }
  }
}

}  // namespace detail::inline DECLIVE_ABI
}  // namespace declive

#endif
