// Products of matrices and vectors of duals against the sums of products of duals, written out.
#include <doctest/doctest.h>

#include <cmath>
#include <declive/autodiff.hpp>
#include <limits>
#include <new>
#include <thread>
#include <vector>

#include "support/bounds.hpp"
#include "support/canary.hpp"
#include "support/effort.hpp"
#include "support/isa.hpp"
#include "support/layouts.hpp"
#include "support/no_aligned_memory.hpp"
#include "support/random.hpp"

using namespace declive;
using support::Canary;
using support::Order;

namespace {

// --- Numbers by their parts ------------------------------------------------------------------------------------------

template <class X>
inline constexpr Index parts_of = static_cast<Index>(sizeof(X) / sizeof(scalar_t<X>));
template <class X>
scalar_t<X>& part(X& x, Index k) {
  return reinterpret_cast<scalar_t<X>*>(&x)[k];
}
template <class X>
scalar_t<X> part(const X& x, Index k) {
  return reinterpret_cast<const scalar_t<X>*>(&x)[k];
}
template <class X, class F>
X made_of(F&& next) {
  X x{};
  for (Index k = 0; k < parts_of<X>; ++k) part(x, k) = next();
  return x;
}
template <class X>
X small(support::Random& random) {
  return made_of<X>([&] { return random.small_integer<scalar_t<X>>(4); });
}
template <class X>
X uniform(support::Random& random) {
  return made_of<X>([&] { return random.uniform<scalar_t<X>>(); });
}
// Whether all parts have the same value; NaN equals NaN.
template <class X>
bool same(const X& x, const X& y) {
  for (Index k = 0; k < parts_of<X>; ++k)
    if (!(part(x, k) == part(y, k) || (std::isnan(part(x, k)) && std::isnan(part(y, k))))) return false;
  return true;
}

template <class D>
using value_t = typename D::value_type;

// The number in long double.
template <class X>
struct WideOf {
  using type = long double;
};
template <class T, Index N, class Tag>
struct WideOf<Dual<T, N, Tag>> {
  using type = Dual<typename WideOf<T>::type, N, Tag>;
};
template <class X>
typename WideOf<X>::type wide(const X& x, bool magnitude = false) {
  Index k = 0;
  return made_of<typename WideOf<X>::type>([&] {
    const auto value = static_cast<long double>(part(x, k++));
    return magnitude ? std::fabs(value) : value;
  });
}

template <class X>
Matrix<X> matrix(Index rows, Index cols, support::Random& random, X (*draw)(support::Random&)) {
  return Matrix<X>(rows, cols, [&](Index, Index) { return draw(random); });
}
template <class X>
Matrix<X> of(const Canary<X>& x) {
  return Matrix<X>(x.layout().rows, x.layout().cols, [&](Index i, Index j) { return x(i, j); });
}
template <class X, class C>
auto view_of(C& x) {
  return MatrixView<X>(x.data(), x.layout().rows, x.layout().cols, x.layout().row_stride, x.layout().col_stride);
}

// sum_p a_ip b_pj, one product of duals after the other.
template <class D, class S, class T>
Matrix<D> plain_product(const Matrix<S>& a, const Matrix<T>& b) {
  return Matrix<D>(a.rows(), b.cols(), [&](Index i, Index j) {
    D sum(0);
    for (Index p = 0; p < a.cols(); ++p) sum = sum + a(i, p) * b(p, j);
    return sum;
  });
}

// In how many elements two matrices differ. Not inlined: a test has many of them.
template <class D>
[[gnu::noinline]] int different(const MatrixView<const D>& x, const MatrixView<const D>& y) {
  int count = x.rows() != y.rows() || x.cols() != y.cols() ? 1 : 0;
  for (Index i = 0; i < x.rows(); ++i)
    for (Index j = 0; j < x.cols(); ++j) count += same(x(i, j), y(i, j)) ? 0 : 1;
  return count;
}

using D1 = Dual<double>;
using D3 = Dual<double, 3>;
using D8 = Dual<double, 8>;
using F1 = Dual<float>;
using F4 = Dual<float, 4>;
using N21 = Dual<D1, 2>;      // nested: 3 x 2 parts
using N111 = Dual<Dual<D1>>;  // three levels: 8 parts
template <class S, class T>
struct Pair {
  using left = S;
  using right = T;
  using result = decltype(std::declval<S>() * std::declval<T>());
};

// --- Exact values ----------------------------------------------------------------------------------------------------

// C = alpha A B + beta C of small integers in some layouts, on every instruction set, and nothing else is touched.
template <class P>
void check_exactly(Index m, Index n, Index k, support::Random& random) {
  using S = typename P::left;
  using T = typename P::right;
  using D = typename P::result;
  const Order order_a = random.pick(support::all_orders), order_b = random.pick(support::all_orders),
              order_c = random.pick(support::writable_orders);
  CAPTURE(m);
  CAPTURE(n);
  CAPTURE(k);
  CAPTURE(static_cast<int>(order_a));
  CAPTURE(static_cast<int>(order_b));
  CAPTURE(static_cast<int>(order_c));
  const auto scalar = [&] {
    const Index kind = random.integer(0, 3);
    return kind == 0 ? D(0) : kind == 1 ? D(1) : kind == 2 ? D(-2) : small<D>(random);
  };
  const D alpha = scalar(), beta = scalar();
  CAPTURE(part(alpha, 0));
  CAPTURE(part(beta, 0));
  Canary<S> a(support::layout_of(order_a, m, k));
  Canary<T> b(support::layout_of(order_b, k, n));
  Canary<D> c(support::layout_of(order_c, m, n));
  a.fill([&] { return small<S>(random); });
  b.fill([&] { return small<T>(random); });
  c.fill([&] { return small<D>(random); });
  const Matrix<D> before = of(c), product = plain_product<D>(of(a), of(b));
  const Matrix<D> combined(m, n, [&](Index i, Index j) { return alpha * product(i, j) + beta * before(i, j); });
  const auto left = view_of<const S>(a);
  const auto right = view_of<const T>(b);
  support::for_each_isa([&] {
    auto out = view_of<D>(c);
    out = before;
    gemm(alpha, left, right, beta, out);
    CHECK(different<D>(out, combined) == 0);
    matmul_into(out, left, right);
    CHECK(different<D>(out, product) == 0);
    CHECK(c.intact());
    CHECK(different<D>(left * right, product) == 0);
    if (n == 0 || m == 0) return;
    // A matrix and a vector, on either side.
    const MatrixView<const D> truth = product;
    CHECK(different<D>((left * right.col(0)).as_column(), truth.block(0, 0, m, 1)) == 0);
    CHECK(different<D>((left.row(m - 1) * right).as_row(), truth.block(m - 1, 0, 1, n)) == 0);
    out = before;
    matmul_into(out.col(n - 1), left, right.col(n - 1));
    CHECK(different<D>(out.block(0, n - 1, m, 1), truth.block(0, n - 1, m, 1)) == 0);
    CHECK(different<D>(out.block(0, 0, m, n - 1), Matrix<D>(before.block(0, 0, m, n - 1))) == 0);
    matmul_into(out.row(0), left.row(0), right);
    CHECK(different<D>(out.block(0, 0, 1, n), truth.block(0, 0, 1, n)) == 0);
    CHECK(c.intact());
  });
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("Products of small integers are exact, whatever the layouts, alpha and beta", P,
                          exact_products) {
  support::Random random(401);
  for (Index m = 0; m <= 3; ++m)
    for (Index n = 0; n <= 3; ++n)
      for (Index k = 0; k <= 3; ++k) check_exactly<P>(m, n, k, random);
  const Index sizes[] = {1, 2, 4, 5, 8, 9, 16, 17, 26};
  for (int round = 0; round < support::rounds(25); ++round)
    check_exactly<P>(random.pick(sizes), random.pick(sizes), random.pick(sizes), random);
  // Beyond one strip of rows, one block of columns, one block of the inner size.
  check_exactly<P>(131, 3, 2, random);
  check_exactly<P>(2, 300, 3, random);
  check_exactly<P>(2, 3, 520, random);
}
TEST_CASE_TEMPLATE_INVOKE(exact_products, Pair<D1, D1>, Pair<F4, float>, Pair<double, D1>, Pair<N21, N21>,
                          Pair<N21, D1>);

namespace {
template <class S, class T>
int wrong_elements(support::Random& random) {
  using D = typename Pair<S, T>::result;
  const Matrix<S> a = matrix<S>(9, 10, random, small);
  const Matrix<T> b = matrix<T>(10, 11, random, small);
  return different<D>(a * b, plain_product<D>(a, b));
}
}  // namespace

TEST_CASE("Three levels of duals, with all that is within them") {
  support::Random random(408);
  support::for_each_isa([&] {
    CHECK(wrong_elements<N111, N111>(random) == 0);
    CHECK(wrong_elements<N111, Dual<D1>>(random) == 0);
    CHECK(wrong_elements<D1, N111>(random) == 0);
    CHECK(wrong_elements<double, N111>(random) == 0);
  });
}

// --- Rounding --------------------------------------------------------------------------------------------------------

TEST_CASE_TEMPLATE("Every part is within its bound", D, D8, N21) {
  using R = scalar_t<D>;
  // So many real products make a part: two, and twice as many with every further level.
  const Index terms = is_dual<value_t<D>> ? 4 : 2;
  support::Random random(402);
  const struct { Index m, n, k; } sizes[] = {{7, 9, 5}, {20, 33, 40}, {3, 4, 1100}, {70, 5, 9}};
  for (const auto& size : sizes) {
    const Index m = size.m, n = size.n, k = size.k;
    CAPTURE(m);
    CAPTURE(k);
    const Matrix<D> a = matrix<D>(m, k, random, uniform), b = matrix<D>(k, n, random, uniform);
    const auto exact_of = [&](bool magnitude) {
      const auto x = map([&](const D&e) { return wide(e, magnitude); }, a),
                 y = map([&](const D&e) { return wide(e, magnitude); }, b);
      return plain_product<typename WideOf<D>::type>(x, y);
    };
    const auto exact = exact_of(false), magnitude = exact_of(true);
    support::for_each_isa([&] {
      const Matrix<D> c = a * b, turned = b.transposed() * a.transposed();
      const Vector<D> y = a * b.col(0);
      int wrong = 0;
      for (Index i = 0; i < m; ++i)
        for (Index j = 0; j < n; ++j)
          for (Index u = 0; u < parts_of<D>; ++u) {
            const long double truth = part(exact(i, j), u),
                              bound = support::product_bound<R>(terms * k + 2, part(magnitude(i, j), u));
            wrong += support::within(part(c(i, j), u), truth, bound) ? 0 : 1;
            wrong += support::within(part(turned(j, i), u), truth, bound) ? 0 : 1;
            if (j == 0) wrong += support::within(part(y[i], u), truth, bound) ? 0 : 1;
          }
      CHECK(wrong == 0);
    });
  }
}

// --- The value is that of plain numbers ------------------------------------------------------------------------------

namespace {

template <class D>
[[gnu::noinline]] int other_bits(const MatrixView<const D>& duals, const MatrixView<const value_t<D>>& plain) {
  int count = 0;
  for (Index i = 0; i < plain.rows(); ++i)
    for (Index j = 0; j < plain.cols(); ++j)
      for (Index u = 0; u < parts_of<value_t<D>>; ++u)
        count += support::same_bits(part(duals(i, j).value, u), part(plain(i, j), u)) ? 0 : 1;
  return count;
}

}  // namespace

// Nested: the value is a dual, and that of a product of duals, in all its parts.
TEST_CASE_TEMPLATE("The value has the bits of the product of the values", D, D1, F4, N21) {
  using V = value_t<D>;
  support::Random random(403);
  const struct {
    Index m, n, k;
  } sizes[] = {{1, 1, 1}, {3, 2, 4}, {8, 8, 8}, {33, 20, 40}, {5, 6, 1100}, {70, 300, 9}, {1, 40, 100}, {40, 1, 100}};
  for (const auto& size : sizes)
    for (int round = 0; round < support::rounds(3); ++round) {
      const Index m = size.m, n = size.n, k = size.k;
      CAPTURE(m);
      CAPTURE(n);
      CAPTURE(k);
      const auto layout_a = support::layout_of(random.pick(support::all_orders), m, k),
                 layout_b = support::layout_of(random.pick(support::all_orders), k, n),
                 layout_c = support::layout_of(random.pick(support::writable_orders), m, n);
      Canary<D> a(layout_a), b(layout_b), c(layout_c);
      Canary<V> a0(layout_a), b0(layout_b), c0(layout_c);
      const auto fill = [&](auto& duals, auto& values) {
        duals.fill([&] { return uniform<D>(random); });
        for (Index i = 0; i < duals.layout().rows; ++i)
          for (Index j = 0; j < duals.layout().cols; ++j) values(i, j) = duals(i, j).value;
      };
      fill(a, a0), fill(b, b0), fill(c, c0);
      const double factors[] = {0, 1, -0.7, 1.9};
      const D alpha = [&] {
        D x = random.bits() % 2 == 0 ? uniform<D>(random) : D(0);
        x.value = V(static_cast<scalar_t<D>>(random.pick(factors)));
        return x;
      }();
      const D beta(static_cast<scalar_t<D>>(random.pick(factors)));
      const auto left = view_of<const D>(a), right = view_of<const D>(b);
      const auto out = view_of<D>(c);
      const auto left0 = view_of<const V>(a0), right0 = view_of<const V>(b0);
      const auto out0 = view_of<V>(c0);
      support::for_each_isa([&] {
        CHECK(other_bits<D>(left * right, left0 * right0) == 0);
        CHECK(other_bits<D>((left * right.col(0)).as_column(), (left0 * right0.col(0)).as_column()) == 0);
        CHECK(other_bits<D>((left.row(0) * right).as_row(), (left0.row(0) * right0).as_row()) == 0);
        matmul_into(out.col(0), left, right.col(0));
        matmul_into(out0.col(0), left0, right0.col(0));
        matmul_into(out.row(0), left.row(0), right);
        matmul_into(out0.row(0), left0.row(0), right0);
        CHECK(other_bits<D>(out, out0) == 0);
        if (std::is_same_v<V, scalar_t<D>>) {
          gemm(alpha, left, right, beta, out);
          gemm(alpha.value, left0, right0, beta.value, out0);
          CHECK(other_bits<D>(out, out0) == 0);
        }
        // With a plain operand the other one's partials do not matter either.
        CHECK(other_bits<D>(left * right0, left0 * right0) == 0);
        CHECK(other_bits<D>(left0 * right, left0 * right0) == 0);
        CHECK(other_bits<D>((left0 * right.col(0)).as_column(), (left0 * right0.col(0)).as_column()) == 0);
        CHECK(other_bits<D>((left.row(0) * right0).as_row(), (left0.row(0) * right0).as_row()) == 0);
      });
    }
}

// --- The edges -------------------------------------------------------------------------------------------------------

TEST_CASE("What alpha = 0 and beta = 0 do not read, and NaN in the rest") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  support::Random random(404);
  const Matrix<D3> a = matrix<D3>(5, 4, random, small), b = matrix<D3>(4, 6, random, small),
                   product = plain_product<D3>(a, b), lost(5, 6, D3(nan, nan, nan, nan));
  support::for_each_isa([&] {
    Matrix<D3> c = lost;
    gemm(D3(1), a, b, D3(0), c);
    CHECK(different<D3>(c, product) == 0);
    gemm(D3(0), Matrix<D3>(5, 4, D3(nan)), Matrix<D3>(4, 6, D3(inf)), D3(2), c);
    CHECK(different<D3>(c, Matrix<D3>(D3(2) * product)) == 0);
    gemm(D3(0), a, b, D3(0), c = lost);
    CHECK(different<D3>(c, Matrix<D3>(5, 6)) == 0);
    // Nothing of A or B: C = beta C, whatever parts beta has.
    const D3 beta(2, 3, -1, 0);
    c = product;
    gemm(D3(1), Matrix<D3>(5, 0), Matrix<D3>(0, 6), beta, c);
    CHECK(different<D3>(c, Matrix<D3>(product * beta)) == 0);
    CHECK(different<D3>(Matrix<D3>(2, 0) * Matrix<D3>(0, 3), Matrix<D3>(2, 3)) == 0);
    CHECK(different<D3>((Matrix<D3>(2, 0) * Vector<D3>(0)).as_column(), Matrix<D3>(2, 1)) == 0);
    CHECK((Vector<D3>(0) * Matrix<D3>(0, 3)).size() == 3);
    CHECK((Matrix<D3>(0, 2) * Matrix<D3>(2, 0)).size() == 0);

    // NaN goes where its row and column go: here into row 1, and from a partial into that partial alone.
    Matrix<D3> x = a;
    x(1, 2).value = nan;
    c = x * b;
    x(1, 2).value = 0;
    x(1, 2).partials[1] = nan;
    const Matrix<D3> d = x * b;
    int wrong = 0;
    for (Index i = 0; i < 5; ++i)
      for (Index j = 0; j < 6; ++j) {
        for (Index u = 0; u < 4; ++u) wrong += std::isnan(part(c(i, j), u)) != (i == 1);
        for (Index u = 0; u < 4; ++u)
          wrong += std::isnan(part(d(i, j), u)) != (i == 1 && &part(x(0, 0), u) == &x(0, 0).partials[1]);
      }
    CHECK(wrong == 0);
    // No zero is skipped, and no partial of 0 either: infinity times 0 is NaN.
    const Matrix<D1> infinite(9, 9, D1(inf)), zeros(9, 9);
    CHECK(std::isnan((infinite * zeros)(8, 8).value));
    CHECK(std::isnan((infinite * Matrix<D1>(9, 9, D1(1)))(8, 8).partials[0]));
  });
}

TEST_CASE("An output that overlaps an operand") {
  support::Random random(405);
  const Matrix<D1> a = matrix<D1>(11, 11, random, small), b = matrix<D1>(11, 11, random, small);
  const Matrix<D1> square = plain_product<D1>(a, a), product = plain_product<D1>(a, b);
  support::for_each_isa([&] {
    Matrix<D1> c = a;
    matmul_into(c, c, c);
    CHECK(different<D1>(c, square) == 0);
    c = a;
    matmul_into(c.transposed(), b.transposed(), c.transposed());
    CHECK(different<D1>(c, product) == 0);
    c = b;
    gemm(D1(1), a, c, D1(1, 1), c);
    CHECK(different<D1>(c, Matrix<D1>(product + D1(1, 1) * b)) == 0);
    c = a;
    matmul_into(c.row(0), c.row(0), c);
    CHECK(different<D1>(c.block(0, 0, 1, 11), square.block(0, 0, 1, 11)) == 0);
    c = a;
    matmul_into(c.col(3), c, c.col(3));
    CHECK(different<D1>(c.block(0, 3, 11, 1), square.block(0, 3, 11, 1)) == 0);
  });
}

TEST_CASE("gemm reads its scalars before it writes, wherever they stand") {
  support::for_each_isa([] {
    // More than one strip of rows: the scalars stand in the first.
    Matrix<D1> c(80, 80, [](Index i, Index j) { return D1(i, j); });
    const Matrix<D1> one = Matrix<D1>::identity(80), before = c;
    gemm(c(1, 2), one, one, c(0, 1), c);  // (1 + 2 e) 1 + (0 + 1 e) C
    CHECK(different<D1>(c, Matrix<D1>(D1(1, 2) * one + D1(0, 1) * before)) == 0);
  });
}

TEST_CASE("Fixed sizes, at compile time and at run time") {
  constexpr Matrix<D1, 2, 2> a{{D1(1, 1), D1(2, 0)}, {D1(3, 0), D1(4, 0)}},
      b{{D1(5, 0), D1(6, 0)}, {D1(7, 0), D1(8, 1)}};
  // C_00 = a_00 5 + 2 7, C_11 = 3 6 + 4 b_11, by the one variable that a_00 = 1 and b_11 = 8 are.
  constexpr Matrix<D1, 2, 2> c = a * b;
  static_assert(c(0, 0).value == 19 && c(0, 0).partials[0] == 5 && c(1, 1).value == 50 && c(1, 1).partials[0] == 4);
  static_assert(c(0, 1).value == 22 && c(0, 1).partials[0] == 6 + 2 && c(1, 0).partials[0] == 0);
  static_assert([] {
    Matrix<D1, 2, 2> sum{{D1(1), D1(1)}, {D1(1), D1(1)}};
    gemm(D1(1), Matrix<D1, 2, 2>{{D1(1, 1), D1(2)}, {D1(3), D1(4)}}, Matrix<double, 2, 2>{{5, 6}, {7, 8}}, D1(2), sum);
    return sum(0, 0).value == 21 && sum(0, 0).partials[0] == 5 && sum(1, 1).value == 52;
  }());
  const Matrix<D1> dynamic_a = a, dynamic_b = b;
  CHECK(different<D1>(dynamic_a * dynamic_b, c) == 0);
  support::Random random(406);
  const Matrix<D3, 9, 3> left(9, 3, [&](Index, Index) { return small<D3>(random); });
  const Matrix<D3, 3, 12> right(3, 12, [&](Index, Index) { return small<D3>(random); });
  const Matrix<D3, 9, 12> product = left * right;
  CHECK(different<D3>(product, plain_product<D3>(Matrix<D3>(left), Matrix<D3>(right))) == 0);
  CHECK(different<D3>(gram(left), plain_product<D3>(Matrix<D3>(left), Matrix<D3>(left.transposed()))) == 0);
}

TEST_CASE("Element types without a kernel: long double, and duals of two precisions") {
  using L = Dual<long double, 2>;
  const Matrix<L> a{{L(1, 1, 0), L(2, 0, 1)}}, b{{L(3)}, {L(4)}};
  const Matrix<L> c = a * b;
  CHECK(same(c(0, 0), L(11, 3, 4)));
  const Matrix<D1> d = Matrix<F1>{{F1(1.5f, 1.0f)}} * Matrix<double>{{2}};
  CHECK(same(d(0, 0), D1(3, 2)));
}

TEST_CASE("Shapes that do not fit are an error") {
  CHECK_THROWS_WITH_AS(Matrix<D1>(3, 4) * Matrix<double>(5, 6), "operator*: (3x4) * (5x6): inner sizes 4 and 5 differ",
                       ShapeError);
  Matrix<D1> c(3, 3);
  CHECK_THROWS_AS(matmul_into(c, Matrix<double>(3, 4), Matrix<D1>(4, 2)), ShapeError);
  CHECK_THROWS_AS(gemm(D1(1), Matrix<D1>(3, 4), Matrix<double>(4, 2), D1(0), c), ShapeError);
}

TEST_CASE("Without memory C stays as it was, and the next product works") {
  support::Random random(407);
  const Matrix<D8> a = matrix<D8>(70, 530, random, small), b = matrix<D8>(530, 20, random, small);
  const D8 truth = [&] {
    D8 sum(0);
    for (Index p = 0; p < 530; ++p) sum = sum + a(69, p) * b(p, 19);
    return sum;
  }();
  const Matrix<D8> before = matrix<D8>(70, 20, random, small);
  support::for_each_isa([&] {
    Matrix<D8> c = before;
    const auto fails = [&] {
      try {
        matmul_into(c, a, b);
      } catch (const std::bad_alloc&) {
        return true;
      }
      return false;
    };
    bool failed = false, failed_again = true;
    int touched = -1;
    // A new thread has copied nothing yet.
    std::thread([&] {
      support::no_aligned_memory = true;
      failed = fails();
      touched = different<D8>(c, before);
      support::no_aligned_memory = false;
      failed_again = fails();
    }).join();
    CHECK(failed);
    CHECK(touched == 0);
    CHECK_FALSE(failed_again);
    CHECK(same(c(69, 19), truth));
  });
}

TEST_CASE("Without memory a tape is refused, and the function that wanted it may go on") {
  const auto f = [](const auto& x) {
    using D = std::remove_cvref_t<decltype(x[0])>;
    D sum = x[0];
    bool failed = false;
    support::no_aligned_memory = true;
    try {
      for (int k = 0; k < 10000; ++k) sum += x[1];
    } catch (const std::bad_alloc&) {
      failed = true;
    }
    support::no_aligned_memory = false;
    CHECK(failed);
    return x[0] * x[1];
  };
  bool failed = false;
  Vector<double> slope;
  std::thread([&] {  // a new thread has no tape yet
    support::no_aligned_memory = true;
    try {
      (void)reverse_gradient([](const auto& x) { return x[0]; }, Vector<double>{2, 3});
    } catch (const std::bad_alloc&) {
      failed = true;
    }
    support::no_aligned_memory = false;
    slope = reverse_gradient(f, Vector<double>{2, 3});
  })
      .join();
  CHECK(failed);
  CHECK(slope == Vector<double>{3, 2});
}
