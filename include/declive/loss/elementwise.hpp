// The pass over memory that all losses of pairs (p, y) share: value, gradient, or both at once.
//
// A loss is a class with
//   value<T>(p, y), slope<T>(p, y)       the loss of one pair and its derivative by p, as T
//   values<T>(n, p, y, out)              optional: the losses of arrays of float or double, where a kernel is faster
//   slopes<T>(n, p, y, factor, out)      optional: factor times the slopes; out may be p or y
//   by_row                               whether a row of a matrix (a whole vector) is one sample: the mean is then over
//                                        rows, and Reduction::none gives one loss a row; else everything is by element
// float and double go chunk by chunk through the loops of kernels/map.hpp and are added pairwise, in an order that
// depends on their number alone; other scalars one by one, added pairwise too.
#ifndef DECLIVE_LOSS_ELEMENTWISE_HPP
#define DECLIVE_LOSS_ELEMENTWISE_HPP

#include "../linalg/arithmetic.hpp"
#include "reduction.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

template <class Loss, class T>
struct ValueOf {
  using contraction_free = void;
  Loss loss;
  DECLIVE_INLINE T operator()(const T& p, const T& y) const { return loss.template value<T>(p, y); }
};
template <class Loss, class T>
struct SlopeOf {
  using contraction_free = void;
  Loss loss;
  T factor;
  DECLIVE_INLINE T operator()(const T& p, const T& y) const { return loss.template slope<T>(p, y) * factor; }
};

template <class T, class Loss>
void loss_values(const Loss& loss, Index n, const T* p, const T* y, T* out) {
  if constexpr (requires { loss.template values<T>(n, p, y, out); }) {
    loss.template values<T>(n, p, y, out);
  } else {
    ValueOf<Loss, T> f{loss};
    kernels::map_flat(f, n, out, p, y);
  }
}
template <class T, class Loss>
void loss_slopes(const Loss& loss, Index n, const T* p, const T* y, T factor, T* out) {
  if constexpr (requires { loss.template slopes<T>(n, p, y, factor, out); }) {
    loss.template slopes<T>(n, p, y, factor, out);
  } else {
    SlopeOf<Loss, T> f{loss, factor};
    kernels::map_flat(f, n, out, p, y);
  }
}

// How many elements are between one loop and the next: with four arrays of 4 KiB what is read twice stays in L1 (chunks
// of 16 KiB took 1.2 times as long).
template <class T>
inline constexpr Index loss_chunk = 4096 / static_cast<Index>(sizeof(T));

// The elements of a matrix view as contiguous T's, some at a time: where they stand if they stand so, else copied.
template <class T, class View>
class ChunkReader {
 public:
  explicit ChunkReader(const View& view) : view_(view) {}
  const T* at(Index first, Index count) {
    if constexpr (std::is_same_v<typename View::value_type, T>)
      if (is_contiguous(view_)) return view_.data() + first;
    for (Index k = 0; k < count; ++k) buffer_[k] = static_cast<T>(element(view_, first + k));
    const T* filled = buffer_;
    DECLIVE_FORGET(filled);  // GCC warns that what lies behind `count` is not initialised
    return filled;
  }

 private:
  View view_;
  T buffer_[std::size_t{loss_chunk<T>}];
};
template <class T, class View>
class ChunkWriter {
 public:
  explicit ChunkWriter(const View& view) : view_(view) {}
  T* at(Index first) { return is_contiguous(view_) ? view_.data() + first : buffer_; }
  void write(Index first, Index count) {
    if (is_contiguous(view_)) return;
    for (Index k = 0; k < count; ++k) element(view_, first + k) = buffer_[k];
  }

 private:
  View view_;
  T buffer_[std::size_t{loss_chunk<T>}];
};

struct NoGradient {};

