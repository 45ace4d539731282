#!/usr/bin/env python3
"""Prints what 06_pca prints, by scikit-learn: python3 examples/support/scikit_learn_pca.py > examples/expected/06_pca.txt

(Debian: python3-sklearn dataset-fashion-mnist.)
"""
import gzip
import sys

import numpy
from sklearn.decomposition import PCA

directory = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/datasets/fashion-mnist"
with gzip.open(directory + "/t10k-images-idx3-ubyte.gz") as file:
    pixels = numpy.frombuffer(file.read(), dtype=numpy.uint8, offset=16).reshape(-1, 784) / 255.0
pca = PCA(n_components=50, svd_solver="full").fit(pixels)
print(f"{len(pixels)} images of 28 x 28 pixels: {pixels.shape[1]} dimensions")
print("components   variance explained")
for count in (1, 2, 5, 10, 20, 50):
    print(f"{count:10d}   {pca.explained_variance_ratio_[:count].sum():.4f}")
lost = ((pixels - pca.inverse_transform(pca.transform(pixels))) ** 2).sum() / ((pixels - pixels.mean(0)) ** 2).sum()
print(f"50 numbers instead of 784 give the images back but for {lost:.4f} of their variance")
