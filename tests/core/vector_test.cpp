#include "declive/core/vector.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <complex>
#include <functional>
#include <limits>
#include <ostream>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "declive/linalg.hpp"
#include "support/types.hpp"

using declive::dynamic;
using declive::Index;
using declive::IndexError;
using declive::Matrix;
using declive::ShapeError;
using declive::uninitialized;
using declive::Vector;
using declive::VectorView;
using support::Counting, support::Minimal;

namespace {

// Everything that a fixed vector does, in a constant expression.
constexpr int use_fixed() {
  Vector<int, 4> v{1, 2, 3, 4};
  Vector<int, 4> w(4, 5), f(4, [](Index i) { return static_cast<int>(10 * i); });
  const Vector<int, 4> zero, copy = v;
  w = v;
  w[0] = 7;
  w(1) = 8;
  w.at(2) = 9;
  int sum = zero[0] + copy[3] + f[3];  // 0 + 4 + 30
  for (const int x : w) sum += x;      // 7 + 8 + 9 + 4
  v = std::move(w);                    // NOLINT(performance-move-const-arg)
  for (const int x : v.reversed()) sum += x;
  v.slice(0, 2) = Vector<int, 2>{100, 200};
  v.reversed() = v;
  return sum + v[3];  // 34 + 28 + 28 + 100
}
static_assert(use_fixed() == 190);
static_assert(Vector<double, 3>::zeros() == Vector<double, 3>() && Vector<int, 2>::ones() == Vector<int, 2>{1, 1});
static_assert(Vector<int, 0>().empty() && Vector<int, 3>().size() == 3);
static_assert(dot(Vector<int, 3>{1, 2, 3}, Vector<int, 3>{4, 5, 6}) == 32);

// Which conversions exist.
static_assert(std::is_convertible_v<Vector<double, 3>, Vector<double>>);
static_assert(std::is_convertible_v<Vector<double>, Vector<double, 3>>, "checked at run time");
static_assert(std::is_convertible_v<VectorView<const double>, Vector<double>>);
static_assert(!std::is_convertible_v<Vector<float>, Vector<double>> &&
                  std::is_constructible_v<Vector<double>, Vector<float>>,
              "another element type has to be asked for");
static_assert(!std::is_convertible_v<int, Vector<double>> && !std::is_convertible_v<double, Vector<double>>);
static_assert(!std::is_constructible_v<Vector<double>, Matrix<double>>);
static_assert(!std::is_constructible_v<Vector<Minimal>, Index>, "no T() to put there");
static_assert(!std::is_convertible_v<std::span<double>, Vector<double>> &&
              std::is_constructible_v<Vector<double>, std::span<const double>>);

// Deduction.
static_assert(std::is_same_v<decltype(Vector{1, 2, 3}), Vector<int>>);
static_assert(std::is_same_v<decltype(Vector{1.5}), Vector<double>>);
static_assert(std::is_same_v<decltype(Vector(3, 1.5F)), Vector<float>>);
static_assert(std::is_same_v<decltype(Vector(std::declval<VectorView<const int, 3>>())), Vector<int, 3>>);
static_assert(std::is_same_v<decltype(Vector(std::declval<std::span<const int>>())), Vector<int>>);
static_assert(std::is_same_v<decltype(Vector(std::declval<const Vector<int, 3>&>())), Vector<int, 3>>);

// Of a temporary there are values, of a named vector views; const gives const.
using V = Vector<double>;
template <class X>
concept Views = requires(X x) {
  { std::forward<X>(x).slice(0, 1) } -> std::same_as<VectorView<double>>;
  { std::forward<X>(x).reversed() } -> std::same_as<VectorView<double>>;
  { std::forward<X>(x).as_row() } -> std::same_as<declive::MatrixView<double, 1, dynamic>>;
  { std::forward<X>(x).as_column() } -> std::same_as<declive::MatrixView<double, dynamic, 1>>;
};
template <class X>
concept ConstViews = requires(X x) {
  { std::forward<X>(x).slice(0, 1) } -> std::same_as<VectorView<const double>>;
  { std::forward<X>(x).reversed() } -> std::same_as<VectorView<const double>>;
  { std::forward<X>(x).as_row() } -> std::same_as<declive::MatrixView<const double, 1, dynamic>>;
  { std::forward<X>(x).as_column() } -> std::same_as<declive::MatrixView<const double, dynamic, 1>>;
};
template <class X>
concept Values = requires(X x) {
  { std::forward<X>(x).slice(0, 1) } -> std::same_as<Vector<double>>;
  { std::forward<X>(x).reversed() } -> std::same_as<Vector<double>>;
  { std::forward<X>(x).as_row() } -> std::same_as<Matrix<double, 1, dynamic>>;
  { std::forward<X>(x).as_column() } -> std::same_as<Matrix<double, dynamic, 1>>;
};
static_assert(Views<V&> && ConstViews<const V&> && Values<V>);
static_assert(std::is_same_v<decltype(std::declval<Vector<int, 3>&>().reversed()), VectorView<int, 3>>);
static_assert(std::is_same_v<decltype(std::declval<Vector<int, 3>>().reversed()), Vector<int, 3>>);

template <class T>
std::vector<T> elements(const Vector<T>& v) {
  return {v.begin(), v.end()};
}

}  // namespace

