// What is done to the partials of dual numbers: loops over them in registers, and products in which a zero is strong.
#ifndef DECLIVE_AUTODIFF_PARTIALS_HPP
#define DECLIVE_AUTODIFF_PARTIALS_HPP

#include <cstdint>
#include <cstring>
#include <limits>

#include "../concepts.hpp"
#include "../kernels/simd.hpp"

#if defined(__GNUC__) || defined(__clang__)
#define DECLIVE_DUAL_LANES 1
#else
#define DECLIVE_DUAL_LANES 0
#endif

namespace declive {

template <class T, Index N = 1, class Tag = void>
struct Dual;

/// In place of a number of partials: Dual<T, taped> has none, but stands on a tape (see taped.hpp and reverse.hpp).
inline constexpr Index taped = -1;

// In a namespace without functions, since the namespaces of tags are looked up in for every call with a dual.
namespace tags {

// The widest registers that a dual's partials go through. A tag may ask for wider ones than the caller's flags allow:
// those of a derivative do, which is run in a function compiled for them (see function.hpp), and these types as tags
// (see dispatch.hpp).
struct Lanes {
  struct AsFlagged {};
  struct Avx2 {
    using lanes = Avx2;
  };
  struct Avx512 {
    using lanes = Avx512;
  };
};

}  // namespace tags

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

template <class D>
inline constexpr bool is_taped = false;
template <class T, class Tag>
inline constexpr bool is_taped<Dual<T, taped, Tag>> = true;
// Whether D is, or what it is made of.
template <class D>
inline constexpr bool has_tape = false;
template <class T, Index N, class Tag>
inline constexpr bool has_tape<Dual<T, N, Tag>> = N == taped || has_tape<T>;

// W partials in one register: GNU's vector types, which never leave the functions here (they pass by reference into
// what is inlined), so that no calling convention depends on flags. GCC 12 does not vectorise over partials by itself.
template <class T, Index W>
struct Register {
#if DECLIVE_DUAL_LANES
  typedef T type __attribute__((vector_size(static_cast<std::size_t>(W) * sizeof(T))));
#endif
};
template <class T>
struct Register<T, 1> {
  using type = T;
};

using tags::Lanes;
template <class Tag>
struct LanesOf {
  using type = Lanes::AsFlagged;
};
template <class Tag>
  requires(std::is_class_v<typename Tag::lanes>)
struct LanesOf<Tag> {
  using type = typename Tag::lanes;
};

template <class D>
inline constexpr bool has_single_partial = false;
template <class T, class Tag>
inline constexpr bool has_single_partial<Dual<T, 1, Tag>> = std::is_floating_point_v<T>;

// Whether products of D look for weak zeros (see has_weak_zero) without a branch: of a single partial in wide registers,
// so that the compiler can vectorise a loop over such numbers.
template <class D>
inline constexpr bool is_branch_free =
    has_single_partial<D> && !std::is_same_v<typename LanesOf<typename D::tag_type>::type, Lanes::AsFlagged>;

// Whether duals of this tag are the parts of other duals (see Perturbation).
template <class Tag>
inline constexpr bool is_inner = false;
template <class Tag>
  requires(Tag::is_inner)
inline constexpr bool is_inner<Tag> = true;

}  // namespace detail

// What is done to partials a, or a and b. Types, because each width of register has functions of its own.
namespace detail::partial {

struct Zero {};        // 0
struct Copied {};      // a
struct Negated {};     // -a
struct Added {};       // a + b
struct Subtracted {};  // a - b
template <class F>
struct Scaled {  // f a
  const F& f;
};
template <class F, class G>
struct Combined {  // f a + g b
  const F& f;
  const G& g;
};
template <class Q, class R>
struct Divided {  // (a - q b) / d, where reciprocal = 1 / d
  const Q& q;
  const R& reciprocal;
};
// The same where a zero a or b is stronger than any f or g.
template <class F>
struct StrongScaled {
  const F& f;
};
template <class F, class G>
struct StrongCombined {
  const F& f;
  const G& g;
};

// The same, with the bits of Scaled and Combined where no factor is infinite or NaN.
template <class F>
struct CheckedScaled {
  const F& f;
};
template <class F, class G>
struct CheckedCombined {
  const F& f;
  const G& g;
};

template <class F>
Scaled(const F&) -> Scaled<F>;
template <class F, class G>
Combined(const F&, const G&) -> Combined<F, G>;
template <class Q, class R>
Divided(const Q&, const R&) -> Divided<Q, R>;
template <class F>
StrongScaled(const F&) -> StrongScaled<F>;
template <class F, class G>
StrongCombined(const F&, const G&) -> StrongCombined<F, G>;
template <class F>
CheckedScaled(const F&) -> CheckedScaled<F>;
template <class F, class G>
CheckedCombined(const F&, const G&) -> CheckedCombined<F, G>;

}  // namespace detail::partial

namespace detail::inline DECLIVE_ABI {

// Whether every component is finite: x - x is 0 then, else NaN.
template <class T>
DECLIVE_INLINE constexpr bool all_finite(const T& x) {
  if constexpr (is_taped<T>) {
    return all_finite(x.value);
  } else if constexpr (is_dual<T>) {
    bool good = all_finite(x.value);
    for (Index k = 0; k < T::partials_count; ++k) good = good && all_finite(x.partials[k]);
    return good;
  } else {
    const T difference = x - x;
    return difference == difference;
  }
}

// The same of a single number, by its bits: in integer registers the check does not wait in line with what is
// calculated.
template <class T>
DECLIVE_INLINE constexpr bool is_finite_number(const T& x) {
  if constexpr (std::is_same_v<T, double> || std::is_same_v<T, float>) {
    if (!std::is_constant_evaluated()) {
      using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
      const T number = x;  // a copy: the bits of a member would keep its dual in memory
      Bits bits;
      std::memcpy(&bits, &number, sizeof(T));
      return bits + bits < static_cast<Bits>(~Bits(0) << std::numeric_limits<T>::digits);  // the sign falls off
    }
  }
  return all_finite(x);
}

// Whether a factor of D's partials is finite. For the inner numbers of a Hessian in the same way in which the outer ones
// look at them once more, so that the compiler makes one look of two (by bits: 0.85 of the speed).
template <class D>
DECLIVE_INLINE constexpr bool is_finite_factor(const typename D::value_type& f) {
  if constexpr (is_inner<typename D::tag_type>)
    return all_finite(f);
  else
    return is_finite_number(f);
}

// Whether every component is zero.
template <class T>
DECLIVE_INLINE constexpr bool is_zero(const T& x) {
  if constexpr (is_taped<T>) {
    return is_zero(x.value) && (x.place.node == 0 || is_zero(x.place.slope));
  } else if constexpr (is_dual<T>) {
    bool zero = is_zero(x.value);
    for (Index k = 0; k < T::partials_count; ++k) zero = zero && is_zero(x.partials[k]);
    return zero;
  } else {
    return x == T(0);
  }
}

template <class F, class T>
DECLIVE_COLD constexpr T strong_nested(const F& f, const T& d) {
  return is_zero(d) ? T(0) : T(f * d);
}

}  // namespace detail::inline DECLIVE_ABI
}  // namespace declive

#if DECLIVE_X86 && defined(__GNUC__) && !defined(__clang__)
#define DECLIVE_ALONE(number) __asm__("" : "+x"(number))
#else
#define DECLIVE_ALONE(number) static_cast<void>(number)
#endif

// Whether the compiler knows that the condition holds.
#if defined(__GNUC__) || defined(__clang__)
#define DECLIVE_KNOWN(condition) (__builtin_constant_p(condition) && (condition))
#else
#define DECLIVE_KNOWN(condition) false
#endif

#define DECLIVE_LANES AsFlagged
#if defined(__AVX512F__)
#define DECLIVE_LANES_BYTES 64
#elif defined(__AVX__)
#define DECLIVE_LANES_BYTES 32
#else
#define DECLIVE_LANES_BYTES 16
#endif
#define DECLIVE_LANES_INLINE DECLIVE_INLINE
#include "partials.inl"

