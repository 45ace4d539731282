// Polynomials used in ways that must not compile.
#include <declive/symbolic.hpp>

#include "support.hpp"

void polynomials() {
  const auto x = symbol("x");
  const auto i = symbol<std::int64_t>("i");
  const auto d = symbol<double>("d");

// bad(other_coefficients): (constraints not satisfied|constraint failure)
#ifdef BAD_other_coefficients
  const Polynomial<float> a;
#elif defined(GOOD)
  const Polynomial<double> a;
#endif
  (void)a;

// bad(long_double_constant): no match for .operator\+
#ifdef BAD_long_double_constant
  (void)(x + 1.0L);
#elif defined(GOOD)
  (void)(x + 1.0);
#endif

// bad(bool_constant): no match for .operator\*
#ifdef BAD_bool_constant
  (void)(x * true);
#elif defined(GOOD)
  (void)(x * 1);
#endif

// bad(quotient_of_polynomials): no match for .operator/
#ifdef BAD_quotient_of_polynomials
  (void)(x / x);
#elif defined(GOOD)
  (void)(x / 2);
#endif

// bad(reciprocal): no match for .operator/
#ifdef BAD_reciprocal
  (void)(1 / x);
#elif defined(GOOD)
  (void)(Rational(1, 2) * x);
#endif

// bad(order): no match for .operator<
#ifdef BAD_order
  (void)(x < x);
#elif defined(GOOD)
  (void)(x == x);
#endif

// bad(narrowing): (no match for .operator=|could not convert|conversion from)
#ifdef BAD_narrowing
  Polynomial<std::int64_t> b = x;
#elif defined(GOOD)
  Polynomial<> b = i;
#endif
  (void)b;

// bad(rounding): (no match for .operator=|could not convert|conversion from)
#ifdef BAD_rounding
  const Polynomial<double> c = x;
#elif defined(GOOD)
  const Polynomial<double> c(x);
#endif
  (void)c;

// bad(double_into_integers): (no match for .operator=|could not convert|conversion from)
#ifdef BAD_double_into_integers
  Polynomial<std::int64_t> e = i;
  e += 0.5;
#elif defined(GOOD)
  Polynomial<> e = i;
  e += 0.5;
#endif

// bad(rectangular): declive: a polynomial of a matrix needs a square one
#ifdef BAD_rectangular
  (void)d(A23);
#elif defined(GOOD)
  (void)d(Matrix<double, 2, 2>());
#endif

// bad(doubles_at_integers): would be truncated
#ifdef BAD_doubles_at_integers
  (void)lambdify({d}, 0.5 * d)(Vector<std::int64_t>{1});
#elif defined(GOOD)
  (void)lambdify({i}, 2 * i)(Vector<std::int64_t>{1});
#endif

// bad(rational_of_a_double): no matching function for call to .*Rational
#ifdef BAD_rational_of_a_double
  (void)Rational(0.5);
#elif defined(GOOD)
  (void)Rational(1, 2);
#endif

// bad(implicit_double): cannot convert
#ifdef BAD_implicit_double
  const double half = Rational(1, 2);
#elif defined(GOOD)
  const double half = static_cast<double>(Rational(1, 2));
#endif
  (void)half;
}
