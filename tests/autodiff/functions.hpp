// Every differentiable function of declive by name, on plain numbers and on duals of every kind, and arguments for
// them.
#ifndef DECLIVE_TESTS_AUTODIFF_FUNCTIONS_HPP
#define DECLIVE_TESTS_AUTODIFF_FUNCTIONS_HPP

#include <cmath>
#include <declive/autodiff/math.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/random.hpp"

namespace functions {

using declive::Dual;
using declive::Index;

/// One function of x and y (or of x alone) for T, duals of 1, 3 and 8 partials, and duals of duals.
template <class T>
struct Function {
  const char* name;
  T (*plain)(T, T);  ///< the standard library's, where it has the function
  Dual<T, 1> (*one)(const Dual<T, 1>&, const Dual<T, 1>&);
  Dual<T, 3> (*three)(const Dual<T, 3>&, const Dual<T, 3>&);
  Dual<T, 8> (*eight)(const Dual<T, 8>&, const Dual<T, 8>&);
  Dual<Dual<T>> (*nested)(const Dual<Dual<T>>&, const Dual<Dual<T>>&);
  template <class Call>
  Function(const char* n, T (*p)(T, T), Call call)
      : name(n), plain(p), one(call), three(call), eight(call), nested(call) {}
};

#define FUNCTION(name, plain, call)                                        \
  Row {                                                                    \
    name, [](T x, [[maybe_unused]] T y) -> T { return plain; },            \
        [](const auto& x, [[maybe_unused]] const auto& y) { return call; } \
  }
#define UNARY(name) FUNCTION(#name, std::name(x), declive::name(x))
#define BINARY(name) FUNCTION(#name, std::name(x, y), declive::name(x, y))
#define OURS(name) FUNCTION(#name, declive::name(x), declive::name(x))

template <class T, class Row = Function<T>>
std::vector<Row> all() {
  return {
      FUNCTION("x + y", x + y, x + y),
      FUNCTION("x - y", x - y, x - y),
      FUNCTION("x * y", x * y, x * y),
      FUNCTION("x / y", x / y, x / y),
      FUNCTION("2 - x", 2 - x, 2 - x),
      FUNCTION("x * 3", x * 3, x * 3),
      FUNCTION("3 / x", 3 / x, 3 / x),
      FUNCTION("x / 3", x / 3, x / 3),
      FUNCTION("-x", -x, -x),
      UNARY(exp),
      UNARY(exp2),
      UNARY(expm1),
      UNARY(log),
      UNARY(log2),
      UNARY(log10),
      UNARY(log1p),
      UNARY(sqrt),
      UNARY(cbrt),
      BINARY(hypot),
      FUNCTION("hypot(x, y, 2)", std::hypot(x, y, T(2)), declive::hypot(x, y, 2)),
      BINARY(pow),
      FUNCTION("pow(x, 3)", std::pow(x, T(3)), declive::pow(x, 3)),
      FUNCTION("pow(x, 0)", std::pow(x, T(0)), declive::pow(x, 0)),
      FUNCTION("pow(x, -0.75)", std::pow(x, T(-0.75)), declive::pow(x, T(-0.75))),
      FUNCTION("pow(1.5, x)", std::pow(T(1.5), x), declive::pow(T(1.5), x)),
      FUNCTION("pow(-2, x)", std::pow(T(-2), x), declive::pow(-2, x)),
      UNARY(sin),
      UNARY(cos),
      UNARY(tan),
      UNARY(asin),
      UNARY(acos),
      UNARY(atan),
      BINARY(atan2),
      UNARY(sinh),
      UNARY(cosh),
      UNARY(tanh),
      UNARY(asinh),
      UNARY(acosh),
      UNARY(atanh),
      UNARY(erf),
      UNARY(erfc),
      UNARY(tgamma),
      UNARY(lgamma),
      OURS(digamma),
      UNARY(abs),
      UNARY(fabs),
      BINARY(copysign),
      BINARY(fmin),
      BINARY(fmax),
      BINARY(fdim),
      BINARY(fmod),
      FUNCTION("min", (declive::min)(x, y), (declive::min)(x, y)),
      FUNCTION("max", (declive::max)(x, y), (declive::max)(x, y)),
      FUNCTION("clamp(x, -1, y)", declive::clamp(x, -1, y), declive::clamp(x, -1, y)),
      FUNCTION("fma(x, y, x)", std::fma(x, y, x), declive::fma(x, y, x)),
      FUNCTION("lerp(x, y, 0.25)", std::lerp(x, y, T(0.25)), declive::lerp(x, y, T(0.25))),
      UNARY(floor),
      UNARY(ceil),
      UNARY(round),
      UNARY(trunc),
      OURS(sigmoid),
      OURS(softplus),
      OURS(relu),
      OURS(leaky_relu),
      OURS(gelu),
      OURS(silu),
      OURS(softsign),
  };
}

#undef FUNCTION
#undef UNARY
#undef BINARY
#undef OURS

template <class T>
const Function<T>& find(const std::vector<Function<T>>& table, const std::string& name) {
  for (const Function<T>& f : table)
    if (name == f.name) return f;
  throw std::out_of_range(name);
}

/// Arguments of every size, near the kinks, and special ones.
template <class T>
T argument(support::Random& random) {
  using Limits = std::numeric_limits<T>;
  const T u = random.uniform<T>();
  switch (random.integer(0, 9)) {
    case 0: {
      const T special[] = {T(0),
                           T(-0.0),
                           T(1),
                           T(-1),
                           T(2),
                           T(-2),
                           T(0.5),
                           Limits::infinity(),
                           -Limits::infinity(),
                           Limits::quiet_NaN(),
                           T(-0.5),
                           T(3),
                           Limits::denorm_min(),
                           (Limits::max)(),
                           (Limits::min)()};
      return random.pick(special);
    }
    case 1:  // any exponent
      return std::ldexp(u, static_cast<int>(random.integer(Limits::min_exponent - 20, Limits::max_exponent)));
    case 2:
      return 1 + u * 16 * Limits::epsilon();
    case 3:
      return 40 * u;
    case 4:
      return T(random.integer(-4, 4));
    case 5:
      return u;
    default:
      return 4 * u;
  }
}

/// Equal, with the sign of zero; all NaNs are one.
template <class T>
bool same(T a, T b) {
  return (a == b && std::signbit(a) == std::signbit(b)) || (a != a && b != b);
}

}  // namespace functions

#endif
