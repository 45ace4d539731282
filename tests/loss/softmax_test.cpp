#include <declive/autodiff/taped.hpp>
#include <ostream>

#include "check.hpp"

using namespace declive;
using losses::close;
using losses::cols;
using losses::rows;
using losses::same;

namespace {
constexpr double inf = std::numeric_limits<double>::infinity(), not_a_number = std::numeric_limits<double>::quiet_NaN();
static_assert(std::is_same_v<decltype(softmax(Matrix<int, 2, 3>())), Matrix<double, 2, 3>>);
static_assert(std::is_same_v<decltype(logsumexp(Matrix<float, 2, 3>())), Vector<float, 2>>);
static_assert(std::is_same_v<decltype(logsumexp(Vector<float>())), float>);
}  // namespace

TEST_CASE_TEMPLATE("softmax, log_softmax, logsumexp: PyTorch's values", T, double, float, long double) {
  const auto z = losses::matrix<T>(losses::row_logits);
  CHECK(losses::all_close(softmax(z), losses::row_softmax));
  CHECK(losses::all_close(log_softmax(z), losses::row_log_softmax));
  CHECK(losses::all_close(logsumexp(z), losses::row_logsumexp));
  for (Index i = 0; i < rows; ++i) {
    const Vector<T> row(z.row(i));
    CHECK(same(softmax(row), Vector<T>(softmax(z).row(i))));
    CHECK(same(log_softmax(row), Vector<T>(log_softmax(z).row(i))));
    CHECK(losses::same_number(logsumexp(row), logsumexp(z)[i]));
  }
}

TEST_CASE("softmax: large and infinite logits") {
  CHECK(logsumexp(Vector<double>{1000, 1000}) == 1000.6931471805599);
  CHECK(logsumexp(Vector<double>{-1000, -1000}) == -999.3068528194401);
  CHECK(logsumexp(Vector<float>{1e8f, 0}) == 1e8f);
  CHECK(logsumexp(Vector<double>{-inf, -inf}) == -inf);
  CHECK(logsumexp(Vector<double>{1, inf, -inf}) == inf);
  CHECK(std::isnan(logsumexp(Vector<double>{1, inf, not_a_number})));
  CHECK(std::isnan(logsumexp(Vector<double>{not_a_number, -inf, -inf})));
  CHECK(logsumexp(Vector<double>()) == -inf);
  CHECK(logsumexp(Matrix<double>(2, 0)) == Vector<double>{-inf, -inf});
  for (const double p : softmax(Vector<double>{-inf, -inf})) CHECK(std::isnan(p));
  for (const double p : softmax(Vector<double>{0, inf})) CHECK(std::isnan(p));
  for (const double p : softmax(Vector<double>{0, not_a_number, 1})) CHECK(std::isnan(p));
  CHECK(softmax(Vector<double>{-inf, 0, 0}) == Vector<double>{0, 0.5, 0.5});
  CHECK(softmax(Vector<double>{-2000, 0}) == Vector<double>{0, 1});
  CHECK(log_softmax(Vector<double>{-2000, 0}) == Vector<double>{-2000, 0});
  CHECK(log_softmax(Vector<double>{-inf, 0}) == Vector<double>{-inf, 0});
  CHECK(softmax(Matrix<int>{{3, 3}}) == Matrix<double>{{0.5, 0.5}});
  CHECK(softmax(Matrix<float>(3, 0)).dims() == Dims{3, 0, 2});
  CHECK(softmax(Vector<double>()).empty());
}

TEST_CASE("softmax and logsumexp of duals: p_i (1 at i - p_j), p_j; no derivative through a row of -inf") {
  using D = Dual<double, 3>;
  const Vector<double> z{0.3, -1.2, 2.5}, p = softmax(z);
  const Vector<D> x(3, [&](Index i) { return D::variable(z[i], i); });
  const auto q = softmax(x), l = log_softmax(x);
  const D sum = logsumexp(x);
  CHECK(losses::same_values(sum, logsumexp(z)));
  CHECK(losses::same_values(q, p));
  CHECK(losses::same_values(l, log_softmax(z)));
  for (Index i = 0; i < 3; ++i) {
    CHECK(close(sum.partials[i], p[i]));
    for (Index j = 0; j < 3; ++j) {
      CHECK(close(q[i].partials[j], p[i] * ((i == j ? 1 : 0) - p[j])));
      CHECK(close(l[i].partials[j], (i == j ? 1 : 0) - p[j]));
    }
  }
  const Vector<D> lost(3, [&](Index i) { return D::variable(-inf, i); });
  CHECK(logsumexp(lost).value == -inf);
  for (const double d : logsumexp(lost).partials) CHECK(d == 0);
  const Vector<D> masked(3, [&](Index i) { return D::variable(i == 1 ? -inf : 0.0, i); });
  CHECK(softmax(masked)[1].value == 0);
  CHECK(logsumexp(masked).partials[1] == 0);
  CHECK(logsumexp(masked).partials[0] == 0.5);
  // e^20000 is no number of any type, wherever it stands.
  for (Index large = 0; large < 3; ++large) {
    const Vector<D> steep(3, [&](Index i) { return D::variable(i == large ? 20000.0 : 0.0, i); });
    CHECK(logsumexp(steep).partials[large] == 1);
    CHECK(softmax(steep)[large].partials[large] == 0);
    CHECK(log_softmax(steep)[0].partials[(large + 1) % 3] == (large == 2 ? 1 : 0));
    Vector<long double> z3(3);
    z3[large] = 20000;
    CHECK(logsumexp(z3) == 20000);
  }
}

