#!/usr/bin/env python3
"""Writes float_table.inl: doubles as SymPy prints them with 15 and 17 digits.

Run it by hand: python3 tests/symbolic/make_float_table.py > tests/symbolic/float_table.inl (Debian: python3-sympy).
"""

import random

from sympy import Float, Symbol, sstr

x = Symbol("x")
source = random.Random(20251125)


def rows():
    values = [2.0**k for k in (-1074, -1022, -100, -17, -16, -1, 49, 50, 53, 1023)]
    values += [10.0**k for k in (-300, -6, -5, -4, -1, 13, 14, 15, 16, 17, 300)]
    values += [10.0**k * (1 - 2.0**-53) for k in (-5, -4, 0, 1, 14, 15, 16)]
    for _ in range(60):
        values.append(source.uniform(1, 10) * 10.0 ** source.randint(-320, 307))
        values.append(source.uniform(-10, 10) * 10.0 ** source.randint(-7, 18))
    for value in values:
        if value == 0:
            continue
        texts = [sstr(Float(value, digits) * x, full_prec=False) for digits in (15, 17)]
        yield value, texts


print("// Written by make_float_table.py. Do not edit.")
print("// clang-format off\n")
print("constexpr FloatCase float_cases[] = {")
for value, texts in rows():
    print(f"    {{{value.hex()}, {{" + ", ".join(f'"{text}"' for text in texts) + "}},")
print("};")
