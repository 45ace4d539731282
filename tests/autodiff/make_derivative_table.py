#!/usr/bin/env python3
"""Writes derivative_table.inl: derivatives of every smooth function, by central differences in 1400 digits.

Run it by hand when rows are added: python3 tests/autodiff/make_derivative_table.py > tests/autodiff/derivative_table.inl

No formula for a derivative stands here: each is (f(x + h) - f(x - h)) / 2 h with h = 1e-80 |x| (1e-400 at 0), whose
error is some 1e-150 of the derivative. The arguments are numbers of the type float where possible, else double; a type that does
not have an argument leaves its row out.
"""
import math
import random
import struct

import mpmath as mp

mp.mp.dps = 1400
DIGITS = 25

TINY = [1e-30, 1e-20, 1e-8, 0.001]
MIDDLE = [0.0625, 0.1, 0.3, 0.49, 0.51, 0.75, 0.9, 1.0, 1.1, 1.5, 2.0, 2.7, 3.7, 5.3]
HUGE = [10.0, 47.0, 1000.0, 1e8, 1e20, 1e30]
DOUBLE_TINY = [1e-100, 1e-200, 1e-300, 3e-308, 1e-310]
DOUBLE_HUGE = [1e100, 1e155, 1e200, 1e300, 1.5e308]


