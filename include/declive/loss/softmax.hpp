// softmax, log_softmax and logsumexp along the rows of a matrix, or of a vector.
//
// With m the largest element of a row: e^(x_j - m) / sum_k e^(x_k - m). No exponential overflows, the largest is 1, and
// the sum is at least 1. float and double run in registers (kernels/elementary.hpp); a row's bits depend on that row
// alone. An element -inf (a mask) has probability 0; a row that holds nothing else, +inf or NaN is NaN throughout, as in
// PyTorch.
#ifndef DECLIVE_LOSS_SOFTMAX_HPP
#define DECLIVE_LOSS_SOFTMAX_HPP

#include "../kernels/softmax.hpp"
#include "logarithm.hpp"
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

// Whether the rows of a view stand in memory as contiguous T's.
template <class T, class View>
bool has_rows(const View& v) {
  return std::is_same_v<typename View::value_type, T> && (v.col_stride() == 1 || v.cols() <= 1);
}
// f(first row, distance of the rows): of the view itself, or of a copy as T's.
template <class T, class View, class F>
auto with_rows(const View& v, F f) {
  if constexpr (std::is_same_v<typename View::value_type, T>)
    if (has_rows<T>(v)) return f(static_cast<const T*>(v.data()), v.row_stride());
  const Matrix<T> copy(v.rows(), v.cols(), [&](Index i, Index j) {
    return static_cast<T>(v.data()[i * v.row_stride() + j * v.col_stride()]);
  });
  return f(copy.data(), copy.cols());
}
// The same to write the rows.
template <class T, class View, class F>
auto with_rows_to_write(const View& v, F f) {
  if (has_rows<T>(v)) return f(v.data(), v.row_stride());
  auto copy = shaped_like<Matrix<T>>(v);
  if constexpr (std::is_void_v<decltype(f(copy.data(), Index{}))>) {
    f(copy.data(), copy.cols());
    detail::copy(v, view(std::as_const(copy)));
  } else {
    auto result = f(copy.data(), copy.cols());
    detail::copy(v, view(std::as_const(copy)));
    return result;
  }
}

template <class T>
T exp_of(const T& x) {
  using std::exp;
  return exp(x);
}

// The contract of kernels::softmax_rows, for any scalar.
template <class T>
void softmax_rows(const T* x, Index rows, Index n, Index x_stride, T* out, Index out_stride, const T* factor, T* most,
                  T* sum) {
  if constexpr (has_kernels<T>) {
    kernels::softmax_rows(x, rows, n, x_stride, out, out_stride, factor, most, sum);
  } else {
    for (Index i = 0; i < rows; ++i) {
      const T* const from = x + i * x_stride;
      T* const to = out + i * out_stride;
      T m = from[0];
      for (Index j = 1; j < n; ++j)
        if (m < from[j] || !(from[j] == from[j])) m = from[j];
      for (Index j = 0; j < n; ++j) to[j] = exp_of(T(from[j] - m));
      auto term = [to](Index j) -> const T& { return to[j]; };
      sum[i] = pairwise<T>(0, n, term);
      const T scale = static_cast<T>(factor[i] / sum[i]);
      for (Index j = 0; j < n; ++j) to[j] = static_cast<T>(to[j] * scale);
      most[i] = m;
    }
  }
}

// x = ln x of n elements.
template <class T>
void logarithms(T* x, Index n) {
  if constexpr (has_kernels<T>)
    kernels::apply<kernels::Function::log>(static_cast<const T*>(x), x, n);
  else
    for (Index k = 0; k < n; ++k) x[k] = log_of(x[k]);
}

// out = f(in...), element by element, of a row.
template <class T, class F, class... In>
void map_row(F f, Index n, T* out, const In*... in) {
  if constexpr (has_kernels<T>)
    kernels::map_flat(f, n, out, in...);
  else
    for (Index k = 0; k < n; ++k) out[k] = f(in[k]...);
}

// How many rows at most are between one kernel and the next.
inline constexpr Index row_block = 256;

// A number for each row of a block, in three kinds.
template <class T>
class RowNumbers {
 public:
  T* factor() { return begin(0); }
  T* most() { return begin(1); }
  T* sum() { return begin(2); }

 private:
  using Numbers = std::conditional_t<has_kernels<T>, T[std::size_t{3 * row_block}], Vector<T>>;
  T* begin(Index kind) {
    if constexpr (has_kernels<T>)
      return numbers_ + kind * row_block;
    else
      return (numbers_.empty() ? numbers_ = Vector<T>(3 * row_block, T(0)) : numbers_).data() + kind * row_block;
  }
  Numbers numbers_;
};

// softmax_rows in blocks: before(first, count, factors) sets the factors, after(first, count, most, sum) sees the
// results.
template <class T, class Before, class After>
void softmax_blocks(const T* x, Index rows, Index n, Index x_stride, T* out, Index out_stride, Before before,
                    After after) {
  RowNumbers<T> numbers;
  for (Index first = 0; first < rows; first += row_block) {
    const Index count = rows - first < row_block ? rows - first : row_block;
    before(first, count, numbers.factor());
    softmax_rows(x + first * x_stride, count, n, x_stride, out + first * out_stride, out_stride,
                 static_cast<const T*>(numbers.factor()), numbers.most(), numbers.sum());
    after(first, count, numbers.most(), numbers.sum());
  }
}
template <class T>
void factors_of_one(Index, Index count, T* factor) {
  for (Index k = 0; k < count; ++k) factor[k] = T(1);
}

