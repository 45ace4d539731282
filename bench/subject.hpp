// A subject is one piece of work, done by declive and by each peer on the same arrays: registered once a peer as
// "subject/type/size/peer", checked against the exact answer before the first timing, then timed.
#ifndef DECLIVE_BENCH_SUBJECT_HPP
#define DECLIVE_BENCH_SUBJECT_HPP

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "peers.hpp"

#if defined(__AVX__)
#error "declive's side of the benchmarks is compiled without -m flags: that is what is measured"
#endif

#include <declive/declive.hpp>

namespace bench {

template <class T>
inline constexpr const char* type_name = sizeof(T) == 4 ? "float" : "double";

struct Shape {
  Index rows, cols;
  friend bool operator==(const Shape&, const Shape&) = default;
  Index size() const { return rows * cols; }
};

/// 4 to 100 elements show what a call costs, 1,000 and 4,000 stay in L1, 400 kB in L2; 128 MiB come from memory, and
/// three such arrays are more than a core's share of any L3. No row is a power of two, which would put a whole column
/// into one set of a cache.
template <class T>
std::vector<Shape> elementwise_shapes() {
  constexpr Index per_float = static_cast<Index>(sizeof(T) / sizeof(float));
  return {{2, 2}, {4, 4}, {5, 10}, {10, 10}, {20, 50}, {40, 100}, {250, 400 / per_float}, {8000, 4200 / per_float}};
}

/// Element k of input `which`, in [-1, 1): the same on every machine and for every peer.
template <class T>
T input(std::uint64_t which, Index k) {
  // splitmix64 (S. Vigna); 24 bits are exact in both types.
  std::uint64_t z = (static_cast<std::uint64_t>(k) * 4 + which + 1) * 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return static_cast<T>(static_cast<std::int32_t>((z ^ (z >> 31)) >> 40) - (1 << 23)) / static_cast<T>(1 << 23);
}

enum : std::uint64_t { input_a, input_b, input_bias };

/// What the subjects work on.
template <class T>
struct Arrays {
  Shape shape;
  declive::Matrix<T> a, b, c;
  declive::Vector<T> bias;     ///< one element a column
  declive::Vector<T> columns;  ///< results, one a column
  declive::Vector<T> rows;     ///< results, one a row
  T scalar = 0;
  Index index = 0;

  explicit Arrays(Shape s)
      : shape(s),
        a(s.rows, s.cols, declive::uninitialized),
        b(s.rows, s.cols, declive::uninitialized),
        c(s.rows, s.cols),
        bias(s.cols),
        columns(s.cols),
        rows(s.rows) {}
  void fill() {
    for (Index k = 0; k < shape.size(); ++k) {
      a.data()[k] = input<T>(input_a, k);
      b.data()[k] = input<T>(input_b, k);
    }
    for (Index j = 0; j < shape.cols; ++j) bias[j] = input<T>(input_bias, j);
  }
};

/// Declive and all peers get the same memory; only the arrays of the shape in use are kept.
template <class T>
Arrays<T>& arrays(Shape shape) {
  static std::unique_ptr<Arrays<T>> kept;
  if (kept == nullptr || kept->shape != shape) {
    kept.reset();
    kept = std::make_unique<Arrays<T>>(shape);
    kept->fill();
  }
  return *kept;
}

/// A wrong peer is no peer: ends the program.
[[noreturn]] inline void refuse(const std::string& name, Index k, double computed, double exact) {
  std::fprintf(stderr, "%s: wrong result: element %td is %.17g, exact is %.17g\n", name.c_str(), k, computed, exact);
  std::exit(EXIT_FAILURE);
}
/// |computed - exact| <= roundings eps magnitude, magnitude being the sum of the terms' absolute values.
template <class T>
void check_near(const std::string& name, Index k, T computed, long double exact, long double magnitude,
                Index roundings) {
  const long double bound =
      static_cast<long double>(roundings) * static_cast<long double>(std::numeric_limits<T>::epsilon()) * magnitude;
  if (!(std::fabs(static_cast<long double>(computed) - exact) <= bound))
    refuse(name, k, static_cast<double>(computed), static_cast<double>(exact));
}

/// Registers one peer of a subject: `work` does it once on the arrays, `verify` looks at what it did to fresh ones.
template <class T, class Work, class Verify>
void add_peer(const std::string& subject, const char* peer, Shape shape, double arrays_moved, Work work,
              Verify verify) {
  const std::string name = subject + "/" + type_name<T> + "/" + std::to_string(shape.size()) + "/" + peer;
  benchmark::RegisterBenchmark(name.c_str(), [=, fresh = true](benchmark::State& state) mutable {
    Arrays<T>& x = arrays<T>(shape);
    if (fresh) {
      x.fill();
      work(x);
      verify(name, static_cast<const Arrays<T>&>(x));
      fresh = false;
    }
    for (auto _ : state) {
      work(x);
      benchmark::ClobberMemory();
    }
    const auto elements = static_cast<double>(state.iterations()) * static_cast<double>(shape.size());
    state.counters["elements/s"] = benchmark::Counter(elements, benchmark::Counter::kIsRate);
    state.counters["GB/s"] = benchmark::Counter(1e-9 * elements * arrays_moved * static_cast<double>(sizeof(T)),
                                                benchmark::Counter::kIsRate);
  });
}

/// Registers declive's `work(x)` and each peer's `peer_work(peer, x)`. `arrays_moved` counts whole arrays read or
/// written, as STREAM does: the line that a store fetches before it is overwritten does not count.
template <class T, class Work, class PeerWork, class Verify>
void add_subject(const std::string& subject, Shape shape, double arrays_moved, Work work, PeerWork peer_work,
                 Verify verify) {
  add_peer<T>(subject, "declive", shape, arrays_moved, work, verify);
  for (const Peer<T>* peer : {&eigen<T>(), &loop_o3<T>(), &loop_o2<T>()})
    add_peer<T>(
        subject, peer->name, shape, arrays_moved, [=](Arrays<T>& x) { peer_work(*peer, x); }, verify);
}

}  // namespace bench

#endif
