// Products that must not compile.
#include "support.hpp"

void products() {
// bad(inner_sizes): declive: matrix product of fixed shapes whose inner sizes differ
#ifdef BAD_inner_sizes
  (void)(A23 * A23);
#elif defined(GOOD)
  (void)(A23 * A34);
#endif

// bad(inner_sizes_matmul): declive: matrix product of fixed shapes whose inner sizes differ
#ifdef BAD_inner_sizes_matmul
  (void)matmul(A23, A23);
#elif defined(GOOD)
  (void)matmul(A23, A34);
#endif

// bad(matrix_times_vector): declive: product of a fixed matrix and a fixed vector whose inner sizes differ
#ifdef BAD_matrix_times_vector
  (void)(A34 * v3);
#elif defined(GOOD)
  (void)(A34 * v4);
#endif

// bad(vector_times_matrix): declive: product of a fixed matrix and a fixed vector whose inner sizes differ
#ifdef BAD_vector_times_matrix
  (void)(v4 * A34);
#elif defined(GOOD)
  (void)(v3 * A34);
#endif

// bad(vector_times_vector): declive: vector \* vector is ambiguous: write dot
#ifdef BAD_vector_times_vector
  (void)(v * v);
#elif defined(GOOD)
  (void)dot(v, v);
#endif

// bad(dot_of_sizes): declive: an elementwise operation on two fixed shapes that differ
#ifdef BAD_dot_of_sizes
  (void)dot(v3, v4);
#elif defined(GOOD)
  (void)dot(v3, v3);
#endif

// bad(dot_of_matrices): no matching function for call to 'dot
#ifdef BAD_dot_of_matrices
  (void)dot(A, A);
#elif defined(GOOD)
  (void)dot(A.row(0), A.col(0));
#endif

// bad(outer_of_matrices): no matching function for call to 'outer
#ifdef BAD_outer_of_matrices
  (void)outer(A, A);
#elif defined(GOOD)
  (void)outer(v, v3);
#endif

// bad(gemm_types): declive: gemm needs one element type for A, B and C
#ifdef BAD_gemm_types
  gemm(1.0, A, F, 0.0, A);
#elif defined(GOOD)
  gemm(1.0, A, Matrix<double>(F), 0.0, A);
#endif

// bad(gemm_shape): declive: matrix product into a fixed shape that is not the product's
#ifdef BAD_gemm_shape
  gemm(1.0, A23, A34, 0.0, A23);
#elif defined(GOOD)
  gemm(1.0, A23, A34, 0.0, A24);
#endif

// bad(gemm_const): declive: the elements to be written are const
#ifdef BAD_gemm_const
  gemm(1.0, A, A, 0.0, K);
#elif defined(GOOD)
  gemm(1.0, K, K, 0.0, A);
#endif

// bad(into_shape): declive: matrix product into a fixed shape that is not the product's
#ifdef BAD_into_shape
  matmul_into(I23, I23, I34);
#elif defined(GOOD)
  matmul_into(I24, I23, I34);
#endif

// bad(into_inner): declive: matrix product of fixed shapes whose inner sizes differ
#ifdef BAD_into_inner
  matmul_into(I, I23, I23);
#elif defined(GOOD)
  matmul_into(I, I23, I34);
#endif

// bad(into_size): declive: matrix product into a fixed shape that is not the product's
#ifdef BAD_into_size
  matmul_into(v4, A34, v4);
#elif defined(GOOD)
  matmul_into(v3, A34, v4);
#endif

// bad(into_const): declive: the elements to be written are const
#ifdef BAD_into_const
  matmul_into(K, A, A);
#elif defined(GOOD)
  matmul_into(A, K, K);
#endif

// bad(into_integers): declive: a floating-point product written to integer elements would be truncated
#ifdef BAD_into_integers
  matmul_into(I, A, A);
#elif defined(GOOD)
  matmul_into(A, I, I);
#endif

// bad(with_standard_vector): (no match for|invalid operands)
#ifdef BAD_with_standard_vector
  (void)(A * std::vector<double>{1, 2});
#elif defined(GOOD)
  const std::vector<double> x{1, 2};
  (void)(A * VectorView(std::span(x)));
#endif
}
