// self_test(): whether the kernels that this CPU can run compute what the plain loops compute. For whoever suspects a
// machine, a compiler or its flags; a program need not call it.
#ifndef DECLIVE_KERNELS_SELF_TEST_HPP
#define DECLIVE_KERNELS_SELF_TEST_HPP

#include <cstdint>
#include <limits>
#include <string>

#include "gemm.hpp"
#include "reference.hpp"

namespace declive {

struct SelfTest {
  int checks = 0;           ///< how many comparisons were made
  std::string differences;  ///< a line for each kernel that differs: "avx512 gemm float 13x33x70"; empty: none
  DECLIVE_INLINE bool passed() const { return differences.empty(); }
};

namespace detail::inline DECLIVE_ABI {

template <class T>
class SelfTester {
 public:
  SelfTester(SelfTest& result, Isa isa) : result_(result), isa_(isa) {}

  void run() {
    // Every number of rows and a last register of every width; the larger ones are packed.
    for (const Index m : {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 37})
      for (const Index n : {1, 2, 3, 4, 7, 8, 16, 31, 32, 47}) product(m, n, (m * n) % 9 + 1);
    product(150, 140, 70);
    product(20, 1100, 520);
    for (const Index n : {1, 2, 5, 16, 31, 64, 129, 1000, 5000}) {
      reductions(n);
      elementwise(n);
    }
  }

 private:
  static constexpr Index most = 600000;

  // Small integers: every sum and product of them is exact in any order, so equal means equal.
  T draw() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<T>(static_cast<int>(state_ >> 60) - 8);
  }
  void fill(T* x, Index n) {
    for (Index i = 0; i < n; ++i) x[i] = draw();
  }
  void note(bool same, const std::string& what) {
    ++result_.checks;
    if (same) return;
    result_.differences += isa_name(isa_);
    result_.differences += ' ' + what + (sizeof(T) == sizeof(float) ? " float\n" : " double\n");
  }

  const kernels::GemmKernels<T>& gemm_kernels() const {
    using namespace kernels;
    DECLIVE_CALL(isa_, template gemm_kernels<T>());
  }
  void gemv_columns(Index m, Index n, const T* a, const T* x, T* y) const {
    using namespace kernels;
    DECLIVE_CALL(isa_, gemv_columns(m, n, a, m, x, Index{1}, y));
  }
  template <kernels::Term term>
  T reduce(const T* x, const T* y, Index n) const {
    using namespace kernels;
    DECLIVE_CALL(isa_, template reduce<term>(x, y, n));
  }
  template <kernels::Extreme which>
  T find_extreme(const T* x, Index n, bool& has_nan) const {
    using namespace kernels;
    DECLIVE_CALL(isa_, template find_extreme<which>(x, n, has_nan));
  }

  // A B and A^T B^T, into C and added to twice C by columns.
  void product(Index m, Index n, Index k) {
    T *const a = memory_.take(m * k), *const b = memory_.take(k * n), *const c = memory_.take(m * n),
             *const d = memory_.take(m * n);
    fill(a, m * k), fill(b, k * n), fill(c, m * n);
    bool same = true;
    for (const bool by_columns : {false, true}) {
      const Index a_rs = by_columns ? 1 : k, a_cs = by_columns ? m : 1, b_rs = by_columns ? 1 : n,
                  b_cs = by_columns ? k : 1, c_rs = by_columns ? 1 : n, c_cs = by_columns ? m : 1;
      const T beta = by_columns ? T(2) : T(0), alpha = by_columns ? T(-1) : T(1);
      for (Index e = 0; e < m * n; ++e) d[e] = c[e];
      kernels::gemm_run(gemm_kernels(),
                        kernels::GemmTask<T>{m, n, k, alpha, {a, a_rs, a_cs}, {b, b_rs, b_cs}, beta, {c, c_rs, c_cs}});
      kernels::reference::gemm<T>(m, n, k, alpha, a, a_rs, a_cs, b, b_rs, b_cs, beta, d, c_rs, c_cs);
      for (Index e = 0; e < m * n; ++e) same = same && c[e] == d[e];
    }
    if (m <= kernels::tiny_most && n <= kernels::tiny_most && (gemm_kernels().tiny_cols >> n & 1u) != 0) {
      gemm_kernels().tiny(m, n, k, a, b, c);
      kernels::reference::gemm<T>(m, n, k, T(1), a, k, Index{1}, b, n, Index{1}, T(0), d, n, Index{1});
      for (Index e = 0; e < m * n; ++e) same = same && c[e] == d[e];
    }
    // The first column of B as a vector, of which A^T's columns are contiguous.
    for (Index i = 0; i < m; ++i) c[i] = d[i] = T(0);
    gemv_columns(m, k, a, b, c);
    kernels::reference::gemv<T>(m, k, T(1), a, Index{1}, m, b, Index{1}, T(0), d, Index{1});
    bool same_vector = true;
    for (Index i = 0; i < m; ++i) same_vector = same_vector && c[i] == d[i];
    memory_.used = 0;
    const std::string shape = std::to_string(m) + 'x' + std::to_string(n) + 'x' + std::to_string(k);
    note(same, "gemm " + shape);
    note(same_vector, "gemv " + shape);
  }

  template <kernels::Term term>
  void reduction(const char* name, const T* x, const T* y, Index n) {
    note(reduce<term>(x, y, n) == kernels::reference::reduce<term>(x, y, n), name + std::to_string(n));
  }
  template <kernels::Extreme which>
  void extreme(const char* name, T* x, Index n) {
    bool has_nan = false, expects_nan = false;
    const T expected = kernels::reference::find_extreme<which>(static_cast<const T*>(x), n, expects_nan);
    bool same = find_extreme<which>(x, n, has_nan) == expected && !has_nan;
    const T kept = x[n - 1];
    x[n - 1] = std::numeric_limits<T>::quiet_NaN();
    find_extreme<which>(x, n, has_nan);
    x[n - 1] = kept;
    note(same && has_nan, name + std::to_string(n));
  }
  void reductions(Index n) {
    T *const x = memory_.take(n), *const y = memory_.take(n);
    fill(x, n), fill(y, n);
    reduction<kernels::Term::value>("sum ", x, y, n);
    reduction<kernels::Term::magnitude>("sum of magnitudes ", x, y, n);
    reduction<kernels::Term::square>("sum of squares ", x, y, n);
    reduction<kernels::Term::product>("dot ", x, y, n);
    extreme<kernels::Extreme::smallest>("min ", x, n);
    extreme<kernels::Extreme::largest>("max ", x, n);
    extreme<kernels::Extreme::magnitude>("largest magnitude ", x, n);
    memory_.used = 0;
  }

  struct AddTwice {
    using contraction_free = void;
    DECLIVE_INLINE T operator()(const T& a, const T& b) const { return a + b + b; }
  };
  struct AddScaled {
    static constexpr auto operation = kernels::Operation::plus_scaled;
    T s;
    DECLIVE_INLINE T operator()(const T& a, const T& b) const { return a + s * b; }
  };
  void elementwise(Index n) {
    T *const x = memory_.take(n), *const y = memory_.take(n), *const z = memory_.take(n);
    fill(x, n), fill(y, n);
    AddTwice f;
    kernels::loops::select<true, AddTwice, T, T, T>(isa_)(f, n, nullptr, z, x, y);
    bool same = true;
    for (Index i = 0; i < n; ++i) same = same && z[i] == x[i] + y[i] + y[i];
    note(same, "map " + std::to_string(n));
    AddScaled g{T(2)};
    same = true;
    kernels::loops::select<true, AddScaled, T, T, T>(isa_)(g, n, nullptr, z, x, y);
    for (Index i = 0; i < n; ++i) same = same && z[i] == x[i] + y[i] + y[i];
    note(same, "plus_scaled " + std::to_string(n));
    memory_.used = 0;
  }

  struct Buffer {
    kernels::Workspace block;
    Index used = 0;
    T* take(Index n) {
      T* const first = static_cast<T*>(block.take(static_cast<std::size_t>(2 * most) * sizeof(T))) + used;
      used += n;
      return first;
    }
  };

  SelfTest& result_;
  Isa isa_;
  Buffer memory_;
  std::uint64_t state_ = 1;
};

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// Runs the kernels of every instruction set that this CPU has, whichever is active, on small integers, for which they
/// and the plain loops must agree exactly. Takes some tens of milliseconds. Example:
///   if (const SelfTest test = self_test(); !test.passed()) std::cerr << test.differences;
template <class = void>
SelfTest self_test() {
  SelfTest result;
  for (const Isa isa : all_isas) {
    if (!has_isa(isa)) continue;
    detail::SelfTester<float>(result, isa).run();
    detail::SelfTester<double>(result, isa).run();
  }
  return result;
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
