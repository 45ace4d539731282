// The kernels of elementary.hpp, compiled once per instruction set by for_each_isa.hpp. Read elementary.hpp first: it
// has the methods.
//
// A product and a sum are one fma wherever they stand together, so that the compiler has nothing to contract.
namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI {

// c[0] + c[1] x + ... + c[n - 1] x^(n - 1) by Horner's rule: the loop over the array has independent steps enough to
// hide its latency, and no other rule has fewer operations.
template <class V, class T, std::size_t n>
DECLIVE_HELPER inline typename V::reg polynomial(typename V::reg x, const T (&c)[n]) {
  typename V::reg sum = V::set1(c[n - 1]);
  DECLIVE_UNROLL for (std::size_t k = 1; k < n; ++k) sum = V::fma(sum, x, V::set1(c[n - 1 - k]));
  return sum;
}

// e^x = 2^n (1 + q + rest), where rest is what the last rounding of q has lost; n is also there as pow2 wants it.
template <class V>
struct Power {
  typename V::reg shifted, n, q, rest;
};
template <class V, class T>
DECLIVE_HELPER inline Power<V> power_of(typename V::reg x) {
  using E = Elementary<T>;
  const typename V::reg shifted = V::shifted(x, V::set1(E::log2_e)), n = V::unshifted(shifted);
  const typename V::reg r = V::fma(n, V::set1(-E::ln2_low), V::fma(n, V::set1(-E::ln2_high), x));
  const typename V::reg square = V::mul(r, r), p = polynomial<V>(r, E::exp), q = V::fma(square, p, r);
  return {shifted, n, q, V::fma(square, p, V::sub(r, q))};
}

template <class V, class T>
DECLIVE_HELPER inline typename V::reg exp(typename V::reg x) {
  using E = Elementary<T>;
  // NaN stays: least and greatest give their second argument then.
  const Power<V> p = power_of<V, T>(V::least(V::set1(E::exp_most), V::greatest(V::set1(E::exp_least), x)));
  const typename V::reg m = V::add(p.q, V::set1(T(1)));
  if constexpr (V::native_scale) {
    return V::scale(m, p.n);
  } else {
    const typename V::reg half = V::shifted(p.n, V::set1(T(0.5)));
    return V::mul(V::mul(m, V::pow2(half)), V::pow2(V::add(p.n, V::sub(V::set1(V::shifter), V::unshifted(half)))));
  }
}

template <class V, class T>
DECLIVE_HELPER inline typename V::reg log(typename V::reg x) {
  using E = Elementary<T>;
  const typename V::reg one = V::set1(T(1)), zero = V::zero(), infinity = V::set1(E::infinity);
  typename V::reg e, m;
  if constexpr (V::native_scale) {
    m = V::split(x, e);
  } else {
    constexpr int steps = Ieee<T>::digits + 2;
    constexpr T up = T(std::uint64_t{1} << steps);
    const typename V::mask subnormal = V::less(x, V::set1(E::least_normal));
    m = V::split(V::select(subnormal, V::mul(x, V::set1(up)), x), e);
    e = V::sub(e, V::select(subnormal, V::set1(T(steps)), zero));
  }
  const typename V::reg f = V::sub(m, one), s = V::div(f, V::add(f, V::set1(T(2)))), z = V::mul(s, s);
  const typename V::reg half = V::mul(V::mul(f, f), V::set1(T(0.5)));
  const typename V::reg t = V::fma(s, V::fma(z, polynomial<V>(z, E::log), half), V::mul(e, V::set1(E::ln2_low)));
  const typename V::reg y = V::fma(e, V::set1(E::ln2_high), V::sub(f, V::sub(half, t)));
  // inf and NaN are themselves, below 0 it is NaN, at 0 -inf.
  const typename V::reg outside = V::select(V::less(x, zero), V::set1(E::nan), V::set1(-E::infinity));
  return V::select(V::less(x, infinity), V::select(V::less(zero, x), y, outside), x);
}

template <class V, class T>
DECLIVE_HELPER inline typename V::reg tanh(typename V::reg x) {
  const typename V::reg a = V::least(V::set1(Elementary<T>::tanh_most), V::abs(x)), one = V::set1(T(1));
  const Power<V> p = power_of<V, T>(V::add(a, a));
  const typename V::reg two = V::set1(T(2)), scale = V::pow2(p.shifted), base = V::sub(scale, one);
  const typename V::reg t = V::fma(scale, p.q, base), sum = V::add(t, two), y = V::div(t, sum);
  // What the roundings of t and of the sum have taken, to first order: y (1 + lost / t + gained / sum), 1 / sum being
  // (1 - y) / 2. Without this the error is up to 3 units.
  const typename V::reg lost = V::fma(scale, p.rest, V::fma(scale, p.q, V::sub(base, t)));
  const typename V::reg gained = V::sub(V::sub(sum, V::greatest(t, two)), V::least(t, two)), rest = V::sub(one, y);
  const typename V::reg part = V::fma(lost, rest, V::mul(gained, y));
  return V::copysign(V::fma(V::mul(rest, V::set1(T(0.5))), part, y), x);
}

template <class V, class T>
DECLIVE_HELPER inline typename V::reg sigmoid(typename V::reg x) {
  const typename V::reg zero = V::zero(), one = V::set1(T(1)), z = exp<V, T>(V::sub(zero, V::abs(x)));
  const typename V::mask negative = V::less(x, zero);
  const typename V::reg top = V::select(negative, z, one), sum = V::add(z, one), y = V::div(top, sum);
  // As in tanh, what the roundings of the quotient and of the sum have taken; here 1 / sum is y or 1 - y.
  const typename V::reg gained = V::sub(V::sub(sum, one), z), taken = V::fma(V::sub(zero, y), sum, top);
  return V::fma(V::fma(gained, y, taken), V::select(negative, V::sub(one, y), y), y);
}

template <Function f, class V, class T>
DECLIVE_HELPER inline typename V::reg value_of(typename V::reg x, typename V::reg shift) {
  if constexpr (f == Function::exp)
    return exp<V, T>(x);
  else if constexpr (f == Function::exp_minus)
    return exp<V, T>(V::sub(x, shift));
  else if constexpr (f == Function::log)
    return log<V, T>(x);
  else if constexpr (f == Function::tanh)
    return tanh<V, T>(x);
  else
    return sigmoid<V, T>(x);
}

template <Function f, class T>
DECLIVE_KERNEL void apply(const T* x, T* out, Index n, T shift) {
  using V = MathVec<T>;
  const typename V::reg by = V::set1(shift);
  Index i = 0;
  for (; i + V::size <= n; i += V::size) V::store(out + i, value_of<f, V, T>(V::load(x + i), by));
  if (i < n) V::store_n(out + i, value_of<f, V, T>(V::load_n(x + i, n - i), by), n - i);
}

}  // namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI
