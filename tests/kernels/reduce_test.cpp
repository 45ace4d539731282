#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <declive/kernels/reduce.hpp>
#include <limits>
#include <type_traits>
#include <vector>

#include "support/bounds.hpp"
#include "support/canary.hpp"
#include "support/effort.hpp"
#include "support/isa.hpp"
#include "support/random.hpp"

using namespace declive;
using kernels::Extreme;
using kernels::Term;
using support::Canary;
using support::Layout;

namespace {

template <class F>
void for_each_term(F&& f) {
  f(std::integral_constant<Term, Term::value>());
  f(std::integral_constant<Term, Term::magnitude>());
  f(std::integral_constant<Term, Term::square>());
  f(std::integral_constant<Term, Term::product>());
}

// Whether the sum of these terms takes no product, so that its bits do not depend on fma.
constexpr bool is_plain(Term term) { return term == Term::value || term == Term::magnitude; }

template <Term term, class Real>
Real term_of(Real x, Real y) {
  if constexpr (term == Term::value)
    return x;
  else if constexpr (term == Term::magnitude)
    return std::fabs(x);
  else if constexpr (term == Term::square)
    return x * x;
  else
    return x * y;
}

struct Exact {
  long double sum = 0, magnitude = 0;
};

// In long double with Neumaier's correction: as good as exact beside a double sum of 10^6 terms.
template <Term term, class T>
Exact exact_sum(const T* x, const T* y, Index n) {
  Exact result;
  long double correction = 0;
  for (Index i = 0; i < n; ++i) {
    const long double value = term_of<term>(static_cast<long double>(x[i]), static_cast<long double>(y[i]));
    const long double next = result.sum + value;
    correction += std::fabs(result.sum) >= std::fabs(value) ? (result.sum - next) + value : (value - next) + result.sum;
    result.sum = next;
    result.magnitude += std::fabs(value);
  }
  result.sum += correction;
  return result;
}

template <Term term, class T>
T add_term(T sum, T x, T y) {
  if constexpr (is_plain(term))
    return sum + term_of<term>(x, y);
  else
    return std::fma(x, term == Term::square ? x : y, sum);
}

template <class T>
using Lanes = std::vector<T>;

template <class T>
void add_lanes(Lanes<T>& a, const Lanes<T>& b) {
  for (std::size_t l = 0; l < a.size(); ++l) a[l] += b[l];
}

// Blocks in, their pairwise sum out: block number i meets its neighbour as the bits of i + 1 carry.
template <class T>
class Pairwise {
 public:
  void push(Lanes<T> block) {
    stack_.push_back(std::move(block));
    for (Index count = ++blocks_; count % 2 == 0; count /= 2) merge();
  }
  Lanes<T> total() {
    while (stack_.size() > 1) merge();
    return stack_.front();
  }

