// Test problems of J. Moré, B. Garbow and K. Hillstrom, Testing unconstrained optimization software, ACM TOMS 7, 1981,
// pages 17-41: all of them are sums of squares. Their minima are in minima_table.inl (make_minima.py).
#ifndef DECLIVE_TESTS_OPTIM_PROBLEMS_HPP
#define DECLIVE_TESTS_OPTIM_PROBLEMS_HPP

#include <cmath>
#include <cstring>
#include <vector>

namespace problems {

using Index = std::ptrdiff_t;

inline constexpr double bard_y[] = {0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39,
                                    0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39};
inline constexpr double gaussian_y[] = {0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989,
                                        0.3521, 0.2420, 0.1295, 0.0540, 0.0175, 0.0044, 0.0009};
inline constexpr double meyer_y[] = {34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744,
                                     8261,  7030,  6005,  5147,  4427,  3820,  3307,  2872};
inline constexpr double kowalik_y[] = {0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627,
                                       0.0456, 0.0342, 0.0323, 0.0235, 0.0246};
inline constexpr double kowalik_u[] = {4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625};
inline constexpr double osborne_1_y[] = {0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751,
                                         0.718, 0.685, 0.658, 0.628, 0.603, 0.580, 0.558, 0.538, 0.522, 0.506, 0.490,
                                         0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.420, 0.414, 0.411, 0.406};
inline constexpr double osborne_2_y[] = {1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746,
                                         0.679, 0.608, 0.655, 0.616, 0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649,
                                         0.694, 0.644, 0.624, 0.661, 0.612, 0.558, 0.533, 0.495, 0.500, 0.423, 0.395,
                                         0.375, 0.372, 0.391, 0.396, 0.405, 0.428, 0.429, 0.523, 0.562, 0.607, 0.653,
                                         0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591, 0.559, 0.597, 0.625, 0.739,
                                         0.710, 0.729, 0.720, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054};

/// The m residuals of each problem at x, which has n elements. S is a number or a dual number over it.
template <class S>
struct Residuals {
  using R = void (*)(const S* x, Index n, Index m, S* r);

  static S number(double value) { return S(value); }
  static S square(const S& a) { return a * a; }
  static S cube(const S& a) { return a * a * a; }

