#include "declive/core/matrix.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <complex>
#include <limits>
#include <ostream>
#include <ranges>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "declive/linalg.hpp"
#include "support/types.hpp"

using declive::Dims;
using declive::dynamic;
using declive::Index;
using declive::IndexError;
using declive::Matrix;
using declive::MatrixView;
using declive::ShapeError;
using declive::uninitialized;
using declive::Vector;
using declive::VectorView;
using support::Counting, support::Minimal;

namespace {

// Two 3 x 3 matrices are multiplied while this is compiled; the expected product is worked out by hand.
constexpr Matrix<int, 3, 3> a3{{1, 2, 3}, {4, 5, 6}, {7, 8, 10}}, b3{{2, 0, 1}, {1, 3, 0}, {0, 1, 4}};
static_assert(a3 * b3 == Matrix<int, 3, 3>{{4, 9, 13}, {13, 21, 28}, {22, 34, 47}});
static_assert(Matrix<double, 3, 3>(a3) * Matrix<double, 3, 3>(b3) ==
              Matrix<double, 3, 3>{{4, 9, 13}, {13, 21, 28}, {22, 34, 47}});
static_assert(a3 * Matrix<int, 3, 3>::identity() == a3 && Matrix<int, 3, 3>::identity() * a3 == a3);
static_assert(a3 * Vector<int, 3>{1, 1, 1} == Vector<int, 3>{6, 15, 25});

constexpr bool use_fixed() {
  Matrix<int, 2, 3> a{{1, 2, 3}, {4, 5, 6}};
  Matrix<int, 2, 3> f(2, 3, [](Index i, Index j) { return static_cast<int>(3 * i + j + 1); });
  Matrix<int, 2, 3> zero, seven(2, 3, 7), copy = a;
  bool good = a == f && zero(1, 2) == 0 && seven(0, 0) == 7 && a.size() == 6 && a.rows() == 2 && a.cols() == 3;
  copy = f;
  copy(0, 0) = 9;
  copy.at(1, 1) = 8;
  good = good && copy(0, 0) == 9 && copy.at(1, 1) == 8 && a(0, 0) == 1;
  Matrix<int, 3, 2> t = a.transposed();
  good = good && t(2, 1) == 6 && t.row(1) == Vector<int, 2>{2, 5} && a.col(1) == t.row(1);
  a.row(0) = a.row(1);
  a.block(0, 0, 2, 2) = t.block(1, 0, 2, 2);
  good = good && a == Matrix<int, 2, 3>{{2, 5, 6}, {3, 6, 6}};
  a.diagonal(1) = Vector<int, 2>{-1, -2};
  return good && a == Matrix<int, 2, 3>{{2, -1, 6}, {3, 6, -2}};
}

constexpr bool use_views() {
  Matrix<int, 2, 2> q{{1, 2}, {3, 4}};
  q = q.transposed();
  bool good = q == Matrix<int, 2, 2>{{1, 3}, {2, 4}};
  q.reversed_rows() = q;
  good = good && q == Matrix<int, 2, 2>{{2, 4}, {1, 3}};
  q.reversed_cols() = q;
  good = good && q == Matrix<int, 2, 2>{{4, 2}, {3, 1}};
  q.diagonal() = q.diagonal().reversed();
  return good && q == Matrix<int, 2, 2>{{1, 2}, {3, 4}};
}
static_assert(use_views());

static_assert(std::is_same_v<decltype(Matrix{{1, 2}, {3, 4}}), Matrix<int>>);
static_assert(std::is_same_v<decltype(Matrix(2, 3, 1.5)), Matrix<double>>);
static_assert(
    std::is_same_v<decltype(Matrix(std::declval<MatrixView<const int, 2, dynamic>>())), Matrix<int, 2, dynamic>>);
static_assert(std::is_same_v<decltype(Matrix(2, 3, std::declval<std::span<const float>>())), Matrix<float>>);
static_assert(std::is_same_v<decltype(Matrix(std::declval<const Matrix<int, 2, 2>&>())), Matrix<int, 2, 2>>);

static_assert(std::is_convertible_v<Matrix<double, 2, 2>, Matrix<double>> &&
              std::is_convertible_v<Matrix<double>, Matrix<double, 2, 2>> &&
              std::is_convertible_v<Matrix<double>, Matrix<double, 2, dynamic>> &&
              std::is_convertible_v<MatrixView<const double>, Matrix<double>>);
static_assert(!std::is_convertible_v<Matrix<float>, Matrix<double>> &&
              std::is_constructible_v<Matrix<double>, Matrix<float>>);
static_assert(!std::is_constructible_v<Matrix<double>, Vector<double>> &&
                  !std::is_constructible_v<Matrix<double>, Index>,
              "n x 1, 1 x n or n x n? as_column() and as_row() say");
static_assert(!std::is_constructible_v<Matrix<Minimal>, Index, Index>, "no T() to put there");

// Of a temporary there are values, of a named matrix views; const gives const.
template <class X, class Row, class Col, class Line, class Block, class Turned, class Same>
concept Gives = requires(X x) {
  { std::forward<X>(x).row(0) } -> std::same_as<Row>;
  { std::forward<X>(x).col(0) } -> std::same_as<Col>;
  { std::forward<X>(x).diagonal() } -> std::same_as<Line>;
  { std::forward<X>(x).block(0, 0, 1, 1) } -> std::same_as<Block>;
  { std::forward<X>(x).transposed() } -> std::same_as<Turned>;
  { std::forward<X>(x).reversed_rows() } -> std::same_as<Same>;
  { std::forward<X>(x).reversed_cols() } -> std::same_as<Same>;
};
using M = Matrix<float, 2, dynamic>;
static_assert(Gives<M&, VectorView<float>, VectorView<float, 2>, VectorView<float>, MatrixView<float>,
                    MatrixView<float, dynamic, 2>, MatrixView<float, 2, dynamic>>);
static_assert(Gives<const M&, VectorView<const float>, VectorView<const float, 2>, VectorView<const float>,
                    MatrixView<const float>, MatrixView<const float, dynamic, 2>, MatrixView<const float, 2, dynamic>>);
static_assert(Gives<M, Vector<float>, Vector<float, 2>, Vector<float>, Matrix<float>, Matrix<float, dynamic, 2>, M>);

template <class T>
std::vector<T> elements(const Matrix<T>& a) {
  return {a.begin(), a.end()};
}

}  // namespace

TEST_CASE("fixed matrices at run time as at compile time") { CHECK((use_fixed() && use_views())); }

TEST_CASE_TEMPLATE("every constructor, every element type", T, float, double, long double, int, unsigned char,
                   std::complex<float>) {
  const T one = T(1), two = T(2), zero = T(0);
  using List = std::vector<T>;
  CHECK(Matrix<T>().dims() == Dims{0, 0, 2});
  CHECK(elements(Matrix<T>(2, 3)) == List(6, zero));
  CHECK(elements(Matrix<T>(2, 3, two)) == List(6, two));
  CHECK(elements(Matrix<T>{{one, two}, {two, zero}}) == List{one, two, two, zero});
  CHECK(elements(Matrix<T>::zeros(1, 2)) == List(2, zero));
  CHECK(elements(Matrix<T>::ones(1, 2)) == List(2, one));
  CHECK(elements(Matrix<T>::identity(2)) == List{one, zero, zero, one});
  const auto f = [&](Index i, Index j) { return i == 1 && j == 2 ? two : one; };
  const Matrix<T> a(2, 3, f);
  CHECK(elements(a) == List{one, one, one, one, one, two});
  const List list{one, two, two, zero, one, one};
  CHECK(elements(Matrix<T>(2, 3, std::span(list))) == list);
  CHECK(elements(Matrix<T>(3, 2, std::span(list).template first<6>())) == list);
  CHECK(elements(Matrix<T>(a.transposed())) == List{one, one, one, one, one, two});
  CHECK(elements(Matrix<T>(a.reversed_cols())) == List{one, one, one, two, one, one});
  Matrix<T> raw(2, 2, uninitialized);
  std::fill(raw.begin(), raw.end(), two);
  CHECK(elements(raw) == List(4, two));

  // The same with every mixture of extents.
  const Matrix<T, 2, 3> fixed(2, 3, f), again(a);
  const Matrix<T, 2, dynamic> rows(2, 3, f);
  const Matrix<T, dynamic, 3> cols(2, 3, f);
  CHECK(fixed == a);
  CHECK(again == a);
  CHECK(rows == a);
  CHECK(cols == a);
  CHECK(Matrix<T>(fixed) == a);
  CHECK(Matrix<T>(rows) == cols);
  CHECK(Matrix<T, 2, 3>(cols) == rows);
  CHECK(Matrix<T, dynamic, 3>(rows) == fixed);
  CHECK(Matrix<T, 2, 2>::identity() == Matrix<T>::identity(2));
  CHECK(Matrix<T, dynamic, 3>::zeros(2).dims() == Dims{2, 3, 2});
  CHECK(Matrix<T, 2, dynamic>::ones(2, 4).size() == 8);
}

