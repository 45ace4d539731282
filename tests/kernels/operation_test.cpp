#include <doctest/doctest.h>

#include <algorithm>
#include <declive/kernels/map.hpp>
#include <limits>
#include <vector>

#include "support/bounds.hpp"
#include "support/canary.hpp"
#include "support/effort.hpp"
#include "support/isa.hpp"
#include "support/random.hpp"

using namespace declive;
using kernels::Operation;
using kernels::Rows;
using support::Canary;

namespace {

// A functor whose operation is named, as those of linalg/arithmetic.hpp. It is called where there are no registers.
template <Operation named, class T>
struct Named {
  using contraction_free = void;
  static constexpr Operation operation = named;
  T s;

  // What a machine without fma computes: volatile keeps the compiler from making one of a product and a sum.
  T operator()(T a, T b) const {
    volatile T product = named == Operation::plus_scaled || named == Operation::minus_scaled ? s * b : a * b;
    if constexpr (named == Operation::plus) return a + b;
    if constexpr (named == Operation::minus) return a - b;
    if constexpr (named == Operation::plus_scaled) return a + product;
    if constexpr (named == Operation::minus_scaled) return a - product;
    return product;
  }
  T operator()(T a) const {
    if constexpr (named == Operation::negate) return -a;
    if constexpr (named == Operation::divide) return a / s;
    return a * s;
  }
};

template <Operation named>
constexpr bool is_unary = named == Operation::negate || named == Operation::scale || named == Operation::divide;

// Calls f(Named<...>) for each of the operations.
template <class T, class F>
void for_each_operation(T s, F f) {
  f(Named<Operation::plus, T>{s});
  f(Named<Operation::minus, T>{s});
  f(Named<Operation::times, T>{s});
  f(Named<Operation::negate, T>{s});
  f(Named<Operation::scale, T>{s});
  f(Named<Operation::divide, T>{s});
  f(Named<Operation::plus_scaled, T>{s});
  f(Named<Operation::minus_scaled, T>{s});
}

// f of one or of both numbers.
template <Operation named, class T>
T one(const Named<named, T>& f, T a, T b) {
  if constexpr (is_unary<named>)
    return f(a);
  else
    return f(a, b);
}
template <Operation named, class T>
void flat(Named<named, T>& f, Index n, T* out, const T* a, const T* b) {
  if constexpr (is_unary<named>)
    kernels::map_flat(f, n, out, a);
  else
    kernels::map_flat(f, n, out, a, b);
}
template <Operation named, class T>
void rows(Named<named, T>& f, Index n, Index count, T* out, Index out_rs, const T* a, Index a_rs, const T* b,
          Index b_rs) {
  if constexpr (is_unary<named>)
    kernels::map_rows(f, n, Rows<1>{count, out_rs, {a_rs}}, out, a);
  else
    kernels::map_rows(f, n, Rows<2>{count, out_rs, {a_rs, b_rs}}, out, a, b);
}

template <class T>
int count_different(const Canary<T>& x, const std::vector<T>& expected) {
  int different = 0;
  for (Index i = 0; i < static_cast<Index>(expected.size()); ++i)
    if (!support::same_value(x[i], expected[static_cast<std::size_t>(i)])) ++different;
  return different;
}

}  // namespace

TEST_CASE_TEMPLATE("every length at every misalignment, into another array and in place", T, float, double) {
  support::Random random(61);
  for (Index n = 0; n <= 130; n += support::low_effort() && n > 34 ? 16 : 1)
    for (Index shift = 0; shift < 16; shift += support::low_effort() ? 5 : 1) {
      Canary<T> a(n, shift), b(n, shift * 7 % 16), out(n, shift * 3 % 16);
      std::vector<T> expected(static_cast<std::size_t>(n));
      a.fill([&] { return random.uniform<T>(); });
      b.fill([&] { return random.uniform<T>(); });
      CAPTURE(n);
      CAPTURE(shift);
      int wrong = 0;
      const T s = random.uniform<T>();
      support::for_each_isa([&] {
        for_each_operation(s, [&](auto f) {
          for (Index i = 0; i < n; ++i) expected[static_cast<std::size_t>(i)] = one(f, a[i], b[i]);
          flat(f, n, out.data(), a.data(), b.data());
          wrong += count_different(out, expected);
          std::copy_n(a.data(), n, out.data());
          flat(f, n, out.data(), out.data(), b.data());
          wrong += count_different(out, expected);
          if constexpr (!is_unary<decltype(f)::operation>) {
            std::copy_n(b.data(), n, out.data());
            flat(f, n, out.data(), a.data(), out.data());
            wrong += count_different(out, expected);
          }
          std::fill_n(out.data(), n, std::numeric_limits<T>::quiet_NaN());
        });
      });
      CHECK(wrong == 0);
      CHECK((a.intact() && b.intact() && out.intact()));
    }
}

