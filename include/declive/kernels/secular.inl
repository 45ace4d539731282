// The kernels of secular.hpp, compiled once per instruction set by for_each_isa.hpp. Read secular.hpp first: it has the
// contract.
namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI {

template <class T>
DECLIVE_HELPER inline T secular_sqrt(T x) {
  using V = Vec<T>;
  return V::greatest_lane(V::sqrt(V::set1(x)));
}

// out[j] = (d_j - d_s) (d_j + d_s).
template <class T>
DECLIVE_HELPER inline void secular_distances(Index n, const T* d, T from, T* out) {
  using V = Vec<T>;
  const typename V::reg s = V::set1(from);
  for (Index j = 0; j < n; j += V::size) {
    const Index some = n - j < V::size ? n - j : V::size;
    const typename V::reg x = V::load_n(d + j, some);
    V::store_n(out + j, V::mul(V::sub(x, s), V::add(x, s)), some);
  }
}

// sum_j weight_j / (delta_j - eta) for j in [first, end), and its derivative by eta, which is not 0.
template <class T>
DECLIVE_HELPER inline T secular_sum(const T* delta, const T* weight, Index first, Index end, T eta, T* slope) {
  using V = Vec<T>;
  const typename V::reg at = V::set1(eta), one = V::set1(T(1));
  typename V::reg sum = V::zero(), slopes = V::zero();
  for (Index j = first; j < end; j += V::size) {
    const Index some = end - j < V::size ? end - j : V::size;
    const typename V::reg inverse = V::div(one, V::sub(V::load_n(delta + j, some), at)),
                          term = V::mul(V::load_n(weight + j, some), inverse);
    sum = V::add(sum, term);
    slopes = V::fma(term, inverse, slopes);
  }
  *slope = V::sum(slopes);
  return V::sum(sum);
}

// A root of c x^2 - a x + b: the one that tends to b / a with c -> 0 where a > 0.
template <class T>
DECLIVE_HELPER inline T secular_quadratic(T a, T b, T c) {
  const T inside = a * a - T(4) * b * c, root = secular_sqrt(inside > T(0) ? inside : T(0));
  return a > T(0) ? T(2) * b / (a + root) : (a - root) / (T(2) * c);
}

template <class T>
DECLIVE_KERNEL Index secular_roots(Index n, const T* d, const T* weight, T* delta, T* sigma) {
  constexpr T eps = std::numeric_limits<T>::epsilon();
  constexpr int newton = 40, most = 200;  // from `newton` steps on the bracket is halved: that ends
  T total = T(0);
  for (Index j = 0; j < n; ++j) total += weight[j];
  for (Index i = 0; i < n; ++i) {
    T* const row = delta + i * n;
    const bool last = i == n - 1;
    T origin = d[i];
    secular_distances(n, d, origin, row);
    const T width = last ? total : row[i + 1];
    T low = T(0), high = width, eta = width / T(2), below_slope, above_slope = T(0);
    if (!last) {
      // The sign in the middle says which pole is nearer. The start is the root where all other terms stay as they are.
      const T f = T(1) + secular_sum(row, weight, 0, i + 1, eta, &below_slope) +
                  secular_sum(row, weight, i + 1, n, eta, &above_slope),
              rest = f + (weight[i] - weight[i + 1]) / eta;
      if (f < T(0)) {
        origin = d[i + 1];
        secular_distances(n, d, origin, row);
        low = -eta;
        high = T(0);
        eta = secular_quadratic(weight[i] + weight[i + 1] - rest * width, -weight[i + 1] * width, rest);
      } else {
        high = eta;
        eta = secular_quadratic(weight[i] + weight[i + 1] + rest * width, weight[i] * width, rest);
      }
      if (!(eta > low && eta < high)) eta = low + (high - low) / T(2);
    }
    for (int step = 0;; ++step) {
      if (step == most) return i;
      const T below = secular_sum(row, weight, 0, i + 1, eta, &below_slope),
              above = last ? T(0) : secular_sum(row, weight, i + 1, n, eta, &above_slope), f = T(1) + below + above;
      if ((f < T(0) ? -f : f) <= T(8) * eps * (T(1) - below + above)) break;
      (f < T(0) ? low : high) = eta;
      const T p = row[i] - eta, q = last ? T(0) : row[i + 1] - eta;
      const T c = f - p * below_slope - q * above_slope;
      T next = eta + (last ? p + p * p * below_slope / c
                           : secular_quadratic((p + q) * f - p * q * (below_slope + above_slope), p * q * f, c));
      if (step >= newton || !(next > low && next < high)) next = low + (high - low) / T(2);
      const T moved = next < eta ? eta - next : next - eta;
      eta = next;
      if (moved <= eps * (eta < T(0) ? -eta : eta)) break;
    }
    for (Index j = 0; j < n; ++j) row[j] -= eta;
    sigma[i] = secular_sqrt(origin * origin + eta);
  }
  return n;
}

// z_j <- z_j delta_j / ((d_j - d_s) (d_j + d_s)) for j in [first, end).
template <class T>
DECLIVE_HELPER inline void secular_ratios(const T* d, T from, const T* delta, Index first, Index end, T* z) {
  using V = Vec<T>;
  const typename V::reg s = V::set1(from);
  for (Index j = first; j < end; j += V::size) {
    const Index some = end - j < V::size ? end - j : V::size;
    const typename V::reg x = V::load_n(d + j, some), gap = V::mul(V::sub(s, x), V::add(s, x));
    V::store_n(z + j, V::mul(V::load_n(z + j, some), V::div(V::load_n(delta + j, some), gap)), some);
  }
}

template <class T>
DECLIVE_KERNEL void secular_vectors(Index n, const T* d, const T* z, const Index* place, T* delta, T* u, T* work) {
  using V = Vec<T>;
  T *const fitted = work, *const line = work + n;
  // z_j^2 = prod_i |d_j^2 - sigma_i^2| / prod_(i != j) |d_j^2 - d_i^2|, every factor but the last below 1.
  for (Index j = 0; j < n; ++j) fitted[j] = delta[(n - 1) * n + j];
  for (Index i = 0; i < n - 1; ++i) {
    secular_ratios(d, d[i + 1], delta + i * n, 0, i + 1, fitted);
    secular_ratios(d, d[i], delta + i * n, i + 1, n, fitted);
  }
  for (Index j = 0; j < n; ++j) {
    const T size = secular_sqrt(fitted[j] < T(0) ? -fitted[j] : fitted[j]);
    fitted[j] = z[j] < T(0) ? -size : size;
  }
  for (Index i = 0; i < n; ++i) {
    T *const right = delta + i * n, *const left = u + i * n;
    typename V::reg squares = V::zero(), left_squares = V::zero();
    for (Index j = 0; j < n; j += V::size) {
      const Index some = n - j < V::size ? n - j : V::size;
      // Lanes beyond the end are 0 / 0, which the masked sum must not see: so they are loaded again.
      V::store_n(line + j, V::div(V::load_n(fitted + j, some), V::load_n(right + j, some)), some);
      const typename V::reg x = V::load_n(line + j, some), y = V::mul(V::load_n(d + j, some), x);
      squares = V::fma(x, x, squares);
      left_squares = V::fma(y, y, left_squares);
    }
    const T scale = T(1) / secular_sqrt(V::sum(squares)), left_scale = T(1) / secular_sqrt(T(1) + V::sum(left_squares));
    for (Index j = 0; j < n; ++j) {
      right[place[j]] = line[j] * scale;
      left[place[j]] = d[j] * line[j] * left_scale;
    }
    left[place[0]] = -left_scale;
  }
}

}  // namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI
