// Element types that show what the library asks of an element, and what it does with one.
#ifndef DECLIVE_TESTS_SUPPORT_TYPES_HPP
#define DECLIVE_TESTS_SUPPORT_TYPES_HPP

#include <memory>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace support {

/// For static_asserts on the types of results.
template <class A, class B>
constexpr bool same = std::is_same_v<A, B>;
template <class T>
T make();  // never defined: for decltype

/// The least that a Scalar is: + - * and copying. No default constructor, no ==, no <, no conversion either way.
class Minimal {
 public:
  constexpr explicit Minimal(int value) : value_(value) {}
  constexpr int value() const { return value_; }
  friend constexpr Minimal operator+(const Minimal& a, const Minimal& b) { return Minimal(a.value_ + b.value_); }
  friend constexpr Minimal operator-(const Minimal& a, const Minimal& b) { return Minimal(a.value_ - b.value_); }
  friend constexpr Minimal operator*(const Minimal& a, const Minimal& b) { return Minimal(a.value_ * b.value_); }

 private:
  int value_;
};

/// Counts what happens to its objects since the last reset(). live() must be 0 when all arrays are gone.
class Counting {
 public:
  struct Counts {
    long constructed = 0, copied = 0, copy_assigned = 0, moved = 0, move_assigned = 0, destroyed = 0;
    long live() const { return constructed + copied + moved - destroyed; }
  };
  static void reset() { counts() = Counts{}; }
  static Counts& counts() {
    static Counts all;
    return all;
  }

  explicit Counting(int value = 0) : value_(std::make_unique<int>(value)) { ++counts().constructed; }
  Counting(const Counting& other) : value_(std::make_unique<int>(other.value())) { ++counts().copied; }
  Counting(Counting&& other) noexcept : value_(std::move(other.value_)) { ++counts().moved; }
  Counting& operator=(const Counting& other) {
    value_ = std::make_unique<int>(other.value());
    ++counts().copy_assigned;
    return *this;
  }
  Counting& operator=(Counting&& other) noexcept {
    value_ = std::move(other.value_);
    ++counts().move_assigned;
    return *this;
  }
  ~Counting() { ++counts().destroyed; }
  /// The value lives on the heap, so that the sanitizers see an object that was not destroyed, or was twice.
  int value() const { return *value_; }

  friend Counting operator+(const Counting& a, const Counting& b) { return Counting(a.value() + b.value()); }
  friend Counting operator-(const Counting& a, const Counting& b) { return Counting(a.value() - b.value()); }
  friend Counting operator*(const Counting& a, const Counting& b) { return Counting(a.value() * b.value()); }
  friend bool operator==(const Counting& a, const Counting& b) { return a.value() == b.value(); }

 private:
  std::unique_ptr<int> value_;
};

/// Its copies throw once the fuse is burnt: after set_fuse(n) the n-th copy (construction or assignment) throws, n = 1
/// being the next one; set_fuse(0) never. live() counts its objects.
class Throwing {
 public:
  struct Error : std::runtime_error {
    Error() : std::runtime_error("Throwing: a copy failed") {}
  };
  static void set_fuse(long copies) { fuse() = copies; }
  static long live() { return live_count(); }

  explicit Throwing(int value = 0) : value_(value) { ++live_count(); }
  Throwing(const Throwing& other) : value_(other.value_) {
    burn();
    ++live_count();
  }
  Throwing& operator=(const Throwing& other) {
    burn();
    value_ = other.value_;
    return *this;
  }
  ~Throwing() { --live_count(); }
  int value() const { return value_; }

  friend Throwing operator+(const Throwing& a, const Throwing& b) { return Throwing(a.value_ + b.value_); }
  friend Throwing operator-(const Throwing& a, const Throwing& b) { return Throwing(a.value_ - b.value_); }
  friend Throwing operator*(const Throwing& a, const Throwing& b) { return Throwing(a.value_ * b.value_); }
  friend bool operator==(const Throwing& a, const Throwing& b) { return a.value_ == b.value_; }

 private:
  static long& fuse() {
    static long copies = 0;
    return copies;
  }
  static long& live_count() {
    static long objects = 0;
    return objects;
  }
  static void burn() {
    if (fuse() > 0 && --fuse() == 0) throw Error();
  }

  int value_;
};

/// Has the arithmetic but cannot be copied: not a Scalar.
struct MoveOnly {
  explicit MoveOnly(int v) : value(v) {}
  MoveOnly(MoveOnly&&) = default;
  MoveOnly& operator=(MoveOnly&&) = default;
  ~MoveOnly() = default;
  friend MoveOnly operator+(const MoveOnly& a, const MoveOnly& b) { return MoveOnly(a.value + b.value); }
  friend MoveOnly operator-(const MoveOnly& a, const MoveOnly& b) { return MoveOnly(a.value - b.value); }
  friend MoveOnly operator*(const MoveOnly& a, const MoveOnly& b) { return MoveOnly(a.value * b.value); }
  int value;
};

/// Elements with a larger alignment than any register.
struct alignas(256) Wide {
  int value = 0;
  friend constexpr Wide operator+(const Wide& a, const Wide& b) { return {a.value + b.value}; }
  friend constexpr Wide operator-(const Wide& a, const Wide& b) { return {a.value - b.value}; }
  friend constexpr Wide operator*(const Wide& a, const Wide& b) { return {a.value * b.value}; }
};

}  // namespace support

#endif
