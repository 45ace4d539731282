// Logistic regression on Fashion-MNIST: is it a T-shirt or a shirt?
//
// An image is a row x of 784 numbers, the model a vector w and a bias b:
//   logit          z = x w + b
//   probability    P(shirt) = 1 / (1 + exp(-z))
//   loss           mean of log(1 + exp(z)) - y z,  y = 1 for a shirt, else 0
//   gradients      dL/dw = X^T (P - y) / n,  dL/db = mean of (P - y)
// Twice: by Adam on mini-batches, until a tenth of the training images that it is not shown get no better; and by L-BFGS
// on all training images at once.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <tuple>

#include <declive/declive.hpp>
#include "support/idx.hpp"

using namespace declive;

namespace {

struct Settings {
  std::string data = "/usr/share/datasets/fashion-mnist";  // where Debian's package dataset-fashion-mnist has them
  int epochs = 30;
  double require_accuracy = 0;
};

constexpr std::uint8_t t_shirt = 0, shirt = 6;
constexpr Index classes = 10;

struct Samples {
  Matrix<float> X;  // one image a row, pixels in [0, 1]
  Vector<float> y;  // 1 for a shirt, else 0
};

// The images of the two classes.
Samples load(const std::string& directory, const std::string& name) {
  const std::string labels_path = directory + "/" + name + "-labels-idx1-ubyte.gz";
  const idx::Images images = idx::read_images(directory + "/" + name + "-images-idx3-ubyte.gz");
  const Vector<std::uint8_t> labels = idx::read_labels(labels_path, classes);
  if (labels.size() != images.pixels.rows()) throw idx::Error(labels_path, "has not one label for each image");
  Index count = 0;
  for (const std::uint8_t label : labels) count += label == t_shirt || label == shirt;
  if (count == 0) throw idx::Error(labels_path, "has neither T-shirts nor shirts");
  Samples samples{Matrix<float>(count, images.pixels.cols()), Vector<float>(count)};
  Index row = 0;
  for (Index i = 0; i < labels.size(); ++i) {
    if (labels[i] != t_shirt && labels[i] != shirt) continue;
    map_into(
        samples.X.row(row), [](std::uint8_t pixel) { return static_cast<float>(pixel) / 255.0f; },
        images.pixels.row(i));
    samples.y[row++] = labels[i] == shirt ? 1.0f : 0.0f;
  }
  return samples;
}

// w and, as the last element, b.
using Model = Vector<float>;

Vector<float> logits(const Model& model, MatrixView<const float> X) {
  const float b = model[model.size() - 1];
  return map([b](float z) { return z + b; }, X * detail::view(model).slice(0, X.cols()));
}

// The mean loss; writes its gradient.
double loss(const Model& model, MatrixView<const float> X, VectorView<const float> y, Model& gradient) {
  const Index n = X.rows();
  const Vector<float> z = logits(model, X);
  // log(1 + exp z) without overflow.
  const auto one = [](float logit, float target) {
    return std::fmax(logit, 0.0f) + std::log1p(std::exp(-std::fabs(logit))) - target * logit;
  };
  const auto error = [n](float logit, float target) {
    return (1.0f / (1.0f + std::exp(-logit)) - target) / static_cast<float>(n);
  };
  const Vector<float> off = map(error, z, y);
  matmul_into(gradient.slice(0, X.cols()), X.transposed(), off);
  gradient[X.cols()] = sum(off);
  return static_cast<double>(mean(map(one, z, y)));
}

double accuracy(const Model& model, MatrixView<const float> X, VectorView<const float> y) {
  const Vector<float> z = logits(model, X);
  Index right = 0;
  for (Index i = 0; i < z.size(); ++i) right += (z[i] > 0) == (y[i] > 0);
  return static_cast<double>(right) / static_cast<double>(z.size());
}

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

void run(const Settings& settings) {
  if (!std::filesystem::is_directory(settings.data))
    throw std::runtime_error(settings.data +
                             ": no such directory (Debian's package dataset-fashion-mnist has the data; --data DIR "
                             "names another place)");
  const Samples training = load(settings.data, "train"), test = load(settings.data, "t10k");
  if (training.X.cols() != test.X.cols()) throw std::runtime_error("the images of the two sets differ in size");
  const Index n = training.y.size(), kept = n / 10, shown = n - kept, inputs = training.X.cols();
  const auto X = training.X.block(0, 0, shown, inputs), X_kept = training.X.block(shown, 0, kept, inputs);
  const auto y = training.y.slice(0, shown), y_kept = training.y.slice(shown, kept);
  std::printf("Data    %td T-shirts and shirts to train with, %td to stop by, %td to test\n\n", shown, kept,
              test.y.size());

  const Stopwatch by_batches;
  std::printf("Adam, batches of 64\nepoch      loss   validation loss   validation accuracy\n");
  Model unused(inputs + 1);
  const auto validate = [&](const Model& model) { return loss(model, X_kept, y_kept, unused); };
  const auto show = [&](const Epoch<Model>& at) {
    std::printf("%5td %9.4f %17.4f %21.4f\n", at.epoch, at.loss, at.validation,
                accuracy(at.parameters, X_kept, y_kept));
    std::fflush(stdout);
  };
  const auto trained =
      minimize_batches(loss, Model(inputs + 1), std::make_tuple(X, y), Adam{.learning_rate = 1e-3},
                       {.batch_size = 64, .epochs = settings.epochs, .seed = 20, .patience = 3}, validate, show);
  const double reached = accuracy(trained.parameters, test.X, test.y);
  std::printf("Stopped: %s. Weights of epoch %td: test accuracy %.4f, %.2f s\n\n", trained.reason.c_str(),
              trained.best_epoch, reached, by_batches.seconds());

  const Stopwatch at_once;
  const auto all = [&](const Model& model, Model& gradient) { return loss(model, X, y, gradient); };
  const auto fitted = minimize(all, Model(inputs + 1), LBFGS{.max_iterations = 100});
  std::printf("LBFGS, all images at once: loss %.4f after %td iterations, test accuracy %.4f, %.2f s\n",
              static_cast<double>(fitted.value), fitted.iterations, accuracy(fitted.x, test.X, test.y),
              at_once.seconds());
  if (reached < settings.require_accuracy) {
    char text[100];
    std::snprintf(text, sizeof text, "test accuracy %.4f is below the required %.4f", reached,
                  settings.require_accuracy);
    throw std::runtime_error(text);
  }
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  CLI::App app("Trains logistic regression to tell shirts from T-shirts in Fashion-MNIST.");
  app.name("05_logistic_regression");
  app.option_defaults()->always_capture_default();
  app.add_option("--data", settings.data, "Directory of the four .gz files of Fashion-MNIST")->type_name("DIR");
  app.add_option("--epochs", settings.epochs, "The most epochs of Adam")->check(CLI::Range(1, 100000));
  app.add_option("--require-accuracy", settings.require_accuracy, "Fail below this test accuracy")
      ->check(CLI::Range(0.0, 1.0));
  CLI11_PARSE(app, argc, argv);
  try {
    run(settings);
  } catch (const std::exception& error) {
    std::fflush(stdout);
    std::fprintf(stderr, "05_logistic_regression: %s\n", error.what());
    return 1;
  }
}
