#include <array>
#include <span>
#include <vector>

#include "check.hpp"

using namespace declive;
using losses::close;
using losses::cols;
using losses::rows;
using losses::same;

namespace {
constexpr double inf = std::numeric_limits<double>::infinity(), not_a_number = std::numeric_limits<double>::quiet_NaN();

template <class T>
struct Weights {
  Vector<T> all{Vector<T>(cols, [](Index j) { return static_cast<T>(losses::softmax_weights[j]); })}, none;
  const Vector<T>& of(bool weighted) const { return weighted ? all : none; }
};

// Value, gradient and both, by the three reductions.
template <class T, class Labels, class Case>
void check_case(const Case& expected, const Labels& labels, const SoftmaxCrossEntropyOptions<T>& options) {
  const auto z = losses::matrix<T>(expected.logits);
  CHECK(close(softmax_cross_entropy(z, labels, options), expected.mean));
  CHECK(close(softmax_cross_entropy(z, labels, Reduction::sum, options), expected.sum));
  CHECK(losses::all_close(softmax_cross_entropy(z, labels, Reduction::none, options), expected.single));
  CHECK(losses::all_close(softmax_cross_entropy_gradient(z, labels, options), expected.gradient));
  Matrix<T> g(rows, cols, T(7));
  CHECK(close(softmax_cross_entropy_value_and_gradient_into(g, z, labels, options), expected.mean));
  CHECK(losses::all_close(g, expected.gradient));
  const auto summed = softmax_cross_entropy_gradient(z, labels, Reduction::sum, options);
  CHECK(close(softmax_cross_entropy_value_and_gradient_into(g, z, labels, Reduction::sum, options), expected.sum));
  CHECK(same(g, summed));
  if (expected.mean != 0) {
    const double ratio = expected.sum / expected.mean;  // what the mean divides by
    for (Index k = 0; k < rows * cols; ++k)
      CHECK(close(static_cast<T>(static_cast<double>(summed.data()[k]) / ratio), expected.gradient[k]));
  }
  g = z;
  CHECK(losses::all_close(softmax_cross_entropy_value_and_gradient_into(g, g, labels, Reduction::none, options),
                          expected.single));
  CHECK(same(g, summed));
}
}  // namespace

TEST_CASE_TEMPLATE("softmax_cross_entropy: PyTorch's values for class indices", T, double, float) {
  const Weights<T> weights;
  for (const losses::SoftmaxCase& c : losses::softmax_cases) {
    const Vector<int> labels(std::span(c.labels));
    check_case<T>(c, labels,
                  {.class_weights = weights.of(c.weighted),
                   .label_smoothing = static_cast<T>(c.smoothing),
                   .ignore_index = c.ignored});
  }
}

TEST_CASE_TEMPLATE("softmax_cross_entropy: PyTorch's values for one-hot and soft rows", T, double, float) {
  const Weights<T> weights;
  for (const losses::SoftCase& c : losses::soft_cases)
    check_case<T>(c, losses::matrix<T>(c.target),
                  {.class_weights = weights.of(c.weighted), .label_smoothing = static_cast<T>(c.smoothing)});
}

TEST_CASE("softmax_cross_entropy: gradients by duals and central differences, with every option") {
  using D = Dual<double, rows * cols>;
  support::Random random(65);
  const Matrix<double> z(rows, cols, [&](Index, Index) { return 3 * random.uniform<double>(); });
  const Matrix<D> x(rows, cols, [&](Index i, Index j) { return D::variable(z(i, j), i * cols + j); });
  const Matrix<double> soft(rows, cols, [&](Index, Index) { return 0.5 + 0.5 * random.uniform<double>(); });
  const Vector<int> labels{2, 0, 3};
  const Weights<double> weights;
  const auto check = [&](const auto& target, const SoftmaxCrossEntropyOptions<double>& options) {
    const D mean = softmax_cross_entropy(x, target, options);
    const auto gradient = softmax_cross_entropy_gradient(z, target, options);
    CHECK(losses::same_values(mean, softmax_cross_entropy(z, target, options)));
    for (Index k = 0; k < rows * cols; ++k) {
      CHECK(close(mean.partials[k], gradient.data()[k]));
      constexpr double h = 1e-5;
      Matrix<double> up = z, down = z;
      up.data()[k] += h;
      down.data()[k] -= h;
      const double slope =
          (softmax_cross_entropy(up, target, options) - softmax_cross_entropy(down, target, options)) / (2 * h);
      CHECK(std::fabs(slope - gradient.data()[k]) <= 1e-8);
    }
    // The gradient of duals has the second derivatives: its own difference says the same.
    const auto second = softmax_cross_entropy_gradient(x, target, options);
    Matrix<double> up = z, down = z;
    up(1, 2) += 1e-6;
    down(1, 2) -= 1e-6;
    const double slope = (softmax_cross_entropy_gradient(up, target, options)(1, 3) -
                          softmax_cross_entropy_gradient(down, target, options)(1, 3)) /
                         2e-6;
    CHECK(std::fabs(slope - second(1, 3).partials[cols + 2]) <= 1e-8);
  };
  for (const double smoothing : {0.0, 0.3})
    for (const bool weighted : {false, true}) {
      const SoftmaxCrossEntropyOptions<double> options{.class_weights = weights.of(weighted),
                                                       .label_smoothing = smoothing};
      check(soft, options);
      check(labels, options);
      check(labels, {.class_weights = weights.of(weighted), .label_smoothing = smoothing, .ignore_index = 3});
    }
}

