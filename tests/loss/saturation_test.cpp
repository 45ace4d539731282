// Every loss where its functions saturate: logits and errors of all magnitudes, probabilities at 0 and 1, against the
// definition in long double; sums of parts; and labels at the ends of their types.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <declive/linalg/compare.hpp>
#include <declive/loss.hpp>
#include <limits>
#include <vector>

#include "support/effort.hpp"
#include "support/message_of.hpp"
#include "support/random.hpp"

using namespace declive;
using Long = long double;

namespace {

// A number of any size: 0, tiny, about 1, far from 1.
template <class T>
T any_size(support::Random& random, int exponent) {
  if (random.integer(0, 9) == 0) return T(0);
  return static_cast<T>(
      std::ldexp(static_cast<double>(random.uniform<T>()), static_cast<int>(random.integer(-exponent, exponent))));
}

// ln sum e^x by the definition, from the largest on.
Long logsumexp_of(const std::vector<Long>& x) {
  Long most = x[0], sum = 0;
  for (const Long one : x) most = std::fmax(most, one);
  std::size_t largest = 0;
  for (std::size_t k = 0; k < x.size(); ++k)
    if (x[k] == most) largest = k;
  for (std::size_t k = 0; k < x.size(); ++k)
    if (k != largest) sum += std::exp(x[k] - most);
  return most + std::log1p(sum);
}

// |computed - exact| within some roundings of what was added, and of the result.
template <class T>
bool near(T computed, Long exact, Long added, int roundings) {
  using Limits = std::numeric_limits<T>;
  const auto eps = static_cast<Long>(Limits::epsilon()), tiny = static_cast<Long>(Limits::denorm_min());
  if (std::fabs(exact) > static_cast<Long>(Limits::max())) return std::isinf(computed);
  return std::fabs(static_cast<Long>(computed) - exact) <= roundings * (eps * (std::fabs(exact) + added) + tiny);
}

}  // namespace

TEST_CASE_TEMPLATE("Logits of any size: softmax, its logarithm, its cross-entropy and their gradient", T, float,
                   double) {
  support::Random random(71);
  for (int round = 0; round < support::rounds(400); ++round) {
    const Index n = random.integer(1, 9) == 1 ? random.integer(30, 70) : random.integer(1, 12);
    const int exponent = round % 4 == 0 ? 60 : 9;
    Vector<T> z(n, [&](Index) { return any_size<T>(random, exponent); });
    const bool masked = n > 1 && round % 5 == 0;
    if (masked) z[random.integer(0, n - 1)] = -std::numeric_limits<T>::infinity();
    Index label = random.integer(0, n - 1);
    if (std::isinf(z[label])) label = (label + 1) % n;
    std::vector<Long> x(z.begin(), z.end());
    const Long whole = logsumexp_of(x);
    Long spread = 0;  // rounding of the differences from the largest, which are the exponents
    for (Index j = 0; j < n; ++j)
      if (!std::isinf(z[j])) spread = std::fmax(spread, std::fabs(static_cast<Long>(z[j])));
    const auto at = [&](Index j) { return x[static_cast<std::size_t>(j)]; };
    CAPTURE(n);
    CHECK(near(logsumexp(z), whole, 1, 8));
    const Vector<T> p = softmax(z), log_p = log_softmax(z);
    for (Index j = 0; j < n; ++j) {
      const Long exact = std::exp(at(j) - whole);
      CHECK(near(p[j], exact, exact * std::fmin(spread, Long(90)), 8));
      if (std::isinf(z[j]))
        CHECK(log_p[j] == -std::numeric_limits<T>::infinity());
      else
        CHECK(near(log_p[j], at(j) - whole, 1 + spread, 8));
    }
    const T loss = softmax_cross_entropy(z, label);
    CHECK(loss >= 0);
    CHECK(near(loss, whole - at(label), 1 + spread, 8));
    const Vector<T> gradient = softmax_cross_entropy_gradient(z, label);
    Vector<T> one_hot(n);
    one_hot[label] = 1;
    T sum_of_gradient = 0;
    for (Index j = 0; j < n; ++j) {
      const Long exact = std::exp(at(j) - whole) - (j == label ? 1 : 0);
      CHECK(near(gradient[j], exact, 1, 12 + static_cast<int>(std::fmin(spread, Long(90)))));
      CHECK(std::fabs(gradient[j]) <= 1);
      sum_of_gradient += gradient[j];
    }
    CHECK(std::fabs(sum_of_gradient) <= static_cast<T>(4 * n) * std::numeric_limits<T>::epsilon());
    // A label and its one-hot row are the same; so are a batch of one and a vector.
    CHECK(near(softmax_cross_entropy(z, one_hot), static_cast<Long>(loss), 1 + spread, 8));
    Matrix<T> row(1, n);
    row.row(0) = z;
    CHECK(softmax_cross_entropy(row, Vector<Index>{label}) == loss);
  }
}

