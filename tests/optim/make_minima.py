#!/usr/bin/env python3
"""Writes minima_table.inl: the test problems of Moré, Garbow and Hillstrom (ACM TOMS 7, 1981, pages 17-41), written down
here once more from the paper, independently of problems.hpp.

Of each problem: the sum of squares at the standard start; the minima that are known, refined by Newton's method in 50
digits and compared with the paper's six; and whether MINPACK (SciPy's least_squares with method="lm") comes to one of
them from the standard start and from ten times it.

  make_minima.py > minima_table.inl        needs mpmath and SciPy
"""
import math
import sys
import warnings

import mpmath as mp
import numpy as np
from scipy.optimize import least_squares
from scipy.optimize._numdiff import approx_derivative

mp.mp.dps = 50
BARD = "0.14 0.18 0.22 0.25 0.29 0.32 0.35 0.39 0.37 0.58 0.73 0.96 1.34 2.10 4.39"
GAUSS = "0.0009 0.0044 0.0175 0.0540 0.1295 0.2420 0.3521 0.3989 0.3521 0.2420 0.1295 0.0540 0.0175 0.0044 0.0009"
MEYER = "34780 28610 23650 19630 16370 13720 11540 9744 8261 7030 6005 5147 4427 3820 3307 2872"
KOWALIK_Y = "0.1957 0.1947 0.1735 0.1600 0.0844 0.0627 0.0456 0.0342 0.0323 0.0235 0.0246"
KOWALIK_U = "4 2 1 0.5 0.25 0.167 0.125 0.1 0.0833 0.0714 0.0625"
OSBORNE_1 = """0.844 0.908 0.932 0.936 0.925 0.908 0.881 0.850 0.818 0.784 0.751 0.718 0.685 0.658 0.628 0.603 0.580
 0.558 0.538 0.522 0.506 0.490 0.478 0.467 0.457 0.448 0.438 0.431 0.424 0.420 0.414 0.411 0.406"""
OSBORNE_2 = """1.366 1.191 1.112 1.013 0.991 0.885 0.831 0.847 0.786 0.725 0.746 0.679 0.608 0.655 0.616 0.606 0.602
 0.626 0.651 0.724 0.649 0.649 0.694 0.644 0.624 0.661 0.612 0.558 0.533 0.495 0.500 0.423 0.395 0.375 0.372 0.391
 0.396 0.405 0.428 0.429 0.523 0.562 0.607 0.653 0.672 0.708 0.633 0.668 0.645 0.632 0.591 0.559 0.597 0.625 0.739
 0.710 0.729 0.720 0.636 0.581 0.428 0.292 0.162 0.098 0.054"""


def rosenbrock(x, M, m):
    return [r for i in range(0, len(x), 2) for r in (10 * (x[i + 1] - x[i] ** 2), 1 - x[i])]


def freudenstein_roth(x, M, m):
    return [-13 + x[0] + ((5 - x[1]) * x[1] - 2) * x[1], -29 + x[0] + ((x[1] + 1) * x[1] - 14) * x[1]]


def powell_badly_scaled(x, M, m):
    return [10**4 * x[0] * x[1] - 1, M.exp(-x[0]) + M.exp(-x[1]) - M.num("1.0001")]


def brown_badly_scaled(x, M, m):
    return [x[0] - 10**6, x[1] - M.num("2e-6"), x[0] * x[1] - 2]


def beale(x, M, m):
    return [M.num(y) - x[0] * (1 - x[1] ** (i + 1)) for i, y in enumerate("1.5 2.25 2.625".split())]


def jennrich_sampson(x, M, m):
    return [2 + 2 * i - (M.exp(i * x[0]) + M.exp(i * x[1])) for i in range(1, m + 1)]


def helical_valley(x, M, m):
    theta = M.atan(x[1] / x[0]) / (2 * M.pi) if x[0] != 0 else M.num("0.25") * (1 if x[1] >= 0 else -1)
    if x[0] < 0:
        theta += M.num("0.5")
    return [10 * (x[2] - 10 * theta), 10 * (M.sqrt(x[0] ** 2 + x[1] ** 2) - 1), x[2]]


def bard(x, M, m):
    return [M.num(y) - (x[0] + i / ((16 - i) * x[1] + min(i, 16 - i) * x[2])) for i, y in enumerate(BARD.split(), 1)]


def gaussian(x, M, m):
    return [x[0] * M.exp(-x[1] * ((8 - i) / M.num("2") - x[2]) ** 2 / 2) - M.num(y)
            for i, y in enumerate(GAUSS.split(), 1)]


def meyer(x, M, m):
    return [x[0] * M.exp(x[1] / (45 + 5 * i + x[2])) - M.num(y) for i, y in enumerate(MEYER.split(), 1)]


