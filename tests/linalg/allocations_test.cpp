// What takes memory and what does not. This file replaces the global operator new with one that counts; it counts and
// nothing else, so the other tests of the executable run with it as before.
#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <declive/linalg.hpp>
#include <new>
#include <ostream>
#include <utility>

#include "support/isa.hpp"

namespace {
std::atomic<long> allocations{0};
}  // namespace

// The unaligned and the aligned form; all others of the standard library call these two. malloc aligns to 16 bytes, so
// the aligned form takes more and keeps malloc's address in front. Not inlined: GCC would warn of a free() that it sees
// behind a new it takes for the standard one.
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  ++allocations;
  if (void* memory = std::malloc(bytes > 0 ? bytes : 1)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void* operator new(std::size_t bytes, std::align_val_t alignment) {
  ++allocations;
  const std::size_t step = static_cast<std::size_t>(alignment);
  void* const memory = std::malloc(bytes + step + sizeof(void*));
  if (memory == nullptr) throw std::bad_alloc();
  const std::size_t start = reinterpret_cast<std::uintptr_t>(memory) + sizeof(void*);
  void** const aligned = reinterpret_cast<void**>((start + step - 1) / step * step);
  aligned[-1] = memory;
  return aligned;
}
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept {
  if (memory != nullptr) std::free(static_cast<void**>(memory)[-1]);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t alignment) noexcept {
  operator delete(memory, alignment);
}

using namespace declive;

namespace {

template <class F>
long count(F&& f) {
  const long before = allocations;
  f();
  return allocations - before;
}

constexpr auto twice = [](auto x) { return x + x; };
constexpr auto add = [](auto... x) { return (x + ...); };

}  // namespace

TEST_CASE("The counter counts") {
  CHECK(count([] { Matrix<double> m(3, 3); }) == 1);
  CHECK(count([] { Matrix<double> m(0, 3); }) == 0);
  CHECK(count([] { CHECK(Matrix<double, 3, 3>().size() == 9); }) == 0);
  CHECK(count([] {
          Vector<double> u(3), v = u;
          const Vector<double> w = std::move(u);
          v = w;  // of the same size: into the memory that is there
        }) == 2);
  CHECK(count([] { ::operator delete (::operator new (8, std::align_val_t{256}), std::align_val_t{256}); }) == 1);
}

TEST_CASE_TEMPLATE("An expression takes memory once", T, double, int) {
  const Matrix<T> A(9, 11, T(1)), B(9, 11, T(2)), C(9, 11, T(3)), S(9, 9, T(1));
  const auto once = [](auto&& expression) { return count([&] { const Matrix<T> result = expression(); }) == 1; };
  CHECK(once([&] { return A + B; }));
  CHECK(once([&] { return A + B - C; }));
  CHECK(once([&] { return A + (B - C); }));
  CHECK(once([&] { return A - B.block(0, 0, 9, 11) + C; }));
  CHECK(once([&] { return 2 * (A + B) / 2 * 3; }));
  CHECK(once([&] { return -(A - B); }));
  CHECK(once([&] { return hadamard(A + B, C); }));
  CHECK(once([&] { return hadamard(A, B + C); }));
  CHECK(once([&] { return A + scaled(2, B) - scaled(3, C); }));
  CHECK(once([&] { return map(twice, A + B); }));
  CHECK(once([&] { return map(add, A, B + C); }));
  CHECK(once([&] { return map(add, A + B, B, C); }));
  CHECK(once([&] { return map(add, A, B, C, A, B, C); }));
  CHECK(once([&] { return S + A.block(0, 0, 9, 9) + B.block(0, 0, 9, 9).transposed(); }));
  CHECK(once([&] { return A + broadcast_rows(A.row(0), 9); }));
  CHECK(once([&] { return transpose(A); }));
  CHECK(once([&] { return outer(A.col(0), A.row(0)); }));
  // Both temporaries are made; one of them becomes the result.
  CHECK(count([&] { const Matrix<T> result = (A + B) + (B + C); }) == 2);
}

TEST_CASE("The result is the memory of the temporary") {
  const Matrix<double> A(9, 11, 1.0);
  const auto reuses = [&](auto&& operation) {
    Matrix<double> temporary(9, 11, 2.0);
    const double* const memory = temporary.data();
    const Matrix<double> result = operation(std::move(temporary));
    return result.data() == memory && temporary.empty();
  };
  using M = Matrix<double>;
  CHECK(reuses([&](M&& t) { return std::move(t) + A; }));
  CHECK(reuses([&](M&& t) { return A + std::move(t); }));
  CHECK(reuses([&](M&& t) { return A - std::move(t); }));
  CHECK(reuses([&](M&& t) { return -std::move(t); }));
  CHECK(reuses([&](M&& t) { return 2 * std::move(t); }));
  CHECK(reuses([&](M&& t) { return std::move(t) / 2; }));
  CHECK(reuses([&](M&& t) { return hadamard(A, std::move(t)); }));
  CHECK(reuses([&](M&& t) { return std::move(t) - scaled(2, A); }));
  CHECK(reuses([&](M&& t) { return map(twice, std::move(t)); }));
  CHECK(reuses([&](M&& t) { return map(add, A, std::move(t)); }));
  CHECK(reuses([&](M&& t) { return Matrix<float>(9, 11, 1.0f) + std::move(t); }));
  // Not where the type changes, nor what is only looked at.
  CHECK_FALSE(reuses([&](M&& t) { return M(map([](double x) { return static_cast<float>(x); }, std::move(t))); }));
  const M constant(9, 11, 2.0);
  CHECK((constant + A).data() != constant.data());
  CHECK(constant == M(9, 11, 2.0));
  // What is an error leaves the temporary as it was.
  M kept(2, 2, 5.0);
  CHECK_THROWS_AS(static_cast<void>(std::move(kept) + A), ShapeError);
  CHECK(kept == M(2, 2, 5.0));
}

TEST_CASE_TEMPLATE("In place nothing is taken", T, float, int) {
  Matrix<T> A(9, 11, T(1)), square(9, 9, T(1));
  const Matrix<T> B(9, 11, T(2));
  Vector<T> y(9);
  CHECK(count([&] { A += B; }) == 0);
  CHECK(count([&] { A -= B; }) == 0);
  CHECK(count([&] { A += A; }) == 0);
  CHECK(count([&] { A *= 2; }) == 0);
  CHECK(count([&] { A /= 2; }) == 0);
  CHECK(count([&] { A += scaled(2, B); }) == 0);
  CHECK(count([&] { A -= scaled(2, B.reversed_rows()); }) == 0);
  CHECK(count([&] { A.row(0) += B.row(1); }) == 0);
  CHECK(count([&] { A.block(0, 0, 4, 11) += A.block(4, 0, 4, 11); }) == 0);
  CHECK(count([&] { A += broadcast_cols(y, 11); }) == 0);
  CHECK(count([&] { map_into(A, add, B, A); }) == 0);
  CHECK(count([&] { map_in_place(twice, A); }) == 0);
  CHECK(count([&] { transpose_in_place(square); }) == 0);
  CHECK(count([&] { transpose_into(square, square.block(0, 0, 9, 9)); }) == 1);  // over itself: through a copy
  CHECK(count([&] { A = B; }) == 0);
  CHECK(count([&] { A.row(0) = B.row(1); }) == 0);
}

TEST_CASE("Shapes that are known take nothing from the heap") {
  const Matrix<double, 3, 4> A(3, 4, 1.0), B(3, 4, 2.0);
  const Vector<double, 4> x(4, 1.0);
  CHECK(count([&] {
          const auto C = A + B - 2 * A;
          const auto D = C * transpose(B);
          const auto y = A * x;
          const auto z = map(add, y, y, y);
          const double s = dot(z, z) + sum(D) + max(C) + norm(y);
          CHECK(s == s);
        }) == 0);
}

TEST_CASE_TEMPLATE("Products into what is there take memory for packing once", T, float) {
  support::for_each_isa([] {
    for (const Index n : {3, 40, 150}) {
      CAPTURE(n);
      const Matrix<T> A(n, n, T(1)), B(n, n, T(2));
      Matrix<T> C(n, n);
      const Vector<T> x(n, T(1));
      Vector<T> y(n);
      // Warms up: what is packed, and how much, depends on the strides.
      gemm(2, A, B, 0, C);
      matmul_into(C, A, B.transposed());
      matmul_into(C.transposed(), A.transposed(), B);
      CHECK(count([&] { gemm(2, A, B, 1, C); }) == 0);
      CHECK(count([&] { matmul_into(C, A, B.transposed()); }) == 0);
      CHECK(count([&] { matmul_into(C.transposed(), A.transposed(), B); }) == 0);
      CHECK(count([&] { const Matrix<T> D = A * B; }) == 1);
      CHECK(count([&] { matmul_into(y, A, x); }) == 0);
      CHECK(count([&] { matmul_into(y, x, A); }) == 0);
      CHECK(count([&] { matmul_into(y, A.transposed(), x.reversed()); }) == 0);
      CHECK(count([&] { const Vector<T> z = A * x; }) == 1);
    }
  });
}

TEST_CASE("Reductions to one number take nothing") {
  const Matrix<float> A(70, 90, 1.0f);
  const Vector<double> v(9000, 1.0);
  double kept = 0;
  CHECK(count([&] {
          kept += static_cast<double>(sum(A) + mean(A.transposed()) + max(A) + min(A.transposed()) + norm(A));
          kept += sum(v) + dot(v, v.reversed()) + norm_l1(v) + norm_inf(v);
          kept += static_cast<double>(argmax(A) + argmin(v));
        }) == 0);
  CHECK(kept > 0);
  CHECK(count([&] { const Vector<float> s = sum(A, 0); }) == 1);
  CHECK(count([&] { const Vector<float> s = mean(A, 1); }) == 1);
  Vector<float> across(70), down(90);
  CHECK(count([&] {
          sum_into(down, A, 0);
          mean_into(across, A, 1);
          max_into(down, A, 0);
          norm_into(across, A, 1);
          sum_into(across, A.transposed(), 0);
        }) == 2);  // two strips of columns that are not side by side
  CHECK(count([&] { CHECK(A == A); }) == 0);
  CHECK(count([&] { CHECK(all_close(A, A)); }) == 0);
}
