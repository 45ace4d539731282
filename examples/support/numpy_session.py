"""Runs the left column of 01_lecture's output as a Python session: what NumPy and SymPy print is what they print.

Usage: numpy_session.py <output of 01_lecture>
"""
import doctest
import sys

try:
    import numpy  # noqa: F401  (the session imports them)
    import sympy  # noqa: F401
except ImportError:
    print("SKIPPED: Python has no NumPy or no SymPy here (Debian: python3-numpy python3-sympy)")
    sys.exit(0)

with open(sys.argv[1], encoding="utf-8") as file:
    lines = file.read().splitlines()
rule = next(line for line in lines if line.startswith("----"))
width = rule.index(" -")  # the left column ends where its dashes do
session = "\n".join(line[:width].rstrip() for line in lines)

parser = doctest.DocTestParser()
test = parser.get_doctest(session, {}, "the left column", sys.argv[1], 0)
runner = doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
runner.run(test)
print(f"{runner.tries} statements, {runner.failures} of them print something else than the left column says")
sys.exit(1 if runner.failures or runner.tries < 20 else 0)
