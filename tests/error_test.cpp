#include "declive/error.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <typeinfo>

using declive::Dims;
using declive::Index;
using declive::Site;
namespace detail = declive::detail;

// The documented std types, so that a caller who knows nothing of the library catches them.
static_assert(std::is_base_of_v<std::invalid_argument, declive::ShapeError>);
static_assert(std::is_base_of_v<std::out_of_range, declive::IndexError>);
static_assert(std::is_base_of_v<std::length_error, declive::SizeError>);
static_assert(std::is_base_of_v<std::invalid_argument, declive::ValueError>);
static_assert(!std::is_base_of_v<declive::ShapeError, declive::ValueError> &&
              !std::is_base_of_v<declive::ValueError, declive::ShapeError>);
static_assert(std::is_nothrow_copy_constructible_v<declive::ShapeError>);
static_assert(std::is_same_v<Index, std::ptrdiff_t>);

static_assert(Dims{2, 3, 2} == Dims{2, 3, 2} && !(Dims{3, 1, 1} == Dims{3, 1, 2}) && !(Dims{2, 3, 2} == Dims{3, 2, 2}));
static_assert(Site{}.file == nullptr && Site{}.line == 0);
static_assert(Site::here().line == __LINE__);

namespace {

constexpr Site site{"main.cpp", 17};

// The error's text; fails unless f raises exactly an E.
template <class E, class F>
std::string text_of(F f) {
  try {
    f();
  } catch (const E& e) {
    CHECK(typeid(e) == typeid(E));
    return e.what();
  }
  FAIL("nothing was raised");
  return {};
}

unsigned line_of(Site place = Site::here()) { return place.line; }
std::string file_of(Site place = Site::here()) { return place.file; }

}  // namespace

TEST_CASE("shapes and places as text") {
  const auto text = [](const auto&... part) { return std::string(detail::text(part...)); };
  CHECK(text(Dims{3, 4, 2}) == "(3x4)");
  CHECK(text(Dims{5, 1, 1}) == "(5)");
  CHECK(text(Dims{0, 7, 2}) == "(0x7)");
  CHECK(text(Dims{-1, 1, 1}) == "(-1)");
  CHECK(text(site) == " [main.cpp:17]");
  CHECK(text(Site{}).empty());
  CHECK(text("", std::string(), detail::text()).empty());
  CHECK(text("a ", Index{-10}, std::string(" b"), detail::text(" of ", Index{7})) == "a -10 b of 7");
}

TEST_CASE("whole numbers as text") {
  for (Index limit : {(std::numeric_limits<Index>::min)(), Index{-1000}, Index{-1}, Index{0}, Index{1}, Index{9},
                      Index{10}, Index{1234567890123}, (std::numeric_limits<Index>::max)()})
    CHECK(std::string(detail::text(limit)) == std::to_string(limit));
}

TEST_CASE("a message of any length") {
  std::string expected;
  detail::Text message;
  for (Index n = 0; n < 3000; ++n) {
    expected += "piece " + std::to_string(n) + "; ";
    detail::append(message, "piece ");
    detail::append(message, n);
    detail::append(message, std::string("; "));
  }
  CHECK(std::string(message) == expected);
  const std::string wide(5000, 'w');  // one part that is longer than what there is room for
  const detail::Text moved(detail::text(message, wide));
  CHECK(std::string(moved) == expected + wide);
  CHECK(text_of<declive::ValueError>([&] { detail::raise_value("f", moved, site); }) ==
        "f: " + expected + wide + " [main.cpp:17]");
}

TEST_CASE("a defaulted Site is the place of the call") {
  CHECK(line_of() == __LINE__);
  CHECK(file_of() == __FILE__);
  const auto nested = [](Site place = Site::here()) { return line_of(place); };
  CHECK(nested() == __LINE__);
}

TEST_CASE("every raiser's message, with and without a place") {
  using namespace declive;
  const Dims a{3, 4, 2}, b{5, 6, 2}, u{4, 1, 1};
  struct Golden {
    std::string got, expected;
  };
  for (const Site& where : {site, Site{}}) {
    const std::string place = where.file == nullptr ? "" : " [main.cpp:17]";
    const Golden table[] = {
        {text_of<ShapeError>([&] { detail::raise_inner("matmul", a, b, where); }),
         "matmul: (3x4) * (5x6): inner sizes 4 and 5 differ"},
        {text_of<ShapeError>([&] { detail::raise_inner("matmul", u, b, where); }),
         "matmul: (4) * (5x6): inner sizes 4 and 5 differ"},
        {text_of<ShapeError>([&] {
           detail::raise_inner("matmul", a, {9, 1, 1}, where);
         }),
         "matmul: (3x4) * (9): inner sizes 4 and 9 differ"},
        {text_of<ShapeError>([&] { detail::raise_shapes("operator+", a, "+", b, "shapes differ", where); }),
         "operator+: (3x4) + (5x6): shapes differ"},
        {text_of<ShapeError>([&] { detail::raise_shape("transpose_in_place", a, "the matrix is not square", where); }),
         "transpose_in_place: (3x4): the matrix is not square"},
        {text_of<IndexError>([&] { detail::raise_index("at", u, -1, where); }), "at: index -1 is outside (4)"},
        {text_of<IndexError>([&] { detail::raise_index("at", a, 3, 0, where); }), "at: index (3, 0) is outside (3x4)"},
        {text_of<SizeError>([&] {
           detail::raise_size("Matrix", {-2, 3, 2}, "a size is negative", where);
         }),
         "Matrix: (-2x3): a size is negative"},
        {text_of<ValueError>([&] { detail::raise_value("max", "there is no element", where); }),
         "max: there is no element"},
    };
    for (const Golden& one : table) CHECK(one.got == one.expected + place);
  }
}

TEST_CASE("the errors are caught as the std types they are documented to be") {
  CHECK_THROWS_AS(throw declive::ShapeError("x"), std::invalid_argument);
  CHECK_THROWS_AS(throw declive::IndexError("x"), std::out_of_range);
  CHECK_THROWS_AS(throw declive::SizeError("x"), std::length_error);
  CHECK_THROWS_AS(throw declive::ValueError("x"), std::invalid_argument);
  CHECK_THROWS_WITH(throw declive::SizeError(std::string("text")), "text");
}
