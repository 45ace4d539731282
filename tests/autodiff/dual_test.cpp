#include <doctest/doctest.h>

#include <cstring>
#include <declive/autodiff/dual.hpp>
#include <limits>
#include <new>
#include <type_traits>

#include "support/random.hpp"

using namespace declive;

namespace {

using D = Dual<double>;
constexpr double infinite = std::numeric_limits<double>::infinity();

struct Left {};
struct Right {};

// Arithmetic in constant expressions: (x^2 + 3 x + 2) / x at 2 is 6, its derivative 1 - 2 / x^2 is 1/2.
constexpr D two(2, 1);
constexpr D y = (two * two + 3 * two + 2) / two;
static_assert(y.value == 6 && y.partials[0] == 0.5);
constexpr D compound() {
  D z = two;
  z += 1;
  z *= two;
  z -= two;
  z /= 2;
  return -z;
}
static_assert(compound().value == -2 && compound().partials[0] == -2);  // -((x + 1) x - x) / 2
static_assert(Dual<double, 17>(3).partials[16] == 0 && Dual<float, 5>().partials[4] == 0);
static_assert(Dual<float, 3>::variable(2, 1).partials[1] == 1 && Dual<float, 3>::variable(2, 1).partials[0] == 0);

// A plain value type, as large as its parts.
static_assert(std::is_trivially_copyable_v<Dual<double, 3>> && sizeof(Dual<double, 3>) == 4 * sizeof(double));
static_assert(sizeof(Dual<Dual<float, 2>, 3>) == 12 * sizeof(float));
static_assert(Scalar<D> && Scalar<Dual<Dual<float, 2>, 3>>);
static_assert(std::is_same_v<decltype(Dual(1.0, 2.0, 3.0)), Dual<double, 2>>);
static_assert(is_dual<D> && is_dual<const D&> && !is_dual<double>);
static_assert(std::is_same_v<scalar_t<Dual<Dual<float>>>, float> && std::is_same_v<scalar_t<int>, int>);

// Numbers become constants; a dual becomes a number only by asking for its value; digits are dropped only aloud.
static_assert(std::is_convertible_v<int, D> && std::is_convertible_v<double, Dual<Dual<float>>>);
static_assert(std::is_convertible_v<D, Dual<D>> && std::is_convertible_v<D, Dual<Dual<D>>>);
static_assert(!std::is_convertible_v<D, double> && !std::is_constructible_v<double, D> &&
              !std::is_constructible_v<bool, D>);
static_assert(std::is_convertible_v<Dual<float>, D> && !std::is_convertible_v<D, Dual<float>>);
static_assert(std::is_constructible_v<Dual<float>, D>);
static_assert(!std::is_constructible_v<Dual<double, 2>, D>);
static_assert(!std::is_constructible_v<Dual<double, 1, Left>, Dual<double, 1, Right>>);
static_assert(std::is_convertible_v<Dual<double, 1, Left>, Dual<Dual<double, 1, Left>, 1, Right>>);
static_assert(!std::is_constructible_v<D, const char*>);

// The result's type is that of C++'s arithmetic on the scalars.
static_assert(std::is_same_v<decltype(2 * Dual<float>()), Dual<float>>);
static_assert(std::is_same_v<decltype(Dual<float>() + 2.0), D>);
static_assert(std::is_same_v<decltype(Dual<float>() - D()), D>);
static_assert(std::is_same_v<decltype(2.0 / Dual<Dual<float>>()), Dual<D>>);
static_assert(std::is_same_v<decltype(D() * Dual<D>()), Dual<D>>);
static_assert(std::is_same_v<std::common_type_t<Dual<float, 2>, double>, Dual<double, 2>>);
static_assert(std::is_same_v<std::common_type_t<long double, Dual<float, 2>>, Dual<long double, 2>>);
static_assert(std::is_same_v<std::common_type_t<Dual<float>, D>, D>);
static_assert(std::is_same_v<decltype(true ? D() : 0.5), D>);

// numeric_limits are those of the value, as constants.
using Limits = std::numeric_limits<D>;
static_assert(Limits::is_specialized && Limits::digits == 53 && Limits::has_infinity);
static_assert(std::is_same_v<decltype((Limits::max)()), D>);
static_assert((Limits::max)() == std::numeric_limits<double>::max() && (Limits::min)() > 0 && Limits::lowest() < 0);
static_assert(Limits::epsilon() == std::numeric_limits<double>::epsilon() && Limits::infinity() > (Limits::max)());
static_assert(Limits::denorm_min() > 0 && Limits::round_error() == 0.5 && Limits::infinity().partials[0] == 0);

template <class T>
bool equal(const T& a, const T& b) {
  if constexpr (is_dual<T>) {
    bool good = equal(a.value, b.value);
    for (Index k = 0; k < T::partials_count; ++k) good = good && equal(a.partials[k], b.partials[k]);
    return good;
  } else {
    return a == b;
  }
}

/// A dual of small integers: sums and products of these are exact.
template <class X>
X small(support::Random& random) {
  if constexpr (is_dual<X>) {
    X x;
    x.value = small<typename X::value_type>(random);
    for (auto& partial : x.partials) partial = small<typename X::value_type>(random);
    return x;
  } else {
    return random.small_integer<X>();
  }
}

}  // namespace

TEST_CASE_TEMPLATE("Arithmetic in small integers is exact", X, Dual<float>, Dual<double, 2>, Dual<double, 3>,
                   Dual<double, 8>, Dual<float, 7>, Dual<long double, 4>, Dual<Dual<double, 3>, 5>) {
  support::Random random(51);
  using T = typename X::value_type;
  for (int trial = 0; trial < 200; ++trial) {
    const X a = small<X>(random), b = small<X>(random);
    const auto c = random.small_integer<scalar_t<X>>();
    for (Index k = 0; k < X::partials_count; ++k) {
      const T &da = a.partials[k], &db = b.partials[k];
      CHECK(equal((a + b).partials[k], T(da + db)));
      CHECK(equal((a - b).partials[k], T(da - db)));
      CHECK(equal((a * b).partials[k], T(b.value * da + a.value * db)));
      CHECK(equal((a + c).partials[k], da));
      CHECK(equal((c - a).partials[k], T(-da)));
      CHECK(equal((c * a).partials[k], T(c * da)));
      CHECK(equal((a / 4).partials[k], T(da / 4)));
      CHECK(equal((-a).partials[k], T(-da)));
      CHECK(equal((+a).partials[k], da));
    }
    CHECK(equal((a * b).value, T(a.value * b.value)));
    CHECK(equal((c - a).value, T(c - a.value)));
    // a = b q: the quotient of a product is the other factor, and gives the product back.
    if (primal(b) != 0 && c != 0) {
      const X q = (a * c) / X(c);
      CHECK(equal(q.value, a.value));
      for (Index k = 0; k < X::partials_count; ++k)
        CHECK(std::abs(static_cast<double>(primal(q.partials[k] - a.partials[k]))) < 1e-5);
    }
    // Compound forms are the plain ones, also of an object with itself.
    X s = a;
    s += b;
    CHECK(equal(s, X(a + b)));
    s *= s;
    CHECK(equal(s, X((a + b) * (a + b))));
    const X& itself = s;
    s -= itself;
    CHECK(equal(s, X(0)));
    s = a;
    s /= 2;
    CHECK(equal(s, X(a / 2)));
  }
}

TEST_CASE_TEMPLATE("All partials of a constant are 0, whatever stood in its memory", X, Dual<float, 7>,
                   Dual<double, 17>, Dual<Dual<double, 3>, 5>) {
  using S = scalar_t<X>;
  alignas(X) unsigned char memory[3 * sizeof(X)];
  const auto check = [&](const X* x, S value) {
    for (int i = 0; i < 3; ++i) {
      CHECK(x[i].value == value);
      for (const auto& partial : x[i].partials) CHECK(equal(partial, typename X::value_type(0)));
    }
  };
  std::memset(memory, 0x5a, sizeof(memory));
  check(new (memory) X[3], S(0));
  std::memset(memory, 0x5a, sizeof(memory));
  check(new (memory) X[3]{S(2), 2, X(S(2))}, S(2));
  CHECK(equal(X::variable(3, X::partials_count - 1).partials[X::partials_count - 1], typename X::value_type(1)));
}

