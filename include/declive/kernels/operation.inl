// The kernel of operation.hpp, compiled once per instruction set by for_each_isa.hpp. Read operation.hpp first: it has
// the contract.
namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI {

// One register; b is a where there is one input.
template <Operation operation, class V>
DECLIVE_HELPER inline typename V::reg operate(typename V::reg a, typename V::reg b, typename V::reg s) {
  if constexpr (operation == Operation::plus)
    return V::add(a, b);
  else if constexpr (operation == Operation::minus)
    return V::sub(a, b);
  else if constexpr (operation == Operation::times)
    return V::mul(a, b);
  else if constexpr (operation == Operation::negate)
    return -a;
  else if constexpr (operation == Operation::scale)
    return V::mul(a, s);
  else if constexpr (operation == Operation::divide)
    return V::div(a, s);
  else if constexpr (operation == Operation::plus_scaled)
    return V::add(a, V::mul(s, b));
  else
    return V::sub(a, V::mul(s, b));
}

// The last n mod V::size elements, in halves of a register, halves of that, and so on: as plain moves, not masked ones,
// whose stores the next load of the same elements would wait for (7.3 ns a call instead of 4).
template <Operation operation, class V, class T>
DECLIVE_HELPER inline void operate_rest(Index n, T s, T* out, const T* a, const T* b) {
  if constexpr (sizeof(typename V::reg) > 16) {
    using Half = typename V::Half;
    if ((n & Half::size) != 0) {
      Half::store(out, operate<operation, Half>(Half::load(a), Half::load(b), Half::set1(s)));
      out += Half::size;
      a += Half::size;
      b += Half::size;
    }
    operate_rest<operation, Half>(n, s, out, a, b);
  } else {
    using One = portable::Vec<T>;
    if (V::size == 4 && (n & 2) != 0) {
      const T first = operate<operation, One>(a[0], b[0], s), second = operate<operation, One>(a[1], b[1], s);
      out[0] = first;
      out[1] = second;
      out += 2;
      a += 2;
      b += 2;
    }
    if ((n & 1) != 0) *out = operate<operation, One>(*a, *b, s);
  }
}

// Shorter rows are gone through by columns.
template <class T>
inline constexpr Index narrow_row = 4 * Vec<T>::size;

// The n elements of a row.
template <Operation operation, class T>
DECLIVE_HELPER inline void operate_row(Index n, T s, T* out, const T* a, const T* b) {
  using V = Vec<T>;
  constexpr Index size = V::size;
  const typename V::reg by = V::set1(s);
  const Index fours = n & -(4 * size), whole = n & -size;
  for (Index i = 0; i < fours; i += 4 * size) {
    const typename V::reg p = operate<operation, V>(V::load(a + i), V::load(b + i), by),
                          q = operate<operation, V>(V::load(a + i + size), V::load(b + i + size), by),
                          r = operate<operation, V>(V::load(a + i + 2 * size), V::load(b + i + 2 * size), by),
                          t = operate<operation, V>(V::load(a + i + 3 * size), V::load(b + i + 3 * size), by);
    V::store(out + i, p);
    V::store(out + i + size, q);
    V::store(out + i + 2 * size, r);
    V::store(out + i + 3 * size, t);
  }
  for (Index i = fours; i < whole; i += size)
    V::store(out + i, operate<operation, V>(V::load(a + i), V::load(b + i), by));
  if (n > whole) operate_rest<operation, V>(n, s, out + whole, a + whole, b + whole);
}

// The same elements of `count` rows: one of each row with `Register`, whatever its width.
template <Operation operation, class Register, class T>
DECLIVE_HELPER inline void operate_column(Index count, Index out_step, Index a_step, Index b_step, T s, T* out,
                                          const T* a, const T* b) {
  const typename Register::reg by = Register::set1(s);
  for (;; out += out_step, a += a_step, b += b_step) {
    Register::store(out, operate<operation, Register>(Register::load(a), Register::load(b), by));
    if (--count == 0) return;
  }
}
template <Operation operation, class V, class T>
DECLIVE_HELPER inline void operate_rest_columns(Index n, Index count, Index out_step, Index a_step, Index b_step, T s,
                                                T* out, const T* a, const T* b) {
  if constexpr (sizeof(typename V::reg) > 16) {
    using Half = typename V::Half;
    if ((n & Half::size) != 0) {
      operate_column<operation, Half>(count, out_step, a_step, b_step, s, out, a, b);
      out += Half::size;
      a += Half::size;
      b += Half::size;
    }
    operate_rest_columns<operation, Half>(n, count, out_step, a_step, b_step, s, out, a, b);
  } else {
    for (n &= V::size - 1; n > 0; --n, ++out, ++a, ++b)
      operate_column<operation, portable::Vec<T>>(count, out_step, a_step, b_step, s, out, a, b);
  }
}

// The number of a functor, if it has one.
template <class T, class F>
DECLIVE_HELPER inline T number_of([[maybe_unused]] F& f) {
  if constexpr (requires { F::s; })
    return f.s;
  else
    return T(0);
}

// out[i] = f(in[i]...) for i in [0, n), n > 0; and, unless there is a single row, so on for all of them.
template <bool single, class F, class T, class... In>
DECLIVE_KERNEL DECLIVE_UNCONTRACTED void operate_rows(F& f, Index n, [[maybe_unused]] const Rows<sizeof...(In)>* rows,
                                                      T* out, const In*... in) {
  constexpr std::size_t last = sizeof...(In) - 1;
  const T* const inputs[] = {in...};
  const T *a = inputs[0], *b = inputs[last];
  const T s = number_of<T>(f);
  if constexpr (single) {
    operate_row<F::operation>(n, s, out, a, b);
  } else if (n < narrow_row<T>) {
    // Down the rows, so that what is left of a register is decided once and not in every row.
    const Index count = rows->count, out_step = rows->out, a_step = rows->in[0], b_step = rows->in[last];
    for (; n >= Vec<T>::size; n -= Vec<T>::size, out += Vec<T>::size, a += Vec<T>::size, b += Vec<T>::size)
      operate_column<F::operation, Vec<T>>(count, out_step, a_step, b_step, s, out, a, b);
    operate_rest_columns<F::operation, Vec<T>>(n, count, out_step, a_step, b_step, s, out, a, b);
  } else {
    for (Index left = rows->count;;) {
      DECLIVE_FORGET(n);  // or all that depends on it is computed in front of the loop, and pushed out of registers
      operate_row<F::operation>(n, s, out, a, b);
      if (--left == 0) break;
      out += rows->out;
      a += rows->in[0];
      b += rows->in[last];
    }
  }
}

}  // namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI
