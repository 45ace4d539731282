// The transpose as a value and in place; as a view it is A.transposed().
#ifndef DECLIVE_LINALG_TRANSPOSE_HPP
#define DECLIVE_LINALG_TRANSPOSE_HPP

#include "../core/matrix.hpp"
#include "../kernels/transpose.hpp"
#include "map.hpp"

namespace declive::inline DECLIVE_ABI {

/// out_ji = A_ij; out is n x m for an m x n matrix, and may overlap A. Throws ShapeError.
template <MatrixLike Out, MatrixLike M>
constexpr void transpose_into(Out&& out, const M& a, Site site = Site::here()) {
  static_assert(detail::extents_agree(detail::Like<Out>::rows, detail::Like<M>::cols) &&
                    detail::extents_agree(detail::Like<Out>::cols, detail::Like<M>::rows),
                "declive: transpose_into: the output's fixed shape is not the transposed one");
  static_assert(detail::is_writable<Out>, "declive: the elements to be written are const");
  if (out.rows() != a.cols() || out.cols() != a.rows())
    detail::raise_shapes("transpose_into", out.dims(), "=", a.dims(), "the output's shape is not the transposed one",
                         site);
  const auto from = detail::view(a);
  const auto to = detail::view(out);
  if (std::is_constant_evaluated()) {
    detail::copy(to, from.transposed());
  } else if (!std::is_same_v<value_type_t<Out>, value_type_t<M>> ||
             detail::overlap(to, from) != detail::Overlap::none) {
    detail::copy(to, from.transposed());
  } else if constexpr (std::is_same_v<value_type_t<Out>, value_type_t<M>>) {
    kernels::transpose(from.rows(), from.cols(), static_cast<const value_type_t<M>*>(from.data()), from.row_stride(),
                       from.col_stride(), to.data(), to.row_stride(), to.col_stride());
  }
}

/// A^T, n x m for an m x n matrix: (A^T)_ji = A_ij.
template <MatrixLike M>
constexpr auto transpose(const M& a) {
  using T = value_type_t<M>;
  using Result = Matrix<T, detail::Like<M>::cols, detail::Like<M>::rows>;
  if constexpr (detail::is_plain<T> && (detail::fixed_size<Result> == dynamic || std::default_initializable<T>)) {
    Result out(a.cols(), a.rows(), uninitialized);
    transpose_into(out, a);
    return out;
  } else {
    return Result(detail::view(a).transposed());
  }
}

/// A = A^T without a second matrix. Throws ShapeError unless A is square.
template <MatrixLike M>
constexpr void transpose_in_place(M&& a, Site site = Site::here()) {
  static_assert(detail::extents_agree(detail::Like<M>::rows, detail::Like<M>::cols),
                "declive: transpose_in_place needs a square matrix");
  static_assert(detail::is_writable<M>, "declive: the elements to be written are const");
  if (a.rows() != a.cols()) detail::raise_shape("transpose_in_place", a.dims(), "the matrix is not square", site);
  const auto v = detail::view(a);
  if (std::is_constant_evaluated()) {
    for (Index i = 0; i < v.rows(); ++i)
      for (Index j = i + 1; j < v.cols(); ++j) {
        auto kept = v(i, j);
        v(i, j) = v(j, i);
        v(j, i) = kept;
      }
  } else {
    kernels::transpose_square(v.rows(), v.data(), v.row_stride(), v.col_stride());
  }
}

}  // namespace declive::inline DECLIVE_ABI

#endif
