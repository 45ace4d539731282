#!/usr/bin/env python3
"""Writes eig_table.inl: eigenvalues by LAPACK (geev, through SciPy), with the condition number of each.

Run it by hand when cases are added: python3 tests/linalg/make_eig_table.py > tests/linalg/eig_table.inl
(Debian: python3-scipy). The condition number is 1 / |y* x| for the unit left and right eigenvectors y and x: an error
of size e in the matrix moves the eigenvalue by at most that times e, to first order.
"""
import numpy
import scipy
from scipy.linalg import eig, toeplitz


def case(name, matrix):
    a = numpy.array(matrix, dtype=float)
    values, left, right = eig(a, left=True)
    condition = 1 / numpy.abs(numpy.sum(left.conj() * right, axis=0))
    # Ascending by real part, then by the imaginary part's size, the positive one first; real parts that differ by
    # rounding errors count as equal.
    order = sorted(range(len(a)), key=lambda i: (round(values[i].real, 6), round(abs(values[i].imag), 6), -values[i].imag))
    elements = ", ".join(repr(float(x)).removesuffix(".0") for x in a.reshape(-1))
    rows = ", ".join(f"{{{values[i].real!r}, {values[i].imag!r}, {condition[i]:.3g}}}" for i in order)
    print(f'    {{"{name}", {len(a)}, {{{elements}}},\n     {{{rows}}}}},')


print(f"// Written by make_eig_table.py with SciPy {scipy.__version__}. Do not edit.")
print("// clang-format off\n")
print("constexpr Case cases[] = {")
random = numpy.random.default_rng(6)
case("lecture", [[1, 2], [3, 4]])
case("rotation", [[0, -1], [1, 0]])
case("scaled rotation", [[3, -4], [4, 3]])
case("upper triangular", [[1, 2, 3], [0, 4, 5], [0, 0, 6]])
case("permuted triangular", [[4, 0, 5], [2, 1, 3], [0, 0, 6]])
case("cyclic", numpy.roll(numpy.eye(5), 1, axis=0))
case("companion of (x-1)...(x-6)", numpy.diag(numpy.ones(5), -1) + numpy.outer([-720, 1764, -1624, 735, -175, 21], numpy.eye(6)[5]))
case("Frank", [[10 - max(i, j) if j >= i - 1 else 0 for j in range(10)] for i in range(10)])
case("Grcar", toeplitz([1, -1] + 18 * [0], [1, 1, 1, 1] + 16 * [0]))
case("Clement", numpy.diag(numpy.arange(1, 12), 1) + numpy.diag(numpy.arange(11, 0, -1), -1))
case("badly scaled", [[1, 1e6, 1e10], [1e-6, 2, 1e5], [1e-10, 1e-5, 3]])
for n in (3, 4, 6, 9, 14, 20):
    case(f"random {n}", random.integers(-9, 10, (n, n)))
case("random Markov", (lambda p: p / p.sum(axis=1, keepdims=True))(random.integers(1, 9, (8, 8)) * 1.0))
case("skew", (lambda p: p - p.T)(random.integers(-9, 10, (7, 7))))
case("orthogonal", numpy.linalg.qr(random.standard_normal((6, 6)))[0])
print("};")
