// Whole small products for AVX-512 and AVX2, in assembler as tile_x86.inl: C = A B for 0 < m <= 8 rows and 1 < n <= 8
// columns, all three without gaps between their rows, so that three sizes and three addresses say everything and stay in
// the registers that they come in.
//
// A row of C is the half of a register of 16 bytes, or a whole register of 16, 32 or 64 bytes, of which no lanes need be
// masked: a masked load of B takes the place of an fma, and what a masked store wrote cannot be forwarded to a load. For
// other n AVX-512 masks a register of 32 or 64 bytes; AVX2, whose masked stores are slow, leaves them to the tile.
// A table has the address for every n and m: labels 12m, 14m and 18m are those of 2, 4 and 8 columns, 13m and 15m the
// masked ones (with AVX2 the places of other n are filled and never asked for).
//
//   sums: 0 to 7; B: 8; A's element: 9 (AVX2); k1: the n lanes
//   rs    the distance of A's rows; m is then three of them, t A's row 5; n, where masked, the distance of B's and C's
R"(
.macro declive_product rows, P, bytes, R, lanes, width, m, n, k, a, b, c, rs, t, w
.irp i, 0, 1, 2, 3, 4, 5, 6, 7
  .if \i < \rows
    vxorps %%xmm\i, %%xmm\i, %%xmm\i
  .endif
.endr
.if \width == 0
  kmovb 104b-100b(\w,\n), %%k1
  lea (,\n,\bytes), \n
.endif
.if \rows > 3
  lea (\rs,\rs,2), \m
.endif
.if \rows > 5
  lea (\a,\rs,4), \t
  add \rs, \t
.endif
4:
.if \width == 0
  vmovup\P (\b), %%\R\()8%{%%k1%}%{z%}
.elseif \width == 8
  vmovsd (\b), %%xmm8
.else
  vmovup\P (\b), %%\R\()8
.endif
  declive_product_row 0, \P, \R, \lanes, (\a)
.if \rows > 1
  declive_product_row 1, \P, \R, \lanes, (\a,\rs)
.endif
.if \rows > 2
  declive_product_row 2, \P, \R, \lanes, (\a,\rs,2)
.endif
.if \rows > 3
  declive_product_row 3, \P, \R, \lanes, (\a,\m)
.endif
.if \rows > 4
  declive_product_row 4, \P, \R, \lanes, (\a,\rs,4)
.endif
.if \rows > 5
  declive_product_row 5, \P, \R, \lanes, (\t)
.endif
.if \rows > 6
  declive_product_row 6, \P, \R, \lanes, (\a,\m,2)
.endif
.if \rows > 7
  declive_product_row 7, \P, \R, \lanes, (\t,\rs,2)
.endif
  add $\bytes, \a
.if \rows > 5
  add $\bytes, \t
.endif
.if \width == 0
  add \n, \b
.else
  add $\width, \b
.endif
  dec \k
  jnz 4b
.irp i, 0, 1, 2, 3, 4, 5, 6, 7
  .if \i < \rows
    .if \width == 0
      vmovup\P %%\R\i, (\c)%{%%k1%}
      add \n, \c
    .elseif \width == 8
      vmovsd %%xmm\i, 8*\i(\c)
    .else
      vmovup\P %%\R\i, \width*\i(\c)
    .endif
  .endif
.endr
.ifnc \R, xmm
  vzeroupper
.endif
  jmp 99f
.endm

.macro declive_product_row i, P, R, lanes, at:vararg
.if %c[masks] == 2
  vfmadd231p\P \at%{1to\lanes%}, %%\R\()8, %%\R\i
.else
.if \lanes == 2
  vmovddup \at, %%xmm9
.else
  vbroadcasts\P \at, %%\R\()9
.endif
  vfmadd231p\P %%\R\()8, %%\R\()9, %%\R\i
.endif
.endm

.macro declive_places kinds:vararg
.irp kind, \kinds
  .irp row, 1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f
    .long \kind\row - 100b
  .endr
.endr
.endm

.macro declive_products m, n, k, a, b, c, rs, t, w
{|.att_syntax prefix}
  lea 100f(%%rip), \w
  lea (\m,\n,8), \t
  lea (,\k,%c[bytes]), \rs
  movslq 4*-17(\w,\t,4), \t
  add \w, \t
  notrack jmp *\t
100:
.if %c[masks] == 2 && %c[bytes] == 4
  declive_places 120, 130, 140, 130, 130, 130, 180
.elseif %c[masks] == 2
  declive_places 120, 130, 140, 150, 150, 150, 180
.elseif %c[bytes] == 4
  declive_places 120, 120, 140, 140, 140, 140, 180
.else
  declive_places 120, 120, 140
.endif
104:
  .byte 0, 1, 3, 7, 15, 31, 63, 127
.irp rows, 1, 2, 3, 4, 5, 6, 7, 8
.if %c[bytes] == 4
120\rows:
  declive_product \rows, s, 4, xmm, 4, 8, \m, \n, \k, \a, \b, \c, \rs, \t, \w
140\rows:
  declive_product \rows, s, 4, xmm, 4, 16, \m, \n, \k, \a, \b, \c, \rs, \t, \w
180\rows:
  declive_product \rows, s, 4, ymm, 8, 32, \m, \n, \k, \a, \b, \c, \rs, \t, \w
.else
120\rows:
  declive_product \rows, d, 8, xmm, 2, 16, \m, \n, \k, \a, \b, \c, \rs, \t, \w
140\rows:
  declive_product \rows, d, 8, ymm, 4, 32, \m, \n, \k, \a, \b, \c, \rs, \t, \w
.endif
.if %c[masks] == 2 && %c[bytes] == 4
130\rows:
  declive_product \rows, s, 4, ymm, 8, 0, \m, \n, \k, \a, \b, \c, \rs, \t, \w
.elseif %c[masks] == 2
130\rows:
  declive_product \rows, d, 8, ymm, 4, 0, \m, \n, \k, \a, \b, \c, \rs, \t, \w
150\rows:
  declive_product \rows, d, 8, zmm, 8, 0, \m, \n, \k, \a, \b, \c, \rs, \t, \w
180\rows:
  declive_product \rows, d, 8, zmm, 8, 64, \m, \n, \k, \a, \b, \c, \rs, \t, \w
.endif
.endr
.endm

  declive_products {|%%}%[m], {|%%}%[n], {|%%}%[k], {|%%}%[a], {|%%}%[b], {|%%}%[c], {|%%}%[rs], {|%%}%[t], {|%%}%[w]
99:
.purgem declive_product
.purgem declive_product_row
.purgem declive_places
.purgem declive_products
{|.intel_syntax noprefix}
)"
