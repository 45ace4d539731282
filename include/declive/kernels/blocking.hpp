// The block sizes of the matrix product, and the cache arithmetic behind them.
//
//   MR x NR   the register tile: MR rows of `regs` registers. MR regs accumulators, regs for a row of B and one for an
//             element of A must fit the register file: 12 x 2 + 3 of 32 (AVX-512), 6 x 2 + 3 of 16 (AVX2),
//             4 x 2 + 3 of 16 (SSE2), 8 x 2 + 3 of 32 (NEON).
//   KC        the depth of a panel: an NR x KC panel of B (32 floats x 256 = 32 KiB) stays in L1 while A's panels pass.
//             It is the same on every instruction set, because a new panel starts a new sum: so the bits are the same.
//   MC        rows of A packed at once: MC x KC (240 KiB of float) stays in L2.
//   NC        columns of B packed at once: KC x NC (3 MiB of float) stays in L3.
#ifndef DECLIVE_KERNELS_BLOCKING_HPP
#define DECLIVE_KERNELS_BLOCKING_HPP

#include "../error.hpp"

namespace declive::kernels {

inline constexpr Index gemm_kc = 256;
inline constexpr Index gemm_mc = 240;
template <class T>
inline constexpr Index gemm_nc = 12288 / static_cast<Index>(sizeof(T));

struct RegisterTile {
  int rows;  ///< MR
  int regs;  ///< NR / lanes
};

namespace portable {
inline constexpr RegisterTile tile{4, 4};
}
namespace sse2 {
inline constexpr RegisterTile tile{4, 2};
}
namespace avx2 {
inline constexpr RegisterTile tile{6, 2};
}
namespace avx512 {
inline constexpr RegisterTile tile{12, 2};
}
namespace neon {
inline constexpr RegisterTile tile{8, 2};
}

}  // namespace declive::kernels

#endif
