// From many elements to one, or to one a column or row. declive's sums are pairwise, its extremes pass NaN on and its
// norm neither overflows nor underflows; the peers promise none of that.
#include "subject.hpp"
#include "subjects.hpp"

namespace bench {

namespace {

// A checker of sum_k term(first + k step), k in [0, n). The bound is that of a sum in sequence, which the loops do.
template <class T, class Term>
void check_sum(const std::string& name, Index at, T computed, Index first, Index step, Index n, Term term) {
  long double exact = 0, magnitude = 0;
  for (Index k = 0; k < n; ++k) {
    const long double x = term(first + k * step);
    exact += x;
    magnitude += std::fabs(x);
  }
  check_near(name, at, computed, exact, magnitude, n);
}

template <class T>
void add_shape(Shape shape) {
  using A = Arrays<T>;
  using P = Peer<T>;
  const Index n = shape.size(), rows = shape.rows, cols = shape.cols;
  const auto a = [](Index k) { return static_cast<long double>(input<T>(input_a, k)); };

  add_subject<T>(
      "sum", shape, 1, [](A& x) { x.scalar = declive::sum(x.a); },
      [=](const P& p, A& x) { x.scalar = p.sum(n, x.a.data()); },
      [=](const std::string& name, const A& x) { check_sum(name, 0, x.scalar, 0, 1, n, a); });
  // dot is for vectors; a matrix is contiguous, and a view of its elements costs nothing.
  add_subject<T>(
      "dot", shape, 2,
      [=](A& x) {
        x.scalar =
            declive::dot(declive::VectorView<const T>(x.a.data(), n), declive::VectorView<const T>(x.b.data(), n));
      },
      [=](const P& p, A& x) { x.scalar = p.dot(n, x.a.data(), x.b.data()); },
      [=](const std::string& name, const A& x) {
        check_sum(name, 0, x.scalar, 0, 1, n,
                  [=](Index k) { return a(k) * static_cast<long double>(input<T>(input_b, k)); });
      });
  add_subject<T>(
      "norm", shape, 1, [](A& x) { x.scalar = declive::norm(x.a); },
      [=](const P& p, A& x) { x.scalar = p.norm(n, x.a.data()); },
      [=](const std::string& name, const A& x) {
        long double squares = 0;
        for (Index k = 0; k < n; ++k) squares += a(k) * a(k);
        check_near(name, 0, x.scalar, std::sqrt(squares), std::sqrt(squares), n);
      });
  const auto largest = [=] {
    Index best = 0;
    for (Index k = 1; k < n; ++k)
      if (a(k) > a(best)) best = k;
    return best;
  };
  add_subject<T>(
      "max", shape, 1, [](A& x) { x.scalar = (declive::max)(x.a); },
      [=](const P& p, A& x) { x.scalar = p.max(n, x.a.data()); },
      [=](const std::string& name, const A& x) { check_near(name, 0, x.scalar, a(largest()), 0, 0); });
  // Equal largest elements are told apart by their value: which of them Eigen finds is not defined.
  add_subject<T>(
      "argmax", shape, 1, [](A& x) { x.index = declive::argmax(x.a); },
      [=](const P& p, A& x) { x.index = p.argmax(n, x.a.data()); },
      [=](const std::string& name, const A& x) { check_near(name, x.index, x.a.data()[x.index], a(largest()), 0, 0); });
  const auto columns_are_right = [=](const std::string& name, const A& x) {
    for (Index j = 0; j < cols; ++j) check_sum(name, j, x.columns[j], j, cols, rows, a);
  };
  const auto rows_are_right = [=](const std::string& name, const A& x) {
    for (Index i = 0; i < rows; ++i) check_sum(name, i, x.rows[i], i * cols, 1, cols, a);
  };
  add_subject<T>(
      "sum_columns", shape, 1, [](A& x) { declive::sum_into(x.columns, x.a, 0); },
      [=](const P& p, A& x) { p.sum_columns(rows, cols, x.a.data(), x.columns.data()); }, columns_are_right);
  add_subject<T>(
      "sum_rows", shape, 1, [](A& x) { declive::sum_into(x.rows, x.a, 1); },
      [=](const P& p, A& x) { p.sum_rows(rows, cols, x.a.data(), x.rows.data()); }, rows_are_right);
  // A new array in all of them; nothing is left to look at.
  const auto nothing = [](const std::string&, const A&) {};
  add_subject<T>(
      "new_sum_columns", shape, 1, [](A& x) { keep(declive::sum(x.a, 0).data()); },
      [=](const P& p, A& x) { p.new_sum_columns(rows, cols, x.a.data()); }, nothing);
  add_subject<T>(
      "new_sum_rows", shape, 1, [](A& x) { keep(declive::sum(x.a, 1).data()); },
      [=](const P& p, A& x) { p.new_sum_rows(rows, cols, x.a.data()); }, nothing);
}

}  // namespace

void add_reductions() {
  for (const Shape shape : elementwise_shapes<float>()) add_shape<float>(shape);
  for (const Shape shape : elementwise_shapes<double>()) add_shape<double>(shape);
}

}  // namespace bench
