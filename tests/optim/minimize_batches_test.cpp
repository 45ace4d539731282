// minimize_batches.hpp, shuffle.hpp: which rows are shown when, that training trains, and when it stops.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <declive/autodiff/math.hpp>
#include <declive/linalg.hpp>
#include <declive/optim/minimize_batches.hpp>
#include <limits>
#include <ostream>
#include <string>
#include <tuple>
#include <vector>

using namespace declive;

namespace {

#include "shuffle_table.inl"

// y = X w + 1/2 for fixed numbers.
const Vector<double> true_w{1, -2, 3};
const Matrix<double> X(103, 3, [](Index i, Index j) { return std::sin(static_cast<double>(3 * i + 5 * j * j)); });
// Without the kernels: before main() no instruction set may be asked for.
const Vector<double> y(103, [](Index i) { return X(i, 0) * true_w[0] + X(i, 1) * true_w[1] + X(i, 2) * true_w[2]; });

constexpr auto loss = [](const auto& w, MatrixView<const double> rows, VectorView<const double> targets) {
  auto sum = 0 * w[0];
  for (Index i = 0; i < rows.rows(); ++i) {
    auto error = 0 * w[0] - targets[i];
    for (Index j = 0; j < 3; ++j) error = error + rows(i, j) * w[j];
    sum = sum + error * error;
  }
  return sum / static_cast<double>(rows.rows());
};

// Records which rows it is shown, as 1000 times their number.
struct Recorder {
  std::vector<Index>& rows;
  std::vector<Index>& sizes;
  double operator()(double, VectorView<const float> shown, double& g) const {
    for (const float row : shown) rows.push_back(static_cast<Index>(row));
    sizes.push_back(shown.size());
    g = 0;
    return 1;
  }
};
const Vector<float> numbered(20, [](Index i) { return static_cast<float>(i); });

template <class F>
std::string message(F&& f) {
  try {
    f();
  } catch (const ValueError& error) {
    const std::string text = error.what();
    CHECK(text.find("minimize_batches_test.cpp:") != std::string::npos);
    return text.substr(0, text.rfind(" ["));
  }
  return "no error";
}

}  // namespace

TEST_CASE("The generator and the shuffle: golden values") {
  SplitMix64 random(1234567);
  for (const std::uint64_t bits : first_bits) CHECK(random() == bits);
  CHECK(first_bits[0] == 6457827717110365317u);  // of the authors' reference program
  SplitMix64 again(42);
  Vector<Index> order(20, [](Index i) { return i; });
  shuffle(order, again);
  for (Index i = 0; i < 20; ++i) CHECK(order[i] == first_order[i]);
  shuffle(order, again);
  for (Index i = 0; i < 20; ++i) CHECK(order[i] == second_order[i]);
  SplitMix64 refusing(7);
  for (const Index expected : below_huge) CHECK(refusing.below((Index{1} << 62) + (Index{1} << 61)) == expected);
  for (int k = 0; k < 10; ++k) CHECK(refusing.below(1) == 0);
  Vector<int> one{5}, none;
  shuffle(one, random);
  shuffle(none, random);
  CHECK(one[0] == 5);
  // Every order of three equally often: 6000 draws, each order 1000 +- 5 sigma.
  int counts[27] = {};
  for (int k = 0; k < 6000; ++k) {
    Vector<int> three{0, 1, 2};
    shuffle(three, random);
    ++counts[9 * three[0] + 3 * three[1] + three[2]];
  }
  for (const int code : {5, 7, 11, 15, 19, 21}) CHECK(std::abs(counts[code] - 1000) <= 5 * 29);
}

TEST_CASE("Each epoch shows every row once, in the generator's order") {
  std::vector<Index> rows, sizes;
  const Recorder recorder{rows, sizes};
  minimize_batches(recorder, 0.0, numbered, Adam{}, {.batch_size = 6, .epochs = 2, .seed = 42});
  CHECK(rows.size() == 40);
  for (std::size_t i = 0; i < 20; ++i) {
    CHECK(rows[i] == first_order[i]);
    CHECK(rows[20 + i] == second_order[i]);
  }
  CHECK(sizes == std::vector<Index>{6, 6, 6, 2, 6, 6, 6, 2});
  rows.clear();
  sizes.clear();
  minimize_batches(recorder, 0.0, numbered, Adam{},
                   {.batch_size = 6, .epochs = 2, .shuffle = false, .drop_last = true});
  CHECK(rows.size() == 36);
  for (std::size_t i = 0; i < 36; ++i) CHECK(rows[i] == static_cast<Index>(i % 18));
  CHECK(sizes == std::vector<Index>(6, 6));
  // Rows of several arrays stay together, whatever their layout.
  const Matrix<double> doubled(2, 20, [](Index i, Index j) { return static_cast<double>(i == 0 ? 2 * j : -j); });
  bool together = true;
  const auto check = [&](double, MatrixView<const double> a, VectorView<const float> b, double& g) {
    for (Index i = 0; i < b.size(); ++i)
      together = together && a(i, 0) == static_cast<double>(2 * b[i]) && a(i, 1) == static_cast<double>(-b[i]);
    CHECK(a.rows() == b.size());
    g = 0;
    return 0.0;
  };
  for (const bool mixed : {true, false})
    minimize_batches(check, 0.0, std::make_tuple(doubled.transposed(), detail::view(numbered)), Adam{},
                     {.batch_size = 7, .epochs = 3, .shuffle = mixed});
  CHECK(together);
}