TEST_CASE_TEMPLATE("Binary logits and probabilities of any size", T, float, double) {
  support::Random random(72);
  const Index n = 600;
  const Vector<T> z(n, [&](Index) { return any_size<T>(random, 12); });
  const Vector<T> y(n, [&](Index k) {
    return k % 3 == 0 ? T(0) : k % 3 == 1 ? T(1) : T(0.25) * T(random.integer(0, 4));
  });
  const auto by_logits = binary_cross_entropy_with_logits(z, y, Reduction::none);
  const auto slopes = binary_cross_entropy_with_logits_gradient(z, y, Reduction::none);
  // Probabilities: 0, 1, near either, in between.
  const Vector<T> p(n, [&](Index k) {
    return k % 7 == 0   ? T(0)
           : k % 7 == 1 ? T(1)
           : k % 7 == 2 ? std::ldexp(T(1), static_cast<int>(-k / 8))
                        : (1 + random.uniform<T>()) / 2;
  });
  const auto by_probability = binary_cross_entropy(p, y, Reduction::none);
  for (Index k = 0; k < n; ++k) {
    CAPTURE(z[k]);
    CAPTURE(y[k]);
    const auto x = static_cast<Long>(z[k]), t = static_cast<Long>(y[k]);
    // max(z, 0) - z y + ln(1 + e^-|z|)
    CHECK(near(by_logits[k], (x > 0 ? x * (1 - t) : -x * t) + std::log1p(std::exp(-std::fabs(x))), 0, 8));
    CHECK(near(slopes[k], 1 / (1 + std::exp(-x)) - t, 1, 4));
    const auto q = static_cast<Long>(p[k]);
    CAPTURE(p[k]);
    const Long yes = t == 0 ? 0 : -t * std::log(q), no = t == 1 ? 0 : -(1 - t) * std::log1p(-q);
    if (std::isinf(yes + no))
      CHECK(by_probability[k] == std::numeric_limits<T>::infinity());
    else
      CHECK(near(by_probability[k], yes + no, 0, 8));
    CHECK(by_probability[k] >= 0);
    CHECK(by_logits[k] >= 0);
  }
  // Two classes of a softmax are the logits' difference.
  for (Index k = 0; k + 1 < n; k += 2) {
    const Long x = static_cast<Long>(z[k]) - static_cast<Long>(z[k + 1]);
    const Vector<T> two{z[k], z[k + 1]};
    CHECK(near(softmax_cross_entropy(two, 0), (x > 0 ? 0 : -x) + std::log1p(std::exp(-std::fabs(x))),
               1 + std::fabs(static_cast<Long>(z[k])) + std::fabs(static_cast<Long>(z[k + 1])), 8));
  }
}

