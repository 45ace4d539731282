// The kernel of a single column of a product for AVX2, in assembler as the tiles are (tile_x86.inl). What it computes
// stands at gemm_column in microkernel.inl.
//
// Eight rows of A at a time, 16 bytes of each. A register takes two rows, one in either half, so that interleaving four
// of them gives columns: 4 columns of 8 floats, or 2 columns of 4 doubles and the same 2 of the next 4 rows.
//
//   sums: 0 to 3 (double 0 to 7), those of group g first at \g (2 \g); rows: the four registers t0 to t3; u, v: free;
//   x: the last four (two) registers
//
// a and b are the first and second of the eight rows, rs and rs3 one and three rows. While four groups are multiplied, as
// many lines of the rows behind them are fetched into L2, one after the other (n). {x|y} is x in AT&T's syntax and y in
// Intel's (-masm=intel); all the rest is AT&T's.
R"(
.macro declive_pair to, low, high
  vmovups \low, %%xmm\to
  vinsertf128 $1, \high, %%ymm\to, %%ymm\to
.endm
.macro declive_pair_n to, low, high
  vmaskmovps \low, %%xmm15, %%xmm\to
  vmaskmovps \high, %%xmm15, %%xmm14
  vinsertf128 $1, %%xmm14, %%ymm\to, %%ymm\to
.endm

.macro declive_rows pair, t0, t1, t2, t3, a, b, rs, rs3
.if %c[bytes] == 4
  \pair \t0, "(\a)", "(\a,\rs,4)"
  \pair \t1, "(\a,\rs)", "(\b,\rs,4)"
  \pair \t2, "(\a,\rs,2)", "(\a,\rs3,2)"
  \pair \t3, "(\a,\rs3)", "(\b,\rs3,2)"
.else
  \pair \t0, "(\a)", "(\a,\rs,2)"
  \pair \t1, "(\a,\rs)", "(\a,\rs3)"
  \pair \t2, "(\a,\rs,4)", "(\a,\rs3,2)"
  \pair \t3, "(\b,\rs,4)", "(\b,\rs3,2)"
.endif
.endm

.macro declive_sums move, groups, line
.irp g, 0, 1, 2, 3
  .if \g < \groups
    .if %c[bytes] == 4
      declive_\move \line, 32*\g, \g
    .else
      declive_\move \line, 64*\g, 2*\g
      declive_\move \line, 64*\g+32, 2*\g+1
    .endif
  .endif
.endr
.endm
)"
