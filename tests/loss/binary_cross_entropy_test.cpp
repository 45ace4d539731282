#include "check.hpp"

using namespace declive;
using losses::cols;
using losses::rows;

namespace {
DECLIVE_TESTS_LOSS(Bce, binary_cross_entropy, );
DECLIVE_TESTS_LOSS(Logits, binary_cross_entropy_with_logits, );
constexpr double inf = std::numeric_limits<double>::infinity(), not_a_number = std::numeric_limits<double>::quiet_NaN();
}  // namespace

TEST_CASE("binary_cross_entropy: PyTorch's values") {
  losses::check_table<double, Bce>("binary_cross_entropy");
  losses::check_table<double, Logits>("binary_cross_entropy_with_logits");
  losses::check_table<float, Logits>("binary_cross_entropy_with_logits");
}

TEST_CASE("binary_cross_entropy: derivatives") {
  support::Random random(62);
  const auto probability = [&](Index, Index) { return 0.5 + 0.4 * random.uniform<double>(); };
  const auto logit = [&](Index, Index) { return 4 * random.uniform<double>(); };
  const Matrix<double> y(rows, cols, probability);
  losses::check_derivatives<Bce>(Matrix<double>(rows, cols, probability), y, 100);
  losses::check_derivatives<Logits>(Matrix<double>(rows, cols, logit), y);
}

TEST_CASE("binary_cross_entropy: layouts") {
  support::Random random(63);
  const auto probability = [&](Index, Index) { return 0.5 + 0.5 * random.uniform<double>(); };
  const auto logit = [&](Index, Index) { return 30 * random.uniform<float>(); };
  const Matrix<double> y(67, 41, [&](Index, Index) { return static_cast<double>(random.bits() % 2); });
  losses::check_layouts<double, Bce>(Matrix<double>(67, 41, probability), y);
  losses::check_layouts<float, Logits>(Matrix<float>(67, 71, logit), Matrix<float>(67, 71, [&](Index, Index) {
                                         return 0.5f + 0.5f * random.uniform<float>();
                                       }));
}

TEST_CASE("binary_cross_entropy: edges") {
  losses::check_edges<Bce>();
  losses::check_edges<Logits>();
}

TEST_CASE("binary_cross_entropy: certain predictions") {
  const Vector<double> p{0, 0, 1, 1}, y{0, 1, 0, 1};
  CHECK(binary_cross_entropy(p, y, Reduction::none) == Vector<double>{0, inf, inf, 0});
  CHECK(binary_cross_entropy_gradient(p, y, Reduction::sum) == Vector<double>{1, -inf, inf, -1});
  // A small probability keeps its digits.
  CHECK(losses::close(binary_cross_entropy(Vector<double>{1e-20}, Vector<double>{0}) * 1e20, 1));
  CHECK(losses::close(binary_cross_entropy(Vector<double>{1e-9}, Vector<double>{0}) * 1e9, 1.0000000005));
  for (const double bad : {not_a_number, -0.1, 1.1})
    for (const double t : {0.0, 0.5, 1.0})
      CHECK(std::isnan(binary_cross_entropy(Vector<double>{bad}, Vector<double>{t})));
  CHECK(binary_cross_entropy(Vector<long double>{0, 1}, Vector<int>{0, 1}) == 0);
}

TEST_CASE("binary_cross_entropy_with_logits: logits of any size") {
  const Vector<double> z{1000, 1000, -1000, -1000, 0, inf, -inf, inf}, y{0, 1, 0, 1, 1, 1, 0, 0};
  const auto each = binary_cross_entropy_with_logits(z, y, Reduction::none);
  CHECK(each == Vector<double>{1000, 0, 0, 1000, 0.6931471805599453, 0, 0, inf});
  CHECK(binary_cross_entropy_with_logits_gradient(z, y, Reduction::sum) == Vector<double>{1, 0, 0, -1, -0.5, 0, 0, 1});
  // ln(1 + e^-40) by mpmath: not 0.
  CHECK(losses::close(binary_cross_entropy_with_logits(Vector<double>{40}, Vector<double>{1}) * 1e18,
                      4.2483542552915889863));
  CHECK(std::isnan(binary_cross_entropy_with_logits(Vector<double>{not_a_number}, Vector<double>{1})));
  const Vector<long double> w{1000, -1000};
  CHECK(binary_cross_entropy_with_logits(w, Vector<int>{0, 1}, Reduction::none) == Vector<long double>{1000, 1000});
  using D = Dual<double, 1>;
  for (const double t : {0.0, 1.0, 0.25})
    for (const double x : {0.0, 1000.0, -1000.0}) {
      const auto d = binary_cross_entropy_with_logits(Vector<D>{D::variable(x)}, Vector<double>{t});
      CHECK(d.partials[0] == binary_cross_entropy_with_logits_gradient(Vector<double>{x}, Vector<double>{t})[0]);
    }
}
