// libLBFGS (N. Okazaki).
#include <lbfgs.h>

#include "../peers.hpp"

namespace bench {

namespace {

struct Call {
  Gradient f;
  Minimized done;
};

lbfgsfloatval_t evaluate(void* call, const lbfgsfloatval_t* x, lbfgsfloatval_t* gradient, const int n,
                         const lbfgsfloatval_t) {
  auto& c = *static_cast<Call*>(call);
  ++c.done.evaluations;
  return c.f(n, x, gradient);
}
int progress(void* call, const lbfgsfloatval_t*, const lbfgsfloatval_t*, const lbfgsfloatval_t, const lbfgsfloatval_t,
             const lbfgsfloatval_t, const lbfgsfloatval_t, int, int k, int) {
  static_cast<Call*>(call)->done.iterations = k;
  return 0;
}

}  // namespace

Minimized liblbfgs(Index n, double* x, Gradient f) {
  lbfgs_parameter_t settings;
  lbfgs_parameter_init(&settings);
  settings.epsilon = 1e-10;
  Call call{f, {0, 0, 0}};
  lbfgs(static_cast<int>(n), x, &call.done.value, evaluate, progress, &call, &settings);
  return call.done;
}

}  // namespace bench
