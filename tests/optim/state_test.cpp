// state.hpp, parameters.hpp, setting.hpp: parameters of every structure and layout, errors, and what a step takes from
// the heap.
#include <doctest/doctest.h>

#include <array>
#include <declive/linalg/arithmetic.hpp>
#include <declive/linalg/compare.hpp>
#include <declive/optim/adagrad.hpp>
#include <declive/optim/adamw.hpp>
#include <declive/optim/gradient_descent.hpp>
#include <declive/optim/rmsprop.hpp>
#include <limits>
#include <ostream>
#include <string>
#include <tuple>
#include <vector>

#include "support/allocations.hpp"
#include "support/isa.hpp"
#include "support/random.hpp"

using namespace declive;

namespace {

const double no_number = std::numeric_limits<double>::quiet_NaN();

template <class M>
Matrix<M> random_matrix(Index rows, Index cols, std::uint64_t seed) {
  support::Random random(seed);
  return Matrix<M>(rows, cols, [&](Index, Index) { return random.uniform<M>(); });
}

// The text of the error that f throws, without the place.
template <class Error, class F>
std::string message(F&& f) {
  try {
    f();
  } catch (const Error& error) {
    const std::string text = error.what();
    const std::size_t place = text.rfind(" [");
    CHECK(place != std::string::npos);
    CHECK(text.find("state_test.cpp:") != std::string::npos);
    return text.substr(0, place);
  }
  return "no error";
}

}  // namespace

TEST_CASE("Arrays together move as each alone, whatever holds them") {
  using T = float;
  support::for_each_isa([] {
    const Matrix<T> W0 = random_matrix<T>(7, 5, 1), dw = random_matrix<T>(7, 5, 2);
    const Vector<T> b0(5, T(0.5));
    const Vector<T> db(W0.row(1));
    const auto method = AdamW{.learning_rate = 0.1, .weight_decay = 0.1, .amsgrad = true};

    Matrix<T> W = W0;
    Vector<T> b = b0;
    auto alone_w = method.init(W);
    auto alone_b = method.init(b);
    for (int step = 0; step < 3; ++step) {
      alone_w.step(W, dw);
      alone_b.step(b, db);
    }

    Matrix<T> W1 = W0;
    Vector<T> b1 = b0;
    auto tied = method.init(W1, b1);
    for (int step = 0; step < 3; ++step) tied.step(std::tie(W1, b1), std::tie(dw, db));
    CHECK((W1 == W));
    CHECK((b1 == b));

    std::vector<Matrix<T>> list{W0, W0, W0};
    const std::vector<Matrix<T>> gradients{dw, 2 * dw, -dw};
    auto listed = method.init(list);
    for (int step = 0; step < 3; ++step) listed.step(list, gradients);
    CHECK((list[0] == W));
    for (std::size_t k = 1; k < 3; ++k) {
      Matrix<T> alone = W0;
      auto state = method.init(alone);
      for (int step = 0; step < 3; ++step) state.step(alone, gradients[k]);
      CHECK((list[k] == alone));
    }

    // A tuple of a range, an array and a number; a fixed array; an std::array of fixed ones.
    auto model = std::make_tuple(std::vector<Matrix<T>>{W0}, b0, b0[0], std::array<Vector<T, 5>, 1>{Vector<T, 5>(b0)});
    const auto slopes =
        std::make_tuple(std::vector<Matrix<T>>{dw}, db, db[0], std::array<Vector<T, 5>, 1>{Vector<T, 5>(db)});
    auto mixed = method.init(model);
    for (int step = 0; step < 3; ++step) mixed.step(model, slopes);
    CHECK((std::get<0>(model)[0] == W));
    CHECK((std::get<1>(model) == b));
    CHECK(std::get<2>(model) == b[0]);
    CHECK((std::get<3>(model)[0] == b));
  });
}

