// All of math/ for long double. One file a type: each instantiates every function five times.
#include "autodiff/accuracy.hpp"
#include "autodiff/differences.hpp"
#include "autodiff/laws.hpp"

TEST_CASE("The laws of dual numbers: long double") { laws::check<long double>(41, 100); }
TEST_CASE("Derivatives against 25 digits: long double") { accuracy::check<long double>(); }
TEST_CASE("First and second derivatives against central differences: long double") {
  differences::check<long double>(42);
}
