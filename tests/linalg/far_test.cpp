// Arrays whose memory spans more than 2^31 bytes, or 2^32 elements: an index, a stride or a size that passed through 32
// bits would end elsewhere. Most of that memory is never touched, so it is never there.
#include <doctest/doctest.h>

#include <declive/linalg.hpp>
#include <new>
#include <type_traits>

#include "support/isa.hpp"
#include "support/random.hpp"

#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#define DECLIVE_TESTS_FAR_MEMORY 1
#else
#define DECLIVE_TESTS_FAR_MEMORY 0
#endif

#if DECLIVE_TESTS_FAR_MEMORY

using namespace declive;

namespace {

// Address space whose pages are zero, and come when they are written to.
class Space {
 public:
  explicit Space(std::size_t bytes) : bytes_(bytes) {
    memory_ = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory_ == MAP_FAILED) throw std::bad_alloc();
  }
  Space(const Space&) = delete;
  Space& operator=(const Space&) = delete;
  ~Space() { munmap(memory_, bytes_); }
  template <class T>
  T* at(Index element) {
    return static_cast<T*>(memory_) + element;
  }

 private:
  std::size_t bytes_;
  void* memory_ = nullptr;
};

constexpr Index gibi = Index{1} << 30;

// A matrix whose rows, columns or both are more than 2 GiB apart, forwards or backwards.
template <class T>
struct Far {
  Space space;
  MatrixView<T> view;

  enum Way { rows, columns, both, back };
  static constexpr Way ways[] = {rows, columns, both, back};

  Far(Way way, Index m, Index n)
      : space(static_cast<std::size_t>((way == both      ? m * n
                                        : way == columns ? n
                                                         : m) *
                                       step * Index{sizeof(T)})),
        view(way == rows      ? MatrixView<T>(space.at<T>(0), m, n, step, 1)
             : way == columns ? MatrixView<T>(space.at<T>(0), m, n, 1, step)
             : way == both    ? MatrixView<T>(space.at<T>(0), m, n, n * step, step)
                              : MatrixView<T>(space.at<T>((m - 1) * step), m, n, -step, 1)) {}

 private:
  static constexpr Index step = 2 * gibi / Index{sizeof(T)} + 3;
};

template <class To, class From>
void copy(To&& to, const From& from) {
  map_into(
      to, [](auto x) { return x; }, from);
}

}  // namespace

TEST_CASE_TEMPLATE("rows and columns more than 2 GiB apart are multiplied, copied and summed", T, float, double) {
  struct Shape {
    Index m, n, k;
  };
  // A tiny one, one of tiles with an odd rest, a row, a column, an outer product, an inner one.
  const Shape shapes[] = {{3, 3, 3}, {13, 19, 5}, {1, 40, 9}, {20, 1, 9}, {9, 17, 1}, {1, 1, 30}};
  support::Random random(31);
  const auto draw = [&](Index, Index) { return random.small_integer<T>(); };
  for (const Shape& shape : shapes)
    for (const auto way : Far<T>::ways) {
      const Index m = shape.m, n = shape.n, k = shape.k;
      CAPTURE(m);
      CAPTURE(n);
      CAPTURE(k);
      CAPTURE(static_cast<int>(way));
      const Matrix<T> a(m, k, draw), b(k, n, draw), c(m, n, draw);
      Matrix<T> expected(m, n);
      for (Index i = 0; i < m; ++i)
        for (Index j = 0; j < n; ++j) {
          expected(i, j) = -c(i, j);
          for (Index p = 0; p < k; ++p) expected(i, j) += 2 * a(i, p) * b(p, j);
        }
      Far<T> far_a(way, m, k), far_b(way, k, n), far_c(way, m, n);
      copy(far_a.view, a), copy(far_b.view, b);
      CHECK(far_a.view == a);
      CHECK(Matrix<T>(far_b.view.transposed()) == transpose(b));
      support::for_each_isa([&] {
        copy(far_c.view, c);
        gemm(T(2), far_a.view, far_b.view, T(-1), far_c.view);
        CHECK(far_c.view == expected);
        CHECK(far_a.view * far_b.view == a * b);
        CHECK(far_a.view * b.col(0) == a * b.col(0));
        CHECK(a.row(0) * far_b.view == a.row(0) * b);
        CHECK(dot(far_a.view.row(m - 1), far_b.view.col(n - 1)) == dot(a.row(m - 1), b.col(n - 1)));
        CHECK(sum(far_b.view) == sum(b));
        CHECK(sum(far_b.view, 0) == sum(b, 0));
        CHECK(sum(far_b.view, 1) == sum(b, 1));
        CHECK(max(far_b.view) == max(b));
        map_into(
            far_c.view, [](T x, T y) { return x - 2 * y; }, far_c.view, c);
        CHECK(far_c.view == expected - 2 * c);
      });
    }
}

// Some seconds for each instruction set: the test run has it as a test of its own.
TEST_CASE("arrays of more than 2 GiB are read to their end" * doctest::skip()) {
  using T = float;
  const Index k = 2 * gibi / Index{sizeof(T)} + 77, at[] = {0, k / 2, k - 80, k - 1};
  Space space(static_cast<std::size_t>(k) * sizeof(T));
  const VectorView<T> v(space.at<T>(0), k);
  T total = 0, squares = 0;
  for (const Index i : at) {
    v[i] = T(2 + i % 5);
    total += v[i];
    squares += v[i] * v[i];
  }
  v[k - 2] = T(9);
  total += 9, squares += 81;
  // Twice the same row, and k times the same one.
  const MatrixView<const T> a(v.data(), 2, k, 0, 1);
  const Matrix<T> row{{1, -2, 3}};
  const MatrixView<const T> b(row.data(), k, 3, 0, 1);
  support::for_each_isa([&] {
    CHECK(sum(v) == total);
    CHECK(argmax(v) == k - 2);
    CHECK(a * v == Vector<T>{squares, squares});
    CHECK(v * b == Vector<T>{total, -2 * total, 3 * total});
    CHECK(a * b == Matrix<T>{{total, -2 * total, 3 * total}, {total, -2 * total, 3 * total}});
  });
}
#endif