TEST_CASE_TEMPLATE("rows at any distance, in place, and one row for all", T, float, double) {
  support::Random random(62);
  for (Index n = 0; n <= 70; n += support::low_effort() && n > 18 ? 13 : 1)
    for (const Index count : {1, 2, 5}) {
      // Backwards, apart, and the same row again.
      const Index out_rs = n + 3, a_rs = -n - 1, b_rs = count == 2 ? n : 0;
      Canary<T> a(support::Layout{count, n, a_rs, 1}, n % 16), b(support::Layout{b_rs == 0 ? 1 : count, n, b_rs, 1}),
          out(support::Layout{count, n, out_rs, 1}, 5);
      a.fill([&] { return random.uniform<T>(); });
      b.fill([&] { return random.uniform<T>(); });
      CAPTURE(n);
      CAPTURE(count);
      int wrong = 0;
      const T s = random.uniform<T>();
      support::for_each_isa([&] {
        for_each_operation(s, [&](auto f) {
          const auto compare = [&] {
            for (Index i = 0; i < count; ++i)
              for (Index j = 0; j < n; ++j)
                if (!support::same_bits(out(i, j), one(f, a(i, j), b(b_rs == 0 ? 0 : i, j)))) ++wrong;
          };
          out.fill([] { return std::numeric_limits<T>::quiet_NaN(); });
          rows(f, n, count, out.data(), out_rs, a.data(), a_rs, b.data(), b_rs);
          compare();
          for (Index i = 0; i < count; ++i)
            for (Index j = 0; j < n; ++j) out(i, j) = a(i, j);
          rows(f, n, count, out.data(), out_rs, out.data(), out_rs, b.data(), b_rs);
          compare();
        });
      });
      CHECK(wrong == 0);
      CHECK((a.intact() && b.intact() && out.intact()));
    }
}

TEST_CASE_TEMPLATE("zeros with signs, infinities, NaN and denormal numbers", T, float, double) {
  using Limits = std::numeric_limits<T>;
  const std::vector<T> values{T(0),
                              -T(0),
                              T(1),
                              T(-3),
                              (Limits::max)(),
                              (Limits::min)(),
                              Limits::denorm_min(),
                              -Limits::denorm_min(),
                              Limits::infinity(),
                              -Limits::infinity(),
                              Limits::quiet_NaN()};
  std::vector<T> a, b;
  for (const T x : values)
    for (const T y : values) a.push_back(x), b.push_back(y);
  const auto n = static_cast<Index>(a.size());
  for (const T s : values)
    for_each_operation(s, [&](auto f) {
      support::for_each_isa([&] {
        std::vector<T> out(a.size());
        flat(f, n, out.data(), a.data(), b.data());
        int wrong = 0;
        for (std::size_t i = 0; i < a.size(); ++i)
          if (!support::same_value(out[i], one(f, a[i], b[i]))) ++wrong;
        CHECK(wrong == 0);
      });
    });
}

namespace {
// What a caller may call `operation` himself.
struct Other {
  int operation = 0;
};
}  // namespace

TEST_CASE("registers are for elements of one type, float or double") {
  using Plus = Named<Operation::plus, float>;
  static_assert(kernels::InRegisters<Plus, float, float, float>);
  static_assert(!kernels::InRegisters<Plus, float, float, double>);
  static_assert(!kernels::InRegisters<Plus, double, double>, "its number is a float");
  static_assert(!kernels::InRegisters<Plus, int, int>);
  static_assert(!kernels::InRegisters<int (*)(int), float, float>);
  static_assert(!kernels::InRegisters<Other, float, float>);
}
