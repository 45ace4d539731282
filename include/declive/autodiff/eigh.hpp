// Derivatives of eigenvalues and eigenvectors of symmetric matrices: eigh and eigvalsh of matrices of duals.
//
//   (A + A' e) v_j = lambda_j v_j,  P = V^T A' V,
//   lambda_j' = P_jj,   v_j' = sum over i != j of v_i P_ij / (lambda_j - lambda_i)
//
// (J. Magnus, On differentiating eigenvalues and eigenvectors, Econometric Theory 1, 1985.) The value parts are those of the
// plain matrix, to the bit. Of A' the symmetric part counts. Duals of duals run through the same formulas.
#ifndef DECLIVE_AUTODIFF_EIGH_HPP
#define DECLIVE_AUTODIFF_EIGH_HPP

#include "../linalg/eigh.hpp"
#include "products.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

// P of the p-th partials.
template <class T, Index E, class M>
Matrix<T, E, E> projected_partials(const M& s, const Matrix<T, E, E>& v, Index p) {
  const Matrix<T, E, E> slope(s.rows(), s.rows(), [&](Index i, Index j) {
    return static_cast<T>((s(i, j).partials[p] + s(j, i).partials[p]) / scalar_t<T>(2));
  });
  return matmul(v.transposed(), matmul(slope, v));
}

template <Index E, class M>
auto value_parts(const M& s) {
  return Matrix<typename value_type_t<M>::value_type, E, E>(s.rows(), s.cols(),
                                                            [&](Index i, Index j) { return s(i, j).value; });
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// eigh of a symmetric matrix of duals: values and vectors with their derivatives. Throws as eigh of the plain matrix does,
/// and ValueError where two eigenvalues are equal, or nearly so (within n eps of the largest), and A' mixes their vectors:
/// these have no derivative there. 2 N products of n x n matrices more than the plain one.
template <MatrixLike M>
  requires(is_dual<value_type_t<M>>)
auto eigh(const M& s, Site site = Site::here()) {
  using D = value_type_t<M>;
  static_assert(!detail::has_tape<D>, "declive: eigh and eigvalsh have no reverse mode: use gradient");
  using T = typename D::value_type;
  using S = scalar_t<D>;
  constexpr Index extent = detail::same_extent(detail::Like<M>::rows, detail::Like<M>::cols);
  detail::check_square("eigh", s, site);
  const Index n = s.rows();
  const auto plain = eigh(detail::value_parts<extent>(detail::view(s)), site);
  EighResult<D, extent> result{Vector<D, extent>(plain.values), Matrix<D, extent, extent>(plain.vectors)};
  S most(0);
  for (const T& value : plain.values) most = (std::max)(most, S(std::fabs(primal(value))));
  const S nothing = static_cast<S>(n) * std::numeric_limits<S>::epsilon() * most;
  for (Index p = 0; p < D::partials_count; ++p) {
    auto mixed = detail::projected_partials(detail::view(s), plain.vectors, p);
    for (Index j = 0; j < n; ++j) {
      result.values[j].partials[p] = mixed(j, j);
      for (Index i = 0; i < n; ++i) {
        const T gap = plain.values[j] - plain.values[i];
        if (i == j) {
          mixed(i, j) = T(0);
        } else if (std::fabs(primal(gap)) > nothing) {
          mixed(i, j) /= gap;
        } else if (is_dual<T> || primal(mixed(i, j)) != S(0)) {
          detail::raise_value(
              "eigh",
              detail::text("eigenvalues ", i, " and ", j, " are ", detail::number_text(S(std::fabs(primal(gap)))),
                           " apart: their vectors have no derivative"),
              site);
        }
      }
    }
    const auto slopes = matmul(plain.vectors, mixed);
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < n; ++j) result.vectors(i, j).partials[p] = slopes(i, j);
  }
  return result;
}

/// eigvalsh of a symmetric matrix of duals. Equal eigenvalues are no error (but those of duals of duals are): what depends
/// on them in a symmetric way, such as their sum, has the right derivatives; each one by itself is turned by A', and has
/// none.
template <MatrixLike M>
  requires(is_dual<value_type_t<M>>)
auto eigvalsh(const M& s, Site site = Site::here()) {
  using D = value_type_t<M>;
  static_assert(!detail::has_tape<D>, "declive: eigh and eigvalsh have no reverse mode: use gradient");
  constexpr Index extent = detail::same_extent(detail::Like<M>::rows, detail::Like<M>::cols);
  detail::check_square("eigvalsh", s, site);
  const auto parts = detail::value_parts<extent>(detail::view(s));
  Vector<D, extent> values(eigvalsh(parts, site));  // which may differ from eigh's by rounding
  const auto vectors = eigh(parts, site).vectors;
  for (Index p = 0; p < D::partials_count; ++p) {
    const auto projected = detail::projected_partials(detail::view(s), vectors, p);
    for (Index j = 0; j < s.rows(); ++j) values[j].partials[p] = projected(j, j);
  }
  return values;
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