 private:
  void merge() {
    add_lanes(stack_[stack_.size() - 2], stack_.back());
    stack_.pop_back();
  }
  std::vector<Lanes<T>> stack_;
  Index blocks_ = 0;
};

// The order that reduce.hpp documents, with plain loops.
template <Term term, class T>
T documented_sum(const T* x, const T* y, Index n) {
  if (n == 0) return T(0);
  constexpr Index lanes = 512 / static_cast<Index>(sizeof(T)), block = 32 * lanes;
  Pairwise<T> pairwise;
  for (Index first = 0; first < n; first += block) {
    Lanes<T> sums(static_cast<std::size_t>(lanes), T(0));
    for (Index i = first; i < std::min(n, first + block); ++i) {
      T& sum = sums[static_cast<std::size_t>((i - first) % lanes)];
      sum = add_term<term>(sum, x[i], y[i]);
    }
    pairwise.push(std::move(sums));
  }
  Lanes<T> sums = pairwise.total();
  for (std::size_t half = sums.size() / 2; half > 0; half /= 2)
    for (std::size_t l = 0; l < half; ++l) sums[l] += sums[l + half];
  return sums[0];
}

template <Term term, class T>
T documented_column(const Canary<T>& x, Index rows, Index j) {
  if (rows == 0) return T(0);
  Pairwise<T> pairwise;
  for (Index first = 0; first < rows; first += 32) {
    T sum = 0;
    for (Index i = first; i < std::min(rows, first + 32); ++i) sum = add_term<term>(sum, x(i, j), x(i, j));
    pairwise.push({sum});
  }
  return pairwise.total()[0];
}

// All short lengths, the edges of rows and blocks, several blocks in every pattern of carries.
template <class T>
std::vector<Index> lengths() {
  constexpr Index lanes = kernels::reduce_lanes<T>, block = kernels::reduce_block<T>;
  std::vector<Index> all;
  for (Index n = 0; n <= 2 * lanes + 3; ++n) all.push_back(n);
  for (const Index edge : {31 * lanes, block, block + lanes, 2 * block, 3 * block, 4 * block, 7 * block})
    for (const Index n : {edge - 1, edge, edge + 1}) all.push_back(n);
  all.push_back(5 * block + 17 * lanes + 5);
  return all;
}

template <Extreme extreme, class T>
T extreme_of(const T* x, Index n) {
  T best = extreme == Extreme::magnitude ? std::fabs(x[0]) : x[0];
  for (Index i = 1; i < n; ++i) {
    if constexpr (extreme == Extreme::smallest)
      best = std::min(best, x[i]);
    else
      best = std::max(best, extreme == Extreme::magnitude ? std::fabs(x[i]) : x[i]);
  }
  return best;
}

template <Extreme extreme, class T>
T extreme_or_nan(T a, T b) {
  if (std::isnan(a) || std::isnan(b)) return std::numeric_limits<T>::quiet_NaN();
  return extreme == Extreme::smallest ? std::min(a, b) : std::max(a, b);
}

template <class T>
const T* constant(const Canary<T>& x) {
  return x.data();
}

template <class F>
void for_each_extreme(F&& f) {
  f(std::integral_constant<Extreme, Extreme::smallest>());
  f(std::integral_constant<Extreme, Extreme::largest>());
  f(std::integral_constant<Extreme, Extreme::magnitude>());
}

}  // namespace

TEST_CASE_TEMPLATE("a sum is within its bound, in the documented order, at every length and misalignment", T, float,
                   double) {
  support::Random random(21);
  for (const Index n : lengths<T>()) {
    CAPTURE(n);
    Canary<T> x(n, n % 17), y(n, (n / 17) % 16);
    x.fill([&] { return random.uniform<T>(); });
    y.fill([&] { return random.uniform<T>(); });
    for_each_term([&](auto which) {
      constexpr Term term = decltype(which)::value;
      CAPTURE(static_cast<int>(term));
      const Exact exact = exact_sum<term>(x.data(), y.data(), n);
      const long double bound = support::sum_bound<T>(n, exact.magnitude);
      const T documented = documented_sum<term>(x.data(), y.data(), n);
      CHECK(support::within(documented, exact.sum, bound));
      support::for_each_isa([&](Isa isa) {
        const T sum = kernels::reduce<term>(x.data(), y.data(), n);
        CHECK(support::within(sum, exact.sum, bound));
        if (is_plain(term) || support::has_fma(isa)) CHECK(support::same_bits(sum, documented));
      });
    });
    CHECK((x.intact() && y.intact()));
  }
}

TEST_CASE_TEMPLATE("a long sum is within its bound", T, float, double) {
  constexpr Index n = 1000000;
  const std::vector<T> x = support::Random(22).uniforms<T>(n), y = support::Random(23).uniforms<T>(n);
  for_each_term([&](auto which) {
    constexpr Term term = decltype(which)::value;
    const Exact exact = exact_sum<term>(x.data(), y.data(), n);
    const T documented = documented_sum<term>(x.data(), y.data(), n);
    support::for_each_isa([&](Isa isa) {
      const T sum = kernels::reduce<term>(x.data(), y.data(), n);
      CHECK(support::within(sum, exact.sum, support::sum_bound<T>(n, exact.magnitude)));
      if (is_plain(term) || support::has_fma(isa)) CHECK(support::same_bits(sum, documented));
    });
  });
}

