// The operations of partials.hpp on a number or a register of partials, and the loop over partials, compiled once for
// each width of register. Read partials.hpp first: it has the contract, and defines
//   DECLIVE_LANES         the name of the width: one of the types in Lanes
//   DECLIVE_LANES_BYTES   the widest register
//   DECLIVE_LANES_INLINE  in front of a function
namespace declive::detail::inline DECLIVE_ABI {

template <class V>
DECLIVE_LANES_INLINE constexpr void apply(Lanes::DECLIVE_LANES, partial::Zero, V& y) {
  y = V{};
}
template <class V>
DECLIVE_LANES_INLINE constexpr void apply(Lanes::DECLIVE_LANES, partial::Copied, V& y, const V& a) {
  y = a;
}
template <class V>
DECLIVE_LANES_INLINE constexpr void apply(Lanes::DECLIVE_LANES, partial::Negated, V& y, const V& a) {
  y = -a;
}
template <class V>
DECLIVE_LANES_INLINE constexpr void apply(Lanes::DECLIVE_LANES, partial::Added, V& y, const V& a, const V& b) {
  y = a + b;
}
template <class V>
DECLIVE_LANES_INLINE constexpr void apply(Lanes::DECLIVE_LANES, partial::Subtracted, V& y, const V& a, const V& b) {
  y = a - b;
}
template <class F, class V>
DECLIVE_LANES_INLINE constexpr void apply(Lanes::DECLIVE_LANES, const partial::Scaled<F>& by, V& y, const V& a) {
  y = by.f * a;
}
template <class F, class G, class V>
DECLIVE_LANES_INLINE constexpr void apply(Lanes::DECLIVE_LANES, const partial::Combined<F, G>& by, V& y, const V& a,
                                          const V& b) {
  y = by.f * a + by.g * b;
}
template <class Q, class R, class V>
DECLIVE_LANES_INLINE constexpr void apply(Lanes::DECLIVE_LANES, const partial::Divided<Q, R>& by, V& y, const V& a,
                                          const V& b) {
  y = (a - by.q * b) * by.reciprocal;
}
// In registers, and inlined, though it is seldom needed: a call would take its operands from memory, and GCC would store
// them there on the fast path as well (twice the time of a gradient). Nested duals are in memory anyway.
template <class F, class V>
DECLIVE_LANES_INLINE constexpr V strong(Lanes::DECLIVE_LANES, const F& f, const V& d) {
  if constexpr (is_dual<V>)
    return strong_nested(f, d);
  else if constexpr (std::is_arithmetic_v<V>)
    return d == V(0) ? V(0) : V(f * d);
  else
    return d == V{} ? V{} : f * d;
}
template <class F, class V>
DECLIVE_LANES_INLINE constexpr void apply(Lanes::DECLIVE_LANES lanes, const partial::StrongScaled<F>& by, V& y,
                                          const V& a) {
  y = strong(lanes, by.f, a);
}
template <class F, class G, class V>
DECLIVE_LANES_INLINE constexpr void apply(Lanes::DECLIVE_LANES lanes, const partial::StrongCombined<F, G>& by, V& y,
                                          const V& a, const V& b) {
  y = strong(lanes, by.f, a) + strong(lanes, by.g, b);
}

template <class F, class V>
DECLIVE_LANES_INLINE constexpr V checked(Lanes::DECLIVE_LANES, const F& f, const V& d) {
  const V product = f * d;
  return static_cast<int>(d == V(0)) & static_cast<int>(product != product) ? V(0) : product;
}
template <class F, class V>
DECLIVE_LANES_INLINE constexpr void apply(Lanes::DECLIVE_LANES lanes, const partial::CheckedScaled<F>& by, V& y,
                                          const V& a) {
  y = checked(lanes, by.f, a);
}
template <class F, class G, class V>
DECLIVE_LANES_INLINE constexpr void apply(Lanes::DECLIVE_LANES lanes, const partial::CheckedCombined<F, G>& by, V& y,
                                          const V& a, const V& b) {
  y = checked(lanes, by.f, a) + checked(lanes, by.g, b);
}

// The pieces of `out` and `in` of W partials each, and then of W / 2, W / 4, ... Also single ones go through memcpy:
// where GCC 12 sees numbers it packs a value and its partial into one register and unpacks them again for every
// operation (1.6 times the time of a polynomial). In wide registers it is left free to vectorise the loop outside.
template <Index W, Index first, Index N, class T, class Operation, class... In>
DECLIVE_LANES_INLINE inline void in_pieces(Lanes::DECLIVE_LANES lanes, T* out, const Operation& operation,
                                           const In*... in) {
  if constexpr (W == 1 && first < N) {
    T y;
    apply(lanes, operation, y, in[first]...);
    if constexpr (std::is_same_v<Lanes::DECLIVE_LANES, Lanes::AsFlagged>)
      if (!DECLIVE_KNOWN(y == y)) DECLIVE_ALONE(y);
    out[first] = y;
  } else if constexpr (first + W <= N) {
    using V = typename Register<T, W>::type;
    V y, x[sizeof...(In) + 1];
    [[maybe_unused]] Index operand = 0;
    (static_cast<void>(std::memcpy(&x[operand++], in + first, sizeof(V))), ...);
    if constexpr (sizeof...(In) == 0)
      apply(lanes, operation, y);
    else if constexpr (sizeof...(In) == 1)
      apply(lanes, operation, y, x[0]);
    else
      apply(lanes, operation, y, x[0], x[1]);
    std::memcpy(out + first, &y, sizeof(V));
    in_pieces<W, first + W, N>(lanes, out, operation, in...);
  } else if constexpr (first < N) {
    in_pieces<W / 2, first, N>(lanes, out, operation, in...);
  }
}
template <Index N, class T, class Operation, class... In>
DECLIVE_LANES_INLINE inline void in_registers(Lanes::DECLIVE_LANES lanes, T* out, const Operation& operation,
                                              const In*... in) {
  in_pieces<DECLIVE_LANES_BYTES / static_cast<Index>(sizeof(T)), 0, N>(lanes, out, operation, in...);
}

}  // namespace declive::detail::inline DECLIVE_ABI

#undef DECLIVE_LANES
#undef DECLIVE_LANES_BYTES
#undef DECLIVE_LANES_INLINE
