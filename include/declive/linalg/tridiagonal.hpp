// A Hermitian matrix becomes a real tridiagonal one: A = Q T Q^H, and vectors of T become vectors of A.
//
//   Q^H = H_1 ... H_(n-1),  H_k = I - tau_k v_k v_k^H,  v_k of k elements, the last of which is 1
//
// H_k turns the elements left of the diagonal in row k to (0, ..., 0, beta): the rows are done from the last upwards, so
// that what remains always begins in the corner (0, 0) and v_k in its row, where it is stored. One step is a rank-2
// update of what remains,
//
//   H A H^H = A - v w^H - w v^H,  w = conj(tau) p - |tau|^2 (v^H p) / 2 v,  p = A v
//
// (G. Golub, C. Van Loan, Matrix Computations, 4th ed., 8.3.1). A matrix that is larger than the caches defers the updates
// of some rows and does them in one product (J. Dongarra, S. Hammarling, D. Sorensen, Block reduction of matrices to
// condensed forms, 1989): half of the work remains in p, which reads the lower triangle once a step.
#ifndef DECLIVE_LINALG_TRIDIAGONAL_HPP
#define DECLIVE_LINALG_TRIDIAGONAL_HPP

#include <limits>

#include "../kernels/tridiagonalize.hpp"
#include "householder.hpp"

namespace declive::detail {

// Up to this size a matrix is reduced without blocks.
inline constexpr Index unblocked_tridiagonal = 96;
// Up to this size reflectors are applied one by one.
inline constexpr Index unblocked_reflectors = 48;
// Rows whose updates are done together, and reflectors that are applied together.
inline constexpr Index tridiagonal_block = 16;

}  // namespace declive::detail