TEST_CASE_TEMPLATE("Errors of any size: squares, absolute values, Huber's, hinges", T, float, double) {
  support::Random random(73);
  const Index n = 500;
  const int exponent = std::numeric_limits<T>::max_exponent / 2 + 20;  // some squares overflow, some underflow
  const Vector<T> p(n, [&](Index) { return any_size<T>(random, exponent); });
  const Vector<T> y(n, [&](Index k) { return k % 4 == 0 ? p[k] : any_size<T>(random, k % 2 == 0 ? 3 : exponent); });
  const auto squares = mse(p, y, Reduction::none), sizes = mae(p, y, Reduction::none),
             slopes = mae_gradient(p, y, Reduction::sum);
  const T deltas[] = {T(1), std::ldexp(T(1), -20), std::numeric_limits<T>::infinity()};
  for (Index k = 0; k < n; ++k) {
    const T d = p[k] - y[k];
    const auto exact = static_cast<Long>(d);
    CHECK(near(squares[k], exact * exact, 0, 1));
    CHECK(sizes[k] == std::fabs(d));
    CHECK(slopes[k] == T((d > 0) - (d < 0)));
  }
  for (const T delta : deltas) {
    const auto each = huber(p, y, delta, Reduction::none), gradient = huber_gradient(p, y, delta, Reduction::sum);
    for (Index k = 0; k < n; ++k) {
      const auto d = static_cast<Long>(p[k] - y[k]), size = std::fabs(d), bound = static_cast<Long>(delta);
      CHECK(near(each[k], size <= bound ? d * d / 2 : bound * (size - bound / 2), 0, 3));
      CHECK(gradient[k] == (size <= bound ? static_cast<T>(d) : d > 0 ? delta : -delta));
    }
  }
  // Where all errors are within delta it is half of the mean square; far outside it is delta times the mean size.
  CHECK(near(huber(p.slice(0, 1), y.slice(0, 1), deltas[2]), static_cast<Long>(mse(p.slice(0, 1), y.slice(0, 1))) / 2,
             0, 4));
  const Vector<T> signs(n, [&](Index k) { return k % 2 == 0 ? T(1) : T(-1); });
  const auto hinges = hinge(p, signs, Reduction::none);
  for (Index k = 0; k < n; ++k) CHECK(hinges[k] == std::fmax(T(0), 1 - signs[k] * p[k]));
}

TEST_CASE("Divergences: Gibbs' inequality, zeros, and the entropies that they are made of") {
  support::Random random(74);
  for (int round = 0; round < support::rounds(200); ++round) {
    const Index n = random.integer(1, 40);
    const auto distribution = [&](bool zeros) {
      Vector<double> p(n, [&](Index) {
        return zeros && random.integer(0, 3) == 0
                   ? 0.0
                   : std::ldexp(1.5 + random.uniform<double>(), static_cast<int>(random.integer(-40, 0)));
      });
      if (sum(p) == 0) p[0] = 1;
      return Vector<double>(p / sum(p));
    };
    const Vector<double> p = distribution(false), y = distribution(round % 2 == 0);
    const double divergence = kl_divergence(p, y), cross = cross_entropy(p, y), entropy = cross_entropy(y, y);
    CHECK(divergence >= -1e-15);
    CHECK(std::fabs(divergence - (cross - entropy)) <= 1e-14 * (1 + cross));
    CHECK(kl_divergence(y, y) == 0);
    // What the prediction calls impossible costs everything, unless it does not happen.
    Vector<double> sure(p);
    const Index at = random.integer(0, n - 1);
    sure[at] = 0;
    CHECK(kl_divergence(sure, y) == (y[at] > 0 ? std::numeric_limits<double>::infinity() : kl_divergence(p, y)));
    CHECK(cross_entropy(sure, y) == (y[at] > 0 ? std::numeric_limits<double>::infinity() : cross_entropy(p, y)));
  }
}

