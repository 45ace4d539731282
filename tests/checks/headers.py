#!/usr/bin/env python3
"""What every header of the library keeps to, read from its text.

  headers.py include/declive     checks the headers there
  headers.py --self-test         checks this script, on small trees made wrong on purpose

1. A header includes only what stands before it:
     version config -> error concepts -> kernels -> core -> linalg -> autodiff -> loss -> optim; symbolic on core and linalg.
   Within a room any header may include any other, but never in a circle. loss and optim do not see autodiff; only
   optim/minimize joins the two.
2. Kernels never see a Matrix: they do not name one either.
3. An umbrella (linalg.hpp beside linalg/) only includes, and only declive.hpp includes it. It brings every header of
   its room, and declive.hpp brings every umbrella.
4. No dependency: in angle brackets stand headers of the standard library and the compiler's own, and Linux' <sys/mman.h>.
5. Every macro begins with DECLIVE_.
"""
import re
import sys
import tempfile
from pathlib import Path

BASE = ["version.hpp", "config.hpp", "error.hpp", "concepts.hpp"]
ROOMS = ["kernels", "core", "linalg", "autodiff", "loss", "optim"]
# What stands before each place. symbolic is a side wing.
BEFORE = {name: BASE[:i] for i, name in enumerate(BASE)}
BEFORE.update({room: BASE + ROOMS[:i] for i, room in enumerate(ROOMS)})
BEFORE["loss"] = [place for place in BEFORE["loss"] if place != "autodiff"]
BEFORE["optim"] = [place for place in BEFORE["optim"] if place != "autodiff"]
BEFORE["symbolic"] = BASE + ["kernels", "core", "linalg"]
JOINS = {"optim/minimize.hpp": ["autodiff"]}
COMPILER_HEADERS = {"immintrin.h", "arm_neon.h", "cpuid.h", "omp.h", "sanitizer/asan_interface.h", "sys/mman.h"}

INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>|(\w+))', re.M)
DEFINE = re.compile(r"^\s*#\s*define\s+(\w+)", re.M)
KERNEL_FILE = re.compile(r'^\s*#\s*define\s+DECLIVE_KERNEL_FILE\s+"([^"]+)"', re.M)
OWNERS = re.compile(r"\b(?:Matrix|Vector|MatrixView|VectorView)\b")


def without_comments(text):
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.S)


def without_strings(text):
    return re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', text)


def place_of(name):
    """The room of a header, or its own name if it stands at the root."""
    return name.split("/")[0]


