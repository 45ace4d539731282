// A function of any number of unknowns whose derivatives are known, for the tests of gradients in either mode.
#ifndef DECLIVE_TESTS_AUTODIFF_CYCLIC_HPP
#define DECLIVE_TESTS_AUTODIFF_CYCLIC_HPP

#include <declive/core/vector.hpp>

// sum of i x_i^2 x_(i+1), cyclic, plus x_0: every partial is another, and exact in small integers.
inline constexpr auto cyclic = [](const auto& x) {
  auto s = x.data()[0];
  const declive::Index n = x.size();
  for (declive::Index i = 0; i < n; ++i) s += static_cast<int>(i) * x.data()[i] * x.data()[i] * x.data()[(i + 1) % n];
  return s;
};
inline double cyclic_slope(const declive::Vector<double>& x, declive::Index k) {
  const declive::Index n = x.size(), before = (k + n - 1) % n, behind = (k + 1) % n;
  return (k == 0 ? 1 : 0) + static_cast<double>(2 * k) * x[k] * x[behind] +
         static_cast<double>(before) * x[before] * x[before];
}

#endif
