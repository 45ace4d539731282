// line_search.hpp: the strong Wolfe conditions, on the functions of Moré and Thuente's paper (section 5) and where a
// search has no easy answer.
#include <doctest/doctest.h>

#include <cmath>
#include <declive/optim/line_search.hpp>
#include <limits>
#include <ostream>
#include <string>

using namespace declive;

namespace {

template <class T>
struct Function {
  T (*value)(T);
  T (*slope)(T);
  LinePoint<T> at(T a) const { return {a, value(a), slope(a)}; }
};

constexpr auto always = [] { return true; };

// Yanai, Ozawa and Kaneko's function of the paper: phi(a) = g(b1) sqrt((1-a)^2 + b2^2) + g(b2) sqrt(a^2 + b1^2).
template <class T>
T weight(T b) {
  return std::sqrt(1 + b * b) - b;
}
template <class T, int k1, int k2>
Function<T> yanai() {
  static const T b1 = T(k1) / 1000, b2 = T(k2) / 1000;
  return {
      [](T a) { return weight(b1) * std::sqrt((1 - a) * (1 - a) + b2 * b2) + weight(b2) * std::sqrt(a * a + b1 * b1); },
      [](T a) {
        return weight(b1) * (a - 1) / std::sqrt((1 - a) * (1 - a) + b2 * b2) +
               weight(b2) * a / std::sqrt(a * a + b1 * b1);
      }};
}

// f(a) = -a / (a^2 + 2); (a + 0.004)^5 - 2 (a + 0.004)^4; the third oscillates round |1 - a|.
template <class T>
Function<T> rational() {
  return {[](T a) { return -a / (a * a + 2); }, [](T a) { return (a * a - 2) / ((a * a + 2) * (a * a + 2)); }};
}
template <class T>
Function<T> quintic() {
  return {[](T a) { return std::pow(a + T(0.004), T(5)) - 2 * std::pow(a + T(0.004), T(4)); },
          [](T a) { return 5 * std::pow(a + T(0.004), T(4)) - 8 * std::pow(a + T(0.004), T(3)); }};
}
template <class T>
Function<T> wavy() {
  static const T pi = T(3.14159265358979323846), beta = T(0.01), l = 39;
  return {[](T a) {
            const T smooth = a <= 1 - beta ? 1 - a : a >= 1 + beta ? a - 1 : (a - 1) * (a - 1) / (2 * beta) + beta / 2;
            return smooth + 2 * (1 - beta) / (l * pi) * std::sin(l * pi / 2 * a);
          },
          [](T a) {
            const T smooth = a <= 1 - beta ? T(-1) : a >= 1 + beta ? T(1) : (a - 1) / beta;
            return smooth + (1 - beta) * std::cos(l * pi / 2 * a);
          }};
}

template <class T>
void check(const std::string& name, const Function<T>& f, double c1, double c2) {
  CAPTURE(name);
  for (const T first : {T(1e-3), T(0.1), T(10), T(1000)}) {
    CAPTURE(first);
    const LinePoint<T> start = f.at(0);
    Index calls = 0;
    const auto counted = [&](T a) {
      ++calls;
      return f.at(a);
    };
    const auto found = line_search(StrongWolfe{.c1 = c1, .c2 = c2}, start, first, counted, always);
    CHECK(found.satisfied);
    CHECK(found.evaluations == calls);
    CHECK(calls <= 15);  // the paper's worst is 12
    const T step = found.point.step;
    CHECK(step > 0);
    CHECK(f.value(step) == found.point.value);
    CHECK(f.value(step) <= start.value + static_cast<T>(c1) * step * start.slope +
                               4 * std::numeric_limits<T>::epsilon() * std::fabs(start.value));
    CHECK(std::fabs(f.slope(step)) <= static_cast<T>(c2) * std::fabs(start.slope));
  }
}

}  // namespace

TEST_CASE("The paper's functions, with the paper's constants") {
  check<double>("rational", rational<double>(), 0.001, 0.1);
  check<double>("quintic", quintic<double>(), 0.1, 0.101);
  check<double>("wavy", wavy<double>(), 0.1, 0.101);
  check<double>("yanai 0.001 0.001", yanai<double, 1, 1>(), 0.001, 0.002);
  check<double>("yanai 0.01 0.001", yanai<double, 10, 1>(), 0.001, 0.002);
  check<double>("yanai 0.001 0.01", yanai<double, 1, 10>(), 0.001, 0.002);
}

