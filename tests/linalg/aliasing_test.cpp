// Output and input in one memory: what is written must be what would have been written to a fresh array.
#include <doctest/doctest.h>

#include <declive/linalg.hpp>

#include "layouts.hpp"
#include "support/types.hpp"

using namespace declive;
using layouts::equal;

namespace {
// Four parts of one n x n matrix that overlap each other in different ways; all have the shape k x k.
template <class T, class F>
void for_each_part(Matrix<T>& m, Index k, F&& f) {
  f("upper left", m.block(0, 0, k, k));
  f("one row lower", m.block(1, 0, k, k));
  f("one column further", m.block(0, 1, k, k));
  f("lower right, from the end", m.block(2, 2, k, k).reversed_rows().reversed_cols());
  f("upper left, transposed", m.block(0, 0, k, k).transposed());
  f("every second column", MatrixView<T>(m.data(), k, k, m.cols(), 2));
}

// Calls run(out, x, y) for all parts of a matrix and checks out against truth(copy of x, copy of y, copy of out), and
// that everything else in the matrix is as it was.
template <class T, class Run, class Truth>
void check_overlaps(Run&& run, Truth&& truth) {
  support::Random random(61);
  const Index k = 5, n = 2 * k;
  const Matrix<T> start = layouts::small_matrix<T>(n, n, random);
  Matrix<T> names = start;
  for_each_part(names, k, [&](const char* out_name, const auto& out_part) {
    for_each_part(names, k, [&](const char* x_name, const auto& x_part) {
      CAPTURE(out_name);
      CAPTURE(x_name);
      const auto at = [](auto& memory, const auto& part, const T* origin) {
        return MatrixView<T>(memory.data() + (part.data() - origin), part.rows(), part.cols(), part.row_stride(),
                             part.col_stride());
      };
      Matrix<T> work = start, expected = start;
      const auto out = at(work, out_part, names.data()), x = at(work, x_part, names.data());
      const Matrix<T> fresh = truth(Matrix<T>(x), Matrix<T>(out));
      run(out, x);
      auto expected_out = at(expected, out_part, names.data());
      for (Index i = 0; i < k; ++i)
        for (Index j = 0; j < k; ++j) expected_out(i, j) = fresh(i, j);
      CHECK(equal(work, expected));
    });
  });
}
}  // namespace

TEST_CASE_TEMPLATE("Compound forms of any two parts of a matrix", T, float) {
  const T two = layouts::number<T>(2);
  check_overlaps<T>([](auto out, auto x) { out += x; }, [](auto x, auto out) { return Matrix<T>(out + x); });
  check_overlaps<T>([](auto out, auto x) { out -= x; }, [](auto x, auto out) { return Matrix<T>(out - x); });
  check_overlaps<T>([&](auto out, auto x) { out += scaled(two, x); },
                    [&](auto x, auto out) { return Matrix<T>(out + two * x); });
  check_overlaps<T>([&](auto out, auto x) { out -= scaled(two, x); },
                    [&](auto x, auto out) { return Matrix<T>(out - two * x); });
  check_overlaps<T>([](auto out, auto x) { out = x; }, [](auto x, auto) { return x; });
}

TEST_CASE_TEMPLATE("map_into and map_in_place of any two parts of a matrix", T, int) {
  const auto f = [](T x) { return x + x - 1; };
  const auto g = [](T x, T y) { return x - 2 * y; };
  const auto h = [](T x, T y, T z) { return x - 2 * y + z; };
  check_overlaps<T>([&](auto out, auto x) { map_into(out, f, x); }, [&](auto x, auto) { return map(f, x); });
  check_overlaps<T>([&](auto out, auto x) { map_into(out, g, x, out); },
                    [&](auto x, auto out) { return map(g, x, out); });
  check_overlaps<T>([&](auto out, auto x) { map_into(out, h, x, out, x.transposed()); },
                    [&](auto x, auto out) { return map(h, x, out, transpose(x)); });
  check_overlaps<T>([&](auto out, auto x) { map_in_place(g, out, x); },
                    [&](auto x, auto out) { return map(g, out, x); });
  check_overlaps<T>([&](auto out, auto x) { map_in_place(h, out, x, x.transposed()); },
                    [&](auto x, auto out) { return map(h, out, x, transpose(x)); });
}