TEST_CASE("softmax_cross_entropy: exact at the edges") {
  for (const int label : {0, 1}) {
    CHECK(softmax_cross_entropy(Vector<double>{1e8, 1e8}, label) == 0.6931471805599453);
    CHECK(softmax_cross_entropy(Vector<float>{1e8f, 1e8f}, label) == 0.693147182f);
    CHECK(softmax_cross_entropy(Vector<long double>{1e8L, 1e8L}, label) == std::log(2.0L));
    CHECK(softmax_cross_entropy(Vector<int>{5, 5}, label) == 0.6931471805599453);
  }
  CHECK(softmax_cross_entropy(Vector<double>{0, 800}, 0) == 800);
  CHECK(softmax_cross_entropy(Vector<double>{0, 800}, 1) == 0);
  // A mask: probability 0, gradient 0, and no NaN where the target is 0; an impossible label costs inf.
  const Vector<double> masked{-inf, 0, 0};
  CHECK(softmax_cross_entropy(masked, 1) == 0.6931471805599453);
  CHECK(softmax_cross_entropy_gradient(masked, 1) == Vector<double>{0, -0.5, 0.5});
  CHECK(softmax_cross_entropy(masked, Vector<double>{0, 1, 0}) == 0.6931471805599453);
  CHECK(softmax_cross_entropy_gradient(masked, Vector<int>{0, 1, 0}) == Vector<double>{0, -0.5, 0.5});
  CHECK(softmax_cross_entropy(masked, 0) == inf);
  CHECK(softmax_cross_entropy(masked, Vector<double>{1, 0, 0}) == inf);
  // NaN goes through, also where the target is 0.
  const Vector<double> bad{0, not_a_number, 1};
  CHECK(std::isnan(softmax_cross_entropy(bad, 0)));
  CHECK(std::isnan(softmax_cross_entropy(bad, Vector<double>{1, 0, 0})));
  CHECK(std::isnan(softmax_cross_entropy_gradient(bad, 0)[2]));
  CHECK(std::isnan(softmax_cross_entropy(Vector<double>{-inf, -inf}, 0)));
  // Nothing to average over; everything ignored.
  const Matrix<double> none(0, 3);
  CHECK(std::isnan(softmax_cross_entropy(none, Vector<int>())));
  CHECK(softmax_cross_entropy(none, Vector<int>(), Reduction::sum) == 0);
  CHECK(std::isnan(softmax_cross_entropy(none, none)));
  const Matrix<double> z(2, 3, 1.0);
  const Vector<int> pads{-100, -100};
  CHECK(std::isnan(softmax_cross_entropy(z, pads, {.ignore_index = -100})));
  CHECK(softmax_cross_entropy(z, pads, Reduction::sum, {.ignore_index = -100}) == 0);
  CHECK(softmax_cross_entropy_gradient(z, pads, {.ignore_index = -100}) == Matrix<double>(2, 3));
  // What an ignored row holds does not matter.
  for (const double smoothing : {0.0, 0.5}) {
    const Matrix<double> lost{{not_a_number, inf, 0}, {0, 0, 0}};
    const Vector<int> second{-100, 1};
    const SoftmaxCrossEntropyOptions<double> options{.label_smoothing = smoothing, .ignore_index = -100};
    CHECK(close(softmax_cross_entropy(lost, second, options), std::log(3.0)));
    const auto g = softmax_cross_entropy_gradient(lost, second, options);
    CHECK(g.row(0) == Vector<double>(3));
    CHECK(same(g.row(1), softmax_cross_entropy_gradient(Vector<double>(3), 1, options)));
  }
}

