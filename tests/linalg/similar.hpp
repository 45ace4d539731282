// How far a similarity is from one, by plain loops.
#ifndef DECLIVE_TESTS_LINALG_SIMILAR_HPP
#define DECLIVE_TESTS_LINALG_SIMILAR_HPP

#include <cmath>
#include <declive/core/matrix.hpp>

namespace similar {

/// The largest element of |Q H - A Q|, where the rows of `qt` are the columns of Q, and of |Q^T Q - I|.
template <class T, class H>
T distance(const declive::Matrix<T>& a, const declive::Matrix<T>& qt, const H& h) {
  using declive::Index;
  T worst = 0;
  const Index n = a.rows();
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) {
      T sum = 0, product = i == j ? T(-1) : T(0);
      for (Index k = 0; k < n; ++k) {
        sum += qt(k, i) * h(k, j) - a(i, k) * qt(j, k);
        product += qt(i, k) * qt(j, k);
      }
      worst = std::fmax(worst, std::fmax(std::fabs(sum), std::fabs(product)));
    }
  return worst;
}

}  // namespace similar

#endif
