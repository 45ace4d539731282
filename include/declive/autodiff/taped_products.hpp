// Products of matrices and vectors in reverse mode, as real products:
//
//   C = A B:    adjoint(A) += adjoint(C) B^T,    adjoint(B) += A^T adjoint(C)
//
// The tape keeps the values of A and B once, not a node for each of the m n k multiplications: 20 bytes an element of an
// operand on the tape, 8 of a plain one, 32 of the result (double). The value has the bits of the real product, and
// nothing is skipped: 0 * inf is NaN, as in every product of matrices.
#ifndef DECLIVE_AUTODIFF_TAPED_PRODUCTS_HPP
#define DECLIVE_AUTODIFF_TAPED_PRODUCTS_HPP

#include "products.hpp"
#include "taped.hpp"

namespace declive {

namespace detail {

// The number on the tape of a product of S and T.
template <class S, class T>
using taped_operand_t = std::conditional_t<is_taped<S>, S, T>;
// Whether X may meet it.
template <class X, class D>
inline constexpr bool is_tape_operand = false;
template <class X, class T, class Tag>
inline constexpr bool is_tape_operand<X, Dual<T, taped, Tag>> =
    std::is_same_v<X, Dual<T, taped, Tag>> || is_within<X, T>;

template <class S, class T>
concept TapedOperands = (is_taped<S> || is_taped<T>)&&is_tape_operand<S, taped_operand_t<S, T>>&& is_tape_operand<
    T, taped_operand_t<S, T>>&& ProductKernel<typename taped_operand_t<S, T>::value_type,
                                              typename taped_operand_t<S, T>::value_type>::exists;

/// An operand as the tape keeps it: values, and of numbers on the tape the places. Column after column where it came so.
template <class W, class V>
struct KeptOperand {
  W* slope;
  V* value;
  std::uint32_t* node;
  Index rs, cs;
};
inline constexpr std::uint32_t constant_node = 0xFFFFFFFF;

/// C = A B. Behind it stand the slopes of A and B, the values, and the nodes.
template <class W>
struct ProductBlock : TapeBlock<W> {
  Index m, n, k;
  bool a_by_columns, b_by_columns;
};

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

template <class W, class V>
KeptOperand<W, V> kept(W* slope, V* value, std::uint32_t* node, bool by_columns, Index rows, Index cols) {
  return {slope, value, node, by_columns ? 1 : cols, by_columns ? rows : 1};
}
template <class W, class V, bool a_taped, bool b_taped>
std::pair<KeptOperand<W, V>, KeptOperand<W, V>> operands_of(const ProductBlock<W>* block) {
  const Index m = block->m, n = block->n, k = block->k, a = m * k, b = k * n, a_places = a_taped ? a : 0;
  W* const slopes = reinterpret_cast<W*>(const_cast<ProductBlock<W>*>(block) + 1);
  V* const values = reinterpret_cast<V*>(slopes + a_places + (b_taped ? b : 0));
  auto* const nodes = reinterpret_cast<std::uint32_t*>(values + a + b);
  return {kept(slopes, values, nodes, block->a_by_columns, m, k),
          kept(slopes + a_places, values + a, nodes + a_places, block->b_by_columns, k, n)};
}
template <class W, class V, bool a_taped, bool b_taped>
std::size_t block_bytes(Index m, Index n, Index k) {
  const auto a = static_cast<std::size_t>(m * k), b = static_cast<std::size_t>(k * n);
  return sizeof(ProductBlock<W>) + (a + b) * sizeof(V) +
         ((a_taped ? a : 0) + (b_taped ? b : 0)) * (sizeof(W) + sizeof(std::uint32_t));
}

// Whether a number of rows x cols is on the tape.
template <class W, class X>
bool any_taped(const Tape<W>& tape, Index rows, Index cols, const X* x, Index rs, Index cs) {
  bool any = false;
  if constexpr (is_taped<X>)
    for (Index i = 0; i < rows; ++i)
      for (Index j = 0; j < cols; ++j) {
        const Handle node = x[i * rs + j * cs].place.node;
        if (node == 0) continue;
        if (node - tape.first >= tape.size) raise_foreign();
        any = true;
      }
  return any;
}
template <class V, class X>
void copy_values(Index rows, Index cols, const X* x, Index rs, Index cs, V* to, Index to_rs, Index to_cs) {
  for (Index i = 0; i < rows; ++i)
    for (Index j = 0; j < cols; ++j) {
      const X& from = x[i * rs + j * cs];
      if constexpr (is_taped<X>)
        to[i * to_rs + j * to_cs] = from.value;
      else
        to[i * to_rs + j * to_cs] = static_cast<V>(from);
    }
}
template <class W, class V, class X>
void keep(const Tape<W>& tape, Index rows, Index cols, const X* x, Index rs, Index cs, const KeptOperand<W, V>& to) {
  copy_values(rows, cols, x, rs, cs, to.value, to.rs, to.cs);
  if constexpr (is_taped<X>)
    for (Index i = 0; i < rows; ++i)
      for (Index j = 0; j < cols; ++j) {
        const auto& place = x[i * rs + j * cs].place;
        const Index at = i * to.rs + j * to.cs;
        to.slope[at] = place.slope;
        to.node[at] = place.node == 0 ? constant_node : static_cast<std::uint32_t>(place.node - tape.first);
      }
}

// Adds X, rows x cols, to the adjoints of an operand.
template <class W, class V>
void add_to(TapeNode<W>* nodes, const KeptOperand<W, V>& operand, const Matrix<V>& x) {
  for (Index i = 0; i < x.rows(); ++i)
    for (Index j = 0; j < x.cols(); ++j) {
      const Index at = i * operand.rs + j * operand.cs;
      if (operand.node[at] != constant_node && !is_zero(operand.slope[at]))
        add_adjoint(nodes[operand.node[at]].adjoint, static_cast<W>(operand.slope[at] * static_cast<W>(x(i, j))));
    }
}

template <class W, class V, bool a_taped, bool b_taped>
void pass_on_product(TapeNode<W>* nodes, const TapeBlock<W>* base) {
  const auto* const block = static_cast<const ProductBlock<W>*>(base);
  const auto [a, b] = operands_of<W, V, a_taped, b_taped>(block);
  const Index m = block->m, n = block->n, k = block->k;
  const Matrix<V> c(m, n, [&](Index i, Index j) {
    return static_cast<V>(nodes[block->first + static_cast<std::uint64_t>(i * n + j)].adjoint);
  });
  const MatrixView<const V> a_values(a.value, m, k, a.rs, a.cs), b_values(b.value, k, n, b.rs, b.cs);
  if constexpr (a_taped) add_to<W, V>(nodes, a, c * b_values.transposed());
  if constexpr (b_taped) add_to<W, V>(nodes, b, a_values.transposed() * c);
}

/// C = A B on the tape; `by_vector`: B is a vector, and the values are those of matvec. Throws std::bad_alloc before C is
/// touched.
template <class D, bool by_vector, class S, class T>
void multiply_taped(Index m, Index n, Index k, const S* a, Index a_rs, Index a_cs, const T* b, Index b_rs, Index b_cs,
                    const MatrixView<D>& c) {
  using V = typename D::value_type;
  using W = typename D::W;
  using Block = ProductBlock<W>;
  Tape<W>& tape = current_tape<W, typename D::tag_type>;
  const bool a_by_columns = a_rs == 1 && a_cs != 1, b_by_columns = b_rs == 1 && b_cs != 1;
  Matrix<V> values(m, n, uninitialized);
  const auto multiply = [&](const KeptOperand<W, V>& x, const KeptOperand<W, V>& y) {
    if constexpr (by_vector)
      ProductKernel<V, V>::matvec(m, k, x.value, x.rs, x.cs, y.value, y.rs, values.data(), Index{1});
    else
      ProductKernel<V, V>::gemm(m, n, k, V(1), x.value, x.rs, x.cs, y.value, y.rs, y.cs, V(0), values.data(), n,
                                Index{1});
  };
  Place<W> place{W(0), 0};
  const bool a_counts = any_taped(tape, m, k, a, a_rs, a_cs), b_counts = any_taped(tape, k, n, b, b_rs, b_cs);
  if (a_counts || b_counts) {
    auto* const block = append_block<Block>(tape, static_cast<std::uint64_t>(m * n),
                                            block_bytes<W, V, is_taped<S>, is_taped<T>>(m, n, k));
    block->pass_on = pass_on_product<W, V, is_taped<S>, is_taped<T>>;
    block->m = m;
    block->n = n;
    block->k = k;
    block->a_by_columns = a_by_columns;
    block->b_by_columns = b_by_columns;
    const auto [x, y] = operands_of<W, V, is_taped<S>, is_taped<T>>(block);
    keep(tape, m, k, a, a_rs, a_cs, x);
    keep(tape, k, n, b, b_rs, b_cs, y);
    place = {W(1), tape.first + block->first};
    multiply(x, y);
  } else {
    Vector<V> x(m * k, uninitialized), y(k * n, uninitialized);
    const auto p = kept<W, V>(nullptr, x.data(), nullptr, a_by_columns, m, k),
               q = kept<W, V>(nullptr, y.data(), nullptr, b_by_columns, k, n);
    copy_values(m, k, a, a_rs, a_cs, p.value, p.rs, p.cs);
    copy_values(k, n, b, b_rs, b_cs, q.value, q.rs, q.cs);
    multiply(p, q);
  }
  for (Index i = 0; i < m; ++i)
    for (Index j = 0; j < n; ++j) {
      c(i, j).value = values(i, j);
      c(i, j).place = place;
      if (place.node != 0) ++place.node;
    }
}

/// C = alpha A B + beta C, where alpha and beta may be on the tape. Where they are not 1 and 0, it is calculated so in
/// numbers of the tape, and the values are those of the real gemm.
template <class D, class S, class T>
void gemm_taped(Index m, Index n, Index k, const D& alpha, const S* a, Index a_rs, Index a_cs, const T* b, Index b_rs,
                Index b_cs, const D& beta, const MatrixView<D>& c) {
  using V = typename D::value_type;
  const bool reads_ab = !is_zero(alpha), reads_c = !is_zero(beta);
  if (alpha.place.node == 0 && alpha.value == V(1) && !reads_c)
    return multiply_taped<D, false>(m, n, k, a, a_rs, a_cs, b, b_rs, b_cs, c);
  Matrix<V> x(reads_ab ? m : 0, k), y(k, reads_ab ? n : 0), values(m, n);
  if (reads_ab) {
    copy_values(m, k, a, a_rs, a_cs, x.data(), k, Index{1});
    copy_values(k, n, b, b_rs, b_cs, y.data(), n, Index{1});
  }
  if (reads_c) copy_values(m, n, c.data(), c.row_stride(), c.col_stride(), values.data(), n, Index{1});
  ProductKernel<V, V>::gemm(m, n, reads_ab ? k : 0, alpha.value, x.data(), k, Index{1}, y.data(), n, Index{1},
                            beta.value, values.data(), n, Index{1});
  Matrix<D> product(m, n);
  if (reads_ab) multiply_taped<D, false>(m, n, k, a, a_rs, a_cs, b, b_rs, b_cs, view(product));
  for (Index i = 0; i < m; ++i)
    for (Index j = 0; j < n; ++j) {
      D sum = alpha * product(i, j);
      if (reads_c) sum += beta * c(i, j);
      sum.value = values(i, j);
      c(i, j) = sum;
    }
}

}  // namespace detail::inline DECLIVE_ABI

namespace detail {

template <class S, class T>
  requires(TapedOperands<S, T>)
struct ProductKernel<S, T> {
  using D = taped_operand_t<S, T>;
  using V = typename D::value_type;
  using Real = ProductKernel<V, V>;
  static constexpr bool exists = true, has_matvec = Real::has_matvec;

  DECLIVE_INLINE static bool fits() { return Real::fits(); }
  DECLIVE_INLINE static void gemm(Index m, Index n, Index k, const D& alpha, const S* a, Index a_rs, Index a_cs,
                                  const T* b, Index b_rs, Index b_cs, const D& beta, D* c, Index c_rs, Index c_cs) {
    if (m > 0 && n > 0)
      gemm_taped<D>(m, n, k, alpha, a, a_rs, a_cs, b, b_rs, b_cs, beta, MatrixView<D>(c, m, n, c_rs, c_cs));
  }
  DECLIVE_INLINE static void matvec(Index m, Index k, const S* a, Index a_rs, Index a_cs, const T* x, Index x_s, D* y,
                                    Index y_s) {
    if (m > 0) multiply_taped<D, true>(m, Index{1}, k, a, a_rs, a_cs, x, x_s, Index{1}, MatrixView<D>(y, m, 1, y_s, 1));
  }
};

}  // namespace detail
}  // namespace declive

#endif
