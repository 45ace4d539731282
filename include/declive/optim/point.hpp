// What minimize keeps a starting point as, and how the methods see it: as n numbers in a row.
#ifndef DECLIVE_OPTIM_POINT_HPP
#define DECLIVE_OPTIM_POINT_HPP

#include "result.hpp"

namespace declive {

namespace detail {

template <class X>
struct PointOf {
  using type = std::conditional_t<std::is_integral_v<X>, double, X>;
};
template <VectorLike X>
struct PointOf<X> {
  using type = Vector<value_type_t<X>, Like<X>::rows>;
};
template <MatrixLike X>
struct PointOf<X> {
  using type = Matrix<value_type_t<X>, Like<X>::rows, Like<X>::cols>;
};
/// What minimize keeps x0 as: the owner of a view's elements, double for a whole number.
template <class X>
using point_t = typename PointOf<std::remove_cvref_t<X>>::type;

template <class X>
concept Point = std::is_floating_point_v<point_scalar_t<point_t<X>>>;

/// The callback where there is none.
struct Silent {
  template <class I>
  DECLIVE_INLINE void operator()(const I&) const {}
};

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

template <class X>
auto* first_element(X& x) {
  if constexpr (ArrayLike<X>)
    return x.data();
  else
    return &x;
}
template <class X>
Index element_count(const X& x) {
  if constexpr (ArrayLike<X>)
    return x.size();
  else
    return 1;
}
template <class X>
void check_point(const X& x0, const Site& site) {
  if constexpr (ArrayLike<X>)
    if (x0.empty()) raise_shape("minimize", x0.dims(), "the starting point is empty", site);
}

/// Throws ShapeError unless a gradient has the shape of x.
template <class X, class G>
void check_gradient(const X& x, const G& gradient, const Site& site) {
  if constexpr (ArrayLike<X>)
    if (x.dims() != gradient.dims())
      raise_shapes("minimize", x.dims(), "and", gradient.dims(), "the shape of the gradient is not that of x", site);
}
template <class X, class G>
void take_gradient(X& to, const G& from, const Site& site) {
  check_gradient(to, from, site);
  if constexpr (ArrayLike<X>)
    view(to) = from;
  else
    to = static_cast<X>(from);
}

/// What the callback answers; nothing means going on.
template <class Callback, class I>
bool call_back(Callback& callback, const I& seen) {
  if constexpr (std::is_void_v<std::invoke_result_t<Callback&, const I&>>) {
    callback(seen);
    return true;
  } else {
    return static_cast<bool>(callback(seen));
  }
}

}  // namespace detail::inline DECLIVE_ABI
}  // namespace declive

#endif
