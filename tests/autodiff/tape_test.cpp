// The tape: what is recorded and what is not, runs inside others, errors on the way, numbers of another run.
#include <doctest/doctest.h>

#include <declive/autodiff.hpp>
#include <declive/linalg.hpp>
#include <stdexcept>
#include <thread>
#include <type_traits>

#include "support/message_of.hpp"

using namespace declive;

namespace {

template <class X>
using element = std::remove_cvref_t<decltype(std::declval<const X&>()[0])>;

constexpr auto volume = [](const auto& x) { return x[0] * x[1] * x[2]; };

}  // namespace

namespace {

struct Recursive {
  int depth = 0;
  template <class X>
  X operator()(const X& x) const {
    X y = x * x + x;
    if (depth > 0) y *= reverse_gradient(Recursive{depth - 1}, primal(x));
    return y + x;
  }
};

}  // namespace

TEST_CASE("A run inside another records on a tape of its own, even if the two take turns") {
  const auto outer = [](const auto& x) {
    using T = element<decltype(x)>;
    T product(1);
    // The inner function does not depend on x, but goes on with what does: three runs of the same inner function.
    double slopes = 0;
    for (const double y : {1.0, 2.0, 3.0})
      slopes += reverse_gradient(
          [&](const auto& t) {
            const auto square = t * t;
            product *= x[0] + x[1];
            return square * t;
          },
          y);
    return product * slopes;
  };
  // slopes = 3 + 12 + 27 = 42; (x0 + x1)^3
  CHECK(reverse_gradient(outer, Vector<double>{1, 1}) == Vector<double>{42 * 12, 42 * 12});

  // A function that calls itself, at a plain number.
  // g_0 = 2 x + 2 = 8 at 3, g_n = (2 x + 1) g_(n-1) + 1
  CHECK(reverse_gradient(Recursive{0}, 3.0) == 8);
  CHECK(reverse_gradient(Recursive{2}, 3.0) == 7 * (7 * 8 + 1) + 1);
}

TEST_CASE("What is recorded: one node where two unknown numbers meet") {
  using W = double;
  const auto nodes = [](auto f) {
    std::uint64_t count = 0;
    (void)reverse_gradient(
        [&](const auto& x) {
          using D = element<decltype(x)>;
          const auto before = detail::current_tape<W, typename D::tag_type>.size;
          const auto y = f(x[0], x[1]);
          count = detail::current_tape<W, typename D::tag_type>.size - before;
          return y;
        },
        Vector<double>{0.5, 0.25});
    return count;
  };
  CHECK(nodes([](const auto& x, const auto&) { return 1 / (1 + exp(-3 * x)) - 2; }) == 0);
  CHECK(nodes([](const auto& x, const auto&) { return x * x + sin(x) * pow(x, 3) / cosh(x); }) == 0);
  CHECK(nodes([]<class D>(const D&, const D&) { return D(2) * D(3) + hypot(D(1), D(2)); }) == 0);
  CHECK(nodes([]<class D>(const D& x, const D&) { return (x + D(3)) * D(2) - D(1) / x; }) == 0);
  CHECK(nodes([](const auto& x, const auto& y) { return x * y; }) == 1);
  CHECK(nodes([](const auto& x, const auto& y) { return hypot(x, y) + pow(x, y); }) == 3);
  CHECK(nodes([](const auto& x, const auto& y) { return fma(x, y, x); }) == 2);
}

TEST_CASE("An error of the function leaves everything as it was") {
  const Vector<double> x{2, 3, 5};
  const auto failing = [](const auto& v) {
    auto y = v[0] * v[1];
    if (primal(v[0]) > -100) throw std::runtime_error("no");
    return y;
  };
  const auto surviving = [&](const auto& v) {
    auto y = v[0] * v[1];
    CHECK_THROWS_AS((void)reverse_gradient(failing, v), std::runtime_error);
    CHECK_THROWS_AS((void)reverse_gradient(failing, x), std::runtime_error);
    return y * v[2];
  };
  CHECK(reverse_gradient(surviving, Vector<double>{2, 3, 5}) == Vector<double>{15, 10, 6});
  CHECK(reverse_gradient(volume, x) == Vector<double>{15, 10, 6});
}

namespace {

// A number that outlives its run, and what a later run makes of it.
template <class D>
D kept;
struct Keeping {
  int step;
  template <class X>
  auto operator()(const X& x) const {
    using D = element<X>;
    if (step == 0) kept<D> = x[0];
    if (step == 2) return kept<D>;
    return x[0] + x[1] * kept<D>;
  }
};

}  // namespace

TEST_CASE("A number of another run or thread is an error, and no wrong derivative") {
  const Vector<double> x{2, 3};
  CHECK(reverse_gradient(Keeping{0}, x) == Vector<double>{4, 2});
  const std::string message =
      "reverse mode: a number of another run or thread: it was kept when its function had returned, "
      "or handed to a thread";
  CHECK(support::message_of([&] { (void)reverse_gradient(Keeping{1}, x); }) == message);
  CHECK(support::message_of([&] { (void)reverse_gradient(Keeping{2}, x); }) == message);
  const auto threaded = [&](const auto& v) {
    std::string said;
    std::thread([&] { said = support::message_of([&] { (void)(v[0] * v[1]); }); }).join();
    CHECK(said == message);
    // A thread may have derivatives of its own.
    std::thread([&] { CHECK(reverse_gradient(volume, Vector<double>{2, 3, 5}) == Vector<double>{15, 10, 6}); }).join();
    return v[0] * v[1];
  };
  CHECK(reverse_gradient(threaded, x) == Vector<double>{3, 2});
}

TEST_CASE("The tape of a thread is kept for the next run") {
  const auto memory = [](Index count) {
    const void* place = nullptr;
    (void)reverse_gradient(
        [&](const auto& x) {
          using D = element<decltype(x)>;
          D y = x[0];
          for (Index k = 0; k < count; ++k) y += x[k % 2];
          place = detail::current_tape<double, typename D::tag_type>.nodes;
          return y;
        },
        Vector<double>{1, 2});
    return place;
  };
  const void* const grown = memory(10000);
  CHECK(memory(10) == grown);
  CHECK(memory(10000) == grown);
}
