// Optimizers: methods with a state for training loops, minimize for functions, minimize_batches for data.
#ifndef DECLIVE_OPTIM_HPP
#define DECLIVE_OPTIM_HPP

#include "optim/adagrad.hpp"
#include "optim/adam.hpp"
#include "optim/adamw.hpp"
#include "optim/clip.hpp"
#include "optim/gradient_descent.hpp"
#include "optim/lbfgs.hpp"
#include "optim/levenberg_marquardt.hpp"
#include "optim/minimize.hpp"
#include "optim/minimize_batches.hpp"
#include "optim/rmsprop.hpp"
#include "optim/schedule.hpp"

#endif