  static void rosenbrock(const S* x, Index n, Index, S* r) {
    for (Index i = 0; i < n; i += 2) {
      r[i] = 10 * (x[i + 1] - x[i] * x[i]);
      r[i + 1] = 1 - x[i];
    }
  }
  static void freudenstein_roth(const S* x, Index, Index, S* r) {
    r[0] = -13 + x[0] + ((5 - x[1]) * x[1] - 2) * x[1];
    r[1] = -29 + x[0] + ((x[1] + 1) * x[1] - 14) * x[1];
  }
  static void powell_badly_scaled(const S* x, Index, Index, S* r) {
    using std::exp;
    r[0] = 10000 * x[0] * x[1] - 1;
    r[1] = exp(-x[0]) + exp(-x[1]) - number(1.0001);
  }
  static void brown_badly_scaled(const S* x, Index, Index, S* r) {
    r[0] = x[0] - 1000000;
    r[1] = x[1] - number(2e-6);
    r[2] = x[0] * x[1] - 2;
  }
  static void beale(const S* x, Index, Index, S* r) {
    r[0] = number(1.5) - x[0] * (1 - x[1]);
    r[1] = number(2.25) - x[0] * (1 - square(x[1]));
    r[2] = number(2.625) - x[0] * (1 - cube(x[1]));
  }
  static void jennrich_sampson(const S* x, Index, Index m, S* r) {
    using std::exp;
    for (int i = 1; i <= m; ++i) r[i - 1] = number(2 + 2 * i) - (exp(number(i) * x[0]) + exp(number(i) * x[1]));
  }
  static void helical_valley(const S* x, Index, Index, S* r) {
    using std::atan, std::sqrt;
    constexpr double tau = 6.283185307179586;
    S theta = x[0] != 0 ? atan(x[1] / x[0]) / number(tau) : number(x[1] < 0 ? -0.25 : 0.25);
    if (x[0] < 0) theta = theta + number(0.5);
    r[0] = 10 * (x[2] - 10 * theta);
    r[1] = 10 * (sqrt(square(x[0]) + square(x[1])) - 1);
    r[2] = x[2];
  }
  static void bard(const S* x, Index, Index, S* r) {
    for (int i = 1; i <= 15; ++i)
      r[i - 1] =
          number(bard_y[i - 1]) - (x[0] + number(i) / (number(16 - i) * x[1] + number(i < 8 ? i : 16 - i) * x[2]));
  }
  static void gaussian(const S* x, Index, Index, S* r) {
    using std::exp;
    for (int i = 1; i <= 15; ++i)
      r[i - 1] = x[0] * exp(-x[1] * square(number((8 - i) / 2.0) - x[2]) / 2) - number(gaussian_y[i - 1]);
  }
  static void meyer(const S* x, Index, Index, S* r) {
    using std::exp;
    for (int i = 1; i <= 16; ++i) r[i - 1] = x[0] * exp(x[1] / (number(45 + 5 * i) + x[2])) - number(meyer_y[i - 1]);
  }
  static void gulf(const S* x, Index, Index m, S* r) {
    using std::exp, std::fabs, std::log;
    for (int i = 1; i <= m; ++i) {
      const double t = i / 100.0, y = 25 + std::pow(-50 * std::log(t), 2.0 / 3);
      // |y - x1|^x2, whose logarithm has a derivative in both.
      const S distance = x[1] < number(y) ? number(y) - x[1] : x[1] - number(y);
      r[i - 1] = exp(-exp(x[2] * log(distance)) / x[0]) - number(t);
    }
  }
  static void box(const S* x, Index, Index m, S* r) {
    using std::exp;
    for (int i = 1; i <= m; ++i) {
      const double t = i / 10.0;
      r[i - 1] = exp(-number(t) * x[0]) - exp(-number(t) * x[1]) - x[2] * number(std::exp(-t) - std::exp(-10 * t));
    }
  }
  static void powell_singular(const S* x, Index n, Index, S* r) {
    for (Index i = 0; i < n; i += 4) {
      r[i] = x[i] + 10 * x[i + 1];
      r[i + 1] = number(std::sqrt(5.0)) * (x[i + 2] - x[i + 3]);
      r[i + 2] = square(x[i + 1] - 2 * x[i + 2]);
      r[i + 3] = number(std::sqrt(10.0)) * square(x[i] - x[i + 3]);
    }
  }
  static void wood(const S* x, Index, Index, S* r) {
    r[0] = 10 * (x[1] - square(x[0]));
    r[1] = 1 - x[0];
    r[2] = number(std::sqrt(90.0)) * (x[3] - square(x[2]));
    r[3] = 1 - x[2];
    r[4] = number(std::sqrt(10.0)) * (x[1] + x[3] - 2);
    r[5] = (x[1] - x[3]) / number(std::sqrt(10.0));
  }
  static void kowalik_osborne(const S* x, Index, Index, S* r) {
    for (int i = 0; i < 11; ++i) {
      const S u = number(kowalik_u[i]);
      r[i] = number(kowalik_y[i]) - x[0] * (u * u + u * x[1]) / (u * u + u * x[2] + x[3]);
    }
  }
  static void brown_dennis(const S* x, Index, Index m, S* r) {
    for (int i = 1; i <= m; ++i) {
      const double t = i / 5.0;
      r[i - 1] = square(x[0] + number(t) * x[1] - number(std::exp(t))) +
                 square(x[2] + number(std::sin(t)) * x[3] - number(std::cos(t)));
    }
  }
  static void osborne_1(const S* x, Index, Index, S* r) {
    using std::exp;
    for (int i = 0; i < 33; ++i)
      r[i] = number(osborne_1_y[i]) - (x[0] + x[1] * exp(number(-10 * i) * x[3]) + x[2] * exp(number(-10 * i) * x[4]));
  }
  static void biggs(const S* x, Index, Index m, S* r) {
    using std::exp;
    for (int i = 1; i <= m; ++i) {
      const double t = i / 10.0, y = std::exp(-t) - 5 * std::exp(-10 * t) + 3 * std::exp(-4 * t);
      const S s = number(-t);
      r[i - 1] = x[2] * exp(s * x[0]) - x[3] * exp(s * x[1]) + x[5] * exp(s * x[4]) - number(y);
    }
  }
  static void osborne_2(const S* x, Index, Index, S* r) {
    using std::exp;
    for (int i = 0; i < 65; ++i) {
      const S t = number(i / 10.0);
      S p = x[0] * exp(-t * x[4]);
      for (int k = 0; k < 3; ++k) p = p + x[1 + k] * exp(-square(t - x[8 + k]) * x[5 + k]);
      r[i] = number(osborne_2_y[i]) - p;
    }
  }
  static void watson(const S* x, Index n, Index, S* r) {
    for (int i = 1; i <= 29; ++i) {
      S slope = number(0), value = x[0];
      double power = 1;  // t^(j-1)
      for (int j = 1; j < n; ++j, power *= i / 29.0) {
        slope = slope + number(j * power) * x[j];
        value = value + number(power * (i / 29.0)) * x[j];
      }
      r[i - 1] = slope - square(value) - 1;
    }
    r[29] = x[0];
    r[30] = x[1] - square(x[0]) - 1;
  }
  static void penalty_1(const S* x, Index n, Index, S* r) {
    r[n] = number(-0.25);
    for (Index i = 0; i < n; ++i) {
      r[i] = number(std::sqrt(1e-5)) * (x[i] - 1);
      r[n] = r[n] + square(x[i]);
    }
  }
  static void penalty_2(const S* x, Index n, Index m, S* r) {
    using std::exp;
    const double a = std::sqrt(1e-5);
    r[0] = x[0] - number(0.2);
    r[m - 1] = number(-1);
    for (int i = 0; i < n; ++i) r[m - 1] = r[m - 1] + number(static_cast<int>(n - i)) * square(x[i]);
    for (int i = 1; i < n; ++i) {
      const S e = exp(x[i] / 10), before = exp(x[i - 1] / 10);
      r[i] = number(a) * (e + before - number(std::exp((i + 1) / 10.0) + std::exp(i / 10.0)));
      r[n + i - 1] = number(a) * (e - number(std::exp(-0.1)));
    }
  }
  static void variably_dimensioned(const S* x, Index n, Index, S* r) {
    r[n] = number(0);
    for (int i = 0; i < n; ++i) {
      r[i] = x[i] - 1;
      r[n] = r[n] + number(i + 1) * r[i];
    }
    r[n + 1] = square(r[n]);
  }
  static void trigonometric(const S* x, Index n, Index, S* r) {
    using std::cos, std::sin;
    S sum = number(0);
    for (Index i = 0; i < n; ++i) sum = sum + cos(x[i]);
    for (int i = 0; i < n; ++i) r[i] = number(static_cast<int>(n)) - sum + number(i + 1) * (1 - cos(x[i])) - sin(x[i]);
  }
  static void brown_almost_linear(const S* x, Index n, Index, S* r) {
    S sum = number(0), product = number(1);
    for (Index i = 0; i < n; ++i) {
      sum = sum + x[i];
      product = product * x[i];
    }
    for (Index i = 0; i < n - 1; ++i) r[i] = x[i] + sum - number(static_cast<int>(n + 1));
    r[n - 1] = product - 1;
  }
  static void discrete_boundary_value(const S* x, Index n, Index, S* r) {
    const double h = 1 / static_cast<double>(n + 1);
    for (Index i = 0; i < n; ++i) {
      const double t = static_cast<double>(i + 1) * h;
      r[i] = 2 * x[i] + number(h * h / 2) * cube(x[i] + number(t + 1));
      if (i > 0) r[i] = r[i] - x[i - 1];
      if (i + 1 < n) r[i] = r[i] - x[i + 1];
    }
  }
  static void discrete_integral_equation(const S* x, Index n, Index, S* r) {
    const double h = 1 / static_cast<double>(n + 1);
    const auto t = [&](Index i) { return static_cast<double>(i + 1) * h; };
    for (Index i = 0; i < n; ++i) {
      S sum = number(0);
      for (Index j = 0; j < n; ++j) {
        const double weight = j <= i ? (1 - t(i)) * t(j) : t(i) * (1 - t(j));
        sum = sum + number(weight) * cube(x[j] + number(t(j) + 1));
      }
      r[i] = x[i] + number(h / 2) * sum;
    }
  }
  static void broyden_tridiagonal(const S* x, Index n, Index, S* r) {
    for (Index i = 0; i < n; ++i) {
      r[i] = (3 - 2 * x[i]) * x[i] + 1;
      if (i > 0) r[i] = r[i] - x[i - 1];
      if (i + 1 < n) r[i] = r[i] - 2 * x[i + 1];
    }
  }
  static void broyden_banded(const S* x, Index n, Index, S* r) {
    for (Index i = 0; i < n; ++i) {
      r[i] = x[i] * (2 + 5 * square(x[i])) + 1;
      for (Index j = i < 5 ? 0 : i - 5; j < n && j <= i + 1; ++j)
        if (j != i) r[i] = r[i] - x[j] * (1 + x[j]);
    }
  }
  static void linear_full_rank(const S* x, Index n, Index m, S* r) {
    S sum = number(0);
    for (Index i = 0; i < n; ++i) sum = sum + x[i];
    for (Index i = 0; i < m; ++i) {
      r[i] = number(-2 / static_cast<double>(m)) * sum - 1;
      if (i < n) r[i] = r[i] + x[i];
    }
  }
  static void linear_rank_1(const S* x, Index n, Index m, S* r) {
    S sum = number(0);
    for (int i = 0; i < n; ++i) sum = sum + number(i + 1) * x[i];
    for (int i = 0; i < m; ++i) r[i] = number(i + 1) * sum - 1;
  }
  static void linear_rank_1_zero(const S* x, Index n, Index m, S* r) {
    S sum = number(0);
    for (int i = 1; i < n - 1; ++i) sum = sum + number(i + 1) * x[i];
    for (int i = 0; i < m; ++i) r[i] = i == 0 || i + 1 == m ? number(-1) : number(i) * sum - 1;
  }
  static void chebyquad(const S* x, Index n, Index m, S* r) {
    for (int i = 0; i < m; ++i) r[i] = number(i % 2 == 0 ? 0.0 : 1.0 / ((i + 1) * (i + 1) - 1));
    for (Index j = 0; j < n; ++j) {
      S before = number(1), now = 2 * x[j] - 1;
      for (Index i = 0; i < m; ++i) {
        r[i] = r[i] + now / number(static_cast<int>(n));
        const S next = 2 * (2 * x[j] - 1) * now - before;
        before = now;
        now = next;
      }
    }
  }
};

/// The names of make_minima.py, each with its residuals for scalar S.
template <class S>
typename Residuals<S>::R residuals_of(const char* name) {
  using P = Residuals<S>;
  static constexpr struct {
    const char* name;
    typename P::R residuals;
  } table[] = {{"rosenbrock", &P::rosenbrock},
               {"freudenstein_roth", &P::freudenstein_roth},
               {"powell_badly_scaled", &P::powell_badly_scaled},
               {"brown_badly_scaled", &P::brown_badly_scaled},
               {"beale", &P::beale},
               {"jennrich_sampson", &P::jennrich_sampson},
               {"helical_valley", &P::helical_valley},
               {"bard", &P::bard},
               {"gaussian", &P::gaussian},
               {"meyer", &P::meyer},
               {"gulf", &P::gulf},
               {"box", &P::box},
               {"powell_singular", &P::powell_singular},
               {"wood", &P::wood},
               {"kowalik_osborne", &P::kowalik_osborne},
               {"brown_dennis", &P::brown_dennis},
               {"osborne_1", &P::osborne_1},
               {"biggs", &P::biggs},
               {"osborne_2", &P::osborne_2},
               {"watson", &P::watson},
               {"penalty_1", &P::penalty_1},
               {"penalty_2", &P::penalty_2},
               {"variably_dimensioned", &P::variably_dimensioned},
               {"trigonometric", &P::trigonometric},
               {"brown_almost_linear", &P::brown_almost_linear},
               {"discrete_boundary_value", &P::discrete_boundary_value},
               {"discrete_integral_equation", &P::discrete_integral_equation},
               {"broyden_tridiagonal", &P::broyden_tridiagonal},
               {"broyden_banded", &P::broyden_banded},
               {"linear_full_rank", &P::linear_full_rank},
               {"linear_rank_1", &P::linear_rank_1},
               {"linear_rank_1_zero", &P::linear_rank_1_zero},
               {"chebyquad", &P::chebyquad}};
  for (const auto& row : table)
    if (std::strcmp(row.name, name) == 0) return row.residuals;
  return nullptr;
}

/// The standard start of a problem with n unknowns.
inline std::vector<double> standard_start(const char* name, Index n) {
  static const struct {
    const char* name;
    std::vector<double> x;
  } table[] = {{"rosenbrock", {-1.2, 1}},
               {"freudenstein_roth", {0.5, -2}},
               {"powell_badly_scaled", {0, 1}},
               {"brown_badly_scaled", {1, 1}},
               {"beale", {1, 1}},
               {"jennrich_sampson", {0.3, 0.4}},
               {"helical_valley", {-1, 0, 0}},
               {"bard", {1, 1, 1}},
               {"gaussian", {0.4, 1, 0}},
               {"meyer", {0.02, 4000, 250}},
               {"gulf", {5, 2.5, 0.15}},
               {"box", {0, 10, 20}},
               {"powell_singular", {3, -1, 0, 1}},
               {"wood", {-3, -1, -3, -1}},
               {"kowalik_osborne", {0.25, 0.39, 0.415, 0.39}},
               {"brown_dennis", {25, 5, -5, -1}},
               {"osborne_1", {0.5, 1.5, -1, 0.01, 0.02}},
               {"biggs", {1, 2, 1, 1, 1, 1}},
               {"osborne_2", {1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5}},
               {"watson", {0}},
               {"penalty_2", {0.5}},
               {"brown_almost_linear", {0.5}},
               {"broyden_tridiagonal", {-1}},
               {"broyden_banded", {-1}},
               {"linear_full_rank", {1}},
               {"linear_rank_1", {1}},
               {"linear_rank_1_zero", {1}}};
  const auto is = [&](const char* other) { return std::strcmp(name, other) == 0; };
  std::vector<double> x(static_cast<std::size_t>(n));
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto t = static_cast<double>(i + 1), count = static_cast<double>(n), share = t / (count + 1);
    if (is("penalty_1"))
      x[i] = t;
    else if (is("variably_dimensioned"))
      x[i] = 1 - t / count;
    else if (is("trigonometric"))
      x[i] = 1 / count;
    else if (is("discrete_boundary_value") || is("discrete_integral_equation"))
      x[i] = share * (share - 1);
    else if (is("chebyquad"))
      x[i] = share;
    for (const auto& row : table)  // shorter ones are repeated
      if (is(row.name)) x[i] = row.x[i % row.x.size()];
  }
  return x;
}

/// A row of minima_table.inl.
struct Problem {
  const char* name;
  Index n, m;
  double at_start;       ///< sum of squares at the standard start
  double minima[2];      ///< of the sum of squares
  bool from_1, from_10;  ///< whether MINPACK comes to one of them from the start, from ten times the start
};
inline constexpr Problem all[] = {
#include "minima_table.inl"
};

/// Whether a sum of squares is within 1e-8, relative, of one of the minima; where that is 0, whether the length of the
/// residuals is at most 1e-8.
inline bool at_minimum(const Problem& p, double value, double tolerance = 1e-8) {
  for (const double minimum : p.minima) {
    if (minimum == 0 ? value <= tolerance * tolerance : std::fabs(value - minimum) <= tolerance * minimum) return true;
  }
  return false;
}

}  // namespace problems

#endif
