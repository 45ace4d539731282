// The roots of a polynomial in one variable: the eigenvalues of its companion matrix, polished.
#ifndef DECLIVE_SYMBOLIC_ROOTS_HPP
#define DECLIVE_SYMBOLIC_ROOTS_HPP

#include <complex>

#include "../linalg/eig.hpp"
#include "calculus.hpp"

namespace declive::detail::inline DECLIVE_ABI {

/// p(z), p'(z) and sum |c_k| |z|^k by Horner's scheme, the highest coefficient first.
template <class R>
struct PolynomialValue {
  std::complex<R> value, slope;
  R size = 0;
};
template <class R>
PolynomialValue<R> value_and_slope(const Vector<R>& coefficients, const std::complex<R>& z) {
  const R x = z.real(), y = z.imag(), modulus = std::hypot(x, y);
  // Written out: the product of std::complex looks for infinities in every step.
  R a = 0, b = 0, c = 0, d = 0, size = 0;
  for (const R coefficient : coefficients) {
    const R slope = c * x - d * y + a;
    d = c * y + d * x + b;
    c = slope;
    const R value = a * x - b * y + coefficient;
    b = a * y + b * x;
    a = value;
    size = size * modulus + std::fabs(coefficient);
  }
  return {{a, b}, {c, d}, size};
}

// Newton's steps as long as they make |p| smaller, at most five.
template <class R>
std::complex<R> polished(const Vector<R>& coefficients, std::complex<R> z) {
  PolynomialValue<R> here = value_and_slope(coefficients, z);
  for (int step = 0; step < 5 && std::abs(here.value) > 0 && std::abs(here.slope) > 0; ++step) {
    const std::complex<R> next = z - here.value / here.slope;
    const PolynomialValue<R> there = value_and_slope(coefficients, next);
    if (!(std::abs(there.value) < std::abs(here.value))) break;
    z = next;
    here = there;
  }
  return z;
}

// The coefficients as doubles and how many roots are zero: c_0 x^n + ... + c_n x^zeros.
template <class R>
struct Dense {
  Vector<R> coefficients;
  Index zeros;
};
template <class R, class C>
Dense<R> dense_coefficients(const char* operation, const Polynomial<C>& p, const Site& site) {
  if (p.size() == 0) raise_value(operation, "of the zero polynomial every number is a root", site);
  if (p.exponents().cols() > 1)
    raise_value(operation, text("\"", to_string(p), "\" has ", p.exponents().cols(), " variables"), site);
  const Vector<C> all = all_coeffs(p, site);
  Index last = all.size();
  while (all[last - 1] == C(0)) --last;
  return {Vector<R>(last, [&](Index k) { return static_cast<R>(all[k]); }), all.size() - last};
}

template <class R>
Vector<std::complex<R>> roots_of(const char* operation, const Dense<R>& p, const Site& site) {
  const Vector<R>& c = p.coefficients;
  const Index n = c.size() - 1;
  // Multiplied by x, the companion matrix gives (-c_1/c_0, 1, 0, ...), ... in its first row.
  const Matrix<R> companion(n, n, [&](Index i, Index j) {
    return i == 0 ? -c[j + 1] / c[0] : i == j + 1 ? R(1) : R(0);
  });
  Vector<std::complex<R>> roots(n + p.zeros);
  Vector<std::complex<R>> values(n);
  general_eigen<false, R>(operation, padded_copy<R>(companion), values, MatrixView<std::complex<R>>(nullptr, 0, 0),
                          eig_steps, site);
  Vector<R> real(n + p.zeros), imag(n + p.zeros);
  for (Index k = 0; k < n; ++k) {
    // Of a pair one is polished, and the other is its conjugate to the bit.
    const bool second = k > 0 && values[k].imag() < 0;
    const std::complex<R> root = second ? std::complex<R>(real[k - 1], -imag[k - 1]) : polished(c, values[k]);
    real[k] = root.real();
    imag[k] = root.imag();
  }
  const Vector<Index> order = eigenvalue_order(real, imag);
  for (Index k = 0; k < roots.size(); ++k) roots[k] = {real[order[k]] + R(0), imag[order[k]]};  // no -0
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
  return detail::roots_of("roots", detail::dense_coefficients<double>("roots", p, site), site);
}

/// The real ones among them, ascending, with their multiplicity. A pair with a small imaginary part counts as a double
/// real root where p at its real part is zero within rounding errors, |p(x)| <= 4 n eps sum |c_k x^k|: so (x - 1)^2 has
/// its two.
template <class C>
Vector<double> real_roots(const Polynomial<C>& p, Site site = Site::here()) {
  const detail::Dense<double> dense = detail::dense_coefficients<double>("real_roots", p, site);
  const Vector<std::complex<double>> all = detail::roots_of("real_roots", dense, site);
  const double tolerance = 4 * static_cast<double>(dense.coefficients.size()) * std::numeric_limits<double>::epsilon();
  std::vector<double> real;
  for (const std::complex<double>& root : all) {
    const auto at = detail::value_and_slope(dense.coefficients, std::complex<double>(root.real()));
    if (root.imag() == 0 || std::abs(at.value) <= tolerance * at.size) real.push_back(root.real());
  }
  return Vector<double>(static_cast<Index>(real.size()), [&](Index k) { return real[static_cast<std::size_t>(k)]; });
}

}  // namespace declive::inline DECLIVE_ABI

#endif
