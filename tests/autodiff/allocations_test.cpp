// What derivatives take memory for: the result and one array of duals, whatever the number of runs. This file replaces
// the plain global operator new with one that counts and does nothing else.
#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <declive/autodiff.hpp>
#include <declive/linalg.hpp>
#include <new>

namespace {
std::atomic<long> allocations{0};
}  // namespace

// Not inlined: GCC would warn of a free() that it sees behind a new it takes for the standard one.
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  ++allocations;
  if (void* memory = std::malloc(bytes > 0 ? bytes : 1)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

using namespace declive;

namespace {

template <class F>
long count(F&& f) {
  const long before = allocations;
  f();
  return allocations - before;
}

constexpr auto norm_of_squares = [](const auto& x) {
  auto s = x.data()[0];
  for (Index i = 1; i < x.size(); ++i) s += x.data()[i] * x.data()[i];
  return s;
};

}  // namespace

TEST_CASE("The counter counts") {
  CHECK(count([] { const Vector<double> v(3); }) == 1);
}

TEST_CASE("Derivatives take memory for the result and one array") {
  for (const Index n : {1, 7, 8, 50}) {
    CAPTURE(n);
    const Vector<double> x(n, 0.5), v(n, 1.0);
    const Matrix<double> A(n, 3, 0.5);
    double kept = 0;
    CHECK(count([&] { kept += gradient(norm_of_squares, x)[0]; }) == 2);
    CHECK(count([&] { kept += value_and_gradient(norm_of_squares, x).value; }) == 2);
    CHECK(count([&] { kept += gradient(norm_of_squares, A)(0, 0); }) == 2);
    CHECK(count([&] { kept += hessian(norm_of_squares, x)(0, 0); }) == 2);
    CHECK(count([&] { kept += hessian_vector_product(norm_of_squares, x, v)[0]; }) == 2);
    CHECK(count([&] { kept += directional_derivative(norm_of_squares, x, v); }) == 1);
    // f's own results come on top: one a run.
    long runs = 0;
    const auto twice = [&](const auto& u) {
      ++runs;
      return u + u;
    };
    const long taken = count([&] { kept += jacobian(twice, x)(0, 0); });
    CHECK(taken == 2 + runs);
    CHECK(runs <= (n + 3) / 4);
    CHECK(kept > 0);
  }
}

TEST_CASE("Numbers and fixed sizes take nothing") {
  double kept = 0;
  const Vector<double, 12> x = Vector<double, 12>::ones();
  CHECK(count([&] {
          kept += derivative([](auto t) { return sin(t) * t; }, 1.0) +
                  nth_derivative<3>([](auto t) { return exp(t); }, 1.0);
          kept += partial_derivative([](auto a, auto b) { return a * b; }, 1, 1.0, 2.0);
          kept += gradient(norm_of_squares, x)[0] + hessian(norm_of_squares, x)(1, 1);
          kept += jacobian([](const auto& u) { return u + u; }, x)(0, 0);
        }) == 0);
  CHECK(kept > 0);
}
