// Derivatives beside Ceres' Jet, Boost's autodiff, ADOL-C and derivatives by hand, and products of matrices of duals
// beside Eigen's of Jets and real products. hand_o2, hand_o3 and ceres_o2 say their flags; "real" is declive's own
// product of real matrices, 2 N + 1 times: what a product of duals is made of. polynomials_dispatch and formula_dispatch
// are polynomials and formula where declive's loop is handed to dispatch(); the peers' are the same. reverse_gradient is
// the same gradient in reverse mode, beside "forward", which is declive's own by duals.
#include "autodiff.hpp"

#include <algorithm>

#include "product.hpp"
#include "subjects.hpp"

namespace bench::inline DECLIVE_ABI {

namespace {

using declive::Dual;
using declive::Matrix;
using declive::Vector;

void polynomial(double x, double& value, double& slope) {
  const auto result = declive::value_and_derivative(Polynomial(), x);
  value = result.value;
  slope = result.derivative;
}

template <Index N, class Tag = void>
void formula(const double* inputs, double* out) {
  const double* const seeds = inputs + 4 * formula_points;
  for (Index i = 0; i < formula_points; ++i, inputs += 4, out += 1 + N) {
    Dual<double, N, Tag> x[4];
    for (Index v = 0; v < 4; ++v) {
      x[v].value = inputs[v];
      for (Index k = 0; k < N; ++k) x[v].partials[k] = seeds[v * N + k];
    }
    const Dual<double, N, Tag> y = Formula()(x[0], x[1], x[2], x[3]);
    out[0] = y.value;
    for (Index k = 0; k < N; ++k) out[1 + k] = y.partials[k];
  }
}
template <Index N>
void formula_dispatched(const double* inputs, double* out) {
  declive::dispatch([=](auto registers) { formula<N, decltype(registers)>(inputs, out); });
}

void polynomials_dispatched(Index n, const double* x, double* out) {
  declive::dispatch([=](auto registers) {
    at_points<false>(n, x, out, [](double point, double& value, double& slope) {
      const auto y = Polynomial()(Dual<double, 1, decltype(registers)>::variable(point));
      value = y.value;
      slope = y.partials[0];
    });
  });
}

void copy_out(const auto& array, double* out) { std::copy_n(array.data(), array.size(), out); }

template <Index N>
void gradients(Index n, const double* inputs, double* out) {
  for (Index i = 0; i < gradient_points(n); ++i, inputs += n, out += n)
    copy_out(declive::gradient(Rosenbrock(), declive::VectorView<const double, N>(inputs, n)), out);
}

void reverse_gradients(Index n, const double* inputs, double* out) {
  for (Index i = 0; i < gradient_points(n); ++i, inputs += n, out += n)
    copy_out(declive::reverse_gradient(Rosenbrock(), declive::VectorView<const double>(inputs, n)), out);
}

template <Index N>
class Product final : public AutodiffJob {
 public:
  using D = Dual<double, N>;
  Product(Index n, const double* inputs) : a_(taken(n, inputs)), b_(taken(n, inputs + n * n * (1 + N))), c_(n, n) {}
  void run() override { declive::matmul_into(c_, a_, b_); }
  void read(double* results) const override {
    for (const D& x : c_) {
      *results++ = x.value;
      for (const double d : x.partials) *results++ = d;
    }
  }

 private:
  static Matrix<D> taken(Index n, const double* numbers) {
    Matrix<D> x(n, n);
    for (D& element : x) {
      element.value = *numbers++;
      for (double& d : element.partials) d = *numbers++;
    }
    return x;
  }
  Matrix<D> a_, b_, c_;
};

std::unique_ptr<AutodiffJob> make(AutodiffSubject subject, Index n, Index partials, const double* inputs) {
  switch (subject) {
    case AutodiffSubject::point:
    case AutodiffSubject::points:
      return points_job(subject, n, inputs,
                        [](double x, double& value, double& slope) { polynomial(x, value, slope); });
    case AutodiffSubject::formula: {
      const auto work = n == 1 ? formula<1> : n == 4 ? formula<4> : n == 8 ? formula<8> : formula<16>;
      return autodiff_job(formula_points * (1 + n), [=](double* out) { work(inputs, out); });
    }
    case AutodiffSubject::gradient: {
      // A size that is known is given as such, as it is to the Jets of two and of ten partials.
      const auto work = n == 2 ? gradients<2> : n == 10 ? gradients<10> : gradients<declive::dynamic>;
      return autodiff_job(gradient_points(n) * n, [=](double* out) { work(n, inputs, out); });
    }
    case AutodiffSubject::hessian:
      return autodiff_job(hessian_points * n * n, [=](double* out) {
        using X = declive::VectorView<const double, hessian_unknowns>;
        for (Index i = 0; i < hessian_points; ++i)
          copy_out(declive::hessian(LogSumExp(), X(inputs + i * n, n)), out + i * n * n);
      });
    case AutodiffSubject::jacobian: {
      const declive::MatrixView<const double> w(inputs, n, n);
      const declive::VectorView<const double> x(inputs + n * n, n);
      return autodiff_job(n * n, [=](double* out) {
        const auto f = [&w](const auto& at) {
          using declive::tanh;
          return declive::map([](const auto& y) { return tanh(y); }, w * at);
        };
        copy_out(declive::jacobian(f, x), out);
      });
    }
    case AutodiffSubject::product:
      if (partials == 1) return std::make_unique<Product<1>>(n, inputs);
      if (partials == 4) return std::make_unique<Product<4>>(n, inputs);
      return std::make_unique<Product<8>>(n, inputs);
  }
  return nullptr;
}

std::unique_ptr<AutodiffJob> make_dispatched(AutodiffSubject subject, Index n, Index, const double* inputs) {
  if (subject == AutodiffSubject::points)
    return autodiff_job(2 * n, [=](double* out) { polynomials_dispatched(n, inputs, out); });
  const auto work = n == 1   ? formula_dispatched<1>
                    : n == 4 ? formula_dispatched<4>
                    : n == 8 ? formula_dispatched<8>
                             : formula_dispatched<16>;
  return autodiff_job(formula_points * (1 + n), [=](double* out) { work(inputs, out); });
}

// The real products that make one of duals. What they compute is not the product; it is the same work.
class Reals final : public AutodiffJob {
 public:
  Reals(Index n, Index partials, const double* inputs)
      : count_(2 * partials + 1),
        a_(n, n, [=](Index i, Index j) { return inputs[i * n + j]; }),
        b_(n, n, [=](Index i, Index j) { return inputs[n * n + i * n + j]; }),
        c_(n, n) {}
  void run() override {
    for (Index i = 0; i < count_; ++i) {
      declive::matmul_into(c_, a_, b_);
      benchmark::ClobberMemory();
    }
  }
  void read(double*) const override {}

