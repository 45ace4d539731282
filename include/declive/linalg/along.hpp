// Reductions of a matrix along an axis, as in NumPy: axis 0 runs down the columns (one result per column), axis 1 along
// the rows (one result per row). What is asked of each line is sum.hpp's, extreme.hpp's and norm.hpp's; here are the
// lines, the new array of results or the one that is there, and the errors.
#ifndef DECLIVE_LINALG_ALONG_HPP
#define DECLIVE_LINALG_ALONG_HPP

#include "map.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

// Element k of a matrix view in the order of reading, row after row.
template <class T, Index R, Index C>
constexpr T& element(const MatrixView<T, R, C>& v, Index k) {
  return v.data()[k / v.cols() * v.row_stride() + k % v.cols() * v.col_stride()];
}
template <class T, Index R, Index C>
constexpr bool is_contiguous(const MatrixView<T, R, C>& v) {
  return (v.col_stride() == 1 || v.cols() <= 1) && (v.row_stride() == v.cols() || v.rows() <= 1 || v.cols() == 0);
}

inline void check_axis(const char* operation, int axis, const Site& site) {
  if (axis != 0 && axis != 1)
    raise_value(operation, text("axis ", Index{axis}, " of a matrix: it has axes 0 and 1"), site);
}
// The results of a reduction along an axis. What is made of a line, a column (axis 0) or a row (axis 1) as an n x 1 matrix,
// is f(line). Where all lines at once are faster f has a member all(v, axis, out), which writes one result after the
// other.
template <class F, class V, class T>
concept TakesAll = requires(const F& f, const V& v, T* out) {
  f.all(v, 0, out);
};

template <class V>
constexpr Index lines_of(const V& v, int axis) {
  return axis == 0 ? v.cols() : v.rows();
}
template <class V, class Use>
void for_each_line(const V& v, int axis, Use use) {
  if (axis == 0)
    for (Index j = 0; j < v.cols(); ++j) use(j, v.col(j).as_column());
  else
    for (Index i = 0; i < v.rows(); ++i) use(i, v.row(i).as_column());
}

template <class T, class A, class F>
Vector<T> along(const char* operation, const A& a, int axis, const Site& site, const F& f) {
  const auto v = detail::view(a);
  check_axis(operation, axis, site);
  if constexpr (TakesAll<F, decltype(v), T>) {
    Vector<T> out(lines_of(v, axis), uninitialized);
    f.all(v, axis, out.data());
    return out;
  } else {
    if (axis == 0) return Vector<T>(v.cols(), [&](Index j) { return f(v.col(j).as_column()); });
    return Vector<T>(v.rows(), [&](Index i) { return f(v.row(i).as_column()); });
  }
}

[[noreturn]] DECLIVE_COLD inline void raise_along(const char* operation, const Dims& a, const Dims& out, int axis,
                                                  Site site) {
  raise_shapes(operation, a, "into", out,
               text("axis ", Index{axis}, " leaves ", axis == 0 ? a.cols : a.rows, " elements"), site);
}

// The same into an array that is there, by way of a new one where it overlaps the matrix.
template <class T, class Out, class A, class F>
DECLIVE_NOINLINE void along_copied(const char* operation, Out& out, const A& a, int axis, const Site& site,
                                   const F& f) {
  copy(detail::view(out).as_column(), detail::view(along<T>(operation, a, axis, site, f)).as_column());
}
template <class T, class Out, class A, class F>
void along_into(const char* operation, Out& out, const A& a, int axis, const Site& site, const F& f) {
  static_assert(is_writable<Out>, "declive: the elements to be written are const");
  static_assert(!truncates<T, value_type_t<Out>>,
                "declive: floating-point values written to integer elements would be truncated");
  const auto v = detail::view(a);
  const auto to = detail::view(out);
  check_axis(operation, axis, site);
  if (to.size() != lines_of(v, axis)) raise_along(operation, v.dims(), to.dims(), axis, site);
  constexpr bool at_once = std::is_same_v<T, value_type_t<Out>> && TakesAll<F, decltype(v), T>;
  constexpr bool owners = Like<Out>::owner && Like<A>::owner;  // each with memory of its own
  if ((!owners && overlap(to.as_column(), v) != Overlap::none) || (at_once && to.stride() != 1))
    along_copied<T>(operation, out, a, axis, site, f);
  else if constexpr (at_once)
    f.all(v, axis, to.data());
  else
    for_each_line(v, axis, [&](Index k, const auto& line) { to[k] = static_cast<value_type_t<Out>>(f(line)); });
}

}  // namespace detail::inline DECLIVE_ABI

}  // namespace declive

#endif
