// Loops handed to dispatch() against the same loops over plain duals: the same bits on every instruction set.
#include <doctest/doctest.h>

#include <cmath>
#include <declive/autodiff/dispatch.hpp>
#include <declive/autodiff/gradient.hpp>
#include <declive/autodiff/math.hpp>
#include <limits>
#include <string>
#include <vector>

#include "support/isa.hpp"
#include "support/random.hpp"

using namespace declive;

namespace {

/// Every operator, with a dual and with a number, and functions that are inlined and that are called.
struct Formula {
  template <class T>
  T operator()(const T& x, const T& y) const {
    T sum = x * y + 3 * x - y * 2 - x / y + 2 / x + pow(y, x) + exp(-x) * sin(y) + erf(x);
    for (int k = 0; k < 4; ++k) sum = sum * y + k;
    sum += x;
    return -sum;
  }
};
/// What a compiler may vectorise.
struct Product {
  template <class T>
  T operator()(const T& x, const T& y) const {
    return (x * y - 2 * x) * (y * 0.5F + 1);
  }
};

/// f at all points, value and partials one after the other.
template <class F, class T, Index N, class Tag>
std::vector<T> run(const std::vector<T>& x, const std::vector<T>& y) {
  std::vector<T> out(x.size() * (N + 1));
  T* to = out.data();
  for (std::size_t i = 0; i < x.size(); ++i) {
    Dual<T, N, Tag> a(x[i]), b(y[i]);
    a.partials[0] = 1;
    b.partials[N - 1] += T(i % 3);  // 0, where law 2 counts, and 1
    const auto result = F()(a, b);
    *to++ = result.value;
    for (Index k = 0; k < N; ++k) *to++ = result.partials[k];
  }
  return out;
}

template <class T>
bool same(T a, T b) {
  return (a == b && std::signbit(a) == std::signbit(b)) || (a != a && b != b);
}

template <class F, class T, Index N>
void check(std::uint64_t seed) {
  support::Random random(seed);
  CAPTURE(N);
  std::vector<T> x, y;
  const T infinite = std::numeric_limits<T>::infinity();
  const T special[] = {0,
                       T(-0.0),
                       1,
                       -2,
                       infinite,
                       -infinite,
                       std::numeric_limits<T>::quiet_NaN(),
                       (std::numeric_limits<T>::max)(),
                       std::numeric_limits<T>::denorm_min()};
  for (const T a : special)
    for (const T b : special)
      for (int k = 0; k < 3; ++k) {
        x.push_back(a);
        y.push_back(b);
      }
  for (int k = 0; k < 200; ++k) {
    x.push_back(3 * random.uniform<T>());
    y.push_back(3 * random.uniform<T>());
  }
  const std::vector<T> expected = run<F, T, N, void>(x, y);
  support::for_each_isa([&](Isa) {
    const std::vector<T> found = dispatch([&](auto registers) { return run<F, T, N, decltype(registers)>(x, y); });
    REQUIRE(found.size() == expected.size());
    for (std::size_t k = 0; k < found.size(); ++k) {
      CAPTURE(k);
      CAPTURE(x[k / (N + 1)]);
      CAPTURE(y[k / (N + 1)]);
      CHECK(same(found[k], expected[k]));
    }
  });
}

}  // namespace

TEST_CASE("dispatch: the bits of the plain loop, on every instruction set") {
  check<Product, double, 1>(81);
  check<Product, float, 1>(82);
  check<Formula, double, 1>(83);
  check<Formula, double, 4>(84);
  check<Formula, double, 11>(85);
  check<Formula, float, 19>(86);
}

TEST_CASE("dispatch: what the function returns, and nothing") {
  const std::string text = dispatch([](auto) { return std::string("as it is"); });
  CHECK(text == "as it is");
  int runs = 0;
  dispatch([&](auto) { ++runs; });
  CHECK(runs == 1);
  const auto slope = [](auto registers) {
    using D = Dual<Dual<double, 2, decltype(registers)>, 1, decltype(registers)>;
    const D x(Dual<double, 2, decltype(registers)>(2, 1, 0), Dual<double, 2, decltype(registers)>(1));
    return (x * x * x).partials[0].partials[0];
  };
  CHECK(dispatch(slope) == 12);
}

TEST_CASE("A gradient has the same bits on every instruction set") {
  support::Random random(87);
  const Vector<double> x(20, [&](Index) { return 1.5 + random.uniform<double>(); });
  const auto f = [](const auto& u) {
    auto sum = u[0];
    for (Index k = 1; k < u.size(); ++k) sum = sum * 0.5 + pow(u[k], u[k - 1]) / (u[k] * u[k] + u[0]) + erf(u[k]);
    return sum;
  };
  std::vector<double> expected;
  support::for_each_isa([&](Isa) {
    const Vector<double> g = gradient(f, x);
    if (expected.empty()) expected.assign(g.begin(), g.end());
    for (Index k = 0; k < g.size(); ++k) CHECK(g[k] == expected[static_cast<std::size_t>(k)]);
  });
}