// These are inlined only where everything around them has been inlined into a function with the same target; an
// always_inline one would be an error inside the user's function. clang inlines from the inside out and would call them.
// What is called after all must not fuse either: a value stays what it is elsewhere.
#if DECLIVE_X86 && defined(__GNUC__) && !defined(__clang__)
#define DECLIVE_WIDE_DUALS 1
#define DECLIVE_LANES Avx2
#define DECLIVE_LANES_BYTES 32
#define DECLIVE_LANES_INLINE [[DECLIVE_TARGET_avx2, gnu::optimize("fp-contract=off")]]
#include "partials.inl"
#define DECLIVE_LANES Avx512
#define DECLIVE_LANES_BYTES 64
#define DECLIVE_LANES_INLINE [[DECLIVE_TARGET_avx512, gnu::optimize("fp-contract=off")]]
#include "partials.inl"
#else
#define DECLIVE_WIDE_DUALS 0
#endif

namespace declive::detail::inline DECLIVE_ABI {

// The operation on all partials of y and of one or two duals x.
template <class D, class Operation, class... X>
DECLIVE_INLINE constexpr void for_partials(D& y, const Operation& operation, const X&... x) {
  using T = typename D::value_type;
  if constexpr (is_taped<D>) {
    y.record(operation, x...);
  } else {
    if constexpr (DECLIVE_DUAL_LANES && (std::is_same_v<T, double> || std::is_same_v<T, float>)) {
      if (!std::is_constant_evaluated())
        return in_registers<D::partials_count>(typename LanesOf<typename D::tag_type>::type(), y.partials, operation,
                                               x.partials...);
    }
    for (Index k = 0; k < D::partials_count; ++k) apply(Lanes::AsFlagged(), operation, y.partials[k], x.partials[k]...);
  }
}

// The partials of a constant, in the same pieces: of an initialiser of 128 bytes or more, be it that of an array of small
// duals, GCC makes `rep stos` (0.94 of the time of a formula with four unknowns of 16 partials without it). The parts of a
// nested dual are 0 already.
template <class D>
DECLIVE_INLINE constexpr void clear_partials(D& y) {
  if constexpr (!is_dual<typename D::value_type>) for_partials(y, partial::Zero());
}

// The dual with this value whose partials the operation makes of those of x.
template <class D, class Operation, class... X>
DECLIVE_INLINE constexpr D with_partials(const typename D::value_type& value, const Operation& operation,
                                         const X&... x) {
  D result;
  result.value = value;
  for_partials(result, operation, x...);
  return result;
}

// to = from, in the same pieces: a copy of the whole is made in others, and what was stored in one kind of pieces is
// slow to load in another.
template <class D>
DECLIVE_INLINE constexpr void assign(D& to, const D& from) {
  to.value = from.value;
  for_partials(to, partial::Copied(), from);
}

// f d, where a zero d is stronger than any f.
template <class F, class T>
DECLIVE_INLINE constexpr T strong_product(const F& f, const T& d) {
  return strong(Lanes::AsFlagged(), f, d);
}

// Whether the products that made the partials of u have to be made again with strong zeros: they have to if a factor is
// infinite or NaN. `finite` says that none is; of a single partial it is quicker to look for the NaN that 0 times such a
// factor is.
template <class D, class Finite>
DECLIVE_INLINE constexpr bool has_weak_zero(const D& u, const Finite& finite) {
  if constexpr (is_taped<D>)
    return false;  // the tape multiplies
  else if constexpr (has_single_partial<D>)
    return u.partials[0] != u.partials[0];
  else
    return !finite();
}

// Whether the compiler knows that a single partial is not zero, as that of an unknown is 1: no zero can be weak then.
template <class D>
DECLIVE_INLINE constexpr bool is_known_nonzero(const D& x) {
  return DECLIVE_KNOWN(x.partials[0] != 0);
}

// The partials that a function out of line has made; by value, so that the fast path's duals stay in registers.
template <class D>
DECLIVE_INLINE constexpr void take_partials(D& to, const D& from) {
  if constexpr (is_taped<D>)
    to.record(partial::Copied(), from);
  else
    for (Index k = 0; k < D::partials_count; ++k) to.partials[k] = from.partials[k];
}

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
