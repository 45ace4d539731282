// adagrad.hpp, adam.hpp, adamw.hpp, gradient_descent.hpp, rmsprop.hpp, clip.hpp: their first 20 steps beside PyTorch's.
#include <doctest/doctest.h>

#include <cmath>
#include <declive/optim/adagrad.hpp>
#include <declive/optim/adamw.hpp>
#include <declive/optim/clip.hpp>
#include <declive/optim/gradient_descent.hpp>
#include <declive/optim/rmsprop.hpp>
#include <limits>
#include <ostream>
#include <string>

#include "support/isa.hpp"

using namespace declive;

namespace {

struct Run {
  const char* name;
  double w[20][4];
};
struct Rates {
  const char* name;
  double rate[10];
};
#include "pytorch_table.inl"

// The gradient of make_pytorch_table.py's function.
template <class T>
void gradient_at(const Vector<T>& w, Vector<T>& g) {
  const double c[] = {1, 10, 0.1, 4}, t[] = {1, -2, 3, 0.5};
  for (Index i = 0; i < 4; ++i) g[i] = static_cast<T>(c[i]) * (w[i] - static_cast<T>(t[i])) + w[i] * w[i] * w[i];
}

// The largest difference from the table, relative to 1 or the value: the w are around 1.
template <class T, class Method>
double difference(const Method& method, const Run& run) {
  Vector<T> w{T(0.5), T(1), T(-1), T(2)}, g(4);
  auto state = method.init(w);
  double worst = 0;
  for (const auto& expected : run.w) {
    gradient_at(w, g);
    state.step(w, g);
    for (Index i = 0; i < 4; ++i) {
      const double error = std::fabs(static_cast<double>(w[i]) - expected[i]);
      worst = std::fmax(worst, error / std::fmax(1.0, std::fabs(expected[i])));
      if (error != error) return error;
    }
  }
  CHECK(state.steps() == 20);
  return worst;
}

template <class Method>
void check(const char* name, const Method& method) {
  CAPTURE(name);
  for (const Run& run : runs)
    if (std::string(run.name) == name) {
      // 20 steps of some 30 roundings, which the steps damp; RMSProp's root of a difference magnifies them.
      CHECK(difference<double>(method, run) <= 600 * 10 * std::numeric_limits<double>::epsilon());
      CHECK(difference<float>(method, run) <= 600 * static_cast<double>(std::numeric_limits<float>::epsilon()));
      return;
    }
  FAIL("no such run in the table");
}

}  // namespace

TEST_CASE("The first 20 steps are PyTorch's") {
  support::for_each_isa([] {
    check("descent", GradientDescent{.learning_rate = 0.05});
    check("descent_decay", GradientDescent{.learning_rate = 0.05, .weight_decay = 0.1});
    check("momentum", GradientDescent{.learning_rate = 0.02, .momentum = 0.9});
    check("momentum_dampening",
          GradientDescent{.learning_rate = 0.02, .momentum = 0.9, .dampening = 0.3, .weight_decay = 0.1});
    check("nesterov", GradientDescent{.learning_rate = 0.02, .momentum = 0.9, .nesterov = true});
    check("adagrad", AdaGrad{});
    check("adagrad_all", AdaGrad{.learning_rate = 0.3,
                                 .lr_decay = 0.1,
                                 .weight_decay = 0.1,
                                 .initial_accumulator_value = 0.5,
                                 .epsilon = 1e-3});
    check("rmsprop", RMSProp{});
    check("rmsprop_momentum", RMSProp{.learning_rate = 0.02, .alpha = 0.9, .momentum = 0.8});
    check("rmsprop_centered", RMSProp{.learning_rate = 0.02, .alpha = 0.9, .epsilon = 1e-3, .centered = true});
    check("rmsprop_all", RMSProp{.learning_rate = 0.02,
                                 .alpha = 0.9,
                                 .epsilon = 1e-3,
                                 .weight_decay = 0.1,
                                 .momentum = 0.8,
                                 .centered = true});
    check("adam", Adam{});
    check("adam_decay", Adam{.learning_rate = 0.3, .beta1 = 0.8, .beta2 = 0.9, .epsilon = 1e-3, .weight_decay = 0.1});
    check("adam_amsgrad", Adam{.learning_rate = 0.3, .beta1 = 0.5, .beta2 = 0.6, .amsgrad = true});
    check("adamw", AdamW{});
    check("adamw_amsgrad",
          AdamW{.learning_rate = 0.3, .beta1 = 0.5, .beta2 = 0.6, .weight_decay = 0.5, .amsgrad = true});
  });
}

