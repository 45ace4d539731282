// exp, log, tanh and sigmoid of whole arrays, and the losses with their gradients. declive's functions are within two
// units in the last place, softmax passes NaN on, and the sums are pairwise; the peers promise none of that.
#include "subject.hpp"
#include "subjects.hpp"

namespace bench {

namespace {

using Wide = long double;

// A logarithm wants positive numbers: 1/8 to 17/8.
template <class T>
T positive_input(Index k) {
  return input<T>(input_a, k) + T(1.125);
}
template <class T>
const declive::Matrix<T>& positive(Shape shape) {
  static declive::Matrix<T> kept;
  if (kept.rows() != shape.rows || kept.cols() != shape.cols) {
    kept = declive::Matrix<T>(shape.rows, shape.cols);
    for (Index k = 0; k < shape.size(); ++k) kept.data()[k] = positive_input<T>(k);
  }
  return kept;
}

// Peers with functions of their own for a subject.
template <class T, class Work, class PeerWork, class Verify>
void add_functions(const std::string& subject, Shape shape, double arrays_moved, Work work, PeerWork peer_work,
                   Verify verify) {
  add_peer<T>(subject, "declive", shape, arrays_moved, work, verify);
  for (const FunctionPeer<T>* peer : {&eigen_functions<T>(), &loop_o3_functions<T>(), &loop_o2_functions<T>()})
    add_peer<T>(
        subject, peer->name, shape, arrays_moved, [=](Arrays<T>& x) { peer_work(*peer, x); }, verify);
}

template <class T, class Exact>
auto function_of(Exact exact) {
  return [=](const std::string& name, const Arrays<T>& x) {
    for (Index k = 0; k < x.c.size(); ++k) check_near(name, k, x.c.data()[k], exact(k), std::fabs(exact(k)), 8);
  };
}

template <class T>
void add_shape(Shape shape) {
  using A = Arrays<T>;
  using P = FunctionPeer<T>;
  const Index n = shape.size();
  const auto a = [](Index k) { return static_cast<Wide>(input<T>(input_a, k)); };
  add_functions<T>(
      "exp", shape, 2, [](A& x) { declive::exp_into(x.c, x.a); },
      [=](const P& p, A& x) { p.exp(n, x.a.data(), x.c.data()); },
      function_of<T>([=](Index k) { return std::exp(a(k)); }));
  add_functions<T>(
      "log", shape, 2, [=](A& x) { declive::log_into(x.c, positive<T>(shape)); },
      [=](const P& p, A& x) { p.log(n, positive<T>(shape).data(), x.c.data()); },
      [=](const std::string& name, const A& x) {
        for (Index k = 0; k < n; ++k) {
          const Wide exact = std::log(static_cast<Wide>(positive_input<T>(k)));
          check_near(name, k, x.c.data()[k], exact, std::fabs(exact), 8);
        }
      });
  add_functions<T>(
      "tanh", shape, 2, [](A& x) { declive::tanh_into(x.c, x.a); },
      [=](const P& p, A& x) { p.tanh(n, x.a.data(), x.c.data()); },
      function_of<T>([=](Index k) { return std::tanh(a(k)); }));
  add_functions<T>(
      "sigmoid", shape, 2, [](A& x) { declive::sigmoid_into(x.c, x.a); },
      [=](const P& p, A& x) { p.sigmoid(n, x.a.data(), x.c.data()); },
      function_of<T>([=](Index k) { return 1 / (1 + std::exp(-a(k))); }));
  add_functions<T>(
      "mse", shape, 3, [](A& x) { x.scalar = declive::mse_value_and_gradient_into(x.c, x.a, x.b); },
      [=](const P& p, A& x) { x.scalar = p.mse(n, x.a.data(), x.b.data(), x.c.data()); },
      [=](const std::string& name, const A& x) {
        Wide sum = 0;
        for (Index k = 0; k < n; ++k) {
          const Wide b = static_cast<Wide>(input<T>(input_b, k)), d = a(k) - b;
          sum += d * d;
          check_near(name, k, x.c.data()[k], 2 * d / static_cast<Wide>(n),
                     2 * (std::fabs(a(k)) + std::fabs(b)) / static_cast<Wide>(n), 4);
        }
        check_near(name, n, x.scalar, sum / static_cast<Wide>(n), sum / static_cast<Wide>(n), n + 4);
      });
}

template <class T>
const declive::Vector<int>& labels(Shape shape) {
  static declive::Vector<int> kept;
  if (kept.size() != shape.rows || declive::max(kept) >= shape.cols)
    kept = declive::Vector<int>(shape.rows, [=](Index i) { return static_cast<int>(i * 7 % shape.cols); });
  return kept;
}

template <class T>
void add_rows(Shape shape) {
  using A = Arrays<T>;
  using P = FunctionPeer<T>;
  const Index rows = shape.rows, cols = shape.cols;
  // The probability of every class and the mean of -ln p of the labels.
  const auto exact = [=](const A& x, auto see) {
    Wide loss = 0;
    for (Index i = 0; i < rows; ++i) {
      const T* const z = x.a.data() + i * cols;
      Wide sum = 0;
      for (Index j = 0; j < cols; ++j) sum += std::exp(static_cast<Wide>(z[j]));
      for (Index j = 0; j < cols; ++j) see(i, j, std::exp(static_cast<Wide>(z[j])) / sum);
      loss += std::log(sum) - static_cast<Wide>(z[i * 7 % cols]);
    }
    return loss / static_cast<Wide>(rows);
  };
  add_functions<T>(
      "softmax", shape, 2, [](A& x) { declive::softmax_into(x.c, x.a); },
      [=](const P& p, A& x) { p.softmax(rows, cols, x.a.data(), x.c.data()); },
      [=](const std::string& name, const A& x) {
        exact(x, [&](Index i, Index j, Wide p) { check_near(name, i * cols + j, x.c(i, j), p, p, cols + 8); });
      });
  add_functions<T>(
      "softmax_ce", shape, 2,
      [=](A& x) { x.scalar = declive::softmax_cross_entropy_value_and_gradient_into(x.c, x.a, labels<T>(shape)); },
      [=](const P& p, A& x) {
        x.scalar = p.softmax_cross_entropy(rows, cols, x.a.data(), labels<T>(shape).data(), x.c.data());
      },
      [=](const std::string& name, const A& x) {
        const Wide loss = exact(x, [&](Index i, Index j, Wide p) {
          const Wide share = 1 / static_cast<Wide>(rows), hit = j == i * 7 % cols ? 1 : 0;
          check_near(name, i * cols + j, x.c(i, j), (p - hit) * share, (p + hit) * share, cols + 8);
        });
        check_near(name, rows * cols, x.scalar, loss, loss, rows + cols);
      });
}

}  // namespace

void add_losses() {
  for (const Shape shape : {Shape{10, 10}, Shape{40, 100}, Shape{2000, 1000}}) {
    add_shape<float>(shape);
    add_shape<double>(shape);
  }
  for (const Shape shape : {Shape{64, 10}, Shape{128, 100}, Shape{64, 1000}}) {
    add_rows<float>(shape);
    add_rows<double>(shape);
  }
}

}  // namespace bench
