// declive: the mathematics of neural networks in C++20. This header brings everything.
#ifndef DECLIVE_DECLIVE_HPP
#define DECLIVE_DECLIVE_HPP

#include "autodiff.hpp"
#include "kernels/self_test.hpp"
#include "linalg.hpp"
#include "loss.hpp"
#include "optim.hpp"
#include "symbolic.hpp"
#include "version.hpp"

#endif
