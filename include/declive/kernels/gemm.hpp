// C = alpha A B + beta C for float and double: the contract, and the loops around the register tile.
//
// A is m x k, B is k x n, C is m x n; element (i, j) of X stands at x[i x_rs + j x_cs] for any strides, so a transposed
// operand is one with its strides exchanged. C does not overlap A or B.
//   - beta = 0: C is not read. alpha = 0 or k = 0: A and B are not read. m = 0 or n = 0: nothing happens.
//   - Zeros are not skipped: NaN and infinity in A or B reach C as IEEE 754 says.
//   - alpha = 1: an element is beta c_ij (0 for beta = 0), to which a_ip b_pj are added by fma in the order of p. Else
//     the sum is made in that way from 0 for each of ceil(k / 512) equal parts of k, multiplied by alpha and added, with
//     a rounding each. So an element depends on its row and its column alone, not on m, n, its place, the strides, the
//     block sizes or the number of threads, and has the same bits on every machine with fma.
//   - |computed - exact| <= (k + 2) eps sum_p |a_ip| |b_pj|.
// The memory for packing is taken once per thread, kept, and released when the thread ends; it is bounded by the caches
// (blocking.hpp). If there is none std::bad_alloc is thrown before C is touched.
//
// With OpenMP (link declive::openmp) large products are shared among threads, by rows and columns of C; never within
// a parallel region.
//
// The loops are those of K. Goto, R. van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008, with the
// packing left out where operands are read as fast in place.
#ifndef DECLIVE_KERNELS_GEMM_HPP
#define DECLIVE_KERNELS_GEMM_HPP

#include "gemm_plan.hpp"
#include "gemv.hpp"

#ifdef _OPENMP
#include <omp.h>
#endif

