#include "declive/core/print.hpp"

#include <doctest/doctest.h>

#include <complex>
#include <iomanip>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "support/types.hpp"

using declive::Index;
using declive::Matrix;
using declive::MatrixView;
using declive::PrintOptions;
using declive::to_string;
using declive::Vector;
using declive::VectorView;

namespace {

constexpr double nand = std::numeric_limits<double>::quiet_NaN(), infd = std::numeric_limits<double>::infinity();
constexpr float nanf = std::numeric_limits<float>::quiet_NaN(), inff = std::numeric_limits<float>::infinity();
constexpr long double nanl = std::numeric_limits<long double>::quiet_NaN(),
                      infl = std::numeric_limits<long double>::infinity();

/// An array and NumPy's text of it: elements values[k], or values[0] + k values[1] for a ramp.
template <class T>
struct Golden {
  int rank;
  Index rows, cols;
  PrintOptions options;
  bool ramp;
  const T* values;
  const char* text;
};

#include "print_numpy_table.inl"

// Compares the text of an array, and of views of the same elements elsewhere in memory.
template <class T, std::size_t n>
void check(const Golden<T> (&table)[n]) {
  for (std::size_t k = 0; k < n; ++k) {
    const Golden<T>& one = table[k];
    const std::string expected = one.text;
    CAPTURE(k);
    Vector<T> all(one.rows * one.cols, [&, x = T(one.ramp ? one.values[0] : T())](Index i) mutable {
      const T now = one.ramp ? x : one.values[i];
      if (one.ramp) x = static_cast<T>(x + one.values[1]);
      return now;
    });
    if (one.rank == 1) {
      CHECK(to_string(all, one.options) == expected);
      CHECK(to_string(Vector<T>(all.reversed()).reversed(), one.options) == expected);
    } else {
      const MatrixView<T> a(all.data(), one.rows, one.cols);
      CHECK(to_string(a, one.options) == expected);
      CHECK(to_string(Matrix<T>(a.transposed()).transposed(), one.options) == expected);
    }
  }
}

}  // namespace

TEST_CASE("doubles are written as NumPy writes them") { check(doubles); }
TEST_CASE("floats are written as NumPy writes them") { check(floats); }
#if defined(_LIBCPP_VERSION)
TEST_CASE("long doubles") { MESSAGE("skipped: libc++'s std::to_chars makes doubles of them"); }
#else
TEST_CASE("long doubles are written as NumPy writes them") { check(long_doubles); }

TEST_CASE("a long double beyond double's range") {
  if (std::numeric_limits<long double>::max_exponent10 < 4000) return;
  const auto big = [](int exponent) {
    long double x = 1;
    for (int k = 0; k < exponent; ++k) x *= 10;
    return x;
  };
  // numpy.longdouble("1e4000"), numpy.array(["1.5e4000", "1e-4000"], dtype="g")
  CHECK(to_string(Vector<long double>{big(4000)}) == "[1.e+4000]");
  CHECK(to_string(Vector<long double>{1.5L * big(4000), 1 / big(4000)}) == "[1.5e+4000 1.0e-4000]");
}
#endif
TEST_CASE("integers are written as NumPy writes them") {
  check(ints);
  check(bytes);
}
TEST_CASE("booleans are written as NumPy writes them") { check(bools); }
TEST_CASE("complex numbers are written as NumPy writes them") {
  check(complex_doubles);
  check(complex_floats);
}

TEST_CASE("a stream gets the text of to_string, whatever its flags") {
  const Matrix<double> a{{1, 2.5}, {3, 4}};
  std::ostringstream stream;
  stream << std::scientific << std::setprecision(2) << a << "; " << a.row(0) << "; " << a.transposed() << "; "
         << Vector<int>{1, 2};
  CHECK(stream.str() == "[[1.  2.5]\n [3.  4. ]]; [1.  2.5]; [[1.  3. ]\n [2.5 4. ]]; [1 2]");
  CHECK(stream.good());
  std::ostringstream bad;
  bad.setstate(std::ios::badbit);
  bad << a;
  CHECK(bad.str().empty());
}

