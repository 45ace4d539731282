#include <complex>
#include <declive/linalg/pinv.hpp>

#include "svd_checks.hpp"

using namespace svd_checks;

TEST_CASE("Floats: LAPACK's singular values") { check_table<float>(); }

TEST_CASE("Floats: A = U S V^T with orthonormal U and V, for every shape and way") { check_shapes<float>(); }

TEST_CASE("Floats: matrices that are hard") { check_hard_ones<float>(); }

TEST_CASE("Floats: 500 columns, and the same on every instruction set") {
  const auto a = random_matrix<float>(31, 31, 22);
  support::for_each_isa([&] { check_svd(a, svd(a), false); });
  if (support::low_effort() || active_isa() == Isa::portable || active_isa() == Isa::sse2) return;
  const auto b = named<float>("toeplitz", 500, 500);
  check_svd(b, svd(b), false);
}

TEST_CASE("Complex numbers and long doubles") {
  using C = std::complex<float>;
  for (const auto& [m, n] : {std::array<Index, 2>{4, 4}, {9, 5}, {3, 12}, {20, 20}}) {
    const auto a = random_matrix<C>(m, n, 31);
    check_svd(a, svd(a), false);
    check_svd(a, svd(a, full_matrices), true);
    const auto b = random_matrix<long double>(m, n, 32);
    check_svd(b, svd(b), false);
  }
  // u v^H has the one value |u| |v| = sqrt(3 * 7).
  const Matrix<C> rank_one{{C(1, 0), C(0, 2)}, {C(0, 1), C(-2, 0)}, {C(1, 0), C(0, 2)}};
  const auto s = svdvals(rank_one);
  CHECK(s[0] == doctest::Approx(std::sqrt(15.0)).epsilon(1e-6));
  CHECK(s[1] <= 1e-6f);
  check_svd(rank_one, svd(rank_one, full_matrices), true);
  const auto c = random_matrix<C>(5, 3, 6);
  check_penrose(c, pinv(c), 100);
  check_penrose(adjoint(c), pinv(adjoint(c)), 100);
}
