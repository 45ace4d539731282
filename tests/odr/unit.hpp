// One translation unit of the program: what it was built as, and the library's answers as seen from there.
#pragma once

#include <declive/declive.hpp>
#include <string>

namespace odr {

using declive::Index;
using declive::Isa;
using Matrix = declive::Matrix<double>;
using Vector = declive::Vector<double>;
using Fixed = declive::Matrix<double, 3, 3>;
using Integers = declive::Matrix<int>;

struct Unit {
  const char* name;
  const char* abi;  ///< its inline namespace
  bool strict;      ///< without -ffast-math: NaN means something
  bool checks;      ///< DECLIVE_CHECKS
  bool exceptions;  ///< without -fno-exceptions

  Matrix (*make)(Index rows, Index cols);  ///< element (i, j) is 7 i - 3 j
  Matrix (*product)(const Matrix& a, const Matrix& b);
  Vector (*product_vector)(const Matrix& a, const Vector& x);
  Fixed (*product_fixed)(const Fixed& a, const Fixed& b);
  Integers (*product_integers)(const Integers& a, const Integers& b);
  Matrix (*mapped)(const Matrix& a, const Matrix& b);  ///< a + 2 b
  Matrix (*sum_of)(Matrix a, const Matrix& b);         ///< a - b, in a's memory
  void (*refill)(Matrix& to, const Matrix& from);      ///< to = from^T
  double (*total)(const Matrix& a);                    ///< the sum of all elements
  Vector (*column_totals)(const Matrix& a);            ///< the sum of each column
  std::string (*text)(const Matrix& a);

  bool (*max_sees_nan)(const Vector& x);
  bool (*sum_sees_nan)(const Vector& x);
  bool (*dot_sees_nan)(const Vector& x);
  bool (*all_close_sees_nan)(const Vector& x);
  bool (*equality_sees_nan)(const Vector& x);

  bool (*throws_on_bad_index)(const Matrix& a);
  std::string (*shape_error)(const Matrix& a, const Matrix& b);  ///< what a + b says

  void (*set)(Isa isa);
  Isa (*active)();

  /// The unit whose copy of an ordinary inline function became the program's.
  const char* (*owner_of_plain_inline)();
};

}  // namespace odr
