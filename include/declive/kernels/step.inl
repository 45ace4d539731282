// The kernel of step.hpp, compiled once per instruction set by for_each_isa.hpp. Read step.hpp first: it has the
// formulas.
namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI {

// x p + y q
template <class V, class T>
DECLIVE_HELPER inline typename V::reg blend(T x, typename V::reg p, T y, typename V::reg q) {
  return V::add(V::mul(V::set1(x), p), V::mul(V::set1(y), q));
}

// The formulas on one register of each array.
template <Rule rule, class V, class T>
DECLIVE_HELPER inline void step_register(const StepNumbers<T>& s, typename V::reg& w, typename V::reg g,
                                         typename V::reg& a, typename V::reg& b, typename V::reg& c) {
  using reg = typename V::reg;
  // A NaN is kept by min and max only as the second operand.
  g = V::least(V::set1(s.limit), V::greatest(V::set1(-s.limit), V::mul(V::set1(s.scale), g)));
  g = V::add(g, V::mul(V::set1(s.decay), w));
  reg move = g;
  if constexpr (rule == Rule::momentum || rule == Rule::nesterov) {
    a = blend<V>(s.mu, a, s.damping, g);
    move = rule == Rule::momentum ? a : V::add(g, V::mul(V::set1(s.mu), a));
  } else if constexpr (rule == Rule::adagrad) {
    a = V::add(a, V::mul(g, g));
    move = V::div(g, V::add(V::sqrt(a), V::set1(s.epsilon)));
  } else if constexpr (rule == Rule::adam || rule == Rule::amsgrad) {
    a = blend<V>(s.mu, a, s.damping, g);
    b = blend<V>(s.beta2, b, s.rest2, V::mul(g, g));
    reg square = b;
    if constexpr (rule == Rule::amsgrad) square = c = V::greatest(c, b);
    const reg root = V::mul(V::set1(s.root_scale), V::sqrt(square));
    move = V::div(a, V::add(root, V::set1(s.epsilon)));
  } else if constexpr (rule != Rule::descent) {
    a = blend<V>(s.beta2, a, s.rest2, V::mul(g, g));
    reg square = a;
    if constexpr (rule == Rule::centered || rule == Rule::centered_momentum) {
      b = blend<V>(s.beta2, b, s.rest2, g);
      square = V::sub(a, V::mul(b, b));
    }
    move = V::div(g, V::add(V::sqrt(square), V::set1(s.epsilon)));
    if constexpr (rule == Rule::rmsprop_momentum || rule == Rule::centered_momentum) {
      reg& buffer = rule == Rule::rmsprop_momentum ? b : c;
      move = buffer = V::add(V::mul(V::set1(s.mu), buffer), move);
    }
  }
  w = V::sub(V::mul(V::set1(s.shrink), w), V::mul(V::set1(s.rate), move));
}

template <Rule rule, class T>
DECLIVE_KERNEL DECLIVE_UNCONTRACTED void step(const StepNumbers<T>& numbers, Index n, const StepArrays<T>& arrays) {
  using V = Vec<T>;
  constexpr int memory = memory_of(rule);
  const StepNumbers<T> s = numbers;  // a copy that no store below can change
  T *const w = arrays.w, *const m0 = arrays.memory[0], *const m1 = arrays.memory[1], *const m2 = arrays.memory[2];
  const T* const g = arrays.g;
  Index i = 0;
  for (; i + V::size <= n; i += V::size) {
    typename V::reg x = V::load(w + i), a = x, b = x, c = x;
    if constexpr (memory > 0) a = V::load(m0 + i);
    if constexpr (memory > 1) b = V::load(m1 + i);
    if constexpr (memory > 2) c = V::load(m2 + i);
    step_register<rule, V>(s, x, V::load(g + i), a, b, c);
    V::store(w + i, x);
    if constexpr (memory > 0) V::store(m0 + i, a);
    if constexpr (memory > 1) V::store(m1 + i, b);
    if constexpr (memory > 2) V::store(m2 + i, c);
  }
  if (const Index rest = n - i; rest > 0) {
    typename V::reg x = V::load_n(w + i, rest), a = x, b = x, c = x;
    if constexpr (memory > 0) a = V::load_n(m0 + i, rest);
    if constexpr (memory > 1) b = V::load_n(m1 + i, rest);
    if constexpr (memory > 2) c = V::load_n(m2 + i, rest);
    step_register<rule, V>(s, x, V::load_n(g + i, rest), a, b, c);
    V::store_n(w + i, x, rest);
    if constexpr (memory > 0) V::store_n(m0 + i, a, rest);
    if constexpr (memory > 1) V::store_n(m1 + i, b, rest);
    if constexpr (memory > 2) V::store_n(m2 + i, c, rest);
  }
}

}  // namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI
