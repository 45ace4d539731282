#include "check.hpp"

using namespace declive;
using losses::cols;
using losses::rows;

namespace {
DECLIVE_TESTS_LOSS(Mae, mae, );
}  // namespace

TEST_CASE("mae: PyTorch's values") {
  losses::check_table<double, Mae>("mae");
  losses::check_table<float, Mae>("mae");
}

TEST_CASE("mae: derivatives away from the kink") {
  support::Random random(53);
  const auto low = [&](Index i, Index j) { return random.uniform<double>() + static_cast<double>(2 * ((i + j) % 2)); };
  const Matrix<double> p(rows, cols, low), y(rows, cols, 1.0);
  losses::check_derivatives<Mae>(p, y);
}

TEST_CASE("mae: layouts") {
  support::Random random(54);
  const auto number = [&](Index, Index) { return random.uniform<double>(); };
  losses::check_layouts<double, Mae>(Matrix<double>(67, 41, number), Matrix<double>(67, 41, number));
}

TEST_CASE("mae: edges") { losses::check_edges<Mae>(); }

TEST_CASE("mae: the gradient at 0 is 0") {
  const Vector<double> p{1, 2, 3}, y{1, 3, 2};
  CHECK(mae_gradient(p, y) == Vector<double>{0, -1.0 / 3, 1.0 / 3});
  CHECK(mae(p, y) == 2.0 / 3);
  using D = Dual<double, 1>;
  CHECK(mae(Vector<D>{D::variable(1.0)}, Vector<double>{1}).partials[0] == 0);
  CHECK(mae(Vector<int>{1, 5}, Vector<int>{4, 4}) == 2);
}
