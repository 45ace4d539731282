// The QR factorization by Householder reflectors: A = Q R.
#ifndef DECLIVE_LINALG_QR_HPP
#define DECLIVE_LINALG_QR_HPP

#include "../kernels/qr.hpp"
#include "householder.hpp"
#include "triangular.hpp"

namespace declive {

/// How much of Q and R of an m x n matrix is wanted, in NumPy's words.
enum class QRMode {
  reduced,  ///< Q is m x min(m, n), R is min(m, n) x n
  complete  ///< Q is m x m, R is m x n
};

/// A = Q R: the columns of Q are orthonormal, R has zeros below its diagonal.
template <class T, Index M = dynamic, Index K = dynamic, Index N = dynamic>
struct QR {
  DECLIVE_INLINE QR(Matrix<T, M, K> q, Matrix<T, K, N> r) : Q(std::move(q)), R(std::move(r)) {}
  DECLIVE_INLINE QR(const QR&) = default;
  DECLIVE_INLINE QR(QR&&) = default;
  DECLIVE_INLINE QR& operator=(const QR&) = default;
  DECLIVE_INLINE QR& operator=(QR&&) = default;
  DECLIVE_INLINE ~QR() = default;

  Matrix<T, M, K> Q;
  Matrix<T, K, N> R;
};

namespace detail {

/// The k = min(m, n) reflectors of an m x n matrix A = H_0 H_1 ... R, whose memory then holds R on and above the
/// diagonal. Where there are kernels that is theirs (kernels/qr.hpp), else the vectors are columns of m elements.
template <class T>
struct Reflectors {
  DECLIVE_INLINE Reflectors(const MatrixView<T>& factored, Vector<T> vectors)
      : a(factored), memory(std::move(vectors)) {}
  DECLIVE_INLINE Reflectors(const Reflectors&) = default;
  DECLIVE_INLINE Reflectors(Reflectors&&) = default;
  DECLIVE_INLINE Reflectors& operator=(const Reflectors&) = default;
  DECLIVE_INLINE Reflectors& operator=(Reflectors&&) = default;
  DECLIVE_INLINE ~Reflectors() = default;

