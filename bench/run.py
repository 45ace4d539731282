#!/usr/bin/env python3
"""Runs the benchmarks interleaved, writes one JSON and prints a table: each subject, declive beside its best peer.

Declive and the peers of one subject, type and size run in one process, on the same memory, their repetitions in random
order (Google Benchmark's random interleaving): a machine that slows down slows all of them. What is compared is the
median CPU time of the repetitions; ratio = best peer's time / declive's, above 1 where declive is faster.
"""
import argparse
import json
import math
import re
import statistics
import subprocess
import sys


def groups(program, pattern):
    """The names without the peer, "subject/type/size", in the order of registration."""
    names = subprocess.run([program, "--benchmark_list_tests"], check=True, capture_output=True, text=True).stdout
    wanted = re.compile(pattern)
    return list(dict.fromkeys(n for n in (line.rsplit("/", 1)[0] for line in names.split()) if wanted.search(n)))


def run_group(program, group, repetitions, min_time):
    command = [
        program,
        f"--benchmark_filter=^{group}/",
        f"--benchmark_repetitions={repetitions}",
        f"--benchmark_min_time={min_time}",
        "--benchmark_enable_random_interleaving=true",
        "--benchmark_format=json",
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{group}: {done.stderr.strip()}")
    report = json.loads(done.stdout)
    return report["context"], [b for b in report["benchmarks"] if b["run_type"] == "iteration"]


def summary(group, runs):
    """Each peer's median time and rate, and how declive stands to the best of the others."""
    subject, scalar, size = group.split("/")
    unit = "GFLOP/s" if "GFLOP/s" in runs[0] else "GB/s"
    peers = {}
    for peer in dict.fromkeys(run["name"].rsplit("/", 1)[1] for run in runs):
        mine = [run for run in runs if run["name"] == f"{group}/{peer}"]
        times = [run["cpu_time"] for run in mine]
        middle = statistics.median(times)
        # A rate is work / time: the same work in every run.
        rate = mine[0][unit] * mine[0]["cpu_time"] / middle
        low, _, high = statistics.quantiles(times, n=4) if len(times) > 1 else (middle, middle, middle)
        peers[peer] = {"ns": middle, "best_ns": min(times), "rate": rate, "spread": (high - low) / middle}
    others = {name: p for name, p in peers.items() if name != "declive"}
    best = min(others, key=lambda name: others[name]["ns"])
    return {
        "subject": subject,
        "type": scalar,
        "size": int(size),
        "unit": unit,
        "peers": peers,
        "best_peer": best,
        "ratio": others[best]["ns"] / peers["declive"]["ns"],
        "ratio_of_best": min(p["best_ns"] for p in others.values()) / peers["declive"]["best_ns"],
    }


def cpu_name():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return "unknown CPU"


def print_header():
    print(
        f"{'subject':<14} {'type':<6} {'size':>9}  {'declive':>9} {'ns':>11}  {'best peer':>9} {'':<9} "
        f"{'ratio':>6} {'of bests':>8} {'spread':>7}"
    )


def print_row(row):
    declive, best = row["peers"]["declive"], row["peers"][row["best_peer"]]
    print(
        f"{row['subject']:<14} {row['type']:<6} {row['size']:>9,}  {declive['rate']:>9.1f} {declive['ns']:>11,.1f}  "
        f"{best['rate']:>9.1f} {row['best_peer']:<9} {row['ratio']:>6.2f} {row['ratio_of_best']:>8.2f} "
        f"{max(declive['spread'], best['spread']):>6.0%}",
        flush=True,
    )


def print_end(rows):
    def mean(ratios):
        return math.exp(statistics.fmean(math.log(r) for r in ratios))

    print("\nRates are GB/s, of matmul and matvec GFLOP/s. Ratio: best peer's time / declive's, geometric means:")
    for subject in dict.fromkeys(row["subject"] for row in rows):
        mine = [row["ratio"] for row in rows if row["subject"] == subject]
        print(f"  {subject:<14} {mean(mine):5.2f}  (worst {min(mine):.2f})")
    print(f"  {'all':<14} {mean([row['ratio'] for row in rows]):5.2f}")
    for scalar in ("float", "double"):
        # The bandwidth of the machine: the fastest copy or triad of anybody at the largest size.
        sizes = [row["size"] for row in rows if row["subject"] in ("copy", "triad") and row["type"] == scalar]
        if not sizes:
            continue
        large = [row for row in rows if row["type"] == scalar and row["size"] == max(sizes) and row["unit"] == "GB/s"]
        limit = max(p["rate"] for r in large if r["subject"] in ("copy", "triad") for p in r["peers"].values())
        parts = [f"{row['subject']} {row['peers']['declive']['rate'] / limit:.2f}" for row in large]
        print(f"\n{scalar}, {max(sizes):,} elements: fastest copy or triad {limit:.1f} GB/s; of it declive reaches in")
        print("  " + ", ".join(parts))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="the built declive_bench")
    parser.add_argument("output", help="the JSON to write")
    parser.add_argument("--repetitions", type=int, default=9, help="of each peer (default: 9)")
    parser.add_argument("--min-time", type=float, default=0.02, help="seconds a repetition (default: 0.02)")
    parser.add_argument("--filter", default="", help="a regular expression on subject/type/size")
    arguments = parser.parse_args()

    wanted = groups(arguments.program, arguments.filter)
    if not wanted:
        sys.exit(f"no benchmark matches {arguments.filter!r}")
    context, runs, rows = None, [], []
    print_header()
    for group in wanted:
        this_context, these = run_group(arguments.program, group, arguments.repetitions, arguments.min_time)
        context = context or this_context
        runs += these
        rows.append(summary(group, these))
        print_row(rows[-1])
    print_end(rows)
    context["cpu_name"] = cpu_name()
    with open(arguments.output, "w", encoding="utf-8") as file:
        json.dump({"context": context, "summary": rows, "benchmarks": runs}, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
