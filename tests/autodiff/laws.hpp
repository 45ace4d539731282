// The two laws of dual.hpp for every function, with random arguments. Included by one file for each scalar type.
#ifndef DECLIVE_TESTS_AUTODIFF_LAWS_HPP
#define DECLIVE_TESTS_AUTODIFF_LAWS_HPP

#include <doctest/doctest.h>

#include <string>

#include "autodiff/functions.hpp"

namespace laws {

using namespace functions;

template <class T>
struct Arguments {
  T x, y;
};

/// f at x and y, of which x is the unknown at place i, y at place j (-1: a constant).
template <Index N, class T, class F>
Dual<T, N> at(F f, const Arguments<T>& a, Index i, Index j) {
  Dual<T, N> x = a.x, y = a.y;
  if (i >= 0) x.partials[i] = 1;
  if (j >= 0) y.partials[j] = 1;
  return f(x, y);
}

/// Law 1: the value is that of the plain function. Law 2: what is no unknown has the partial 0. And a partial depends
/// neither on its place nor on the other partials.
template <Index N, class T, class F>
void check_partials(F f, const Arguments<T>& a, T value, const Dual<T, 1>& by_x, const Dual<T, 1>& by_y) {
  constexpr Index i = N - 1, j = N / 2;
  const auto r = at<N>(f, a, i, j);
  CAPTURE(N);
  CHECK(same(r.value, value));
  for (Index k = 0; k < N; ++k)
    if (k != i && k != j) CHECK(r.partials[k] == 0);
  // The other unknown adds 0 to this partial, which does not change it but for the sign of a zero.
  CHECK(same(r.partials[i] + 0, by_x.partials[0] + 0));
  CHECK(same(r.partials[j] + 0, by_y.partials[0] + 0));
}

template <class T>
void check(std::uint64_t seed, int trials) {
  support::Random random(seed);
  CAPTURE(seed);
  for (const Function<T>& f : all<T>()) {
    const std::string name = f.name;
    CAPTURE(name);
    for (int trial = 0; trial < trials; ++trial) {
      const Arguments<T> a{argument<T>(random), argument<T>(random)};
      CAPTURE(a.x);
      CAPTURE(a.y);
      const T value = f.plain(a.x, a.y);
      const auto by_x = at<1>(f.one, a, 0, -1), by_y = at<1>(f.one, a, -1, 0), constant = at<1>(f.one, a, -1, -1);
      CHECK(same(by_x.value, value));
      CHECK(same(by_y.value, value));
      CHECK(same(constant.value, value));
      CHECK(constant.partials[0] == 0);
      check_partials<3>(f.three, a, value, by_x, by_y);
      check_partials<8>(f.eight, a, value, by_x, by_y);

      // Nested: the value of the outer dual is the inner dual's result, partials and all; and an unknown of one level
      // only has nothing in the other's.
      using D = Dual<T>;
      const auto twice = f.nested(Dual<D>(D(a.x, 1), D(1)), Dual<D>(D(a.y)));
      CHECK(same(twice.value.value, value));
      CHECK(same(twice.value.partials[0] + 0, by_x.partials[0] + 0));
      const auto inner = f.nested(Dual<D>(D(a.x, 1)), Dual<D>(D(a.y, 1)));
      CHECK(inner.partials[0].value == 0);
      CHECK(inner.partials[0].partials[0] == 0);
      const auto outer = f.nested(Dual<D>(D(a.x), D(1)), Dual<D>(D(a.y), D(1)));
      CHECK(outer.value.partials[0] == 0);
    }
  }
}

}  // namespace laws

#endif
