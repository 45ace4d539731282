// What derivatives take memory for: the result and one array of duals, whatever the number of runs.
#include <doctest/doctest.h>

#include <declive/autodiff.hpp>
#include <declive/linalg.hpp>

#include "support/allocations.hpp"

using namespace declive;

namespace {

constexpr auto norm_of_squares = [](const auto& x) {
  auto s = x.data()[0];
  for (Index i = 1; i < x.size(); ++i) s += x.data()[i] * x.data()[i];
  return s;
};

}  // namespace

TEST_CASE("The counter counts") {
  CHECK(support::count_allocations([] { const Vector<double> v(3); }) == 1);
}

TEST_CASE("Derivatives take memory for the result and one array") {
  for (const Index n : {1, 7, 8, 50}) {
    CAPTURE(n);
    const Vector<double> x(n, 0.5), v(n, 1.0);
    const Matrix<double> A(n, 3, 0.5);
    double kept = 0;
    CHECK(support::count_allocations([&] { kept += gradient(norm_of_squares, x)[0]; }) == 2);
    CHECK(support::count_allocations([&] { kept += value_and_gradient(norm_of_squares, x).value; }) == 2);
    CHECK(support::count_allocations([&] { kept += gradient(norm_of_squares, A)(0, 0); }) == 2);
    CHECK(support::count_allocations([&] { kept += hessian(norm_of_squares, x)(0, 0); }) == 2);
    CHECK(support::count_allocations([&] { kept += hessian_vector_product(norm_of_squares, x, v)[0]; }) == 2);
    CHECK(support::count_allocations([&] { kept += reverse_gradient(norm_of_squares, x)[0]; }) == 2);
    CHECK(support::count_allocations([&] { kept += directional_derivative(norm_of_squares, x, v); }) == 1);
    // f's own results come on top: one a run. Two of 50 unknowns are left over by runs of 8 or 16: a second array.
    long runs = 0;
    const auto twice = [&](const auto& u) {
      ++runs;
      return u + u;
    };
    const long taken = support::count_allocations([&] { kept += jacobian(twice, x)(0, 0); });
    const Index width = DECLIVE_WIDE_DUALS && active_isa() < Isa::avx2 ? 4 : 8;
    CHECK(taken == (n == 50 && width > 4 ? 3 : 2) + runs);
    CHECK(runs <= (n + width - 1) / width);
    CHECK(kept > 0);
  }
}

TEST_CASE("Numbers and fixed sizes take nothing") {
  double kept = 0;
  const Vector<double, 12> x = Vector<double, 12>::ones();
  CHECK(support::count_allocations([&] {
          kept += derivative([](auto t) { return sin(t) * t; }, 1.0) +
                  nth_derivative<3>([](auto t) { return exp(t); }, 1.0);
          kept += partial_derivative([](auto a, auto b) { return a * b; }, 1, 1.0, 2.0);
          kept += gradient(norm_of_squares, x)[0] + hessian(norm_of_squares, x)(1, 1);
          kept += jacobian([](const auto& u) { return u + u; }, x)(0, 0);
        }) == 0);
  CHECK(kept > 0);
}
