// The registers of one instruction set, included by simd.hpp once for each; simd.hpp says what the members do. They are
// written with the vectors of GCC and clang, whose operators are the machine's instructions, and in assembler where
// there is no operator: an fma of one rounding whatever the flags say of contraction, and masked moves. <immintrin.h>
// would take as long to compile as all the standard headers together.
//   DECLIVE_LANES         in front of a member: the instruction set's attributes
//   DECLIVE_LANES_NAME    the instruction set
//   DECLIVE_LANES_FMA     1: x86's, 2: NEON's, 0: none
//   DECLIVE_LANES_MASKS   2: a register of bits (AVX-512), 1: a register of signs (AVX), 0: none
namespace declive::kernels::DECLIVE_LANES_NAME::inline DECLIVE_ABI {

// Reg holds elements of type T, Bits integers of the same size, Half half as many elements (void: 16 bytes).
template <class T, class Reg, class Bits, class HalfLanes>
struct Lanes {
  using reg = Reg;
  using Half = HalfLanes;
  static constexpr int lanes = sizeof(reg) / sizeof(T);
  static constexpr Index size = lanes;
  static constexpr int masks = DECLIVE_LANES_MASKS;
  static constexpr bool free_masks = masks != 0;
#if DECLIVE_LANES_MASKS == 2
  using Mask = std::conditional_t<(lanes > 8), std::uint16_t, std::uint8_t>;
#endif

  DECLIVE_LANES reg zero() { return reg{}; }
  DECLIVE_LANES reg set1(T x) { return x - reg{}; }  // x - 0 is x, -0 - 0 is -0
  DECLIVE_LANES reg load(const T* p) { return *reinterpret_cast<const memory*>(p); }
  DECLIVE_LANES void store(T* p, reg a) { *reinterpret_cast<memory*>(p) = a; }

  DECLIVE_LANES reg add(reg a, reg b) { return a + b; }
  DECLIVE_LANES reg sub(reg a, reg b) { return a - b; }
  DECLIVE_LANES reg mul(reg a, reg b) { return a * b; }
  DECLIVE_LANES reg div(reg a, reg b) { return a / b; }
  DECLIVE_LANES reg sqrt(reg a) {
    reg y;
#if DECLIVE_NEON
    if constexpr (sizeof(T) == 4)
      __asm__("fsqrt %0.4s, %1.4s" : "=w"(y) : "w"(a));
    else
      __asm__("fsqrt %0.2d, %1.2d" : "=w"(y) : "w"(a));
#elif DECLIVE_LANES_FMA == 1
    if constexpr (sizeof(T) == 4)
      __asm__("{vsqrtps %1, %0|vsqrtps %0, %1}" : "=v"(y) : "v"(a));
    else
      __asm__("{vsqrtpd %1, %0|vsqrtpd %0, %1}" : "=v"(y) : "v"(a));
#else
    if constexpr (sizeof(T) == 4)
      __asm__("{sqrtps %1, %0|sqrtps %0, %1}" : "=x"(y) : "x"(a));
    else
      __asm__("{sqrtpd %1, %0|sqrtpd %0, %1}" : "=x"(y) : "x"(a));
#endif
    return y;
  }
  DECLIVE_LANES reg abs(reg a) { return reinterpret_cast<reg>(reinterpret_cast<Bits>(a) & (Bits{} + magnitude)); }
#if DECLIVE_LANES_FMA == 1 && !defined(__clang__)
  // GCC makes a comparison and a blend of a < b ? a : b, which the instruction is.
  DECLIVE_LANES reg least(reg a, reg b) {
    reg y;
    if constexpr (sizeof(T) == 4)
      __asm__("{vminps %2, %1, %0|vminps %0, %1, %2}" : "=v"(y) : "v"(a), "v"(b));
    else
      __asm__("{vminpd %2, %1, %0|vminpd %0, %1, %2}" : "=v"(y) : "v"(a), "v"(b));
    return y;
  }
  DECLIVE_LANES reg greatest(reg a, reg b) {
    reg y;
    if constexpr (sizeof(T) == 4)
      __asm__("{vmaxps %2, %1, %0|vmaxps %0, %1, %2}" : "=v"(y) : "v"(a), "v"(b));
    else
      __asm__("{vmaxpd %2, %1, %0|vmaxpd %0, %1, %2}" : "=v"(y) : "v"(a), "v"(b));
    return y;
  }
#else
  DECLIVE_LANES reg least(reg a, reg b) { return a < b ? a : b; }
  DECLIVE_LANES reg greatest(reg a, reg b) { return a > b ? a : b; }
#endif
#if DECLIVE_LANES_MASKS == 2
  DECLIVE_LANES bool any_nan(reg a) {
    Mask nan;
    if constexpr (sizeof(T) == 4)
      __asm__("{vcmpunordps %1, %1, %0|vcmpunordps %0, %1, %1}" : "=Yk"(nan) : "v"(a));
    else
      __asm__("{vcmpunordpd %1, %1, %0|vcmpunordpd %0, %1, %1}" : "=Yk"(nan) : "v"(a));
    return nan != 0;
  }
#else
  DECLIVE_LANES bool any_nan(reg a) {
    const Bits nan = (reinterpret_cast<Bits>(a) & (Bits{} + magnitude)) > Bits{} + infinity;
    Bit any = 0;
    DECLIVE_UNROLL
    for (int l = 0; l < lanes; ++l) any |= nan[l];
    return any != 0;
  }
#endif

