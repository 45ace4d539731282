// Elementwise operations that must not compile.
#include "support.hpp"

void elementwise() {
// bad(sum_of_shapes): declive: an elementwise operation on two fixed shapes that differ
#ifdef BAD_sum_of_shapes
  (void)(A23 + A34);
#elif defined(GOOD)
  (void)(A23 + A23);
#endif

// bad(vector_plus_matrix): declive: an elementwise operation on a vector and a matrix
#ifdef BAD_vector_plus_matrix
  (void)(v + A);
#elif defined(GOOD)
  (void)(broadcast_rows(v, 2) + A);
#endif

// bad(add_vector): declive: an elementwise operation on a vector and a matrix
#ifdef BAD_add_vector
  A += v;
#elif defined(GOOD)
  A.row(0) += v;
#endif

// bad(add_scaled_vector): declive: an elementwise operation on a vector and a matrix
#ifdef BAD_add_scaled_vector
  A += scaled(2.0, v);
#elif defined(GOOD)
  A += scaled(2.0, A);
#endif

// bad(plus_scalar): (no match for|invalid operands)
#ifdef BAD_plus_scalar
  (void)(A + 2.0);
#elif defined(GOOD)
  (void)(A + map([](double) { return 2.0; }, A));
#endif

// bad(scalar_over_matrix): (no match for|invalid operands)
#ifdef BAD_scalar_over_matrix
  (void)(1.0 / A);
#elif defined(GOOD)
  (void)(A / 1.0);
#endif

// bad(quotient): (no match for|invalid operands)
#ifdef BAD_quotient
  (void)(A / A);
#elif defined(GOOD)
  (void)map([](double a, double b) { return a / b; }, A, A);
#endif

// bad(times_assign): (no match for|no viable overloaded)
#ifdef BAD_times_assign
  A *= A;
#elif defined(GOOD)
  A *= 2.0;
#endif

// bad(less): (no match for|invalid operands)
#ifdef BAD_less
  (void)(A < A);
#elif defined(GOOD)
  (void)(A == A);
#endif

// bad(equal_ranks): (no match for|invalid operands)
#ifdef BAD_equal_ranks
  (void)(A == v);
#elif defined(GOOD)
  (void)(A.row(0) == v);
#endif

// bad(equal_scalar): (no match for|invalid operands)
#ifdef BAD_equal_scalar
  (void)(A == 2.0);
#elif defined(GOOD)
  (void)(A(0, 0) == 2.0);
#endif

// bad(close_shapes): declive: an elementwise operation on two fixed shapes that differ
#ifdef BAD_close_shapes
  (void)all_close(A23, A34);
#elif defined(GOOD)
  (void)all_close(A23, A23);
#endif

// bad(hadamard_ranks): declive: an elementwise operation on a vector and a matrix
#ifdef BAD_hadamard_ranks
  (void)hadamard(A, v);
#elif defined(GOOD)
  (void)hadamard(A, A);
#endif

// bad(times_fraction): declive: a floating-point scalar times integer elements would be truncated; convert the elements
#ifdef BAD_times_fraction
  (void)(2.5 * I);
#elif defined(GOOD)
  (void)(2.5 * map([](int x) { return static_cast<double>(x); }, I));
#endif

// bad(by_fraction): declive: a floating-point scalar times integer elements would be truncated
#ifdef BAD_by_fraction
  I /= 2.5;
#elif defined(GOOD)
  I /= 2;
#endif

// bad(scaled_by_fraction): declive: a floating-point scalar times integer elements would be truncated
#ifdef BAD_scaled_by_fraction
  I += scaled(2.5, I);
#elif defined(GOOD)
  I += scaled(2, I);
#endif

// bad(add_fractions): declive: floating-point elements assigned to integer ones would be truncated
#ifdef BAD_add_fractions
  I += A;
#elif defined(GOOD)
  A += I;
#endif

// bad(map_fractions): declive: floating-point values written to integer elements would be truncated
#ifdef BAD_map_fractions
  map_into(
      I, [](double x) { return x; }, A);
#elif defined(GOOD)
  map_into(
      I, [](double x) { return static_cast<int>(x); }, A);
#endif

// bad(map_in_place_fractions): declive: floating-point values written to integer elements would be truncated
#ifdef BAD_map_in_place_fractions
  map_in_place([](int x) { return 0.5 * x; }, I);
#elif defined(GOOD)
  map_in_place([](int x) { return x / 2; }, I);
#endif

// bad(map_shapes): declive: an elementwise operation on two fixed shapes that differ
#ifdef BAD_map_shapes
  (void)map([](double a, double b) { return a + b; }, A23, A34);
#elif defined(GOOD)
  (void)map([](double a, double b) { return a + b; }, A23, A23);
#endif

// bad(map_ranks): declive: an elementwise operation on a vector and a matrix
#ifdef BAD_map_ranks
  (void)map([](double a, double b) { return a + b; }, A, v);
#elif defined(GOOD)
  (void)map([](double a, double b) { return a + b; }, v, v);
#endif

// bad(map_arity): declive: map: the function cannot be called with one element of each array
#ifdef BAD_map_arity
  (void)map([](double a, double b) { return a + b; }, A);
#elif defined(GOOD)
  (void)map([](double a, double b) { return a + b; }, A, A);
#endif

// bad(map_nothing): declive: map: what the function returns cannot be an element
#ifdef BAD_map_nothing
  (void)map([](double) {}, A);
#elif defined(GOOD)
  (void)map([](double a) { return a; }, A);
#endif

// bad(map_scalar): no matching function for call to 'map
#ifdef BAD_map_scalar
  (void)map([](double a, double b) { return a + b; }, A, 2.0);
#elif defined(GOOD)
  (void)map([b = 2.0](double a) { return a + b; }, A);
#endif

// bad(map_into_const): declive: the elements to be written are const
#ifdef BAD_map_into_const
  map_into(
      K, [](double x) { return x; }, A);
#elif defined(GOOD)
  map_into(
      A, [](double x) { return x; }, K);
#endif

// bad(add_to_const): declive: the elements to be written are const
#ifdef BAD_add_to_const
  K.row(0) += v;
#elif defined(GOOD)
  A.row(0) += K.row(0);
#endif

// bad(scale_const): declive: the elements to be written are const
#ifdef BAD_scale_const
  K *= 2.0;
#elif defined(GOOD)
  (void)(K * 2.0);
#endif

// bad(sum_of_vector_along): no matching function for call to 'sum
#ifdef BAD_sum_of_vector_along
  (void)sum(v, 0);
#elif defined(GOOD)
  (void)sum(A, 0);
#endif

// bad(largest_complex): declive: min, max, argmin and argmax need elements with an order
#ifdef BAD_largest_complex
  (void)(max)(Matrix<std::complex<double>>(2, 2));
#elif defined(GOOD)
  (void)norm(Matrix<std::complex<double>>(2, 2));
#endif

// bad(largest_complex_along): declive: min, max, argmin and argmax need elements with an order
#ifdef BAD_largest_complex_along
  (void)argmax(Matrix<std::complex<double>>(2, 2), 1);
#elif defined(GOOD)
  (void)argmax(A, 1);
#endif

// bad(transpose_of_vector): no matching function for call to 'transpose
#ifdef BAD_transpose_of_vector
  (void)transpose(v);
#elif defined(GOOD)
  (void)transpose(v.as_column());
#endif

// bad(transpose_in_place): declive: transpose_in_place needs a square matrix
#ifdef BAD_transpose_in_place
  transpose_in_place(A23);
#elif defined(GOOD)
  transpose_in_place(A);
#endif

// bad(transpose_const): declive: the elements to be written are const
#ifdef BAD_transpose_const
  transpose_in_place(K);
#elif defined(GOOD)
  (void)transpose(K);
#endif

// bad(transpose_into): declive: transpose_into: the output's fixed shape is not the transposed one
#ifdef BAD_transpose_into
  transpose_into(A23, A34);
#elif defined(GOOD)
  transpose_into(A, A34);
#endif
}