TEST_CASE("Views of any strides: the bits of contiguous arrays, and nothing else is touched") {
  using T = double;
  support::for_each_isa([] {
    const Matrix<T> W0 = random_matrix<T>(9, 6, 3), G = random_matrix<T>(9, 6, 4);
    const auto method = RMSProp{.learning_rate = 0.1, .momentum = 0.5, .centered = true};
    Matrix<T> W = W0;
    auto state = method.init(W);
    for (int step = 0; step < 3; ++step) state.step(W, G);

    Matrix<T> around(20, 13, T(7)), gradients(13, 20, T(8));
    const auto check = [&](auto view, auto gradient) {
      map_in_place([](T) { return T(7); }, around);
      view = W0;
      gradient = G;
      auto strided = method.init(view);
      for (int step = 0; step < 3; ++step) strided.step(view, gradient);
      CHECK((view == W));
      CHECK((gradient == G));
      Index untouched = 0;
      for (const T x : around) untouched += x == T(7);
      CHECK(untouched == 20 * 13 - 9 * 6);
    };
    check(around.block(3, 2, 9, 6), gradients.block(1, 5, 9, 6));
    check(around.block(3, 2, 6, 9).transposed(), gradients.block(1, 5, 9, 6));
    check(around.block(3, 2, 9, 6).reversed_rows(), gradients.block(1, 5, 6, 9).transposed());
    check(around.block(3, 2, 9, 6).reversed_cols(), gradients.block(1, 5, 9, 6).reversed_cols());
    // Every second column, of one of the two.
    Matrix<T> sparse(9, 12);
    check(MatrixView<T>(&around(3, 1), 9, 6, 13, 2), gradients.block(1, 5, 9, 6));
    check(around.block(3, 2, 9, 6), MatrixView<T>(sparse.data(), 9, 6, 12, 2));

    Vector<T> every_second(19), plain(W0.col(0));
    every_second.slice(0, 9, 2) = plain;
    auto a = method.init(plain);
    auto b = method.init(every_second.slice(0, 9, 2));
    a.step(plain, G.col(1));
    b.step(every_second.slice(0, 9, 2), G.col(1));
    CHECK((every_second.slice(0, 9, 2) == plain));
    CHECK((every_second.slice(1, 9, 2) == Vector<T>(9)));
  });
}

TEST_CASE("A gradient that is its parameter, or overlaps it") {
  const auto method = GradientDescent{.learning_rate = 0.5};
  Vector<double> w(40, [](Index i) { return static_cast<double>(i); });
  auto state = method.init(w);
  state.step(w, w);  // the gradient of |w|^2 / 2
  CHECK((w == Vector<double>(40, [](Index i) { return static_cast<double>(i) / 2; })));
  Vector<double> shared(41, [](Index i) { return static_cast<double>(i); });
  auto moved = method.init(shared.slice(1, 40));
  moved.step(shared.slice(1, 40), shared.slice(0, 40));
  CHECK(shared == Vector<double>(41, [](Index i) {
          return i == 0 ? 0 : static_cast<double>(i) - 0.5 * static_cast<double>(i - 1);
        }));
}

TEST_CASE("A step takes nothing from the heap") {
  Matrix<float> W(30, 20, 1.0f), dw(30, 20, 0.5f);
  Vector<float> b(20, 1.0f), db(20, 0.5f);
  std::vector<Matrix<float>> layers{W, W}, gradients{dw, dw};
  const auto count = [&](const auto& method) {
    auto state = method.init(W, b);
    const long before = support::allocations;
    for (int step = 0; step < 3; ++step) state.step(std::tie(W, b), std::tie(dw, db));
    return support::allocations - before;
  };
  CHECK(count(GradientDescent{}) == 0);
  CHECK(count(GradientDescent{.momentum = 0.9, .clip_norm = 1}) == 0);
  CHECK(count(AdaGrad{}) == 0);
  CHECK(count(RMSProp{.momentum = 0.5, .centered = true}) == 0);
  CHECK(count(Adam{.amsgrad = true}) == 0);
  CHECK(count(AdamW{.learning_rate = CosineAnnealingLR{.learning_rate = 0.1, .steps = 9}}) == 0);
  auto list = GradientDescent{.momentum = 0.9}.init(layers);
  auto view = GradientDescent{.momentum = 0.9}.init(W.block(1, 1, 9, 9));
  const long before = support::allocations;
  list.step(layers, gradients);
  view.step(W.block(1, 1, 9, 9), dw.block(0, 0, 9, 9));
  const auto copy = Adam{.learning_rate = StepLR{.learning_rate = 0.1, .step_size = 9}};
  CHECK(copy.learning_rate(0) == 0.1);
  CHECK(support::allocations == before);
}

TEST_CASE("A state is a value") {
  Vector<double> w{1, 2}, v{1, 2};
  const Vector<double> g{1, -1};
  auto state = Adam{}.init(w);
  state.step(w, g);
  v = w;
  auto copy = state;
  state.step(w, g);
  copy.step(v, g);
  CHECK((v == w));
  CHECK(copy.steps() == 2);
  CHECK(copy.method().beta1 == 0.9);
}