TEST_CASE("The constants of quasi-Newton methods, in single precision") {
  check<float>("rational", rational<float>(), 1e-4, 0.9);
  check<float>("wavy", wavy<float>(), 1e-4, 0.9);
  check<float>("yanai", yanai<float, 10, 10>(), 1e-4, 0.9);
}

TEST_CASE("A first step that is right is taken") {
  const auto parabola = [](double a) { return LinePoint<double>{a, (a - 1) * (a - 1), 2 * (a - 1)}; };
  const auto found = line_search(StrongWolfe{}, parabola(0), 1.0, parabola, always);
  CHECK(found.satisfied);
  CHECK(found.evaluations == 1);
  CHECK(found.point.step == 1);
  // A parabola's minimum is found from any first step by one interpolation.
  const auto exact = line_search(StrongWolfe{.c1 = 1e-4, .c2 = 1e-3}, parabola(0), 0.25, parabola, always);
  CHECK(exact.evaluations == 2);
  CHECK(std::fabs(exact.point.step - 1) <= 1e-12);
}

TEST_CASE("Trials outside the domain shorten the step") {
  // -log(a) - log(1 - a) + ..., with a wall at 1; NaN behind it, or infinity.
  for (const double outside : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    const auto barrier = [&](double a) {
      if (a >= 1) return LinePoint<double>{a, outside, outside};
      return LinePoint<double>{a, -4 * a - std::log(1 - a), -4 + 1 / (1 - a)};
    };
    for (const double first : {0.5, 1.0, 3.0, 1e6}) {
      const auto found = line_search(StrongWolfe{.c1 = 1e-4, .c2 = 0.1}, barrier(0), first, barrier, always);
      CHECK(found.satisfied);
      CHECK(std::fabs(barrier(found.point.step).slope) <= 0.3);
    }
    // All the way up to the wall it falls: the lowest point is given back.
    const auto slide = [&](double a) {
      if (a >= 1) return LinePoint<double>{a, outside, outside};
      return LinePoint<double>{a, -a, -1};
    };
    const auto found = line_search(StrongWolfe{}, slide(0), 5.0, slide, always);
    CHECK_FALSE(found.satisfied);
    CHECK(found.point.step > 0.99);
    CHECK(found.point.step < 1);
    CHECK(found.evaluations <= 40);
  }
}

TEST_CASE("No end, no descent, no evaluations left") {
  const auto line = [](double a) { return LinePoint<double>{a, -a, -1}; };
  const auto endless = line_search(StrongWolfe{.max_step = 1e6}, line(0), 1.0, line, always);
  CHECK_FALSE(endless.satisfied);
  CHECK(endless.point.step == 1e6);

  // The slope promises a descent that is not there: the start is the lowest point.
  const auto wrong = [](double a) { return LinePoint<double>{a, a, -1}; };
  const auto failed = line_search(StrongWolfe{}, wrong(0), 1.0, wrong, always);
  CHECK_FALSE(failed.satisfied);
  CHECK(failed.point.step == 0);
  CHECK(failed.evaluations <= 40);

  int left = 3;
  const auto limited = line_search(StrongWolfe{}, line(0), 1.0, line, [&] { return left-- > 0; });
  CHECK(limited.evaluations == 3);
  CHECK_FALSE(limited.satisfied);
}

TEST_CASE("Constants that contradict each other") {
  const auto says = [](const StrongWolfe& method) {
    try {
      method.check(Site::here());
    } catch (const ValueError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(says(StrongWolfe{}) == "");
  CHECK(says({.c1 = 0.5, .c2 = 0.1}).find("StrongWolfe: c1 is 0.5 and c2 0.1: they must satisfy 0 < c1 < c2 < 1 [") ==
        0);
  CHECK(says({.c1 = 0}).find("c1 is 0") != std::string::npos);
  CHECK(says({.c2 = std::nan("")}).find("c2 nan") != std::string::npos);
  CHECK(says({.max_evaluations = 0}).find("StrongWolfe: max_evaluations is 0: it must be at least 1") == 0);
}
