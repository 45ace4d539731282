// Every member of Vec<T> as a function of pointers, compiled once per instruction set by for_each_isa.hpp. Registers
// cannot cross a call, so each one loads Vec<T>::size elements from every operand and stores as many.
namespace simd_test::DECLIVE_ISA_NAMESPACE {

template <class T>
using Vec = declive::kernels::DECLIVE_ISA_NAMESPACE::Vec<T>;

template <class T>
Index size() {
  return Vec<T>::size;
}

template <class T>
DECLIVE_KERNEL void apply(Op op, const T* a, const T* b, const T* c, T* out) {
  using V = Vec<T>;
  switch (op) {
    case Op::zero:
      return V::store(out, V::zero());
    case Op::set1:
      return V::store(out, V::set1(*a));
    case Op::copy:
      return V::store(out, V::load(a));
    case Op::add:
      return V::store(out, V::add(V::load(a), V::load(b)));
    case Op::sub:
      return V::store(out, V::sub(V::load(a), V::load(b)));
    case Op::mul:
      return V::store(out, V::mul(V::load(a), V::load(b)));
    case Op::fma:
      return V::store(out, V::fma(V::load(a), V::load(b), V::load(c)));
    case Op::fma_element:
      return V::store(out, V::fma_element(a, V::load(b), V::load(c)));
    case Op::abs:
      return V::store(out, V::abs(V::load(a)));
    case Op::least:
      return V::store(out, V::least(V::load(a), V::load(b)));
    case Op::greatest:
      return V::store(out, V::greatest(V::load(a), V::load(b)));
  }
}

// The first n elements of a and zeros, Vec<T>::size in all.
template <class T>
DECLIVE_KERNEL void load_n(const T* a, Index n, T* out) {
  using V = Vec<T>;
  V::store(out, V::load_n(a, n));
}

template <class T>
DECLIVE_KERNEL void store_n(const T* a, Index n, T* out) {
  using V = Vec<T>;
  V::store_n(out, V::load(a), n);
}

template <class T>
DECLIVE_KERNEL T sum(const T* a) {
  using V = Vec<T>;
  return V::sum(V::load(a));
}

template <class T>
DECLIVE_KERNEL T least_lane(const T* a) {
  using V = Vec<T>;
  return V::least_lane(V::load(a));
}

template <class T>
DECLIVE_KERNEL T greatest_lane(const T* a) {
  using V = Vec<T>;
  return V::greatest_lane(V::load(a));
}

template <class T>
DECLIVE_KERNEL bool any_nan(const T* a) {
  using V = Vec<T>;
  return V::any_nan(V::load(a));
}

// The same of the register for a product's last columns, and what only it has.
template <class T>
using Narrow = declive::kernels::DECLIVE_ISA_NAMESPACE::Narrow<T>;

template <class T>
Index narrow_size() {
  return Narrow<T>::size;
}
template <class T>
Index depth() {
  return Narrow<T>::depth;
}
template <class T>
DECLIVE_KERNEL void narrow_load_n(const T* a, Index n, T* out) {
  using V = Narrow<T>;
  V::store(out, V::load_n(a, n));
}
template <class T>
DECLIVE_KERNEL void narrow_store_n(const T* a, Index n, T* out) {
  using V = Narrow<T>;
  V::store_n(out, V::load(a), n);
}
template <class T>
DECLIVE_KERNEL void columns(const T* a, Index rs, T* out) {
  using V = Narrow<T>;
  const auto x = V::columns(a, rs);
  V::store(out, x.c0);
  if constexpr (V::depth > 1) V::store(out + V::size, x.c1);
  if constexpr (V::depth > 2) {
    V::store(out + 2 * V::size, x.c2);
    V::store(out + 3 * V::size, x.c3);
  }
}

}  // namespace simd_test::DECLIVE_ISA_NAMESPACE
