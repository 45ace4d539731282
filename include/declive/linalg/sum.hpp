// Sums and means: of all elements, or of each column or row.
//
// Sums of float and double are pairwise: |computed - exact| <= (40 + log2(n / 2048)) u sum |x_i| with u = eps / 2; other
// types are added pairwise from 32 elements on. The order depends on the number of elements alone, so the bits are the
// same for a view, its copy, and every instruction set (fixed sizes up to 64 elements and constant expressions have
// their own order, from left to right up to 32 elements). NaN goes through. Of numbers that carry derivatives the values
// are added like that, and the derivatives pairwise.
#ifndef DECLIVE_LINALG_SUM_HPP
#define DECLIVE_LINALG_SUM_HPP

#include <limits>

#include "../kernels/reduce.hpp"
#include "along.hpp"

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

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

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

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
