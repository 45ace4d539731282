// The kernels of products, for a program of many units: nearly half of the time to compile a unit that multiplies matrices
// is theirs. Every unit is compiled with -DDECLIVE_EXTERN_KERNELS=1, and one, with the same flags, is
//
//   #include <declive/kernels/instances.hpp>
//
// Without that nothing is to be done, and small products are a few nanoseconds faster: their tile is known to the caller.
#ifndef DECLIVE_KERNELS_INSTANCES_HPP
#define DECLIVE_KERNELS_INSTANCES_HPP

#ifdef DECLIVE_KERNELS_MICROKERNEL_HPP
#error "declive: include declive/kernels/instances.hpp before every other header of declive"
#endif
#undef DECLIVE_EXTERN_KERNELS
#define DECLIVE_EXTERN_KERNELS 0

#include "gemm.hpp"

#define DECLIVE_INSTANCES(isa)                                   \
  template const GemmKernels<float>& isa::gemm_kernels<float>(); \
  template const GemmKernels<double>& isa::gemm_kernels<double>();

namespace declive::kernels {
#if DECLIVE_PORTABLE_KERNELS
DECLIVE_INSTANCES(portable)
#endif
#if DECLIVE_X86
DECLIVE_INSTANCES(sse2)
DECLIVE_INSTANCES(avx2)
DECLIVE_INSTANCES(avx512)
#elif DECLIVE_NEON
DECLIVE_INSTANCES(neon)
#endif
inline namespace DECLIVE_ABI {
template void gemm_small(const GemmKernels<float>&, Index, Index, Index, const float*, Index, Index, const float*,
                         Index, float, float*, Index);
template void gemm_small(const GemmKernels<double>&, Index, Index, Index, const double*, Index, Index, const double*,
                         Index, double, double*, Index);
template void gemm_any(GemmTask<float>);
template void gemm_any(GemmTask<double>);
}  // namespace DECLIVE_ABI
}  // namespace declive::kernels

#undef DECLIVE_INSTANCES

#endif
