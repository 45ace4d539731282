// Linear algebra: everything on vectors and matrices.
#ifndef DECLIVE_LINALG_HPP
#define DECLIVE_LINALG_HPP

#include "core/matrix.hpp"
#include "core/vector.hpp"
#include "core/view.hpp"

#include "core/format.hpp"
#include "core/print.hpp"

#include "linalg/arithmetic.hpp"
#include "linalg/broadcast.hpp"
#include "linalg/compare.hpp"
#include "linalg/divide_and_conquer.hpp"
#include "linalg/eigh.hpp"
#include "linalg/functions.hpp"
#include "linalg/householder.hpp"
#include "linalg/implicit_ql.hpp"
#include "linalg/householder.hpp"
#include "linalg/map.hpp"
#include "linalg/products.hpp"
#include "linalg/reductions.hpp"
#include "linalg/transpose.hpp"
#include "linalg/tridiagonal.hpp"

#endif
