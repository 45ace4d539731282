#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <declive/kernels/copy.hpp>
#include <vector>

#include "support/canary.hpp"
#include "support/effort.hpp"

using namespace declive;
using support::Canary;

namespace {

// Element k of array `which`: whole numbers below 2^11, so that sums and products of two are exact in float.
template <class T>
T value(std::int64_t which, Index k) {
  return static_cast<T>(static_cast<std::int64_t>((static_cast<std::uint64_t>(k) * 0x9e3779b97f4a7c15u) >> 53) - which);
}

// n elements `shift` elements behind a boundary, with a margin on both sides whose elements are 77.
template <class T>
struct Margined {
  static constexpr Index margin = 64;
  std::vector<T> memory;
  T* data;
  Index n;
  Margined(Index size, Index shift) : memory(static_cast<std::size_t>(size + 3 * margin), T(77)), n(size) {
    const auto past = static_cast<Index>(reinterpret_cast<std::uintptr_t>(memory.data()) % 64 / sizeof(T));
    data = memory.data() + margin + shift - past;
  }
  bool intact() const {
    const T* const end = memory.data() + memory.size();
    for (const T* p = memory.data(); p < data; ++p)
      if (*p != T(77)) return false;
    for (const T* p = data + n; p < end; ++p)
      if (*p != T(77)) return false;
    return true;
  }
};
template <class T>
Margined<T> filled(std::int64_t which, Index n, Index shift) {
  Margined<T> x(n, shift);
  for (Index k = 0; k < n; ++k) x.data[k] = value<T>(which, k);
  return x;
}

// Outputs around the size from which they go past the caches, and one that ends amid a chunk and a line.
template <class T>
std::vector<Index> sizes() {
  const Index least = kernels::stream_least / static_cast<Index>(sizeof(T));
  if (support::low_effort()) return {least + 1234};
  return {least - 1, least + 1234};
}

}  // namespace

#if DECLIVE_X86
TEST_CASE("a chunk is copied whole, from any address, and nothing else is written") {
  const std::vector<unsigned char> elsewhere(static_cast<std::size_t>(kernels::stream_chunk), 1);
  for (Index shift = 0; shift < 64; ++shift) {
    Canary<unsigned char> in(kernels::stream_chunk, shift), out(kernels::stream_chunk);
    for (Index i = 0; i < kernels::stream_chunk; ++i) in[i] = static_cast<unsigned char>(i * 7 + i / 256 + shift);
    kernels::stream(in.data(), out.data(), elsewhere.data(), elsewhere.data());
    kernels::stream_end();
    CHECK(std::memcmp(in.data(), out.data(), static_cast<std::size_t>(kernels::stream_chunk)) == 0);
    CHECK((in.intact() && out.intact()));
  }
}

TEST_CASE("bytes from any address to any other") {
  for (const Index n : {Index{64}, Index{2047}, Index{2048}, Index{2111}, Index{2112}, Index{3 * 2048 + 65}})
    for (Index shift = 0; shift < 64; shift += 7) {
      CAPTURE(n);
      CAPTURE(shift);
      Canary<char> in(n, shift), out(n, (5 * shift) % 64);
      for (Index i = 0; i < n; ++i) in[i] = static_cast<char>((i * 7 + i / 256) % 127);
      kernels::copy_streamed(in.data(), static_cast<std::size_t>(n), out.data());
      CHECK(std::memcmp(in.data(), out.data(), static_cast<std::size_t>(n)) == 0);
      CHECK((in.intact() && out.intact()));
    }
}
#endif

TEST_CASE_TEMPLATE("functions of one to three arrays whose result leaves the caches, beside one another and in place",
                   T, float, double) {
  for (const Index n : sizes<T>()) {
    CAPTURE(n);
    const Margined<T> a = filled<T>(1, n, 0), b = filled<T>(2, n, 3);
    Margined<T> out(n, 5);
    const auto wrong = [&](auto expected) {
      Index count = 0;
      for (Index k = 0; k < n; ++k) count += out.data[k] != expected(value<T>(1, k), value<T>(2, k));
      return count;
    };
    auto half = [](T x) { return x / T(2); };
    auto product = [](T x, T y) { return x * y; };
    auto order = [](T x, T y, T z) { return x < y ? z : -x; };
    const T *const pa = a.data, *const pb = b.data;
    kernels::map_flat(half, n, out.data, pa);
    CHECK(wrong([&](T x, T) { return half(x); }) == 0);
    kernels::map_flat(product, n, out.data, pa, pb);
    CHECK(wrong([&](T x, T y) { return product(x, y); }) == 0);
    kernels::map_flat(order, n, out.data, pa, pb, pb);
    CHECK(wrong([&](T x, T y) { return order(x, y, y); }) == 0);
    // out = -x or y; now out + 3 y, where the output is the first operand, then the second.
    auto more = [](T x, T y) { return x + T(3) * y; };
    kernels::map_flat(more, n, out.data, static_cast<const T*>(out.data), pb);
    CHECK(wrong([&](T x, T y) { return more(order(x, y, y), y); }) == 0);
    kernels::map_flat(half, n, out.data, pa);
    kernels::map_flat(product, n, out.data, pb, static_cast<const T*>(out.data));
    CHECK(wrong([&](T x, T y) { return y * half(x); }) == 0);
    CHECK(out.intact());
  }
}

TEST_CASE("elements of other sizes, and a function that counts its calls, past the caches") {
  const Index n = kernels::stream_least / 4 + 4321;
  const Margined<double> wide = filled<double>(1, n, 1);
  const Margined<std::int8_t> small = filled<std::int8_t>(2, n, 3);
  Margined<float> out(n, 7);
  struct Counter {
    Index calls = 0;
    float operator()(double x, std::int8_t y) {
      ++calls;
      return static_cast<float>(x) - y;
    }
  } counter;
  kernels::map_flat(counter, n, out.data, static_cast<const double*>(wide.data),
                    static_cast<const std::int8_t*>(small.data));
  CHECK(counter.calls == n);
  Index wrong = 0;
  for (Index k = 0; k < n; ++k)
    wrong += out.data[k] != static_cast<float>(value<double>(1, k)) - value<std::int8_t>(2, k);
  CHECK(wrong == 0);
  CHECK(out.intact());
}

TEST_CASE("copies that leave the caches, apart and overlapping") {
  for (const Index n : sizes<float>()) {
    CAPTURE(n);
    const Margined<float> in = filled<float>(1, n, 3);
    Margined<float> out(n, 6);
    kernels::copy_flat(static_cast<const float*>(in.data), n, out.data);
    const auto bytes = static_cast<std::size_t>(n) * sizeof(float);
    CHECK(std::memcmp(in.data, out.data, bytes) == 0);
    CHECK(out.intact());
    // One element further, within the same memory, forwards and backwards.
    kernels::copy_flat(static_cast<const float*>(out.data), n - 1, out.data + 1);
    CHECK(std::memcmp(in.data, out.data + 1, bytes - sizeof(float)) == 0);
    kernels::copy_flat(static_cast<const float*>(out.data + 1), n - 1, out.data);
    CHECK(std::memcmp(in.data, out.data, bytes - sizeof(float)) == 0);
    CHECK(out.intact());
  }
}
