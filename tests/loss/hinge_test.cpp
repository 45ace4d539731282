#include "check.hpp"

using namespace declive;
using losses::cols;
using losses::rows;

namespace {
DECLIVE_TESTS_LOSS(Hinge, hinge, );
}  // namespace

TEST_CASE("hinge: PyTorch's values") {
  losses::check_table<double, Hinge>("hinge");
  losses::check_table<float, Hinge>("hinge");
}

TEST_CASE("hinge: derivatives away from the kink") {
  support::Random random(56);
  const Matrix<double> p(
      rows, cols, [&](Index, Index) { return random.uniform<double>() * 0.9 + 2 * random.small_integer<double>(1); });
  const Matrix<double> y(rows, cols, [&](Index i, Index j) { return (i + j) % 2 == 0 ? 1.0 : -1.0; });
  losses::check_derivatives<Hinge>(p, y);
}

TEST_CASE("hinge: layouts") {
  support::Random random(57);
  const Matrix<double> p(67, 41, [&](Index, Index) { return 3 * random.uniform<double>(); });
  const Matrix<double> y(67, 41, [&](Index, Index) { return random.bits() % 2 == 0 ? 1.0 : -1.0; });
  losses::check_layouts<double, Hinge>(p, y);
}

TEST_CASE("hinge: edges") { losses::check_edges<Hinge>(0.5, {-1, 1}); }

TEST_CASE("hinge: exact values, the kink, and what a target may be") {
  const Vector<double> p{2, 0.5, -3, 1};
  const Vector<int> y{1, 1, 1, 1};
  CHECK(hinge(p, y, Reduction::none) == Vector<double>{0, 0.5, 4, 0});
  CHECK(hinge_gradient(p, y, Reduction::sum) == Vector<double>{0, -1, -1, 0});  // the last one at the kink
  const double inf = std::numeric_limits<double>::infinity();
  CHECK(hinge(Vector<double>{inf, -inf}, Vector<int>{1, 1}, Reduction::none) == Vector<double>{0, inf});
  for (const double bad : {0.0, 2.0, std::numeric_limits<double>::quiet_NaN()}) {
    const Vector<double> wrong{1, -1, bad, 1};
    CHECK_THROWS_AS(hinge(p, wrong), ValueError);
    CHECK_THROWS_AS(hinge_gradient(p, wrong), ValueError);
    CHECK_THROWS_AS(hinge(p, Vector<double>{bad, 1, 1, 1}), ValueError);
    try {
      hinge(p, wrong);
    } catch (const ValueError& error) {
      CHECK(std::string(error.what()).starts_with("hinge: the target's element 2 is neither -1 nor 1 ["));
    }
  }
}
