// Products: dot, outer, matrix times vector, vector times matrix, matrix times matrix, and gemm, which takes no memory.
//
// float and double, complex numbers of them, and what else has a ProductKernel, run in the kernels (kernels/gemm.hpp
// and kernels/complex.hpp have the order of summation and the error bound); every other scalar, and fixed sizes up to 8
// x 8, in plain loops that also work at compile time. Nothing is skipped: 0 * NaN is NaN.
#ifndef DECLIVE_LINALG_PRODUCTS_HPP
#define DECLIVE_LINALG_PRODUCTS_HPP

#include "product_kernel.hpp"
#include "product_plain.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

// Whether U is T, or a number without T's derivatives; and what v's elements are without those.
template <class U, class T>
inline constexpr bool is_part_of = std::is_same_v<U, T>;
template <class U, CarriesPartials T>
inline constexpr bool is_part_of<U, T> = std::is_same_v<U, T> || std::is_convertible_v<U, typename T::value_type>;
template <class T, class U, Index N>
DECLIVE_INLINE inline auto values_in(const VectorView<U, N>& v) {
  if constexpr (std::is_same_v<std::remove_const_t<U>, T>)
    return values_view(v);
  else
    return v;
}

template <class A, class B>
constexpr void check_inner(const char* operation, const A& a, const B& b, Index inner_a, Index inner_b,
                           const Site& site) {
  if (inner_a != inner_b) raise_inner(operation, shape_of(a), shape_of(b), site);
}

template <class A, class B>
constexpr auto matmul(const char* operation, const A& a, const B& b, const Site& site) {
  using T = product_t<value_type_t<A>, value_type_t<B>>;
  using LA = Like<A>;
  using LB = Like<B>;
  static_assert(extents_agree(LA::cols, LB::rows), "declive: matrix product of fixed shapes whose inner sizes differ");
  check_inner(operation, a, b, a.cols(), b.rows(), site);
  using Result = Matrix<T, LA::rows, LB::cols>;
  if constexpr (is_written_out<A, B>) {
    if (!std::is_constant_evaluated()) {
      Result c(LA::rows, LB::cols, uninitialized, site);
      multiply_fixed<LA::rows, LB::cols, LA::cols>(a.data(), b.data(), c.data());
      return c;
    }
  }
  const auto va = view(a);
  const auto vb = view(b);
  if constexpr (has_product_kernel<A, B>) {
    if (!std::is_constant_evaluated() && !is_tiny<LA::rows, same_extent(LA::cols, LB::rows), LB::cols> &&
        ProductKernel<value_type_t<A>, value_type_t<B>>::fits()) {
      Result c(a.rows(), b.cols(), uninitialized, site);
      gemm_apart(T(1), va, vb, T(0), view(c));
      return c;
    }
  }
  return product_plain<Result, T>(va, vb, [&](auto f) { return Result(a.rows(), b.cols(), f, site); });
}

template <class A, class X>
constexpr auto matvec(const char* operation, const A& a, const X& x, const Site& site) {
  using T = product_t<value_type_t<A>, value_type_t<X>>;
  using LA = Like<A>;
  static_assert(extents_agree(LA::cols, Like<X>::rows),
                "declive: product of a fixed matrix and a fixed vector whose inner sizes differ");
  check_inner(operation, a, x, a.cols(), x.size(), site);
  using Result = Vector<T, LA::rows>;
  if constexpr (is_written_out<A, X>) {
    if (!std::is_constant_evaluated()) {
      Result y(LA::rows, uninitialized, site);
      multiply_fixed<LA::rows, Index{1}, LA::cols>(a.data(), x.data(), y.data());
      return y;
    }
  }
  const auto va = view(a);
  const auto vx = view(x);
  if constexpr (has_matvec_kernel<A, X>()) {
    if (!std::is_constant_evaluated() && !is_tiny<LA::rows, same_extent(LA::cols, Like<X>::rows)>) {
      Result y(a.rows(), uninitialized, site);
      matvec_kernel(va, vx, view(y));
      return y;
    }
  }
  return product_plain<Result, T>(va, vx.as_column(), [&](auto f) { return Result(a.rows(), f, site); });
}

template <class C, class A, class B>
constexpr void check_into() {
  static_assert(
      !(std::is_floating_point_v<product_t<value_type_t<A>, value_type_t<B>>> && std::is_integral_v<value_type_t<C>>),
      "declive: a floating-point product written to integer elements would be truncated");
  static_assert(is_writable<C>, "declive: the elements to be written are const");
  static_assert(extents_agree(Like<A>::cols, Like<B>::rows),
                "declive: matrix product of fixed shapes whose inner sizes differ");
  static_assert(extents_agree(Like<C>::rows, Like<A>::rows) && extents_agree(Like<C>::cols, Like<B>::cols),
                "declive: matrix product into a fixed shape that is not the product's");
}

