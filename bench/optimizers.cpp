// Steps of Adam over whole arrays, beside the loop that one writes by hand and a plain copy of as many bytes; and what
// L-BFGS costs beside the evaluations, per iteration, beside libLBFGS.
#include <chrono>
#include <cstring>

#include "subject.hpp"
#include "subjects.hpp"

namespace bench {

namespace {

constexpr double adam_arrays = 7;  // w, m and v read and written, g read

// The parameters, their gradient and Adam's memory of the peers; declive's is in its state.
template <class T>
struct Training {
  declive::Vector<T> w, g, m, v;
  declive::State<declive::Adam, T> state;

  explicit Training(Index n) : w(n), g(n), m(n), v(n), state(declive::Adam{}.init(w)) { reset(); }
  void reset() {
    for (Index k = 0; k < w.size(); ++k) {
      w[k] = input<T>(input_a, k);
      g[k] = input<T>(input_b, k);
      m[k] = v[k] = 0;
    }
    state = declive::Adam{}.init(w);
  }
};

template <class T>
Training<T>& training(Index n) {
  static std::unique_ptr<Training<T>> kept;
  if (kept == nullptr || kept->w.size() != n) {
    kept.reset();
    kept = std::make_unique<Training<T>>(n);
  }
  return *kept;
}

// The first step moves every element by the learning rate against the sign of its gradient, up to epsilon.
template <class T>
void verify_first_step(const std::string& name, const Training<T>& x) {
  for (Index k = 0; k < x.w.size(); ++k) {
    const auto w = static_cast<long double>(input<T>(input_a, k)), g = static_cast<long double>(input<T>(input_b, k));
    check_near(name, k, x.w[k], w - 1e-3L * g / (std::fabs(g) + 1e-8L), std::fabs(w) + 1e-3L, 8);
  }
}

template <class T, class Step>
void add_step(Index n, const char* peer, Step step) {
  const std::string name = std::string("adam/") + type_name<T> + "/" + std::to_string(n) + "/" + peer;
  benchmark::RegisterBenchmark(name.c_str(), [=, fresh = true](benchmark::State& state) mutable {
    Training<T>& x = training<T>(n);
    if (fresh) {
      x.reset();
      step(x);
      verify_first_step(name, x);
      fresh = false;
    }
    for (auto _ : state) {
      step(x);
      benchmark::ClobberMemory();
    }
    state.counters["GB/s"] = benchmark::Counter(1e-9 * adam_arrays * static_cast<double>(sizeof(T)) *
                                                    static_cast<double>(n) * static_cast<double>(state.iterations()),
                                                benchmark::Counter::kIsRate);
  });
}

template <class T>
void add_adam(Index n) {
  // The corrections of the first step, in all steps: a peer keeps no count.
  const T rate = T(1e-3 / 0.1), root_scale = T(1 / std::sqrt(1 - 0.999));
  add_step<T>(n, "declive", [](Training<T>& x) { x.state.step(x.w, x.g); });
  for (const auto& [peer, adam] :
       {std::pair{"no_errno", loop_no_errno_adam<T>()}, {"loop_o3", loop_o3_adam<T>()}, {"loop_o2", loop_o2_adam<T>()}})
    add_step<T>(n, peer, [=, step = adam](Training<T>& x) {
      step(n, rate, root_scale, x.w.data(), x.g.data(), x.m.data(), x.v.data());
    });
  // As many bytes read and written: 3.5 arrays.
  const std::string name = std::string("adam_bytes/") + type_name<T> + "/" + std::to_string(n) + "/declive";
  benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
    const std::size_t bytes = sizeof(T) * static_cast<std::size_t>(n) * 7 / 2;
    const std::unique_ptr<char[]> from(new char[bytes]()), to(new char[bytes]());
    for (auto _ : state) {
      std::memcpy(to.get(), from.get(), bytes);
      keep(to.get());
    }
    state.counters["GB/s"] = benchmark::Counter(
        2e-9 * static_cast<double>(bytes) * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
  });
}

// The extended Rosenbrock function.
double rosenbrock(Index n, const double* x, double* g) {
  double sum = 0;
  for (Index i = 0; i < n; i += 2) {
    const double a = 1 - x[i], b = x[i + 1] - x[i] * x[i];
    g[i + 1] = 200 * b;
    g[i] = -2 * (x[i] * g[i + 1] + a);
    sum += a * a + 100 * b * b;
  }
  return sum;
}

Minimized declive_lbfgs(Index n, double* x, Gradient f) {
  const auto result = declive::minimize(
      [=](const declive::Vector<double>& at, declive::Vector<double>& g) { return f(n, at.data(), g.data()); },
      declive::VectorView<const double>(x, n), declive::LBFGS{.history = 6}, {.gradient_tolerance = 1e-8});
  declive::VectorView<double>(x, n) = result.x;
  return {result.iterations, result.evaluations, result.value};
}

// What is timed: a whole run less its evaluations, over its iterations.
void add_lbfgs(Index n, const char* peer, Minimized (*run)(Index, double*, Gradient)) {
  const std::string name = "lbfgs_overhead/double/" + std::to_string(n) + "/" + peer;
  benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
    using Clock = std::chrono::steady_clock;
    declive::Vector<double> x(n), g(n);
    const auto start = [&](Index i) { return i % 2 == 0 ? -1.2 : 1.0; };
    for (auto _ : state) {
      for (Index i = 0; i < n; ++i) x[i] = start(i);
      const auto begin = Clock::now();
      const Minimized done = run(n, x.data(), &rosenbrock);
      const auto middle = Clock::now();
      for (Index k = 0; k < done.evaluations; ++k) {
        rosenbrock(n, x.data(), g.data());
        benchmark::ClobberMemory();
      }
      const auto end = Clock::now();
      if (!(done.value <= 1e-12)) refuse(name, 0, done.value, 0);
      const std::chrono::duration<double> overhead = (middle - begin) - (end - middle);
      state.SetIterationTime(overhead.count() / static_cast<double>(done.iterations));
      state.counters["iterations"] = static_cast<double>(done.iterations);
      state.counters["evaluations"] = static_cast<double>(done.evaluations);
    }
    // The two loops read six pairs twice.
    state.counters["GB/s"] =
        benchmark::Counter(1e-9 * 4 * 6 * 8 * static_cast<double>(n) * static_cast<double>(state.iterations()),
                           benchmark::Counter::kIsRate);
  })->UseManualTime();
}

}  // namespace

void add_optimizers() {
  for (const Index n : {100, 10'000, 1'000'000, 10'000'000}) {
    add_adam<float>(n);
    add_adam<double>(n);
  }
  for (const Index n : {100, 1000, 10'000}) {
    add_lbfgs(n, "declive", &declive_lbfgs);
#if DECLIVE_BENCH_HAS_LBFGS
    add_lbfgs(n, "libLBFGS", &liblbfgs);
#endif
  }
}

}  // namespace bench