TEST_CASE("A zero partial stays zero where a derivative is infinite") {
  const Dual<double, 2> a(infinite, 0, 1), b(2, 3, 0);
  const auto product = a * b;
  CHECK(product.value == infinite);
  CHECK(product.partials[0] == infinite);
  CHECK(product.partials[1] == 2);
  CHECK((b * infinite).partials[1] == 0);
  CHECK((infinite * b).partials[0] == infinite);
  CHECK((b / 0).partials[1] == 0);
  CHECK((b / 0).partials[0] == infinite);
  CHECK((1 / Dual<double, 2>(0, 0, 1)).partials[0] == 0);
  CHECK((1 / Dual<double, 2>(0, 0, 1)).partials[1] == -infinite);
  CHECK((a / b).partials[0] == -infinite);
  CHECK((a / b).partials[1] == 0.5);
  CHECK((Dual<double, 2>(0, 0, 0) / 0).partials[0] == 0);
}

TEST_CASE("Quotients where 1 / b overflows or is denormal") {
  CHECK((D(1e-310, 1) / 1e-310).partials[0] == infinite);          // 1e310
  CHECK((D(1e-310, 1e-5) / 1e-310).partials[0] == 1e-5 / 1e-310);  // 1e305, though 1 / b is infinite
  CHECK((D(1e308, 1e308) / 1.5e308).partials[0] == 1e308 / 1.5e308);
  CHECK((D(1, 1e308) / D(1.5e308, 0)).partials[0] == 1e308 / 1.5e308);
  CHECK((1 / D(1e-160, 1)).partials[0] == -1 / 1e-160 / 1e-160);
}

TEST_CASE("The gradient of x y z at a 0 among them") {
  const auto p = Dual(1.0, 1, 0, 0) * Dual(0.0, 0, 1, 0) * Dual(2.0, 0, 0, 1);
  CHECK(p.value == 0);
  CHECK(p.partials[0] == 0);
  CHECK(p.partials[1] == 2);
  CHECK(p.partials[2] == 0);
}

TEST_CASE("Comparisons look at the value alone") {
  const D a(1, 5), b(1, 7), c(2, 0);
  CHECK(a == b);
  CHECK(a != c);
  CHECK(a < c);
  CHECK(c > a);
  CHECK(a <= b);
  CHECK(a >= b);
  CHECK(a == 1);
  CHECK(1 == a);
  CHECK(a < 1.5);
  CHECK(1.5F > a);
  CHECK(a != 2);
  CHECK(0 <= a);
  CHECK_FALSE(c >= 3);
  CHECK(Dual<D>(a) == b);
  CHECK(Dual<D>(a) < c);
  CHECK(Dual<float>(1) == a);
  const D not_a_number(std::numeric_limits<double>::quiet_NaN(), 1);
  CHECK_FALSE(not_a_number == not_a_number);
  CHECK_FALSE(not_a_number < 1);
  CHECK_FALSE(not_a_number >= 1);
  CHECK(primal(Dual<D>(a)) == 1);
  CHECK(primal(3) == 3);
}

TEST_CASE("The chain rule for functions of one's own") {
  const Dual<double, 2> a(3, 1, 2), b(5, 10, 0), c(7, 0, 100);
  const auto of_one = chain(9, 6, a);
  CHECK(of_one.value == 9);
  CHECK(of_one.partials[0] == 6);
  CHECK(of_one.partials[1] == 12);
  const auto of_two = chain(15, 5, a, 3, b);
  CHECK(of_two.partials[0] == 35);
  CHECK(of_two.partials[1] == 10);
  const auto of_three = chain(105, 35, a, 21, b, 15, c);
  CHECK(of_three.value == 105);
  CHECK(of_three.partials[0] == 245);
  CHECK(of_three.partials[1] == 1570);
  CHECK(chain(0, infinite, D(0, 0)).partials[0] == 0);
  CHECK(chain(0, infinite, D(0, 1), infinite, D(0, 0)).partials[0] == infinite);
}