def check(root):
    """The list of complaints about the tree at root."""
    root = Path(root).resolve()
    complaints = []
    texts = {
        path.relative_to(root).as_posix(): without_comments(path.read_text(encoding="utf-8"))
        for path in sorted(root.rglob("*"))
        if path.suffix in (".hpp", ".inl")
    }
    if not texts:
        return [f"no header under {root}"]
    rooms = {place_of(name) for name in texts if "/" in name}
    umbrellas = {f"{room}.hpp" for room in rooms}
    includes = {name: [] for name in texts}

    for name, text in texts.items():
        def complain(what):
            complaints.append(f"{name}: {what}")

        place = place_of(name)
        if "/" not in name and name not in BASE and name not in umbrellas and name != "declive.hpp":
            complain("no place in the order of the headers is known for it")
        if place in rooms and place not in BEFORE:
            complain(f"no place in the order of the rooms is known for {place}/")

        quoted = []
        for own, foreign, macro in INCLUDE.findall(text):
            if own:
                quoted.append(own)
            elif macro and macro != "DECLIVE_KERNEL_FILE":
                complain(f"includes the macro {macro}")
            elif foreign.startswith("declive/"):
                quoted.append("../" * name.count("/") + foreign.removeprefix("declive/"))
            elif foreign and foreign not in COMPILER_HEADERS and ("/" in foreign or "." in foreign):
                complain(f"<{foreign}> is not a header of the standard library")
        quoted += KERNEL_FILE.findall(text)
        for target in quoted:
            path = (root / name).parent.joinpath(target).resolve()
            if not path.is_relative_to(root) or path.relative_to(root).as_posix() not in texts:
                complain(f'"{target}" is not a header of the library')
                continue
            includes[name].append(path.relative_to(root).as_posix())

        for target in includes[name]:
            there = place_of(target)
            if name == "declive.hpp" or name in umbrellas:
                continue
            if target in umbrellas or target == "declive.hpp":
                complain(f"includes the umbrella {target}")
            elif there != place and there not in BEFORE.get(place, []) + JOINS.get(name, []):
                complain(f"includes {target}, which does not stand before it")

        for macro in DEFINE.findall(text):
            if not macro.startswith("DECLIVE_"):
                complain(f"defines {macro}, a macro without the prefix DECLIVE_")
        if place == "kernels":
            for owner in sorted(set(OWNERS.findall(without_strings(text)))):
                complain(f"names {owner}: kernels see pointers, sizes and strides")
        if name in umbrellas or name == "declive.hpp":
            for line in text.splitlines():
                if line.strip() and not re.match(r"\s*#\s*(include|ifndef|define|endif|if|else)\b", line):
                    complain(f"an umbrella only includes: {line.strip()}")
                    break

    def reached(name, seen):
        for target in includes[name]:
            if target not in seen:
                seen.add(target)
                reached(target, seen)
        return seen

    for umbrella in sorted(umbrellas & texts.keys()):
        room = umbrella.removesuffix(".hpp")
        for name in texts.keys() - reached(umbrella, set()):
            if name.startswith(f"{room}/") and name.endswith(".hpp"):
                complaints.append(f"{umbrella}: does not bring {name}")
    if "declive.hpp" in texts:
        brought = reached("declive.hpp", set())
        for name in sorted((umbrellas & texts.keys()) - brought):
            complaints.append(f"declive.hpp: does not bring {name}")

    # A circle: a header that reaches itself. kernels' texts are included by for_each_isa.hpp, which is no circle.
    for name in texts:
        if name in reached(name, set()):
            complaints.append(f"{name}: includes itself, through others")
    return sorted(complaints)


GOOD_TREE = {
    "version.hpp": "#define DECLIVE_VERSION_MAJOR 0\n",
    "config.hpp": "// the Matrix\n",
    "error.hpp": '#include <string>\n\n#include "config.hpp"\n',
    "concepts.hpp": '#include "error.hpp"\n',
    "kernels/cpu.hpp": '#include <cpuid.h>\n\n#include "../error.hpp"\n// never sees a Matrix\n',
    "kernels/gemm.hpp": '#include "cpu.hpp"\n#define DECLIVE_KERNEL_FILE "gemm.inl"\n',
    "kernels/gemm.inl": 'inline const char* text = "Matrix";\n',
    "core/matrix.hpp": '#include "../concepts.hpp"\n#include "../kernels/gemm.hpp"\nclass Matrix;\n',
    "linalg/map.hpp": '#include "../core/matrix.hpp"\n',
    "linalg/products.hpp": '#include "map.hpp"\n',
    "linalg.hpp": '#include "core/matrix.hpp"\n#include "linalg/products.hpp"\n',
    "autodiff/dual.hpp": '#include "../linalg/map.hpp"\n',
    "loss/mse.hpp": '#include <declive/linalg/map.hpp>\n',
    "optim/adam.hpp": '#include "../loss/mse.hpp"\n',
    "optim/minimize.hpp": '#include "../autodiff/dual.hpp"\n#include "adam.hpp"\n',
    "symbolic/polynomial.hpp": '#include "../core/matrix.hpp"\n#include "../linalg/map.hpp"\n',
    "declive.hpp": '#include "linalg.hpp"\n#include "version.hpp"\n',
}

