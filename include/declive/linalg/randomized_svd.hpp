// The leading singular values and vectors of a large matrix.
#ifndef DECLIVE_LINALG_RANDOMIZED_SVD_HPP
#define DECLIVE_LINALG_RANDOMIZED_SVD_HPP

#include "../core/random.hpp"
#include "svd.hpp"

namespace declive {

/// How randomized_svd works: how many directions more than asked for it follows, how often it multiplies by A^T A, and
/// the seed of its random numbers, which are the same on every machine.
struct RandomizedSvd {
  Index oversampling = 10;
  Index power_iterations = 4;
  std::uint64_t seed = 0;
};

namespace detail::inline DECLIVE_ABI {

// The rows of y (l x m, l <= m) become an orthonormal basis of what they span.
template <class T>
void orthonormalize_rows(Matrix<T>& y) {
  const ReflectorRows<T> h = reduce_rows(view(y), T(0));
  for (Index i = 0; i < y.rows(); ++i)
    for (Index j = 0; j < y.cols(); ++j) y(i, j) = i == j ? T(1) : T(0);
  apply_reversed(h, view(y));
}

template <class T>
Svd<Matrix<T>, Vector<T>, Matrix<T>> randomized_svd(const MatrixView<const T>& a, Index components,
                                                    const RandomizedSvd& options, const Site& site) {
  const Index m = a.rows(), n = a.cols(), shorter = m < n ? m : n;
  if (components < 0 || components > shorter)
    raise_value("randomized_svd", text(a.dims(), " has ", shorter, " singular values, not ", components), site);
  if (options.oversampling < 0 || options.power_iterations < 0)
    raise_value("randomized_svd", "oversampling or power_iterations is negative", site);
  const Index extra = shorter - components < options.oversampling ? shorter - components : options.oversampling;
  const Index l = components + extra;
  SplitMix64 random(options.seed);
  // In [-1, 1): as good as normal numbers here, and of the same bits everywhere.
  Matrix<T> z(l, n, [&](Index, Index) {
    return static_cast<T>(static_cast<std::int64_t>(random()) >> 40) / static_cast<T>(Index{1} << 23);
  });
  Matrix<T> q = matmul(z, a.transposed());
  orthonormalize_rows(q);
  for (Index step = 0; step < options.power_iterations; ++step) {
    matmul_into(z, q, a);
    orthonormalize_rows(z);
    matmul_into(q, z, a.transposed());
    orthonormalize_rows(q);
  }
  matmul_into(z, q, a);
  auto inner = svd(z, site);  // Q^T A = U' S V^T, A = (Q U') S V^T
  return {matmul(q.transposed(), inner.U.block(0, 0, l, components)), Vector<T>(inner.s.slice(0, components)),
          Matrix<T>(inner.Vt.block(0, 0, components, n))};
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// About the `components` largest singular values of A (m x n) and their vectors: U m x components, s falling, Vt
/// components x n. A is multiplied from both sides by l = components + oversampling directions, at first random ones,
/// which power_iterations turn towards the leading ones: the error of s_k is some s_(l + 1) (s_(l + 1) / s_k)^(2
/// power_iterations). O(m n l power_iterations). Throws ValueError if there are fewer singular values, an option is
/// negative or an element is NaN or infinite. (N. Halko, P.-G. Martinsson, J. Tropp, Finding structure with randomness,
/// 2011, algorithms 4.4 and 5.1.)
template <MatrixLike A>
auto randomized_svd(const A& a, Index components, const RandomizedSvd& options = {}, Site site = Site::here()) {
  using T = detail::factor_scalar_t<value_type_t<A>>;
  static_assert(std::is_floating_point_v<T>, "declive: randomized_svd of elements that are not real numbers");
  detail::check_finite("randomized_svd", detail::view(a), site);
  if constexpr (std::is_same_v<T, value_type_t<A>>)
    return detail::randomized_svd<T>(detail::view(a), components, options, site);
  else
    return detail::randomized_svd<T>(detail::view(Matrix<T>(a)), components, options, site);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
