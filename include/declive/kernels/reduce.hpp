// Sums, dot products and extremes of contiguous float and double arrays: the contract, and the choice of the kernel.
//
// ## How a sum is added up
// The array is read as rows of 512 bytes, one lane a column (128 lanes of float, 64 of double). Up to 32 rows are added
// lane by lane: a block. Blocks are added pairwise, as a binary counter carries. At the end the lanes are folded in
// halves. So
//
//   |computed - exact| <= (32 + 7 + 1 + log2(n / block)) u sum |term|,
//   block = 4096 floats or 2048 doubles, u = eps / 2,
//
// and the order depends on n alone: not on the instruction set, not on the alignment or the strides, so every machine
// gives the same bits (dot products and squares: every machine with FMA). N. Higham, Accuracy and Stability of
// Numerical Algorithms, 2nd ed., section 4.2.
#ifndef DECLIVE_KERNELS_REDUCE_HPP
#define DECLIVE_KERNELS_REDUCE_HPP

#include "../error.hpp"

namespace declive::kernels {

/// What an element adds: x, |x|, x^2, or x y of two arrays.
enum class Term { value, magnitude, square, product };
/// What is looked for: min x, max x or max |x|.
enum class Extreme { smallest, largest, magnitude };

template <class T>
inline constexpr Index reduce_lanes = 512 / static_cast<Index>(sizeof(T));
inline constexpr Index reduce_rows = 32;
template <class T>
inline constexpr Index reduce_block = reduce_lanes<T>* reduce_rows;
/// Columns of matrices larger than L2, 1 MiB, with rows of at least so many elements are read in another way.
template <class T>
inline constexpr Index long_row = 1024 / static_cast<Index>(sizeof(T));
/// Enough for 2^39 blocks, 2^53 bytes.
inline constexpr Index reduce_levels = 40;

inline namespace DECLIVE_ABI {

/// Partial sums whose numbers of blocks are falling powers of two. Left uninitialised above `depth`.
template <class T>
struct PairwiseStack {
  Index depth = 0;
  Index blocks = 0;
  T sums[std::size_t{reduce_levels}][std::size_t{reduce_lanes<T>}];
};

}  // namespace DECLIVE_ABI
}  // namespace declive::kernels

#define DECLIVE_KERNEL_FILE "reduce.inl"
#include "for_each_isa.hpp"

