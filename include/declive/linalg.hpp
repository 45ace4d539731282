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
#include "linalg/eig.hpp"
#include "linalg/functions.hpp"
#include "linalg/map.hpp"
#include "linalg/products.hpp"
#include "linalg/reductions.hpp"
#include "linalg/transpose.hpp"

#endif
