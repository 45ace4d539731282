// The block sizes of the matrix product, and the cache arithmetic behind them.
//
//   MR x NR   the register tile: MR rows of two registers. 2 MR sums, two registers for a row of B and one for an
//             element of A must fit the register file: 12 x 2 + 3 of 32 (AVX-512), 6 x 2 + 3 of 16 (AVX2), 4 x 2 + 3 of
//             16 (SSE2), 8 x 2 + 3 of 32 (NEON).
//   THIN x 1  the same of one register, for the last columns: more rows, to hide the fma's latency as well.
//   KC        the depth of a block, 512 everywhere, because where alpha is not 1 a new block starts a new sum: so the
//             bits are the same everywhere. Less depth means more passes over C (256 was 5 % slower in double at
//             n = 2048); a panel of B (NR x KC, 64 KiB with AVX-512) streams from L2 without loss.
//   MC        rows of A between two panels of B: MC x KC takes a twelfth of L2, three tiles at least. 3/8 of L2 was 5 to
//             12 % slower in double from n = 512 on: the panels, which pass by, drive out what should stay.
//   NC        columns of B packed at once: KC x NC takes an eighth of L3, 3 MiB at most (L3 has other users, too).
//
// `lean` instruction sets are those of machines of before 2013 and of none in particular: their kernels have the loops
// that count most and are quick to compile, since every program that multiplies compiles them.
#ifndef DECLIVE_KERNELS_BLOCKING_HPP
#define DECLIVE_KERNELS_BLOCKING_HPP

#include "cpu.hpp"

namespace declive::kernels {

inline constexpr Index gemm_kc = 512;

namespace portable {
inline constexpr int tile_rows = 4, thin_rows = 4;
inline constexpr bool lean = true;
}  // namespace portable
namespace sse2 {
inline constexpr int tile_rows = 4, thin_rows = 4;
inline constexpr bool lean = true;
}  // namespace sse2
namespace avx2 {
inline constexpr int tile_rows = 6, thin_rows = 12;
inline constexpr bool lean = false;
}  // namespace avx2
namespace avx512 {
inline constexpr int tile_rows = 12, thin_rows = 12;
inline constexpr bool lean = false;
}  // namespace avx512
namespace neon {
inline constexpr int tile_rows = 8, thin_rows = 12;
inline constexpr bool lean = false;
}  // namespace neon

inline namespace DECLIVE_ABI {

constexpr Index round_up(Index x, Index step) { return (x + step - 1) / step * step; }
/// The size of the parts when x is divided as evenly as possible into parts of at most `most`, a multiple of `step`.
constexpr Index even_part(Index x, Index most, Index step) {
  const Index parts = (x + most - 1) / most;
  return parts == 0 ? step : round_up((x + parts - 1) / parts, step);
}

struct GemmBlocks {
  Index mc, nc, kc;
};
/// The blocks of an m x n x k product of elements of `bytes` bytes in register tiles of mr x nr.
constexpr GemmBlocks gemm_blocks(const Caches& caches, Index bytes, Index mr, Index nr, Index m, Index n, Index k) {
  const auto clamp = [](Index x, Index low, Index high) { return x < low ? low : x > high ? high : x; };
  const Index mc = clamp(caches.l2 / 12 / (gemm_kc * bytes) / mr * mr, 3 * mr, 60 * mr);
  const Index nc = clamp(caches.l3 / 8, 1 << 20, 3 << 20) / (gemm_kc * bytes) / nr * nr;
  return {even_part(m, mc, mr), even_part(n, nc, nr), even_part(k, gemm_kc, 1)};
}

/// The distance of packed rows of A, in elements: an odd number of cache lines, so that the rows of a tile do not meet
/// in one set of L1.
constexpr Index packed_row(Index kc, Index bytes) { return (round_up(kc * bytes, 64) / 64 | 1) * 64 / bytes; }

/// Whether rows that are `stride` bytes apart meet in one set of a 4 KiB way of L1: a tile of such rows is read 15 to
/// 30 % slower than one of packed rows.
constexpr bool rows_collide(Index stride) {
  const Index distance = (stride < 0 ? -stride : stride) % 4096;
  return distance < 64 || distance > 4096 - 64;
}

}  // namespace DECLIVE_ABI
}  // namespace declive::kernels

#endif
