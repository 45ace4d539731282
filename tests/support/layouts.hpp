// The ways in which the elements of a matrix may lie in memory.
#ifndef DECLIVE_TESTS_SUPPORT_LAYOUTS_HPP
#define DECLIVE_TESTS_SUPPORT_LAYOUTS_HPP

#include <cstddef>

#include "canary.hpp"

namespace support {

enum class Order {
  rows,
  padded_rows,
  columns,
  padded_columns,
  upside_down,
  mirrored,
  one_row,
  one_column,
  one_element
};

/// For operands that are read only: in the last three all rows, all columns or all elements are the same memory.
inline constexpr Order all_orders[] = {Order::rows,           Order::padded_rows, Order::columns,
                                       Order::padded_columns, Order::upside_down, Order::mirrored,
                                       Order::one_row,        Order::one_column,  Order::one_element};
/// For outputs: every element has memory of its own.
inline constexpr Order writable_orders[] = {Order::rows,           Order::padded_rows, Order::columns,
                                            Order::padded_columns, Order::upside_down, Order::mirrored};

inline Layout layout_of(Order order, std::ptrdiff_t rows, std::ptrdiff_t cols) {
  switch (order) {
    case Order::rows:
      return {rows, cols, cols, 1};
    case Order::padded_rows:
      return {rows, cols, cols + 3, 1};
    case Order::columns:
      return {rows, cols, 1, rows};
    case Order::padded_columns:
      return {rows, cols, 2, 2 * rows + 5};
    case Order::upside_down:
      return {rows, cols, -cols - 1, 1};
    case Order::mirrored:
      return {rows, cols, 2 * cols, -1};
    case Order::one_row:
      return {rows, cols, 0, 1};
    case Order::one_column:
      return {rows, cols, 1, 0};
    case Order::one_element:
      return {rows, cols, 0, 0};
  }
  return {};
}

}  // namespace support

#endif
