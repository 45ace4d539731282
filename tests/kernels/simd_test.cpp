#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <declive/kernels/cpu.hpp>
#include <declive/kernels/simd.hpp>
#include <limits>
#include <vector>

#include "support/bounds.hpp"
#include "support/canary.hpp"
#include "support/isa.hpp"
#include "support/random.hpp"

namespace simd_test {
using declive::active_isa;
using declive::Index;
using declive::Isa;
enum class Op { zero, set1, copy, add, sub, mul, fma, fma_element, abs, least, greatest };
}  // namespace simd_test

#define DECLIVE_KERNEL_FILE "kernels/simd_test.inl"
#include <declive/kernels/for_each_isa.hpp>

namespace simd_test {
namespace {

// The members of the active instruction set.
template <class T>
Index size() {
  DECLIVE_DISPATCH(template size<T>());
}
template <class T>
void apply(Op op, const T* a, const T* b, const T* c, T* out) {
  DECLIVE_DISPATCH(apply(op, a, b, c, out));
}
template <class T>
void load_n(const T* a, Index n, T* out) {
  DECLIVE_DISPATCH(load_n(a, n, out));
}
template <class T>
void store_n(const T* a, Index n, T* out) {
  DECLIVE_DISPATCH(store_n(a, n, out));
}
template <class T>
T sum(const T* a) {
  DECLIVE_DISPATCH(sum(a));
}
template <class T>
T least_lane(const T* a) {
  DECLIVE_DISPATCH(least_lane(a));
}
template <class T>
T greatest_lane(const T* a) {
  DECLIVE_DISPATCH(greatest_lane(a));
}
template <class T>
Index narrow_size() {
  DECLIVE_DISPATCH(template narrow_size<T>());
}
template <class T>
Index depth() {
  DECLIVE_DISPATCH(template depth<T>());
}
template <class T>
void narrow_load_n(const T* a, Index n, T* out) {
  DECLIVE_DISPATCH(narrow_load_n(a, n, out));
}
template <class T>
void narrow_store_n(const T* a, Index n, T* out) {
  DECLIVE_DISPATCH(narrow_store_n(a, n, out));
}
template <class T>
void columns(const T* a, Index rs, T* out) {
  DECLIVE_DISPATCH(columns(a, rs, out));
}
template <class T>
bool any_nan(const T* a) {
  DECLIVE_DISPATCH(any_nan(a));
}

template <class T>
std::vector<T> special_values() {
  using Limits = std::numeric_limits<T>;
  return {T(0),
          -T(0),
          T(1),
          T(-1),
          T(1.5),
          T(-3),
          Limits::max(),
          Limits::lowest(),
          Limits::min(),
          Limits::denorm_min(),
          -Limits::denorm_min(),
          Limits::infinity(),
          -Limits::infinity(),
          Limits::epsilon(),
          T(1) + Limits::epsilon()};
}

// Three operands for every pair of specials, each lane with values of its own, and random ones behind them.
template <class T>
struct Operands {
  std::vector<T> a, b, c;
  explicit Operands(Index lanes) {
    support::Random random(11);
    const std::vector<T> specials = special_values<T>();
    for (const T x : specials)
      for (const T y : specials) {
        a.push_back(x);
        b.push_back(y);
        c.push_back(random.pick(specials));
      }
    while (a.size() < 512 || a.size() % static_cast<std::size_t>(lanes) != 0) {
      a.push_back(random.uniform<T>());
      b.push_back(random.uniform<T>());
      c.push_back(random.uniform<T>());
    }
  }
};

// volatile keeps the compiler from making an fma out of the two operations.
template <class T>
T rounded_twice(T a, T b, T c) {
  volatile T product = a * b;
  return product + c;
}

// Applies op to all operands and counts the lanes that are not as `right(a, b, c, out)` wants them.
template <class T, class Right>
int wrong_lanes(Op op, Right right) {
  const Index lanes = size<T>();
  const Operands<T> x(lanes);
  std::vector<T> out(static_cast<std::size_t>(lanes));
  int wrong = 0;
  for (std::size_t i = 0; i < x.a.size(); i += out.size()) {
    apply(op, &x.a[i], &x.b[i], &x.c[i], out.data());
    for (std::size_t l = 0; l < out.size(); ++l)
      if (!right(x.a[i + l], x.b[i + l], x.c[i + l], out[l])) ++wrong;
  }
  return wrong;
}

}  // namespace

TEST_CASE_TEMPLATE("a register has the lanes that its width says", T, float, double) {
  support::for_each_isa([](Isa isa) {
    const Index bytes = isa == Isa::portable ? static_cast<Index>(sizeof(T))
                        : isa == Isa::avx2   ? 32
                        : isa == Isa::avx512 ? 64
                                             : 16;
    CHECK(size<T>() * static_cast<Index>(sizeof(T)) == bytes);
  });
}

TEST_CASE_TEMPLATE("lane by lane a register computes what the scalar computes", T, float, double) {
  support::for_each_isa([](Isa isa) {
    using support::same_value;
    CHECK(wrong_lanes<T>(Op::zero, [](T, T, T, T out) { return same_value(out, T(0)); }) == 0);
    CHECK(wrong_lanes<T>(Op::copy, [](T a, T, T, T out) { return same_value(out, a); }) == 0);
    CHECK(wrong_lanes<T>(Op::add, [](T a, T b, T, T out) { return same_value(out, a + b); }) == 0);
    CHECK(wrong_lanes<T>(Op::sub, [](T a, T b, T, T out) { return same_value(out, a - b); }) == 0);
    CHECK(wrong_lanes<T>(Op::mul, [](T a, T b, T, T out) { return same_value(out, a * b); }) == 0);
    CHECK(wrong_lanes<T>(Op::abs, [](T a, T, T, T out) { return same_value(out, std::fabs(a)); }) == 0);
    // Which zero comes out of a tie of zeros is not promised.
    CHECK(wrong_lanes<T>(Op::least, [](T a, T b, T, T out) { return out == (b < a ? b : a); }) == 0);
    CHECK(wrong_lanes<T>(Op::greatest, [](T a, T b, T, T out) { return out == (b > a ? b : a); }) == 0);
    // One rounding where the instruction set has fma; elsewhere the compiler's flags decide.
    const bool fused = support::has_fma(isa);
    CHECK(wrong_lanes<T>(Op::fma, [fused](T a, T b, T c, T out) {
            return same_value(out, std::fma(a, b, c)) || (!fused && same_value(out, rounded_twice(a, b, c)));
          }) == 0);
  });
}

TEST_CASE_TEMPLATE("the fma with one element is the fma with that element in every lane", T, float, double) {
  support::for_each_isa([] {
    const auto lanes = static_cast<std::size_t>(size<T>());
    const Operands<T> x(static_cast<Index>(lanes));
    for (std::size_t i = 0; i < x.a.size(); i += lanes) {
      const std::vector<T> factor(lanes, x.a[i]);
      std::vector<T> out(lanes), expected(lanes);
      apply(Op::fma_element, &x.a[i], &x.b[i], &x.c[i], out.data());
      apply(Op::fma, factor.data(), &x.b[i], &x.c[i], expected.data());
      for (std::size_t l = 0; l < lanes; ++l) CHECK(support::same_value(out[l], expected[l]));
    }
  });
}

TEST_CASE_TEMPLATE("the operands of the fma test tell one rounding from two", T, float, double) {
  const Operands<T> x(1);
  int different = 0;
  for (std::size_t i = 0; i < x.a.size(); ++i)
    if (!support::same_value(std::fma(x.a[i], x.b[i], x.c[i]), rounded_twice(x.a[i], x.b[i], x.c[i]))) ++different;
  CHECK(different > 20);
}

TEST_CASE_TEMPLATE("set1 fills every lane, and abs clears the sign of NaN and zero", T, float, double) {
  support::for_each_isa([] {
    const auto lanes = static_cast<std::size_t>(size<T>());
    for (const T x : special_values<T>()) {
      std::vector<T> out(lanes);
      apply(Op::set1, &x, &x, &x, out.data());
      CHECK(support::same_bits(out, std::vector<T>(lanes, x)));
    }
    const std::vector<T> zeros(lanes, -T(0)), nans(lanes, -std::numeric_limits<T>::quiet_NaN());
    std::vector<T> out(lanes);
    apply(Op::abs, zeros.data(), zeros.data(), zeros.data(), out.data());
    CHECK(support::same_bits(out, std::vector<T>(lanes, T(0))));
    apply(Op::abs, nans.data(), nans.data(), nans.data(), out.data());
    for (const T x : out) CHECK(std::isnan(x));
  });
}

TEST_CASE_TEMPLATE("load and store take any alignment and touch one register", T, float, double) {
  support::for_each_isa([] {
    const Index lanes = size<T>();
    for (Index from = 0; from <= lanes; ++from)
      for (Index to = 0; to <= lanes; ++to) {
        support::Canary<T> in(lanes, from), out(lanes, to);
        in.fill([value = T(0)]() mutable { return value += 1; });
        apply<T>(Op::copy, in.data(), in.data(), in.data(), out.data());
        bool equal = true;
        for (Index l = 0; l < lanes; ++l) equal = equal && out[l] == static_cast<T>(l + 1);
        CAPTURE(from);
        CAPTURE(to);
        CHECK((equal && in.intact() && out.intact()));
      }
  });
}

TEST_CASE_TEMPLATE("load_n reads the first n elements and zeros; store_n writes the first n", T, float, double) {
  support::for_each_isa([] {
    const Index lanes = size<T>();
    const std::vector<T> full = support::Random(5).uniforms<T>(lanes);
    for (Index n = 0; n <= lanes; ++n)
      for (Index misalignment = 0; misalignment < lanes; ++misalignment) {
        CAPTURE(n);
        CAPTURE(misalignment);
        support::Canary<T> in(n, misalignment), out(n, misalignment);
        for (Index l = 0; l < n; ++l) in[l] = full[static_cast<std::size_t>(l)];
        std::vector<T> loaded(full.size(), T(7)), expected(full.size(), T(0));
        for (Index l = 0; l < n; ++l) expected[static_cast<std::size_t>(l)] = in[l];
        load_n<T>(in.data(), n, loaded.data());
        CHECK(support::same_bits(loaded, expected));
        store_n<T>(full.data(), n, out.data());
        bool stored = true;
        for (Index l = 0; l < n; ++l) stored = stored && support::same_bits(out[l], in[l]);
        CHECK((stored && out.intact()));
      }
  });
}

#if DECLIVE_TESTS_PAGE_EDGE
TEST_CASE_TEMPLATE("load_n and store_n work at the last and the first elements before forbidden memory", T, float,
                   double) {
  support::for_each_isa([] {
    const Index lanes = size<T>();
    const std::vector<T> full = support::Random(6).uniforms<T>(lanes);
    for (const support::Edge edge : {support::Edge::before, support::Edge::behind})
      for (Index n = 0; n <= lanes; ++n) {
        support::PageEdge<T> memory(n, edge);
        store_n<T>(full.data(), n, memory.data());
        std::vector<T> loaded(full.size());
        load_n<T>(memory.data(), n, loaded.data());
        bool equal = true;
        for (Index l = 0; l < lanes; ++l) {
          const auto lane = static_cast<std::size_t>(l);
          equal = equal && support::same_bits(loaded[lane], l < n ? full[lane] : T(0));
        }
        CAPTURE(n);
        CHECK(equal);
      }
  });
}
#endif

TEST_CASE_TEMPLATE("sum folds in halves", T, float, double) {
  support::for_each_isa([] {
    const Index lanes = size<T>();
    support::Random random(7);
    for (int round = 0; round < 100; ++round) {
      const std::vector<T> values = random.uniforms<T>(lanes);
      std::vector<T> folded = values;
      for (auto half = folded.size() / 2; half > 0; half /= 2)
        for (std::size_t l = 0; l < half; ++l) folded[l] += folded[l + half];
      CHECK(support::same_bits(sum(values.data()), folded[0]));
    }
    // No lane counts twice or is left out.
    for (Index l = 0; l < lanes; ++l) {
      std::vector<T> one(static_cast<std::size_t>(lanes), T(0));
      one[static_cast<std::size_t>(l)] = T(3);
      CHECK(sum(one.data()) == T(3));
    }
  });
}

TEST_CASE_TEMPLATE("the least and the greatest lane are found in every lane", T, float, double) {
  support::for_each_isa([] {
    const Index lanes = size<T>();
    support::Random random(8);
    for (Index l = 0; l < lanes; ++l)
      for (const T peak : {T(2), std::numeric_limits<T>::infinity()}) {
        std::vector<T> values = random.uniforms<T>(lanes);
        const T before = values[static_cast<std::size_t>(l)];
        values[static_cast<std::size_t>(l)] = peak;
        CHECK(greatest_lane(values.data()) == peak);
        values[static_cast<std::size_t>(l)] = -peak;
        CHECK(least_lane(values.data()) == -peak);
        values[static_cast<std::size_t>(l)] = before;
        CHECK(least_lane(values.data()) == *std::min_element(values.begin(), values.end()));
        CHECK(greatest_lane(values.data()) == *std::max_element(values.begin(), values.end()));
      }
  });
}

TEST_CASE_TEMPLATE("a NaN is seen in any lane, and nothing else is taken for one", T, float, double) {
  support::for_each_isa([] {
    const auto lanes = static_cast<std::size_t>(size<T>());
    for (const T x : special_values<T>()) CHECK_FALSE(any_nan(std::vector<T>(lanes, x).data()));
    for (std::size_t l = 0; l < lanes; ++l)
      for (const T nan : {std::numeric_limits<T>::quiet_NaN(), -std::numeric_limits<T>::quiet_NaN(),
                          std::numeric_limits<T>::signaling_NaN()}) {
        std::vector<T> bad(lanes, T(1));
        bad[l] = nan;
        CAPTURE(l);
        CHECK(any_nan(bad.data()));
      }
  });
}

TEST_CASE_TEMPLATE("a narrow register loads and stores its first lanes alone", T, float, double) {
  support::for_each_isa([] {
    const Index lanes = narrow_size<T>();
    CHECK(lanes <= size<T>());
    const std::vector<T> values = support::Random(13).uniforms<T>(lanes);
    for (Index n = 0; n <= lanes; ++n) {
      CAPTURE(n);
      support::Canary<T> some(n, 1), stored(n, 3);
      for (Index l = 0; l < n; ++l) some[l] = values[static_cast<std::size_t>(l)];
      std::vector<T> out(static_cast<std::size_t>(lanes), T(7));
      narrow_load_n(static_cast<const T*>(some.data()), n, out.data());
      narrow_store_n(values.data(), n, stored.data());
      for (Index l = 0; l < lanes; ++l) {
        const T expected = l < n ? values[static_cast<std::size_t>(l)] : T(0);
        CHECK(support::same_bits(out[static_cast<std::size_t>(l)], expected));
        if (l < n) CHECK(support::same_bits(stored[l], expected));
      }
      CHECK(stored.intact());
    }
  });
}

TEST_CASE_TEMPLATE("rows become columns in registers", T, float, double) {
  support::for_each_isa([] {
    const Index lanes = narrow_size<T>(), deep = depth<T>();
    for (const Index rs : {deep, deep + 1, Index{23}, Index{-9}}) {
      CAPTURE(rs);
      support::Canary<T> a(support::Layout{lanes, deep, rs, 1}, 1);
      support::Random random(14);
      a.fill([&] { return random.uniform<T>(); });
      std::vector<T> out(static_cast<std::size_t>(deep * lanes));
      columns(static_cast<const T*>(&a(0, 0)), rs, out.data());
      for (Index q = 0; q < deep; ++q)
        for (Index r = 0; r < lanes; ++r)
          CHECK(support::same_bits(out[static_cast<std::size_t>(q * lanes + r)], a(r, q)));
    }
  });
}

}  // namespace simd_test