TEST_CASE_TEMPLATE("every constructor, every element type", T, float, double, long double, int, unsigned char,
                   std::complex<float>) {
  const T one = T(1), two = T(2);
  using List = std::vector<T>;
  CHECK(elements(Vector<T>()) == List{});
  CHECK(elements(Vector<T>(3)) == List(3, T()));
  CHECK(elements(Vector<T>(3, two)) == List(3, two));
  CHECK(elements(Vector<T>{one, two}) == List{one, two});
  CHECK(elements(Vector<T>::zeros(2)) == List(2, T(0)));
  CHECK(elements(Vector<T>::ones(2)) == List(2, one));
  CHECK(elements(Vector<T>(3, [&](Index i) { return i == 1 ? two : one; })) == List{one, two, one});
  const List list{one, two, two};
  CHECK(elements(Vector<T>(std::span(list))) == list);
  CHECK(elements(Vector<T>(std::span(list).template first<2>())) == List{one, two});
  const Vector<T> v(3, [&](Index i) { return list[static_cast<std::size_t>(i)]; });
  CHECK(elements(Vector<T>(v.reversed())) == List{two, two, one});
  CHECK(elements(Vector<T>(v.slice(0, 2, 2))) == List{one, two});
  CHECK(elements(Vector<T>(Vector<T, 2>{one, two})) == List{one, two});
  Vector<T> raw(4, uninitialized);
  std::fill(raw.begin(), raw.end(), two);
  CHECK(elements(raw) == List(4, two));
  const Vector<T, 3> fixed(v);
  CHECK(elements(Vector<T>(fixed)) == list);
  CHECK(Vector<T, 3>(3, two)[2] == two);
  CHECK(Vector<T, 3>(std::span(list))[2] == two);
}

TEST_CASE("round and curly brackets do what they do for std::vector") {
  CHECK(Vector<Index>(3, 4) == Vector<Index>{4, 4, 4});
  CHECK(Vector<Index>{3, 4}.size() == 2);
  CHECK(Vector<int>(3, 0) == Vector<int>{0, 0, 0});
  CHECK(Vector<double>(3, 0) == Vector<double>{0, 0, 0});
  CHECK(Vector<double>(2).size() == 2);
  CHECK(Vector<double>{2}.size() == 1);
  CHECK(Vector<double>{}.empty());
  CHECK(Vector<double>({}).empty());
  CHECK(Vector<double>({1, 2, 3}).size() == 3);
  CHECK(Vector<bool>(2, true) == Vector<bool>{true, true});
  CHECK(Vector<std::complex<double>>{{1, 2}, {3, 4}}[1] == std::complex<double>(3, 4));
  Vector<double> v;
  v = {1, 2, 3};
  CHECK(v.size() == 3);
  v = {};
  CHECK(v.empty());
}

TEST_CASE("a function fills, also where it could be taken for an element") {
  // A lambda without captures converts to bool.
  CHECK(Vector<bool>(4, [](Index i) { return i % 2 == 1; }) == Vector<bool>{false, true, false, true});
  const std::function<double(Index)> half = [](Index i) { return static_cast<double>(i) / 2; };
  CHECK(Vector<double>(3, half) == Vector<double>{0, 0.5, 1});
  CHECK(Vector<double>(
            3, +[](Index i) { return 1.0 + static_cast<double>(i); }) == Vector<double>{1, 2, 3});
  // One that changes as it is called is called once an element, in order, and stays the caller's.
  int calls = 0;
  auto count = [&calls, next = 0](Index i) mutable {
    ++calls;
    CHECK(i == next);
    return next++;
  };
  CHECK(Vector<int>(4, count) == Vector<int>{0, 1, 2, 3});
  CHECK(calls == 4);
  CHECK(Vector<float>(2, [](Index i) { return static_cast<double>(i) + 0.5; }) == Vector<float>{0.5F, 1.5F});
}

