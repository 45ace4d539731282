// The LU factorization with partial pivoting: P A = L U, and what follows from it.
#ifndef DECLIVE_LINALG_LU_HPP
#define DECLIVE_LINALG_LU_HPP

#include <cmath>

#include "../kernels/lu.hpp"
#include "triangular.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

// The same as kernels::lu for any field, in plain loops: row after row is eliminated.
template <class T>
void lu_plain(Index m, Index n, T* a, Index a_rs, Index* pivots) {
  const Index steps = m < n ? m : n;
  for (Index k = 0; k < steps; ++k) {
    Index p = k;
    auto most = magnitude(a[k * a_rs + k]);
    for (Index i = k + 1; i < m; ++i) {
      const auto size = magnitude(a[i * a_rs + k]);
      if (size > most) {
        most = size;
        p = i;
      }
    }
    pivots[k] = p;
    if (p != k)
      for (Index j = 0; j < n; ++j) std::swap(a[k * a_rs + j], a[p * a_rs + j]);
    const T pivot = a[k * a_rs + k];
    if (pivot == T(0)) continue;
    for (Index i = k + 1; i < m; ++i) {
      T& l = a[i * a_rs + k];
      l = static_cast<T>(l / pivot);
      for (Index j = k + 1; j < n; ++j) a[i * a_rs + j] = static_cast<T>(a[i * a_rs + j] - l * a[k * a_rs + j]);
    }
  }
}

// Up to this size plain loops take less time than the kernels' panels: measured.
inline constexpr Index lu_plain_size = 12;

// P A = L U in place. row_of[i] is the row of A that stands in row i of P A; the result is the sign of P.
template <class T>
int lu_in_place(const MatrixView<T>& a, Index* row_of) {
  const Index m = a.rows(), n = a.cols(), steps = m < n ? m : n;
  // The exchanges come first into the memory of the permutation, which they then become.
  Index fixed[16];
  Vector<Index> more(steps > 16 ? steps : 0, uninitialized);
  Index* const pivots = steps > 16 ? more.data() : fixed;
  bool plain = true;
  if constexpr (has_kernels<T>) plain = m <= lu_plain_size && n <= lu_plain_size;
  if (plain)
    lu_plain(m, n, a.data(), a.row_stride(), pivots);
  else if constexpr (has_kernels<T>)
    kernels::lu<T>(m, n, a.data(), a.row_stride(), pivots);
  for (Index i = 0; i < m; ++i) row_of[i] = i;
  int sign = 1;
  for (Index k = 0; k < steps; ++k)
    if (pivots[k] != k) {
      std::swap(row_of[k], row_of[pivots[k]]);
      sign = -sign;
    }
  return sign;
}

// The product of the diagonal, with a sign. Of real numbers it leaves the range only where the result does.
template <class T>
T signed_diagonal_product(const MatrixView<const T>& a, int sign) {
  const Index n = a.rows(), step = a.row_stride() + a.col_stride();
  T product = static_cast<T>(T(1) * T(sign));
  bool in_range = true;
  for (Index i = 0; i < n; ++i) {
    product = static_cast<T>(product * a.data()[i * step]);
    if constexpr (std::is_floating_point_v<T>)
      in_range = in_range && std::fabs(product) >= (std::numeric_limits<T>::min)() &&
                 std::fabs(product) <= (std::numeric_limits<T>::max)();
  }
  if constexpr (std::is_floating_point_v<T>) {
    if (in_range) return product;
    // The same with the exponents apart, which rounds as the product of normal numbers does.
    Index exponent = 0;
    product = T(sign);
    for (Index i = 0; i < n; ++i) {
      int part = 0, carry = 0;
      product = std::frexp(product * std::frexp(a.data()[i * step], &part), &carry);
      exponent += part + carry;
    }
    constexpr Index most = 4 * std::numeric_limits<T>::max_exponent;
    return std::ldexp(product, static_cast<int>(exponent > most ? most : exponent < -most ? -most : exponent));
  } else {
    return product;
  }
}

// Throws ValueError where the elimination of huge elements has left a pivot that is infinite, or NaN: divided by it a
// right side becomes 0, as if that were the solution.
template <class T, Index R, Index C>
void check_pivots(const char* operation, const Matrix<T, R, C>& packed, const Site& site) {
  for (Index i = 0; i < packed.rows(); ++i) {
    const T& pivot = packed.data()[i * (packed.cols() + 1)];
    if (!has_finite_parts(pivot))
      raise_value(operation, text(packed.dims(), ": the elimination overflows: pivot ", i, " is ", number_text(pivot)),
                  site);
  }
}

// X = A^-1 B of the factors of A, with B's elements of another type made T's.
template <class Result, class T, class B>
Result lu_solve(const MatrixView<const T>& packed, const Index* row_of, const B& b) {
  const Index n = packed.rows();
  const auto from = matrix_view(b);
  const auto element = [&](Index i, Index j) { return static_cast<T>(from(row_of[i], j)); };
  const auto solve = [&](Result x) {
    const MatrixView<T> v = matrix_view(x);
    solve_triangle<T>(packed, true, true, v);
    solve_triangle<T>(packed, false, false, v);
    return x;
  };
  if constexpr (VectorLike<B>)
    return solve(Result(n, [&](Index i) { return element(i, 0); }));
  else
    return solve(Result(n, b.cols(), element));
}

}  // namespace detail::inline DECLIVE_ABI

/// The factors of an m x n matrix: P A = L U, L (m x min(m, n)) with ones on its diagonal and nothing above, |l| <= 1,
/// U (min(m, n) x n) with nothing below. Made by lu(A).
template <class T, Index R = dynamic, Index C = dynamic>
class LU {
 public:
  using value_type = T;
  static constexpr Index inner = R == dynamic || C == dynamic ? dynamic : R < C ? R : C;

  /// Factors the matrix in place.
  DECLIVE_INLINE explicit LU(Matrix<T, R, C> a)
      : packed_(std::move(a)),
        permutation_(packed_.rows(), uninitialized),
        sign_(detail::lu_in_place<T>(detail::view(packed_), permutation_.data())) {}
  DECLIVE_INLINE LU(const LU&) = default;
  DECLIVE_INLINE LU(LU&&) = default;
  DECLIVE_INLINE LU& operator=(const LU&) = default;
  DECLIVE_INLINE LU& operator=(LU&&) = default;
  DECLIVE_INLINE ~LU() = default;

  DECLIVE_INLINE Index rows() const { return packed_.rows(); }
  DECLIVE_INLINE Index cols() const { return packed_.cols(); }
  DECLIVE_INLINE Dims dims() const { return packed_.dims(); }
  /// U on and above the diagonal, below it L without its ones.
  DECLIVE_INLINE const Matrix<T, R, C>& packed() const { return packed_; }
  /// Row i of P A is row permutation()[i] of A.
  DECLIVE_INLINE const Vector<Index, R>& permutation() const { return permutation_; }
  /// det P.
  DECLIVE_INLINE int sign() const { return sign_; }
  /// The first pivot that is exactly 0, or -1: then A has no inverse.
  DECLIVE_INLINE Index zero_pivot() const { return detail::first_zero_pivot(detail::view(packed_)); }

  DECLIVE_INLINE Matrix<T, R, inner> L() const {
    const Index k = rows() < cols() ? rows() : cols();
    return Matrix<T, R, inner>(rows(), k, [this](Index i, Index j) DECLIVE_INLINE_LAMBDA {
      return j < i ? packed_.data()[i * cols() + j] : j == i ? T(1) : T(0);
    });
  }
  DECLIVE_INLINE Matrix<T, inner, C> U() const {
    const Index k = rows() < cols() ? rows() : cols();
    return Matrix<T, inner, C>(k, cols(), [this](Index i, Index j) DECLIVE_INLINE_LAMBDA {
      return i <= j ? packed_.data()[i * cols() + j] : T(0);
    });
  }

  /// X of A X = B, for a square A; B a vector of n elements or an n x k matrix. Throws ShapeError, and ValueError if a
  /// pivot is 0 or has overflowed. What the rounding errors made of a pivot that would be 0 cannot be told from a small
  /// one: see cond.
  template <ArrayLike B>
  DECLIVE_INLINE auto solve(const B& b, Site site = Site::here()) const {
    return solve_for("LU::solve", b, site);
  }
  /// A^-1. Throws as solve.
  DECLIVE_INLINE Matrix<T, R, C> inverse(Site site = Site::here()) const {
    return solve_for("LU::inverse", Matrix<T, R, C>::identity(rows()), site);
  }
  /// det A = sign u_00 u_11 ... Throws ShapeError unless A is square.
  DECLIVE_INLINE T determinant(Site site = Site::here()) const {
    detail::check_square("LU::determinant", packed_, site);
    return detail::signed_diagonal_product<T>(detail::view(packed_), sign_);
  }

  /// solve() and inverse() under the name of who asks for them.
  template <ArrayLike B>
  DECLIVE_INLINE auto solve_for(const char* operation, const B& b, const Site& site) const {
    static_assert(std::is_same_v<detail::quotient_t<Matrix<T>, B>, T>,
                  "declive: the right side's elements are wider than the factors': convert the matrix first");
    detail::check_square(operation, packed_, site);
    detail::check_right_side(operation, packed_, b, site);
    const Index zero = zero_pivot();
    if (zero >= 0) detail::raise_singular(operation, dims(), zero, site);
    detail::check_pivots(operation, packed_, site);
    return detail::lu_solve<detail::solution_t<T, Matrix<T, R, C>, B>, T>(detail::view(packed_), permutation_.data(),
                                                                          b);
  }

 private:
  Matrix<T, R, C> packed_;
  Vector<Index, R> permutation_;
  int sign_;
};

namespace detail::inline DECLIVE_ABI {

template <class T, class A>
LU<T, Like<A>::rows, Like<A>::cols> lu_of(const char* operation, const A& a, const Site& site) {
  auto packed = copied<Matrix<T, Like<A>::rows, Like<A>::cols>>(a);
  check_finite(operation, view(packed), site);
  return LU<T, Like<A>::rows, Like<A>::cols>(std::move(packed));
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// The factors of A (m x n) with partial pivoting: P A = L U, ||P A - L U|| <= min(m, n) eps || |L| |U| ||. A singular
/// matrix is factored too. Integers become double. Throws ValueError if an element is NaN or infinite. Recursive on
/// the matrix product (S. Toledo, Locality of reference in LU decomposition with partial pivoting, 1997).
template <MatrixLike A>
auto lu(const A& a, Site site = Site::here()) {
  return detail::lu_of<detail::factor_scalar_t<value_type_t<A>>>("lu", a, site);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