// The sum of the losses of all pairs; if there is a gradient, its elements get factor * slope. All are matrix views.
template <class T, class Loss, class P, class Y, class G>
T loss_pass(const Loss& loss, const P& p, const Y& y, [[maybe_unused]] const G& gradient,
            [[maybe_unused]] const real_scalar_t<T>& factor) {
  [[maybe_unused]] constexpr bool with_gradient = !std::is_same_v<G, NoGradient>;
  const Index n = p.size();
  if constexpr (has_kernels<T>) {
    ChunkReader<T, P> from_p(p);
    ChunkReader<T, Y> from_y(y);
    const auto chunk = [&](Index first, Index count, T* losses) {
      const T *const pk = from_p.at(first, count), *const yk = from_y.at(first, count);
      loss_values<T>(loss, count, pk, yk, losses);
      if constexpr (with_gradient) {
        ChunkWriter<T, G> to(gradient);
        loss_slopes<T>(loss, count, pk, yk, static_cast<T>(factor), to.at(first));
        to.write(first, count);
      }
    };
    if (n <= loss_chunk<T>) {
      T losses[std::size_t{loss_chunk<T>}];
      chunk(0, n, losses);
      return kernels::reduce<kernels::Term::value, T>(losses, losses, n);
    }
    return kernels::reduce_gathered<kernels::Term::value, T>(n, [&](Index first, Index count, T* losses, T*) {
      for (Index k = 0; k < count; k += loss_chunk<T>)
        chunk(first + k, count - k < loss_chunk<T> ? count - k : loss_chunk<T>, losses + k);
    });
  } else {
    if (n == 0) return zero_of<T>("loss");
    auto term = [&](Index k) -> T {
      const auto& pk = element(p, k);
      const auto& yk = element(y, k);
      T value = loss.template value<T>(pk, yk);
      if constexpr (with_gradient) element(gradient, k) = static_cast<T>(loss.template slope<T>(pk, yk) * factor);
      return value;
    };
    return pairwise<T>(0, n, term);
  }
}

// out(k) of every pair: chunk(n, p, y, out) writes it for arrays of float or double, one(p, y) is it for other scalars.
template <class T, class P, class Y, class Out, class Chunk, class One>
void write_pass(const P& p, const Y& y, const Out& out, Chunk chunk, One one) {
  const Index n = p.size();
  if constexpr (has_kernels<T>) {
    ChunkReader<T, P> from_p(p);
    ChunkReader<T, Y> from_y(y);
    ChunkWriter<T, Out> to(out);
    for (Index first = 0; first < n; first += loss_chunk<T>) {
      const Index count = n - first < loss_chunk<T> ? n - first : loss_chunk<T>;
      chunk(count, from_p.at(first, count), from_y.at(first, count), to.at(first));
      to.write(first, count);
    }
  } else {
    for (Index k = 0; k < n; ++k) element(out, k) = one(element(p, k), element(y, k));
  }
}

// gradient = factor * slope, without the losses.
template <class T, class Loss, class P, class Y, class G>
void slope_pass(const Loss& loss, const P& p, const Y& y, const G& gradient, const real_scalar_t<T>& factor) {
  write_pass<T>(
      p, y, gradient,
      [&](Index n, const auto* pk, const auto* yk, auto* out) {
        loss_slopes<T>(loss, n, pk, yk, static_cast<T>(factor), out);
      },
      [&](const auto& pk, const auto& yk) { return static_cast<T>(loss.template slope<T>(pk, yk) * factor); });
}

// A vector of a loss by row is one sample, a row.
template <class Loss, class X>
auto loss_view(X&& x) {
  if constexpr (Loss::by_row && VectorLike<X>)
    return view(x).as_row();
  else
    return matrix_view(x);
}
template <class Loss, class X>
Index loss_count(const X& x) {
  return Loss::by_row ? loss_view<Loss>(x).rows() : loss_view<Loss>(x).size();
}

// The losses one by one.
template <class T, class Loss, class P, class Y>
auto single_losses(const Loss& loss, const P& p, const Y& y) {
  const auto pv = loss_view<Loss>(p);
  const auto yv = loss_view<Loss>(y);
  const auto total = [&](const auto& a, const auto& b) { return loss_pass<T>(loss, a, b, NoGradient{}, 0); };
  if constexpr (Loss::by_row && VectorLike<P>) {
    return total(pv, yv);
  } else if constexpr (Loss::by_row) {
    return Vector<T, Like<P>::rows>(pv.rows(), [&](Index i) { return total(pv.row(i).as_row(), yv.row(i).as_row()); });
  } else {
    auto losses = shaped_like<array_t<T, P, Y>>(p);
    write_pass<T>(
        pv, yv, matrix_view(losses),
        [&](Index n, const auto* pk, const auto* yk, auto* out) { loss_values<T>(loss, n, pk, yk, out); },
        [&](const auto& pk, const auto& yk) { return loss.template value<T>(pk, yk); });
    return losses;
  }
}

template <class T, class R>
real_scalar_t<T> loss_factor(R, Index count) {
  using Real = real_scalar_t<T>;
  return std::is_same_v<R, Reduction::Mean> ? Real(1) / count_as<Real>(count) : Real(1);
}

