// The smallest and the largest element and where they stand: of all elements, or of each column or row. NaN goes through.
#ifndef DECLIVE_LINALG_EXTREME_HPP
#define DECLIVE_LINALG_EXTREME_HPP

#include <limits>

#include "../kernels/reduce.hpp"
#include "along.hpp"

namespace declive {

namespace detail {

template <class T>
concept Ordered = requires(const T& a, const T& b) {
  { a < b } -> std::convertible_to<bool>;
};

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

// max (or min) of the elements, n > 0; NaN if there is one.
template <bool largest, class T, Index R, Index C>
constexpr std::remove_const_t<T> extreme(const MatrixView<T, R, C>& v) {
  using U = std::remove_const_t<T>;
  static_assert(Ordered<U>, "declive: min, max, argmin and argmax need elements with an order");
  if constexpr (has_kernels<U>) {
    if (!std::is_constant_evaluated() && is_contiguous(v)) {
      const Index n = v.size();
      const U* const x = v.data();
      bool has_nan = false;
      U value = x[0];
      if (n < 8) {  // where the call takes longer
        for (Index k = 0; k < n; ++k) {
          has_nan |= x[k] != x[k];
          value = (largest ? value < x[k] : x[k] < value) ? x[k] : value;
        }
      } else {
        constexpr auto which = largest ? kernels::Extreme::largest : kernels::Extreme::smallest;
        value = kernels::find_extreme<which, U>(x, n, has_nan);
      }
      return has_nan ? std::numeric_limits<U>::quiet_NaN() : value;
    }
  }
  U best = element(v, 0);
  for (Index k = 0; k < v.size(); ++k) {
    const U& x = element(v, k);
    if constexpr (std::is_floating_point_v<U>)
      if (x != x) return x;
    if (largest ? best < x : x < best) best = x;
  }
  return best;
}

// The first index of the largest (smallest) of n > 0 elements, or of the first NaN, reading row after row.
template <bool largest, class T, Index R, Index C>
constexpr Index first_extreme(const MatrixView<T, R, C>& v) {
  Index at = 0;
  for (Index k = 0; k < v.size(); ++k) {
    const auto& x = element(v, k);
    if constexpr (std::is_floating_point_v<std::remove_const_t<T>>)
      if (x != x) return k;
    if (largest ? element(v, at) < x : x < element(v, at)) at = k;
  }
  return at;
}

// The same of numbers that stand one after the other, with one comparison an element, which is false for NaN as well.
template <bool largest, class T>
DECLIVE_INLINE inline Index first_extreme(const T* x, Index n) {
  Index at = 0;
  T best = x[0];
  if (best != best) return 0;
  for (Index k = 1; k < n; ++k) {
    if (largest ? x[k] <= best : x[k] >= best) continue;
    if (x[k] != x[k]) return k;
    best = x[k];
    at = k;
  }
  return at;
}
// The same, narrowed down with the kernel to the first 1024, then the first 64 elements that hold it.
template <bool largest, class T>
DECLIVE_NOINLINE Index first_extreme_of_many(const T* x, Index n) {
  constexpr auto which = largest ? kernels::Extreme::largest : kernels::Extreme::smallest;
  Index first = 0, end = n;
  for (const Index block : {Index{1024}, Index{64}}) {
    if (end - first <= block) continue;
    const Index stop = end;
    T best = x[first];
    for (Index k = first; k < stop; k += block) {
      const Index count = stop - k < block ? stop - k : block;
      bool has_nan = false;
      const T value = kernels::find_extreme<which, T>(x + k, count, has_nan);
      if (has_nan || end == stop || (largest ? best < value : value < best)) {
        best = value;
        first = k;
        end = k + count;
      }
      if (has_nan) break;
    }
  }
  return first + first_extreme<largest>(x + first, end - first);
}
template <bool largest, class T, Index R, Index C>
constexpr Index extreme_index(const MatrixView<T, R, C>& v) {
  using U = std::remove_const_t<T>;
  static_assert(Ordered<U>, "declive: min, max, argmin and argmax need elements with an order");
  if constexpr (has_kernels<U>)
    if (!std::is_constant_evaluated() && is_contiguous(v)) {
      const U* const x = v.data();
      const Index n = v.size();
      return n <= 64 ? first_extreme<largest>(x, n) : first_extreme_of_many<largest>(x, n);
    }
  return first_extreme<largest>(v);
}

template <class X>
constexpr void check_not_empty(const char* operation, const X& x, const Site& site) {
  if (x.empty()) raise_value(operation, text(x.dims(), ": there is no element"), site);
}

// As NumPy: an axis of no elements has no extreme; no rows have no extremes each, which is no error.
template <class A>
void check_axis_not_empty(const char* operation, const A& a, int axis, const Site& site) {
  check_axis(operation, axis, site);
  if ((axis == 0 ? a.rows() : a.cols()) == 0)
    raise_value(operation, text(a.dims(), ": there is no element along axis ", Index{axis}), site);
}

// The extreme of a line, which has an element at least.
template <bool largest>
struct ExtremeOf {
  template <class Line>
  auto operator()(const Line& line) const {
    return extreme<largest>(line);
  }
  template <class V, class U>
    requires(has_kernels<U>&& std::is_same_v<typename V::value_type, U>)
  void all(const V& v, int axis, U* out) const {
    constexpr auto which = largest ? kernels::Extreme::largest : kernels::Extreme::smallest;
    // Columns side by side, of the matrix or of its transpose.
    const bool by_rows = v.col_stride() == 1 || v.cols() == 1, by_cols = v.row_stride() == 1 || v.rows() == 1;
    if (axis == 0 && by_rows)
      kernels::extreme_columns<which, U>(v.data(), v.rows(), v.cols(), v.row_stride(), out);
    else if (axis == 1 && by_rows)
      kernels::extreme_each_row<which, U>(v.data(), v.rows(), v.cols(), v.row_stride(), out);
    else if (axis == 0 && by_cols)
      kernels::extreme_each_row<which, U>(v.data(), v.cols(), v.rows(), v.col_stride(), out);
    else if (axis == 1 && by_cols)
      kernels::extreme_columns<which, U>(v.data(), v.cols(), v.rows(), v.col_stride(), out);
    else
      for_each_line(v, axis, [&](Index k, const auto& line) { out[k] = (*this)(line); });
  }
};
template <bool largest>
struct ExtremeIndex {
  template <class Line>
  Index operator()(const Line& line) const {
    return extreme_index<largest>(line);
  }
};

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// The smallest and the largest element; NaN if there is one. With axis 0 of each column, with axis 1 of each row.
/// Throws ValueError if there is no element to look at, or for another axis.
template <ArrayLike X>
constexpr value_type_t<X>(min)(const X& x, Site site = Site::here()) {
  detail::check_not_empty("min", x, site);
  return detail::extreme<false>(detail::matrix_view(x));
}
template <ArrayLike X>
constexpr value_type_t<X>(max)(const X& x, Site site = Site::here()) {
  detail::check_not_empty("max", x, site);
  return detail::extreme<true>(detail::matrix_view(x));
}
template <MatrixLike A>
auto(min)(const A& a, int axis, Site site = Site::here()) {
  detail::check_axis_not_empty("min", a, axis, site);
  return detail::along<value_type_t<A>>("min", a, axis, site, detail::ExtremeOf<false>{});
}
template <MatrixLike A>
auto(max)(const A& a, int axis, Site site = Site::here()) {
  detail::check_axis_not_empty("max", a, axis, site);
  return detail::along<value_type_t<A>>("max", a, axis, site, detail::ExtremeOf<true>{});
}

/// out = min(A, axis), max(A, axis), as sum_into.
template <VectorLike Out, MatrixLike A>
void min_into(Out&& out, const A& a, int axis, Site site = Site::here()) {
  detail::check_axis_not_empty("min_into", a, axis, site);
  detail::along_into<value_type_t<A>>("min_into", out, a, axis, site, detail::ExtremeOf<false>{});
}
template <VectorLike Out, MatrixLike A>
void max_into(Out&& out, const A& a, int axis, Site site = Site::here()) {
  detail::check_axis_not_empty("max_into", a, axis, site);
  detail::along_into<value_type_t<A>>("max_into", out, a, axis, site, detail::ExtremeOf<true>{});
}

/// Where the smallest or largest element stands first, or the first NaN; of a matrix counted row after row, with an
/// axis in its column (0) or row (1). Throws ValueError if there is no element to look at, or for another axis.
template <ArrayLike X>
constexpr Index argmin(const X& x, Site site = Site::here()) {
  detail::check_not_empty("argmin", x, site);
  return detail::extreme_index<false>(detail::matrix_view(x));
}
template <ArrayLike X>
constexpr Index argmax(const X& x, Site site = Site::here()) {
  detail::check_not_empty("argmax", x, site);
  return detail::extreme_index<true>(detail::matrix_view(x));
}
template <MatrixLike A>
Vector<Index> argmin(const A& a, int axis, Site site = Site::here()) {
  detail::check_axis_not_empty("argmin", a, axis, site);
  return detail::along<Index>("argmin", a, axis, site, detail::ExtremeIndex<false>{});
}
template <MatrixLike A>
Vector<Index> argmax(const A& a, int axis, Site site = Site::here()) {
  detail::check_axis_not_empty("argmax", a, axis, site);
  return detail::along<Index>("argmax", a, axis, site, detail::ExtremeIndex<true>{});
}

/// out = argmin(A, axis), argmax(A, axis), as sum_into.
template <VectorLike Out, MatrixLike A>
void argmin_into(Out&& out, const A& a, int axis, Site site = Site::here()) {
  detail::check_axis_not_empty("argmin_into", a, axis, site);
  detail::along_into<Index>("argmin_into", out, a, axis, site, detail::ExtremeIndex<false>{});
}
template <VectorLike Out, MatrixLike A>
void argmax_into(Out&& out, const A& a, int axis, Site site = Site::here()) {
  detail::check_axis_not_empty("argmax_into", a, axis, site);
  detail::along_into<Index>("argmax_into", out, a, axis, site, detail::ExtremeIndex<true>{});
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