TEST_CASE_TEMPLATE("the plain loop misses the bound that the pairwise sum keeps", T, float) {
  // 2^22 times 0.1f: added one after the other the sum is off by percents.
  const std::vector<T> x(std::size_t{1} << 22, T(0.1));
  const auto n = static_cast<Index>(x.size());
  const Exact exact = exact_sum<Term::value>(x.data(), x.data(), n);
  T running = 0;
  for (const T value : x) running += value;
  CHECK_FALSE(support::within(running, exact.sum, support::sum_bound<T>(n, exact.magnitude)));
  support::for_each_isa([&] {
    CHECK(support::within(kernels::reduce<Term::value>(x.data(), x.data(), n), exact.sum,
                          support::sum_bound<T>(n, exact.magnitude)));
  });
}

TEST_CASE_TEMPLATE("the same elements give the same bits at every misalignment", T, float, double) {
  constexpr Index lanes = kernels::reduce_lanes<T>;
  for (const Index n : {Index{5}, Index{16}, lanes + 3, kernels::reduce_block<T> + 2 * lanes + 1}) {
    CAPTURE(n);
    const std::vector<T> values = support::Random(24).uniforms<T>(n);
    support::for_each_isa([&] {
      for_each_term([&](auto which) {
        constexpr Term term = decltype(which)::value;
        const T aligned = kernels::reduce<term>(values.data(), values.data(), n);
        for (Index misalignment = 1; misalignment < 16; ++misalignment) {
          Canary<T> x(n, misalignment), y(n, 16 - misalignment);
          std::copy(values.begin(), values.end(), x.data());
          std::copy(values.begin(), values.end(), y.data());
          CHECK(support::same_bits(kernels::reduce<term>(x.data(), y.data(), n), aligned));
        }
      });
    });
  }
}

TEST_CASE_TEMPLATE("sums of small integers are exact", T, float, double) {
  std::vector<Index> sizes = lengths<T>();
  sizes.push_back(1000000);  // 9 * 10^6 < 2^24
  const std::vector<int> x = support::Random(25).small_integers<int>(sizes.back(), 3);
  const std::vector<int> y = support::Random(26).small_integers<int>(sizes.back(), 3);
  const std::vector<T> tx(x.begin(), x.end()), ty(y.begin(), y.end());
  support::for_each_isa([&] {
    for (const Index n : sizes) {
      long long sum = 0, magnitude = 0, square = 0, product = 0;
      for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
        sum += x[i];
        magnitude += std::abs(x[i]);
        square += x[i] * x[i];
        product += x[i] * y[i];
      }
      CAPTURE(n);
      CHECK(kernels::reduce<Term::value>(tx.data(), ty.data(), n) == static_cast<T>(sum));
      CHECK(kernels::reduce<Term::magnitude>(tx.data(), ty.data(), n) == static_cast<T>(magnitude));
      CHECK(kernels::reduce<Term::square>(tx.data(), ty.data(), n) == static_cast<T>(square));
      CHECK(kernels::reduce<Term::product>(tx.data(), ty.data(), n) == static_cast<T>(product));
    }
  });
}

TEST_CASE_TEMPLATE("every element counts once, wherever it stands", T, float, double) {
  constexpr Index n = 2 * kernels::reduce_block<T> + 3 * kernels::reduce_lanes<T> + 7;
  std::vector<T> x(static_cast<std::size_t>(n), T(0));
  const std::vector<T> ones(x.size(), T(1));
  support::for_each_isa([&] {
    int wrong = 0;
    for (std::size_t i = 0; i < x.size(); i += i < 300 || i + 300 > x.size() ? 1u : 37u) {
      x[i] = T(-3);
      for_each_term([&](auto which) {
        constexpr Term term = decltype(which)::value;
        const T expected = term == Term::magnitude ? T(3) : term == Term::square ? T(9) : T(-3);
        if (kernels::reduce<term>(x.data(), ones.data(), n) != expected) ++wrong;
      });
      x[i] = T(0);
    }
    CHECK(wrong == 0);
  });
}

