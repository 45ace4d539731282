// All of math/ for float. One file a type: each instantiates every function five times.
#include "autodiff/accuracy.hpp"
#include "autodiff/differences.hpp"
#include "autodiff/laws.hpp"

TEST_CASE("The laws of dual numbers: float") { laws::check<float>(41, 100); }
TEST_CASE("Derivatives against 25 digits: float") { accuracy::check<float>(); }
TEST_CASE("First and second derivatives against central differences: float") { differences::check<float>(42); }