TEST_CASE("Means and sums of rows are those of the parts, whatever the reduction") {
  support::Random random(75);
  const Index m = 37, n = 11;
  const Matrix<double> z(m, n, [&](Index, Index) { return 20 * random.uniform<double>(); });
  Vector<int> labels(m, [&](Index) { return static_cast<int>(random.integer(0, n - 1)); });
  Vector<double> weights(n, [](Index j) { return static_cast<double>(j % 4); });  // some are 0
  for (const Index ignored : {no_index, Index{3}})
    for (const double smoothing : {0.0, 0.1, 1.0})
      for (const bool weighted : {false, true}) {
        const SoftmaxCrossEntropyOptions<double> options{
            .class_weights = VectorView<const double>(weights.data(), weighted ? n : 0),
            .label_smoothing = smoothing,
            .ignore_index = ignored};
        const auto each = softmax_cross_entropy(z, labels, Reduction::none, options);
        double total = 0, divisor = 0;
        for (Index i = 0; i < m; ++i) {
          const int label = labels[i];
          const bool counts = label != ignored;
          const double one = softmax_cross_entropy(Vector<double>(z.row(i)), label, Reduction::sum, options);
          CHECK(std::fabs(each[i] - one) <= 1e-13 * (1 + std::fabs(one)));
          if (!counts) CHECK(each[i] == 0);
          // By the definition.
          double exact = 0;
          const Vector<double> log_p = log_softmax(Vector<double>(z.row(i)));
          for (Index c = 0; c < n; ++c)
            exact -= (weighted ? weights[c] : 1) *
                     ((c == label ? 1 - smoothing : 0) + smoothing / static_cast<double>(n)) * log_p[c];
          if (counts) CHECK(std::fabs(each[i] - exact) <= 1e-12 * (1 + exact));
          total += each[i];
          divisor += counts ? (weighted ? weights[label] : 1) : 0;
        }
        CHECK(softmax_cross_entropy(z, labels, Reduction::sum, options) == doctest::Approx(total).epsilon(1e-13));
        CHECK(softmax_cross_entropy(z, labels, options) == doctest::Approx(total / divisor).epsilon(1e-13));
        Matrix<double> g(m, n);
        CHECK(softmax_cross_entropy_value_and_gradient_into(g, z, labels, options) ==
              softmax_cross_entropy(z, labels, options));
        for (Index i = 0; i < m; ++i) CHECK(std::fabs(sum(g.row(i))) <= 1e-15);
      }
}

TEST_CASE("Labels at the ends of their types") {
  const Vector<double> z{1, 2};
  const auto says = [&](auto label) {
    return support::message_of([&] { softmax_cross_entropy(z, label, Reduction::mean, {}, Site{}); });
  };
  const std::string start = "softmax_cross_entropy: label ", end = " of row 0 is not one of 2 classes";
  CHECK(says(std::numeric_limits<std::int64_t>::max()) == start + "9223372036854775807" + end);
  CHECK(says(std::numeric_limits<std::int64_t>::min()) == start + "-9223372036854775808" + end);
  CHECK(says(std::numeric_limits<std::uint64_t>::max()) == start + "18446744073709551615" + end);
  CHECK(says(static_cast<signed char>(-1)) == start + "-1" + end);
  CHECK(says(static_cast<unsigned char>(255)) == start + "255" + end);
  CHECK(says(true) == "no error");
  CHECK(says(2) == start + "2" + end);
  // -1 of an unsigned type is not the index -1 that is ignored.
  CHECK(support::message_of([&] {
          softmax_cross_entropy(z, std::uint64_t(-1), Reduction::mean, {.ignore_index = -1}, Site{});
        }) == start + "18446744073709551615" + end);
  CHECK(std::isnan(softmax_cross_entropy(z, -1, Reduction::mean, {.ignore_index = -1})));
  CHECK(softmax_cross_entropy(z, -1, Reduction::sum, {.ignore_index = -1}) == 0);
  CHECK(softmax_cross_entropy_gradient(z, -1, {.ignore_index = -1}) == Vector<double>{0, 0});
}
