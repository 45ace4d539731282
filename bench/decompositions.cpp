// Factorizations of square matrices of run-time size, and what is written out for 2 x 2 and 3 x 3: declive beside Eigen
// and LAPACK. What each makes is checked by its residual before it is timed.
#include "decompositions.hpp"

#include "product.hpp"
#include "subjects.hpp"

namespace bench {

namespace {

/// The operands of all subjects, and room for their results. a and s are made by rows for declive and by columns for
/// its peers; s is symmetric positive definite.
template <class T>
struct Systems {
  Index n;
  declive::Matrix<T> a, a_by_columns, s, left, right;
  declive::Vector<T> b, x;
  bool by_columns = false;  ///< whose results these are

  explicit Systems(Index size)
      : n(size),
        a(n, n, [n = size](Index i, Index j) { return input<T>(input_a, i * n + j); }),
        a_by_columns(declive::transpose(a)),
        s(declive::gram(a)),
        left(n, n),
        right(n, n),
        b(n, [](Index i) { return input<T>(input_b, i); }),
        x(n) {
    for (Index i = 0; i < n; ++i) s(i, i) += T(1);
  }
  declive::Matrix<T> by_rows(const declive::Matrix<T>& result) const {
    return by_columns ? declive::transpose(result) : result;
  }
};
template <class T>
Systems<T>& systems(Index n) {
  static std::unique_ptr<Systems<T>> kept;
  if (kept == nullptr || kept->n != n) kept = std::make_unique<Systems<T>>(n);
  return *kept;
}

/// ||off||_F <= 10 n eps scale
template <class T>
void check_residual(const std::string& name, const declive::Matrix<T>& off, double scale) {
  const double bound =
      10 * static_cast<double>(off.rows()) * static_cast<double>(std::numeric_limits<T>::epsilon()) * scale;
  const double residual = static_cast<double>(declive::norm(off));
  if (!(residual <= bound)) refuse(name, 0, residual, bound);
}
template <class T>
double size_of(const declive::Matrix<T>& a) {
  return static_cast<double>(declive::norm(a));
}
/// Q^T Q = I
template <class T>
void check_orthonormal(const std::string& name, const declive::Matrix<T>& q) {
  check_residual<T>(name, q.transposed() * q - declive::Matrix<T>::identity(q.rows()), 1);
}

/// One subject for one size. `ours` and `theirs` do the work, `check` looks at the result.
template <class T, class Ours, class Theirs, class Check>
void add_decomposition(const std::string& subject, Index n, double flops, Ours ours, Theirs theirs, Check check) {
  const std::string size = std::to_string(n);
  const auto prepare = [n]() -> Systems<T>& { return systems<T>(n); };
  add_timed<T>(
      subject, size, "declive", flops, prepare,
      [=](Systems<T>& o) {
        o.by_columns = false;
        ours(o);
      },
      check);
  std::vector<const DecompositionPeer<T>*> peers{&eigen_decompositions<T>()};
  if (const auto* lapack = lapack_decompositions<T>(); lapack != nullptr) peers.push_back(lapack);
  for (const DecompositionPeer<T>* peer : peers)
    add_timed<T>(
        subject, size, peer->name, flops, prepare,
        [=](Systems<T>& o) {
          o.by_columns = true;
          theirs(*peer, o);
        },
        check);
}

template <class T>
void add_size(Index n) {
  using O = Systems<T>;
  using P = DecompositionPeer<T>;
  const double cube = static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(n);

  add_decomposition<T>(
      "lu", n, 2 * cube / 3,
      [](O& o) {
        const auto f = declive::lu(o.a);
        for (Index i = 0; i < o.n; ++i) o.x[i] = f.packed()(i, i);
      },
      [](const P& peer, O& o) { peer.lu(o.n, o.a_by_columns.data(), o.x.data()); },
      [](const std::string& name, const O& o) {
        // |det|, by another way.
        const auto qr = declive::qr(o.a);
        double off = 0;
        for (Index i = 0; i < o.n; ++i)
          off +=
              std::log(std::fabs(static_cast<double>(o.x[i]))) - std::log(std::fabs(static_cast<double>(qr.R(i, i))));
        if (!(std::fabs(off) < 0.01)) refuse(name, 0, off, 0);
      });
  add_decomposition<T>(
      "solve", n, 2 * cube / 3, [](O& o) { o.x = declive::solve(o.a, o.b); },
      [](const P& peer, O& o) { peer.solve(o.n, o.a_by_columns.data(), o.b.data(), o.x.data()); },
      [](const std::string& name, const O& o) {
        const declive::Matrix<T> off(declive::detail::view(declive::Vector<T>(o.a * o.x - o.b)).as_column());
        check_residual(name, off, size_of(o.a) * static_cast<double>(declive::norm(o.x)));
      });
  add_decomposition<T>(
      "inverse", n, 2 * cube, [](O& o) { o.left = declive::inverse(o.a); },
      [](const P& peer, O& o) { peer.inverse(o.n, o.a_by_columns.data(), o.left.data()); },
      [](const std::string& name, const O& o) {
        const declive::Matrix<T> x = o.by_rows(o.left);
        check_residual<T>(name, o.a * x - declive::Matrix<T>::identity(o.n), size_of(o.a) * size_of(x));
      });
  add_decomposition<T>(
      "cholesky", n, cube / 3, [](O& o) { o.left = declive::cholesky(o.s); },
      [](const P& peer, O& o) { peer.cholesky(o.n, o.s.data(), o.left.data()); },
      [](const std::string& name, const O& o) {
        const declive::Matrix<T> l = o.by_rows(o.left);
        check_residual<T>(name, l * l.transposed() - o.s, size_of(o.s));
      });
  add_decomposition<T>(
      "eigh", n, 9 * cube,
      [](O& o) {
        auto f = declive::eigh(o.s);
        o.x = std::move(f.values);
        o.left = std::move(f.vectors);
      },
      [](const P& peer, O& o) { peer.eigh(o.n, o.s.data(), o.x.data(), o.left.data()); },
      [](const std::string& name, const O& o) {
        const declive::Matrix<T> v = o.by_rows(o.left);
        declive::Matrix<T> vd = v;
        for (Index j = 0; j < o.n; ++j) vd.col(j) *= o.x[j];
        check_residual<T>(name, o.s * v - vd, size_of(o.s));
        check_orthonormal(name, v);
      });
  add_decomposition<T>(
      "svd", n, 8 * cube,
      [](O& o) {
        auto f = declive::svd(o.a);
        o.left = std::move(f.U);
        o.x = std::move(f.s);
        o.right = std::move(f.Vt);
      },
      [](const P& peer, O& o) { peer.svd(o.n, o.a_by_columns.data(), o.left.data(), o.x.data(), o.right.data()); },
      [](const std::string& name, const O& o) {
        const declive::Matrix<T> u = o.by_rows(o.left), vt = o.by_rows(o.right);
        declive::Matrix<T> us = u;
        for (Index j = 0; j < o.n; ++j) us.col(j) *= o.x[j];
        check_residual<T>(name, us * vt - o.a, size_of(o.a));
        check_orthonormal(name, u);
        check_orthonormal<T>(name, declive::transpose(vt));
      });
  add_decomposition<T>(
      "qr", n, 8 * cube / 3,
      [](O& o) {
        auto f = declive::qr(o.a);
        o.left = std::move(f.Q);
        o.right = std::move(f.R);
      },
      [](const P& peer, O& o) { peer.qr(o.n, o.a_by_columns.data(), o.left.data(), o.right.data()); },
      [](const std::string& name, const O& o) {
        const declive::Matrix<T> q = o.by_rows(o.left);
        check_residual<T>(name, q * o.by_rows(o.right) - o.a, size_of(o.a));
        check_orthonormal(name, q);
      });
}

// As many matrices as fit L1.
inline constexpr Index fixed_systems = 64;
template <class T, Index n>
struct FixedSystems {
  alignas(64) declive::Matrix<T, n, n> a[fixed_systems], by_columns[fixed_systems], x[fixed_systems];
  alignas(64) declive::Vector<T, n> b[fixed_systems], y[fixed_systems];
  T determinants[std::size_t{fixed_systems}];
  FixedSystems() {
    for (Index k = 0; k < fixed_systems; ++k) {
      for (Index i = 0; i < n; ++i) {
        for (Index j = 0; j < n; ++j) a[k](i, j) = input<T>(input_a, (k * n + i) * n + j) + (i == j ? T(2) : T(0));
        b[k][i] = input<T>(input_b, k * n + i);
      }
      by_columns[k] = declive::transpose(a[k]);
    }
  }
};

template <class T, Index n>
void add_fixed() {
  using O = FixedSystems<T, n>;
  static O arrays;
  const auto prepare = []() -> O& { return arrays; };
  const FixedDecompositionPeer<T>& peer = eigen_fixed_decompositions<T>(n);
  const std::string size = std::to_string(n);
  const double count = 1e3 * static_cast<double>(fixed_systems);  // a thousand, as 1e-9 a unit and million a second
  // A peer's results are by columns: the inverse is looked at through the product of its determinant.
  const auto check_determinants = [](const std::string& name, const O& o) {
    for (Index k = 0; k < fixed_systems; ++k)
      check_near(name, k, o.determinants[k], static_cast<long double>(declive::lu(o.a[k]).determinant()), 27, 16);
  };
  const auto check_inverses = [](bool by_columns) {
    return [by_columns](const std::string& name, const O& o) {
      for (Index k = 0; k < fixed_systems; ++k) {
        const declive::Matrix<T, n, n> x = by_columns ? declive::transpose(o.x[k]) : o.x[k];
        check_residual(name, declive::Matrix<T>(o.a[k] * x - declive::Matrix<T, n, n>::identity()), 30);
      }
    };
  };
  const auto check_solutions = [](const std::string& name, const O& o) {
    for (Index k = 0; k < fixed_systems; ++k)
      check_residual(name, declive::Matrix<T>(declive::detail::view(o.a[k] * o.y[k] - o.b[k]).as_column()), 30);
  };
  add_timed<T>(
      "fixed_inverse", size, "declive", count, prepare,
      [](O& o) {
        for (Index k = 0; k < fixed_systems; ++k) o.x[k] = declive::inverse(o.a[k]);
      },
      check_inverses(false), "M/s");
  add_timed<T>(
      "fixed_inverse", size, peer.name, count, prepare,
      [&](O& o) { peer.inverse(fixed_systems, o.by_columns[0].data(), o.x[0].data()); }, check_inverses(true), "M/s");
  add_timed<T>(
      "fixed_determinant", size, "declive", count, prepare,
      [](O& o) {
        for (Index k = 0; k < fixed_systems; ++k) o.determinants[k] = declive::determinant(o.a[k]);
      },
      check_determinants, "M/s");
  add_timed<T>(
      "fixed_determinant", size, peer.name, count, prepare,
      [&](O& o) { peer.determinant(fixed_systems, o.by_columns[0].data(), o.determinants); }, check_determinants,
      "M/s");
  add_timed<T>(
      "fixed_solve", size, "declive", count, prepare,
      [](O& o) {
        for (Index k = 0; k < fixed_systems; ++k) o.y[k] = declive::solve(o.a[k], o.b[k]);
      },
      check_solutions, "M/s");
  add_timed<T>(
      "fixed_solve", size, peer.name, count, prepare,
      [&](O& o) { peer.solve(fixed_systems, o.by_columns[0].data(), o.b[0].data(), o.y[0].data()); }, check_solutions,
      "M/s");
}

template <class T>
void add_type() {
  for (const Index n : {3, 10, 50, 100, 200, 500}) add_size<T>(n);
  add_fixed<T, 2>();
  add_fixed<T, 3>();
}

}  // namespace

void add_decompositions() {
  add_type<float>();
  add_type<double>();
}

}  // namespace bench
