// The register tile of microkernel.inl for AVX-512 and AVX2, in assembler: what stands there in C++, instruction for
// instruction. Not for its speed, which is the same, but because the tiles of all numbers of rows are one function, whose
// text the compiler only copies: fifty functions took it a second, a third of the time for a product. B is fetched two
// rows ahead: from 1536 x 1536 on, eight and sixteen were 1 to 5 % slower.
//
// This is what the two share; tile_avx512.inl and tile_avx2.inl include it into an asm statement. The assembler's own .if
// selects. P is s or d, the scalar; R is zmm, or ymm for AVX-512's narrow tiles; S is the second register of two, ymm
// where that is `half`, and begins off bytes behind the first. Three rows of A are found from one pointer (base,
// base + rs, base + 2 rs).
//
//   AVX-512   sums: 0 to 11, and 12 to 23 for the second register of a row; B: 24, 25; A's element or beta: 28; k1, in
//             tiles of one register: its lanes
//   AVX2      sums: 0 to 11, in tiles of two registers 0 to 5 and 6 to 11; B: 12, 13; A's element or beta: 14; 15, in
//             tiles of one register: its lanes
//   both      a single row of four registers has its third and fourth sum where a second row has its first two
//   t u w     rows 3, 6 and 9 of A in the loop; around it t walks over C, whose rows are u apart. At first t is beta's
//             address, null for 0, u the number of rows, and w the lanes: their bits (AVX-512), the address of a mask (AVX2)
//
// With k, a, rs, cs, b and brs these are nine general registers, those that a function need not save; off is the tenth.
// {x|y} is x in AT&T's syntax and y in Intel's (-masm=intel); all the rest is AT&T's. At the end the macros are purged:
// every function defines them again.
R"(
.macro declive_at_c
{|.intel_syntax noprefix}
{mov %[c], %[t]|mov %[t], %[c]}
{mov %[crs], %[u]|mov %[u], %[crs]}
{|.att_syntax prefix}
.endm

.macro declive_jump u, w
  lea 100f(%%rip), \w
  movslq -4(\w,\u,4), \u
  add \w, \u
  notrack jmp *\u
100:
.irp to, 101f, 102f, 103f, 104f, 105f, 106f, 107f, 108f, 109f, 1010f, 1011f, 1012f
  .long \to - 100b
.endr
.endm

.macro declive_enter rows, size, k, a, rs, t, u, w
.if %c[regs] > 1
  cmp $64, \k
  jl 3f
  declive_at_c
  .rept 2 * \rows
    prefetcht0 (\t)
    prefetcht0 \size(\t)
    add \u, \t
  .endr
3:
.endif
  test \k, \k
  jle 5f
.if \rows > 3
  lea (\a,\rs,2), \t
  add \rs, \t
.endif
.if \rows > 6
  lea (\t,\rs,2), \u
  add \rs, \u
.endif
.if \rows > 9
  lea (\u,\rs,2), \w
  add \rs, \w
.endif
.p2align 5
4:
.endm

.macro declive_next rows, k, a, cs, b, brs, t, u, w
.if %c[regs] > 1
  prefetcht0 (\b,\brs,2)
.endif
  add \cs, \a
.if \rows > 3
  add \cs, \t
.endif
.if \rows > 6
  add \cs, \u
.endif
.if \rows > 9
  add \cs, \w
.endif
  add \brs, \b
  dec \k
  jnz 4b
5:
  declive_at_c
.endm
)"
