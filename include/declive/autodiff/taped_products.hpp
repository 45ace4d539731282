// Products of matrices and vectors in reverse mode, as real products:
//
//   C = A B:    adjoint(A) += adjoint(C) B^T,    adjoint(B) += A^T adjoint(C)
//
// The tape keeps the values of A and B once, not a node for each of the m n k multiplications: of double 20 bytes an
// element of an operand on the tape, 8 of a plain one, 32 of the result. The values have the bits of the real product,
// and nothing is skipped: 0 * inf is NaN, as in every product of matrices.
#ifndef DECLIVE_AUTODIFF_TAPED_PRODUCTS_HPP
#define DECLIVE_AUTODIFF_TAPED_PRODUCTS_HPP

#include "products.hpp"
#include "taped.hpp"

namespace declive {

namespace detail {

// The number on the tape of a product of S and T, and whether X may be a factor.
template <class S, class T>
using taped_operand_t = std::conditional_t<is_taped<S>, S, T>;
template <class X, class D>
inline constexpr bool is_tape_operand = false;
template <class X, class T, class Tag>
inline constexpr bool is_tape_operand<X, Dual<T, taped, Tag>> =
    std::is_same_v<X, Dual<T, taped, Tag>> || is_within<X, T>;

template <class S, class T>
concept TapedOperands = (is_taped<S> || is_taped<T>)&&is_tape_operand<S, taped_operand_t<S, T>>&& is_tape_operand<
    T, taped_operand_t<S, T>>&& ProductKernel<typename taped_operand_t<S, T>::value_type,
                                              typename taped_operand_t<S, T>::value_type>::exists;

/// A matrix of numbers on the tape whatever their tag, or of plain ones (`place` is null): the elements are `step` bytes
/// apart, the strides count them. What is below is compiled once for all functions that are differentiated.
template <class V>
struct TapedMatrix {
  using P = Place<adjoint_t<std::remove_const_t<V>>>;
  V* value;
  std::conditional_t<std::is_const_v<V>, const P, P>* place;
  Index rows, cols, rs, cs, step;
};

/// C = A B on the tape. Behind it stand the slopes of A and B, their values, and their nodes: of a plain operand the
/// values alone.
template <class W>
struct ProductBlock : TapeBlock<W> {
  Index m, n, k;
  bool a_taped, b_taped;
  bool a_by_columns, b_by_columns;  ///< kept column after column, as they came
};

/// A or B there.
template <class W, class V>
struct KeptOperand {
  W* slope;
  V* value;
  std::uint32_t* node;
  Index rows, cols, rs, cs;
};
inline constexpr std::uint32_t constant_node = 0xFFFFFFFF;

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

// What stands `count` elements behind *first.
template <class M>
DECLIVE_INLINE inline M& stepped(M* first, Index count, Index step) {
  using Byte = std::conditional_t<std::is_const_v<M>, const char, char>;
  return *reinterpret_cast<M*>(reinterpret_cast<Byte*>(first) + count * step);
}
template <class V, class X>
DECLIVE_INLINE inline TapedMatrix<V> taped_matrix(X* x, Index rows, Index cols, Index rs, Index cs) {
  constexpr Index step = static_cast<Index>(sizeof(X));
  if constexpr (std::is_same_v<std::remove_const_t<X>, std::remove_const_t<V>>)
    return {x, nullptr, rows, cols, rs, cs, step};
  else
    return {x == nullptr ? nullptr : &x->value, x == nullptr ? nullptr : &x->place, rows, cols, rs, cs, step};
}
// visit(element, i, j) for all elements, as offsets for stepped().
template <class Visit>
DECLIVE_INLINE inline void for_offsets(Index rows, Index cols, Index rs, Index cs, Visit visit) {
  for (Index i = 0; i < rows; ++i)
    for (Index j = 0; j < cols; ++j) visit(i * rs + j * cs, i, j);
}

template <class W, class V>
KeptOperand<W, V> kept(W* slope, V* value, std::uint32_t* node, bool by_columns, Index rows, Index cols) {
  return {slope, value, node, rows, cols, by_columns ? 1 : cols, by_columns ? rows : 1};
}
template <class V, class W>
std::pair<KeptOperand<W, V>, KeptOperand<W, V>> operands_of(const ProductBlock<W>* block) {
  const Index m = block->m, n = block->n, k = block->k, a = m * k, b = k * n, a_places = block->a_taped ? a : 0;
  W* const slopes = reinterpret_cast<W*>(const_cast<ProductBlock<W>*>(block) + 1);
  V* const values = reinterpret_cast<V*>(slopes + a_places + (block->b_taped ? b : 0));
  auto* const nodes = reinterpret_cast<std::uint32_t*>(values + a + b);
  return {kept(slopes, values, nodes, block->a_by_columns, m, k),
          kept(slopes + a_places, values + a, nodes + a_places, block->b_by_columns, k, n)};
}

// Whether one of the numbers is on the tape.
template <class W, class V>
bool any_taped(const Tape<W>& tape, const TapedMatrix<const V>& x) {
  bool any = false;
  if (x.place != nullptr)
    for_offsets(x.rows, x.cols, x.rs, x.cs, [&](Index at, Index, Index) {
      const Handle node = stepped(x.place, at, x.step).node;
      if (node != 0 && node - tape.first >= tape.size) raise_foreign();
      any = any || node != 0;
    });
  return any;
}
template <class W, class V>
void keep_values(const TapedMatrix<const V>& x, const KeptOperand<W, V>& to) {
  for_offsets(x.rows, x.cols, x.rs, x.cs,
              [&](Index at, Index i, Index j) { to.value[i * to.rs + j * to.cs] = stepped(x.value, at, x.step); });
}
template <class W, class V>
void keep_places(const Tape<W>& tape, const TapedMatrix<const V>& x, const KeptOperand<W, V>& to) {
  if (x.place != nullptr)
    for_offsets(x.rows, x.cols, x.rs, x.cs, [&](Index at, Index i, Index j) {
      const Place<W>& place = stepped(x.place, at, x.step);
      const Index kept_at = i * to.rs + j * to.cs;
      to.slope[kept_at] = place.slope;
      to.node[kept_at] = place.node == 0 ? constant_node : static_cast<std::uint32_t>(place.node - tape.first);
    });
}

// Adds x to the adjoints of an operand.
template <class W, class V>
void add_to(TapeNode<W>* nodes, const KeptOperand<W, V>& operand, const Matrix<V>& x) {
  for_offsets(x.rows(), x.cols(), operand.rs, operand.cs, [&](Index at, Index i, Index j) {
    if (operand.node[at] != constant_node && !is_zero(operand.slope[at]))
      add_adjoint(nodes[operand.node[at]].adjoint, static_cast<W>(operand.slope[at] * static_cast<W>(x(i, j))));
  });
}
template <class V, class W>
void pass_on_product(TapeNode<W>* nodes, const TapeBlock<W>* base) {
  const auto* const block = static_cast<const ProductBlock<W>*>(base);
  const auto operands = operands_of<V>(block);
  const auto &a = operands.first, &b = operands.second;
  const TapeNode<W>* const results = nodes + block->first;
  const Index n = block->n;
  const Matrix<V> c(block->m, n, [&](Index i, Index j) { return static_cast<V>(results[i * n + j].adjoint); });
  if (block->a_taped)
    add_to(nodes, a, Matrix<V>(c * MatrixView<const V>(b.value, b.rows, b.cols, b.rs, b.cs).transposed()));
  if (block->b_taped)
    add_to(nodes, b, Matrix<V>(MatrixView<const V>(a.value, a.rows, a.cols, a.rs, a.cs).transposed() * c));
}

/// C = A B on the tape; `as_vector`: B is a vector, and the values are those of matvec. Nothing is recorded if all numbers
/// are constants. Throws std::bad_alloc before C is touched.
template <class V, class W>
DECLIVE_NOINLINE void multiply_taped(Tape<W>& tape, bool as_vector, const TapedMatrix<const V>& a,
                                     const TapedMatrix<const V>& b, const TapedMatrix<V>& c) {
  using Real = ProductKernel<V, V>;
  const Index m = a.rows, n = b.cols, k = a.cols;
  const bool a_by_columns = a.rs == 1 && a.cs != 1, b_by_columns = b.rs == 1 && b.cs != 1;
  Matrix<V> values(m, n, uninitialized);
  const auto multiply = [&](const KeptOperand<W, V>& x, const KeptOperand<W, V>& y) {
    keep_values(a, x);
    keep_values(b, y);
    if constexpr (Real::has_matvec)
      if (as_vector) return Real::matvec(m, k, x.value, x.rs, x.cs, y.value, y.rs, values.data(), Index{1});
    Real::gemm(m, n, k, V(1), x.value, x.rs, x.cs, y.value, y.rs, y.cs, V(0), values.data(), n, Index{1});
  };
  Place<W> place{W(0), 0};
  const bool a_taped = any_taped(tape, a), b_taped = any_taped(tape, b);
  if (a_taped || b_taped) {
    const Index places = (a_taped ? m * k : 0) + (b_taped ? k * n : 0);
    auto* const block =
        append_block<ProductBlock<W>>(tape, static_cast<std::uint64_t>(m * n),
                                      sizeof(ProductBlock<W>) + static_cast<std::size_t>(m * k + k * n) * sizeof(V) +
                                          static_cast<std::size_t>(places) * (sizeof(W) + sizeof(std::uint32_t)));
    block->pass_on = pass_on_product<V, W>;
    block->m = m;
    block->n = n;
    block->k = k;
    block->a_taped = a_taped;
    block->b_taped = b_taped;
    block->a_by_columns = a_by_columns;
    block->b_by_columns = b_by_columns;
    const auto operands = operands_of<V>(block);
    if (a_taped) keep_places(tape, a, operands.first);
    if (b_taped) keep_places(tape, b, operands.second);
    place = {W(1), tape.first + block->first};
    multiply(operands.first, operands.second);
  } else {
    Vector<V> x(m * k, uninitialized), y(k * n, uninitialized);
    multiply(kept<W, V>(nullptr, x.data(), nullptr, a_by_columns, m, k),
             kept<W, V>(nullptr, y.data(), nullptr, b_by_columns, k, n));
  }
  for_offsets(m, n, c.rs, c.cs, [&](Index at, Index i, Index j) {
    stepped(c.value, at, c.step) = values(i, j);
    stepped(c.place, at, c.step) = place;
    if (place.node != 0) ++place.node;
  });
}

// The place of x y, and of x + y.
template <class V, class W>
Place<W> product_place(Tape<W>& tape, const V& x, const Place<W>& dx, const V& y, const Place<W>& dy) {
  return join(tape, strong_product(static_cast<W>(y), dx.slope), dx.node, strong_product(static_cast<W>(x), dy.slope),
              dy.node);
}
template <class W>
Place<W> sum_place(Tape<W>& tape, const Place<W>& dx, const Place<W>& dy) {
  return join(tape, dx.slope, dx.node, dy.slope, dy.node);
}

/// C = alpha A B + beta C, where alpha and beta, 1 x 1, may be on the tape. The values are those of the real gemm.
template <class V, class W>
DECLIVE_NOINLINE void gemm_taped(Tape<W>& tape, const V& alpha, const Place<W>& d_alpha, const TapedMatrix<const V>& a,
                                 const TapedMatrix<const V>& b, const V& beta, const Place<W>& d_beta,
                                 const TapedMatrix<V>& c) {
  const bool reads_ab = d_alpha.node != 0 || !is_zero(alpha), reads_c = d_beta.node != 0 || !is_zero(beta);
  // 1 with all its parts: an outer derivative may be by alpha.
  if (d_alpha.node == 0 && is_zero(static_cast<V>(alpha - V(1))) && !reads_c)
    return multiply_taped(tape, false, a, b, c);
  const Index m = a.rows, n = b.cols, k = reads_ab ? a.cols : 0;
  Matrix<V> x(m, k), y(k, n), values(m, n);
  Matrix<Dual<V, taped>> product(m, n);  // whatever the tag
  if (reads_ab) {
    keep_values(a, kept<W, V>(nullptr, x.data(), nullptr, false, m, k));
    keep_values(b, kept<W, V>(nullptr, y.data(), nullptr, false, k, n));
    multiply_taped(tape, false, a, b, taped_matrix<V>(product.data(), m, n, n, Index{1}));
  }
  if (reads_c)
    for_offsets(m, n, c.rs, c.cs, [&](Index at, Index i, Index j) { values(i, j) = stepped(c.value, at, c.step); });
  ProductKernel<V, V>::gemm(m, n, k, alpha, x.data(), k, Index{1}, y.data(), n, Index{1}, beta, values.data(), n,
                            Index{1});
  for_offsets(m, n, c.rs, c.cs, [&](Index at, Index i, Index j) {
    V& value = stepped(c.value, at, c.step);
    Place<W>& place = stepped(c.place, at, c.step);
    Place<W> sum = product_place(tape, alpha, d_alpha, product(i, j).value, product(i, j).place);
    if (reads_c) sum = sum_place(tape, sum, product_place(tape, beta, d_beta, value, place));
    value = values(i, j);
    place = sum;
  });
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
    if (m <= 0 || n <= 0) return;
    const Numbers<S> x(a, m, k, a_rs, a_cs);
    const Numbers<T> y(b, k, n, b_rs, b_cs);
    gemm_taped(tape(), alpha.value, alpha.place, x.matrix, y.matrix, beta.value, beta.place,
               taped_matrix<V>(c, m, n, c_rs, c_cs));
  }
  DECLIVE_INLINE static void matvec(Index m, Index k, const S* a, Index a_rs, Index a_cs, const T* x, Index x_s, D* y,
                                    Index y_s) {
    if (m <= 0) return;
    const Numbers<S> p(a, m, k, a_rs, a_cs);
    const Numbers<T> q(x, k, Index{1}, x_s, Index{1});
    multiply_taped(tape(), true, p.matrix, q.matrix, taped_matrix<V>(y, m, Index{1}, y_s, Index{1}));
  }

 private:
  DECLIVE_INLINE static auto& tape() { return current_tape<typename D::adjoint_type, typename D::tag_type>; }

  // An operand as it stands, or, if it is made of less than V's, copied as V's.
  template <class X>
  struct Numbers {
    static constexpr bool copied = !std::is_same_v<X, D> && !std::is_same_v<X, V>;
    Vector<V> copy;
    TapedMatrix<const V> matrix;
    DECLIVE_INLINE Numbers(const X* x, Index rows, Index cols, Index rs, Index cs)
        : copy(copied ? rows * cols : 0), matrix(taken(x, rows, cols, rs, cs)) {}
    Numbers(const Numbers&) = delete;
    Numbers& operator=(const Numbers&) = delete;
    DECLIVE_INLINE ~Numbers() {}

   private:
    DECLIVE_INLINE TapedMatrix<const V> taken(const X* x, Index rows, Index cols, Index rs, Index cs) {
      if constexpr (copied) {
        for (Index i = 0; i < rows; ++i)
          for (Index j = 0; j < cols; ++j) copy[i * cols + j] = static_cast<V>(x[i * rs + j * cs]);
        return taped_matrix<const V>(static_cast<const V*>(copy.data()), rows, cols, cols, Index{1});
      } else {
        return taped_matrix<const V>(x, rows, cols, rs, cs);
      }
    }
  };
};

}  // namespace detail
}  // namespace declive

#endif
