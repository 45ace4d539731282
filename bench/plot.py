#!/usr/bin/env python3
"""Draws pictures from the JSON of run.py.

  plot.py elementwise results.json picture.png   float, three sizes, every subject in GB/s
  plot.py matmul results.json picture.png        square products of float and double in GFLOP/s, and the peak
"""
import json
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

PEERS = {"declive": "#c44e00", "eigen": "#31688e", "loop_o3": "#8fb8c9", "loop_o2": "#d0d0d0"}
LABELS = {
    "declive": "declive (-O2)",
    "eigen": "Eigen (-O3 -march=native)",
    "loop_o3": "loop (-O3 -march=native)",
    "loop_o2": "loop (-O2)",
}
SUBJECTS = {
    "copy": "C = A",
    "triad": "C = A + s B",
    "add": "C = A + B",
    "add_assign": "A += B",
    "axpy": "A += s B",
    "scale": "A *= s",
    "hadamard": "C = A o B",
    "relu": "relu(2.5 A + B)",
    "bias": "A += bias in rows",
    "sum": "sum",
    "dot": "dot",
    "norm": "norm",
    "max": "max",
    "argmax": "argmax",
    "sum_columns": "sum of columns",
    "sum_rows": "sum of rows",
}


def footer(figure, results, what):
    context = results["context"]
    figure.text(
        0.5,
        0.01,
        f"{context['cpu_name']}, {context['declive_isa']}, one thread, {context['compiler']}, {context['date'][:10]}; {what}",
        ha="center",
        fontsize=8,
    )


def best_rate(peer):
    """The rate of the fastest repetition: what a neighbour on the same machine takes does not show in the picture."""
    return peer["rate"] * peer["ns"] / peer["best_ns"]


MATMUL = {
    "declive": ("declive (-O2, no library)", "#c44e00", 2.4),
    "openblas": ("OpenBLAS", "#2a7f4f", 1.3),
    "blis": ("BLIS", "#7b5aa6", 1.3),
    "libxsmm": ("libxsmm (code made for one shape)", "#b59b00", 1.3),
    "eigen": ("Eigen (-O3 -march=native)", "#31688e", 1.3),
}


def draw_matmul(results, picture):
    figure, axes = plt.subplots(1, 2, figsize=(11, 4.6))
    for axis, scalar in zip(axes, ("float", "double")):
        rows = [r for r in results["summary"] if r["subject"] == "matmul" and r["type"] == scalar]
        peak = [r for r in results["summary"] if r["subject"] == "peak" and r["type"] == scalar]
        if not rows:
            sys.exit("plot.py: no matmul results to draw")
        for peer, (label, color, width) in reversed(MATMUL.items()):
            mine = [(int(r["size"]), best_rate(r["peers"][peer])) for r in rows if peer in r["peers"]]
            if mine:
                axis.plot(*zip(*mine), color=color, linewidth=width, marker=".", markersize=4, label=label)
        if peak:
            limit = best_rate(peak[0]["peers"]["declive"])
            # A peak that somebody exceeds was measured while the machine did something else: it is no limit.
            if limit >= max(best_rate(p) for r in rows for p in r["peers"].values()):
                axis.axhline(limit, color="#888888", linestyle=":", linewidth=1)
                axis.text(2, limit, "peak of multiply-adds", fontsize=7, va="bottom")
        axis.set_xscale("log", base=2)
        ticks = [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048]
        axis.set_xticks(ticks, [str(t) for t in ticks])
        axis.set_title(f"{scalar}: C = A B, n x n", fontsize=10)
        axis.set_xlabel("n")
        axis.set_ylabel("GFLOP/s")
        axis.set_ylim(bottom=0)
        axis.grid(linewidth=0.3)
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles[::-1], labels[::-1], loc="upper center", ncol=len(handles), frameon=False, fontsize=9)
    footer(figure, results, "the fastest repetition of each; higher is better")
    figure.tight_layout(rect=(0, 0.03, 1, 0.94))
    figure.savefig(picture, dpi=90)


def draw_elementwise(results, picture):
    rows = {
        (r["subject"], int(r["size"])): r
        for r in results["summary"]
        if r["type"] == "float" and r["subject"] in SUBJECTS
    }
    sizes = sorted({size for _, size in rows if size >= 4000})
    if not sizes:
        sys.exit("plot.py: no float results from 4,000 elements on to draw")
    subjects = [s for s in SUBJECTS if any((s, size) in rows for size in sizes)]

    figure, axes = plt.subplots(1, len(sizes), figsize=(11, 7), sharey=True, squeeze=False)
    thickness = 0.8 / len(PEERS)
    for axis, size in zip(axes[0], sizes):
        for number, (peer, color) in enumerate(PEERS.items()):
            at = [k + (number - 1.5) * thickness for k in range(len(subjects))]
            rates = [rows[s, size]["peers"][peer]["rate"] if (s, size) in rows else 0 for s in subjects]
            axis.barh(at, rates, thickness, color=color, label=LABELS[peer])
        axis.set_title(f"{size:,} floats an array", fontsize=10)
        axis.set_xlabel("GB/s")
        axis.grid(axis="x", linewidth=0.3)
        axis.set_axisbelow(True)
    axes[0][0].set_yticks(range(len(subjects)), [SUBJECTS[s] for s in subjects])
    axes[0][0].invert_yaxis()
    handles, labels = axes[0][0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="upper center", ncol=len(PEERS), frameon=False, fontsize=9)
    footer(figure, results, "bytes read and written as STREAM counts them; higher is better")
    figure.tight_layout(rect=(0, 0.03, 1, 0.95))
    figure.savefig(picture, dpi=90)


def main():
    draw = {"elementwise": draw_elementwise, "matmul": draw_matmul}
    if len(sys.argv) != 4 or sys.argv[1] not in draw:
        sys.exit(__doc__)
    with open(sys.argv[2], encoding="utf-8") as file:
        results = json.load(file)
    draw[sys.argv[1]](results, sys.argv[3])


if __name__ == "__main__":
    main()
