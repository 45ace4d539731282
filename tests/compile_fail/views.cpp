// Views and assignments that must not compile: what would drop const, dangle, or change a shape or an element silently.
#include "support.hpp"

void views() {
// bad(view_drops_const): (no viable conversion|conversion from)
#ifdef BAD_view_drops_const
  const VectorView<double> a = kv;
#elif defined(GOOD)
  const VectorView<const double> a = kv;
#endif
  (void)a;

// bad(matrix_view_drops_const): (no viable conversion|conversion from)
#ifdef BAD_matrix_view_drops_const
  const MatrixView<double> b = K;
#elif defined(GOOD)
  const MatrixView<const double> b = K;
#endif
  (void)b;

// bad(view_of_other_type): (no viable conversion|conversion from)
#ifdef BAD_view_of_other_type
  const MatrixView<double> c = F;
#elif defined(GOOD)
  const MatrixView<float> c = F;
#endif
  (void)c;

// bad(view_promises_shape): (no viable conversion|conversion from)
#ifdef BAD_view_promises_shape
  const MatrixView<double, 2, 3> d = A;
#elif defined(GOOD)
  const MatrixView<double, 2, 3> d = A23;
#endif
  (void)d;

// bad(writable_view_of_temporary): (no viable conversion|conversion from)
#ifdef BAD_writable_view_of_temporary
  const VectorView<double> e = v + v;
#elif defined(GOOD)
  const VectorView<double> e = v;
#endif
  (void)e;

// bad(writable_matrix_view_of_temporary): (no viable conversion|conversion from)
#ifdef BAD_writable_matrix_view_of_temporary
  const MatrixView<double> f = A + A;
#elif defined(GOOD)
  const MatrixView<double> f = A;
#endif
  (void)f;

// bad(view_of_nothing): no matching (function for call|constructor for initialization)
#ifdef BAD_view_of_nothing
  const VectorView<double> g;
#elif defined(GOOD)
  const VectorView<double> g(nullptr, 0);
#endif
  (void)g;

// bad(broadcast_rows_of_temporary): declive: broadcast_rows of a temporary vector would outlive it
#ifdef BAD_broadcast_rows_of_temporary
  (void)broadcast_rows(v + v, 3);
#elif defined(GOOD)
  (void)broadcast_rows(v, 3);
#endif

// bad(broadcast_cols_of_temporary): declive: broadcast_cols of a temporary vector would outlive it
#ifdef BAD_broadcast_cols_of_temporary
  (void)broadcast_cols(Vector<double>{1, 2}, 3);
#elif defined(GOOD)
  (void)broadcast_cols(A.row(0), 3);
#endif

// bad(assign_through_const): (use of deleted function|overload resolution selected deleted operator)
#ifdef BAD_assign_through_const
  K.row(0) = v;
#elif defined(GOOD)
  A.row(0) = v;
#endif

// bad(element_of_const): (assignment of read-only location|cannot assign to return value)
#ifdef BAD_element_of_const
  K(0, 0) = 1;
#elif defined(GOOD)
  A(0, 0) = K(0, 0);
#endif

// bad(element_of_const_row): (assignment of read-only location|cannot assign to return value)
#ifdef BAD_element_of_const_row
  K.row(0)[0] = 1;
#elif defined(GOOD)
  A.row(0)[0] = 1;
#endif

// bad(loop_over_const): (discards qualifiers|drops 'const' qualifier)
#ifdef BAD_loop_over_const
  for (double& x : K) x = 1;
#elif defined(GOOD)
  for (double& x : A) x = 1;
#endif

// bad(assign_fractions): declive: floating-point elements assigned to integer ones would be truncated
#ifdef BAD_assign_fractions
  I.row(0) = v;
#elif defined(GOOD)
  A.row(0) = I.row(0);
#endif

// bad(assign_shapes): declive: an assignment between fixed shapes that differ
#ifdef BAD_assign_shapes
  A34.row(0) = v3;
#elif defined(GOOD)
  A34.row(0) = v4;
#endif

// bad(assign_matrix_shapes): declive: an assignment between fixed shapes that differ
#ifdef BAD_assign_matrix_shapes
  A34.transposed() = A34;
#elif defined(GOOD)
  A34.transposed() = transpose(A34);
#endif

// bad(assign_rank): (no match for|no viable overloaded)
#ifdef BAD_assign_rank
  A.row(0) = A;
#elif defined(GOOD)
  A.row(0) = A.row(1);
#endif

// bad(assign_scalar): (no match for|no viable overloaded)
#ifdef BAD_assign_scalar
  A.row(0) = 1.0;
#elif defined(GOOD)
  A.row(0) = Vector<double>(2, 1.0);
#endif

// bad(row_of_vector): no member named
#ifdef BAD_row_of_vector
  (void)v.row(0);
#elif defined(GOOD)
  (void)v.as_row();
#endif

// bad(one_index): (no match for 'operator\[|does not provide a subscript operator)
#ifdef BAD_one_index
  (void)A[0];
#elif defined(GOOD)
  (void)A(0, 0);
#endif
}
