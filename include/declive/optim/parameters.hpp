// What a model's parameters may be, for the optimizers: one array; a number; a tuple of these, as std::tie(W, b); a
// range of arrays, as std::vector<Matrix<float>>; and tuples and ranges of those. Arrays are Vectors, Matrices and
// views. The gradients have the same structure and the same shapes.
#ifndef DECLIVE_OPTIM_PARAMETERS_HPP
#define DECLIVE_OPTIM_PARAMETERS_HPP

#include <tuple>

#include "../linalg/map.hpp"

namespace declive {

namespace detail {

template <class P>
concept TupleLike = !ArrayLike<P> && requires {
  std::tuple_size<std::remove_cvref_t<P>>::value;
};
template <class P>
concept RangeLike = !ArrayLike<P> && !TupleLike<P> && requires(P & p) {
  p.begin() != p.end();
  *p.begin();
};
template <class P>
concept NumberLike = !ArrayLike<P> && !TupleLike<P> && !RangeLike<P> && Scalar<std::remove_cvref_t<P>>;

/// The element type of the first array.
template <class P>
struct ParameterScalar {
  static_assert(NumberLike<P>, "declive: parameters are an array, a number, or a tuple or range of these");
  using type = std::remove_cvref_t<P>;
};
template <ArrayLike P>
struct ParameterScalar<P> {
  using type = value_type_t<P>;
};
template <TupleLike P>
struct ParameterScalar<P> : ParameterScalar<std::tuple_element_t<0, std::remove_cvref_t<P>>> {};
template <RangeLike P>
struct ParameterScalar<P> : ParameterScalar<decltype(*std::declval<P&>().begin())> {};

template <class P>
using parameter_scalar_t = typename ParameterScalar<std::remove_cvref_t<P>>::type;

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

/// f(array as a matrix view, its dims) for every array of the parameters, in order.
template <class P, class F>
void for_each_parameter(P& p, F&& f) {
  if constexpr (ArrayLike<P>) {
    f(matrix_view(p), p.dims());
  } else if constexpr (TupleLike<P>) {
    std::apply([&](auto&... part) { (for_each_parameter(part, f), ...); }, p);
  } else if constexpr (RangeLike<P>) {
    for (auto&& part : p) for_each_parameter(part, f);
  } else {
    static_assert(NumberLike<P>, "declive: parameters are an array, a number, or a tuple or range of these");
    f(MatrixView<P>(&p, 1, 1), Dims{1, 1, 1});
  }
}

/// f(array of p, array of q) for every array. That the shapes are equal has been checked before.
template <class P, class Q, class F>
void for_each_pair(P& p, Q& q, F&& f) {
  if constexpr (TupleLike<P>) {
    static_assert(TupleLike<Q>, "declive: the gradients must have the parameters' structure: a tuple for a tuple");
    static_assert(std::tuple_size_v<std::remove_cvref_t<P>> == std::tuple_size_v<std::remove_cvref_t<Q>>,
                  "declive: there must be one gradient for each parameter array");
    [&]<std::size_t... k>(std::index_sequence<k...>) { (for_each_pair(std::get<k>(p), std::get<k>(q), f), ...); }
    (std::make_index_sequence<std::tuple_size_v<std::remove_cvref_t<P>>>{});
  } else if constexpr (RangeLike<P>) {
    static_assert(RangeLike<Q>, "declive: the gradients must have the parameters' structure: a range for a range");
    auto other = q.begin();
    for (auto&& part : p) {
      if (other == q.end()) raise_value("step", "a range of gradients is shorter than its range of parameters", {});
      for_each_pair(part, *other, f);
      ++other;
    }
  } else {
    for_each_parameter(p, [&](const auto& to, const Dims&) {
      for_each_parameter(q, [&](const auto& from, const Dims&) { f(to, from); });
    });
  }
}

}  // namespace detail::inline DECLIVE_ABI
}  // namespace declive

#endif
