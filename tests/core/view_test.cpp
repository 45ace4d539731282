#include "declive/core/view.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <complex>
#include <functional>
#include <iterator>
#include <limits>
#include <memory>
#include <numeric>
#include <ostream>
#include <ranges>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>
#include <version>

#if defined(__cpp_lib_mdspan)
#include <mdspan>
#endif

#include "declive/linalg.hpp"
#include "support/canary.hpp"
#include "support/effort.hpp"
#include "support/random.hpp"
#include "support/types.hpp"

using declive::Dims;
using declive::dynamic;
using declive::Index;
using declive::IndexError;
using declive::Matrix;
using declive::MatrixView;
using declive::ShapeError;
using declive::SizeError;
using declive::Vector;
using declive::VectorView;

namespace {

constexpr Index most = (std::numeric_limits<Index>::max)(), least = (std::numeric_limits<Index>::min)();

// --- Which view becomes which: const may be added and an extent forgotten, never the other way. ----------------------

template <class From, class To>
constexpr bool becomes = std::is_convertible_v<From, To>;
template <class From, class To>
constexpr bool never = !std::is_constructible_v<To, From>;

static_assert(becomes<VectorView<int>, VectorView<const int>> && never<VectorView<const int>, VectorView<int>>);
static_assert(becomes<VectorView<int, 3>, VectorView<int>> && never<VectorView<int>, VectorView<int, 3>>);
static_assert(becomes<VectorView<int, 3>, VectorView<const int>> && never<VectorView<int, 3>, VectorView<int, 4>>);
static_assert(never<VectorView<int>, VectorView<float>> && never<VectorView<int>, VectorView<const float>>);
static_assert(becomes<Vector<int>&, VectorView<int>> && becomes<const Vector<int>&, VectorView<const int>>);
static_assert(never<const Vector<int>&, VectorView<int>> && becomes<Vector<int>, VectorView<const int>>);
static_assert(becomes<Vector<int, 3>&, VectorView<int, 3>> && becomes<Vector<int, 3>&, VectorView<int>>);
static_assert(never<Vector<int>&, VectorView<int, 3>> && never<Vector<int, 2>&, VectorView<int, 3>>);
static_assert(never<Matrix<int>&, VectorView<int>> && never<Vector<int>&, MatrixView<int>>);

static_assert(becomes<MatrixView<int>, MatrixView<const int>> && never<MatrixView<const int>, MatrixView<int>>);
static_assert(becomes<MatrixView<int, 2, 3>, MatrixView<int>> && becomes<MatrixView<int, 2, 3>, MatrixView<int, 2>> &&
              becomes<MatrixView<int, 2, 3>, MatrixView<const int, dynamic, 3>>);
static_assert(never<MatrixView<int>, MatrixView<int, 2, 3>> && never<MatrixView<int, 2>, MatrixView<int, 2, 3>> &&
              never<MatrixView<int, 2, 3>, MatrixView<int, 3, 2>> && never<MatrixView<int, 2>, MatrixView<int, 3>>);
static_assert(becomes<Matrix<int>&, MatrixView<int>> && becomes<const Matrix<int>&, MatrixView<const int>> &&
              never<const Matrix<int>&, MatrixView<int>> && becomes<Matrix<int, 2, 3>&, MatrixView<int, dynamic, 3>> &&
              never<Matrix<int>&, MatrixView<int, 2, 3>> && never<Matrix<int>&, MatrixView<long>>);

static_assert(becomes<std::span<int>, VectorView<int>> && becomes<std::span<int>, VectorView<const int>> &&
              never<std::span<const int>, VectorView<int>> && becomes<std::span<int, 3>, VectorView<int, 3>> &&
              never<std::span<int>, VectorView<int, 3>> && never<std::span<int, 4>, VectorView<int, 3>> &&
              becomes<std::span<int, 3>, VectorView<int>> && never<std::span<int>, VectorView<float>>);

// Assignment writes elements: not through const, and never two numbers in brackets as a pointer and a size.
static_assert(!std::is_assignable_v<VectorView<const int>&, VectorView<const int>> &&
              !std::is_assignable_v<VectorView<const int>&, Vector<int>> &&
              !std::is_assignable_v<MatrixView<const int>&, MatrixView<int>> &&
              std::is_assignable_v<VectorView<int>, VectorView<const int>> &&
              std::is_assignable_v<MatrixView<int>, Matrix<int, 2, 2>>);
template <class X>
concept BracketsAssign = requires(X x) {
  x = {0, 2};
};
static_assert(!BracketsAssign<VectorView<double>> && !BracketsAssign<MatrixView<double>>);
static_assert(std::is_trivially_copy_constructible_v<VectorView<int>> &&
              std::is_trivially_copy_constructible_v<MatrixView<const int, 2, 2>> &&
              std::is_trivially_destructible_v<MatrixView<int>>);

static_assert(
    std::is_same_v<decltype(VectorView(std::declval<Vector<int, 3>&>())), VectorView<int, 3>> &&
    std::is_same_v<decltype(VectorView(std::declval<const Vector<int>&>())), VectorView<const int>> &&
    std::is_same_v<decltype(MatrixView(std::declval<const Matrix<int, 2, 3>&>())), MatrixView<const int, 2, 3>> &&
    std::is_same_v<decltype(VectorView(std::declval<std::span<const int, 2>>())), VectorView<const int>> &&
    std::is_same_v<decltype(MatrixView(std::declval<int*>(), 2, 3)), MatrixView<int>>);

// The types of parts: what is known of the extents stays known.
using M = MatrixView<float, 2, 3>;
static_assert(std::is_same_v<decltype(std::declval<M>().row(0)), VectorView<float, 3>> &&
              std::is_same_v<decltype(std::declval<M>().col(0)), VectorView<float, 2>> &&
              std::is_same_v<decltype(std::declval<M>().transposed()), MatrixView<float, 3, 2>> &&
              std::is_same_v<decltype(std::declval<M>().reversed_rows()), M> &&
              std::is_same_v<decltype(std::declval<VectorView<float, 3>>().as_row()), MatrixView<float, 1, 3>> &&
              std::is_same_v<decltype(std::declval<VectorView<float, 3>>().as_column()), MatrixView<float, 3, 1>>);

// --- Iterators and ranges --------------------------------------------------------------------------------------------

static_assert(std::random_access_iterator<VectorView<int>::iterator> &&
              std::random_access_iterator<VectorView<const int>::iterator> &&
              !std::contiguous_iterator<VectorView<int>::iterator> &&
              std::sized_sentinel_for<VectorView<int>::iterator, VectorView<int>::iterator> &&
              std::sortable<VectorView<int>::iterator> && !std::sortable<VectorView<const int>::iterator>);
static_assert(std::ranges::random_access_range<VectorView<double>> && std::ranges::sized_range<VectorView<double>> &&
              std::ranges::borrowed_range<VectorView<double>> &&
              std::ranges::common_range<VectorView<const double, 3>>);
static_assert(std::is_same_v<std::iterator_traits<VectorView<const int>::iterator>::value_type, int>);

constexpr bool walk() {
  int x[] = {1, 2, 3, 4, 5, 6};
  const VectorView<int> v(x, 3, 2);
  auto it = v.begin();
  bool good = *it == 1 && it[2] == 5 && *(it + 1) == 3 && *(2 + it) == 5 && *it++ == 1 && *it == 3 && *++it == 5;
  good = good && *it-- == 5 && *--it == 1 && it == v.begin() && it < v.end() && v.end() - it == 3 && it <= v.begin();
  it += 2;
  it -= 1;
  return good && *it == 3 && it != v.end() && it > v.begin() && *(v.end() - 1) == 5 && it.operator->() == x + 2;
}
static_assert(walk());

// Something shaped like a std::mdspan of rank 2 with strides, and of rank 1.
template <class T, std::size_t r>
struct Mdspan {
  T* pointer;
  std::array<int, r> extents, strides;
  static constexpr std::size_t rank() { return r; }
  T* data_handle() const { return pointer; }
  int extent(std::size_t k) const { return extents[k]; }
  int stride(std::size_t k) const { return strides[k]; }
};
static_assert(becomes<Mdspan<float, 2>, MatrixView<float>> && becomes<Mdspan<float, 2>, MatrixView<const float>> &&
              never<Mdspan<const float, 2>, MatrixView<float>> && never<Mdspan<float, 1>, MatrixView<float>> &&
              never<Mdspan<float, 2>, VectorView<float>> && never<Mdspan<float, 3>, MatrixView<float>> &&
              never<Mdspan<float, 2>, MatrixView<float, 2, 2>> && never<Mdspan<float, 2>, MatrixView<double>>);

// The text of the error of type E that f raises, with the line's number replaced by N: where a statement of several
// lines stands, compilers disagree on.
template <class E, class F>
std::string text_of(F f) {
  try {
    f();
  } catch (const E& e) {
    std::string text = e.what();
    const std::size_t colon = text.rfind(':');
    if (text.back() == ']') text.replace(colon + 1, text.size() - colon - 2, "N");
    return text;
  }
  return "no error";
}
const std::string place = std::string(" [") + __FILE__ + ":N]";

// 0, 1, 2, ... row after row.
Matrix<int> counted(Index rows, Index cols) {
  return Matrix<int>(rows, cols, [=](Index i, Index j) { return static_cast<int>(i * cols + j); });
}

}  // namespace

