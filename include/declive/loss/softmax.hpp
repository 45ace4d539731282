// softmax, log_softmax and logsumexp along the rows of a matrix, or of a vector.
//
// With m the largest element of a row: e^(x_j - m) / sum_k e^(x_k - m). No exponential overflows, the largest is 1, and
// the sum is at least 1. float and double run in registers (kernels/elementary.hpp); a row's bits depend on that row
// alone. An element -inf (a mask) has probability 0; a row that holds nothing else, +inf or NaN is NaN throughout, as in
// PyTorch.
#ifndef DECLIVE_LOSS_SOFTMAX_HPP
#define DECLIVE_LOSS_SOFTMAX_HPP

#include "../linalg/arithmetic.hpp"
#include "../linalg/functions.hpp"
#include "reduction.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

// A vector is one row.
template <class X>
auto rows_of(X&& x) {
  if constexpr (VectorLike<X>)
    return view(x).as_row();
  else
    return view(x);
}

// Rows as contiguous T's: where they stand if they stand so, else copied, one at a time.
template <class T, class View>
class RowReader {
 public:
  explicit RowReader(const View& view) : view_(view), copy_(in_place() ? 0 : view.cols(), uninitialized) {}
  const T* row(Index i) {
    const auto* const first = view_.data() + i * view_.row_stride();
    if constexpr (std::is_same_v<typename View::value_type, T>)
      if (in_place()) return first;
    for (Index j = 0; j < view_.cols(); ++j) copy_.data()[j] = static_cast<T>(first[j * view_.col_stride()]);
    return copy_.data();
  }

 private:
  bool in_place() const {
    return std::is_same_v<typename View::value_type, T> && (view_.col_stride() == 1 || view_.cols() <= 1);
  }
  View view_;
  Vector<T> copy_;
};
template <class T, class View>
class RowWriter {
 public:
  explicit RowWriter(const View& view) : view_(view), copy_(in_place() ? 0 : view.cols(), uninitialized) {}
  T* row(Index i) { return in_place() ? view_.data() + i * view_.row_stride() : copy_.data(); }
  void write(Index i) {
    if (in_place()) return;
    T* const first = view_.data() + i * view_.row_stride();
    for (Index j = 0; j < view_.cols(); ++j) first[j * view_.col_stride()] = copy_.data()[j];
  }

 private:
  bool in_place() const { return view_.col_stride() == 1 || view_.cols() <= 1; }
  View view_;
  Vector<T> copy_;
};

// The largest of n > 0 elements; with a NaN among them NaN, or at least nothing that would hide it from the sum.
template <class T>
T row_max(const T* x, Index n) {
  if constexpr (has_kernels<T>) {
    bool has_nan = false;
    const T most = kernels::find_extreme<kernels::Extreme::largest, T>(x, n, has_nan);
    return has_nan ? std::numeric_limits<T>::quiet_NaN() : most;
  } else {
    T most = x[0];
    for (Index k = 1; k < n; ++k)
      if (most < x[k]) most = x[k];
    return most;
  }
}

template <class T>
T exp_of(const T& x) {
  using std::exp;
  return exp(x);
}
// The logarithm with the bits of the library's own kernel.
template <class T>
T row_log(const T& x) {
  if constexpr (has_kernels<T>) {
    T y = x;
    kernels::apply<kernels::Function::log>(&x, &y, Index{1});
    return y;
  } else {
    using std::log;
    return log(x);
  }
}

// out = e^(x - shift); returns the sum.
template <class T>
T exp_minus(const T* x, T* out, Index n, const T& shift) {
  if constexpr (has_kernels<T>) {
    kernels::apply<kernels::Function::exp_minus>(x, out, n, shift);
    return kernels::reduce<kernels::Term::value, T>(out, out, n);
  } else {
    for (Index k = 0; k < n; ++k) out[k] = exp_of(T(x[k] - shift));
    auto term = [out](Index k) -> const T& { return out[k]; };
    return pairwise<T>(0, n, term);
  }
}
// The sum alone.
template <class T>
T exp_minus_sum(const T* x, Index n, const T& shift) {
  if constexpr (has_kernels<T>) {
    return kernels::reduce_gathered<kernels::Term::value, T>(n, [&](Index first, Index count, T* out, T*) {
      kernels::apply<kernels::Function::exp_minus>(x + first, out, count, shift);
    });
  } else {
    auto term = [&](Index k) { return exp_of(T(x[k] - shift)); };
    return pairwise<T>(0, n, term);
  }
}

// out = f(in...), element by element, of contiguous rows.
template <class T, class F, class... In>
void map_row(F f, Index n, T* out, const In*... in) {
  if constexpr (has_kernels<T>)
    kernels::map_flat(f, n, out, in...);
  else
    for (Index k = 0; k < n; ++k) out[k] = f(in[k]...);
}

