// vjp and reverse_gradient with one type of numbers for all functions, so that what these call is compiled once.
#ifndef DECLIVE_TESTS_AUTODIFF_ON_TAPE_HPP
#define DECLIVE_TESTS_AUTODIFF_ON_TAPE_HPP

#include <declive/autodiff.hpp>

namespace on_tape {

using D = declive::Dual<double, declive::taped>;
using Recording = declive::detail::Recording<double>;

inline auto& tape() { return declive::detail::tape_of<D>(); }

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

template <class F, class X, class W>
X vjp(F f, const X& x, const W& w) {
  Recording recording(tape(), x.size());
  const auto y = f(unknowns(recording, x));
  D sum;
  for (declive::Index k = 0; k < y.size(); ++k) sum += y.data()[k] * w.data()[k];
  recording.pull_back(sum.place);
  return adjoints(recording, x);
}
template <class F, class X>
X gradient(F f, const X& x) {
  Recording recording(tape(), x.size());
  const D y = f(unknowns(recording, x));
  recording.pull_back(y.place);
  return adjoints(recording, x);
}

}  // namespace on_tape

#endif
