// All of math/ for double. One file a type: each instantiates every function five times.
#include "autodiff/accuracy.hpp"
#include "autodiff/differences.hpp"
#include "autodiff/laws.hpp"

TEST_CASE("The laws of dual numbers: double") { laws::check<double>(41, 100); }
TEST_CASE("Derivatives against 25 digits: double") { accuracy::check<double>(); }
TEST_CASE("First and second derivatives against central differences: double") { differences::check<double>(42); }