TEST_CASE_TEMPLATE("softmax_cross_entropy: more rows than a block has, each with its weight", T, float, long double) {
  support::Random random(69);
  const Index m = 600, n = 3;
  const Matrix<T> z(m, n, [&](Index, Index) { return random.uniform<T>(); });
  const Vector<T> weights{T(0.5), 2, 8};
  const Vector<int> labels(m, [](Index i) { return static_cast<int>(i / 7 % 3); });
  const SoftmaxCrossEntropyOptions<T> options{.class_weights = weights};
  const auto g = softmax_cross_entropy_gradient(z, labels, Reduction::sum, options);
  const auto losses = softmax_cross_entropy(z, labels, Reduction::none, options);
  for (Index i = 0; i < m; ++i) {
    CHECK(same(g.row(i), softmax_cross_entropy_gradient(z.row(i), labels[i], Reduction::sum, options)));
    CHECK(losses[i] == softmax_cross_entropy(z.row(i), labels[i], Reduction::sum, options));
  }
}

TEST_CASE("softmax_cross_entropy: labels of every kind are the same labels") {
  support::Random random(66);
  const Matrix<double> z(rows, cols, [&](Index, Index) { return random.uniform<double>(); });
  const Vector<int> labels{3, 1, 0};
  const double loss = softmax_cross_entropy(z, labels);
  CHECK(softmax_cross_entropy(z, Vector<unsigned char>{3, 1, 0}) == loss);
  CHECK(softmax_cross_entropy(z, Vector<std::size_t>{3, 1, 0}) == loss);
  CHECK(softmax_cross_entropy(z, Vector<char>{3, 1, 0}) == loss);
  CHECK(softmax_cross_entropy(z, Vector<long, 3>{3, 1, 0}) == loss);
  CHECK(softmax_cross_entropy(z, std::vector<int>{3, 1, 0}) == loss);
  CHECK(softmax_cross_entropy(z, std::array<short, 3>{3, 1, 0}) == loss);
  const std::vector<int> memory{0, 3, 1, 0};
  CHECK(softmax_cross_entropy(z, std::span(memory).subspan(1)) == loss);
  CHECK(softmax_cross_entropy(z, Vector<int>{0, 1, 3}.reversed()) == loss);
  const Matrix<int> one_hot{{0, 0, 0, 1}, {0, 1, 0, 0}, {1, 0, 0, 0}};
  CHECK(close(softmax_cross_entropy(z, one_hot), loss));
  CHECK(close(softmax_cross_entropy(z, Matrix<bool>(one_hot)), loss));
  CHECK(close(softmax_cross_entropy(z, Matrix<float>(one_hot)), loss));
  double sum = 0;
  for (Index i = 0; i < rows; ++i) sum += softmax_cross_entropy(z.row(i), labels[i]);
  CHECK(close(sum / 3, loss));
}

TEST_CASE_TEMPLATE("softmax_cross_entropy: layouts, many rows, and rows of the gradient that add up to 0", T, float,
                   double) {
  support::for_each_isa([] {
    support::Random random(67);
    for (const Index n : {1, 5, 10, 20, 200}) {
      const Index m = 300;
      const Matrix<T> z(m, n, [&](Index, Index) { return 5 * random.uniform<T>(); });
      const Vector<int> labels(m, [&](Index) { return static_cast<int>(random.integer(0, n - 1)); });
      Matrix<T> one_hot(m, n), g(m, n), turned(n, m), wide(m, 2 * n);
      for (Index i = 0; i < m; ++i) one_hot(i, labels[i]) = 1;
      const auto gradient = softmax_cross_entropy_gradient(z, labels);
      const T loss = softmax_cross_entropy(z, labels);
      for (Index i = 0; i < m; i += 7) {
        T sum = 0;
        for (const T x : gradient.row(i)) sum += x;
        CHECK(std::fabs(sum * static_cast<T>(m)) <= static_cast<T>(6 + n) * std::numeric_limits<T>::epsilon());
        CHECK(close(softmax_cross_entropy(Vector<T>(z.row(i)), labels[i]),
                    static_cast<double>(softmax_cross_entropy(z, labels, Reduction::none)[i])));
      }
      turned.transposed() = z;
      MatrixView<T> sparse(wide.data(), m, n, 2 * n, 2);
      CHECK(support::same_bits(softmax_cross_entropy(turned.transposed(), labels), loss));
      CHECK(
          support::same_bits(softmax_cross_entropy_value_and_gradient_into(sparse, turned.transposed(), labels), loss));
      CHECK(same(sparse, gradient));
      g = z;
      CHECK(support::same_bits(softmax_cross_entropy_value_and_gradient_into(g, g, labels), loss));
      CHECK(same(g, gradient));
      Matrix<T> tall(m + 1, n);
      tall.block(0, 0, m, n) = z;
      softmax_cross_entropy_value_and_gradient_into(tall.block(1, 0, m, n), tall.block(0, 0, m, n), labels);
      CHECK(same(tall.block(1, 0, m, n), gradient));
      // Soft rows, the gradient in the logits' or the target's place.
      const auto soft = softmax_cross_entropy_gradient(z, one_hot);
      const T soft_loss = softmax_cross_entropy(z, one_hot);
      CHECK(std::fabs(soft_loss - loss) <= 20 * std::numeric_limits<T>::epsilon() * (1 + loss));
      g = z;
      CHECK(support::same_bits(softmax_cross_entropy_value_and_gradient_into(g, g, one_hot), soft_loss));
      CHECK(same(g, soft));
      g = one_hot;
      CHECK(support::same_bits(softmax_cross_entropy_value_and_gradient_into(g, z, g), soft_loss));
      CHECK(same(g, soft));
      tall.block(1, 0, m, n) = one_hot;
      softmax_cross_entropy_value_and_gradient_into(tall.block(0, 0, m, n), z, tall.block(1, 0, m, n));
      CHECK(same(tall.block(0, 0, m, n), soft));
    }
  });
}

