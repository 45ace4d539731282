// Regression: a line and polynomials through points, and what eigenvalues have to do with the learning rate.
//
//   model   p = w x + b            loss  L(w, b) = mean of (p - y)^2
//   descent (w, b) <- (w, b) - rate grad L
//
// L is a quadratic function, so its Hessian H is constant, and along an eigenvector of H with the eigenvalue lambda the
// error is multiplied by 1 - rate lambda a step. Descent converges while every |1 - rate lambda| < 1, that is while
// rate < 2 / lambda_max. Gradient and Hessian come from dual numbers: nothing is derived by hand.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <vector>

#include <declive/declive.hpp>

using namespace declive;

namespace {

// The data of the lecture: y = 2 x + 1.
const Vector<double> x{1, 2, 3, 4};
const Vector<double> y{3, 5, 7, 9};

// The loss of a line through them, for any scalar: parameters are w and b.
constexpr auto loss = [](const auto& parameters) {
  const auto squared_error = [&](double at, double target) {
    const auto error = parameters[0] * at + parameters[1] - target;
    return error * error;
  };
  return mean(map(squared_error, x, y));
};

void line() {
  std::printf("A line p = w x + b through (1, 3), (2, 5), (3, 7), (4, 9)\n");
  const auto descent =
      minimize(loss, Vector<double>{0, 0}, GradientDescent{.learning_rate = 0.1, .max_iterations = 2000});
  std::printf("  GradientDescent, rate 0.1   w = %.6f  b = %.6f  (%s)\n", descent.x[0], descent.x[1],
              status_name(descent.status));
  const auto quick = minimize(loss, Vector<double>{0, 0}, LBFGS{});
  std::printf("  LBFGS                       w = %.6f  b = %.6f  (%s)\n", quick.x[0], quick.x[1],
              status_name(quick.status));
}

// What each of three learning rates does in 60 steps.
std::vector<Vector<double>> stability(const std::vector<double>& rates) {
  const Vector<double> start{0, 0};
  const Matrix<double> H = hessian(loss, start);
  const double largest = eigvalsh(H)[1];
  std::printf("\nHow large may the learning rate be?\n");
  std::printf("  The Hessian of the loss     [[%g %g] [%g %g]]\n", H(0, 0), H(0, 1), H(1, 0), H(1, 1));
  std::printf("  Its largest eigenvalue      %.6f\n", largest);
  std::printf("  The bound 2 / lambda_max    %.6f\n", 2 / largest);
  std::printf("  With w alone                %.6f = 2 / %g\n", 2 / H(0, 0), H(0, 0));
  std::vector<Vector<double>> losses;
  for (const double rate : rates) {
    const GradientDescent method{.learning_rate = rate, .max_iterations = 60};
    const auto result = minimize(loss, start, method, {.keep_trace = true});
    const Vector<double>& seen = result.trace.value;
    losses.push_back(seen);
    std::printf("  rate %.3f                  loss %.3g -> %.3g after 60 steps: %s\n", rate, seen[0], seen[60],
                seen[60] < seen[0] ? "converges" : "diverges");
  }
  return losses;
}

void plot(const std::vector<double>& rates, const std::vector<Vector<double>>& losses) {
  if (std::system("gnuplot --version > /dev/null 2>&1") != 0) {
    std::printf("\nNo picture of the losses: gnuplot is not installed (Debian: gnuplot-nox).\n");
    return;
  }
  std::printf("\nThe loss of the three rates, step by step:\n");
  std::fflush(stdout);
  std::FILE* const gnuplot = popen("gnuplot -persist", "w");
  if (gnuplot == nullptr) return;
  const bool window = std::getenv("DISPLAY") != nullptr || std::getenv("WAYLAND_DISPLAY") != nullptr;
  if (!window) std::fprintf(gnuplot, "set terminal dumb 100 28\n");
  std::fprintf(gnuplot,
               "set logscale y\nset format y '%%.0e'\nset xlabel 'step'\nset ylabel 'loss'\nset key outside\n");
  for (std::size_t k = 0; k < rates.size(); ++k)
    std::fprintf(gnuplot, "%s '-' using 1:2 with lines title 'rate %g'", k == 0 ? "plot" : ",", rates[k]);
  std::fprintf(gnuplot, "\n");
  for (const Vector<double>& values : losses) {
    for (Index step = 0; step < values.size(); ++step) std::fprintf(gnuplot, "%td %.17g\n", step, values[step]);
    std::fprintf(gnuplot, "e\n");
  }
  pclose(gnuplot);
}

// Polynomials through 30 points of sin 3x with noise, by least squares: r_i = p(x_i) - y_i, its Jacobian by duals.
void polynomials() {
  constexpr Index n = 30;
  SplitMix64 random(1);
  const auto noise = [&] {
    return 0.2 * (static_cast<double>(random() >> 11) / static_cast<double>(1ull << 53) - 0.5);
  };
  const Vector<double> at(n, [](Index i) { return -1 + 2 * static_cast<double>(i) / (n - 1); });
  const Vector<double> seen(n, [&](Index i) { return std::sin(3 * at[i]) + noise(); });

  std::printf("\nPolynomials through 30 points of sin 3x with noise, by LevenbergMarquardt\n");
  std::printf("  degree   error at the points   error of the curve\n");
  for (const Index degree : {1, 3, 5, 15}) {
    const auto polynomial = [&](const auto& c, double t) {
      auto value = c[degree];
      for (Index k = degree - 1; k >= 0; --k) value = value * t + c[k];
      return value;
    };
    const auto residuals = [&](const auto& c) {
      return map([&](double t, double target) { return polynomial(c, t) - target; }, at, seen);
    };
    const auto fit = minimize(residuals, Vector<double>(degree + 1), LevenbergMarquardt{});
    double worst = 0;
    for (int k = 0; k <= 1000; ++k) {
      const double t = -1 + 0.002 * k;
      worst = std::fmax(worst, std::fabs(polynomial(fit.x, t) - std::sin(3 * t)));
    }
    std::printf("  %6td   %19.4f   %18.4f\n", degree, std::sqrt(2 * fit.value / n), worst);
  }
  std::printf("The more coefficients, the closer to the points; but not to the curve behind them.\n");
}

}  // namespace

int main(int argc, char** argv) {
  const bool with_plot = argc < 2 || std::strcmp(argv[1], "--no-plot") != 0;
  if (argc > 2 || (argc == 2 && with_plot)) {
    std::fprintf(stderr, "usage: 04_regression [--no-plot]\n");
    return 2;
  }
  try {
    line();
    const std::vector<double> rates{0.03, 0.115, 0.122};
    const auto losses = stability(rates);
    if (with_plot) plot(rates, losses);
    polynomials();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "04_regression: %s\n", error.what());
    return 1;
  }
}
