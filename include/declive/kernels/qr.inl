// The kernels of qr.hpp, compiled once per instruction set by for_each_isa.hpp. Read qr.hpp first: it has the contract.
namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI {

// x_r -= tau (v . x_r) v for `rows` rows x_r of n elements, n a multiple of V::size, four at a time.
template <class T>
DECLIVE_HELPER inline void reflect_rows(Index n, const T* v, T tau, Index rows, T* x, Index x_s) {
  using V = Vec<T>;
  for (; rows >= 4; rows -= 4, x += 4 * x_s) {
    T *const x1 = x + x_s, *const x2 = x1 + x_s, *const x3 = x2 + x_s;
    typename V::reg s0 = V::zero(), s1 = s0, s2 = s0, s3 = s0;
    for (Index i = 0; i < n; i += V::size) {
      const typename V::reg u = V::load(v + i);
      s0 = V::fma(u, V::load(x + i), s0);
      s1 = V::fma(u, V::load(x1 + i), s1);
      s2 = V::fma(u, V::load(x2 + i), s2);
      s3 = V::fma(u, V::load(x3 + i), s3);
    }
    s0 = V::set1(-tau * V::sum(s0));
    s1 = V::set1(-tau * V::sum(s1));
    s2 = V::set1(-tau * V::sum(s2));
    s3 = V::set1(-tau * V::sum(s3));
    for (Index i = 0; i < n; i += V::size) {
      const typename V::reg u = V::load(v + i);
      V::store(x + i, V::fma(s0, u, V::load(x + i)));
      V::store(x1 + i, V::fma(s1, u, V::load(x1 + i)));
      V::store(x2 + i, V::fma(s2, u, V::load(x2 + i)));
      V::store(x3 + i, V::fma(s3, u, V::load(x3 + i)));
    }
  }
  for (; rows > 0; --rows, x += x_s) {
    typename V::reg s = V::zero();
    for (Index i = 0; i < n; i += V::size) s = V::fma(V::load(v + i), V::load(x + i), s);
    s = V::set1(-tau * V::sum(s));
    for (Index i = 0; i < n; i += V::size) V::store(x + i, V::fma(s, V::load(v + i), V::load(x + i)));
  }
}

template <class T>
DECLIVE_HELPER inline T sum_of_squares(Index n, const T* x) {
  using V = Vec<T>;
  typename V::reg s = V::zero(), t = s;
  for (; n >= 2 * V::size; n -= 2 * V::size, x += 2 * V::size) {
    s = V::fma(V::load(x), V::load(x), s);
    t = V::fma(V::load(x + V::size), V::load(x + V::size), t);
  }
  if (n > 0) s = V::fma(V::load(x), V::load(x), s);
  return V::sum(V::add(s, t));
}

template <class T>
DECLIVE_HELPER inline void multiply_all(Index n, T factor, T* x) {
  using V = Vec<T>;
  for (Index i = 0; i < n; i += V::size) V::store(x + i, V::mul(V::set1(factor), V::load(x + i)));
}

template <class T>
DECLIVE_KERNEL void qr_panel(Index m, Index n, T* w, Index w_s, T* tau, T* r, Index r_rs) {
  using V = Vec<T>;
  using Range = SquareRange<T>;
  const Index length = (m + V::size - 1) / V::size * V::size;
  for (Index j = 0; j < n; ++j) {
    T* const column = w + j * w_s;
    const Index steps = m < j ? m : j, first = steps / V::size * V::size, size = length - first;
    for (Index i = 0; i < steps; ++i) {
      r[i * r_rs + j] = column[i];
      column[i] = T(0);
    }
    if (j >= m) continue;
    T* const x = column + first;
    T head = column[j];
    column[j] = T(0);
    T below = sum_of_squares(size, static_cast<const T*>(x)), unit = T(1);
    const T whole = below + head * head;
    if (!(whole >= Range::least && whole <= Range::most)) {
      T largest = head < T(0) ? -head : head;
      for (Index i = 0; i < size; ++i) {
        const T one = x[i] < T(0) ? -x[i] : x[i];
        if (one > largest) largest = one;
      }
      if (largest > T(0) && largest < T(1)) unit = Range::up;
      if (largest > T(1)) unit = Range::down;
      multiply_all(size, unit, x);
      head *= unit;
      below = sum_of_squares(size, static_cast<const T*>(x));
    }
    T beta = head;
    tau[j] = T(0);
    if (below > T(0)) {
      T root[std::size_t{V::size}];
      V::store(root, V::sqrt(V::set1(below + head * head)));
      beta = head < T(0) ? root[0] : -root[0];
      tau[j] = (beta - head) / beta;
      const typename V::reg distance = V::set1(head - beta);
      for (Index i = 0; i < size; i += V::size) V::store(x + i, V::div(V::load(x + i), distance));
    }
    column[j] = T(1);
    r[j * r_rs + j] = beta / unit;
    if (tau[j] != T(0)) reflect_rows(size, static_cast<const T*>(x), tau[j], n - 1 - j, w + (j + 1) * w_s + first, w_s);
  }
}

template <class T>
DECLIVE_KERNEL void reflect(Index m, Index n, bool backwards, const T* w, Index w_s, const T* tau, Index rows, T* x,
                            bool triangular) {
  const Index length = (m + Vec<T>::size - 1) / Vec<T>::size * Vec<T>::size;
  for (Index step = 0; step < n; ++step) {
    const Index j = backwards ? n - 1 - step : step, first = j / Vec<T>::size * Vec<T>::size,
                above = triangular ? j : 0;
    if (tau[j] != T(0))
      reflect_rows(length - first, w + j * w_s + first, tau[j], rows - above, x + above * w_s + first, w_s);
  }
}

}  // namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI
