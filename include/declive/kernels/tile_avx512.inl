// The tiles for AVX-512, see tile_x86.inl.
#include "tile_x86.inl"
R"(
.macro declive_row rows, P, R, S, lanes, part, i, j, at:vararg
.if \i < \rows
  .if %c[regs] == 1
    vfmadd231p\P \at%{1to\lanes%}, %%\R\()24, %%\R\i
  .elseif %c[half]
    vfmadd231p\P \at%{1to\lanes%}, %%\R\()24, %%\R\i
    vfmadd231p\P \at%{1to\part%}, %%\S\()25, %%\S\j
  .else
    vbroadcasts\P \at, %%\R\()28
    vfmadd231p\P %%\R\()24, %%\R\()28, %%\R\i
    vfmadd231p\P %%\S\()25, %%\S\()28, %%\S\j
  .endif
.endif
.endm

.macro declive_store rows, P, R, S, off, t, u, i, j
.if \i < \rows
  vmovup\P %%\R\i, (\t)
  .if %c[regs] == 2
    vmovup\P %%\S\j, (\t,\off)
  .endif
  add \u, \t
.endif
.endm

.macro declive_tile rows, P, R, S, lanes, part, size, k, a, rs, cs, b, brs, off, t, u, w, bits
  test \t, \t
  jz 1f
  vbroadcasts\P (\t), %%\R\()28
  declive_at_c
.irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
  .if \i < \rows
    .if %c[regs] == 1
      vmovup\P (\t), %%\R\i%{%%k1%}%{z%}
      vmulp\P %%\R\i, %%\R\()28, %%\R\i
    .else
      vmulp\P (\t), %%\R\()28, %%\R\i
    .endif
    add \u, \t
  .endif
.endr
.if %c[regs] == 2
  declive_at_c
.irp j, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23
  .if \j - 12 < \rows
    vmulp\P (\t,\off), %%\S\()28, %%\S\j
    add \u, \t
  .endif
.endr
.endif
.if %c[regs] == 4
  sub \u, \t
  vmulp\P \size(\t), %%\R\()28, %%\R\()12
  vmulp\P 2*\size(\t), %%\R\()28, %%\R\()1
  vmulp\P 3*\size(\t), %%\R\()28, %%\R\()13
.endif
  jmp 2f
1:
.irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
  .if \i < \rows || (%c[regs] == 4 && \i == 1)
    vpxord %%\R\i, %%\R\i, %%\R\i
  .endif
.endr
.irp j, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23
  .if (%c[regs] == 2 && \j - 12 < \rows) || (%c[regs] == 4 && \j < 14)
    vpxord %%\R\j, %%\R\j, %%\R\j
  .endif
.endr
2:
  declive_enter \rows, \size, \k, \a, \rs, \t, \u, \w
.if %c[regs] == 1
  vmovup\P (\b), %%\R\()24%{%%k1%}%{z%}
.else
  vmovup\P (\b), %%\R\()24
.if %c[regs] == 2
  vmovup\P (\b,\off), %%\S\()25
.else
  vmovup\P \size(\b), %%\S\()25
.endif
.endif
  declive_row \rows, \P, \R, \S, \lanes, \part, 0, 12, (\a)
  declive_row \rows, \P, \R, \S, \lanes, \part, 1, 13, (\a,\rs)
  declive_row \rows, \P, \R, \S, \lanes, \part, 2, 14, (\a,\rs,2)
  declive_row \rows, \P, \R, \S, \lanes, \part, 3, 15, (\t)
  declive_row \rows, \P, \R, \S, \lanes, \part, 4, 16, (\t,\rs)
  declive_row \rows, \P, \R, \S, \lanes, \part, 5, 17, (\t,\rs,2)
  declive_row \rows, \P, \R, \S, \lanes, \part, 6, 18, (\u)
  declive_row \rows, \P, \R, \S, \lanes, \part, 7, 19, (\u,\rs)
  declive_row \rows, \P, \R, \S, \lanes, \part, 8, 20, (\u,\rs,2)
  declive_row \rows, \P, \R, \S, \lanes, \part, 9, 21, (\w)
  declive_row \rows, \P, \R, \S, \lanes, \part, 10, 22, (\w,\rs)
  declive_row \rows, \P, \R, \S, \lanes, \part, 11, 23, (\w,\rs,2)
.if %c[regs] == 4
  vfmadd231p\P 2*\size(\b), %%\R\()28, %%\R\()1
  vfmadd231p\P 3*\size(\b), %%\R\()28, %%\R\()13
.endif
  declive_next \rows, \k, \a, \cs, \b, \brs, \t, \u, \w
.if %c[regs] == 1
  kmovw %%k1, \bits
  cmp $((1 << \lanes) - 1), \bits
  jne 6f
.endif
  declive_store \rows, \P, \R, \S, \off, \t, \u, 0, 12
  declive_store \rows, \P, \R, \S, \off, \t, \u, 1, 13
  declive_store \rows, \P, \R, \S, \off, \t, \u, 2, 14
  declive_store \rows, \P, \R, \S, \off, \t, \u, 3, 15
  declive_store \rows, \P, \R, \S, \off, \t, \u, 4, 16
  declive_store \rows, \P, \R, \S, \off, \t, \u, 5, 17
  declive_store \rows, \P, \R, \S, \off, \t, \u, 6, 18
  declive_store \rows, \P, \R, \S, \off, \t, \u, 7, 19
  declive_store \rows, \P, \R, \S, \off, \t, \u, 8, 20
  declive_store \rows, \P, \R, \S, \off, \t, \u, 9, 21
  declive_store \rows, \P, \R, \S, \off, \t, \u, 10, 22
  declive_store \rows, \P, \R, \S, \off, \t, \u, 11, 23
.if %c[regs] == 4
  sub \u, \t
  vmovup\P %%\R\()12, \size(\t)
  vmovup\P %%\R\()1, 2*\size(\t)
  vmovup\P %%\R\()13, 3*\size(\t)
.endif
  jmp 99f
.if %c[regs] == 1
6:
.irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
  .if \i < \rows
    vmovup\P %%\R\i, (\t)%{%%k1%}
    add \u, \t
  .endif
.endr
  jmp 99f
.endif
.endm

.macro declive_tiles P, R, S, lanes, part, size, k, a, rs, cs, b, brs, off, t, u, w, bits
{|.att_syntax prefix}
.if %c[regs] == 1
  kmovw \bits, %%k1
.endif
  declive_jump \u, \w
.irp rows, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
10\rows:
  .if \rows <= %c[most]
    declive_tile \rows, \P, \R, \S, \lanes, \part, \size, \k, \a, \rs, \cs, \b, \brs, \off, \t, \u, \w, \bits
  .endif
.endr
.endm

.if %c[bytes] == 4 && %c[lanes] == 16 && %c[half]
  declive_tiles s, zmm, ymm, 16, 8, 64, {|%%}%[k], {|%%}%[a], {|%%}%[rs], {|%%}%[cs], {|%%}%[b], {|%%}%[brs], {|%%}%[off], {|%%}%[t], {|%%}%[u], {|%%}%[w], {|%%}%k[w]
.elseif %c[bytes] == 4 && %c[lanes] == 16
  declive_tiles s, zmm, zmm, 16, 16, 64, {|%%}%[k], {|%%}%[a], {|%%}%[rs], {|%%}%[cs], {|%%}%[b], {|%%}%[brs], {|%%}%[off], {|%%}%[t], {|%%}%[u], {|%%}%[w], {|%%}%k[w]
.elseif %c[bytes] == 4
  declive_tiles s, ymm, ymm, 8, 8, 32, {|%%}%[k], {|%%}%[a], {|%%}%[rs], {|%%}%[cs], {|%%}%[b], {|%%}%[brs], {|%%}%[off], {|%%}%[t], {|%%}%[u], {|%%}%[w], {|%%}%k[w]
.elseif %c[lanes] == 8 && %c[half]
  declive_tiles d, zmm, ymm, 8, 4, 64, {|%%}%[k], {|%%}%[a], {|%%}%[rs], {|%%}%[cs], {|%%}%[b], {|%%}%[brs], {|%%}%[off], {|%%}%[t], {|%%}%[u], {|%%}%[w], {|%%}%k[w]
.elseif %c[lanes] == 8
  declive_tiles d, zmm, zmm, 8, 8, 64, {|%%}%[k], {|%%}%[a], {|%%}%[rs], {|%%}%[cs], {|%%}%[b], {|%%}%[brs], {|%%}%[off], {|%%}%[t], {|%%}%[u], {|%%}%[w], {|%%}%k[w]
.else
  declive_tiles d, ymm, ymm, 4, 4, 32, {|%%}%[k], {|%%}%[a], {|%%}%[rs], {|%%}%[cs], {|%%}%[b], {|%%}%[brs], {|%%}%[off], {|%%}%[t], {|%%}%[u], {|%%}%[w], {|%%}%k[w]
.endif
99:
  vzeroupper
.purgem declive_at_c
.purgem declive_jump
.purgem declive_enter
.purgem declive_next
.purgem declive_row
.purgem declive_store
.purgem declive_tile
.purgem declive_tiles
{|.intel_syntax noprefix}
)"
