// The cross-entropy of a softmax, from logits: what classification is trained with.
//
// Labels come in two forms:
// - class indices: a vector, std::span or std::vector of whole numbers, one a row of the logits (of a vector of logits: one
//   whole number). A label outside [0, classes) is an IndexError, unless it is the ignore_index.
// - rows of the shape of the logits: one-hot or soft, of numbers of any type; they are not normalised.
// Class weights, label smoothing, the ignored index and the divisor of the mean are PyTorch's (CrossEntropyLoss).
#ifndef DECLIVE_LOSS_SOFTMAX_CROSS_ENTROPY_HPP
#define DECLIVE_LOSS_SOFTMAX_CROSS_ENTROPY_HPP

#include "elementwise.hpp"
#include "softmax.hpp"

namespace declive {

/// An index that no label has: nothing is ignored.
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

// One label for each row, each a class or ignored; returns the divisor of the mean: the sum of the labels' weights.
template <class Real, class Labels>
Real check_labels(const char* operation, const Labels& labels, const SoftmaxCrossEntropyOptions<Real>& options,
                  const Dims& shape, const Site& site) {
  if (labels.size() != shape.rows)
    raise_shapes(operation, shape, "and", labels.dims(), "there is not one label for each row", site);
  Real divisor = 0;
  for (Index i = 0; i < labels.size(); ++i) {
    const auto label = labels[i];
    if (std::cmp_equal(label, options.ignore_index)) continue;
    if (std::cmp_less(label, 0) || std::cmp_greater_equal(label, shape.cols))
      raise<IndexError>(text(operation, ": label ", std::to_string(label), " of row ", i, " is not one of ", shape.cols,
                             " classes", site));
    divisor += options.class_weights.empty() ? Real(1) : options.class_weights[static_cast<Index>(label)];
  }
  return divisor;
}

// The loss of a row whose target is one class, times its weight; the gradient, if there is one, gets
// factor * weight (softmax - one_hot), and may be the row itself.
template <class T, class G>
T one_hot_row(const T* x, Index n, Index label, const real_scalar_t<T>& weight, const real_scalar_t<T>& factor,
              [[maybe_unused]] G gradient) {
  const T most = row_max(x, n), at_label = x[label] - most;
  T sum;
  if constexpr (std::is_same_v<G, NoGradient>) {
    sum = exp_minus_sum(x, n, most);
  } else {
    sum = exp_minus(x, gradient, n, most);
    const real_scalar_t<T> scale = factor * weight;
    map_row(TimesRight<T>{T(T(scale) / sum)}, n, gradient, static_cast<const T*>(gradient));
    gradient[label] = static_cast<T>(gradient[label] - scale);
  }
  return static_cast<T>((row_log(sum) - at_label) * weight);
}

// -t ln softmax: a target of 0 hides a logit of -inf, but no NaN.
template <class T>
struct SoftTerm {
  using contraction_free = void;
  T most, log_sum;
  template <class W>
  DECLIVE_INLINE T operator()(const W& t, const T& x) const {
    return t == W(0) ? T(log_sum * T(0)) : T(t * (log_sum - (x - most)));
  }
};
template <class T>
struct SoftSlope {
  using contraction_free = void;
  T of_probability, of_target;
  template <class W>
  DECLIVE_INLINE T operator()(const W& t, const T& e) const {
    DECLIVE_UNFUSED
    return of_probability * e - of_target * t;
  }
};
// The same for a target row t of any n numbers: sum_j t_j (ln sum - x_j). The exponentials stand in e meanwhile.
template <class T, class W, class G>
T soft_row(const T* x, const W* t, Index n, T* e, const real_scalar_t<T>& factor, [[maybe_unused]] G gradient) {
  const T most = row_max(x, n), sum = exp_minus(x, e, n, most);
  SoftTerm<T> term{most, row_log(sum)};
  T loss;
  if constexpr (has_kernels<T>) {
    loss = kernels::reduce_gathered<kernels::Term::value, T>(
        n, [&](Index first, Index count, T* out, T*) { kernels::map_flat(term, count, out, t + first, x + first); });
  } else {
    auto each = [&](Index k) { return term(t[k], x[k]); };
    loss = pairwise<T>(0, n, each);
  }
  if constexpr (!std::is_same_v<G, NoGradient>) {
    auto weight = [t](Index k) -> const W& { return t[k]; };
    const W total = pairwise<W>(0, n, weight);
    map_row(SoftSlope<T>{T(T(T(factor) * total) / sum), T(factor)}, n, gradient, t, static_cast<const T*>(e));
  }
  return loss;
}

// t = weights * ((1 - smoothing) t + smoothing / n), in place.
template <class W, class Real>
void prepare_target(W* t, Index n, const SoftmaxCrossEntropyOptions<Real>& options) {
  const Real keep = Real(1) - options.label_smoothing, spread = options.label_smoothing / static_cast<Real>(n);
  for (Index j = 0; j < n; ++j) {
    if (options.label_smoothing != Real(0)) t[j] = static_cast<W>(t[j] * keep + W(spread));
    if (!options.class_weights.empty()) t[j] = static_cast<W>(t[j] * options.class_weights[j]);
  }
}

template <class G>
struct GradientRows {
  G writer;
  auto row(Index i) { return writer.row(i); }
  void write(Index i) { writer.write(i); }
};
template <>
struct GradientRows<NoGradient> {
  explicit GradientRows(NoGradient) {}
  NoGradient row(Index) { return {}; }
  void write(Index) {}
};

// The losses of the rows, reduced. one(i) is the loss of row i and writes its gradient.
template <class T, class Z, class R, class F>
auto reduce_rows(Index rows, const real_scalar_t<T>& divisor, R, F one) {
  if constexpr (std::is_same_v<R, Reduction::None>) {
    if constexpr (VectorLike<Z>)
      return one(0);
    else
      return Vector<T, Like<Z>::rows>(rows, one);
  } else {
    T sum = T(0);
    if constexpr (has_kernels<T>)
      sum = kernels::reduce_gathered<kernels::Term::value, T>(rows, [&](Index first, Index count, T* out, T*) {
        for (Index k = 0; k < count; ++k) out[k] = one(first + k);
      });
    else if (rows > 0)
      sum = pairwise<T>(0, rows, one);
    return std::is_same_v<R, Reduction::Mean> ? static_cast<T>(sum / divisor) : sum;
  }
}

// Shapes are checked, and the gradient (rows, or NoGradient) shares memory with logits and targets as a whole or not at
// all.
template <class T, class Z, class L, class R, class G>
auto softmax_pass(const char* operation, const Z& logits, const L& labels, R reduction,
                  const SoftmaxCrossEntropyOptions<real_scalar_t<T>>& options, G gradient, const Site& site) {
  using Real = real_scalar_t<T>;
  const auto z = rows_of(logits);
  const Index rows = z.rows(), classes = z.cols();
  check_options(operation, options, classes, site);
  RowReader<T, std::remove_const_t<decltype(z)>> logits_of(z);
  GradientRows<G> gradient_of{gradient};
  const auto factor_of = [](const Real& divisor) {
    return std::is_same_v<R, Reduction::Mean> ? Real(1) / divisor : Real(1);
  };
  const auto& weights = options.class_weights;
  if constexpr (are_indices<L, Z>) {
    const auto indices = index_view(labels);
    const Real divisor = check_labels(operation, indices, options, z.dims(), site), factor = factor_of(divisor);
    const bool smooth = options.label_smoothing != Real(0);
    Vector<T> e(smooth ? classes : 0, uninitialized);
    Vector<Real> target(smooth ? classes : 0, uninitialized);
    return reduce_rows<T, Z>(rows, divisor, reduction, [&](Index i) -> T {
      const auto g = gradient_of.row(i);
      T loss = T(0);
      if (std::cmp_equal(indices[i], options.ignore_index)) {
        if constexpr (!std::is_same_v<G, NoGradient>)
          for (Index j = 0; j < classes; ++j) g[j] = T(0);
      } else if (const Index label = static_cast<Index>(indices[i]); smooth) {
        // (1 - s) w_label onto the label, s / n w_c onto every class c.
        for (Index j = 0; j < classes; ++j) target.data()[j] = Real(j == label ? 1 : 0);
        prepare_target(target.data(), classes, options);
        loss = soft_row<T>(logits_of.row(i), static_cast<const Real*>(target.data()), classes, e.data(), factor, g);
      } else {
        loss = one_hot_row<T>(logits_of.row(i), classes, label, weights.empty() ? Real(1) : weights[label], factor, g);
      }
      gradient_of.write(i);
      return loss;
    });
  } else {
    using W = std::conditional_t<std::is_arithmetic_v<value_type_t<L>>, Real, T>;
    const auto y = rows_of(labels);
    RowReader<W, std::remove_const_t<decltype(y)>> target_of(y);
    const Real divisor = static_cast<Real>(rows), factor = factor_of(divisor);
    const bool changed = options.label_smoothing != Real(0) || !weights.empty();
    Vector<T> e(classes, uninitialized);
    Vector<W> target(changed ? classes : 0, uninitialized);
    return reduce_rows<T, Z>(rows, divisor, reduction, [&](Index i) -> T {
      if (classes == 0) return T(0);
      const W* t = target_of.row(i);
      if (changed) {
        for (Index j = 0; j < classes; ++j) target.data()[j] = t[j];
        prepare_target(target.data(), classes, options);
        t = target.data();
      }
      T loss = soft_row<T>(logits_of.row(i), t, classes, e.data(), factor, gradient_of.row(i));
      gradient_of.write(i);
      return loss;
    });
  }
}

template <class Z, class L>
void check_target(const char* operation, const Z& logits, const L& labels, const Site& site) {
  static_assert(
      are_indices<L, Z> || ArrayLike<L>,
      "declive: softmax_cross_entropy: labels are class indices (whole numbers, one for each row), or rows of "
      "the shape of the logits");
  if constexpr (!are_indices<L, Z>) {
    static_assert(Like<L>::rank == Like<Z>::rank,
                  "declive: softmax_cross_entropy: a vector of labels for a matrix of logits holds whole numbers");
    check_same_shape(operation, "and", logits, labels, site);
  }
}

template <class Z, class L, class R>
auto softmax_loss(const char* operation, const Z& logits, const L& labels, R reduction,
                  const softmax_options_t<Z, L>& options, const Site& site) {
  static_assert(ReductionKind<R>, "declive: a loss's reduction is Reduction::mean, Reduction::sum or Reduction::none");
  check_target(operation, logits, labels, site);
  return softmax_pass<softmax_loss_t<Z, L>>(operation, logits, labels, reduction, options, NoGradient{}, site);
}

template <class G, class Z, class L, class R>
auto softmax_gradient_into(const char* operation, G& gradient, const Z& logits, const L& labels, R reduction,
                           const softmax_options_t<Z, L>& options, const Site& site) {
  static_assert(ReductionKind<R>, "declive: a loss's reduction is Reduction::mean, Reduction::sum or Reduction::none");
  using T = softmax_loss_t<Z, L>;
  static_assert(std::is_same_v<value_type_t<G>, T>,
                "declive: the gradient of a loss has the element type of the loss: what C++ makes of prediction - "
                "target, double for integers");
  static_assert(is_writable<G>, "declive: the elements to be written are const");
  check_target(operation, logits, labels, site);
  check_same_shape(operation, "into", logits, gradient, site);
  const auto g = rows_of(gradient);
  const RowWriter<T, std::remove_const_t<decltype(g)>> writer(g);
  const auto pass = [&](const auto& z, const auto& l) {
    return softmax_pass<T>(operation, z, l, reduction, options, writer, site);
  };
  bool shared = must_copy(gradient, logits);
  if constexpr (are_indices<L, Z>) {
    if (shared) return pass(array_t<value_type_t<Z>, Z>(logits), labels);
  } else {
    shared = shared || must_copy(gradient, labels);
    if (shared) return pass(array_t<value_type_t<Z>, Z>(logits), array_t<value_type_t<L>, L>(labels));
  }
  return pass(logits, labels);
}

template <class Z, class L, class R>
auto softmax_gradient(const char* operation, const Z& logits, const L& labels, R reduction,
                      const softmax_options_t<Z, L>& options, const Site& site) {
  auto gradient = shaped_like<array_t<softmax_loss_t<Z, L>, Z>>(logits);
  softmax_gradient_into(operation, gradient, logits, labels, reduction, options, site);
  return gradient;
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// With p = softmax(logits) row by row (a vector is one row), w the class weights and s the label smoothing:
///   index y:      (1 - s) w_y (-ln p_y) + (s / classes) sum_c w_c (-ln p_c);     mean: sum / sum of the rows' w_y
///   row of t_c:   sum_c w_c ((1 - s) t_c + s / classes) (-ln p_c);               mean: sum / rows
/// Ignored rows are 0 and do not count. By reduction the mean, the sum, or a loss for each row (of a vector: a number). A
/// term whose target is 0 is 0, also where p is. Throws ShapeError, IndexError for a label that is no class, ValueError
/// for weights or a smoothing that are none.
template <ArrayLike Z, class L, class R = Reduction::Mean>
auto softmax_cross_entropy(const Z& logits, const L& labels, R reduction = {},
                           const detail::softmax_options_t<Z, L>& options = {}, Site site = Site::here()) {
  return detail::softmax_loss("softmax_cross_entropy", logits, labels, reduction, options, site);
}
template <ArrayLike Z, class L>
auto softmax_cross_entropy(const Z& logits, const L& labels, const detail::softmax_options_t<Z, L>& options,
                           Site site = Site::here()) {
  return detail::softmax_loss("softmax_cross_entropy", logits, labels, Reduction::mean, options, site);
}

/// Its derivative by the logits: p_j sum_c t_c - t_j, t being the target with weights and smoothing (without them p -
/// one_hot), divided by what the mean divides by. Ignored rows are 0.
template <ArrayLike Z, class L, class R = Reduction::Mean>
auto softmax_cross_entropy_gradient(const Z& logits, const L& labels, R reduction = {},
                                    const detail::softmax_options_t<Z, L>& options = {}, Site site = Site::here()) {
  return detail::softmax_gradient("softmax_cross_entropy_gradient", logits, labels, reduction, options, site);
}
template <ArrayLike Z, class L>
auto softmax_cross_entropy_gradient(const Z& logits, const L& labels, const detail::softmax_options_t<Z, L>& options,
                                    Site site = Site::here()) {
  return detail::softmax_gradient("softmax_cross_entropy_gradient", logits, labels, Reduction::mean, options, site);
}

/// Both at the cost of one: writes the gradient into `gradient`, which may be the logits themselves, and returns the
/// loss.
template <ArrayLike G, ArrayLike Z, class L, class R = Reduction::Mean>
auto softmax_cross_entropy_value_and_gradient_into(G&& gradient, const Z& logits, const L& labels, R reduction = {},
                                                   const detail::softmax_options_t<Z, L>& options = {},
                                                   Site site = Site::here()) {
  return detail::softmax_gradient_into("softmax_cross_entropy_value_and_gradient_into", gradient, logits, labels,
                                       reduction, options, site);
}
template <ArrayLike G, ArrayLike Z, class L>
auto softmax_cross_entropy_value_and_gradient_into(G&& gradient, const Z& logits, const L& labels,
                                                   const detail::softmax_options_t<Z, L>& options,
                                                   Site site = Site::here()) {
  return detail::softmax_gradient_into("softmax_cross_entropy_value_and_gradient_into", gradient, logits, labels,
                                       Reduction::mean, options, site);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
