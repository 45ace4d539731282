// Dual<T, taped, Tag>: a value, and one partial by a node of the tape (tape.hpp): the last number it was made of alone.
//
// Each operation and each function of math/ says to its result's partials what to become: a', f a', f a' + g b'. With one
// operand that is one multiplication, as in a dual of one partial. Where two operands depend on two nodes, the result is
// a new node. So everything that is there for duals is there for these, and a tape holds no more than it must:
// 1 / (1 + exp(-x)) takes no node, and sum += x one.
#ifndef DECLIVE_AUTODIFF_TAPED_HPP
#define DECLIVE_AUTODIFF_TAPED_HPP

#include "../linalg/map.hpp"
#include "dual.hpp"
#include "print.hpp"
#include "tape.hpp"

namespace declive {

/// A number of reverse mode; reverse_gradient makes them.
template <class T, class Tag>
struct Dual<T, taped, Tag> {
  static_assert(std::is_floating_point_v<T> || is_dual<T>,
                "declive: Dual<T, taped> needs a floating-point type T, or another Dual for higher derivatives");

  using value_type = T;
  using adjoint_type = detail::adjoint_t<T>;
  using tag_type = Tag;
  using factor_type = scalar_t<T>;
  static constexpr Index partials_count = taped;

  T value{};
  detail::Place<adjoint_type> place{};  ///< of node 0: a constant

  /// 0.
  DECLIVE_INLINE constexpr Dual() {}
  /// A constant.
  template <detail::ConstantOf<T> S>
  DECLIVE_INLINE constexpr Dual(const S& constant) : value(static_cast<T>(constant)) {}
  /// The same in another type; explicit if digits are lost.
  template <class U>
    requires(!std::is_same_v<U, T> && std::is_convertible_v<U, T> && !detail::ConstantOf<Dual<U, taped, Tag>, T>)
  DECLIVE_INLINE constexpr explicit(!detail::is_lossless<U, T>) Dual(const Dual<U, taped, Tag>& other)
      : value(static_cast<T>(other.value)), place(other.place) {
    static_assert(std::is_same_v<detail::adjoint_t<U>, adjoint_type>,
                  "declive: reverse mode: float goes on in double, but neither in long double. Take the derivative at "
                  "a point of long doubles");
  }

  template <class S>
  DECLIVE_INLINE constexpr Dual& operator+=(const S& s) {
    return *this = static_cast<Dual>(*this + s);
  }
  template <class S>
  DECLIVE_INLINE constexpr Dual& operator-=(const S& s) {
    return *this = static_cast<Dual>(*this - s);
  }
  template <class S>
  DECLIVE_INLINE constexpr Dual& operator*=(const S& s) {
    return *this = static_cast<Dual>(*this * s);
  }
  template <class S>
  DECLIVE_INLINE constexpr Dual& operator/=(const S& s) {
    return *this = static_cast<Dual>(*this / s);
  }

  // What partials.hpp does to partials.
  DECLIVE_INLINE void record(detail::partial::Copied, const Dual& a) { place = a.place; }
  DECLIVE_INLINE void record(detail::partial::Negated, const Dual& a) { place = {-a.place.slope, a.place.node}; }
  DECLIVE_INLINE void record(detail::partial::Added, const Dual& a, const Dual& b) {
    join(a.place.slope, a, b.place.slope, b);
  }
  DECLIVE_INLINE void record(detail::partial::Subtracted, const Dual& a, const Dual& b) {
    join(a.place.slope, a, -b.place.slope, b);
  }
  template <class F>
  DECLIVE_INLINE void record(const detail::partial::StrongScaled<F>& by, const Dual& a) {
    place = {times(by.f, a), a.place.node};
  }
  template <class F, class G>
  DECLIVE_INLINE void record(const detail::partial::StrongCombined<F, G>& by, const Dual& a, const Dual& b) {
    join(times(by.f, a), a, times(by.g, b), b);
  }
  template <class F>
  DECLIVE_INLINE void record(const detail::partial::Scaled<F>& by, const Dual& a) {
    record(detail::partial::StrongScaled{by.f}, a);
  }
  template <class F, class G>
  DECLIVE_INLINE void record(const detail::partial::Combined<F, G>& by, const Dual& a, const Dual& b) {
    record(detail::partial::StrongCombined{by.f, by.g}, a, b);
  }
  template <class Q, class R>
  DECLIVE_INLINE void record(const detail::partial::Divided<Q, R>& by, const Dual& a, const Dual& b) {
    join(times(by.reciprocal, a), a, times(-by.q * by.reciprocal, b), b);
  }

 private:
  using W = adjoint_type;

  // f times a's slope, which is strong if it is 0.
  template <class F>
  DECLIVE_INLINE static W times(const F& f, const Dual& a) {
    if constexpr (std::is_floating_point_v<W>) {
      const W product = static_cast<W>(f) * a.place.slope;
      return product == product || a.place.slope != W(0) ? product : W(0);
    } else {
      return detail::strong_product(static_cast<W>(f), a.place.slope);
    }
  }
  DECLIVE_INLINE void join(const W& f, const Dual& a, const W& g, const Dual& b) {
    place = detail::join(detail::current_tape<W, Tag>, f, a.place.node, g, b.place.node);
  }
};

template <class T, Index N, class Tag>
inline constexpr bool detail::is_recorded<Dual<T, N, Tag>> = detail::has_tape<Dual<T, N, Tag>>;

inline namespace DECLIVE_ABI {

/// The value: its derivatives are not known before the function has returned.
template <class T, class Tag>
std::string to_string(const Dual<T, taped, Tag>& x) {
  if constexpr (is_dual<T>)
    return "Dual(" + to_string(x.value) + ", taped)";
  else
    return "Dual(" + detail::shortest(x.value) + ", taped)";
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
