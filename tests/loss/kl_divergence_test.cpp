#include "check.hpp"

using namespace declive;
using losses::cols;
using losses::rows;

namespace {
DECLIVE_TESTS_LOSS(Kl, kl_divergence, );
constexpr double inf = std::numeric_limits<double>::infinity(), not_a_number = std::numeric_limits<double>::quiet_NaN();
}  // namespace

TEST_CASE("kl_divergence: PyTorch's values") {
  losses::check_table<double, Kl>("kl_divergence");
  losses::check_table<float, Kl>("kl_divergence");
}

TEST_CASE("kl_divergence: derivatives") {
  support::Random random(60);
  const auto probability = [&](Index, Index) { return 0.55 + 0.45 * random.uniform<double>(); };
  losses::check_derivatives<Kl>(Matrix<double>(rows, cols, probability), Matrix<double>(rows, cols, probability), 100);
}

TEST_CASE("kl_divergence: layouts") {
  support::Random random(61);
  const auto probability = [&](Index, Index) { return 0.5 + 0.5 * random.uniform<double>(); };
  losses::check_layouts<double, Kl>(Matrix<double>(67, 41, probability), Matrix<double>(67, 41, probability));
}

TEST_CASE("kl_divergence: edges") { losses::check_edges<Kl>(); }

TEST_CASE("kl_divergence: 0 for itself, infinite for the impossible") {
  const Vector<double> p{0.25, 0.75, 0};
  CHECK(kl_divergence(p, p) == 0);
  CHECK(kl_divergence(p, Vector<double>{0, 0, 1}) == inf);
  CHECK(losses::close(kl_divergence(p, Vector<double>{1, 0, 0}), std::log(4.0)));
  for (const double y : {0.0, 1.0})
    for (const double bad : {not_a_number, -0.1})
      CHECK(std::isnan(kl_divergence(Vector<double>{0.5, bad}, Vector<double>{0.5, y})));
  CHECK(std::isnan(kl_divergence(p, Vector<double>{-0.5, 0.5, 0})));
  CHECK(kl_divergence(Vector<long double>{0.25L, 0.75L, 0}, Vector<long double>{0.25L, 0.75L, 0}) == 0);
}
