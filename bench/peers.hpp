// What stands beside declive: the same work over raw pointers, each peer in a translation unit with flags of its own.
// No header of declive is included here, so that none of its code is compiled with a peer's flags.
#ifndef DECLIVE_BENCH_PEERS_HPP
#define DECLIVE_BENCH_PEERS_HPP

#include <cstddef>

namespace bench {

using Index = std::ptrdiff_t;

/// Arrays have n elements on a 64-byte boundary; matrices are row-major and contiguous.
template <class T>
struct Peer {
  const char* name;

  void (*copy)(Index n, const T* a, T* c);                        ///< c = a
  void (*triad)(Index n, T s, const T* a, const T* b, T* c);      ///< c = a + s b
  void (*add)(Index n, const T* a, const T* b, T* c);             ///< c = a + b
  void (*add_assign)(Index n, T* a, const T* b);                  ///< a += b
  void (*axpy)(Index n, T* a, T s, const T* b);                   ///< a += s b
  void (*scale)(Index n, T* a, T s);                              ///< a *= s
  void (*hadamard)(Index n, const T* a, const T* b, T* c);        ///< c = a b
  void (*relu)(Index n, const T* a, const T* b, T* c);            ///< c = max(2.5 a + b, 0)
  void (*add_bias)(Index rows, Index cols, T* a, const T* bias);  ///< a_ij += bias_j
  void (*new_sum)(Index n, const T* a, const T* b);               ///< a + b into an array of its own
  T (*sum)(Index n, const T* a);
  T (*dot)(Index n, const T* a, const T* b);
  T (*norm)(Index n, const T* a);
  T (*max)(Index n, const T* a);
  Index (*argmax)(Index n, const T* a);
  void (*sum_columns)(Index rows, Index cols, const T* a, T* out);  ///< out_j = sum_i a_ij
  void (*sum_rows)(Index rows, Index cols, const T* a, T* out);     ///< out_i = sum_j a_ij
  // Into an array of their own:
  void (*new_sum_columns)(Index rows, Index cols, const T* a);
  void (*new_sum_rows)(Index rows, Index cols, const T* a);
  void (*new_block)(Index rows, Index cols, Index stride, const T* a);  ///< rows x cols of rows `stride` apart
  void (*new_transposed)(Index rows, Index cols, const T* a);
};

/// The three products of a layer: forward, and backward to the weights and to the input. All operands are row-major.
enum class Form { ab, atb, abt };

/// A peer that has no function for a piece of work has a null pointer there.
template <class T>
struct ProductPeer {
  const char* name;
  double max_work;  ///< products of more than m n k of this would take too long, or are not what it is made for

  /// c = op(a) op(b), op(a) m x k and op(b) k x n.
  void (*matmul)(Form form, Index m, Index n, Index k, const T* a, const T* b, T* c);
  void (*matvec)(Index m, Index n, const T* a, const T* x, T* y);  ///< y = a x
  void (*vecmat)(Index m, Index n, const T* a, const T* x, T* y);  ///< y = x a
  void (*transpose)(Index m, Index n, const T* a, T* c);           ///< c = a^T
  void (*complex)(Index n, const T* a, const T* b, T* c);          ///< c = a b for n x n pairs (re, im)
  void (*set_threads)(int threads);
};

/// count products of fixed n x n matrices, one after the other: c_i = a_i b_i.
template <class T>
struct FixedPeer {
  const char* name;
  void (*two)(Index count, const T* a, const T* b, T* c);
  void (*three)(Index count, const T* a, const T* b, T* c);
  void (*four)(Index count, const T* a, const T* b, T* c);
};

/// Functions of whole arrays, and the losses made of them. Matrices are row-major and contiguous.
template <class T>
struct FunctionPeer {
  const char* name;
  void (*exp)(Index n, const T* a, T* c);
  void (*log)(Index n, const T* a, T* c);
  void (*tanh)(Index n, const T* a, T* c);
  void (*sigmoid)(Index n, const T* a, T* c);
  void (*softmax)(Index rows, Index cols, const T* a, T* c);
  /// The mean over the rows of -ln softmax(a)_label; c gets its gradient.
  T (*softmax_cross_entropy)(Index rows, Index cols, const T* a, const int* labels, T* c);
  T (*mse)(Index n, const T* a, const T* b, T* c);  ///< mean (a - b)^2; c gets its gradient by a
};

/// A step of Adam over n elements: step size and the corrections of both means are numbers.
template <class T>
using AdamStep = void (*)(Index n, T rate, T root_scale, T* w, const T* g, T* m, T* v);

/// What a minimiser did.
struct Minimized {
  Index iterations, evaluations;
  double value;
};
/// value = f(n, x, gradient)
using Gradient = double (*)(Index n, const double* x, double* gradient);

// Defined for float and double.
template <class T>
const Peer<T>& loop_o2();
template <class T>
const Peer<T>& loop_o3();
template <class T>
const Peer<T>& eigen();

template <class T>
const ProductPeer<T>& loop_o2_products();
template <class T>
const ProductPeer<T>& loop_o3_products();
template <class T>
const ProductPeer<T>& eigen_products();
template <class T>
const ProductPeer<T>& openblas_products();
/// Null where the library is not on this machine.
template <class T>
const ProductPeer<T>* blis_products();
template <class T>
const ProductPeer<T>& xsmm_products();
template <class T>
const FunctionPeer<T>& loop_o2_functions();
template <class T>
const FunctionPeer<T>& loop_o3_functions();
template <class T>
const FunctionPeer<T>& eigen_functions();
template <class T>
const FixedPeer<T>& eigen_fixed();
template <class T>
const FixedPeer<T>& glm_fixed();
template <class T>
AdamStep<T> loop_o2_adam();
template <class T>
AdamStep<T> loop_o3_adam();
template <class T>
AdamStep<T> loop_no_errno_adam();
/// libLBFGS with its own settings, six pairs among them, from x in place, until the gradient is below 1e-8.
Minimized liblbfgs(Index n, double* x, Gradient f);

/// The compiler must assume that the memory behind p is read: keeps work whose result nobody uses.
inline void keep(const void* p) { __asm__ volatile("" : : "r"(p) : "memory"); }

}  // namespace bench

#endif
