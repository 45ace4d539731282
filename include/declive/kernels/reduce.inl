// The kernels of reduce.hpp, compiled once per instruction set by for_each_isa.hpp. Read reduce.hpp first: it has the
// contract.
namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI {

// What one element adds to its lane; y is not read by the terms of one operand.
template <Term term, class V>
DECLIVE_HELPER inline typename V::reg add_term(typename V::reg sum, typename V::reg x, typename V::reg y) {
  if constexpr (term == Term::value)
    return V::add(sum, x);
  else if constexpr (term == Term::magnitude)
    return V::add(sum, V::abs(x));
  else if constexpr (term == Term::square)
    return V::fma(x, x, sum);
  else
    return V::fma(x, y, sum);
}

// Eight accumulators hide the latency of the addition (4 cycles, 2 a cycle); as named variables they stay in registers.
template <class V>
struct Eight {
  typename V::reg s0, s1, s2, s3, s4, s5, s6, s7;
};

// The terms of rows x[r stride + l], r = 0, 1, ..., rows - 1, added in that order, for l in [0, 8 V::size).
template <Term term, class V, class T>
DECLIVE_HELPER inline Eight<V> add_rows(const T* x, const T* y, Index rows, Index stride) {
  typename V::reg s0 = V::zero(), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
  for (Index r = 0; r < rows; ++r) {
    const T* p = x + r * stride;
    const T* q = y + r * stride;
    s0 = add_term<term, V>(s0, V::load(p), V::load(q));
    s1 = add_term<term, V>(s1, V::load(p + V::size), V::load(q + V::size));
    s2 = add_term<term, V>(s2, V::load(p + 2 * V::size), V::load(q + 2 * V::size));
    s3 = add_term<term, V>(s3, V::load(p + 3 * V::size), V::load(q + 3 * V::size));
    s4 = add_term<term, V>(s4, V::load(p + 4 * V::size), V::load(q + 4 * V::size));
    s5 = add_term<term, V>(s5, V::load(p + 5 * V::size), V::load(q + 5 * V::size));
    s6 = add_term<term, V>(s6, V::load(p + 6 * V::size), V::load(q + 6 * V::size));
    s7 = add_term<term, V>(s7, V::load(p + 7 * V::size), V::load(q + 7 * V::size));
  }
  return {s0, s1, s2, s3, s4, s5, s6, s7};
}
template <class V, int regs = 8, class T>
DECLIVE_HELPER inline void store_eight(T* sums, const Eight<V>& e) {
  V::store(sums, e.s0);
  if constexpr (regs > 1) V::store(sums + V::size, e.s1);
  if constexpr (regs > 2) {
    V::store(sums + 2 * V::size, e.s2);
    V::store(sums + 3 * V::size, e.s3);
  }
  if constexpr (regs > 4) {
    V::store(sums + 4 * V::size, e.s4);
    V::store(sums + 5 * V::size, e.s5);
    V::store(sums + 6 * V::size, e.s6);
    V::store(sums + 7 * V::size, e.s7);
  }
}

// Adds the term of n > 0 elements to the first n lanes of one register; more than V::size of them count as V::size.
template <Term term, class V, class T>
DECLIVE_HELPER inline typename V::reg add_some(typename V::reg sum, const T* x, const T* y, Index n) {
  if (n >= V::size) return add_term<term, V>(sum, V::load(x), V::load(y));
  return add_term<term, V>(sum, V::load_n(x, n), V::load_n(y, n));
}
// The same over eight registers, for any n.
template <Term term, class V, class T>
DECLIVE_HELPER inline Eight<V> add_row_n(Eight<V> e, const T* x, const T* y, Index n) {
  if (n > 0) e.s0 = add_some<term, V>(e.s0, x, y, n);
  if (n > V::size) e.s1 = add_some<term, V>(e.s1, x + V::size, y + V::size, n - V::size);
  if (n > 2 * V::size) e.s2 = add_some<term, V>(e.s2, x + 2 * V::size, y + 2 * V::size, n - 2 * V::size);
  if (n > 3 * V::size) e.s3 = add_some<term, V>(e.s3, x + 3 * V::size, y + 3 * V::size, n - 3 * V::size);
  if (n > 4 * V::size) e.s4 = add_some<term, V>(e.s4, x + 4 * V::size, y + 4 * V::size, n - 4 * V::size);
  if (n > 5 * V::size) e.s5 = add_some<term, V>(e.s5, x + 5 * V::size, y + 5 * V::size, n - 5 * V::size);
  if (n > 6 * V::size) e.s6 = add_some<term, V>(e.s6, x + 6 * V::size, y + 6 * V::size, n - 6 * V::size);
  if (n > 7 * V::size) e.s7 = add_some<term, V>(e.s7, x + 7 * V::size, y + 7 * V::size, n - 7 * V::size);
  return e;
}

// The terms of n elements, 0 <= n < reduce_block, that belong to the eight registers of strip number `strip`.
template <Term term, class V, class T>
DECLIVE_HELPER inline Eight<V> add_strip(const T* x, const T* y, Index n, Index strip) {
  constexpr Index lanes = reduce_lanes<T>, width = 8 * V::size;
  const Index rows = n / lanes, first = strip * width;
  return add_row_n<term, V>(add_rows<term, V>(x + first, y + first, rows, lanes), x + rows * lanes + first,
                            y + rows * lanes + first, n % lanes - first);
}

// a[l] += b[l], l in [0, n), n a multiple of V::size.
template <class T>
DECLIVE_HELPER inline void add_lanes(T* a, const T* b, Index n) {
  using V = Vec<T>;
  for (Index l = 0; l < n; l += V::size) V::store(a + l, V::add(V::load(a + l), V::load(b + l)));
}

// Pushes the terms of n elements onto the stack of partial sums, block by block; equal-sized neighbours merge at once, as
// in a binary counter. Only the last call has an n that is no multiple of the block.
template <Term term, class T>
DECLIVE_KERNEL void push(PairwiseStack<T>& stack, const T* x, const T* y, Index n) {
  using V = Vec<T>;
  constexpr Index lanes = reduce_lanes<T>, block = reduce_block<T>, width = 8 * V::size;
  for (; n > 0; n -= block, x += block, y += block) {
    T* top = stack.sums[stack.depth++];
    const Index rows = n < block ? n / lanes : reduce_rows;
    for (Index l = 0; l < lanes; l += width) store_eight<V>(top + l, add_rows<term, V>(x + l, y + l, rows, lanes));
    if (n < block) {
      x += rows * lanes, y += rows * lanes, n -= rows * lanes;
      for (Index l = 0; l < n; l += V::size) {
        const Index some = n - l < V::size ? n - l : V::size;
        V::store(top + l, add_term<term, V>(V::load(top + l), V::load_n(x + l, some), V::load_n(y + l, some)));
      }
      return;
    }
    for (Index count = ++stack.blocks; (count & 1) == 0; count >>= 1) {
      --stack.depth;
      add_lanes(stack.sums[stack.depth - 1], stack.sums[stack.depth], lanes);
    }
  }
}

// The sum of the stack, which is not empty.
template <class T>
DECLIVE_KERNEL T fold(PairwiseStack<T>& stack) {
  using V = Vec<T>;
  constexpr Index lanes = reduce_lanes<T>;
  for (; stack.depth > 1; --stack.depth) add_lanes(stack.sums[stack.depth - 2], stack.sums[stack.depth - 1], lanes);
  T* sums = stack.sums[0];
  for (Index half = lanes / 2; half >= V::size; half /= 2) add_lanes(sums, sums + half, half);
  return V::sum(V::load(sums));
}

// Whether what is left after whole blocks fits the registers.
template <class T>
inline constexpr Index reduce_strips = reduce_lanes<T> / (8 * Vec<T>::size);

// The terms of 0 < n <= 4 V::size elements, in the order of push() and fold(), which add zeros besides.
template <Term term, class V, class T>
DECLIVE_HELPER inline T reduce_few(const T* x, const T* y, Index n) {
  constexpr Index size = V::size;
  if constexpr (sizeof(typename V::reg) > 16)
    if (n <= V::Half::size) return reduce_few<term, typename V::Half>(x, y, n);
  typename V::reg s = add_some<term, V>(V::zero(), x, y, n);
  if (n > size) {
    typename V::reg t = add_some<term, V>(V::zero(), x + size, y + size, n - size);
    if (n > 2 * size) s = V::add(s, add_some<term, V>(V::zero(), x + 2 * size, y + 2 * size, n - 2 * size));
    if (n > 3 * size) t = V::add(t, add_some<term, V>(V::zero(), x + 3 * size, y + 3 * size, n - 3 * size));
    s = V::add(s, t);
  }
  // Products that underflow may all be -0, and with zeros added they are 0.
  if constexpr (term == Term::product) s = V::add(s, V::zero());
  return V::sum(s);
}

// The terms of n < reduce_block elements, added and folded in registers in the order of push() and fold(): the way through
// memory takes longer than adding 100 elements.
template <Term term, class T>
DECLIVE_HELPER inline T reduce_short(const T* x, const T* y, Index n) {
  using V = Vec<T>;
  static_assert(reduce_strips<T> <= 2);
  Eight<V> e = add_strip<term, V>(x, y, n, 0);
  if constexpr (reduce_strips<T> == 2) {
    const Eight<V> f = add_strip<term, V>(x, y, n, 1);
    e = {V::add(e.s0, f.s0), V::add(e.s1, f.s1), V::add(e.s2, f.s2), V::add(e.s3, f.s3),
         V::add(e.s4, f.s4), V::add(e.s5, f.s5), V::add(e.s6, f.s6), V::add(e.s7, f.s7)};
  }
  return V::sum(V::add(V::add(V::add(e.s0, e.s4), V::add(e.s2, e.s6)), V::add(V::add(e.s1, e.s5), V::add(e.s3, e.s7))));
}

template <Term term, class T>
DECLIVE_KERNEL T reduce(const T* x, const T* y, Index n) {
  if (n <= 4 * Vec<T>::size) return reduce_few<term, Vec<T>>(x, y, n);
  if constexpr (reduce_strips<T> <= 2)
    if (n < reduce_block<T>) return reduce_short<term>(x, y, n);
  PairwiseStack<T> stack;
  push<term>(stack, x, y, n);
  return fold(stack);
}

template <Term term, class T>
DECLIVE_KERNEL void reduce_each_long_row(const T* x, const T* y, Index rows, Index n, Index x_stride, Index y_stride,
                                         T* out) {
  if constexpr (reduce_strips<T> <= 2) {
    if (n < reduce_block<T>) {
      for (Index i = 0; i < rows; ++i) out[i] = reduce_short<term>(x + i * x_stride, y + i * y_stride, n);
      return;
    }
  }
  for (Index i = 0; i < rows; ++i) out[i] = reduce<term>(x + i * x_stride, y + i * y_stride, n);
}
// Rows of few elements need no stack, which for the others takes as long as a row of them.
template <Term term, class T>
DECLIVE_KERNEL void reduce_each_row(const T* x, const T* y, Index rows, Index n, Index x_stride, Index y_stride,
                                    T* out) {
  using V = Vec<T>;
  if (n > 4 * V::size) return reduce_each_long_row<term>(x, y, rows, n, x_stride, y_stride, out);
  for (; rows > 0; --rows, x += x_stride, y += y_stride) *out++ = reduce_few<term, V>(x, y, n);
}

// Where register number k stands in a strip of n columns: the last ones end with it.
template <class V>
DECLIVE_HELPER inline Index place(Index k, Index n) {
  return (k + 1) * V::size <= n ? k * V::size : n - V::size;
}

// The terms of `rows` rows of a strip of n columns, as add_rows does it: 8 registers for 8 V::size columns, 4 or 2 for
// V::size or more, 1, masked, for V::size or fewer. Memory behind column n is not touched; columns added twice do no harm.
template <Term term, class V, int regs, class T>
DECLIVE_HELPER inline Eight<V> add_columns(const T* x, Index rows, Index stride, Index n) {
  static_assert(regs == 1 || regs == 2 || regs == 4 || regs == 8);
  if constexpr (regs == 8) {
    return add_rows<term, V>(x, x, rows, stride);
  } else {
    const Index at1 = place<V>(1, n), at2 = place<V>(2, n), at3 = place<V>(3, n);
    typename V::reg s0 = V::zero(), s1 = s0, s2 = s0, s3 = s0;
    for (Index r = 0; r < rows; ++r, x += stride) {
      const typename V::reg first = regs == 1 ? V::load_n(x, n) : V::load(x);
      s0 = add_term<term, V>(s0, first, first);
      if constexpr (regs > 1) s1 = add_term<term, V>(s1, V::load(x + at1), V::load(x + at1));
      if constexpr (regs > 2) {
        s2 = add_term<term, V>(s2, V::load(x + at2), V::load(x + at2));
        s3 = add_term<term, V>(s3, V::load(x + at3), V::load(x + at3));
      }
    }
    return {s0, s1, s2, s3, s0, s0, s0, s0};
  }
}
template <class V, int regs, class T>
DECLIVE_HELPER inline void store_columns(T* out, const Eight<V>& e, Index n) {
  if constexpr (regs == 8) {
    store_eight<V>(out, e);
  } else if constexpr (regs == 1) {
    V::store_n(out, e.s0, n);
  } else {
    V::store(out, e.s0);
    V::store(out + place<V>(1, n), e.s1);
    if constexpr (regs > 2) {
      V::store(out + place<V>(2, n), e.s2);
      V::store(out + place<V>(3, n), e.s3);
    }
  }
}

// out[j] = the terms of column j, for a strip of n columns; `tall`: of more than reduce_rows rows.
template <Term term, bool tall, int regs, class T>
DECLIVE_HELPER inline void reduce_strip(const T* x, Index rows, Index stride, Index n, T* out) {
  using V = Vec<T>;
  constexpr Index width = regs * V::size;
  if constexpr (!tall) {
    store_columns<V, regs>(out, add_columns<term, V, regs>(x, rows, stride, n), n);
  } else {
    T sums[std::size_t{reduce_levels}][std::size_t{width}];
    Index depth = 0, count = 0;
    do {
      const Index some = rows < reduce_rows ? rows : reduce_rows;
      store_eight<V, regs>(sums[depth], add_columns<term, V, regs>(x, some, stride, n));
      ++depth;
      for (Index c = ++count; (c & 1) == 0; c >>= 1) {
        --depth;
        add_lanes(sums[depth - 1], sums[depth], width);
      }
      x += some * stride;
      rows -= some;
    } while (rows > 0);
    for (; depth > 1; --depth) add_lanes(sums[depth - 2], sums[depth - 1], width);
    if constexpr (regs == 1)
      V::store_n(out, V::load(sums[0]), n);
    else
      for (Index k = 0; k < regs; ++k) V::store(out + place<V>(k, n), V::load(sums[0] + k * V::size));
  }
}

// Sums[l] += the terms of `count` rows x[r stride + l], one row after the other, l in [0, n), n a multiple of V::size.
template <Term term, int count, class T>
DECLIVE_HELPER inline void add_to_sums(T* sums, const T* x, Index stride, Index n) {
  using V = Vec<T>;
  for (Index l = 0; l < n; l += V::size, x += V::size) {
    typename V::reg sum = V::load(sums + l);
    DECLIVE_UNROLL
    for (int r = 0; r < count; ++r) sum = add_term<term, V>(sum, V::load(x + r * stride), V::load(x + r * stride));
    V::store(sums + l, sum);
  }
}

// Of a matrix larger than L2 eight rows are read at a time, 4 KiB of each, and the columns' sums stay in L1: of the strips'
// 512 bytes of every row the prefetchers know nothing (134 MB: 20 GB/s instead of 12).
template <class T>
inline constexpr Index segment = 4096 / static_cast<Index>(sizeof(T));
// Enough for 2^15 blocks of rows.
inline constexpr Index segment_levels = 16;

// out[j] = the terms of column j for n columns, a multiple of V::size and at most a segment, in the order of
// reduce_strip; rows < 2^20.
template <Term term, class T>
DECLIVE_KERNEL void reduce_segment(const T* x, Index rows, Index stride, Index n, T* out) {
  using V = Vec<T>;
  T sums[std::size_t{segment_levels}][std::size_t{segment<T>}];
  Index depth = 0, count = 0;
  for (Index left = rows; left > 0; left -= reduce_rows) {
    T* const top = sums[depth++];
    for (Index l = 0; l < n; l += V::size) V::store(top + l, V::zero());
    Index some = left < reduce_rows ? left : reduce_rows;
    for (; some >= 8; some -= 8, x += 8 * stride) add_to_sums<term, 8>(top, x, stride, n);
    for (; some > 0; --some, x += stride) add_to_sums<term, 1>(top, x, stride, n);
    for (Index c = ++count; (c & 1) == 0; c >>= 1) {
      --depth;
      add_lanes(sums[depth - 1], sums[depth], n);
    }
  }
  for (; depth > 1; --depth) add_lanes(sums[depth - 2], sums[depth - 1], n);
  for (Index l = 0; l < n; l += V::size) V::store(out + l, V::load(sums[0] + l));
}

// Up to eight registers of columns at a time, so that additions do not wait for each other.
template <Term term, bool tall, class T>
DECLIVE_HELPER inline void reduce_strips_of(const T* x, Index rows, Index cols, Index stride, T* out) {
  constexpr Index size = Vec<T>::size;
  Index j = 0;
  for (; j + 8 * size <= cols; j += 8 * size) reduce_strip<term, tall, 8>(x + j, rows, stride, 8 * size, out + j);
  for (; j + 2 * size < cols; j += 4 * size)
    reduce_strip<term, tall, 4>(x + j, rows, stride, cols - j < 4 * size ? cols - j : 4 * size, out + j);
  if (j >= cols) return;
  if (cols < size || (Vec<T>::free_masks && cols - j <= size))
    return reduce_strip<term, tall, 1>(x + j, rows, stride, cols - j, out + j);
  if (j + size > cols) j = cols - size;
  reduce_strip<term, tall, 2>(x + j, rows, stride, cols - j, out + j);
}
template <Term term, class T>
DECLIVE_KERNEL void reduce_tall_columns(const T* x, Index rows, Index cols, Index stride, T* out) {
  reduce_strips_of<term, true>(x, rows, cols, stride, out);
}
template <Term term, class T>
DECLIVE_KERNEL void reduce_columns(const T* x, Index rows, Index cols, Index stride, T* out) {
  if (rows > reduce_rows) return reduce_tall_columns<term>(x, rows, cols, stride, out);
  reduce_strips_of<term, false>(x, rows, cols, stride, out);
}

// The same for large matrices; rows < 2^20.
template <Term term, class T>
DECLIVE_KERNEL void reduce_long_columns(const T* x, Index rows, Index cols, Index stride, T* out) {
  const Index whole = cols & -Vec<T>::size;
  for (Index j = 0; j < whole; j += segment<T>)
    reduce_segment<term>(x + j, rows, stride, whole - j < segment<T> ? whole - j : segment<T>, out + j);
  if (whole < cols) reduce_columns<term>(x + whole, rows, cols - whole, stride, out + whole);
}

template <Extreme extreme, class V>
DECLIVE_HELPER inline typename V::reg pick(typename V::reg best, typename V::reg x) {
  if constexpr (extreme == Extreme::smallest)
    return V::least(best, x);
  else if constexpr (extreme == Extreme::largest)
    return V::greatest(best, x);
  else
    return V::greatest(best, V::abs(x));
}

// The extreme of n > 0 elements one by one, NaN if there is one: for what does not fill a register, and where a NaN was
// seen.
template <Extreme extreme, class T>
DECLIVE_HELPER inline T plain_extreme(const T* x, Index n, Index stride, bool& has_nan) {
  T best = extreme == Extreme::magnitude && x[0] < T(0) ? -x[0] : x[0];
  for (Index i = 0; i < n; ++i) {
    const T value = extreme == Extreme::magnitude && x[i * stride] < T(0) ? -x[i * stride] : x[i * stride];
    if (value != value) {
      has_nan = true;
      return value;
    }
    if (extreme == Extreme::smallest ? value < best : value > best) best = value;
  }
  return best;
}

// A NaN shows in the sums: made by fma, they need no port that the maxima need, as comparisons and additions do. Where
// inf meets -inf they are NaN as well, so then every element is looked at.
template <Extreme extreme, class T>
DECLIVE_KERNEL T find_extreme(const T* x, Index n, bool& has_nan) {
  using V = Vec<T>;
  constexpr Index size = V::size;
  if (n < size) return plain_extreme<extreme>(x, n, Index{1}, has_nan);
  typename V::reg a = pick<extreme, V>(extreme == Extreme::magnitude ? V::zero() : V::load(x), V::load(x));
  typename V::reg b = a, c = a, d = a;
  const typename V::reg one = V::set1(T(1));
  typename V::reg nan = V::zero(), nan_b = nan, nan_c = nan, nan_d = nan;
  Index i = 0;
  for (; i + 4 * size <= n; i += 4 * size) {
    const typename V::reg p = V::load(x + i), q = V::load(x + i + size), r = V::load(x + i + 2 * size),
                          s = V::load(x + i + 3 * size);
    nan = V::fma(one, p, nan);
    nan_b = V::fma(one, q, nan_b);
    nan_c = V::fma(one, r, nan_c);
    nan_d = V::fma(one, s, nan_d);
    a = pick<extreme, V>(a, p);
    b = pick<extreme, V>(b, q);
    c = pick<extreme, V>(c, r);
    d = pick<extreme, V>(d, s);
  }
  nan = V::add(V::add(nan, nan_b), V::add(nan_c, nan_d));
  a = pick<extreme, V>(pick<extreme, V>(a, b), pick<extreme, V>(c, d));
  for (; i < n; i += size) {
    // The last register ends with the array; elements seen twice do no harm.
    const typename V::reg p = V::load(x + (i + size <= n ? i : n - size));
    nan = V::add(nan, p);
    a = pick<extreme, V>(a, p);
  }
  if (V::any_nan(nan)) return plain_extreme<extreme>(x, n, Index{1}, has_nan);
  return extreme == Extreme::smallest ? V::least_lane(a) : V::greatest_lane(a);
}

// out[i] = the extreme of row i, NaN if there is one.
template <Extreme extreme, class T>
DECLIVE_KERNEL void extreme_each_row(const T* x, Index rows, Index n, Index stride, T* out) {
  for (Index i = 0; i < rows; ++i) {
    bool has_nan = false;
    out[i] = find_extreme<extreme>(x + i * stride, n, has_nan);
    if (has_nan) out[i] = plain_extreme<extreme>(x + i * stride, n, Index{1}, has_nan);
  }
}

// out[j] = the extreme of column j, NaN if there is one: for `regs` registers of columns, or the first n of one if regs
// is 0.
template <Extreme extreme, int regs, class T>
DECLIVE_HELPER inline void extreme_strip(const T* x, Index rows, Index stride, Index n, T* out) {
  using V = Vec<T>;
  static_assert(extreme != Extreme::magnitude && (regs == 0 || regs == 1 || regs == 4));
  typename V::reg a = regs == 0 ? V::load_n(x, n) : V::load(x), b = a, c = a, d = a;
  if constexpr (regs == 4) {
    b = V::load(x + V::size);
    c = V::load(x + 2 * V::size);
    d = V::load(x + 3 * V::size);
  }
  typename V::reg nan = V::zero();
  [[maybe_unused]] typename V::reg more = nan;
  for (Index i = 0; i < rows; ++i) {
    const T* row = x + i * stride;
    const typename V::reg p = regs == 0 ? V::load_n(row, n) : V::load(row);
    a = pick<extreme, V>(a, p);
    if constexpr (regs == 4) {
      const typename V::reg q = V::load(row + V::size), r = V::load(row + 2 * V::size), s = V::load(row + 3 * V::size);
      b = pick<extreme, V>(b, q);
      c = pick<extreme, V>(c, r);
      d = pick<extreme, V>(d, s);
      nan = V::add(V::add(nan, p), q);
      more = V::add(V::add(more, r), s);
    } else {
      nan = V::add(nan, p);
    }
  }
  if constexpr (regs == 4) nan = V::add(nan, more);
  if constexpr (regs == 0) {
    V::store_n(out, a, n);
  } else {
    V::store(out, a);
  }
  if constexpr (regs == 4) {
    V::store(out + V::size, b);
    V::store(out + 2 * V::size, c);
    V::store(out + 3 * V::size, d);
  }
  if (V::any_nan(nan)) {
    bool seen = false;
    for (Index j = 0; j < (regs == 0 ? n : regs * V::size); ++j)
      out[j] = plain_extreme<extreme>(x + j, rows, stride, seen);
  }
}

template <Extreme extreme, class T>
DECLIVE_KERNEL void extreme_columns(const T* x, Index rows, Index cols, Index stride, T* out) {
  using V = Vec<T>;
  Index j = 0;
  for (; j + 4 * V::size <= cols; j += 4 * V::size) extreme_strip<extreme, 4>(x + j, rows, stride, 0, out + j);
  for (; j + V::size <= cols; j += V::size) extreme_strip<extreme, 1>(x + j, rows, stride, 0, out + j);
  if (j < cols) extreme_strip<extreme, 0>(x + j, rows, stride, cols - j, out + j);
}

}  // namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI
