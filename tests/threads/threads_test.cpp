// Many threads that use the library at once, built with ThreadSanitizer: what is shared between them (the choice of the
// instruction set, the sizes of the caches, the tables of kernels, the counter of tapes) and what each has for itself
// (memory for packing, for parts of duals, for factorizations, for tapes).
//
// The lines of assembler are not watched, the C++ round them is: who takes which memory, and when.
#include <doctest/doctest.h>

#include <complex>
#include <declive/declive.hpp>
#include <thread>
#include <vector>

#include "support/isa.hpp"
#include "support/random.hpp"

using namespace declive;

namespace {

constexpr std::size_t threads = 4;

template <class F>
void at_once(F&& f) {
  std::vector<std::thread> running;
  for (std::size_t t = 0; t < threads; ++t) running.emplace_back([&f, t] { f(t); });
  for (std::thread& thread : running) thread.join();
}

// Computes f() alone, then in all threads several times over; f reads what the threads share.
template <class F>
void check_at_once(const char* what, F&& f) {
  CAPTURE(what);
  const auto alone = f();
  std::vector<int> wrong(threads, 0);
  at_once([&](std::size_t t) {
    for (int round = 0; round < 3; ++round)
      if (!(f() == alone)) ++wrong[t];
  });
  CHECK(wrong == std::vector<int>(threads, 0));
}

template <class T>
Matrix<T> drawn(Index rows, Index cols, unsigned seed) {
  support::Random random(seed);
  return Matrix<T>(rows, cols, [&](Index, Index) { return random.uniform<T>(); });
}

}  // namespace

// First, while nothing has been chosen: all threads ask at once.
TEST_CASE("the first products of a program, in all threads at once") {
  const Matrix<float> a = drawn<float>(40, 300, 1), b = drawn<float>(300, 50, 2);
  std::vector<Matrix<float>> products(threads);
  std::vector<Isa> isas(threads);
  at_once([&](std::size_t t) {
    products[t] = a * b;
    isas[t] = active_isa();
  });
  for (std::size_t t = 0; t < threads; ++t) {
    CHECK(products[t] == products[0]);
    CHECK(isas[t] == active_isa());
  }
}

TEST_CASE("products of every kind") {
  using T = double;
  const Matrix<T> a = drawn<T>(97, 300, 3), b = drawn<T>(300, 70, 4), tiny = drawn<T>(4, 4, 5),
                  wide = drawn<T>(300, 300, 6);
  const Vector<T> x(b.col(0));
  support::for_each_isa([&] {
    check_at_once("tiny", [&] { return tiny * tiny; });
    check_at_once("panels", [&] { return a * b; });
    check_at_once("packed", [&] { return wide * transpose(wide); });
    check_at_once("transposed views", [&] { return Matrix<T>(b.transposed() * a.transposed()); });
    check_at_once("a column", [&] { return a * Matrix<T>(b.block(0, 0, 300, 1)); });
    check_at_once("an outer product", [&] { return outer(x, x); });
    check_at_once("a vector", [&] { return a * x; });
    check_at_once("gram", [&] { return gram(a); });
  });
}

TEST_CASE("complex numbers, duals, and their copies") {
  using Z = std::complex<double>;
  const Matrix<double> p = drawn<double>(40, 60, 7), q = drawn<double>(60, 50, 8);
  const Matrix<Z> a = map([](double v) { return Z(v, 1 - v); }, p), b = map([](double v) { return Z(v, v / 2); }, q);
  check_at_once("complex", [&] { return a * b; });
  check_at_once("complex, transposed", [&] { return Matrix<Z>(b.transposed() * a.transposed()); });
  check_at_once("duals", [&] { return derivative([&](auto t) { return sum((t * p) * (t * q)); }, 0.5); });
  check_at_once("a gradient", [&] {
    return gradient([&](const auto& m) { return sum(hadamard(m * q, m * q)); }, Matrix<double>(p.block(0, 0, 3, 60)));
  });
  check_at_once("on tapes",
                [&] { return reverse_gradient([&](const auto& m) { return sum(hadamard(m * q, m * q)); }, p); });
  check_at_once("a tape on a tape", [&] {
    return reverse_gradient(
        [](const auto& v) { return sum(reverse_gradient([](const auto& w) { return dot(w, w) * w[0]; }, v)); },
        Vector<double>{1, 2, 3});
  });
}

TEST_CASE("elementwise operations, reductions, losses") {
  const Matrix<float> a = drawn<float>(64, 130, 9), b = drawn<float>(64, 130, 10);
  Vector<int> labels(64);
  for (Index i = 0; i < 64; ++i) labels[i] = static_cast<int>(i % 130);
  check_at_once("map", [&] { return map([](float s, float t) { return s * t + 1; }, a, b); });
  check_at_once("sums", [&] { return sum(a + b, 0); });
  check_at_once("exp", [&] { return exp(a); });
  check_at_once("softmax", [&] { return softmax(a); });
  check_at_once("cross entropy", [&] { return softmax_cross_entropy_gradient(a, labels); });
}

TEST_CASE("factorizations and optimizers") {
  const Matrix<double> a = drawn<double>(70, 70, 11);
  const Matrix<double> s = gram(a);
  const Vector<double> b(a.col(3));
  check_at_once("solve", [&] { return solve(a, b); });
  check_at_once("lstsq", [&] { return lstsq(Matrix<double>(a.block(0, 0, 70, 20)), b).x; });
  check_at_once("eigh", [&] { return eigh(s).values; });
  check_at_once("svd", [&] { return svdvals(a); });
  check_at_once("eig", [&] { return eigvals(a); });
  check_at_once("minimize", [&] {
    return minimize([](const auto& v) { return dot(v, v) + v[0]; }, Vector<double>{1, 2},
                    Adam{.learning_rate = 0.1, .max_iterations = 20})
        .x;
  });
}

TEST_CASE("the instruction set changes while others multiply") {
  const Matrix<double> a = drawn<double>(33, 40, 12), b = drawn<double>(40, 29, 13);
  const support::IsaGuard guard;
  std::vector<Isa> with_fma;
  for (const Isa isa : all_isas)
    if (has_isa(isa) && support::has_fma(isa)) with_fma.push_back(isa);
  if (with_fma.empty()) {
    MESSAGE("skipped: no instruction set here rounds a b + c once");
    return;
  }
  set_isa(with_fma[0]);
  const Matrix<double> alone = a * b;
  std::vector<int> wrong(threads, 0);
  at_once([&](std::size_t t) {
    for (std::size_t round = 0; round < 50; ++round) {
      if (t == 0) set_isa(with_fma[round % with_fma.size()]);
      if (!(a * b == alone)) ++wrong[t];
    }
  });
  CHECK(wrong == std::vector<int>(threads, 0));
}
