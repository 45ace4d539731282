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
#include "linalg/checks.hpp"
#include "linalg/cholesky.hpp"
#include "linalg/compare.hpp"
#include "linalg/cond.hpp"
#include "linalg/divide_and_conquer.hpp"
#include "linalg/eig.hpp"
#include "linalg/eigh.hpp"
#include "linalg/functions.hpp"
#include "linalg/householder.hpp"
#include "linalg/implicit_ql.hpp"
#include "linalg/lstsq.hpp"
#include "linalg/lu.hpp"
#include "linalg/map.hpp"
#include "linalg/pca.hpp"
#include "linalg/pinv.hpp"
#include "linalg/power_iteration.hpp"
#include "linalg/products.hpp"
#include "linalg/qr.hpp"
#include "linalg/randomized_svd.hpp"
#include "linalg/rank.hpp"
#include "linalg/reductions.hpp"
#include "linalg/solve.hpp"
#include "linalg/spectral_radius.hpp"
#include "linalg/svd.hpp"
#include "linalg/transpose.hpp"
#include "linalg/triangular.hpp"
#include "linalg/tridiagonal.hpp"

#endif
