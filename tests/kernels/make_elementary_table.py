#!/usr/bin/env python3
"""Writes elementary_table.inl: exp, log, tanh and sigmoid of doubles, to 106 bits, by mpmath.

Run it by hand when cases are added: python3 tests/kernels/make_elementary_table.py > tests/kernels/elementary_table.inl
"""
import random

from mpmath import exp, log, mp, mpf, tanh

mp.prec = 400


def sigmoid(x):
    return 1 / (1 + exp(-x))


def row(f, x):
    exact = f(mpf(x))
    # The value as a double and what is missing; a subnormal one in units of 2^-1074, so that nothing is lost.
    scale = mpf(2) ** 1074 if abs(exact) < mpf(2) ** -900 else mpf(1)
    high = float(exact * scale)
    low = float(exact * scale - mpf(high))
    return f"    {{{x.hex()}, {high.hex()}, {low.hex()}, {'true' if scale != 1 else 'false'}}},"


def around(x, steps=2):
    """The doubles next to x."""
    from math import inf, nextafter

    found, below, above = [x], x, x
    for _ in range(steps):
        below, above = nextafter(below, -inf), nextafter(above, inf)
        found += [below, above]
    return found


random.seed(1)
both = [s * 2.0**e for e in range(-1074, 10, 60) for s in (1, -1)] + [s * 2.0**e for e in range(-60, 6) for s in (1, -1)]
ln2 = 0.6931471805599453
cases = {
    "exp": both + sum((around(k * ln2 / 2) for k in range(-12, 13)), []) + around(709.782712893384) +
           around(-708.3964185322641) + around(-745.1332191019411) + around(-744.4400719213812) +
           [random.uniform(-746, 710) for _ in range(60)],
    "log": [x for x in both if x > 0] + sum((around(x) for x in (1.0, 0.75, 1.5, 0.5, 2.0, 2.718281828459045)), []) +
           [5e-324, 1e-323, 2.2250738585072009e-308, 2.2250738585072014e-308, 1.7976931348623157e308] +
           [1 + s * 2.0**-e for e in range(1, 53) for s in (1, -1)] + [random.uniform(0.4, 2.5) for _ in range(40)] +
           [random.uniform(1, 2) * 2.0 ** random.randint(-1022, 1023) for _ in range(40)],
    "tanh": both + sum((around(k * ln2 / 4) for k in range(1, 20)), []) + around(19.061547465398498) +
            around(0.1732867951399863) + [random.uniform(-3, 3) for _ in range(60)],
    "sigmoid": both + sum((around(k * ln2 / 2) for k in range(-12, 13)), []) + around(-709.782712893384) +
               around(-745.1332191019411) + around(36.7368005696771) + [random.uniform(-50, 50) for _ in range(60)],
}

print("// Written by make_elementary_table.py with mpmath. Do not edit.")
print("// {x, high, low, tiny}: the value is high + low, times 2^-1074 if tiny.")
print("// clang-format off")
for name, xs in cases.items():
    function = {"exp": exp, "log": log, "tanh": tanh, "sigmoid": sigmoid}[name]
    print(f"\nconstexpr Row {name}_rows[] = {{")
    for x in sorted(set(xs)):
        if function(mpf(x)) < mpf(2) ** 1024:
            print(row(function, x))
    print("};")