namespace declive::kernels::inline DECLIVE_ABI {

// Asks for a panel of B, `cols` columns of it.
template <class T>
void gemm_fetch(Index cols, Index depth, const T* b, Index b_rs) {
  for (Index p = 0; p < depth; ++p, b += b_rs)
    for (Index j = 0; j < cols; j += 64 / static_cast<Index>(sizeof(T))) DECLIVE_PREFETCH(b + j);
}

template <class T>
void gemm_blocked(const GemmKernels<T>& kernels, const GemmTask<T>& task, const GemmPlan& plan) {
  const Index nr = plan.width;
  const GemmBlocks& block = plan.block;
  T* const packed_a = plan.bytes > 0 ? static_cast<T*>(workspace<>().take(plan.bytes)) : nullptr;
  T* const packed_b = plan.packs_a ? packed_a + block.mc * plan.row : packed_a;
  for (Index j = 0; j < task.n; j += block.nc) {
    const Index cols = task.n - j < block.nc ? task.n - j : block.nc;
    for (Index p = 0; p < task.k; p += block.kc) {
      const Index depth = task.k - p < block.kc ? task.k - p : block.kc;
      const T beta = p == 0 ? task.beta : T(1);
      if (plan.packs_b) {
        const GemmPacker<T> pack = task.pack_b != nullptr ? task.pack_b : &pack_panels<T>;
        pack(cols, depth, task.b.at(p, j), task.b.rs, task.b.cs, packed_b, nr);
      }
      for (Index i = 0; i < task.m; i += block.mc) {
        const Index rows = task.m - i < block.mc ? task.m - i : block.mc;
        GemmMatrix<const T> a{task.a.at(i, p), task.a.rs, task.a.cs};
        if (plan.packs_a) {
          pack_rows(rows, depth, a.data, a.rs, a.cs, packed_a, plan.row);
          a = {packed_a, plan.row, 1};
        }
        for (Index l = 0; l < cols;) {
          const Index width =
              gemm_panel_width(kernels, cols - l, plan.packs_b, parts_column(kernels, rows, depth, a.cs));
          const T* b = plan.packs_b ? packed_b + l / nr * nr * depth + l % nr : task.b.at(p, j + l);
          if (plan.fetches_b && l + nr < cols) gemm_fetch(nr, depth, b + nr, task.b.rs);
          gemm_panel(kernels, rows, width, depth, task.alpha, a, b, plan.packs_b ? nr : task.b.rs, beta,
                     GemmMatrix<T>{task.c.at(i, j + l), task.c.rs, task.c.cs});
          l += width;
        }
      }
    }
  }
}

template <class T>
void gemm_run(const GemmKernels<T>& kernels, const GemmTask<T>& task) {
  const auto& [m, n, k, alpha, a, b, beta, c, pack_b] = task;
  if (n == 1 && a.cs == 1 && has_column(kernels, m))
    return gemm_column(kernels, m, k, alpha, a.data, a.rs, b.data, b.rs, beta, c.data, c.rs);
  if (k == 1 && n >= 2 * kernels.lanes && alpha == T(1) && b.cs == 1 && c.cs == 1 && (beta == T(0) || beta == T(1)) &&
      kernels.outer != nullptr)
    return kernels.outer(m, n, a.data, a.rs, b.data, c.data, c.rs, beta == T(1));
  if (alpha == T(1) && b.cs == 1 && c.cs == 1 && pack_b == nullptr && is_small(kernels, m, n, k))
    return gemm_small(kernels, m, n, k, a.data, a.rs, a.cs, b.data, b.rs, beta, c.data, c.rs);
  gemm_blocked(kernels, task, gemm_plan(kernels, task));
}

// What a product takes in registers' worth of fmas: the rows of A times the registers of a row of B, and the elements
// that have to be copied, of B into panels and of C out of the tile (as long as an fma of seven lanes: measured). Of
// C = A B and C^T = B^T A^T the cheaper is done: where C is stored by columns that is the second, and also where it
// wastes fewer lanes or spares copying a large B^T. Columns of A that meet in a few sets of L1 cost another eighth.
template <class T>
Index gemm_cost(const GemmKernels<T>& kernels, const GemmTask<T>& task) {
  const Index lanes = kernels.lanes, whole = task.n / lanes, rest = task.n - whole * lanes;
  const Index halves = 2 * whole + (rest == 0                                                      ? 0
                                    : rest <= kernels.narrow_lanes && kernels.narrow_lanes < lanes ? 1
                                                                                                   : 2);
  const bool collides = task.a.cs != 1 && task.k >= 64 && task.a.cs * static_cast<Index>(sizeof(T)) % 512 == 0;
  return task.m * task.k * halves / 2 + (collides ? task.m * task.k / 8 : 0) +
         (task.b.cs == 1 ? 0 : task.k * task.n / 2) + (task.c.cs == 1 ? 0 : task.m * task.n * 7 / lanes);
}

#ifdef _OPENMP
// Below this many multiplications a second thread costs more than it takes over.
inline constexpr Index gemm_thread_work = Index{1} << 20;

// The product in `threads` parts of rows and columns of C, never of k, so that the bits are those of one thread. Nobody
// begins before all have their memory.
template <class T>
void gemm_parallel(const GemmKernels<T>& kernels, const GemmTask<T>& task, Index threads) {
  // As many parts by rows and by columns as keep the parts closest to squares.
  Index by_rows = 1;
  for (Index r = 2; r <= threads; ++r)
    if (threads % r == 0 && r * r * task.n <= threads * task.m * 2) by_rows = r;
  const Index by_cols = threads / by_rows;
  const Index rows = even_part(task.m, (task.m + by_rows - 1) / by_rows, kernels.rows);
  const Index cols = even_part(task.n, (task.n + by_cols - 1) / by_cols, 2 * kernels.lanes);
  const Index down = (task.m + rows - 1) / rows, across = (task.n + cols - 1) / cols;
  bool failed = false;
#pragma omp parallel num_threads(static_cast <int>(down * across))
  {
    const auto part_of = [&](Index number) {
      const Index i = number / across * rows, j = number % across * cols;
      return task.part(i, j, task.m - i < rows ? task.m - i : rows, task.n - j < cols ? task.n - j : cols);
    };
    // A team may be smaller than was asked for.
    const Index first = omp_get_thread_num(), team = omp_get_num_threads();
    for (Index number = first; number < down * across; number += team)
      if (!workspace<>().reserve(gemm_plan(kernels, part_of(number)).bytes)) {
#pragma omp atomic write
        failed = true;
      }
#pragma omp barrier
    bool stop = false;
#pragma omp atomic read
    stop = failed;
    if (!stop)
      for (Index number = first; number < down * across; number += team) gemm_run(kernels, part_of(number));
  }
  if (failed) raise_no_memory();
}
#endif

template <class T>
void gemm_threaded(const GemmKernels<T>& kernels, const GemmTask<T>& task) {
#ifdef _OPENMP
  const Index work = task.m * task.n * task.k;
  if (work >= 2 * gemm_thread_work && !omp_in_parallel()) {
    const Index useful = work / gemm_thread_work, most = omp_get_max_threads();
    const Index threads = useful < most ? useful : most;
    if (threads > 1) return gemm_parallel(kernels, task, threads);
  }
#endif
  gemm_run(kernels, task);
}

// Everything but the smallest products.
template <class T>
DECLIVE_NOINLINE void gemm_any(GemmTask<T> task) {
  auto& [m, n, k, alpha, a, b, beta, c, pack_b] = task;
  if (m <= 0 || n <= 0) return;
  if (k <= 0 || alpha == T(0)) {
    for (Index i = 0; i < m; ++i) scale(n, beta, c.at(i, 0), c.cs);
    return;
  }
  // The distance of what there is only one of may be any: 1 spares copies.
  if (m == 1) a.rs = c.rs = 1;
  if (n == 1) b.cs = c.cs = 1;
  if (k == 1) a.cs = 1;
  const GemmKernels<T>& kernels = dispatch::gemm_kernels<T>();
  // A short row of C stays in registers in gemm_run; a long one is read again for every eight rows of B.
  if (m == 1 && b.cs == 1 && n > 4 * kernels.lanes)
    return gemv_by_columns(n, k, alpha, b.data, b.rs, a.data, a.cs, beta, c.data, c.cs);
  if (n == 1 && a.rs == 1 && m > 4 * kernels.lanes)
    return gemv_by_columns(m, k, alpha, a.data, a.cs, b.data, b.rs, beta, c.data, c.rs);
  if (a.rs == 1 || b.cs != 1 || c.cs != 1) {
    const GemmTask<T> transposed{n, m, k, alpha, b.transposed(), a.transposed(), beta, c.transposed()};
    if (gemm_cost(kernels, transposed) < gemm_cost(kernels, task)) return gemm_threaded(kernels, transposed);
  }
  gemm_threaded(kernels, task);
}

#if DECLIVE_EXTERN_KERNELS  // in another unit, see instances.hpp
extern template void gemm_small(const GemmKernels<float>&, Index, Index, Index, const float*, Index, Index,
                                const float*, Index, float, float*, Index);
extern template void gemm_small(const GemmKernels<double>&, Index, Index, Index, const double*, Index, Index,
                                const double*, Index, double, double*, Index);
extern template void gemm_any(GemmTask<float>);
extern template void gemm_any(GemmTask<double>);
#endif

/// C = alpha A B + beta C, see above. Inlined, so that a product of one or two tiles costs its caller no more than the
/// tiles.
template <class T>
DECLIVE_INLINE inline void gemm(Index m, Index n, Index k, T alpha, const T* a, Index a_rs, Index a_cs, const T* b,
                                Index b_rs, Index b_cs, T beta, T* c, Index c_rs, Index c_cs) {
  if (m > 0 && n > 1 && k > 0 && alpha == T(1) && b_cs == 1 && c_cs == 1) {
    const GemmKernels<T>& kernels = dispatch::gemm_kernels<T>();
    if (beta == T(0) && a_cs == 1 && a_rs == k && b_rs == n && c_rs == n && m <= tiny_most && n <= tiny_most &&
        (kernels.tiny_cols >> n & 1u) != 0)
      return kernels.tiny(m, n, k, a, b, c);
    if (kernels.free_masks && m <= 2 * most_tile_rows && m <= 2 * kernels.thin_rows && n <= kernels.lanes) {
      const GemmTile<T> tile = n <= kernels.narrow_lanes ? kernels.narrow : kernels.one;
      if (m <= kernels.thin_rows) return tile(m, k, a, a_rs, a_cs, b, b_rs, beta, c, c_rs, n);
      const Index half = m / 2, rest = m - half;
      tile(half, k, a, a_rs, a_cs, b, b_rs, beta, c, c_rs, n);
      return tile(rest, k, a + half * a_rs, a_rs, a_cs, b, b_rs, beta, c + half * c_rs, c_rs, n);
    }
    // Of an A by columns the other orientation may be the better one.
    if (a_cs == 1 && is_small(kernels, m, n, k))
      return gemm_small(kernels, m, n, k, a, a_rs, a_cs, b, b_rs, beta, c, c_rs);
  }
  DECLIVE_FORGET(m);  // as shape_of() in error.hpp says
  DECLIVE_FORGET(n);
  DECLIVE_FORGET(k);
  gemm_any(GemmTask<T>{m, n, k, alpha, {a, a_rs, a_cs}, {b, b_rs, b_cs}, beta, {c, c_rs, c_cs}});
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
