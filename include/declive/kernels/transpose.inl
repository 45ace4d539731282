// The kernel of transpose.hpp, compiled once per instruction set by for_each_isa.hpp.
namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI {

// out(j, i) = in(i, j) for rows of `in` and of `out` that are contiguous: rows become columns in registers. Narrow<T>
// stores 32 bytes at a time with AVX2 and AVX-512; 64 would take twice the shuffles. Where half a register of rows or
// more is left over some of those before are taken again. Lean instruction sets move elements.
template <class T>
DECLIVE_KERNEL void transpose_rows(Index rows, Index cols, const T* in, Index in_rs, T* out, Index out_rs) {
  using V = Narrow<T>;
  constexpr Index size = V::size, depth = V::depth;
  Index i = 0;
  for (; !lean && size <= rows && i + size / 2 <= rows; i += size) {
    if (i > rows - size) i = rows - size;
    const T* from = in + i * in_rs;
    T* to = out + i;
    Index j = 0;
    for (; j + depth <= cols; j += depth, to += depth * out_rs) {
      const auto x = V::columns(from + j, in_rs);
      V::store(to, x.c0);
      if constexpr (depth > 1) V::store(to + out_rs, x.c1);
      if constexpr (depth > 2) {
        V::store(to + 2 * out_rs, x.c2);
        V::store(to + 3 * out_rs, x.c3);
      }
    }
    for (; j < cols; ++j, to += out_rs)
      for (Index l = 0; l < size; ++l) to[l] = from[l * in_rs + j];
  }
  for (Index j = 0; j < cols; ++j)
    for (Index l = i; l < rows; ++l) out[j * out_rs + l] = in[l * in_rs + j];
}

}  // namespace declive::kernels::DECLIVE_ISA_NAMESPACE::inline DECLIVE_ABI
