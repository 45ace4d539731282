// Output and input in one memory: what is written must be what would have been written to a fresh array.
#include <doctest/doctest.h>

#include <declive/linalg.hpp>

#include "layouts.hpp"
#include "support/effort.hpp"
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

TEST_CASE("Views of one buffer with any strides, negative and zero ones too, as if every operand were a copy") {
  support::Random random(63);
  constexpr Index size = 90;
  Vector<double> start(size);
  for (double& x : start) x = random.small_integer<double>(4);
  // Offsets within the buffer; a view that is written has no element twice.
  struct Layout {
    Index first, rows, cols, row_stride, col_stride;
    Index at(Index i, Index j) const { return first + i * row_stride + j * col_stride; }
  };
  const auto draw = [&](Index rows, Index cols, bool written) {
    for (;;) {
      const Layout one{random.integer(0, size - 1), rows, cols, random.integer(-13, 13), random.integer(-13, 13)};
      bool used[std::size_t{size}] = {}, good = true;
      for (Index i = 0; i < rows; ++i)
        for (Index j = 0; j < cols; ++j) {
          const Index k = one.at(i, j);
          good = good && k >= 0 && k < size && !(written && used[k]);
          if (good) used[k] = true;
        }
      if (good) return one;
    }
  };
  const auto view_of = [](Vector<double>& memory, const Layout& one) {
    return MatrixView<double>(memory.data() + one.first, one.rows, one.cols, one.row_stride, one.col_stride);
  };
  int wrong = 0;
  for (int round = 0; round < support::rounds(3000); ++round) {
    const Index m = random.integer(1, 4), n = random.integer(1, 5), k = random.integer(1, 4);
    const Layout out = draw(m, n, true), a = draw(m, n, false), b = draw(m, n, false), left = draw(m, k, false),
                 right = draw(k, n, false), turned = draw(n, m, false);
    // Runs f in the buffer, and elements(i, j) of copies into another buffer.
    const auto check = [&](const char* name, auto f, auto elements) {
      Vector<double> work = start, expected = start;
      f(view_of(work, out), work);
      for (Index i = 0; i < m; ++i)
        for (Index j = 0; j < n; ++j) expected[out.at(i, j)] = elements(i, j);
      if (work == expected) return;
      ++wrong;
      MESSAGE(name, " ", out.first, " ", out.rows, "x", out.cols, " ", out.row_stride, " ", out.col_stride, ", a ",
              a.first, " ", a.row_stride, " ", a.col_stride);
    };
    const auto at = [&](const Layout& one, Index i, Index j) { return start[one.at(i, j)]; };
    const auto product = [&](Index i, Index j) {
      double sum = 0;
      for (Index p = 0; p < k; ++p) sum += at(left, i, p) * at(right, p, j);
      return sum;
    };
    check(
        "=", [&](auto o, auto& w) { o = view_of(w, a); }, [&](Index i, Index j) { return at(a, i, j); });
    check(
        "+=", [&](auto o, auto& w) { o += view_of(w, a); },
        [&](Index i, Index j) { return at(out, i, j) + at(a, i, j); });
    check(
        "-= scaled", [&](auto o, auto& w) { o -= scaled(3.0, view_of(w, a)); },
        [&](Index i, Index j) { return at(out, i, j) - 3 * at(a, i, j); });
    check(
        "map_into",
        [&](auto o, auto& w) {
          map_into(
              o, [](double x, double y) { return x - 2 * y; }, view_of(w, a), view_of(w, b));
        },
        [&](Index i, Index j) { return at(a, i, j) - 2 * at(b, i, j); });
    check(
        "map_in_place",
        [&](auto o, auto& w) { map_in_place([](double x, double y) { return x * y; }, o, view_of(w, b)); },
        [&](Index i, Index j) { return at(out, i, j) * at(b, i, j); });
    check(
        "transpose_into", [&](auto o, auto& w) { transpose_into(o, view_of(w, turned)); },
        [&](Index i, Index j) { return at(turned, j, i); });
    check(
        "matmul_into", [&](auto o, auto& w) { matmul_into(o, view_of(w, left), view_of(w, right)); }, product);
    check(
        "gemm", [&](auto o, auto& w) { gemm(2.0, view_of(w, left), view_of(w, right), -1.0, o); },
        [&](Index i, Index j) { return 2 * product(i, j) - at(out, i, j); });
    check(
        "values", [&](auto o, auto& w) { o = Matrix<double>(view_of(w, a) - hadamard(view_of(w, b), view_of(w, a))); },
        [&](Index i, Index j) { return at(a, i, j) - at(b, i, j) * at(a, i, j); });
    // Reductions of such views: whole numbers, so any order is exact.
    Vector<double> work = start;
    double total = 0, largest = -1e9, squares = 0;
    for (Index i = 0; i < m; ++i)
      for (Index j = 0; j < n; ++j) {
        total += at(a, i, j);
        squares += at(a, i, j) * at(a, i, j);
        largest = std::fmax(largest, at(a, i, j));
      }
    wrong += !(sum(view_of(work, a)) == total && (max)(view_of(work, a)) == largest &&
               std::fabs(norm(view_of(work, a)) - std::sqrt(squares)) <= 1e-14 * std::sqrt(squares));
  }
  CHECK(wrong == 0);
}
