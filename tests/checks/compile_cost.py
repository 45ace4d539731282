#!/usr/bin/env python3
"""How long a unit with one float product and one sum takes to compile, beside the same with Eigen.

  compile_cost.py <g++> <include folder> <Eigen's include folder>

Compiles both at -O2, in turn, several times, and compares the least user times. declive's unit holds the kernels of
every instruction set, Eigen's those of the baseline. The goal is 0.7 of Eigen's time; more than 1.2 fails. Shown are
also the time with declive/linalg.hpp alone, which has what Eigen/Dense has, and that with DECLIVE_EXTERN_KERNELS, which
leaves the kernels of products to another unit.
"""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS = 2
GOAL, LIMIT = 0.7, 1.2

UNITS = {
    "declive": """#include <declive/declive.hpp>
using M = declive::Matrix<float>;
M product(const M& a, const M& b) { return a * b; }
float total(const M& a) { return sum(a); }
""",
    "Eigen": """#include <Eigen/Dense>
using M = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
M product(const M& a, const M& b) { return a * b; }
float total(const M& a) { return a.sum(); }
""",
}
UNITS["linalg"] = UNITS["declive"].replace("declive.hpp", "linalg.hpp")
UNITS["extern"] = "#define DECLIVE_EXTERN_KERNELS 1\n" + UNITS["declive"]


def user_time(command):
    before = os.times().children_user
    subprocess.run(command, check=True)
    return os.times().children_user - before


def main():
    if len(sys.argv) != 4:
        print(__doc__)
        return 2
    compiler, include, eigen = sys.argv[1:]
    best = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, text in UNITS.items():
            Path(folder, name + ".cpp").write_text(text, encoding="utf-8")
        for _ in range(RUNS):
            for name in UNITS:
                seconds = user_time([compiler, "-std=c++20", "-O2", "-I", include, "-isystem", eigen, "-c",
                                     str(Path(folder, name + ".cpp")), "-o", os.devnull])
                best[name] = min(best.get(name, seconds), seconds)
    for name, seconds in best.items():
        print(f"{name + ':':10s}{seconds:6.2f} s")
    ratio = best["declive"] / best["Eigen"]
    others = ", ".join(f"{name} {best[name] / best['Eigen']:.2f}" for name in ("linalg", "extern"))
    print(f"{'ratio:':10s}{ratio:6.2f}, goal {GOAL}, limit {LIMIT}; {others}")
    return 1 if ratio > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