TEST_CASE("element (i, j) is data[i row_stride + j col_stride], whatever the strides") {
  std::vector<int> memory(300);
  std::iota(memory.begin(), memory.end(), 0);
  int* const middle = memory.data() + 150;
  const Index strides[] = {-21, -5, -1, 0, 1, 2, 7, 13};
  for (const Index rs : strides) {
    for (const Index cs : strides) {
      const MatrixView<int> a(middle, 3, 4, rs, cs);
      const MatrixView<const int, 3, dynamic> b(middle, 3, 4, rs, cs);
      CHECK(a.row_stride() == rs);
      CHECK(a.col_stride() == cs);
      for (Index i = 0; i < 3; ++i) {
        for (Index j = 0; j < 4; ++j) {
          const int expected = 150 + static_cast<int>(i * rs + j * cs);
          REQUIRE(a(i, j) == expected);
          REQUIRE(b.at(i, j) == expected);
          REQUIRE(a.row(i)[j] == expected);
          REQUIRE(b.col(j)(i) == expected);
          REQUIRE(a.transposed()(j, i) == expected);
          REQUIRE(a.reversed_rows()(2 - i, j) == expected);
          REQUIRE(b.reversed_cols()(i, 3 - j) == expected);
          REQUIRE(a.row(i).reversed().at(3 - j) == expected);
          REQUIRE(a.block(i, j, 3 - i, 4 - j)(0, 0) == expected);
          REQUIRE(a.row(i).as_row()(0, j) == expected);
          REQUIRE(a.col(j).as_column()(i, 0) == expected);
          REQUIRE(&a(i, j) == &b(i, j));
        }
      }
      Matrix<int> copy = a;
      CHECK(copy == a);
      CHECK(to_string(copy) == to_string(a));
    }
  }
}

TEST_CASE("sizes and shapes of views") {
  int x[6] = {};
  const MatrixView<int> a(x, 2, 3);
  CHECK(a.dims() == Dims{2, 3, 2});
  CHECK(a.size() == 6);
  CHECK(a.row_stride() == 3);
  CHECK(a.col_stride() == 1);
  CHECK_FALSE(a.empty());
  CHECK(a.data() == x);
  const VectorView<int> v(x, 2, 3);
  CHECK(v.dims() == Dims{2, 1, 1});
  CHECK(v.stride() == 3);
  CHECK(VectorView<int>(nullptr, 0).empty());
  CHECK(MatrixView<int>(nullptr, 0, 3).empty());
  CHECK(MatrixView<int>(nullptr, 3, 0).size() == 0);
}

TEST_CASE("a size that is negative or not the fixed one raises, with the place") {
  int x[6] = {};
  using Three = VectorView<int, 3>;
  using Fixed = MatrixView<int, 2, 3>;
  CHECK(text_of<SizeError>([&] { VectorView<int>(x, -1); }) == "VectorView: (-1): a size is negative" + place);
  CHECK(text_of<ShapeError>([&] { Three(x, 2); }) == "VectorView: (3) of (2): sizes differ" + place);
  CHECK(text_of<SizeError>([&] { MatrixView<int>(x, 2, -3); }) == "MatrixView: (2x-3): a size is negative" + place);
  CHECK(text_of<SizeError>([&] { MatrixView<int>(x, -2, 3, 1, 1); }) ==
        "MatrixView: (-2x3): a size is negative" + place);
  CHECK(text_of<ShapeError>([&] { Fixed(x, 3, 2); }) == "MatrixView: (2x3) of (3x2): shapes differ" + place);
  CHECK(text_of<ShapeError>([&] { MatrixView<int, dynamic, 3>(x, 3, 2); }) ==
        "MatrixView: (3x3) of (3x2): shapes differ" + place);
}

TEST_CASE("the place is the line of the call") {
  int x[2] = {};
  unsigned line = 0;
  std::string text;
  try {
    line = __LINE__ + 1;
    VectorView<int>(x, 2).at(2);
  } catch (const IndexError& e) {
    text = e.what();
  }
  CHECK(text == std::string("at: index 2 is outside (2) [") + __FILE__ + ":" + std::to_string(line) + "]");
}

TEST_CASE("views of spans, arrays in C and what is shaped like an mdspan") {
  std::array<float, 6> x{1, 2, 3, 4, 5, 6};
  const VectorView<float> dynamic_size = std::span(x);
  const VectorView<const float, 6> fixed_size = std::span<const float, 6>(x);
  CHECK(dynamic_size == fixed_size);
  dynamic_size[1] = 20;
  CHECK(x[1] == 20);
  const MatrixView<float> column_major = Mdspan<float, 2>{x.data(), {2, 3}, {1, 2}};
  CHECK(column_major == Matrix<float>{{1, 3, 5}, {20, 4, 6}});
  const VectorView<const float> every_other = Mdspan<float, 1>{x.data(), {3}, {2}};
  CHECK(every_other == Vector<float>{1, 3, 5});
  CHECK(VectorView<float>(std::span<float>()).empty());
#if defined(__cpp_lib_mdspan)
  const std::mdspan<float, std::dextents<int, 2>, std::layout_left> left(x.data(), 2, 3);
  const std::mdspan<const float, std::extents<int, 3, 2>> right(x.data());
  CHECK(MatrixView<float>(left) == column_major);
  CHECK(MatrixView<const float>(right) == Matrix<float>{{1, 20}, {3, 4}, {5, 6}});
  CHECK(VectorView<float>(std::mdspan<float, std::extents<int, 4>>(x.data())).size() == 4);
#else
  MESSAGE("skipped: this standard library has no <mdspan>");
#endif
}

TEST_CASE("rows, columns and blocks outside raise") {
  Matrix<int> a = counted(2, 3);
  for (const Index bad : {Index{-1}, Index{3}, most, least}) {
    const std::string text = ": index " + std::to_string(bad) + " is outside (2x3)" + place;
    CHECK(text_of<IndexError>([&] { a.row(bad); }) == "row" + text);
    CHECK(text_of<IndexError>([&] { a.col(bad); }) == "col" + text);
    CHECK(text_of<IndexError>([&] { std::as_const(a).row(bad); }) == "row" + text);
    CHECK(text_of<IndexError>([&] { Matrix<int>(a).col(bad); }) == "col" + text);
  }
  CHECK_THROWS_AS(a.row(2), IndexError);
  CHECK_NOTHROW(a.col(2));
  struct Block {
    Index i, j, r, c;
  };
  for (const Block& b :
       {Block{0, 0, 3, 1}, Block{0, 0, 1, 4}, Block{1, 0, 2, 1}, Block{-1, 0, 1, 1}, Block{0, -1, 1, 1},
        Block{0, 0, -1, 1}, Block{0, 0, 1, -1}, Block{3, 0, 0, 0}, Block{0, 4, 0, 0}, Block{1, 1, most, most},
        Block{most, most, most, most}, Block{least, 0, least, 1}}) {
    const std::string text = "block: (2x3): a block of (" + std::to_string(b.r) + "x" + std::to_string(b.c) + ") at (" +
                             std::to_string(b.i) + ", " + std::to_string(b.j) + ") does not fit";
    CHECK(text_of<ShapeError>([&] { a.block(b.i, b.j, b.r, b.c); }) == text + place);
  }
  CHECK(a.block(0, 0, 2, 3) == a);
  CHECK(a.block(1, 1, 1, 2) == Matrix<int>{{4, 5}});
  CHECK(a.block(2, 3, 0, 0).empty());
  CHECK(a.block(0, 3, 2, 0).dims() == Dims{2, 0, 2});
}

