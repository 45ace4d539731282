// exp, log, tanh and sigmoid of every element: NumPy's and PyTorch's functions of whole arrays.
//
// float and double run in registers, within two units in the last place over the whole range, an element having the
// same bits wherever it stands (kernels/elementary.hpp has the methods, docs/losses.md the measured errors); so do the
// values of numbers with derivatives, whose derivatives are those of their own exp, log, tanh and sigmoid. Any other
// element type is asked for its own exp, log, tanh (and sigmoid, if it has one), which are found as std:: functions or
// beside the type; integers give double, as in NumPy.
#ifndef DECLIVE_LINALG_FUNCTIONS_HPP
#define DECLIVE_LINALG_FUNCTIONS_HPP

#include <cmath>

#include "../kernels/elementary.hpp"
#include "map.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

// f of one scalar.
template <kernels::Function f>
struct FunctionOf {
  template <class T>
  auto operator()(const T& x) const {
    using kernels::Function;
    using std::exp, std::log, std::tanh;
    if constexpr (std::is_integral_v<T>) {
      return (*this)(static_cast<double>(x));
    } else if constexpr (f == Function::exp) {
      return exp(x);
    } else if constexpr (f == Function::log) {
      return log(x);
    } else if constexpr (f == Function::tanh) {
      return tanh(x);
    } else {
      // Not of floating-point numbers: whether a sigmoid of those is declared here depends on what was included before.
      if constexpr (!std::is_floating_point_v<T> && requires { sigmoid(x); }) {
        return sigmoid(x);
      } else {
        if constexpr (requires { x < x; }) {
          if (x < T(0)) {
            const T z = exp(x);
            return T(z / (T(1) + z));
          }
        }
        return T(T(1) / (T(1) + exp(-x)));
      }
    }
  }
};

// out = f(x) for planes of rows x cols elements that are disjoint or the same.
template <kernels::Function f, class T>
void apply_function(Index rows, Index cols, kernels::Plane<T> out, kernels::Plane<const T> x) {
  if (cols == 1 || (out.row_stride == 1 && x.row_stride == 1)) {  // along what is contiguous; a vector is one column
    std::swap(rows, cols);
    std::swap(out.row_stride, out.col_stride);
    std::swap(x.row_stride, x.col_stride);
  }
  constexpr Index chunk = 256;
  T buffer[std::size_t{chunk}];
  for (Index i = 0; i < rows; ++i) {
    if (out.col_stride == 1 && x.col_stride == 1) {
      kernels::apply<f>(x.data + i * x.row_stride, out.data + i * out.row_stride, cols);
      continue;
    }
    for (Index j = 0; j < cols; j += chunk) {
      const Index some = cols - j < chunk ? cols - j : chunk;
      const T* const from = x.data + i * x.row_stride + j * x.col_stride;
      T* const to = out.data + i * out.row_stride + j * out.col_stride;
      for (Index k = 0; k < some; ++k) buffer[k] = from[k * x.col_stride];
      kernels::apply<f>(static_cast<const T*>(buffer), buffer, some);
      for (Index k = 0; k < some; ++k) to[k * out.col_stride] = buffer[k];
    }
  }
}

// out = f(x) for equal shapes and element types that have kernels, any overlap.
template <kernels::Function f, class Out, class X>
void function_checked(Out& out, const X& x) {
  static_assert(is_writable<Out>, "declive: the elements to be written are const");
  if (must_copy(out, x)) return function_checked<f>(out, array_t<value_type_t<X>, X>(x));
  if (is_flat(out) && is_flat(x))
    return kernels::apply<f>(static_cast<const value_type_t<X>*>(x.data()), out.data(), matrix_view(out).size());
  const auto to = matrix_view(out);
  apply_function<f>(to.rows(), to.cols(), plane(to), const_plane(matrix_view(x)));
}

template <kernels::Function f, class X>
auto function_values(X&& x) {
  using T = value_type_t<X>;
  using Result = array_t<T, X>;
  if constexpr (has_plain_values<T>()) {
    const auto values = function_values<f>(plain_values_view(x));
    FunctionOf<f> g;
    auto result = map_values<T>(g, std::forward<X>(x));
    set_plain_values(result, values);
    return result;
  } else if constexpr (!has_kernels<T>) {
    FunctionOf<f> g;
    return map_values<std::remove_cvref_t<decltype(g(std::declval<const T&>()))>>(g, std::forward<X>(x));
  } else if constexpr (is_reusable<X, Result>) {
    function_checked<f>(x, std::as_const(x));
    return Result(std::move(x));
  } else if constexpr (VectorLike<X>) {
    Result result(x.size(), uninitialized);
    function_checked<f>(result, x);
    return result;
  } else {
    Result result(x.rows(), x.cols(), uninitialized);
    function_checked<f>(result, x);
    return result;
  }
}

template <kernels::Function f, class Out, class X>
void function_into(const char* operation, Out& out, const X& x, const Site& site) {
  using T = value_type_t<X>;
  if constexpr (has_kernels<T> && std::is_same_v<T, value_type_t<Out>>) {
    check_same_shape(operation, "and", out, x, site);
    function_checked<f>(out, x);
  } else if constexpr (has_plain_values<T>() && std::is_same_v<T, value_type_t<Out>>) {
    const auto values = function_values<f>(plain_values_view(x));
    FunctionOf<f> g;
    map_into(operation, site, out, g, x);
    set_plain_values(out, values);
  } else {
    FunctionOf<f> g;
    map_into(operation, site, out, g, x);
  }
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// The array of e^x, of the natural logarithms ln x (-inf at 0, NaN below), of tanh x, and of 1 / (1 + e^-x) for the
/// elements x. The memory of a temporary operand is reused.
template <ArrayLike X>
auto exp(X&& x) {
  return detail::function_values<kernels::Function::exp>(std::forward<X>(x));
}
template <ArrayLike X>
auto log(X&& x) {
  return detail::function_values<kernels::Function::log>(std::forward<X>(x));
}
template <ArrayLike X>
auto tanh(X&& x) {
  return detail::function_values<kernels::Function::tanh>(std::forward<X>(x));
}
template <ArrayLike X>
auto sigmoid(X&& x) {
  return detail::function_values<kernels::Function::sigmoid>(std::forward<X>(x));
}

/// The same without a new array; `out` may be x or overlap it. Throws ShapeError.
template <ArrayLike Out, ArrayLike X>
void exp_into(Out&& out, const X& x, Site site = Site::here()) {
  detail::function_into<kernels::Function::exp>("exp_into", out, x, site);
}
template <ArrayLike Out, ArrayLike X>
void log_into(Out&& out, const X& x, Site site = Site::here()) {
  detail::function_into<kernels::Function::log>("log_into", out, x, site);
}
template <ArrayLike Out, ArrayLike X>
void tanh_into(Out&& out, const X& x, Site site = Site::here()) {
  detail::function_into<kernels::Function::tanh>("tanh_into", out, x, site);
}
template <ArrayLike Out, ArrayLike X>
void sigmoid_into(Out&& out, const X& x, Site site = Site::here()) {
  detail::function_into<kernels::Function::sigmoid>("sigmoid_into", out, x, site);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