TEST_CASE_TEMPLATE("Products into any part of a matrix that an operand is a part of", T, float, int,
                   std::complex<double>) {
  support::Random random(62);
  const Matrix<T> b = layouts::small_matrix<T>(5, 5, random);
  const T two = layouts::number<T>(2), three = layouts::number<T>(3);
  check_overlaps<T>([&](auto out, auto x) { matmul_into(out, x, b); }, [&](auto x, auto) { return x * b; });
  check_overlaps<T>([&](auto out, auto x) { matmul_into(out, b, x); }, [&](auto x, auto) { return b * x; });
  check_overlaps<T>([&](auto out, auto x) { matmul_into(out, x, x); }, [&](auto x, auto) { return x * x; });
  check_overlaps<T>([&](auto out, auto x) { matmul_into(out, out, x); }, [&](auto x, auto out) { return out * x; });
  check_overlaps<T>([&](auto out, auto x) { gemm(two, x, out, three, out); },
                    [&](auto x, auto out) { return two * (x * out) + three * out; });
  check_overlaps<T>([&](auto out, auto x) { matmul_into(out.row(0), x, out.row(0)); },
                    [&](auto x, auto out) {
                      out.row(0) = x * Vector<T>(out.row(0));
                      return out;
                    });
  check_overlaps<T>([&](auto out, auto x) { matmul_into(out.col(1), out.col(1), x); },
                    [&](auto x, auto out) {
                      out.col(1) = Vector<T>(out.col(1)) * x;
                      return out;
                    });
}

TEST_CASE_TEMPLATE("transpose_into any part of a matrix from any other", T, double, short) {
  check_overlaps<T>([](auto out, auto x) { transpose_into(out, x); }, [](auto x, auto) { return transpose(x); });
  check_overlaps<T>([](auto out, auto) { transpose_in_place(out); }, [](auto, auto out) { return transpose(out); });
}

TEST_CASE("Arrays with themselves") {
  const Matrix<double> start{{1, 2}, {3, 4}};
  Matrix<double> A = start;
  A += A;
  CHECK(A == Matrix<double>{{2, 4}, {6, 8}});
  const Matrix<double>& itself = A;  // clang warns of A -= A
  A -= itself;
  CHECK(A == Matrix<double>::zeros(2, 2));
  A = start;
  A = A * A;
  CHECK(A == Matrix<double>{{7, 10}, {15, 22}});
  A = start;
  A = A + A.transposed();
  CHECK(A == Matrix<double>{{2, 5}, {5, 8}});
  A = start;
  A = A.transposed();
  CHECK(A == Matrix<double>{{1, 3}, {2, 4}});
  A.transposed() += A;
  CHECK(A == Matrix<double>{{2, 5}, {5, 8}});
  A = start;
  matmul_into(A, A, A);
  CHECK(A == Matrix<double>{{7, 10}, {15, 22}});
  A = start;
  transpose_into(A, A);
  CHECK(A == Matrix<double>{{1, 3}, {2, 4}});
  A = start;
  transpose_into(A.transposed(), A);
  CHECK(A == start);
  Vector<double> v{1, 2};
  v = start * v;
  CHECK(v == Vector<double>{5, 11});
  v += v.reversed();
  CHECK(v == Vector<double>{16, 16});
}

TEST_CASE("A temporary whose view stands on the other side") {
  const Matrix<double> start{{1, 2}, {3, 4}};
  Matrix<double> A = start;
  // std::move makes A's memory the result's; its transpose is read while that is written.
  CHECK(std::move(A) + A.transposed() == Matrix<double>{{2, 5}, {5, 8}});
  A = start;
  CHECK(A.transposed() - std::move(A) == Matrix<double>{{0, 1}, {-1, 0}});
  A = start;
  CHECK(hadamard(std::move(A), A.reversed_rows()) == Matrix<double>{{3, 8}, {3, 8}});
  A = start;
  CHECK(std::move(A) - scaled(2, A.transposed()) == Matrix<double>{{-1, -4}, {-1, -4}});
}

TEST_CASE("Overlapping elements that are not plain") {
  support::Counting::reset();
  {
    const auto value = [](const auto& x) { return x.value(); };
    Vector<support::Counting> v(4, [](Index i) { return support::Counting(static_cast<int>(i)); });
    v.slice(1, 3) += v.slice(0, 3);
    CHECK(map(value, v) == Vector<int>{0, 1, 3, 5});
    v += v.reversed();
    CHECK(map(value, v) == Vector<int>{5, 4, 4, 5});
    v.slice(0, 3) = v.slice(1, 3);
    CHECK(map(value, v) == Vector<int>{4, 4, 5, 5});
  }
  CHECK(support::Counting::counts().live() == 0);
}
