// An outer product for AVX2, in assembler as the tiles are (tile_x86.inl): gemm_outer in microkernel.inl has the
// operands. b and c are the ends of what is done by registers, j runs up to 0; then come `rest` bytes, element by
// element. The products are added to c (`adds`) or to zeros, as all sums are: -0 becomes 0. {x|y} is x in AT&T's syntax
// and y in Intel's (-masm=intel); all the rest is AT&T's.
R"asm(
.macro declive_step R, S, P, at, b, c, j, adds
  vmov\S \at(\b,\j), %%\R\()0
.if \adds
  vfmadd213\P \at(\c,\j), %%\R\()14, %%\R\()0
.else
  vfmadd213\P %%\R\()15, %%\R\()14, %%\R\()0
.endif
  vmov\S %%\R\()0, \at(\c,\j)
.endm

.macro declive_rows adds, P, size, m, n, a, ars, b, c, crs, j, rest
1:
  vbroadcasts\P (\a), %%ymm14
  mov \n, \j
  test $32, \n
  jz 2f
  declive_step ymm, ups, p\P, 0, \b, \c, \j, \adds
  add $32, \j
2:
  test \j, \j
  jz 4f
3:
  declive_step ymm, ups, p\P, 0, \b, \c, \j, \adds
  declive_step ymm, ups, p\P, 32, \b, \c, \j, \adds
  add $64, \j
  jnz 3b
4:
  cmp \rest, \j
  jge 5f
  declive_step xmm, s\P, s\P, 0, \b, \c, \j, \adds
  add $\size, \j
  jmp 4b
5:
  add \ars, \a
  add \crs, \c
  dec \m
  jnz 1b
.endm

.macro declive_outer P, size, m, n, a, ars, b, c, crs, j, rest, adds
{|.att_syntax prefix}
  vxorps %%xmm15, %%xmm15, %%xmm15
  test \adds, \adds
  jnz 10f
  declive_rows 0, \P, \size, \m, \n, \a, \ars, \b, \c, \crs, \j, \rest
  jmp 11f
10:
  declive_rows 1, \P, \size, \m, \n, \a, \ars, \b, \c, \crs, \j, \rest
11:
  vzeroupper
.endm

.if %c[bytes] == 4
  declive_outer s, 4, {|%%}%[m], {|%%}%[n], {|%%}%[a], {|%%}%[ars], {|%%}%[b], {|%%}%[c], {|%%}%[crs], {|%%}%[j], {|%%}%[rest], {|%%}%[adds]
.else
  declive_outer d, 8, {|%%}%[m], {|%%}%[n], {|%%}%[a], {|%%}%[ars], {|%%}%[b], {|%%}%[c], {|%%}%[crs], {|%%}%[j], {|%%}%[rest], {|%%}%[adds]
.endif
.purgem declive_step
.purgem declive_rows
.purgem declive_outer
{|.intel_syntax noprefix}
)asm"