TEST_CASE_TEMPLATE("sums pass on NaN and infinity from every place", T, float, double) {
  constexpr T infinity = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
  constexpr Index lanes = kernels::reduce_lanes<T>;
  support::for_each_isa([&] {
    for (const Index n : {Index{1}, Index{7}, Index{16}, lanes + 5}) {
      const auto size = static_cast<std::size_t>(n);
      const std::vector<T> ones(size, T(1)), zeros(size, T(0));
      int wrong = 0;
      for (std::size_t i = 0; i < size; ++i) {
        std::vector<T> x = ones;
        x[i] = nan;
        for_each_term([&](auto which) {
          if (!std::isnan(kernels::reduce<decltype(which)::value>(x.data(), ones.data(), n))) ++wrong;
        });
        x[i] = -infinity;
        if (kernels::reduce<Term::value>(x.data(), ones.data(), n) != -infinity) ++wrong;
        if (kernels::reduce<Term::magnitude>(x.data(), ones.data(), n) != infinity) ++wrong;
        if (kernels::reduce<Term::square>(x.data(), ones.data(), n) != infinity) ++wrong;
        if (!std::isnan(kernels::reduce<Term::product>(x.data(), zeros.data(), n))) ++wrong;
        x[(i + 1) % size] = infinity;
        if (n > 1 && !std::isnan(kernels::reduce<Term::value>(x.data(), ones.data(), n))) ++wrong;
      }
      CAPTURE(n);
      CHECK(wrong == 0);
    }
  });
}

TEST_CASE_TEMPLATE("a sum over nothing is 0 and reads nothing; a sum of minus zeros is 0", T, float, double) {
  support::for_each_isa([] {
    const std::vector<T> zeros(40, -T(0));
    for_each_term([&](auto which) {
      constexpr Term term = decltype(which)::value;
      const T* nowhere = nullptr;
      CHECK(support::same_bits(kernels::reduce<term>(nowhere, nowhere, Index{0}), T(0)));
      for (const Index n : {1, 3, 17, 40})
        CHECK(support::same_bits(kernels::reduce<term>(zeros.data(), zeros.data(), n), T(0)));
    });
  });
}

TEST_CASE_TEMPLATE("few products that underflow to minus zero add up to zero, as with empty lanes beside them", T,
                   float, double) {
  constexpr Index lanes = kernels::reduce_lanes<T>;
  const std::vector<T> x(lanes, std::numeric_limits<T>::min()), y(lanes, -std::numeric_limits<T>::min());
  support::for_each_isa([&] {
    for (Index n = 1; n < lanes; ++n) {
      CAPTURE(n);
      CHECK(support::same_bits(kernels::reduce<Term::product>(x.data(), y.data(), n), T(0)));
    }
  });
}

TEST_CASE_TEMPLATE("a gathered sum has the bits of the contiguous one", T, float, double) {
  support::Random random(27);
  for (const Index n : lengths<T>()) {
    if (n > 40 && n < 2 * kernels::reduce_lanes<T> && n % 5 != 0) continue;
    CAPTURE(n);
    const std::vector<T> x = random.uniforms<T>(n), y = random.uniforms<T>(n);
    support::for_each_isa([&] {
      for_each_term([&](auto which) {
        constexpr Term term = decltype(which)::value;
        // The elements stand at x[0], x[1], ... and the pieces must come in that order, none longer than a block.
        Index next = 0;
        bool in_order = true;
        const T gathered =
            kernels::reduce_gathered<term, T>(n, [&](Index first, Index count, T* px, [[maybe_unused]] T* py) {
              in_order = in_order && first == next && count <= kernels::reduce_block<T> && count >= 0;
              next += count;
              for (Index i = 0; i < count; ++i) {
                px[i] = x[static_cast<std::size_t>(first + i)];
                if constexpr (term == Term::product) py[i] = y[static_cast<std::size_t>(first + i)];
              }
            });
        CHECK((in_order && next == n));
        CHECK(support::same_bits(gathered, kernels::reduce<term>(x.data(), y.data(), n)));
      });
    });
  }
}