TEST_CASE_TEMPLATE("Adam's first step is the learning rate against the gradient's sign", T, float, double) {
  Vector<T> w{T(1), T(1), T(1)};
  const Vector<T> g{T(1e-3), T(-50), T(0)};
  auto state = Adam{.learning_rate = 0.25}.init(w);
  state.step(w, g);
  // Up to epsilon: 1e-8 over the gradient's size.
  CHECK(std::fabs(w[0] - T(0.75)) <= T(0.25e-5) + std::numeric_limits<T>::epsilon());
  CHECK(std::fabs(w[1] - T(1.25)) <= T(0.25e-8) + 4 * std::numeric_limits<T>::epsilon());
  CHECK(w[2] == T(1));
}

TEST_CASE("Each method beats plain descent where it is said to") {
  // A valley 100 times as steep across as along; every rate is the best of the grid for its method.
  const auto best = [](auto make) {
    double least = 1e300;
    for (double rate = 1e-3; rate < 2; rate *= 1.5) {
      auto method = make(rate);
      Vector<double> w{10, 1}, g(2);
      auto state = method.init(w);
      for (int step = 0; step < 60; ++step) {
        g[0] = w[0];
        g[1] = 100 * w[1];
        state.step(w, g);
      }
      const double value = w[0] * w[0] / 2 + 50 * w[1] * w[1];
      if (value < least) least = value;
    }
    return least;
  };
  const double plain = best([](double rate) { return GradientDescent{.learning_rate = rate}; });
  CHECK(best([](double rate) { return GradientDescent{.learning_rate = rate, .momentum = 0.8}; }) < plain / 10);
  CHECK(best([](double rate) { return GradientDescent{.learning_rate = rate, .momentum = 0.8, .nesterov = true}; }) <
        plain / 10);
  CHECK(best([](double rate) { return AdaGrad{.learning_rate = rate}; }) < plain / 10);
  CHECK(best([](double rate) { return Adam{.learning_rate = rate, .beta1 = 0.8}; }) < plain);
}

TEST_CASE("Clipping: PyTorch's numbers, and within GradientDescent") {
  Vector<double> g{3, -4, 12};
  CHECK(clip_grad_norm(g, 2.0) == clipped[0]);
  for (Index i = 0; i < 3; ++i) CHECK(std::fabs(g[i] - clipped[1 + i]) <= 1e-15);
  // All arrays count together; below the norm nothing changes.
  Vector<float> a{3};
  Matrix<float> b{{0, 4}};
  CHECK(clip_grad_norm(std::tie(a, b), 6.0) == 5);
  CHECK(a[0] == 3);
  CHECK(clip_grad_norm(std::tie(a, b), 0.5) == 5);
  CHECK(std::fabs(a[0] - 0.3f) <= 1e-6f);
  CHECK(std::fabs(b(0, 1) - 0.4f) <= 1e-6f);
  clip_grad_value(std::tie(a, b), 0.35);
  CHECK(std::fabs(a[0] - 0.3f) <= 1e-6f);
  CHECK(b(0, 1) == 0.35f);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Vector<double> bad{nan, -9};
  clip_grad_value(bad, 1);
  CHECK(bad[0] != bad[0]);
  CHECK(bad[1] == -1);
  for (const double wrong : {-1.0, nan}) {
    CHECK_THROWS_AS(clip_grad_norm(bad, wrong), ValueError);
    CHECK_THROWS_AS(clip_grad_value(bad, wrong), ValueError);
  }

  Vector<double> w{0, 0, 0};
  const Vector<double> gradient{3, -4, 12};
  GradientDescent{.learning_rate = 1, .clip_norm = 2}.init(w).step(w, gradient);
  for (Index i = 0; i < 3; ++i) CHECK(std::fabs(w[i] + clipped[1 + i]) <= 1e-15);
  w = {0, 0, 0};
  GradientDescent{.learning_rate = 1, .clip_value = 3.5}.init(w).step(w, gradient);
  CHECK(w[0] == -3);
  CHECK(w[1] == 3.5);
  CHECK(w[2] == -3.5);
}

TEST_CASE("Schedules: PyTorch's rates") {
  const StepLR step{.learning_rate = 0.1, .step_size = 3, .gamma = 0.5};
  const ExponentialLR exponential{.learning_rate = 0.1, .gamma = 0.9};
  const CosineAnnealingLR cosine{.learning_rate = 0.1, .steps = 9, .eta_min = 0.01};
  const Schedule all[] = {step, exponential, cosine};
  for (int k = 0; k < 3; ++k)
    for (Index t = 0; t < 10; ++t) CHECK(std::fabs(all[k](t) - rates[k].rate[t]) <= 1e-16 * 8);
  CHECK(std::string(rates[0].name) == "StepLR");
  CHECK(std::string(rates[1].name) == "ExponentialLR");
  CHECK(std::string(rates[2].name) == "CosineAnnealingLR");
  CHECK(cosine(1000) == 0.01);
}
