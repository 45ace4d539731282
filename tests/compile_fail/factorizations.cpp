// Factorizations and eigenvalues of what has none: the sentence says so, not a page of templates.
#include <declive/linalg.hpp>

#include "support.hpp"

void factorizations() {
  Matrix<std::complex<double>> Z(2, 2);
  Matrix<std::complex<int>> G(2, 2);
  const Matrix<double, 2, 2> A22 = Matrix<double, 2, 2>::identity();

// bad(eigh_rectangular): declive: this needs a square matrix
#ifdef BAD_eigh_rectangular
  (void)eigh(A23);
#elif defined(GOOD)
  (void)eigh(A22);
#endif

// bad(determinant_rectangular): declive: this needs a square matrix
#ifdef BAD_determinant_rectangular
  (void)determinant(A23);
#elif defined(GOOD)
  (void)determinant(A22);
#endif

// bad(cholesky_rectangular): declive: this needs a square matrix
#ifdef BAD_cholesky_rectangular
  (void)cholesky(A34);
#elif defined(GOOD)
  (void)cholesky(A22);
#endif

// bad(solve_other_rows): declive: a fixed matrix and a fixed right side with another number of rows
#ifdef BAD_solve_other_rows
  (void)solve(A22, v3);
#elif defined(GOOD)
  (void)solve(A22, Vector<double, 2>());
#endif

// bad(lstsq_other_rows): declive: a fixed matrix and a fixed right side with another number of rows
#ifdef BAD_lstsq_other_rows
  (void)lstsq(A34, v4);
#elif defined(GOOD)
  (void)lstsq(A34, v3);
#endif

// bad(wider_right_side): declive: the right side's elements are wider than the factors': convert the matrix first
#ifdef BAD_wider_right_side
  (void)lu(F).solve(v);
#elif defined(GOOD)
  (void)lu(Matrix<double>(F)).solve(v);
#endif

// bad(eig_complex): declive: eig and eigvals need a matrix of real numbers
#ifdef BAD_eig_complex
  (void)eigvals(Z);
#elif defined(GOOD)
  (void)eigvals(A);
#endif

// bad(radius_complex): declive: spectral_radius needs a matrix of real numbers
#ifdef BAD_radius_complex
  (void)spectral_radius(Z);
#elif defined(GOOD)
  (void)spectral_radius(A);
#endif

// bad(power_complex): declive: power_iteration needs a matrix of real numbers
#ifdef BAD_power_complex
  (void)power_iteration(Z);
#elif defined(GOOD)
  (void)power_iteration(A);
#endif

// bad(svd_of_complex_integers): declive: singular values are there of real and complex floating-point numbers and of
#ifdef BAD_svd_of_complex_integers
  (void)svdvals(G);
#elif defined(GOOD)
  (void)svdvals(I);
#endif

// bad(pca_complex): declive: PCA of elements that are not real numbers
#ifdef BAD_pca_complex
  const PCA pca(Z);
#elif defined(GOOD)
  const PCA pca(I);
#endif
  (void)pca;

// bad(randomized_complex): declive: randomized_svd of elements that are not real numbers
#ifdef BAD_randomized_complex
  (void)randomized_svd(Z, 1);
#elif defined(GOOD)
  (void)randomized_svd(I, 1);
#endif

// bad(vector): no matching function for call to .svd
#ifdef BAD_vector
  (void)svd(v);
#elif defined(GOOD)
  (void)svd(v.as_row());
#endif
}
