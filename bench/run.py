#!/usr/bin/env python3
"""Runs the benchmarks interleaved, writes one JSON and prints a table: each subject, declive beside its best peer.

Declive and the peers of one subject, type and size run in one process, on the same memory, their repetitions in random
order (Google Benchmark's random interleaving): a machine that slows down slows all of them. What is compared is the
median CPU time of the repetitions (of two threads: the median time on the clock); ratio = best peer's time /
declive's, above 1 where declive is faster. Of products the share of the measured peak of multiply-adds is shown too.
Not among the best peers, but with a ratio of their own: libxsmm, whose code is made for one shape beforehand;
derivatives by hand; beside gradients in reverse mode declive's own by duals; beside products of duals the real products that they are made of; Ceres with our own flags; and LAPACK.
"""
import argparse
import json
import math
import re
import statistics
import subprocess
import sys

APART = ("libxsmm", "hand_o2", "hand_o3", "forward", "real", "ceres_o2", "lapack")
UNITS = ("GFLOP/s", "GB/s", "Mder/s", "M/s")


def bare(name):
    """A benchmark's name without what Google Benchmark adds about the clock."""
    return name.removesuffix("/real_time").removesuffix("/manual_time")


def groups(program, pattern):
    """The names without the peer, "subject/type/size", in the order of registration."""
    names = subprocess.run([program, "--benchmark_list_tests"], check=True, capture_output=True, text=True).stdout
    wanted = re.compile(pattern)
    found = (bare(line).rsplit("/", 1)[0] for line in names.split())
    return list(dict.fromkeys(name for name in found if wanted.search(name)))


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


def order(size):
    """Sizes as numbers, then shapes as products of theirs."""
    parts = [int(part) for part in size.split("x")]
    return len(parts), math.prod(parts), parts


def summary(group, runs):
    """Each peer's median time and rate, and how declive stands to the best of the others."""
    subject, scalar, size = group.split("/")
    unit = next(u for u in UNITS if u in runs[0])
    clock = "real_time" if subject.endswith(("_threads", "_overhead")) else "cpu_time"
    peers = {}
    names = [bare(run["name"]) for run in runs]
    for peer in dict.fromkeys(name.rsplit("/", 1)[1] for name in names):
        mine = [run for run, name in zip(runs, names) if name == f"{group}/{peer}"]
        times = [run[clock] for run in mine]
        middle = statistics.median(times)
        # A rate is work / time: the same work in every run.
        rate = mine[0][unit] * mine[0][clock] / middle
        low, _, high = statistics.quantiles(times, n=4) if len(times) > 1 else (middle, middle, middle)
        peers[peer] = {"ns": middle, "best_ns": min(times), "rate": rate, "spread": (high - low) / middle}
    others = {name: p for name, p in peers.items() if name != "declive" and name not in APART}
    best = min(others, key=lambda name: others[name]["ns"]) if others else None
    row = {"subject": subject, "type": scalar, "size": size, "unit": unit, "peers": peers, "best_peer": best}
    if best:
        row["ratio"] = others[best]["ns"] / peers["declive"]["ns"]
        row["ratio_of_best"] = min(p["best_ns"] for p in others.values()) / peers["declive"]["best_ns"]
    row["apart"] = {name: peers[name]["ns"] / peers["declive"]["ns"] for name in APART if name in peers}
    return row


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
        f"{'subject':<16} {'type':<6} {'size':>13}  {'declive':>9} {'ns':>11}  {'best peer':>9} {'':<9} "
        f"{'ratio':>6} {'of bests':>8} {'spread':>7}"
    )


def print_row(row, peak):
    declive = row["peers"]["declive"]
    line = f"{row['subject']:<16} {row['type']:<6} {row['size']:>13}  {declive['rate']:>9.1f} {declive['ns']:>11,.1f}  "
    if row["best_peer"]:
        best = row["peers"][row["best_peer"]]
        line += (
            f"{best['rate']:>9.1f} {row['best_peer']:<9} {row['ratio']:>6.2f} {row['ratio_of_best']:>8.2f} "
            f"{max(declive['spread'], best['spread']):>6.0%}"
        )
    for name, ratio in row["apart"].items():
        line += f"  {name} {ratio:.2f}"
    if peak and row["unit"] == "GFLOP/s" and not row["subject"].endswith("_threads"):
        row["share_of_peak"] = declive["rate"] / peak
        line += f"  {row['share_of_peak']:.0%} of peak"
    print(line, flush=True)


