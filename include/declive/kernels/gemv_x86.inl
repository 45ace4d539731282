// gemv_columns for AVX2 and AVX-512, in assembler as the tiles are (tile_x86.inl), with the same operands. n columns,
// eight at a time and at last four, two and one: x in registers 8 to 15, y through register 0, in whole registers of
// `size` bytes, then in halves of them, and at last element by element. b is the second column, cs3 three columns, all
// the bytes of y, left those still to come. With AVX-512 a y of exactly five to eight registers stays in them, and
// columns come one by one: from L2 as fast as it can be read. {x|y} is x in AT&T's syntax and y in Intel's
// (-masm=intel); all the rest is AT&T's.
R"asm(
.macro declive_step R, S, P, columns, size, a, b, cs, cs3, y
  vmov\S (\y), %%\R\()0
  vfmadd231\P (\a), %%\R\()8, %%\R\()0
.if \columns > 1
  vfmadd231\P (\a,\cs), %%\R\()9, %%\R\()0
.endif
.if \columns > 2
  vfmadd231\P (\a,\cs,2), %%\R\()10, %%\R\()0
  vfmadd231\P (\a,\cs3), %%\R\()11, %%\R\()0
.endif
.if \columns > 4
  vfmadd231\P (\a,\cs,4), %%\R\()12, %%\R\()0
  vfmadd231\P (\b,\cs,4), %%\R\()13, %%\R\()0
  vfmadd231\P (\a,\cs3,2), %%\R\()14, %%\R\()0
  vfmadd231\P (\b,\cs3,2), %%\R\()15, %%\R\()0
.endif
  vmov\S %%\R\()0, (\y)
  add $\size, \a
  add $\size, \b
  add $\size, \y
.endm

.macro declive_columns R, P, columns, a, b, cs, cs3, x, xs, y, all, left
.irp f, 8, 9, 10, 11, 12, 13, 14, 15
  .if \f - 8 < \columns
    vbroadcasts\P (\x), %%\R\f
    add \xs, \x
  .endif
.endr
  mov \all, \left
  sub $%c[size], \left
  jl 2f
.p2align 5
1:
  declive_step \R, ups, p\P, \columns, %c[size], \a, \b, \cs, \cs3, \y
  sub $%c[size], \left
  jge 1b
2:
.if %c[size] == 64
  test $32, \left
  jz 3f
  declive_step ymm, ups, p\P, \columns, 32, \a, \b, \cs, \cs3, \y
3:
.endif
  test $16, \left
  jz 4f
  declive_step xmm, ups, p\P, \columns, 16, \a, \b, \cs, \cs3, \y
4:
  and $15, \left
  jz 6f
5:
  declive_step xmm, s\P, s\P, \columns, %c[bytes], \a, \b, \cs, \cs3, \y
  sub $%c[bytes], \left
  jnz 5b
6:
  sub \all, \a
  sub \all, \b
  sub \all, \y
.endm

.macro declive_resident P, registers, n, a, cs, x, xs, y
.irp i, 0, 1, 2, 3, 4, 5, 6, 7
  .if \i < \registers
    vmovups 64*\i(\y), %%zmm\i
  .endif
.endr
.p2align 5
1:
  vbroadcasts\P (\x), %%zmm8
.irp i, 0, 1, 2, 3, 4, 5, 6, 7
  .if \i < \registers
    vfmadd231p\P 64*\i(\a), %%zmm8, %%zmm\i
  .endif
.endr
  add \xs, \x
  add \cs, \a
  dec \n
  jnz 1b
.irp i, 0, 1, 2, 3, 4, 5, 6, 7
  .if \i < \registers
    vmovups %%zmm\i, 64*\i(\y)
  .endif
.endr
.endm

.macro declive_gemv R, P, n, a, b, cs, cs3, x, xs, y, all, left
{|.att_syntax prefix}
.if %c[size] == 64
.irp registers, 5, 6, 7, 8
  cmp $64*\registers, \all
  jne 8f
  declive_resident \P, \registers, \n, \a, \cs, \x, \xs, \y
  jmp 9f
8:
.endr
.endif
  sub $8, \n
  jl 20f
10:
  declive_columns \R, \P, 8, \a, \b, \cs, \cs3, \x, \xs, \y, \all, \left
  lea (\a,\cs,8), \a
  lea (\b,\cs,8), \b
  sub $8, \n
  jge 10b
20:
.irp columns, 4, 2, 1
  test $\columns, \n
  jz 7f
  declive_columns \R, \P, \columns, \a, \b, \cs, \cs3, \x, \xs, \y, \all, \left
  lea (\a,\cs,\columns), \a
  lea (\b,\cs,\columns), \b
7:
.endr
9:
  vzeroupper
.endm

.if %c[bytes] == 4 && %c[size] == 64
  declive_gemv zmm, s, {|%%}%[n], {|%%}%[a], {|%%}%[b], {|%%}%[cs], {|%%}%[cs3], {|%%}%[x], {|%%}%[xs], {|%%}%[y], {|%%}%[all], {|%%}%[left]
.elseif %c[bytes] == 4
  declive_gemv ymm, s, {|%%}%[n], {|%%}%[a], {|%%}%[b], {|%%}%[cs], {|%%}%[cs3], {|%%}%[x], {|%%}%[xs], {|%%}%[y], {|%%}%[all], {|%%}%[left]
.elseif %c[size] == 64
  declive_gemv zmm, d, {|%%}%[n], {|%%}%[a], {|%%}%[b], {|%%}%[cs], {|%%}%[cs3], {|%%}%[x], {|%%}%[xs], {|%%}%[y], {|%%}%[all], {|%%}%[left]
.else
  declive_gemv ymm, d, {|%%}%[n], {|%%}%[a], {|%%}%[b], {|%%}%[cs], {|%%}%[cs3], {|%%}%[x], {|%%}%[xs], {|%%}%[y], {|%%}%[all], {|%%}%[left]
.endif
.purgem declive_step
.purgem declive_columns
.purgem declive_resident
.purgem declive_gemv
{|.intel_syntax noprefix}
)asm"
