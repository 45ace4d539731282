#!/usr/bin/env python3
"""Prints the polynomials of include/declive/kernels/elementary.hpp. Needs mpmath (Debian: python3-mpmath).

Each is the polynomial whose largest weighted error on an interval is smallest, found by Lawson's iteration: least
squares on a grid, each point's weight multiplied by its error again and again. The weight is that of the relative error of the
function which the polynomial is a part of; the coefficients are rounded to the type at the end.
"""
from mpmath import atanh, cos, exp, fabs, floor, log, lu_solve, matrix, mp, mpf, nstr, pi, sqrt

mp.dps = 60


def minimax(f, weight, low, high, degree, points=120, rounds=40):
    n = degree + 1
    xs = [(low + high) / 2 - (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * points)) for i in range(points)]
    fs = [f(x) for x in xs]
    ws = [weight(x) for x in xs]
    powers = [[x**k for k in range(n)] for x in xs]
    lawson = [mpf(1) / points] * points
    best, best_error = None, mpf("inf")
    for _ in range(rounds):
        normal, right = matrix(n, n), matrix(n, 1)
        for x, y, w, s in zip(powers, fs, ws, lawson):
            for i in range(n):
                right[i] += s * w * w * x[i] * y
                for j in range(n):
                    normal[i, j] += s * w * w * x[i] * x[j]
        c = lu_solve(normal, right)
        errors = [fabs(w * (sum(c[k] * x[k] for k in range(n)) - y)) for x, y, w in zip(powers, fs, ws)]
        if max(errors) < best_error:
            best, best_error = [c[k] for k in range(n)], max(errors)
        lawson = [s * e for s, e in zip(lawson, errors)]
        total = sum(lawson)
        lawson = [s / total for s in lawson]
    return best, best_error


def exp_rest(r):
    """q in e^r = 1 + r + r^2 q."""
    return (exp(r) - 1 - r) / r**2 if fabs(r) > mpf("1e-20") else mpf(1) / 2 + r / 6


def log_rest(z):
    """q in 2 atanh(s) = 2 s + s z q, z = s^2."""
    s = sqrt(z)
    return 2 * (atanh(s) - s) / (s * z) if z > mpf("1e-20") else mpf(2) / 3


def show(name, digits, coefficients, error):
    print(f"{name}: error 2^{nstr(log(error) / log(2), 4)}")
    for c in coefficients:
        print(f"  {nstr(c, digits)}")


reach = log(2) / 2 * mpf("1.0001")
for kind, digits, exp_degree, log_degree, bits in (("float", 9, 4, 2, 15), ("double", 17, 9, 6, 41)):
    show(f"exp, {kind}", digits, *minimax(exp_rest, lambda r: r**2 / exp(r), -reach, reach, exp_degree))
    show(f"log, {kind}", digits, *minimax(log_rest, lambda z: z / 2, mpf(0), mpf("0.04"), log_degree))
    high = floor(log(2) * 2**bits) / 2**bits
    print(f"ln 2, {kind}: {nstr(high, 20)} + {nstr(log(2) - high, digits)}; 1 / ln 2: {nstr(1 / log(2), digits)}")