namespace declive::detail::inline DECLIVE_ABI {

/// Elements of work that tridiagonalize and apply_reduction ask for.
constexpr Index tridiagonal_work(Index n, Index stride) {
  return n > unblocked_reflectors ? 3 * tridiagonal_block * stride + tridiagonal_block * tridiagonal_block : 4 * stride;
}

// C = A B + beta C, where rows of B and C are contiguous: out of line, for the several calls of large products.
template <class T>
DECLIVE_NOINLINE void add_product(Index m, Index n, Index k, const T* a, Index a_rs, Index a_cs, const T* b, Index b_rs,
                                  T beta, T* c, Index c_rs) {
  kernels::gemm<T>(m, n, k, T(1), a, a_rs, a_cs, b, b_rs, Index{1}, beta, c, c_rs, Index{1});
}

// Any scalar, in plain loops on the lower triangle.
template <class T, class R>
void tridiagonalize_plain(Index n, T* a, Index stride, R* d, R* e, T* tau, T* w) {
  for (Index k = n - 1; k > 0; --k) {
    T* const row = a + k * stride;
    d[k] = real_part(row[k]);
    for (Index j = 0; j < k; ++j) row[j] = conjugate(row[j]);
    const auto [factor, beta] = make_reflector(k, row + (k - 1), Index{-1});
    tau[k] = conjugate(factor);
    e[k - 1] = beta;
    if (tau[k] == T(0)) continue;
    R product(0);
    for (Index i = 0; i < k; ++i) {
      T sum(0);
      for (Index j = 0; j <= i; ++j) sum += a[i * stride + j] * row[j];
      for (Index j = i + 1; j < k; ++j) sum += conjugate(a[j * stride + i]) * row[j];
      w[i] = conjugate(tau[k]) * sum;
      product += real_part(static_cast<T>(conjugate(row[i]) * w[i] * tau[k]));
    }
    for (Index i = 0; i < k; ++i) w[i] -= T(product / R(2)) * row[i];
    for (Index i = 0; i < k; ++i)
      for (Index j = 0; j <= i; ++j) a[i * stride + j] -= row[i] * conjugate(w[j]) + w[i] * conjugate(row[j]);
  }
  d[0] = real_part(a[0]);
}

// The rows m - 1, m - 2, ..., m - block. `panel` has three blocks of rows: the v, the -w, and the v once more, so that
// the update of what remains, A + V (-W)^T + (-W) V^T, is one product.
template <class T>
void tridiagonalize_panel(Index m, Index block, T* a, Index stride, T* d, T* e, T* tau, T* panel) {
  constexpr T tiny = (std::numeric_limits<T>::min)() / std::numeric_limits<T>::epsilon();
  T *const v = panel, *const w = panel + block * stride, *const again = panel + 2 * block * stride;
  T sums[std::size_t{tridiagonal_block}];
  for (Index j = 0; j < 3 * block * stride; ++j) panel[j] = T(0);
  for (Index q = 0; q < block; ++q) {
    const Index k = m - 1 - q;
    T *const row = a + k * stride, *const x = v + q * stride, *const y = w + q * stride;
    // y += (the deferred updates) times the vector whose products with the v and the -w are given.
    const auto add_updates = [&](Index size, const T* of_v, const T* of_w, Index step, T* to) {
      kernels::gemv<T>(size, q, T(1), v, Index{1}, stride, of_w, step, T(1), to, Index{1});
      kernels::gemv<T>(size, q, T(1), w, Index{1}, stride, of_v, step, T(1), to, Index{1});
    };
    if (q > 0) add_updates(k + 1, v + k, w + k, stride, row);
    d[k] = row[k];
    const T alpha = row[k - 1], rest = kernels::reduce<kernels::Term::product, T>(row, row, k - 1);
    row[k] = tau[k] = T(0);
    e[k - 1] = alpha;
    if (!(rest > tiny)) continue;  // nothing to do: v and w stay zero
    const T beta = alpha > T(0) ? -std::sqrt(alpha * alpha + rest) : std::sqrt(alpha * alpha + rest);
    const T scale = T(1) / (alpha - beta);
    e[k - 1] = beta;
    tau[k] = (beta - alpha) / beta;
    for (Index j = 0; j < k - 1; ++j) row[j] *= scale;
    row[k - 1] = T(1);
    kernels::symmetric_matvec(k, a, stride, row, y);
    if (q > 0) {
      T of_w[std::size_t{tridiagonal_block}];
      kernels::gemv<T>(q, k, T(1), v, stride, Index{1}, row, Index{1}, T(0), sums, Index{1});
      kernels::gemv<T>(q, k, T(1), w, stride, Index{1}, row, Index{1}, T(0), of_w, Index{1});
      add_updates(k, sums, of_w, Index{1}, y);
    }
    const T half = T(0.5) * tau[k] * kernels::reduce<kernels::Term::product, T>(row, y, k);
    for (Index j = 0; j < k; ++j) {
      x[j] = again[q * stride + j] = row[j];
      y[j] = tau[k] * (half * row[j] - y[j]);
    }
  }
  // The blocks on and below the diagonal.
  constexpr Index strip = 96;
  const Index rest = m - block;
  for (Index i = 0; i < rest; i += strip) {
    const Index some = rest - i < strip ? rest - i : strip;
    add_product(some, i + some, 2 * block, v + i, Index{1}, stride, w, stride, T(1), a + i * stride, stride);
  }
}

/// The Hermitian n x n matrix A in rows of `stride` elements becomes tridiagonal, with the diagonal d and beside it e;
/// the v_k stand in its rows. The lower triangle is read; up to unblocked_tridiagonal rows of float and double both are, and
/// zeros behind them. For these `stride` is a multiple of kernels::row_quantum, and the squares of the numbers are in range. `work` has tridiagonal_work(n, stride) elements.
template <class T, class R>
void tridiagonalize(Index n, T* a, Index stride, R* d, R* e, T* tau, T* work) {
  if constexpr (has_kernels<T>) {
    Index m = n;
    while (m > unblocked_tridiagonal) {
      const Index block = m - unblocked_tridiagonal < tridiagonal_block ? m - unblocked_tridiagonal : tridiagonal_block;
      tridiagonalize_panel(m, block, a, stride, d, e, tau, work);
      m -= block;
    }
    for (Index i = 0; i < m && m < n; ++i) {
      for (Index j = 0; j < i; ++j) a[j * stride + i] = a[i * stride + j];
      for (Index j = m; j < stride && j < m + kernels::row_quantum<T>; ++j) a[i * stride + j] = T(0);
    }
    kernels::tridiagonalize(m, a, stride, d, e, tau, work);
  } else {
    tridiagonalize_plain(n, a, stride, d, e, tau, work);
  }
}

// V = H_(m) ... H_(m - count + 1) V for `count` reflectors in rows of `y`, the last of which has m elements, as one matrix:
// I - Y^T S Y, where S is lower triangular, S_qq = tau_q, S_q. = -tau_q (Y Y^T)_q. S (R. Schreiber, C. Van Loan, A
// storage-efficient WY representation for products of Householder transformations, 1989). V has n columns.
template <class T>
void apply_reflectors(Index m, Index count, T* y, Index stride, const T* tau, Index n, T* v, T* work) {
  T *const s = work, *const products = s + count * count, *const sums = products + count * n;
  for (Index q = 0; q < count; ++q)
    for (Index j = m - count + 1 + q; j < m; ++j) y[q * stride + j] = T(0);
  kernels::gemm<T>(count, count, m, T(1), y, stride, Index{1}, y, Index{1}, stride, T(0), s, count, Index{1});
  for (Index q = 0; q < count; ++q) {
    T* const row = s + q * count;
    for (Index j = 0; j < q; ++j) {
      T sum(0);
      for (Index p = j; p < q; ++p) sum += row[p] * s[p * count + j];
      row[j] = -tau[q] * sum;
    }
    row[q] = -tau[q];  // of -S, whose product with Y V is what is added
    for (Index j = q + 1; j < count; ++j) row[j] = T(0);
  }
  add_product(count, n, m, static_cast<const T*>(y), stride, Index{1}, static_cast<const T*>(v), n, T(0), products, n);
  add_product(count, n, count, static_cast<const T*>(s), count, Index{1}, static_cast<const T*>(products), n, T(0),
              sums, n);
  add_product(m, n, count, static_cast<const T*>(y), Index{1}, stride, static_cast<const T*>(sums), n, T(1), v, n);
}

/// V = Q V, where `a` and `tau` are what tridiagonalize left. V is n x n, row after row.
template <class T>
void apply_reduction(Index n, T* a, Index stride, const T* tau, T* v, T* work) {
  if constexpr (!has_kernels<T>) {
    for (Index k = 1; k < n; ++k) {
      for (Index j = 0; j < n; ++j) work[j] = T(0);
      for (Index i = 0; i < k; ++i)
        for (Index j = 0; j < n; ++j) work[j] += conjugate(a[k * stride + i]) * v[i * n + j];
      for (Index i = 0; i < k; ++i) {
        const T factor = conjugate(tau[k]) * a[k * stride + i];
        for (Index j = 0; j < n; ++j) v[i * n + j] -= factor * work[j];
      }
    }
  } else if (n <= unblocked_reflectors) {
    kernels::reflect_rows(n, static_cast<const T*>(a), stride, tau, n, v, n);
  } else {
    for (Index first = 1; first < n; first += tridiagonal_block) {
      const Index count = n - first < tridiagonal_block ? n - first : tridiagonal_block;
      apply_reflectors(first + count - 1, count, a + first * stride, stride, tau + first, n, v, work);
    }
  }
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
