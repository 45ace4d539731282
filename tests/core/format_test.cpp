#include "declive/core/format.hpp"

#include <doctest/doctest.h>

#include "support/types.hpp"

#if defined(__cpp_lib_format)
#include <complex>
#include <string>

using declive::Matrix;
using declive::Vector;

static_assert(std::is_default_constructible_v<std::formatter<Matrix<double>, char>>);
static_assert(!std::is_default_constructible_v<std::formatter<Vector<support::Minimal>, char>>, "it has no text");

namespace {
template <class X>
std::string run_time(const char* text, const X& x) {
  return std::vformat(text, std::make_format_args(x));
}
}  // namespace

TEST_CASE("std::format writes what to_string does") {
  const Matrix<double> a{{1, 2.5}, {3, 4}};
  CHECK(std::format("{}", a) == to_string(a));
  CHECK(std::format("A = {:}!", a) == "A = [[1.  2.5]\n [3.  4. ]]!");
  CHECK(std::format("{} {}", a.row(0), Vector<int, 2>{1, 2}) == "[1.  2.5] [1 2]");
  CHECK(std::format("{}", a.transposed()) == to_string(a.transposed()));
  CHECK(std::format("{}", Vector<std::complex<float>>{{1, -2}}) == "[1.-2.j]");
  CHECK(std::format("{}", Vector<double>(2000)) == "[0. 0. 0. ... 0. 0. 0.]");
}

TEST_CASE("a precision limits the digits behind the point") {
  const Vector<double> x{1.0 / 3, 2};
  CHECK(std::format("{:.3}", x) == "[0.333 2.   ]");
  CHECK(std::format("{:.0}", x) == "[0. 2.]");
  CHECK(std::format("{:.9999}", x) == to_string(x, {.precision = 9999}));
}

TEST_CASE("any other format is refused") {
  const Vector<double> x{1, 2};
  for (const char* bad : {"{:x}", "{:.}", "{:.3f}", "{:>10}", "{:.-1}", "{:.99999999999999999999}", "{:.12345}"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(run_time(bad, x), std::format_error);
  }
  CHECK_THROWS_WITH(run_time("{:x}", x), "declive: a format of an array is {} or {:.precision}");
}
#else
TEST_CASE("std::format") { MESSAGE("skipped: this standard library has no <format>"); }
#endif