TEST_CASE("fixed sizes, const views, rows, reversed and repeated elements are written like any other") {
  constexpr Matrix<int, 2, 3> fixed{{1, 2, 3}, {4, 5, 6}};
  CHECK(to_string(fixed) == "[[1 2 3]\n [4 5 6]]");
  CHECK(to_string(fixed.col(1)) == "[2 5]");
  CHECK(to_string(fixed.row(1).reversed()) == "[6 5 4]");
  CHECK(to_string(Vector<double, 2>{0.5, -1}) == "[ 0.5 -1. ]");
  CHECK(to_string(Vector<double, 0>()) == "[]");
  CHECK(to_string(Matrix<double, 0, 2>()) == "[]");
  const int seven = 7;
  CHECK(to_string(MatrixView<const int>(&seven, 2, 3, 0, 0)) == "[[7 7 7]\n [7 7 7]]");
  // A view of a huge array is written without reading the middle of it.
  CHECK(to_string(MatrixView<const int>(&seven, 1000000000, 1000000000, 0, 0)) ==
        "[[7 7 7 ... 7 7 7]\n [7 7 7 ... 7 7 7]\n [7 7 7 ... 7 7 7]\n ...\n [7 7 7 ... 7 7 7]\n"
        " [7 7 7 ... 7 7 7]\n [7 7 7 ... 7 7 7]]");
}

namespace money {
struct Euro {
  int cents = 0;
  friend Euro operator+(Euro a, Euro b) { return {a.cents + b.cents}; }
  friend Euro operator-(Euro a, Euro b) { return {a.cents - b.cents}; }
  friend Euro operator*(Euro a, Euro b) { return {a.cents * b.cents}; }
  friend std::string to_string(const Euro& x) { return std::to_string(x.cents / 100) + " EUR"; }
};
}  // namespace money

TEST_CASE("elements of a user's type are written by its to_string") {
  CHECK(to_string(Matrix<money::Euro>{{{100}, {2500}}, {{300}, {1000000}}}) ==
        "[[    1 EUR    25 EUR]\n [    3 EUR 10000 EUR]]");
}

TEST_CASE("options out of their range are refused, except the widths, which cannot be wrong") {
  const Vector<double> x{1.25};
  CHECK_THROWS_WITH_AS(to_string(x, {.precision = -1}), "to_string: precision -1 is negative", declive::ValueError);
  CHECK_THROWS_WITH_AS(to_string(x, {.edgeitems = 0}), "to_string: edgeitems 0 is less than 1", declive::ValueError);
  CHECK(to_string(x, {.precision = 1000000}) == "[1.25]");
  CHECK(to_string(Vector<int>{1, 2}, {.linewidth = -5}) == "[1\n 2]");
  CHECK(to_string(Vector<int>{1, 2, 3}, {.threshold = -5, .edgeitems = 1}) == "[1 ... 3]");
  CHECK(to_string(Vector<int>{1, 2, 3}, {.threshold = 0, .edgeitems = std::numeric_limits<Index>::max()}) == "[1 2 3]");
  // Every edge of every size: elements are left out where more than two edges are there.
  for (Index n = 1; n <= 9; ++n)
    for (Index edge = 1; edge <= 5; ++edge) {
      const Vector<int> ramp(n, [](Index i) { return static_cast<int>(i); });
      std::string expected;
      for (Index i = 0; i < n; ++i) {
        if (n > 2 * edge && i == edge) expected += " ...";
        if (n <= 2 * edge || i < edge || i >= n - edge) expected += " " + std::to_string(i);
      }
      CHECK(to_string(ramp, {.threshold = 0, .edgeitems = edge}) == "[" + expected.substr(1) + "]");
    }
}
