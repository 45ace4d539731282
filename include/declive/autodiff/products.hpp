// Products of matrices and vectors of duals, at the speed of real products:
//
//   (A + sum_p A'_p e_p)(B + sum_p B'_p e_p) = A B + sum_p (A'_p B + A B'_p) e_p,   1 + 2 N real products.
//
// A number of w parts (a Dual: its value, part 0, and its N partials; a nested one: those of each of its parts) stands
// in memory as w reals. Every block is copied, so that each part has rows of its own,
//
//   A, m x k            B, k x n                      C, m x n
//     a_0 of row 0        b_0, b_1, ... of row 0        c_0, c_1, ... of row 0
//     a_1 of row 0        b_0, b_1, ... of row 1        c_0, c_1, ... of row 1
//     ...                 ...                           ...
//     a_0 of row 1
//
// and then two real products do everything: all rows of A times b_0, and the rows of a_0 times (b_1, b_2, ...). Nested
// duals take some more, as e_p e_q is not 0 for the units of two levels.
//
// What is plain, on one side, is a number of one part: Dual x plain is one real product, and so is plain x Dual, which
// needs no copy where rows are contiguous.
//
//   - The value part has the bits of the real product of the value parts, for every alpha, beta, layout and size.
//   - A partial is a'_ip b_pj added up in the order of p, and then a_ip b'_pj: for alpha = 1, beta = 0 and duals that
//     are not nested within (2 k + 4) eps sum_p (|a'_ip| |b_pj| + |a_ip| |b'_pj|) of the exact one.
//   - Nothing is skipped: a partial of 0 times an infinite value is NaN here. (The product of two duals skips it.)
//   - The memory for the copies is taken once per thread and kept, at most 20 MiB for up to 64 parts. If there is none,
//     std::bad_alloc is thrown before C is touched (but for the memory of OpenMP's other threads).
#ifndef DECLIVE_AUTODIFF_PRODUCTS_HPP
#define DECLIVE_AUTODIFF_PRODUCTS_HPP

#include "../linalg/products.hpp"
#include "operators.hpp"

namespace declive {

namespace detail {

/// The levels of a nested dual, the innermost first: each has `width` parts, of which at most one factor of a product
/// may take another than the first.
struct Levels {
  static constexpr int most = 8;
  int count = 0;
  Index width[most] = {};
};

template <class X>
struct Parts {
  static constexpr Index count = 1;
  static constexpr Levels levels{};
};
template <class T, Index N, class Tag>
struct Parts<Dual<T, N, Tag>> {
  static constexpr Index count = (N + 1) * Parts<T>::count;
  static_assert(Parts<T>::levels.count < Levels::most, "declive: a product of duals that are nested too deeply");
  static constexpr Levels levels = [] {
    Levels all = Parts<T>::levels;
    all.width[all.count++] = N + 1;
    return all;
  }();
};

/// A matrix of numbers of `parts` parts as they stand in memory; the strides count reals. Part 0 is the value and
/// stands last, so part s of a number at x is x[parts - 1 - s].
template <class R>
struct PartsMatrix {
  R* data;
  Index rs, cs, parts;
  DECLIVE_INLINE R* at(Index i, Index j) const { return data + i * rs + j * cs; }
};

/// A block of such a matrix, copied apart: part s of element (i, j) stands at data[i row + s part + j].
template <class R>
struct PartsBlock {
  R* data;
  Index row, part;
};

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

constexpr Index at_most(Index x, Index limit) { return x < limit ? x : limit; }
constexpr Index at_least(Index x, Index limit) { return x > limit ? x : limit; }

// Whether e_s e_t, for parts s and t, is a part (s + t) and not 0.
inline bool parts_meet(const Levels& levels, Index s, Index t) {
  for (int l = 0; l < levels.count; ++l) {
    const Index width = levels.width[l];
    if (s % width != 0 && t % width != 0) return false;
    s /= width;
    t /= width;
  }
  return true;
}

// f(t, s, run) for every part t of A and the parts s to s + run - 1 of B, s > 0, that it meets, as many as stand in a
// row. In a dual that is not nested only the value meets any.
template <class F>
void for_meeting_parts(const Levels& levels, Index a_parts, Index b_parts, const F& f) {
  for (Index t = 0; t < (levels.count > 1 ? a_parts : 1); ++t)
    for (Index s = 1; s < b_parts;) {
      Index run = 0;
      while (s + run < b_parts && parts_meet(levels, s + run, t)) ++run;
      if (run > 0) f(t, s, run);
      s += at_least(run, 1);
    }
}

struct FirstOfPair {
  using contraction_free = void;
  template <class R>
  DECLIVE_INLINE R operator()(const kernels::Pair<R>& x) const {
    return x.re;
  }
};
struct SecondOfPair {
  using contraction_free = void;
  template <class R>
  DECLIVE_INLINE R operator()(const kernels::Pair<R>& x) const {
    return x.im;
  }
};
struct MakePair {
  using contraction_free = void;
  template <class R>
  DECLIVE_INLINE kernels::Pair<R> operator()(const R& x, const R& y) const {
    return {x, y};
  }
};

// The parts of a matrix apart, and together again. Pairs are taken apart by loops that the compiler vectorises, in half
// the time that transposing takes.
template <class R>
void split_parts(Index rows, Index cols, const PartsMatrix<const R>& x, const PartsBlock<R>& out) {
  if (x.parts == 1) return kernels::pack_rows(rows, cols, x.data, x.rs, x.cs, out.data, out.row);
  const Index last = (x.parts - 1) * out.part;
  for (Index i = 0; i < rows; ++i) {
    const R* from = x.at(i, 0);
    R* to = out.data + i * out.row;
    if (x.parts == 2 && x.cs == 2) {
      const auto* pairs = reinterpret_cast<const kernels::Pair<R>*>(from);
      FirstOfPair first;
      SecondOfPair second;
      kernels::map_flat(second, cols, to, pairs);
      kernels::map_flat(first, cols, to + out.part, pairs);
    } else {
      kernels::transpose(cols, x.parts, from, x.cs, Index{1}, to + last, -out.part, Index{1});
    }
  }
}
template <class R>
void join_parts(Index rows, Index cols, const PartsBlock<R>& x, const PartsMatrix<R>& out) {
  const Index last = (out.parts - 1) * x.part;
  for (Index i = 0; i < rows; ++i) {
    const R* from = x.data + i * x.row;
    R* to = out.at(i, 0);
    if (out.parts == 2 && out.cs == 2) {
      MakePair pair;
      kernels::map_flat(pair, cols, reinterpret_cast<kernels::Pair<R>*>(to), from + x.part, from);
    } else {
      kernels::transpose(out.parts, cols, from + last, -x.part, Index{1}, to, out.cs, Index{1});
    }
  }
}

// C = A B (`fresh`) or C += A B for numbers taken apart.
template <class R>
void multiply_parts(const Levels& levels, Index m, Index n, Index k, const PartsBlock<R>& a, Index a_parts,
                    const PartsBlock<R>& b, Index b_parts, bool fresh, const PartsBlock<R>& c, Index c_parts) {
  const auto add = [&](Index rows, Index cols, const R* x, Index x_rs, const R* y, R beta, R* out, Index out_rs) {
    kernels::gemm<R>(rows, cols, k, R(1), x, x_rs, Index{1}, y, b.row, Index{1}, beta, out, out_rs, Index{1});
  };
  if (a_parts == c_parts) {
    add(m * a_parts, n, a.data, a.part, b.data, fresh ? R(0) : R(1), c.data, c.part);
  } else {
    if (fresh)
      for (Index i = 0; i < m * c_parts * n; ++i) c.data[i] = R(0);
    for (Index t = 0; t < a_parts; ++t) add(m, n, a.data + t * a.part, a.row, b.data, R(1), c.data + t * n, c.row);
  }
  for_meeting_parts(levels, a_parts, b_parts, [&](Index t, Index s, Index run) {
    add(m, run * n, a.data + t * a.part, a.row, b.data + s * b.part, R(1), c.data + (s + t) * c.part, c.row);
  });
}

// C = alpha S + beta C for numbers taken apart that are m x n, `first` being part 0 of alpha; beta = null is 1, S =
// null is 0. Part 0 is rounded as in kernels/gemm.hpp.
template <class R>
void combine_parts(const Levels& levels, Index m, Index n, R first, const R* alpha, const R* sums, const R* beta,
                   const PartsBlock<R>& c, Index c_parts) {
  for (Index i = 0; i < m; ++i)
    // The last part first: it is made of the others as they were.
    for (Index u = c_parts - 1; u >= 0; --u) {
      R* const row = c.data + i * c.row;
      const R* const sum = sums == nullptr ? nullptr : sums + i * c.row;
      R* const out = row + u * c.part;
      const R factor = beta == nullptr ? R(1) : beta[0];
      if (sum != nullptr && first != R(0))
        kernels::update(n, first, sum + u * c.part, factor, out, Index{1});
      else if (factor != R(1))
        kernels::scale(n, factor, out, Index{1});
      for (Index s = 1; s <= u; ++s) {
        if (!parts_meet(levels, s, u - s)) continue;
        const Index other = (u - s) * c.part;
        if (sum != nullptr && alpha[s] != R(0)) kernels::update(n, alpha[s], sum + other, R(1), out, Index{1});
        if (beta != nullptr && beta[s] != R(0))
          kernels::update(n, beta[s], static_cast<const R*>(row + other), R(1), out, Index{1});
      }
    }
}

template <class R>
bool all_zero(const R* x, Index parts) {
  for (Index s = 0; s < parts; ++s)
    if (x[s] != R(0)) return false;
  return true;
}

// The distance of the copied rows of A: neither they nor the rows of one part meet in one set of the cache.
inline Index parts_row(Index k, Index bytes, Index parts) {
  Index row = kernels::packed_row(k, bytes);
  while (kernels::rows_collide(row * parts * bytes)) row += 128 / bytes;
  return row;
}

/// C = alpha A B + beta C, where alpha and beta are numbers of c.parts parts: see above and kernels/gemm.hpp.
template <class R>
DECLIVE_NOINLINE void gemm_parts(const Levels& levels, Index m, Index n, Index k, const R* alpha,
                                 const PartsMatrix<const R>& a, const PartsMatrix<const R>& b, const R* beta,
                                 const PartsMatrix<R>& c) {
  const Index parts = c.parts;
  if (m <= 0 || n <= 0) return;
  const bool plain_alpha = all_zero(alpha + 1, parts - 1), plain_beta = all_zero(beta + 1, parts - 1);
  // A plain operand, and contiguous rows (columns) of the other one and of C: one real product as it stands.
  if (a.parts == 1 && plain_alpha && plain_beta && (b.cs == parts || n == 1) && (c.cs == parts || n == 1))
    return kernels::gemm<R>(m, n * parts, k, alpha[0], a.data, a.rs, a.cs, b.data, b.rs, Index{1}, beta[0], c.data,
                            c.rs, Index{1});
  if (b.parts == 1 && plain_alpha && plain_beta && (a.rs == parts || m == 1) && (c.rs == parts || m == 1))
    return kernels::gemm<R>(n, m * parts, k, alpha[0], b.data, b.cs, b.rs, a.data, a.cs, Index{1}, beta[0], c.data,
                            c.cs, Index{1});
  if (plain_alpha && alpha[0] == R(0)) k = 0;
  const bool chain = k <= 0 || alpha[0] == R(1), keeps = !all_zero(beta, parts);

  // Where alpha is not 1 the sums begin anew with every block of k, which has to be that of kernels/gemm.hpp. Strips of
  // 64 rows, which stay in L2, and as few blocks of B as its memory allows gave the best speed from 2 to 17 parts.
  constexpr Index bytes = static_cast<Index>(sizeof(R));
  const Index mb = kernels::even_part(m, at_least(at_most(1024 / parts, 64), 12), 1),
              nb = kernels::even_part(n, at_least(at_most(2304 / parts, 256), 16), 16),
              kb = k > 0 ? kernels::even_part(k, kernels::gemm_kc, 1) : 1;
  const Index row_a = parts_row(kb, bytes, a.parts), row_b = kernels::packed_row(b.parts * nb, bytes);
  const Index size_a = mb * a.parts * row_a, size_b = kb * row_b, size_c = mb * parts * nb;
  R* const memory = static_cast<R*>(kernels::workspace<2>().take(
      static_cast<std::size_t>((size_a + size_b + (chain && plain_alpha ? 1 : 2) * size_c) * bytes)));
  // The real products may pack b_0, or its last columns, and A's rows stand apart: so much do they need at most.
  kernels::workspace<>().take(static_cast<std::size_t>(kb * (nb + 32) * bytes));

  const PartsBlock<R> block_a{memory, a.parts * row_a, row_a};
  for (Index j = 0; j < n; j += nb) {
    const Index cols = at_most(n - j, nb);
    const PartsBlock<R> block_b{memory + size_a, row_b, cols}, block_c{memory + size_a + size_b, parts * cols, cols},
        sums{block_c.data + size_c, block_c.row, block_c.part};
    Index p = 0;
    do {
      const Index depth = at_most(k - p, kb);
      if (depth > 0) split_parts(depth, cols, {b.at(p, j), b.rs, b.cs, b.parts}, block_b);
      for (Index i = 0; i < m; i += mb) {
        const Index rows = at_most(m - i, mb);
        const PartsMatrix<R> out{c.at(i, j), c.rs, c.cs, parts};
        if (depth > 0) split_parts(rows, depth, {a.at(i, p), a.rs, a.cs, a.parts}, block_a);
        if (p > 0 || keeps) split_parts(rows, cols, PartsMatrix<const R>{out.data, out.rs, out.cs, parts}, block_c);
        const R* const factor = p == 0 ? beta : nullptr;
        const auto multiply = [&](bool fresh, const PartsBlock<R>& to) {
          multiply_parts(levels, rows, cols, depth, block_a, a.parts, block_b, b.parts, fresh, to, parts);
        };
        if (chain) {
          if (p == 0 && keeps) combine_parts<R>(levels, rows, cols, R(0), alpha, nullptr, factor, block_c, parts);
          multiply(p == 0 && !keeps, block_c);
        }
        if (!chain || (k > 0 && !plain_alpha)) {
          multiply(true, sums);
          combine_parts<R>(levels, rows, cols, chain ? R(0) : alpha[0], alpha, sums.data, chain ? nullptr : factor,
                           block_c, parts);
        }
        join_parts(rows, cols, block_c, out);
      }
      p += kb;
    } while (p < k);
  }
}

/// y = A x for vectors whose elements stand x.rs and y.rs apart. All parts of A times the value of x are dot products,
/// as in kernels/gemv.hpp; to them the rows of A's parts times the other parts of x are added as in kernels/gemm.hpp,
/// where x and y stand: their parts are the rows of matrices.
template <class R>
DECLIVE_NOINLINE void matvec_parts(const Levels& levels, Index m, Index k, const PartsMatrix<const R>& a,
                                   const PartsMatrix<const R>& x, const PartsMatrix<R>& y) {
  if (m <= 0) return;
  constexpr Index bytes = static_cast<Index>(sizeof(R));
  const Index parts = y.parts;
  // Strips of A of 64 KiB; a plain A is read where it stands.
  const bool in_place = a.parts == 1 && a.cs == 1;
  const Index row_a = parts_row(k, bytes, a.parts), some = (Index{1} << 16) / bytes / (row_a * a.parts),
              strip = in_place || m < some ? m : at_least(some, 1), size_a = in_place ? 0 : strip * a.parts * row_a;
  R* const values =
      static_cast<R*>(kernels::workspace<2>().take(static_cast<std::size_t>((k + size_a + strip * a.parts) * bytes)));
  R *const copied = values + k, *const sums = copied + size_a;
  // The real products may pack A's rows, or x.
  const Index depth = at_most(k, kernels::gemm_kc), packed_rows = at_most(strip, 60 * kernels::most_tile_rows) + 12;
  kernels::workspace<>().take(
      static_cast<std::size_t>((packed_rows * kernels::packed_row(depth, bytes) + depth * (x.parts + 32)) * bytes));

  for (Index q = 0; q < k; ++q) values[q] = x.at(q, 0)[x.parts - 1];
  for (Index i = 0; i < m; i += strip) {
    const Index rows = at_most(m - i, strip);
    PartsBlock<const R> block{copied, a.parts * row_a, row_a};
    if (in_place)
      block = {k > 0 ? a.at(i, 0) : nullptr, a.rs, a.rs};
    else if (k > 0)
      split_parts(rows, k, {a.at(i, 0), a.rs, a.cs, a.parts}, PartsBlock<R>{copied, block.row, block.part});
    kernels::gemv<R>(rows * a.parts, k, R(1), block.data, block.part, Index{1}, values, Index{1}, R(0), sums, Index{1});
    // Of a plain A every other part is one product, which need not find zeros there (a fifth of the time of a Jacobian of 100 x 100).
    const bool starts = a.parts > 1 || k <= 0;
    for (Index r = 0; r < rows; ++r)
      for (Index u = 0; u < (starts ? parts : 1); ++u)
        y.at(i + r, 0)[parts - 1 - u] = u < a.parts ? sums[r * a.parts + u] : R(0);
    if (k <= 0) continue;
    for_meeting_parts(levels, a.parts, x.parts, [&](Index t, Index s, Index run) {
      kernels::gemm<R>(rows, run, k, R(1), block.data + t * block.part, block.row, Index{1},
                       x.data + (x.parts - s - run), x.rs, Index{1}, starts ? R(1) : R(0),
                       y.at(i, 0) + (parts - s - t - run), y.rs, Index{1});
    });
  }
}

}  // namespace detail::inline DECLIVE_ABI

namespace detail {

template <class S, class T>
  requires(PartsOperands<S, T>)
struct ProductKernel<S, T> {
  using D = std::conditional_t<is_within<T, S>, S, T>;
  using R = scalar_t<D>;
  static_assert(sizeof(S) == Parts<S>::count * sizeof(R) && sizeof(T) == Parts<T>::count * sizeof(R),
                "declive: duals that are more than their parts");
  static constexpr bool exists = true, has_matvec = true;

  DECLIVE_INLINE static bool fits() { return true; }
  DECLIVE_INLINE static void gemm(Index m, Index n, Index k, const D& alpha, const S* a, Index a_rs, Index a_cs,
                                  const T* b, Index b_rs, Index b_cs, const D& beta, D* c, Index c_rs, Index c_cs) {
    R factors[2][std::size_t{Parts<D>::count}];
    for (Index s = 0; s < Parts<D>::count; ++s) {
      factors[0][s] = reinterpret_cast<const R*>(&alpha)[Parts<D>::count - 1 - s];
      factors[1][s] = reinterpret_cast<const R*>(&beta)[Parts<D>::count - 1 - s];
    }
    gemm_parts<R>(Parts<D>::levels, m, n, k, factors[0], matrix(a, a_rs, a_cs), matrix(b, b_rs, b_cs), factors[1],
                  matrix(c, c_rs, c_cs));
  }
  DECLIVE_INLINE static void matvec(Index m, Index k, const S* a, Index a_rs, Index a_cs, const T* x, Index x_s, D* y,
                                    Index y_s) {
    // As in matvec_real, for the bits of the value: a product with one row where A's columns are contiguous.
    if (a_rs == 1 && a_cs != 1)
      ProductKernel<T, S>::gemm(Index{1}, m, k, D(R(1)), x, Index{1}, x_s, a, a_cs, a_rs, D(R(0)), y, Index{1}, y_s);
    else
      matvec_parts<R>(Parts<D>::levels, m, k, matrix(a, a_rs, a_cs), matrix(x, x_s, Index{1}),
                      matrix(y, y_s, Index{1}));
  }

 private:
  // The array of n duals is one of n * count reals.
  template <class X>
  DECLIVE_INLINE static auto matrix(X* x, Index rs, Index cs) {
    constexpr Index parts = Parts<std::remove_const_t<X>>::count;
    using Real = std::conditional_t<std::is_const_v<X>, const R, R>;
    return PartsMatrix<Real>{reinterpret_cast<Real*>(x), rs * parts, cs * parts, parts};
  }
};

}  // namespace detail
}  // namespace declive

#endif