TEST_CASE_TEMPLATE("columns are summed in the documented order, whatever their number and stride", T, float, double) {
  support::Random random(28);
  const Index widths[] = {1,  2,  3,  4,  5,  7,  8,  9,  10, 12,  15,  16,  17,  20, 24,
                          31, 32, 33, 40, 48, 49, 63, 64, 65, 100, 127, 128, 129, 150};
  for (const Index rows : {0, 1, 2, 31, 32, 33, 64, 65, 100, 257})
    for (const Index cols : widths) {
      if (rows > 65 && cols % 16 == 0) continue;
      const Index stride = random.pick(std::vector<Index>{cols, cols + 1, cols + 5, -cols, -cols - 3});
      CAPTURE(rows);
      CAPTURE(cols);
      CAPTURE(stride);
      Canary<T> x(Layout{rows, cols, stride, 1}, random.integer(0, 15));
      x.fill([&] { return random.uniform<T>(); });
      Canary<T> out(cols, random.integer(0, 15));
      for_each_term([&](auto which) {
        constexpr Term term = decltype(which)::value;
        if constexpr (term != Term::product) {
          std::vector<T> documented;
          std::vector<Exact> exact;
          for (Index j = 0; j < cols; ++j) {
            std::vector<T> column;
            for (Index i = 0; i < rows; ++i) column.push_back(x(i, j));
            exact.push_back(exact_sum<term>(column.data(), column.data(), rows));
            documented.push_back(documented_column<term>(x, rows, j));
          }
          support::for_each_isa([&](Isa isa) {
            out.fill([] { return std::numeric_limits<T>::quiet_NaN(); });
            kernels::reduce_columns<term>(constant(x), rows, cols, stride, out.data());
            int outside = 0, other_bits = 0;
            for (Index j = 0; j < cols; ++j) {
              const auto [sum, magnitude] = exact[static_cast<std::size_t>(j)];
              const long double bound = support::pairwise_bound<T>(rows, 32, 32, 0, magnitude);
              if (!support::within(out[j], sum, bound)) ++outside;
              if (!support::same_bits(out[j], documented[static_cast<std::size_t>(j)])) ++other_bits;
            }
            CHECK(outside == 0);
            if (is_plain(term) || support::has_fma(isa)) CHECK(other_bits == 0);
            CHECK(out.intact());
          });
        }
      });
      CHECK(x.intact());
    }
}

