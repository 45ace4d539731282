#!/usr/bin/env python3
"""What #include <declive/declive.hpp> costs over the bare standard headers that it needs.

  include_cost.py <g++> <include folder>

Compiles three nearly empty files at -O2, in turn, several times, and compares the least user times. The intrinsics'
header is no standard header: its share counts as ours, and is shown. The goal is 0.5 s; more than 1.0 s fails.
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS = 3
GOAL, LIMIT = 0.5, 1.0


def user_time(command):
    before = os.times().children_user
    subprocess.run(command, check=True)
    return os.times().children_user - before


def needed_headers(compiler, include):
    """The headers from outside that the library's headers include, in the order in which the compiler meets them."""
    listing = subprocess.run(
        [compiler, "-std=c++20", "-O2", "-H", "-fsyntax-only", "-I", include, "-x", "c++", "-"],
        input="#include <declive/declive.hpp>\n", capture_output=True, text=True, check=True).stderr
    needed, parents = [], {}
    for line in listing.splitlines():
        match = re.match(r"(\.+) (.+)$", line)
        if not match:
            break
        depth, path = len(match[1]), match[2]
        ours = Path(path).resolve().is_relative_to(Path(include).resolve())
        parents[depth] = ours
        # A standard header by its name; another, which may stand in a folder as sys/mman.h does, by its whole path.
        name = path if path.endswith(".h") else Path(path).name
        if not ours and parents.get(depth - 1) and name not in needed:
            needed.append(name)
    return needed


def main():
    if len(sys.argv) != 3:
        print(__doc__)
        return 2
    compiler, include = sys.argv[1:]
    needed = needed_headers(compiler, include)
    standard = [name for name in needed if not name.endswith(".h")]
    cases = {
        "declive.hpp": ["declive/declive.hpp"],
        "standard headers": standard,
        "the same and intrinsics": needed,
    }
    best = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, headers in cases.items():
            Path(folder, name).write_text("".join(f"#include <{header}>\n" for header in headers), encoding="utf-8")
        for _ in range(RUNS):
            for name in cases:
                seconds = user_time([compiler, "-std=c++20", "-O2", "-I", include, "-x", "c++", "-c",
                                     str(Path(folder, name)), "-o", os.devnull])
                best[name] = min(best.get(name, seconds), seconds)

    print(f"needed: {' '.join(Path(name).name for name in needed)}")
    for name, seconds in best.items():
        print(f"{name + ':':25s}{seconds:6.2f} s")
    cost = best["declive.hpp"] - best["standard headers"]
    print(f"{'the cost of declive:':25s}{cost:6.2f} s, goal {GOAL} s, limit {LIMIT} s")
    return 1 if cost > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
