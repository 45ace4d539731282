#include <doctest/doctest.h>
#include <declive/core/random.hpp>

#include <cmath>
#include <limits>
#include <vector>

#include "support/message_of.hpp"

using declive::Index;
using declive::SplitMix64;
using support::message_of;

TEST_CASE("SplitMix64: the numbers of the authors' program, at compile time too") {
  // Seed 1234567, as in S. Vigna's splitmix64.c.
  constexpr std::uint64_t expected[] = {6457827717110365317u, 3203168211198807973u, 9817491932198370423u,
                                        4593380528125082431u, 16408922859458223821u};
  SplitMix64 random(1234567);
  for (const std::uint64_t bits : expected) CHECK(random() == bits);
  constexpr auto first = [] {
    SplitMix64 one(1234567);
    return one();
  }();
  static_assert(first == expected[0]);
}

TEST_CASE("below(n): every number, each as often as it should be, none outside") {
  for (const Index n : {1, 2, 3, 7, 64, 100}) {
    SplitMix64 random(static_cast<std::uint64_t>(n));
    std::vector<double> counts(static_cast<std::size_t>(n));
    const double draws = 2000;
    for (int k = 0; k < 2000; ++k) {
      const Index one = random.below(n);
      REQUIRE((one >= 0 && one < n));
      ++counts[static_cast<std::size_t>(one)];
    }
    // Chi squared with n - 1 degrees of freedom: its mean plus six standard deviations, which no fair seed reaches.
    double off = 0;
    const double expected = draws / static_cast<double>(n);
    for (const double count : counts) off += (count - expected) * (count - expected) / expected;
    CHECK(off <= static_cast<double>(n - 1) + 6 * std::sqrt(2 * static_cast<double>(n)));
  }
  constexpr Index most = std::numeric_limits<Index>::max();
  SplitMix64 random(5);
  bool upper_half = false;
  for (int k = 0; k < 64; ++k) {
    const Index one = random.below(most);
    CHECK(one >= 0);
    upper_half = upper_half || one > most / 2;
  }
  CHECK(upper_half);
}

TEST_CASE("below(n) draws again where the numbers below 2^64 mod n would be had too often") {
  // Of 2^64 mod 3 2^61 = 2^62 every fourth draw is. By Python: the numbers of SplitMix64(3) from 2^62 on, modulo n.
  const Index expected[] = {6000606194086029705, 4389858064959855873, 4818701204569673479,
                            2558903452361396758, 2140974405084900986, 2555416418971773810};
  SplitMix64 random(3);
  for (const Index one : expected) CHECK(random.below(Index{3} << 61) == one);
}

TEST_CASE("below(n) of nothing is an error, not a division by zero") {
  for (const Index n : {Index{0}, Index{-1}, std::numeric_limits<Index>::min()}) {
    SplitMix64 random(1);
    CHECK(message_of([&] { (void)random.below(n); }) ==
          "SplitMix64::below: n is " + std::to_string(n) + ": it must be above 0");
  }
}
