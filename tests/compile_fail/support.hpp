// What the cases work on. A case is written twice, as it must not and as it must compile:
//   // bad(<name>) [flags]: <regular expression of the message>
//   #ifdef BAD_<name>
//   #elif defined(GOOD)
// check.cmake reads these lines, builds the file once with all that is good, and then once for each of the bad lines alone.
#ifndef DECLIVE_TESTS_COMPILE_FAIL_SUPPORT_HPP
#define DECLIVE_TESTS_COMPILE_FAIL_SUPPORT_HPP

#include <complex>
#include <declive/core/print.hpp>
#include <declive/linalg/broadcast.hpp>
#include <declive/linalg/compare.hpp>
#include <declive/linalg/functions.hpp>
#include <declive/linalg/map.hpp>
#include <declive/linalg/products.hpp>
#include <declive/linalg/reductions.hpp>
#include <declive/linalg/transpose.hpp>
#include <span>
#include <string>
#include <vector>

using namespace declive;

inline Matrix<double> A(2, 2);
inline const Matrix<double> K(2, 2);
inline Matrix<float> F(2, 2);
inline Matrix<int> I(2, 2);
inline Matrix<double, 2, 3> A23;
inline Matrix<double, 3, 4> A34;
inline Matrix<double, 2, 4> A24;
inline Matrix<int, 2, 3> I23;
inline Matrix<int, 3, 4> I34;
inline Matrix<int, 2, 4> I24;
inline Vector<double> v(2);
inline const Vector<double> kv(2);
inline Vector<double, 3> v3;
inline Vector<double, 4> v4;

#endif
