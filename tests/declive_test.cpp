#include <declive/declive.hpp>

#include <doctest/doctest.h>

#include <ostream>

// The umbrella brings every room and the version, and the page of the design runs as it is written.
TEST_CASE("one include for everything") {
  using namespace declive;
  Matrix<double> A{{1, 2}, {3, 4}}, B{{5, 6}, {7, 8}};
  Vector<double> u{1, 2, 3}, v{4, 5, 6};
  CHECK(A + B == Matrix<double>{{6, 8}, {10, 12}});
  CHECK(2.0 * A == Matrix<double>{{2, 4}, {6, 8}});
  CHECK(A * B == Matrix<double>{{19, 22}, {43, 50}});
  CHECK(A * Vector<double>{1, 1} == Vector<double>{3, 7});
  CHECK(dot(u, v) == 32);
  CHECK(transpose(A) == Matrix<double>{{1, 3}, {2, 4}});
  CHECK(map([](double a, double b) { return a + 2 * b; }, A, B) == Matrix<double>{{11, 14}, {17, 20}});
  CHECK(to_string(A.row(0)) == "[1. 2.]");
  CHECK(DECLIVE_VERSION_MAJOR >= 0);
  CHECK(isa_name(active_isa()) != nullptr);
}