TEST_CASE("a vector can be an element, and is not called then") {
  const Vector<double> inner{1, 2};
  const Vector<Matrix<double, 2, 2>> blocks(2, Matrix<double, 2, 2>{{1, 2}, {3, 4}});
  CHECK(blocks[1](1, 0) == 3);
  CHECK((blocks + blocks)[0](0, 1) == 4);
  static_assert(declive::Scalar<Matrix<double, 2, 2>>);
}

TEST_CASE("elements with nothing but + - * and copying") {
  const auto make = [](Index i) { return Minimal(static_cast<int>(i + 1)); };
  Vector<Minimal> v(3, make), w = v;
  const Vector<Minimal, 3> fixed(3, make);
  CHECK(v[2].value() == 3);
  CHECK(fixed[2].value() == 3);
  w = v + fixed;
  CHECK(w[2].value() == 6);
  CHECK(Vector<Minimal>(v.reversed())[0].value() == 3);
  CHECK(Vector<Minimal>(2, Minimal(5))[1].value() == 5);
  CHECK(Vector<Minimal>{Minimal(4), Minimal(5)}[1].value() == 5);
  CHECK(Vector<Minimal>::ones(2)[1].value() == 1);
  v.slice(0, 2) = fixed.slice(1, 2);
  CHECK(v[0].value() == 2);
  CHECK(dot(v, fixed).value() == 2 * 1 + 3 * 2 + 3 * 3);
}

TEST_CASE("a size that is not the fixed one raises, with both") {
  using Three = Vector<double, 3>;
  const std::string text =
      std::string("Vector: (3) of (4): sizes differ [") + __FILE__ + ":" + std::to_string(__LINE__ + 1) + "]";
  CHECK_THROWS_WITH_AS(Three(4), text.c_str(), ShapeError);
  CHECK_THROWS_AS(Three(-1), ShapeError);
  CHECK_THROWS_AS(Three({1, 2}), ShapeError);
  CHECK_THROWS_AS(Three(2, 1.0), ShapeError);
  CHECK_THROWS_AS(Three(2, uninitialized), ShapeError);
  CHECK_THROWS_AS(Three(4, [](Index) { return 0.0; }), ShapeError);
  const Vector<double> four(4);
  CHECK_THROWS_AS(Three{four}, ShapeError);
  CHECK_THROWS_AS(Three(std::span(four.data(), 4)), ShapeError);
  Three kept{1, 2, 3};
  CHECK_THROWS_AS(kept = four, ShapeError);
  CHECK(kept == Three{1, 2, 3});
}

TEST_CASE("copies are independent, moved-from dynamic vectors are empty") {
  Vector<double> a{1, 2, 3};
  const double* const data = a.data();
  Vector<double> b = a;
  b[0] = 9;
  CHECK(a[0] == 1);
  Vector<double> c = std::move(a);
  CHECK(c.data() == data);
  CHECK(a.empty());  // NOLINT(bugprone-use-after-move): what a moved-from one is
  CHECK(a.data() == nullptr);
  CHECK(a.begin() == a.end());
  a = c;  // and usable again
  CHECK(a == c);
  CHECK(a.data() != c.data());
  b = std::move(c);
  CHECK(b.data() == data);
  CHECK(c.size() == 0);                         // NOLINT(bugprone-use-after-move): what a moved-from one is
  Vector<double, 2> f{1, 2}, g = std::move(f);  // NOLINT(performance-move-const-arg)
  CHECK(g == Vector<double>{1, 2});
}

TEST_CASE("assignment: to itself, to other sizes, from its own views") {
  Vector<double> a{1, 2, 3, 4};
  Vector<double>& same = a;
  a = same;
  CHECK(a == Vector<double>{1, 2, 3, 4});
  a = std::move(same);
  CHECK(a == Vector<double>{1, 2, 3, 4});
  const double* const data = a.data();
  a = Vector<double>{5, 6, 7, 8};
  const Vector<double> other{1, 2, 3, 4};
  const double* const now = a.data();
  a = other;
  CHECK(a.data() == now);  // equal sizes keep the memory
  CHECK(a == other);
  static_cast<void>(data);
  a = a.reversed();
  CHECK(a == Vector<double>{4, 3, 2, 1});
  a = a.slice(1, 2);
  CHECK(a == Vector<double>{3, 2});
  a = Vector<double>();
  CHECK(a.empty());
  a = other;
  CHECK(a.size() == 4);
  Vector<int, 3> f{1, 2, 3};
  f = f.reversed();
  CHECK(f == Vector<int>{3, 2, 1});
}

TEST_CASE("access, and what is checked") {
  Vector<double> v{1, 2, 3};
  const Vector<double>& c = v;
  v[0] += 10;
  v(1) += 20;
  v.at(2) += 30;
  CHECK(c[0] == 11);
  CHECK(c(1) == 22);
  CHECK(c.at(2) == 33);
  CHECK(c.dims() == declive::Dims{3, 1, 1});
  CHECK(c.size() == 3);
  CHECK_FALSE(c.empty());
  CHECK(c.end() - c.begin() == 3);
  CHECK(&v[0] == v.data());
  static_assert(std::is_same_v<decltype(c[0]), const double&> && std::is_same_v<decltype(v[0]), double&>);
  static_assert(std::is_same_v<decltype(c.at(0)), const double&> && std::is_same_v<decltype(c.data()), const double*>);

  for (const Index bad :
       {Index{-1}, Index{3}, (std::numeric_limits<Index>::max)(), (std::numeric_limits<Index>::min)()}) {
    const std::string text = "index " + std::to_string(bad) + " is outside (3)";
    const std::string at = "at: " + text + " [" + __FILE__ + ":";
    std::string line = std::to_string(__LINE__ + 1) + "]";
    CHECK_THROWS_WITH_AS(v.at(bad), (at + line).c_str(), IndexError);
    line = std::to_string(__LINE__ + 1) + "]";
    CHECK_THROWS_WITH_AS(c.at(bad), (at + line).c_str(), IndexError);
#if DECLIVE_CHECKS
    CHECK_THROWS_WITH_AS(v[bad], ("operator[]: " + text).c_str(), IndexError);
    CHECK_THROWS_WITH_AS(c[bad], ("operator[]: " + text).c_str(), IndexError);
    CHECK_THROWS_WITH_AS(v(bad), ("operator[]: " + text).c_str(), IndexError);
#endif
  }
  CHECK_THROWS_AS(Vector<int>().at(0), IndexError);
  CHECK_THROWS_AS((Vector<int, 2>().at(2)), IndexError);
}

TEST_CASE("the algorithms of the standard library work on it") {
  Vector<int> v{3, 1, 2};
  std::sort(v.begin(), v.end());
  CHECK(v == Vector<int>{1, 2, 3});
  std::ranges::sort(v, std::greater<>());
  CHECK(v == Vector<int>{3, 2, 1});
  static_assert(std::ranges::contiguous_range<Vector<int>> && std::ranges::sized_range<const Vector<int, 3>>);
  const std::span<const int> span(v.data(), 3);
  CHECK(span[0] == 3);
  int sum = 0;
  for (const int& x : Vector<int>{1, 2, 3}) sum += x;
  CHECK(sum == 6);
}

TEST_CASE("slices and turned vectors of a temporary are its own") {
  const auto make = [] { return Vector<double>{1, 2, 3, 4}; };
  const auto tail = make().slice(3, 2, -2);
  CHECK(tail == Vector<double>{4, 2});
  const auto back = make().reversed();
  CHECK(back == Vector<double>{4, 3, 2, 1});
  const auto row = make().as_row();
  CHECK(row.rows() == 1);
  CHECK(row(0, 3) == 4);
  const auto column = make().as_column();
  CHECK(column.cols() == 1);
  CHECK(column(3, 0) == 4);
  CHECK_THROWS_AS(make().slice(3, 2), IndexError);
}

TEST_CASE("elements that own memory") {
  Counting::reset();
  {
    Vector<Counting> v(3, [](Index i) { return Counting(static_cast<int>(i)); });
    const Vector<Counting> w = v + v;
    CHECK(w[2].value() == 4);
    v = v.reversed();
    CHECK(v[0].value() == 2);
    v.slice(0, 2) = v.slice(1, 2);
    CHECK((v == Vector<Counting>{Counting(1), Counting(0), Counting(0)}));
    static_assert(!declive::Printable<Vector<Counting>>);
  }
  CHECK(Counting::counts().live() == 0);
}