TEST_CASE("sizes without elements") {
  CHECK(Matrix<double, 2, dynamic>().dims() == Dims{2, 0, 2});
  CHECK(Matrix<double, dynamic, 3>().dims() == Dims{0, 3, 2});
  CHECK(Matrix<double, 0, 3>().dims() == Dims{0, 3, 2});
  CHECK(Matrix<double>(0, 3).empty());
  CHECK(Matrix<double>(3, 0).empty());
  CHECK(Matrix<double>{}.dims() == Dims{0, 0, 2});
  CHECK(Matrix<double>{{}}.dims() == Dims{1, 0, 2});
  CHECK(Matrix<double>{{}, {}}.dims() == Dims{2, 0, 2});
  CHECK(Matrix<double>::identity(0).empty());
  CHECK(Matrix<Minimal>().empty());
  CHECK(Matrix<Minimal, 0, 3>().empty());
  int calls = 0;
  const auto count = [&](Index, Index) { return ++calls; };
  CHECK(Matrix<int>(5, 0, count).empty());
  CHECK(Matrix<int>(0, 5, count).empty());
  CHECK(calls == 0);

  // Views of nothing, at every step of which UBSan looks for arithmetic on null pointers.
  for (const auto& [m, n] : {std::pair<Index, Index>(0, 3), {3, 0}, {0, 0}}) {
    Matrix<double> a(m, n);
    CHECK(a.transposed().dims() == Dims{n, m, 2});
    CHECK(a.reversed_rows().dims() == Dims{m, n, 2});
    CHECK(a.reversed_cols().transposed().reversed_cols().dims() == Dims{n, m, 2});
    CHECK(a.diagonal().empty());
    CHECK(a.diagonal(n).empty());
    CHECK(a.diagonal(-m).empty());
    CHECK(a.block(0, 0, m, n).empty());
    CHECK(a.block(m, n, 0, 0).empty());
    for (Index i = 0; i < m; ++i) CHECK(a.row(i).reversed().empty());
    for (Index j = 0; j < n; ++j) CHECK(a.col(j).reversed().empty());
    for (Index j = 0; j < m; ++j) CHECK(a.transposed().col(j).empty());
    for (Index i = 0; i < n; ++i) CHECK(a.transposed().row(i).empty());
    CHECK(a.begin() == a.end());
    Matrix<double> b = a;
    b = a;
    b = std::move(a);
    CHECK(b.dims() == Dims{m, n, 2});
    CHECK(b == Matrix<double>(m, n));
    b.transposed() = Matrix<double>(n, m);
    CHECK(Matrix<float>(b).dims() == Dims{m, n, 2});
  }
}

TEST_CASE("brackets") {
  CHECK(Matrix<int>(2, 2, 0) == Matrix<int>{{0, 0}, {0, 0}});
  CHECK(Matrix<double>(2, 2, 0) == Matrix<double>{{0, 0}, {0, 0}});
  CHECK(Matrix<Index>(2, 3, 4) == Matrix<Index>{{4, 4, 4}, {4, 4, 4}});
  CHECK(Matrix<double>{{1, 2, 3}}.dims() == Dims{1, 3, 2});
  CHECK(Matrix<double>{{1}, {2}}.dims() == Dims{2, 1, 2});
  CHECK(Matrix<double>({{1, 2}, {3, 4}})(1, 0) == 3);
  CHECK(Matrix<double>{2, 3}.dims() == Dims{2, 3, 2});  // no list of rows: the sizes
  CHECK(Matrix<std::complex<double>>{{{1, 2}, {3, 4}}}(0, 1) == std::complex<double>(3, 4));
  CHECK(Matrix<bool>(2, 2, true)(1, 1));
  CHECK(Matrix<bool>(2, 2, [](Index i, Index j) { return i == j; }) == Matrix<bool>{{true, false}, {false, true}});
  Matrix<double> a;
  a = {{1, 2}, {3, 4}};
  CHECK(a(1, 1) == 4);
  a = {};
  CHECK(a.empty());
  const Matrix<double> row{{1, 2}};
  CHECK(Matrix<double>{row}.dims() == row.dims());
}

TEST_CASE("rows of different lengths raise, with both") {
  const auto message = [](const char* shape, const char* reason, int line) {
    return std::string("Matrix: ") + shape + ": " + reason + " [" + __FILE__ + ":" + std::to_string(line) + "]";
  };
  std::string text = message("(2x2)", "row 1 has 1 elements, row 0 has 2", __LINE__ + 1);
  CHECK_THROWS_WITH_AS(Matrix<double>({{1, 2}, {3}}), text.c_str(), ShapeError);
  text = message("(3x1)", "row 2 has 3 elements, row 0 has 1", __LINE__ + 1);
  CHECK_THROWS_WITH_AS(Matrix<double>({{1}, {2}, {3, 4, 5}}), text.c_str(), ShapeError);
  text = message("(2x0)", "row 1 has 1 elements, row 0 has 0", __LINE__ + 1);
  CHECK_THROWS_WITH_AS(Matrix<double>({{}, {1}}), text.c_str(), ShapeError);
  text = message("(2x2)", "row 1 has 0 elements, row 0 has 2", __LINE__ + 1);
  CHECK_THROWS_WITH_AS((Matrix<double, 2, 2>({{1, 2}, {}})), text.c_str(), ShapeError);
  Counting::reset();
  CHECK_THROWS_AS(Matrix<Counting>({{Counting(1), Counting(2)}, {Counting(3)}}), ShapeError);
  CHECK(Counting::counts().live() == 0);
}

TEST_CASE("a shape that is not the fixed one raises, with both") {
  using Fixed = Matrix<double, 2, 3>;
  const std::string place = std::string(" [") + __FILE__ + ":";
  std::string text = "Matrix: (2x3) of (3x2): shapes differ" + place + std::to_string(__LINE__ + 1) + "]";
  CHECK_THROWS_WITH_AS(Fixed(3, 2), text.c_str(), ShapeError);
  text = "Matrix: (2x5) of (4x5): shapes differ" + place + std::to_string(__LINE__ + 1) + "]";
  CHECK_THROWS_WITH_AS((Matrix<double, 2, dynamic>(4, 5)), text.c_str(), ShapeError);
  text = "Matrix: (2x3) of (5): the number of values differs" + place + std::to_string(__LINE__ + 2) + "]";
  const std::array<double, 5> five{};
  CHECK_THROWS_WITH_AS(Matrix<double>(2, 3, std::span(five)), text.c_str(), ShapeError);
  CHECK_THROWS_AS(Fixed({{1, 2}, {3, 4}}), ShapeError);
  CHECK_THROWS_AS(Fixed({{1, 2, 3}}), ShapeError);
  CHECK_THROWS_AS(Fixed(2, 2, 1.0), ShapeError);
  CHECK_THROWS_AS(Fixed(2, 2, uninitialized), ShapeError);
  CHECK_THROWS_AS(Fixed(3, 3, [](Index, Index) { return 0.0; }), ShapeError);
  CHECK_THROWS_AS(Fixed::identity(2), ShapeError);
  const Matrix<double> square(3, 3, 5.0);
  CHECK_THROWS_AS(Fixed{square}, ShapeError);
  Fixed kept(2, 3, 1.0);
  CHECK_THROWS_AS(kept = square, ShapeError);
  CHECK(kept == Fixed::ones());
}

TEST_CASE("elements with nothing but + - * and copying") {
  const auto make = [](Index i, Index j) { return Minimal(static_cast<int>(2 * i + j + 1)); };
  const Matrix<Minimal, 2, 2> fixed(2, 2, make);
  Matrix<Minimal> a(2, 2, make), b = a;
  CHECK((a * fixed)(1, 1).value() == 3 * 2 + 4 * 4);
  b = a.transposed();
  CHECK(b(0, 1).value() == 3);
  b.row(0) = fixed.row(1);
  CHECK(b(0, 0).value() == 3);
  CHECK(Matrix<Minimal>{{Minimal(1), Minimal(2)}}(0, 1).value() == 2);
  CHECK(Matrix<Minimal>(1, 1, Minimal(3))(0, 0).value() == 3);
  CHECK(Matrix<Minimal>::identity(2)(1, 1).value() == 1);
  b.block(0, 0, 2, 1) = b.block(0, 1, 2, 1);
  CHECK(b(0, 0).value() == 4);
}

TEST_CASE("matrices as elements") {
  using Block = Matrix<double, 2, 2>;
  const Block one{{1, 2}, {3, 4}};
  const Matrix<Block> a(2, 2, one);  // not one(i, j)
  CHECK(a(1, 1) == one);
  CHECK((a + a)(0, 0) == 2.0 * one);
  const Matrix<Block> f(2, 2, [&](Index i, Index j) { return static_cast<double>(i + j) * one; });
  CHECK(f(1, 1) == 2.0 * one);
}

TEST_CASE_TEMPLATE("a copy of a view has its elements, however they lie", T, float, double, short) {
  for (const auto& shape : {Dims{0, 4}, {1, 1}, {1, 9}, {9, 1}, {4, 4}, {7, 5}, {34, 67}}) {
    const Index m = shape.rows, n = shape.cols;
    Matrix<T> room(2 * m + n + 2, 3 * n + m + 2, [](Index i, Index j) { return static_cast<T>(200 * i + j); });
    const MatrixView<const T> views[] = {room.block(1, 2, m, n),
                                         room.block(1, 2, n, m).transposed(),
                                         room.block(1, 2, m, n).reversed_cols(),
                                         room.block(1, 2, n, m).transposed().reversed_rows(),
                                         MatrixView<const T>(room.data(), m, n, room.cols(), 3),
                                         MatrixView<const T>(room.data() + 1, m, n, 0, 1),
                                         MatrixView<const T>(room.data() + 1, m, n, 1, 0)};
    for (const auto& view : views) {
      const Matrix<T> copy(view);
      Matrix<T> assigned(m, n);
      assigned.block(0, 0, m, n) = view;
      REQUIRE((copy.rows() == m && copy.cols() == n));
      Index wrong = 0;
      for (Index i = 0; i < m; ++i)
        for (Index j = 0; j < n; ++j) {
          const T expected = view.data()[i * view.row_stride() + j * view.col_stride()];
          wrong += copy(i, j) != expected || assigned(i, j) != expected;
        }
      for (Index i = 0; i < m; ++i) {
        const Vector<T> row(view.row(i));
        for (Index j = 0; j < n; ++j) wrong += row[j] != copy(i, j);
      }
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("copies are independent, moved-from dynamic matrices are empty") {
  Matrix<double> a{{1, 2}, {3, 4}};
  const double* const data = a.data();
  Matrix<double> b = a;
  b(0, 0) = 9;
  CHECK(a(0, 0) == 1);
  Matrix<double> c = std::move(a);
  CHECK(c.data() == data);
  CHECK(a.dims() == Dims{0, 0, 2});  // NOLINT(bugprone-use-after-move): what a moved-from one is
  CHECK(a.data() == nullptr);
  a = c;
  CHECK(a == c);
  b = std::move(c);
  CHECK(c.dims() == Dims{0, 0, 2});  // NOLINT(bugprone-use-after-move): what a moved-from one is
  CHECK(b.data() == data);
  Matrix<double, dynamic, 3> d(2, 3, 1.0);
  const Matrix<double, dynamic, 3> e = std::move(d);
  CHECK(d.dims() == Dims{0, 3, 2});  // NOLINT(bugprone-use-after-move): what a moved-from one is
  CHECK(e.dims() == Dims{2, 3, 2});
  Matrix<double, 2, 2> f{{1, 2}, {3, 4}}, g = std::move(f);  // NOLINT(performance-move-const-arg)
  CHECK(g == Matrix<double>{{1, 2}, {3, 4}});
}

TEST_CASE("assignment: to itself, to other shapes, from its own views") {
  Matrix<double> a{{1, 2, 3}, {4, 5, 6}};
  Matrix<double>& same = a;
  a = same;
  CHECK(a == Matrix<double>{{1, 2, 3}, {4, 5, 6}});
  a = std::move(same);
  CHECK(a == Matrix<double>{{1, 2, 3}, {4, 5, 6}});
  a = a.transposed();
  CHECK(a == Matrix<double>{{1, 4}, {2, 5}, {3, 6}});
  a = a.reversed_rows();
  CHECK(a == Matrix<double>{{3, 6}, {2, 5}, {1, 4}});
  a = a.block(1, 0, 2, 2);
  CHECK(a == Matrix<double>{{2, 5}, {1, 4}});
  // As many elements in another shape: the same memory, the new shape.
  const Matrix<double> line(1, 4, 7.0);
  const double* const data = a.data();
  a = line;
  CHECK(a.data() == data);
  CHECK(a == line);
  a = Matrix<double>(3, 1, 2.0);
  CHECK(a.dims() == Dims{3, 1, 2});
  Matrix<int, 2, 2> f{{1, 2}, {3, 4}};
  f = f.transposed();
  CHECK(f == Matrix<int>{{1, 3}, {2, 4}});
  Matrix<int, dynamic, 2> g(1, 2, 5);
  g = f;
  CHECK(g == f);
}

TEST_CASE("access, and what is checked") {
  Matrix<double> a{{1, 2, 3}, {4, 5, 6}};
  const Matrix<double>& c = a;
  a(0, 0) += 10;
  a.at(1, 2) += 60;
  CHECK(c(0, 0) == 11);
  CHECK(c.at(1, 2) == 66);
  CHECK(&a(1, 0) == a.data() + 3);
  CHECK(c.size() == 6);
  CHECK(c.dims() == Dims{2, 3, 2});
  CHECK(c.end() - c.begin() == 6);
  static_assert(std::is_same_v<decltype(c(0, 0)), const double&> && std::is_same_v<decltype(a(0, 0)), double&>);
  static_assert(std::is_same_v<decltype(c.at(0, 0)), const double&> &&
                std::is_same_v<decltype(c.data()), const double*>);
  static_assert(std::ranges::contiguous_range<Matrix<double>>);

  const Index most = (std::numeric_limits<Index>::max)(), least = (std::numeric_limits<Index>::min)();
  for (const auto& [i, j] :
       {std::pair<Index, Index>(-1, 0), {0, -1}, {2, 0}, {0, 3}, {most, most}, {least, 0}, {0, least}}) {
    const std::string text = "index (" + std::to_string(i) + ", " + std::to_string(j) + ") is outside (2x3)";
    const std::string at = "at: " + text + " [" + __FILE__ + ":";
    std::string line = std::to_string(__LINE__ + 1) + "]";
    CHECK_THROWS_WITH_AS(a.at(i, j), (at + line).c_str(), IndexError);
    line = std::to_string(__LINE__ + 1) + "]";
    CHECK_THROWS_WITH_AS(c.at(i, j), (at + line).c_str(), IndexError);
#if DECLIVE_CHECKS
    CHECK_THROWS_WITH_AS(a(i, j), ("operator(): " + text).c_str(), IndexError);
    CHECK_THROWS_WITH_AS(c(i, j), ("operator(): " + text).c_str(), IndexError);
#endif
  }
}

TEST_CASE("rows, columns, blocks and diagonals of a temporary are its own") {
  const auto make = [] { return Matrix<double>{{1, 2, 3}, {4, 5, 6}}; };
  CHECK(make().row(1) == Vector<double>{4, 5, 6});
  CHECK(make().col(1) == Vector<double>{2, 5});
  CHECK(make().diagonal() == Vector<double>{1, 5});
  CHECK(make().diagonal(2) == Vector<double>{3});
  CHECK(make().block(0, 1, 2, 2) == Matrix<double>{{2, 3}, {5, 6}});
  CHECK(make().transposed() == Matrix<double>{{1, 4}, {2, 5}, {3, 6}});
  CHECK(make().reversed_rows() == Matrix<double>{{4, 5, 6}, {1, 2, 3}});
  CHECK(make().reversed_cols() == Matrix<double>{{3, 2, 1}, {6, 5, 4}});
  double sum = 0;
  for (const double x : (make() + make()).row(0)) sum += x;
  CHECK(sum == 12);
}

TEST_CASE("elements that own memory") {
  Counting::reset();
  {
    Matrix<Counting> a(2, 2, [](Index i, Index j) { return Counting(static_cast<int>(2 * i + j)); });
    CHECK((a * a)(1, 1).value() == 2 * 1 + 3 * 3);
    a = a.transposed();
    a.row(0) = a.row(1);
    CHECK(a(0, 1).value() == 3);
    Matrix<Counting, 2, 2> f(a), g = f;
    g = f.transposed();
    f = std::move(g);
    CHECK(f(1, 0).value() == 3);
  }
  CHECK(Counting::counts().live() == 0);
}
