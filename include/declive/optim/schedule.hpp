// Learning rates: a number, or a function of the step's number, which counts from 0.
//
//   Adam{.learning_rate = 1e-3}
//   Adam{.learning_rate = CosineAnnealingLR{.learning_rate = 1e-3, .steps = 10000}}
//   Adam{.learning_rate = LinearWarmup{StepLR{.learning_rate = 0.1, .step_size = 30}, 5}}
//   Adam{.learning_rate = [](Index step) { return 0.1 / (1 + 0.01 * static_cast<double>(step)); }}
//
// The names and formulas are PyTorch's (torch.optim.lr_scheduler); what PyTorch counts by calls of scheduler.step()
// counts steps of the optimizer here.
#ifndef DECLIVE_OPTIM_SCHEDULE_HPP
#define DECLIVE_OPTIM_SCHEDULE_HPP

#include <cmath>
#include <cstddef>
#include <new>
#include <type_traits>

#include "../error.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

template <class F>
double call_schedule(const void* f, Index step) {
  return static_cast<double>((*static_cast<const F*>(f))(step));
}

}  // namespace detail::inline DECLIVE_ABI

/// learning_rate gamma^floor(step / step_size). Throws ValueError unless step_size > 0.
struct StepLR {
  double learning_rate;
  Index step_size;
  double gamma = 0.1;
  DECLIVE_INLINE double operator()(Index step) const {
    if (step_size < 1)
      detail::raise_value("StepLR", detail::text("step_size is ", step_size, ": it must be at least 1"), {});
    const Index drops = step / step_size;
    return learning_rate * std::pow(gamma, static_cast<double>(drops));
  }
};

/// learning_rate gamma^step.
struct ExponentialLR {
  double learning_rate;
  double gamma;
  DECLIVE_INLINE double operator()(Index step) const {
    return learning_rate * std::pow(gamma, static_cast<double>(step));
  }
};

/// From learning_rate down to eta_min along half a cosine, eta_min from step `steps` on:
/// eta_min + (learning_rate - eta_min) (1 + cos(pi step / steps)) / 2. I. Loshchilov, F. Hutter, SGDR, 2017, eq. (5).
struct CosineAnnealingLR {
  double learning_rate;
  Index steps;
  double eta_min = 0;
  DECLIVE_INLINE double operator()(Index step) const {
    if (step >= steps) return eta_min;
    const double angle = 3.141592653589793 * static_cast<double>(step) / static_cast<double>(steps);
    return eta_min + (learning_rate - eta_min) * (1 + std::cos(angle)) / 2;
  }
};

/// The first `steps` steps climb in a line: (step + 1) / steps of the inner schedule's first rate; then the inner
/// schedule runs from its beginning. It may be a number.
template <class Inner>
struct LinearWarmup {
  Inner inner;
  Index steps;
  DECLIVE_INLINE double operator()(Index step) const {
    if (step < steps) return rate(0) * static_cast<double>(step + 1) / static_cast<double>(steps);
    return rate(step - steps);
  }

 private:
  DECLIVE_INLINE double rate([[maybe_unused]] Index step) const {
    if constexpr (std::is_arithmetic_v<Inner>)
      return static_cast<double>(inner);
    else
      return inner(step);
  }
};
template <class Inner>
LinearWarmup(Inner, Index) -> LinearWarmup<Inner>;

/// A learning rate as an optimizer keeps it: made of a number or of any function of the step that can be copied byte by
/// byte (one that captures numbers or references). It takes no memory from the heap and copies with the method.
class Schedule {
 public:
  DECLIVE_INLINE Schedule(double constant) : call_(nullptr) { ::new (static_cast<void*>(room_)) double(constant); }
  template <class F>
    requires(std::is_invocable_r_v<double, const F&, Index> && !std::is_same_v<F, Schedule>)
  DECLIVE_INLINE Schedule(const F& f) : call_(&detail::call_schedule<F>) {
    static_assert(std::is_trivially_copyable_v<F> && sizeof(F) <= sizeof(room_),
                  "declive: a schedule is copied byte by byte into 64 bytes: capture larger things by reference");
    ::new (static_cast<void*>(room_)) F(f);
  }
  /// The learning rate of a step, counted from 0.
  DECLIVE_INLINE double operator()(Index step) const {
    return call_ == nullptr ? *std::launder(reinterpret_cast<const double*>(room_)) : call_(room_, step);
  }

 private:
  alignas(std::max_align_t) unsigned char room_[64];
  double (*call_)(const void*, Index);
};

}  // namespace declive

#endif