 private:
  Index count_;
  Matrix<double> a_, b_, c_;
};

constexpr AutodiffPeer declive_peer{
    .name = "declive", .has = [](AutodiffSubject, Index) { return true; }, .make = make};
constexpr AutodiffPeer forward{.name = "forward", .has = declive_peer.has, .make = make};
constexpr AutodiffPeer reverse{
    .name = "declive", .has = declive_peer.has, .make = [](AutodiffSubject, Index n, Index, const double* inputs) {
      return autodiff_job(gradient_points(n) * n, [=](double* out) { reverse_gradients(n, inputs, out); });
    }};
constexpr AutodiffPeer declive_dispatch{
    .name = "declive", .has = [](AutodiffSubject, Index) { return true; }, .make = make_dispatched};
constexpr AutodiffPeer reals{
    .name = "real",
    .has = [](AutodiffSubject subject, Index) { return subject == AutodiffSubject::product; },
    .make = [](AutodiffSubject, Index n, Index partials, const double* inputs) -> std::unique_ptr<AutodiffJob> {
      return std::make_unique<Reals>(n, partials, inputs);
    }};

std::vector<const AutodiffPeer*> peers_of(const AutodiffPeer& ours) {
  std::vector<const AutodiffPeer*> all{&ours, &reals, &hand_o2(), &hand_o3()};
  if (&ours == &reverse) all[1] = &forward;
#if DECLIVE_BENCH_HAS_CERES
  all.push_back(&ceres_o3());
  all.push_back(&ceres_o2());
#endif
#if DECLIVE_BENCH_HAS_BOOST
  all.push_back(&boost_autodiff());
#endif
#if DECLIVE_BENCH_HAS_ADOLC
  all.push_back(&adolc());
#endif
  return all;
}

// One subject and size: the inputs, and how many results there are.
struct Case {
  AutodiffSubject subject;
  std::string name, size;
  Index n, partials, inputs, results;
  double work;  ///< floating-point operations of a product, a thousand a derivative of anything else
};

// The results of declive, which every peer's are compared with. Those by hand are among the peers.
struct Inputs {
  std::vector<double> numbers, results;
  explicit Inputs(const Case& c)
      : numbers(static_cast<std::size_t>(c.inputs)), results(static_cast<std::size_t>(c.results)) {
    for (Index k = 0; k < c.inputs; ++k) {
      // The formula's y and w are positive, and larger numbers would only overflow a gradient.
      const double x = input<double>(input_a, k);
      const bool positive = c.subject == AutodiffSubject::formula && k < 4 * formula_points && k % 2 == 1;
      numbers[static_cast<std::size_t>(k)] = positive ? 1.25 + 0.5 * x : x;
    }
    const auto job = make(c.subject, c.n, c.partials, numbers.data());
    job->run();
    job->read(results.data());
  }
};

// Rounding errors grow with what is added up: of the elements of a product 4 n + 4 roundings of at most 2 n, elsewhere
// a few hundred operations on the way to the largest result.
void check(const std::string& name, const Case& c, const Inputs& truth, const AutodiffJob& job) {
  std::vector<double> results(truth.results.size());
  job.read(results.data());
  double largest = c.subject == AutodiffSubject::product ? 2 * static_cast<double>(c.n) : 0;
  for (const double x : truth.results) largest = std::fmax(largest, std::fabs(x));
  const Index roundings = c.subject == AutodiffSubject::product ? 4 * c.n + 4 : 500;
  for (std::size_t k = 0; k < results.size(); ++k)
    check_near(name, static_cast<Index>(k), results[k], static_cast<long double>(truth.results[k]),
               static_cast<long double>(largest), roundings);
}

void add_case(const Case& c, const AutodiffPeer& ours = declive_peer) {
  for (const AutodiffPeer* peer : peers_of(ours)) {
    if (!peer->has(c.subject, c.n)) continue;
    const bool comparable = peer != &reals;
    struct State {
      std::unique_ptr<Inputs> inputs;
      std::unique_ptr<AutodiffJob> job;
    };
    const auto state = std::make_shared<State>();
    add_timed<double>(
        c.name, c.size, peer->name, c.work,
        [=]() -> State& {
          if (state->job == nullptr) {
            state->inputs = std::make_unique<Inputs>(c);
            state->job = peer->make(c.subject, c.n, c.partials, state->inputs->numbers.data());
          }
          return *state;
        },
        [](State& s) { s.job->run(); },
        [=](const std::string& name, const State& s) {
          if (comparable) check(name, c, *s.inputs, *s.job);
        },
        c.subject == AutodiffSubject::product ? "GFLOP/s" : "Mder/s");
  }
}

}  // namespace

}  // namespace bench::inline DECLIVE_ABI

namespace bench {

void add_autodiff() {
  const auto add = [](AutodiffSubject subject, const char* name, Index n, Index inputs, Index results,
                      Index derivatives, const AutodiffPeer& ours = declive_peer) {
    add_case({subject, name, std::to_string(n), n, 1, inputs, results, 1e3 * static_cast<double>(derivatives)}, ours);
  };
  add(AutodiffSubject::point, "polynomial", 1000, 1000, 2000, 1000);
  add(AutodiffSubject::points, "polynomials", 1000, 1000, 2000, 1000);
  add(AutodiffSubject::points, "polynomials_dispatch", 1000, 1000, 2000, 1000, declive_dispatch);
  for (const Index n : {1, 4, 8, 16}) {
    const Index inputs = 4 * formula_points + 4 * n, results = formula_points * (1 + n);
    add(AutodiffSubject::formula, "formula", n, inputs, results, formula_points * n);
    add(AutodiffSubject::formula, "formula_dispatch", n, inputs, results, formula_points * n, declive_dispatch);
  }
  for (const Index n : {2, 10, 100, 1000}) {
    const Index all = gradient_points(n) * n;
    add(AutodiffSubject::gradient, "gradient", n, all, all, all);
    add(AutodiffSubject::gradient, "reverse_gradient", n, all, all, all, reverse);
  }
  constexpr Index h = hessian_unknowns, seconds = hessian_points * h * h;
  add(AutodiffSubject::hessian, "hessian", h, hessian_points * h, seconds, seconds);
  add(AutodiffSubject::jacobian, "jacobian", 100, 100 * 101, 100 * 100, 100 * 100);
  for (const Index partials : {1, 4, 8})
    for (const Index n : {64, 128, 256}) {
      const Index all = n * n * (1 + partials);
      add_case({AutodiffSubject::product, "dual_product", std::to_string(n) + "x" + std::to_string(partials), n,
                partials, 2 * all, all, 2 * static_cast<double>(n * n * n * (2 * partials + 1))});
    }
}

}  // namespace bench