def gulf(x, M, m):  # with y_i - x_2, as its authors corrected it
    out = []
    for i in range(1, m + 1):
        t = M.num(i) / 100
        y = 25 + M.power(-50 * M.log(t), M.num(2) / 3)
        out.append(M.exp(-M.power(abs(y - x[1]), x[2]) / x[0]) - t)
    return out


def box(x, M, m):
    t = [M.num(i) / 10 for i in range(1, m + 1)]
    return [M.exp(-u * x[0]) - M.exp(-u * x[1]) - x[2] * (M.exp(-u) - M.exp(-10 * u)) for u in t]


def powell_singular(x, M, m):
    return [r for i in range(0, len(x), 4) for r in (
        x[i] + 10 * x[i + 1], M.sqrt(M.num(5)) * (x[i + 2] - x[i + 3]), (x[i + 1] - 2 * x[i + 2]) ** 2,
        M.sqrt(M.num(10)) * (x[i] - x[i + 3]) ** 2)]


def wood(x, M, m):
    return [10 * (x[1] - x[0] ** 2), 1 - x[0], M.sqrt(M.num(90)) * (x[3] - x[2] ** 2), 1 - x[2],
            M.sqrt(M.num(10)) * (x[1] + x[3] - 2), (x[1] - x[3]) / M.sqrt(M.num(10))]


def kowalik_osborne(x, M, m):
    pairs = zip(KOWALIK_Y.split(), map(M.num, KOWALIK_U.split()))
    return [M.num(y) - x[0] * (u**2 + u * x[1]) / (u**2 + u * x[2] + x[3]) for y, u in pairs]


def brown_dennis(x, M, m):
    t = [M.num(i) / 5 for i in range(1, m + 1)]
    return [(x[0] + u * x[1] - M.exp(u)) ** 2 + (x[2] + x[3] * M.sin(u) - M.cos(u)) ** 2 for u in t]


def osborne_1(x, M, m):
    return [M.num(y) - (x[0] + x[1] * M.exp(-10 * i * x[3]) + x[2] * M.exp(-10 * i * x[4]))
            for i, y in enumerate(OSBORNE_1.split())]


def biggs(x, M, m):
    out = []
    for i in range(1, m + 1):
        t = M.num(i) / 10
        y = M.exp(-t) - 5 * M.exp(-10 * t) + 3 * M.exp(-4 * t)
        out.append(x[2] * M.exp(-t * x[0]) - x[3] * M.exp(-t * x[1]) + x[5] * M.exp(-t * x[4]) - y)
    return out


def osborne_2(x, M, m):
    out = []
    for i, y in enumerate(OSBORNE_2.split()):
        t = M.num(i) / 10
        p = x[0] * M.exp(-t * x[4])
        for k in range(3):
            p += x[1 + k] * M.exp(-(t - x[8 + k]) ** 2 * x[5 + k])
        out.append(M.num(y) - p)
    return out


def watson(x, M, m):
    out = []
    for i in range(1, 30):
        t = M.num(i) / 29
        slope = sum(j * x[j] * t ** (j - 1) for j in range(1, len(x)))
        out.append(slope - sum(x[j] * t**j for j in range(len(x))) ** 2 - 1)
    return out + [x[0], x[1] - x[0] ** 2 - 1]


def penalty_1(x, M, m):
    return [M.sqrt(M.num("1e-5")) * (v - 1) for v in x] + [sum(v**2 for v in x) - M.num("0.25")]


def penalty_2(x, M, m):
    n, a = len(x), M.sqrt(M.num("1e-5"))
    e = lambda v: M.exp(v / M.num(10))
    out = [x[0] - M.num("0.2")]
    out += [a * (e(x[i]) + e(x[i - 1]) - e(M.num(i + 1)) - e(M.num(i))) for i in range(1, n)]
    out += [a * (e(x[i]) - e(M.num(-1))) for i in range(1, n)]
    return out + [sum((n - j) * x[j] ** 2 for j in range(n)) - 1]


def variably_dimensioned(x, M, m):
    s = sum((j + 1) * (v - 1) for j, v in enumerate(x))
    return [v - 1 for v in x] + [s, s**2]


def trigonometric(x, M, m):
    n, c = len(x), sum(M.cos(v) for v in x)
    return [n - c + (i + 1) * (1 - M.cos(v)) - M.sin(v) for i, v in enumerate(x)]


def brown_almost_linear(x, M, m):
    n, s, p = len(x), sum(x), M.num(1)
    for v in x:
        p = p * v
    return [v + s - (n + 1) for v in x[:-1]] + [p - 1]


def discrete_boundary_value(x, M, m):
    n = len(x)
    h = M.num(1) / (n + 1)
    at = lambda i: x[i] if 0 <= i < n else 0
    return [2 * x[i] - at(i - 1) - at(i + 1) + h**2 * (x[i] + (i + 1) * h + 1) ** 3 / 2 for i in range(n)]


