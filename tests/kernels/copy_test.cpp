#include <doctest/doctest.h>

#include <complex>
#include <cstdint>
#include <cstring>
#include <declive/kernels/copy.hpp>
#include <limits>
#include <vector>

#include "support/bounds.hpp"
#include "support/effort.hpp"
#include "support/isa.hpp"
#include "support/layouts.hpp"
#include "support/random.hpp"

using namespace declive;
using support::Canary;
using support::Layout;

namespace {

// Three bytes: no whole number of floats.
struct Triple {
  unsigned char bytes[3];
  Triple() = default;
  explicit Triple(int) : bytes{} {}
};

template <class T>
T drawn(support::Random& random) {
  T x;
  const std::uint64_t bits[2] = {random.bits(), random.bits()};
  std::memcpy(static_cast<void*>(&x), bits, sizeof(T));
  return x;
}
// Every bit: a NaN keeps its payload.
template <class T>
bool same(const T& a, const T& b) {
  return std::memcmp(static_cast<const void*>(&a), static_cast<const void*>(&b), sizeof(T)) == 0;
}

}  // namespace

TEST_CASE_TEMPLATE("elements one after the other, around every register and both ends of the range of registers", T,
                   float, double, std::int8_t, Triple, std::complex<double>) {
  support::Random random(91);
  std::vector<Index> sizes{1000, 4097};
  for (Index n = 0; n <= 140; n += n < 40 ? 1 : 7) sizes.push_back(n);
  const Index most = static_cast<Index>(256 << 10) / static_cast<Index>(sizeof(T));
  for (Index n = most - 1; n <= most + 1; ++n) sizes.push_back(n);
  for (const Index n : sizes) {
    CAPTURE(n);
    Canary<T> in(n, random.integer(0, 15)), out(n, random.integer(0, 15));
    in.fill([&] { return drawn<T>(random); });
    support::for_each_isa([&] {
      out.fill([] { return T(0); });
      kernels::copy_flat(static_cast<const T*>(in.data()), n, out.data());
      Index wrong = 0;
      for (Index i = 0; i < n; ++i) wrong += !same(in[i], out[i]);
      CHECK(wrong == 0);
    });
    CHECK((in.intact() && out.intact()));
  }
}

TEST_CASE_TEMPLATE("elements one after the other that overlap, at every distance", T, float, std::int16_t) {
  for (const Index n : {1, 5, 63, 64, 65, 100, 257, 1000})
    for (Index by = -140; by <= 140; by += by > -20 && by < 20 ? 1 : 8) {
      CAPTURE(n);
      CAPTURE(by);
      const Index first = by < 0 ? -by : 0, room = n + (by < 0 ? -by : by);
      support::for_each_isa([&] {
        std::vector<T> x(static_cast<std::size_t>(room));
        for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<T>(i % 251);
        const std::vector<T> before = x;
        kernels::copy_flat(static_cast<const T*>(x.data()) + first, n, x.data() + first + by);
        Index wrong = 0;
        for (Index i = 0; i < room; ++i) {
          const bool inside = i >= first + by && i < first + by + n;
          wrong += x[static_cast<std::size_t>(i)] != before[static_cast<std::size_t>(inside ? i - by : i)];
        }
        CHECK(wrong == 0);
      });
    }
}

TEST_CASE_TEMPLATE("matrices from every layout into every layout", T, float, double, std::int16_t) {
  support::Random random(92);
  const Index sizes[] = {0, 1, 2, 3, 4, 5, 8, 31, 32, 33, 70};
  for (const Index rows : sizes)
    for (const Index cols : sizes) {
      if (rows * cols > (support::low_effort() ? 300 : 2400)) continue;
      CAPTURE(rows);
      CAPTURE(cols);
      for (const support::Order from : support::all_orders)
        for (const support::Order to : support::writable_orders) {
          const Layout in_layout = support::layout_of(from, rows, cols),
                       out_layout = support::layout_of(to, rows, cols);
          Canary<T> in(in_layout, random.integer(0, 7)), out(out_layout, random.integer(0, 7));
          in.fill([&] { return drawn<T>(random); });
          kernels::copy(rows, cols, static_cast<const T*>(in.data()), in_layout.row_stride, in_layout.col_stride,
                        out.data(), out_layout.row_stride, out_layout.col_stride);
          Index wrong = 0;
          for (Index i = 0; i < rows; ++i)
            for (Index j = 0; j < cols; ++j) wrong += !same(in(i, j), out(i, j));
          if (wrong != 0 || !in.intact() || !out.intact()) {
            CAPTURE(static_cast<int>(from));
            CAPTURE(static_cast<int>(to));
            CHECK(wrong == 0);
            CHECK((in.intact() && out.intact()));
          }
        }
    }
}

#if DECLIVE_TESTS_PAGE_EDGE
TEST_CASE("copies stop at the edge of their memory") {
  for (const support::Edge edge : {support::Edge::before, support::Edge::behind})
    for (const Index n : {1, 7, 63, 64, 65, 70, 96, 127, 1000}) {
      support::PageEdge<float> in(n, edge), out(n, edge);
      for (Index i = 0; i < n; ++i) in[i] = static_cast<float>(i);
      support::for_each_isa([&] {
        kernels::copy_flat(static_cast<const float*>(in.data()), n, out.data());
        CHECK(out[0] == 0.0f);
        CHECK(out[n - 1] == static_cast<float>(n - 1));
        out[n - 1] = -1;
        kernels::copy(Index{1}, n, static_cast<const float*>(in.data()), Index{1}, Index{1}, out.data(), n, Index{1});
        CHECK(out[n - 1] == static_cast<float>(n - 1));
      });
      const Index side = n < 64 ? 7 : 8, rows = n / side;
      if (rows == 0) continue;
      support::PageEdge<float> a(rows * side, edge), b(rows * side, edge);
      for (Index i = 0; i < rows * side; ++i) a[i] = static_cast<float>(i);
      kernels::copy(side, rows, static_cast<const float*>(a.data()), Index{1}, side, b.data(), rows, Index{1});
      CHECK(b[rows * side - 1] == static_cast<float>(rows * side - 1));
    }
}
#endif