TEST_CASE("Training finds the weights, with the gradient by duals or written") {
  const auto written = [](const Vector<double>& w, MatrixView<const double> rows, VectorView<const double> targets,
                          Vector<double>& g) {
    const Vector<double> error = rows * w - targets;
    const double scale = 1 / static_cast<double>(rows.rows());
    g = 2 * scale * (rows.transposed() * error);
    return scale * dot(error, error);
  };
  const BatchOptions options{.batch_size = 10, .epochs = 120, .seed = 3};
  const Adam method{.learning_rate = 0.05};
  const auto a = minimize_batches(loss, Vector<double>(3), std::tie(X, y), method, options);
  const auto b = minimize_batches(written, Vector<double>(3), std::tie(X, y), method, options);
  for (const auto* result : {&a, &b}) {
    CHECK(result->status == Status::max_iterations);
    CHECK(result->reason == "120 epochs");
    CHECK(result->epochs == 120);
    CHECK(result->best_epoch == 120);
    CHECK(result->steps == 120 * 11);
    CHECK(result->losses.size() == 120);
    CHECK(result->losses[119] == result->loss);
    CHECK(result->loss < 1e-6 * result->losses[0]);
    CHECK(result->validation != result->validation);
    CHECK(loss(result->parameters, X, y) <= 1e-6);
  }
  CHECK(norm(a.parameters - b.parameters) <= 1e-6);
  // The loss of an epoch is the mean over its rows, whatever the batches: here w does not move.
  const auto still = minimize_batches(loss, Vector<double>(3), std::tie(X, y), GradientDescent{.learning_rate = 0},
                                      {.batch_size = 10, .epochs = 1});
  CHECK(std::fabs(still.loss - loss(Vector<double>(3), X, y)) <= 1e-13 * still.loss);
}

TEST_CASE("Several parameter arrays in a tuple") {
  using Model = std::tuple<Vector<double>, double>;
  const auto model_loss = [](const Model& p, MatrixView<const double> rows, VectorView<const double> targets,
                             Model& g) {
    const Vector<double> error = map([&](double v) { return v + std::get<1>(p); }, rows * std::get<0>(p) - targets);
    const double scale = 1 / static_cast<double>(rows.rows());
    std::get<0>(g) = 2 * scale * (rows.transposed() * error);
    std::get<1>(g) = 2 * scale * sum(error);
    return scale * dot(error, error);
  };
  const auto result = minimize_batches(model_loss, Model(Vector<double>(3), 4.0), std::tie(X, y),
                                       GradientDescent{.learning_rate = 0.1, .momentum = 0.5}, {.epochs = 200});
  CHECK(std::fabs(std::get<1>(result.parameters)) <= 1e-6);
  CHECK(result.loss <= 1e-10);
}

TEST_CASE("Early stopping goes back to the best epoch") {
  // Validation values as scripted, one an epoch.
  const double script[] = {5, 4, 4.5, 3.95, 4, 4.2, 4.1, 1};
  Index asked = 0;
  double w_then = 0;
  const auto validate = [&](double w) {
    if (asked == 1) w_then = w;
    return script[asked++];
  };
  const auto falling = [](double w, VectorView<const float>, double& g) {
    g = 1;
    return -w;
  };
  const GradientDescent method{.learning_rate = 1};
  const auto result = minimize_batches(falling, 0.0, numbered, method,
                                       {.batch_size = 20, .epochs = 8, .patience = 2, .min_delta = 0.1}, validate);
  // Epoch 4 is lower by less than min_delta, so epoch 2 stays the best; epochs 3, 4 and 5 are three without a better one.
  CHECK(result.best_epoch == 2);
  CHECK(result.epochs == 5);
  CHECK(result.status == Status::converged);
  CHECK(result.reason == "no better validation value since epoch 2");
  CHECK(result.validation == 4);
  CHECK(result.parameters == w_then);
  CHECK(result.parameters == -2);
  CHECK(result.validations.size() == 5);
  CHECK(result.losses.size() == 5);
  asked = 0;
  const auto patient = minimize_batches(falling, 0.0, numbered, method, {.batch_size = 20, .epochs = 8}, validate);
  CHECK(patient.best_epoch == 8);
  CHECK(patient.epochs == 8);
  // The first epoch without a better value; one that is lower by min_delta exactly is none.
  asked = 0;
  const auto impatient = minimize_batches(falling, 0.0, numbered, method,
                                          {.batch_size = 20, .epochs = 8, .patience = 0, .min_delta = 1}, validate);
  CHECK(impatient.best_epoch == 1);
  CHECK(impatient.epochs == 2);
}

