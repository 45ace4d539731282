// Which products run in the kernels, and how matrices and vectors are handed to them: float and double, complex numbers
// of them, and what else has a ProductKernel.
#ifndef DECLIVE_LINALG_PRODUCT_KERNEL_HPP
#define DECLIVE_LINALG_PRODUCT_KERNEL_HPP

#include <cstring>

#include "../kernels/complex.hpp"
#include "../kernels/gemm.hpp"
#include "../kernels/gemv.hpp"
#include "arithmetic.hpp"

namespace declive {

namespace detail {

// Products of fixed shapes with no extent above this are written out in place.
inline constexpr Index inline_extent = 8;
template <Index... extents>
inline constexpr bool is_tiny = ((extents != dynamic && extents <= inline_extent) && ...);

template <class A, class B, class... C>
inline constexpr bool same_kernel_type =
    has_kernels<value_type_t<A>>&& std::is_same_v<value_type_t<A>, value_type_t<B>> &&
    (std::is_same_v<value_type_t<A>, value_type_t<C>> && ...);

// Whether the product of A and B, owners of fixed sizes, is written out in place (product_plain.hpp).
template <class A, class B>
inline constexpr bool is_written_out =
    same_kernel_type<A, B>&& Like<A>::owner&& Like<B>::owner&& is_tiny<Like<A>::rows, Like<A>::cols, Like<B>::cols>&&
            Like<A>::rows > 0 &&
    Like<B>::cols > 0 && Like<A>::cols > 0;

// Complex numbers of float or double that may lie in memory as a pair (re, im), whichever library they are from.
template <class T>
constexpr bool may_be_pair() {
  if constexpr (is_complex<T> && std::is_trivially_copyable_v<T>) {
    using R = real_t<T>;
    return has_kernels<R> && sizeof(T) == 2 * sizeof(R) && std::is_constructible_v<T, R, R>;
  }
  return false;
}

/// How a matrix of S times a matrix of T is multiplied in the kernels: here for float and double, and complex numbers
/// of them; another room specialises it for its own scalars. The result's elements are product_t<S, T>. Where `exists`
/// is true it has
///   fits()     whether it may be used: the compiler knows the answer
///   gemm()     C = alpha A B + beta C by sizes, pointers and strides as in kernels/gemm.hpp, in elements, with its
///              rules for alpha, beta and empty sizes; C overlaps neither A nor B
///   matvec()   y = A x in the same way, if `has_matvec` is true
template <class S, class T>
struct ProductKernel {
  static constexpr bool exists = false;
};
template <class A, class B, class... C>
inline constexpr bool has_product_kernel =
    ProductKernel<value_type_t<A>, value_type_t<B>>::exists &&
    (std::is_same_v<product_t<value_type_t<A>, value_type_t<B>>, value_type_t<C>> && ...);

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

// Whether numbers that may lie in memory as a pair do: std::complex does by the standard. The compiler knows the answer.
template <class T>
DECLIVE_INLINE inline bool is_pair() {
  using R = real_t<T>;
  const T probe(R(1), R(2));
  R parts[2];
  std::memcpy(parts, &probe, sizeof(parts));
  return parts[0] == R(1) && parts[1] == R(2);
}

// y = A x for real numbers: where A's columns are contiguous as a product with one row, which for short rows is a
// single tile.
template <class T>
DECLIVE_INLINE inline void matvec_real(Index m, Index k, const T* a, Index a_rs, Index a_cs, const T* x, Index x_s,
                                       T* y, Index y_s) {
  if (a_rs == 1 && a_cs != 1 && y_s == 1)
    kernels::gemm<T>(Index{1}, m, k, T(1), x, Index{1}, x_s, a, a_cs, Index{1}, T(0), y, m, Index{1});
  else
    kernels::gemv<T>(m, k, T(1), a, a_rs, a_cs, x, x_s, T(0), y, y_s);
}

}  // namespace detail::inline DECLIVE_ABI

namespace detail {

template <class T>
  requires(has_kernels<T>)
struct ProductKernel<T, T> {
  static constexpr bool exists = true, has_matvec = true;
  DECLIVE_INLINE static bool fits() { return true; }
  DECLIVE_INLINE static void gemm(Index m, Index n, Index k, T alpha, const T* a, Index a_rs, Index a_cs, const T* b,
                                  Index b_rs, Index b_cs, T beta, T* c, Index c_rs, Index c_cs) {
    kernels::gemm<T>(m, n, k, alpha, a, a_rs, a_cs, b, b_rs, b_cs, beta, c, c_rs, c_cs);
  }
  DECLIVE_INLINE static void matvec(Index m, Index k, const T* a, Index a_rs, Index a_cs, const T* x, Index x_s, T* y,
                                    Index y_s) {
    matvec_real(m, k, a, a_rs, a_cs, x, x_s, y, y_s);
  }
};
template <class T>
  requires(may_be_pair<T>())
struct ProductKernel<T, T> {
  static constexpr bool exists = true, has_matvec = false;
  DECLIVE_INLINE static bool fits() { return is_pair<T>(); }
  // As the standard says of std::complex, the array of n numbers is one of 2 n parts.
  DECLIVE_INLINE static void gemm(Index m, Index n, Index k, const T& alpha, const T* a, Index a_rs, Index a_cs,
                                  const T* b, Index b_rs, Index b_cs, const T& beta, T* c, Index c_rs, Index c_cs) {
    using R = real_t<T>;
    kernels::gemm_complex<R>(m, n, k, kernels::Pair<R>{alpha.real(), alpha.imag()}, reinterpret_cast<const R*>(a), a_rs,
                             a_cs, reinterpret_cast<const R*>(b), b_rs, b_cs,
                             kernels::Pair<R>{beta.real(), beta.imag()}, reinterpret_cast<R*>(c), c_rs, c_cs);
  }
};

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

// Whether the output shares no memory with an operand. Two owners share all or nothing.
template <class Out, class X>
DECLIVE_INLINE inline bool is_apart(const Out& out, const X& x) {
  if constexpr (Like<Out>::owner && Like<X>::owner)
    return static_cast<const void*>(out.data()) != x.data() || out.empty();
  else
    return overlap(matrix_view(out), matrix_view(x)) == Overlap::none;
}

// C = alpha A B + beta C where there is a kernel and C shares no memory with A and B.
template <class C, class A, class B>
DECLIVE_INLINE inline void gemm_apart(const value_type_t<C>& alpha, const A& a, const B& b, const value_type_t<C>& beta,
                                      const C& c) {
  ProductKernel<value_type_t<A>, value_type_t<B>>::gemm(c.rows(), c.cols(), a.cols(), alpha, a.data(), a.row_stride(),
                                                        a.col_stride(), b.data(), b.row_stride(), b.col_stride(), beta,
                                                        c.data(), c.row_stride(), c.col_stride());
}
// What is passed on where memory is shared: of an owner itself. A view made for that alone would be put together in vector
// registers, and with it the sizes that every product waits for (8 x 8 took 80 cycles instead of 64).
template <class T, class X>
DECLIVE_INLINE inline decltype(auto) passed(X& x) {
  if constexpr (Like<X>::owner)
    return (x);
  else
    return MatrixView<T>(view(x));
}
// The operands that share memory with C are copied. The scalars come by value: they may be elements of C.
template <class D, class S, class T, class A, class B, class C>
DECLIVE_NOINLINE void gemm_overlapping(D alpha, const A& x, const B& y, D beta, C&& z) {
  const MatrixView<const S> a = x;
  const MatrixView<const T> b = y;
  const MatrixView<D> c = z;
  const bool keeps_a = is_apart(c, a), keeps_b = is_apart(c, b);
  const Matrix<S> copy_a(keeps_a ? MatrixView<const S>(nullptr, 0, 0) : a);
  const Matrix<T> copy_b(keeps_b ? MatrixView<const T>(nullptr, 0, 0) : b);
  gemm_apart(alpha, keeps_a ? a : MatrixView<const S>(copy_a), keeps_b ? b : MatrixView<const T>(copy_b), beta, c);
}
template <class C, class A, class B>
DECLIVE_INLINE inline void gemm_kernel(value_type_t<C> alpha, const A& a, const B& b, value_type_t<C> beta, C& c) {
  using D = value_type_t<C>;
  using S = value_type_t<A>;
  using T = value_type_t<B>;
  if (is_apart(c, a) && is_apart(c, b)) return gemm_apart(alpha, view(a), view(b), beta, view(c));
  gemm_overlapping<D, S, T>(alpha, passed<const S>(a), passed<const T>(b), beta, passed<D>(c));
}

// y = A x where there is a kernel and no memory is shared.
template <class A, class X, class Y>
DECLIVE_INLINE inline void matvec_kernel(const A& a, const X& x, const Y& y) {
  ProductKernel<value_type_t<A>, value_type_t<X>>::matvec(a.rows(), a.cols(), a.data(), a.row_stride(), a.col_stride(),
                                                          x.data(), x.stride(), y.data(), y.stride());
}
// Whether there is one.
template <class A, class X, class... Y>
constexpr bool has_matvec_kernel() {
  if constexpr (has_product_kernel<A, X, Y...>) return ProductKernel<value_type_t<A>, value_type_t<X>>::has_matvec;
  return false;
}

}  // namespace detail::inline DECLIVE_ABI
}  // namespace declive

#endif
