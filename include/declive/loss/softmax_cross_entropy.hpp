// The cross-entropy of a softmax, from logits: what classification is trained with.
//
// Labels come in two forms:
// - class indices: a vector, std::span or std::vector of whole numbers, one a row of the logits (of a vector of logits: one
//   whole number). A label outside [0, classes) is an IndexError, unless it is the ignore_index.
// - rows of the shape of the logits: one-hot or soft, of numbers of any type; they are not normalised.
// Class weights, label smoothing, the ignored index and the divisor of the mean are PyTorch's (CrossEntropyLoss).
#ifndef DECLIVE_LOSS_SOFTMAX_CROSS_ENTROPY_HPP
#define DECLIVE_LOSS_SOFTMAX_CROSS_ENTROPY_HPP

#include "labels.hpp"
#include "softmax.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

// A term of the loss of a soft row: t (m - x), where a target of 0 hides a logit of -inf.
template <class T>
struct SoftTerm {
  using contraction_free = void;
  T most;
  template <class W>
  DECLIVE_INLINE T operator()(const W& t, const T& x) const {
    return t == W(0) ? T(0) : T(t * (most - x));
  }
};
template <class T>
struct SoftSlope {
  using contraction_free = void;
  T of_probability, of_target;
  template <class W>
  DECLIVE_INLINE T operator()(const W& t, const T& p) const {
    DECLIVE_UNFUSED
    return of_probability * p - of_target * t;
  }
};

template <class T>
T row_sum(const T* x, Index n) {
  if constexpr (has_kernels<T>) {
    return kernels::reduce<kernels::Term::value, T>(x, x, n);
  } else {
    auto term = [x](Index j) -> const T& { return x[j]; };
    return pairwise<T>(0, n, term);
  }
}

// The logits and where the gradient goes: rows of n > 0 elements. No gradient: a null pointer.
template <class T>
struct SoftmaxOperands {
  const T* x;
  Index rows, n, x_stride;
  T* gradient;
  Index gradient_stride;
};

template <class T>
void clear_gradient(const SoftmaxOperands<T>& a, Index i) {
  if (a.gradient == nullptr) return;
  for (Index j = 0; j < a.n; ++j) a.gradient[i * a.gradient_stride + j] = T(0);
}

// losses[i] = weight (ln sum - (x_label - m)); the gradient is factor weight (softmax - one_hot).
template <class T, class Labels, class Options>
void one_hot_losses(const SoftmaxOperands<T>& a, const Labels& labels, const Options& options,
                    const real_scalar_t<T>& factor, T* losses) {
  using Real = real_scalar_t<T>;
  const bool with_gradient = a.gradient != nullptr;
  Vector<T> unused(with_gradient ? 0 : a.n, uninitialized);
  const auto weight = [&](Index i) -> Real {
    return options.class_weights.empty() ? Real(1) : options.class_weights[static_cast<Index>(labels[i])];
  };
  softmax_blocks(
      a.x, a.rows, a.n, a.x_stride, with_gradient ? a.gradient : unused.data(), with_gradient ? a.gradient_stride : 0,
      [&](Index first, Index count, T* factors) {
        for (Index i = first; i < first + count; ++i) {
          const bool ignored = is_ignored(labels[i], options);
          if (!ignored) losses[i] = a.x[i * a.x_stride + static_cast<Index>(labels[i])];  // before the gradient
          factors[i - first] = ignored ? T(0) : T(factor * weight(i));
        }
      },
      [&](Index first, Index count, T* most, T* sum) {
        logarithms(sum, count);
        for (Index i = first; i < first + count; ++i) {
          if (is_ignored(labels[i], options)) {
            clear_gradient(a, i);
            continue;
          }
          losses[i] = static_cast<T>((sum[i - first] - (losses[i] - most[i - first])) * weight(i));
          if (with_gradient) {
            T& at = a.gradient[i * a.gradient_stride + static_cast<Index>(labels[i])];
            at = static_cast<T>(at - factor * weight(i));
          }
        }
      });
}

// losses[i] = sum_j t_j (ln sum + m - x_j), none of whose terms is negative; the gradient is factor (softmax sum_j t_j -
// t). target(i, room) is the row t, perhaps made in the room for n numbers, null if row i is ignored.
template <class T, class W, class Target>
void soft_losses(const SoftmaxOperands<T>& a, Target target, const real_scalar_t<T>& factor, T* losses) {
  constexpr Index together = 4096;  // elements: what L1 and L2 hold of four arrays
  const Index most_rows = a.n >= together ? 1 : a.n * row_block <= together ? row_block : together / a.n;
  const Index some_rows = a.rows < most_rows ? a.rows : most_rows;
  Vector<T> probabilities(some_rows * a.n, uninitialized), terms(a.n, uninitialized);
  Vector<W> made(a.n, uninitialized);
  for (Index block = 0; block < a.rows; block += some_rows) {
    const Index here = a.rows - block < some_rows ? a.rows - block : some_rows;
    softmax_blocks(a.x + block * a.x_stride, here, a.n, a.x_stride, probabilities.data(), a.n, factors_of_one<T>,
                   [&](Index, Index count, T* most, T* sum) {
                     logarithms(sum, count);
                     for (Index k = 0; k < count; ++k) {
                       const Index i = block + k;
                       const W* const t = target(i, made.data());
                       if (t == nullptr) {
                         clear_gradient(a, i);
                         continue;
                       }
                       map_row(SoftTerm<T>{most[k]}, a.n, terms.data(), t, a.x + i * a.x_stride);
                       const W total = row_sum(t, a.n);
                       losses[i] = static_cast<T>(total * sum[k] + row_sum(static_cast<const T*>(terms.data()), a.n));
                       if (a.gradient != nullptr)
                         map_row(SoftSlope<T>{T(factor * total), T(factor)}, a.n, a.gradient + i * a.gradient_stride, t,
                                 static_cast<const T*>(probabilities.data() + k * a.n));
                     }
                   });
  }
}

// The losses of the rows, which begin as 0, and the gradient if it is asked for. Shapes are checked. Returns the divisor
// of the mean.
template <class T, class R, class Z, class L, class Options>
real_scalar_t<T> softmax_losses(const char* operation, const SoftmaxOperands<T>& a, const Z& logits, const L& labels,
                                const Options& options, const Site& site, T* losses) {
  using Real = real_scalar_t<T>;
  check_options(operation, options, a.n, site);
  const bool smooth = options.label_smoothing != Real(0);
  const auto factor_of = [](const Real& divisor) {
    return std::is_same_v<R, Reduction::Mean> ? Real(1) / divisor : Real(1);
  };
  if constexpr (are_indices<L, Z>) {
    const auto indices = index_view(labels);
    const Real divisor = check_labels(operation, indices, options, rows_of(logits).dims(), site);
    if (a.rows == 0 || a.n == 0) return divisor;
    if (!smooth) {
      one_hot_losses(a, indices, options, factor_of(divisor), losses);
    } else {
      const auto one_hot = [&](Index i, Real* room) -> const Real* {
        if (is_ignored(indices[i], options)) return nullptr;
        for (Index j = 0; j < a.n; ++j) room[j] = Real(j == static_cast<Index>(indices[i]) ? 1 : 0);
        prepare_target(room, a.n, options);
        return room;
      };
      soft_losses<T, Real>(a, one_hot, factor_of(divisor), losses);
    }
    return divisor;
  } else {
    using W = std::conditional_t<std::is_arithmetic_v<value_type_t<L>>, Real, T>;
    const Real divisor = count_as<Real>(a.rows);
    if (a.rows == 0 || a.n == 0) return divisor;
    const bool changed = smooth || !options.class_weights.empty();
    with_rows<W>(rows_of(labels), [&](const W* t, Index stride) {
      const auto row = [&](Index i, W* room) -> const W* {
        if (!changed) return t + i * stride;
        for (Index j = 0; j < a.n; ++j) room[j] = t[i * stride + j];
        prepare_target(room, a.n, options);
        return room;
      };
      soft_losses<T, W>(a, row, factor_of(divisor), losses);
    });
    return divisor;
  }
}

// The loss, reduced; the gradient into `gradient` (rows of a view), or nowhere if it is NoGradient.
template <class T, class Z, class L, class R, class G>
auto softmax_pass(const char* operation, const Z& logits, const L& labels, R,
                  const SoftmaxCrossEntropyOptions<real_scalar_t<T>>& options, const G& gradient, const Site& site) {
  const auto z = rows_of(logits);
  Vector<T, VectorLike<Z> ? 1 : Like<Z>::rows> losses(z.rows(), T(0));
  real_scalar_t<T> divisor(0);
  with_rows<T>(z, [&](const T* x, Index x_stride) {
    SoftmaxOperands<T> a{x, z.rows(), z.cols(), x_stride, nullptr, 0};
    if constexpr (std::is_same_v<G, NoGradient>) {
      divisor = softmax_losses<T, R>(operation, a, logits, labels, options, site, losses.data());
    } else {
      with_rows_to_write<T>(gradient, [&](T* g, Index g_stride) {
        a.gradient = g;
        a.gradient_stride = g_stride;
        divisor = softmax_losses<T, R>(operation, a, logits, labels, options, site, losses.data());
      });
    }
  });
  if constexpr (std::is_same_v<R, Reduction::None>) {
    if constexpr (VectorLike<Z>)
      return T(losses[0]);
    else
      return losses;
  } else {
    const T total = sum(losses);
    return std::is_same_v<R, Reduction::Mean> ? static_cast<T>(total / divisor) : total;
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
  using T = softmax_loss_t<Z, L>;
  check_target(operation, logits, labels, site);
  auto loss = softmax_pass<T>(operation, logits, labels, reduction, options, NoGradient{}, site);
  if constexpr (has_plain_values<T>())
    set_plain_values(
        loss, softmax_pass<real_scalar_t<T>>(operation, plain_values_view(logits), plain_values_view(labels), reduction,
                                             options, NoGradient{}, site));
  return loss;
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
  const auto pass = [&](const auto& z, const auto& l) {
    return with_plain_values<T>(
        gradient,
        [&]<class U>(std::type_identity<U>, auto& g, const auto& a, const auto& b) {
          return softmax_pass<U>(operation, a, b, reduction, options, rows_of(g), site);
        },
        z, l);
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
