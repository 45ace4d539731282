// Symbolic polynomials: exact arithmetic, derivatives and integrals, SymPy's text.
#ifndef DECLIVE_SYMBOLIC_HPP
#define DECLIVE_SYMBOLIC_HPP

#include "symbolic/calculus.hpp"
#include "symbolic/checked.hpp"
#include "symbolic/coefficient.hpp"
#include "symbolic/evaluate.hpp"
#include "symbolic/number.hpp"
#include "symbolic/parse.hpp"
#include "symbolic/polynomial.hpp"
#include "symbolic/print.hpp"
#include "symbolic/rational.hpp"
#include "symbolic/roots.hpp"

#endif
