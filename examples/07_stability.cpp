// Why learning diverges: the learning rate against the largest eigenvalue of the Hessian.
//
//   descent   w <- w - rate grad L(w)
//
// Where L is quadratic its Hessian H is constant and grad L = H (w - w*). Along an eigenvector of H with the eigenvalue
// lambda a step therefore multiplies the error by 1 - rate lambda, and nothing else happens there:
//   converges along it while |1 - rate lambda| < 1; along all of them while rate < 2 / lambda_max.
// Three times: on the lecture's data with one and with two parameters, the Hessian by dual numbers and eigh; and on images
// of Fashion-MNIST, the Hessian of linear regression, 785 x 785, known as a function v -> H v to power_iteration.
#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <declive/declive.hpp>
#include "support/idx.hpp"

using namespace declive;

namespace {

struct Settings {
  std::string data = "/usr/share/datasets/fashion-mnist";  // where Debian's package dataset-fashion-mnist has them
  bool lecture_only = false, no_plot = false;
};

// The data of the lecture.
const Vector<double> x{1, 2, 3, 4};
const Vector<double> y{3, 5, 7, 9};

// The mean squared error of p = w x (one parameter) or p = w x + b (two), for any scalar.
constexpr auto loss = [](const auto& parameters) {
  const auto squared_error = [&](double at, double target) {
    auto error = parameters[0] * at - target;
    if (parameters.size() > 1) error += parameters[1];
    return error * error;
  };
  return mean(map(squared_error, x, y));
};

// What `steps` steps of gradient descent from 0 do to the error along each eigenvector of the Hessian.
void lecture(const char* model, Index parameters, const std::vector<double>& rates, int steps) {
  const Vector<double> start(parameters);
  const Matrix<double> H = hessian(loss, start);
  const auto [values, vectors] = eigh(H);
  const Vector<double> optimum = solve(H, -gradient(loss, start));  // Newton's step: exact for a quadratic function
  std::printf("%s through (1, 3), (2, 5), (3, 7), (4, 9)\n  eigenvalues of the Hessian   ", model);
  for (const double value : values) std::printf(" %.6f", value);
  std::printf("\n  the bound 2 / lambda_max      %.6f\n\n", 2 / values[parameters - 1]);
  std::printf("      rate   1 - rate lambda    measured        loss after %d steps\n", steps);
  for (const double rate : rates) {
    Vector<double> w = start;
    const Vector<double> before = transpose(vectors) * (w - optimum);
    for (int step = 0; step < steps; ++step) w -= rate * gradient(loss, w);
    const Vector<double> after = transpose(vectors) * (w - optimum);
    for (Index k = 0; k < parameters; ++k) {
      const double factor = std::pow(std::fabs(after[k] / before[k]), 1.0 / steps);
      std::printf(k == 0 ? "  %8.4f" : "          ", rate);
      std::printf("   %15.4f   %9.4f", 1 - rate * values[k], factor);
      if (k + 1 < parameters)
        std::printf("\n");
      else
        std::printf("   %12.5g   %s\n", loss(w), rate * values[k] < 2 ? "converges" : "diverges");
    }
  }
  std::printf("\n");
}

// A picture in the terminal, as in 04_regression.
void plot(const std::vector<double>& products, const std::vector<Vector<double>>& losses) {
  if (std::system("gnuplot --version > /dev/null 2>&1") != 0) {
    std::printf("\nNo picture of the losses: gnuplot is not installed (Debian: gnuplot-nox).\n");
    return;
  }
  std::printf("\nThe loss, step by step, for each rate times lambda_max:\n");
  std::fflush(stdout);
  std::FILE* const gnuplot = popen("gnuplot -persist", "w");
  if (gnuplot == nullptr) return;
  if (std::getenv("DISPLAY") == nullptr && std::getenv("WAYLAND_DISPLAY") == nullptr)
    std::fprintf(gnuplot, "set terminal dumb 100 28\n");
  std::fprintf(gnuplot,
               "set logscale y\nset format y '%%.0e'\nset xlabel 'step'\nset ylabel 'loss'\nset key outside\n");
  for (std::size_t k = 0; k < products.size(); ++k)
    std::fprintf(gnuplot, "%s '-' using 1:2 with lines title '%g'", k == 0 ? "plot" : ",", products[k]);
  std::fprintf(gnuplot, "\n");
  for (const Vector<double>& values : losses) {
    for (Index step = 0; step < values.size(); ++step) std::fprintf(gnuplot, "%td %.17g\n", step, values[step]);
    std::fprintf(gnuplot, "e\n");
  }
  pclose(gnuplot);
}

// Linear regression: ten outputs, X W for images in the rows of X, each of which ends with a 1 for the bias.
//   L = (1 / n) |X W - Y|^2,  grad L = (2 / n) X^T (X W - Y),  H = (2 / n) X^T X for every output
void fashion(const Settings& settings) {
  if (!std::filesystem::is_directory(settings.data))
    throw std::runtime_error(settings.data +
                             ": no such directory (Debian's package dataset-fashion-mnist has the data; --data DIR "
                             "names another place)");
  constexpr Index classes = 10, most = 2000, steps = 100;
  const idx::Images images = idx::read_images(settings.data + "/t10k-images-idx3-ubyte.gz");
  const Vector<std::uint8_t> labels = idx::read_labels(settings.data + "/t10k-labels-idx1-ubyte.gz", classes);
  if (labels.size() != images.pixels.rows()) throw std::runtime_error("there is not one label for each image");
  const Index n = labels.size() < most ? labels.size() : most, inputs = images.pixels.cols() + 1;
  const Matrix<double> X(n, inputs,
                         [&](Index i, Index j) { return j + 1 < inputs ? images.pixels(i, j) / 255.0 : 1.0; });
  const Matrix<double> Y(n, classes, [&](Index i, Index j) { return labels[i] == j ? 1.0 : 0.0; });
  const double scale = 2.0 / static_cast<double>(n);

  const auto times_hessian = [&](const Vector<double>& v) { return scale * (X.transposed() * (X * v)); };
  const auto [largest, top, iterations, residual] =
      power_iteration(times_hessian, Vector<double>::ones(inputs), {.tolerance = 1e-10});
  const Vector<double> all = eigvalsh(scale * gram(X.transposed()));
  std::printf("Linear regression on %td images of Fashion-MNIST, %td parameters for each of %td outputs\n", n, inputs,
              classes);
  std::printf("  lambda_max of the Hessian     %.4f by power_iteration (%td products), %.4f by eigvalsh\n", largest,
              iterations, all[inputs - 1]);
  std::printf("  the next ones                 %.4f %.4f %.4f\n", all[inputs - 2], all[inputs - 3], all[inputs - 4]);
  std::printf("  the bound 2 / lambda_max      %.6f\n\n", 2 / largest);
  std::printf("      rate   rate lambda_max   |1 - rate lambda_max|   measured        loss after %td steps\n", steps);
  const std::vector<double> products{0.5, 1.5, 1.9, 1.99, 2.01, 2.1};
  std::vector<Vector<double>> losses;
  for (const double product : products) {
    const double rate = product / largest;
    Matrix<double> W(inputs, classes);
    Vector<double> seen(steps + 1);
    double first = 0, last = 0;  // of the gradient along the top eigenvector
    Index measured = 0;
    for (Index step = 0; step <= steps; ++step) {
      const Matrix<double> error = X * W - Y;
      seen[step] = norm(error) * norm(error) / static_cast<double>(n);
      const Matrix<double> slope = scale * (X.transposed() * error);
      const double along = norm(top * slope);
      if (step == 0) first = along;
      if (along > 1e-10 * first) {  // below that, rounding errors are seen
        last = along;
        measured = step;
      }
      W -= rate * slope;
    }
    const double predicted = std::fabs(1 - product),
                 factor = std::pow(last / first, 1.0 / static_cast<double>(measured));
    std::printf("  %8.5f   %15.2f   %21.4f   %8.4f   %12.5g   %s\n", rate, product, predicted, factor, seen[steps],
                product < 2 ? "converges" : "diverges");
    if (std::fabs(factor - predicted) > 1e-3) throw std::runtime_error("the measured factor is not the predicted one");
    losses.push_back(seen);
  }
  if (!settings.no_plot) plot(products, losses);
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  CLI::App app("Shows why gradient descent diverges: the learning rate against the Hessian's largest eigenvalue.");
  app.name("07_stability");
  app.option_defaults()->always_capture_default();
  app.add_option("--data", settings.data, "Directory of the four .gz files of Fashion-MNIST")->type_name("DIR");
  app.add_flag("--lecture-only", settings.lecture_only, "Without the images");
  app.add_flag("--no-plot", settings.no_plot, "Without the picture");
  CLI11_PARSE(app, argc, argv);
  try {
    lecture("The lecture's loop: p = w x", 1, {0.05, 0.1, 0.13, 0.14}, 10);
    lecture("With an intercept: p = w x + b", 2, {0.03, 0.1, 0.115, 0.122}, 30);
    if (!settings.lecture_only) fashion(settings);
  } catch (const std::exception& error) {
    std::fflush(stdout);
    std::fprintf(stderr, "07_stability: %s\n", error.what());
    return 1;
  }
}
