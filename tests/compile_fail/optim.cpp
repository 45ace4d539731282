// Optimizers used in ways that must not compile.
#include <declive/optim.hpp>

#include "support.hpp"

void optimizers() {
  Matrix<double> W(2, 3), dw(2, 3);
  Vector<float> b(3), db(3);
  Vector<double> c(3), dc(3);

// bad(two_element_types): declive: all parameter arrays of one optimizer need one element type
#ifdef BAD_two_element_types
  (void)Adam{}.init(W, b);
#elif defined(GOOD)
  (void)Adam{}.init(W, c);
#endif

  auto state = Adam{}.init(W, c);
// bad(gradients_apart): declive: the gradients must have the parameters' structure: a tuple for a tuple
#ifdef BAD_gradients_apart
  state.step(std::tie(W, c), dw);
#elif defined(GOOD)
  state.step(std::tie(W, c), std::tie(dw, dc));
#endif

// bad(one_gradient_missing): declive: there must be one gradient for each parameter array
#ifdef BAD_one_gradient_missing
  state.step(std::tie(W, c), std::tie(dw));
#elif defined(GOOD)
  state.step(std::tie(W, c), std::tie(dw, dc));
#endif

  auto one = Adam{}.init(b);
  const Vector<float> fixed(3);
// bad(const_parameters): declive: the parameters of a step are written; they cannot be const
#ifdef BAD_const_parameters
  one.step(fixed, db);
#elif defined(GOOD)
  one.step(b, fixed);
#endif

  struct Table {
    double rates[20];
    double operator()(Index step) const { return rates[step % 20]; }
  };
  const Table table{};
// bad(large_schedule): declive: a schedule is copied byte by byte into 64 bytes: capture larger things by reference
#ifdef BAD_large_schedule
  (void)Adam{.learning_rate = table};
#elif defined(GOOD)
  (void)Adam{.learning_rate = [&](Index step) { return table(step); }};
#endif

// bad(not_callable): declive: minimize: f cannot be called with the point x
#ifdef BAD_not_callable
  (void)minimize([](const Matrix<double>& x) { return x(0, 0); }, c, LBFGS{});
#elif defined(GOOD)
  (void)minimize([](const auto& x) { return x[0] * x[0]; }, c, LBFGS{});
#endif
}