  MatrixView<T> a;
  Vector<T> memory;  ///< v_0, v_1, ...; tau; the inner matrices of the kernels' panels
};

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

template <class T>
DECLIVE_INLINE inline Index reflectors_count(const MatrixView<T>& a) {
  return a.rows() < a.cols() ? a.rows() : a.cols();
}

// The kernels' description of those reflectors.
template <class T>
kernels::QrFactors<T> kernel_factors(Reflectors<T>& f) {
  const Index k = reflectors_count(f.a), row = kernels::qr_row<T>(f.a.rows()),
              vectors = k < f.a.cols() && f.a.cols() <= kernels::qr_width ? f.a.cols() : k;
  T* const tau = f.memory.data() + vectors * row;
  return {f.a.rows(), f.a.cols(), f.a.data(), f.a.row_stride(), f.memory.data(), row, tau, tau + vectors};
}

/// The reflectors of a, in place; a's rows are contiguous.
template <class T>
Reflectors<T> reflectors_of(const MatrixView<T>& a) {
  const Index m = a.rows(), n = a.cols(), k = reflectors_count(a);
  if constexpr (has_kernels<T>) {
    const Index row = kernels::qr_row<T>(m), vectors = k < n && n <= kernels::qr_width ? n : k;
    Reflectors<T> f(
        a, Vector<T>(vectors * (row + 1) + (n <= kernels::qr_width ? 0 : k * kernels::qr_width), uninitialized));
    if (k > 0) kernels::qr<T>(kernel_factors(f));
    return f;
  } else {
    Reflectors<T> f(a, Vector<T>((k + 1) * m + n, T(0)));
    T* const tau = f.memory.data() + k * m;
    T* const work = tau + k;
    for (Index j = 0; j < k; ++j) {
      T* const v = f.memory.data() + j * m + j;
      for (Index i = j; i < m; ++i) v[i - j] = a(i, j);
      const Reflector<T> h = make_reflector(m - j, v, Index{1});
      tau[j] = h.tau;
      a(j, j) = T(h.beta);
      apply_reflector_left(v, Index{1}, conjugate(h.tau), MatrixView<T>(a.block(j, j + 1, m - j, n - j - 1)), work);
    }
    return f;
  }
}

/// C = Q^H C for C of m rows, which are contiguous.
template <class T>
void multiply_adjoint(Reflectors<T>& f, const MatrixView<T>& c) {
  const Index m = f.a.rows(), k = reflectors_count(f.a);
  if (k == 0 || c.cols() == 0) return;
  if constexpr (has_kernels<T>) {
    kernels::qr_multiply_transposed<T>(kernel_factors(f), c.cols(), c.data(), c.row_stride());
  } else {
    Vector<T> work(c.cols(), T(0));
    for (Index j = 0; j < k; ++j)
      apply_reflector_left(f.memory.data() + j * m + j, Index{1}, conjugate(f.memory[k * m + j]),
                           MatrixView<T>(c.block(j, 0, m - j, c.cols())), work.data());
  }
}

/// The first columns of Q, at least k and at most m of them, into rows that are contiguous.
template <class T>
void form_columns(Reflectors<T>& f, const MatrixView<T>& q) {
  const Index m = f.a.rows(), k = reflectors_count(f.a), cols = q.cols();
  if constexpr (has_kernels<T>) {
    if (k > 0) return kernels::qr_form<T>(kernel_factors(f), cols, q.data(), q.row_stride());
  }
  for (Index i = 0; i < m; ++i)
    for (Index j = 0; j < cols; ++j) q(i, j) = T(i == j ? 1 : 0);
  if constexpr (!has_kernels<T>) {
    Vector<T> work(cols, T(0));
    for (Index j = k; j-- > 0;)
      apply_reflector_left(f.memory.data() + j * m + j, Index{1}, f.memory[k * m + j],
                           MatrixView<T>(q.block(j, j, m - j, cols - j)), work.data());
  }
}

template <class Result, class A>
Result qr_of(const A& a, bool complete, const Site& site) {
  using T = factor_scalar_t<value_type_t<A>>;
  Matrix<T> r = copied<Matrix<T>>(a);
  check_finite("qr", view(r), site);
  const Index m = r.rows(), n = r.cols(), k = m < n ? m : n, inner = complete ? m : k;
  Reflectors<T> f = reflectors_of<T>(view(r));
  const auto upper = [&](Index i, Index j) { return i <= j ? r.data()[i * n + j] : T(0); };
  Result out(decltype(Result::Q)(m, inner, T(0)), decltype(Result::R)(inner, n, upper));
  form_columns<T>(f, view(out.Q));
  return out;
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// auto [Q, R] = qr(A): A = Q R for an m x n matrix A, with orthonormal columns of Q and R upper triangular; the
/// diagonal of R is real and of either sign. 2 m n^2 - 2/3 n^3 operations for R and as many for Q, in blocks on the
/// matrix product (kernels/qr.hpp). ||A - Q R|| and ||Q^H Q - I|| are of the order of eps ||A|| and eps, whatever the rank.
/// Integers become double. Throws ValueError if an element is NaN or infinite.
template <MatrixLike A>
auto qr(const A& a, Site site = Site::here()) {
  using L = detail::Like<A>;
  constexpr Index k = L::rows == dynamic || L::cols == dynamic ? dynamic : L::rows < L::cols ? L::rows : L::cols;
  using Result = QR<detail::factor_scalar_t<value_type_t<A>>, L::rows, k, L::cols>;
  return detail::qr_of<Result>(a, false, site);
}
/// The same with as much of Q and R as `mode` says; their sizes are known at run time only.
template <MatrixLike A>
auto qr(const A& a, QRMode mode, Site site = Site::here()) {
  return detail::qr_of<QR<detail::factor_scalar_t<value_type_t<A>>>>(a, mode == QRMode::complete, site);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
