// Vectors and matrices of duals in the rest of the library: arithmetic, map, reductions, closeness, text.
#include <doctest/doctest.h>

#include <declive/autodiff.hpp>
#include <declive/linalg.hpp>
#include <limits>
#include <sstream>
#include <type_traits>

#include "support/random.hpp"

using namespace declive;

namespace {

template <class X>
X small(support::Random& random) {
  X x = random.small_integer<scalar_t<X>>();
  for (auto& partial : x.partials) partial = random.small_integer<scalar_t<X>>();
  return x;
}
/// Part k of every element: 0 is the value, k the k-th partial.
template <class M>
auto part(const M& m, Index k) {
  return map([k](const auto& x) { return k == 0 ? x.value : x.partials[k - 1]; }, m);
}
constexpr Tolerance exact{.rtol = 0, .atol = 0};

}  // namespace

TEST_CASE("Arithmetic of matrices of duals is that of their parts") {
  using X = Dual<double, 3>;
  using T = double;
  support::Random random(71);
  const Matrix<X> A(7, 9, [&](Index, Index) { return small<X>(random); });
  const Matrix<X> B(7, 9, [&](Index, Index) { return small<X>(random); });
  const X s = small<X>(random);
  for (Index k = 0; k <= X::partials_count; ++k) {
    CHECK(part(A + B, k) == part(A, k) + part(B, k));
    CHECK(part(A - B, k) == part(A, k) - part(B, k));
    CHECK(part(-A, k) == -part(A, k));
    CHECK(part(2 * A, k) == T(2) * part(A, k));
    CHECK(part(A * 2.0, k) == part(A, k) * T(2));
    CHECK(part(A / 4, k) == part(A, k) / T(4));
    CHECK(part(A + scaled(3, B), k) == part(A, k) + T(3) * part(B, k));
    CHECK(part(transpose(A), k) == transpose(part(A, k)));
    CHECK(part(sum(A, 0), k) == sum(part(A, k), 0));
    CHECK((k == 0 ? sum(A).value : sum(A).partials[k - 1]) == sum(part(A, k)));
  }
  // The product rule.
  for (Index k = 1; k <= X::partials_count; ++k) {
    CHECK(part(hadamard(A, B), k) == hadamard(part(A, k), part(B, 0)) + hadamard(part(A, 0), part(B, k)));
    CHECK(part(s * A, k) == s.value * part(A, k) + s.partials[k - 1] * part(A, 0));
    CHECK(dot(A.row(0), B.row(1)).partials[k - 1] ==
          dot(part(A, k).row(0), part(B, 0).row(1)) + dot(part(A, 0).row(0), part(B, k).row(1)));
  }
  CHECK(part(hadamard(A, B), 0) == hadamard(part(A, 0), part(B, 0)));
  static_assert(std::is_same_v<decltype(2 * A), Matrix<X>>);
  static_assert(std::is_same_v<decltype(A + B), Matrix<X>>);
  Matrix<X> C = A;
  C += B;
  C *= 3;
  C -= A;
  C /= 2;
  CHECK(all_close(C, (3 * (A + B) - A) / 2, exact));
}

TEST_CASE("map, norm, mean, extremes") {
  using D = Dual<double, 2>;
  const Vector<D> v{D(3, 1, 0), D(-4, 0, 1)};
  const D length = norm(v);
  CHECK(length.value == 5);
  CHECK(length.partials[0] == doctest::Approx(0.6).epsilon(1e-15));
  CHECK(length.partials[1] == doctest::Approx(-0.8).epsilon(1e-15));
  const D zero = norm(Vector<D>{D(0, 1, 0), D(0, 0, 1)});
  CHECK(zero.value == 0);
  CHECK(zero.partials[0] == 0);
  CHECK(zero.partials[1] == 0);
  CHECK(mean(v).partials[1] == 0.5);
  CHECK(norm_l1(v).value == 7);
  CHECK(norm_l1(v).partials[1] == -1);
  CHECK((max)(v).partials[0] == 1);
  CHECK(argmin(v) == 1);
  const auto squares = map([](const D& x) { return x * x; }, v);
  CHECK(squares[1].partials[1] == -8);
  const Vector<D, 2> fixed{D(3, 1, 0), D(-4, 0, 1)};
  CHECK(all_close(map([](const D& x) { return exp(x) / x; }, fixed), map([](const D& x) { return exp(x) / x; }, v)));
}

