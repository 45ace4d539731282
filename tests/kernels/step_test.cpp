// kernels/step.hpp: every rule on every instruction set has the bits of the plain formula, at every length, misaligned,
// and touches nothing else. That the formulas are the right ones is tested in tests/optim.
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <declive/kernels/step.hpp>
#include <ostream>
#include <vector>

#include "support/bounds.hpp"
#include "support/canary.hpp"
#include "support/isa.hpp"
#include "support/random.hpp"

using namespace declive;
using kernels::Rule;

namespace {

// One rounding an operation: what the compiler must not fuse goes through memory.
template <class T>
T rounded(T x) {
  volatile T kept = x;
  return kept;
}
template <class T>
T blend(T x, T p, T y, T q) {
  return rounded(x * p) + rounded(y * q);
}

// step.hpp's formulas, read off its comment. memory: as many as the rule has.
template <class T>
void plain_step(Rule rule, const kernels::StepNumbers<T>& s, T& w, T g, T* const* memory, Index i) {
  g = rounded(s.scale * g);
  if (g > s.limit) g = s.limit;
  if (g < -s.limit) g = -s.limit;
  g = g + rounded(s.decay * w);
  const auto at = [&](int k) -> T& { return memory[k][i]; };
  const auto over_root = [&](T top, T square) { return top / (std::sqrt(square) + s.epsilon); };
  T move = g;
  switch (rule) {
    case Rule::descent:
      break;
    case Rule::momentum:
      move = at(0) = blend(s.mu, at(0), s.damping, g);
      break;
    case Rule::nesterov:
      at(0) = blend(s.mu, at(0), s.damping, g);
      move = g + rounded(s.mu * at(0));
      break;
    case Rule::adagrad:
      at(0) = at(0) + rounded(g * g);
      move = over_root(g, at(0));
      break;
    case Rule::rmsprop:
    case Rule::rmsprop_momentum:
    case Rule::centered:
    case Rule::centered_momentum: {
      at(0) = blend(s.beta2, at(0), s.rest2, rounded(g * g));
      T square = at(0);
      if (rule == Rule::centered || rule == Rule::centered_momentum) {
        at(1) = blend(s.beta2, at(1), s.rest2, g);
        square = square - rounded(at(1) * at(1));
      }
      move = over_root(g, square);
      if (rule == Rule::rmsprop_momentum) move = at(1) = rounded(s.mu * at(1)) + move;
      if (rule == Rule::centered_momentum) move = at(2) = rounded(s.mu * at(2)) + move;
      break;
    }
    case Rule::adam:
    case Rule::amsgrad: {
      at(0) = blend(s.mu, at(0), s.damping, g);
      at(1) = blend(s.beta2, at(1), s.rest2, rounded(g * g));
      T square = at(1);
      if (rule == Rule::amsgrad) square = at(2) = at(2) > at(1) ? at(2) : at(1);
      move = at(0) / (rounded(s.root_scale * std::sqrt(square)) + s.epsilon);
      break;
    }
  }
  w = rounded(s.shrink * w) - rounded(s.rate * move);
}

template <class T, Rule rule>
void check_rule(Index n, Index misalignment, bool gradient_is_w) {
  constexpr int memories = kernels::memory_of(rule);
  support::Random random(static_cast<std::uint64_t>(n * 16 + misalignment));
  const kernels::StepNumbers<T> s{T(0.75), T(0.5),  T(0.125), T(0.875), T(0.1), T(0.9),
                                  T(0.1),  T(0.99), T(0.01),  T(3),     T(1e-3)};
  support::Canary<T> w(n, misalignment), g(n, misalignment + 1), m0(n, 3), m1(n, misalignment), m2(n);
  support::Canary<T>* all[] = {&w, &g, &m0, &m1, &m2};
  for (auto* array : all) array->fill([&] { return random.uniform<T>(); });
  // Squares of earlier gradients; the mean square is at least the square of the mean.
  for (Index i = 0; i < n; ++i) m0[i] = rule == Rule::adam || rule == Rule::amsgrad ? m0[i] : 2 + m0[i];
  for (Index i = 0; i < n; ++i) m1[i] = rule == Rule::adam || rule == Rule::amsgrad ? 2 + m1[i] : m1[i];
  for (Index i = 0; i < n; ++i) m2[i] = rule == Rule::amsgrad ? 2 + m2[i] : m2[i];

  std::vector<T> expected[5];
  for (int k = 0; k < 5; ++k)
    for (Index i = 0; i < n; ++i) expected[k].push_back((*all[k])[i]);
  T* const memory[] = {expected[2].data(), expected[3].data(), expected[4].data()};
  for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
    const T gradient = gradient_is_w ? expected[0][i] : expected[1][i];
    plain_step(rule, s, expected[0][i], gradient, memory, static_cast<Index>(i));
  }
  const T* const gradient = gradient_is_w ? w.data() : g.data();
  kernels::step<rule>(s, n, kernels::StepArrays<T>{w.data(), gradient, {m0.data(), m1.data(), m2.data()}});
  for (int k = 0; k < 5; ++k) {
    CAPTURE(k);
    bool same = all[k]->intact();
    for (Index i = 0; i < n; ++i)
      same = same && support::same_bits((*all[k])[i], expected[k][static_cast<std::size_t>(i)]);
    CHECK(same);
  }
  CHECK(memories <= 3);
}

