// The roots of a polynomial in one variable: the eigenvalues of its companion matrix, polished.
#ifndef DECLIVE_SYMBOLIC_ROOTS_HPP
#define DECLIVE_SYMBOLIC_ROOTS_HPP

#include <complex>

#include "../linalg/eig.hpp"
#include "calculus.hpp"

namespace declive::detail::inline DECLIVE_ABI {

/// p(z), p'(z) and sum |c_k| |z|^k by Horner's scheme, the highest coefficient first.
struct PolynomialValue {
  std::complex<double> value, slope;
  double size = 0;
};
inline PolynomialValue value_and_slope(const Vector<double>& coefficients, const std::complex<double>& z) {
  const double x = z.real(), y = z.imag(), modulus = std::hypot(x, y);
  // Written out: the product of std::complex looks for infinities in every step.
  double a = 0, b = 0, c = 0, d = 0, size = 0;
  for (const double coefficient : coefficients) {
    const double slope = c * x - d * y + a;
    d = c * y + d * x + b;
    c = slope;
    const double value = a * x - b * y + coefficient;
    b = a * y + b * x;
    a = value;
    size = size * modulus + std::fabs(coefficient);
  }
  return {{a, b}, {c, d}, size};
}

// Newton's steps as long as they make |p| smaller, at most five.
inline std::complex<double> polished(const Vector<double>& coefficients, std::complex<double> z) {
  PolynomialValue here = value_and_slope(coefficients, z);
  for (int step = 0; step < 5 && std::abs(here.value) > 0 && std::abs(here.slope) > 0; ++step) {
    const std::complex<double> next = z - here.value / here.slope;
    const PolynomialValue there = value_and_slope(coefficients, next);
    if (!(std::abs(there.value) < std::abs(here.value))) break;
    z = next;
    here = there;
  }
  return z;
}

// The coefficients as doubles and how many roots are zero: c_0 x^n + ... + c_n x^zeros.
struct Dense {
  Vector<double> coefficients;
  Index zeros;
};
template <class C>
Dense dense_coefficients(const char* operation, const Polynomial<C>& p, const Site& site) {
  if (p.size() == 0) raise_value(operation, "of the zero polynomial every number is a root", site);
  if (p.exponents().cols() > 1)
    raise_value(operation, text("\"", to_string(p), "\" has ", p.exponents().cols(), " variables"), site);
  const Vector<C> all = all_coeffs(p, site);
  Index last = all.size();
  while (all[last - 1] == C(0)) --last;
  return {Vector<double>(last, [&](Index k) { return static_cast<double>(all[k]); }), all.size() - last};
}

inline Vector<std::complex<double>> roots_of(const char* operation, const Dense& p, const Site& site) {
  const Vector<double>& c = p.coefficients;
  const Index n = c.size() - 1;
  // Multiplied by x, the companion matrix gives (-c_1/c_0, 1, 0, ...), ... in its first row.
  const Matrix<double> companion(n, n, [&](Index i, Index j) {
    return i == 0 ? -c[j + 1] / c[0] : i == j + 1 ? 1.0 : 0.0;
  });
  Vector<std::complex<double>> roots(n + p.zeros);
  Vector<std::complex<double>> values(n);
  general_eigen<false, double>(operation, padded_copy<double>(companion), values,
                               MatrixView<std::complex<double>>(nullptr, 0, 0), eig_steps, site);
  Vector<double> real(n + p.zeros), imag(n + p.zeros);
  for (Index k = 0; k < n; ++k) {
    // Of a pair one is polished, and the other is its conjugate to the bit.
    const bool second = k > 0 && values[k].imag() < 0;
    const std::complex<double> root = second ? std::complex<double>(real[k - 1], -imag[k - 1]) : polished(c, values[k]);
    real[k] = root.real();
    imag[k] = root.imag();
  }
  const Vector<Index> order = eigenvalue_order(real, imag);
  for (Index k = 0; k < roots.size(); ++k) roots[k] = {real[order[k]] + 0.0, imag[order[k]]};  // no -0
  return roots;
}

}  // namespace declive::detail::inline DECLIVE_ABI

namespace declive::inline DECLIVE_ABI {

/// All complex roots of a polynomial in one variable, as many as its degree, in the order of eig: ascending by real
/// part, conjugate pairs side by side. They are the eigenvalues of the companion matrix, improved by Newton's steps as
/// long as |p| becomes smaller. A root of multiplicity m comes as m roots that lie about eps^(1/m) from it: in
/// (x - 1)^3 about 1e-5. Zero roots are exact. Throws ValueError for the zero polynomial, for more than one variable
/// and where a quotient of coefficients is infinite.
template <class C>
Vector<std::complex<double>> roots(const Polynomial<C>& p, Site site = Site::here()) {
  return detail::roots_of("roots", detail::dense_coefficients("roots", p, site), site);
}

/// The real ones among them, ascending, with their multiplicity. A pair with a small imaginary part counts as a double
/// real root where p at its real part is zero within rounding errors, |p(x)| <= 4 n eps sum |c_k x^k|: so (x - 1)^2 has
/// its two.
template <class C>
Vector<double> real_roots(const Polynomial<C>& p, Site site = Site::here()) {
  const detail::Dense dense = detail::dense_coefficients("real_roots", p, site);
  const Vector<std::complex<double>> all = detail::roots_of("real_roots", dense, site);
  const double tolerance = 4 * static_cast<double>(dense.coefficients.size()) * std::numeric_limits<double>::epsilon();
  std::vector<double> real;
  for (const std::complex<double>& root : all) {
    const detail::PolynomialValue at = detail::value_and_slope(dense.coefficients, root.real());
    if (root.imag() == 0 || std::abs(at.value) <= tolerance * at.size) real.push_back(root.real());
  }
  return Vector<double>(static_cast<Index>(real.size()), [&](Index k) { return real[static_cast<std::size_t>(k)]; });
}

}  // namespace declive::inline DECLIVE_ABI

#endif
