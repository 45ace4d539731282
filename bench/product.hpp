// What the benchmarks of products share: the operands of one shape, the check of a result, the peers on this machine.
#ifndef DECLIVE_BENCH_PRODUCT_HPP
#define DECLIVE_BENCH_PRODUCT_HPP

#include "subject.hpp"

// In declive's own inline namespace: the file compiled with OpenMP must not share these with the other.
namespace bench::inline DECLIVE_ABI {

/// Matrices a (m x k), b (k x n), c (m x n), or the transposes that the form says, all row-major.
template <class T>
struct Operands {
  Form form;
  Index m, n, k;
  declive::Matrix<T> a, b, c;

  Operands(Form f, Index rows, Index cols, Index inner)
      : form(f),
        m(rows),
        n(cols),
        k(inner),
        a(f == Form::atb ? k : m, f == Form::atb ? m : k,
          [this](Index i, Index j) { return input<T>(input_a, i * (form == Form::atb ? m : k) + j); }),
        b(f == Form::abt ? n : k, f == Form::abt ? k : n,
          [this](Index i, Index j) { return input<T>(input_b, i * (form == Form::abt ? k : n) + j); }),
        c(m, n) {}
  T left(Index i, Index p) const { return form == Form::atb ? a(p, i) : a(i, p); }
  T right(Index p, Index j) const { return form == Form::abt ? b(j, p) : b(p, j); }
};

/// The operands of the shape in use; only one is kept.
template <class T>
Operands<T>& operands(Form form, Index m, Index n, Index k) {
  static std::unique_ptr<Operands<T>> kept;
  if (kept == nullptr || kept->form != form || kept->m != m || kept->n != n || kept->k != k)
    kept = std::make_unique<Operands<T>>(form, m, n, k);
  return *kept;
}

/// |computed - exact| <= (k + 2) eps sum |a||b| for 16 x 16 elements of c.
template <class T>
void check_matmul(const std::string& name, const Operands<T>& o) {
  const Index down = (o.m + 15) / 16, right = (o.n + 15) / 16;
  for (Index i = 0; i < o.m; i += down)
    for (Index j = 0; j < o.n; j += right) {
      long double exact = 0, magnitude = 0;
      for (Index p = 0; p < o.k; ++p) {
        const long double term = static_cast<long double>(o.left(i, p)) * static_cast<long double>(o.right(p, j));
        exact += term;
        magnitude += std::fabs(term);
      }
      check_near(name, i * o.n + j, o.c(i, j), exact, magnitude, o.k + 2);
    }
}

/// The product by declive, into c.
template <class T>
void declive_matmul(Operands<T>& o) {
  if (o.form == Form::ab)
    declive::matmul_into(o.c, o.a, o.b);
  else if (o.form == Form::atb)
    declive::matmul_into(o.c, o.a.transposed(), o.b);
  else
    declive::matmul_into(o.c, o.a, o.b.transposed());
}

/// The libraries that this machine has.
template <class T>
std::vector<const ProductPeer<T>*> product_peers() {
  std::vector<const ProductPeer<T>*> peers{&eigen_products<T>()};
#if DECLIVE_BENCH_HAS_OPENBLAS
  peers.push_back(&openblas_products<T>());
#endif
  if (const ProductPeer<T>* blis = blis_products<T>(); blis != nullptr) peers.push_back(blis);
#if DECLIVE_BENCH_HAS_XSMM
  peers.push_back(&xsmm_products<T>());
#endif
  return peers;
}

/// Registers "subject/type/size/peer": `prepare()` makes what `work` works on, `verify` looks at the first result.
template <class T, class Prepare, class Work, class Verify>
void add_timed(const std::string& subject, const std::string& size, const char* peer, double flops, Prepare prepare,
               Work work, Verify verify, const char* unit = "GFLOP/s") {
  const std::string name = subject + "/" + type_name<T> + "/" + size + "/" + peer;
  auto* timed = benchmark::RegisterBenchmark(name.c_str(), [=, fresh = true](benchmark::State& state) mutable {
    auto& o = prepare();
    if (fresh) {
      work(o);
      verify(name, std::as_const(o));
      fresh = false;
    }
    for (auto _ : state) {
      work(o);
      benchmark::ClobberMemory();
    }
    state.counters[unit] =
        benchmark::Counter(1e-9 * flops * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
  });
  // Of several threads the CPU time of one says nothing.
  if (subject.ends_with("_2_threads")) timed->UseRealTime();
}

/// Registers one shape of a matrix product by declive and by every peer.
template <class T>
void add_matmul(const std::string& subject, Form form, Index m, Index n, Index k, int threads) {
  const double work = static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k), flops = 2 * work;
  const std::string size =
      m == n && n == k ? std::to_string(n) : std::to_string(m) + "x" + std::to_string(n) + "x" + std::to_string(k);
  const auto prepare = [=]() -> Operands<T>& { return operands<T>(form, m, n, k); };
  add_timed<T>(
      subject, size, "declive", flops, prepare, [](Operands<T>& o) { declive_matmul(o); }, check_matmul<T>);
  for (const ProductPeer<T>* peer : product_peers<T>()) {
    if (peer->matmul == nullptr || work > peer->max_work) continue;
    if (threads > 1 && peer->set_threads == nullptr) continue;
    if (std::string(peer->name) == "libxsmm" && form != Form::ab) continue;
    add_timed<T>(
        subject, size, peer->name, flops,
        [=]() -> Operands<T>& {
          if (peer->set_threads != nullptr) peer->set_threads(threads);
          return prepare();
        },
        [=](Operands<T>& o) { peer->matmul(form, m, n, k, o.a.data(), o.b.data(), o.c.data()); }, check_matmul<T>);
  }
}

}  // namespace bench::inline DECLIVE_ABI

#endif
