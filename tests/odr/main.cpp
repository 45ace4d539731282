// Units built with different flags in one program. Each must behave as its own flags say, whichever was linked first,
// and objects and the choice of the instruction set must pass from one to the other. UNITS(X) lists the units' names.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <limits>

#include "unit.hpp"

namespace odr {
#define DECLARE(name) extern const Unit name;
UNITS(DECLARE)
#undef DECLARE
}  // namespace odr

namespace {

using namespace odr;

#define ADDRESS(name) &name,
const Unit* const units[] = {UNITS(ADDRESS)};
#undef ADDRESS

int failures = 0;

void check(bool good, const char* what, const Unit& unit, const char* other = "") {
  if (good) return;
  std::printf("FAILED in %s %s: %s\n", unit.name, other, what);
  ++failures;
}

// The plain loops, in small integers: exact whatever the order of summation.
template <class A, class B, class C>
bool is_product(const A& a, const B& b, const C& c) {
  bool good = c.rows() == a.rows() && c.cols() == b.cols();
  for (Index i = 0; good && i < c.rows(); ++i)
    for (Index j = 0; j < c.cols(); ++j) {
      auto sum = a.data()[0] * 0;
      for (Index k = 0; k < a.cols(); ++k) sum += a.data()[i * a.cols() + k] * b.data()[k * b.cols() + j];
      good = good && sum == c.data()[i * c.cols() + j];
    }
  return good;
}

// a from one unit, through another, and back to main, which frees it.
void check_answers(const Unit& maker, const Unit& unit) {
  constexpr Index m = 45, k = 38, n = 51;  // more than one register tile each, and a rest
  const Matrix a = maker.make(m, k), b = maker.make(k, n), twin = unit.make(m, k);
  const auto good = [&](bool holds, const char* what) { check(holds, what, unit, maker.name); };

  bool same = a.size() == twin.size();
  for (Index i = 0; same && i < m * k; ++i) same = a.data()[i] == twin.data()[i];
  good(same, "make");
  good(is_product(a, b, unit.product(a, b)), "product");

  const Vector x(k, [](Index i) { return static_cast<double>(i % 5 - 2); });
  good(is_product(a, x.as_column(), unit.product_vector(a, x).as_column()), "matrix times vector");
  const Fixed f{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
  good(is_product(f, f, unit.product_fixed(f, f)), "product of a fixed shape");
  const Integers z(7, 7, [](Index i, Index j) { return static_cast<int>(i - 2 * j); });
  good(is_product(z, z, unit.product_integers(z, z)), "product of integers");

  const Matrix mapped = unit.mapped(a, twin);
  const Matrix difference = unit.sum_of(maker.make(m, k), twin);
  double total = 0;
  bool map_good = true, sum_good = true;
  for (Index i = 0; i < m * k; ++i) {
    map_good = map_good && mapped.data()[i] == 3 * a.data()[i];
    sum_good = sum_good && difference.data()[i] == 0;
    total += a.data()[i];
  }
  good(map_good, "map");
  good(sum_good, "sum in a temporary's memory");
  good(unit.total(a) == total, "sum");
  const Vector totals = unit.column_totals(a);
  bool columns_good = totals.size() == k;
  for (Index j = 0; columns_good && j < k; ++j)
    columns_good = totals.data()[j] == static_cast<double>(7 * m * (m - 1) / 2 - 3 * j * m);
  good(columns_good, "sums of columns");

  Matrix to = maker.make(2, 2);
  unit.refill(to, a);
  good(to.rows() == k && to.cols() == m && to.data()[1] == a.data()[k], "assignment of a transpose");
  good(unit.text(maker.make(2, 2)) == "[[ 0. -3.]\n [ 7.  4.]]", "text");
}

void check_flags(const Unit& unit) {
  // NaN at the front, in the kernels' body and in their tail.
  for (const Index at : {Index{0}, Index{70}, Index{102}}) {
    Vector x(103, 1.0);
    x.data()[at] = std::numeric_limits<double>::quiet_NaN();
    if (!unit.strict) break;
    check(unit.max_sees_nan(x), "max sees NaN", unit);
    check(unit.sum_sees_nan(x), "sum sees NaN", unit);
    check(unit.dot_sees_nan(x), "dot sees NaN", unit);
    check(unit.all_close_sees_nan(x), "all_close sees NaN", unit);
    check(unit.equality_sees_nan(x), "== sees NaN", unit);
  }
  const Matrix a = unit.make(3, 4);
  check(unit.throws_on_bad_index(a) == (unit.checks && unit.exceptions), "operator() checks its index", unit);
  if (unit.exceptions)
    check(unit.shape_error(a, unit.make(4, 3)) == "operator+: (3x4) + (4x3): shapes differ", "shape error", unit);
}

}  // namespace

int main() {
  for (const Unit* unit : units) std::printf("%-10s %s\n", unit->name, unit->abi);

  // One Isa for the whole program, and the same answers with each.
  const Isa base = *std::find_if(std::begin(declive::all_isas), std::end(declive::all_isas), declive::has_isa);
  for (const Isa isa : declive::all_isas) {
    if (!declive::has_isa(isa)) {
      std::printf("%s: not on this machine\n", declive::isa_name(isa));
      continue;
    }
    for (const Unit* unit : units) {
      unit->set(base);
      unit->set(isa);
      for (const Unit* other : units) check(other->active() == isa, "set_isa() is seen", *other, unit->name);
      check_flags(*unit);
    }
    for (std::size_t u = 0; u < std::size(units); ++u) check_answers(*units[u], *units[(u + 1) % std::size(units)]);
  }

  // Units whose functions differ in meaning must not share them; the plain inline function is shared by all.
  const char* const owner = units[0]->owner_of_plain_inline();
  for (const Unit* unit : units) {
    check(unit->owner_of_plain_inline() == owner, "one copy of a plain inline function", *unit);
    for (const Unit* other : units)
      if (unit->strict != other->strict || unit->checks != other->checks || unit->exceptions != other->exceptions)
        check(std::string(unit->abi) != other->abi, "another inline namespace than", *unit, other->name);
  }
  std::printf("the plain inline function is that of %s\n", owner);
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
