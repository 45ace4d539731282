#include "check.hpp"

using namespace declive;
using losses::cols;
using losses::rows;

namespace {
DECLIVE_TESTS_LOSS(Mse, mse, );
static_assert(std::is_same_v<decltype(mse(Matrix<float>(), Matrix<float>())), float>);
static_assert(std::is_same_v<decltype(mse(Vector<int>(), Vector<short>())), double>);
static_assert(std::is_same_v<decltype(mse(Vector<float>(), Vector<int>())), float>);
static_assert(std::is_same_v<decltype(mse_gradient(Matrix<float, 2, 3>(), Matrix<double>())), Matrix<double, 2, 3>>);
static_assert(std::is_same_v<decltype(mse(Matrix<int>(), Matrix<int>(), Reduction::none)), Matrix<double>>);
}  // namespace

TEST_CASE("mse: PyTorch's values") {
  losses::check_table<double, Mse>("mse");
  losses::check_table<float, Mse>("mse");
}

TEST_CASE("mse: derivatives") {
  support::Random random(51);
  const auto number = [&](Index, Index) { return random.uniform<double>(); };
  losses::check_derivatives<Mse>(Matrix<double>(rows, cols, number), Matrix<double>(rows, cols, number));
}

TEST_CASE("mse: layouts") {
  support::Random random(52);
  const auto number = [&](Index, Index) { return random.uniform<float>(); };
  losses::check_layouts<float, Mse>(Matrix<float>(67, 71, number), Matrix<float>(67, 71, number));
}

TEST_CASE("mse: edges") { losses::check_edges<Mse>(); }

TEST_CASE("mse: small whole numbers are exact, of any element type") {
  const Vector<int> p{1, 4, -2}, y{3, 4, 1};
  CHECK(mse(p, y) == 13.0 / 3);
  CHECK(mse(p, y, Reduction::sum) == 13);
  CHECK(mse(p, y, Reduction::none) == Vector<double>{4, 0, 9});
  CHECK(mse_gradient(p, y, Reduction::sum) == Vector<double>{-4, 0, -6});
  CHECK(mse(Vector<float>(p), y) == 13.0f / 3);
  CHECK(mse(Vector<long double>(p), Vector<long double>(y)) == 13.0L / 3);
  CHECK(mse_gradient(Vector<long double>(p), y) == Vector<long double>{-4.0L / 3, 0, -2});
  // Bytes do not wrap.
  CHECK(mse(Vector<unsigned char>{0, 250}, Vector<unsigned char>{250, 0}) == 62500);
  // 0, 0 and 0 with weights 0: the lecture's start.
  CHECK(mse(Vector<double>{0, 0, 0, 0}, Vector<double>{3, 5, 7, 9}) == 41);
}
