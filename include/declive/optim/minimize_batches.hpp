// minimize_batches: training on mini-batches of the rows of a data set.
//
//   auto result = minimize_batches(loss, weights, std::tie(X, y), Adam{}, {.batch_size = 64, .epochs = 20});
//
// with `loss(weights, X_rows, y_rows)` the mean loss of some rows. An epoch shows every row once, in a new order.
#ifndef DECLIVE_OPTIM_MINIMIZE_BATCHES_HPP
#define DECLIVE_OPTIM_MINIMIZE_BATCHES_HPP

#include "minimize.hpp"
#include "shuffle.hpp"

namespace declive {

/// How the rows are shown, and when to stop.
struct BatchOptions {
  Index batch_size = 32;
  Index epochs = 10;
  bool shuffle = true;     ///< else in the order of the data
  std::uint64_t seed = 0;  ///< of the order
  bool drop_last = false;  ///< whether the rows left over by whole batches are left out of an epoch
  Index patience = -1;     ///< epochs without a better validation value before stopping; -1: all epochs are run
  double min_delta = 0;    ///< what a better value must be lower by
};

/// What a callback sees after an epoch (epochs count from 1). It returns nothing, or false to stop.
template <class P>
struct Epoch {
  Index epoch;
  Index steps;        ///< of the optimizer, so far
  double loss;        ///< mean over the rows shown in this epoch, each with the weights of its time
  double validation;  ///< NaN without a validation function
  const P& parameters;
};

/// The parameters after the best epoch: that of the lowest validation value; without validation the last epoch whose loss
/// is finite.
template <class P>
struct BatchResult {
  P parameters{};
  double loss = 0;        ///< of that epoch
  double validation = 0;  ///< of that epoch
  Index best_epoch = 0;   ///< 0: the start
  Index epochs = 0;       ///< that were run
  Index steps = 0;
  Status status = Status::max_iterations;  ///< max_iterations: all epochs were run; converged: patience is out
  std::string reason;
  Vector<double> losses, validations;  ///< one of each an epoch

  DECLIVE_INLINE BatchResult() = default;
  DECLIVE_INLINE BatchResult(const BatchResult&) = default;
  DECLIVE_INLINE BatchResult(BatchResult&&) = default;
  DECLIVE_INLINE BatchResult& operator=(const BatchResult&) = default;
  DECLIVE_INLINE BatchResult& operator=(BatchResult&&) = default;
  DECLIVE_INLINE ~BatchResult() = default;
};

namespace detail {

/// Validation where there is none.
struct NoValidation {
  template <class P>
  DECLIVE_INLINE double operator()(const P&) const {
    return std::numeric_limits<double>::quiet_NaN();
  }
};

}  // namespace detail

namespace detail::inline DECLIVE_ABI {

/// The rows of one array of the data: a Matrix's rows, a Vector's elements.
template <class A>
class BatchRows {
 public:
  /// Room for `batch_size` rows; 0 where they are shown where they stand.
  BatchRows(const A& all, Index batch_size) : all_(all), room_(make(all, batch_size)) {}

  Index rows() const { return all_.dims().rows; }

  /// Rows order[first], ..., order[first + count - 1], copied together; in sequence without an order.
  auto take(const Vector<Index>& order, Index first, Index count) {
    if (order.empty()) return part(view(all_), first, count);
    for (Index i = 0; i < count; ++i) {
      const Index row = order[first + i];
      if constexpr (VectorLike<A>)
        room_[i] = view(all_)[row];
      else
        room_.row(i) = view(all_).row(row);
    }
    return part(view(std::as_const(room_)), 0, count);
  }

 private:
  using T = value_type_t<A>;
  using Room = std::conditional_t<VectorLike<A>, Vector<T>, Matrix<T>>;

  static Room make(const A& all, Index rows) {
    if constexpr (VectorLike<A>)
      return Room(rows);
    else
      return Room(rows, all.cols());
  }
  template <class V>
  static auto part(const V& v, Index first, Index count) {
    if constexpr (VectorLike<V>)
      return VectorView<const T>(v.slice(first, count));
    else
      return MatrixView<const T>(v.block(first, 0, count, v.cols()));
  }