TEST_CASE("diagonals with every offset") {
  const Matrix<int> a = counted(3, 4);
  const std::vector<std::pair<Index, Vector<int>>> table = {{-3, {}},        {-2, {8}},   {-1, {4, 9}}, {0, {0, 5, 10}},
                                                            {1, {1, 6, 11}}, {2, {2, 7}}, {3, {3}},     {4, {}}};
  for (const auto& [offset, expected] : table) {
    CHECK(a.diagonal(offset) == expected);
    CHECK(a.transposed().diagonal(-offset) == expected);
  }
  CHECK(a.diagonal() == a.diagonal(0));
  for (const Index bad : {Index{5}, Index{-4}, most, least})
    CHECK(text_of<IndexError>([&] { a.diagonal(bad); }) ==
          "diagonal: index " + std::to_string(bad) + " is outside (3x4)" + place);
}

TEST_CASE("slices") {
  Vector<int> v(7, [](Index i) { return static_cast<int>(i); });
  CHECK(v.slice(2, 3) == Vector<int>{2, 3, 4});
  CHECK(v.slice(0, 4, 2) == Vector<int>{0, 2, 4, 6});
  CHECK(v.slice(6, 3, -3) == Vector<int>{6, 3, 0});
  CHECK(v.slice(5, 3, 0) == Vector<int>{5, 5, 5});
  CHECK(v.slice(6, 1, most) == Vector<int>{6});
  CHECK(v.slice(6, 1, least) == Vector<int>{6});
  CHECK(v.slice(100, 0).empty());
  CHECK(v.slice(0, 4, 2).slice(3, 2, -2) == Vector<int>{6, 2});
  CHECK(v.reversed().slice(0, 2) == Vector<int>{6, 5});
  CHECK(Vector<int>().slice(0, 0).empty());
  CHECK(v.slice(3, 0).reversed().empty());

  // Against the list of the indices, for all small arguments.
  for (Index first = -2; first < 9; ++first)
    for (Index count = 0; count < 9; ++count)
      for (Index step = -4; step < 5; ++step) {
        bool inside = true;
        std::vector<int> expected;
        for (Index k = 0; k < count; ++k) {
          const Index i = first + k * step;
          inside = inside && i >= 0 && i < 7;
          expected.push_back(static_cast<int>(i));
        }
        if (inside) {
          const auto s = v.slice(first, count, step);
          REQUIRE(std::equal(s.begin(), s.end(), expected.begin(), expected.end()));
        } else {
          REQUIRE_THROWS_AS(v.slice(first, count, step), IndexError);
        }
      }
  CHECK(text_of<SizeError>([&] { v.slice(0, -1); }) == "slice: (-1): a size is negative" + place);
  CHECK(text_of<IndexError>([&] { v.slice(7, 1); }) == "slice: index 7 is outside (7)" + place);
  CHECK(text_of<IndexError>([&] { v.slice(1, 3, 3); }) ==
        "slice: (7): 3 elements from 1 in steps of 3 do not fit" + place);
  for (const Index step : {most, least, most - 1, least + 1}) CHECK_THROWS_AS(v.slice(3, 2, step), IndexError);
  CHECK_THROWS_AS(v.slice(0, most), IndexError);
  CHECK_THROWS_AS(v.slice(6, most, -1), IndexError);
}

TEST_CASE("at and the brackets of views check as those of owners do") {
  Matrix<int> a = counted(2, 3);
  const MatrixView<int> m = a;
  const VectorView<const int> v = a.col(1);
  CHECK(text_of<IndexError>([&] { m.at(2, 0); }) == "at: index (2, 0) is outside (2x3)" + place);
  CHECK(text_of<IndexError>([&] { v.at(-1); }) == "at: index -1 is outside (2)" + place);
#if DECLIVE_CHECKS
  CHECK(text_of<IndexError>([&] { m(0, 3); }) == "operator(): index (0, 3) is outside (2x3)");
  CHECK(text_of<IndexError>([&] { v[2]; }) == "operator[]: index 2 is outside (2)");
  CHECK(text_of<IndexError>([&] { v(2); }) == "operator[]: index 2 is outside (2)");
#endif
}