def discrete_integral_equation(x, M, m):
    n = len(x)
    h = M.num(1) / (n + 1)
    t = [(i + 1) * h for i in range(n)]
    c = [(x[i] + t[i] + 1) ** 3 for i in range(n)]
    return [x[i] + h * ((1 - t[i]) * sum(t[j] * c[j] for j in range(i + 1))
                        + t[i] * sum((1 - t[j]) * c[j] for j in range(i + 1, n))) / 2 for i in range(n)]


def broyden_tridiagonal(x, M, m):
    at = lambda i: x[i] if 0 <= i < len(x) else 0
    return [(3 - 2 * x[i]) * x[i] - at(i - 1) - 2 * at(i + 1) + 1 for i in range(len(x))]


def broyden_banded(x, M, m):
    n = len(x)
    return [x[i] * (2 + 5 * x[i] ** 2) + 1
            - sum(x[j] * (1 + x[j]) for j in range(max(0, i - 5), min(n, i + 2)) if j != i) for i in range(n)]


def linear_full_rank(x, M, m):
    s = sum(x) * 2 / M.num(m)
    return [(x[i] if i < len(x) else 0) - s - 1 for i in range(m)]


def linear_rank_1(x, M, m):
    s = sum((j + 1) * v for j, v in enumerate(x))
    return [(i + 1) * s - 1 for i in range(m)]


def linear_rank_1_zero(x, M, m):
    s = sum((j + 1) * x[j] for j in range(1, len(x) - 1))
    return [M.num(-1)] + [i * s - 1 for i in range(1, m - 1)] + [M.num(-1)]


def chebyquad(x, M, m):
    n, out = len(x), []
    for i in range(1, m + 1):
        total = 0
        for v in x:
            a, b = M.num(1), 2 * v - 1
            for _ in range(i - 1):
                a, b = b, 2 * (2 * v - 1) * b - a
            total += b
        out.append(total / n + (0 if i % 2 else M.num(1) / (i * i - 1)))
    return out


class Floats:
    num, pi = float, math.pi
    exp, log, sin, cos, sqrt, atan, power = (math.exp, math.log, math.sin, math.cos, math.sqrt, math.atan, math.pow)


class Digits:
    num, pi = mp.mpf, mp.pi
    exp, log, sin, cos, sqrt, atan, power = (mp.exp, mp.log, mp.sin, mp.cos, mp.sqrt, mp.atan, mp.power)


def ladder(n):
    return [j / (n + 1) for j in range(1, n + 1)]


# Function, m, standard start, the minima of the paper that are not at infinity.
PROBLEMS = [
    (rosenbrock, 2, [-1.2, 1], [0]),
    (freudenstein_roth, 2, [0.5, -2], [0, 48.9842]),
    (powell_badly_scaled, 2, [0, 1], [0]),
    (brown_badly_scaled, 3, [1, 1], [0]),
    (beale, 3, [1, 1], [0]),
    (jennrich_sampson, 10, [0.3, 0.4], [124.362]),
    (helical_valley, 3, [-1, 0, 0], [0]),
    (bard, 15, [1, 1, 1], [8.21487e-3]),
    (gaussian, 15, [0.4, 1, 0], [1.12793e-8]),
    (meyer, 16, [0.02, 4000, 250], [87.9458]),
    (gulf, 99, [5, 2.5, 0.15], [0]),
    (box, 10, [0, 10, 20], [0]),
    (powell_singular, 4, [3, -1, 0, 1], [0]),
    (wood, 6, [-3, -1, -3, -1], [0]),
    (kowalik_osborne, 11, [0.25, 0.39, 0.415, 0.39], [3.07505e-4]),
    (brown_dennis, 20, [25, 5, -5, -1], [85822.2]),
    (osborne_1, 33, [0.5, 1.5, -1, 0.01, 0.02], [5.46489e-5]),
    (biggs, 13, [1, 2, 1, 1, 1, 1], [5.65565e-3, 0]),
    (osborne_2, 65, [1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5], [4.01377e-2]),
    (watson, 31, [0] * 6, [2.28767e-3]),
    (watson, 31, [0] * 9, [1.39976e-6]),
    (rosenbrock, 10, [-1.2, 1] * 5, [0]),
    (powell_singular, 12, [3, -1, 0, 1] * 3, [0]),
    (penalty_1, 5, [1, 2, 3, 4], [2.24997e-5]),
    (penalty_1, 11, list(range(1, 11)), [7.08765e-5]),
    (penalty_2, 8, [0.5] * 4, [9.37629e-6]),
    (penalty_2, 20, [0.5] * 10, [2.93660e-4]),
    (variably_dimensioned, 12, [1 - j / 10 for j in range(1, 11)], [0]),
    (trigonometric, 10, [0.1] * 10, [0, 2.79506e-5]),
    (brown_almost_linear, 10, [0.5] * 10, [0, 1]),
    (discrete_boundary_value, 10, [t * (t - 1) for t in ladder(10)], [0]),
    (discrete_integral_equation, 10, [t * (t - 1) for t in ladder(10)], [0]),
    (broyden_tridiagonal, 10, [-1] * 10, [0]),
    (broyden_banded, 10, [-1] * 10, [0]),
    (linear_full_rank, 10, [1] * 5, [5]),
    (linear_rank_1, 10, [1] * 5, [10 * 9 / (2 * 21)]),
    (linear_rank_1_zero, 10, [1] * 5, [(100 + 30 - 6) / (2 * 17)]),
    (chebyquad, 8, ladder(8), [3.51687e-3]),
    (chebyquad, 9, ladder(9), [0]),
    (chebyquad, 10, ladder(10), [6.50395e-3, 4.77271e-3]),
]


