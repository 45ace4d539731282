// C = alpha A B + beta C for complex numbers that lie in memory as pairs (re, im), as std::complex does: by one real
// product of twice the size.
//
// A row of A is a row of 2 k real numbers as it stands, and a row of C one of 2 n. Row p of B becomes two rows,
//
//   (re b_p0, im b_p0, re b_p1, im b_p1, ...)  and  (-im b_p0, re b_p0, -im b_p1, re b_p1, ...),
//
// so that (re a_ip, im a_ip) times the two is (re, im) of a_ip b_pj. Only B is copied, block by block, into memory that
// is bounded and kept as in gemm; A and C too where their columns are not contiguous.
//
// The rules for alpha, beta and empty sizes are those of gemm, and so is the order of summation for alpha = 1. Each
// part is within 2 (2 k + 4) eps sum_p |a_ip| |b_pj| of the exact one. Infinities follow the formula above: no second
// look is taken where it gives NaN, as C's Annex G would.
#ifndef DECLIVE_KERNELS_COMPLEX_HPP
#define DECLIVE_KERNELS_COMPLEX_HPP

#include "gemm.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

/// The two parts of a number.
template <class T>
struct Pair {
  T re, im;
};

// x y, and z = alpha sum + beta z for a number at z; beta = 0 does not read it.
template <class T>
Pair<T> times(const Pair<T>& x, const Pair<T>& y) {
  return {x.re * y.re - x.im * y.im, x.re * y.im + x.im * y.re};
}
template <class T>
void update_pair(const Pair<T>& alpha, const Pair<T>& sum, const Pair<T>& beta, T* z) {
  Pair<T> value = alpha.re == T(1) && alpha.im == T(0) ? sum : times(alpha, sum);
  if (beta.re != T(0) || beta.im != T(0)) {
    const Pair<T> old = beta.re == T(1) && beta.im == T(0) ? Pair<T>{z[0], z[1]} : times(beta, Pair<T>{z[0], z[1]});
    value = {value.re + old.re, value.im + old.im};
  }
  z[0] = value.re;
  z[1] = value.im;
}

// to = i from: (re, im) becomes (-im, re), for n contiguous numbers.
template <class T>
void turn(Index n, const T* from, T* to) {
  for (; n > 0; --n, from += 2, to += 2) {
    const T re = from[0];
    to[0] = -from[1];
    to[1] = re;
  }
}
#if DECLIVE_X86
inline void turn(Index n, const double* from, double* to) {
  using V = sse2::Vec<double>;
  for (; n > 0; --n, from += 2, to += 2) {
    const f64x2 z = V::load(from);
    V::store(to, DECLIVE_SHUFFLE(i64x2, z, z, 1, 0) * f64x2{-1, 1});
  }
}
inline void turn(Index n, const float* from, float* to) {
  using V = sse2::Vec<float>;
  for (; n > 1; n -= 2, from += 4, to += 4) {
    const f32x4 z = V::load(from);
    V::store(to, DECLIVE_SHUFFLE(i32x4, z, z, 1, 0, 3, 2) * f32x4{-1, 1, -1, 1});
  }
  turn<float>(n, from, to);
}
#endif

/// C = alpha A B + beta C with elements Z = (re, im) of T; element (i, j) of X stands at x[i x_rs + j x_cs], in Z.
template <class T>
void gemm_complex(Index m, Index n, Index k, Pair<T> alpha, const T* a, Index a_rs, Index a_cs, const T* b, Index b_rs,
                  Index b_cs, Pair<T> beta, T* c, Index c_rs, Index c_cs) {
  if (m <= 0 || n <= 0) return;
  const bool direct = c_cs == 1 && alpha.re == T(1) && alpha.im == T(0) && beta.im == T(0);
  if (k <= 0 || (alpha.re == T(0) && alpha.im == T(0)) || m * n * k <= 27) {
    // Nothing to multiply, or so little that two rows for one do not pay.
    if (alpha.re == T(0) && alpha.im == T(0)) k = 0;
    for (Index i = 0; i < m; ++i)
      for (Index j = 0; j < n; ++j) {
        Pair<T> sum{T(0), T(0)};
        for (Index p = 0; p < k; ++p) {
          const T *x = a + 2 * (i * a_rs + p * a_cs), *y = b + 2 * (p * b_rs + j * b_cs);
          const Pair<T> product = times(Pair<T>{x[0], x[1]}, Pair<T>{y[0], y[1]});
          sum = {sum.re + product.re, sum.im + product.im};
        }
        update_pair(alpha, sum, beta, c + 2 * (i * c_rs + j * c_cs));
      }
    return;
  }
  // The doubled block of B takes 4 MiB at most; of A and C strips of 96 rows are copied.
  constexpr Index bytes = static_cast<Index>(sizeof(T));
  const Index nb = even_part(n, 512, 1), kb = even_part(k, 2048 / bytes, 1);
  const Index mb = direct && a_cs == 1 ? m : even_part(m, 96, 1);
  const Index size_b = 4 * kb * nb, size_a = a_cs == 1 ? 0 : 2 * mb * kb, size_c = direct ? 0 : 2 * mb * nb;
  T* const doubled = static_cast<T*>(workspace<1>().take(static_cast<std::size_t>((size_b + size_a + size_c) * bytes)));
  T *const rows_a = doubled + size_b, *const sums = rows_a + size_a;
  for (Index j = 0; j < n; j += nb) {
    const Index cols = n - j < nb ? n - j : nb;
    for (Index p = 0; p < k; p += kb) {
      const Index depth = k - p < kb ? k - p : kb;
      for (Index q = 0; q < depth; ++q) {
        const T* from = b + 2 * ((p + q) * b_rs + j * b_cs);
        T *first = doubled + 4 * q * cols, *second = first + 2 * cols;
        if (b_cs == 1) {
          std::memcpy(first, from, static_cast<std::size_t>(2 * cols) * sizeof(T));
        } else {
          for (Index l = 0; l < cols; ++l, from += 2 * b_cs) {
            first[2 * l] = from[0];
            first[2 * l + 1] = from[1];
          }
        }
        turn(cols, static_cast<const T*>(first), second);
      }
      const Pair<T> factor = p == 0 ? beta : Pair<T>{T(1), T(0)};
      for (Index i = 0; i < m; i += mb) {
        const Index rows = m - i < mb ? m - i : mb;
        const T* x = a + 2 * (i * a_rs + p * a_cs);
        Index x_rs = 2 * a_rs;
        if (a_cs != 1) {
          for (Index r = 0; r < rows; ++r)
            for (Index q = 0; q < depth; ++q) {
              rows_a[2 * (r * depth + q)] = x[2 * (r * a_rs + q * a_cs)];
              rows_a[2 * (r * depth + q) + 1] = x[2 * (r * a_rs + q * a_cs) + 1];
            }
          x = rows_a;
          x_rs = 2 * depth;
        }
        T* out = c + 2 * (i * c_rs + j * c_cs);
        gemm<T>(rows, 2 * cols, 2 * depth, T(1), x, x_rs, Index{1}, doubled, 2 * cols, Index{1},
                direct ? factor.re : T(0), direct ? out : sums, direct ? 2 * c_rs : 2 * cols, Index{1});
        if (direct) continue;
        for (Index r = 0; r < rows; ++r)
          for (Index l = 0; l < cols; ++l) {
            const T* sum = sums + 2 * (r * cols + l);
            update_pair(alpha, Pair<T>{sum[0], sum[1]}, factor, out + 2 * (r * c_rs + l * c_cs));
          }
      }
    }
  }
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
