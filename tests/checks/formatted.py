#!/usr/bin/env python3
"""Every file reads as clang-format writes it; shows the difference where one does not.

  formatted.py <clang-format> <file> ...

Compares texts instead of asking with --dry-run: version 14 also complains there about closing comments of inline
namespaces that it would replace by the same text.
"""
import difflib
import subprocess
import sys
from pathlib import Path


def main():
    if len(sys.argv) < 3:
        print(__doc__)
        return 2
    clang_format, *files = sys.argv[1:]
    wrong = 0
    for file in files:
        text = Path(file).read_text(encoding="utf-8")
        formatted = subprocess.run([clang_format, file], check=True, capture_output=True, encoding="utf-8").stdout
        if text != formatted:
            wrong += 1
            sys.stdout.writelines(
                difflib.unified_diff(text.splitlines(True), formatted.splitlines(True), file, "formatted", n=1))
    print(f"{len(files)} files, {wrong} of them not formatted")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