template <class T>
void softmax_row(const T* x, T* out, Index n) {
  const T sum = exp_minus(x, out, n, row_max(x, n));
  map_row(TimesRight<T>{T(T(1) / sum)}, n, out, static_cast<const T*>(out));
}

template <class T>
struct MinusTwo {
  using contraction_free = void;
  T first, second;
  DECLIVE_INLINE T operator()(const T& x) const { return (x - first) - second; }
};
template <class T>
void log_softmax_row(const T* x, T* out, Index n) {
  const T most = row_max(x, n);
  map_row(MinusTwo<T>{most, row_log(exp_minus_sum(x, n, most))}, n, out, x);
}

template <class T>
T logsumexp_row(const T* x, Index n) {
  using Real = real_scalar_t<T>;
  const T most = row_max(x, n);
  // An infinite one is the answer, a constant: no derivative reaches the others through it.
  if constexpr (std::numeric_limits<Real>::has_infinity) {
    const Real infinity = std::numeric_limits<Real>::infinity();
    if (most == T(infinity) || most == T(-infinity)) return most < T(0) ? T(-infinity) : T(infinity);
  }
  return most + row_log(exp_minus_sum(x, n, most));
}

// out = f(row) for every row, any overlap.
template <class T, class Out, class X, class F>
void map_rows(Out& out, const X& x, F f) {
  if (must_copy(out, x)) return map_rows<T>(out, array_t<value_type_t<X>, X>(x), f);
  const auto from = rows_of(x);
  const auto to = rows_of(out);
  if (from.cols() == 0) return;
  RowReader<T, std::remove_const_t<decltype(from)>> reader(from);
  RowWriter<T, std::remove_const_t<decltype(to)>> writer(to);
  for (Index i = 0; i < from.rows(); ++i) {
    f(reader.row(i), writer.row(i), from.cols());
    writer.write(i);
  }
}
template <class Out, class X, class F>
void rows_into(const char* operation, Out& out, const X& x, const Site& site, F f) {
  using T = logit_t<value_type_t<X>>;
  static_assert(std::is_same_v<value_type_t<Out>, T>,
                "declive: a softmax is written into elements of the type of the logits, double for integers");
  static_assert(is_writable<Out>, "declive: the elements to be written are const");
  check_same_shape(operation, "into", x, out, site);
  map_rows<T>(out, x, f);
}
template <class X, class F>
auto rows_values(X&& x, F f) {
  using T = logit_t<value_type_t<X>>;
  using Result = array_t<T, X>;
  if constexpr (is_reusable<X, Result>) {
    map_rows<T>(x, std::as_const(x), f);
    return Result(std::move(x));
  } else {
    auto result = shaped_like<Result>(x);
    map_rows<T>(result, x, f);
    return result;
  }
}

struct SoftmaxRow {
  template <class T>
  void operator()(const T* x, T* out, Index n) const {
    softmax_row(x, out, n);
  }
};
struct LogSoftmaxRow {
  template <class T>
  void operator()(const T* x, T* out, Index n) const {
    log_softmax_row(x, out, n);
  }
};

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// e^x_ij / sum_k e^x_ik: every row (a vector is one) becomes probabilities that add up to 1. The memory of a temporary
/// operand is reused.
template <ArrayLike X>
auto softmax(X&& logits) {
  return detail::rows_values(std::forward<X>(logits), detail::SoftmaxRow{});
}
/// The same without a new array; `out` may be the logits or overlap them. Throws ShapeError.
template <ArrayLike Out, ArrayLike X>
void softmax_into(Out&& out, const X& logits, Site site = Site::here()) {
  detail::rows_into("softmax_into", out, logits, site, detail::SoftmaxRow{});
}

/// ln softmax(x)_ij = x_ij - logsumexp(x_i), also where the probability itself would be 0.
template <ArrayLike X>
auto log_softmax(X&& logits) {
  return detail::rows_values(std::forward<X>(logits), detail::LogSoftmaxRow{});
}
template <ArrayLike Out, ArrayLike X>
void log_softmax_into(Out&& out, const X& logits, Site site = Site::here()) {
  detail::rows_into("log_softmax_into", out, logits, site, detail::LogSoftmaxRow{});
}

/// ln sum_j e^x_ij of every row: an m-vector of an m x n matrix, a number of a vector. -inf where all elements are -inf
/// (with derivatives 0) or there is none; +inf where one is.
template <ArrayLike X>
auto logsumexp(const X& logits) {
  using T = detail::logit_t<value_type_t<X>>;
  const auto from = detail::rows_of(logits);
  detail::RowReader<T, std::remove_const_t<decltype(from)>> reader(from);
  const auto of = [&](Index i) -> T {
    if (from.cols() == 0) return T(-std::numeric_limits<detail::real_scalar_t<T>>::infinity());
    return detail::logsumexp_row(reader.row(i), from.cols());
  };
  if constexpr (VectorLike<X>)
    return of(0);
  else
    return Vector<T, detail::Like<X>::rows>(from.rows(), of);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
