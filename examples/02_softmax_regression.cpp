// Softmax regression on Fashion-MNIST: which of ten kinds of clothing is on a photo of 28 x 28 pixels?
//
// A batch of n images is a matrix X (n x 784), the model a matrix W (784 x 10) and a bias b (10):
//   probabilities  P = softmax(X W + b), row by row          n x 10
//   loss           L = -mean of log P_{i, label i}
//   gradients      dL/dW = X^T (P - Y) / n,  dL/db = column sums of (P - Y) / n;  Y has a 1 at each image's label
//   descent        W <- W - rate dL/dW,  b <- b - rate dL/db
// An epoch shows every training image once, in a new order. No memory is taken while it runs.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <declive/declive.hpp>
#include "support/idx.hpp"
#include "support/terminal.hpp"

using namespace declive;

namespace {

constexpr Index classes = 10;

struct Arguments {
  std::string data = "/usr/share/datasets/fashion-mnist";  // where Debian's package dataset-fashion-mnist has them
  int epochs = 10;
  Index batch = 100;
  float rate = 0.1f;
  double require_accuracy = 0;
};

struct DataSet {
  idx::Images images;
  Vector<std::uint8_t> labels;

  Index size() const { return labels.size(); }
  Index inputs() const { return images.pixels.cols(); }
};

std::string images_path(const std::string& directory, const std::string& name) {
  return directory + "/" + name + "-images-idx3-ubyte.gz";
}

DataSet load(const std::string& directory, const std::string& name) {
  const std::string images = images_path(directory, name);
  const std::string labels = directory + "/" + name + "-labels-idx1-ubyte.gz";
  DataSet data{idx::read_images(images), idx::read_labels(labels, classes)};
  if (data.labels.size() != data.images.pixels.rows())
    throw idx::Error(labels, "has " + std::to_string(data.labels.size()) + " labels for the " +
                                 std::to_string(data.images.pixels.rows()) + " images of " + images);
  return data;
}

struct Model {
  Matrix<float> W;
  Vector<float> b;
};

// The room that a batch needs, taken once.
struct Batch {
  Matrix<float> X;              // images, pixels in [0, 1]
  Matrix<float> P;              // logits, then probabilities, then P - Y
  Vector<std::uint8_t> labels;  // of these images
  Matrix<float> dW;
  Vector<float> db;
  Vector<float> ones;

  Batch(Index size, Index inputs)
      : X(size, inputs), P(size, classes), labels(size), dW(inputs, classes), db(classes), ones(size, 1.0f) {}
};

// Fills the batch with the images order[first], order[first + 1], ... and gives back their number.
Index take(Batch& batch, const DataSet& data, const std::vector<Index>& order, Index first) {
  const Index n = (std::min)(batch.X.rows(), data.size() - first);
  for (Index i = 0; i < n; ++i) {
    const Index image = order[static_cast<std::size_t>(first + i)];
    map_into(
        batch.X.row(i), [](std::uint8_t pixel) { return static_cast<float>(pixel) / 255.0f; },
        data.images.pixels.row(image));
    batch.labels[i] = data.labels[image];
  }
  return n;
}

// logits = X W + b, the bias added to every row.
void predict(const Model& model, MatrixView<const float> X, MatrixView<float> logits) {
  matmul_into(logits, X, model.W);
  logits += broadcast_rows(model.b, logits.rows());
}

// Turns each row z of logits into softmax(z)_j = exp(z_j) / sum_k exp(z_k) and gives back the rows' summed loss,
// -log softmax(z)_label. With the row's maximum taken off, exp cannot overflow and the sum is at least 1.
double loss_and_gradient(MatrixView<float> Z, VectorView<const std::uint8_t> labels) {
  double loss = 0;
  for (Index i = 0; i < Z.rows(); ++i) {
    auto z = Z.row(i);
    const float largest = max(z);
    const float of_label = z[labels[i]] - largest;
    map_in_place([largest](float logit) { return std::exp(logit - largest); }, z);
    const float total = sum(z);
    z /= total;
    loss += static_cast<double>(std::log(total) - of_label);
  }
  return loss;
}

// One step of descent on the first n images of the batch; gives back their summed loss.
double descend(Model& model, Batch& batch, Index n, float rate) {
  const auto X = batch.X.block(0, 0, n, batch.X.cols());
  const auto P = batch.P.block(0, 0, n, classes);
  predict(model, X, P);
  const double loss = loss_and_gradient(P, batch.labels.slice(0, n));

  for (Index i = 0; i < n; ++i) P(i, batch.labels[i]) -= 1.0f;  // P - Y
  matmul_into(batch.dW, X.transposed(), P);
  matmul_into(batch.db, P.transposed(), batch.ones.slice(0, n));
  const float step = rate / static_cast<float>(n);
  model.W -= scaled(step, batch.dW);
  model.b -= scaled(step, batch.db);
  return loss;
}

// Every training image once, in a new order; gives back the mean loss.
double train_epoch(Model& model, Batch& batch, const DataSet& data, std::vector<Index>& order, std::mt19937& random,
                   float rate, examples::ProgressBar& progress) {
  // Not std::shuffle, whose order differs from one standard library to the next.
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
  double loss = 0;
  for (Index first = 0; first < data.size();) {
    const Index n = take(batch, data, order, first);
    loss += descend(model, batch, n, rate);
    first += n;
    progress.show(static_cast<double>(first) / static_cast<double>(data.size()));
  }
  progress.clear();
  return loss / static_cast<double>(data.size());
}

// The share of the images whose largest logit is that of their label.
double accuracy(const Model& model, Batch& batch, const DataSet& data, const std::vector<Index>& order) {
  Index right = 0;
  for (Index first = 0; first < data.size();) {
    const Index n = take(batch, data, order, first);
    const auto logits = batch.P.block(0, 0, n, classes);
    predict(model, batch.X.block(0, 0, n, batch.X.cols()), logits);
    for (Index i = 0; i < n; ++i) right += argmax(logits.row(i)) == batch.labels[i];
    first += n;
  }
  return static_cast<double>(right) / static_cast<double>(data.size());
}

std::vector<Index> counting(Index n) {
  std::vector<Index> numbers(static_cast<std::size_t>(n));
  for (Index i = 0; i < n; ++i) numbers[static_cast<std::size_t>(i)] = i;
  return numbers;
}

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

std::string size_text(const idx::Images& images) {
  return std::to_string(images.height) + "x" + std::to_string(images.width);
}

void run(const Arguments& options) {
  if (!std::filesystem::is_directory(options.data))
    throw std::runtime_error(options.data +
                             ": no such directory (Debian's package dataset-fashion-mnist has the data; --data DIR "
                             "names another place)");
  const Stopwatch reading;
  const DataSet training = load(options.data, "train");
  const DataSet test = load(options.data, "t10k");
  if (test.images.height != training.images.height || test.images.width != training.images.width)
    throw idx::Error(images_path(options.data, "t10k"), "has images of " + size_text(test.images) +
                                                            ", the training images are " + size_text(training.images));
  if (options.batch > training.size())
    throw std::runtime_error("--batch " + std::to_string(options.batch) + " is more than the " +
                             std::to_string(training.size()) + " training images");
  std::printf("Data    %td training and %td test images of %s, read in %.2f s\n", training.size(), test.size(),
              size_text(training.images).c_str(), reading.seconds());

  Model model{Matrix<float>(training.inputs(), classes), Vector<float>(classes)};  // zeros: the loss is convex
  Batch batch(options.batch, training.inputs());
  std::printf("Model   %td weights, batches of %td, learning rate %g, kernels for %s\n\n",
              model.W.size() + model.b.size(), options.batch, static_cast<double>(options.rate),
              isa_name(active_isa()));

  std::vector<Index> order = counting(training.size());
  const std::vector<Index> in_sequence = counting(test.size());
  std::mt19937 random(20);
  examples::ProgressBar progress;
  double seconds = 0, reached = 0;
  std::printf("epoch      loss   test accuracy   seconds\n");
  for (int epoch = 1; epoch <= options.epochs; ++epoch) {
    const Stopwatch stopwatch;
    const double loss = train_epoch(model, batch, training, order, random, options.rate, progress);
    const double took = stopwatch.seconds();
    seconds += took;
    if (!std::isfinite(loss))
      throw std::runtime_error("the loss of epoch " + std::to_string(epoch) + " is not finite: --rate is too large");
    reached = accuracy(model, batch, test, in_sequence);
    std::printf("%5d %9.4f %15.4f %9.3f\n", epoch, loss, reached, took);
    std::fflush(stdout);
  }
  std::printf("\nTest accuracy %.4f, %.3f s an epoch.\n", reached, seconds / options.epochs);
  if (reached < options.require_accuracy) {
    char text[100];
    std::snprintf(text, sizeof text, "test accuracy %.4f is below the required %.4f", reached,
                  options.require_accuracy);
    throw std::runtime_error(text);
  }
}

}  // namespace

int main(int argc, char** argv) {
  Arguments options;
  CLI::App app("Trains softmax regression on Fashion-MNIST and shows its accuracy on the test images.");
  app.name("02_softmax_regression");
  const CLI::Validator positive(
      [](std::string& text) {
        float value = 0;
        const bool good = CLI::detail::lexical_cast(text, value) && value > 0 && std::isfinite(value);
        return good ? std::string() : "Value " + text + " is not a number above 0";
      },
      "");
  app.option_defaults()->always_capture_default();
  app.add_option("--data", options.data, "Directory of the four .gz files of Fashion-MNIST")->type_name("DIR");
  app.add_option("--epochs", options.epochs, "How often every training image is shown")->check(CLI::Range(1, 100000));
  app.add_option("--batch", options.batch, "Images a step")->check(CLI::Range(1, 1000000));
  app.add_option("--rate", options.rate, "Learning rate, above 0")->check(positive);
  app.add_option("--require-accuracy", options.require_accuracy, "Fail below this test accuracy")
      ->check(CLI::Range(0.0, 1.0));
  app.failure_message([](const CLI::App*, const CLI::Error& error) {
    return std::string("02_softmax_regression: ") + error.what() + " (--help lists the options)\n";
  });
  CLI11_PARSE(app, argc, argv);

  try {
    run(options);
  } catch (const std::exception& error) {
    std::fflush(stdout);
    std::fprintf(stderr, "02_softmax_regression: %s\n", error.what());
    return 1;
  }
}