TEST_CASE("softmax_cross_entropy: what is refused, in words") {
  const Matrix<double> z(2, 3);
  const auto message = [](auto&& call) -> std::string {
    try {
      call();
    } catch (const std::exception& error) {
      const std::string text = error.what();
      return text.substr(0, text.rfind(" ["));
    }
    return "no error";
  };
  CHECK_THROWS_AS(softmax_cross_entropy(z, Vector<int>{0, 3}), IndexError);
  CHECK(message([&] {
          softmax_cross_entropy(z, Vector<int>{0, 3});
        }) == "softmax_cross_entropy: label 3 of row 1 is not one of 3 classes");
  CHECK(message([&] {
          softmax_cross_entropy_gradient(z, Vector<int>{-1, 0});
        }) == "softmax_cross_entropy_gradient: label -1 of row 0 is not one of 3 classes");
  CHECK(message([&] {
          softmax_cross_entropy(z, Vector<std::size_t>{0, std::size_t(-100)}, {.ignore_index = -100});
        }) == "softmax_cross_entropy: label 18446744073709551516 of row 1 is not one of 3 classes");
  CHECK(message([&] {
          softmax_cross_entropy(z, Vector<int>{-100, 0});
        }) == "softmax_cross_entropy: label -100 of row 0 is not one of 3 classes");
  CHECK(message([&] { softmax_cross_entropy(z, Vector<int>{0}); }) ==
        "softmax_cross_entropy: (2x3) and (1): there is not one label for each row");
  CHECK(message([&] { softmax_cross_entropy(z, Matrix<double>(2, 4)); }) ==
        "softmax_cross_entropy: (2x3) and (2x4): shapes differ");
  CHECK(message([&] { softmax_cross_entropy(z, Matrix<double>(2, 1)); }) ==
        "softmax_cross_entropy: (2x3) and (2x1): shapes differ");
  Matrix<double> g(3, 2);
  CHECK(message([&] {
          softmax_cross_entropy_value_and_gradient_into(g, z, Vector<int>{0, 0});
        }) == "softmax_cross_entropy_value_and_gradient_into: (2x3) into (3x2): shapes differ");
  const Vector<int> labels{0, 1};
  const Vector<double> two{1, 1}, negative{-1, 1, 1}, broken{1, 1, not_a_number};
  CHECK(message([&] { softmax_cross_entropy(z, labels, {.class_weights = two}); }) ==
        "softmax_cross_entropy: (2): not one class weight for each of 3 classes");
  CHECK_THROWS_AS(softmax_cross_entropy(z, labels, {.class_weights = negative}), ValueError);
  CHECK(message([&] { softmax_cross_entropy(z, labels, {.class_weights = broken}); }) ==
        "softmax_cross_entropy: the weight of class 2 is negative or NaN");
  for (const double smoothing : {-0.1, 1.1, not_a_number})
    CHECK(message([&] { softmax_cross_entropy(z, labels, {.label_smoothing = smoothing}); }) ==
          "softmax_cross_entropy: the label smoothing is not in [0, 1]");
  // A refused call writes nothing.
  Matrix<double> kept(2, 3, 7.0);
  CHECK_THROWS_AS(softmax_cross_entropy_value_and_gradient_into(kept, z, Vector<int>{0, 9}), IndexError);
  CHECK(kept == Matrix<double>(2, 3, 7.0));
}