# One mistake each: the file, its text, and the complaint that must be the only one.
MISTAKES = [
    ("kernels/bad.hpp", '#include "../core/matrix.hpp"\n', "kernels/bad.hpp: includes core/matrix.hpp, which does not"),
    ("kernels/bad.hpp", "void f(const Matrix& a);\n", "kernels/bad.hpp: names Matrix: kernels see pointers"),
    ("version.hpp", '#include "error.hpp"\n', "version.hpp: includes error.hpp, which does not stand before it"),
    ("core/bad.hpp", '#include "../linalg/map.hpp"\n', "core/bad.hpp: includes linalg/map.hpp, which does not"),
    ("autodiff/bad.hpp", '#include "../linalg.hpp"\n', "autodiff/bad.hpp: includes the umbrella linalg.hpp"),
    ("loss/bad.hpp", '#include "../autodiff/dual.hpp"\n', "loss/bad.hpp: includes autodiff/dual.hpp, which does not"),
    ("loss/bad.hpp", '#include <declive/optim/adam.hpp>\n', "loss/bad.hpp: includes optim/adam.hpp, which does not"),
    ("optim/bad.hpp", '#include "../autodiff/dual.hpp"\n', "optim/bad.hpp: includes autodiff/dual.hpp, which does not"),
    ("symbolic/bad.hpp", '#include "../loss/mse.hpp"\n', "symbolic/bad.hpp: includes loss/mse.hpp, which does not"),
    ("linalg/map.hpp", '#include "products.hpp"\n', "linalg/map.hpp: includes itself, through others"),
    ("linalg/bad.hpp", "\n", "linalg.hpp: does not bring linalg/bad.hpp"),
    ("loss.hpp", '#include "loss/mse.hpp"\n', "declive.hpp: does not bring loss.hpp"),
    ("declive.hpp", '#include "linalg.hpp"\nint x;\n', "declive.hpp: an umbrella only includes: int x;"),
    ("core/bad.hpp", "#include <Eigen/Core>\n", "core/bad.hpp: <Eigen/Core> is not a header of the standard library"),
    ("core/bad.hpp", "#include <windows.h>\n", "core/bad.hpp: <windows.h> is not a header of the standard library"),
    ("core/bad.hpp", '#include "../../main.hpp"\n', 'core/bad.hpp: "../../main.hpp" is not a header of the library'),
    ("core/bad.hpp", "#include OTHER\n", "core/bad.hpp: includes the macro OTHER"),
    ("core/bad.hpp", "#define RESTRICT\n", "core/bad.hpp: defines RESTRICT, a macro without the prefix DECLIVE_"),
    ("stray.hpp", "\n", "stray.hpp: no place in the order of the headers is known for it"),
    ("attic/bad.hpp", "\n", "attic/bad.hpp: no place in the order of the rooms is known for attic/"),
]


def self_test():
    failures = 0

    def expect(tree, expected):
        nonlocal failures
        with tempfile.TemporaryDirectory() as folder:
            for name, text in tree.items():
                path = Path(folder) / "declive" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            found = check(Path(folder) / "declive")
        # A circle is reported for each of its headers, any other mistake once.
        if expected is None:
            right = not found
        else:
            right = any(line.startswith(expected) for line in found) and (
                len(found) == 1 or all("through others" in line for line in found))
        if not right:
            failures += 1
            print(f"self-test: expected {expected!r}, found {found!r}")

    expect(GOOD_TREE, None)
    for name, text, expected in MISTAKES:
        expect({**GOOD_TREE, name: text}, expected)
    expect({}, "no header under")
    print(f"{len(MISTAKES) + 2} trees, {failures} judged wrongly")
    return failures


def main():
    if sys.argv[1:] == ["--self-test"]:
        return 1 if self_test() else 0
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    complaints = check(sys.argv[1])
    for complaint in complaints:
        print(complaint)
    print(f"{len(complaints)} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