def mean(ratios):
    return math.exp(statistics.fmean(math.log(r) for r in ratios))


def print_products(rows):
    """What the products reach: the ratio to each peer, the share of the peak, two threads to one."""
    products = [r for r in rows if r["subject"] in ("matmul", "forward", "weights", "input", "skinny")]
    if not products:
        return
    print("\nProducts, all shapes: declive's speed over each peer's, geometric mean and worst:")
    for peer in dict.fromkeys(name for row in products for name in row["peers"] if name != "declive"):
        mine = [r["peers"][peer]["ns"] / r["peers"]["declive"]["ns"] for r in products if peer in r["peers"]]
        print(f"  {peer:<10} {mean(mine):5.2f}  (worst {min(mine):.2f}, {len(mine)} shapes)")
    below = [f"{r['subject']}/{r['type']}/{r['size']} {r['ratio']:.2f}" for r in products if r["ratio"] < 0.95]
    print(f"  below 0.95 of the best peer: {', '.join(below) or 'none'}")
    alone = {(r["type"], r["size"]): r["peers"]["declive"] for r in rows if r["subject"] == "matmul"}
    for row in rows:
        key = (row["type"], row["size"])
        if row["subject"] == "matmul_2_threads" and key in alone:
            row["speedup"] = alone[key]["ns"] / row["peers"]["declive"]["ns"]
    pairs = [f"{r['type']} {r['size']}: {r['speedup']:.2f}" for r in rows if "speedup" in r]
    if pairs:
        print(f"  two threads over one: {', '.join(pairs)}")


def print_optimizers(rows):
    """A step of Adam beside a copy of the same bytes."""
    copies = {(r["type"], r["size"]): r["peers"]["declive"]["rate"] for r in rows if r["subject"] == "adam_bytes"}
    steps = [r for r in rows if r["subject"] == "adam" and (r["type"], r["size"]) in copies]
    parts = [f"{r['type']} {r['size']}: {r['peers']['declive']['rate'] / copies[r['type'], r['size']]:.2f}" for r in steps]
    if parts:
        print(f"\nAdam's bytes a second over those of a copy: {', '.join(parts)}")


def print_end(rows):
    print("\nRates are GB/s, of products GFLOP/s, of derivatives and fixed matrices 10^6 of them a second.")
    print("Ratio: best peer's time / declive's, geometric means:")
    compared = [row for row in rows if row["best_peer"]]
    for subject in dict.fromkeys(row["subject"] for row in compared):
        mine = [row["ratio"] for row in compared if row["subject"] == subject]
        print(f"  {subject:<16} {mean(mine):5.2f}  (worst {min(mine):.2f})")
    if compared:
        print(f"  {'all':<16} {mean([row['ratio'] for row in compared]):5.2f}")
    print_products(rows)
    print_optimizers(rows)
    for scalar in ("float", "double"):
        # The bandwidth of the machine: the fastest copy or triad of anybody at the largest size.
        sizes = [row["size"] for row in rows if row["subject"] in ("copy", "triad") and row["type"] == scalar]
        if not sizes:
            continue
        largest = max(sizes, key=order)
        large = [row for row in rows if row["type"] == scalar and row["size"] == largest and row["unit"] == "GB/s"]
        limit = max(p["rate"] for r in large if r["subject"] in ("copy", "triad") for p in r["peers"].values())
        parts = [f"{row['subject']} {row['peers']['declive']['rate'] / limit:.2f}" for row in large]
        print(f"\n{scalar}, {int(largest):,} elements: fastest copy or triad {limit:.1f} GB/s; of it declive reaches in")
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
    context, runs, rows, peaks = None, [], [], {}
    print_header()
    for group in wanted:
        this_context, these = run_group(arguments.program, group, arguments.repetitions, arguments.min_time)
        context = context or this_context
        runs += these
        rows.append(summary(group, these))
        if rows[-1]["subject"] == "peak":
            peaks[rows[-1]["type"]] = rows[-1]["peers"]["declive"]["rate"]
        print_row(rows[-1], peaks.get(rows[-1]["type"]))
    print_end(rows)
    context["cpu_name"] = cpu_name()
    with open(arguments.output, "w", encoding="utf-8") as file:
        json.dump({"context": context, "summary": rows, "benchmarks": runs}, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
