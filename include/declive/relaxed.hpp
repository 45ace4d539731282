// An integer that threads share: std::atomic with relaxed order, without what <atomic> costs every unit that includes it.
#ifndef DECLIVE_RELAXED_HPP
#define DECLIVE_RELAXED_HPP

#include "config.hpp"

#if !defined(__GNUC__) && !defined(__clang__)
#include <atomic>
#endif

namespace declive::detail {

/// Reads and writes of all threads are whole, and in one order for this integer; nothing is said of other memory.
/// GCC and clang have functions of their own for it; <atomic>, with which threads may also wait, takes a fiftieth of the
/// time that a unit with a product takes to compile.
template <class T>
class Relaxed {
 public:
  DECLIVE_INLINE constexpr explicit Relaxed(T value) : value_(value) {}
  Relaxed(const Relaxed&) = delete;
  Relaxed& operator=(const Relaxed&) = delete;

#if defined(__GNUC__) || defined(__clang__)
  DECLIVE_INLINE T load() const { return __atomic_load_n(&value_, __ATOMIC_RELAXED); }
  DECLIVE_INLINE void store(T value) { __atomic_store_n(&value_, value, __ATOMIC_RELAXED); }
  /// Adds one, and returns what was there before.
  DECLIVE_INLINE T next() { return __atomic_fetch_add(&value_, T(1), __ATOMIC_RELAXED); }
  /// Stores `value` where `expected` is; returns what is there then.
  DECLIVE_INLINE T replace(T expected, T value) {
    const bool replaced =
        __atomic_compare_exchange_n(&value_, &expected, value, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
    return replaced ? value : expected;
  }

 private:
  T value_;
#else
  DECLIVE_INLINE T load() const { return value_.load(std::memory_order_relaxed); }
  DECLIVE_INLINE void store(T value) { value_.store(value, std::memory_order_relaxed); }
  DECLIVE_INLINE T next() { return value_.fetch_add(T(1), std::memory_order_relaxed); }
  DECLIVE_INLINE T replace(T expected, T value) {
    return value_.compare_exchange_strong(expected, value, std::memory_order_relaxed) ? value : expected;
  }

 private:
  std::atomic<T> value_;
#endif
};

}  // namespace declive::detail

#endif  // DECLIVE_RELAXED_HPP
