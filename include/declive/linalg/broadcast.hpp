// One vector as every row or every column of a matrix: views with a stride of zero, which every operation takes.
//   X * W + broadcast_rows(bias, batch)      adds the bias to every row
#ifndef DECLIVE_LINALG_BROADCAST_HPP
#define DECLIVE_LINALG_BROADCAST_HPP

#include "../core/matrix.hpp"

namespace declive::inline DECLIVE_ABI {

/// The rows x n matrix whose every row is v (n elements). Element (i, j) is v[j]. Throws SizeError if rows < 0.
template <VectorLike V>
constexpr auto broadcast_rows(V&& v, Index rows, Site site = Site::here()) {
  static_assert(std::is_lvalue_reference_v<V> || !detail::Like<V>::owner,
                "declive: broadcast_rows of a temporary vector would outlive it; give the vector a name");
  const auto x = detail::view(v);
  if (rows < 0) detail::raise_size("broadcast_rows", Dims{rows, x.size(), 2}, "a size is negative", site);
  using T = std::remove_const_t<typename decltype(x)::element_type>;
  return MatrixView<const T, dynamic, detail::Like<V>::rows>(x.data(), rows, x.size(), 0, x.stride(), site);
}

/// The n x cols matrix whose every column is v (n elements). Element (i, j) is v[i]. Throws SizeError if cols < 0.
template <VectorLike V>
constexpr auto broadcast_cols(V&& v, Index cols, Site site = Site::here()) {
  static_assert(std::is_lvalue_reference_v<V> || !detail::Like<V>::owner,
                "declive: broadcast_cols of a temporary vector would outlive it; give the vector a name");
  const auto x = detail::view(v);
  if (cols < 0) detail::raise_size("broadcast_cols", Dims{x.size(), cols, 2}, "a size is negative", site);
  using T = std::remove_const_t<typename decltype(x)::element_type>;
  return MatrixView<const T, detail::Like<V>::rows, dynamic>(x.data(), x.size(), cols, x.stride(), 0, site);
}

}  // namespace declive::inline DECLIVE_ABI

#endif
