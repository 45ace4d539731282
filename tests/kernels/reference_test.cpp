// The reference is the oracle of other tests, so here it is held against results that were worked out by hand.
#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <cstdint>
#include <declive/kernels/reference.hpp>
#include <limits>
#include <vector>

using namespace declive;
using kernels::Extreme;
using kernels::Plane;
using kernels::Term;
namespace reference = kernels::reference;

TEST_CASE_TEMPLATE("the product of the lecture", T, float, double, long double, int, std::complex<double>) {
  const std::vector<T> a{T(1), T(2), T(3), T(4)}, b{T(5), T(6), T(7), T(8)};
  std::vector<T> c{T(9), T(9), T(9), T(9)};
  const auto product = [&](Index a_rs, Index a_cs, T alpha, T beta) {
    reference::gemm(Index{2}, Index{2}, Index{2}, alpha, a.data(), a_rs, a_cs, b.data(), Index{2}, Index{1}, beta,
                    c.data(), Index{2}, Index{1});
  };
  product(2, 1, T(1), T(0));
  CHECK(c == std::vector<T>{T(19), T(22), T(43), T(50)});
  product(2, 1, T(2), T(-1));
  CHECK(c == std::vector<T>{T(19), T(22), T(43), T(50)});
  product(1, 2, T(1), T(1));  // A transposed
  CHECK(c == std::vector<T>{T(19 + 26), T(22 + 30), T(43 + 38), T(50 + 44)});
  product(2, 1, T(0), T(3));
  CHECK(c == std::vector<T>{T(135), T(156), T(243), T(282)});

  const std::vector<T> ones{T(1), T(1)};
  std::vector<T> y{T(5), T(5), T(5)};
  reference::gemv(Index{2}, Index{2}, T(1), a.data(), Index{2}, Index{1}, ones.data(), Index{1}, T(0), y.data(),
                  Index{2});
  CHECK(y == std::vector<T>{T(3), T(5), T(7)});
}

TEST_CASE("the product is a constant expression") {
  constexpr auto last = [] {
    const int a[] = {1, 2, 3, 4, 5, 6}, b[] = {7, 8, 9, 10, 11, 12};
    int c[4] = {};
    kernels::reference::gemm(Index{2}, Index{2}, Index{3}, 1, a, Index{3}, Index{1}, b, Index{2}, Index{1}, 0, c,
                             Index{2}, Index{1});
    return c[3];
  }();
  static_assert(last == 4 * 8 + 5 * 10 + 6 * 12);
  CHECK(last == 154);
}

TEST_CASE("what alpha and beta leave out is not read") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> a(6, nan), b(6, nan), one(6, 1.0);
  std::vector<double> c(4, nan);
  const auto product = [&](Index k, double alpha, const double* x, const double* y, double beta) {
    reference::gemm(Index{2}, Index{2}, k, alpha, x, k, Index{1}, y, Index{2}, Index{1}, beta, c.data(), Index{2},
                    Index{1});
  };
  product(3, 1, one.data(), one.data(), 0);
  CHECK(c == std::vector<double>(4, 3));
  product(3, 0, a.data(), b.data(), 2);
  CHECK(c == std::vector<double>(4, 6));
  product(3, 0, nullptr, nullptr, 0.5);
  CHECK(c == std::vector<double>(4, 3));
  product(0, 1, nullptr, nullptr, 0);
  CHECK(c == std::vector<double>(4, 0));
  // No zero is skipped: NaN against 0 is NaN.
  const std::vector<double> zeros(6, 0.0);
  product(3, 1, a.data(), zeros.data(), 0);
  for (const double x : c) CHECK(x != x);
}

TEST_CASE("map and transpose go by row and column") {
  const std::vector<int> a{1, 2, 3, 4, 5, 6}, b{10, 20, 30};
  std::vector<double> out(6);
  auto f = [](int x, int y) { return x + 0.5 * y; };
  // b is the same row twice, the output is column-major.
  reference::map(f, Index{2}, Index{3}, Plane<double>{out.data(), 1, 2}, Plane<const int>{a.data(), 3, 1},
                 Plane<const int>{b.data(), 0, 1});
  CHECK(out == std::vector<double>{6, 9, 12, 15, 18, 21});
  std::vector<int> transposed(6);
  reference::transpose(Index{2}, Index{3}, a.data(), Index{3}, Index{1}, transposed.data(), Index{2}, Index{1});
  CHECK(transposed == std::vector<int>{1, 4, 2, 5, 3, 6});
}

TEST_CASE_TEMPLATE("sums and extremes", T, float, double, long double, std::int64_t) {
  const std::vector<T> x{T(3), T(-5), T(4), T(1)}, y{T(2), T(1), T(0), T(-7)};
  CHECK(reference::reduce<Term::value>(x.data(), x.data(), Index{4}) == T(3));
  CHECK(reference::reduce<Term::magnitude>(x.data(), x.data(), Index{4}) == T(13));
  CHECK(reference::reduce<Term::square>(x.data(), x.data(), Index{4}) == T(51));
  CHECK(reference::reduce<Term::product>(x.data(), y.data(), Index{4}) == T(-6));
  CHECK(reference::reduce<Term::value>(x.data(), x.data(), Index{0}) == T(0));
  std::vector<T> columns(2);
  reference::reduce_columns<Term::magnitude>(x.data(), Index{2}, Index{2}, Index{2}, columns.data());
  CHECK(columns == std::vector<T>{T(7), T(6)});
  bool nan = true;
  CHECK(reference::find_extreme<Extreme::smallest>(x.data(), Index{4}, nan) == T(-5));
  CHECK(reference::find_extreme<Extreme::largest>(x.data(), Index{4}, nan) == T(4));
  CHECK(reference::find_extreme<Extreme::magnitude>(x.data(), Index{4}, nan) == T(5));
  CHECK_FALSE(nan);
}

TEST_CASE("a NaN is reported from every place") {
  for (std::size_t i = 0; i < 4; ++i) {
    std::vector<double> x{3, -5, 4, 1};
    x[i] = std::numeric_limits<double>::quiet_NaN();
    bool nan = false;
    reference::find_extreme<Extreme::largest>(x.data(), Index{4}, nan);
    CHECK(nan);
    CHECK(std::isnan(reference::reduce<Term::value>(x.data(), x.data(), Index{4})));
  }
}