// y = A x for views of equal inner sizes, any overlap.
template <class Y, class A, class X>
DECLIVE_INLINE constexpr void matvec_into(Y& y, const A& a, const X& x, const Site& site) {
  check_into<Y, A, X>();
  if (y.size() != a.rows())
    raise_shapes("matmul_into", Dims{a.rows(), 1, 1}, "into", shape_of(y), "sizes differ", site);
  auto out = view(y);
  if constexpr (has_matvec_kernel<A, X, Y>()) {
    if (!std::is_constant_evaluated() && is_apart(y, a) && is_apart(y, x)) return matvec_kernel(view(a), view(x), out);
  }
  out = matvec("matmul_into", a, x, site);
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// u . v = sum_i u_i v_i, a scalar; 0 for empty vectors. No element is conjugated. float and double are added pairwise
/// (kernels/reduce.hpp); integers in the type of their product, which here, as in NumPy, grows no wider: hand in 64 bits
/// where 32 may not do. Throws ShapeError if the sizes differ.
template <VectorLike U, VectorLike V>
constexpr auto dot(const U& u, const V& v, Site site = Site::here()) {
  using T = detail::product_t<value_type_t<U>, value_type_t<V>>;
  detail::check_same_shape("dot", "and", u, v, site);
  const auto a = detail::view(u);
  const auto b = detail::view(v);
  if constexpr (detail::same_kernel_type<U, V>) {
    if (!std::is_constant_evaluated() &&
        !detail::is_tiny<detail::same_extent(detail::Like<U>::rows, detail::Like<V>::rows)>) {
      if (a.stride() == 1 && b.stride() == 1)
        return kernels::reduce<kernels::Term::product, T>(a.data(), b.data(), a.size());
      return kernels::reduce_gathered<kernels::Term::product, T>(a.size(), [&](Index first, Index count, T* p, T* q) {
        for (Index i = 0; i < count; ++i) {
          p[i] = a[first + i];
          q[i] = b[first + i];
        }
      });
    }
  }
  T sum = detail::dot_plain<T>(a.size(), a.data(), a.stride(), b.data(), b.stride());
  if constexpr (detail::has_kernel_values<T> && detail::is_part_of<value_type_t<U>, T> &&
                detail::is_part_of<value_type_t<V>, T>)
    if (!std::is_constant_evaluated() && a.size() > 0)
      sum.value = dot(detail::values_in<T>(a), detail::values_in<T>(b));
  return sum;
}

/// The m x n matrix of u_i v_j, for u of m and v of n elements.
template <VectorLike U, VectorLike V>
constexpr auto outer(const U& u, const V& v, Site site = Site::here()) {
  using T = detail::product_t<value_type_t<U>, value_type_t<V>>;
  using Result = Matrix<T, detail::Like<U>::rows, detail::Like<V>::rows>;
  const auto a = detail::view(u);
  const auto b = detail::view(v);
  return Result(
      u.size(), v.size(),
      [&](Index i, Index j) {
        return static_cast<T>(detail::Times{}(a.data()[i * a.stride()], b.data()[j * b.stride()]));
      },
      site);
}

/// C = A B, C_ij = sum_k A_ik B_kj: (m x k)(k x n) = m x n. Throws ShapeError if the inner sizes differ.
template <MatrixLike A, MatrixLike B>
constexpr auto matmul(const A& a, const B& b, Site site = Site::here()) {
  return detail::matmul("matmul", a, b, site);
}
/// y = A x, y_i = sum_k A_ik x_k.
template <MatrixLike A, VectorLike X>
constexpr auto matmul(const A& a, const X& x, Site site = Site::here()) {
  return detail::matvec("matmul", a, x, site);
}
/// y = x A, y_j = sum_k x_k A_kj.
template <VectorLike X, MatrixLike A>
constexpr auto matmul(const X& x, const A& a, Site site = Site::here()) {
  detail::check_inner("matmul", x, a, x.size(), a.rows(), site);
  return detail::matvec("matmul", detail::view(a).transposed(), x, site);
}
template <MatrixLike A, MatrixLike B>
constexpr auto operator*(const A& a, const B& b) {
  return detail::matmul("operator*", a, b, Site{});
}
template <MatrixLike A, VectorLike X>
constexpr auto operator*(const A& a, const X& x) {
  return detail::matvec("operator*", a, x, Site{});
}
template <VectorLike X, MatrixLike A>
constexpr auto operator*(const X& x, const A& a) {
  detail::check_inner("operator*", x, a, x.size(), a.rows(), Site{});
  return detail::matvec("operator*", detail::view(a).transposed(), x, Site{});
}
/// Not defined: it could be dot(u, v), hadamard(u, v) or outer(u, v).
template <VectorLike U, VectorLike V>
constexpr void operator*(const U&, const V&) {
  static_assert(!VectorLike<U>,
                "declive: vector * vector is ambiguous: write dot(u, v), hadamard(u, v) or outer(u, v)");
}

/// C = alpha A B + beta C. C is not read where beta = 0, A and B are not read where alpha = 0. C may overlap A or B
/// (they are copied then). All three have one element type, or C's is that of the product and there is a kernel for it
/// (duals with plain numbers). Throws ShapeError; std::bad_alloc if there is no memory for
/// packing, before C is touched.
template <MatrixLike A, MatrixLike B, MatrixLike C>
DECLIVE_INLINE constexpr void gemm(const value_type_t<C>& alpha, const A& a, const B& b, const value_type_t<C>& beta,
                                   C&& c, Site site = Site::here()) {
  using T = value_type_t<C>;
  constexpr bool one_type = std::is_same_v<T, value_type_t<A>> && std::is_same_v<T, value_type_t<B>>;
  static_assert(one_type || detail::has_product_kernel<A, B, C>, "declive: gemm needs one element type for A, B and C");
  detail::check_into<C, A, B>();
  detail::check_inner("gemm", a, b, a.cols(), b.rows(), site);
  if (c.rows() != a.rows() || c.cols() != b.cols())
    detail::raise_shapes("gemm", Dims{a.rows(), b.cols(), 2}, "into", detail::shape_of(c), "shapes differ", site);
  if constexpr (detail::has_product_kernel<A, B, C>) {
    if (!std::is_constant_evaluated() && detail::ProductKernel<value_type_t<A>, value_type_t<B>>::fits())
      return detail::gemm_kernel(alpha, a, b, beta, c);
  }
  if constexpr (one_type)
    detail::gemm_plain(alpha, detail::view(a), detail::view(b), beta, detail::view(c));
  else
    detail::gemm_plain(alpha, detail::view(Matrix<T, detail::Like<A>::rows, detail::Like<A>::cols>(a)),
                       detail::view(Matrix<T, detail::Like<B>::rows, detail::Like<B>::cols>(b)), beta, detail::view(c));
}

/// C = A B without a new matrix; C may overlap A or B. Throws ShapeError.
template <MatrixLike C, MatrixLike A, MatrixLike B>
DECLIVE_INLINE constexpr void matmul_into(C&& c, const A& a, const B& b, Site site = Site::here()) {
  using T = value_type_t<C>;
  detail::check_into<C, A, B>();
  detail::check_inner("matmul_into", a, b, a.cols(), b.rows(), site);
  if (c.rows() != a.rows() || c.cols() != b.cols())
    detail::raise_shapes("matmul_into", Dims{a.rows(), b.cols(), 2}, "into", detail::shape_of(c), "shapes differ",
                         site);
  if constexpr (detail::has_product_kernel<A, B, C>)
    gemm(T(1), a, b, T(0), c, site);
  else
    detail::view(c) = detail::matmul("matmul_into", a, b, site);
}
/// y = A x without a new vector; y may overlap A or x. Throws ShapeError.
template <VectorLike Y, MatrixLike A, VectorLike X>
DECLIVE_INLINE constexpr void matmul_into(Y&& y, const A& a, const X& x, Site site = Site::here()) {
  detail::check_inner("matmul_into", a, x, a.cols(), x.size(), site);
  detail::matvec_into(y, a, x, site);
}
/// y = x A without a new vector; y may overlap x or A. Throws ShapeError.
template <VectorLike Y, VectorLike X, MatrixLike A>
DECLIVE_INLINE constexpr void matmul_into(Y&& y, const X& x, const A& a, Site site = Site::here()) {
  detail::check_inner("matmul_into", x, a, x.size(), a.rows(), site);
  detail::matvec_into(y, detail::view(a).transposed(), x, site);
}

/// The Gram matrix A A^T of the rows of A (m x k): m x m, element (i, j) is the dot product of rows i and j. Only the
/// blocks on and below the diagonal are multiplied. It is symmetric to the bit. Nothing is conjugated.
template <MatrixLike A>
constexpr auto gram(const A& a, Site site = Site::here()) {
  using T = value_type_t<A>;
  using Result = Matrix<T, detail::Like<A>::rows, detail::Like<A>::rows>;
  constexpr Index strip = 192;
  const auto v = detail::view(a);
  if constexpr (detail::has_kernels<T>) {
    if (!std::is_constant_evaluated() && v.rows() > strip) {
      Result g(v.rows(), v.rows(), uninitialized, site);
      const MatrixView<T> out = g;
      const MatrixView<const T> rows = v;
      for (Index i = 0; i < out.rows(); i += strip) {
        const Index some = out.rows() - i < strip ? out.rows() - i : strip;
        matmul_into(out.block(i, 0, some, i + some), rows.block(i, 0, some, rows.cols()),
                    rows.block(0, 0, i + some, rows.cols()).transposed(), site);
        if (i > 0) detail::copy(out.block(0, i, i, some), detail::view(out.block(i, 0, some, i).transposed()));
      }
      return g;
    }
  }
  return detail::matmul("gram", v, v.transposed(), site);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
