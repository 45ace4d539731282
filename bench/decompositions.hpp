// What stands beside declive's decompositions. Peers take and give matrices by columns, which is their own order. No
// header of declive is included here.
#ifndef DECLIVE_BENCH_DECOMPOSITIONS_HPP
#define DECLIVE_BENCH_DECOMPOSITIONS_HPP

#include "peers.hpp"

namespace bench {

/// Of n x n matrices, in the memory that is given.
template <class T>
struct DecompositionPeer {
  const char* name;
  void (*lu)(Index n, const T* a, T* diagonal);          ///< P a = L U; the diagonal of U
  void (*solve)(Index n, const T* a, const T* b, T* x);  ///< a x = b by LU
  void (*inverse)(Index n, const T* a, T* x);
  void (*cholesky)(Index n, const T* a, T* l);
  void (*qr)(Index n, const T* a, T* q, T* r);
  void (*eigh)(Index n, const T* a, T* values, T* vectors);  ///< ascending; the vectors are columns
  void (*svd)(Index n, const T* a, T* u, T* s, T* vt);       ///< descending
};

/// Of `count` fixed matrices, one after the other.
template <class T>
struct FixedDecompositionPeer {
  const char* name;
  void (*inverse)(Index count, const T* a, T* x);
  void (*determinant)(Index count, const T* a, T* x);
  void (*solve)(Index count, const T* a, const T* b, T* x);
};

template <class T>
const DecompositionPeer<T>& eigen_decompositions();
/// n = 2 or 3.
template <class T>
const FixedDecompositionPeer<T>& eigen_fixed_decompositions(Index n);
/// OpenBLAS's, on one thread; null where the library is not on this machine.
template <class T>
const DecompositionPeer<T>* lapack_decompositions();

}  // namespace bench

#endif
