// The spectral radius: whether repeated products with a matrix grow or die out.
#ifndef DECLIVE_LINALG_SPECTRAL_RADIUS_HPP
#define DECLIVE_LINALG_SPECTRAL_RADIUS_HPP

#include "eig.hpp"
#include "eigh.hpp"

namespace declive::inline DECLIVE_ABI {

/// max |lambda| over the eigenvalues of the real square matrix A: A^k -> 0 exactly where it is below 1. Through eigvalsh
/// if A is symmetric to the bit, else through eigvals; 0 of a 0 x 0 matrix. Throws as they do.
template <MatrixLike M>
auto spectral_radius(const M& a, Site site = Site::here()) {
  static_assert(std::is_arithmetic_v<value_type_t<M>>, "declive: spectral_radius needs a matrix of real numbers");
  using T = detail::factor_scalar_t<value_type_t<M>>;
  detail::check_square("spectral_radius", a, site);
  detail::check_finite("spectral_radius", detail::view(a), site);
  bool symmetric = true;
  for (Index i = 0; i < a.rows() && symmetric; ++i)
    for (Index j = 0; j < i && symmetric; ++j) symmetric = a(i, j) == a(j, i);
  T radius(0);
  if (symmetric) {
    for (const T value : eigvalsh(a, site)) radius = std::fmax(radius, std::fabs(value));
  } else {
    for (const auto& value : eigvals(a, site)) radius = std::fmax(radius, std::abs(value));
  }
  return radius;
}

}  // namespace declive::inline DECLIVE_ABI

#endif
