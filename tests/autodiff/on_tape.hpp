// vjp and reverse_gradient with one type of numbers for all functions, so that what these call is compiled once.
#ifndef DECLIVE_TESTS_AUTODIFF_ON_TAPE_HPP
#define DECLIVE_TESTS_AUTODIFF_ON_TAPE_HPP

#include <declive/autodiff.hpp>

namespace on_tape {

using D = declive::Dual<double, declive::taped>;
using Recording = declive::detail::recording_t<D>;

template <class X>
auto unknowns(const Recording& recording, const X& x) {
  auto u = declive::map([](const double& value) { return D(value); }, x);
  for (declive::Index k = 0; k < x.size(); ++k) u.data()[k].place = recording.unknown(k);
  return u;
}
template <class X>
X adjoints(const Recording& recording, const X& x) {
  X result = x;
  for (declive::Index k = 0; k < x.size(); ++k) result.data()[k] = recording.adjoint(k);
  return result;
}
inline void pull_back(Recording& recording, const D* y, const double* w, declive::Index size) {
  recording.pull_back([&] {
    for (declive::Index k = 0; k < size; ++k) recording.seed(y[k].place, w[k]);
  });
}

template <class F, class X, class W>
X vjp(F f, const X& x, const W& w) {
  Recording recording(x.size());
  const auto y = f(unknowns(recording, x));
  pull_back(recording, y.data(), w.data(), y.size());
  return adjoints(recording, x);
}
template <class F, class X>
X gradient(F f, const X& x) {
  Recording recording(x.size());
  const D y = f(unknowns(recording, x));
  const double one = 1;
  pull_back(recording, &y, &one, 1);
  return adjoints(recording, x);
}

}  // namespace on_tape

#endif
