// The kernel of softmax.hpp, compiled once per instruction set by for_each_isa.hpp. Read softmax.hpp first: it has the
// contract.
namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI {

template <class T>
inline constexpr T softmax_ones[] = {T(1), T(1), T(1), T(1), T(1), T(1), T(1), T(1),
                                     T(1), T(1), T(1), T(1), T(1), T(1), T(1), T(1)};

// Rows of at most two registers: everything stays in them, and the rows overlap in the pipeline. Ten classes are short.
template <bool two, class T>
DECLIVE_HELPER inline void softmax_short_rows(const T* x, Index rows, Index n, Index x_stride, T* out, Index out_stride,
                                              const T* factor, T* most, T* sum) {
  using V = MathVec<T>;
  constexpr Index first = two ? V::size : 0;
  const typename V::mask inside = V::less(V::zero(), V::load_n(softmax_ones<T>, n - first));
  const typename V::reg nothing = V::set1(-Elementary<T>::infinity);
  for (Index i = 0; i < rows; ++i) {
    const T* const from = x + i * x_stride;
    T* const to = out + i * out_stride;
    // b is the register that is not full, a the one before it.
    const typename V::reg b = V::select(inside, V::load_n(from + first, n - first), nothing),
                          a = two ? V::load(from) : b;
    T m = V::greatest_lane(V::greatest(a, b));
    const typename V::reg by = V::set1(m), e = exp<V, T>(V::sub(b, by)), d = two ? exp<V, T>(V::sub(a, by)) : e;
    const T s = V::sum(two ? V::add(d, e) : e);
    if (!(s >= T(1)) && (V::any_nan(a) || V::any_nan(b))) m = Elementary<T>::nan;  // the sum is NaN then
    const typename V::reg scale = V::set1(factor[i] / s);
    if constexpr (two) V::store(to, V::mul(d, scale));
    V::store_n(to + first, V::mul(e, scale), n - first);
    most[i] = m;
    sum[i] = s;
  }
}

template <class T>
DECLIVE_KERNEL void softmax_rows(const T* x, Index rows, Index n, Index x_stride, T* out, Index out_stride,
                                 const T* factor, T* most, T* sum) {
  using V = MathVec<T>;
  if (n <= V::size) return softmax_short_rows<false>(x, rows, n, x_stride, out, out_stride, factor, most, sum);
  if (n <= 2 * V::size) return softmax_short_rows<true>(x, rows, n, x_stride, out, out_stride, factor, most, sum);
  for (Index i = 0; i < rows; ++i) {
    const T* const from = x + i * x_stride;
    T* const to = out + i * out_stride;
    bool has_nan = false;
    T m = find_extreme<Extreme::largest>(from, n, has_nan);
    if (has_nan) m = Elementary<T>::nan;
    apply<Function::exp_minus>(from, to, n, m);
    const T s = reduce<Term::value, T>(to, to, n);
    const typename V::reg scale = V::set1(factor[i] / s);
    Index j = 0;
    for (; j + V::size <= n; j += V::size) V::store(to + j, V::mul(V::load(to + j), scale));
    if (j < n) V::store_n(to + j, V::mul(V::load_n(to + j, n - j), scale), n - j);
    most[i] = m;
    sum[i] = s;
  }
}

}  // namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI
