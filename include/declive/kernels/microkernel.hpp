// The register tiles of the matrix product: what an instruction set has of them, and which one is active. The kernels
// themselves are in microkernel.inl.
#ifndef DECLIVE_KERNELS_MICROKERNEL_HPP
#define DECLIVE_KERNELS_MICROKERNEL_HPP

#include <cstddef>
#include <utility>

#include "blocking.hpp"

namespace declive::kernels {

inline constexpr int most_tile_rows = 12;
inline constexpr Index tiny_most = 8;

/// Register tiles of 0 < rows <= MR (or THIN): gemm_tile in microkernel.inl, for a given number of registers.
template <class T>
using GemmTile = void (*)(Index rows, Index k, const T* a, Index a_rs, Index a_cs, const T* b, Index b_rs, T beta, T* c,
                          Index c_rs, Index last);
/// What an instruction set has for products.
template <class T>
struct GemmKernels {
  Index rows, thin_rows;    ///< most rows of a tile of two registers (MR), of one register
  Index lanes;              ///< of a register; NR = 2 lanes
  Index narrow_lanes;       ///< of the register for the last few columns
  bool free_masks;          ///< tiles of one register read no further than `last` lanes of a row of B
  GemmTile<T> two, half;    ///< tiles of two registers, of a whole and a narrow one
  GemmTile<T> one, narrow;  ///< of one, of a narrow one
  // Null where an instruction set has none:
  GemmTile<T> row;  ///< a single row of four registers, which hides the fma's latency
  /// A single column of eight to 32 rows, see column.hpp.
  void (*column)(Index groups, Index k, const T* a, Index a_rs, const T* x, const T* from, T* to);
  /// An outer product, see gemm_outer in microkernel.inl.
  void (*outer)(Index m, Index n, const T* a, Index a_rs, const T* b, T* c, Index c_rs, bool adds);
  unsigned tiny_cols;  ///< bit n: whether `tiny` multiplies by n columns
  /// C = A B where 0 < m <= tiny_most, n is one of those, k > 0 and row follows row without a gap, see tiny_x86.inl.
  void (*tiny)(Index m, Index n, Index k, const T* a, const T* b, T* c);
};

}  // namespace declive::kernels

#define DECLIVE_KERNEL_FILE "microkernel.inl"
#include "for_each_isa.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

namespace dispatch {
template <class T>
inline const GemmKernels<T>& gemm_kernels() {
  DECLIVE_DISPATCH(gemm_kernels<T>());
}
}  // namespace dispatch

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
