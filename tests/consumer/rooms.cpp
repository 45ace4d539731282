// A user's program that takes something of every room. It is built by every compiler that is found, old and new.
#include <cmath>
#include <cstdio>
#include <declive/declive.hpp>

namespace {

int failures = 0;

void expect(bool good, const char* what) {
  if (good) return;
  ++failures;
  std::printf("WRONG: %s\n", what);
}
void expect(double got, double expected, const char* what) {
  if (std::fabs(got - expected) <= 1e-12 * (1 + std::fabs(expected))) return;
  ++failures;
  std::printf("WRONG: %s: %.17g instead of %.17g\n", what, got, expected);
}

}  // namespace

int main() {
  using namespace declive;

  // Every kernel of this machine against the plain loops.
  const SelfTest kernels = self_test();
  expect(kernels.differences.empty(), kernels.differences.c_str());

  // Linear algebra.
  Matrix<double> A{{4, 1, 2}, {1, 3, 0}, {2, 0, 5}};
  const Vector<double> b{1, 2, 3};
  expect(all_close(A * solve(A, b), b), "solve");
  expect(all_close(A * inverse(A), Matrix<double>::identity(3)), "inverse");
  expect(determinant(A), 43, "determinant");
  expect(sum(eigh(A).values), 12, "the trace is the sum of the eigenvalues");
  expect(svd(A).s(0), eigh(A).values(2), "of a positive definite matrix they are its singular values");
  expect(eig(Matrix<double>{{0, -1}, {1, 0}}).values(0).real(), 0, "a rotation has no real eigenvalue");
  expect(norm(Vector<double>{3, 4}) + max(b) + mean(b), 5 + 3 + 2, "reductions");
  const Matrix<float> image(37, 53, [](Index i, Index j) { return static_cast<float>(i - j) / 8; });
  expect(std::fabs(tanh(image)(20, 3) - std::tanh(17.0f / 8)) < 2e-7f, "tanh");
  expect(to_string(b) == "[1. 2. 3.]", "to_string");

  // Derivatives: of x^3 + 2x at 2, of a norm, of a norm twice.
  expect(derivative([](auto x) { return x * x * x + 2 * x; }, 2.0), 14, "derivative");
  expect(nth_derivative<2>([](auto x) { return exp(2 * x); }, 0.0), 4, "nth_derivative");
  const auto length = [](const auto& x) { return sqrt(dot(x, x)); };
  expect(all_close(gradient(length, Vector<double>{3, 4}), Vector<double>{0.6, 0.8}), "gradient");
  expect(all_close(reverse_gradient(length, Vector<double>{3, 4}), Vector<double>{0.6, 0.8}), "reverse_gradient");
  expect(all_close(hessian([](const auto& x) { return x(0) * x(0) * x(1); }, Vector<double>{1, 2}),
                   Matrix<double>{{4, 2}, {2, 0}}),
         "hessian");

  // Losses and optimizers.
  expect(mse(Vector<double>{1, 2}, Vector<double>{3, 2}), 2, "mse");
  expect(sum(softmax(b)), 1, "softmax");
  const auto parabola = [](const auto& x) { return (x(0) - 1) * (x(0) - 1) + 10 * (x(1) + 2) * (x(1) + 2); };
  const auto found = minimize(parabola, Vector<double>{0, 0}, LBFGS{});
  expect(std::fabs(found.x(0) - 1) < 1e-6 && std::fabs(found.x(1) + 2) < 1e-6, "minimize");

  // Polynomials.
  const auto slope = to_string(diff(parse("x**2 - 3*x + 2"), symbol("x")));
  expect(slope == "2*x - 3", slope.c_str());

  bool refused = false;
  try {
    static_cast<void>(A * image);
  } catch (const ShapeError&) {
    refused = true;
  }
  expect(refused, "a product of shapes that do not fit is refused");

  std::printf(failures == 0 ? "right\n" : "%d are WRONG\n", failures);
  return failures == 0 ? 0 : 1;
}
