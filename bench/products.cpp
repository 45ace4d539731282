// Matrix times vector, vector times matrix, transposes, complex and fixed-size products, on one thread.
#include <complex>

#include "product.hpp"
#include "subjects.hpp"

namespace bench {

namespace {

template <class T>
struct Square {
  declive::Matrix<T> a, c;
  declive::Vector<T> x, y;
  explicit Square(Index n)
      : a(n, n, [n](Index i, Index j) { return input<T>(input_a, i * n + j); }),
        c(n, n),
        x(n, [](Index i) { return input<T>(input_bias, i); }),
        y(n) {}
};
template <class S>
S& square(Index n) {
  static std::unique_ptr<S> kept;
  if (kept == nullptr || kept->a.rows() != n) kept = std::make_unique<S>(n);
  return *kept;
}

// |computed - exact| <= (n + 2) eps sum |a||x|, for a x or x a.
template <class T>
void check_vector(const std::string& name, const Square<T>& o, bool transposed) {
  const Index n = o.a.rows();
  for (Index i = 0; i < n; ++i) {
    long double exact = 0, magnitude = 0;
    for (Index k = 0; k < n; ++k) {
      const long double term =
          static_cast<long double>(transposed ? o.a(k, i) : o.a(i, k)) * static_cast<long double>(o.x[k]);
      exact += term;
      magnitude += std::fabs(term);
    }
    check_near(name, i, o.y[i], exact, magnitude, n + 2);
  }
}

template <class T>
void add_vectors() {
  using O = Square<T>;
  std::vector<const ProductPeer<T>*> peers = product_peers<T>();
  peers.push_back(&loop_o3_products<T>());
  peers.push_back(&loop_o2_products<T>());
  for (const Index n : {4, 16, 64, 100, 256, 1000, 4000}) {
    const double flops = 2 * static_cast<double>(n) * static_cast<double>(n),
                 moved = 2 * static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(sizeof(T));
    const std::string size = std::to_string(n);
    const auto prepare = [n]() -> O& { return square<O>(n); };
    const auto check = [](const std::string& name, const O& o) { check_vector(name, o, false); };
    const auto check_t = [](const std::string& name, const O& o) { check_vector(name, o, true); };
    const auto check_transpose = [](const std::string& name, const O& o) {
      for (Index i = 0; i < o.a.rows(); ++i)
        for (Index j = 0; j < o.a.cols(); ++j)
          if (o.c(j, i) != o.a(i, j))
            refuse(name, i * o.a.cols() + j, static_cast<double>(o.c(j, i)), static_cast<double>(o.a(i, j)));
    };
    add_timed<T>(
        "matvec", size, "declive", flops, prepare, [](O& o) { declive::matmul_into(o.y, o.a, o.x); }, check);
    add_timed<T>(
        "vecmat", size, "declive", flops, prepare, [](O& o) { declive::matmul_into(o.y, o.x, o.a); }, check_t);
    add_timed<T>(
        "transpose", size, "declive", moved, prepare, [](O& o) { declive::transpose_into(o.c, o.a); }, check_transpose,
        "GB/s");
    for (const ProductPeer<T>* peer : peers) {
      if (peer->matvec != nullptr)
        add_timed<T>(
            "matvec", size, peer->name, flops, prepare,
            [=](O& o) { peer->matvec(n, n, o.a.data(), o.x.data(), o.y.data()); }, check);
      if (peer->vecmat != nullptr)
        add_timed<T>(
            "vecmat", size, peer->name, flops, prepare,
            [=](O& o) { peer->vecmat(n, n, o.a.data(), o.x.data(), o.y.data()); }, check_t);
      if (peer->transpose != nullptr)
        add_timed<T>(
            "transpose", size, peer->name, moved, prepare, [=](O& o) { peer->transpose(n, n, o.a.data(), o.c.data()); },
            check_transpose, "GB/s");
    }
  }
}

template <class T>
struct ComplexSquare {
  declive::Matrix<std::complex<T>> a, b, c;
  explicit ComplexSquare(Index n)
      : a(n, n, [n](Index i, Index j) { return number(input_a, i * n + j); }),
        b(n, n, [n](Index i, Index j) { return number(input_b, i * n + j); }),
        c(n, n) {}
  static std::complex<T> number(std::uint64_t which, Index k) {
    return {input<T>(which, 2 * k), input<T>(which, 2 * k + 1)};
  }
};

template <class T>
void add_complex() {
  using O = ComplexSquare<T>;
  for (const Index n : {4, 8, 16, 32, 64, 100, 256, 512}) {
    const double flops = 8 * static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(n);
    const auto prepare = [n]() -> O& { return square<O>(n); };
    const auto check = [n](const std::string& name, const O& o) {
      const Index step = (n + 15) / 16;
      for (Index i = 0; i < n; i += step)
        for (Index j = 0; j < n; j += step) {
          std::complex<long double> exact = 0;
          long double magnitude = 0;
          for (Index p = 0; p < n; ++p) {
            const std::complex<long double> x(o.a(i, p)), y(o.b(p, j));
            exact += x * y;
            magnitude += std::abs(x) * std::abs(y);
          }
          check_near(name, i * n + j, o.c(i, j).real(), exact.real(), magnitude, 4 * n + 8);
          check_near(name, i * n + j, o.c(i, j).imag(), exact.imag(), magnitude, 4 * n + 8);
        }
    };
    const std::string size = std::to_string(n);
    add_timed<T>(
        "complex", size, "declive", flops, prepare, [](O& o) { declive::matmul_into(o.c, o.a, o.b); }, check);
    for (const ProductPeer<T>* peer : product_peers<T>())
      if (peer->complex != nullptr)
        add_timed<T>(
            "complex", size, peer->name, flops, prepare,
            [=](O& o) {
              peer->complex(n, reinterpret_cast<const T*>(o.a.data()), reinterpret_cast<const T*>(o.b.data()),
                            reinterpret_cast<T*>(o.c.data()));
            },
            check);
  }
}

// As many matrices as fit L1.
inline constexpr Index fixed_count = 64;
template <class T, Index n>
struct FixedArrays {
  static constexpr Index size = n * n;
  alignas(64) declive::Matrix<T, n, n> a[fixed_count], b[fixed_count], c[fixed_count];
  FixedArrays() {
    for (Index i = 0; i < fixed_count; ++i)
      for (Index e = 0; e < size; ++e) {
        a[i].data()[e] = input<T>(input_a, i * size + e);
        b[i].data()[e] = input<T>(input_b, i * size + e);
      }
  }
};

template <class T, Index n>
void add_fixed(void (*FixedPeer<T>::*work)(Index, const T*, const T*, T*)) {
  using O = FixedArrays<T, n>;
  static O arrays;
  const double flops = 2.0 * static_cast<double>(n * n * n * fixed_count);
  const auto prepare = []() -> O& { return arrays; };
  const auto check = [](const std::string& name, const O& o) {
    for (Index i = 0; i < fixed_count; ++i)
      for (Index e = 0; e < O::size; ++e) {
        long double exact = 0, magnitude = 0;
        for (Index p = 0; p < n; ++p) {
          const long double term =
              static_cast<long double>(o.a[i](e / n, p)) * static_cast<long double>(o.b[i](p, e % n));
          exact += term;
          magnitude += std::fabs(term);
        }
        check_near(name, i * O::size + e, o.c[i].data()[e], exact, magnitude, n + 2);
      }
  };
  const std::string size = std::to_string(n);
  add_timed<T>(
      "fixed", size, "declive", flops, prepare,
      [](O& o) {
        for (Index i = 0; i < fixed_count; ++i) o.c[i] = o.a[i] * o.b[i];
      },
      check);
  std::vector<const FixedPeer<T>*> peers{&eigen_fixed<T>()};
#if DECLIVE_BENCH_HAS_GLM
  peers.push_back(&glm_fixed<T>());
#endif
  for (const FixedPeer<T>* peer : peers)
    add_timed<T>(
        "fixed", size, peer->name, flops, prepare,
        [=](O& o) { (peer->*work)(fixed_count, o.a[0].data(), o.b[0].data(), o.c[0].data()); }, check);
}

template <class T>
void add_type() {
  add_vectors<T>();
  add_complex<T>();
  add_fixed<T, 2>(&FixedPeer<T>::two);
  add_fixed<T, 3>(&FixedPeer<T>::three);
  add_fixed<T, 4>(&FixedPeer<T>::four);
}

}  // namespace

void add_products() {
  add_type<float>();
  add_type<double>();
}

}  // namespace bench
