// Eigen with -O3 -march=native -DNDEBUG, told that its arrays are aligned.
#include <Eigen/Core>

#include "../peers.hpp"

namespace bench {

namespace {

template <class T>
using Array = Eigen::Array<T, Eigen::Dynamic, 1>;
template <class T>
using In = Eigen::Map<const Array<T>, Eigen::AlignedMax>;
template <class T>
using Out = Eigen::Map<Array<T>, Eigen::AlignedMax>;
template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class T>
using MatrixIn = Eigen::Map<const Matrix<T>, Eigen::AlignedMax>;
template <class T>
using MatrixOut = Eigen::Map<Matrix<T>, Eigen::AlignedMax>;
template <class T>
using Vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;
template <class T>
using VectorIn = Eigen::Map<const Vector<T>, Eigen::AlignedMax>;
template <class T>
using VectorOut = Eigen::Map<Vector<T>, Eigen::AlignedMax>;

}  // namespace

template <class T>
const Peer<T>& eigen() {
  static constexpr Peer<T> peer{
      .name = "eigen",
      .copy = [](Index n, const T* a, T* c) { Out<T>(c, n) = In<T>(a, n); },
      .triad = [](Index n, T s, const T* a, const T* b, T* c) { Out<T>(c, n) = In<T>(a, n) + s * In<T>(b, n); },
      .add = [](Index n, const T* a, const T* b, T* c) { Out<T>(c, n) = In<T>(a, n) + In<T>(b, n); },
      .add_assign = [](Index n, T* a, const T* b) { Out<T>(a, n) += In<T>(b, n); },
      .axpy = [](Index n, T* a, T s, const T* b) { Out<T>(a, n) += s * In<T>(b, n); },
      .scale = [](Index n, T* a, T s) { Out<T>(a, n) *= s; },
      .hadamard = [](Index n, const T* a, const T* b, T* c) { Out<T>(c, n) = In<T>(a, n) * In<T>(b, n); },
      .relu = [](Index n, const T* a, const T* b,
                 T* c) { Out<T>(c, n) = (In<T>(a, n) * T(2.5) + In<T>(b, n)).max(T(0)); },
      .add_bias = [](Index rows, Index cols, T* a,
                     const T* bias) { MatrixOut<T>(a, rows, cols).rowwise() += VectorIn<T>(bias, cols).transpose(); },
      .new_sum =
          [](Index n, const T* a, const T* b) {
            const Array<T> c = In<T>(a, n) + In<T>(b, n);
            keep(c.data());
          },
      .sum = [](Index n, const T* a) { return In<T>(a, n).sum(); },
      .dot = [](Index n, const T* a, const T* b) { return VectorIn<T>(a, n).dot(VectorIn<T>(b, n)); },
      .norm = [](Index n, const T* a) { return VectorIn<T>(a, n).norm(); },
      .max = [](Index n, const T* a) { return In<T>(a, n).maxCoeff(); },
      .argmax =
          [](Index n, const T* a) {
            Index at = 0;
            In<T>(a, n).maxCoeff(&at);
            return at;
          },
      .sum_columns = [](Index rows, Index cols, const T* a,
                        T* out) { VectorOut<T>(out, cols).transpose() = MatrixIn<T>(a, rows, cols).colwise().sum(); },
      .sum_rows = [](Index rows, Index cols, const T* a,
                     T* out) { VectorOut<T>(out, rows) = MatrixIn<T>(a, rows, cols).rowwise().sum(); },
  };
  return peer;
}
template const Peer<float>& eigen<float>();
template const Peer<double>& eigen<double>();

template <class T>
const ProductPeer<T>& eigen_products() {
  static constexpr ProductPeer<T> peer{
      .name = "eigen",
      .max_size = 1 << 20,
      .matmul = [](Index m, Index n, Index k, const T* a, const T* b,
                   T* c) { MatrixOut<T>(c, m, n).noalias() = MatrixIn<T>(a, m, k) * MatrixIn<T>(b, k, n); },
      .matvec = [](Index m, Index n, const T* a, const T* x,
                   T* y) { VectorOut<T>(y, m).noalias() = MatrixIn<T>(a, m, n) * VectorIn<T>(x, n); },
  };
  return peer;
}
template const ProductPeer<float>& eigen_products<float>();
template const ProductPeer<double>& eigen_products<double>();

}  // namespace bench