TEST_CASE("a copy of a view is another name, an assignment moves elements") {
  Matrix<int> a = counted(2, 2);
  VectorView<int> row = a.row(0), same = row;
  CHECK(same.data() == row.data());
  row = a.row(1);
  CHECK(row.data() == a.data());
  CHECK(a == Matrix<int>{{2, 3}, {2, 3}});
  row = Vector<int, 2>{8, 9};
  a.col(1) = Vector<int>{5, 6};
  CHECK(a == Matrix<int>{{8, 5}, {2, 6}});
  a.block(0, 0, 1, 2) = Matrix<int, 1, 2>{{7, 7}};
  CHECK(a == Matrix<int>{{7, 7}, {2, 6}});
  Matrix<double> d(2, 2);
  d.row(1) = a.row(1);  // int to double
  CHECK(d == Matrix<double>{{0, 0}, {2, 6}});
  MatrixView<int> whole = a;
  const MatrixView<int>& same_view = whole;
  whole = same_view;
  CHECK(a == Matrix<int>{{7, 7}, {2, 6}});

  CHECK_THROWS_WITH_AS((a.row(0) = Vector<int>(3)), "operator=: (2) = (3): sizes differ", ShapeError);
  CHECK_THROWS_WITH_AS((whole = Matrix<int>(2, 3)), "operator=: (2x2) = (2x3): shapes differ", ShapeError);
  CHECK_THROWS_AS((whole = Matrix<int>(4, 1)), ShapeError);
  CHECK(a == Matrix<int>{{7, 7}, {2, 6}});
}

TEST_CASE_TEMPLATE("assignment between overlapping views is as if by a copy", T, float, double, int, long double,
                   unsigned char, std::complex<float>, support::Counting) {
  // Every pair of a target and a source of one shape inside of one 6 x 6 matrix, against elements copied by hand.
  const auto value = [](Index i, Index j) {
    using Real = std::conditional_t<std::is_same_v<T, support::Counting>, int, declive::detail::real_t<T>>;
    return T(static_cast<Real>(6 * i + j + 1));
  };
  using Views = std::vector<MatrixView<T>>;
  const auto views = [](Matrix<T>& a) {
    Views all;
    for (const auto& [i, j] : {std::pair<Index, Index>(0, 0), {0, 1}, {1, 0}, {1, 1}, {3, 3}, {2, 3}}) {
      const MatrixView<T> b = a.block(i, j, 3, 3);
      for (const MatrixView<T>& one :
           {b, b.reversed_rows(), b.reversed_cols(), MatrixView<T>(b.transposed()), b.reversed_rows().reversed_cols()})
        all.push_back(one);
    }
    all.push_back(MatrixView<T>(a.data(), 3, 3, 6, 2));
    all.push_back(MatrixView<T>(a.data(), 3, 3, 2, 1));  // rows that overlap are read from, never written to
    all.push_back(MatrixView<T>(a.data() + 7, 3, 3, 0, 1));
    all.push_back(MatrixView<T>(a.data() + 1, 3, 3, 12, 2));
    return all;
  };
  Matrix<T> a(6, 6, value);
  const std::size_t count = views(a).size();
  for (std::size_t target = 0; target + 3 < count; ++target) {
    for (std::size_t source = 0; source < count; ++source) {
      Matrix<T> expected(6, 6, value);
      const Matrix<T> original(6, 6, value);
      a = original;
      const MatrixView<T> in = views(a)[source];
      MatrixView<T> out = views(a)[target], hand = views(expected)[target];
      for (Index i = 0; i < 3; ++i)
        for (Index j = 0; j < 3; ++j) hand(i, j) = original.data()[&in(i, j) - a.data()];
      out = in;
      REQUIRE((a == expected));
    }
  }
}

TEST_CASE("vectors assigned onto themselves") {
  Vector<double> v(9, [](Index i) { return static_cast<double>(i); });
  v.slice(1, 8) = v.slice(0, 8);
  CHECK(v == Vector<double>{0, 0, 1, 2, 3, 4, 5, 6, 7});
  v.slice(0, 8) = v.slice(1, 8);
  CHECK(v == Vector<double>{0, 1, 2, 3, 4, 5, 6, 7, 7});
  v.reversed() = v;
  CHECK(v == Vector<double>{7, 7, 6, 5, 4, 3, 2, 1, 0});
  v.slice(0, 3, 3) = v.slice(6, 3);
  CHECK(v == Vector<double>{2, 7, 6, 1, 4, 3, 0, 1, 0});
  v.slice(0, 4) = v.slice(8, 4, 0);
  CHECK(v == Vector<double>{0, 0, 0, 0, 4, 3, 0, 1, 0});
  Matrix<double> a{{1, 2}, {3, 4}};
  a.row(0) = a.col(0);
  CHECK(a == Matrix<double>{{1, 3}, {3, 4}});
  a.col(1) = a.row(1);
  CHECK(a == Matrix<double>{{1, 3}, {3, 4}});
  a.diagonal() = a.row(0).reversed();
  CHECK(a == Matrix<double>{{3, 3}, {3, 1}});
}

