// Every function in reverse mode, against forward mode, which is compared with tables and plain numbers elsewhere.
#include <doctest/doctest.h>

#include <declive/autodiff.hpp>
#include <declive/linalg.hpp>
#include <type_traits>

#include "autodiff/functions.hpp"
#include "support/effort.hpp"

using namespace declive;

namespace {

/// A function on numbers of the tape, and on duals of two partials.
template <class T>
struct Row {
  const char* name;
  T (*plain)(T, T);
  Dual<T, 2> (*forward)(const Dual<T, 2>&, const Dual<T, 2>&);
  Dual<T, taped> (*reverse)(const Dual<T, taped>&, const Dual<T, taped>&);
  template <class Call>
  Row(const char* n, T (*p)(T, T), Call call) : name(n), plain(p), forward(call), reverse(call) {}
};

/// f and its partials by x and y, in reverse mode.
template <class T>
Dual<T, 2> in_reverse(Dual<T, taped> (*f)(const Dual<T, taped>&, const Dual<T, taped>&), T x, T y) {
  detail::Recording<typename Dual<T, taped>::adjoint_type> recording(detail::tape_of<Dual<T, taped>>(), 2);
  Dual<T, taped> a = x, b = y;
  a.place = recording.unknown(0);
  b.place = recording.unknown(1);
  const Dual<T, taped> z = f(a, b);
  recording.pull_back(z.place);
  return Dual<T, 2>(z.value, static_cast<T>(recording.adjoint(0)), static_cast<T>(recording.adjoint(1)));
}

}  // namespace

TEST_CASE_TEMPLATE("Every function has the bits of forward mode, in the value and in both partials", T, float, double,
                   long double) {
  support::Random random(162);
  for (const auto& f : functions::all<T, Row<T>>()) {
    const std::string name = f.name;
    CAPTURE(name);
    // It is made of others, whose slopes are rounded as float or, on a float's tape, as double.
    if (std::is_same_v<T, float> && name == "digamma") continue;
    for (int trial = support::rounds(120); trial > 0; --trial) {
      const T x = functions::argument<T>(random), y = functions::argument<T>(random);
      CAPTURE(x);
      CAPTURE(y);
      const Dual<T, 2> forward = f.forward(Dual<T, 2>(x, 1, 0), Dual<T, 2>(y, 0, 1)),
                       reverse = in_reverse(f.reverse, x, y);
      CHECK(functions::same(reverse.value, f.plain(x, y)));
      for (Index k = 0; k < 2; ++k) CHECK(functions::same(reverse.partials[k] + 0, forward.partials[k] + 0));
    }
  }
}

TEST_CASE("Sums have the bits of those of the values") {
  using D = Dual<double, taped>;
  support::Random random(166);
  const Vector<double> x(1000, [&](Index) { return random.uniform<double>(); });
  const Matrix<double> A(50, 20, [&](Index i, Index j) { return x[20 * i + j]; });
  detail::Recording<double> recording(detail::tape_of<D>(), x.size());
  Vector<D> u(x);
  for (Index k = 0; k < x.size(); ++k) u[k].place = recording.unknown(k);
  const Matrix<D> B(50, 20, [&](Index i, Index j) { return u[20 * i + j]; });
  const auto value = [](const D& y) { return y.value; };
  CHECK(sum(u).value == sum(x));
  CHECK(mean(u).value == mean(x));
  CHECK(dot(u, x).value == dot(x, x));
  CHECK(dot(u, u).value == dot(x, x));
  CHECK(norm(u).value == norm(x));
  CHECK(map(value, sum(B, 0)) == sum(A, 0));
  CHECK(map(value, sum(B, 1)) == sum(A, 1));
  recording.pull_back(dot(u, u).place);
  for (Index k = 0; k < x.size(); ++k) CHECK(recording.adjoint(k) == 2 * x[k]);
}
