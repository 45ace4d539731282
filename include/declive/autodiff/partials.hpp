// What is done to the partials of dual numbers: loops over them in registers, and products in which a zero is strong.
#ifndef DECLIVE_AUTODIFF_PARTIALS_HPP
#define DECLIVE_AUTODIFF_PARTIALS_HPP

#include <cstring>

#include "../concepts.hpp"

#if defined(__GNUC__) || defined(__clang__)
#define DECLIVE_DUAL_LANES 1
#else
#define DECLIVE_DUAL_LANES 0
#endif

namespace declive {

template <class T, Index N = 1, class Tag = void>
struct Dual;

namespace detail {

template <class X>
struct DualTraits {
  static constexpr bool is_dual = false;
  using scalar = X;
};
template <class T, Index N, class Tag>
struct DualTraits<Dual<T, N, Tag>> {
  static constexpr bool is_dual = true;
  using scalar = typename DualTraits<T>::scalar;
};

}  // namespace detail

template <class X>
inline constexpr bool is_dual = detail::DualTraits<std::remove_cvref_t<X>>::is_dual;

/// The floating-point type at the bottom of nested duals; a type that is no dual, itself.
template <class X>
using scalar_t = typename detail::DualTraits<std::remove_cvref_t<X>>::scalar;

namespace detail {

// W partials in one register: GNU's vector types, which never leave the functions here (they pass by reference into
// what is inlined), so that no calling convention depends on flags. GCC 12 does not vectorise over partials by itself.
template <class T, Index W>
struct Lanes {
#if DECLIVE_DUAL_LANES
  typedef T type __attribute__((vector_size(static_cast<std::size_t>(W) * sizeof(T))));
#endif
};
template <class T>
struct Lanes<T, 1> {
  using type = T;
};

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

// The widest register to use, in bytes. (In here because it depends on flags.)
#if defined(__AVX512F__)
inline constexpr Index lane_bytes = 64;
#elif defined(__AVX__)
inline constexpr Index lane_bytes = 32;
#else
inline constexpr Index lane_bytes = 16;
#endif

// g(y, x...) for the pieces y of `out` and x of `in`, of W partials each and then of W / 2, W / 4, ... Also single ones
// go through memcpy: where GCC 12 sees numbers it packs a value and its partial into one register and unpacks them
// again for every operation (1.6 times the time of a polynomial).
template <Index W, Index first, Index N, class T, class G, class... In>
DECLIVE_INLINE inline void in_pieces(T* out, const G& g, const In*... in) {
  if constexpr (first + W <= N) {
    using V = typename Lanes<T, W>::type;
    V y, x[sizeof...(In)];
    Index operand = 0;
    (static_cast<void>(std::memcpy(&x[operand++], in + first, sizeof(V))), ...);
    if constexpr (sizeof...(In) == 1)
      g(y, x[0]);
    else
      g(y, x[0], x[1]);
    std::memcpy(out + first, &y, sizeof(V));
    in_pieces<W, first + W, N>(out, g, in...);
  } else if constexpr (first < N) {
    in_pieces<W / 2, first, N>(out, g, in...);
  }
}

// y_k = g(y_k, x_k...) for the partials of y and of one or two duals x.
template <class D, class G, class... X>
DECLIVE_INLINE constexpr void for_partials(D& y, const G& g, const X&... x) {
  using T = typename D::value_type;
  if constexpr (DECLIVE_DUAL_LANES && (std::is_same_v<T, double> || std::is_same_v<T, float>)) {
    if (!std::is_constant_evaluated())
      return in_pieces<lane_bytes / static_cast<Index>(sizeof(T)), 0, D::partials_count>(y.partials, g, x.partials...);
  }
  for (Index k = 0; k < D::partials_count; ++k) g(y.partials[k], x.partials[k]...);
}

// The dual with this value whose partials g makes of those of x.
template <class D, class G, class... X>
DECLIVE_INLINE constexpr D with_partials(const typename D::value_type& value, const G& g, const X&... x) {
  D result;
  result.value = value;
  for_partials(result, g, x...);
  return result;
}

// to = from, in the same pieces: a copy of the whole is made in others, and what was stored in one kind of pieces is
// slow to load in another.
template <class D>
DECLIVE_INLINE constexpr void assign(D& to, const D& from) {
  to.value = from.value;
  for_partials(
      to, [](auto& y, const auto& x) DECLIVE_INLINE_LAMBDA { y = x; }, from);
}

// Whether every component is finite: x - x is 0 then, else NaN.
template <class T>
DECLIVE_INLINE constexpr bool all_finite(const T& x) {
  if constexpr (is_dual<T>) {
    bool good = all_finite(x.value);
    for (Index k = 0; k < T::partials_count; ++k) good = good && all_finite(x.partials[k]);
    return good;
  } else {
    const T difference = x - x;
    return difference == difference;
  }
}

// Whether every component is zero.
template <class T>
DECLIVE_INLINE constexpr bool is_zero(const T& x) {
  if constexpr (is_dual<T>) {
    bool zero = is_zero(x.value);
    for (Index k = 0; k < T::partials_count; ++k) zero = zero && is_zero(x.partials[k]);
    return zero;
  } else {
    return x == T(0);
  }
}

// f d, where a zero d is stronger than any f; also for a register of partials d. In registers, and inlined, though it is
// seldom needed: a call would take its operands from memory, and GCC would store them there on the fast path as well
// (twice the time of a gradient). Nested duals are in memory anyway.
template <class F, class T>
DECLIVE_COLD constexpr T strong_nested(const F& f, const T& d) {
  return is_zero(d) ? T(0) : T(f * d);
}
template <class F, class T>
DECLIVE_INLINE constexpr T strong_product(const F& f, const T& d) {
  if constexpr (is_dual<T>)
    return strong_nested(f, d);
  else if constexpr (std::is_arithmetic_v<T>)
    return d == T(0) ? T(0) : T(f * d);
  else
    return d == T{} ? T{} : f * d;
}

// The partials that a function out of line has made; by value, so that the fast path's duals stay in registers.
template <class D>
DECLIVE_INLINE constexpr void take_partials(D& to, const D& from) {
  for (Index k = 0; k < D::partials_count; ++k) to.partials[k] = from.partials[k];
}

}  // namespace detail::inline DECLIVE_ABI
}  // namespace declive

#endif
