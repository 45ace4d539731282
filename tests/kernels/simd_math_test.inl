// The members of MathVec<T> as functions of pointers, compiled once per instruction set by for_each_isa.hpp.
namespace simd_math_test::DECLIVE_ISA_NAMESPACE {

template <class T>
using MathVec = declive::kernels::DECLIVE_ISA_NAMESPACE::MathVec<T>;

template <class T>
declive::Index size() {
  return MathVec<T>::size;
}

template <class T>
DECLIVE_KERNEL void apply(Op op, const T* a, const T* b, T* out, T* second) {
  using V = MathVec<T>;
  switch (op) {
    case Op::div:
      return V::store(out, V::div(V::load(a), V::load(b)));
    case Op::round:
      return V::store(out, V::unshifted(V::shifted(V::load(a), V::load(b))));
    case Op::pow2:
      return V::store(out, V::pow2(V::shifted(V::load(a), V::set1(T(1)))));
    case Op::split: {
      typename V::reg e;
      V::store(out, V::split(V::load(a), e));
      return V::store(second, e);
    }
    case Op::select:
      return V::store(out, V::select(V::less(V::load(a), V::load(b)), V::load(a), V::load(b)));
    case Op::copysign:
      return V::store(out, V::copysign(V::abs(V::load(a)), V::load(b)));
  }
}

}  // namespace simd_math_test::DECLIVE_ISA_NAMESPACE