TEST_CASE("An unknown that is none") {
  CHECK_THROWS_WITH_AS(static_cast<void>(Dual<double, 2>::variable(1, 2, {"file", 7})),
                       "Dual::variable: index 2 is outside (2) [file:7]", IndexError);
  CHECK_THROWS_AS(static_cast<void>(D::variable(1, -1)), IndexError);
}

TEST_CASE("dual.hpp alone brings the products that every unit has") {
  // Elements of 20 terms, in which a chain of multiplications and additions has other bits than the kernels have.
  support::Random random(32);
  const Matrix<D> A(6, 20, [&](Index, Index) { return D(random.uniform<double>(), random.uniform<double>()); });
  const Matrix<D> B(20, 9, [&](Index, Index) { return D(random.uniform<double>(), random.uniform<double>()); });
  const auto values = [](const Matrix<D>& x) {
    return Matrix<double>(x.rows(), x.cols(), [&](Index i, Index j) { return x(i, j).value; });
  };
  static_assert(detail::ProductKernel<D, D>::exists && detail::ProductKernel<double, D>::exists &&
                detail::ProductKernel<Dual<D>, D>::exists);
  const Matrix<D> product = A * B;
  const Matrix<double> plain = values(A) * values(B);
  for (Index i = 0; i < 6; ++i)
    for (Index j = 0; j < 9; ++j) CHECK(product(i, j).value == plain(i, j));
}

TEST_CASE("A factor that the compiler knows: finite, infinite, NaN") {
  // A finite one needs no look for zeros; the value that it meets may be anything.
  for (const double x : {0.0, 2.0, infinite, -infinite}) {
    CAPTURE(x);
    const D still = D(x, 0) * 3.0, moving = 3.0 * D(x, 2);
    CHECK(still.value == x * 3);
    CHECK(still.partials[0] == 0);
    CHECK(moving.partials[0] == 6);
    CHECK((D(x, infinite) * 3.0).partials[0] == infinite);
    CHECK((D(x, 0) * infinite).partials[0] == 0);
    CHECK((D(x, -1) * infinite).partials[0] == -infinite);
    CHECK((D(x, 0) * std::numeric_limits<double>::quiet_NaN()).partials[0] == 0);
  }
}

TEST_CASE("A partial that the compiler knows not to be zero") {
  // Only the other one's zero can be weak then. At -O0 these are products like all others.
  const double not_a_number = std::numeric_limits<double>::quiet_NaN();
  const auto same = [](double a, double b) { return a == b || (a != a && b != b); };
  for (const double x : {0.0, 2.0, -3.0, infinite, -infinite, not_a_number})
    for (const double v : {0.0, 5.0, infinite, not_a_number})
      for (const double dv : {0.0, -0.0, 7.0, infinite, not_a_number}) {
        CAPTURE(x);
        CAPTURE(v);
        CAPTURE(dv);
        const D unknown = D::variable(x), other(v, dv), left = unknown * other, right = other * unknown;
        const double slope = (dv == 0 ? 0 : x * dv) + v;
        CHECK(same(left.value, x * v));
        CHECK(same(left.partials[0], slope));
        CHECK(same(right.value, x * v));
        CHECK(same(right.partials[0], slope));
        CHECK(same((unknown * unknown).partials[0], x + x));
        const Dual<float> narrow =
            Dual<float>(static_cast<float>(v), static_cast<float>(dv)) * Dual<float>::variable(static_cast<float>(x));
        CHECK(same(static_cast<double>(narrow.partials[0]), slope));
      }
}
