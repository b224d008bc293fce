#!/usr/bin/env python3
"""Draws what the studies found: the distribution of q~ with few events, and the coverage of limits.

    tests/studies/figures.py --qtilde qtilde.json --coverage coverage.json -o docs/pictures
"""
import argparse
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "python"))

import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402

from quartet.report import style  # noqa: E402

HYPOTHESES = (("s_plus_b", "signal + background", style.RED), ("b", "background only", style.BLUE))


def qtilde(result):
    """Toys as points, the formula as lines; one panel per number of signal events."""
    rows, width = result["rows"], result["bin"]
    figure, axes = plt.subplots(1, len(rows), figsize=(7.5 * len(rows), 6.2), squeeze=False)
    for ax, row in zip(axes[0], rows):
        for key, name, colour in HYPOTHESES:
            block = row[key]
            edges = width * np.arange(len(block["counts"]) + 1)
            counts = np.asarray(block["counts"][:-1], dtype=float)  # the last bin holds all that is beyond
            ax.stairs(np.asarray(block["formula"][:-1]) / width, edges[:-1], color=colour, linewidth=1.8, label=f"Formula, {name}")
            seen = counts > 0
            centres = 0.5 * (edges[:-2] + edges[1:-1])
            ax.errorbar(centres[seen], counts[seen] / block["toys"] / width, yerr=np.sqrt(counts[seen]) / block["toys"] / width, fmt="o", markersize=4,
                        color=colour, label=f"Toys, {name}; {100 * block['atom']:.1f}% at 0, formula {100 * block['atom_formula']:.1f}%")
        ax.set_yscale("log")
        ax.set_ylim(1e-4, 20)
        ax.set_xlim(0, edges[-2])
        ax.set_xlabel(r"$\tilde{q}_\mu$")
        ax.set_ylabel("Share of toys / unit")
        ax.legend(loc="upper right", fontsize=11)
        ax.set_title(f"{row['signal_events']:g} signal events expected", loc="left", fontsize=14)
    return figure


def coverage(result):
    """Coverage against the true number of signal events; the dotted line is the confidence level."""
    figure, ax = plt.subplots(figsize=(8.5, 6.2))
    events = [row["signal_events"] for row in result["rows"]]
    for i, (method, name, marker) in enumerate((("asymptotic", "formulae", "o"), ("toys", "toys", "s"))):
        for j, (key, text, colour) in enumerate((("CLs", r"$CL_s$", style.RED), ("CLsb", r"$CL_{s+b}$", style.BLUE))):
            blocks = [row[method][key] for row in result["rows"]]
            ax.errorbar(np.array(events) * 1.03 ** (2 * i + j - 1.5), [b["value"] for b in blocks], yerr=[b["error"] for b in blocks], color=colour, marker=marker,
                        linestyle="none", markersize=6, fillstyle="full" if method == "toys" else "none", label=f"{text}, {name}")
    ax.set_xscale("log", base=2)
    ax.set_xticks(events, [f"{n:g}" for n in events])
    ax.minorticks_off()
    ax.axhline(result["cl"], color="black", linestyle=":", linewidth=1.4)
    ax.set_xlabel("True number of signal events")
    ax.set_ylabel("Share of experiments whose limit is above the truth")
    ax.legend(loc="upper right")
    return figure


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--qtilde")
    parser.add_argument("--coverage")
    parser.add_argument("-o", "--output", required=True)
    options = parser.parse_args()
    style.use_style()
    for file, draw, name in ((options.qtilde, qtilde, "qtilde_few_events"), (options.coverage, coverage, "coverage")):
        if file:
            print(style.save(draw(json.loads(pathlib.Path(file).read_text())), pathlib.Path(options.output), name))


if __name__ == "__main__":
    main()
