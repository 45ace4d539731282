// The kernels of tridiagonalize.hpp, compiled once per instruction set by for_each_isa.hpp. Read tridiagonalize.hpp
// first: it has the contracts.
namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI {

// No std::sqrt here: it would be compiled for the caller's instruction set.
template <class T>
DECLIVE_HELPER inline T root_of(T x) {
  using V = Vec<T>;
  T lanes[static_cast<std::size_t>(V::size)];
  V::store(lanes, V::sqrt(V::set1(x)));
  return lanes[0];
}

// Rows i .. i + R - 1 of A: A -= v w^T + w v^T (nv is -v), and y += A u for the new A. A is symmetric, so
// y gathers multiples of rows and no lanes have to be added up.
template <int R, class T>
DECLIVE_HELPER inline void update_rows(Index padded, T* a, Index stride, const T* nv, const T* w, const T* u, Index i,
                                       T* y) {
  using V = Vec<T>;
  typename V::reg nv_i[std::size_t{R}], w_i[std::size_t{R}], u_i[std::size_t{R}];
  DECLIVE_UNROLL
  for (int r = 0; r < R; ++r) {
    nv_i[r] = V::set1(nv[i + r]);
    w_i[r] = V::set1(w[i + r]);
    u_i[r] = V::set1(u[i + r]);
  }
  for (Index j = 0; j < padded; j += V::size) {
    typename V::reg sum = V::load(y + j);
    const typename V::reg nv_j = V::load(nv + j), w_j = V::load(w + j);
    DECLIVE_UNROLL
    for (int r = 0; r < R; ++r) {
      T* const at = a + (i + r) * stride + j;
      typename V::reg x = V::load(at);
      x = V::fma(w_i[r], nv_j, V::fma(nv_i[r], w_j, x));
      V::store(at, x);
      sum = V::fma(u_i[r], x, sum);
    }
    V::store(y + j, sum);
  }
}

template <class T>
DECLIVE_KERNEL void tridiagonalize(Index n, T* a, Index stride, T* d, T* e, T* tau, T* work) {
  using V = Vec<T>;
  constexpr T tiny = std::numeric_limits<T>::min() / std::numeric_limits<T>::epsilon();
  T *nv = work, *w = work + stride, *const u = work + 2 * stride, *const y = work + 3 * stride;
  for (Index j = 0; j < 4 * stride; ++j) work[j] = T(0);
  for (Index k = n - 1; k > 0; --k) {
    T* const row = a + k * stride;
    const Index whole = (k + V::size) / V::size * V::size, padded = (k + V::size - 1) / V::size * V::size;
    // The last step's update reaches row k; behind its k-th element v and w are not used again.
    const typename V::reg nv_k = V::set1(nv[k]), w_k = V::set1(w[k]);
    for (Index j = 0; j < whole; j += V::size)
      V::store(row + j, V::fma(w_k, V::load(nv + j), V::fma(nv_k, V::load(w + j), V::load(row + j))));
    d[k] = row[k];
    const T alpha = row[k - 1];
    for (Index j = k - 1; j < stride; ++j) row[j] = T(0);
    typename V::reg squares = V::zero();
    for (Index j = 0; j < padded; j += V::size) squares = V::fma(V::load(row + j), V::load(row + j), squares);
    const T rest = V::sum(squares);
    T beta = alpha, scale = T(0);
    tau[k] = T(0);
    if (rest > tiny) {
      beta = root_of(alpha * alpha + rest);
      if (alpha > T(0)) beta = -beta;
      tau[k] = (beta - alpha) / beta;
      scale = T(1) / (alpha - beta);
    }
    e[k - 1] = beta;
    for (Index j = 0; j < padded; j += V::size) {
      const typename V::reg v = V::mul(V::set1(scale), V::load(row + j));
      V::store(row + j, v);
      V::store(u + j, v);
      V::store(y + j, V::zero());
    }
    if (tau[k] != T(0)) row[k - 1] = u[k - 1] = T(1);
    for (Index j = padded; j < stride; ++j) u[j] = T(0);
    Index i = 0;
    for (; i + 4 <= k; i += 4) update_rows<4>(padded, a, stride, nv, w, u, i, y);
    for (; i < k; ++i) update_rows<1>(padded, a, stride, nv, w, u, i, y);
    typename V::reg product = V::zero();
    for (Index j = 0; j < padded; j += V::size) product = V::fma(V::load(u + j), V::load(y + j), product);
    const typename V::reg t = V::set1(tau[k]), half = V::set1(T(-0.5) * tau[k] * tau[k] * V::sum(product));
    for (Index j = 0; j < padded; j += V::size) {
      const typename V::reg v = V::load(u + j);
      V::store(w + j, V::fma(half, v, V::mul(t, V::load(y + j))));
      V::store(nv + j, V::sub(V::zero(), v));
    }
  }
  d[0] = a[0];
}

// The columns of one strip: `regs` registers, or (0) the first `rest` lanes of one.
template <int regs, class T>
DECLIVE_HELPER inline void reflect_strip(Index n, const T* a, Index a_stride, const T* tau, Index rest, T* v,
                                         Index v_stride) {
  using V = Vec<T>;
  constexpr int width = regs > 0 ? regs : 1;
  for (Index k = 1; k < n; ++k) {
    if (tau[k] == T(0)) continue;
    const T* const x = a + k * a_stride;
    typename V::reg sum[static_cast<std::size_t>(width)];
    DECLIVE_UNROLL
    for (int r = 0; r < width; ++r) sum[r] = V::zero();
    for (Index i = 0; i < k; ++i) {
      const T* const at = v + i * v_stride;
      DECLIVE_UNROLL
      for (int r = 0; r < width; ++r)
        sum[r] = V::fma(V::set1(x[i]), regs > 0 ? V::load(at + r * V::size) : V::load_n(at, rest), sum[r]);
    }
    DECLIVE_UNROLL
    for (int r = 0; r < width; ++r) sum[r] = V::mul(V::set1(-tau[k]), sum[r]);
    for (Index i = 0; i < k; ++i) {
      T* const at = v + i * v_stride;
      DECLIVE_UNROLL
      for (int r = 0; r < width; ++r) {
        if constexpr (regs > 0)
          V::store(at + r * V::size, V::fma(V::set1(x[i]), sum[r], V::load(at + r * V::size)));
        else
          V::store_n(at, V::fma(V::set1(x[i]), sum[r], V::load_n(at, rest)), rest);
      }
    }
  }
}

template <class T>
DECLIVE_KERNEL void reflect_rows(Index n, const T* a, Index a_stride, const T* tau, Index cols, T* v, Index v_stride) {
  constexpr Index lanes = Vec<T>::size;
  for (; cols >= 2 * lanes; cols -= 2 * lanes, v += 2 * lanes)
    reflect_strip<2>(n, a, a_stride, tau, Index{0}, v, v_stride);
  for (; cols >= lanes; cols -= lanes, v += lanes) reflect_strip<1>(n, a, a_stride, tau, Index{0}, v, v_stride);
  if (cols > 0) reflect_strip<0>(n, a, a_stride, tau, cols, v, v_stride);
}

// Four rows at a time: y += A^T x of what stands left of the diagonal, and the rows' own dot products with x.
template <class T>
DECLIVE_KERNEL void symmetric_matvec(Index n, const T* a, Index stride, const T* x, T* y) {
  using V = Vec<T>;
  for (Index j = 0; j < n; ++j) y[j] = T(0);
  Index i = 0;
  for (; i + 4 <= n; i += 4, a += 4 * stride) {
    const T *const a0 = a, *const a1 = a + stride, *const a2 = a + 2 * stride, *const a3 = a + 3 * stride;
    const typename V::reg x0 = V::set1(x[i]), x1 = V::set1(x[i + 1]), x2 = V::set1(x[i + 2]), x3 = V::set1(x[i + 3]);
    typename V::reg s0 = V::zero(), s1 = V::zero(), s2 = V::zero(), s3 = V::zero();
    for (Index j = 0; j < i; j += V::size) {
      const Index rest = i - j;
      if (rest >= V::size) {
        const typename V::reg b0 = V::load(a0 + j), b1 = V::load(a1 + j), b2 = V::load(a2 + j), b3 = V::load(a3 + j),
                              at = V::load(x + j);
        s0 = V::fma(b0, at, s0);
        s1 = V::fma(b1, at, s1);
        s2 = V::fma(b2, at, s2);
        s3 = V::fma(b3, at, s3);
        V::store(y + j, V::fma(x3, b3, V::fma(x2, b2, V::fma(x1, b1, V::fma(x0, b0, V::load(y + j))))));
      } else {
        const typename V::reg b0 = V::load_n(a0 + j, rest), b1 = V::load_n(a1 + j, rest), b2 = V::load_n(a2 + j, rest),
                              b3 = V::load_n(a3 + j, rest), at = V::load_n(x + j, rest);
        s0 = V::fma(b0, at, s0);
        s1 = V::fma(b1, at, s1);
        s2 = V::fma(b2, at, s2);
        s3 = V::fma(b3, at, s3);
        V::store_n(y + j, V::fma(x3, b3, V::fma(x2, b2, V::fma(x1, b1, V::fma(x0, b0, V::load_n(y + j, rest))))), rest);
      }
    }
    const T *const c0 = a0 + i, *const c1 = a1 + i, *const c2 = a2 + i, *const c3 = a3 + i, *const z = x + i;
    T* const to = y + i;
    to[0] += V::sum(s0) + c0[0] * z[0] + c1[0] * z[1] + c2[0] * z[2] + c3[0] * z[3];
    to[1] += V::sum(s1) + c1[0] * z[0] + c1[1] * z[1] + c2[1] * z[2] + c3[1] * z[3];
    to[2] += V::sum(s2) + c2[0] * z[0] + c2[1] * z[1] + c2[2] * z[2] + c3[2] * z[3];
    to[3] += V::sum(s3) + c3[0] * z[0] + c3[1] * z[1] + c3[2] * z[2] + c3[3] * z[3];
  }
  for (; i < n; ++i, a += stride) {
    T sum = a[i] * x[i];
    for (Index j = 0; j < i; ++j) {
      sum += a[j] * x[j];
      y[j] += a[j] * x[i];
    }
    y[i] += sum;
  }
}

}  // namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI
