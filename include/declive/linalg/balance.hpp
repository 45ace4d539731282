// Balancing: a matrix made as symmetric in size as a similarity by a permutation and powers of two can make it, before
// its eigenvalues are sought (E. Osborne 1960; B. Parlett, C. Reinsch 1969). Nothing is rounded.
#ifndef DECLIVE_LINALG_BALANCE_HPP
#define DECLIVE_LINALG_BALANCE_HPP

#include <cmath>
#include <limits>

#include "../core/matrix.hpp"

namespace declive::detail::inline DECLIVE_ABI {

/// B = D^-1 P^T A P D. Outside rows and columns [low, high) B is triangular: its diagonal there holds eigenvalues.
template <class T>
struct Balance {
  Index low = 0, high = 0;
  Vector<T> scale;         ///< D's diagonal
  Vector<Index> exchange;  ///< what a place outside [low, high) was exchanged with
};

// The 2-norm of elements [low, high) of a line; squares neither overflow nor underflow.
template <class T>
T norm_of_part(const VectorView<T>& line, Index low, Index high) {
  T largest = 0, sum = 0;
  for (Index i = low; i < high; ++i) largest = (std::fmax)(largest, std::fabs(line[i]));
  if (largest == T(0)) return T(0);
  for (Index i = low; i < high; ++i) sum += line[i] / largest * (line[i] / largest);
  return largest * std::sqrt(sum);
}

template <class T>
void exchange_rows_and_columns(const MatrixView<T>& a, Index i, Index j) {
  if (i == j) return;
  for (Index k = 0; k < a.rows(); ++k) std::swap(a(k, i), a(k, j));
  for (Index k = 0; k < a.rows(); ++k) std::swap(a(i, k), a(j, k));
}

/// Balances the n x n matrix a in place. Rows that hold an eigenvalue go to the end, columns to the front. In between
/// rows and columns are scaled until the norms of row i and column i are within a factor of two of each other, where
/// that makes them smaller by 5 %. The norms are 2-norms and the diagonal counts, or a nearly triangular matrix would
/// be scaled until its eigenvalues drown (R. James, J. Langou, B. Lowery 2014).
template <class T>
Balance<T> balance(const MatrixView<T>& a) {
  const Index n = a.rows();
  Balance<T> done{0, n, Vector<T>(n, T(1)), Vector<Index>(n, [](Index i) { return i; })};
  const auto is_alone = [&](const VectorView<T>& line, Index k) {
    for (Index i = done.low; i < done.high; ++i)
      if (i != k && line[i] != T(0)) return false;
    return true;
  };
  for (Index i = n - 1; i >= 0; --i)
    if (is_alone(a.row(i), i)) {
      --done.high;
      exchange_rows_and_columns(a, i, done.high);
      done.exchange[done.high] = i;
      i = done.high;  // the search begins again in what is left
    }
  for (Index j = done.low; j < done.high; ++j)
    if (is_alone(a.col(j), j)) {
      exchange_rows_and_columns(a, j, done.low);
      done.exchange[done.low] = j;
      j = done.low++;
    }

  // Scaled elements and factors stay this far from the ends of the exponents' range.
  const T smallest = (std::numeric_limits<T>::min)() / std::numeric_limits<T>::epsilon(), largest = 1 / smallest;
  for (bool changed = true; changed;) {
    changed = false;
    for (Index i = done.low; i < done.high; ++i) {
      T column = norm_of_part(a.col(i), done.low, done.high);
      T row = norm_of_part(a.row(i), done.low, done.high);
      if (column == T(0) || row == T(0)) continue;
      const T before = column + row;
      T factor = 1;
      while (column < row / 2 && factor < largest / 2 && column < largest && row > smallest) {
        factor *= 2;
        column *= 2;
        row /= 2;
      }
      while (column >= row * 2 && factor > 2 * smallest && row < largest && column > smallest) {
        factor /= 2;
        column /= 2;
        row *= 2;
      }
      if (column + row >= T(0.95) * before) continue;
      const T total = done.scale[i] * factor;
      if (total <= smallest || total >= largest) continue;
      done.scale[i] = total;
      changed = true;
      for (Index k = 0; k < n; ++k) a(i, k) /= factor;
      for (Index k = 0; k < n; ++k) a(k, i) *= factor;
    }
  }
  return done;
}

/// Turns eigenvectors of the balanced matrix, the rows of v, into those of the matrix: every row x becomes P D x.
template <class T>
void undo_balance(const Balance<T>& done, const MatrixView<T>& v) {
  for (Index k = 0; k < v.rows(); ++k) {
    const auto x = v.row(k);
    for (Index i = done.low; i < done.high; ++i) x[i] *= done.scale[i];
    for (Index i = done.low - 1; i >= 0; --i) std::swap(x[i], x[done.exchange[i]]);
    for (Index i = done.high; i < v.cols(); ++i) std::swap(x[i], x[done.exchange[i]]);
  }
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
