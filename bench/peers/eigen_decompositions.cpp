// Eigen's decompositions as its users call them.
#include <Eigen/Dense>

#include "../decompositions.hpp"

namespace bench {

namespace {

template <class T>
using M = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
template <class T>
using V = Eigen::Matrix<T, Eigen::Dynamic, 1>;
template <class T>
using In = Eigen::Map<const M<T>>;
template <class T>
using Out = Eigen::Map<M<T>>;

template <class T, int n>
struct Fixed {
  using Square = Eigen::Matrix<T, n, n, Eigen::DontAlign>;
  using Column = Eigen::Matrix<T, n, 1, Eigen::DontAlign>;
  static void inverse(Index count, const T* a, T* x) {
    for (Index i = 0; i < count; ++i) reinterpret_cast<Square*>(x)[i] = reinterpret_cast<const Square*>(a)[i].inverse();
  }
  static void determinant(Index count, const T* a, T* x) {
    for (Index i = 0; i < count; ++i) x[i] = reinterpret_cast<const Square*>(a)[i].determinant();
  }
  // Eigen's advice for small fixed sizes.
  static void solve(Index count, const T* a, const T* b, T* x) {
    for (Index i = 0; i < count; ++i)
      reinterpret_cast<Column*>(x)[i] =
          reinterpret_cast<const Square*>(a)[i].inverse() * reinterpret_cast<const Column*>(b)[i];
  }
  static constexpr FixedDecompositionPeer<T> peer{"eigen", inverse, determinant, solve};
};

}  // namespace

template <class T>
const DecompositionPeer<T>& eigen_decompositions() {
  static constexpr DecompositionPeer<T> peer{
      .name = "eigen",
      .lu =
          [](Index n, const T* a, T* diagonal) {
            const Eigen::PartialPivLU<M<T>> f(In<T>(a, n, n));
            Eigen::Map<V<T>>(diagonal, n) = f.matrixLU().diagonal();
          },
      .solve = [](Index n, const T* a, const T* b,
                  T* x) { Eigen::Map<V<T>>(x, n) = In<T>(a, n, n).partialPivLu().solve(Eigen::Map<const V<T>>(b, n)); },
      .inverse = [](Index n, const T* a, T* x) { Out<T>(x, n, n) = In<T>(a, n, n).inverse(); },
      .cholesky = [](Index n, const T* a, T* l) { Out<T>(l, n, n) = In<T>(a, n, n).llt().matrixL(); },
      .qr =
          [](Index n, const T* a, T* q, T* r) {
            const Eigen::HouseholderQR<M<T>> f(In<T>(a, n, n));
            Out<T>(q, n, n) = f.householderQ() * M<T>::Identity(n, n);
            Out<T>(r, n, n) = f.matrixQR().template triangularView<Eigen::Upper>();
          },
      .eigh =
          [](Index n, const T* a, T* values, T* vectors) {
            const Eigen::SelfAdjointEigenSolver<M<T>> f(In<T>(a, n, n));
            Eigen::Map<V<T>>(values, n) = f.eigenvalues();
            Out<T>(vectors, n, n) = f.eigenvectors();
          },
      .svd =
          [](Index n, const T* a, T* u, T* s, T* vt) {
            const Eigen::BDCSVD<M<T>> f(In<T>(a, n, n), Eigen::ComputeThinU | Eigen::ComputeThinV);
            Out<T>(u, n, n) = f.matrixU();
            Eigen::Map<V<T>>(s, n) = f.singularValues();
            Out<T>(vt, n, n) = f.matrixV().transpose();
          },
  };
  return peer;
}
template const DecompositionPeer<float>& eigen_decompositions<float>();
template const DecompositionPeer<double>& eigen_decompositions<double>();

template <class T>
const FixedDecompositionPeer<T>& eigen_fixed_decompositions(Index n) {
  return n == 2 ? Fixed<T, 2>::peer : Fixed<T, 3>::peer;
}
template const FixedDecompositionPeer<float>& eigen_fixed_decompositions<float>(Index n);
template const FixedDecompositionPeer<double>& eigen_fixed_decompositions<double>(Index n);

}  // namespace bench
