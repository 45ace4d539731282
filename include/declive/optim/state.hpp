// What an optimizer remembers from step to step, for parameters of one structure and shape:
//
//   auto state = Adam{.learning_rate = 1e-3}.init(W, b);
//   state.step(std::tie(W, b), std::tie(dW, db));           // one array needs no tie: state.step(W, dW)
//
// A step is one vectorised pass over each array and takes no memory.
#ifndef DECLIVE_OPTIM_STATE_HPP
#define DECLIVE_OPTIM_STATE_HPP

#include <cmath>

#include "../kernels/step.hpp"
#include "../linalg/reductions.hpp"
#include "parameters.hpp"
#include "schedule.hpp"
#include "setting.hpp"

namespace declive {

namespace detail {

/// One parameter array: its shape, and where its part of each memory begins.
struct ParameterSlot {
  Dims dims;
  Index offset;
};

/// The rules that a method chooses from.
template <kernels::Rule... rule>
struct Rules {};

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

/// What a method asks of a step: the rule, the numbers in its formula, and the value its memory begins with.
struct StepPlan {
  kernels::Rule rule = kernels::Rule::descent;
  kernels::StepNumbers<double> numbers{1, no_limit, 0, 1, 0, 0, 1, 0, 1, 1, 0};
  double clip_norm = no_limit;
  double first_memory = 0;
};

// The elements of the first array's cache lines do not share one with the next.
template <class T>
Index padded(Index n) {
  const Index line = sizeof(T) < 64 ? Index{64} / static_cast<Index>(sizeof(T)) : 1;
  return (n + line - 1) / line * line;
}

template <class P>
Index count_parameters(P& parameters) {
  Index count = 0;
  for_each_parameter(parameters, [&](const auto&, const Dims&) { ++count; });
  return count;
}

/// The shapes of the parameters, and how many elements their padded arrays have together.
template <class T, class P>
Storage<ParameterSlot, dynamic> parameter_slots(const char* method, P& parameters, Index& total, const Site& site) {
  Storage<ParameterSlot, dynamic> slots(count_parameters(parameters), [](Index) noexcept { return ParameterSlot{}; });
  Index k = 0;
  total = 0;
  for_each_parameter(parameters, [&](const auto& array, const Dims& dims) {
    using U = std::remove_const_t<typename std::remove_cvref_t<decltype(array)>::element_type>;
    static_assert(std::is_same_v<U, T>, "declive: all parameter arrays of one optimizer need one element type");
    static_assert(!std::is_integral_v<U>, "declive: parameters must be floating-point numbers");
    if (array.empty()) raise_shape(method, dims, text("parameter array ", k, " is empty"), site);
    slots.data()[k++] = ParameterSlot{dims, total};
    total += padded<T>(array.size());
  });
  if (k == 0) raise_value(method, "there are no parameters", site);
  return slots;
}

/// Throws ShapeError unless the arrays are those that the state was made for.
template <class P>
void check_slots(const char* what, const Storage<ParameterSlot, dynamic>& slots, P& arrays, const Site& site) {
  Index k = 0;
  for_each_parameter(arrays, [&](const auto&, const Dims& dims) {
    if (k < slots.size() && dims != slots.data()[k].dims)
      raise_shapes("step", slots.data()[k].dims, "and", dims, text("shape of ", what, " ", k, " changed"), site);
    ++k;
  });
  if (k != slots.size())
    raise_value("step", text(k, " ", what, " arrays, the state was made for ", slots.size()), site);
}

/// The Euclidean norm of all elements of all arrays, whose squares may leave the range.
template <class G>
double norm_of_all(G& gradients) {
  double length = 0;
  for_each_parameter(gradients,
                     [&](const auto& g, const Dims&) { length = std::hypot(length, static_cast<double>(norm(g))); });
  return length;
}

template <class T>
kernels::StepNumbers<T> as_scalars(const kernels::StepNumbers<double>& s) {
  const auto as = [](double x) { return static_cast<T>(x); };
  return {as(s.scale),   as(s.limit), as(s.decay), as(s.shrink),     as(s.rate),   as(s.mu),
          as(s.damping), as(s.beta2), as(s.rest2), as(s.root_scale), as(s.epsilon)};
}

/// One step over one array. `memory` holds the rule's arrays, each in the order of reading, `distance` apart.
template <kernels::Rule rule, class T, class W, class G>
void step_array(const kernels::StepNumbers<T>& numbers, const W& w, const G& g, T* memory, Index distance) {
  if (overlap(w, g) == Overlap::partial) {
    const Matrix<T> copy(g);
    return step_array<rule>(numbers, w, view(copy), memory, distance);
  }
  // A null pointer, of a rule without arrays, has no neighbours.
  const Index apart = memory == nullptr ? 0 : distance;
  kernels::StepArrays<T> arrays{w.data(), g.data(), {memory, memory + apart, memory + 2 * apart}};
  if (is_contiguous(w) && is_contiguous(g)) return kernels::step<rule>(numbers, w.size(), arrays);
  const bool rows = w.col_stride() == 1 && g.col_stride() == 1;
  const Index run = rows ? w.cols() : 1;  // elements that stand together in both
  for (Index i = 0; i < w.rows(); ++i)
    for (Index j = 0; j < w.cols(); j += run) {
      arrays.w = w.data() + i * w.row_stride() + j * w.col_stride();
      arrays.g = g.data() + i * g.row_stride() + j * g.col_stride();
      kernels::step<rule>(numbers, run, arrays);
      for (T*& m : arrays.memory) m += memory == nullptr ? 0 : run;
    }
}

/// One step over all arrays.
template <kernels::Rule rule, class T, class P, class G>
void step_arrays(const kernels::StepNumbers<T>& numbers, P& parameters, G& gradients,
                 const Storage<ParameterSlot, dynamic>& slots, T* memory, Index total) {
  Index k = 0;
  for_each_pair(parameters, gradients, [&](const auto& w, const auto& g) {
    using U = std::remove_const_t<typename std::remove_cvref_t<decltype(g)>::element_type>;
    static_assert(std::is_same_v<U, T>, "declive: a gradient has its parameter's element type");
    static_assert(!std::is_const_v<typename std::remove_cvref_t<decltype(w)>::element_type>,
                  "declive: the parameters of a step are written; they cannot be const");
    T* const mine = memory == nullptr ? nullptr : memory + slots.data()[k].offset;
    ++k;
    step_array<rule>(numbers, w, MatrixView<const T>(g), mine, total);
  });
}

/// Of every step; the text is made only for an error.
inline void check_rate(const char* method, Index step, double rate, const Site& site) {
  if (rate >= 0 && rate < no_limit) return;
  const std::string name = step == 0 ? text("learning_rate") : text("learning_rate at step ", step);
  raise_setting(method, name.c_str(), number_text(rate), "a number >= 0", site);
}

/// What clip_norm multiplies the gradients by: 1 up to max_norm. PyTorch's formula, with its 1e-6.
inline double clip_factor(double norm, double max_norm) {
  const double factor = max_norm / (norm + 1e-6);
  return factor > 1 ? 1 : factor;
}

template <class Method, class T, class P, class G, kernels::Rule... rule>
void step_with(Rules<rule...>, const Method& method, Index steps, const Storage<ParameterSlot, dynamic>& slots,
               T* memory, Index total, P& parameters, G& gradients, const Site& site) {
  check_slots("parameter", slots, parameters, site);
  check_slots("gradient", slots, gradients, site);
  const double rate = method.learning_rate(steps);
  check_rate(Method::name, steps, rate, site);
  StepPlan plan = method.plan(steps, rate);
  if (plan.clip_norm < no_limit) {
    if constexpr (std::is_floating_point_v<T>)
      plan.numbers.scale = clip_factor(norm_of_all(gradients), plan.clip_norm);
    else
      raise_value(Method::name, "clip_norm is for elements of a floating-point type", site);
  }
  const kernels::StepNumbers<T> numbers = as_scalars<T>(plan.numbers);
  const auto run = [&]<kernels::Rule one>(std::integral_constant<kernels::Rule, one>) {
    if (plan.rule == one) step_arrays<one>(numbers, parameters, gradients, slots, memory, total);
  };
  (run(std::integral_constant<kernels::Rule, rule>{}), ...);
}

}  // namespace detail::inline DECLIVE_ABI

/// The run of a method on parameters of scalar T. Made by method.init(parameters...).
template <class Method, class T>
class State {
 public:
  /// Throws ValueError for a setting out of range or no parameters, ShapeError for an empty array.
  template <class P>
  DECLIVE_INLINE State(const Method& method, P& parameters, const Site& site)
      : method_(method), slots_(detail::parameter_slots<T>(Method::name, parameters, total_, site)) {
    method_.check(site);
    detail::check_rate(Method::name, 0, method_.learning_rate(0), site);
    const detail::StepPlan plan = method_.plan(0, 0.0);
    memory_ = Vector<T>(total_ * kernels::memory_of(plan.rule), static_cast<T>(plan.first_memory));
  }
  DECLIVE_INLINE State(const State&) = default;
  DECLIVE_INLINE State(State&&) = default;
  DECLIVE_INLINE State& operator=(const State&) = default;
  DECLIVE_INLINE State& operator=(State&&) = default;
  DECLIVE_INLINE ~State() = default;