TEST_CASE("Settings out of range: the method, the setting, the value, the place") {
  Vector<double> w{1};
  const auto says = [&](const auto& method) { return message<ValueError>([&] { method.init(w); }); };
  CHECK(says(GradientDescent{.learning_rate = -0.1}) ==
        "GradientDescent: learning_rate is -0.1: it must be a number >= 0");
  CHECK(says(Adam{.learning_rate = no_number}) == "Adam: learning_rate is nan: it must be a number >= 0");
  CHECK(says(AdamW{.learning_rate = std::numeric_limits<double>::infinity()}) ==
        "AdamW: learning_rate is inf: it must be a number >= 0");
  CHECK(says(GradientDescent{.momentum = 1}) == "GradientDescent: momentum is 1: it must be in [0, 1)");
  CHECK(says(GradientDescent{.momentum = 0.9, .dampening = 2}) ==
        "GradientDescent: dampening is 2: it must be in [0, 1]");
  CHECK(says(GradientDescent{.nesterov = true}) == "GradientDescent: nesterov needs momentum > 0 and dampening = 0");
  CHECK(says(GradientDescent{.weight_decay = -1}) == "GradientDescent: weight_decay is -1: it must be a number >= 0");
  CHECK(says(GradientDescent{.clip_norm = no_number}) == "GradientDescent: clip_norm is nan: it must be a number >= 0");
  CHECK(says(GradientDescent{.clip_value = -2}) == "GradientDescent: clip_value is -2: it must be a number >= 0");
  CHECK(says(AdaGrad{.lr_decay = -1}) == "AdaGrad: lr_decay is -1: it must be a number >= 0");
  CHECK(says(AdaGrad{.initial_accumulator_value = -1}) ==
        "AdaGrad: initial_accumulator_value is -1: it must be a number >= 0");
  CHECK(says(RMSProp{.alpha = 1}) == "RMSProp: alpha is 1: it must be in [0, 1)");
  CHECK(says(RMSProp{.momentum = -0.5}) == "RMSProp: momentum is -0.5: it must be in [0, 1)");
  CHECK(says(Adam{.beta1 = 1.5}) == "Adam: beta1 is 1.5: it must be in [0, 1)");
  CHECK(says(Adam{.beta2 = no_number}) == "Adam: beta2 is nan: it must be in [0, 1)");
  CHECK(says(AdamW{.epsilon = -1}) == "AdamW: epsilon is -1: it must be a number >= 0");
  CHECK(says(Adam{.weight_decay = -1}) == "Adam: weight_decay is -1: it must be a number >= 0");
  CHECK(says(AdaGrad{.weight_decay = -1}) == "AdaGrad: weight_decay is -1: it must be a number >= 0");
  CHECK(says(AdaGrad{.epsilon = -1}) == "AdaGrad: epsilon is -1: it must be a number >= 0");
  CHECK(says(RMSProp{.epsilon = -1}) == "RMSProp: epsilon is -1: it must be a number >= 0");
  CHECK(says(RMSProp{.weight_decay = -1}) == "RMSProp: weight_decay is -1: it must be a number >= 0");
  CHECK(says(GradientDescent{.clip_norm = 0.5, .clip_value = 0.5}) == "no error");

  auto state = GradientDescent{.learning_rate = [](Index step) { return step == 0 ? 0.5 : -0.5; }}.init(w);
  const Vector<double> g{1};
  state.step(w, g);
  CHECK(message<ValueError>([&] { state.step(w, g); }) ==
        "GradientDescent: learning_rate at step 1 is -0.5: it must be a number >= 0");
  CHECK(w[0] == 0.5);
  CHECK(state.steps() == 1);
}

TEST_CASE("Shapes that changed, arrays that are missing: nothing moves") {
  Matrix<double> W(2, 3, 1.0), dw(2, 3, 1.0);
  Vector<double> b(3, 1.0), db(3, 1.0), longer(4);
  auto state = Adam{}.init(W, b);
  CHECK(message<ShapeError>([&] { state.step(std::tie(W, longer), std::tie(dw, db)); }) ==
        "step: (3) and (4): shape of parameter 1 changed");
  CHECK(message<ShapeError>([&] { state.step(std::tie(W, b), std::tie(dw, longer)); }) ==
        "step: (3) and (4): shape of gradient 1 changed");
  CHECK(message<ShapeError>([&] { state.step(std::tie(W, b), std::forward_as_tuple(dw.transposed(), db)); }) ==
        "step: (2x3) and (3x2): shape of gradient 0 changed");
  CHECK(message<ValueError>([&] { state.step(W, dw); }) == "step: 1 parameter arrays, the state was made for 2");
  std::vector<Vector<double>> list{b, b};
  const std::vector<Vector<double>> one{db};
  auto listed = Adam{}.init(list);
  CHECK(message<ValueError>([&] { listed.step(list, one); }) == "step: 1 gradient arrays, the state was made for 2");
  // As many arrays, but otherwise divided.
  auto pair = std::make_tuple(std::vector<Vector<double>>{b, b}, std::vector<Vector<double>>{b});
  const auto divided = std::make_tuple(std::vector<Vector<double>>{db}, std::vector<Vector<double>>{db, db});
  auto paired = Adam{}.init(pair);
  CHECK_THROWS_WITH_AS(paired.step(pair, divided), "step: a range of gradients is shorter than its range of parameters",
                       ValueError);
  CHECK((W == Matrix<double>(2, 3, 1.0)));
  CHECK((b == Vector<double>(3, 1.0)));
  CHECK(state.steps() == 0);

  Matrix<double> nothing(0, 3);
  CHECK(message<ShapeError>([&] { Adam{}.init(nothing); }) == "Adam: (0x3): parameter array 0 is empty");
  std::vector<Vector<double>> none;
  CHECK(message<ValueError>([&] { Adam{}.init(none); }) == "Adam: there are no parameters");
}
