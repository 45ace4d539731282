// Eigen with -O3 -march=native -DNDEBUG, told that its arrays are aligned.
#include <Eigen/Core>
#include <complex>

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
      .new_sum_columns =
          [](Index rows, Index cols, const T* a) {
            const Vector<T> c = MatrixIn<T>(a, rows, cols).colwise().sum();
            keep(c.data());
          },
      .new_sum_rows =
          [](Index rows, Index cols, const T* a) {
            const Vector<T> c = MatrixIn<T>(a, rows, cols).rowwise().sum();
            keep(c.data());
          },
      .new_block =
          [](Index rows, Index cols, Index stride, const T* a) {
            const Matrix<T> c =
                Eigen::Map<const Matrix<T>, 0, Eigen::OuterStride<>>(a, rows, cols, Eigen::OuterStride<>(stride));
            keep(c.data());
          },
      .new_transposed =
          [](Index rows, Index cols, const T* a) {
            const Matrix<T> c = MatrixIn<T>(a, rows, cols).transpose();
            keep(c.data());
          },
  };
  return peer;
}
template const Peer<float>& eigen<float>();
template const Peer<double>& eigen<double>();

template <class T>
const ProductPeer<T>& eigen_products() {
  static constexpr ProductPeer<T> peer{
      .name = "eigen",
      .max_work = 1e12,
      .matmul =
          [](Form form, Index m, Index n, Index k, const T* a, const T* b, T* c) {
            MatrixOut<T> out(c, m, n);
            if (form == Form::ab)
              out.noalias() = MatrixIn<T>(a, m, k) * MatrixIn<T>(b, k, n);
            else if (form == Form::atb)
              out.noalias() = MatrixIn<T>(a, k, m).transpose() * MatrixIn<T>(b, k, n);
            else
              out.noalias() = MatrixIn<T>(a, m, k) * MatrixIn<T>(b, n, k).transpose();
          },
      .matvec = [](Index m, Index n, const T* a, const T* x,
                   T* y) { VectorOut<T>(y, m).noalias() = MatrixIn<T>(a, m, n) * VectorIn<T>(x, n); },
      .vecmat = [](Index m, Index n, const T* a, const T* x,
                   T* y) { VectorOut<T>(y, n).noalias() = MatrixIn<T>(a, m, n).transpose() * VectorIn<T>(x, m); },
      .transpose = [](Index m, Index n, const T* a, T* c) { MatrixOut<T>(c, n, m) = MatrixIn<T>(a, m, n).transpose(); },
      .complex =
          [](Index n, const T* a, const T* b, T* c) {
            using Z = std::complex<T>;
            MatrixOut<Z>(reinterpret_cast<Z*>(c), n, n).noalias() =
                MatrixIn<Z>(reinterpret_cast<const Z*>(a), n, n) * MatrixIn<Z>(reinterpret_cast<const Z*>(b), n, n);
          },
      .set_threads = [](int threads) { Eigen::setNbThreads(threads); },
  };
  return peer;
}
template const ProductPeer<float>& eigen_products<float>();
template const ProductPeer<double>& eigen_products<double>();

namespace {
template <class T, int n>
void fixed(Index count, const T* a, const T* b, T* c) {
  using M = Eigen::Matrix<T, n, n, Eigen::RowMajor | Eigen::DontAlign>;
  const M *x = reinterpret_cast<const M*>(a), *y = reinterpret_cast<const M*>(b);
  M* z = reinterpret_cast<M*>(c);
  for (Index i = 0; i < count; ++i) z[i].noalias() = x[i] * y[i];
}
}  // namespace

template <class T>
const FixedPeer<T>& eigen_fixed() {
  static constexpr FixedPeer<T> peer{.name = "eigen", .two = fixed<T, 2>, .three = fixed<T, 3>, .four = fixed<T, 4>};
  return peer;
}
template const FixedPeer<float>& eigen_fixed<float>();
template const FixedPeer<double>& eigen_fixed<double>();

template <class T>
const FunctionPeer<T>& eigen_functions() {
  using Rows = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using RowsIn = Eigen::Map<const Rows, Eigen::AlignedMax>;
  using RowsOut = Eigen::Map<Rows, Eigen::AlignedMax>;
  static constexpr FunctionPeer<T> peer{
      .name = "eigen",
      .exp = [](Index n, const T* a, T* c) { Out<T>(c, n) = In<T>(a, n).exp(); },
      .log = [](Index n, const T* a, T* c) { Out<T>(c, n) = In<T>(a, n).log(); },
      .tanh = [](Index n, const T* a, T* c) { Out<T>(c, n) = In<T>(a, n).tanh(); },
      .sigmoid = [](Index n, const T* a, T* c) { Out<T>(c, n) = T(1) / (T(1) + (-In<T>(a, n)).exp()); },
      .softmax =
          [](Index rows, Index cols, const T* a, T* c) {
            const RowsIn x(a, rows, cols);
            RowsOut p(c, rows, cols);
            for (Index i = 0; i < rows; ++i) {
              p.row(i) = (x.row(i) - x.row(i).maxCoeff()).exp();
              p.row(i) *= T(1) / p.row(i).sum();
            }
          },
      .softmax_cross_entropy =
          [](Index rows, Index cols, const T* a, const int* labels, T* c) {
            const RowsIn x(a, rows, cols);
            RowsOut p(c, rows, cols);
            T loss = 0;
            const T share = T(1) / static_cast<T>(rows);
            for (Index i = 0; i < rows; ++i) {
              const T most = x.row(i).maxCoeff();
              p.row(i) = (x.row(i) - most).exp();
              const T sum = p.row(i).sum();
              p.row(i) *= share / sum;
              p(i, labels[i]) -= share;
              loss += std::log(sum) + most - x(i, labels[i]);
            }
            return loss * share;
          },
      .mse =
          [](Index n, const T* a, const T* b, T* c) {
            Out<T> g(c, n);
            g = In<T>(a, n) - In<T>(b, n);
            const T mean = g.square().sum() / static_cast<T>(n);
            g *= T(2) / static_cast<T>(n);
            return mean;
          },
  };
  return peer;
}
template const FunctionPeer<float>& eigen_functions<float>();
template const FunctionPeer<double>& eigen_functions<double>();

}  // namespace bench
