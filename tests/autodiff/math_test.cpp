// The answers at kinks, poles and in saturation, and what the functions make of plain numbers.
#include <doctest/doctest.h>

#include <declive/autodiff/math.hpp>
#include <limits>
#include <type_traits>

#include "support/random.hpp"

using namespace declive;

namespace {

using D = Dual<double>;
constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Value and derivative at once, NaN equal to NaN.
bool is(const D& x, double value, double slope) {
  const auto same = [](double a, double b) { return a == b || (a != a && b != b); };
  return same(x.value, value) && same(x.partials[0], slope);
}
/// At the unknown x.
D at(double x) { return D(x, 1); }
bool close(double computed, double exact, double ulps = 4) {
  return std::fabs(computed - exact) <= ulps * std::numeric_limits<double>::epsilon() * std::fabs(exact);
}

}  // namespace

TEST_CASE("Roots and logarithms at 0") {
  CHECK(is(sqrt(at(0)), 0, infinite));
  CHECK(is(sqrt(at(-0.0)), 0, infinite));
  CHECK(is(sqrt(D(0)), 0, 0));
  CHECK(is(sqrt(at(-1)), not_a_number, not_a_number));
  CHECK(is(sqrt(at(infinite)), infinite, 0));
  CHECK(is(log(at(0)), -infinite, infinite));
  CHECK(is(log(at(-0.0)), -infinite, infinite));
  const auto two = log(Dual<double, 2>(0, 0, 1));
  CHECK(two.value == -infinite);
  CHECK(two.partials[0] == 0);
  CHECK(two.partials[1] == infinite);
  CHECK(is(log(at(-1)), not_a_number, not_a_number));
  CHECK(is(log2(at(0)), -infinite, infinite));
  CHECK(is(log10(at(0)), -infinite, infinite));
  CHECK(is(log1p(at(-1)), -infinite, infinite));
  CHECK(is(log1p(at(-2)), not_a_number, not_a_number));
  CHECK(is(cbrt(at(0)), 0, infinite));
  CHECK(is(cbrt(at(-8)), -2, 1.0 / 12));
  // The second derivative of sqrt at 0: -1/4 x^(-3/2).
  const auto second = sqrt(Dual<D>(D(0, 1), D(1)));
  CHECK(second.partials[0].value == infinite);
  CHECK(second.partials[0].partials[0] == -infinite);
}

TEST_CASE("Kinks") {
  CHECK(is(abs(at(0)), 0, 0));
  CHECK(is(abs(at(-3)), 3, -1));
  CHECK(is(fabs(at(-0.0)), 0, 0));
  CHECK(is(abs(at(not_a_number)), not_a_number, not_a_number));
  CHECK(is(relu(at(0)), 0, 0));
  CHECK(is(relu(at(-1)), 0, 0));
  CHECK(is(relu(at(2)), 2, 1));
  CHECK(relu(at(not_a_number)).value != relu(at(not_a_number)).value);
  CHECK(is(leaky_relu(at(0)), 0, 0.01));
  CHECK(is(leaky_relu(at(-2), 0.5), -1, 0.5));
  CHECK(is((max)(at(2), D(2, 3)), 2, 2));
  CHECK(is((min)(at(2), D(2, 3)), 2, 2));
  CHECK(is((max)(at(2), 2), 2, 0.5));
  CHECK(is((max)(at(2), 3), 3, 0));
  CHECK(is((min)(3, at(2)), 2, 1));
  CHECK((max)(at(2), not_a_number).value != (max)(at(2), not_a_number).value);
  CHECK(is(fmax(at(2), not_a_number), 2, 1));
  CHECK(is(fmin(not_a_number, at(2)), 2, 1));
  CHECK(is(fmax(at(2), at(2)), 2, 1));
  CHECK(is(clamp(at(0.5), 0, 1), 0.5, 1));
  CHECK(is(clamp(at(5), 0, 1), 1, 0));
  CHECK(is(clamp(at(0), 0, 1), 0, 0.5));
  CHECK(is(fdim(at(2), 2), 0, 0));
  CHECK(is(fdim(3, at(2)), 1, -1));
  CHECK(is(fmod(at(7.5), 2), 1.5, 1));
  CHECK(is(fmod(7.5, at(2)), 1.5, -3));
  CHECK(is(fmod(-7.5, at(2)), -1.5, 3));
  CHECK(is(fmod(at(1), 0), not_a_number, not_a_number));
  CHECK(is(copysign(at(3), -1), -3, -1));
  CHECK(is(copysign(at(-3), -0.0), -3, 1));
  CHECK(is(copysign(at(0), 1), 0, 0));
  CHECK(is(copysign(2, at(-3)), -2, 0));
  for (const double x : {-1.5, -0.5, 0.0, 0.25, 2.0, 2.5}) {
    CHECK(is(floor(at(x)), std::floor(x), 0));
    CHECK(is(ceil(at(x)), std::ceil(x), 0));
    CHECK(is(round(at(x)), std::round(x), 0));
    CHECK(is(trunc(at(x)), std::trunc(x), 0));
  }
  CHECK(is(floor(at(not_a_number)), not_a_number, not_a_number));
  CHECK(is(ceil(at(not_a_number)), not_a_number, not_a_number));
  CHECK(is(round(at(not_a_number)), not_a_number, not_a_number));
  CHECK(is(trunc(at(not_a_number)), not_a_number, not_a_number));
}

TEST_CASE("Powers") {
  for (const double x : {-2.0, 0.0, 0.5, infinite, -infinite, not_a_number}) {
    CHECK(is(pow(at(x), 0), 1, 0));
    CHECK(is(pow(at(x), D(0)), 1, 0));
  }
  CHECK(is(pow(at(0), 3), 0, 0));
  CHECK(is(pow(at(0), 1), 0, 1));
  CHECK(is(pow(at(0), 0.5), 0, infinite));
  CHECK(is(pow(at(0), -1), infinite, -infinite));
  CHECK(is(pow(0, at(2)), 0, 0));
  CHECK(is(pow(0, at(0)), 1, 0));
  CHECK(is(pow(at(0), at(0)), 1, 0));
  CHECK(is(pow(at(-2), 3), -8, 12));
  CHECK(is(pow(at(-2), D(3)), -8, 12));
  CHECK(is(pow(at(-2), at(3)), -8, not_a_number));
  CHECK(is(pow(-2, at(3)), -8, not_a_number));
  CHECK(is(pow(-2, D(3)), -8, 0));
  CHECK(is(pow(at(3), 2), 9, 6));
  CHECK(close(pow(2, at(3)).partials[0], 8 * 0.693147180559945309417));
  CHECK(is(pow(at(1e-200), 2), 0, 2e-200));
  // The (n + 1)-th derivative of x^n at 0.
  const auto cube = pow(Dual<Dual<D>>(Dual<D>(D(0, 1), D(1)), Dual<D>(D(1))), 2);
  CHECK(cube.value.value.value == 0);
  CHECK(cube.partials[0].value.value == 0);
  CHECK(cube.partials[0].partials[0].value == 2);
  CHECK(cube.partials[0].partials[0].partials[0] == 0);
  const auto line = pow(Dual<D>(D(0, 1), D(1)), 1);
  CHECK(line.partials[0].value == 1);
  CHECK(line.partials[0].partials[0] == 0);
}

TEST_CASE("Saturation") {
  CHECK(tanh(at(20)).value == 1);
  CHECK(tanh(at(20)).partials[0] == doctest::Approx(1.6993417021166355e-17).epsilon(1e-15));
  CHECK(close(tanh(at(20)).partials[0], 1.6993417021166355e-17));
  CHECK(expm1(at(-40)).value == -1);
  CHECK(close(expm1(at(-40)).partials[0], 4.248354255291589e-18));
  CHECK(sigmoid(at(40)).value == 1);
  CHECK(close(sigmoid(at(40)).partials[0], 4.248354255291589e-18));
  CHECK(is(softplus(at(800)), 800, 1));
  CHECK(is(softplus(at(-800)), 0, 0));
  CHECK(is(sigmoid(at(-infinite)), 0, 0));
  CHECK(is(sigmoid(at(infinite)), 1, 0));
  CHECK(is(gelu(at(infinite)), infinite, 1));
  CHECK(is(gelu(at(-infinite)), 0, 0));
  CHECK(is(silu(at(infinite)), infinite, 1));
  CHECK(is(silu(at(-infinite)), 0, 0));
  CHECK(is(softsign(at(infinite)), 1, 0));
  CHECK(is(softsign(at(-infinite)), -1, 0));
  CHECK(is(erf(at(30)), 1, 0));
  // PyTorch 1.13: torch.nn.functional of 0.5 in double.
  CHECK(close(gelu(0.5), 0.34573123063700656));
  CHECK(close(silu(0.5), 0.31122966560092728));
  CHECK(close(softplus(0.5), 0.97407698418010669));
  CHECK(close(sigmoid(0.5), 0.62245933120185459));
}

TEST_CASE("Ends of the domain") {
  CHECK(is(asin(at(1)), std::asin(1.0), infinite));
  CHECK(is(asin(at(-1)), std::asin(-1.0), infinite));
  CHECK(is(acos(at(1)), 0, -infinite));
  CHECK(is(asin(D(1)), std::asin(1.0), 0));
  CHECK(is(acos(D(1)), 0, 0));
  CHECK(is(asin(at(2)), not_a_number, not_a_number));
  CHECK(is(acosh(at(1)), 0, infinite));
  CHECK(is(acosh(at(-2)), not_a_number, not_a_number));
  CHECK(is(atanh(at(1)), infinite, infinite));
  CHECK(is(atanh(at(-1)), -infinite, infinite));
  CHECK(is(atanh(at(2)), not_a_number, not_a_number));
  CHECK(is(atan(at(infinite)), std::atan(infinite), 0));
  CHECK(is(asinh(at(-infinite)), -infinite, 0));
}

TEST_CASE("Lengths and angles") {
  CHECK(is(hypot(at(0), at(0)), 0, 0));
  CHECK(is(hypot(at(0), at(0), at(0)), 0, 0));
  const auto h = hypot(Dual<double, 2>(1e200, 1, 0), Dual<double, 2>(1e200, 0, 1));
  CHECK(h.value == std::hypot(1e200, 1e200));
  CHECK(close(h.partials[0], 0.7071067811865475));
  CHECK(close(h.partials[1], 0.7071067811865475));
  CHECK(is(hypot(at(infinite), 1), infinite, 1));
  CHECK(is(hypot(at(-infinite), 1), infinite, -1));
  CHECK(is(hypot(infinite, at(1)), infinite, 0));
  CHECK(close(hypot(at(1.2e308), 1.2e308).partials[0], 0.7071067811865475));
  CHECK(close(hypot(2, 3, at(6)).partials[0], 6.0 / 7));
  CHECK(is(atan2(at(1e160), 1e160), std::atan2(1.0, 1.0), 5e-161));
  CHECK(close(atan2(at(1e-170), 1e-170).partials[0], 5e169));
  CHECK(close(atan2(2, at(1)).partials[0], -0.4));
  CHECK(is(atan2(at(0), 0), 0, not_a_number));
  CHECK(is(atan2(at(1), infinite), 0, 0));
  CHECK(is(atan2(D(0), 0), 0, 0));
}

TEST_CASE("Gamma functions") {
  // Euler's constant, and digamma(1/2) = -gamma - 2 log 2; zeta(2) = digamma'(1).
  constexpr double euler = 0.57721566490153286061;
  CHECK(close(digamma(1.0), -euler, 10));
  CHECK(close(digamma(0.5), -euler - 2 * 0.69314718055994530942, 10));
  CHECK(close(digamma(at(1)).partials[0], 1.6449340668482264365, 10));
  CHECK(close(tgamma(at(1)).partials[0], -euler, 10));
  CHECK(close(lgamma(at(10)).partials[0], 2.2517525890667211077, 10));
  CHECK(digamma(0.0) == -infinite);
  CHECK(digamma(-0.0) == infinite);
  CHECK(std::isnan(digamma(-3.0)));
  CHECK(std::isnan(digamma(-infinite)));
  CHECK(std::isnan(digamma(not_a_number)));
  CHECK(digamma(infinite) == infinite);
  // Next to zeros beyond the table's (mpmath), and the same bits with derivatives of derivatives.
  CHECK(close(digamma(-0x1.19ad350f2fc6fp+28), 3.6135056749940490606e-6, 10));
  CHECK(close(digamma(-0x1.acd90a1a57526p+8), -1.9644624905459529816e-12, 10));
  constexpr double zero = -0x1.92d0cbc289d4ap+0;  // nearly
  const auto nested = digamma(Dual<Dual<double>>(Dual<double>(zero, 1), Dual<double>(1)));
  CHECK(nested.value.value == digamma(zero));
  CHECK(close(digamma(zero), 1.56497884818384533672e-16, 10));
  CHECK(close(nested.value.partials[0], 9.9415136159241755541, 10));
  support::Random random(43);
  for (int trial = 0; trial < 1000; ++trial) {
    const double x = 20 * (1 + random.uniform<double>()) + 0.01;
    CAPTURE(x);
    CHECK(close(digamma(x + 1) - digamma(x), 1 / x, 40 * x));  // recurrence: what is subtracted is up to 4 log x
  }
}

TEST_CASE("An infinite factor and a partial that is 0") {
  // d (a exp(-b)) at (1, -1000): exp(1000) overflows.
  const Dual<double, 2> a(1, 1, 0), b(-1000, 0, 1);
  const auto product = a * exp(-b);
  CHECK(product.partials[0] == infinite);
  CHECK(product.partials[1] == -infinite);
}

TEST_CASE("A formula of several") {
  const auto x = at(1);
  CHECK((-x - 2 * log(1 + exp(-x))).value == doctest::Approx(-1.6265233750364456).epsilon(1e-15));
}

TEST_CASE("Plain numbers") {
  static_assert(std::is_same_v<decltype(exp(1)), double>);
  static_assert(std::is_same_v<decltype(exp(1.0F)), float>);
  static_assert(std::is_same_v<decltype(pow(1.0F, 2)), float>);
  static_assert(std::is_same_v<decltype(hypot(1.0F, 2.0)), double>);
  static_assert(std::is_same_v<decltype(sigmoid(1.0L)), long double>);
  static_assert(std::is_same_v<decltype((max)(1, 2)), int>);
  static_assert(std::is_same_v<decltype(abs(-1)), int>);
  static_assert(std::is_same_v<decltype(pow(Dual<float>(), 2)), Dual<float>>);
  static_assert(std::is_same_v<decltype(pow(Dual<float>(), 2.0)), Dual<double>>);
  static_assert(std::is_same_v<decltype(atan2(1, Dual<float, 3>())), Dual<float, 3>>);
  static_assert((max)(2, 3) == 3 && (min)(2.5, 3.0) == 2.5 && clamp(7, 0, 5) == 5 && relu(-1.0) == 0);
  static_assert((max)(D(1, 2), D(0, 3)).partials[0] == 2);
  CHECK(declive::exp(2) == std::exp(2.0));
  CHECK(declive::pow(2, 10) == 1024);
  CHECK(declive::isnan(not_a_number));
  CHECK(declive::isnan(at(not_a_number)));
  CHECK(!declive::isnan(D(1, not_a_number)));
  CHECK(declive::isinf(at(infinite)));
  CHECK(declive::isfinite(D(1, infinite)));
  CHECK(declive::signbit(at(-0.0)));
  CHECK(!declive::isfinite(Dual<D>(at(infinite))));
}

TEST_CASE("Identities at random points") {
  support::Random random(44);
  const auto equal = [](const D& a, const D& b, double scale) {
    const double bound = 32 * std::numeric_limits<double>::epsilon() * scale;
    return std::fabs(a.value - b.value) <= bound && std::fabs(a.partials[0] - b.partials[0]) <= bound;
  };
  for (int trial = 0; trial < 1000; ++trial) {
    const D x(0.5 + 0.4 * random.uniform<double>(), random.uniform<double>());
    CAPTURE(x.value);
    CHECK(equal(sin(x) * sin(x) + cos(x) * cos(x), 1, 1));
    CHECK(equal(cosh(x) * cosh(x) - sinh(x) * sinh(x), 1, 4));
    CHECK(equal(tan(x), sin(x) / cos(x), 8));
    CHECK(equal(tanh(x), sinh(x) / cosh(x), 4));
    CHECK(equal(log(exp(x)), x, 4));
    CHECK(equal(exp2(log2(x)), x, 4));
    CHECK(equal(expm1(log1p(x)), x, 4));
    CHECK(equal(pow(10, log10(x)), x, 8));
    CHECK(equal(sqrt(x * x), x, 4));
    CHECK(equal(cbrt(x * x * x), x, 16));
    CHECK(equal(pow(x, 3), x * x * x, 4));
    CHECK(equal(pow(x, 0.5), sqrt(x), 8));
    CHECK(equal(pow(x, x), exp(x * log(x)), 16));
    CHECK(equal(asin(x) + acos(x), std::acos(0.0), 4));
    CHECK(equal(sin(asin(x)), x, 16));
    CHECK(equal(atan2(x, 1), atan(x), 4));
    CHECK(equal(sinh(asinh(x)), x, 8));
    CHECK(equal(cosh(acosh(1 + x)), 1 + x, 32));
    CHECK(equal(tanh(atanh(x)), x, 32));
    CHECK(equal(erf(x) + erfc(x), 1, 4));
    CHECK(equal(tgamma(x + 1), x * tgamma(x), 32));
    CHECK(equal(lgamma(x), log(tgamma(x)), 32));
    CHECK(equal(hypot(x, 2 * x), x * std::sqrt(5.0), 8));
    CHECK(equal(hypot(x, x, x), x * std::sqrt(3.0), 8));
    CHECK(equal(fma(x, x, x), x * x + x, 4));
    CHECK(equal(lerp(x, 3 * x, x), x + x * (2 * x), 8));
    CHECK(equal(sigmoid(x), 0.5 * (1 + tanh(0.5 * x)), 4));
    CHECK(equal(softplus(x), log(1 + exp(x)), 4));
    CHECK(equal(silu(x), x * sigmoid(x), 4));
    CHECK(equal(gelu(x), x * (1 + erf(x / std::sqrt(2.0))) / 2, 4));
    CHECK(equal(softsign(x), x / (1 + abs(x)), 4));
    CHECK(equal(fmod(7.5 * x, x), x / 2, 64));
  }
}
