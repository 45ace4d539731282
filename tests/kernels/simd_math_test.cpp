#include <doctest/doctest.h>

#include <cmath>
#include <declive/kernels/simd_math.hpp>
#include <limits>
#include <vector>

#include "support/bounds.hpp"
#include "support/isa.hpp"
#include "support/random.hpp"

namespace simd_math_test {
enum class Op { div, round, pow2, split, select, copysign };
}  // namespace simd_math_test

#define DECLIVE_KERNEL_FILE "kernels/simd_math_test.inl"
#include <declive/kernels/for_each_isa.hpp>

namespace simd_math_test {

using declive::active_isa;
using declive::Index;
using declive::Isa;

namespace {

template <class T>
Index size() {
  DECLIVE_DISPATCH(template size<T>());
}
template <class T>
void apply(Op op, const T* a, const T* b, T* out, T* second) {
  DECLIVE_DISPATCH(apply(op, a, b, out, second));
}

// right(a, b, out, second) of every pair of values, in every lane.
template <class T, class Right>
int wrong(Op op, const std::vector<T>& as, const std::vector<T>& bs, Right right) {
  const auto lanes = static_cast<std::size_t>(size<T>());
  int count = 0;
  for (std::size_t first = 0; first < as.size(); ++first)
    for (const T b : bs) {
      std::vector<T> a(lanes), c(lanes, b), out(lanes), second(lanes);
      for (std::size_t l = 0; l < lanes; ++l) a[l] = as[(first + l) % as.size()];
      apply(op, static_cast<const T*>(a.data()), static_cast<const T*>(c.data()), out.data(), second.data());
      for (std::size_t l = 0; l < lanes; ++l)
        if (!right(a[l], b, out[l], second[l])) ++count;
    }
  return count;
}

}  // namespace

TEST_CASE_TEMPLATE("MathVec: quotients, rounding, powers of two, mantissas and signs", T, float, double) {
  using Limits = std::numeric_limits<T>;
  using support::same_value;
  support::for_each_isa([] {
    const T inf = Limits::infinity(), nan = Limits::quiet_NaN();
    support::Random random(69);
    std::vector<T> values{T(0), -T(0), T(1), T(-1), T(3), inf, -inf, nan, Limits::max(), Limits::min()};
    CHECK(wrong<T>(Op::div, values, values, [](T a, T b, T out, T) { return same_value(out, a / b); }) == 0);
    CHECK(wrong<T>(Op::select, values, values, [](T a, T b, T out, T) { return same_value(out, a < b ? a : b); }) == 0);
    CHECK(wrong<T>(Op::copysign, values, values, [](T a, T b, T out, T) {
            return std::isnan(a) ? std::isnan(out) : same_value(out, std::copysign(std::fabs(a), b));
          }) == 0);
    for (int k = 0; k < 100; ++k) values.push_back(1000 * random.uniform<T>());
    CHECK(wrong<T>(Op::round, values, {T(1)},
                   [](T a, T, T out, T) { return !(std::fabs(a) < T(1e6)) || out == std::nearbyint(a); }) == 0);
    std::vector<T> whole, positive;
    for (int n = Limits::min_exponent - 1; n < Limits::max_exponent; ++n) whole.push_back(static_cast<T>(n));
    CHECK(wrong<T>(Op::pow2, whole, {T(1)}, [](T n, T, T out, T) { return out == std::exp2(n); }) == 0);
    for (int e = Limits::min_exponent - 1; e < Limits::max_exponent; ++e)
      for (const T m : {T(1), T(1.25), T(1.5) - Limits::epsilon(), T(1.5), T(2) - Limits::epsilon()})
        positive.push_back(std::ldexp(m, e));
    CHECK(wrong<T>(Op::split, positive, {T(1)}, [](T x, T, T m, T e) {
            return m >= T(0.75) && m < T(1.5) && std::ldexp(m, static_cast<int>(e)) == x;
          }) == 0);
  });
}

}  // namespace simd_math_test
