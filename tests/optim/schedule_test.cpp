// schedule.hpp: what a Schedule may be made of, and where it is asked. The formulas are compared in runs_test.cpp.
#include <doctest/doctest.h>

#include <cmath>
#include <declive/optim/gradient_descent.hpp>
#include <ostream>
#include <string>
#include <type_traits>

using namespace declive;

TEST_CASE("A number, a formula, any function of the step") {
  CHECK(Schedule(0.25)(0) == 0.25);
  CHECK(Schedule(0.25)(1000) == 0.25);
  CHECK(Schedule(ExponentialLR{.learning_rate = 8, .gamma = 0.5})(3) == 1);
  const double base = 0.5;
  const Schedule own = [base](Index step) { return base / static_cast<double>(1 + step); };
  CHECK(own(0) == 0.5);
  CHECK(own(4) == 0.1);
  const Schedule whole = [](Index step) { return step < 2 ? 1 : 0; };
  CHECK(whole(1) == 1);
  CHECK(whole(2) == 0);
  // A copy goes its own way, and the methods stay plain values.
  const Schedule copy = own;
  CHECK(copy(4) == 0.1);
  CHECK(std::is_trivially_copyable_v<Schedule>);
  CHECK(std::is_trivially_copyable_v<GradientDescent>);
}

TEST_CASE("Warm-up climbs in a line, then its schedule begins") {
  const LinearWarmup warm{StepLR{.learning_rate = 0.5, .step_size = 10, .gamma = 0.1}, 4};
  const double expected[] = {0.125, 0.25, 0.375, 0.5, 0.5, 0.5};
  for (Index step = 0; step < 6; ++step) CHECK(warm(step) == expected[step]);
  CHECK(warm(13) == 0.5);
  CHECK(std::fabs(warm(14) - 0.05) <= 1e-17);
  CHECK(LinearWarmup{ExponentialLR{.learning_rate = 8, .gamma = 0.5}, 2}(1) == 8);  // of the first rate
  CHECK(LinearWarmup{ExponentialLR{.learning_rate = 8, .gamma = 0.5}, 2}(0) == 4);
  CHECK(LinearWarmup{ExponentialLR{.learning_rate = 8, .gamma = 0.5}, 2}(3) == 4);
  CHECK(LinearWarmup{1.0, 0}(0) == 1);
  CHECK(LinearWarmup{0.5, 2}(0) == 0.25);
  CHECK(Schedule(LinearWarmup{0.5, 2})(7) == 0.5);
}

TEST_CASE("A drop every step; one every 0 steps is refused") {
  CHECK(StepLR{.learning_rate = 8, .step_size = 1, .gamma = 0.5}(3) == 1);
  try {
    StepLR{.learning_rate = 0.1, .step_size = 0}(3);
    FAIL("no error");
  } catch (const ValueError& error) {
    CHECK(std::string(error.what()) == "StepLR: step_size is 0: it must be at least 1");
  }
}

TEST_CASE("A method asks for the rate of its own step") {
  Vector<double> w{0};
  const Vector<double> g{-1};
  auto state = GradientDescent{.learning_rate = [](Index step) {
                 return step == 0 ? 1.0 : step == 1 ? 10.0 : 100.0;
               }}.init(w);
  state.step(w, g);
  CHECK(w[0] == 1);
  state.step(w, g);
  CHECK(w[0] == 11);
  state.step(w, g);
  CHECK(w[0] == 111);
  state.set_learning_rate(0.5);
  state.step(w, g);
  CHECK(w[0] == 111.5);
}
