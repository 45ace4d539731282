// Products: dot, outer, matrix times vector, vector times matrix, matrix times matrix, and gemm, which takes no memory.
//
// float and double, complex numbers of them, and what else has a ProductKernel, run in the kernels (kernels/gemm.hpp
// and kernels/complex.hpp have the order of summation and the error bound); every other scalar, and fixed sizes up to 8
// x 8, in plain loops that also work at compile time. Nothing is skipped: 0 * NaN is NaN.
#ifndef DECLIVE_LINALG_PRODUCTS_HPP
#define DECLIVE_LINALG_PRODUCTS_HPP

#include <cstring>

#include "../kernels/complex.hpp"
#include "../kernels/gemm.hpp"
#include "../kernels/gemv.hpp"
#include "../kernels/reference.hpp"
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

// sum_p a[p a_s] b[p b_s], p in [0, k), in that order. Only an empty sum needs a zero.
template <class T, class A, class B>
constexpr T dot_plain(Index k, const A* a, Index a_s, const B* b, Index b_s) {
  if (k == 0) {
    if constexpr (std::constructible_from<T, int>)
      return T(0);
    else if constexpr (std::default_initializable<T>)
      return T();
    else
      raise_value("product", "an empty sum of a type without a zero", {});
  }
  T sum = static_cast<T>(Times{}(a[0], b[0]));
  for (Index p = 1; p < k; ++p) sum = static_cast<T>(sum + static_cast<T>(Times{}(a[p * a_s], b[p * b_s])));
  return sum;
}

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

// A (m x k) times B (k x n) as a value of shape Result; both as matrix views.
template <class Result, class T, class A, class B, class Make>
constexpr Result product_plain(const A& a, const B& b, Make make) {
  const Index k = a.cols();
  return make([&](Index i, Index j = 0) {
    // Where k = 0 the pointers may be null, and a null pointer has no neighbours.
    return dot_plain<T>(k, k > 0 ? a.data() + i * a.row_stride() : a.data(), a.col_stride(),
                        k > 0 ? b.data() + j * b.col_stride() : b.data(), b.row_stride());
  });
}

// C (m x n) = A (m x k) B (k x n), all row after row, written out in full: a row of C is made of registers of 16 bytes,
// which every caller's flags allow, and what is left of single elements. Each element is summed in the order of k.
template <Index m, Index n, Index k, class T>
DECLIVE_INLINE inline void multiply_fixed(const T* a, const T* b, T* c) {
#if defined(__GNUC__) || defined(__clang__)
  typedef T Register __attribute__((vector_size(16)));
  constexpr Index lanes = 16 / static_cast<Index>(sizeof(T)), regs = n / lanes, rest = n % lanes;
#else
  using Register = T;
  constexpr Index lanes = 1, regs = n, rest = 0;
#endif
  DECLIVE_UNROLL
  for (Index i = 0; i < m; ++i) {
    Register sum[static_cast<std::size_t>(regs > 0 ? regs : 1)];
    T last[static_cast<std::size_t>(rest > 0 ? rest : 1)];
    DECLIVE_UNROLL
    for (Index p = 0; p < k; ++p) {
      const T factor = a[i * k + p];
      DECLIVE_UNROLL
      for (Index v = 0; v < regs; ++v) {
        Register row;
        std::memcpy(&row, b + p * n + v * lanes, sizeof(Register));
        sum[v] = p == 0 ? factor * row : sum[v] + factor * row;
      }
      DECLIVE_UNROLL
      for (Index l = 0; l < rest; ++l) {
        const T product = factor * b[p * n + regs * lanes + l];
        last[l] = p == 0 ? product : last[l] + product;
      }
    }
    DECLIVE_UNROLL
    for (Index v = 0; v < regs; ++v) std::memcpy(c + i * n + v * lanes, &sum[v], sizeof(Register));
    DECLIVE_UNROLL
    for (Index l = 0; l < rest; ++l) c[i * n + regs * lanes + l] = last[l];
  }
}

// Whether the product of A and B is one of those.
template <class A, class B>
inline constexpr bool is_written_out =
    same_kernel_type<A, B>&& Like<A>::owner&& Like<B>::owner&& is_tiny<Like<A>::rows, Like<A>::cols, Like<B>::cols>&&
            Like<A>::rows > 0 &&
    Like<B>::cols > 0 && Like<A>::cols > 0;

// Whether those do: std::complex does by the standard. The compiler knows the answer.
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

// The same for every other type, and at compile time.
template <class T, class A, class B, class C>
constexpr void gemm_plain(const T& alpha, const A& a, const B& b, const T& beta, const C& c) {
  const auto run = [&](const auto& x, const auto& y, T* out, Index out_rs, Index out_cs) {
    kernels::reference::gemm<T>(c.rows(), c.cols(), x.cols(), alpha, x.data(), x.row_stride(), x.col_stride(), y.data(),
                                y.row_stride(), y.col_stride(), beta, out, out_rs, out_cs);
  };
  if (std::is_constant_evaluated()) {
    // Addresses cannot be compared here: a copy of C takes the product, which works for fixed shapes.
    Matrix<T, Like<C>::rows, Like<C>::cols> result(c);
    run(a, b, result.data(), c.cols(), Index{1});
    return copy(c, view(result));
  }
  if (overlap(c, a) != Overlap::none) return gemm_plain(alpha, view(Matrix<T>(a)), b, beta, c);
  if (overlap(c, b) != Overlap::none) return gemm_plain(alpha, a, view(Matrix<T>(b)), beta, c);
  run(a, b, c.data(), c.row_stride(), c.col_stride());
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
/// (kernels/reduce.hpp). Throws ShapeError if the sizes differ.
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
