#!/usr/bin/env python3
"""Writes sympy_table.inl: random polynomials with their derivatives and integrals as SymPy prints them.

Run it by hand when cases are added: python3 tests/symbolic/make_sympy_table.py > tests/symbolic/sympy_table.inl
(Debian: python3-sympy). A case is a product of sums, so that multiplying out is tested too; then the text of the
expanded polynomial, and for every variable in the order of the names that of its derivative and integral.
"""
import random

import sympy
from sympy import Float, Integer, Rational, diff, expand, integrate, symbols

random.seed(8)


def coefficient(kind):
    n = random.choice([-12, -7, -3, -2, -1, -1, 1, 1, 2, 3, 4, 5, 9, 30])
    if kind == "rational":
        return Rational(n, random.choice([1, 1, 2, 3, 4, 6, 7]))
    if kind == "float" and random.random() < 0.6:
        return Float(str(n) + random.choice([".0", ".5", ".25", "e-1", ".125", "e-6", "e12", ".333"]))  # few digits: the text says all
    return Integer(n)


def polynomial(variables, kind, terms, power):
    return sum(coefficient(kind) * sympy.prod([x ** random.randint(0, power) for x in variables]) for _ in range(terms))


def case(factors):
    p = expand(sympy.prod(factors))
    names = sorted(p.free_symbols, key=lambda x: x.name)
    source = " * ".join(f"({f})" for f in factors)
    derivatives = ", ".join(f'{{"{x}", "{diff(p, x)}", "{expand(integrate(p, x))}"}}' for x in names)
    print(f'    {{"{source}",\n     "{p}",\n     {{{derivatives}}}}},')


print(f"// Written by make_sympy_table.py with SymPy {sympy.__version__}. Do not edit.")
print("// clang-format off\n")
print("constexpr SympyCase sympy_cases[] = {")
x, y = symbols("x y")
for p in (x**2 + 3 * x + 2, x**2 + 3 * x * y + y**2, 3 * x**2 + 2 * x + 1, 4 * x**3 - 2 * x + 5, x**2 + x * y + y**2,
          1 - x, 1 - x**2 / 3, 2 - 3 * x * y, -1 - x, -x, 1 - x + y, Float(0.5) - x, 1 - Float(0.1) * x**3):
    case([p])
for names in ("x", "y x", "x y z", "x10 x2", "B a_1 alpha"):
    for kind in ("integer", "rational", "float"):
        for _ in range(3):
            variables = symbols(names, seq=True)
            case([polynomial(variables, kind, random.randint(1, 6), 5)])
        for _ in range(3):
            power = 3 if len(variables) == 1 else 2
            case([polynomial(variables, kind if i == 0 else "integer", random.randint(2, 3), power) for i in range(random.randint(2, 3))])
print("};")
