#include "check.hpp"

using namespace declive;
using losses::cols;
using losses::rows;

namespace {
DECLIVE_TESTS_LOSS(Huber, huber, 1, );
DECLIVE_TESTS_LOSS(NarrowHuber, huber, 0.4, );
}  // namespace

TEST_CASE("huber: PyTorch's values") {
  losses::check_table<double, Huber>("huber");
  losses::check_table<float, Huber>("huber");
  losses::check_table<double, NarrowHuber>("huber 0.4");
}

TEST_CASE("huber: derivatives on both sides of delta") {
  const Matrix<double> p{{0.5, -0.5, 3, -3}, {0.25, 0.875, 1.125, -1.5}, {-0.875, 2, 0.375, -0.25}}, y(rows, cols, 0.0);
  losses::check_derivatives<Huber>(p, y);
}

TEST_CASE("huber: layouts") {
  support::Random random(55);
  const auto number = [&](Index, Index) { return 3 * random.uniform<float>(); };
  losses::check_layouts<float, Huber>(Matrix<float>(67, 71, number), Matrix<float>(67, 71, number));
}

TEST_CASE("huber: edges") { losses::check_edges<Huber>(); }

TEST_CASE("huber: exact values, and what delta may be") {
  const Vector<double> p{0, 1, 2, -4}, y{0, 0, 0, 0};
  CHECK(huber(p, y, 2, Reduction::none) == Vector<double>{0, 0.5, 2, 6});
  CHECK(huber_gradient(p, y, 2, Reduction::sum) == Vector<double>{0, 1, 2, -2});
  CHECK(huber(Vector<int>{3}, Vector<int>{0}) == 2.5);
  for (const double delta : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    CHECK_THROWS_AS(huber(p, y, delta), ValueError);
    CHECK_THROWS_AS(huber_gradient(p, y, delta), ValueError);
    Vector<double> g(4);
    CHECK_THROWS_AS(huber_value_and_gradient_into(g, p, y, delta), ValueError);
  }
  try {
    huber(p, y, -1);
    FAIL("no error");
  } catch (const ValueError& error) {
    CHECK(std::string(error.what()).starts_with("huber: delta -1.000000 is not positive ["));
  }
}