  DECLIVE_LANES reg fma(reg a, reg b, reg c) {
#if DECLIVE_LANES_FMA == 1
    if constexpr (sizeof(T) == 4)
      __asm__("{vfmadd231ps %2, %1, %0|vfmadd231ps %0, %1, %2}" : "+v"(c) : "v"(a), "v"(b));
    else
      __asm__("{vfmadd231pd %2, %1, %0|vfmadd231pd %0, %1, %2}" : "+v"(c) : "v"(a), "v"(b));
    return c;
#elif DECLIVE_LANES_FMA == 2
    if constexpr (sizeof(T) == 4)
      __asm__("fmla %0.4s, %1.4s, %2.4s" : "+w"(c) : "w"(a), "w"(b));
    else
      __asm__("fmla %0.2d, %1.2d, %2.2d" : "+w"(c) : "w"(a), "w"(b));
    return c;
#else
    return a * b + c;
#endif
  }

  // With AVX-512 one instruction, which loads the element into all lanes by itself.
  DECLIVE_LANES reg fma_element(const T* p, reg b, reg c) {
#if DECLIVE_LANES_MASKS == 2
    if constexpr (lanes == 16)
      __asm__("{vfmadd231ps %1%{1to16%}, %2, %0|vfmadd231ps %0, %2, %1%{1to16%}}" : "+v"(c) : "m"(*p), "v"(b));
    else if constexpr (lanes == 8 && sizeof(T) == 4)
      __asm__("{vfmadd231ps %1%{1to8%}, %2, %0|vfmadd231ps %0, %2, %1%{1to8%}}" : "+v"(c) : "m"(*p), "v"(b));
    else if constexpr (lanes == 8)
      __asm__("{vfmadd231pd %1%{1to8%}, %2, %0|vfmadd231pd %0, %2, %1%{1to8%}}" : "+v"(c) : "m"(*p), "v"(b));
    else
      __asm__("{vfmadd231pd %1%{1to4%}, %2, %0|vfmadd231pd %0, %2, %1%{1to4%}}" : "+v"(c) : "m"(*p), "v"(b));
    return c;
#else
    return fma(set1(*p), b, c);
#endif
  }

  // Lane l and its opposite, l + lanes / 2, then the same of what is left.
  DECLIVE_LANES T sum(reg a) {
    if constexpr (lanes > depth) {
      return HalfLanes::sum(lower(a) + upper(a));
    } else {
      if constexpr (lanes == 4) a += exchanged<2>(a);
      return (a + exchanged<1>(a))[0];
    }
  }
  DECLIVE_LANES T least_lane(reg a) {
    if constexpr (lanes > depth) {
      return HalfLanes::least_lane(HalfLanes::least(lower(a), upper(a)));
    } else {
      if constexpr (lanes == 4) a = least(a, exchanged<2>(a));
      return least(a, exchanged<1>(a))[0];
    }
  }
  DECLIVE_LANES T greatest_lane(reg a) {
    if constexpr (lanes > depth) {
      return HalfLanes::greatest_lane(HalfLanes::greatest(lower(a), upper(a)));
    } else {
      if constexpr (lanes == 4) a = greatest(a, exchanged<2>(a));
      return greatest(a, exchanged<1>(a))[0];
    }
  }

