// The labels of softmax_cross_entropy.hpp and what is asked of them: class indices, soft rows, weights, smoothing.
#ifndef DECLIVE_LOSS_LABELS_HPP
#define DECLIVE_LOSS_LABELS_HPP

#include <limits>
#include <span>

#include "elementwise.hpp"

namespace declive {

/// No index at all: nothing is ignored, not even a label of this value (which NaN becomes as an integer).
inline constexpr Index no_index = (std::numeric_limits<Index>::min)();

/// Options of softmax_cross_entropy; Real is the logits' element type, of duals their value's.
///   softmax_cross_entropy(logits, labels, {.label_smoothing = 0.1})
template <class Real>
struct SoftmaxCrossEntropyOptions {
  /// One weight >= 0 for each class; empty: all 1. The vector must outlive the call.
  VectorView<const Real> class_weights{nullptr, 0};
  /// e in [0, 1]: the target becomes (1 - e) target + e / classes.
  Real label_smoothing = 0;
  /// Rows with this label count for nothing; for labels that are indices. PyTorch's default is -100; here nothing is
  /// ignored unless it is asked for.
  Index ignore_index = no_index;
};

namespace detail {

template <class L>
concept SpanOfIndices = !ArrayLike<L> && requires(const L& labels) {
  requires(std::is_integral_v<typename decltype(std::span(labels))::value_type>);
};

// Whether L are class indices for logits Z.
template <class L, class Z>
inline constexpr bool are_indices = [] {
  if constexpr (VectorLike<Z>)
    return std::is_integral_v<L>;
  else if constexpr (VectorLike<L>)
    return std::is_integral_v<value_type_t<L>>;
  else
    return SpanOfIndices<L>;
}();
template <class L, class Z>
concept LabelsFor = are_indices<L, Z> || ArrayLike<L>;

// The type of the loss, which is the gradient's too.
template <class Z, class L>
struct SoftmaxLoss {
  using type = logit_t<value_type_t<Z>>;
};
template <class Z, ArrayLike L>
  requires(!are_indices<L, Z>)
struct SoftmaxLoss<Z, L> {
  using type = loss_t<Z, L>;
};
template <class Z, class L>
using softmax_loss_t = typename SoftmaxLoss<Z, L>::type;
template <class Z, class L>
using softmax_options_t = SoftmaxCrossEntropyOptions<real_scalar_t<softmax_loss_t<Z, L>>>;

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

template <class L>
auto index_view(const L& labels) {
  if constexpr (std::is_integral_v<L>)
    return VectorView<const L>(&labels, 1);
  else if constexpr (VectorLike<L>)
    return view(labels);
  else
    return VectorView(std::span(labels));
}

template <class Real>
void check_options(const char* operation, const SoftmaxCrossEntropyOptions<Real>& options, Index classes,
                   const Site& site) {
  const auto& weights = options.class_weights;
  if (!weights.empty() && weights.size() != classes)
    raise_shape(operation, weights.dims(), text("not one class weight for each of ", classes, " classes"), site);
  for (Index c = 0; c < weights.size(); ++c)
    if (!(weights[c] >= Real(0))) raise_value(operation, text("the weight of class ", c, " is negative or NaN"), site);
  if (!(options.label_smoothing >= Real(0) && options.label_smoothing <= Real(1)))
    raise_value(operation, "the label smoothing is not in [0, 1]", site);
}

// The + makes an int of a bool and a char, which std::cmp_equal refuses.
template <class I, class Real>
bool is_ignored(I label, const SoftmaxCrossEntropyOptions<Real>& options) {
  return options.ignore_index != no_index && std::cmp_equal(+label, options.ignore_index);
}

// One label for each row, each a class or ignored; returns the divisor of the mean: the sum of the labels' weights.
template <class Real, class Labels>
Real check_labels(const char* operation, const Labels& labels, const SoftmaxCrossEntropyOptions<Real>& options,
                  const Dims& shape, const Site& site) {
  if (labels.size() != shape.rows)
    raise_shapes(operation, shape, "and", labels.dims(), "there is not one label for each row", site);
  Real divisor = 0;
  for (Index i = 0; i < labels.size(); ++i) {
    const auto label = +labels[i];
    if (is_ignored(label, options)) continue;
    if (std::cmp_less(label, 0) || std::cmp_greater_equal(label, shape.cols))
      raise<IndexError>(text(operation, ": label ", std::to_string(label), " of row ", i, " is not one of ", shape.cols,
                             " classes", site));
    divisor = divisor + (options.class_weights.empty() ? Real(1) : options.class_weights[static_cast<Index>(label)]);
  }
  return divisor;
}

// t = weights * ((1 - smoothing) t + smoothing / n), in place.
template <class W, class Real>
void prepare_target(W* t, Index n, const SoftmaxCrossEntropyOptions<Real>& options) {
  const Real keep = Real(1) - options.label_smoothing, spread = options.label_smoothing / count_as<Real>(n);
  for (Index j = 0; j < n; ++j) {
    if (options.label_smoothing != Real(0)) t[j] = static_cast<W>(t[j] * keep + W(spread));
    if (!options.class_weights.empty()) t[j] = static_cast<W>(t[j] * options.class_weights[j]);
  }
}

}  // namespace detail::inline DECLIVE_ABI
}  // namespace declive

#endif
