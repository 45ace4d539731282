// Derivatives that must not compile: functions that lose them, and two that would be mixed up.
#include <declive/autodiff.hpp>

#include "support.hpp"

void derivatives() {
  const Vector<double> x{1, 2};

// bad(confusion): declive: these two dual numbers belong to different derivatives
#ifdef BAD_confusion
  (void)derivative([](auto u) { return u * derivative([&](auto w) { return u + w; }, 1); }, 1.0);
#elif defined(GOOD)
  (void)derivative([](auto u) { return u * derivative([&](auto w) { return u + w; }, decltype(u)(1)); }, 1.0);
#endif

// bad(confusion_of_gradients): declive: these two dual numbers belong to different derivatives
#ifdef BAD_confusion_of_gradients
  (void)gradient([&](const auto& u) { return gradient([&](const auto& w) { return u[0] * w[0]; }, x)[0]; }, x);
#elif defined(GOOD)
  (void)gradient([&](const auto& u) { return gradient([&](const auto& w) { return u[0] * w[0]; }, u)[0]; }, x);
#endif

// bad(dispatched_dual): declive: dispatch: the function must return one type whatever the registers are
#ifdef BAD_dispatched_dual
  (void)dispatch([](auto registers) { return Dual<double, 1, decltype(registers)>(1); });
#elif defined(GOOD)
  (void)dispatch([](auto registers) { return Dual<double, 1, decltype(registers)>(1).value; });
#endif

// bad(numbers_of_partials): declive: these two dual numbers belong to different derivatives, or have different numbers
#ifdef BAD_numbers_of_partials
  (void)(Dual<double, 2>(1, 2, 3) * Dual<double, 3>());
#elif defined(GOOD)
  (void)(Dual<double, 2>(1, 2, 3) * Dual<double, 2>());
#endif

// bad(pow_confusion): declive: these two dual numbers belong to different derivatives
#ifdef BAD_pow_confusion
  (void)pow(Dual<double, 2>(1, 2, 3), Dual<double, 3>());
#elif defined(GOOD)
  (void)pow(Dual<double, 2>(1, 2, 3), Dual<float, 2>());
#endif

// bad(takes_double): declive: the function cannot be called with dual numbers. Write it for every type of number
#ifdef BAD_takes_double
  (void)derivative([](double u) { return u * u; }, 1.0);
#elif defined(GOOD)
  (void)derivative([](auto u) { return u * u; }, 1.0);
#endif

// bad(takes_vector_of_double): declive: the function cannot be called with dual numbers
#ifdef BAD_takes_vector_of_double
  (void)gradient([](const Vector<double>& u) { return u[0]; }, x);
#elif defined(GOOD)
  (void)gradient([](const auto& u) { return u[0]; }, x);
#endif

// bad(returns_double): declive: the function returns a plain number, so that its derivative is lost on the way
#ifdef BAD_returns_double
  (void)derivative([](auto u) { return primal(u) * 2; }, 1.0);
#elif defined(GOOD)
  (void)derivative([](auto u) { return u * 2; }, 1.0);
#endif

// bad(constant): declive: the function returns a plain number.*a constant is decltype
#ifdef BAD_constant
  (void)nth_derivative<2>([](auto) { return 3.0; }, 1.0);
#elif defined(GOOD)
  (void)nth_derivative<2>([](auto u) { return decltype(u)(3); }, 1.0);
#endif

// bad(returns_nothing): declive: the function returns nothing to be differentiated
#ifdef BAD_returns_nothing
  (void)derivative([](auto) {}, 1.0);
#elif defined(GOOD)
  (void)derivative([](auto u) { return u; }, 1.0);
#endif

// bad(returns_text): declive: the function must return a number, a Vector or a Matrix
#ifdef BAD_returns_text
  (void)derivative([](auto) { return std::string(); }, 1.0);
#elif defined(GOOD)
  (void)derivative([](auto u) { return Vector<decltype(u)>{u, u}; }, 1.0);
#endif

// bad(gradient_of_a_vector): declive: gradient: the function must return a number; jacobian is for
#ifdef BAD_gradient_of_a_vector
  (void)gradient([](const auto& u) { return u; }, x);
#elif defined(GOOD)
  (void)jacobian([](const auto& u) { return u; }, x);
#endif

// bad(reverse_gradient_of_a_vector): declive: reverse_gradient: the function must return a number; vjp is for
#ifdef BAD_reverse_gradient_of_a_vector
  (void)reverse_gradient([](const auto& u) { return u; }, x);
#elif defined(GOOD)
  (void)vjp([](const auto& u) { return u; }, x, x);
#endif

// bad(vjp_of_a_number): declive: vjp: w must have the shape of what the function returns
#ifdef BAD_vjp_of_a_number
  (void)vjp([](const auto& u) { return u[0]; }, x, x);
#elif defined(GOOD)
  (void)vjp([](const auto& u) { return u[0]; }, x, 2.0);
#endif

// bad(reverse_confusion): declive: these two dual numbers belong to different derivatives
#ifdef BAD_reverse_confusion
  (void)reverse_gradient([](auto u) { return u * reverse_gradient([&](auto w) { return u + w; }, 1.0); }, 1.0);
#elif defined(GOOD)
  (void)reverse_gradient([](auto u) { return u * reverse_gradient([&](auto w) { return u + w; }, decltype(u)(1)); },
                         1.0);
#endif

// bad(reverse_in_long_double): declive: reverse mode: float goes on in double, but neither in long double
#ifdef BAD_reverse_in_long_double
  (void)reverse_gradient([](auto u) { return 2.0L * u; }, 1.0);
#elif defined(GOOD)
  (void)reverse_gradient([](auto u) { return 2.0L * u; }, 1.0L);
#endif

// bad(reverse_takes_double): declive: the function cannot be called with dual numbers
#ifdef BAD_reverse_takes_double
  (void)reverse_gradient([](const Vector<double>& u) { return u[0]; }, x);
#elif defined(GOOD)
  (void)reverse_gradient([](const auto& u) { return u[0]; }, x);
#endif

// bad(reverse_solve): declive: solve, inverse and determinant have no reverse mode
#ifdef BAD_reverse_solve
  (void)reverse_gradient([](const auto& u) { return determinant(u); }, Matrix<double>{{1, 2}, {3, 4}});
#elif defined(GOOD)
  (void)gradient([](const auto& u) { return determinant(u); }, Matrix<double>{{1, 2}, {3, 4}});
#endif

// bad(hessian_of_a_vector): declive: hessian: the function must return a number
#ifdef BAD_hessian_of_a_vector
  (void)hessian([](const auto& u) { return u; }, x);
#elif defined(GOOD)
  (void)hessian([](const auto& u) { return u[0] * u[1]; }, x);
#endif

// bad(jacobian_of_a_number): declive: jacobian: the function must return a Vector or Matrix; gradient is for
#ifdef BAD_jacobian_of_a_number
  (void)jacobian([](const auto& u) { return u[0]; }, x);
#elif defined(GOOD)
  (void)gradient([](const auto& u) { return u[0]; }, x);
#endif

// bad(negative_order): declive: nth_derivative<K> needs K >= 0
#ifdef BAD_negative_order
  (void)nth_derivative<-1>([](auto u) { return u; }, 1.0);
#elif defined(GOOD)
  (void)nth_derivative<0>([](auto u) { return u; }, 1.0);
#endif

// bad(dual_of_int): declive: Dual<T, N> needs a floating-point type T
#ifdef BAD_dual_of_int
  (void)Dual<int>(1);
#elif defined(GOOD)
  (void)Dual<float>(1);
#endif

// bad(no_partials): declive: Dual<T, N> needs at least one partial derivative
#ifdef BAD_no_partials
  (void)Dual<double, 0>(1);
#elif defined(GOOD)
  (void)Dual<double, 1>(1);
#endif

// bad(to_double): (cannot convert|no viable conversion|cannot initialize)
#ifdef BAD_to_double
  const double value = Dual<double>(1, 2);
#elif defined(GOOD)
  const double value = Dual<double>(1, 2).value;
#endif
  (void)value;

// bad(cast_to_double): (invalid 'static_cast'|cannot convert)
#ifdef BAD_cast_to_double
  (void)static_cast<double>(Dual<double>(1, 2));
#elif defined(GOOD)
  (void)primal(Dual<double>(1, 2));
#endif

// bad(fewer_digits): (conversion from|no viable conversion)
#ifdef BAD_fewer_digits
  const Dual<float> narrow = Dual<double>(1, 2);
#elif defined(GOOD)
  const Dual<double> narrow = Dual<float>(1, 2);
#endif
  (void)narrow;

// bad(std_exp): (no matching function for call to|cannot convert|no viable conversion)
#ifdef BAD_std_exp
  (void)derivative([](auto u) { return std::exp(u); }, 1.0);
#elif defined(GOOD)
  (void)derivative([](auto u) { return exp(u); }, 1.0);
#endif

// bad(hash): (deleted|disabled|implicitly|no matching)
#ifdef BAD_hash
  (void)std::hash<Dual<double>>()(Dual<double>(1, 2));
#elif defined(GOOD)
  (void)std::hash<double>()(1.0);
#endif

// bad(gradient_check_of_a_number): declive: gradient_check: the gradient must be an array
#ifdef BAD_gradient_check_of_a_number
  (void)gradient_check([](const auto& u) { return u[0]; }, 1.0, x);
#elif defined(GOOD)
  (void)gradient_check([](const auto& u) { return u[0]; }, x, x);
#endif
}
