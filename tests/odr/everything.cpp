// Every kind of function of the library, called once, for the check of the object's symbols. It is never run. With
// ODR_BRIEF only what g++ and clang++ build from different lines (lanes, map, partials), and what rests on it.
#include <array>
#include <complex>
#include <declive/declive.hpp>
#include <ostream>
#include <string>

namespace odr {

using namespace declive;

// A scalar that is neither default constructible nor trivial: its arrays have real copies and destructors.
struct Money {
  std::string text;
  explicit Money(int x) : text(std::to_string(x)) {}
  friend Money operator+(const Money& a, const Money&) { return a; }
  friend Money operator-(const Money& a, const Money&) { return a; }
  friend Money operator*(const Money& a, const Money&) { return a; }
};

template <class T>
void use_fixed() {
  auto a = Matrix<T, 2, 2>::ones(), b = Matrix<T, 2, 2>(2, 2, [](Index, Index) { return T(2); });
  const Matrix<T, 2, 2> copy = a, moved = std::move(b);
  auto x = Vector<T, 2>::ones();
  const Vector<T, 2> y = x;
  a = copy;
  a = Matrix<T, 2, 2>(moved);
  x = y;
  x = Vector<T, 2>(y);
  (void)(a * copy + moved - a);
  (void)(a * x);
  (void)outer(x, y);
  (void)transpose(a);
  const Vector<T, 0> none(0, T(1));
  (void)Vector<T, 0>(none);
}

template <class T>
void use_dynamic() {
  Matrix<T> a(3, 3, T(1)), b = Matrix<T>::ones(3, 3), c{{T(1), T(2)}, {T(3), T(4)}};
  Vector<T> x(3, T(1)), y{T(1), T(2), T(3)};
  const std::array<T, 9> raw{T(1), T(2), T(3), T(4), T(5), T(6), T(7), T(8), T(9)};
  a = Matrix<T>(3, 3, std::span(raw));
  y = Vector<T>(std::span(raw).template first<3>());
  a = b;
  a = Matrix<T>(b);
  x = Vector<T>(y);
  a = std::move(b) + c.block(0, 0, 2, 2);
  a = a + a - 2 * a * T(3);
  a += scaled(T(2), a);
  a -= transpose(a);
  a *= T(2);
  a = hadamard(a, a) * a;
  x = a * x + x * a;
  x = Vector<T>(3, [](Index) { return T(2); });
  c = outer(x, y);
  gemm(T(1), a, a, T(2), c);
  matmul_into(c, a, a);
  matmul_into(y, a, x);
  transpose_in_place(a);
  a.row(0) = a.col(1);
  a.block(0, 0, 1, 1) = a.block(1, 1, 1, 1);
  a.transposed() = a.reversed_rows();
  x.reversed() = x.slice(0, 3);
  a.diagonal() += x;
  a = map([](const T& p, const T& q) { return p + q; }, a, broadcast_rows(x, 3));
  a = map([](auto&&... p) { return (p + ...); }, a, a, a, a, a, broadcast_cols(x, 3));
  map_into(
      c, [](const T& p) { return p; }, a);
  map_in_place([](const T& p) { return p * p; }, a);
  for (T& element : a) element = a.at(0, 0);
  for (auto i = x.reversed().begin(); i != x.reversed().end(); i++) *i = x(1) + x.at(2);
  (void)(Matrix<T>(a).row(0) - Matrix<T>(a).col(0) + Matrix<T>(a).diagonal());
  (void)Vector<T>(x).as_row();
  (void)sum(a);
  (void)dot(x, y);
}

template <class T>
void use_numbers(std::ostream& out) {
  use_dynamic<T>();
  Matrix<T> a = Matrix<T>::identity(3) / T(2);
  const Vector<T> x(3);
  (void)sum(-a, 0);
  (void)mean(a);
  (void)mean(a, 1);
  (void)norm(a);
  (void)norm(a, 0);
  (void)norm_l1(x);
  (void)norm_inf(x);
  (void)all_close(a, a.transposed());
  (void)(a == a);
  out << a << x << to_string(a, {.precision = 3});
}

template <class T>
void use_losses() {
  Matrix<T> p(2, 3, T(1)), y(2, 3, T(1)), g(2, 3);
  p = softmax(exp(log(tanh(sigmoid(p)))));
  exp_into(p.transposed(), p.transposed());
  log_softmax_into(g, p);
  (void)logsumexp(p);
  (void)(mse(p, y) + mae(p, y) + huber(p, y) + hinge(p, y) + cross_entropy(p, y) + kl_divergence(p, y));
  (void)(binary_cross_entropy(p, y) + binary_cross_entropy_with_logits(p, y));
  (void)(mse_gradient(p, y) + mae_gradient(p, y) + huber_gradient(p, y) + cross_entropy_gradient(p, y));
  (void)mse_value_and_gradient_into(g, p, y, Reduction::sum);
  (void)binary_cross_entropy_with_logits_value_and_gradient_into(g.transposed(), p.transposed(), y.transposed());
  (void)cross_entropy(p, y, Reduction::none);
  (void)softmax_cross_entropy(p, Vector<int>(2), {.label_smoothing = T(0.5)});
  (void)softmax_cross_entropy_value_and_gradient_into(g, p, y);
  (void)softmax_cross_entropy_gradient(p.transposed(), std::array<int, 3>{});
}

template <class T>
void use_ordered(const Matrix<T>& a) {
  (void)((max)(a) + (min)(a));
  (void)((max)(a, 0) + (min)(a, 1));
  (void)(argmax(a) + argmin(a));
  (void)(argmax(a, 0) + argmin(a, 1));
}

template <class D>
void use_duals(std::ostream& out) {
  D x = 2, y = D::variable(typename D::value_type(3));
  x += y * 2 - x / y + 1 / x - (-x);
  x -= 1;
  x *= y;
  x /= 3;
  (void)(x == y || x < 1 || 1 > x || x <= y || x >= y || isnan(x) || all_close(x, y));
  x = exp(x) + exp2(x) + expm1(x) + log(x) + log2(x) + log10(x) + log1p(x) + sqrt(x) + cbrt(x) + hypot(x, y) +
      hypot(x, y, 1) + pow(x, y) + pow(x, 2) + pow(2, x);
  x = sin(x) + cos(x) + tan(x) + asin(x) + acos(x) + atan(x) + atan2(x, y) + sinh(x) + cosh(x) + tanh(x) + asinh(x) +
      acosh(x) + atanh(x) + erf(x) + erfc(x) + tgamma(x) + lgamma(x) + digamma(x);
  x = abs(x) + fmin(x, y) + fmax(x, y) + fdim(x, y) + fmod(x, y) + copysign(x, y) + floor(x) + ceil(x) + round(x) +
      trunc(x) + fma(x, y, x) + lerp(x, y, x) + (min)(x, y) + (max)(x, y) + clamp(x, 0, y);
  x = sigmoid(x) + softplus(x) + relu(x) + leaky_relu(x) + gelu(x) + silu(x) + softsign(x) +
      std::numeric_limits<D>::infinity();
  out << x;
  Matrix<D> A(2, 2, x);
  A = 2 * A + hadamard(A, A) - A / x;
  out << A << sum(A) << norm(A) << all_close(A, A);
}

void use_derivatives() {
  const auto f = [](const auto& x) { return x[0] * x[1]; };
  const Vector<double> x{1, 2};
  const Vector<double, 2> fixed{1, 2};
  (void)value_and_gradient(f, x);
  (void)gradient(f, fixed);
  (void)jacobian([](const auto& u) { return u + u; }, x);
  (void)hessian(f, x);
  (void)hessian_vector_product(f, x, x);
  (void)directional_derivative(f, x, x);
  (void)derivative([](auto u) { return u * u; }, 1.0);
  (void)nth_derivative<3>([](auto u) { return u * u; }, 1.0);
  (void)partial_derivative([](auto u, auto w) { return u * w; }, 1, 1.0, 2.0);
  std::string text = to_string(gradient_check(f, x, x));
}

#if !ODR_BRIEF

void use_factorizations() {
  const Matrix<double> a(3, 3, 1.0);
  const Vector<double> b(3, 1.0);
  const Matrix<float, 2, 2> fixed;
  auto f = lu(a);
  const auto copy = f;
  f = copy;
  f = lu(a);
  (void)f.solve(b);
  (void)(f.L() * f.U() * f.inverse() * f.determinant());
  auto q = qr(a);
  const auto other = q;
  q = other;
  q = qr(a, QRMode::complete);
  (void)cholesky_solve(cholesky(a), b);
  (void)cholesky(Matrix<std::complex<double>>(a));
  (void)solve_triangular(a, b);
  (void)(solve(a, a) * inverse(a) * determinant(a));
  (void)(inverse(fixed) * determinant(fixed));
  (void)solve(fixed, Vector<float, 2>());
  auto x = lstsq(a, b);
  const auto again = x;
  x = again;
  x = lstsq(a, b);
  const Matrix<Dual<double>> d(3, 3);
  (void)solve(d, b);
  (void)(inverse(d) * determinant(d));
}

void use_singular_values() {
  const Matrix<double> a(3, 2, 1.0);
  const Matrix<float, 3, 3> fixed;
  auto f = svd(a);
  const auto copy = f;
  f = copy;
  f = svd(a);
  (void)svd(fixed);
  (void)svd(a, full_matrices);
  (void)svd(Matrix<int>(2, 2));
  (void)svdvals(fixed);
  (void)rank(a);
  (void)cond(a);
  (void)pinv(a);
  (void)randomized_svd(a, 1);
  PCA pca(a, 1);
  const PCA other = pca, quick(a, 1, RandomizedSvd{});
  pca = other;
  pca = PCA(a);
  (void)pca.inverse_transform(pca.transform(a));
  (void)pca.explained_variance_ratio();
}

void use_reverse_mode() {
  const auto f = [](const auto& x) { return x[0] * x[1] / (x[0] - x[1]) + 2 * -exp(x[0]); };
  const Vector<double> x{1, 2};
  (void)value_and_reverse_gradient(f, x);
  (void)reverse_gradient(f, Vector<float, 2>{1, 2});
  (void)directional_derivative([&](const auto& y) { return reverse_gradient(f, y); }, x, x);
  const Matrix<double> A(2, 2, 1.0);
  (void)vjp([&](const auto& y) { return y * y * A * x + y * y.row(0); }, A, x);
}

template <class Method>
void use_method(const Method& method) {
  Matrix<double> W(3, 3, 1.0), dW(3, 3, 1.0);
  Vector<double> b(3), db(3);
  auto state = method.init(W, b);
  state.step(std::tie(W, b), std::tie(dW, db));
  auto copy = state;
  copy = std::move(state);
  copy.step(std::tie(W, b), std::tie(dW, db));
  copy.set_learning_rate(copy.method().learning_rate);
  float w = 1;
  method.init(w).step(w, w);
}

void use_optimizers() {
  use_method(GradientDescent{.learning_rate = StepLR{0.1, 10}, .momentum = 0.5, .clip_norm = 1});
  use_method(AdaGrad{.learning_rate = ExponentialLR{0.1, 0.9}});
  use_method(RMSProp{.learning_rate = CosineAnnealingLR{0.1, 10}});
  use_method(Adam{.learning_rate = LinearWarmup{0.1, 5}});
  use_method(AdamW{.learning_rate = [](Index) { return 0.1; }});
  Vector<double> g(3, 1.0);
  clip_grad_norm(g, 1.0);
  clip_grad_value(g, 1.0);
  const auto f = [](const auto& x) { return x[0] * x[0] + x[1] * x[1] * x[1] * x[1]; };
  const Vector<double> x0(2, 1.0);
  auto result = minimize(f, x0, LBFGS{}, {.keep_trace = true}, [](const auto& at) { return at.iteration < 5; });
  const auto copy = result;
  result =
      minimize([](const Vector<double>& x) { return value_and_gradient([](const auto& y) { return dot(y, y); }, x); },
               copy.x, Adam{});
  std::string reason = result.reason + status_name(result.status);
  (void)minimize([](const auto& x) { return x * x; }, 1.0, GradientDescent{});
  const auto residuals = [](const auto& x) { return map([](const auto& y) { return y * y; }, x); };
  (void)minimize(residuals, x0, LevenbergMarquardt{});
  (void)minimize(residuals, x0, GaussNewton{});
  const Matrix<double> X(8, 2, 1.0);
  const auto loss = [](const auto& w, const auto& rows) { return w[0] * rows(0, 0) * w[0]; };
  auto trained = minimize_batches(loss, x0, X, Adam{}, {.batch_size = 3}, [](const auto&) { return 1.0; });
  const auto kept = trained;
  trained = kept;
}

void use_eigenvalues() {
  auto result = eig(Matrix<double>(3, 3, 1.0));
  const auto copy = result;
  result = copy;
  (void)eig(Matrix<float, 2, 2>::ones());
  (void)eigvals(Matrix<long double>(2, 2));
  const Matrix<double> ones = Matrix<double>::ones(3, 3);
  auto pair = eigh(ones);
  const auto same = pair;
  pair = same;
  pair = EighResult<double>(eigvalsh(ones), same.vectors);
  (void)eigh(Matrix<float, 2, 2>::ones());
  (void)eigh(Matrix<std::complex<double>>(5, 5));
  (void)eigh(Matrix<long double>(5, 5));
  (void)eigh(Matrix<Dual<double, 2>>(3, 3));
  (void)eigvalsh(Matrix<Dual<double, 2>, 3, 3>());
  auto dominant = power_iteration(ones);
  dominant = power_iteration([](const auto& v) { return v * 2.0; }, dominant.vector);
  (void)spectral_radius(ones);
}

template <class C>
void use_polynomials(std::ostream& out) {
  auto [x, y] = symbols<C>("x", "y");
  auto p = pow(x, 2) - 3 * x * y + y / 2 + Rational(1, 2) - 0.5 * x;
  const auto q = p;
  p = -q;
  p += x;
  p -= 2;
  p *= p;
  p /= 3;
  out << p << to_string(q, 17) << Number(2) * Number(0.5) << abs(Rational(1, 2) / -3);
  (void)(p == q);
  (void)(Rational(1, 2) < Rational(2, 3));
  (void)diff(p, x);
  (void)integrate(p, x, 0, y);
  (void)(degree(p, x) + total_degree(p));
  (void)coeff(p, x, 1);
  auto f = lambdify({x, y}, p);
  const auto g = f;
  f = g;
  (void)(f(1.0, 2.0F) + f(Vector<double>{1, 2}));
  (void)f(1, Rational(1, 2));
  (void)gradient(f, Vector<double>{1, 2});
  const auto r = subs(p, y, 2);
  (void)r(Matrix<double>(2, 2));
  (void)r(r)(2);
  (void)r(std::complex<double>(1, 2));
  (void)all_coeffs(r);
  (void)roots(r);
  (void)real_roots(r);
  (void)Polynomial<double>(p);
  (void)parse("2*x + 1");
}

#endif

void use_all(std::ostream& out) {
  use_duals<Dual<double>>(out);
  use_derivatives();
  use_fixed<double>();
  use_dynamic<double>();
  set_isa(best_isa());
  std::string names = isa_name(active_isa());
#if !ODR_BRIEF
  use_numbers<double>(out);
  use_losses<double>();
  use_ordered<double>({});
  use_eigenvalues();
  use_polynomials<Number>(out);
  use_polynomials<std::int64_t>(out);
  use_optimizers();
  use_duals<Dual<Dual<float, 2>, 2>>(out);
  use_reverse_mode();
  use_fixed<std::complex<double>>();
  use_fixed<Money>();
  use_numbers<int>(out);
  use_numbers<std::complex<float>>(out);
  use_factorizations();
  use_singular_values();
  use_losses<long double>();
  use_ordered<int>({});
#endif
}

}  // namespace odr