struct SoftmaxRows {
  template <class T>
  void operator()(const T* x, Index rows, Index n, Index x_stride, T* out, Index out_stride) const {
    softmax_blocks(x, rows, n, x_stride, out, out_stride, factors_of_one<T>, [](Index, Index, T*, T*) {});
  }
};

template <class T>
struct MinusTwo {
  using contraction_free = void;
  T first, second;
  DECLIVE_INLINE T operator()(const T& x) const { return (x - first) - second; }
};
struct LogSoftmaxRows {
  template <class T>
  void operator()(const T* x, Index rows, Index n, Index x_stride, T* out, Index out_stride) const {
    Vector<T> unused(n, uninitialized);
    softmax_blocks(
        x, rows, n, x_stride, unused.data(), Index{0}, factors_of_one<T>,
        [&](Index first, Index count, T* most, T* sum) {
          logarithms(sum, count);
          for (Index k = 0; k < count; ++k)
            map_row(MinusTwo<T>{most[k], sum[k]}, n, out + (first + k) * out_stride, x + (first + k) * x_stride);
        });
  }
};

// out[i] = logsumexp of row i.
template <class T>
void logsumexp_rows(const T* x, Index rows, Index n, Index x_stride, T* out) {
  using Real = real_scalar_t<T>;
  constexpr Real infinity = std::numeric_limits<Real>::infinity();
  Vector<T> unused(n, uninitialized);
  softmax_blocks(x, rows, n, x_stride, unused.data(), Index{0}, factors_of_one<T>,
                 [&](Index first, Index count, T* most, T* sum) {
                   logarithms(sum, count);
                   // An infinite largest element is the answer, a constant: no derivative passes.
                   for (Index k = 0; k < count; ++k)
                     out[first + k] = most[k] == T(infinity)    ? T(infinity)
                                      : most[k] == T(-infinity) ? T(-infinity)
                                                                : T(most[k] + sum[k]);
                 });
}

// out = f(rows of x), any overlap.
template <class T, class Out, class X, class F>
void map_rows(Out& out, const X& x, F f) {
  if (must_copy(out, x)) return map_rows<T>(out, array_t<value_type_t<X>, X>(x), f);
  with_plain_values<T>(
      out,
      [&]<class U>(std::type_identity<U>, auto& result, const auto& logits) {
        const auto from = rows_of(logits);
        if (from.empty()) return;
        with_rows<U>(from, [&](const U* in, Index in_stride) {
          with_rows_to_write<U>(rows_of(result), [&](U* to, Index to_stride) {
            f(in, from.rows(), from.cols(), in_stride, to, to_stride);
          });
        });
      },
      x);
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

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// e^x_ij / sum_k e^x_ik: every row (a vector is one) becomes probabilities that add up to 1. The memory of a temporary
/// operand is reused.
template <ArrayLike X>
auto softmax(X&& logits) {
  return detail::rows_values(std::forward<X>(logits), detail::SoftmaxRows{});
}
/// The same without a new array; `out` may be the logits or overlap them. Throws ShapeError.
template <ArrayLike Out, ArrayLike X>
void softmax_into(Out&& out, const X& logits, Site site = Site::here()) {
  detail::rows_into("softmax_into", out, logits, site, detail::SoftmaxRows{});
}

/// ln softmax(x)_ij = x_ij - logsumexp(x_i), also where the probability itself would be 0.
template <ArrayLike X>
auto log_softmax(X&& logits) {
  return detail::rows_values(std::forward<X>(logits), detail::LogSoftmaxRows{});
}
template <ArrayLike Out, ArrayLike X>
void log_softmax_into(Out&& out, const X& logits, Site site = Site::here()) {
  detail::rows_into("log_softmax_into", out, logits, site, detail::LogSoftmaxRows{});
}

/// ln sum_j e^x_ij of every row: an m-vector of an m x n matrix, a number of a vector. -inf where all elements are -inf
/// (with derivatives 0) or there is none; +inf where one is.
template <ArrayLike X>
auto logsumexp(const X& logits) {
  using T = detail::logit_t<value_type_t<X>>;
  using Result = std::conditional_t<VectorLike<X>, Vector<T, 1>, Vector<T, detail::Like<X>::rows>>;
  const auto from = detail::rows_of(logits);
  Result result(from.rows(), T(-std::numeric_limits<detail::real_scalar_t<T>>::infinity()));
  if (!from.empty())
    detail::with_rows<T>(from, [&](const T* x, Index stride) {
      detail::logsumexp_rows(x, from.rows(), from.cols(), stride, result.data());
    });
  if constexpr (detail::has_plain_values<T>())
    detail::set_plain_values(result, logsumexp(detail::plain_values_view(detail::rows_of(logits))));
  if constexpr (VectorLike<X>)
    return T(result[0]);
  else
    return result;
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
