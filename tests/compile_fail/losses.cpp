// Losses of operands that do not fit.
#include <declive/loss.hpp>

#include "support.hpp"

void losses() {
// bad(loss_of_vector_and_column): declive: an elementwise operation on a vector and a matrix
#ifdef BAD_loss_of_vector_and_column
  (void)mse(v, v.as_column());
#elif defined(GOOD)
  (void)mse(v.as_column(), v.as_column());
#endif

// bad(loss_of_fixed_shapes): declive: an elementwise operation on two fixed shapes that differ
#ifdef BAD_loss_of_fixed_shapes
  (void)mae(v3, v4);
#elif defined(GOOD)
  (void)mae(v3, v3);
#endif

// bad(loss_into_other_type): declive: the gradient of a loss has the element type of the loss
#ifdef BAD_loss_into_other_type
  (void)mse_value_and_gradient_into(F, A, A);
#elif defined(GOOD)
  (void)mse_value_and_gradient_into(A, A, F);
#endif

// bad(loss_into_const): declive: the elements to be written are const
#ifdef BAD_loss_into_const
  (void)mse_value_and_gradient_into(K, A, A);
#elif defined(GOOD)
  (void)mse_value_and_gradient_into(A, A, K);
#endif

// bad(loss_reduced_by_text): declive: a loss's reduction is Reduction::mean, Reduction::sum or Reduction::none
#ifdef BAD_loss_reduced_by_text
  (void)mse(A, A, "sum");
#elif defined(GOOD)
  (void)mse(A, A, Reduction::sum);
#endif

// bad(labels_that_are_real): declive: softmax_cross_entropy: a vector of labels for a matrix of logits holds whole numbers
#ifdef BAD_labels_that_are_real
  (void)softmax_cross_entropy(A, v);
#elif defined(GOOD)
  (void)softmax_cross_entropy(A, Vector<int>(2));
#endif

// bad(labels_that_are_words): declive: softmax_cross_entropy: labels are class indices
#ifdef BAD_labels_that_are_words
  (void)softmax_cross_entropy(A, std::vector<std::string>(2));
#elif defined(GOOD)
  (void)softmax_cross_entropy(A, std::vector<int>(2));
#endif

// bad(softmax_into_integers): declive: a softmax is written into elements of the type of the logits, double for integers
#ifdef BAD_softmax_into_integers
  softmax_into(I, I);
#elif defined(GOOD)
  softmax_into(A, I);
#endif
}
