// 64-bit arithmetic against 128-bit integers: the result, or an error where it does not fit.
#include <doctest/doctest.h>
#include <declive/symbolic/checked.hpp>

#include <limits>

#include "support.hpp"
#include "support/random.hpp"

using namespace declive;

namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

// A compiler's own wide integers are the truth here.
__extension__ typedef __int128 Wide;

bool fits(Wide x) { return x >= least && x <= most; }

// A number with few or many bits, of either sign.
std::int64_t some(support::Random& random) {
  const auto bits = random.bits() >> random.integer(0, 63);
  return static_cast<std::int64_t>(random.bits() % 2 == 0 ? bits : std::uint64_t{0} - bits);
}

template <class F>
bool overflows(F f) {
  try {
    f();
  } catch (const OverflowError&) {
    return true;
  }
  return false;
}

}  // namespace

TEST_CASE("Checked integers: right where the result fits, an error where it does not") {
  support::Random random(201);
  int refused = 0;
  for (int round = 0; round < 20000; ++round) {
    const std::int64_t edges[] = {most, least, most - 1, least + 1, 0, 1, -1, most / 2, std::int64_t{1} << 31};
    const std::int64_t a = round % 5 == 0 ? random.pick(edges) : some(random);
    const std::int64_t b = round % 7 == 0 ? random.pick(edges) : some(random);
    const auto check = [&](auto operation, Wide exact) {
      const bool refuses = overflows([&] { (void)operation(a, b); });
      refused += refuses;
      return refuses != fits(exact) && (refuses || operation(a, b) == exact);
    };
    CHECK(check([](auto x, auto y) { return detail::checked_add(x, y); }, Wide{a} + b));
    CHECK(check([](auto x, auto y) { return detail::checked_subtract(x, y); }, Wide{a} - b));
    CHECK(check([](auto x, auto y) { return detail::checked_multiply(x, y); }, Wide{a} * b));
  }
  CHECK(refused > 1000);
  CHECK(detail::checked_negate(most) == -most);
  CHECK(message([] { (void)detail::checked_negate(least); }) ==
        "operator-: 0 - -9223372036854775808 does not fit in 64 bits");
  CHECK(message([] { (void)detail::checked_multiply(most, 2); }) ==
        "operator*: 9223372036854775807 * 2 does not fit in 64 bits");
}

TEST_CASE("The greatest common divisor") {
  CHECK(detail::greatest_common_divisor(0, 0) == 0);
  CHECK(detail::greatest_common_divisor(0, 7) == 7);
  CHECK(detail::greatest_common_divisor(84, 36) == 12);
  CHECK(detail::unsigned_magnitude(least) == std::uint64_t{1} << 63);
  CHECK(detail::unsigned_magnitude(-5) == 5);
}
