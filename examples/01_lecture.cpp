// The whole lecture in its six exercises, beside what NumPy and SymPy print: matrices, eigenvalues, derivatives,
// partial derivatives, integrals, cost functions and gradient descent.
//
// The left column of the output is a Python session, as the lecture has it; the right one is this program. "same" says
// that the program has compared the two texts.
#include <cmath>
#include <complex>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>

#include <declive/declive.hpp>
#include "support/side_by_side.hpp"

using namespace declive;

// The text of an expression and its value: what is shown is what was computed.
#define SHOW(...) #__VA_ARGS__, (__VA_ARGS__)

namespace {

void matrices(examples::SideBySide& page) {
  page.heading(
      "Exercício 1: soma, produto e transposta de matrizes\n"
      "(Exercise 1: sums, products and transposes of matrices)");
  const Matrix A{{1, 2}, {3, 4}};
  const Matrix B{{5, 6}, {7, 8}};
  const Matrix M{{2, 4, 6}, {1, 3, 5}};
  const Vector u{1, 2, 3}, v{4, 5, 6};

  page.heading("Matrices are tables of numbers, vectors are lists");
  page.code(">>> import numpy as np", "using namespace declive;");
  page.code(">>> A = np.array([[1, 2], [3, 4]])", "const Matrix A{{1, 2}, {3, 4}};");
  page.code(">>> B = np.array([[5, 6], [7, 8]])", "const Matrix B{{5, 6}, {7, 8}};");
  page.code(">>> M = np.array([[2, 4, 6], [1, 3, 5]])", "const Matrix M{{2, 4, 6}, {1, 3, 5}};");
  page.code(">>> u = np.array([1, 2, 3])", "const Vector u{1, 2, 3};");
  page.code(">>> v = np.array([4, 5, 6])", "const Vector v{4, 5, 6};");

  page.heading("The sum: element by element, for equal shapes only");
  page.row(">>> print(A + B)", "[[ 6  8]\n [10 12]]", SHOW(A + B));
  page.error<ShapeError>(">>> A + M",
                         "Traceback (most recent call last):\n"
                         "ValueError: operands could not be broadcast\n"
                         "together with shapes (2,2) (2,3)",
                         "A + M", [&] { return A + M; });

  page.heading("A scalar times a matrix: every element");
  page.row(">>> print(2 * A)", "[[2 4]\n [6 8]]", SHOW(2 * A));

  page.heading("The dot product: sum of u_i v_i");
  page.row(">>> print(np.dot(u, v))", "32", SHOW(dot(u, v)));

  page.heading("The matrix product: C_ij = sum over k of A_ik B_kj, (m x n)(n x p) = m x p");
  page.row(">>> print(A @ B)", "[[19 22]\n [43 50]]", SHOW(A * B));

  page.heading("A matrix times a vector: the same with p = 1");
  page.row(">>> print(A @ np.array([1, 1]))", "[3 7]", SHOW(A * Vector{1, 1}));

  page.heading("The transpose: rows become columns");
  page.row(">>> print(A.T)", "[[1 3]\n [2 4]]", SHOW(transpose(A)));
  page.row(">>> print(M.T)", "[[2 1]\n [4 3]\n [6 5]]", SHOW(transpose(M)));
}

void eigenvalues(examples::SideBySide& page) {
  page.heading(
      "Exercício 2: autovalores e autovetores, A v = lambda v\n"
      "(Exercise 2: eigenvalues and eigenvectors)");
  const Matrix A{{1, 2}, {3, 4}};
  const Matrix S{{2, 1}, {1, 2}};
  page.code(">>> S = np.array([[2, 1], [1, 2]])", "const Matrix S{{2, 1}, {1, 2}};");
  const auto [values, V] = eigh(S);
  page.row(
      ">>> w, V = np.linalg.eigh(S)\n"
      ">>> print(w)",
      "[1. 3.]", "const auto [values, V] = eigh(S);",
      map([](double value) { return std::round(1e12 * value) / 1e12; }, values));
  page.row(">>> print(V * np.sign(V[0]))", "[[ 0.70710678  0.70710678]\n [-0.70710678  0.70710678]]", SHOW(V));

  page.heading("A is not symmetric: (5 - sqrt 33) / 2 and (5 + sqrt 33) / 2, which could have been complex");
  page.row(">>> print(np.linalg.eigvals(A) + 0j)", "[-0.37228132+0.j  5.37228132+0.j]", SHOW(eigvals(A)));
  const auto [lambda, vectors] = eig(A);
  const Matrix<std::complex<double>> C(A);
  const bool holds = all_close(C * vectors, hadamard(vectors, broadcast_rows(lambda, 2)));
  page.code(">>> w, V = np.linalg.eig(A)",
            "const auto [w, V] = eig(A);\n"
            "const Matrix<std::complex<double>> C(A);");
  page.row(">>> print(np.allclose(A @ V, V * w))", "True", "all_close(C * V, hadamard(V, rows of w))",
           std::string(holds ? "True" : "False"));
}

void calculus(examples::SideBySide& page) {
  page.heading(
      "Exercício 3: derivadas\n"
      "(Exercise 3: derivatives; the symbolic answer, and its value at a point by dual numbers)");
  const auto [x, y] = symbols("x", "y");
  page.code(
      ">>> import sympy as sp\n"
      ">>> x, y = sp.symbols(\"x y\")",
      "const auto [x, y] = symbols(\"x\", \"y\");");
  const auto f = x * x + 3 * x + 2;
  page.row(
      ">>> f = x**2 + 3*x + 2\n"
      ">>> print(sp.diff(f, x))",
      "2*x + 3", "const auto f = x * x + 3 * x + 2;\ndiff(f, x)", diff(f, x));
  page.row(">>> print(float(sp.diff(f, x).subs(x, 1)))", "5.0", SHOW(derivative(lambdify({x}, f), 1.0)));
  page.row(">>> print(sp.diff(3*x**2 + 2*x + 1, x))", "6*x + 2", SHOW(diff(3 * x * x + 2 * x + 1, x)));

  page.heading(
      "Exercício 4: derivadas parciais\n"
      "(Exercise 4: partial derivatives)");
  const auto g = x * x + 3 * x * y + y * y;
  page.row(
      ">>> g = x**2 + 3*x*y + y**2\n"
      ">>> print(sp.diff(g, x))",
      "2*x + 3*y", "const auto g = x * x + 3 * x * y + y * y;\ndiff(g, x)", diff(g, x));
  page.row(">>> print(sp.diff(g, y))", "3*x + 2*y", SHOW(diff(g, y)));
  page.row(
      ">>> at = {x: 1, y: 2}\n"
      ">>> print(np.array([float(sp.diff(g, v).subs(at))\n"
      "...                 for v in (x, y)]))",
      "[8. 7.]", "gradient(lambdify({x, y}, g),\n         Vector<double>{1, 2})",
      gradient(lambdify({x, y}, g), Vector<double>{1, 2}));
  const auto h = x * x + x * y + y * y;
  page.row(
      ">>> h = x**2 + x*y + y**2\n"
      ">>> print(sp.diff(h, x))",
      "2*x + y", "const auto h = x * x + x * y + y * y;\ndiff(h, x)", diff(h, x));
  page.row(">>> print(sp.diff(h, y))", "x + 2*y", SHOW(diff(h, y)));

  page.heading(
      "Exercício 5: a integral indefinida\n"
      "(Exercise 5: the indefinite integral, to which a constant may be added)");
  page.row(">>> print(sp.integrate(4*x**3 - 2*x + 5, x))", "x**4 - x**2 + 5*x",
           SHOW(integrate(4 * pow(x, 3) - 2 * x + 5, x)));
  page.row(">>> print(sp.integrate(x**2, (x, 0, 1)))", "1/3", SHOW(integrate(x * x, x, 0, 1)));
}

void costs(examples::SideBySide& page) {
  page.heading(
      "Exercício 6: funções de custo e gradiente descendente\n"
      "(Exercise 6: cost functions and gradient descent)");
  const Vector<double> p{2.5, 5, 7.5, 10}, y{3, 5, 7, 9};
  page.code(">>> p = np.array([2.5, 5, 7.5, 10])", "const Vector<double> p{2.5, 5, 7.5, 10};");
  page.code(">>> y = np.array([3, 5, 7, 9])", "const Vector<double> y{3, 5, 7, 9};");
  page.row(">>> print(np.mean((y - p)**2))", "0.375", SHOW(mse(p, y)));
  page.row(">>> print(np.mean(np.abs(y - p)))", "0.5", SHOW(mae(p, y)));
  const Matrix<double> P{{0.25, 0.5, 0.25}, {0.125, 0.75, 0.125}}, Y{{0, 1, 0}, {1, 0, 0}};
  page.code(">>> P = np.array([[0.25, 0.5, 0.25],\n...               [0.125, 0.75, 0.125]])",
            "const Matrix<double> P{{0.25, 0.5, 0.25},\n                       {0.125, 0.75, 0.125}};");
  page.code(">>> Y = np.array([[0, 1, 0], [1, 0, 0]])", "const Matrix<double> Y{{0, 1, 0}, {1, 0, 0}};");
  page.row(">>> print(-np.sum(Y * np.log(P), axis=1))", "[0.69314718 2.07944154]",
           SHOW(cross_entropy(P, Y, Reduction::none)));
  page.row(">>> print(np.mean(-np.sum(Y * np.log(P), axis=1)))", "1.3862943611198906", SHOW(cross_entropy(P, Y)));
}

// The data of the lecture: y = 2 x + 1.
const Vector<double> x{1, 2, 3, 4};
const Vector<double> y{3, 5, 7, 9};

// The model p = w x and the mean squared error L(w) = mean((y - p)^2): dL/dw = -2 mean((y - p) x).
double gradient(double w) {
  const auto p = w * x;
  return -2 * mean(hadamard(y - p, x));
}

// `steps` steps of w <- w - alpha dL/dw from w = 0.
double descend(double alpha, int steps) {
  double w = 0;
  for (int step = 0; step < steps; ++step) w = w - alpha * gradient(w);
  return w;
}

std::string ten_steps() {
  std::string table;
  double w = 0;
  for (int step = 1; step <= 10; ++step) {
    w = w - 0.1 * gradient(w);
    table += (step == 1 ? "" : "\n") + std::to_string(step) + " " + examples::text_of(w);
  }
  return table;
}

// How far w is from the optimum 7/3 after 10, 100 and 1000 steps.
std::string fate(double alpha) {
  const auto far = [&](int steps) { return std::fabs(descend(alpha, steps) - 7.0 / 3.0); };
  char line[80];
  std::snprintf(line, sizeof line, "%.1e %.1e %.1e %s", far(10), far(100), far(1000),
                far(1000) < far(10) ? "converges" : "diverges");
  return line;
}

void gradient_descent(examples::SideBySide& page) {
  page.heading("Gradient descent: p = w x, w <- w - alpha dL/dw, alpha = 0.1, 10 steps");
  page.code(">>> x = np.array([1, 2, 3, 4])", "const Vector<double> x{1, 2, 3, 4};");
  page.code(">>> y = np.array([3, 5, 7, 9])", "const Vector<double> y{3, 5, 7, 9};");
  page.code(
      ">>> def gradient(w):\n"
      "...     p = w * x\n"
      "...     return -2 * np.mean((y - p) * x)",
      "double gradient(double w) {\n"
      "  const auto p = w * x;\n"
      "  return -2 * mean(hadamard(y - p, x));\n"
      "}");
  page.row(
      ">>> w = 0.0\n"
      ">>> for step in range(1, 11):\n"
      "...     w = w - 0.1 * gradient(w)\n"
      "...     print(step, w)",
      "1 3.5\n2 1.75\n3 2.625\n4 2.1875\n5 2.40625\n6 2.296875\n7 2.3515625\n8 2.32421875\n9 2.337890625\n"
      "10 2.3310546875",
      "double w = 0;\n"
      "for (int step = 1; step <= 10; ++step)\n"
      "  w = w - 0.1 * gradient(w);",
      ten_steps());

  page.heading("Its stability: the error is multiplied by 1 - 15 alpha a step, so alpha must stay below 2/15 = 0.1333");
  page.row(">>> print(2 * np.mean(x * x))", "15.0", SHOW(2 * mean(hadamard(x, x))));
  page.code(
      ">>> def descend(alpha, steps):\n"
      "...     w = 0.0\n"
      "...     for step in range(steps):\n"
      "...         w = w - alpha * gradient(w)\n"
      "...     return w",
      "double descend(double alpha, int steps) {\n"
      "  double w = 0;\n"
      "  for (int step = 0; step < steps; ++step)\n"
      "    w = w - alpha * gradient(w);\n"
      "  return w;\n"
      "}");
  page.code(
      ">>> def fate(alpha):\n"
      "...     a, b, c = (abs(descend(alpha, steps) - 7 / 3)\n"
      "...                for steps in (10, 100, 1000))\n"
      "...     end = \"converges\" if c < a else \"diverges\"\n"
      "...     print(f\"{a:.1e} {b:.1e} {c:.1e}\", end)",
      "// How far w is from the optimum 7/3 after\n"
      "// 10, 100 and 1000 steps.\n"
      "std::string fate(double alpha);");
  page.row(">>> fate(0.133)", "2.2e+00 1.4e+00 1.6e-02 converges", SHOW(fate(0.133)));
  page.row(">>> fate(0.134)", "2.6e+00 6.3e+00 4.9e+04 diverges", SHOW(fate(0.134)));
  page.row(">>> fate(0.14)", "6.1e+00 3.2e+04 5.8e+41 diverges", SHOW(fate(0.14)));
}

// p = w x + b is X (w, b) with a column of ones in X: the gradient of the mean squared error is 2/n X^T (X (w, b) - y).
void intercept(examples::SideBySide& page) {
  const Matrix<double> X(4, 2, [](Index i, Index j) { return j == 0 ? x[i] : 1.0; });
  Vector<double> wb{0, 0};
  for (int step = 0; step < 2000; ++step) wb -= scaled(0.1 * 2 / 4, X.transposed() * (X * wb - y));
  const auto rounded = map([](double value) { return std::round(value * 1e6) / 1e6; }, wb);

  page.heading("With an intercept, p = w x + b, the data are fitted exactly: w = 2, b = 1");
  page.code(">>> X = np.column_stack([x, np.ones(4)])",
            "const Matrix<double> X(4, 2,\n"
            "    [](Index i, Index j) {\n"
            "      return j == 0 ? x[i] : 1.0; });");
  page.row(
      ">>> wb = np.zeros(2)\n"
      ">>> for step in range(2000):\n"
      "...     wb -= 0.1 * 2 / 4 * (X.T @ (X @ wb - y))\n"
      ">>> print(np.round(wb, 6))",
      "[2. 1.]",
      "Vector<double> wb{0, 0};\n"
      "for (int step = 0; step < 2000; ++step)\n"
      "  wb -= scaled(0.1 * 2 / 4,\n"
      "      X.transposed() * (X * wb - y));",
      rounded);

  // The same bound as above, 2 / lambda_max, from the loss alone.
  const auto loss = [&](const auto& w) { return mse(X * w, y); };
  const Vector<double> curvatures = eigvalsh(hessian(loss, wb));
  page.heading(
      "Its learning rate must stay below 2 / lambda_max of the Hessian, which dual numbers find by themselves");
  page.code(">>> H = 2 / 4 * X.T @ X",
            "const auto loss = [&](const auto& w) {\n"
            "  return mse(X * w, y); };");
  page.row(">>> print(np.linalg.eigvalsh(H))", "[ 0.29939027 16.70060973]", "eigvalsh(hessian(loss, wb))", curvatures);
  page.row(">>> print(round(2 / np.linalg.eigvalsh(H)[-1], 8))", "0.11975611", "2 / max(eigvalsh(hessian(loss, wb)))",
           std::round(1e8 * 2 / max(curvatures)) / 1e8);
}

}  // namespace

int main() {
  try {
    examples::SideBySide page;
    matrices(page);
    eigenvalues(page);
    calculus(page);
    costs(page);
    gradient_descent(page);
    intercept(page);
    std::cout << '\n'
              << (page.different() == 0 ? "Every text is the same as NumPy's and SymPy's."
                                        : "Rows that differ from Python's: " + std::to_string(page.different()) + ".")
              << '\n';
    return page.different() == 0 ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << "01_lecture: " << error.what() << '\n';
    return 1;
  }
}
