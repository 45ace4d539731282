// C = alpha A B + beta C for complex numbers that lie in memory as pairs (re, im), as std::complex does: by one real
// product of twice the size.
//
// A row of A is a row of 2 k real numbers as it stands, and a row of C one of 2 n. Row p of B becomes two rows,
//
//   (re b_p0, im b_p0, re b_p1, im b_p1, ...)  and  (-im b_p0, re b_p0, -im b_p1, re b_p1, ...),
//
// so that (re a_ip, im a_ip) times the two is (re, im) of a_ip b_pj. These are made where gemm packs B into panels; A and
// C are copied, in bounded blocks, only where their columns are not contiguous, and C where alpha is not 1 or
// beta not real.
//
// The rules for alpha, beta and empty sizes are those of gemm, and so is the order of summation for alpha = 1, but for
// products of at most 27 multiplications, which are written out. Each part is within 2 (2 k + 4) eps sum_p |a_ip| |b_pj|
// of the exact one. Infinities follow the formula above: no second look is taken where it gives NaN, as C's Annex G
// would.
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

// Of n contiguous numbers (re, im) the two rows (re, im) and (-im, re).
template <class T>
void copy_and_turn(Index n, const T* from, T* first, T* second) {
  for (; n > 0; --n, from += 2, first += 2, second += 2) {
    const T re = from[0], im = from[1];
    first[0] = re;
    first[1] = im;
    second[0] = -im;
    second[1] = re;
  }
}
#if DECLIVE_X86
inline void copy_and_turn(Index n, const double* from, double* first, double* second) {
  using V = sse2::Vec<double>;
  for (; n > 0; --n, from += 2, first += 2, second += 2) {
    const f64x2 z = V::load(from);
    V::store(first, z);
    V::store(second, DECLIVE_SHUFFLE(i64x2, z, z, 1, 0) * f64x2{-1, 1});
  }
}
inline void copy_and_turn(Index n, const float* from, float* first, float* second) {
  using V = sse2::Vec<float>;
  for (; n > 1; n -= 2, from += 4, first += 4, second += 4) {
    const f32x4 z = V::load(from);
    V::store(first, z);
    V::store(second, DECLIVE_SHUFFLE(i32x4, z, z, 1, 0, 3, 2) * f32x4{-1, 1, -1, 1});
  }
  copy_and_turn<float>(n, from, first, second);
}
#endif

/// Panels of `width` columns and `depth` rows, as pack_panels makes them, of the real matrix in place of B. All sizes
/// count real numbers and are even; rs and cs count complex ones.
template <class T>
void pack_turned(Index cols, Index depth, const T* b, Index rs, Index cs, T* to, Index width) {
  constexpr Index step = 8;
  for (Index p = 0; p < depth; p += step)
    for (Index j = 0; j < cols; j += width) {
      const Index rows = depth - p < step ? depth - p : step, some = cols - j < width ? cols - j : width;
      const T* from = b + p * rs + j * cs;
      T* out = to + j * depth + p * width;
      for (Index r = 0; r < rows; r += 2, from += 2 * rs, out += 2 * width) {
        if (cs == 1)
          copy_and_turn(some / 2, from, out, out + width);
        else
          for (Index l = 0; l < some; l += 2) copy_and_turn(Index{1}, from + l * cs, out + l, out + width + l);
        for (Index l = some; l < width; ++l) out[l] = out[width + l] = T(0);
      }
    }
}

/// C = alpha A B + beta C with elements Z = (re, im) of T; element (i, j) of X stands at x[i x_rs + j x_cs], in Z.
template <class T>
void gemm_complex(Index m, Index n, Index k, Pair<T> alpha, const T* a, Index a_rs, Index a_cs, const T* b, Index b_rs,
                  Index b_cs, Pair<T> beta, T* c, Index c_rs, Index c_cs) {
  if (m <= 0 || n <= 0) return;
  // Whether the sums begin with beta C, which a real factor makes, and end in C.
  const bool chain = alpha.re == T(1) && alpha.im == T(0) && beta.im == T(0), direct = chain && c_cs == 1;
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
  const GemmKernels<T>& kernels = dispatch::gemm_kernels<T>();
  const auto multiply = [&](Index rows, Index cols, Index depth, const T* x, Index x_rs, const T* y, T factor, T* z,
                            Index z_rs) {
    gemm_threaded(
        kernels,
        GemmTask<T>{
            rows, 2 * cols, 2 * depth, T(1), {x, x_rs, 1}, {y, b_rs, b_cs}, factor, {z, z_rs, 1}, &pack_turned<T>});
  };
  if (direct && a_cs == 1) return multiply(m, n, k, a, 2 * a_rs, b, beta.re, c, 2 * c_rs);
  // Blocks of A whose columns are not contiguous are copied, and of C where more than a sum is stored.
  const Index mb = even_part(m, 192, 1), nb = direct ? n : even_part(n, 512, 1), kb = even_part(k, 256, 1);
  const Index size_a = a_cs == 1 ? 0 : 2 * mb * kb, size_c = direct ? 0 : 2 * mb * nb;
  T* const copies = static_cast<T*>(workspace<1>().take(static_cast<std::size_t>(size_a + size_c) * sizeof(T)));
  T* const sums = copies + size_a;
  for (Index i = 0; i < m; i += mb) {
    const Index rows = m - i < mb ? m - i : mb;
    for (Index p = 0; p < k; p += kb) {
      const Index depth = k - p < kb ? k - p : kb;
      const Pair<T> factor = p == 0 ? beta : Pair<T>{T(1), T(0)};
      const T* x = a + 2 * (i * a_rs + p * a_cs);
      Index x_rs = 2 * a_rs;
      if (a_cs != 1) {
        for (Index r = 0; r < rows; ++r)
          for (Index q = 0; q < depth; ++q) {
            copies[2 * (r * depth + q)] = x[2 * (r * a_rs + q * a_cs)];
            copies[2 * (r * depth + q) + 1] = x[2 * (r * a_rs + q * a_cs) + 1];
          }
        x = copies;
        x_rs = 2 * depth;
      }
      for (Index j = 0; j < n; j += nb) {
        const Index cols = n - j < nb ? n - j : nb;
        const T* y = b + 2 * (p * b_rs + j * b_cs);
        T* const out = c + 2 * (i * c_rs + j * c_cs);
        if (direct) {
          multiply(rows, cols, depth, x, x_rs, y, factor.re, out, 2 * c_rs);
          continue;
        }
        const Pair<T> one{T(1), T(0)}, none{T(0), T(0)};
        const auto each = [&](auto&& f) {
          for (Index r = 0; r < rows; ++r)
            for (Index l = 0; l < cols; ++l) f(sums + 2 * (r * cols + l), out + 2 * (r * c_rs + l * c_cs));
        };
        if (chain && factor.re != T(0)) each([](T* sum, const T* z) { sum[0] = z[0], sum[1] = z[1]; });
        multiply(rows, cols, depth, x, x_rs, y, chain ? factor.re : T(0), sums, 2 * cols);
        each([&](const T* sum, T* z) {
          update_pair(chain ? one : alpha, Pair<T>{sum[0], sum[1]}, chain ? none : factor, z);
        });
      }
    }
  }
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
