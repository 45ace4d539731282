// MathVec of one instruction set, included by for_each_isa.hpp; simd_math.hpp says what the members do.
namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI {

template <class T>
struct MathVec : Vec<T> {
  using V = Vec<T>;
  using I = Ieee<T>;
  using reg = typename V::reg;
  using Bits = typename Unsigned<typename I::bits, sizeof(reg)>::type;
  using mask = decltype(reg{} < reg{});
#if DECLIVE_X86
  static constexpr bool native_scale = sizeof(reg) == 64;
#else
  static constexpr bool native_scale = false;
#endif
  static constexpr T bias = T(I::bias), shifter = T(1.5) * I::whole + bias;

  // Behind an empty statement no flag lets the compiler cancel the shifter.
  DECLIVE_HELPER static reg shifted(reg a, reg b) {
    reg t = V::fma(a, b, V::set1(shifter));
#if DECLIVE_X86
    if constexpr (V::size > 1 && sizeof(reg) < 64) __asm__("" : "+x"(t));
#endif
    if constexpr (V::size == 1) {
      volatile T kept = t;
      t = kept;
    }
    return t;
  }
  DECLIVE_HELPER static reg unshifted(reg t) { return V::sub(t, V::set1(shifter)); }
  DECLIVE_HELPER static reg pow2(reg t) { return as_reg(as_bits(t) << I::digits); }

  DECLIVE_HELPER static reg split(reg x, reg& e) {
#if DECLIVE_X86
    if constexpr (native_scale) {
      reg m;
      if constexpr (sizeof(T) == 4) {
        __asm__("{vgetmantps $3, %1, %0|vgetmantps %0, %1, 3}" : "=v"(m) : "v"(x));  // 3: [0.75, 1.5)
        __asm__("{vgetexpps %1, %0|vgetexpps %0, %1}" : "=v"(e) : "v"(x));
      } else {
        __asm__("{vgetmantpd $3, %1, %0|vgetmantpd %0, %1, 3}" : "=v"(m) : "v"(x));
        __asm__("{vgetexppd %1, %0|vgetexppd %0, %1}" : "=v"(e) : "v"(x));
      }
      e = m < V::set1(T(1)) ? e + V::set1(T(1)) : e;
      return m;
    }
#endif
    const Bits i = as_bits(x) + I::to_split;
    e = as_reg((i >> I::digits) | as_bits(V::set1(I::whole))) - V::set1(I::whole + bias);
    return as_reg(as_bits(x) - (i & I::exponent) + I::one);
  }

#if DECLIVE_X86
  DECLIVE_HELPER static reg scale(reg a, reg n) {
    static_assert(native_scale);
    reg y;
    if constexpr (sizeof(T) == 4)
      __asm__("{vscalefps %2, %1, %0|vscalefps %0, %1, %2}" : "=v"(y) : "v"(a), "v"(n));
    else
      __asm__("{vscalefpd %2, %1, %0|vscalefpd %0, %1, %2}" : "=v"(y) : "v"(a), "v"(n));
    return y;
  }
#endif

  DECLIVE_HELPER static mask less(reg a, reg b) { return a < b; }
  DECLIVE_HELPER static reg select(mask m, reg a, reg b) { return m ? a : b; }
  DECLIVE_HELPER static reg copysign(reg a, reg s) {
    constexpr typename I::bits sign = typename I::bits{1} << (8 * sizeof(T) - 1);
    return as_reg(as_bits(a) | (as_bits(s) & sign));
  }

 private:
  DECLIVE_HELPER static Bits as_bits(reg a) { return __builtin_bit_cast(Bits, a); }
  DECLIVE_HELPER static reg as_reg(Bits i) { return __builtin_bit_cast(reg, i); }
};

}  // namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI
