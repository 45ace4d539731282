#!/usr/bin/env python3
"""A short account of a test run: how many tests passed, failed and were skipped, and why.

  summary.py <ctest's JUnit file>
"""
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections import defaultdict


def reason(case):
    """The line of a skipped test's output that says why."""
    output = case.findtext("system-out") or ""
    match = re.search(r"^(?:-- )?skipped: *(.*)$", output, re.M | re.I) or re.search(r"(\S.*)", output)
    return match[1] if match else "no reason given"


def main():
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    passed, failed, skipped = 0, [], defaultdict(list)
    for case in ElementTree.parse(sys.argv[1]).getroot().iter("testcase"):
        if case.find("skipped") is not None:
            skipped[reason(case)].append(case.get("name"))
        elif case.get("status") == "run":
            passed += 1
        else:
            failed.append(case.get("name"))
    print(f"{passed} passed, {len(failed)} failed, {sum(map(len, skipped.values()))} skipped")
    for name in failed:
        print(f"  failed:  {name}")
    for why, names in skipped.items():
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        print(f"  skipped: {why} ({', '.join(names[:3])}{more})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