  /// Moves the parameters one step against the gradients, which are only read. `parameters` and `gradients` are single
  /// arrays, or std::tie of the arrays given to init, or ranges of them. A gradient may be its own parameter. Throws
  /// ShapeError if a shape is not what init saw, ValueError if their number is not or if the schedule gives a rate that
  /// is negative or no number; then nothing has changed.
  template <class P, class G>
  DECLIVE_INLINE void step(P&& parameters, G&& gradients, Site site = Site::here()) {
    detail::step_with(typename Method::rules{}, method_, steps_, slots_, memory_.data(), total_, parameters, gradients,
                      site);
    ++steps_;
  }

  /// The steps taken.
  DECLIVE_INLINE Index steps() const { return steps_; }
  DECLIVE_INLINE const Method& method() const { return method_; }
  /// From the next step on.
  DECLIVE_INLINE void set_learning_rate(const Schedule& rate) { method_.learning_rate = rate; }

 private:
  Method method_;
  Index steps_ = 0;
  Index total_ = 0;
  detail::Storage<detail::ParameterSlot, dynamic> slots_;
  Vector<T> memory_;
};

namespace detail::inline DECLIVE_ABI {

template <class Method, class P>
auto make_state(const Method& method, P& parameters, const Site& site) {
  return State<Method, parameter_scalar_t<P>>(method, parameters, site);
}

}  // namespace detail::inline DECLIVE_ABI
}  // namespace declive

// The two ways to begin, of every method: init(W) with the caller's place in its errors, init(W, b, ...) without.
#define DECLIVE_OPTIM_INIT                                                   \
  template <class P>                                                         \
  DECLIVE_INLINE auto init(P&& parameters, Site site = Site::here()) const { \
    return detail::make_state(*this, parameters, site);                      \
  }                                                                          \
  template <class P, class Q, class... R>                                    \
    requires(!std::is_same_v<std::remove_cvref_t<Q>, Site>)                  \
  DECLIVE_INLINE auto init(P&& first, Q&& second, R&&... rest) const {       \
    auto all = std::forward_as_tuple(first, second, rest...);                \
    return detail::make_state(*this, all, Site{});                           \
  }

#endif
