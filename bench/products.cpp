// Square products and matrix times vector, one thread; the size is that of a side.
#include "subject.hpp"
#include "subjects.hpp"

namespace bench {

namespace {

// Products of n x n matrices a and b, and of a and the vector x.
template <class T>
struct Operands {
  declive::Matrix<T> a, b, c;
  declive::Vector<T> x, y;

  explicit Operands(Index n)
      : a(n, n, [n](Index i, Index j) { return input<T>(input_a, i * n + j); }),
        b(n, n, [n](Index i, Index j) { return input<T>(input_b, i * n + j); }),
        c(n, n),
        x(n, [](Index i) { return input<T>(input_bias, i); }),
        y(n) {}
};

template <class T>
Operands<T>& operands(Index n) {
  static std::unique_ptr<Operands<T>> kept;
  if (kept == nullptr || kept->a.rows() != n) kept = std::make_unique<Operands<T>>(n);
  return *kept;
}

// |computed - exact| <= (n + 2) eps sum |a||b| for all of matrix * vector, for 16 x 16 elements of a product.
template <class T>
void check_matvec(const std::string& name, const Operands<T>& o) {
  const Index n = o.a.rows();
  for (Index i = 0; i < n; ++i) {
    long double exact = 0, magnitude = 0;
    for (Index k = 0; k < n; ++k) {
      const long double term = static_cast<long double>(o.a(i, k)) * static_cast<long double>(o.x[k]);
      exact += term;
      magnitude += std::fabs(term);
    }
    check_near(name, i, o.y[i], exact, magnitude, n + 2);
  }
}
template <class T>
void check_matmul(const std::string& name, const Operands<T>& o) {
  const Index n = o.a.rows(), step = (n + 15) / 16;
  for (Index i = 0; i < n; i += step)
    for (Index j = 0; j < n; j += step) {
      long double exact = 0, magnitude = 0;
      for (Index k = 0; k < n; ++k) {
        const long double term = static_cast<long double>(o.a(i, k)) * static_cast<long double>(o.b(k, j));
        exact += term;
        magnitude += std::fabs(term);
      }
      check_near(name, i * n + j, o.c(i, j), exact, magnitude, n + 2);
    }
}

template <class T, class Work, class Verify>
void add_product(const std::string& subject, const char* peer, Index n, double flops, Work work, Verify verify) {
  const std::string name = subject + "/" + type_name<T> + "/" + std::to_string(n) + "/" + peer;
  benchmark::RegisterBenchmark(name.c_str(), [=, fresh = true](benchmark::State& state) mutable {
    Operands<T>& o = operands<T>(n);
    if (fresh) {
      work(o);
      verify(name, static_cast<const Operands<T>&>(o));
      fresh = false;
    }
    for (auto _ : state) {
      work(o);
      benchmark::ClobberMemory();
    }
    state.counters["GFLOP/s"] =
        benchmark::Counter(1e-9 * flops * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
  });
}

template <class T>
std::vector<const ProductPeer<T>*> peers_of(Index n) {
  std::vector<const ProductPeer<T>*> peers;
  for (const ProductPeer<T>* peer : {
         &eigen_products<T>(),
#if DECLIVE_BENCH_HAS_OPENBLAS
             &openblas_products<T>(),
#endif
             &loop_o3_products<T>(), &loop_o2_products<T>()
       })
    if (n <= peer->max_size) peers.push_back(peer);
  return peers;
}

template <class T>
void add_type() {
  using O = Operands<T>;
  for (const Index n : {4, 8, 16, 23, 32, 47, 64, 100, 128, 256, 512, 1024}) {
    const double flops = 2 * static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(n);
    add_product<T>(
        "matmul", "declive", n, flops, [](O& o) { declive::matmul_into(o.c, o.a, o.b); }, check_matmul<T>);
    for (const ProductPeer<T>* peer : peers_of<T>(n))
      add_product<T>(
          "matmul", peer->name, n, flops, [=](O& o) { peer->matmul(n, n, n, o.a.data(), o.b.data(), o.c.data()); },
          check_matmul<T>);
  }
  for (const Index n : {4, 16, 100, 256, 1000}) {
    const double flops = 2 * static_cast<double>(n) * static_cast<double>(n);
    add_product<T>(
        "matvec", "declive", n, flops, [](O& o) { declive::matmul_into(o.y, o.a, o.x); }, check_matvec<T>);
    for (const ProductPeer<T>* peer : peers_of<T>(1))
      add_product<T>(
          "matvec", peer->name, n, flops, [=](O& o) { peer->matvec(n, n, o.a.data(), o.x.data(), o.y.data()); },
          check_matvec<T>);
  }
}

}  // namespace

void add_products() {
  add_type<float>();
  add_type<double>();
}

}  // namespace bench
