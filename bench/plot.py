#!/usr/bin/env python3
"""Draws docs/elementwise.png from the JSON of run.py: float, three sizes, every subject in GB/s."""
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


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: plot.py results.json picture.png")
    with open(sys.argv[1], encoding="utf-8") as file:
        results = json.load(file)
    rows = {(r["subject"], r["size"]): r for r in results["summary"] if r["type"] == "float" and r["subject"] in SUBJECTS}
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
    context = results["context"]
    figure.text(
        0.5,
        0.01,
        f"{context['cpu_name']}, one thread, {context['compiler']}, {context['date'][:10]}; "
        "bytes read and written as STREAM counts them; higher is better",
        ha="center",
        fontsize=8,
    )
    figure.tight_layout(rect=(0, 0.03, 1, 0.95))
    figure.savefig(sys.argv[2], dpi=90)


if __name__ == "__main__":
    main()
