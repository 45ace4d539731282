// The tiles for AVX2, see tile_x86.inl. Less than a register is stored in parts: AMD's masked stores of AVX take tens of
// cycles.
#include "tile_x86.inl"
R"(
.macro declive_row rows, P, i, j, at:vararg
.if \i < \rows
  vbroadcasts\P \at, %%ymm14
  vfmadd231p\P %%ymm12, %%ymm14, %%ymm\i
  .if %c[regs] > 1
    vfmadd231p\P %%ymm13, %%ymm14, %%ymm\j
  .endif
.endif
.endm

.macro declive_tile rows, P, lanes, size, k, a, rs, cs, b, brs, off, t, u, w, bits
  test \t, \t
  jz 1f
  vbroadcasts\P (\t), %%ymm14
  declive_at_c
.irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
  .if \i < \rows
    .if %c[regs] == 1
      vmaskmovp\P (\t), %%ymm15, %%ymm\i
      vmulp\P %%ymm\i, %%ymm14, %%ymm\i
    .else
      vmulp\P (\t), %%ymm14, %%ymm\i
    .endif
    add \u, \t
  .endif
.endr
.if %c[regs] == 2
  declive_at_c
.irp j, 6, 7, 8, 9, 10, 11
  .if \j - 6 < \rows
    vmulp\P (\t,\off), %%ymm14, %%ymm\j
    add \u, \t
  .endif
.endr
.endif
.if %c[regs] == 4
  sub \u, \t
  vmulp\P \size(\t), %%ymm14, %%ymm6
  vmulp\P 2*\size(\t), %%ymm14, %%ymm1
  vmulp\P 3*\size(\t), %%ymm14, %%ymm7
.endif
  jmp 2f
1:
.irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
  .if \i < \rows || (%c[regs] == 2 && \i >= 6 && \i - 6 < \rows) || (%c[regs] == 4 && (\i == 1 || \i == 6 || \i == 7))
    vxorps %%ymm\i, %%ymm\i, %%ymm\i
  .endif
.endr
2:
  declive_enter \rows, \size, \k, \a, \rs, \t, \u, \w
.if %c[regs] == 1
  vmaskmovp\P (\b), %%ymm15, %%ymm12
.else
  vmovup\P (\b), %%ymm12
.if %c[regs] == 2
  vmovup\P (\b,\off), %%ymm13
.else
  vmovup\P \size(\b), %%ymm13
.endif
.endif
  declive_row \rows, \P, 0, 6, (\a)
  declive_row \rows, \P, 1, 7, (\a,\rs)
  declive_row \rows, \P, 2, 8, (\a,\rs,2)
  declive_row \rows, \P, 3, 9, (\t)
  declive_row \rows, \P, 4, 10, (\t,\rs)
  declive_row \rows, \P, 5, 11, (\t,\rs,2)
  declive_row \rows, \P, 6, 0, (\u)
  declive_row \rows, \P, 7, 0, (\u,\rs)
  declive_row \rows, \P, 8, 0, (\u,\rs,2)
  declive_row \rows, \P, 9, 0, (\w)
  declive_row \rows, \P, 10, 0, (\w,\rs)
  declive_row \rows, \P, 11, 0, (\w,\rs,2)
.if %c[regs] == 4
  vfmadd231p\P 2*\size(\b), %%ymm14, %%ymm1
  vfmadd231p\P 3*\size(\b), %%ymm14, %%ymm7
.endif
  declive_next \rows, \k, \a, \cs, \b, \brs, \t, \u, \w
.if %c[regs] == 1
  vmovmskp\P %%ymm15, \bits
  mov \t, \b
  cmp $((1 << \lanes) - 1), \bits
  jne 6f
.endif
.irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
  .if \i < \rows
    vmovup\P %%ymm\i, (\t)
    add \u, \t
  .endif
.endr
.if %c[regs] == 2
  declive_at_c
.irp j, 6, 7, 8, 9, 10, 11
  .if \j - 6 < \rows
    vmovup\P %%ymm\j, (\t,\off)
    add \u, \t
  .endif
.endr
.endif
.if %c[regs] == 4
  sub \u, \t
  vmovup\P %%ymm6, \size(\t)
  vmovup\P %%ymm1, 2*\size(\t)
  vmovup\P %%ymm7, 3*\size(\t)
.endif
  jmp 99f
.if %c[regs] == 1
6:
  test $(1 << (\lanes / 2 - 1)), \bits
  jz 7f
.irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
  .if \i < \rows
    vmovup\P %%xmm\i, (\t)
    vextractf128 $1, %%ymm\i, %%xmm\i
    add \u, \t
  .endif
.endr
  add $16, \b
  shr $(\lanes / 2), \bits
7:
.if \lanes == 8
  test $2, \bits
  jz 8f
  mov \b, \t
.irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
  .if \i < \rows
    vmovlps %%xmm\i, (\t)
    vpermilpd $1, %%xmm\i, %%xmm\i
    add \u, \t
  .endif
.endr
  add $8, \b
  shr $2, \bits
8:
.endif
  test $1, \bits
  jz 99f
  mov \b, \t
.irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
  .if \i < \rows
    vmovs\P %%xmm\i, (\t)
    add \u, \t
  .endif
.endr
  jmp 99f
.endif
.endm

.macro declive_tiles P, lanes, size, k, a, rs, cs, b, brs, off, t, u, w, bits
{|.att_syntax prefix}
.if %c[regs] == 1
  vmovups (\w), %%ymm15
.endif
  declive_jump \u, \w
.irp rows, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
10\rows:
  .if \rows <= %c[most]
    declive_tile \rows, \P, \lanes, \size, \k, \a, \rs, \cs, \b, \brs, \off, \t, \u, \w, \bits
  .endif
.endr
.endm

.if %c[bytes] == 4
  declive_tiles s, 8, 32, {|%%}%[k], {|%%}%[a], {|%%}%[rs], {|%%}%[cs], {|%%}%[b], {|%%}%[brs], {|%%}%[off], {|%%}%[t], {|%%}%[u], {|%%}%[w], {|%%}%k[w]
.else
  declive_tiles d, 4, 32, {|%%}%[k], {|%%}%[a], {|%%}%[rs], {|%%}%[cs], {|%%}%[b], {|%%}%[brs], {|%%}%[off], {|%%}%[t], {|%%}%[u], {|%%}%[w], {|%%}%k[w]
.endif
99:
  vzeroupper
.purgem declive_at_c
.purgem declive_jump
.purgem declive_enter
.purgem declive_next
.purgem declive_row
.purgem declive_tile
.purgem declive_tiles
{|.intel_syntax noprefix}
)"