namespace {

/// Random duals, the partials of one level after the other.
template <class X>
X dual(support::Random& random) {
  if constexpr (is_dual<X>) {
    X x;
    x.value = dual<typename X::value_type>(random);
    for (auto& partial : x.partials) partial = dual<typename X::value_type>(random);
    return x;
  } else {
    return random.uniform<X>();
  }
}

/// Law 1 for what adds up: the value has the bits of the same call on the values alone, for every size, stride and axis.
template <class X>
void check_values_of_sums(std::uint64_t seed) {
  support::Random random(seed);
  CAPTURE(seed);
  for (const Index n : {Index{0}, Index{1}, Index{5}, Index{33}, Index{100}, Index{1500}, Index{5003}}) {
    CAPTURE(n);
    Matrix<X> A(n, 3, [&](Index, Index) { return dual<X>(random); });
    const auto A0 = part(A, 0);
    const Vector<X> u(A.col(0)), v(A.col(1));
    const auto u0 = part(u, 0), v0 = part(v, 0);
    CHECK(sum(u).value == sum(u0));
    CHECK(sum(A).value == sum(A0));
    CHECK(sum(A.col(1)).value == sum(A0.col(1)));
    CHECK(part(sum(A, 0), 0) == sum(A0, 0));
    CHECK(part(sum(A, 1), 0) == sum(A0, 1));
    CHECK(part(sum(A.transposed(), 0), 0) == sum(A0.transposed(), 0));
    CHECK(dot(u, v).value == dot(u0, v0));
    CHECK(dot(A.col(0), A.col(2)).value == dot(A0.col(0), A0.col(2)));
    CHECK(dot(u, v0).value == dot(u0, v0));
    CHECK(dot(u0, v).value == dot(u0, v0));
    CHECK(norm(u).value == norm(u0));
    CHECK(norm(A).value == norm(A0));
    CHECK(norm_l1(u).value == norm_l1(u0));
    CHECK(part(norm(A, 0), 0) == norm(A0, 0));
    if (n > 0) CHECK(mean(A).value == mean(A0));
    // Where the squares overflow, or are denormal numbers, the derivative is that of the vector scaled back.
    using S = scalar_t<X>;
    for (const S scale : {std::ldexp(S(1), std::numeric_limits<S>::max_exponent - 10),
                          std::ldexp(S(1), std::numeric_limits<S>::min_exponent + 10)}) {
      const auto w = map([scale](const X& x) { return x * scale; }, u);
      CHECK(norm(w).value == norm(part(w, 0)));
      if (n > 0) {
        const S slope = primal(norm(u).partials[0]);
        CHECK(std::fabs(primal(norm(w).partials[0]) / scale - slope) <= 64 * std::numeric_limits<S>::epsilon());
      }
    }
  }
}

}  // namespace

TEST_CASE("The value of a sum, dot product or norm is that of the numbers without derivatives") {
  check_values_of_sums<Dual<double, 3>>(72);
  check_values_of_sums<Dual<Dual<double>>>(73);
  const Vector<Dual<double>, 70> fixed(70, [](Index k) { return Dual<double>(0.1 * static_cast<double>(k), 1); });
  CHECK(sum(fixed).value == sum(map([](const Dual<double>& x) { return x.value; }, fixed)));
  CHECK(sum(fixed).partials[0] == 70);
}

TEST_CASE("all_close looks at every part, == at the values") {
  using D = Dual<double, 2>;
  const D a(1, 2, 3);
  CHECK(all_close(a, D(1, 2, 3 + 1e-9)));
  CHECK_FALSE(all_close(a, D(1, 2, 3.1)));
  CHECK_FALSE(all_close(a, D(1.1, 2, 3)));
  CHECK_FALSE(all_close(a, 1));
  CHECK(all_close(D(1), 1.0));
  CHECK(all_close(1.0, D(1, 0, 1e-9)));
  CHECK_FALSE(all_close(Dual<D>(a, D(1, 0, 0)), Dual<D>(a, D(1, 0, 1))));
  CHECK(all_close(Dual<D>(a, D(1, 0, 0)), Dual<D>(a, D(1, 0, 0))));
  const Vector<D> v(3, a);
  Vector<D> w = v;
  CHECK(all_close(v, w));
  w[2].partials[1] += 1;
  CHECK_FALSE(all_close(v, w));
  CHECK(v == w);
  CHECK_FALSE(all_close(v, Vector<double>(3, 1.0)));
  w[2].value += 1;
  CHECK(v != w);
  const double not_a_number = std::numeric_limits<double>::quiet_NaN();
  CHECK_FALSE(all_close(D(1, not_a_number, 0), D(1, not_a_number, 0)));
  CHECK(all_close(D(1, not_a_number, 0), D(1, not_a_number, 0), {.equal_nan = true}));
}

TEST_CASE("Text") {
  CHECK(to_string(Dual<double>(5, 3)) == "Dual(5, 3)");
  CHECK(to_string(Dual<float, 3>(0.1F, -1, 1e-20F, 2.5F)) == "Dual(0.1, -1, 1e-20, 2.5)");
  CHECK(to_string(Dual<Dual<double>>(Dual<double>(1, 2), Dual<double>(3, 0))) == "Dual(Dual(1, 2), Dual(3, 0))");
  std::ostringstream out;
  out << Dual<double>(0.5, std::numeric_limits<double>::infinity()) << Vector<Dual<double>>{1, Dual<double>(10, 2)};
  CHECK(out.str() == "Dual(0.5, inf)[ Dual(1, 0) Dual(10, 2)]");
}
