// The lecture's calculus by dual numbers: derivatives at a point, as exact as the function itself, without a formula for
// them; then what they are for: Newton's method, and the Jacobian of a change of coordinates.
#include <cmath>
#include <cstdio>
#include <iostream>

#include <declive/declive.hpp>

using namespace declive;

namespace {

void heading(const char* text) { std::cout << "\n" << text << "\n"; }

// The lecture writes d/dx of a formula and gets a formula; here the formula is a function, and the derivative a number at
// any point. The third column is the lecture's answer at that point.
void lecture() {
  const auto f = [](auto x) { return x * x + 3 * x + 2; };
  const auto g = [](auto x, auto y) { return x * x + 3 * x * y + y * y; };
  const auto h = [](auto x) { return 3 * x * x + 2 * x + 1; };
  const auto F = [](auto x) { return x * x * x * x - x * x + 5 * x; };
  const auto k = [](auto x, auto y) { return x * x + x * y + y * y; };

  heading("The lecture's derivatives at x = 2, y = 5");
  const double x = 2, y = 5;
  const auto row = [](const char* what, double computed, const char* formula, double answer) {
    std::printf("%-36s%6g   %-18s%6g   %s\n", what, computed, formula, answer,
                computed == answer ? "same" : "DIFFERENT");
  };
  row("d/dx (x^2 + 3 x + 2)", derivative(f, x), "2*x + 3", 2 * x + 3);
  row("d/dx (x^2 + 3 x y + y^2)", partial_derivative(g, 0, x, y), "2*x + 3*y", 2 * x + 3 * y);
  row("d/dy (x^2 + 3 x y + y^2)", partial_derivative(g, 1, x, y), "3*x + 2*y", 3 * x + 2 * y);
  row("d/dx (3 x^2 + 2 x + 1)", derivative(h, x), "6*x + 2", 6 * x + 2);
  row("d/dx (x^4 - x^2 + 5 x), the integral", derivative(F, x), "4*x**3 - 2*x + 5", 4 * x * x * x - 2 * x + 5);
  row("d/dx (x^2 + x y + y^2)", partial_derivative(k, 0, x, y), "2*x + y", 2 * x + y);
  row("d/dy (x^2 + x y + y^2)", partial_derivative(k, 1, x, y), "x + 2*y", x + 2 * y);
}

// How it works: x = 2 + 1 e with e^2 = 0.
void dual_number() {
  heading("What happens inside: the number 2 with the derivative 1");
  const Dual<double> x(2, 1);
  std::cout << "x           = " << x << "\n";
  std::cout << "x x         = " << x * x << "\n";
  std::cout << "x x + 3 x   = " << x * x + 3 * x << "\n";
  std::cout << "1 / x       = " << 1 / x << "\n";
}

// The minimum of f is where f' = 0: x <- x - f'(x) / f''(x), Newton's method for f'.
void newton() {
  heading("Newton's method: the minimum of exp(x) - 2 x, which is at log 2");
  const auto f = [](auto x) { return exp(x) - 2 * x; };
  double x = 0;
  for (int step = 0; step <= 4; ++step) {
    const double slope = derivative(f, x), curvature = nth_derivative<2>(f, x);
    std::printf("step %d   x = %.12f   f'(x) = %9.1e   f''(x) = %.6f\n", step, x, slope, curvature);
    x -= slope / curvature;
  }
}

// The loss of the line w x + b; its gradient and Hessian by w and b.
void gradient_and_hessian() {
  heading("The lecture's loss with an intercept: mean((y - w x - b)^2) at w = b = 0");
  const Vector<double> x{1, 2, 3, 4}, y{3, 5, 7, 9};
  const auto loss = [&](const auto& p) {
    auto total = 0 * p[0];
    for (Index i = 0; i < x.size(); ++i) {
      const auto error = y[i] - (p[0] * x[i] + p[1]);
      total += error * error;
    }
    return total / 4;
  };
  const Vector<double> start{0, 0};
  std::cout << "gradient " << gradient(loss, start) << "\n";
  std::cout << "Hessian\n" << hessian(loss, start) << "\n";

  // A gradient by hand, right, and with a wrong sign.
  for (const Vector<double>& by_hand : {Vector<double>{-35, -12}, Vector<double>{-35, 12}}) {
    const auto check = gradient_check(loss, by_hand, start);
    std::cout << "by hand " << by_hand << ": ";
    if (check.passed())
      std::cout << "right\n";
    else
      std::cout << "component " << check.worst << " is " << check.given << ", by duals " << check.by_duals << "\n";
  }
}

// (r, phi) -> (x, y). The determinant of the Jacobian is r: that is why dx dy = r dr dphi.
void polar_coordinates() {
  heading("The Jacobian of polar coordinates at r = 2, phi = 0.5");
  const auto to_plane = [](const auto& p) {
    return Vector<value_type_t<decltype(p)>>{p[0] * cos(p[1]), p[0] * sin(p[1])};
  };
  const auto J = jacobian(to_plane, Vector<double>{2, 0.5});
  std::cout << J << "\n";
  std::printf("determinant %.6f\n", J(0, 0) * J(1, 1) - J(0, 1) * J(1, 0));
}

}  // namespace

int main() {
  std::cout << "Derivatives by dual numbers\n";
  lecture();
  dual_number();
  newton();
  gradient_and_hessian();
  polar_coordinates();
}
