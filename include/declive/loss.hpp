// Losses: how far a prediction is from its target, and the gradients that make it come nearer.
#ifndef DECLIVE_LOSS_HPP
#define DECLIVE_LOSS_HPP

#include "loss/binary_cross_entropy.hpp"
#include "loss/cross_entropy.hpp"
#include "loss/hinge.hpp"
#include "loss/huber.hpp"
#include "loss/kl_divergence.hpp"
#include "loss/mae.hpp"
#include "loss/mse.hpp"
#include "loss/softmax.hpp"
#include "loss/softmax_cross_entropy.hpp"

#endif
