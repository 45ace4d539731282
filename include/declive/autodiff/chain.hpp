// The chain rule: how a function makes a dual of duals. Every function of math/ is one line with it.
#ifndef DECLIVE_AUTODIFF_CHAIN_HPP
#define DECLIVE_AUTODIFF_CHAIN_HPP

#include "dual_type.hpp"

namespace declive {

inline namespace DECLIVE_ABI {

/// The chain rule: a dual with the given value and the partials f dx_k. With it a function of one's own becomes
/// differentiable: sin(a + b e) is chain(sin(a), cos(a), x). Zero partials stay zero whatever f is.
template <class T, Index N, class Tag>
DECLIVE_INLINE constexpr Dual<T, N, Tag> chain(const std::type_identity_t<T>& value, const std::type_identity_t<T>& f,
                                               const Dual<T, N, Tag>& x) {
  using D = Dual<T, N, Tag>;
  D u = detail::with_partials<D>(value, detail::partial::Scaled{f}, x);
  if (detail::has_weak_zero(u, [&]() DECLIVE_INLINE_LAMBDA { return detail::is_finite_factor<D>(f); })) [[unlikely]]
    detail::for_partials(u, detail::partial::StrongScaled{f}, x);
  return u;
}
/// The same of two variables: the partials are f dx_k + g dy_k.
template <class T, Index N, class Tag>
DECLIVE_INLINE constexpr Dual<T, N, Tag> chain(const std::type_identity_t<T>& value, const std::type_identity_t<T>& f,
                                               const Dual<T, N, Tag>& x, const std::type_identity_t<T>& g,
                                               const Dual<T, N, Tag>& y) {
  using D = Dual<T, N, Tag>;
  D u = detail::with_partials<D>(value, detail::partial::Combined{f, g}, x, y);
  const auto finite = [&]() DECLIVE_INLINE_LAMBDA {
    return detail::is_finite_factor<D>(f) && detail::is_finite_factor<D>(g);
  };
  if (detail::has_weak_zero(u, finite)) [[unlikely]]
    detail::for_partials(u, detail::partial::StrongCombined{f, g}, x, y);
  return u;
}

/// And of three: f dx_k + g dy_k + h dz_k.
template <class T, Index N, class Tag>
DECLIVE_INLINE constexpr Dual<T, N, Tag> chain(const std::type_identity_t<T>& value, const std::type_identity_t<T>& f,
                                               const Dual<T, N, Tag>& x, const std::type_identity_t<T>& g,
                                               const Dual<T, N, Tag>& y, const std::type_identity_t<T>& h,
                                               const Dual<T, N, Tag>& z) {
  return detail::with_partials<Dual<T, N, Tag>>(value, detail::partial::Added(), chain(value, f, x, g, y),
                                                chain(value, h, z));
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