TEST_CASE_TEMPLATE("columns of matrices larger than L2 are summed in the same order", T, float, double) {
  support::Random random(30);
  constexpr Index megabyte = (Index{1} << 20) / static_cast<Index>(sizeof(T));
  // Three blocks of 32 rows and a rest of 8 + 2, many blocks, a single block; columns that end amid a segment and a register.
  std::vector<Index> row_counts{106, 1031, 31};
  if (support::low_effort()) row_counts = {106};
  for (const Index rows : row_counts) {
    const Index cols = megabyte / rows + 5, stride = rows == 31 ? -cols - 3 : cols + 3;
    CAPTURE(rows);
    Canary<T> x(Layout{rows, cols, stride, 1}, 5);
    x.fill([&] { return random.uniform<T>(); });
    Canary<T> out(cols, 3);
    const auto check = [&](auto which) {
      constexpr Term term = decltype(which)::value;
      std::vector<T> documented;
      for (Index j = 0; j < cols; ++j)
        documented.push_back(j % 16 == 5 || j > cols - 40 ? documented_column<term>(x, rows, j) : T(0));
      support::for_each_isa([&](Isa isa) {
        out.fill([] { return std::numeric_limits<T>::quiet_NaN(); });
        kernels::reduce_columns<term>(constant(x), rows, cols, stride, out.data());
        int other_bits = 0, left = 0;
        for (Index j = 0; j < cols; ++j) {
          if (out[j] != out[j]) ++left;
          if (j % 16 == 5 || j > cols - 40)
            other_bits += !support::same_bits(out[j], documented[static_cast<std::size_t>(j)]);
        }
        CHECK(left == 0);
        if (is_plain(term) || support::has_fma(isa)) CHECK(other_bits == 0);
        CHECK(out.intact());
      });
    };
    check(std::integral_constant<Term, Term::value>());
    check(std::integral_constant<Term, Term::square>());
    CHECK(x.intact());
  }
}

TEST_CASE_TEMPLATE("sums of columns: a repeated row, small integers, no rows, no columns", T, float, double) {
  support::for_each_isa([] {
    const std::vector<T> row = support::Random(29).small_integers<T>(37);
    std::vector<T> out(row.size(), T(-1));
    kernels::reduce_columns<Term::value>(row.data(), Index{1000}, Index{37}, Index{0}, out.data());
    for (std::size_t j = 0; j < row.size(); ++j) CHECK(out[j] == T(1000) * row[j]);
    kernels::reduce_columns<Term::square>(row.data(), Index{70}, Index{37}, Index{0}, out.data());
    for (std::size_t j = 0; j < row.size(); ++j) CHECK(out[j] == T(70) * row[j] * row[j]);
    const T* nowhere = nullptr;
    kernels::reduce_columns<Term::value>(nowhere, Index{0}, Index{37}, Index{37}, out.data());
    for (const T sum : out) CHECK(support::same_bits(sum, T(0)));
    T* nothing = nullptr;
    kernels::reduce_columns<Term::value>(nowhere, Index{5}, Index{0}, Index{0}, nothing);
  });
}

TEST_CASE_TEMPLATE("the extreme is found at every place, with ties and infinities", T, float, double) {
  constexpr T infinity = std::numeric_limits<T>::infinity();
  support::Random random(31);
  support::for_each_isa([&] {
    for (Index n = 1; n <= 140; n += n < 70 ? 1 : 7) {
      Canary<T> x(n, n % 16);
      x.fill([&] { return random.uniform<T>(); });
      CAPTURE(n);
      for_each_extreme([&](auto which) {
        constexpr Extreme extreme = decltype(which)::value;
        constexpr bool down = extreme == Extreme::smallest;
        int wrong = 0;
        bool nan = false;
        if (kernels::find_extreme<extreme>(constant(x), n, nan) != extreme_of<extreme>(x.data(), n)) ++wrong;
        if (nan) ++wrong;
        for (Index i = 0; i < n; ++i) {
          const T before = x[i];
          for (const T peak : {T(2), infinity}) {
            x[i] = down ? -peak : peak;
            if (kernels::find_extreme<extreme>(constant(x), n, nan) != x[i] || nan) ++wrong;
            x[i] = -x[i];
            const T expected = extreme_of<extreme>(x.data(), n);
            if (kernels::find_extreme<extreme>(constant(x), n, nan) != expected || nan) ++wrong;
          }
          x[i] = before;
        }
        // Their sum is NaN, and no element is.
        std::vector<T> both(x.data(), x.data() + n);
        both.front() = infinity;
        both.back() = -infinity;
        if (kernels::find_extreme<extreme>(both.data(), n, nan) != extreme_of<extreme>(both.data(), n)) ++wrong;
        if (nan) ++wrong;
        CHECK(wrong == 0);
      });
      x.fill([&] { return random.small_integer<T>(2); });
      for_each_extreme([&](auto which) {
        constexpr Extreme extreme = decltype(which)::value;
        bool nan = false;
        CHECK(kernels::find_extreme<extreme>(constant(x), n, nan) == extreme_of<extreme>(x.data(), n));
        CHECK_FALSE(nan);
      });
      CHECK(x.intact());
    }
  });
}

