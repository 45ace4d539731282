// The linear least-squares problems inside GaussNewton and LevenbergMarquardt: |J p + r|, by a QR factorisation of J, with
// and without damping.
#ifndef DECLIVE_OPTIM_LINEAR_MODEL_HPP
#define DECLIVE_OPTIM_LINEAR_MODEL_HPP

#include <cmath>

#include "../linalg/arithmetic.hpp"
#include "../linalg/products.hpp"
#include "../linalg/reductions.hpp"
#include "setting.hpp"

namespace declive::detail::inline DECLIVE_ABI {

/// m residuals of n numbers: evaluate() gives them at x[0 .. n), differentiate() writes the columns of their Jacobian
/// at the same point into the rows of an n x m matrix.
template <class T>
struct Residuals {
  void* self;
  Index size;
  const Vector<T>& (*evaluate)(void* self);
  void (*differentiate)(void* self, MatrixView<T> columns);
};

/// A = Q R by Householder reflections, for A given by its n columns of m >= n elements, and b <- Q^T b. R_kk goes to
/// diagonal[k], R_kj (k < j) to columns(j, k); below stand the reflections. G. Golub, C. Van Loan, Matrix Computations,
/// section 5.2.
template <class T>
void reflect(MatrixView<T> columns, Vector<T>& b, Vector<T>& diagonal) {
  const Index n = columns.rows(), m = columns.cols();
  for (Index k = 0; k < n; ++k) {
    auto v = columns.row(k).slice(k, m - k);
    T length = norm(v);
    diagonal[k] = 0;
    if (length == 0) continue;
    if (v[0] < 0) length = -length;
    v /= length;
    v[0] += 1;
    const auto apply = [&](VectorView<T> c) { c -= scaled(dot(v, c) / v[0], v); };
    for (Index j = k + 1; j < n; ++j) apply(columns.row(j).slice(k, m - k));
    apply(view(b).slice(k, m - k));
    diagonal[k] = -length;
  }
}

/// R p = b for the R that reflect() has left: false if it is singular to the last bit.
template <class T>
bool solve_upper(MatrixView<const T> columns, const Vector<T>& diagonal, const Vector<T>& b, Vector<T>& p) {
  const Index n = columns.rows();
  for (Index k = 0; k < n; ++k) p[k] = b[k];
  for (Index k = n - 1; k >= 0; --k) {
    if (diagonal[k] == 0) return false;
    p[k] /= diagonal[k];
    for (Index i = 0; i < k; ++i) p[i] -= columns(k, i) * p[k];
  }
  return is_finite(norm(p));
}
/// R^T w = q, in place.
template <class T>
void solve_lower(MatrixView<const T> columns, const Vector<T>& diagonal, Vector<T>& q) {
  for (Index k = 0; k < columns.rows(); ++k) {
    for (Index i = 0; i < k; ++i) q[k] -= columns(k, i) * q[i];
    q[k] /= diagonal[k];
  }
}

/// The linear model |J p + r| at a point, J = Q R, and its steps.
template <class T>
class LinearModel {
 public:
  LinearModel(Index unknowns, Index residuals)
      : gradient(unknowns),
        lengths(unknowns),
        scale(unknowns),
        step(unknowns),
        columns_(unknowns, larger(unknowns, residuals)),
        rhs_(larger(unknowns, residuals)),
        diagonal_(unknowns),
        damped_(unknowns, 2 * unknowns),
        damped_rhs_(2 * unknowns),
        damped_diagonal_(unknowns),
        work_(unknowns) {}

  Vector<T> gradient;  ///< J^T r
  Vector<T> lengths;   ///< of J's columns
  Vector<T> scale;     ///< D
  Vector<T> step;      ///< -p, of the last solve

  /// Takes in J where the residuals are r; rows of zeros make it at least square. False if J is not finite.
  bool set(const Residuals<T>& f, const Vector<T>& r) {
    const Index n = lengths.size(), m = r.size();
    const MatrixView<T> all = columns_;
    const auto zero = [](T) { return T(0); };
    map_in_place(zero, all);
    map_in_place(zero, rhs_);
    f.differentiate(f.self, all.block(0, 0, n, m));
    view(rhs_).slice(0, m) = r;
    for (Index j = 0; j < n; ++j) {
      gradient[j] = dot(all.row(j), rhs_);
      lengths[j] = norm(all.row(j));
    }
    if (!is_finite(norm(lengths))) return false;
    reflect(all, rhs_, diagonal_);
    return true;
  }

