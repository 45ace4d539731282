// The product on several threads: what a program gets that links declive::openmp.
#include <doctest/doctest.h>
#include <omp.h>

#include <declive/declive.hpp>
#include <new>
#include <thread>

#include "support/bounds.hpp"
#include "support/isa.hpp"
#include "support/no_aligned_memory.hpp"
#include "support/random.hpp"

using namespace declive;

namespace {
struct Threads {
  explicit Threads(int n) : before_(omp_get_max_threads()) {
    omp_set_dynamic(0);
    omp_set_num_threads(n);
  }
  ~Threads() { omp_set_num_threads(before_); }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

 private:
  int before_;
};

template <class T>
Matrix<T> random_matrix(Index rows, Index cols, support::Random& random) {
  return Matrix<T>(rows, cols, [&](Index, Index) { return random.template uniform<T>(); });
}

template <class T>
bool same_bits(const Matrix<T>& a, const Matrix<T>& b) {
  if (a.dims() != b.dims()) return false;
  for (Index k = 0; k < a.size(); ++k)
    if (!support::same_bits(a.data()[k], b.data()[k])) return false;
  return true;
}
}  // namespace

TEST_CASE_TEMPLATE("any number of threads gives the bits of one", T, float, double) {
  struct Shape {
    Index m, n, k;
  };
  const Shape shapes[] = {{128, 128, 128}, {129, 131, 133}, {5, 1000, 500},  {1000, 5, 500},
                          {2, 2, 600000},  {300, 40, 200},  {40, 1500, 530}, {257, 513, 64}};
  support::Random random(41);
  for (const Shape& shape : shapes) {
    const Index m = shape.m, n = shape.n, k = shape.k;
    CAPTURE(m);
    CAPTURE(n);
    CAPTURE(k);
    const Matrix<T> a = random_matrix<T>(m, k, random), b = random_matrix<T>(k, n, random),
                    b_t = random_matrix<T>(n, k, random), before = random_matrix<T>(m, n, random);
    support::for_each_isa([&] {
      Matrix<T> alone, alone_t, alone_c = before;
      {
        const Threads one(1);
        alone = a * b;
        alone_t = matmul(a, b_t.transposed());
        gemm(T(0.7), a, b, T(-0.5), alone_c);
      }
      for (const int threads : {2, 3, 4, 7, 12}) {
        const Threads some(threads);
        CAPTURE(threads);
        CHECK(same_bits(a * b, alone));
        CHECK(same_bits(matmul(a, b_t.transposed()), alone_t));
        Matrix<T> c = before;
        gemm(T(0.7), a, b, T(-0.5), c);
        CHECK(same_bits(c, alone_c));
      }
    });
  }
}

TEST_CASE("a product within a parallel region stays on its thread, and threads may multiply at once") {
  support::Random random(42);
  const Matrix<double> a = random_matrix<double>(150, 160, random), b = random_matrix<double>(160, 170, random);
  const Matrix<double> expected = a * b;
  const Threads some(4);
  int wrong = 0, nested = 0;
#pragma omp parallel for reduction(+ : wrong, nested)
  for (int round = 0; round < 16; ++round) {
    if (!same_bits(a * b, expected)) ++wrong;
    if (omp_get_level() != 1) ++nested;
  }
  CHECK(wrong == 0);
  CHECK(nested == 0);
}

TEST_CASE("if one thread gets no memory for packing nobody touches C, and the next product works") {
  support::Random random(43);
  // Times B^T, which every thread packs.
  const Matrix<float> a = random_matrix<float>(300, 400, random), b = random_matrix<float>(500, 400, random);
  Matrix<float> c(300, 500, 3.0f), untouched = c;
  bool failed = false;
  int different = -1;
  // From a new thread, which gets a team of its own that has packed nothing yet.
  std::thread([&] {
    omp_set_dynamic(0);
    omp_set_num_threads(3);
#pragma omp parallel
    support::no_aligned_memory = omp_get_thread_num() == 1;
    try {
      matmul_into(c, a, b.transposed());
    } catch (const std::bad_alloc&) {
      failed = true;
    }
    different = same_bits(c, untouched) ? 0 : 1;
#pragma omp parallel
    support::no_aligned_memory = false;
    matmul_into(c, a, b.transposed());
  }).join();
  CHECK(failed);
  CHECK(different == 0);
  const Threads one(1);
  CHECK(same_bits(c, matmul(a, b.transposed())));
}
