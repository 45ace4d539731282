#!/usr/bin/env python3
"""Writes pca_table.inl: principal components by scikit-learn in double precision.

Run it by hand when cases are added: python3 tests/linalg/make_pca_table.py > tests/linalg/pca_table.inl
(Debian: python3-sklearn). A component's sign is the one that makes its largest absolute loading positive.
"""
import numpy
import sklearn
from sklearn.decomposition import PCA


def element(i, j):
    """The same bits as in pca_test.cpp."""
    return ((37 * i + 101 * j + 7 * i * j) % 64) / 32 - 1 + (3 if j == 1 else 0) + (i % 5) * (j + 1) / 4


def numbers(values):
    return "{" + ", ".join(float(x).hex() for x in numpy.reshape(values, -1)) + "}"


print(f"// Written by make_pca_table.py with scikit-learn {sklearn.__version__}. Do not edit.")
print("// clang-format off")
print()
print("// Samples, features, components; the mean, the components, their variances and ratios, two transformed samples.")
print("const Case cases[] = {")
for m, n, k in [(12, 4, 4), (40, 6, 2), (60, 5, 3), (5, 9, 4), (2, 3, 1)]:
    data = numpy.array([[element(i, j) for j in range(n)] for i in range(m)])
    pca = PCA(n_components=k, svd_solver="full").fit(data)
    largest = numpy.argmax(numpy.abs(pca.components_), axis=1)
    signs = numpy.sign(pca.components_[numpy.arange(k), largest])
    components = pca.components_ * signs[:, None]
    print(f"    {{{m}, {n}, {k}, {numbers(pca.mean_)},")
    print(f"     {numbers(components)},")
    print(f"     {numbers(pca.explained_variance_)}, {numbers(pca.explained_variance_ratio_)},")
    print(f"     {numbers((data[:2] - pca.mean_) @ components.T)}}},")
print("};")
