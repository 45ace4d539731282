// A single column of a product for AVX2, in assembler as the tiles are (tile_x86.inl): gemm_column in microkernel.inl
// has the operands.
//
// Eight rows of A at a time, 16 bytes of each. A register takes two of them, one in either half, and interleaving four
// such registers gives columns: four columns of eight floats, or two of four doubles and the same two of the other four
// rows.
//
//   sums    of group g: register g, of doubles 2 g and 2 g + 1
//   x       12 to 15, of doubles 14 and 15; in the tail 3
//   rows    4 to 7, of doubles 8 to 11; in the tail 15 is the mask of what is left of 16 bytes
//
// a and b are the first and the second row, rs and rs3 one and three rows. Meanwhile as many lines from behind these
// rows (n) are fetched into L2, in the order in which they stand. {x|y} is x in AT&T's syntax and y in Intel's
// (-masm=intel); all the rest is AT&T's.
R"asm(
.macro declive_pair to, low, high
.if %c[tail]
  vmaskmovps \low, %%xmm15, %%xmm\to
  vmaskmovps \high, %%xmm15, %%xmm14
  vinsertf128 $1, %%xmm14, %%ymm\to, %%ymm\to
.else
  vmovups \low, %%xmm\to
  vinsertf128 $1, \high, %%ymm\to, %%ymm\to
.endif
.endm

.macro declive_fma P, q, x, column, sum, k, from
.if %c[tail] == 0
  vfmadd231p\P %%ymm\column, %%ymm\x, %%ymm\sum
.elseif %c[bytes] == 4 || \q == 0
  .if \q > 0
    cmp $\q, \k
    jbe 2f
  .endif
  vbroadcasts\P 4*\q(\from), %%ymm3
  vfmadd231p\P %%ymm\column, %%ymm3, %%ymm\sum
.endif
.endm

.macro declive_group s, d, e, a, b, rs, rs3, k, x
.if %c[bytes] == 4
  declive_pair 4, "(\a)", "(\a,\rs,4)"
  declive_pair 5, "(\a,\rs)", "(\b,\rs,4)"
  declive_pair 6, "(\a,\rs,2)", "(\a,\rs3,2)"
  declive_pair 7, "(\a,\rs3)", "(\b,\rs3,2)"
  vunpcklps %%ymm6, %%ymm4, %%ymm8
  vunpckhps %%ymm6, %%ymm4, %%ymm4
  vunpcklps %%ymm7, %%ymm5, %%ymm9
  vunpckhps %%ymm7, %%ymm5, %%ymm5
  vunpcklps %%ymm9, %%ymm8, %%ymm6
  declive_fma s, 0, 12, 6, \s, \k, \x
  vunpckhps %%ymm9, %%ymm8, %%ymm8
  declive_fma s, 1, 13, 8, \s, \k, \x
  vunpcklps %%ymm5, %%ymm4, %%ymm7
  declive_fma s, 2, 14, 7, \s, \k, \x
  vunpckhps %%ymm5, %%ymm4, %%ymm4
  declive_fma s, 3, 15, 4, \s, \k, \x
.else
  declive_pair 8, "(\a)", "(\a,\rs,2)"
  declive_pair 9, "(\a,\rs)", "(\a,\rs3)"
  declive_pair 10, "(\a,\rs,4)", "(\a,\rs3,2)"
  declive_pair 11, "(\b,\rs,4)", "(\b,\rs3,2)"
  vunpcklpd %%ymm9, %%ymm8, %%ymm12
  vunpckhpd %%ymm9, %%ymm8, %%ymm8
  vunpcklpd %%ymm11, %%ymm10, %%ymm13
  vunpckhpd %%ymm11, %%ymm10, %%ymm10
  declive_fma d, 0, 14, 12, \d, \k, \x
  declive_fma d, 0, 14, 13, \e, \k, \x
  declive_fma d, 1, 15, 8, \d, \k, \x
  declive_fma d, 1, 15, 10, \e, \k, \x
.endif
.endm

.macro declive_groups groups, k, a, b, rs, rs3, x, from, to, eight, back, n
.irp s, 0, 1, 2, 3, 4, 5, 6, 7
  .if \s * 4 < \groups * %c[bytes]
    vmovups 32*\s(\from), %%ymm\s
  .endif
.endr
.p2align 5
1:
.if %c[bytes] == 4
  vbroadcastss (\x), %%ymm12
  vbroadcastss 4(\x), %%ymm13
  vbroadcastss 8(\x), %%ymm14
  vbroadcastss 12(\x), %%ymm15
.else
  vbroadcastsd (\x), %%ymm14
  vbroadcastsd 8(\x), %%ymm15
.endif
  add $16, \x
.irp g, 0, 1, 2, 3
  .if \g < \groups
    prefetcht1 128*\g(\n)
    prefetcht1 128*\g+64(\n)
    .if \g > 0
      add \eight, \a
      add \eight, \b
    .endif
    .if \g == 0
      declive_group 0, 0, 1, \a, \b, \rs, \rs3
    .elseif \g == 1
      declive_group 1, 2, 3, \a, \b, \rs, \rs3
    .elseif \g == 2
      declive_group 2, 4, 5, \a, \b, \rs, \rs3
    .else
      declive_group 3, 6, 7, \a, \b, \rs, \rs3
    .endif
  .endif
.endr
  add \back, \a
  add \back, \b
  add $128*\groups, \n
  dec \k
  jnz 1b
.irp s, 0, 1, 2, 3, 4, 5, 6, 7
  .if \s * 4 < \groups * %c[bytes]
    vmovups %%ymm\s, 32*\s(\to)
  .endif
.endr
  jmp 2f
.endm

.macro declive_column k, a, b, rs, rs3, x, from, to, groups, eight, back, n, mask
{|.att_syntax prefix}
.if %c[tail]
  vmovups (\to), %%ymm0
  .if %c[bytes] == 8
    vmovups 32(\to), %%ymm1
  .endif
  vmovups (\mask), %%xmm15
  declive_group 0, 0, 1, \a, \b, \rs, \rs3, \k, \x
2:
  vmovups %%ymm0, (\to)
  .if %c[bytes] == 8
    vmovups %%ymm1, 32(\to)
  .endif
.else
  cmp $2, \groups
  jb 101f
  je 102f
  cmp $3, \groups
  je 103f
  declive_groups 4, \k, \a, \b, \rs, \rs3, \x, \from, \to, \eight, \back, \n
103:
  declive_groups 3, \k, \a, \b, \rs, \rs3, \x, \from, \to, \eight, \back, \n
102:
  declive_groups 2, \k, \a, \b, \rs, \rs3, \x, \from, \to, \eight, \back, \n
101:
  declive_groups 1, \k, \a, \b, \rs, \rs3, \x, \from, \to, \eight, \back, \n
2:
.endif
.endm

declive_column {|%%}%[k], {|%%}%[a], {|%%}%[b], {|%%}%[rs], {|%%}%[rs3], {|%%}%[x], {|%%}%[from], {|%%}%[to], {|%%}%[groups], {|%%}%[eight], {|%%}%[back], {|%%}%[n], {|%%}%[mask]
  vzeroupper
.purgem declive_pair
.purgem declive_fma
.purgem declive_group
.purgem declive_groups
.purgem declive_column
{|.intel_syntax noprefix}
)asm"