// The loss, reduced. Of numbers with derivatives it is made once more of their values alone.
template <class T, class Loss, class P, class Y, class R>
auto value_pass(const Loss& loss, const P& p, const Y& y, R reduction) {
  const auto pass = [&] {
    if constexpr (std::is_same_v<R, Reduction::None>) {
      return single_losses<T>(loss, p, y);
    } else {
      const T sum = loss_pass<T>(loss, loss_view<Loss>(p), loss_view<Loss>(y), NoGradient{}, 0);
      return std::is_same_v<R, Reduction::Mean> ? divided_by(sum, loss_count<Loss>(p)) : sum;
    }
  };
  auto value = pass();
  if constexpr (has_plain_values<T>())
    set_plain_values(value, value_pass<real_scalar_t<T>>(loss, plain_values_view(p), plain_values_view(y), reduction));
  return value;
}

template <class Loss, class P, class Y, class R>
auto loss_value(const char* operation, const Loss& loss, const P& p, const Y& y, R reduction, const Site& site) {
  static_assert(ReductionKind<R>, "declive: a loss's reduction is Reduction::mean, Reduction::sum or Reduction::none");
  check_same_shape(operation, "and", p, y, site);
  return value_pass<loss_t<P, Y>>(loss, p, y, reduction);
}

// gradient = d loss / d p, and the loss if it is asked for. The gradient's memory may be p's or y's, but no part of them.
template <bool with_value, class T, class Loss, class G, class P, class Y, class R>
auto gradient_pass(const Loss& loss, G& gradient, const P& p, const Y& y, R reduction) {
  const auto pv = loss_view<Loss>(p);
  const auto yv = loss_view<Loss>(y);
  const auto gv = loss_view<Loss>(gradient);
  const Index count = loss_count<Loss>(p);
  const real_scalar_t<T> factor = loss_factor<T>(reduction, count);
  if constexpr (!with_value) {
    slope_pass<T>(loss, pv, yv, gv, factor);
  } else if constexpr (std::is_same_v<R, Reduction::None>) {
    auto losses = single_losses<T>(loss, p, y);
    slope_pass<T>(loss, pv, yv, gv, factor);
    return losses;
  } else {
    const T sum = loss_pass<T>(loss, pv, yv, gv, factor);
    return std::is_same_v<R, Reduction::Mean> ? divided_by(sum, count) : sum;
  }
}
template <bool with_value, class T, class Loss, class G, class P, class Y, class R>
auto gradient_of(const Loss& loss, G& gradient, const P& p, const Y& y, R reduction) {
  return with_plain_values<T>(
      gradient,
      [&]<class U>(std::type_identity<U>, auto& g, const auto& a, const auto& b) {
        return gradient_pass<with_value, U>(loss, g, a, b, reduction);
      },
      p, y);
}

template <bool with_value, class Loss, class G, class P, class Y, class R>
auto loss_gradient_into(const char* operation, const Loss& loss, G& gradient, const P& p, const Y& y, R reduction,
                        const Site& site) {
  static_assert(ReductionKind<R>, "declive: a loss's reduction is Reduction::mean, Reduction::sum or Reduction::none");
  using T = loss_t<P, Y>;
  static_assert(std::is_same_v<value_type_t<G>, T>,
                "declive: the gradient of a loss has the element type of the loss: what C++ makes of prediction - "
                "target, double for integers");
  static_assert(is_writable<G>, "declive: the elements to be written are const");
  check_same_shape(operation, "and", p, y, site);
  check_same_shape(operation, "into", p, gradient, site);
  if (must_copy(gradient, p) || must_copy(gradient, y))
    return gradient_of<with_value, T>(loss, gradient, array_t<value_type_t<P>, P>(p), array_t<value_type_t<Y>, Y>(y),
                                      reduction);
  return gradient_of<with_value, T>(loss, gradient, p, y, reduction);
}

template <class Loss, class P, class Y, class R>
auto loss_gradient(const char* operation, const Loss& loss, const P& p, const Y& y, R reduction, const Site& site) {
  static_assert(ReductionKind<R>, "declive: a loss's reduction is Reduction::mean, Reduction::sum or Reduction::none");
  using T = loss_t<P, Y>;
  check_same_shape(operation, "and", p, y, site);
  auto gradient = shaped_like<array_t<T, P, Y>>(p);
  gradient_of<false, T>(loss, gradient, p, y, reduction);
  return gradient;
}

}  // namespace detail::inline DECLIVE_ABI
}  // namespace declive

#endif