TEST_CASE_TEMPLATE("the extreme of equal elements is that element", T, float, double) {
  using Limits = std::numeric_limits<T>;
  support::for_each_isa([] {
    for (const T value :
         {T(0), T(-1), Limits::max(), Limits::lowest(), Limits::denorm_min(), Limits::infinity(), -Limits::infinity()})
      for (const Index n : {1, 2, 5, 16, 65}) {
        const std::vector<T> x(static_cast<std::size_t>(n), value);
        bool nan = false;
        CHECK(kernels::find_extreme<Extreme::smallest>(x.data(), n, nan) == value);
        CHECK(kernels::find_extreme<Extreme::largest>(x.data(), n, nan) == value);
        CHECK(kernels::find_extreme<Extreme::magnitude>(x.data(), n, nan) == std::fabs(value));
        CHECK_FALSE(nan);
      }
  });
}

TEST_CASE_TEMPLATE("a NaN is seen at every place", T, float, double) {
  support::for_each_isa([] {
    for (Index n = 1; n <= 140; n += n < 70 ? 1 : 7) {
      std::vector<T> x = support::Random(32).uniforms<T>(n);
      int missed = 0;
      for (T& place : x) {
        const T before = place;
        for (const T nan : {std::numeric_limits<T>::quiet_NaN(), -std::numeric_limits<T>::quiet_NaN()}) {
          place = nan;
          for_each_extreme([&](auto which) {
            bool seen = false;
            kernels::find_extreme<decltype(which)::value>(x.data(), n, seen);
            if (!seen) ++missed;
          });
        }
        place = before;
      }
      CAPTURE(n);
      CHECK(missed == 0);
    }
  });
}

TEST_CASE_TEMPLATE("a NaN that was seen before stays seen", T, float, double) {
  support::for_each_isa([] {
    const std::vector<T> x(70, T(1));
    for (const Index n : {1, 4, 16, 70}) {
      bool nan = true;
      kernels::find_extreme<Extreme::largest>(x.data(), n, nan);
      CHECK(nan);
    }
  });
}

TEST_CASE_TEMPLATE("the sum of each row has the bits of the sum of that row alone", T, float, double) {
  support::Random random(33);
  for (const Index n : {0, 1, 3, 4, 5, 8, 10, 16, 17, 24, 33, 50, 64, 100, 300})
    for (const Index rows : {0, 1, 5}) {
      CAPTURE(n);
      CAPTURE(rows);
      Canary<T> x(Layout{rows, n, n + 3, 1}, 1), y(Layout{rows, n, -n, 1}), one(Layout{rows, n, 0, 1}), out(rows, 5);
      x.fill([&] { return random.uniform<T>(); });
      y.fill([&] { return random.uniform<T>(); });
      one.fill([&] { return random.uniform<T>(); });
      support::for_each_isa([&] {
        for_each_term([&](auto which) {
          constexpr Term term = decltype(which)::value;
          int wrong = 0;
          for (const Canary<T>* other : {&y, &one}) {
            out.fill([] { return std::numeric_limits<T>::quiet_NaN(); });
            kernels::reduce_each_row<term>(constant(x), constant(*other), rows, n, x.layout().row_stride,
                                           other->layout().row_stride, out.data());
            for (Index i = 0; i < rows; ++i) {
              const T *row = &x(i, 0), *other_row = &(*other)(i, 0);
              if (!support::same_bits(out[i], kernels::reduce<term>(row, other_row, n))) ++wrong;
            }
          }
          CHECK(wrong == 0);
        });
      });
      CHECK((x.intact() && y.intact() && out.intact()));
    }
}

