#!/usr/bin/env python3
"""The program in README.md, or in another page, compiles, runs and prints what the page says.

  readme.py <compiler> <project folder> [<page>]

Compiles the first block of C++ as main.cpp, as the README says it, and looks in the output for the text of every
trailing comment that quotes output: one that begins with a digit or with "matmul:", in other pages with "->".
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def main():
    if len(sys.argv) not in (3, 4):
        print(__doc__)
        return 2
    compiler, project = sys.argv[1], Path(sys.argv[2]).resolve()
    page = sys.argv[3] if len(sys.argv) == 4 else "README.md"
    quotes = r"//\s+((?:\d|matmul:).*)$" if page == "README.md" else r"//\s+->\s+(.*)$"
    readme = (project / page).read_text(encoding="utf-8")
    block = re.search(r"```cpp\n(.*?)```", readme, re.S)
    if not block:
        print(f"{page} has no block of C++")
        return 1
    quoted = re.findall(quotes, block[1], re.M)
    if not quoted:
        print(f"no comment in {page}'s program quotes its output")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "main.cpp").write_text(block[1], encoding="utf-8")
        command = [compiler, "-std=c++20", "-O2", f"-I{project / 'include'}", "main.cpp", "-o", "main"]
        subprocess.run(command, check=True, cwd=folder)
        output = subprocess.run([f"{folder}/main"], check=True, cwd=folder, capture_output=True, text=True).stdout
    print(output)
    missing = [text for text in quoted if text not in output]
    for text in missing:
        print(f"{page} promises, and the program does not print: {text}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
