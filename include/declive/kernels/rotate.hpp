// Plane rotations of neighbouring rows, many of them in one pass: the contract, and the choice of the kernel.
#ifndef DECLIVE_KERNELS_ROTATE_HPP
#define DECLIVE_KERNELS_ROTATE_HPP

#include "../error.hpp"

#define DECLIVE_KERNEL_FILE "rotate.inl"
#include "for_each_isa.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

namespace dispatch {

template <class T>
inline void rotate_rows(Index count, Index n, const T* c, const T* s, T* x, Index stride) {
  DECLIVE_DISPATCH(rotate_rows(count, n, c, s, x, stride));
}

}  // namespace dispatch

/// For k = 0, 1, ..., count - 1, one after the other, the rows x_k and x_(k+1) of n contiguous elements become
///
///   x_k' = c_k x_k + s_k x_(k+1),   x_(k+1)' = c_k x_(k+1) - s_k x_k
///
/// Row k stands at x + k stride; a negative stride walks upwards. Every element is read and written once, however many
/// rotations there are: a strip of the row that the next rotation shares stays in registers. Each element goes through
/// a product and an fma a rotation.
template <class T>
void rotate_rows(Index count, Index n, const T* c, const T* s, T* x, Index stride) {
  if (count > 0 && n > 0) dispatch::rotate_rows(count, n, c, s, x, stride);
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