namespace declive::kernels::inline DECLIVE_ABI {

namespace dispatch {

template <Term term, class T>
inline T reduce(const T* x, const T* y, Index n) {
  DECLIVE_DISPATCH(template reduce<term>(x, y, n));
}
template <Term term, class T>
inline void push(PairwiseStack<T>& stack, const T* x, const T* y, Index n) {
  DECLIVE_DISPATCH(template push<term>(stack, x, y, n));
}
template <class T>
inline T fold(PairwiseStack<T>& stack) {
  DECLIVE_DISPATCH(fold(stack));
}
template <Term term, class T>
inline void reduce_columns(const T* x, Index rows, Index cols, Index stride, T* out) {
  DECLIVE_DISPATCH(template reduce_columns<term>(x, rows, cols, stride, out));
}
template <Term term, class T>
inline void reduce_long_columns(const T* x, Index rows, Index cols, Index stride, T* out) {
  DECLIVE_DISPATCH(template reduce_long_columns<term>(x, rows, cols, stride, out));
}
template <Term term, class T>
inline void reduce_each_row(const T* x, const T* y, Index rows, Index n, Index x_stride, Index y_stride, T* out) {
  DECLIVE_DISPATCH(template reduce_each_row<term>(x, y, rows, n, x_stride, y_stride, out));
}
template <Extreme extreme, class T>
inline T find_extreme(const T* x, Index n, bool& has_nan) {
  DECLIVE_DISPATCH(template find_extreme<extreme>(x, n, has_nan));
}
template <Extreme extreme, class T>
inline void extreme_each_row(const T* x, Index rows, Index n, Index stride, T* out) {
  DECLIVE_DISPATCH(template extreme_each_row<extreme>(x, rows, n, stride, out));
}
template <Extreme extreme, class T>
inline void extreme_columns(const T* x, Index rows, Index cols, Index stride, T* out) {
  DECLIVE_DISPATCH(template extreme_columns<extreme>(x, rows, cols, stride, out));
}

}  // namespace dispatch

/// The sum of the terms of x[0 .. n); for Term::product also of y. n = 0 gives 0.
template <Term term, class T>
DECLIVE_INLINE inline T reduce(const T* x, const T* y, Index n) {
  return n > 0 ? dispatch::reduce<term>(x, y, n) : T(0);
}

/// The same for a sum of which `fill(first, count, px, py)` copies `count` elements from number `first` on into px (and
/// py): how an array with strides is added in the same order as a contiguous one.
template <Term term, class T, class Fill>
T reduce_gathered(Index n, Fill&& fill) {
  PairwiseStack<T> stack;
  T px[std::size_t{reduce_block<T>}], py[std::size_t{term == Term::product ? reduce_block<T> : 1}];
  const T* other = term == Term::product ? py : px;
  for (Index first = 0; first < n; first += reduce_block<T>) {
    const Index count = n - first < reduce_block<T> ? n - first : reduce_block<T>;
    fill(first, count, px, py);
    dispatch::push<term>(stack, static_cast<const T*>(px), other, count);
  }
  return n > 0 ? dispatch::fold(stack) : T(0);
}

/// out[i] = reduce(row i of x, row i of y, n) for rows that are contiguous and x_stride, y_stride apart.
template <Term term, class T>
DECLIVE_INLINE inline void reduce_each_row(const T* x, const T* y, Index rows, Index n, Index x_stride, Index y_stride,
                                           T* out) {
  if (rows > 0 && n > 0)
    dispatch::reduce_each_row<term>(x, y, rows, n, x_stride, y_stride, out);
  else
    for (Index i = 0; i < rows; ++i) out[i] = T(0);
}

/// out[j] = the terms of column j of a rows x cols matrix whose rows are contiguous and `stride` apart; blocks of 32
/// rows are added pairwise.
template <Term term, class T>
DECLIVE_INLINE inline void reduce_columns(const T* x, Index rows, Index cols, Index stride, T* out) {
  if (cols >= long_row<T> && rows >= (Index{1} << 20) / static_cast<Index>(sizeof(T)) / cols && rows < Index{1} << 20)
    dispatch::reduce_long_columns<term>(x, rows, cols, stride, out);
  else if (rows > 0 && cols > 0)
    dispatch::reduce_columns<term>(x, rows, cols, stride, out);
  else
    for (Index j = 0; j < cols; ++j) out[j] = T(0);
}

/// The extreme of x[0 .. n), n > 0. If an element is NaN has_nan is set, and the value means nothing.
template <Extreme extreme, class T>
DECLIVE_INLINE inline T find_extreme(const T* x, Index n, bool& has_nan) {
  return dispatch::find_extreme<extreme>(x, n, has_nan);
}

/// out[i] = the smallest or largest element of row i, NaN if there is one; rows are contiguous and `stride` apart, n >
/// 0.
template <Extreme extreme, class T>
DECLIVE_INLINE inline void extreme_each_row(const T* x, Index rows, Index n, Index stride, T* out) {
  if (rows > 0) dispatch::extreme_each_row<extreme>(x, rows, n, stride, out);
}

/// out[j] = the smallest or largest element of column j, NaN if there is one; rows > 0.
template <Extreme extreme, class T>
DECLIVE_INLINE inline void extreme_columns(const T* x, Index rows, Index cols, Index stride, T* out) {
  if (cols > 0) dispatch::extreme_columns<extreme>(x, rows, cols, stride, out);
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#endif
