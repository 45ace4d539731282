// The kernels of rank_one.hpp, compiled once per instruction set by for_each_isa.hpp. Read rank_one.hpp first: it has
// the contract.
namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI {

template <class T>
DECLIVE_HELPER inline T rank_one_root(T x) {
  using V = Vec<T>;
  return V::greatest_lane(V::sqrt(V::set1(x)));
}

// sum_j squares_j / (row_j - mu) for j in [first, end), and its slope. mu is not 0, as the lanes behind the end need.
template <class T>
DECLIVE_HELPER inline T rank_one_sum(const T* row, const T* squares, Index first, Index end, T mu, T* slope) {
  using V = Vec<T>;
  const typename V::reg at = V::set1(mu), one = V::set1(T(1));
  typename V::reg sum = V::zero(), slopes = V::zero();
  Index j = first;
  for (; j + V::size <= end; j += V::size) {
    const typename V::reg inverse = V::div(one, V::sub(V::load(row + j), at)),
                          term = V::mul(V::load(squares + j), inverse);
    sum = V::add(sum, term);
    slopes = V::fma(term, inverse, slopes);
  }
  if (const Index rest = end - j; rest > 0) {
    const typename V::reg inverse = V::div(one, V::sub(V::load_n(row + j, rest), at)),
                          term = V::mul(V::load_n(squares + j, rest), inverse);
    sum = V::add(sum, term);
    slopes = V::fma(term, inverse, slopes);
  }
  *slope = V::sum(slopes);
  return V::sum(sum);
}

// x - y, or with `squared` x^2 - y^2.
template <bool squared, class T>
DECLIVE_HELPER inline auto rank_one_gap(typename Vec<T>::reg x, typename Vec<T>::reg y) {
  using V = Vec<T>;
  return squared ? V::mul(V::sub(x, y), V::add(x, y)) : V::sub(x, y);
}

// out_j = x_j - y, or x_j^2 - y^2.
template <bool squared, class T>
DECLIVE_HELPER inline void rank_one_shift(Index n, const T* x, T y, T* out) {
  using V = Vec<T>;
  const typename V::reg by = V::set1(y);
  Index j = 0;
  for (; j + V::size <= n; j += V::size) V::store(out + j, rank_one_gap<squared, T>(V::load(x + j), by));
  if (j < n) V::store_n(out + j, rank_one_gap<squared, T>(V::load_n(x + j, n - j), by), n - j);
}

// The root of c x^2 - a x + b that tends to b / a with c -> 0 where a > 0.
template <class T>
DECLIVE_HELPER inline T rank_one_quadratic(T a, T b, T c) {
  const T inside = a * a - T(4) * b * c, root = rank_one_root(inside > T(0) ? inside : T(0));
  return a > T(0) ? T(2) * b / (a + root) : (a - root) / (T(2) * c);
}

template <bool squared, class T>
DECLIVE_KERNEL Index rank_one_values(Index n, const T* d, const T* squares, T* delta, T* values) {
  constexpr T eps = std::numeric_limits<T>::epsilon();
  constexpr int halving = 40, most = 200;  // from the first number of steps on the bracket is halved: that ends
  T total = T(0);
  for (Index j = 0; j < n; ++j) total += squares[j];
  for (Index i = 0; i < n; ++i) {
    T* const row = delta + i * n;
    const bool last = i == n - 1;
    T origin = d[i];
    rank_one_shift<squared>(n, d, origin, row);
    const T gap = last ? total + total / T(64) : row[i + 1];
    T low = T(0), high = gap, mu = gap / T(2), left_slope, right_slope = T(0);
    bool in_middle = !last;
    for (int step = 0;; ++step) {
      if (step == most) return i;
      const T left = rank_one_sum(row, squares, 0, i + 1, mu, &left_slope),
              right = last ? T(0) : rank_one_sum(row, squares, i + 1, n, mu, &right_slope), f = T(1) + left + right;
      if (in_middle) {
        // The sign here says which pole is nearer. The first guess lets all other terms stay as they are.
        in_middle = false;
        const T both = squares[i] + squares[i + 1], others = f + (squares[i] - squares[i + 1]) / mu;
        if (f < T(0)) {
          origin = d[i + 1];
          rank_one_shift<squared>(n, d, origin, row);
          low = -mu;
          high = T(0);
          mu = rank_one_quadratic(both - others * gap, -squares[i + 1] * gap, others);
        } else {
          high = mu;
          mu = rank_one_quadratic(both + others * gap, squares[i] * gap, others);
        }
        if (!(mu > low && mu < high)) mu = low + (high - low) / T(2);
        continue;
      }
      if ((f < T(0) ? -f : f) <= T(8) * eps * (T(1) - left + right)) break;
      (f < T(0) ? low : high) = mu;
      const T p = row[i] - mu, q = last ? T(0) : row[i + 1] - mu;
      const T c = f - p * left_slope - q * right_slope;
      T next = mu + (last ? p + p * p * left_slope / c
                          : rank_one_quadratic((p + q) * f - p * q * (left_slope + right_slope), p * q * f, c));
      if (step >= halving || !(next > low && next < high)) next = low + (high - low) / T(2);
      const T moved = next < mu ? mu - next : next - mu;
      mu = next;
      if (moved <= eps * (mu < T(0) ? -mu : mu)) break;
    }
    rank_one_shift<false>(n, static_cast<const T*>(row), mu, row);
    values[i] = squared ? rank_one_root(origin * origin + mu) : origin + mu;
  }
  return n;
}

// w_j <- w_j row_j / (pole - d_j) for j in [first, end); with `squared` of squares.
template <bool squared, class T>
DECLIVE_HELPER inline void rank_one_ratios(const T* d, T pole, const T* row, Index first, Index end, T* w) {
  using V = Vec<T>;
  const typename V::reg p = V::set1(pole);
  Index j = first;
  for (; j + V::size <= end; j += V::size)
    V::store(w + j, V::mul(V::load(w + j), V::div(V::load(row + j), rank_one_gap<squared, T>(p, V::load(d + j)))));
  if (const Index rest = end - j; rest > 0)
    V::store_n(w + j,
               V::mul(V::load_n(w + j, rest),
                      V::div(V::load_n(row + j, rest), rank_one_gap<squared, T>(p, V::load_n(d + j, rest)))),
               rest);
}

// `fitted`: the w that has exactly the computed values. w_j^2 = prod_i |d_j - x_i| / prod_(i != j) |d_j - d_i| (of
// squares: all squared), every factor but the last one below 1.
template <bool squared, class T>
DECLIVE_HELPER inline void rank_one_fit(Index n, const T* d, const T* w, const T* delta, T* fitted) {
  for (Index j = 0; j < n; ++j) fitted[j] = delta[(n - 1) * n + j];
  for (Index i = 0; i < n - 1; ++i) {
    rank_one_ratios<squared>(d, d[i + 1], delta + i * n, Index{0}, i + 1, fitted);
    rank_one_ratios<squared>(d, d[i], delta + i * n, i + 1, n, fitted);
  }
  for (Index j = 0; j < n; ++j) {
    const T size = rank_one_root(fitted[j] < T(0) ? -fitted[j] : fitted[j]);
    fitted[j] = w[j] < T(0) ? -size : size;
  }
}

template <class T>
DECLIVE_KERNEL void rank_one_vectors(Index n, const T* d, const T* w, const Index* place, T* delta, T* work) {
  using V = Vec<T>;
  T *const fitted = work, *const line = work + n;
  rank_one_fit<false>(n, d, w, delta, fitted);
  for (Index i = 0; i < n; ++i) {
    T* const row = delta + i * n;
    typename V::reg squares = V::zero();
    for (Index j = 0; j < n; j += V::size) {
      const Index some = n - j < V::size ? n - j : V::size;
      // Lanes behind the end are 0 / 0, which the sum must not see: they are loaded again, as zeros.
      V::store_n(line + j, V::div(V::load_n(fitted + j, some), V::load_n(row + j, some)), some);
      const typename V::reg x = V::load_n(line + j, some);
      squares = V::fma(x, x, squares);
    }
    const T scale = T(1) / rank_one_root(V::sum(squares));
    for (Index j = 0; j < n; ++j) row[place[j]] = line[j] * scale;
  }
}

// The vectors of arrow_vectors in rank_one.hpp: x_j = w_j / delta_j on the right, d_j x_j on the left but for -1 in
// front.
template <class T>
DECLIVE_KERNEL void arrow_vectors(Index n, const T* d, const T* z, const Index* place, T* delta, T* left, T* work) {
  using V = Vec<T>;
  T *const fitted = work, *const line = work + n;
  rank_one_fit<true>(n, d, z, delta, fitted);
  for (Index i = 0; i < n; ++i) {
    T *const row = delta + i * n, *const left_row = left + i * n;
    typename V::reg squares = V::zero(), left_squares = V::zero();
    for (Index j = 0; j < n; j += V::size) {
      const Index some = n - j < V::size ? n - j : V::size;
      V::store_n(line + j, V::div(V::load_n(fitted + j, some), V::load_n(row + j, some)), some);
      const typename V::reg x = V::load_n(line + j, some), y = V::mul(V::load_n(d + j, some), x);
      squares = V::fma(x, x, squares);
      left_squares = V::fma(y, y, left_squares);
    }
    const T scale = T(1) / rank_one_root(V::sum(squares)),
            left_scale = T(1) / rank_one_root(T(1) + V::sum(left_squares));
    for (Index j = 0; j < n; ++j) {
      row[place[j]] = line[j] * scale;
      left_row[place[j]] = d[j] * line[j] * left_scale;
    }
    left_row[place[0]] = -left_scale;
  }
}

}  // namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI
