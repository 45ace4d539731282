// Prints the table of docs/optimizers.md: the test problems of Moré, Garbow and Hillstrom, minimised by declive, libLBFGS
// and Ceres from the same starts, with the same values and derivatives (declive's dual numbers), to their last digits.
#include <ceres/ceres.h>
#include <lbfgs.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include <declive/declive.hpp>
#include "optim/functions.hpp"

namespace {

using problems::Index;
using problems::Problem;

struct Outcome {
  Index evaluations = 0;
  double value = 0, milliseconds = 0;
  std::string status;
};

declive::Vector<double> start_of(const Problem& p, double times) { return problems::start_of<double>(p, times); }

Outcome declive_lbfgs(const Problem& p, double times) {
  const auto result = declive::minimize(problems::SumOfSquares{p}, start_of(p, times),
                                        declive::LBFGS{.max_iterations = 5000}, {.gradient_tolerance = 1e-10});
  return {result.evaluations, result.value, 0, declive::status_name(result.status)};
}

Outcome declive_lm(const Problem& p, double times) {
  const auto result = declive::minimize(problems::ResidualsOf{p}, start_of(p, times), declive::LevenbergMarquardt{},
                                        {.gradient_tolerance = 1e-10});
  return {result.evaluations, 2 * result.value, 0, declive::status_name(result.status)};
}

struct Call {
  const Problem& problem;
  Index evaluations = 0;
};

Outcome liblbfgs(const Problem& p, double times) {
  lbfgs_parameter_t settings;
  lbfgs_parameter_init(&settings);
  settings.m = 10;
  settings.epsilon = 1e-10;
  settings.max_iterations = 5000;
  declive::Vector<double> x = start_of(p, times);
  Call call{p};
  double value = 0;
  const auto evaluate = [](void* self, const double* at, double* gradient, int n, double) {
    auto& c = *static_cast<Call*>(self);
    ++c.evaluations;
    const auto both = declive::value_and_gradient(problems::SumOfSquares{c.problem},
                                                  declive::Vector<double>(declive::VectorView<const double>(at, n)));
    std::copy(both.gradient.begin(), both.gradient.end(), gradient);
    return both.value;
  };
  const int code = lbfgs(static_cast<int>(p.n), x.data(), &value, evaluate, nullptr, &call, &settings);
  return {call.evaluations, problems::SumOfSquares{p}(x), 0,
          code == LBFGS_SUCCESS || code == LBFGS_ALREADY_MINIMIZED ? "converged"
          : code == LBFGSERR_MAXIMUMITERATION                      ? "max_iterations"
                                                                   : "line search " + std::to_string(code)};
}

class CeresResiduals : public ceres::CostFunction {
 public:
  explicit CeresResiduals(const Problem& p) : problem_(p) {
    set_num_residuals(static_cast<int>(p.m));
    mutable_parameter_block_sizes()->push_back(static_cast<int>(p.n));
  }
  bool Evaluate(double const* const* at, double* residuals, double** jacobians) const override {
    const declive::Vector<double> x(declive::VectorView<const double>(at[0], problem_.n));
    const problems::ResidualsOf f{problem_};
    const auto r = f(x);
    std::copy(r.begin(), r.end(), residuals);
    if (jacobians != nullptr && jacobians[0] != nullptr) {
      const auto J = declive::jacobian(f, x);
      std::copy(J.begin(), J.end(), jacobians[0]);
    }
    return true;
  }

 private:
  const Problem& problem_;
};

Outcome ceres_lm(const Problem& p, double times) {
  declive::Vector<double> x = start_of(p, times);
  ceres::Problem problem;
  problem.AddResidualBlock(new CeresResiduals(p), nullptr, x.data());
  ceres::Solver::Options options;
  options.linear_solver_type = ceres::DENSE_QR;
  options.max_num_iterations = 1000;
  options.gradient_tolerance = 1e-10;
  options.function_tolerance = options.parameter_tolerance = 1e-16;
  options.logging_type = ceres::SILENT;
  ceres::Solver::Summary summary;
  ceres::Solve(options, &problem, &summary);
  return {summary.num_residual_evaluations, problems::SumOfSquares{p}(x), 0,
          summary.termination_type == ceres::CONVERGENCE      ? "converged"
          : summary.termination_type == ceres::NO_CONVERGENCE ? "max_iterations"
                                                              : "failed"};
}

// The outcome, with the least time of some runs.
template <class Solve>
Outcome timed(Solve solve, const Problem& p, double times) {
  Outcome outcome;
  double least = 1e300;
  for (int run = 0; run < 5; ++run) {
    const auto begin = std::chrono::steady_clock::now();
    outcome = solve(p, times);
    least = std::min(least, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  outcome.milliseconds = 1e3 * least;
  return outcome;
}

int reached[4][2], all[2];

void print(const Problem& p, double times) {
  const Outcome outcomes[] = {timed(declive_lbfgs, p, times), timed(liblbfgs, p, times), timed(declive_lm, p, times),
                              timed(ceres_lm, p, times)};
  std::printf("| %s %td%s |", p.name, p.n, times == 10 ? ", 10 x0" : "");
  ++all[times == 10];
  for (int k = 0; k < 4; ++k) {
    const Outcome& o = outcomes[k];
    const bool good = problems::at_minimum(p, o.value);
    reached[k][times == 10] += good;
    std::printf(" %s%.6g%s, %td, %.2g ms, %s |", good ? "**" : "", o.value, good ? "**" : "", o.evaluations,
                o.milliseconds, o.status.c_str());
  }
  std::printf("\n");
}

}  // namespace

int main() {
  std::printf(
      "| problem, n | declive LBFGS | libLBFGS | declive LevenbergMarquardt | Ceres |\n|---|---|---|---|---|\n");
  for (const double times : {1.0, 10.0})
    for (const Problem& p : problems::all) print(p, times);
  for (int far = 0; far < 2; ++far) {
    std::printf("| **minimum reached, of %d%s** |", all[far], far != 0 ? " from 10 x0" : "");
    for (const auto& count : reached) std::printf(" %d |", count[far]);
    std::printf("\n");
  }
}
