// The tile of whole small products for AVX-512, in assembler as tile_x86.inl: C = A B for 0 < m <= 8 rows and 1 < n <= 8
// columns, all three without gaps between rows, so that three addresses and three sizes say everything and stay in the
// registers that they come in.
//
// A table has a place for every n and m. A row of C is a part of a register, a whole one of 8, 16, 32 or 64 bytes, for
// which no lanes need be masked (a masked load of B takes a place of an fma; what a masked store wrote cannot be forwarded
// to a load), or the first n lanes of one.
//
//   sums: 0 to 7; B: 8; k1: the n lanes
//   rs    the distance of A's rows; m is then three of them, t A's row 5; n is the distance of the rows of B and C
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
.irp i, 0, 1, 2, 3, 4, 5, 6, 7
  .if \i < \rows
    declive_product_row \i, \P, \R, \lanes, \m, \a, \rs, \t
  .endif
.endr
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

.macro declive_product_row i, P, R, lanes, m, a, rs, t
.if \i == 0
  vfmadd231p\P (\a)%{1to\lanes%}, %%\R\()8, %%\R\()0
.elseif \i == 1
  vfmadd231p\P (\a,\rs)%{1to\lanes%}, %%\R\()8, %%\R\()1
.elseif \i == 2
  vfmadd231p\P (\a,\rs,2)%{1to\lanes%}, %%\R\()8, %%\R\()2
.elseif \i == 3
  vfmadd231p\P (\a,\m)%{1to\lanes%}, %%\R\()8, %%\R\()3
.elseif \i == 4
  vfmadd231p\P (\a,\rs,4)%{1to\lanes%}, %%\R\()8, %%\R\()4
.elseif \i == 5
  vfmadd231p\P (\t)%{1to\lanes%}, %%\R\()8, %%\R\()5
.elseif \i == 6
  vfmadd231p\P (\a,\m,2)%{1to\lanes%}, %%\R\()8, %%\R\()6
.else
  vfmadd231p\P (\t,\rs,2)%{1to\lanes%}, %%\R\()8, %%\R\()7
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
.if %c[bytes] == 4
  declive_places 120, 130, 140, 130, 130, 130, 160
.else
  declive_places 120, 130, 140, 150, 150, 150, 160
.endif
104:
  .byte 0, 1, 3, 7, 15, 31, 63, 127
.irp rows, 1, 2, 3, 4, 5, 6, 7, 8
.if %c[bytes] == 4
120\rows:
  declive_product \rows, s, 4, xmm, 4, 8, \m, \n, \k, \a, \b, \c, \rs, \t, \w
130\rows:
  declive_product \rows, s, 4, ymm, 8, 0, \m, \n, \k, \a, \b, \c, \rs, \t, \w
140\rows:
  declive_product \rows, s, 4, xmm, 4, 16, \m, \n, \k, \a, \b, \c, \rs, \t, \w
160\rows:
  declive_product \rows, s, 4, ymm, 8, 32, \m, \n, \k, \a, \b, \c, \rs, \t, \w
.else
120\rows:
  declive_product \rows, d, 8, xmm, 2, 16, \m, \n, \k, \a, \b, \c, \rs, \t, \w
130\rows:
  declive_product \rows, d, 8, ymm, 4, 0, \m, \n, \k, \a, \b, \c, \rs, \t, \w
140\rows:
  declive_product \rows, d, 8, ymm, 4, 32, \m, \n, \k, \a, \b, \c, \rs, \t, \w
150\rows:
  declive_product \rows, d, 8, zmm, 8, 0, \m, \n, \k, \a, \b, \c, \rs, \t, \w
160\rows:
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
