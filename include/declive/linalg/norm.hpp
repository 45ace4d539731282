// Norms: of all elements, or of each column or row. NaN goes through.
#ifndef DECLIVE_LINALG_NORM_HPP
#define DECLIVE_LINALG_NORM_HPP

#include <cmath>
#include <limits>

#include "sum.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

// The norm of elements whose plain sum of squares left the safe range: scaled by a power of two, which is exact.
template <class U, class T, Index R, Index C>
DECLIVE_COLD U rescaled_norm(U plain, MatrixView<T, R, C> v) {
  using std::sqrt;
  using S = decltype(plain_value(element(v, 0)));
  using Limits = std::numeric_limits<S>;
  S most = 0;
  for (Index k = 0; k < v.size(); ++k) {
    const S x = std::fabs(plain_value(element(v, k)));
    if (x != x) return U(sqrt(plain));
    if (x > most) most = x;
  }
  if (most == S(0) || most > (Limits::max)()) return U(sqrt(plain));
  int exponent = 0;
  std::frexp(most, &exponent);
  if (exponent < Limits::min_exponent + 2) exponent = Limits::min_exponent + 2;
  if (exponent > Limits::max_exponent - 2) exponent = Limits::max_exponent - 2;
  const S scale = std::ldexp(S(1), -exponent);
  auto square = [&](Index k) {
    const U x = element(v, k) * scale;
    return x * x;
  };
  return U(sqrt(pairwise<U>(0, v.size(), square)) * std::ldexp(S(1), exponent));
}

// sqrt(sum |x|^2) without overflow or underflow on the way.
template <class T, Index R, Index C>
DECLIVE_INLINE inline auto scaled_norm(const MatrixView<T, R, C>& v) {
  using std::sqrt;
  using U = std::remove_const_t<T>;
  using S = decltype(plain_value(element(v, 0)));
  const U plain = total<kernels::Term::square>("norm", v);
  if constexpr (std::is_floating_point_v<S>) {
    using Limits = std::numeric_limits<S>;
    if (plain >= (Limits::min)() / Limits::epsilon() && plain <= (Limits::max)()) return U(sqrt(plain));
    return rescaled_norm(plain, v);
  } else {
    return U(sqrt(plain));
  }
}

// The same of any elements: integers as doubles, complex numbers as their two parts.
template <class T, Index R, Index C>
DECLIVE_INLINE inline auto euclidean(const MatrixView<T, R, C>& v) {
  using U = std::remove_const_t<T>;
  if constexpr (std::is_integral_v<U>) {
    using Real =
        std::conditional_t<std::is_integral_v<U>, double, U>;  // made of U, so that nothing is compiled unasked
    const Vector<Real> reals(v.size(), [&](Index k) { return static_cast<Real>(element(v, k)); });
    return scaled_norm(view(reals).as_column());
  } else if constexpr (is_complex<U>) {
    const Vector<real_t<U>> parts(
        2 * v.size(), [&](Index k) { return k % 2 == 0 ? element(v, k / 2).real() : element(v, k / 2).imag(); });
    return scaled_norm(view(parts).as_column());
  } else {
    return scaled_norm(v);
  }
}

struct Euclidean {
  template <class Line>
  auto operator()(const Line& line) const {
    return euclidean(line);
  }
};

// |x|: of a complex number its modulus.
template <class T>
constexpr auto magnitude(const T& x) {
  if constexpr (is_complex<T>) {
    return std::hypot(x.real(), x.imag());
  } else if constexpr (std::is_integral_v<T>) {
    return static_cast<double>(x < T(0) ? -static_cast<double>(x) : static_cast<double>(x));
  } else if constexpr (std::is_floating_point_v<T>) {
    return x < T(0) ? -x : x + T(0);
  } else {
    return x < T(0) ? -x : x;
  }
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// The Euclidean norm sqrt(sum |x_k|^2), of a matrix the Frobenius norm; neither overflows nor underflows before its
/// result does.
template <ArrayLike X>
auto norm(const X& x) {
  return detail::euclidean(detail::matrix_view(x));
}
/// axis 0: the norm of each column; axis 1: of each row. Throws ValueError for another axis.
template <MatrixLike A>
auto norm(const A& a, int axis, Site site = Site::here()) {
  return detail::along<decltype(norm(a))>("norm", a, axis, site, detail::Euclidean{});
}
/// out = norm(A, axis), as sum_into.
template <VectorLike Out, MatrixLike A>
void norm_into(Out&& out, const A& a, int axis, Site site = Site::here()) {
  detail::along_into<decltype(norm(a))>("norm_into", out, a, axis, site, detail::Euclidean{});
}
/// sum |x_k|.
template <VectorLike X>
auto norm_l1(const X& x) {
  const auto v = detail::matrix_view(x);
  using T = value_type_t<X>;
  if constexpr (detail::has_kernels<T>) {
    return detail::total<kernels::Term::magnitude>("norm_l1", v);
  } else {
    using S = decltype(detail::magnitude(detail::element(v, 0)));
    auto one = [&](Index k) { return detail::magnitude(detail::element(v, k)); };
    S sum = v.empty() ? S(0) : detail::pairwise<S>(0, v.size(), one);
    if constexpr (detail::has_kernel_values<T>)
      if (!v.empty()) sum.value = norm_l1(detail::values_view(v).col(0));
    return sum;
  }
}
/// max |x_k|; 0 of no elements, NaN if there is one.
template <VectorLike X>
auto norm_inf(const X& x) {
  const auto v = detail::matrix_view(x);
  using S = decltype(detail::magnitude(detail::element(v, 0)));
  if constexpr (detail::has_kernels<value_type_t<X>>) {
    if (!v.empty() && detail::is_contiguous(v)) {
      bool has_nan = false;
      const S most = kernels::find_extreme<kernels::Extreme::magnitude, S>(v.data(), v.size(), has_nan);
      return has_nan ? std::numeric_limits<S>::quiet_NaN() : most;
    }
  }
  S most = S(0);
  for (Index k = 0; k < v.size(); ++k) {
    const S one = detail::magnitude(detail::element(v, k));
    if (one != one) return one;
    if (most < one) most = one;
  }
  return most;
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
