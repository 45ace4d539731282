// Elementwise work: one pass over memory, in place or into an array that is already there; and new arrays.
#include "subject.hpp"
#include "subjects.hpp"

namespace bench {

namespace {

// A checker of out(k) = expected(k): `expected` returns the exact value and the sum of its terms' magnitudes. Up to
// three roundings an element; whether a product and a sum are fused is up to the peer.
template <class T, class Out, class Expected>
auto elements_of(Out out, Expected expected) {
  return [=](const std::string& name, const Arrays<T>& x) {
    const declive::Matrix<T>& computed = x.*out;
    for (Index k = 0; k < computed.size(); ++k) {
      const auto [exact, magnitude] = expected(k);
      check_near(name, k, computed.data()[k], exact, magnitude, 2);
    }
  };
}

struct Exact {
  long double value, magnitude;
};
Exact sum_of(long double x, long double y) { return {x + y, std::fabs(x) + std::fabs(y)}; }

template <class T>
void add_shape(Shape shape) {
  using A = Arrays<T>;
  using P = Peer<T>;
  using Wide = long double;
  const Index n = shape.size(), rows = shape.rows, cols = shape.cols;
  const auto a = [](Index k) { return static_cast<Wide>(input<T>(input_a, k)); };
  const auto b = [](Index k) { return static_cast<Wide>(input<T>(input_b, k)); };
  const auto bias = [cols](Index k) { return static_cast<Wide>(input<T>(input_bias, k % cols)); };
  const auto a_plus_b = [=](Index k) { return sum_of(a(k), b(k)); };
  // 0.75 changes values without ever running into a denormal number or an infinity; -1 in place can go on for ever.
  const T s = T(0.75), flip = T(-1);

  // The references for the bandwidth: memcpy and STREAM's triad.
  add_subject<T>(
      "copy", shape, 2, [](A& x) { declive::MatrixView<T>(x.c) = x.a; },
      [=](const P& p, A& x) { p.copy(n, x.a.data(), x.c.data()); }, elements_of<T>(&A::c, [=](Index k) {
        return Exact{a(k), 0};
      }));
  add_subject<T>(
      "triad", shape, 3,
      [=](A& x) {
        declive::map_into(
            x.c, [s](T p, T q) { return p + s * q; }, x.a, x.b);
      },
      [=](const P& p, A& x) { p.triad(n, s, x.a.data(), x.b.data(), x.c.data()); },
      elements_of<T>(&A::c, [=](Index k) { return sum_of(a(k), Wide(s) * b(k)); }));

  add_subject<T>(
      "add", shape, 3,
      [](A& x) {
        declive::map_into(
            x.c, [](T p, T q) { return p + q; }, x.a, x.b);
      },
      [=](const P& p, A& x) { p.add(n, x.a.data(), x.b.data(), x.c.data()); }, elements_of<T>(&A::c, a_plus_b));
  add_subject<T>(
      "add_assign", shape, 3, [](A& x) { x.a += x.b; },
      [=](const P& p, A& x) { p.add_assign(n, x.a.data(), x.b.data()); }, elements_of<T>(&A::a, a_plus_b));
  add_subject<T>(
      "axpy", shape, 3, [=](A& x) { x.a += declive::scaled(s, x.b); },
      [=](const P& p, A& x) { p.axpy(n, x.a.data(), s, x.b.data()); },
      elements_of<T>(&A::a, [=](Index k) { return sum_of(a(k), Wide(s) * b(k)); }));
  add_subject<T>(
      "scale", shape, 2, [=](A& x) { x.a *= flip; }, [=](const P& p, A& x) { p.scale(n, x.a.data(), flip); },
      elements_of<T>(&A::a, [=](Index k) {
        return Exact{-a(k), 0};
      }));
  add_subject<T>(
      "hadamard", shape, 3,
      [](A& x) {
        declive::map_into(
            x.c, [](T p, T q) { return p * q; }, x.a, x.b);
      },
      [=](const P& p, A& x) { p.hadamard(n, x.a.data(), x.b.data(), x.c.data()); }, elements_of<T>(&A::c, [=](Index k) {
        return Exact{a(k) * b(k), std::fabs(a(k) * b(k))};
      }));
  add_subject<T>(
      "relu", shape, 3,
      [](A& x) {
        declive::map_into(
            x.c,
            [](T p, T q) {
              const T y = p * T(2.5) + q;
              return y > T(0) ? y : T(0);
            },
            x.a, x.b);
      },
      [=](const P& p, A& x) { p.relu(n, x.a.data(), x.b.data(), x.c.data()); }, elements_of<T>(&A::c, [=](Index k) {
        const Exact y = sum_of(Wide(2.5) * a(k), b(k));
        return Exact{y.value > 0 ? y.value : 0, y.magnitude};
      }));
  add_subject<T>(
      "bias", shape, 2, [=](A& x) { x.a += declive::broadcast_rows(x.bias, rows); },
      [=](const P& p, A& x) { p.add_bias(rows, cols, x.a.data(), x.bias.data()); },
      elements_of<T>(&A::a, [=](Index k) { return sum_of(a(k), bias(k)); }));

  // A new array in all of them; nothing is left to look at.
  const auto nothing = [](const std::string&, const A&) {};
  add_subject<T>(
      "new_sum", shape, 3,
      [](A& x) {
        const declive::Matrix<T> c = x.a + x.b;
        keep(c.data());
      },
      [=](const P& p, A& x) { p.new_sum(n, x.a.data(), x.b.data()); }, nothing);
  // A new matrix made of the upper left quarter's rows, and of the transpose.
  add_subject<T>(
      "new_block", shape, 0.5, [=](A& x) { keep(declive::Matrix<T>(x.a.block(0, 0, rows / 2, cols / 2)).data()); },
      [=](const P& p, A& x) { p.new_block(rows / 2, cols / 2, cols, x.a.data()); }, nothing);
  add_subject<T>(
      "new_transposed", shape, 2, [](A& x) { keep(declive::Matrix<T>(x.a.transposed()).data()); },
      [=](const P& p, A& x) { p.new_transposed(rows, cols, x.a.data()); }, nothing);
}

}  // namespace

void add_elementwise() {
  for (const Shape shape : elementwise_shapes<float>()) add_shape<float>(shape);
  for (const Shape shape : elementwise_shapes<double>()) add_shape<double>(shape);
}

}  // namespace bench