  /// D = max(D, lengths), 1 for a column of zeros.
  void grow_scale() {
    for (Index j = 0; j < scale.size(); ++j) {
      scale[j] = larger(scale[j], lengths[j]);
      if (scale[j] == 0) scale[j] = 1;
    }
  }

  /// step: the least |J p + r|^2 + damping |D p|^2. False without a finite answer.
  bool solve(T damping) {
    if (damping == 0) return solve_upper<T>(columns_, diagonal_, rhs_, step);
    const Index n = step.size();
    const T root = std::sqrt(damping);
    for (Index j = 0; j < n; ++j) {
      for (Index i = 0; i < n; ++i) {
        damped_(j, i) = i < j ? columns_(j, i) : i == j ? diagonal_[j] : T(0);
        damped_(j, n + i) = i == j ? root * scale[j] : T(0);
      }
      damped_rhs_[j] = rhs_[j];
      damped_rhs_[n + j] = 0;
    }
    reflect<T>(damped_, damped_rhs_, damped_diagonal_);
    return solve_upper<T>(damped_, damped_diagonal_, damped_rhs_, step);
  }

  /// |D step|
  T scaled_length() {
    for (Index j = 0; j < work_.size(); ++j) work_[j] = scale[j] * step[j];
    return norm(work_);
  }
  /// |J step|
  T change() {
    const Index n = step.size();
    for (Index i = 0; i < n; ++i) {
      work_[i] = diagonal_[i] * step[i];
      for (Index j = i + 1; j < n; ++j) work_[i] += columns_(j, i) * step[j];
    }
    return norm(work_);
  }

  /// What the undamped step would take off |r|^2.
  T promise() const {
    const T part = norm(view(rhs_).slice(0, step.size()));
    return part * part;
  }

  /// The damping for which |D step| is within a tenth of the radius, 0 if the undamped step is inside; `guess` is where
  /// to begin. Newton's method on 1 / |D step|, between bounds that it narrows (section 5 of the paper).
  T damping_for(T radius, T guess) {
    T low = 0;
    if (solve(T(0))) {
      const T length = scaled_length();
      if (length - radius <= radius / 10) return 0;
      const T slope = newton_slope(columns_, diagonal_, length);
      low = (length - radius) / radius / slope / slope;
    }
    T high = 0;
    for (Index j = 0; j < work_.size(); ++j) work_[j] = gradient[j] / scale[j];
    high = norm(work_) / radius;
    if (high == 0) high = (std::numeric_limits<T>::min)() / smaller(radius, T(0.1));
    T damping = between(guess, low, high), excess = 0;
    for (int trial = 0; trial < 10; ++trial) {
      if (damping == 0) damping = larger((std::numeric_limits<T>::min)(), high / 1000);
      if (!solve(damping)) {
        damping *= 10;
        continue;
      }
      const T length = scaled_length(), before = excess;
      excess = length - radius;
      if (std::fabs(excess) <= radius / 10 || (low == 0 && excess <= before && before < 0)) break;
      const T slope = newton_slope(damped_, damped_diagonal_, length);
      if (excess > 0) low = larger(low, damping);
      if (excess < 0) high = smaller(high, damping);
      damping = larger(low, damping + excess / radius / slope / slope);
    }
    return damping;
  }

 private:
  // |R^-T D^2 p| / |D p| for the R of the last solve, whose |D p| is `length`.
  T newton_slope(MatrixView<const T> columns, const Vector<T>& diagonal, T length) {
    for (Index j = 0; j < work_.size(); ++j) work_[j] = scale[j] * (scale[j] * step[j] / length);
    solve_lower<T>(columns, diagonal, work_);
    return norm(work_);
  }

  Matrix<T> columns_;
  Vector<T> rhs_, diagonal_;
  Matrix<T> damped_;
  Vector<T> damped_rhs_, damped_diagonal_, work_;
};

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
