#include <doctest/doctest.h>

#include <array>
#include <declive/linalg/cond.hpp>
#include <declive/linalg/pinv.hpp>
#include <declive/linalg/rank.hpp>
#include <declive/linalg/svd.hpp>
#include <string>

#include "gallery.hpp"
#include "support/message_of.hpp"
#include "svd_checks.hpp"

using namespace svd_checks;
using support::message_of;

TEST_CASE("LAPACK's singular values") { check_table<double>(); }

TEST_CASE("A = U S V^T with orthonormal U and V, for every shape and way") { check_shapes<double>(); }

TEST_CASE("Matrices that are hard") { check_hard_ones<double>(); }

TEST_CASE("500 columns") {
  if (support::low_effort() || active_isa() == Isa::portable || active_isa() == Isa::sse2) return;
  const auto a = random_matrix<double>(500, 500, 5);
  check_svd(a, svd(a), false);
}

TEST_CASE("The same on every instruction set, but for rounding") {
  const auto a = random_matrix<double>(60, 45, 21);
  const auto s = svdvals(a);
  support::for_each_isa([&] {
    check_svd(a, svd(a), false);
    check_values(svdvals(a), s, 60, eps_of<double>());
  });
}

TEST_CASE("Fixed shapes, written out") {
  const Matrix<double, 2, 2> a{{3, 0}, {4, 5}};
  const auto [U, s, Vt] = svd(a);
  static_assert(std::is_same_v<std::remove_const_t<decltype(U)>, Matrix<double, 2, 2>>);
  static_assert(std::is_same_v<std::remove_const_t<decltype(s)>, Vector<double, 2>>);
  CHECK(s[0] == doctest::Approx(std::sqrt(45.0)).epsilon(1e-15));
  CHECK(s[1] == doctest::Approx(std::sqrt(5.0)).epsilon(1e-15));
  static_assert(std::is_same_v<decltype(svd(Matrix<float, 3, 2>()).Vt), Matrix<float, 2, 2>>);
  static_assert(std::is_same_v<decltype(svd(Matrix<float, 3, 2>()).U), Matrix<float, 3, 2>>);
  static_assert(std::is_same_v<decltype(svd(Matrix<float, 3, 2>(), full_matrices).U), Matrix<float, 3, 3>>);
  static_assert(std::is_same_v<decltype(svd(Matrix<float, dynamic, 2>()).Vt), Matrix<float, dynamic, 2>>);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto square = random_matrix<double>(3, 3, seed);
    check_svd(square, svd(Matrix<double, 3, 3>(square)), false);
    CHECK(svd(Matrix<double, 3, 3>(square)).s == svd(square).s);
    const auto tall = random_matrix<double>(3, 2, seed);
    check_svd(tall, svd(Matrix<double, 3, 2>(tall), full_matrices), true);
  }
  CHECK(svd(Matrix<int>{{3, 0}, {4, 5}}).s == svd(Matrix<double>{{3, 0}, {4, 5}}).s);
  const Matrix<double> large = random_matrix<double>(7, 7, 1);
  check_svd(large, svd(Matrix<double, 7, 7>(large)), false);
}

TEST_CASE("Views of every layout") {
  const auto a = random_matrix<double>(14, 9, 41);
  const auto s = svdvals(a);
  check_values(svdvals(a.transposed()), s, 14, eps_of<double>());
  check_values(svdvals(a.reversed_rows()), s, 14, eps_of<double>());
  const auto wide = random_matrix<double>(20, 20, 42);
  const auto part = wide.block(2, 3, 9, 8);
  check_svd(Matrix<double>(part), svd(part), false);
  CHECK(svd(part).U == svd(Matrix<double>(part)).U);
}

TEST_CASE("Nothing to decompose") {
  const auto none = svd(Matrix<double>(4, 0));
  CHECK(none.U.dims() == Dims{4, 0});
  CHECK(none.s.empty());
  CHECK(none.Vt.dims() == Dims{0, 0});
  const auto full = svd(Matrix<double>(0, 3), full_matrices);
  CHECK(full.U.dims() == Dims{0, 0});
  CHECK(full.Vt == Matrix<double>::identity(3));
  CHECK(svd(Matrix<double>(4, 0), full_matrices).U == Matrix<double>::identity(4));
  CHECK(svdvals(Matrix<double>(0, 0)).empty());
}

TEST_CASE("What is not finite is an error") {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const Index n : {2, 30})
    for (const double bad : {std::nan(""), infinity, -infinity}) {
      Matrix<double> a(n, n, 1.0);
      a(1, 0) = bad;
      CHECK_THROWS_AS(svd(a), ValueError);
      CHECK_THROWS_AS(svd(a, full_matrices), ValueError);
      CHECK_THROWS_AS(svdvals(a), ValueError);
    }
  CHECK(message_of([&] {
          svd(Matrix<double>{{1, infinity}}, Site{"x.cpp", 3});
        }) == "svd: (1x2): element (0, 1) is inf [x.cpp:3]");
  CHECK(message_of([] {
          detail::raise_svd("svd", Dims{9, 8}, 5, 8, {});
        }) == "svd: (9x8): no convergence, 5 of 8 singular values found");
}

TEST_CASE("Elements at the largest number: values that fit are right, others infinite, none NaN") {
  const double most = std::numeric_limits<double>::max(), infinity = std::numeric_limits<double>::infinity();
  for (const Index n : {1, 2, 4, 7, 40}) {
    CAPTURE(n);
    const Matrix<double> diagonal(n, n,
                                  [&](Index i, Index j) { return i == j ? (i % 2 == 0 ? most : most / 2) : 0.0; });
    const auto s = svdvals(diagonal);
    CHECK(s[0] == doctest::Approx(most).epsilon(1e-14));
    CHECK(s[n - 1] == doctest::Approx(n == 1 ? most : most / 2).epsilon(1e-14));
    CHECK(cond(diagonal) == doctest::Approx(n == 1 ? 1 : 2).epsilon(1e-14));
    CHECK(rank(diagonal) == n);
    const auto f = svd(Matrix<double>(n, n, most));  // of rank one: n max, and zeros
    CHECK(f.s[0] == (n == 1 ? most : infinity));
    CHECK(orthogonality(f.U) <= 10);
    CHECK(std::fabs(std::fabs(f.U(n - 1, 0)) - 1 / std::sqrt(static_cast<double>(n))) <= 1e-15);
  }
  CHECK(svdvals(Matrix<float>(2, 2, std::numeric_limits<float>::max()))[0] == std::numeric_limits<float>::infinity());
}

TEST_CASE("Errors name who was called") {
  const Matrix<double> bad{{1, std::nan("")}, {2, 3}};
  const std::string reason = ": (2x2): element (0, 1) is nan";
  CHECK(message_of([&] { svd(bad, Site{}); }) == "svd" + reason);
  CHECK(message_of([&] { svd(bad, full_matrices, Site{}); }) == "svd" + reason);
  CHECK(message_of([&] { svdvals(bad, Site{}); }) == "svdvals" + reason);
  CHECK(message_of([&] { rank(bad, Site{}); }) == "rank" + reason);
  CHECK(message_of([&] { rank(bad, 0.1, Site{}); }) == "rank" + reason);
  CHECK(message_of([&] { cond(bad, Site{}); }) == "cond" + reason);
  CHECK(message_of([&] { pinv(bad, Site{}); }) == "pinv" + reason);
  CHECK(message_of([&] { pinv(bad, 0.1, Site{}); }) == "pinv" + reason);
  const Matrix<double, 2, 2> few{{1, 2}, {std::nan(""), 3}};
  CHECK(message_of([&] { svd(few, Site{}); }) == "svd: (2x2): element (1, 0) is nan");
  CHECK(message_of([&] { cond(few, Site{}); }) == "cond: (2x2): element (1, 0) is nan");
  // s_max is 2.4e308: infinite.
  const Matrix<double> huge{{1.7e308, 1.7e308}, {1.7e308, -1.7e308}};
  const std::string overflow = ": (2x2): the largest singular value overflows";
  CHECK(message_of([&] { rank(huge, Site{}); }) == "rank" + overflow);
  CHECK(message_of([&] { cond(huge, Site{}); }) == "cond" + overflow);
  CHECK(message_of([&] { pinv(huge, Site{}); }) == "pinv" + overflow);
  CHECK(rank(huge, 1e308) == 2);
}