  const A& all_;
  Room room_;
};

inline void check_batch_options(const BatchOptions& o, const Site& site) {
  constexpr const char* owner = "BatchOptions";
  check_at_least(owner, "batch_size", o.batch_size, 1, site);
  check_at_least(owner, "epochs", o.epochs, 0, site);
  check_at_least(owner, "patience", o.patience, -1, site);
  check_not_negative(owner, "min_delta", o.min_delta, site);
}

/// The number of rows that all arrays have.
template <class... A>
Index common_rows(const Site& site, const BatchRows<A>&... arrays) {
  const Index all[] = {arrays.rows()...};
  for (const Index rows : all)
    if (rows != all[0])
      raise_value("minimize_batches", text("arrays of ", all[0], " and of ", rows, " rows: one row is one sample"),
                  site);
  if (all[0] == 0) raise_value("minimize_batches", "there are no rows", site);
  return all[0];
}

/// loss(parameters, rows..., gradients), or loss(parameters, rows...) and its gradient by dual numbers.
template <class F, class P, class... Rows>
double batch_loss(F& loss, P& parameters, P& gradients, const Site& site, const Rows&... rows) {
  if constexpr (std::is_invocable_v<F&, const P&, const Rows&..., P&>) {
    return static_cast<double>(loss(std::as_const(parameters), rows..., gradients));
  } else {
    static_assert(Point<P>,
                  "declive: minimize_batches: a loss of several arrays must write its gradients: loss(parameters, "
                  "rows..., gradients)");
    auto of_parameters = [&](const auto& p) { return loss(p, rows...); };
    return static_cast<double>(value_with_gradient<P>(of_parameters, parameters, gradients, site));
  }
}

template <class F, class P, class Method, class Validate, class Callback, class... A>
BatchResult<P> train(F& loss, P parameters, const Method& method, const BatchOptions& options, Validate& validate,
                     Callback& callback, const Site& site, const A&... data) {
  check_batch_options(options, site);
  std::tuple<BatchRows<A>...> batches(BatchRows<A>(data, options.shuffle ? options.batch_size : 0)...);
  const Index rows = std::apply([&](const auto&... one) { return common_rows(site, one...); }, batches);
  const Index shown = options.drop_last ? rows - rows % options.batch_size : rows;
  if (shown == 0)
    raise_value("minimize_batches",
                text("batches of ", options.batch_size, " with drop_last leave nothing of ", rows, " rows"), site);
  auto state = method.init(parameters, site);
  P gradients = parameters;
  Vector<Index> order(options.shuffle ? rows : 0, [](Index i) { return i; });
  SplitMix64 random(options.seed);
  constexpr bool validated = !std::is_same_v<std::remove_cv_t<Validate>, NoValidation>;

  BatchResult<P> result;
  result.parameters = parameters;
  result.loss = result.validation = std::numeric_limits<double>::quiet_NaN();
  result.losses = result.validations = Vector<double>(options.epochs);
  result.reason = text(options.epochs, " epochs");
  const auto end = [&](Status status, const std::string& reason) {
    result.status = status;
    result.reason = reason;
  };
  for (Index epoch = 1; epoch <= options.epochs && result.status == Status::max_iterations; ++epoch) {
    shuffle(order, random);
    double sum = 0;
    for (Index first = 0; first < shown && is_finite(sum); first += options.batch_size) {
      const Index count = smaller(options.batch_size, shown - first);
      const double value = std::apply(
          [&](auto&... one) { return batch_loss(loss, parameters, gradients, site, one.take(order, first, count)...); },
          batches);
      sum += value * static_cast<double>(count);
      if (!is_finite(sum)) break;
      state.step(parameters, gradients, site);
    }
    const double mean = sum / static_cast<double>(shown);
    const double validation = static_cast<double>(validate(std::as_const(parameters)));
    result.losses[epoch - 1] = mean;
    result.validations[epoch - 1] = validation;
    result.epochs = epoch;
    result.steps = state.steps();
    const bool first_one = result.best_epoch == 0;
    const bool better =
        !validated || (is_finite(validation) && (first_one || validation < result.validation - options.min_delta));
    if (is_finite(mean) && better) {
      result.parameters = parameters;
      result.loss = mean;
      result.validation = validation;
      result.best_epoch = epoch;
    }
    if (!call_back(callback, Epoch<P>{epoch, state.steps(), mean, validation, parameters}))
      end(Status::stopped, text("the callback said so after epoch ", epoch));
    else if (!is_finite(mean))
      end(Status::diverged, text("the loss in epoch ", epoch, " is ", number_text(mean)));
    else if (validated && options.patience >= 0 && epoch - result.best_epoch > options.patience)
      end(Status::converged, text("no better validation value since epoch ", result.best_epoch));
  }
  const auto cut = [&](const Vector<double>& v) { return Vector<double>(view(v).slice(0, result.epochs)); };
  result.losses = cut(result.losses);
  result.validations = cut(result.validations);
  return result;
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// Trains by a method with a State: GradientDescent, AdaGrad, RMSProp, Adam, AdamW.
///
/// `data` is an array, or std::tie of arrays with equally many rows (a Vector's elements are rows): std::tie(X, y). The
/// loss gets the rows of a batch as views and is one of
///   - loss(parameters, X_rows, y_rows, gradients), which writes the gradients and returns the mean over the rows;
///   - loss(parameters, X_rows, y_rows) for a single parameter array or a number: the gradient comes from dual numbers.
/// `parameters` are an array, a number, or a tuple or range of arrays that owns them; gradients are of the same type.
/// validate(parameters), if given, is asked after every epoch; with `patience` the run stops early. The callback is
/// called after every epoch with an Epoch<P>.
///
/// A loss that becomes infinite or NaN ends the run with a status. Throws ValueError for settings out of range, arrays
/// of different numbers of rows or none, and what the loss throws.
template <class F, class P, class Data, detail::SteppingMethod Method, class Validate = const detail::NoValidation,
          class Callback = const detail::Silent>
auto minimize_batches(F&& loss, const P& parameters, const Data& data, const Method& method,
                      const BatchOptions& options = {}, Validate&& validate = {}, Callback&& callback = {},
                      Site site = Site::here()) {
  const auto run = [&](const auto&... arrays) {
    return detail::train(loss, parameters, method, options, validate, callback, site, arrays...);
  };
  if constexpr (detail::TupleLike<Data>)
    return std::apply(run, data);
  else
    return run(data);
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
