// out(i, j) = f(in(i, j)...): every elementwise operation of the library is this loop, vectorised in a plain -O2 build,
// or the kernel of operation.hpp if f names one.
//
// The loop is compiled once per instruction set and the caller's f is inlined into it. No multiplication and addition
// are contracted into an fma there (a value does not depend on the instruction set, nor on where it stands): GCC is
// told so by an attribute; clang fuses within the caller's own f wherever fma exists, so there f runs in the AVX2 loop
// without FMA unless it says that it has nothing to fuse (`using contraction_free = void;`). With FMA on the command
// line clang has fused f already, and could not inline it into a loop without FMA (13 times the time for a conversion
// from bytes); there it runs in the same loops as everything else.
//
// Contract: an input is either exactly the output's memory, element by element, or disjoint from it.
#ifndef DECLIVE_KERNELS_MAP_HPP
#define DECLIVE_KERNELS_MAP_HPP

#include <type_traits>
#include <utility>

#include "cpu.hpp"
#include "operation.hpp"
#include "stream.hpp"

namespace declive::kernels {

/// Element (i, j) of an operand is data[i row_stride + j col_stride].
template <class T>
struct Plane {
  T* data;
  Index row_stride;
  Index col_stride;
};

}  // namespace declive::kernels

// GCC does not unroll by itself; by 4 it gains 15 % in L1, where the front end is the limit.
#if defined(__clang__)
#define DECLIVE_UNROLLED
#define DECLIVE_LOOP(isa) DECLIVE_NOINLINE [[DECLIVE_TARGET_##isa]]
#if defined(__FMA__)
#define DECLIVE_TARGET_avx2_unfused gnu::target("avx2")
#else
#define DECLIVE_TARGET_avx2_unfused gnu::target("avx2,no-fma")
#endif
#elif defined(__GNUC__)
#define DECLIVE_UNROLLED _Pragma("GCC unroll 4")
#define DECLIVE_LOOP(isa) DECLIVE_NOINLINE [[DECLIVE_TARGET_##isa]] [[gnu::optimize("O3", "fp-contract=off")]]
#define DECLIVE_TARGET_avx2_unfused gnu::target("avx2")
#else
#define DECLIVE_UNROLLED
#define DECLIVE_LOOP(isa)
#endif

// clang's check for overlap refuses to vectorise work in place (6 times the time in L1). An f without data cannot write
// what another call reads, so there the contract above lets the check be skipped. Any other f may write through a
// reference it holds, and skipping would drop such writes; there clang sees by itself that reading through the output's
// own pointer is safe, which serves the first operand. GCC's check knows work in place.
#if defined(__clang__)
#define DECLIVE_ROW                                                                                     \
  if constexpr (Stateless<F>) {                                                                         \
    _Pragma("clang loop vectorize(assume_safety)") for (Index i = 0; i < n; ++i) out[i] =               \
        static_cast<Out>(callee(in[i]...));                                                             \
  } else if (is_first(out, in...)) {                                                                    \
    for (Index i = 0; i < n; ++i) out[i] = static_cast<Out>(call_in_place(callee, out + i, in + i...)); \
  } else {                                                                                              \
    for (Index i = 0; i < n; ++i) out[i] = static_cast<Out>(callee(in[i]...));                          \
  }
#else
#define DECLIVE_ROW                                                                               \
  const Index whole = last_elements<Out> ? (n - 1) & -block<Out> : n;                             \
  DECLIVE_UNROLLED for (Index i = 0; i < whole; ++i) out[i] = static_cast<Out>(callee(in[i]...)); \
  if constexpr (last_elements<Out>) rest<block<Out>>(callee, n - whole, out + whole, in + whole...);
#endif

// A single row, or all of them. In here rather than a call a row: a bias added to 16 x 16 floats took 1.4 times the
// time, to 128 x 64 1.13.
#define DECLIVE_ELEMENTS                  \
  if constexpr (single) {                 \
    DECLIVE_ROW                           \
  } else {                                \
    for (Index left = rows->count;;) {    \
      DECLIVE_ROW                         \
      if (--left == 0) break;             \
      out += rows->out;                   \
      std::size_t operand = 0;            \
      ((in += rows->in[operand++]), ...); \
    }                                     \
  }

