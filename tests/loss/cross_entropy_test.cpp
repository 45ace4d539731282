#include "check.hpp"

using namespace declive;
using losses::cols;
using losses::rows;

namespace {
DECLIVE_TESTS_LOSS(CrossEntropy, cross_entropy, );
constexpr double inf = std::numeric_limits<double>::infinity(), not_a_number = std::numeric_limits<double>::quiet_NaN();
}  // namespace

TEST_CASE("cross_entropy: PyTorch's values") {
  losses::check_table<double, CrossEntropy>("cross_entropy");
  losses::check_table<float, CrossEntropy>("cross_entropy");
}

TEST_CASE("cross_entropy: derivatives") {
  support::Random random(58);
  const auto probability = [&](Index, Index) { return 0.55 + 0.45 * random.uniform<double>(); };
  losses::check_derivatives<CrossEntropy>(Matrix<double>(rows, cols, probability),
                                          Matrix<double>(rows, cols, probability), 100);
}

TEST_CASE("cross_entropy: layouts") {
  support::Random random(59);
  const auto probability = [&](Index, Index) { return 0.5f + 0.5f * random.uniform<float>(); };
  losses::check_layouts<float, CrossEntropy>(Matrix<float>(67, 71, probability), Matrix<float>(67, 71, probability));
}

TEST_CASE("cross_entropy: edges") { losses::check_edges<CrossEntropy>(); }

TEST_CASE("cross_entropy: the lecture's example, one sample and a batch") {
  // -ln 0.7 and the mean of it and -ln 0.4, by mpmath.
  CHECK(losses::close(cross_entropy(Vector<double>{0.7, 0.2, 0.1}, Vector<double>{1, 0, 0}), 0.35667494393873237891));
  const Matrix<double> p{{0.7, 0.2, 0.1}, {0.3, 0.4, 0.3}};
  CHECK(losses::close(cross_entropy(p, Matrix<int>{{1, 0, 0}, {0, 1, 0}}), 0.63648283790644375587));
  CHECK(cross_entropy(p, Matrix<double>{{1, 0, 0}, {0, 1, 0}}, Reduction::none).size() == 2);
}

TEST_CASE("cross_entropy: probabilities of 0 and what is no probability") {
  const Vector<double> p{0, 1, 0.5};
  CHECK(cross_entropy(p, Vector<double>{0, 1, 0}) == 0);
  CHECK(cross_entropy(p, Vector<double>{1, 0, 0}) == inf);
  CHECK(cross_entropy_gradient(p, Vector<double>{1, 0, 0}) == Vector<double>{-inf, 0, 0});
  for (const double y : {0.0, 1.0})
    for (const double bad : {not_a_number, -0.1})
      CHECK(std::isnan(cross_entropy(Vector<double>{0.5, bad}, Vector<double>{0.5, y})));
  // The same through the plain scalars.
  using Wide = long double;
  CHECK(cross_entropy(Vector<Wide>{0, 1}, Vector<Wide>{0, 1}) == 0);
  CHECK(cross_entropy(Vector<Wide>{0, 1}, Vector<Wide>{1, 0}) == static_cast<Wide>(inf));
  CHECK(std::isnan(cross_entropy(Vector<Wide>{-0.1L, 1}, Vector<Wide>{0, 1})));
  using D = Dual<double, 1>;
  CHECK(cross_entropy(Vector<D>{D::variable(0.0), D(1)}, Vector<double>{0, 1}).partials[0] == 0);
}
