// The two hot loops of the general eigenproblem: a step of the reduction to Hessenberg form, and the reflections of a
// QR step. The contracts, their plain loops, and the choice of the kernel.
#ifndef DECLIVE_KERNELS_HESSENBERG_HPP
#define DECLIVE_KERNELS_HESSENBERG_HPP

#include "../error.hpp"

namespace declive::kernels {

/// I - t v v^T with v = (1, v1, v2), as the factors that its application needs.
template <class T>
struct SmallReflection {
  T v1, v2, minus_t, minus_tv1, minus_tv2;
};

}  // namespace declive::kernels

#define DECLIVE_KERNEL_FILE "hessenberg.inl"
#include "for_each_isa.hpp"

// For scalars without kernels, and for the tests.
namespace declive::kernels::reference::inline DECLIVE_ABI {

template <class T>
void update_and_multiply(Index rows, Index n, T* a, Index stride, const T* p, const T* q, const T* x, const T* y,
                         const T* v, const T* z, T* u, T* w) {
  for (Index i = 0; i < rows; ++i, a += stride) {
    u[i] = T(0);
    for (Index j = 0; j < n; ++j) {
      a[j] -= p[i] * x[j] + q[i] * y[j];
      u[i] += a[j] * v[j];
      w[j] += z[i] * a[j];
    }
  }
}
template <class T>
void reflect_rows(Index count, bool pair, Index n, const SmallReflection<T>* r, T* x, Index stride) {
  for (Index k = 0; k < count + pair; ++k, x += stride)
    for (Index j = 0; j < n; ++j) {
      T *const first = x + j, *const second = first + stride, *const third = second + stride;
      const T sum = *first + r[k].v1 * *second + (k < count ? r[k].v2 * *third : T(0));
      *first += r[k].minus_t * sum;
      *second += r[k].minus_tv1 * sum;
      if (k < count) *third += r[k].minus_tv2 * sum;
    }
}

}  // namespace declive::kernels::reference::inline DECLIVE_ABI

namespace declive::kernels::inline DECLIVE_ABI {

namespace dispatch {

template <class T>
inline void update_and_multiply(Index rows, Index n, T* a, Index stride, const T* p, const T* q, const T* x, const T* y,
                                const T* v, const T* z, T* u, T* w) {
  DECLIVE_DISPATCH(update_and_multiply(rows, n, a, stride, p, q, x, y, v, z, u, w));
}
template <class T>
inline void reflect_rows(Index count, bool pair, Index n, const SmallReflection<T>* r, T* x, Index stride) {
  DECLIVE_DISPATCH(reflect_rows(count, pair, n, r, x, stride));
}

}  // namespace dispatch

/// A -= p x^T + q y^T, then u = A v and w += A^T z, in one pass: A is rows x n with rows `stride` apart, n a multiple
/// of 64 bytes; p, q, z and u have `rows` elements, x, y, v and w have n. Nothing overlaps.
template <class T>
void update_and_multiply(Index rows, Index n, T* a, Index stride, const T* p, const T* q, const T* x, const T* y,
                         const T* v, const T* z, T* u, T* w) {
  if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>)
    dispatch::update_and_multiply(rows, n, a, stride, p, q, x, y, v, z, u, w);
  else
    reference::update_and_multiply(rows, n, a, stride, p, q, x, y, v, z, u, w);
}

/// Reflection k of `count` is applied to rows k, k + 1 and k + 2 of X, one after the other, and then, if `pair`, one
/// more to rows `count` and `count` + 1 alone. X has rows of n elements, `stride` apart. Every element is read and
/// written once: two rows of a strip stay in registers.
template <class T>
void reflect_rows(Index count, bool pair, Index n, const SmallReflection<T>* r, T* x, Index stride) {
  if (n <= 0 || count + pair <= 0) return;
  if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>)
    dispatch::reflect_rows(count, pair, n, r, x, stride);
  else
    reference::reflect_rows(count, pair, n, r, x, stride);
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
