// Built once for each set of flags; UNIT is its name.
#include "unit.hpp"

#include <cstdint>
#include <cstring>

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

namespace declive {
// What the library's functions would be without their inline namespace. It shows that the linker does keep one copy for
// all units, the first one's, and that the check of the objects' symbols finds such a function.
[[gnu::noinline]] inline const char* plain_inline() { return TEXT(UNIT); }
}  // namespace declive

namespace odr {
namespace {

// By its bits: -ffast-math folds x != x to false.
bool is_nan(double x) {
  std::uint64_t bits = 0;
  static_assert(sizeof bits == sizeof x);
  std::memcpy(&bits, &x, sizeof x);
  return (bits & 0x7fff'ffff'ffff'ffff) > 0x7ff0'0000'0000'0000;
}

Matrix make(Index rows, Index cols) {
  return Matrix(rows, cols, [](Index i, Index j) { return static_cast<double>(7 * i - 3 * j); });
}
Matrix product(const Matrix& a, const Matrix& b) { return a * b; }
Vector product_vector(const Matrix& a, const Vector& x) { return a * x; }
Fixed product_fixed(const Fixed& a, const Fixed& b) { return a * b; }
Integers product_integers(const Integers& a, const Integers& b) { return a * b; }
Matrix mapped(const Matrix& a, const Matrix& b) {
  return map([](double x, double y) { return x + 2 * y; }, a, b);
}
Matrix sum_of(Matrix a, const Matrix& b) { return std::move(a) + b - 2 * b; }
void refill(Matrix& to, const Matrix& from) { to = transpose(from); }
double total(const Matrix& a) { return sum(a); }
Vector column_totals(const Matrix& a) { return sum(a, 0); }
std::string text(const Matrix& a) { return to_string(a); }

bool max_sees_nan(const Vector& x) { return is_nan(max(x)); }
bool sum_sees_nan(const Vector& x) { return is_nan(sum(x)); }
bool dot_sees_nan(const Vector& x) { return is_nan(dot(x, Vector::zeros(x.size()))); }
bool all_close_sees_nan(const Vector& x) { return !all_close(x, x) && all_close(x, x, {.equal_nan = true}); }
bool equality_sees_nan(const Vector& x) { return !(x == x); }

// (1, -1) is no index, but the place of (0, cols - 1): a unit without checks reads that and nothing outside.
#if DECLIVE_EXCEPTIONS
bool throws_on_bad_index(const Matrix& a) {
  try {
    return a(1, -1) != a(0, a.cols() - 1);
  } catch (const declive::IndexError&) {
    return true;
  }
}
std::string shape_error(const Matrix& a, const Matrix& b) {
  try {
    return to_string(a + b);
  } catch (const declive::ShapeError& error) {
    return error.what();
  }
}
#else
bool throws_on_bad_index(const Matrix&) { return false; }
std::string shape_error(const Matrix&, const Matrix&) { return {}; }
#endif

void set(Isa isa) { declive::set_isa(isa); }
Isa active() { return declive::active_isa(); }

}  // namespace

#ifdef __FAST_MATH__
constexpr bool strict = false;
#else
constexpr bool strict = true;
#endif

extern const Unit UNIT;
const Unit UNIT{TEXT(UNIT),
                TEXT(DECLIVE_ABI),
                strict,
                DECLIVE_CHECKS,
                DECLIVE_EXCEPTIONS,
                make,
                product,
                product_vector,
                product_fixed,
                product_integers,
                mapped,
                sum_of,
                refill,
                total,
                column_totals,
                text,
                max_sees_nan,
                sum_sees_nan,
                dot_sees_nan,
                all_close_sees_nan,
                equality_sees_nan,
                throws_on_bad_index,
                shape_error,
                set,
                active,
                declive::plain_inline};

}  // namespace odr