template <class T, Rule... rule>
void check_rules() {
  support::for_each_isa([] {
    for (const Index n : {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 130})
      for (const Index misalignment : {0, 1, 5}) {
        CAPTURE(n);
        CAPTURE(misalignment);
        (check_rule<T, rule>(n, misalignment, false), ...);
        (check_rule<T, rule>(n, misalignment, true), ...);
      }
  });
}

}  // namespace

TEST_CASE_TEMPLATE("A step has the bits of the plain formula on every instruction set", T, float, double) {
  check_rules<T, Rule::descent, Rule::momentum, Rule::nesterov, Rule::adagrad, Rule::rmsprop, Rule::rmsprop_momentum,
              Rule::centered, Rule::centered_momentum, Rule::adam, Rule::amsgrad>();
}

TEST_CASE_TEMPLATE("NaN in the gradient goes through the clipping, into its own element only", T, float, double) {
  const T nan = std::numeric_limits<T>::quiet_NaN();
  support::for_each_isa([&] {
    const kernels::StepNumbers<T> s{T(1), T(0.5), T(0), T(1), T(1), T(0), T(1), T(0), T(1), T(1), T(0)};
    std::vector<T> w(37, T(2)), g(37, T(10));
    g[5] = g[36] = nan;
    kernels::step<Rule::descent>(s, 37, kernels::StepArrays<T>{w.data(), g.data(), {}});
    for (std::size_t i = 0; i < w.size(); ++i) CHECK((i == 5 || i == 36 ? w[i] != w[i] : w[i] == T(1.5)));
  });
}

TEST_CASE("A scalar without kernels runs the same formula") {
  const kernels::StepNumbers<long double> s{1, 100, 0, 1, 0.5L, 0.5L, 0.5L, 0.75L, 0.25L, 2, 1};
  long double w = 4, g = 8, m = 2, v = 36;
  kernels::step<Rule::adam>(s, 1, kernels::StepArrays<long double>{&w, &g, {&m, &v, nullptr}});
  // m = 5, v = 27 + 16 = 43, w = 4 - 0.5 * 5 / (2 sqrt 43 + 1)
  CHECK(m == 5);
  CHECK(v == 43);
  CHECK(std::fabs(w - (4 - 2.5L / (2 * std::sqrt(43.0L) + 1))) <= 4 * std::numeric_limits<long double>::epsilon());
}
