// Principal component analysis: the orthogonal directions in which data vary most.
#ifndef DECLIVE_LINALG_PCA_HPP
#define DECLIVE_LINALG_PCA_HPP

#include "broadcast.hpp"
#include "eigh.hpp"
#include "randomized_svd.hpp"

namespace declive {

namespace detail {

template <class T>
struct PrincipalComponents {
  Vector<T> mean;
  Matrix<T> components;
  Vector<T> variance;
  T total;
};

/// How many samples for a feature there are where the covariance's eigenvectors are taken (scikit-learn's rule): that is
/// several times as fast; variances below eps times the largest one are lost.
inline constexpr Index many_samples = 10;

template <class T>
struct Directions {
  Vector<T> squares;
  Matrix<T> rows;
};

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

// X minus the mean of each column.
template <class T, class X>
Matrix<T> centred(const X& x, const Vector<T>& mean) {
  Matrix<T> out(x.rows(), x.cols(), uninitialized);
  const auto difference = [](const auto& value, const T& average) { return static_cast<T>(value) - average; };
  map_into(out, difference, x, broadcast_rows(mean, x.rows()));
  return out;
}

// The squares of the singular values of X, which is used up, and in rows its right singular vectors.
template <class T>
Directions<T> directions(Matrix<T>&& x, Index count, const Site& site) {
  const Index m = x.rows(), n = x.cols();
  Directions<T> out;
  if (m >= many_samples * n) {
    const auto [values, vectors] = eigh(gram(x.transposed()), site);
    out.squares = Vector<T>(count, [&v = values, n](Index k) { return (std::max)(v[n - 1 - k], T(0)); });
    out.rows = Matrix<T>(vectors.transposed().reversed_rows().block(0, 0, count, n));
    return out;
  }
  if (m > n) {  // by the triangle of the QR decomposition, without U
    Matrix<T> columns = transpose(x);
    reduce_rows(view(columns), T(0));
    x = Matrix<T>(columns.block(0, 0, n, n).transposed());
  }
  const auto factors = svd(x, site);
  out.squares = Vector<T>(count, [&s = factors.s](Index k) { return s[k] * s[k]; });
  out.rows = Matrix<T>(factors.Vt.block(0, 0, count, n));
  return out;
}

// Of each row the largest absolute value becomes positive.
template <class T>
void fix_signs(Matrix<T>& rows) {
  for (Index i = 0; i < rows.rows(); ++i) {
    Index most = 0;
    for (Index j = 1; j < rows.cols(); ++j)
      if (magnitude(rows(i, j)) > magnitude(rows(i, most))) most = j;
    if (rows(i, most) < T(0)) map_in_place(Negate{}, rows.row(i));
  }
}

template <class T, class X>
PrincipalComponents<T> principal_components(const X& x, Index components, const RandomizedSvd* randomized,
                                            const Site& site) {
  const Index m = x.rows(), n = x.cols(), most = m < n ? m : n;
  if (m < 2 || n < 1) raise_shape("PCA", x.dims(), "at least two samples (rows) of one feature are needed", site);
  if (components < 1 || components > most)
    raise_value("PCA", text(x.dims(), ": the number of components is ", components, ", not in 1..", most), site);
  check_finite("PCA", x, site);
  PrincipalComponents<T> out{mean(x, 0, site), {}, {}, T(0)};
  Matrix<T> data = centred<T>(x, out.mean);
  const T divisor = static_cast<T>(m - 1);
  const T length = norm(data);
  out.total = length * length / divisor;
  if (randomized != nullptr) {
    auto factors = randomized_svd(data, components, *randomized, site);
    out.variance = hadamard(factors.s, factors.s) / divisor;
    out.components = std::move(factors.Vt);
  } else {
    auto found = directions(std::move(data), components, site);
    out.variance = found.squares / divisor;
    out.components = std::move(found.rows);
  }
  fix_signs(out.components);
  return out;
}

}  // namespace detail::inline DECLIVE_ABI

/// Fitted to the rows of X (m samples of n features) when it is made:
///
///   PCA pca(X, 2);                                     // two components
///   Matrix<double> Y = pca.transform(X);               // m x 2
///   Matrix<double> Z = pca.inverse_transform(Y);       // m x n, the nearest points in the plane
///
/// Components are orthonormal, the first one that of the largest variance; the largest absolute value of each is positive.
/// T is X's element type, double for integers.
template <class T>
class PCA {
  static_assert(std::is_floating_point_v<T>, "declive: PCA of elements that are not real numbers");

 public:
  /// All min(m, n) components.
  template <MatrixLike X>
  DECLIVE_INLINE explicit PCA(const X& x, Site site = Site::here())
      : fit_(detail::principal_components<T>(detail::view(x), x.rows() < x.cols() ? x.rows() : x.cols(), nullptr,
                                             site)) {}
  /// The first `components`. Throws ShapeError of fewer than two samples or no feature, ValueError unless 1 <= components
  /// <= min(m, n), or if an element is NaN or infinite. O(m n min(m, n)).
  template <MatrixLike X>
  DECLIVE_INLINE PCA(const X& x, Index components, Site site = Site::here())
      : fit_(detail::principal_components<T>(detail::view(x), components, nullptr, site)) {}
  /// The first `components`, about, by randomized_svd: for large data, O(m n components).
  template <MatrixLike X>
  DECLIVE_INLINE PCA(const X& x, Index components, const RandomizedSvd& method, Site site = Site::here())
      : fit_(detail::principal_components<T>(detail::view(x), components, &method, site)) {}

  /// One component a row: k x n.
  DECLIVE_INLINE const Matrix<T>& components() const { return fit_.components; }
  /// Of each feature.
  DECLIVE_INLINE const Vector<T>& mean() const { return fit_.mean; }
  /// The variance along each component, with the divisor m - 1; it falls.
  DECLIVE_INLINE const Vector<T>& explained_variance() const { return fit_.variance; }
  /// The same as a part of the variance of all features together; 0 if all are constant.
  DECLIVE_INLINE Vector<T> explained_variance_ratio() const {
    Vector<T> ratio = fit_.variance;
    for (Index k = 0; k < ratio.size(); ++k) ratio[k] = fit_.total > T(0) ? ratio[k] / fit_.total : T(0);
    return ratio;
  }

  /// The coordinates (X - mean) C^T of X's rows: m x k. Throws ShapeError unless X has n columns.
  template <MatrixLike X>
  DECLIVE_INLINE Matrix<T> transform(const X& x, Site site = Site::here()) const {
    check("PCA.transform", x, fit_.mean.size(), site);
    return matmul(detail::centred<T>(detail::view(x), fit_.mean), fit_.components.transposed());
  }
  /// The points Y C + mean of coordinates Y (m x k): m x n. Throws ShapeError unless Y has k columns.
  template <MatrixLike Y>
  DECLIVE_INLINE Matrix<T> inverse_transform(const Y& y, Site site = Site::here()) const {
    check("PCA.inverse_transform", y, fit_.components.rows(), site);
    Matrix<T> out = matmul(y, fit_.components);
    out += broadcast_rows(fit_.mean, out.rows());
    return out;
  }

 private:
  template <MatrixLike X>
  DECLIVE_INLINE static void check(const char* operation, const X& x, Index columns, const Site& site) {
    if (x.cols() != columns)
      detail::raise_shape(operation, x.dims(), detail::text(columns, " columns are wanted"), site);
  }

  detail::PrincipalComponents<T> fit_;
};

template <MatrixLike X, class... Rest>
PCA(const X&, Rest...) -> PCA<detail::factor_scalar_t<value_type_t<X>>>;

}  // namespace declive

#endif
