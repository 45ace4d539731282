// How a product is done: what is packed, in which blocks, and the memory that it takes.
#ifndef DECLIVE_KERNELS_GEMM_PLAN_HPP
#define DECLIVE_KERNELS_GEMM_PLAN_HPP

#include "gemm_panel.hpp"
#include "pack.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

/// pack_panels, or what stands in its place.
template <class T>
using GemmPacker = void (*)(Index cols, Index depth, const T* b, Index rs, Index cs, T* to, Index width);

/// One product: C = alpha A B + beta C.
template <class T>
struct GemmTask {
  Index m, n, k;
  T alpha;
  GemmMatrix<const T> a, b;
  T beta;
  GemmMatrix<T> c;
  /// Makes the panels of a B that does not stand in memory as it is multiplied (complex.hpp), of even places and sizes
  /// only; alpha is 1 then. Null: pack_panels does.
  GemmPacker<T> pack_b = nullptr;
  /// Rows [i, i + rows) and columns [j, j + cols) of C.
  GemmTask part(Index i, Index j, Index rows, Index cols) const {
    return {rows,  cols, k, alpha, {a.at(i, 0), a.rs, a.cs}, {b.at(0, j), b.rs, b.cs}, beta, {c.at(i, j), c.rs, c.cs},
            pack_b};
  }
};

// How a product is done, and the memory that it takes.
struct GemmPlan {
  bool packs_a, packs_b;
  bool fetches_b;  ///< ahead of the tiles
  GemmBlocks block;
  Index width;        ///< of a panel of B: two registers, or what holds the columns of one that is alone
  Index row;          ///< the distance of packed rows of A
  std::size_t bytes;  ///< for packing
};

// B is copied into panels if its rows are no rows, or if it is read often enough: in place the rows are read with their
// distance, which costs more the more there are, and the copy costs as much as some eight rows of A. For few rows of A
// half the depth is copied at once, of which more stays in L2. A's rows are copied if they are no rows, or where they
// would meet in one set of the cache and are read by many columns, or by a tile of few floats, which waits for them.
//
// Where B or C is far, beyond a good part of L3, it is gone through in its own order: a B that is read once or twice by
// 16 rows at a time, which are fetched ahead; a C of few terms by twelve rows, for which A and B are packed.
template <class T>
GemmPlan gemm_plan(const GemmKernels<T>& kernels, const GemmTask<T>& task, const Caches& sizes = caches()) {
  constexpr auto bytes = static_cast<Index>(sizeof(T));
  const auto& [m, n, k, alpha, a, b, beta, c, pack_b] = task;
  const Index l3 = sizes.l3 / bytes;
  const bool by_rows = k <= 64 && n >= 128 && m * n > l3 / 5 && c.cs == 1;
  const bool meet = k >= 64 && m > 8 && a.cs == 1 && rows_collide(a.rs * bytes);
  const bool must_pad = n < kernels.lanes && !kernels.free_masks;
  // A panel's row that would be one cache line, in place often is part of two: such a panel fills L1.
  const bool fills_l1 = 2 * kernels.lanes * bytes == 64 && b.rs * bytes % 64 != 0 && k * 128 > sizes.l1 / 4 * 3;
  GemmPlan plan{};
  plan.packs_a = a.cs != 1 ? n >= 128 : meet && (n >= 128 || n == 1 || (bytes < 8 && n >= 8 && (n - 1) % 16 < 8));
  // Of huge pages, which large arrays have, such rows meet in L2 as well.
  const bool b_meets = rows_collide(b.rs * bytes);
  const Index b_bytes = k * n * bytes, enough = b_bytes >= 4 << 20 && b_meets ? 128 : 512;
  // The fewer lines of them a panel has, the less of L2 they fill.
  const Index in_place = kernels.lanes * bytes < (b_meets ? 64 : 32) ? sizes.l2 / 2 : sizes.l2;
  const bool often = m * bytes >= enough && b_bytes > in_place;
  plan.packs_b = by_rows || must_pad || pack_b != nullptr || b.cs != 1 || often || (m >= 128 && fills_l1);
  plan.block = gemm_blocks(sizes, bytes, kernels.rows, 2 * kernels.lanes, m, n, k);
  if (by_rows) plan.block.mc = most_tile_rows;
  if (often && m < 128 && alpha == T(1) && b.cs == 1) plan.block.kc = even_part(k, gemm_kc / 2, 1);
  if (pack_b != nullptr) plan.block.kc += plan.block.kc % 2;
  // In place no block may have less than a register.
  if (!plan.packs_b && !kernels.free_masks)
    while (n % plan.block.nc != 0 && n % plan.block.nc < kernels.lanes) plan.block.nc += 2 * kernels.lanes;
  if (alpha == T(1) && !plan.packs_b && m <= 16) {
    const bool once = m <= kernels.rows;
    plan.fetches_b = n >= 128 && k * n > l3 / (!once ? 2 : bytes < 8 ? 3 : 5);
    if (plan.fetches_b)
      plan.block.kc = even_part(k, 16, 1);
    else if (once)
      plan.block.kc = k;  // no reason to come back to C
  }
  plan.width = n > kernels.lanes ? 2 * kernels.lanes : n > kernels.narrow_lanes ? kernels.lanes : kernels.narrow_lanes;
  plan.row = packed_row(plan.block.kc, bytes);
  plan.bytes = static_cast<std::size_t>(
      ((plan.packs_a ? plan.block.mc * plan.row : 0) + (plan.packs_b ? plan.block.kc * plan.block.nc : 0)) * bytes);
  return plan;
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
