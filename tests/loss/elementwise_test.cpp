// What the losses ask of a scalar: + - * /, an order, construction from whole numbers, and its functions beside it.
#include <doctest/doctest.h>

#include <cmath>
#include <declive/loss.hpp>
#include <type_traits>

using namespace declive;

namespace elsewhere {
struct Real {
  double value = 0;
  Real() = default;
  Real(double x) : value(x) {}
  friend Real operator+(Real a, Real b) { return a.value + b.value; }
  friend Real operator-(Real a, Real b) { return a.value - b.value; }
  friend Real operator-(Real a) { return -a.value; }
  friend Real operator*(Real a, Real b) { return a.value * b.value; }
  friend Real operator/(Real a, Real b) { return a.value / b.value; }
  friend bool operator==(Real a, Real b) { return a.value == b.value; }
  friend bool operator<(Real a, Real b) { return a.value < b.value; }
  friend bool operator>(Real a, Real b) { return b < a; }
  friend bool operator<=(Real a, Real b) { return a.value <= b.value; }
  friend bool operator>=(Real a, Real b) { return b <= a; }
  friend Real abs(Real a) { return std::fabs(a.value); }
  friend Real exp(Real a) { return std::exp(a.value); }
  friend Real log(Real a) { return std::log(a.value); }
};
}  // namespace elsewhere

namespace {
using elsewhere::Real;
bool near(Real a, double b) { return std::fabs(a.value - b) <= 1e-14 * (1 + std::fabs(b)); }

// The extents that are known stay known, and none keeps the shape.
static_assert(std::is_same_v<decltype(mse(Vector<float, 3>(), Vector<float>(), Reduction::none)), Vector<float, 3>>);
static_assert(std::is_same_v<decltype(mae(Matrix<float, dynamic, 2>(), Matrix<float, 4, dynamic>(), Reduction::none)),
                             Matrix<float, 4, 2>>);
static_assert(
    std::is_same_v<decltype(cross_entropy(Matrix<float, 4, 2>(), Matrix<float>(), Reduction::none)), Vector<float, 4>>);
static_assert(std::is_same_v<decltype(cross_entropy(Vector<float>(), Vector<float>(), Reduction::none)), float>);
static_assert(std::is_same_v<decltype(softmax_cross_entropy(Matrix<float, 4, 2>(), Vector<int>(), Reduction::none)),
                             Vector<float, 4>>);
static_assert(std::is_same_v<decltype(softmax_cross_entropy(Vector<float>(), 1, Reduction::none)), float>);
static_assert(std::is_same_v<detail::real_scalar_t<double>, double> &&
              std::is_same_v<detail::real_scalar_t<int>, double>);
}  // namespace

TEST_CASE("A scalar of somebody else's goes through every loss") {
  const Vector<double> dp{0.25, 0.75}, dy{1, 0}, dz{1.5, -0.5}, signs{1, -1};
  const Vector<Real> p{0.25, 0.75}, y{1, 0}, z{1.5, -0.5}, s{1, -1};
  CHECK(near(mse(z, y), mse(dz, dy)));
  CHECK(near(mae(z, y), mae(dz, dy)));
  CHECK(near(huber(z, y), huber(dz, dy)));
  CHECK(near(hinge(z, s), hinge(dz, signs)));
  CHECK(near(cross_entropy(p, y), cross_entropy(dp, dy)));
  CHECK(near(kl_divergence(p, p), 0));
  CHECK(near(binary_cross_entropy(p, y), binary_cross_entropy(dp, dy)));
  CHECK(near(binary_cross_entropy_with_logits(z, y), binary_cross_entropy_with_logits(dz, dy)));
  CHECK(near(softmax_cross_entropy(z, 1), softmax_cross_entropy(dz, 1)));
  CHECK(near(softmax_cross_entropy(z, y), softmax_cross_entropy(dz, dy)));
  CHECK(near(logsumexp(z), logsumexp(dz)));
  for (Index i = 0; i < 2; ++i) {
    CHECK(near(mse_gradient(z, y)[i], mse_gradient(dz, dy)[i]));
    CHECK(
        near(binary_cross_entropy_with_logits_gradient(z, y)[i], binary_cross_entropy_with_logits_gradient(dz, dy)[i]));
    CHECK(near(softmax_cross_entropy_gradient(z, 1)[i], softmax_cross_entropy_gradient(dz, 1)[i]));
    CHECK(near(softmax(z)[i], softmax(dz)[i]));
    CHECK(near(log_softmax(z)[i], log_softmax(dz)[i]));
  }
}

TEST_CASE("The mean of a loss is the mean of its array, and its sum is added as sum adds") {
  const Vector<float> p(10000, [](Index i) { return static_cast<float>(i % 97); }), y(10000, 0.5f);
  const Vector<float> squares = mse(p, y, Reduction::none);
  CHECK(mse(p, y, Reduction::sum) == sum(squares));
  CHECK(mse(p, y) == mean(squares));
}
