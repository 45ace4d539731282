// The tape of reverse mode: where numbers that depend on different things have met, so that it can be gone through
// backwards.
//
// A node is a number z = z(x, y): the indices of the nodes x and y, and the slopes dz/dx and dz/dy at the values of this
// run. The adjoint of z is dL/dz, how much the result L changes with z. Going from L back to the unknowns, each node is
// met after all that use it, and passes on what is known of it by then:
//
//   adjoint(x) += dz/dx adjoint(z),    adjoint(y) += dz/dy adjoint(z)
//
// A tape belongs to one run of one function (Recording), on one thread. Its memory is kept by the thread for the next.
#ifndef DECLIVE_AUTODIFF_TAPE_HPP
#define DECLIVE_AUTODIFF_TAPE_HPP

#include <cstdint>
#include <new>

#include "../relaxed.hpp"
#include "dual_type.hpp"

namespace declive::detail {

/// The name of a node: the run (from 1 on) in the upper half, its index in the lower. 0: a constant, which is on no tape.
using Handle = std::uint64_t;

/// What a number on the tape, or a constant, has instead of partials: it changes by slope dz with the node z.
template <class W>
struct Place {
  W slope;
  Handle node;
};

/// Half a cache line for double.
template <class W>
struct TapeNode {
  W slope[2];
  W adjoint;
  std::uint32_t parent[2];
};

/// Many numbers that pass on their adjoints together, as those of a product of matrices do. It stands in the memory of
/// the nodes behind `count` nodes without parents, with what `pass_on` needs behind it.
template <class W>
struct TapeBlock {
  void (*pass_on)(TapeNode<W>* nodes, const TapeBlock* block);
  std::uint64_t first, count, end;  ///< the numbers, and the node behind the block's memory
  std::uint64_t previous;           ///< where the block before stands, or 0: the first has a number in front of it
};

/// What a run has recorded so far. Unknowns come first; their nodes have no parents.
template <class W>
struct Tape {
  TapeNode<W>* nodes = nullptr;
  Handle first = 0;  ///< the handle of node 0
  std::uint64_t size = 0, capacity = 0;
  std::uint64_t last_block = 0;
  DECLIVE_INLINE constexpr Tape() {}
};

// Slopes and adjoints of T are W: of float they are double, so that 2.0 * x of a float x is on the same tape.
template <class T>
struct AdjointOf {
  using type = T;
};
template <>
struct AdjointOf<float> {
  using type = double;
};
template <class T, Index N, class Tag>
struct AdjointOf<Dual<T, N, Tag>> {
  using type = Dual<typename AdjointOf<T>::type, N, Tag>;
};
template <class T>
using adjoint_t = typename AdjointOf<T>::type;

/// The tape that operations on Dual<T, taped, Tag> are recorded on, for W = adjoint_t<T>. As each derivative has a Tag of
/// its own, so has it a tape: an inner run and the outer one may record in turns.
template <class W, class Tag>
inline constinit thread_local Tape<W> current_tape{};

/// Counts the runs of all threads, so that a handle of another is found out.
inline constinit Relaxed<std::uint32_t> tape_runs{0};

// A block of a thread's memory for tapes; the nodes stand behind it.
struct alignas(64) TapeMemory {
  TapeMemory* next;
  std::size_t bytes;  ///< of the nodes
};

}  // namespace declive::detail

namespace declive::detail::inline DECLIVE_ABI {

/// The blocks that no run uses now, the last used first.
class TapeMemories {
 public:
  TapeMemories() = default;
  TapeMemories(const TapeMemories&) = delete;
  TapeMemories& operator=(const TapeMemories&) = delete;
  ~TapeMemories() {
    while (free_ != nullptr) release(pop());
  }
  static TapeMemories& of_thread() {
    static thread_local TapeMemories memories;
    return memories;
  }
  /// A block of at least so many bytes: the last one used, or a new one in its place. Throws std::bad_alloc.
  TapeMemory* take(std::size_t bytes) {
    if (free_ != nullptr && free_->bytes >= bytes) return pop();
    TapeMemory* const fresh = allocate(bytes);
    if (free_ != nullptr) release(pop());
    return fresh;
  }
  void give_back(TapeMemory* memory) {
    memory->next = free_;
    free_ = memory;
  }
  static TapeMemory* allocate(std::size_t bytes) {
    void* const memory = ::operator new (sizeof(TapeMemory) + bytes, std::align_val_t{alignof(TapeMemory)});
    return ::new (memory) TapeMemory{nullptr, bytes};
  }
  static void release(TapeMemory* memory) { ::operator delete (memory, std::align_val_t{alignof(TapeMemory)}); }

 private:
  TapeMemory* pop() {
    TapeMemory* const memory = free_;
    free_ = memory->next;
    return memory;
  }
  TapeMemory* free_ = nullptr;
};

inline constexpr std::uint64_t least_nodes = 1024, most_nodes = 0xFFFFFFFF;

template <class W>
void use_memory(Tape<W>& tape, TapeMemory* memory) {
  const std::uint64_t capacity = memory->bytes / sizeof(TapeNode<W>);
  tape.nodes = reinterpret_cast<TapeNode<W>*>(memory + 1);
  tape.capacity = capacity < most_nodes ? capacity : most_nodes;
}
template <class W>
TapeMemory* memory_of(const Tape<W>& tape) {
  return reinterpret_cast<TapeMemory*>(tape.nodes) - 1;
}

/// Room for `count` more nodes: at least twice as much as there is. Throws std::bad_alloc and leaves the tape as it was.
template <class W>
DECLIVE_COLD void grow(Tape<W>& tape, std::uint64_t count) {
  static_assert(std::is_trivially_copyable_v<TapeNode<W>>);
  if (count > most_nodes - tape.size)
    raise<SizeError>("reverse mode: the function takes more than 4294967295 nodes, which a tape cannot hold");
  std::uint64_t capacity = tape.size + count;
  if (capacity < 2 * tape.capacity) capacity = 2 * tape.capacity;
  TapeMemory* const memory = TapeMemories::allocate(capacity * sizeof(TapeNode<W>));
  std::memcpy(static_cast<void*>(memory + 1), tape.nodes, tape.size * sizeof(TapeNode<W>));
  TapeMemories::release(memory_of(tape));
  use_memory(tape, memory);
}

/// A Block (derived from TapeBlock<W>) of `count` numbers, with `bytes` bytes from its beginning on. The caller says how
/// it passes on. It moves when the tape grows.
template <class Block, class W>
Block* append_block(Tape<W>& tape, std::uint64_t count, std::size_t bytes) {
  static_assert(std::is_trivially_copyable_v<Block> && alignof(Block) <= alignof(TapeNode<W>));
  const std::uint64_t nodes = count + (bytes + sizeof(TapeNode<W>) - 1) / sizeof(TapeNode<W>);
  if (tape.capacity - tape.size < nodes) grow(tape, nodes);
  const std::uint64_t first = tape.size, place = first + count;
  for (std::uint64_t i = first; i < place; ++i) ::new (static_cast<void*>(&tape.nodes[i].adjoint)) W(0);
  Block* const block = ::new (static_cast<void*>(tape.nodes + place)) Block{};
  block->first = first;
  block->count = count;
  block->end = first + nodes;
  block->previous = tape.last_block;
  tape.size = first + nodes;
  tape.last_block = place;
  return block;
}

// Of a handle that is not of this run: anything but a mistake would be a wrong derivative.
[[noreturn]] DECLIVE_COLD inline void raise_foreign() {
  raise_value("reverse mode",
              "a number of another run or thread: it was kept when its function had returned, or handed to a thread",
              {});
}

/// The new node z with dz = f dx + g dy.
template <class W>
DECLIVE_INLINE inline Handle append(Tape<W>& tape, const W& f, std::uint64_t x, const W& g, std::uint64_t y) {
  const std::uint64_t index = tape.size;
  ::new (static_cast<void*>(tape.nodes + index))
      TapeNode<W>{{f, g}, W(0), {static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y)}};
  tape.size = index + 1;
  return tape.first + index;
}

template <class W>
DECLIVE_NOINLINE Place<W> join_slowly(Tape<W>& tape, const W& f, Handle x, const W& g, Handle y) {
  if (x == 0) return {g, y};
  if (y == 0) return {f, x};
  if (x - tape.first >= tape.size || y - tape.first >= tape.size) raise_foreign();
  grow(tape, 1);
  return {W(1), append(tape, f, x - tape.first, g, y - tape.first)};
}
/// The place of z with dz = f dx + g dy: a new node only where x and y are two.
template <class W>
DECLIVE_INLINE inline Place<W> join(Tape<W>& tape, const W& f, Handle x, const W& g, Handle y) {
  if (x == y) return {static_cast<W>(f + g), x};
  const std::uint64_t i = x - tape.first, j = y - tape.first;
  if (i >= tape.size || j >= tape.size || tape.size == tape.capacity) [[unlikely]]
    return join_slowly(tape, f, x, g, y);
  return {W(1), append(tape, f, i, g, j)};
}

// adjoint += x, where nothing is done to the zero that an adjoint starts with: it would be recorded if W is taped.
template <class W>
DECLIVE_INLINE inline void add_adjoint(W& adjoint, const W& x) {
  adjoint = is_zero(adjoint) ? x : static_cast<W>(adjoint + x);
}

