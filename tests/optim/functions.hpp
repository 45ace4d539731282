// The problems of problems.hpp as functions of a Vector of any scalar.
#ifndef DECLIVE_TESTS_OPTIM_FUNCTIONS_HPP
#define DECLIVE_TESTS_OPTIM_FUNCTIONS_HPP

#include <declive/core/vector.hpp>

#include "problems.hpp"

namespace problems {

struct ResidualsOf {
  const Problem& problem;
  template <class S>
  declive::Vector<S> operator()(const declive::Vector<S>& x) const {
    declive::Vector<S> r(problem.m);
    residuals_of<S>(problem.name)(x.data(), problem.n, problem.m, r.data());
    return r;
  }
};
struct SumOfSquares {
  const Problem& problem;
  template <class S>
  S operator()(const declive::Vector<S>& x) const {
    S sum(0);
    for (const S& r : ResidualsOf{problem}(x)) sum = sum + r * r;
    return sum;
  }
};

template <class T>
declive::Vector<T> start_of(const Problem& p, double times) {
  const std::vector<double> x = standard_start(p.name, p.n);
  return declive::Vector<T>(p.n,
                            [&](declive::Index i) { return static_cast<T>(times * x[static_cast<std::size_t>(i)]); });
}

}  // namespace problems

#endif
