// The loops that one writes by hand, compiled twice: by loop_o2.cpp and by loop_o3.cpp, with DECLIVE_BENCH_LOOP the
// name of the peer.
#include <cmath>
#include <cstring>
#include <memory>

#include "../peers.hpp"

namespace bench {

namespace {

template <class T>
T dot(Index n, const T* a, const T* b) {
  T sum = 0;
  for (Index i = 0; i < n; ++i) sum += a[i] * b[i];
  return sum;
}

template <class T>
void add(Index n, const T* a, const T* b, T* c) {
  for (Index i = 0; i < n; ++i) c[i] = a[i] + b[i];
}

// c = softmax of the rows; then(i, most, sum) sees each row's maximum and sum of e^(x - most).
template <class T, class Then>
void softmax_rows(Index rows, Index cols, const T* a, T* c, Then then) {
  for (Index i = 0; i < rows; ++i) {
    const T* const x = a + i * cols;
    T* const p = c + i * cols;
    T most = x[0], sum = 0;
    for (Index j = 1; j < cols; ++j) most = x[j] > most ? x[j] : most;
    for (Index j = 0; j < cols; ++j) {
      p[j] = std::exp(x[j] - most);
      sum += p[j];
    }
    const T scale = T(1) / sum;
    for (Index j = 0; j < cols; ++j) p[j] *= scale;
    then(i, most, sum);
  }
}

template <class T>
void sum_columns(Index rows, Index cols, const T* a, T* out) {
  for (Index j = 0; j < cols; ++j) out[j] = 0;
  for (Index i = 0; i < rows; ++i)
    for (Index j = 0; j < cols; ++j) out[j] += a[i * cols + j];
}
template <class T>
void sum_rows(Index rows, Index cols, const T* a, T* out) {
  for (Index i = 0; i < rows; ++i) {
    T sum = 0;
    for (Index j = 0; j < cols; ++j) sum += a[i * cols + j];
    out[i] = sum;
  }
}

// An array of n elements that fill(array) writes.
template <class T, class Fill>
void new_array(Index n, Fill fill) {
  const auto c = std::make_unique_for_overwrite<T[]>(static_cast<std::size_t>(n));
  fill(c.get());
  keep(c.get());
}

#define DECLIVE_BENCH_NAME_(name) #name
#define DECLIVE_BENCH_NAME(name) DECLIVE_BENCH_NAME_(name)
#define DECLIVE_BENCH_JOIN_(a, b) a##b
#define DECLIVE_BENCH_JOIN(a, b) DECLIVE_BENCH_JOIN_(a, b)

}  // namespace

template <class T>
const Peer<T>& DECLIVE_BENCH_LOOP() {
  static constexpr Peer<T> peer{
      .name = DECLIVE_BENCH_NAME(DECLIVE_BENCH_LOOP),
      .copy = [](Index n, const T* a, T* c) { std::memcpy(c, a, static_cast<std::size_t>(n) * sizeof(T)); },
      .triad =
          [](Index n, T s, const T* a, const T* b, T* c) {
            for (Index i = 0; i < n; ++i) c[i] = a[i] + s * b[i];
          },
      .add = add<T>,
      .add_assign =
          [](Index n, T* a, const T* b) {
            for (Index i = 0; i < n; ++i) a[i] += b[i];
          },
      .axpy =
          [](Index n, T* a, T s, const T* b) {
            for (Index i = 0; i < n; ++i) a[i] += s * b[i];
          },
      .scale =
          [](Index n, T* a, T s) {
            for (Index i = 0; i < n; ++i) a[i] *= s;
          },
      .hadamard =
          [](Index n, const T* a, const T* b, T* c) {
            for (Index i = 0; i < n; ++i) c[i] = a[i] * b[i];
          },
      .relu =
          [](Index n, const T* a, const T* b, T* c) {
            for (Index i = 0; i < n; ++i) {
              const T x = a[i] * T(2.5) + b[i];
              c[i] = x > T(0) ? x : T(0);
            }
          },
      .add_bias =
          [](Index rows, Index cols, T* a, const T* bias) {
            for (Index i = 0; i < rows; ++i)
              for (Index j = 0; j < cols; ++j) a[i * cols + j] += bias[j];
          },
      .new_sum = [](Index n, const T* a, const T* b) { new_array<T>(n, [=](T* c) { add(n, a, b, c); }); },
      .sum =
          [](Index n, const T* a) {
            T sum = 0;
            for (Index i = 0; i < n; ++i) sum += a[i];
            return sum;
          },
      .dot = dot<T>,
      .norm = [](Index n, const T* a) { return std::sqrt(dot(n, a, a)); },
      .max =
          [](Index n, const T* a) {
            T best = a[0];
            for (Index i = 1; i < n; ++i) best = a[i] > best ? a[i] : best;
            return best;
          },
      .argmax =
          [](Index n, const T* a) {
            Index best = 0;
            for (Index i = 1; i < n; ++i)
              if (a[i] > a[best]) best = i;
            return best;
          },
      .sum_columns = sum_columns<T>,
      .sum_rows = sum_rows<T>,
      .new_sum_columns = [](Index rows, Index cols,
                            const T* a) { new_array<T>(cols, [=](T* c) { sum_columns(rows, cols, a, c); }); },
      .new_sum_rows = [](Index rows, Index cols,
                         const T* a) { new_array<T>(rows, [=](T* c) { sum_rows(rows, cols, a, c); }); },
      .new_block =
          [](Index rows, Index cols, Index stride, const T* a) {
            new_array<T>(rows * cols, [=](T* c) {
              for (Index i = 0; i < rows; ++i)
                for (Index j = 0; j < cols; ++j) c[i * cols + j] = a[i * stride + j];
            });
          },
      .new_transposed =
          [](Index rows, Index cols, const T* a) {
            new_array<T>(rows * cols, [=](T* c) {
              for (Index j = 0; j < cols; ++j)
                for (Index i = 0; i < rows; ++i) c[j * rows + i] = a[i * cols + j];
            });
          },
  };
  return peer;
}
template const Peer<float>& DECLIVE_BENCH_LOOP<float>();
template const Peer<double>& DECLIVE_BENCH_LOOP<double>();

template <class T>
const ProductPeer<T>& DECLIVE_BENCH_JOIN(DECLIVE_BENCH_LOOP, _products)() {
  static constexpr ProductPeer<T> peer{
      .name = DECLIVE_BENCH_NAME(DECLIVE_BENCH_LOOP),
      .max_work = 4e6,
      // k outside j, so that the inner loop runs along rows.
      .matmul =
          [](Form form, Index m, Index n, Index k, const T* a, const T* b, T* c) {
            const Index a_rs = form == Form::atb ? 1 : k, a_cs = form == Form::atb ? m : 1;
            const Index b_rs = form == Form::abt ? 1 : n, b_cs = form == Form::abt ? k : 1;
            for (Index i = 0; i < m; ++i) {
              for (Index j = 0; j < n; ++j) c[i * n + j] = 0;
              for (Index p = 0; p < k; ++p)
                for (Index j = 0; j < n; ++j) c[i * n + j] += a[i * a_rs + p * a_cs] * b[p * b_rs + j * b_cs];
            }
          },
      .matvec =
          [](Index m, Index n, const T* a, const T* x, T* y) {
            for (Index i = 0; i < m; ++i) y[i] = dot(n, a + i * n, x);
          },
      .vecmat =
          [](Index m, Index n, const T* a, const T* x, T* y) {
            for (Index j = 0; j < n; ++j) y[j] = 0;
            for (Index i = 0; i < m; ++i)
              for (Index j = 0; j < n; ++j) y[j] += x[i] * a[i * n + j];
          },
      .transpose =
          [](Index m, Index n, const T* a, T* c) {
            for (Index i = 0; i < m; ++i)
              for (Index j = 0; j < n; ++j) c[j * m + i] = a[i * n + j];
          },
      .complex = nullptr,
      .set_threads = nullptr,
  };
  return peer;
}
template const ProductPeer<float>& DECLIVE_BENCH_JOIN(DECLIVE_BENCH_LOOP, _products)<float>();
template const ProductPeer<double>& DECLIVE_BENCH_JOIN(DECLIVE_BENCH_LOOP, _products)<double>();

template <class T>
const FunctionPeer<T>& DECLIVE_BENCH_JOIN(DECLIVE_BENCH_LOOP, _functions)() {
  static constexpr FunctionPeer<T> peer{
      .name = DECLIVE_BENCH_NAME(DECLIVE_BENCH_LOOP),
      .exp =
          [](Index n, const T* a, T* c) {
            for (Index i = 0; i < n; ++i) c[i] = std::exp(a[i]);
          },
      .log =
          [](Index n, const T* a, T* c) {
            for (Index i = 0; i < n; ++i) c[i] = std::log(a[i]);
          },
      .tanh =
          [](Index n, const T* a, T* c) {
            for (Index i = 0; i < n; ++i) c[i] = std::tanh(a[i]);
          },
      .sigmoid =
          [](Index n, const T* a, T* c) {
            for (Index i = 0; i < n; ++i) c[i] = T(1) / (T(1) + std::exp(-a[i]));
          },
      .softmax = [](Index rows, Index cols, const T* a, T* c) { softmax_rows(rows, cols, a, c, [](Index, T, T) {}); },
      .softmax_cross_entropy =
          [](Index rows, Index cols, const T* a, const int* labels, T* c) {
            T loss = 0;
            const T share = T(1) / static_cast<T>(rows);
            softmax_rows(rows, cols, a, c, [&](Index i, T most, T sum) {
              loss += std::log(sum) + most - a[i * cols + labels[i]];
              T* const row = c + i * cols;
              for (Index j = 0; j < cols; ++j) row[j] *= share;
              row[labels[i]] -= share;
            });
            return loss * share;
          },
      .mse =
          [](Index n, const T* a, const T* b, T* c) {
            T sum = 0;
            const T factor = T(2) / static_cast<T>(n);
            for (Index i = 0; i < n; ++i) {
              const T d = a[i] - b[i];
              sum += d * d;
              c[i] = factor * d;
            }
            return sum / static_cast<T>(n);
          },
  };
  return peer;
}
template const FunctionPeer<float>& DECLIVE_BENCH_JOIN(DECLIVE_BENCH_LOOP, _functions)<float>();
template const FunctionPeer<double>& DECLIVE_BENCH_JOIN(DECLIVE_BENCH_LOOP, _functions)<double>();

template <class T>
AdamStep<T> DECLIVE_BENCH_JOIN(DECLIVE_BENCH_LOOP, _adam)() {
  return [](Index n, T rate, T root_scale, T* w, const T* g, T* m, T* v) {
    for (Index i = 0; i < n; ++i) {
      m[i] = T(0.9) * m[i] + T(0.1) * g[i];
      v[i] = T(0.999) * v[i] + T(0.001) * g[i] * g[i];
      w[i] -= rate * m[i] / (std::sqrt(v[i]) * root_scale + T(1e-8));
    }
  };
}
template AdamStep<float> DECLIVE_BENCH_JOIN(DECLIVE_BENCH_LOOP, _adam)<float>();
template AdamStep<double> DECLIVE_BENCH_JOIN(DECLIVE_BENCH_LOOP, _adam)<double>();

}  // namespace bench