TEST_CASE("The callback, a loss that is no number, nothing to do") {
  const auto counting = [](double w, VectorView<const float>, double& g) {
    g = 1;
    return w > -7.5 ? w * w : std::numeric_limits<double>::quiet_NaN();
  };
  const GradientDescent method{.learning_rate = 1};
  Index epochs = 0;
  const auto stopped = minimize_batches(counting, 0.0, numbered, method, {.batch_size = 10}, detail::NoValidation{},
                                        [&](const Epoch<double>& at) {
                                          CHECK(at.epoch == ++epochs);
                                          CHECK(at.steps == 2 * epochs);
                                          CHECK(at.parameters == -2.0 * static_cast<double>(epochs));
                                          return at.epoch < 3;
                                        });
  CHECK(epochs == 3);
  CHECK(stopped.status == Status::stopped);
  CHECK(stopped.epochs == 3);
  CHECK(stopped.parameters == -6);
  const auto broken = minimize_batches(counting, 0.0, numbered, method, {.batch_size = 10});
  CHECK(broken.status == Status::diverged);
  CHECK(broken.reason == "the loss in epoch 5 is nan");
  CHECK(broken.best_epoch == 4);
  CHECK(broken.parameters == -8);
  CHECK(broken.steps == 8);  // none where the loss is no number
  const auto hopeless = minimize_batches(counting, -9.0, numbered, method, {.batch_size = 10});
  CHECK(hopeless.best_epoch == 0);
  CHECK(hopeless.parameters == -9);
  CHECK(std::isnan(hopeless.loss));
  CHECK(std::isnan(hopeless.validation));
  const BatchOptions defaults;
  CHECK(defaults.batch_size == 32);
  CHECK(defaults.epochs == 10);
  CHECK(defaults.seed == 0);
  CHECK(defaults.min_delta == 0);
  const auto none = minimize_batches(counting, 3.0, numbered, method, {.epochs = 0});
  CHECK(none.epochs == 0);
  CHECK(none.parameters == 3);
  CHECK(none.losses.empty());
}

TEST_CASE("What is refused") {
  const auto f = [](double, const auto&... rest) { return 0.0 * static_cast<double>(sizeof...(rest)); };
  const auto zero = [&](double w, VectorView<const float>, double& g) { return f(w, g = 0); };
  const auto says = [&](const BatchOptions& options) {
    return message([&] { minimize_batches(zero, 0.0, numbered, Adam{}, options); });
  };
  CHECK(says({.batch_size = 0}) == "BatchOptions: batch_size is 0: it must be at least 1");
  CHECK(says({.epochs = -1}) == "BatchOptions: epochs is -1: it must be at least 0");
  CHECK(says({.patience = -2}) == "BatchOptions: patience is -2: it must be at least -1");
  CHECK(says({.min_delta = -1}) == "BatchOptions: min_delta is -1: it must be a number >= 0");
  CHECK(says({.batch_size = 21, .drop_last = true}) ==
        "minimize_batches: batches of 21 with drop_last leave nothing of 20 rows");
  const auto two = [&](double w, VectorView<const float>, VectorView<const double>, double& g) { return f(w, g = 0); };
  CHECK(message([&] { minimize_batches(two, 0.0, std::tie(numbered, y), Adam{}); }) ==
        "minimize_batches: arrays of 20 and of 103 rows: one row is one sample");
  const Vector<float> nothing;
  CHECK(message([&] { minimize_batches(zero, 0.0, nothing, Adam{}); }) == "minimize_batches: there are no rows");
  CHECK(message([&] { minimize_batches(zero, 0.0, numbered, Adam{.learning_rate = -1}); }) ==
        "Adam: learning_rate is -1: it must be a number >= 0");
}
