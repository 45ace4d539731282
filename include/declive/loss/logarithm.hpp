// c log x as the losses of probabilities need it: 0 where c is 0, and log(1 + x) that keeps the digits of a small x.
#ifndef DECLIVE_LOSS_LOGARITHM_HPP
#define DECLIVE_LOSS_LOGARITHM_HPP

#include "../linalg/functions.hpp"

namespace declive::detail::inline DECLIVE_ABI {

// How many elements the losses with intermediate results take at a time.
inline constexpr Index log_chunk = 256;

// c log x, given log_x = log x. 0 log 0 is 0 (its limit), and a c of 0 hides neither a NaN nor a negative x.
template <class T, class C>
DECLIVE_INLINE inline T weighted_log(const C& c, const T& x, const T& log_x) {
  return c == C(0) ? x < T(0) ? log_x : T(x * T(0)) : T(c * log_x);
}

// log(1 + x) from log_u = log u, u = 1 + x rounded: the derivative of the logarithm times what the rounding has taken.
template <class T>
DECLIVE_INLINE inline T log1p_from(const T& x, const T& log_u) {
  const T u = T(1) + x;
  return u > T(0) ? log_u + (x - (u - T(1))) / u : log_u;
}

// log(1 + x) of a scalar, by its own log1p if it has one.
template <class T>
T log1p_of(const T& x) {
  using std::log, std::log1p;
  if constexpr (requires { log1p(x); })
    return log1p(x);
  else
    return log(T(1) + x);
}
template <class T>
T log_of(const T& x) {
  using std::log;
  return log(x);
}

// f(count, offset) for every chunk of n elements.
template <class F>
void for_each_log_chunk(Index n, F f) {
  for (Index first = 0; first < n; first += log_chunk) f(n - first < log_chunk ? n - first : log_chunk, first);
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