TEST_CASE_TEMPLATE("the extreme of each row and each column, NaN where there is one", T, float, double) {
  constexpr T nan = std::numeric_limits<T>::quiet_NaN();
  support::Random random(34);
  for (const Index rows : {1, 2, 5, 33})
    for (const Index cols : {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 64, 70}) {
      CAPTURE(rows);
      CAPTURE(cols);
      const Index stride = random.pick(std::vector<Index>{cols, cols + 5, -cols - 1});
      Canary<T> x(Layout{rows, cols, stride, 1}, random.integer(0, 15)), by_row(rows, 3), by_column(cols, 7);
      for (int round = 0; round < 3; ++round) {
        x.fill([&] { return random.uniform<T>(); });
        // No NaN, one, and one in every third element or so.
        for (Index bad = 0; bad < (round == 0 ? 0 : round == 1 ? 1 : rows * cols / 3 + 1); ++bad)
          x(random.integer(0, rows - 1), random.integer(0, cols - 1)) = bad % 2 == 0 ? nan : -nan;
        support::for_each_isa([&] {
          const auto check = [&](auto which) {
            constexpr Extreme extreme = decltype(which)::value;
            kernels::extreme_each_row<extreme>(constant(x), rows, cols, stride, by_row.data());
            kernels::extreme_columns<extreme>(constant(x), rows, cols, stride, by_column.data());
            int wrong = 0;
            for (Index i = 0; i < rows; ++i) {
              T best = x(i, 0);
              for (Index j = 0; j < cols; ++j) best = extreme_or_nan<extreme>(best, x(i, j));
              if (!support::same_value(by_row[i], best)) ++wrong;
            }
            for (Index j = 0; j < cols; ++j) {
              T best = x(0, j);
              for (Index i = 0; i < rows; ++i) best = extreme_or_nan<extreme>(best, x(i, j));
              if (!support::same_value(by_column[j], best)) ++wrong;
            }
            CHECK(wrong == 0);
          };
          check(std::integral_constant<Extreme, Extreme::smallest>());
          check(std::integral_constant<Extreme, Extreme::largest>());
        });
        CHECK((x.intact() && by_row.intact() && by_column.intact()));
      }
    }
}

#if DECLIVE_TESTS_PAGE_EDGE
TEST_CASE_TEMPLATE("reductions stop at the edge of their memory", T, float, double) {
  const Index lanes = kernels::reduce_lanes<T>, block = kernels::reduce_block<T>;
  std::vector<Index> sizes{lanes, lanes + 1, 2 * lanes - 1, block - 1, block, block + 1};
  for (Index n = 1; n <= 70; ++n) sizes.push_back(n);
  for (const support::Edge edge : {support::Edge::before, support::Edge::behind})
    for (const Index n : sizes) {
      support::PageEdge<T> x(n, edge), out(n, edge);
      for (Index i = 0; i < n; ++i) x[i] = T(1);
      support::for_each_isa([&] {
        const T* data = x.data();
        bool nan = false;
        CHECK(kernels::reduce<Term::value>(data, data, n) == static_cast<T>(n));
        CHECK(kernels::reduce<Term::product>(data, data, n) == static_cast<T>(n));
        CHECK(kernels::find_extreme<Extreme::largest>(data, n, nan) == T(1));
        kernels::reduce_columns<Term::magnitude>(data, Index{1}, n, n, out.data());
        CHECK(out[n - 1] == T(1));
        kernels::reduce_columns<Term::magnitude>(data, n, Index{1}, Index{1}, out.data());
        CHECK(out[0] == static_cast<T>(n));
        kernels::extreme_columns<Extreme::smallest>(data, Index{1}, n, n, out.data());
        CHECK(out[n - 1] == T(1));
        kernels::extreme_columns<Extreme::smallest>(data, n, Index{1}, Index{1}, out.data());
        CHECK(out[0] == T(1));
      });
    }
}
#endif