TEST_CASE("A gallery of hard matrices, square, tall and wide; the sum of all squares stays") {
  support::Random random(63);
  for (const gallery::Kind& kind : gallery::kinds)
    for (const Index n : {3, 16, 27, support::low_effort() ? 28 : 40}) {
      CAPTURE(kind.name);
      const auto a = gallery::make<double>(kind, n, random);
      const Matrix<double> tall(a.block(0, 0, n, n / 2)), wide(a.block(0, 0, n / 3, n));
      for (const Matrix<double>& one : {a, tall, wide}) {
        const auto f = svd(one);
        check_svd(one, f, false);
        check_values(svdvals(one), f.s, n, eps_of<double>());
        CHECK(std::fabs(norm(f.s) - norm(one)) <= static_cast<double>(n) * eps_of<double>() * norm(one));
      }
    }
  // Hadamard's signs are sqrt(n) times an orthogonal matrix where n is a power of two.
  const auto hadamard = gallery::make<double>(gallery::kinds[10], 32, random);
  for (const double s : svdvals(hadamard)) CHECK(std::fabs(s - std::sqrt(32.0)) <= 1e-13);
}

TEST_CASE("Rank and condition") {
  CHECK(rank(named<double>("rank two", 30, 28)) == 2);
  CHECK(rank(Matrix<double>::identity(4)) == 4);
  CHECK(rank(Matrix<double>(4, 3, 0.0)) == 0);
  CHECK(rank(Matrix<double>(0, 3)) == 0);
  const Matrix<double> steps{{4, 0, 0}, {0, 2, 0}, {0, 0, 1}};
  CHECK(rank(steps, 1.5) == 2);
  CHECK(rank(Matrix<double>{{1, 0}, {0, 1e-20}}, 0.0) == 2);
  CHECK(rank(steps, 4.0) == 0);  // above, not at
  CHECK(cond(steps) == 4);
  CHECK(cond(Matrix<int>{{2, 0}, {0, 0}}) == std::numeric_limits<double>::infinity());
  // SciPy: numpy.linalg.cond(scipy.linalg.hilbert(5))
  CHECK(cond(named<double>("hilbert", 5, 5)) == doctest::Approx(476607.2502422687).epsilon(1e-9));
  CHECK(message_of([] {
          cond(Matrix<double>(0, 2), Site{"x.cpp", 3});
        }) == "cond: (0x2): an empty matrix has no condition number [x.cpp:3]");
  CHECK_THROWS_AS(rank(steps, -1.0), ValueError);
  CHECK_THROWS_AS(rank(steps, std::nan("")), ValueError);
}

TEST_CASE("pinv: Penrose's equations: square, tall, wide, of less than full rank") {
  for (const auto& [m, n] : {std::pair<Index, Index>{4, 4}, {9, 3}, {3, 9}, {30, 20}, {7, 40}}) {
    const auto a = random_matrix<double>(m, n, 3);
    check_penrose(a, pinv(a), 1000);
    const Matrix<double> thin = random_matrix<double>(m, 2, 4) * random_matrix<double>(2, n, 5);
    check_penrose(thin, pinv(thin), 1000);
  }
}

TEST_CASE("pinv: worked examples") {
  // Of one column it is the row divided by the square of its length.
  const Matrix<double> column{{1}, {2}, {2}};
  CHECK(norm(pinv(column) - Matrix<double>{{1.0 / 9, 2.0 / 9, 2.0 / 9}}) <= 1e-16);
  const Matrix<double, 3, 2> fixed{{2, 0}, {0, 4}, {0, 0}};
  static_assert(std::is_same_v<decltype(pinv(fixed)), Matrix<double, 2, 3>>);
  CHECK(pinv(fixed) == Matrix<double, 2, 3>{{0.5, 0, 0}, {0, 0.25, 0}});
  CHECK(pinv(Matrix<int>{{2, 0}, {0, 4}}) == Matrix<double>{{0.5, 0}, {0, 0.25}});
  CHECK(pinv(Matrix<double>(2, 3, 0.0)) == Matrix<double>(3, 2, 0.0));
  CHECK(pinv(Matrix<double>(0, 3)).dims() == Dims{3, 0});
}

TEST_CASE("pinv: values up to rcond s_max count as zero") {
  const Matrix<double> steps{{4, 0}, {0, 1}};
  CHECK(pinv(Matrix<double>{{4, 0}, {0, 0x1p-60}}, 0.0) == Matrix<double>{{0.25, 0}, {0, 0x1p60}});
  CHECK(pinv(steps, 0.2) == Matrix<double>{{0.25, 0}, {0, 1}});
  CHECK(pinv(steps, 0.25) == Matrix<double>{{0.25, 0}, {0, 0}});
  CHECK_THROWS_AS(pinv(steps, -1.0), ValueError);
  CHECK_THROWS_AS(pinv(steps, std::nan("")), ValueError);
  CHECK_THROWS_AS(pinv(Matrix<double>{{std::nan("")}}), ValueError);
}