  static constexpr Index depth = 16 / sizeof(T);
  struct Columns {
    reg c0, c1, c2, c3;
  };
  DECLIVE_LANES Columns columns(const T* p, Index rs) {
    const reg a = block(p, rs), b = block(p + rs, rs);
    if constexpr (depth == 2) {
      return {interleaved<0>(a, b), interleaved<1>(a, b), reg{}, reg{}};
    } else {
      const reg c = block(p + 2 * rs, rs), d = block(p + 3 * rs, rs);
      const reg ac0 = interleaved<0>(a, c), ac2 = interleaved<2>(a, c);
      const reg bd0 = interleaved<0>(b, d), bd2 = interleaved<2>(b, d);
      return {interleaved<0>(ac0, bd0), interleaved<2>(ac0, bd0), interleaved<0>(ac2, bd2), interleaved<2>(ac2, bd2)};
    }
  }

#if DECLIVE_LANES_MASKS == 2
  DECLIVE_LANES reg load_n(const T* p, Index n) {
    reg a;
    if constexpr (sizeof(T) == 4)
      __asm__("{vmovups %1, %0%{%2%}%{z%}|vmovups %0%{%2%}%{z%}, %1}" : "=v"(a) : "m"(at(p)), "Yk"(first(n)));
    else
      __asm__("{vmovupd %1, %0%{%2%}%{z%}|vmovupd %0%{%2%}%{z%}, %1}" : "=v"(a) : "m"(at(p)), "Yk"(first(n)));
    return a;
  }
  DECLIVE_LANES void store_n(T* p, reg a, Index n) {
    if constexpr (sizeof(T) == 4)
      __asm__("{vmovups %1, %0%{%2%}|vmovups %0%{%2%}, %1}" : "+m"(at(p)) : "v"(a), "Yk"(first(n)));
    else
      __asm__("{vmovupd %1, %0%{%2%}|vmovupd %0%{%2%}, %1}" : "+m"(at(p)) : "v"(a), "Yk"(first(n)));
  }
#else
  DECLIVE_LANES reg load_n(const T* p, Index n) {
#if DECLIVE_LANES_MASKS == 1
    const reg mask = load(reinterpret_cast<const T*>(signs + 8) - n);
    reg a;
    if constexpr (sizeof(T) == 4)
      __asm__("{vmaskmovps %1, %2, %0|vmaskmovps %0, %2, %1}" : "=x"(a) : "m"(at(p)), "x"(mask));
    else
      __asm__("{vmaskmovpd %1, %2, %0|vmaskmovpd %0, %2, %1}" : "=x"(a) : "m"(at(p)), "x"(mask));
    return a;
#else
    if (n >= size) return load(p);
    reg a{};
    if (n > 0) a[0] = p[0];
    if constexpr (lanes == 4) {
      if (n > 1) a[1] = p[1];
      if (n > 2) a[2] = p[2];
    }
    return a;
#endif
  }
  // In parts: AMD's masked stores of AVX take tens of cycles.
  DECLIVE_LANES void store_n(T* p, reg a, Index n) {
    if (n >= size) return store(p, a);
    if constexpr (lanes > depth) {
      if (n < depth) return HalfLanes::store_n(p, lower(a), n);
      HalfLanes::store(p, lower(a));
      HalfLanes::store_n(p + depth, upper(a), n - depth);
    } else {
      if (n > 0) p[0] = a[0];
      if constexpr (lanes == 4) {
        if (n > 1) p[1] = a[1];
        if (n > 2) p[2] = a[2];
      }
    }
  }
#endif

 private:
  typedef reg memory __attribute__((aligned(sizeof(T)), may_alias));
  using Bit = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;
  static constexpr Bit magnitude = std::numeric_limits<Bit>::max();
  static constexpr Bit infinity = static_cast<Bit>(sizeof(T) == 4 ? 0x7f800000 : 0x7ff0000000000000);

  DECLIVE_LANES const memory& at(const T* p) { return *reinterpret_cast<const memory*>(p); }
  DECLIVE_LANES memory& at(T* p) { return *reinterpret_cast<memory*>(p); }
#if DECLIVE_LANES_MASKS == 2
  DECLIVE_LANES Mask first(Index n) { return static_cast<Mask>((1u << n) - 1u); }
#endif

  DECLIVE_LANES auto lower(reg a) { return half<0>(a, std::make_integer_sequence<int, lanes / 2>()); }
  DECLIVE_LANES auto upper(reg a) { return half<lanes / 2>(a, std::make_integer_sequence<int, lanes / 2>()); }
  template <int first, int... l>
  DECLIVE_LANES auto half(reg a, std::integer_sequence<int, l...>) {
#if DECLIVE_HAS_SHUFFLEVECTOR
    return __builtin_shufflevector(a, a, (first + l)...);
#else
    return typename HalfLanes::reg{a[first + l]...};
#endif
  }
  // `depth` elements at p and, in a register of 32 bytes, as many of the row `depth` rows further.
  DECLIVE_LANES reg block(const T* p, Index rs) {
    if constexpr (lanes == depth)
      return load(p);
    else
      return joined(HalfLanes::load(p), HalfLanes::load(p + depth * rs), std::make_integer_sequence<int, lanes>());
  }
  template <class Part, int... l>
  DECLIVE_LANES reg joined(Part a, Part b, std::integer_sequence<int, l...>) {
#if DECLIVE_HAS_SHUFFLEVECTOR
    return __builtin_shufflevector(a, b, l...);
#else
    return reg{(l < depth ? a[l % depth] : b[l % depth])...};
#endif
  }
  // Lane l of the result is lane l ^ step.
  template <int step>
  DECLIVE_LANES reg exchanged(reg a) {
    return exchanged<step>(a, std::make_integer_sequence<int, lanes>());
  }
  template <int step, int... l>
  DECLIVE_LANES reg exchanged(reg a, std::integer_sequence<int, l...>) {
    return DECLIVE_SHUFFLE(Bits, a, a, (l ^ step)...);
  }
  // Of every 16 bytes: a[first], b[first], a[first + 1], ...
  template <int first>
  DECLIVE_LANES reg interleaved(reg a, reg b) {
    return interleaved<first>(a, b, std::make_integer_sequence<int, lanes>());
  }
  template <int first, int... l>
  DECLIVE_LANES reg interleaved(reg a, reg b, std::integer_sequence<int, l...>) {
    constexpr int d = depth;
    return DECLIVE_SHUFFLE(Bits, a, b, (l / d * d + first + l % d / 2 + l % 2 * lanes)...);
  }
};

}  // namespace declive::kernels::DECLIVE_LANES_NAME::inline DECLIVE_ABI
