// Eigenvalues and eigenvectors of a general real matrix: A v = lambda v.
//
// Balancing, reduction to Hessenberg form, the QR algorithm, back substitution: LAPACK's way (geev). For a symmetric
// matrix there is eigh, which is faster and whose vectors are orthogonal.
#ifndef DECLIVE_LINALG_EIG_HPP
#define DECLIVE_LINALG_EIG_HPP

#include <complex>

#include "balance.hpp"
#include "hessenberg.hpp"
#include "schur.hpp"

namespace declive {

/// What eig returns: column j of `vectors` belongs to values[j].
template <class T, Index N = dynamic>
struct EigResult {
  Vector<std::complex<T>, N> values;
  Matrix<std::complex<T>, N, N> vectors;

  DECLIVE_INLINE EigResult(Index n, const Site& site) : values(n, site), vectors(n, n, site) {}
  DECLIVE_INLINE EigResult(const EigResult&) = default;
  DECLIVE_INLINE EigResult(EigResult&&) = default;
  DECLIVE_INLINE EigResult& operator=(const EigResult&) = default;
  DECLIVE_INLINE EigResult& operator=(EigResult&&) = default;
  DECLIVE_INLINE ~EigResult() = default;
};

}  // namespace declive

namespace declive::detail::inline DECLIVE_ABI {

template <class S>
auto size_of(const S& x) {
  if constexpr (is_complex<S>)
    return std::fabs(x.real()) + std::fabs(x.imag());
  else
    return std::fabs(x);
}

// The vector x that is being found: a row of its real parts and, for a complex eigenvalue, one of its imaginary parts.
template <class T, class S>
struct Solution {
  VectorView<T> real, imag;
  DECLIVE_INLINE void set(Index j, const S& value) const {
    if constexpr (is_complex<S>) {
      real[j] = value.real();
      imag[j] = value.imag();
    } else {
      real[j] = value;
    }
  }
  // sum of row_k x_k, k in [from, end).
  DECLIVE_INLINE S sum(const VectorView<T>& row, Index from, Index end) const {
    if (from == end) return S(0);
    const auto part = row.slice(from, end - from);
    if constexpr (is_complex<S>)
      return S(dot(part, real.slice(from, end - from)), dot(part, imag.slice(from, end - from)));
    else
      return dot(part, real.slice(from, end - from));
  }
  DECLIVE_INLINE void scale(Index from, Index end, T factor) const {
    for (Index k = from; k < end; ++k) {
      real[k] *= factor;
      if constexpr (is_complex<S>) imag[k] *= factor;
    }
  }
};

// The upper part x[0, end) of a vector with (R - lambda) x = 0, where x[end, stop) is known and R is quasi-triangular.
// Divisors that vanish, as they do for multiple eigenvalues, are replaced by rounding errors of lambda; the vector is
// made smaller whenever an element outgrows the limit, so that nothing overflows.
template <class T, class S>
void back_substitute(const MatrixView<T>& r, const S& lambda, const Solution<T, S>& x, Index end, Index stop) {
  using Limits = std::numeric_limits<T>;
  const T tiny = (Limits::min)() / Limits::epsilon() * static_cast<T>(r.rows());
  const T least = (std::fmax)(Limits::epsilon() * size_of(lambda), tiny);
  const T limit = std::ldexp(T(1), Limits::max_exponent / 4);
  // Divides x from `known` on and what is being computed.
  const auto shrink = [&](Index known, T size, auto&... more) {
    const T factor = 1 / size;
    x.scale(known, stop, factor);
    ((more *= factor), ...);
  };
  // q / d; `other` belongs to the same vector as q.
  const auto divide = [&](Index known, S& q, S d, S& other) {
    if (size_of(d) < least) d = S(least);
    if (size_of(q) > T(1) && size_of(q) > limit * size_of(d)) shrink(known, size_of(q), q, other);
    S value = q / d;
    if (size_of(value) > limit) shrink(known, size_of(value), value, other);
    return value;
  };
  for (Index j = end - 1; j >= 0; --j) {
    S q = -x.sum(r.row(j), j + 1, stop);
    if (j == 0 || r(j, j - 1) == T(0)) {
      S none(0);
      x.set(j, divide(j + 1, q, S(r(j, j) - lambda), none));
      continue;
    }
    // A 2 x 2 block (a b; c a) of rows and columns i and j, by elimination from the row with the larger pivot.
    const Index i = j - 1, known = j + 1;
    S p = -x.sum(r.row(i), known, stop);
    const T largest = (std::fmax)(size_of(p), size_of(q));
    if (largest > limit) shrink(known, largest, p, q);
    const T b = r(i, j), c = r(j, i);
    const S a = r(i, i) - lambda;
    S xi, xj;
    if (size_of(a) >= std::fabs(c)) {
      const S ratio = c / a;
      S rest = q - ratio * p;
      xj = divide(known, rest, S(a - ratio * b), p);
      xi = (p - b * xj) / a;
    } else {
      const S ratio = a / c;
      S rest = p - ratio * q;
      xj = divide(known, rest, S(b - ratio * a), q);
      xi = (q - a * xj) / c;
    }
    if (size_of(xi) > limit) shrink(known, size_of(xi), xj, xi);
    x.set(i, xi);
    x.set(j, xj);
    --j;
  }
}

/// The eigenvectors of the Schur form, as rows: of a complex pair the first's real parts, then its imaginary parts.
template <class T>
Matrix<T> schur_eigenvectors(const SchurForm<T>& form) {
  using Complex = std::complex<T>;
  const MatrixView<T>& r = form.h;
  Matrix<T> x(r.rows(), r.rows());
  for (Index i = 0; i < r.rows(); ++i) {
    if (form.imag[i] == T(0)) {
      x(i, i) = 1;
      const Solution<T, T> row{x.row(i), x.row(i)};
      back_substitute(r, form.real[i], row, i, i + 1);
      continue;
    }
    // (lambda - R) is singular in the pair's own block: one of the two elements is chosen.
    const Index j = i + 1;
    const T imag = form.imag[i];
    if (std::fabs(r(i, j)) >= std::fabs(r(j, i))) {
      x(i, i) = 1;
      x(j, j) = imag / r(i, j);
    } else {
      x(i, i) = -imag / r(j, i);
      x(j, j) = 1;
    }
    const Solution<T, Complex> rows{x.row(i), x.row(j)};
    back_substitute(r, Complex(form.real[i], imag), rows, i, j + 1);
    ++i;
  }
  return x;
}

// The rows of x, which are triangular, times qt.
template <class T>
Matrix<T> times_triangular(const Matrix<T>& x, const MatrixView<T>& qt) {
  constexpr Index strip = 64;
  const Index n = x.rows();
  Matrix<T> product(n, n, uninitialized);
  for (Index i = 0; i < n; i += strip) {
    const Index rows = n - i < strip ? n - i : strip;
    const Index inner = i + rows < n ? i + rows + 1 : n;  // a pair may be split between strips
    matmul_into(product.block(i, 0, rows, n), x.block(i, 0, rows, inner), qt.block(0, 0, inner, n));
  }
  return product;
}

// Divides the vector of n elements so that its norm is 1 and that the first of them whose modulus is the largest, but
// for a thousandth, is real and positive.
template <class T>
void normalize(Index n, T* x) {
  T largest = 0;
  for (Index i = 0; i < n; ++i) largest = std::fabs(x[i]) > largest ? std::fabs(x[i]) : largest;
  if (largest == T(0)) return;
  Index first = 0;
  while (std::fabs(x[first]) < T(0.999) * largest) ++first;
  T squares = 0;
  for (Index i = 0; i < n; ++i) {
    x[i] /= largest;
    squares += x[i] * x[i];
  }
  const T length = std::copysign(std::sqrt(squares), x[first]);
  for (Index i = 0; i < n; ++i) x[i] /= length;
}
// The same of x + i y.
template <class T>
void normalize(Index n, T* x, T* y) {
  T largest = 0;
  for (Index i = 0; i < n; ++i) largest = (std::fmax)(largest, std::hypot(x[i], y[i]));
  if (largest == T(0)) return;
  Index first = 0;
  while (std::hypot(x[first], y[first]) < T(0.999) * largest) ++first;
  const T modulus = std::hypot(x[first], y[first]), c = x[first] / modulus, s = y[first] / modulus;
  T squares = 0;
  for (Index i = 0; i < n; ++i) {
    const T real = x[i] / largest, imag = y[i] / largest;
    x[i] = c * real + s * imag;
    y[i] = i == first ? T(0) : c * imag - s * real;
    squares += x[i] * x[i] + y[i] * y[i];
  }
  const T length = std::sqrt(squares);
  for (Index i = 0; i < n; ++i) {
    x[i] /= length;
    y[i] /= length;
  }
}

// Ascending by real part, then by the imaginary part's size. Equals stay in their order, which keeps pairs together.
template <class T>
Vector<Index> eigenvalue_order(const Vector<T>& real, const Vector<T>& imag) {
  const auto before = [&](Index i, Index j) {
    if (real[i] != real[j]) return real[i] < real[j];
    return std::fabs(imag[i]) < std::fabs(imag[j]);
  };
  Vector<Index> order(real.size(), [](Index i) { return i; });
  for (Index i = 1; i < order.size(); ++i)
    for (Index j = i; j > 0 && before(order[j], order[j - 1]); --j) std::swap(order[j], order[j - 1]);
  return order;
}

// A copy of an n x n matrix for reduce_to_hessenberg.
template <class T, class M>
Matrix<T> padded_copy(const M& a) {
  Matrix<T> padded(a.rows(), padded_stride<T>(a.cols()));
  copy(view(padded).block(0, 0, a.rows(), a.cols()), view(a));
  return padded;
}

// Eigenvalues of such a copy, ordered, and, if `with_vectors`, the eigenvectors in the columns of `vectors`.
template <bool with_vectors, class T>
void general_eigen(const char* operation, Matrix<T>&& padded, const VectorView<std::complex<T>>& values,
                   [[maybe_unused]] const MatrixView<std::complex<T>>& vectors, Index limit, const Site& site) {
  using Complex = std::complex<T>;
  const Index n = padded.rows();
  const MatrixView<T> h = view(padded).block(0, 0, n, n);
  check_finite(operation, MatrixView<const T>(h), site);
  T largest = 0;
  for (const T& x : padded) largest = (std::fmax)(largest, std::fabs(x));
  // Squares and quotients of elements must stay in range: only a matrix near its ends is scaled.
  int exponent = 0;
  if (largest > T(0)) std::frexp(largest, &exponent);
  if (exponent > -std::numeric_limits<T>::max_exponent / 4 && exponent < std::numeric_limits<T>::max_exponent / 4)
    exponent = 0;
  else
    for (T& x : padded) x = std::ldexp(x, -exponent);

  const Balance<T> balanced = balance(h);
  Matrix<T> reflectors(with_vectors ? n : 0, n), qt = Matrix<T>::identity(with_vectors ? n : 0);
  Vector<T> factors(n);
  reduce_to_hessenberg(h, balanced.low, balanced.high, MatrixView<T>(reflectors), factors.data());
  if constexpr (with_vectors)
    hessenberg_vectors(balanced.low, balanced.high, MatrixView<T>(reflectors), factors.data(), MatrixView<T>(qt));
  SchurForm<T> form{h, qt, Vector<T>(n), Vector<T>(n)};
  const Index missing = to_schur_form(form, balanced.low, balanced.high, limit);
  if (missing > 0)
    raise_value(operation,
                text(h.dims(), ": no convergence: ", n - missing, " of ", n, " eigenvalues found after ",
                     limit * (n > 10 ? n : 10), " steps"),
                site);

  const Vector<Index> order = eigenvalue_order(form.real, form.imag);
  for (Index j = 0; j < n; ++j)  // + 0: no -0 for a reader to wonder at
    values[j] = Complex(std::ldexp(form.real[order[j]], exponent) + T(0), std::ldexp(form.imag[order[j]], exponent));
  if constexpr (with_vectors) {
    Matrix<T> v = times_triangular(schur_eigenvectors(form), MatrixView<T>(qt));
    undo_balance(balanced, MatrixView<T>(v));
    for (Index i = 0; i < n; ++i) {
      if (form.imag[i] == T(0)) {
        normalize(n, &v(i, 0));
      } else {
        normalize(n, &v(i, 0), &v(i + 1, 0));
        ++i;
      }
    }
    for (Index j = 0; j < n; ++j) {
      const T imag = form.imag[order[j]];
      const Index row = imag < T(0) ? order[j] - 1 : order[j];
      for (Index i = 0; i < n; ++i)
        vectors(i, j) = Complex(v(row, i), imag == T(0) ? T(0) : imag > T(0) ? v(row + 1, i) : -v(row + 1, i));
    }
  }
}

template <class M>
void check_eig(const char* operation, const M& a, const Site& site) {
  static_assert(std::is_arithmetic_v<value_type_t<M>>, "declive: eig and eigvals need a matrix of real numbers");
  check_square(operation, a, site);
}

inline constexpr Index eig_steps = 30;  // for each eigenvalue; two or three are usual

}  // namespace declive::detail::inline DECLIVE_ABI

namespace declive::inline DECLIVE_ABI {

/// The eigenvalues and eigenvectors of the n x n matrix A, which may have any real element type (integers are computed
/// in double): A vectors = vectors diag(values), with complex results. The values are in ascending order of their real
/// parts, those with equal real parts of the sizes of their imaginary parts; conjugate pairs stand side by side, the
/// positive imaginary part first. Each vector has norm 1, and its first element of largest modulus (within a
/// thousandth) is real and positive. A defective matrix has fewer than n independent eigenvectors; its columns are
/// parallel but for rounding. The values are those of A + E with ||E|| of the order of n eps ||A||; how far that moves
/// them depends on A. (Of a matrix whose elements differ by many orders without being graded it is the balanced matrix
/// whose ||A|| counts, as in LAPACK.) Throws ShapeError unless A is square, ValueError for a NaN or an infinity in it
/// and if the iteration does not end within 30 n steps. 25 n^3 flops.
template <MatrixLike M>
auto eig(const M& a, Site site = Site::here()) {
  detail::check_eig("eig", a, site);
  using T = detail::factor_scalar_t<value_type_t<M>>;
  constexpr Index extent = detail::same_extent(detail::Like<M>::rows, detail::Like<M>::cols);
  EigResult<T, extent> result(a.rows(), site);
  detail::general_eigen<true, T>("eig", detail::padded_copy<T>(a), result.values, result.vectors, detail::eig_steps,
                                 site);
  return result;
}

/// The eigenvalues alone, as eig gives and orders them (but for rounding), in some 0.6 of the time.
template <MatrixLike M>
auto eigvals(const M& a, Site site = Site::here()) {
  detail::check_eig("eigvals", a, site);
  using T = detail::factor_scalar_t<value_type_t<M>>;
  Vector<std::complex<T>, detail::same_extent(detail::Like<M>::rows, detail::Like<M>::cols)> values(a.rows());
  detail::general_eigen<false, T>("eigvals", detail::padded_copy<T>(a), values,
                                  MatrixView<std::complex<T>>(nullptr, 0, 0), detail::eig_steps, site);
  return values;
}

}  // namespace declive::inline DECLIVE_ABI

#endif
