// Principal component analysis: the orthogonal directions in which data vary most.
#ifndef DECLIVE_LINALG_PCA_HPP
#define DECLIVE_LINALG_PCA_HPP

#include "broadcast.hpp"
#include "eigh.hpp"
#include "randomized_svd.hpp"

namespace declive {

namespace detail {

/// How many samples for a feature there are where the covariance's eigenvectors are taken (scikit-learn's rule): that
/// is several times as fast; variances below eps times the largest one are lost.
inline constexpr Index many_samples = 10;

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

template <class T>
struct Directions {
  Vector<T> squares;
  Matrix<T> rows;
};

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

// What a PCA knows of its data; `ratio` is each component's part of the variance of all features together.
template <class T>
void find_components(const MatrixView<const T>& x, Index count, const RandomizedSvd* randomized, const Site& site,
                     Vector<T>& mean_of_rows, Matrix<T>& components, Vector<T>& variance, Vector<T>& ratio) {
  using Limits = std::numeric_limits<T>;
  const Index m = x.rows(), n = x.cols(), most = m < n ? m : n;
  if (m < 2 || n < 1) raise_shape("PCA", x.dims(), "at least two samples (rows) of one feature are needed", site);
  if (count < 1 || count > most)
    raise_value("PCA", text(x.dims(), ": the number of components is ", count, ", not in 1..", most), site);
  check_finite("PCA", x, site);
  mean_of_rows = mean(x, 0, site);
  Matrix<T> data = x - broadcast_rows(mean_of_rows, m);
  // Squares that leave the range are those of the data divided by a power of two.
  T length = norm(data), unit(1);
  if (!(length * length > (Limits::min)() / Limits::epsilon() / Limits::epsilon() &&
        length * length < (Limits::max)())) {
    unit = unit_of(largest_element(MatrixView<const T>(data)));
    data *= T(1) / unit;
    length = norm(data);
  }
  Vector<T> squares;
  if (randomized != nullptr) {
    auto factors = randomized_svd(data, count, *randomized, site);
    squares = hadamard(factors.s, factors.s);
    components = std::move(factors.Vt);
  } else {
    Directions<T> found = directions(std::move(data), count, site);
    squares = std::move(found.squares);
    components = std::move(found.rows);
  }
  ratio = length > T(0) ? squares / (length * length) : Vector<T>(count);
  variance = squares / static_cast<T>(m - 1) * unit * unit;
  fix_signs(components);
}

}  // namespace detail::inline DECLIVE_ABI

/// Fitted to the rows of X (m samples of n features) when it is made:
///
///   PCA pca(X, 2);                                     // two components
///   Matrix<double> Y = pca.transform(X);               // m x 2
///   Matrix<double> Z = pca.inverse_transform(Y);       // m x n, the nearest points in the plane
///
/// Components are orthonormal, the first one that of the largest variance; the largest absolute value of each is
/// positive. T is X's element type, double for integers.
template <class T>
class PCA {
  static_assert(std::is_floating_point_v<T>, "declive: PCA of elements that are not real numbers");

 public:
  /// All min(m, n) components.
  template <MatrixLike X>
  DECLIVE_INLINE explicit PCA(const X& x, Site site = Site::here()) {
    fit(x, x.rows() < x.cols() ? x.rows() : x.cols(), nullptr, site);
  }
  /// The first `components`. Throws ShapeError of fewer than two samples or no feature, ValueError unless 1 <=
  /// components <= min(m, n), or if an element is NaN or infinite. O(m n min(m, n)).
  template <MatrixLike X>
  DECLIVE_INLINE PCA(const X& x, Index components, Site site = Site::here()) {
    fit(x, components, nullptr, site);
  }
  /// The first `components`, about, by randomized_svd: for large data, O(m n components).
  template <MatrixLike X>
  DECLIVE_INLINE PCA(const X& x, Index components, const RandomizedSvd& method, Site site = Site::here()) {
    fit(x, components, &method, site);
  }
  DECLIVE_INLINE PCA(const PCA&) = default;
  DECLIVE_INLINE PCA(PCA&&) = default;
  DECLIVE_INLINE PCA& operator=(const PCA&) = default;
  DECLIVE_INLINE PCA& operator=(PCA&&) = default;
  DECLIVE_INLINE ~PCA() = default;

  /// One component a row: k x n.
  DECLIVE_INLINE const Matrix<T>& components() const { return components_; }
  /// Of each feature.
  DECLIVE_INLINE const Vector<T>& mean() const { return mean_; }
  /// The variance along each component, with the divisor m - 1; it falls.
  DECLIVE_INLINE const Vector<T>& explained_variance() const { return variance_; }
  /// The same as a part of the variance of all features together; 0 if all are constant.
  DECLIVE_INLINE const Vector<T>& explained_variance_ratio() const { return ratio_; }

  /// The coordinates (X - mean) C^T of X's rows: m x k. Throws ShapeError unless X has n columns.
  template <MatrixLike X>
  DECLIVE_INLINE Matrix<T> transform(const X& x, Site site = Site::here()) const {
    check("PCA.transform", x, mean_.size(), site);
    return matmul(Matrix<T>(x) - broadcast_rows(mean_, x.rows()), components_.transposed());
  }
  /// The points Y C + mean of coordinates Y (m x k): m x n. Throws ShapeError unless Y has k columns.
  template <MatrixLike Y>
  DECLIVE_INLINE Matrix<T> inverse_transform(const Y& y, Site site = Site::here()) const {
    check("PCA.inverse_transform", y, components_.rows(), site);
    return matmul(y, components_) + broadcast_rows(mean_, y.rows());
  }

 private:
  template <MatrixLike X>
  DECLIVE_INLINE void fit(const X& x, Index components, const RandomizedSvd* method, const Site& site) {
    if constexpr (std::is_same_v<value_type_t<X>, T>)
      detail::find_components<T>(detail::view(x), components, method, site, mean_, components_, variance_, ratio_);
    else
      fit(Matrix<T>(x), components, method, site);
  }
  template <MatrixLike X>
  DECLIVE_INLINE static void check(const char* operation, const X& x, Index columns, const Site& site) {
    if (x.cols() != columns)
      detail::raise_shape(operation, x.dims(), detail::text(columns, " columns are wanted"), site);
  }

  Vector<T> mean_;
  Matrix<T> components_;
  Vector<T> variance_;
  Vector<T> ratio_;
};

template <MatrixLike X, class... Rest>
PCA(const X&, Rest...) -> PCA<detail::factor_scalar_t<value_type_t<X>>>;

}  // namespace declive

#endif
