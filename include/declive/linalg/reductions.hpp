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

// For each column (axis 0) or row (axis 1), f(that vector as an n x 1 matrix).
template <class T, class F, class A>
Vector<T> along(const char* operation, const A& a, int axis, const Site& site, F f) {
  const auto v = detail::view(a);
  check_axis(operation, axis, site);
  if (axis == 0) return Vector<T>(v.cols(), [&](Index j) { return f(v.col(j).as_column()); });
  return Vector<T>(v.rows(), [&](Index i) { return f(v.row(i).as_column()); });
}

template <kernels::Term term, class A>
auto total_along(const char* operation, const A& a, int axis, const Site& site) {
  using U = value_type_t<A>;
  if constexpr (has_kernels<U>) {
    const auto v = view(a);
    if (axis == 0) {
      Vector<U> sums(v.cols(), uninitialized);
      if (v.col_stride() == 1 || v.cols() <= 1) {
        kernels::reduce_columns<term, U>(v.data(), v.rows(), v.cols(), v.row_stride(), sums.data());
        return sums;
      }
      // Columns that are not side by side are copied, some at a time, so that the order of the additions is the same.
      constexpr Index strip = 64;
      for (Index j = 0; j < v.cols(); j += strip) {
        const Index some = v.cols() - j < strip ? v.cols() - j : strip;
        const Matrix<U> copy(v.block(0, j, v.rows(), some));
        kernels::reduce_columns<term, U>(copy.data(), v.rows(), some, some, sums.data() + j);
      }
      return sums;
    }
    if (axis == 1 && (v.col_stride() == 1 || v.cols() <= 1)) {
      Vector<U> sums(v.rows(), uninitialized);
      kernels::reduce_each_row<term, U>(v.data(), v.data(), v.rows(), v.cols(), v.row_stride(), v.row_stride(),
                                        sums.data());
      return sums;
    }
  }
  auto sums =
      along<total_t<U>>(operation, a, axis, site, [&](const auto& line) { return total<term>(operation, line); });
  if constexpr (has_kernel_values<U>) {
    if (a.size() > 0) {
      const auto values = total_along<term>(operation, values_view(view(a)), axis, site);
      for (Index k = 0; k < sums.size(); ++k) sums[k].value = values[k];
    }
  }
  return sums;
}

// The extreme of each column (axis 0) or row (axis 1), of which there is at least one element each.
template <bool largest, class A>
auto extreme_along(const char* operation, const A& a, int axis, const Site& site) {
  using U = value_type_t<A>;
  if constexpr (has_kernels<U>) {
    constexpr auto which = largest ? kernels::Extreme::largest : kernels::Extreme::smallest;
    const auto v = view(a);
    // Columns side by side, of the matrix or of its transpose.
    const bool by_rows = v.col_stride() == 1 || v.cols() == 1, by_cols = v.row_stride() == 1 || v.rows() == 1;
    if (by_rows || by_cols) {
      Vector<U> out(axis == 0 ? v.cols() : v.rows(), uninitialized);
      if (axis == 0 && by_rows)
        kernels::extreme_columns<which, U>(v.data(), v.rows(), v.cols(), v.row_stride(), out.data());
      else if (axis == 1 && by_rows)
        kernels::extreme_each_row<which, U>(v.data(), v.rows(), v.cols(), v.row_stride(), out.data());
      else if (axis == 0)
        kernels::extreme_each_row<which, U>(v.data(), v.cols(), v.rows(), v.col_stride(), out.data());
      else
        kernels::extreme_columns<which, U>(v.data(), v.cols(), v.rows(), v.col_stride(), out.data());
      return out;
    }
  }
  return along<U>(operation, a, axis, site, [](const auto& line) { return extreme<largest>(line); });
}

template <class T>
constexpr auto mean_of(const total_t<T>& sum, Index n) {
  if constexpr (std::is_integral_v<T>)
    return static_cast<double>(sum) / static_cast<double>(n);
  else if constexpr (is_complex<T>)
    return static_cast<T>(sum / static_cast<real_t<T>>(n));
  else
    return static_cast<T>(sum / static_cast<T>(n));
}

// The norm of elements whose plain sum of squares left the safe range: scaled by a power of two, which is exact.
template <class U, class T, Index R, Index C>
DECLIVE_COLD U rescaled_norm(const U& plain, const MatrixView<T, R, C>& v) {
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
auto euclidean(const MatrixView<T, R, C>& v) {
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
  return detail::total_along<kernels::Term::value>("sum", a, axis, site);
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
  using T = value_type_t<A>;
  const auto sums = detail::total_along<kernels::Term::value>("mean", a, axis, site);
  const Index n = axis == 0 ? a.rows() : a.cols();
  return Vector<detail::mean_t<T>>(sums.size(), [&](Index k) {
    if constexpr (std::is_integral_v<T>)
      if (n == 0) return std::numeric_limits<double>::quiet_NaN();
    return detail::mean_of<T>(sums[k], n);
  });
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
  return detail::extreme_along<false>("min", a, axis, site);
}
template <MatrixLike A>
auto(max)(const A& a, int axis, Site site = Site::here()) {
  detail::check_axis_not_empty("max", a, axis, site);
  return detail::extreme_along<true>("max", a, axis, site);
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
  return detail::along<Index>("argmin", a, axis, site,
                              [](const auto& line) { return detail::extreme_index<false>(line); });
}
template <MatrixLike A>
Vector<Index> argmax(const A& a, int axis, Site site = Site::here()) {
  detail::check_axis_not_empty("argmax", a, axis, site);
  return detail::along<Index>("argmax", a, axis, site,
                              [](const auto& line) { return detail::extreme_index<true>(line); });
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
  using T = decltype(norm(a));
  return detail::along<T>("norm", a, axis, site, [](const auto& line) { return detail::euclidean(line); });
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