# Near minima that MINPACK does not come to from the starts.
HINTS = {
    (biggs, 6): [1.711, 17.683, 1.163, 5.187, 1.711, 1.163],
    (chebyquad, 10): [0.0747, 0.1715, 0.3596, 0.2864, 0.6167, 0.4708, 0.7998, 0.9670, 0.8449, 0.6167],
}


def square_sum(r):
    return sum(v * v for v in r)


def gradient(f, x):
    h = mp.mpf("1e-18")
    r = f(x)
    out = []
    for j in range(len(x)):
        up, down = list(x), list(x)
        up[j] += h
        down[j] -= h
        out.append(mp.fsum(2 * a * (b - c) / (2 * h) for a, b, c in zip(r, f(up), f(down))))
    return out


def refine(f, start):
    """The sum of squares at the stationary point near `start`, by Newton's method."""
    x, h = [mp.mpf(float(v)) for v in start], mp.mpf("1e-14")
    value = square_sum(f(x))
    for _ in range(8):
        g = gradient(f, x)
        H = mp.matrix(len(x))
        for j in range(len(x)):
            up, down = list(x), list(x)
            up[j] += h
            down[j] -= h
            for i, (a, b) in enumerate(zip(gradient(f, up), gradient(f, down))):
                H[i, j] = (a - b) / (2 * h)
        step = mp.lu_solve(H, mp.matrix(g))
        x = [v - s for v, s in zip(x, step)]
        old, value = value, square_sum(f(x))
        if abs(old - value) <= mp.mpf("1e-22") * abs(value):
            break
    return value


def solve(function, m, start, method="lm", x_scale="jac"):
    def residuals(x):
        try:
            return np.array([float(v) for v in function([float(v) for v in x], Floats, m)])
        except (OverflowError, ValueError, ZeroDivisionError):
            return np.full(m, 1e100)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return least_squares(residuals, np.array(start, float), method=method, x_scale=x_scale, ftol=1e-15, xtol=1e-15,
                             gtol=1e-15, max_nfev=5000, jac=lambda x: approx_derivative(residuals, x, method="3-point"))


def close(value, minimum):
    return value - minimum <= 1e-8 * minimum if minimum else value <= 1e-16


def main():
    print("// Made by make_minima.py. {name, n, m, sum of squares at the start, its minima, whether MINPACK comes to one of")
    print("// them from the start and from ten times the start}")
    for function, m, start, published in PROBLEMS:
        exact = lambda x: function(x, Digits, m)
        runs = {k: solve(function, m, [k * v for v in start]) for k in (1, 10)}
        hint = HINTS.get((function, len(start)))
        found = list(runs.values()) + [solve(function, m, start, "trf")] + ([solve(function, m, hint)] if hint else [])
        minima = []
        for p in published:
            value = mp.mpf(p)
            # Some are known as a formula.
            if p and not function.__name__.startswith("linear") and function is not brown_almost_linear:
                near = [r for r in found if abs(2 * r.cost / p - 1) < 1e-4]
                if not near and len(published) > 1:
                    continue
                if not near:
                    sys.exit(f"{function.__name__}: nothing comes near {p}: {[2 * r.cost for r in found]}")
                value = refine(exact, near[0].x)
                if abs(value / p - 1) > 1e-5:
                    sys.exit(f"{function.__name__}: {mp.nstr(value, 12)} is not the paper's {p}")
            minima.append(value)
        reached = ["true" if any(close(2 * runs[k].cost, float(v)) for v in minima) else "false" for k in (1, 10)]
        at_start = square_sum(exact([mp.mpf(repr(float(v))) for v in start]))
        listed = ", ".join(mp.nstr(v, 17) for v in (minima + minima[-1:])[:2])
        print(f'{{"{function.__name__}", {len(start)}, {m}, {mp.nstr(at_start, 17)}, {{{listed}}}, {", ".join(reached)}}},')


if __name__ == "__main__":
    main()
