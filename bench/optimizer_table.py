#!/usr/bin/env python3
"""Puts the table that declive_optimizer_table prints between its two marks in docs/optimizers.md.

  optimizer_table.py <declive_optimizer_table> <docs/optimizers.md>
"""
import subprocess
import sys

BEGIN, END = "<!-- table: scripts/bench optimizers -->", "<!-- end of the table -->"


def main():
    program, page = sys.argv[1:]
    table = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    with open(page, encoding="utf-8") as file:
        text = file.read()
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    with open(page, "w", encoding="utf-8") as file:
        file.write(f"{before}{BEGIN}\n{table}{END}{after}")


if __name__ == "__main__":
    main()
