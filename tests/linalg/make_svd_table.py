#!/usr/bin/env python3
"""Writes svd_table.inl: singular values by LAPACK (gesdd, through SciPy) in double precision.

Run it by hand when cases are added: python3 tests/linalg/make_svd_table.py > tests/linalg/svd_table.inl
(Debian: python3-scipy). The matrices have the same bits here and in svd_test.cpp: element() there is element() here.
"""
import numpy
import scipy
import scipy.linalg


def element(kind, i, j):
    if kind == "hilbert":
        return 1.0 / (i + j + 1)
    if kind == "toeplitz":
        return 1.0 / (1 + abs(i - j))
    if kind == "scattered":
        return ((37 * i + 101 * j + 7 * i * j) % 64) / 32 - 1
    if kind == "graded":
        return 2.0 ** -(i + j) * (1 + (i * j) % 3)
    if kind == "rank two":
        return float((i % 3) * (j % 2) + 1)
    raise ValueError(kind)


print(f"// Written by make_svd_table.py with SciPy {scipy.__version__}. Do not edit.")
print("// clang-format off")
print()
print("const Case cases[] = {")
for kind, m, n in [("hilbert", 12, 12), ("toeplitz", 40, 40), ("toeplitz", 7, 30), ("scattered", 5, 5),
                   ("scattered", 60, 60), ("scattered", 70, 33), ("scattered", 24, 90), ("graded", 20, 20),
                   ("rank two", 30, 28)]:
    matrix = numpy.array([[element(kind, i, j) for j in range(n)] for i in range(m)])
    values = scipy.linalg.svdvals(matrix)
    print(f'    {{"{kind}", {m}, {n}, {{' + ", ".join(float(s).hex() for s in values) + "}},")
print("};")
