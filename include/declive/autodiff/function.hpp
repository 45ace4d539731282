// How a user's function is called with dual numbers, and what it may return.
#ifndef DECLIVE_AUTODIFF_FUNCTION_HPP
#define DECLIVE_AUTODIFF_FUNCTION_HPP

#include "../linalg/map.hpp"
#include "math/number.hpp"

namespace declive {

/// The tag of the duals that a derivative of F is made of is Perturbation<F, ...>::Tag. A derivative taken inside another
/// is that of another function type, so that their unknowns cannot be mixed up; `level` tells apart those of one higher
/// derivative. `Width` is the library's choice of registers. It is a type inside, so that F's namespace is not among those
/// that a call with such a dual is looked up in: a function of the program's that happens to be named like one that is
/// called in here would be called instead.
template <class F, int level = 0, class Width = detail::Lanes::AsFlagged>
struct Perturbation {
  struct Tag {
    using lanes = Width;
    static constexpr bool is_inner = level == 1;
  };
};

namespace detail {

// The floating-point type, or dual, of the elements of X, an array or a number.
template <class X>
struct ElementOf {
  using type = number_t<X>;
};
template <ArrayLike X>
struct ElementOf<X> {
  using type = number_t<value_type_t<X>>;
};
template <class X>
using element_t = typename ElementOf<std::remove_cvref_t<X>>::type;
// What F is run on for N partials.
template <class F, class T, Index N, int level = 0, class Width = Lanes::AsFlagged>
using unknown_t = Dual<T, N, typename Perturbation<std::remove_cvref_t<F>, level, Width>::Tag>;

// Whether R is what D becomes by arithmetic: of the same derivative, possibly with more digits.
template <class D, class R>
inline constexpr bool is_same_level = false;
template <class T, class U, Index N, class Tag>
inline constexpr bool is_same_level<Dual<T, N, Tag>, Dual<U, N, Tag>> = true;

// The element type of an array, or the number itself.
template <class R>
struct ResultElement {
  using type = R;
};
template <ArrayLike R>
struct ResultElement<R> {
  using type = value_type_t<R>;
};

// What F makes of A..., whose duals are D.
template <class D, class F, class... A>
struct CallResult {
  static_assert(std::invocable<F&, const A&...>,
                "declive: the function cannot be called with dual numbers. Write it for every type of number, as "
                "[](auto x) { return x * exp(x); } with exp(x), not std::exp(x); wrap a template: "
                "[](auto x) { return f(x); }");
  using type = std::remove_cvref_t<std::invoke_result_t<F&, const A&...>>;
  using element = typename ResultElement<type>::type;
  static_assert(!std::is_void_v<type>, "declive: the function returns nothing to be differentiated");
  static_assert(is_same_level<D, element> || !std::is_arithmetic_v<element>,
                "declive: the function returns a plain number, so that its derivative is lost on the way. Write it "
                "without double inside; a constant is decltype(x)(3)");
  static_assert(is_same_level<D, element> || std::is_arithmetic_v<element>,
                "declive: the function must return a number, a Vector or a Matrix that depends on its argument");
};
template <class D, class F, class... A>
using call_result_t = typename CallResult<D, F, A...>::type;

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

// x with every number as a constant of type D.
template <class D, class X>
constexpr auto lifted(const X& x) {
  if constexpr (VectorLike<X>) {
    const auto v = view(x);
    return array_t<D, X>(x.size(), [&](Index i) { return D(v.data()[i * v.stride()]); });
  } else if constexpr (MatrixLike<X>) {
    const auto v = view(x);
    return array_t<D, X>(x.rows(), x.cols(),
                         [&](Index i, Index j) { return D(v.data()[i * v.row_stride() + j * v.col_stride()]); });
  } else {
    return D(x);
  }
}

// g(element) for every element of an array in a new one; of a number, g(number).
template <class G, class R>
constexpr auto each(const R& r, G g) {
  using T = std::remove_cvref_t<decltype(g(std::declval<const typename ResultElement<R>::type&>()))>;
  if constexpr (VectorLike<R>)
    return array_t<T, R>(r.size(), [&](Index i) { return g(view(r)[i]); });
  else if constexpr (MatrixLike<R>)
    return array_t<T, R>(r.rows(), r.cols(), [&](Index i, Index j) { return g(view(r)(i, j)); });
  else
    return g(r);
}
template <class R>
constexpr auto values_of(const R& r) {
  return each(r, [](const auto& element) { return element.value; });
}
template <class R>
constexpr auto partials_of(const R& r, Index k) {
  return each(r, [k](const auto& element) { return element.partials[k]; });
}

// f(x) where x's duals go through registers of this width. For those that the caller's flags do not allow, f and all
// that it calls are inlined into a function that has them, as far as GCC can (a call left over is only slow). No
// multiplication and addition become an fma there: a value stays what it is elsewhere.
template <class F, class X>
DECLIVE_INLINE constexpr auto run(Lanes::AsFlagged, F& f, const X& x) {
  return f(x);
}
#if DECLIVE_WIDE_DUALS
template <class F, class X>
DECLIVE_NOINLINE [[DECLIVE_TARGET_avx2, gnu::flatten, gnu::optimize("O3", "fp-contract=off")]] auto run(Lanes::Avx2,
                                                                                                        F& f,
                                                                                                        const X& x) {
  return f(x);
}
template <class F, class X>
DECLIVE_NOINLINE [[DECLIVE_TARGET_avx512, gnu::flatten, gnu::optimize("O3", "fp-contract=off")]] auto run(Lanes::Avx512,
                                                                                                          F& f,
                                                                                                          const X& x) {
  return f(x);
}
#endif

// visit(Width()) with the registers to use for the derivatives of numbers T by n unknowns, where n may be known as
// `size`: the widest that this machine has and the unknowns fill.
template <class T, Index size = dynamic, class Visit>
constexpr auto with_lanes(Index n, Visit visit) {
#if DECLIVE_WIDE_DUALS
  if constexpr (has_kernels<T> && (size == dynamic || size > 4)) {
    if (!std::is_constant_evaluated()) {
      const Isa isa = active_isa();
      if constexpr (size == dynamic || size > 8)
        if (isa == Isa::avx512 && n > 8) return visit(Lanes::Avx512());
      if ((isa == Isa::avx512 || isa == Isa::avx2) && n > 4) return visit(Lanes::Avx2());
    }
  }
#endif
  static_cast<void>(n);
  return visit(Lanes::AsFlagged());
}

}  // namespace detail::inline DECLIVE_ABI
}  // namespace declive

#endif