TEST_CASE_TEMPLATE("nothing outside of a view is read or written", T, float, double, int) {
  for (const support::Layout& layout : {support::Layout{5, 7, 7, 1},
                                        {5, 7, 11, 1},
                                        {5, 7, -9, 1},
                                        {5, 7, 30, -3},
                                        {5, 7, 2, 17},
                                        {1, 33, 33, 1},
                                        {33, 1, 3, 1},
                                        {16, 16, 18, 1},
                                        {0, 4, 4, 1},
                                        {1, 1, 1, 1}}) {
    CAPTURE(layout.row_stride);
    CAPTURE(layout.col_stride);
    support::Canary<T> target(layout, 1), source(layout, 3);
    T next = T(1);
    source.fill([&] { return next = next + T(1); });
    MatrixView<T> out(target.data(), layout.rows, layout.cols, layout.row_stride, layout.col_stride);
    const MatrixView<const T> in(source.data(), layout.rows, layout.cols, layout.row_stride, layout.col_stride);
    out = in;
    CHECK(out == in);
    const Matrix<T> dense = in;
    out = MatrixView<const T>(dense).reversed_rows().reversed_rows();
    CHECK(out == dense);
    out.reversed_cols() = out;
    CHECK(Matrix<T>(out.reversed_cols()) == dense);
    out.transposed() = in.transposed();
    CHECK(out == dense);
    CHECK(to_string(out) == to_string(dense));
    for (Index i = 0; i < out.rows(); ++i) std::sort(out.row(i).begin(), out.row(i).end(), std::greater<>());
    CHECK(target.intact());
    CHECK(source.intact());
  }
}

TEST_CASE("the algorithms of the standard library run over rows, columns and diagonals") {
  Matrix<int> a{{3, 9, 1}, {2, 8, 7}, {1, 5, 4}};
  std::sort(a.col(0).begin(), a.col(0).end());
  CHECK(a.col(0) == Vector<int>{1, 2, 3});
  std::ranges::sort(a.col(1), std::less<>());
  CHECK(a.col(1) == Vector<int>{5, 8, 9});
  CHECK(*std::ranges::max_element(a.col(2)) == 7);  // borrowed: the iterator outlives the view
  std::ranges::reverse(a.diagonal());
  CHECK(a.diagonal() == Vector<int>{4, 8, 1});
  CHECK(std::accumulate(a.row(1).begin(), a.row(1).end(), 0) == 2 + 8 + 7);
  std::rotate(a.row(0).begin(), a.row(0).begin() + 1, a.row(0).end());
  CHECK(a.row(0) == Vector<int>{5, 1, 4});
  const auto reversed = a.row(0).reversed();
  CHECK(std::vector<int>(reversed.begin(), reversed.end()) == std::vector<int>{4, 1, 5});
  int sum = 0;
  for (int& x : a.col(2)) sum += x;
  CHECK(sum == 4 + 7 + 1);
}

TEST_CASE("overlap: none, the same, or partly") {
  using declive::detail::Overlap, declive::detail::overlap;
  Matrix<int> a = counted(4, 4), b = a;
  const MatrixView<int> v = a;
  CHECK(overlap(v, MatrixView<int>(b)) == Overlap::none);
  CHECK(overlap(v, v) == Overlap::same);
  CHECK(overlap(v, MatrixView<const int>(v)) == Overlap::same);
  CHECK(overlap(v, v.transposed()) == Overlap::partial);
  CHECK(overlap(v, v.reversed_rows()) == Overlap::partial);
  CHECK(overlap(v.block(0, 0, 2, 4), v.block(2, 0, 2, 4)) == Overlap::none);
  CHECK(overlap(v.block(0, 0, 2, 4), v.block(1, 0, 2, 4)) == Overlap::partial);
  CHECK(overlap(v.block(0, 0, 0, 4), v) == Overlap::none);
  CHECK(overlap(v.row(0).as_row(), v.row(0).as_row()) == Overlap::same);
  // One row, whose row stride says nothing.
  CHECK(overlap(v.block(0, 0, 1, 4), MatrixView<int>(a.data(), 1, 4, 99, 1)) == Overlap::same);
  // They share their last and their first element.
  for (const Index step : {1, 2}) {
    const MatrixView<int> first(a.data(), 2, 2, step, 3 - step), last(a.data() + 3, 2, 2, step, 3 - step);
    CHECK(overlap(first, last) == Overlap::partial);
    CHECK(overlap(last, first) == Overlap::partial);
  }
  CHECK(overlap(v.reversed_rows(), v.reversed_rows()) == Overlap::same);
  CHECK(overlap(v.reversed_rows().block(0, 0, 2, 4), v.block(0, 0, 2, 4)) == Overlap::none);
  CHECK(overlap(v.reversed_rows().block(0, 0, 3, 4), v.block(0, 0, 2, 4)) == Overlap::partial);
}

