#!/usr/bin/env python3
"""Writes print_numpy_table.inl: arrays, and what NumPy's str() makes of them.

Run it by hand when cases are added: python3 tests/core/make_print_table.py > tests/core/print_numpy_table.inl
One value is left out on purpose: the float32 nearest 0.0001. NumPy 1 compared it as a float64 with 1e-4 (smaller, so an
exponent is written), NumPy 2 compares float32 with float32 (equal, so none is).
"""

import numpy as np

CPP = {"f4": "float", "f8": "double", "i4": "int", "u1": "unsigned char", "?": "bool", "c8": "std::complex<float>",
       "c16": "std::complex<double>", "g": "long double"}
nan, inf = float("nan"), float("inf")


def real(x, suffix):
    x = float(x)
    if np.isnan(x):
        return "nan" + suffix
    if np.isinf(x):
        return ("-" if x < 0 else "") + "inf" + suffix
    text = x.hex()
    if abs(x) < 1e15 and x == int(x):  # readable, and exact
        text = ("-" if np.signbit(x) else "") + str(abs(int(x))) + ".0"
    return text + {"d": "", "f": "F", "l": "L"}[suffix]


def element(x, kind):
    if kind in ("f4", "f8", "g"):
        return real(x, {"f4": "f", "f8": "d", "g": "l"}[kind])
    if kind in ("c8", "c16"):
        suffix = "f" if kind == "c8" else "d"
        return "{%s, %s}" % (real(x.real, suffix), real(x.imag, suffix))
    if kind == "?":
        return "true" if x else "false"
    return str(int(x))


def literal(text):
    lines = text.split("\n")
    return "\n     ".join('"%s%s"' % (line, "\\n" if k + 1 < len(lines) else "") for k, line in enumerate(lines))


def case(kind, values, options=None, shape=None, ramp=None):
    """values: nested lists; or shape and ramp = (start, step): element k is start + k step, which must be exact.
    Returns the fields of a Golden and the values that it refers to: {start, step} of a ramp."""
    if ramp is not None:
        flat = np.array([ramp[0] + k * ramp[1] for k in range(int(np.prod(shape)))], dtype=kind)
        array = flat.reshape(shape)
        listed = np.array(ramp, dtype=kind)
    else:
        array = np.array(values, dtype=kind)
        if shape is not None:
            array = array.reshape(shape)
        listed = array.ravel()
    with np.printoptions(**(options or {})):
        text = str(array)
    fields = ", ".join(".%s = %s" % (k, options[k]) for k in ("precision", "threshold", "edgeitems", "linewidth")
                       if options and k in options)
    shape = "%d, %d, %d" % (array.ndim, array.shape[0], array.shape[1] if array.ndim == 2 else 1)
    return (shape + ", {" + fields + "}, " + ("true" if ramp else "false"), [element(x, kind) for x in listed], literal(text))


def table(name, kind, cases):
    """Plain arrays of constants: a table of std::vector takes minutes to compile."""
    values = [x for one in cases for x in one[1]]
    print("\nconstexpr %s %s_values[] = {" % (CPP[kind], name))
    for k in range(0, len(values), 4):
        print("    " + ", ".join(values[k:k + 4]) + ",")
    print("};\nconstexpr Golden<%s> %s[] = {" % (CPP[kind], name))
    first = 0
    for fields, listed, text in cases:
        print("    {%s, %s_values + %d,\n     %s}," % (fields, name, first, text))
        first += len(listed)
    print("};")


def random_reals(rng, kind, count):
    """Arrays of every look: few digits or many, one magnitude or many, with and without the special values."""
    cases = []
    for k in range(count):
        size = int(rng.integers(1, 13))
        look = k % 6
        if look == 0:
            values = rng.integers(-40, 40, size) / 4
        elif look == 1:
            values = rng.standard_normal(size)
        elif look == 2:
            values = rng.standard_normal(size) * 10.0 ** rng.integers(-3, 3, size)
        elif look == 3:
            values = rng.standard_normal(size) * 10.0 ** rng.integers(-30, 30, size)
        elif look == 4:
            values = np.round(rng.uniform(-1e4, 1e4, size), int(rng.integers(0, 7)))
        else:
            values = np.round(rng.standard_normal(size), 2)
            values[rng.integers(0, size)] = [nan, inf, -inf, -0.0][k // 6 % 4]
        shape = (size,) if size % 2 else (2, size // 2)
        cases.append(case(kind, values.astype(kind), shape=shape))
    return cases


REALS = [
    [0.0], [-0.0], [1.0], [-1.0], [0.0, -0.0], [1.0, 2.5], [1.0, -2.5], [0.1, 0.2, 0.3], [0.1 + 0.2], [1 / 3],
    [1e-4 * 1.5], [9.9e-5], [1.0, 1000.0], [1.0, 1001.0], [99999999.0], [1e8], [1e16], [1e22], [1e23],
    [123456.789, 0.001], [5e-5, 0.0], [0.5, nan], [nan], [inf], [-inf], [nan, inf, -inf], [nan, 1.0], [inf, 1.0],
    [-inf, 1.0], [-inf, 123.25], [nan, 1e10], [-inf, 1e-10, 0.0], [nan, -0.0], [1.005, 2.675, 1e3],
    [0.999999999, 0.5], [9.999999999], [99999999.999999], [1.123456785, 0.5], [0.000100010001, 0.05],
    [2.0**-9], [2.0**-20, 1.0], [16777216.0, 3e7], [1.5e-7, 2.25e-7], [1.0, 1e-3], [1.0, 9e-4], [7.0, 1e-45],
]
DOUBLES = [
    [1e300], [1e300, 1.0], [1e100, 1e-5], [-1e300, 1e-300], [5e-324], [5e-324, 1.0], [2.2250738585072014e-308],
    [1.7976931348623157e308], [1.7976931348623157e308, 5e-324], [1e100, nan], [123456789.123456789], [1e-10, 12345.678],
    [1.0000000000000002], [9007199254740993.0], [0.1234567850000000001, 0.5], [4.35, 2.5e-3],
    [[1, 2], [3, 4]], [[1, 2.5], [3, 4]], [[1.5]], [[-1.5, 1e6], [2.25, 3]], [[1], [2], [30]], [[nan, 1], [inf, -inf]],
]
FLOATS = [[99999992.0], [33554436.0, 16777218.0], [3.4028235e38], [1e-45], [1.1754944e-38, 1.0], [0.1, 16777216.0], [1e-10, 1.2345678e-3],
          [9.999999e9, 9.9999994e-11, 1.0000001],
          [[1, 2.5], [3, 4]]]
ZEROS = [(0,), (0, 3), (3, 0), (0, 0)]
RAMPS = [((1000,), (0, 1)), ((1001,), (0, 1)), ((1001,), (-500, 0.5)), ((20000,), (0, 0.25)), ((40, 40), (0, 1)),
         ((2, 1000), (0, 1)), ((1000, 2), (0, 1)), ((6, 200), (0, 1)), ((7, 200), (-3, 0.125)), ((200, 6), (0, 0.5)),
         ((200, 7), (0, 0.5)), ((1, 1001), (0, 1)), ((1001, 1), (0, 1)), ((15,), (0, 1)), ((16,), (0, 1)),
         ((40,), (0.5, 1)), ((41,), (-20, 1)), ((100,), (0, 0.125)), ((3, 25), (0, 1)), ((2, 40), (0, 0.5)),
         ((1, 24), (10, 1)), ((1, 25), (10, 1)), ((4, 250), (0, 1)), ((3, 30), (0, 0.0625))]
OPTIONS = [{"precision": 3}, {"precision": 0}, {"precision": 17}, {"threshold": 5}, {"threshold": 5, "edgeitems": 1},
           {"threshold": 0, "edgeitems": 2}, {"linewidth": 20}, {"linewidth": 1}, {"linewidth": 200},
           {"precision": 1, "linewidth": 30, "threshold": 4}]
FOR_OPTIONS = [[0.1, 1 / 3, 2.5, 1e-3, 12.0, -7.125, 0.0, 99.5, 3.0, 4.0],
               [[1 / 3, 2.0, 3e5, 4.25, 5.5, 6.0, -7.0, 8.0], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]], [0.5, 1.5, 2.5],
               [1e300, 2 / 3, 1.0, nan, 5.0, 6.0]]
INTEGERS = [[0], [1, 2, 3], [-1, 10, 100], [2**31 - 1, -(2**31)], [[1, -2], [300, 4]], [[7]], [[1], [10]]]
COMPLEX = [[0j], [1 + 1j], [1 + 1j, 1 + 10j], [1.5 - 2j, -0.25 + 1j], [complex(0, -0.0)], [1e10 + 1j], [1 + 1e-10j],
           [complex(nan, 1), 1 + 1j], [complex(1, nan)], [complex(inf, -inf), 2 + 3j], [complex(0, inf), 1j],
           [complex(nan, nan)], [1 / 3 + 2j / 3, 0.5 + 0.125j], [[1 + 2j, 3 - 4j], [5.5j, -6]], [1e100 + 1j, 1e-5 - 1e200j]]


def main():
    rng = np.random.default_rng(20240501)
    print("// Written by make_print_table.py with NumPy %s. Do not edit.\n// clang-format off" % np.__version__)
    for kind, name, extra in (("f8", "doubles", DOUBLES), ("f4", "floats", FLOATS)):
        cases = [case(kind, v) for v in REALS if not (kind == "f4" and max(np.abs(v)) > 3e38 and np.isfinite(v).all())]
        cases += [case(kind, v) for v in extra] + random_reals(rng, kind, 60 if kind == "f8" else 36)
        cases += [case(kind, [], shape=s) for s in ZEROS] + [case(kind, None, shape=s, ramp=r) for s, r in RAMPS]
        if kind == "f8":
            cases += [case(kind, v, options=o) for v in FOR_OPTIONS for o in OPTIONS]
            cases += [case(kind, None, options={"threshold": 20, "edgeitems": e, "linewidth": 40}, shape=(9, 9), ramp=(0, 1))
                      for e in (1, 2, 4, 5)]
        table(name, kind, cases)
    table("long_doubles", "g", [case("g", v) for v in REALS + DOUBLES if np.size(v) > 1])
    integers = [case("i4", v) for v in INTEGERS] + [case("i4", [], shape=s) for s in ZEROS]
    table("ints", "i4", integers + [case("i4", None, shape=s, ramp=(int(r[0]), 1)) for s, r in RAMPS])
    table("bytes", "u1", [case("u1", v) for v in ([0], [1, 20, 255], [[9, 10], [11, 12]])])
    table("bools", "?", [case("?", v) for v in ([True], [False], [True, True], [True, False], [[True], [False]])])
    for kind, name in (("c16", "complex_doubles"), ("c8", "complex_floats")):
        cases = [case(kind, v) for v in COMPLEX if not (kind == "c8" and np.max(np.abs(np.real(v))) > 1e38)]
        cases += [case(kind, [], shape=s) for s in ZEROS]
        cases += [case(kind, None, shape=s, ramp=(0, 1)) for s in ((1001,), (12,), (20,), (2, 12), (40, 40))]
        cases += [case(kind, (rng.standard_normal(6) + 1j * rng.standard_normal(6) * 10.0**e), shape=(3, 2))
                  for e in (-6, -2, 0, 2, 5)]
        table(name, kind, cases)


if __name__ == "__main__":
    main()
