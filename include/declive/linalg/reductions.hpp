// From many elements to one, or to one per row or column: sum, mean, min, max, argmin, argmax, norms.
//
// With an axis, as in NumPy: axis 0 runs down the columns (one result per column), axis 1 along the rows (one result
// per row). Sums of float and double are pairwise: |computed - exact| <= (40 + log2(n / 2048)) u sum |x_i| with u = eps
// / 2; other types are added pairwise from 32 elements on. The order depends on the number of elements alone, so the
// bits are the same for a view, its copy, and every instruction set (fixed sizes up to 64 elements and constant
// expressions have their own order, from left to right up to 32 elements). NaN goes through. Of numbers that carry
// derivatives the values are added like that, and the derivatives pairwise.
#ifndef DECLIVE_LINALG_REDUCTIONS_HPP
#define DECLIVE_LINALG_REDUCTIONS_HPP

#include <cmath>
#include <limits>

#include "../kernels/reduce.hpp"
#include "map.hpp"

namespace declive {

namespace detail {

// What a sum of T's is held in: 64 bits for integers, as in NumPy, so that adding bytes does not wrap.
template <class T>
struct SumOf {
  using type = T;
};
template <std::integral T>
struct SumOf<T> {
  using type = std::conditional_t<std::is_signed_v<T> || std::is_same_v<T, bool>, std::int64_t, std::uint64_t>;
};
template <class T>
using total_t = typename SumOf<T>::type;
// What a mean or a norm of T's is: double for integers.
template <class T>
using mean_t = std::conditional_t<std::is_integral_v<T>, double, T>;

template <class T>
concept Ordered = requires(const T& a, const T& b) {
  { a < b } -> std::convertible_to<bool>;
};

}  // namespace detail

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

// Pairwise sum of term(0), ..., term(n - 1), n > 0, with up to 32 added one after the other.
template <class S, class F>
constexpr S pairwise(Index first, Index n, F& term) {
  if (n <= 32) {
    S sum = static_cast<S>(term(first));
    for (Index k = first + 1; k < first + n; ++k) sum = static_cast<S>(sum + static_cast<S>(term(k)));
    return sum;
  }
  const Index half = n / 2;
  return static_cast<S>(pairwise<S>(first, half, term) + pairwise<S>(first + half, n - half, term));
}

// Without derivatives, at every level of nesting.
template <class T>
constexpr auto plain_value(const T& x) {
  if constexpr (CarriesPartials<T>)
    return plain_value(x.value);
  else
    return x;
}

template <class S>
constexpr S zero_of(const char* operation) {
  if constexpr (std::constructible_from<S, int>)
    return S(0);
  else if constexpr (std::default_initializable<S>)
    return S();
  else
    raise_value(operation, "an empty sum of a type without a zero", {});
}

// The sum of a term of every element where they do not stand one after the other, in the order of those that do.
template <kernels::Term term, class T, Index R, Index C>
DECLIVE_NOINLINE auto total_gathered(const MatrixView<T, R, C>& v) {
  using U = std::remove_const_t<T>;
  return kernels::reduce_gathered<term, U>(v.size(), [&](Index first, Index count, U* p, U*) {
    Index i = first / v.cols(), j = first % v.cols();
    while (count > 0) {
      const Index some = count < v.cols() - j ? count : v.cols() - j;
      const U* from = v.data() + i * v.row_stride() + j * v.col_stride();
      for (Index k = 0; k < some; ++k) *p++ = from[k * v.col_stride()];
      count -= some;
      j = 0;
      ++i;
    }
  });
}

// The sum of a term of every element.
template <kernels::Term term, class T, Index R, Index C>
constexpr auto total(const char* operation, const MatrixView<T, R, C>& v) {
  using U = std::remove_const_t<T>;
  using S = total_t<U>;
  if constexpr (has_kernels<U>) {
    if (!std::is_constant_evaluated() && !(R != dynamic && C != dynamic && R * C <= inline_elements))
      return is_contiguous(v) ? kernels::reduce<term, U>(v.data(), v.data(), v.size()) : total_gathered<term>(v);
  }
  if (v.empty()) return zero_of<S>(operation);
  auto one = [&](Index k) {
    const U& x = element(v, k);
    if constexpr (term == kernels::Term::value)
      return x;
    else if constexpr (term == kernels::Term::magnitude)
      return x < U(0) ? -x : x;
    else
      return x * x;
  };
  S sum = pairwise<S>(0, v.size(), one);
  if constexpr (has_kernel_values<U>)
    if (!std::is_constant_evaluated()) sum.value = total<term>(operation, values_view(v));
  return sum;
}

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

inline void check_axis(const char* operation, int axis, const Site& site) {
  if (axis != 0 && axis != 1)
    raise_value(operation, text("axis ", Index{axis}, " of a matrix: it has axes 0 and 1"), site);
}
// As NumPy: an axis of no elements has no extreme; no rows have no extremes each, which is no error.
template <class A>
void check_axis_not_empty(const char* operation, const A& a, int axis, const Site& site) {
  check_axis(operation, axis, site);
  if ((axis == 0 ? a.rows() : a.cols()) == 0)
    raise_value(operation, text(a.dims(), ": there is no element along axis ", Index{axis}), site);
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

template <kernels::Term term>
struct Total {
  const char* operation;

  template <class Line>
  auto operator()(const Line& line) const {
    return total<term>(operation, line);
  }
  template <class V, class U>
    requires(has_kernels<U>&& std::is_same_v<typename V::value_type, U>)
  void all(const V& v, int axis, U* out) const {
    if (v.col_stride() == 1 || v.cols() <= 1) {
      if (axis == 0)
        kernels::reduce_columns<term, U>(v.data(), v.rows(), v.cols(), v.row_stride(), out);
      else
        kernels::reduce_each_row<term, U>(v.data(), v.data(), v.rows(), v.cols(), v.row_stride(), v.row_stride(), out);
    } else if (axis == 0) {
      // Columns that are not side by side are copied, some at a time, so that the order of the additions is the same.
      constexpr Index strip = 64;
      for (Index j = 0; j < v.cols(); j += strip) {
        const Index some = v.cols() - j < strip ? v.cols() - j : strip;
        const Matrix<U> copy(v.block(0, j, v.rows(), some));
        kernels::reduce_columns<term, U>(copy.data(), v.rows(), some, some, out + j);
      }
    } else {
      for (Index i = 0; i < v.rows(); ++i) out[i] = (*this)(v.row(i).as_column());
    }
  }
  template <class V, class U>
    requires(has_kernel_values<U>&& std::is_same_v<typename V::value_type, U>)
  void all(const V& v, int axis, U* out) const {
    for_each_line(v, axis, [&](Index k, const auto& line) { out[k] = (*this)(line); });
    if (v.empty()) return;
    const auto values = along<total_t<decltype(U::value)>>(operation, values_view(v), axis, {}, *this);
    for (Index k = 0; k < values.size(); ++k) out[k].value = values[k];
  }
};

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

template <class T>
constexpr auto mean_of(const total_t<T>& sum, Index n) {
  if constexpr (std::is_integral_v<T>)
    return static_cast<double>(sum) / static_cast<double>(n);
  else if constexpr (is_complex<T>)
    return static_cast<T>(sum / static_cast<real_t<T>>(n));
  else
    return static_cast<T>(sum / static_cast<T>(n));
}

// The mean of a line. What sums all lines at once (Total) serves their means.
struct Mean {
  const char* operation;

  template <class T, Index R, Index C>
  auto operator()(const MatrixView<T, R, C>& line) const {
    using U = std::remove_const_t<T>;
    if constexpr (std::is_integral_v<U>)
      if (line.empty()) return std::numeric_limits<double>::quiet_NaN();
    return mean_of<U>(total<kernels::Term::value>(operation, line), line.size());
  }
  template <class V, class U>
    requires(TakesAll<Total<kernels::Term::value>, V, U>)
  void all(const V& v, int axis, U* out) const {
    Total<kernels::Term::value>{operation}.all(v, axis, out);
    const Index n = axis == 0 ? v.rows() : v.cols();
    for (Index k = 0; k < lines_of(v, axis); ++k) out[k] = mean_of<U>(out[k], n);
  }
};

// The norm of elements whose plain sum of squares left the safe range: scaled by a power of two, which is exact.
template <class U, class T, Index R, Index C>
DECLIVE_COLD U rescaled_norm(U plain, MatrixView<T, R, C> v) {
  using std::sqrt;
  using S = decltype(plain_value(element(v, 0)));
  using Limits = std::numeric_limits<S>;
  S most = 0;
  for (Index k = 0; k < v.size(); ++k) {
    const S x = std::fabs(plain_value(element(v, k)));
    if (x != x) return U(sqrt(plain));
    if (x > most) most = x;
  }
  if (most == S(0) || most > (Limits::max)()) return U(sqrt(plain));
  int exponent = 0;
  std::frexp(most, &exponent);
  if (exponent < Limits::min_exponent + 2) exponent = Limits::min_exponent + 2;
  if (exponent > Limits::max_exponent - 2) exponent = Limits::max_exponent - 2;
  const S scale = std::ldexp(S(1), -exponent);
  auto square = [&](Index k) {
    const U x = element(v, k) * scale;
    return x * x;
  };
  return U(sqrt(pairwise<U>(0, v.size(), square)) * std::ldexp(S(1), exponent));
}

// sqrt(sum |x|^2) without overflow or underflow on the way.
template <class T, Index R, Index C>
DECLIVE_INLINE inline auto scaled_norm(const MatrixView<T, R, C>& v) {
  using std::sqrt;
  using U = std::remove_const_t<T>;
  using S = decltype(plain_value(element(v, 0)));
  const U plain = total<kernels::Term::square>("norm", v);
  if constexpr (std::is_floating_point_v<S>) {
    using Limits = std::numeric_limits<S>;
    if (plain >= (Limits::min)() / Limits::epsilon() && plain <= (Limits::max)()) return U(sqrt(plain));
    return rescaled_norm(plain, v);
  } else {
    return U(sqrt(plain));
  }
}

// The same of any elements: integers as doubles, complex numbers as their two parts.
template <class T, Index R, Index C>
DECLIVE_INLINE inline auto euclidean(const MatrixView<T, R, C>& v) {
  using U = std::remove_const_t<T>;
  if constexpr (std::is_integral_v<U>) {
    using Real =
        std::conditional_t<std::is_integral_v<U>, double, U>;  // made of U, so that nothing is compiled unasked
    const Vector<Real> reals(v.size(), [&](Index k) { return static_cast<Real>(element(v, k)); });
    return scaled_norm(view(reals).as_column());
  } else if constexpr (is_complex<U>) {
    const Vector<real_t<U>> parts(
        2 * v.size(), [&](Index k) { return k % 2 == 0 ? element(v, k / 2).real() : element(v, k / 2).imag(); });
    return scaled_norm(view(parts).as_column());
  } else {
    return scaled_norm(v);
  }
}

struct Euclidean {
  template <class Line>
  auto operator()(const Line& line) const {
    return euclidean(line);
  }
};

// |x|: of a complex number its modulus.
template <class T>
constexpr auto magnitude(const T& x) {
  if constexpr (is_complex<T>) {
    return std::hypot(x.real(), x.imag());
  } else if constexpr (std::is_integral_v<T>) {
    return static_cast<double>(x < T(0) ? -static_cast<double>(x) : static_cast<double>(x));
  } else if constexpr (std::is_floating_point_v<T>) {
    return x < T(0) ? -x : x + T(0);
  } else {
    return x < T(0) ? -x : x;
  }
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// sum_k x_k over all elements; 0 of none. Integers are added in 64 bits.
template <ArrayLike X>
constexpr auto sum(const X& x) {
  return detail::total<kernels::Term::value>("sum", detail::matrix_view(x));
}
/// axis 0: the sum of each column (n values); axis 1: of each row (m values). Throws ValueError for another axis.
template <MatrixLike A>
auto sum(const A& a, int axis, Site site = Site::here()) {
  using T = detail::total_t<value_type_t<A>>;
  return detail::along<T>("sum", a, axis, site, detail::Total<kernels::Term::value>{"sum"});
}
/// out = sum(A, axis) without a new array; `out` may overlap A, and is copied to where it is not contiguous. Throws
/// ShapeError unless it has n (axis 0) or m (axis 1) elements, ValueError for another axis.
template <VectorLike Out, MatrixLike A>
void sum_into(Out&& out, const A& a, int axis, Site site = Site::here()) {
  using T = detail::total_t<value_type_t<A>>;
  detail::along_into<T>("sum_into", out, a, axis, site, detail::Total<kernels::Term::value>{"sum_into"});
}

/// sum(x) / n; double for integers; NaN of no elements.
template <ArrayLike X>
constexpr auto mean(const X& x) {
  const Index n = detail::matrix_view(x).size();
  using M = detail::mean_t<value_type_t<X>>;
  if constexpr (std::is_floating_point_v<M>)
    if (n == 0) return std::numeric_limits<M>::quiet_NaN();
  return detail::mean_of<value_type_t<X>>(sum(x), n);
}
/// axis 0: the mean of each column; axis 1: of each row. Throws ValueError for another axis.
template <MatrixLike A>
auto mean(const A& a, int axis, Site site = Site::here()) {
  using T = detail::mean_t<value_type_t<A>>;
  return detail::along<T>("mean", a, axis, site, detail::Mean{"mean"});
}
/// out = mean(A, axis), as sum_into.
template <VectorLike Out, MatrixLike A>
void mean_into(Out&& out, const A& a, int axis, Site site = Site::here()) {
  using T = detail::mean_t<value_type_t<A>>;
  detail::along_into<T>("mean_into", out, a, axis, site, detail::Mean{"mean_into"});
}

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

/// The Euclidean norm sqrt(sum |x_k|^2), of a matrix the Frobenius norm; neither overflows nor underflows before its
/// result does.
template <ArrayLike X>
auto norm(const X& x) {
  return detail::euclidean(detail::matrix_view(x));
}
/// axis 0: the norm of each column; axis 1: of each row. Throws ValueError for another axis.
template <MatrixLike A>
auto norm(const A& a, int axis, Site site = Site::here()) {
  return detail::along<decltype(norm(a))>("norm", a, axis, site, detail::Euclidean{});
}
/// out = norm(A, axis), as sum_into.
template <VectorLike Out, MatrixLike A>
void norm_into(Out&& out, const A& a, int axis, Site site = Site::here()) {
  detail::along_into<decltype(norm(a))>("norm_into", out, a, axis, site, detail::Euclidean{});
}
/// sum |x_k|.
template <VectorLike X>
auto norm_l1(const X& x) {
  const auto v = detail::matrix_view(x);
  using T = value_type_t<X>;
  if constexpr (detail::has_kernels<T>) {
    return detail::total<kernels::Term::magnitude>("norm_l1", v);
  } else {
    using S = decltype(detail::magnitude(detail::element(v, 0)));
    auto one = [&](Index k) { return detail::magnitude(detail::element(v, k)); };
    S sum = v.empty() ? S(0) : detail::pairwise<S>(0, v.size(), one);
    if constexpr (detail::has_kernel_values<T>)
      if (!v.empty()) sum.value = norm_l1(detail::values_view(v).col(0));
    return sum;
  }
}
/// max |x_k|; 0 of no elements, NaN if there is one.
template <VectorLike X>
auto norm_inf(const X& x) {
  const auto v = detail::matrix_view(x);
  using S = decltype(detail::magnitude(detail::element(v, 0)));
  if constexpr (detail::has_kernels<value_type_t<X>>) {
    if (!v.empty() && detail::is_contiguous(v)) {
      bool has_nan = false;
      const S most = kernels::find_extreme<kernels::Extreme::magnitude, S>(v.data(), v.size(), has_nan);
      return has_nan ? std::numeric_limits<S>::quiet_NaN() : most;
    }
  }
  S most = S(0);
  for (Index k = 0; k < v.size(); ++k) {
    const S one = detail::magnitude(detail::element(v, k));
    if (one != one) return one;
    if (most < one) most = one;
  }
  return most;
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
