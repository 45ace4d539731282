#!/usr/bin/env python3
"""Writes eigh_table.inl: eigenvalues of symmetric matrices by LAPACK (syevd), through SciPy.

  python3 make_eigh_table.py > eigh_table.inl

Element (i, j), j <= i, of the k-th matrix is an integer divided by 64, which both sides compute exactly:
((i + 1) (j + 3) (k + 7) + (i j) (i j) + 5 k) mod 129 - 64.
"""
import numpy
import scipy
from scipy.linalg import lapack


def matrix(k, n):
    a = numpy.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            a[i, j] = a[j, i] = (((i + 1) * (j + 3) * (k + 7) + (i * j) * (i * j) + 5 * k) % 129 - 64) / 64
    return a


print(f"// Made by make_eigh_table.py with SciPy {scipy.__version__}: the number of the matrix, its size, its eigenvalues.")
for k, n in enumerate([2, 3, 4, 5, 8, 13, 30, 60]):
    values, _, info = lapack.dsyevd(matrix(k, n))
    assert info == 0
    print(f"{{{k}, {n}, {{{', '.join(f'{x:.17g}' for x in values)}}}}},")
