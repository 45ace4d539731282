#include "declive/relaxed.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <thread>
#include <type_traits>
#include <vector>

using declive::detail::Relaxed;

// Made before anything runs, as what stands at namespace scope must be: a copy would be a second integer.
static constinit Relaxed<int> at_start{-1};
static_assert(!std::is_copy_constructible_v<Relaxed<int>> && !std::is_copy_assignable_v<Relaxed<int>>);
static_assert(!std::is_convertible_v<int, Relaxed<int>>);

TEST_CASE("an integer is read, written, counted up and replaced") {
  CHECK(at_start.load() == -1);
  Relaxed<int> x(7);
  CHECK(x.load() == 7);
  x.store(-3);
  CHECK(x.load() == -3);
  CHECK(x.replace(-3, 5) == 5);
  CHECK(x.load() == 5);
  CHECK(x.replace(-3, 9) == 5);
  CHECK(x.load() == 5);
  Relaxed<std::uint32_t> count(std::numeric_limits<std::uint32_t>::max());
  CHECK(count.next() == 0xffffffffu);
  CHECK(count.next() == 0);
  CHECK(count.load() == 1);
}

TEST_CASE("no number is given to two threads, and one of them replaces") {
  constexpr std::size_t threads = 4, times = 5000;
  Relaxed<std::uint32_t> count(0);
  Relaxed<int> first(-1);
  std::vector<std::vector<std::uint32_t>> seen(threads);
  std::vector<int> chosen(threads);
  std::vector<std::thread> running;
  for (std::size_t t = 0; t < threads; ++t)
    running.emplace_back([&, t] {
      for (std::size_t i = 0; i < times; ++i) seen[t].push_back(count.next());
      chosen[t] = first.replace(-1, static_cast<int>(t));
    });
  for (std::thread& thread : running) thread.join();

  std::vector<std::uint32_t> all, expected(threads * times);
  for (const auto& numbers : seen) {
    CHECK(std::is_sorted(numbers.begin(), numbers.end()));
    all.insert(all.end(), numbers.begin(), numbers.end());
  }
  std::sort(all.begin(), all.end());
  std::iota(expected.begin(), expected.end(), 0u);
  CHECK(all == expected);
  CHECK(first.load() >= 0);
  for (const int choice : chosen) CHECK(choice == first.load());
}