TEST_CASE("Views of views of views: each element is where the steps lead to") {
  support::Random random(31);
  for (int round = 0; round < support::rounds(1500); ++round) {
    const Index m = random.integer(1, 9), n = random.integer(1, 9);
    Matrix<int> memory(m, n, [n](Index i, Index j) { return static_cast<int>(i * n + j); });
    // Which element of the memory stands at (i, j), kept beside the view.
    std::vector<std::vector<int>> model(static_cast<std::size_t>(m));
    for (Index i = 0; i < m; ++i)
      for (Index j = 0; j < n; ++j) model[static_cast<std::size_t>(i)].push_back(memory(i, j));
    MatrixView<int> view = memory;
    const auto rows = [&] { return static_cast<Index>(model.size()); };
    const auto cols = [&] { return static_cast<Index>(model[0].size()); };
    const auto pick = [&](Index r, Index c, auto at) {
      std::vector<std::vector<int>> next(static_cast<std::size_t>(r), std::vector<int>(static_cast<std::size_t>(c)));
      for (Index i = 0; i < r; ++i)
        for (Index j = 0; j < c; ++j) {
          const auto [k, l] = at(i, j);
          next[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] =
              model[static_cast<std::size_t>(k)][static_cast<std::size_t>(l)];
        }
      model = next;
    };
    using Place = std::pair<Index, Index>;
    for (int step = 0; step < 5; ++step) {
      const Index r = rows(), c = cols();
      // A view cannot be made another one by =, which assigns its elements.
      const auto become = [&](const MatrixView<int>& other) {
        std::destroy_at(&view);
        std::construct_at(&view, other);
      };
      switch (random.integer(0, 6)) {
        case 0: {
          const Index i = random.integer(0, r - 1), j = random.integer(0, c - 1), p = random.integer(1, r - i),
                      q = random.integer(1, c - j);
          become(view.block(i, j, p, q));
          pick(p, q, [=](Index a, Index b) { return Place{i + a, j + b}; });
          break;
        }
        case 1:
          become(view.transposed());
          pick(c, r, [](Index a, Index b) { return Place{b, a}; });
          break;
        case 2:
          become(view.reversed_rows());
          pick(r, c, [r](Index a, Index b) { return Place{r - 1 - a, b}; });
          break;
        case 3:
          become(view.reversed_cols());
          pick(r, c, [c](Index a, Index b) { return Place{a, c - 1 - b}; });
          break;
        case 4: {
          const Index i = random.integer(0, r - 1);
          become(view.row(i).reversed().as_column());
          pick(c, 1, [=](Index a, Index) { return Place{i, c - 1 - a}; });
          break;
        }
        case 5: {
          const Index offset = random.integer(1 - r, c - 1);
          const auto line = view.diagonal(offset);
          become(line.as_row());
          pick(1, line.size(), [=](Index, Index b) {
            return offset < 0 ? Place{b - offset, b} : Place{b, b + offset};
          });
          break;
        }
        default: {
          // Every second or third element of a column, from either end.
          const Index j = random.integer(0, c - 1), stride = random.integer(1, 3) * (random.bits() % 2 == 0 ? 1 : -1);
          const Index first = stride > 0 ? 0 : r - 1, count = (r - 1) / (stride > 0 ? stride : -stride) + 1;
          become(view.col(j).slice(first, count, stride).as_column());
          pick(count, 1, [=](Index a, Index) { return Place{first + a * stride, j}; });
        }
      }
      REQUIRE(view.rows() == rows());
      REQUIRE(view.cols() == cols());
    }
    bool right = true;
    for (Index i = 0; i < view.rows(); ++i)
      for (Index j = 0; j < view.cols(); ++j)
        right = right && view(i, j) == model[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
    CHECK(right);
  }
}
