// The plain loops, with the signatures of the kernels: the oracle of the tests, and what runs for scalars that have no
// kernel.
#ifndef DECLIVE_KERNELS_REFERENCE_HPP
#define DECLIVE_KERNELS_REFERENCE_HPP

#include <cmath>

#include "elementary.hpp"
#include "map.hpp"
#include "reduce.hpp"

namespace declive::kernels::reference::inline DECLIVE_ABI {

/// C = alpha A B + beta C; A is m x k, B is k x n, element (i, j) of X at x[i x_rs + j x_cs]. C is not read where beta
/// = 0, A and B are not read where alpha = 0. Each element is summed in the order of k.
template <class T>
constexpr void gemm(Index m, Index n, Index k, T alpha, const T* a, Index a_rs, Index a_cs, const T* b, Index b_rs,
                    Index b_cs, T beta, T* c, Index c_rs, Index c_cs) {
  for (Index i = 0; i < m; ++i)
    for (Index j = 0; j < n; ++j) {
      T* out = c + i * c_rs + j * c_cs;
      T sum = T(0);
      if (alpha != T(0))
        for (Index p = 0; p < k; ++p) sum = static_cast<T>(sum + a[i * a_rs + p * a_cs] * b[p * b_rs + j * b_cs]);
      if (alpha != T(0) && alpha != T(1)) sum = static_cast<T>(alpha * sum);
      if (beta == T(0))
        *out = sum;
      else
        *out = static_cast<T>(beta * *out + sum);
    }
}

/// y = alpha A x + beta y, with the rules of gemm.
template <class T>
void gemv(Index m, Index n, T alpha, const T* a, Index a_rs, Index a_cs, const T* x, Index x_s, T beta, T* y,
          Index y_s) {
  gemm(m, Index{1}, n, alpha, a, a_rs, a_cs, x, x_s, Index{1}, beta, y, y_s, Index{1});
}

template <class F, class Out, class... In>
void map(F& f, Index rows, Index cols, Plane<Out> out, Plane<const In>... in) {
  for (Index i = 0; i < rows; ++i)
    for (Index j = 0; j < cols; ++j)
      out.data[i * out.row_stride + j * out.col_stride] =
          static_cast<Out>(f(in.data[i * in.row_stride + j * in.col_stride]...));
}

template <class T>
void transpose(Index rows, Index cols, const T* in, Index in_rs, Index in_cs, T* out, Index out_rs, Index out_cs) {
  for (Index i = 0; i < rows; ++i)
    for (Index j = 0; j < cols; ++j) out[j * out_rs + i * out_cs] = in[i * in_rs + j * in_cs];
}

/// The terms added one after the other, in the element type.
template <Term term, class T>
T reduce(const T* x, const T* y, Index n) {
  T sum = T(0);
  for (Index i = 0; i < n; ++i) {
    if constexpr (term == Term::value)
      sum += x[i];
    else if constexpr (term == Term::magnitude)
      sum += x[i] < T(0) ? -x[i] : x[i];
    else if constexpr (term == Term::square)
      sum += x[i] * x[i];
    else
      sum += x[i] * y[i];
  }
  return sum;
}

template <Term term, class T>
void reduce_columns(const T* x, Index rows, Index cols, Index stride, T* out) {
  for (Index j = 0; j < cols; ++j) {
    out[j] = T(0);
    for (Index i = 0; i < rows; ++i) out[j] += reduce<term>(x + i * stride + j, x + i * stride + j, Index{1});
  }
}

template <Extreme extreme, class T>
T find_extreme(const T* x, Index n, bool& has_nan) {
  T best = extreme == Extreme::magnitude ? T(0) : x[0];
  has_nan = false;
  for (Index i = 0; i < n; ++i) {
    const T value = extreme == Extreme::magnitude && x[i] < T(0) ? -x[i] : x[i];
    if (value != value) has_nan = true;
    if (extreme == Extreme::smallest ? value < best : value > best) best = value;
  }
  return best;
}

/// The standard library's functions, one element after the other.
template <Function f, class T>
void apply(const T* x, T* out, Index n, T shift = T(0)) {
  for (Index i = 0; i < n; ++i) {
    if constexpr (f == Function::exp || f == Function::exp_minus)
      out[i] = std::exp(x[i] - shift);
    else if constexpr (f == Function::log)
      out[i] = std::log(x[i]);
    else if constexpr (f == Function::tanh)
      out[i] = std::tanh(x[i]);
    else
      out[i] = x[i] < T(0) ? std::exp(x[i]) / (T(1) + std::exp(x[i])) : T(1) / (T(1) + std::exp(-x[i]));
  }
}

}  // namespace declive::kernels::reference::inline DECLIVE_ABI

#endif