def to_float(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def floats(values):
    return [to_float(v) for v in values]


def signed(values):
    return values + [-v for v in values]


def around(x):
    """The numbers of float and of double next to x, and some that are not so near."""
    f, d = to_float(x), float(x)
    return [f, to_float(f * (1 + 2.0**-23)), to_float(f * (1 - 2.0**-23)), d, math.nextafter(d, 0),
            math.nextafter(d, -999)] + floats([x - 1e-4, x + 1e-4, x - 0.01, x + 0.01])


POSITIVE = floats(TINY + MIDDLE + HUGE) + DOUBLE_TINY + DOUBLE_HUGE
EVERYWHERE = signed(POSITIVE)
EXPONENTS = signed(floats(TINY + MIDDLE + [10.0, 20.0, 40.0, 80.0])) + signed([300.0, 700.0]) + [-740.0]
SATURATION = signed(floats(TINY + MIDDLE + [8.0, 10.0, 19.0, 20.0, 30.0, 40.0, 43.0])) + signed([100.0, 300.0, 345.0, 372.0])
INSIDE = signed(floats(TINY + [0.0625, 0.1, 0.3, 0.49, 0.51, 0.75, 0.9, 0.99, 1 - 2.0**-20, 1 - 2.0**-24])) + [1 - 2.0**-50]
ANGLES = signed(floats(TINY + MIDDLE + [10.0, 100.0, 12345.678])) + floats([1.5707963, 1.57, 4.712389, 3.1415927]) + \
    [1.5707963267948966, 3.141592653589793, 1e10, 1e15]
ERRORS = signed(floats(TINY + MIDDLE + [4.0, 6.0, 8.0, 9.0, 9.1875])) + signed([10.0, 13.3, 20.7, 26.5])
NORMAL = signed(floats(TINY + MIDDLE + [8.0, 10.0, 12.5])) + [-20.3, -30.1, -37.0]
# Where the derivatives of gelu and silu are 0, as near as a number comes; where they are calculated another way, and where
# they are rounded as denormal numbers.
GELU = around(-0.751791524693564457) + floats([-0.2500001, -0.2499999, -1.3750001, -1.3749999]) + \
    floats([-2.2500001, -2.2499999, -2.5, -2.6258304, -2.9, -3.4999999, -3.5000002, -12.9, -13.3, -13.6, -13.9]) + [-2.62583044455, -37.55, -38.2]
SILU = around(-1.278464542761073795) + floats([-0.3749999, -0.3750001, -0.53, -0.85, -1.9999999, -2.0000002, -3.7211, -80.5, -86.5, -99.5, -105.3]) + \
    [-690.0, -702.5, -742.568, -745.3]
ABOVE_ONE = floats([1 + 2.0**-23, 1.0001, 1.1, 1.5, 2.0, 10.0, 1e8, 1e30]) + [1 + 2.0**-52, 1e200, 1.5e308]
ABOVE_MINUS_ONE = floats(TINY + MIDDLE + HUGE) + floats([-x for x in TINY] + [-0.1, -0.5, -0.9, -0.999, -1 + 2.0**-20, -1 + 2.0**-24]) + \
    [-1 + 2.0**-50, 1e200]
GAMMA = floats(TINY + MIDDLE + [1.25, 1.4375, 1.46, 1.4616321, 1.4616322, 1.47, 1.5625, 4.5, 8.25, 10.0, 11.9, 12.0, 15.5, 20.0, 30.0,
                                -1e-8, -0.1, -0.25, -0.9, -1 + 2.0**-12, -1 - 2.0**-12, -1.1, -2.05, -2 + 2.0**-20, -10 - 2.0**-10]) + \
    [1.4616321449683622, 1.4616321449683625, 50.0, 100.0, 150.5, -3 + 2.0**-40]
# Gamma is rounded as a denormal number there, or to 0.
GAMMA += floats([-35.5, -36.9975, -39.3, -41.999996, -44.25]) + [-171.25, -173.01713496392437, -178.5, -183.999999999, -190.5]


def zero_of_digamma(n):
    """The one between -n - 1 and -n."""
    with mp.workdps(40):
        log_n = mp.digamma(n + 1.6)
        return mp.findroot(mp.digamma, -n - 1 + mp.atan(mp.pi / log_n) / mp.pi if n > 0 else -0.504)


GAMMA += [x for n in [*range(8), 12, 25, 50, 100, 170] for x in around(zero_of_digamma(n))]
POINTS = [(a, b) for a in floats([1e-20, 0.3, 1.0, 7.5]) for b in signed(floats([1e-20, 0.3, 1.0, 40.0]))] + \
    [(1e160, 1e160), (1e-170, 1e-170), (-1e160, 3e150), (1e308, 1e308), (1.5e308, 1e300), (1e-310, 1e-308), (1e-200, 1e200),
     (5e-324, 5e-324)]
POWERS = [(a, b) for a in floats([1e-20, 0.3, 0.999, 1.0, 1.001, 7.5, 1e10]) for b in floats([-3.0, -0.5, 0.1, 0.5, 1.0, 2.0, 2.7, 3.0])] + \
    [(1e-200, 2.0), (1e-300, 0.1), (1e200, -1.5), (1e200, 1.5), (1e-310, 0.3), (1e300, 1e-3), (2.0, 1000.5), (1.0001, 1e6),
     (1e-300, 1e-20), (1e-160, 2.1), (3e-103, 3.1), (5e-324, 1e-16), (0.1, 308.3), (1.28e-309, -1e-308), (7.29, -364.5), (1.6e-322, 1.977), (1.7e308, 0.99), (2.5e154, 2.0)] + \
    [(a, b) for a, b in zip(floats([1.28e-39, 7.29, 7e-45, 3e38, 5e19]), floats([-1e-38, -49.58, 1.8796, 0.99, 2.0]))]


def gelu(x):
    return x * mp.erfc(-x / mp.sqrt(2)) / 2


FUNCTIONS = [
    ("exp", mp.exp, EXPONENTS), ("exp2", lambda x: mp.power(2, x), EXPONENTS + [1000.0, -1060.0]),
    ("expm1", lambda x: mp.exp(x) - 1, EXPONENTS),
    ("log", mp.log, POSITIVE), ("log2", lambda x: mp.log(x) / mp.log(2), POSITIVE), ("log10", mp.log10, POSITIVE + [2.7e-309]),
    ("log1p", lambda x: mp.log(1 + x), ABOVE_MINUS_ONE),
    # The last three: where glibc's cbrt is off by 3 to 4 ulp.
    ("sqrt", mp.sqrt, POSITIVE), ("cbrt", lambda x: mp.sign(x) * mp.cbrt(abs(x)), EVERYWHERE +
     [float.fromhex(x) for x in ("0x1.a29c379d7cd2p+0", "0x1.8acea37f4eadp+0", "0x1.91de4b92d18bp+0")]),
    ("3 / x", lambda x: 3 / x, EVERYWHERE), ("x / 3", lambda x: x / 3, EVERYWHERE),
    ("sin", mp.sin, ANGLES), ("cos", mp.cos, ANGLES), ("tan", mp.tan, ANGLES),
    ("asin", mp.asin, INSIDE), ("acos", mp.acos, INSIDE), ("atan", mp.atan, EVERYWHERE),
    ("sinh", mp.sinh, EXPONENTS), ("cosh", mp.cosh, EXPONENTS), ("tanh", mp.tanh, SATURATION),
    ("asinh", mp.asinh, EVERYWHERE), ("acosh", mp.acosh, ABOVE_ONE), ("atanh", mp.atanh, INSIDE),
    ("erf", mp.erf, ERRORS), ("erfc", mp.erfc, ERRORS + floats([-8.50215435, 9.28300762])),
    ("tgamma", mp.gamma, GAMMA), ("lgamma", lambda x: mp.log(abs(mp.gamma(x))), GAMMA),
    ("digamma", mp.digamma, GAMMA),
    ("sigmoid", lambda x: 1 / (1 + mp.exp(-x)), SATURATION + signed([700.0])),
    ("softplus", lambda x: mp.log(1 + mp.exp(x)), SATURATION + signed([700.0])),
    ("gelu", gelu, NORMAL + GELU), ("silu", lambda x: x / (1 + mp.exp(-x)), NORMAL + SILU),
    ("softsign", lambda x: x / (1 + abs(x)), EVERYWHERE),
    ("pow(x, -0.75)", lambda x: mp.power(x, mp.mpf(-0.75)), POSITIVE), ("pow(x, 3)", lambda x: x**3, EVERYWHERE),
    ("pow(1.5, x)", lambda x: mp.power(mp.mpf(1.5), x), EXPONENTS),
]
OF_TWO = [
    ("x / y", lambda x, y: x / y, POINTS), ("hypot", lambda x, y: mp.sqrt(x * x + y * y), POINTS),
    ("hypot(x, y, 2)", lambda x, y: mp.sqrt(x * x + y * y + 4), POINTS),
    ("atan2", lambda y, x: mp.atan2(y, x), POINTS), ("pow", mp.power, POWERS),
]


def slope(f, x):
    h = abs(x) * mp.mpf(10)**-80 if x != 0 else mp.mpf(10)**-400
    return (f(x + h) - f(x - h)) / (2 * h)


def literal(x):
    return mp.nstr(x, DIGITS, min_fixed=0, max_fixed=0) + "L" if x != 0 else "0.0L"


def main():
    rng, rng_gates = random.Random(20240607), random.Random(20240608)
    print("// Written by make_derivative_table.py with mpmath %s. Do not edit." % mp.__version__)
    print("// Function, x, y, derivative by x, by y.\n// clang-format off")
    for name, f, points in FUNCTIONS:
        low, high = max(min(points), -40), min(max(points), 40)
        some = [to_float(rng.uniform(low, high)) for _ in range(8)] if name not in ("tgamma", "lgamma", "gelu", "silu") else []
        if name in ("gelu", "silu"):
            some = [to_float(rng_gates.uniform(-4, 1)) for _ in range(40)]
        for x in points + some:
            print('{"%s", %sL, 0, %s, 0},' % (name, float(x).hex(), literal(slope(f, mp.mpf(x)))))
    for name, f, points in OF_TWO:
        for x, y in points:
            a, b = mp.mpf(x), mp.mpf(y)
            print('{"%s", %sL, %sL, %s, %s},' % (name, float(x).hex(), float(y).hex(), literal(slope(lambda t: f(t, b), a)),
                                                literal(slope(lambda t: f(a, t), b))))


if __name__ == "__main__":
    main()
