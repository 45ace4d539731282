// Matrices that have caught eigenvalue and singular value programs out: patterns, zeros, defects, grades.
#ifndef DECLIVE_TESTS_LINALG_GALLERY_HPP
#define DECLIVE_TESTS_LINALG_GALLERY_HPP

#include <cmath>
#include <declive/core/matrix.hpp>

#include "support/random.hpp"

namespace gallery {

using declive::Index;
using declive::Matrix;

struct Kind {
  const char* name;
  double (*element)(Index i, Index j, Index n, support::Random& random);
};

inline double power(Index exponent) { return std::ldexp(1.0, static_cast<int>(exponent)); }

inline const Kind kinds[] = {
    {"zeros and ones", [](Index, Index, Index, support::Random& r) { return r.integer(0, 3) == 0 ? 1.0 : 0.0; }},
    {"-1, 0 and 1", [](Index, Index, Index, support::Random& r) { return static_cast<double>(r.integer(-1, 1)); }},
    {"a cyclic shift", [](Index i, Index j, Index n, support::Random&) { return j == (i + 1) % n ? 1.0 : 0.0; }},
    {"a shift, nilpotent", [](Index i, Index j, Index, support::Random&) { return j == i + 1 ? 1.0 : 0.0; }},
    {"a shift, closed by 1e-30",
     [](Index i, Index j, Index n, support::Random&) { return j == i + 1             ? 1.0
                                                              : i == n - 1 && j == 0 ? 1e-30
                                                                                     : 0.0; }},
    {"a reversal", [](Index i, Index j, Index n, support::Random&) { return i + j == n - 1 ? 1.0 : 0.0; }},
    {"ones above, -1 below (W. Frank's form)",
     [](Index i, Index j, Index, support::Random&) { return j >= i       ? 1.0
                                                            : j == i - 1 ? -1.0
                                                                         : 0.0; }},
    {"J. Grcar's",
     [](Index i, Index j, Index, support::Random&) { return j >= i && j <= i + 3 ? 1.0
                                                            : j == i - 1         ? -1.0
                                                                                 : 0.0; }},
    {"J. Wilkinson's growth of pivots",
     [](Index i, Index j, Index n, support::Random&) { return i == j || j == n - 1 ? 1.0
                                                              : j < i              ? -1.0
                                                                                   : 0.0; }},
    {"a companion of ones",
     [](Index i, Index j, Index, support::Random&) { return i == 0       ? -1.0
                                                            : j == i - 1 ? 1.0
                                                                         : 0.0; }},
    {"J. Hadamard's signs",
     [](Index i, Index j, Index, support::Random&) {
       int odd = 0;
       for (Index bits = i & j; bits != 0; bits &= bits - 1) odd ^= 1;
       return odd != 0 ? -1.0 : 1.0;
     }},
    {"blocks of three",
     [](Index i, Index j, Index, support::Random& r) { return i / 3 == j / 3 ? r.uniform<double>() : 0.0; }},
    {"nearly a multiple of the identity",
     [](Index i, Index j, Index, support::Random& r) {
       return i == j ? 2.0 : (i + j) % 7 == 0 ? 1e-8 * r.uniform<double>() : 0.0;
     }},
    {"nearly one Jordan block",
     [](Index i, Index j, Index,
        support::Random&) { return i == j       ? 1 + 1e-15 * static_cast<double>(i)
                                   : j == i + 1 ? 1.0
                                                : 0.0; }},
    {"graded downwards",
     [](Index i, Index j, Index, support::Random& r) { return r.uniform<double>() * power(-i - j); }},
    {"graded upwards",
     [](Index i, Index j, Index n, support::Random& r) { return r.uniform<double>() * power(i + j - 2 * n); }},
    {"cosines", [](Index i, Index j, Index, support::Random&) { return std::cos(0.3 * static_cast<double>(i * j)); }}};

template <class T>
Matrix<T> make(const Kind& kind, Index n, support::Random& random) {
  return Matrix<T>(n, n, [&](Index i, Index j) { return static_cast<T>(kind.element(i, j, n, random)); });
}

}  // namespace gallery

#endif