TEST_CASE("softmax: derivatives change no bit of a value, nested or on a tape") {
  using D = Dual<Dual<float>>;
  support::Random random(68);
  const Matrix<float> z(9, 37, [&](Index, Index) { return 5 * random.uniform<float>(); });
  const Matrix<float> soft(9, 37, [&](Index, Index) { return 0.5f + 0.5f * random.uniform<float>(); });
  const Vector<int> labels(9, [](Index i) { return static_cast<int>(4 * i); });
  const Matrix<D> x(z), t(soft);
  Matrix<D> out(37, 9);
  softmax_into(out.transposed(), x);
  CHECK(losses::same_values(out.transposed(), softmax(z)));
  CHECK(losses::same_values(softmax(Matrix<D>(x)), softmax(z)));
  CHECK(losses::same_values(log_softmax(x), log_softmax(z)));
  CHECK(losses::same_values(logsumexp(x), logsumexp(z)));
  CHECK(losses::same_values(softmax_cross_entropy(x, labels), softmax_cross_entropy(z, labels)));
  out.transposed() = x;
  CHECK(losses::same_values(softmax_cross_entropy_value_and_gradient_into(out.transposed(), out.transposed(), t),
                            softmax_cross_entropy(z, soft)));
  CHECK(losses::same_values(out.transposed(), softmax_cross_entropy_gradient(z, soft)));
  CHECK(losses::same_values(exp(x), exp(z)));
  CHECK(losses::same_values(sigmoid(x.transposed()), sigmoid(z).transposed()));
  log_into(out.transposed(), t);
  CHECK(losses::same_values(out, log(soft).transposed()));
  const Matrix<Dual<float, taped>> on_tape(z);
  CHECK(losses::same_values(logsumexp(on_tape), logsumexp(z)));
  CHECK(losses::same_values(mse(on_tape, soft), mse(z, soft)));
  CHECK(losses::same_values(tanh(on_tape), tanh(z)));
}

TEST_CASE_TEMPLATE("softmax: a row's bits depend on the row alone, in every layout and in place", T, float, double) {
  support::for_each_isa([] {
    support::Random random(64);
    for (const Index n : {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 100, 1000}) {
      CAPTURE(n);
      const Index m = n < 50 ? 300 : 5;  // more rows than a block has
      const Matrix<T> z(m, n, [&](Index, Index) { return 8 * random.uniform<T>(); });
      const Matrix<T> p = softmax(z), l = log_softmax(z);
      const Vector<T> sums = logsumexp(z);
      for (Index i = 0; i < m; i += 37) {
        const Vector<T> row(z.row(i));
        CHECK(same(Vector<T>(p.row(i)), softmax(row)));
        CHECK(same(Vector<T>(l.row(i)), log_softmax(row)));
        CHECK(support::same_bits(logsumexp(row), sums[i]));
        // Each probability is off by exp's two units, the sum's log2 n and the quotient's two roundings at most.
        T total = 0;
        for (const T x : p.row(i)) total += x;
        CHECK(std::fabs(static_cast<double>(total) - 1) <=
              (6 + static_cast<double>(n)) * static_cast<double>(std::numeric_limits<T>::epsilon()));
      }
      Matrix<T> turned(n, m), out(m, n), wide(m, 2 * n);
      turned.transposed() = z;
      MatrixView<T> sparse(wide.data(), m, n, 2 * n, 2);
      CHECK(same(softmax(turned.transposed()), p));
      CHECK(same(log_softmax(turned.transposed()), l));
      CHECK(same(logsumexp(turned.transposed()), sums));
      softmax_into(sparse, z);
      CHECK(same(sparse, p));
      log_softmax_into(sparse, z);
      CHECK(same(sparse, l));
      out = z;
      softmax_into(out, out);
      CHECK(same(out, p));
      out = z;
      log_softmax_into(out, out);
      CHECK(same(out, l));
      Matrix<T> tall(m + 1, n);
      tall.block(0, 0, m, n) = z;
      softmax_into(tall.block(1, 0, m, n), tall.block(0, 0, m, n));
      CHECK(same(tall.block(1, 0, m, n), p));
      softmax_into(turned.transposed(), z);
      CHECK(same(turned.transposed(), p));
    }
  });
}

TEST_CASE("softmax: a temporary's memory is reused; shapes that differ are an error") {
  Matrix<double> z(2, 3, 1.0);
  const double* const memory = z.data();
  const Matrix<double> p = softmax(std::move(z));
  CHECK(p.data() == memory);
  CHECK(p(1, 2) == 1.0 / 3);
  Matrix<double> out(3, 2);
  CHECK_THROWS_AS(softmax_into(out, p), ShapeError);
  CHECK_THROWS_AS(log_softmax_into(out, p), ShapeError);
}