/// One run of a function, whose operations are recorded on `tape`, the current_tape of its numbers. What was there before
/// is there again afterwards. (It does not see the numbers' tag, so that it is compiled once.)
template <class W>
class Recording {
 public:
  DECLIVE_NOINLINE Recording(Tape<W>& tape, Index unknowns)
      : tape_(tape), outer_(tape), unknowns_(static_cast<std::uint64_t>(unknowns)) {
    const std::uint64_t nodes = unknowns_ < least_nodes ? least_nodes : unknowns_;
    Tape<W> fresh;
    use_memory(fresh, TapeMemories::of_thread().take(nodes * sizeof(TapeNode<W>)));
    while (fresh.first == 0) fresh.first = Handle{tape_runs.next()} << 32;
    fresh.size = unknowns_;
    for (std::uint64_t k = 0; k < unknowns_; ++k) ::new (static_cast<void*>(&fresh.nodes[k].adjoint)) W(0);
    tape_ = fresh;
  }
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;
  DECLIVE_NOINLINE ~Recording() {
    TapeMemories::of_thread().give_back(memory_of(tape_));
    tape_ = outer_;
  }

  Place<W> unknown(Index k) const { return {W(1), tape_.first + static_cast<Handle>(k)}; }

  /// The adjoints of all unknowns, from where the result stands.
  DECLIVE_NOINLINE void pull_back(const Place<W>& result) {
    if (result.node == 0) return;
    const std::uint64_t index = result.node - tape_.first;
    if (index >= tape_.size) raise_foreign();
    tape_.nodes[index].adjoint = result.slope;
    if constexpr (std::is_floating_point_v<W>) {
      // Only where a NaN comes out has a zero met what is infinite or NaN: then once more, with strong zeros.
      walk(
          index + 1, [](TapeNode<W>* nodes, std::uint64_t i) { pass_on(nodes, nodes[i]); }, pass_on_block);
      bool good = true;
      for (std::uint64_t k = 0; k < unknowns_; ++k) good = good && tape_.nodes[k].adjoint == tape_.nodes[k].adjoint;
      if (good) return;
      clear();
      tape_.nodes[index].adjoint = result.slope;
    }
    walk(
        index + 1, [](TapeNode<W>* nodes, std::uint64_t i) { pass_on_strongly(nodes, nodes[i]); }, pass_on_block);
  }
  const W& adjoint(Index k) const { return tape_.nodes[k].adjoint; }

 private:
  // node(nodes, i) for the nodes and block(nodes, b) for the blocks before `end`, from there back to the unknowns.
  template <class Node, class Block>
  DECLIVE_INLINE void walk(std::uint64_t end, Node node, Block block) {
    TapeNode<W>* const nodes = tape_.nodes;
    std::uint64_t place = tape_.last_block;
    while (true) {
      const auto* const b = place == 0 ? nullptr : reinterpret_cast<const TapeBlock<W>*>(nodes + place);
      const std::uint64_t begin = b == nullptr ? unknowns_ : b->end;
      while (end > begin) node(nodes, --end);
      if (b == nullptr) return;
      if (b->first < end) {
        block(nodes, b);
        end = b->first;
      }
      place = b->previous;
    }
  }
  DECLIVE_INLINE static void pass_on(TapeNode<W>* nodes, const TapeNode<W>& z) {
    const W a = z.adjoint;
    nodes[z.parent[0]].adjoint += z.slope[0] * a;
    nodes[z.parent[1]].adjoint += z.slope[1] * a;
  }
  // A zero adjoint passes on nothing, whatever the slope, and nothing goes through a zero slope, whatever the adjoint.
  DECLIVE_INLINE static void pass_on_strongly(TapeNode<W>* nodes, const TapeNode<W>& z) {
    const W a = z.adjoint;
    if (is_zero(a)) return;
    for (int k = 0; k < 2; ++k)
      if (!is_zero(z.slope[k])) add_adjoint(nodes[z.parent[k]].adjoint, static_cast<W>(z.slope[k] * a));
  }
  static void pass_on_block(TapeNode<W>* nodes, const TapeBlock<W>* block) { block->pass_on(nodes, block); }

  void clear() {
    const auto clear_block = [](TapeNode<W>* nodes, const TapeBlock<W>* block) {
      for (std::uint64_t i = 0; i < block->count; ++i) nodes[block->first + i].adjoint = W(0);
    };
    walk(
        tape_.size, [](TapeNode<W>* nodes, std::uint64_t i) { nodes[i].adjoint = W(0); }, clear_block);
    for (std::uint64_t k = 0; k < unknowns_; ++k) tape_.nodes[k].adjoint = W(0);
  }

  Tape<W>& tape_;
  const Tape<W> outer_;
  const std::uint64_t unknowns_;
};

}  // namespace declive::detail::inline DECLIVE_ABI

#endif
