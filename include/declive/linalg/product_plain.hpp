// Products without a kernel: of every other scalar, and at compile time, in plain loops; of float and double in fixed
// sizes up to 8 x 8 written out in full.
#ifndef DECLIVE_LINALG_PRODUCT_PLAIN_HPP
#define DECLIVE_LINALG_PRODUCT_PLAIN_HPP

#include <cstring>

#include "../kernels/reference.hpp"
#include "arithmetic.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

// sum_p a[p a_s] b[p b_s], p in [0, k), in that order. Only an empty sum needs a zero.
template <class T, class A, class B>
constexpr T dot_plain(Index k, const A* a, Index a_s, const B* b, Index b_s) {
  if (k == 0) {
    if constexpr (std::constructible_from<T, int>)
      return T(0);
    else if constexpr (std::default_initializable<T>)
      return T();
    else
      raise_value("product", "an empty sum of a type without a zero", {});
  }
  T sum = static_cast<T>(Times{}(a[0], b[0]));
  for (Index p = 1; p < k; ++p) sum = static_cast<T>(sum + static_cast<T>(Times{}(a[p * a_s], b[p * b_s])));
  return sum;
}

// A (m x k) times B (k x n) as a value of shape Result; both as matrix views.
template <class Result, class T, class A, class B, class Make>
constexpr Result product_plain(const A& a, const B& b, Make make) {
  const Index k = a.cols();
  return make([&](Index i, Index j = 0) {
    // Where k = 0 the pointers may be null, and a null pointer has no neighbours.
    return dot_plain<T>(k, k > 0 ? a.data() + i * a.row_stride() : a.data(), a.col_stride(),
                        k > 0 ? b.data() + j * b.col_stride() : b.data(), b.row_stride());
  });
}

// C (m x n) = A (m x k) B (k x n), all row after row, written out in full: a row of C is made of registers of 16 bytes,
// which every caller's flags allow, and what is left of single elements. Each element is summed in the order of k.
template <Index m, Index n, Index k, class T>
DECLIVE_INLINE inline void multiply_fixed(const T* a, const T* b, T* c) {
#if defined(__GNUC__) || defined(__clang__)
  typedef T Register __attribute__((vector_size(16)));
  constexpr Index lanes = 16 / static_cast<Index>(sizeof(T)), regs = n / lanes, rest = n % lanes;
#else
  using Register = T;
  constexpr Index lanes = 1, regs = n, rest = 0;
#endif
  DECLIVE_UNROLL
  for (Index i = 0; i < m; ++i) {
    Register sum[static_cast<std::size_t>(regs > 0 ? regs : 1)];
    T last[static_cast<std::size_t>(rest > 0 ? rest : 1)];
    DECLIVE_UNROLL
    for (Index p = 0; p < k; ++p) {
      const T factor = a[i * k + p];
      DECLIVE_UNROLL
      for (Index v = 0; v < regs; ++v) {
        Register row;
        std::memcpy(&row, b + p * n + v * lanes, sizeof(Register));
        sum[v] = p == 0 ? factor * row : sum[v] + factor * row;
      }
      DECLIVE_UNROLL
      for (Index l = 0; l < rest; ++l) {
        const T product = factor * b[p * n + regs * lanes + l];
        last[l] = p == 0 ? product : last[l] + product;
      }
    }
    DECLIVE_UNROLL
    for (Index v = 0; v < regs; ++v) std::memcpy(c + i * n + v * lanes, &sum[v], sizeof(Register));
    DECLIVE_UNROLL
    for (Index l = 0; l < rest; ++l) c[i * n + regs * lanes + l] = last[l];
  }
}

// C = alpha A B + beta C, where C may share memory with A and B.
template <class T, class A, class B, class C>
constexpr void gemm_plain(const T& alpha, const A& a, const B& b, const T& beta, const C& c) {
  const auto run = [&](const auto& x, const auto& y, T* out, Index out_rs, Index out_cs) {
    kernels::reference::gemm<T>(c.rows(), c.cols(), x.cols(), alpha, x.data(), x.row_stride(), x.col_stride(), y.data(),
                                y.row_stride(), y.col_stride(), beta, out, out_rs, out_cs);
  };
  if (std::is_constant_evaluated()) {
    // Addresses cannot be compared here: a copy of C takes the product, which works for fixed shapes.
    Matrix<T, Like<C>::rows, Like<C>::cols> result(c);
    run(a, b, result.data(), c.cols(), Index{1});
    return copy(c, view(result));
  }
  if (overlap(c, a) != Overlap::none) return gemm_plain(alpha, view(Matrix<T>(a)), b, beta, c);
  if (overlap(c, b) != Overlap::none) return gemm_plain(alpha, a, view(Matrix<T>(b)), beta, c);
  run(a, b, c.data(), c.row_stride(), c.col_stride());
}

}  // namespace detail::inline DECLIVE_ABI
}  // namespace declive

#endif
