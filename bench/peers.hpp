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
};

template <class T>
struct ProductPeer {
  const char* name;
  Index max_size;  ///< squares above this would take too long

  void (*matmul)(Index m, Index n, Index k, const T* a, const T* b, T* c);  ///< c = a b
  void (*matvec)(Index m, Index n, const T* a, const T* x, T* y);           ///< y = a x
};

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

/// The compiler must assume that the memory behind p is read: keeps work whose result nobody uses.
inline void keep(const void* p) { __asm__ volatile("" : : "r"(p) : "memory"); }

}  // namespace bench

#endif