#if defined(__clang__)
// Where f cannot be vectorised (it calls std::exp, say) that is the caller's business and no reason for a warning.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpass-failed"
#endif

namespace declive::kernels::inline DECLIVE_ABI {

namespace loops {

// What the loop calls. An f that its calls do not change is copied into the loop's frame, where the compiler sees that
// no store to `out` changes it either: otherwise the factor of a + s * b is loaded again for every register, 1.5 times
// the time in L1.
template <class F, class... In>
using Callee = std::conditional_t<
    std::is_trivially_copyable_v<F> && std::is_invocable_v<const F&, const In&...> && sizeof(F) <= 64, const F, F&>;

template <class F>
concept ContractionFree = requires {
  typename F::contraction_free;
};

#if defined(__clang__)
// The library's own functors hold values only.
template <class F>
concept Stateless = std::is_empty_v<F> || ContractionFree<F>;

// Whether the first operand is the output's memory, and f of its element read through the output's pointer.
template <class Out, class... In>
DECLIVE_INLINE inline bool is_first(const Out*, const In*...) {
  return false;
}
template <class Out, class... Rest>
DECLIVE_INLINE inline bool is_first(const Out* out, const Out* first, const Rest*...) {
  return out == first;
}
template <class Callee, class Out, class... In>
DECLIVE_INLINE inline decltype(auto) call_in_place(Callee& callee, const Out*, const In*... in) {
  return callee(*in...);
}
template <class Callee, class Out, class... Rest>
DECLIVE_INLINE inline decltype(auto) call_in_place(Callee& callee, const Out* out, const Out*, const Rest*... rest) {
  return callee(*out, *rest...);
}
#endif

#if !defined(__clang__)
// All but the last 1 to 64 bytes are left to the compiler's loop. What it makes of a rest is half a register and then
// up to half a register one by one, 6.2 ns for 15 floats; here it is a half, a quarter and so on, 3 ns. First all
// values are computed and then all are stored, so that nothing has to be known of what overlaps what.
template <class Out>
inline constexpr bool last_elements = std::is_arithmetic_v<Out> && sizeof(Out) <= 16;
template <class Out>
inline constexpr Index block = 64 / static_cast<Index>(sizeof(Out));

template <Index count, class Callee, class Out, class... In>
DECLIVE_INLINE inline void rest(Callee& callee, Index n, Out* out, const In*... in) {
  Index done = 0;
  if ((n & count) != 0) {
    Out values[std::size_t{count}];
    for (Index i = 0; i < count; ++i) values[i] = static_cast<Out>(callee(in[i]...));
    for (Index i = 0; i < count; ++i) out[i] = values[i];
    done = count;
    if ((n & (count - 1)) == 0) return;
  }
  if constexpr (count > 1) rest<count / 2>(callee, n, out + done, in + done...);
}
#endif

template <bool single, class F, class Out, class... In>
DECLIVE_LOOP(portable)
void portable(F& f, Index n, [[maybe_unused]] const Rows<sizeof...(In)>* rows, Out* out, const In*... in) {
  Callee<F, In...> callee = f;
  DECLIVE_ELEMENTS
}
#if DECLIVE_X86
template <bool single, class F, class Out, class... In>
DECLIVE_LOOP(avx2_unfused)
void avx2(F& f, Index n, [[maybe_unused]] const Rows<sizeof...(In)>* rows, Out* out, const In*... in) {
  Callee<F, In...> callee = f;
  DECLIVE_ELEMENTS
}
template <bool single, class F, class Out, class... In>
DECLIVE_LOOP(avx512)
void avx512(F& f, Index n, [[maybe_unused]] const Rows<sizeof...(In)>* rows, Out* out, const In*... in) {
  Callee<F, In...> callee = f;
  DECLIVE_ELEMENTS
}
#endif

// The loop of an instruction set; `single`: for a single row.
template <bool single, class F, class Out, class... In>
DECLIVE_INLINE inline auto select([[maybe_unused]] Isa isa)
    -> void (*)(F&, Index, const Rows<sizeof...(In)>*, Out*, const In*...) {
#if DECLIVE_X86
  if constexpr (InRegisters<F, Out, In...>) {
    if (isa == Isa::avx512) return &kernels::avx512::operate_rows<single, F, Out, In...>;
    if (isa == Isa::avx2) return &kernels::avx2::operate_rows<single, F, Out, In...>;
  } else {
#if defined(__clang__) && !defined(__FMA__)
    if constexpr (ContractionFree<F>)
#endif
      if (isa == Isa::avx512) return &avx512<single, F, Out, In...>;
    if (isa >= Isa::avx2) return &avx2<single, F, Out, In...>;
  }
#elif DECLIVE_NEON
  if constexpr (InRegisters<F, Out, In...>)
    if (isa == Isa::neon) return &kernels::neon::operate_rows<single, F, Out, In...>;
#endif
  return &portable<single, F, Out, In...>;
}

// Where rows are not contiguous in every operand: tiles of 32 x 32, so that a transposed operand's cache lines are used
// whole.
template <class F, class Out, class... In>
DECLIVE_LOOP(portable)
void strided(F& f, Index rows, Index cols, Plane<Out> out, Plane<const In>... in) {
  constexpr Index tile = 32;
  for (Index i0 = 0; i0 < rows; i0 += tile)
    for (Index j0 = 0; j0 < cols; j0 += tile)
      for (Index i = i0; i < rows && i < i0 + tile; ++i)
        for (Index j = j0; j < cols && j < j0 + tile; ++j)
          out.data[i * out.row_stride + j * out.col_stride] =
              static_cast<Out>(f(in.data[i * in.row_stride + j * in.col_stride]...));
}

}  // namespace loops

// Few elements are computed in the caller: 4 take 2.4 ns instead of 3.3. Not where its flags have fma, which its
// compiler might use.
#if DECLIVE_X86 && !defined(__FMA__) && !defined(__FMA4__)
inline constexpr Index few_elements = 4;
#else
inline constexpr Index few_elements = 0;
#endif

#if DECLIVE_X86
namespace loops {

// Larger outputs of several inputs are computed in registers of at most 32 bytes: wide ones ask for so many lines at once
// that the prefetchers lose the rows of them. c = a + b of three times 6 MB: 72 GB/s instead of 62.
template <class Out>
inline constexpr Index narrow_elements = (Index{2} << 20) / static_cast<Index>(sizeof(Out));
template <class Out>
inline constexpr bool can_stream = std::is_arithmetic_v<Out> && sizeof(Out) <= 16;

template <class Out>
inline constexpr Index streamed_elements = stream_least / static_cast<Index>(sizeof(Out));

// map_flat for an output that is no input, past the caches: chunk after chunk by way of L1, but for the first elements,
// up to a boundary of 64 bytes, and the last.
template <class F, class Out, class... In>
DECLIVE_COLD void streamed(F& f, Index n, Out* out, const In*... in) {
  constexpr Index size = sizeof(Out), chunk = stream_chunk / size;
  const auto loop = select<true, F, Out, In...>(active_isa());
  alignas(64) Out values[std::size_t{chunk}];
  Index some = (64 - static_cast<Index>(reinterpret_cast<std::uintptr_t>(out) % 64)) / size;
  for (Index left = n; left > 0; out += some, ((in += some), ...), left -= some, some = left < chunk ? left : chunk) {
    loop(f, some, nullptr, some == chunk ? values : out, in...);
    if (some < chunk) continue;
    const void* const next[] = {in + chunk...};
    stream(values, out, next[0], next[sizeof...(In) - 1]);
  }
  stream_end();
}

}  // namespace loops
#endif

/// out[i] = f(in[i]...) for i in [0, n): contiguous operands. (Few elements take as long as the jumps on their way: said
/// which are seldom taken, and with rests left out that are none, 16 floats take 0.7 of the time.)
template <class F, class Out, class... In>
DECLIVE_INLINE inline void map_flat(F& f, Index n, Out* out, const In*... in) {
  if (n > few_elements) [[likely]] {
    Isa isa = active_isa();
#if DECLIVE_X86
    if constexpr (loops::can_stream<Out>)
      if (n >= loops::narrow_elements<Out>) [[unlikely]] {
        if (n >= loops::streamed_elements<Out> && ((static_cast<const void*>(in) != out) && ...))
          return loops::streamed<F, Out, In...>(f, n, out, in...);
        if (sizeof...(In) > 1 && isa > Isa::avx2) isa = Isa::avx2;
      }
#endif
    loops::select<true, F, Out, In...>(isa)(f, n, nullptr, out, in...);
  } else {
    for (Index i = 0; i < n; ++i) out[i] = static_cast<Out>(f(in[i]...));
  }
}

/// The same for rows of n elements, of which there are steps.count.
template <class F, class Out, class... In>
DECLIVE_INLINE inline void map_rows(F& f, Index n, const Rows<sizeof...(In)>& steps, Out* out, const In*... in) {
  if (n > few_elements / 2 || steps.count > few_elements / 2) {
    if (n > 0 && steps.count > 0) loops::select<false, F, Out, In...>(active_isa())(f, n, &steps, out, in...);
    return;
  }
  for (Index left = steps.count; left > 0; --left) {
    for (Index i = 0; i < n; ++i) out[i] = static_cast<Out>(f(in[i]...));
    out += steps.out;
    std::size_t operand = 0;
    ((in += steps.in[operand++]), ...);
  }
}

namespace loops {

inline constexpr Index chunk = 128;

template <class T>
DECLIVE_LOOP(portable)
void fill(T* out, Index n, T value) {
  for (Index i = 0; i < n; ++i) out[i] = value;
}

// A row of an operand, or, if it is one value repeated (stride 0), a chunk of its copies.
template <class T>
struct RowPart {
  const T* data;
  bool repeated;
  T copies[std::size_t{chunk}];
  DECLIVE_INLINE void take(const Plane<const T>& plane, Index i, Index cols) {
    repeated = plane.col_stride == 0;
    data = plane.data + i * plane.row_stride;
    if (repeated) fill(copies, cols < chunk ? cols : chunk, *data);
  }
  DECLIVE_INLINE const T* at(Index j) const { return repeated ? copies : data + j; }
};

// Contiguous rows of which some operands repeat one value, as broadcast_cols() does.
template <class F, class Out, class... In>
DECLIVE_NOINLINE void repeating(F& f, Index rows, Index cols, Plane<Out> out, Plane<const In>... in) {
  const auto loop = select<true, F, Out, In...>(active_isa());
  [&](RowPart<In>... part) {
    for (Index i = 0; i < rows; ++i) {
      (part.take(in, i, cols), ...);
      for (Index j = 0; j < cols; j += chunk)
        loop(f, cols - j < chunk ? cols - j : chunk, nullptr, out.data + i * out.row_stride + j, part.at(j)...);
    }
  }(RowPart<In>{}...);
}

template <class... T>
inline constexpr bool can_repeat = (std::is_trivially_default_constructible_v<T> && ...);

}  // namespace loops

/// out(i, j) = f(in(i, j)...) for i in [0, rows), j in [0, cols).
template <class F, class Out, class... In>
void map(F& f, Index rows, Index cols, Plane<Out> out, Plane<const In>... in) {
  if (rows <= 0 || cols <= 0) return;
  if (cols == 1 || !((out.col_stride == 1) && ... && (in.col_stride == 1))) {
    // Columns first if they are contiguous, and for a vector, which is a single column.
    if (cols == 1 || ((out.row_stride == 1) && ... && (in.row_stride == 1))) {
      std::swap(rows, cols);
      std::swap(out.row_stride, out.col_stride);
      (std::swap(in.row_stride, in.col_stride), ...);
    }
  }
  if (!((out.col_stride == 1) && ... && (in.col_stride == 1))) {
    if constexpr (loops::can_repeat<In...>)
      if (cols >= 32 && out.col_stride == 1 && (((in.col_stride & ~Index{1}) == 0) && ...))
        return loops::repeating<F, Out, In...>(f, rows, cols, out, in...);
    return loops::strided<F, Out, In...>(f, rows, cols, out, in...);
  }
  if (rows > 1 && ((out.row_stride == cols) && ... && (in.row_stride == cols))) {
    cols *= rows;
    rows = 1;
  }
  map_rows(f, cols, Rows<sizeof...(In)>{rows, out.row_stride, {in.row_stride...}}, out.data, in.data...);
}

}  // namespace declive::kernels::inline DECLIVE_ABI

#if defined(__clang__)
#pragma clang diagnostic pop
#endif

#endif
