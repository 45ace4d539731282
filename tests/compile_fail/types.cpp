// Types, constructions and conversions that must not compile.
#include "support.hpp"

// bad(old_standard) -std=c++17: declive needs C\+\+20: compile with -std=c\+\+20

void types() {
// bad(strings): constraints not satisfied
#ifdef BAD_strings
  const Matrix<std::string> a;
#elif defined(GOOD)
  const Matrix<double> a;
#endif
  (void)a;

// bad(const_elements): constraints not satisfied
#ifdef BAD_const_elements
  const Vector<const double> b;
#elif defined(GOOD)
  const Vector<double> b;
#endif
  (void)b;

// bad(reference_elements): constraints not satisfied
#ifdef BAD_reference_elements
  const Vector<double&> c;
#elif defined(GOOD)
  const VectorView<double> c(v);
#endif
  (void)c;

// bad(vector_of_vectors): constraints not satisfied
#ifdef BAD_vector_of_vectors
  const Vector<Vector<double>> d;
#elif defined(GOOD)
  const std::vector<Vector<double>> d;
#endif
  (void)d;

// bad(negative_rows): declive: Matrix<T, R, C> needs R, C >= 0, or declive::dynamic
#ifdef BAD_negative_rows
  const Matrix<double, -2, 3> e(3, 3);
#elif defined(GOOD)
  const Matrix<double, dynamic, 3> e(3, 3);
#endif
  (void)e;

// bad(negative_size): declive: Vector<T, N> needs N >= 0, or N = declive::dynamic
#ifdef BAD_negative_size
  const Vector<double, -5> f(3);
#elif defined(GOOD)
  const Vector<double, dynamic> f(3);
#endif
  (void)f;

// bad(vector_of_a_matrix): (no viable conversion|conversion from)
#ifdef BAD_vector_of_a_matrix
  const Vector<double> g = A;
#elif defined(GOOD)
  const Vector<double> g = A.row(0);
#endif
  (void)g;

// bad(matrix_of_a_vector): (no viable conversion|conversion from)
#ifdef BAD_matrix_of_a_vector
  const Matrix<double> h = v;
#elif defined(GOOD)
  const Matrix<double> h = v.as_column();
#endif
  (void)h;

// bad(size_as_value): (no viable conversion|conversion from)
#ifdef BAD_size_as_value
  const Vector<double> i = 3;
#elif defined(GOOD)
  const Vector<double> i(3);
#endif
  (void)i;

// bad(one_size): no matching (function for call|constructor for initialization)
#ifdef BAD_one_size
  const Matrix<double> j(3);
#elif defined(GOOD)
  const Matrix<double> j(3, 3);
#endif
  (void)j;

// bad(narrowing): (narrowing conversion|cannot be narrowed)
#ifdef BAD_narrowing
  const Vector<int> k{1.5, 2};
#elif defined(GOOD)
  const Vector<double> k{1.5, 2};
#endif
  (void)k;

// bad(narrowing_rows): (narrowing conversion|cannot be narrowed)
#ifdef BAD_narrowing_rows
  const Matrix<int> l{{1.5}};
#elif defined(GOOD)
  const Matrix<double> l{{1.5}};
#endif
  (void)l;

// bad(generated_fractions): declive: floating-point values written to integer elements would be truncated
#ifdef BAD_generated_fractions
  const Vector<int> n(3, [](Index) { return 0.5; });
#elif defined(GOOD)
  const Vector<int> n(3, [](Index j) { return static_cast<int>(j); });
#endif
  (void)n;

// bad(generated_fractions_ij): declive: floating-point values written to integer elements would be truncated
#ifdef BAD_generated_fractions_ij
  const Matrix<int> o(3, 3, [](Index, Index) { return 0.5; });
#elif defined(GOOD)
  const Matrix<double> o(3, 3, [](Index, Index) { return 0.5; });
#endif
  (void)o;

// bad(implicit_element_type): (no viable conversion|conversion from)
#ifdef BAD_implicit_element_type
  const Matrix<double> m = F;
#elif defined(GOOD)
  const Matrix<double> m(F);
#endif
  (void)m;

// bad(vector_size): declive: Vector of a vector of another fixed size
#ifdef BAD_vector_size
  v3 = v4;
#elif defined(GOOD)
  v3 = v;
#endif

// bad(matrix_shape): declive: Matrix of a matrix of another fixed shape
#ifdef BAD_matrix_shape
  A23 = A34;
#elif defined(GOOD)
  A23 = A;
#endif

// bad(assign_scalar_to_vector): (no match for|no viable overloaded)
#ifdef BAD_assign_scalar_to_vector
  v = 1.0;
#elif defined(GOOD)
  v = Vector<double>(2, 1.0);
#endif

// bad(isa_by_name): (no matching function for call to 'set_isa|cannot convert)
#ifdef BAD_isa_by_name
  set_isa("avx2");
#elif defined(GOOD)
  set_isa(Isa::portable);
#endif
}
